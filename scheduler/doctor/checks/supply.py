"""Substitutes, transfers inside the group, and suppliers that usually come late."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from scheduler.doctor.case import Case, iso
from scheduler.doctor.checks.amounts import STANDS_OUT
from scheduler.doctor.checks.duplicates import repeated
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.material import Material, Substitute
from scheduler.domain.record import CompanyId, MaterialId


def substitute_itself(case: Case) -> Iterator[Finding]:
    """A material that is its own substitute."""
    for row, i, material, other in _substitutes(case):
        if other.material == material.id:
            path = ("materials", row, "substitutes", i, "material")
            yield case.finding("substitute_itself", Severity.WARNING, path, material=material.id)


def duplicate_substitute(case: Case) -> Iterator[Finding]:
    """A substitute that is listed twice for one material: the first entry that may be used counts."""
    for row, material in enumerate(case.problem.materials):
        for i, first in repeated(substitute.material for substitute in material.substitutes):
            yield case.finding(
                "duplicate_substitute", Severity.WARNING, ("materials", row, "substitutes", i, "material"),
                material=material.id, substitute=material.substitutes[i].material, first=first + 1, second=i + 1,
            )  # fmt: skip


def substitute_not_approved(case: Case) -> Iterator[Finding]:
    """A substitute that nobody has approved yet: the plan does not use it."""
    for row, i, material, other in _substitutes(case):
        if not other.approval.usable:
            yield case.finding(
                "substitute_not_approved", Severity.HINT, ("materials", row, "substitutes", i, "approval"),
                material=material.id, substitute=other.material, approval=other.approval.value,
            )  # fmt: skip


def substitute_ratio_stands_out(case: Case) -> Iterator[Finding]:
    """A substitute counted in the same unit of which more than STANDS_OUT times as much is taken, or as much less."""
    units = {material.id: material.unit for material in case.problem.materials if material.unit}
    for row, i, material, other in _substitutes(case):
        same = units.get(material.id) == units.get(other.material)
        if same and not Decimal(1) / STANDS_OUT <= other.ratio <= STANDS_OUT:
            yield case.finding(
                "substitute_ratio_stands_out", Severity.WARNING, ("materials", row, "substitutes", i, "ratio"),
                material=material.id, substitute=other.material, ratio=_number(other.ratio), of_unit=material.unit,
            )  # fmt: skip


def substitute_units_differ(case: Case) -> Iterator[Finding]:
    """A substitute that is counted in another unit, taken one for one: perhaps the ratio was forgotten."""
    units = {material.id: material.unit for material in case.problem.materials}
    for row, i, material, other in _substitutes(case):
        if other.ratio == 1 and units[other.material] != material.unit:
            yield case.finding(
                "substitute_units_differ", Severity.HINT, ("materials", row, "substitutes", i, "ratio"),
                material=material.id, substitute=other.material, of_unit=material.unit, in_unit=units[other.material],
            )  # fmt: skip


def _substitutes(case: Case) -> Iterator[tuple[int, int, Material, Substitute]]:
    for row, material in enumerate(case.problem.materials):
        for i, substitute in enumerate(material.substitutes):
            yield row, i, material, substitute


def transfer_to_itself(case: Case) -> Iterator[Finding]:
    """A transfer from a company to itself."""
    for row, transfer in enumerate(case.problem.group_transfers):
        if transfer.from_company == transfer.to_company:
            path = ("group_transfers", row, "to_company")
            yield case.finding("transfer_to_itself", Severity.WARNING, path, company=transfer.from_company)


def duplicate_group_transfer(case: Case) -> Iterator[Finding]:
    """Two transfers from one company to another that may be used, one of which never pays: slower and dearer."""
    usable = [(row, way) for row, way in enumerate(case.problem.group_transfers) if way.approval.usable]
    for k, first in repeated((way.from_company, way.to_company) for _, way in usable):
        row, way = usable[k]
        other = usable[first][1]
        if way.minutes >= other.minutes and way.cost >= other.cost:
            worse = row
        elif way.minutes <= other.minutes and way.cost <= other.cost:
            worse = usable[first][0]
        else:  # the dearer one is the quicker: a choice
            continue
        yield case.finding(
            "duplicate_group_transfer", Severity.WARNING, ("group_transfers", worse, "to_company"),
            company=way.from_company, home=way.to_company, minutes=case.problem.group_transfers[worse].minutes,
            quicker=min(way.minutes, other.minutes),
        )  # fmt: skip


def transfer_not_approved(case: Case) -> Iterator[Finding]:
    """A transfer between companies that nobody has approved yet: the plan does not use it."""
    for row, transfer in enumerate(case.problem.group_transfers):
        if not transfer.approval.usable:
            yield case.finding(
                "transfer_not_approved", Severity.HINT, ("group_transfers", row, "approval"),
                company=transfer.from_company, home=transfer.to_company, approval=transfer.approval.value,
            )  # fmt: skip


def transfer_from_nothing(case: Case) -> Iterator[Finding]:
    """A transfer from a company that has no free stock and no free arrivals of anything its sister needs."""
    ways = list(enumerate(case.problem.group_transfers))
    if not ways:
        return
    has: dict[CompanyId, set[MaterialId]] = defaultdict(set)
    for stock in case.problem.stocks:
        if stock.quantity:
            has[stock.company].add(stock.material)
    for arrival in case.problem.arrivals:
        if arrival.order is None:
            has[arrival.company].add(arrival.material)
    needed: dict[str, set[MaterialId]] = defaultdict(set)
    for material, company in case.needing:
        needed[company].add(material)
    for row, way in ways:
        if way.from_company != way.to_company and has[way.from_company].isdisjoint(needed[way.to_company]):
            yield case.finding(
                "transfer_from_nothing", Severity.HINT, ("group_transfers", row, "from_company"),
                company=way.from_company, home=way.to_company,
            )  # fmt: skip


def usual_delay_decides(case: Case) -> Iterator[Finding]:
    """An arrival that is only expected, in time for an order as announced, but not with its supplier's usual delay.

    The orders are those it is dedicated to, or that need the material at the company and fall due in between.
    """
    delays = {supplier.id: supplier.usual_delay_minutes for supplier in case.problem.suppliers}
    materials = {material.id: material for material in case.problem.materials}
    for row, arrival in enumerate(case.problem.arrivals if any(delays.values()) else ()):
        material = materials[arrival.material]
        supplier = arrival.supplier or material.supplier
        delay = timedelta(minutes=delays.get(supplier, 0) if supplier is not None else 0)
        if arrival.confirmed or not delay or arrival.at < case.problem.as_of:
            continue
        inspection = material.inspection_minutes if arrival.inspection_minutes is None else arrival.inspection_minutes
        announced = arrival.at + timedelta(minutes=inspection)
        late = [
            order
            for order in case.needing.get((arrival.material, arrival.company), ())
            if arrival.order in (None, order) and announced <= case.last_due(case.order[order]) < announced + delay
        ]
        if late:
            yield case.finding(
                "usual_delay_decides", Severity.HINT, ("arrivals", row, "confirmed"), late,
                arrival=arrival.id, material=arrival.material, supplier=supplier or "",
                minutes=int(delay / timedelta(minutes=1)), at=iso(announced + delay),
            )  # fmt: skip


def may_follow_without_consent(case: Case) -> Iterator[Finding]:
    """A part that may follow the delivery, of an order without consent to parts: its start waits for it."""
    for row, operation in enumerate(case.given.operations):
        for i, need in enumerate(operation.needs):
            if need.may_follow and operation.id not in case.reported and case.planned(operation.order):
                order = case.order[operation.order]
                if order.part_delivery_consent is None:
                    yield case.finding(
                        "may_follow_without_consent", Severity.HINT, ("operations", row, "needs", i, "may_follow"),
                        [order.id], operation=operation.id, material=need.material,
                    )  # fmt: skip


def _number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
