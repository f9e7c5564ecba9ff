"""The arrival schedule of all bought parts, and what still has to be ordered, per company and supplier."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from scheduler.compile.materials import available_at
from scheduler.domain.material import Arrival
from scheduler.domain.plan import Peg, ProposedPurchase
from scheduler.domain.record import CompanyId, SupplierId
from scheduler.sheets.columns import column
from scheduler.sheets.departments import in_store, latest_in_store
from scheduler.sheets.facts import MINUTE, Facts, minutes_between
from scheduler.sheets.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet

CONTACT_WORKING_DAYS = 5
"""How long before a planned arrival the supplier is asked whether it holds."""


def arrival_schedule(facts: Facts) -> Sheet:
    """Every arrival with the operations that it feeds, one row each; what nothing needs stands in a row of its own."""
    pegs: dict[str, list[Peg]] = defaultdict(list)
    for peg in facts.plan.pegs:
        if peg.arrival is not None:
            pegs[peg.arrival].append(peg)
    rows = [
        ((arrival.company, arrival.supplier or facts.materials[arrival.material].supplier), row)
        for arrival in sorted(facts.problem.arrivals, key=lambda arrival: (arrival.at, arrival.id))
        for row in _arrival_rows(facts, arrival, sorted(pegs[arrival.id], key=lambda p: _start(facts, p)))
    ]
    return Sheet(
        key="arrivals",
        title=facts.text("sheet.arrivals"),
        columns=_arrival_columns(facts),
        groups=_by_supplier(facts, rows),
        group_heading=facts.text("column.company_supplier"),
        notes=(facts.text("sheet.arrivals.note", days=CONTACT_WORKING_DAYS),),
    )


def purchase_schedule(facts: Facts) -> Sheet:
    """Every proposed purchase, the most urgent first."""
    pegs = {peg.purchase: peg for peg in facts.plan.pegs if peg.purchase is not None}
    rows = [
        ((purchase.company, facts.materials[purchase.material].supplier), _purchase_row(facts, purchase, peg))
        for purchase in sorted(facts.plan.purchases, key=lambda purchase: (purchase.order_by, purchase.id))
        for peg in [pegs[purchase.id]]
    ]
    return Sheet(
        key="purchases",
        title=facts.text("sheet.purchases"),
        columns=_purchase_columns(facts),
        groups=_by_supplier(facts, rows),
        group_heading=facts.text("column.company_supplier"),
        notes=(facts.text("sheet.purchases.note", days=CONTACT_WORKING_DAYS),),
    )


Place = tuple[CompanyId, SupplierId | None]


def _by_supplier(facts: Facts, rows: Iterable[tuple[Place, Row]]) -> tuple[Group, ...]:
    """Groups by company and supplier, in the order of the problem's companies, those without a supplier last."""
    found: dict[Place, list[Row]] = defaultdict(list)
    for place, row in rows:
        found[place].append(row)
    company_order = list(facts.companies)
    places = sorted(found, key=lambda p: (company_order.index(p[0]), p[1] is None, p[1] or ""))
    return tuple(Group(_place_name(facts, place), tuple(found[place])) for place in places)


def _place_name(facts: Facts, place: Place) -> str:
    company, supplier = place
    name = facts.text("sheet.no_supplier") if supplier is None else facts.name("supplier", supplier)
    return f"{facts.name('company', company)} · {name}"


def _arrival_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "arrival", stack="arrival"),
        column(facts, "arrival_status", stack="arrival"),
        column(facts, "material"),
        column(facts, "arrival_quantity", Kind.QUANTITY, stack="amount"),
        column(facts, "unit", stack="amount"),
        column(facts, "contact_on", Kind.DATE),
        column(facts, "arrival_at", Kind.MOMENT),
        column(facts, "counted_on", Kind.MOMENT),
        column(facts, "order", stack="need"),
        column(facts, "operation", stack="need"),
        column(facts, "need_quantity", Kind.QUANTITY),
        column(facts, "in_store_by", Kind.MOMENT, stack="in_store"),
        column(facts, "latest_in_store", Kind.DEADLINE, stack="in_store"),
        column(facts, "arrival_slack", Kind.MINUTES),
    )


