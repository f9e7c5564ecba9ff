"""One page per order for its file: what was promised, what each department owes it, and every step of the way."""

from collections.abc import Iterator

from scheduler.domain.order import Order
from scheduler.domain.plan import Outcome, Peg, SupplyKind, Verdict
from scheduler.sheets.columns import column
from scheduler.sheets.departments import (
    Department,
    bought,
    delivery_dates,
    departments,
    finish_dates,
    in_store,
    latest_in_store,
)
from scheduler.sheets.dispatch import delivery_name, destination_name
from scheduler.sheets.facts import Facts, minutes_between
from scheduler.sheets.orders import dates_cells, dates_columns, late_flags
from scheduler.sheets.sheet import Cell, Group, Kind, Mark, Page, Row, Sheet
from scheduler.texts import cause_sentence, day_text, fault_sentence, label, order_sentence


def order_pages(facts: Facts) -> tuple[Page, ...]:
    """Every order of the plan, in the order of the problem."""
    return tuple(
        _page(facts, order, facts.outcomes[order.id]) for order in facts.problem.orders if order.id in facts.outcomes
    )


def _page(facts: Facts, order: Order, outcome: Outcome) -> Page:
    planned = outcome.verdict is not Verdict.NOT_PLANNABLE
    tables = (_departments, _deliveries, _operations, _materials) if planned else ()
    made = (table(facts, order, outcome) for table in tables)
    return Page(
        key=order.id,
        title=facts.text("sheet.order_page", order=order.id),
        facts=tuple(_head(facts, order, outcome)),
        sentences=tuple(_sentences(facts, outcome)),
        tables=tuple(table for table in made if table.rows),
        mark=facts.mark(outcome),
    )


def _head(facts: Facts, order: Order, outcome: Outcome) -> Iterator[tuple[str, str]]:
    def heading(key: str) -> str:
        return facts.text(f"column.{key}")

    goods, pieces = facts.goods(order)
    name = order.names.text(facts.language, "")
    if order.customer:
        yield heading("customer"), order.customer
    if name:
        yield heading("order_name"), name
    yield heading("company"), facts.name("company", order.company)
    yield heading("product"), goods if len(order.lines) > 1 else f"{goods} × {pieces}"
    yield heading("committed"), day_text(facts.committed_day(order), facts.language)
    yield heading("destination"), destination_name(facts, order)
    yield heading("verdict"), facts.verdict(outcome)


def _sentences(facts: Facts, outcome: Outcome) -> Iterator[str]:
    """What the plan means for it, and for late ones everything that adds up to their minutes."""
    yield order_sentence(outcome, facts.names, facts.language)
    for cause in outcome.causes:
        yield cause_sentence(cause, facts.names, facts.language)
    if outcome.verdict is not Verdict.NOT_PLANNABLE:  # else the sentence has said them
        for fault in outcome.faults:
            yield fault_sentence(fault, facts.language, facts.names)


def _departments(facts: Facts, order: Order, outcome: Outcome) -> Sheet:
    rows = [
        Row(
            (label(department, facts.language), *dates_cells(facts, dates)),
            Mark.LATE if dates.late else Mark.PLAIN,
            late_flags(dates.late),
        )
        for department, dates in departments(facts, order, outcome).items()
    ]
    columns = (column(facts, "department"), *dates_columns(facts))
    return Sheet("order_departments", facts.text("sheet.order_departments"), columns, (Group("", tuple(rows)),))


