"""Material needs: what dedicated arrivals cover becomes a release, the rest a need of free supply.

Rule: what is dedicated to an order is used first, in order of arrival, by its operations in their planning order. The rest of a
need comes from free supply of the order's company, first in first out; from as-of plus lead and inspection time on, what is
missing can be bought, so supply only limits starts before that minute. `pegging` says which supply feeds which need.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from scheduler.compile.clock import Clock
from scheduler.compile.network import FREE
from scheduler.domain.material import Arrival, Material
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.problem import Problem
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId, OrderId

if TYPE_CHECKING:
    from scheduler.compile.compiling import _Build

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
    """When an arrival can be used: its date plus inspection; an overdue one by policy; None if it can't be counted on."""
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
        self.lead = {
            material.id: material.lead_minutes + material.inspection_minutes for material in problem.materials
        }
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


def compile_materials(build: "_Build", arrays: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Raises releases to dedicated arrivals and fills the need, stock and supply arrays; returns the stocks' keys."""
    supplies = Supplies(build.problem, build.clock)
    company = {order.id: order.company for order in build.orders}
    release, bare, state = arrays["op_release"], arrays["op_bare_release"], arrays["op_state"]
    assert isinstance(release, np.ndarray) and isinstance(bare, np.ndarray) and isinstance(state, np.ndarray)
    stock_index: dict[tuple[MaterialId, CompanyId], int] = {}
    needs: list[list[tuple[int, int]]] = []
    for i, operation in enumerate(build.operations):
        own: list[tuple[int, int]] = []
        if state[i] == FREE:
            for material, left, shares in supplies.take_dedicated(operation):
                for share in shares:
                    release[i] = max(release[i], share.available)
                    bare[i] = max(bare[i], share.available)
                if left:
                    key = (material, company[operation.order])
                    own.append((stock_index.setdefault(key, len(stock_index)), left))
        needs.append(own)
    pointers, times, levels = [0], [], []
    for key in stock_index:
        level = 0
        for supply in supplies.free.get(key, ()):
            if supply.available >= supplies.lead[key[0]]:
                break
            level += supply.quantity
            moment = max(0, supply.available)
            if len(times) > pointers[-1] and times[-1] == moment:
                levels[-1] = level
            else:
                times.append(moment)
                levels.append(level)
        if len(times) == pointers[-1] or times[pointers[-1]] > 0:
            times.insert(pointers[-1], 0)
            levels.insert(pointers[-1], 0)
        pointers.append(len(times))
    arrays["op_need_ptr"] = np.cumsum([0] + [len(own) for own in needs]).astype(np.int32)
    arrays["need_stock"] = np.array([stock for own in needs for stock, _ in own], np.int32)
    arrays["need_quantity"] = np.array([quantity for own in needs for _, quantity in own], np.int64)
    arrays["stock_lead"] = np.array([supplies.lead[material] for material, _ in stock_index], np.int32)
    arrays["supply_ptr"] = np.array(pointers, np.int32)
    arrays["supply_time"] = np.array(times, np.int32)
    arrays["supply_level"] = np.array(levels, np.int64)
    return tuple(stock_index)


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
    problem: Problem, clock: Clock, operations: Sequence[Operation], orders: Sequence[Order], starts: dict[OperationId, int]
) -> list[PegFact]:
    """Which supply feeds which need: a pure function of the problem and the starts of operations not begun yet.

    Dedicated arrivals first; then free supplies, oldest first, to needs in order of their start; what is missing is bought to
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
