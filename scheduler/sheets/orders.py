"""The order plan: per order what each department has planned and by when it is needed at the latest."""

from collections.abc import Iterator, Mapping

from scheduler.domain.due import DAY_MINUTES
from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Verdict
from scheduler.sheets.columns import column
from scheduler.sheets.departments import Dates, Department, departments
from scheduler.sheets.facts import Facts
from scheduler.sheets.sheet import Cell, Column, Group, Kind, Row, Sheet
from scheduler.texts import fault_sentence, label, not_loaded_sentence


def order_plan(facts: Facts) -> Sheet:
    """One row per order, by committed date; those that can't be planned come first, with the reason."""
    outcomes = sorted(facts.plan.outcomes, key=lambda outcome: _rank(facts, outcome))
    return Sheet(
        key="orders",
        title=facts.text("sheet.orders"),
        columns=(*_head(facts), *(one for d in Department for one in _pair(facts, d)), column(facts, "why")),
        groups=(Group("", tuple(_row(facts, facts.orders[outcome.order], outcome) for outcome in outcomes)),),
        notes=(facts.text("sheet.orders.note"), *_left_out(facts)),
    )


def department_plan(facts: Facts) -> Sheet:
    """The same as a long list, one row per order and department, so that a department can filter its own."""
    return Sheet(
        key="departments",
        title=facts.text("sheet.departments"),
        columns=(
            column(facts, "order", stack="order"),
            column(facts, "customer", stack="order"),
            *dates_columns(facts),
            column(facts, "committed", Kind.DATE),
        ),
        groups=tuple(_department_groups(facts)),
        group_heading=facts.text("column.department"),
        notes=(facts.text("sheet.departments.note"),),
    )


def dates_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "planned", Kind.MOMENT),
        column(facts, "latest", Kind.DEADLINE),
        column(facts, "slack", Kind.MINUTES),
    )


def dates_cells(facts: Facts, dates: Dates) -> tuple[Cell, ...]:
    return (facts.local(dates.planned), facts.local(dates.latest), dates.slack)


def late_flags(late: bool) -> frozenset[str]:
    return frozenset({"planned", "slack"}) if late else frozenset()


def _rank(facts: Facts, outcome: Outcome) -> tuple[bool, object, str]:
    committed = facts.committed_day(facts.orders[outcome.order])
    return outcome.verdict is not Verdict.NOT_PLANNABLE, committed, outcome.order


def _head(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "order", stack="order"),
        column(facts, "customer", stack="order"),
        column(facts, "product", stack="product"),
        column(facts, "quantity", Kind.QUANTITY, stack="product"),
        column(facts, "committed", Kind.DATE),
        column(facts, "verdict", stack="verdict"),
        column(facts, "late_by", Kind.MINUTES, stack="verdict"),
        column(facts, "days_late", Kind.QUANTITY),
    )


def _pair(facts: Facts, department: Department) -> Iterator[Column]:
    """Planned and latest date of one department."""
    name = label(department, facts.language)
    stack = department.value
    planned = facts.text("column.planned_of", department=name)
    latest = facts.text("column.latest_of", department=name)
    yield Column(planned_key(department), planned, Kind.MOMENT, stack, name)
    yield Column(latest_key(department), latest, Kind.DEADLINE, stack, facts.text("column.latest"))


def planned_key(department: Department) -> str:
    return f"{department.value}_planned"


def latest_key(department: Department) -> str:
    return f"{department.value}_latest"


def _row(facts: Facts, order: Order, outcome: Outcome) -> Row:
    planned = outcome.verdict is not Verdict.NOT_PLANNABLE
    dates: Mapping[Department, Dates] = departments(facts, order, outcome) if planned else {}
    late = outcome.late_minutes
    cells: list[Cell] = [
        order.id,
        facts.customer(order),
        *facts.goods(order),
        facts.committed_day(order),
        facts.verdict(outcome),
        late,
        -(-late // DAY_MINUTES) if late is not None and late > 0 else None,
    ]
    for department in Department:
        found = dates.get(department)
        cells += (facts.local(found.planned), facts.local(found.latest)) if found else (None, None)
    flagged = {planned_key(department) for department, found in dates.items() if found.late}
    return Row((*cells, _why(facts, outcome)), facts.mark(outcome), frozenset(flagged))


def _why(facts: Facts, outcome: Outcome) -> str:
    faults = [fault_sentence(fault, facts.language, facts.names) for fault in outcome.faults]
    return facts.text("list.semicolon").join(faults) if faults else facts.why(outcome)


def _left_out(facts: Facts) -> Iterator[str]:
    """Orders that take no capacity, so that nobody looks for them in vain."""
    return (not_loaded_sentence(entry, facts.language, facts.names) for entry in facts.plan.not_loaded)


def _department_groups(facts: Facts) -> Iterator[Group]:
    found: dict[Department, list[tuple[Dates, Row]]] = {department: [] for department in Department}
    for order, outcome in facts.planned:
        for department, dates in departments(facts, order, outcome).items():
            cells = (order.id, facts.customer(order), *dates_cells(facts, dates), facts.committed_day(order))
            found[department].append((dates, Row(cells, facts.mark(outcome), late_flags(dates.late))))
    for department, rows in found.items():
        if rows:
            ordered = sorted(rows, key=lambda entry: (entry[0].planned, str(entry[1].cells[0])))
            yield Group(label(department, facts.language), tuple(row for _, row in ordered))