def _deliveries(facts: Facts, order: Order, outcome: Outcome) -> Sheet:
    """Only for orders that are delivered in parts: with one delivery the departments say it all."""
    parts = outcome.deliveries if len(outcome.deliveries) > 1 else ()
    limits = facts.latest.deliveries[order.id]
    rows = []
    for delivery, limit in zip(parts, limits[: len(parts)], strict=True):
        dates = dict(delivery_dates(facts, delivery, limit))
        cells: list[Cell] = [delivery_name(facts, delivery), *facts.goods(order, delivery)]
        for department in (Department.PACKING, Department.DISPATCH):
            cells += [facts.local(dates[department].planned), facts.local(dates[department].latest)]
        late = dates[Department.ARRIVAL].late
        mark = Mark.LATE if late else Mark.PLAIN
        rows.append(Row((*cells, *dates_cells(facts, dates[Department.ARRIVAL])), mark, late_flags(late)))
    columns = (
        column(facts, "delivery"),
        column(facts, "product", stack="product"),
        column(facts, "quantity", Kind.QUANTITY, stack="product"),
        column(facts, "ready", Kind.MOMENT, stack="ready"),
        column(facts, "latest_ready", Kind.DEADLINE, stack="ready"),
        column(facts, "leaves", Kind.MOMENT, stack="leaves"),
        column(facts, "latest_leaves", Kind.DEADLINE, stack="leaves"),
        *dates_columns(facts),
    )
    return Sheet("order_deliveries", facts.text("sheet.order_deliveries"), columns, (Group("", tuple(rows)),))


def _operations(facts: Facts, order: Order, outcome: Outcome) -> Sheet:
    rows = []
    for assignment in facts.work.get(order.id, ()):
        dates = finish_dates(facts, assignment)
        operation = facts.operation(assignment)
        cells = (
            facts.operation_name(operation.id),
            label(operation.kind, facts.language),
            facts.place_name(facts.workshop(operation.id)),
            facts.places_text(assignment),
            facts.local(assignment.start),
            facts.local(assignment.end),
            facts.local(facts.at(facts.latest.operations[operation.id].start)),
            facts.local(dates.latest),
            dates.slack,
        )
        flagged = frozenset({"end", "slack"}) if dates.late else frozenset[str]()
        rows.append(Row(cells, Mark.LATE if dates.late else Mark.PLAIN, flagged))
    columns = (
        column(facts, "operation", stack="operation"),
        column(facts, "task", stack="operation"),
        column(facts, "workshop", stack="place"),
        column(facts, "resource", stack="place"),
        column(facts, "start", Kind.MOMENT, stack="when"),
        column(facts, "end", Kind.MOMENT, stack="when"),
        column(facts, "latest_start", Kind.DEADLINE, stack="latest"),
        column(facts, "latest_finish", Kind.DEADLINE, stack="latest"),
        column(facts, "slack", Kind.MINUTES),
    )
    return Sheet("order_operations", facts.text("sheet.order_operations"), columns, (Group("", tuple(rows)),))


def _materials(facts: Facts, order: Order, outcome: Outcome) -> Sheet:
    """What comes from outside; stock is there."""
    pegs = [peg for assignment in facts.work.get(order.id, ()) for peg in bought(facts, assignment)]
    rows = [_material_row(facts, peg) for peg in sorted(pegs, key=lambda peg: peg.available_at)]
    columns = (
        column(facts, "material"),
        column(facts, "need_quantity", Kind.QUANTITY, stack="amount"),
        column(facts, "unit", stack="amount"),
        column(facts, "supply"),
        column(facts, "operation"),
        *dates_columns(facts),
    )
    return Sheet("order_materials", facts.text("sheet.order_materials"), columns, (Group("", tuple(rows)),))


def _material_row(facts: Facts, peg: Peg) -> Row:
    arrives, latest = in_store(facts, peg), latest_in_store(facts, peg)
    slack = None if latest is None else minutes_between(arrives, latest)
    late = slack is None or slack < 0
    supply = peg.arrival if peg.supply is SupplyKind.ARRIVAL and peg.arrival else label(peg.supply, facts.language)
    cells = (
        facts.material_name(peg.material),
        peg.quantity,
        facts.materials[peg.material].unit,
        supply,
        facts.operation_name(peg.operation),
        facts.local(arrives),
        facts.local(latest),
        slack,
    )
    return Row(cells, Mark.LATE if late else Mark.PLAIN, late_flags(late))
