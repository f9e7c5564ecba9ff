"""Material needs: what dedicated arrivals cover becomes a release, the rest a need of free supply.

Rule: what is dedicated to an order is used first, in order of arrival, by its operations in their planning order.
The rest of a
need comes from free supply of the order's company, first in first out; from as-of plus lead and inspection time on,
what is
missing can be bought, so supply only limits starts before that minute. `pegging` says which supply feeds which need.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.compile.clock import Clock
from scheduler.compile.network import FREE
from scheduler.domain.material import Arrival, Material
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.problem import Problem
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId, OrderId

if TYPE_CHECKING:
    from scheduler.compile.selection import Selection

THOUSANDTHS = 1000


@dataclass
class Supply:
    """What is left of a quantity that becomes available at one moment."""

    available: int
    quantity: int
    arrival: ArrivalId | None
    """None: stock."""


@dataclass(frozen=True)
class DedicatedShare:
    """The part of a need that a dedicated arrival covers."""

    quantity: int
    available: int
    arrival: ArrivalId


def available_at(arrival: Arrival, material: Material, problem: Problem) -> datetime | None:
    """When an arrival can be used: its date plus inspection; an overdue one by policy; None if it can't be counted
    on."""
    if not arrival.confirmed and not problem.settings.use_expected_arrivals:
        return None
    at = arrival.at
    if at < problem.as_of:
        if problem.settings.overdue_arrivals is None:
            return None
        at = problem.as_of + timedelta(minutes=problem.settings.overdue_arrivals)
    inspection = material.inspection_minutes if arrival.inspection_minutes is None else arrival.inspection_minutes
    return at + timedelta(minutes=inspection)


def overdue(problem: Problem) -> tuple[ArrivalId, ...]:
    """Arrivals dated before as-of that have not been received."""
    return tuple(sorted(arrival.id for arrival in problem.arrivals if arrival.at < problem.as_of))


class Supplies:
    """All supplies of a problem: dedicated ones per (order, material), free ones per (material, company)."""

    def __init__(self, problem: Problem, clock: Clock) -> None:
        materials = {material.id: material for material in problem.materials}
        companies = {order.id: order.company for order in problem.orders}
        self.free: dict[tuple[MaterialId, CompanyId], list[Supply]] = defaultdict(list)
        self.dedicated: dict[tuple[OrderId, MaterialId], list[Supply]] = defaultdict(list)
        self.lead = {material.id: material.lead_minutes + material.inspection_minutes for material in problem.materials}
        totals: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
        for stock in problem.stocks:
            totals[stock.material, stock.company] += int(stock.quantity * THOUSANDTHS)
        for key, quantity in sorted(totals.items()):
            self.free[key].append(Supply(0, quantity, None))
        for arrival in problem.arrivals:
            moment = available_at(arrival, materials[arrival.material], problem)
            if moment is None:
                continue
            supply = Supply(clock.minute(moment), int(arrival.quantity * THOUSANDTHS), arrival.id)
            if arrival.order is None:
                self.free[arrival.material, arrival.company].append(supply)
            elif companies.get(arrival.order) == arrival.company:
                self.dedicated[arrival.order, arrival.material].append(supply)
        for supplies in (*self.free.values(), *self.dedicated.values()):
            supplies.sort(key=lambda supply: (supply.available, supply.arrival or ""))

    def take_dedicated(self, operation: Operation) -> Iterator[tuple[MaterialId, int, list[DedicatedShare]]]:
        """For each material the operation needs: what is left to find elsewhere, and the dedicated shares it gets."""
        needed: dict[MaterialId, int] = defaultdict(int)
        for need in operation.needs:
            needed[need.material] += int(need.quantity * THOUSANDTHS)
        for material, quantity in needed.items():
            shares = []
            left = quantity
            for supply in self.dedicated.get((operation.order, material), ()):
                taken = min(left, supply.quantity)
                if taken:
                    supply.quantity -= taken
                    left -= taken
                    assert supply.arrival is not None
                    shares.append(DedicatedShare(taken, supply.available, supply.arrival))
            yield material, left, shares


class MaterialTables:
    """Rows of the need, stock and supply tables, and the release that dedicated arrivals give each operation."""

    def __init__(self, build: "Selection") -> None:
        supplies = Supplies(build.problem, build.clock)
        company = {order.id: order.company for order in build.orders}
        index: dict[tuple[MaterialId, CompanyId], int] = {}
        self.needs: list[list[tuple[int, int]]] = []
        """(quantity, stock) per operation."""
        self.dedicated_release: list[int] = []
        for operation in build.operations:
            own: list[tuple[int, int]] = []
            release = 0
            if build.state(operation) == FREE:
                for material, left, shares in supplies.take_dedicated(operation):
                    release = max([release, *(share.available for share in shares)])
                    if left:
                        own.append((left, index.setdefault((material, company[operation.order]), len(index))))
            self.needs.append(own)
            self.dedicated_release.append(release)
        self.stocks = list(index)
        self.stock_rows: list[tuple[int, int, int]] = []
        self.supply_rows: list[tuple[int, int]] = []
        for key in index:
            first = len(self.supply_rows)
            lead = supplies.lead[key[0]]
            self.supply_rows += _levels(supplies.free.get(key, ()), lead)
            self.stock_rows.append((lead, first, len(self.supply_rows)))


def _levels(supplies: Sequence[Supply], lead: int) -> list[tuple[int, int]]:
    """(cumulative quantity, minute) of what is free before `lead`, one row per minute, the first at minute 0."""
    level_at = {0: 0}
    level = 0
    for supply in supplies:
        if supply.quantity and supply.available < lead:
            level += supply.quantity
            level_at[max(0, supply.available)] = level
    return [(level, minute) for minute, level in level_at.items()]


@dataclass(frozen=True)
class PegFact:
    """One supply feeding one need, in engine minutes and thousandths. Neither arrival nor purchase: from stock."""

    operation: OperationId
    order: OrderId
    material: MaterialId
    company: CompanyId
    quantity: int
    available: int
    arrival: ArrivalId | None
    purchased: bool


def pegging(
    problem: Problem,
    clock: Clock,
    operations: Sequence[Operation],
    orders: Sequence[Order],
    starts: dict[OperationId, int],
) -> list[PegFact]:
    """Which supply feeds which need: a pure function of the problem and the starts of operations not begun yet.

    Dedicated arrivals first; then free supplies, oldest first, to needs in order of their start; what is missing is
    bought to
    arrive exactly at the start. `operations` must be in planning order.
    """
    supplies = Supplies(problem, clock)
    company = {order.id: order.company for order in orders}
    facts: list[PegFact] = []
    open_needs: list[tuple[int, int, Operation, MaterialId, int]] = []
    for position, operation in enumerate(operations):
        if operation.id not in starts:
            continue
        home = company[operation.order]
        for material, left, shares in supplies.take_dedicated(operation):
            facts += [
                PegFact(operation.id, operation.order, material, home, s.quantity, s.available, s.arrival, False)
                for s in shares
            ]
            if left:
                open_needs.append((starts[operation.id], position, operation, material, left))
    open_needs.sort(key=lambda need: need[:2])
    first_left: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
    for start, _, operation, material, quantity in open_needs:
        home = company[operation.order]
        free = supplies.free.get((material, home), [])
        left = quantity
        k = first_left[material, home]
        while left and k < len(free) and free[k].available <= start:
            taken = min(left, free[k].quantity)
            if taken:
                free[k].quantity -= taken
                left -= taken
                facts.append(
                    PegFact(
                        operation.id, operation.order, material, home, taken, free[k].available, free[k].arrival, False
                    )
                )
            if not free[k].quantity:
                k += 1
        first_left[material, home] = k
        if left:
            facts.append(PegFact(operation.id, operation.order, material, home, left, start, None, True))
    return facts


def from_thousandths(quantity: int) -> Decimal:
    return Decimal(quantity) / THOUSANDTHS
