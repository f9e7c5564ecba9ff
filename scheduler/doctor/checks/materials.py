"""Purchases that are overdue or come too late."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from scheduler.compile.materials import Supplies, Supply, available_at
from scheduler.doctor.case import Case, iso
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.material import Arrival
from scheduler.domain.record import CompanyId, MaterialId, OrderId


def overdue_arrival(case: Case) -> Iterator[Finding]:
    """An arrival dated before as-of and not received, where the settings don't date such ones: it can't be used.

    The orders told are those it is dedicated to, or whose open work needs the material at that company.
    """
    if case.problem.settings.overdue_arrivals is None:
        yield from _overdue(case, "overdue_arrival", Severity.WARNING)


def overdue_arrival_redated(case: Case) -> Iterator[Finding]:
    """The same where the settings count on overdue arrivals some minutes after as-of: a hint, because it is policy."""
    minutes = case.problem.settings.overdue_arrivals
    if minutes is not None:
        at = iso(case.problem.as_of + timedelta(minutes=minutes))
        yield from _overdue(case, "overdue_arrival_redated", Severity.HINT, at=at)


def _overdue(case: Case, key: str, severity: Severity, **parameters: str) -> Iterator[Finding]:
    for row, arrival in enumerate(case.problem.arrivals):
        if arrival.at < case.problem.as_of:
            needing = case.needing.get((arrival.material, arrival.company), {})
            orders = [order for order in needing if arrival.order in (None, order)]
            yield case.finding(
                key, severity, ("arrivals", row, "at"), orders,
                arrival=arrival.id, material=arrival.material, quantity=_number(arrival), since=iso(arrival.at),
                **parameters,
            )  # fmt: skip


def arrival_after_due(case: Case) -> Iterator[Finding]:
    """An arrival dedicated to a planned order that needs it, free for use only after the order's last committed day."""
    materials = {material.id: material for material in case.problem.materials}
    for row, arrival in enumerate(case.problem.arrivals):
        order = case.order.get(arrival.order or "")
        if order is None or order.id not in case.needing.get((arrival.material, arrival.company), {}):
            continue
        available = available_at(arrival, materials[arrival.material], case.problem)
        due = case.last_due(order)
        if available is not None and available > due:
            yield case.finding(
                "arrival_after_due", Severity.WARNING, ("arrivals", row, "at"), [order.id],
                arrival=arrival.id, material=arrival.material, at=iso(available), due=iso(due),
            )  # fmt: skip


class _Want(NamedTuple):
    """What one order needs of a material beyond what is dedicated to it, in thousandths."""

    due: int
    order: OrderId
    quantity: int


def lead_time_after_due(case: Case) -> Iterator[Finding]:
    """A material that orders need before it can be bought: due before as-of + lead + inspection time, not covered.

    Stock and usable arrivals of the order's company go to orders as they fall due; what an order does not find before
    its due date counts as bought. Orders whose date has passed are left to `due_passed`; what an approved substitute or
    transfer may cover is passed over.
    """
    if case.compiled is None:
        return
    supplies = Supplies(case.compiled.problem, case.clock)
    helped = _helped(case, supplies)
    late: dict[MaterialId, dict[OrderId, None]] = defaultdict(dict)
    for (id_, company), wants in sorted(_wants(case, supplies).items()):
        lead = supplies.lead[id_]
        if helped(id_, company):
            continue
        if any(want.due < lead for want in wants):
            late[id_].update(dict.fromkeys(_too_late(wants, supplies.free.get((id_, company), []), lead)))
    for row, material in enumerate(case.problem.materials):
        if orders := late.get(material.id):
            yield case.finding(
                "lead_time_after_due", Severity.WARNING, ("materials", row, "lead_minutes"), orders,
                material=material.id, lead=supplies.lead[material.id], at=case.moment(supplies.lead[material.id]),
            )  # fmt: skip


def _helped(case: Case, supplies: Supplies) -> Callable[[MaterialId, CompanyId], bool]:
    """Whether a material of a company may also come as a substitute, or from a sister that has some."""
    replaced = {m.id for m in case.problem.materials if any(other.approval.usable for other in m.substitutes)}
    sisters: dict[CompanyId, list[CompanyId]] = defaultdict(list)
    for way in case.problem.group_transfers:
        if way.approval.usable and way.from_company != way.to_company:
            sisters[way.to_company].append(way.from_company)
    return lambda material, company: (
        material in replaced or any((material, other) in supplies.free for other in sisters.get(company, ()))
    )


def _wants(case: Case, supplies: Supplies) -> dict[tuple[MaterialId, CompanyId], list[_Want]]:
    assert case.compiled is not None
    found: dict[tuple[MaterialId, CompanyId], list[_Want]] = defaultdict(list)
    for operation in case.compiled.operations:
        if operation.needs and operation.id not in case.reported:
            order = case.order[operation.order]
            due = case.clock.minute(case.last_due(order))
            for material, left, _ in supplies.take_dedicated(operation):
                if left and due >= 0:
                    found[material, order.company].append(_Want(due, order.id, left))
    return found


def _too_late(wants: list[_Want], supply: list[Supply], lead: int) -> Iterator[OrderId]:
    """Orders due before a purchase could come that don't find their material in time, as they fall due."""
    left = [one.quantity for one in supply]
    for want in sorted(wants):
        missing = want.quantity
        for i, one in enumerate(supply):
            if one.available <= want.due:
                taken = min(missing, left[i])
                left[i] -= taken
                missing -= taken
        if missing and want.due < lead:
            yield want.order


def _number(arrival: Arrival) -> str:
    return f"{arrival.quantity.normalize():f}"