def _arrival_rows(facts: Facts, arrival: Arrival, pegs: list[Peg]) -> Iterator[Row]:
    contact = contact_day(facts, arrival.company, arrival.at)
    overdue = arrival.at < facts.plan.as_of
    usable = available_at(arrival, facts.materials[arrival.material], facts.problem)
    inspection = arrival.inspection_minutes
    if inspection is None:
        inspection = facts.materials[arrival.material].inspection_minutes
    head: tuple[Cell, ...] = (
        arrival.id,
        _status(facts, arrival),
        facts.material_name(arrival.material),
        arrival.quantity,
        facts.materials[arrival.material].unit,
        contact,
        facts.local(arrival.at),
        facts.local(None if usable is None else usable - inspection * MINUTE),
    )
    flags = {"arrival_status", "arrival_at"} if overdue else set()
    if contact < facts.day(facts.plan.as_of):
        flags.add("contact_on")
    for peg in pegs:
        latest = latest_in_store(facts, peg)
        late = latest is None or in_store(facts, peg) > latest
        mark = Mark.LATE if late else Mark.AT_RISK if overdue else Mark.PLAIN
        yield Row((*head, *_need_cells(facts, peg)), mark, frozenset(flags | ({"latest_in_store"} if late else set())))
    free = arrival.quantity - sum((peg.quantity for peg in pegs), Decimal(0))
    if free:
        unused: tuple[Cell, ...] = ("", facts.text("sheet.free"), free, None, None, None)
        yield Row((*head, *unused), Mark.AT_RISK if overdue else Mark.PLAIN, frozenset(flags))


def _need_cells(facts: Facts, peg: Peg) -> tuple[Cell, ...]:
    needed = _start(facts, peg) - facts.inspection(peg)
    return (
        facts.network.operations[peg.operation].order,
        facts.operation_name(peg.operation),
        peg.quantity,
        facts.local(needed),
        facts.local(latest_in_store(facts, peg)),
        minutes_between(in_store(facts, peg), needed),
    )


def _status(facts: Facts, arrival: Arrival) -> str:
    if arrival.at < facts.plan.as_of:
        return facts.text("sheet.overdue")
    return facts.text("sheet.confirmed" if arrival.confirmed else "sheet.expected")


def _start(facts: Facts, peg: Peg) -> datetime:
    return facts.network.assignments[peg.operation].start


def contact_day(facts: Facts, company: CompanyId, arrives: datetime) -> date:
    """The day to ask the supplier: five working days of the company before the arrival. Those are the days of its
    dispatch calendar; without one Monday to Friday."""
    calendar = facts.companies[company].dispatch_calendar
    return facts.open_time.working_days_before(calendar, facts.day(arrives), CONTACT_WORKING_DAYS)


def _purchase_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "order_by", Kind.MOMENT, stack="order_by"),
        column(facts, "latest_order_by", Kind.DEADLINE, stack="order_by"),
        column(facts, "urgency"),
        column(facts, "material"),
        column(facts, "need_quantity", Kind.QUANTITY, stack="amount"),
        column(facts, "unit", stack="amount"),
        column(facts, "contact_on", Kind.DATE),
        column(facts, "in_store_by", Kind.MOMENT, stack="in_store"),
        column(facts, "latest_in_store", Kind.DEADLINE, stack="in_store"),
        column(facts, "order", stack="need"),
        column(facts, "operation", stack="need"),
        column(facts, "need_by", Kind.MOMENT),
        column(facts, "purchase"),
    )


def _purchase_row(facts: Facts, purchase: ProposedPurchase, peg: Peg) -> Row:
    material = facts.materials[purchase.material]
    arrives = in_store(facts, peg)
    latest = latest_in_store(facts, peg)
    latest_order = None if latest is None else latest - material.lead_minutes * MINUTE
    urgency, mark = _urgency(facts, purchase.order_by, latest_order)
    cells = (
        facts.local(purchase.order_by),
        facts.local(latest_order),
        urgency,
        facts.material_name(purchase.material),
        purchase.quantity,
        material.unit,
        contact_day(facts, purchase.company, arrives),
        facts.local(arrives),
        facts.local(latest),
        facts.network.operations[purchase.operation].order,
        facts.operation_name(purchase.operation),
        facts.local(purchase.need_by),
        purchase.id,
    )
    return Row(cells, mark, frozenset({"order_by"} if mark is Mark.LATE else ()))


def _urgency(facts: Facts, order_by: datetime, latest_order: datetime | None) -> tuple[str, Mark]:
    """Too late: even ordered at once it delays the order. An engine's plan orders nothing in the past, so what it
    orders at as-of is mostly what should have been ordered before."""
    as_of = facts.plan.as_of
    if order_by < as_of or latest_order is None or latest_order < as_of:
        return facts.text("sheet.too_late"), Mark.LATE
    if order_by < as_of + timedelta(days=1):
        return facts.text("sheet.order_now"), Mark.AT_RISK
    return "", Mark.PLAIN
