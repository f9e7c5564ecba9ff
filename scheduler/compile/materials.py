"""Material needs: what dedicated arrivals cover becomes a release, the rest a need of free supply.

Rule: what is dedicated to an order is used first, in order of arrival, by its operations in their planning order. The
rest of a need comes whole from one source (see `sources`), first in first out; from as-of plus lead and inspection time
on, what is missing can be bought, so supply only limits starts before that minute. `pegging` says which supply feeds
which need. See `docs/rules/materials.md`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.compile.clock import Clock
from scheduler.compile.network import FREE
from scheduler.compile.sources import Key, Source, Sources
from scheduler.domain.material import Arrival, Material
from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId, OrderId, SupplierId

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


def available_at(
    arrival: Arrival, material: Material, problem: Problem, delays: Mapping[SupplierId, int] | None = None
) -> datetime | None:
    """When an arrival can be used: its date plus inspection; None if it can't be counted on.

    One that is only expected comes later by the usual delay of its supplier (else the material's), an overdue one when
    the policy says. `delays` are those of all suppliers, for callers that ask about many arrivals.
    """
    if not arrival.confirmed and not problem.settings.use_expected_arrivals:
        return None
    at = arrival.at
    if at < problem.as_of:
        if problem.settings.overdue_arrivals is None:
            return None
        at = problem.as_of + timedelta(minutes=problem.settings.overdue_arrivals)
    elif not arrival.confirmed:
        supplier = arrival.supplier or material.supplier
        if supplier is not None:
            at += timedelta(minutes=(usual_delays(problem) if delays is None else delays).get(supplier, 0))
    inspection = material.inspection_minutes if arrival.inspection_minutes is None else arrival.inspection_minutes
    return at + timedelta(minutes=inspection)


def usual_delays(problem: Problem) -> dict[SupplierId, int]:
    """Minutes by which each supplier's expected arrivals usually come later."""
    return {supplier.id: supplier.usual_delay_minutes for supplier in problem.suppliers}


def overdue(problem: Problem) -> tuple[ArrivalId, ...]:
    """Arrivals dated before as-of that have not been received."""
    return tuple(sorted(arrival.id for arrival in problem.arrivals if arrival.at < problem.as_of))


class Supplies:
    """All supplies of a problem: dedicated ones per (order, material), free ones per (material, company)."""

    def __init__(self, problem: Problem, clock: Clock) -> None:
        self.companies = {order.id: order.company for order in problem.orders}
        self.consented = {order.id for order in problem.orders if order.part_delivery_consent is not None}
        self.free: dict[Key, list[Supply]] = defaultdict(list)
        self.dedicated: dict[tuple[OrderId, MaterialId], list[Supply]] = defaultdict(list)
        self.lead = {material.id: material.lead_minutes + material.inspection_minutes for material in problem.materials}
        totals: dict[Key, int] = defaultdict(int)
        for stock in problem.stocks:
            totals[stock.material, stock.company] += int(stock.quantity * THOUSANDTHS)
        for key, quantity in sorted(totals.items()):
            self.free[key].append(Supply(0, quantity, None))
        self._add_arrivals(problem, clock)
        for supplies in (*self.free.values(), *self.dedicated.values()):
            supplies.sort(key=lambda supply: (supply.available, supply.arrival or ""))
        before_lead = {
            key: sum(supply.quantity for supply in supplies if supply.available < self.lead[key[0]])
            for key, supplies in self.free.items()
        }
        self._sources = Sources(problem, before_lead)

    def _add_arrivals(self, problem: Problem, clock: Clock) -> None:
        materials = {material.id: material for material in problem.materials}
        delays = usual_delays(problem)
        for arrival in problem.arrivals:
            moment = available_at(arrival, materials[arrival.material], problem, delays)
            if moment is None:
                continue
            supply = Supply(clock.minute(moment), int(arrival.quantity * THOUSANDTHS), arrival.id)
            if arrival.order is None:
                self.free[arrival.material, arrival.company].append(supply)
            elif self.companies.get(arrival.order) == arrival.company:
                self.dedicated[arrival.order, arrival.material].append(supply)

    def needed(self, operation: Operation, *, follows: bool = False) -> dict[MaterialId, int]:
        """Thousandths of each material: what a start waits for, or what may follow the delivery."""
        needed: dict[MaterialId, int] = defaultdict(int)
        consented = operation.order in self.consented
        for need in operation.needs:
            if need.quantity and (need.may_follow and consented) == follows:
                needed[need.material] += int(need.quantity * THOUSANDTHS)
        return needed

    def take_dedicated(
        self, operation: Operation, *, follows: bool = False
    ) -> Iterator[tuple[MaterialId, int, list[DedicatedShare]]]:
        """For each material the operation needs: what is left to find elsewhere, and the dedicated shares it gets."""
        for material, quantity in self.needed(operation, follows=follows).items():
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

    def take_free(self, key: Key, quantity: int, until: int) -> Iterator[tuple[int, Supply]]:
        """Takes up to `quantity` of free supply that is available at `until`, oldest first."""
        free = self.free.get(key, [])
        while quantity and free and free[0].available <= until:
            taken = min(quantity, free[0].quantity)
            if taken:
                free[0].quantity -= taken
                quantity -= taken
                yield taken, free[0]
            if not free[0].quantity:
                free.pop(0)

    def sources(self, operation: Operation, material: MaterialId, quantity: int) -> list[Source]:
        """Where what is left of a need can come from, in order of preference; the first is the own company's."""
        needed = dict.fromkeys([*self.needed(operation), *(need.material for need in operation.needs)])
        return self._sources.of(self.companies[operation.order], material, quantity, tuple(needed))


class MaterialTables:
    """Rows of the source, stock and supply tables, and the release that dedicated arrivals give each operation."""

    def __init__(self, build: "Selection") -> None:
        supplies = Supplies(build.problem, build.clock)
        index: dict[Key, int] = {}
        self.needs: list[list[list[tuple[int, int, int, int, int]]]] = []
        """Per operation and need its sources in order of preference: (stock, quantity, delay, cost, bought).

        `bought` 0: the whole quantity has to be taken before the stock's lead, so `delay` minutes before a start that
        lies before lead + delay, and never before minute 0. No two needs of one operation share a stock.
        """
        self.dedicated_release: list[int] = []
        for operation in build.operations:
            own: list[list[tuple[int, int, int, int, int]]] = []
            release = 0
            if build.state(operation) == FREE:
                for material, left, shares in supplies.take_dedicated(operation):
                    release = max([release, *(share.available for share in shares)])
                    if left:
                        own.append(
                            [
                                (index.setdefault(s.key, len(index)), s.quantity, s.delay, s.cost, int(s.bought))
                                for s in supplies.sources(operation, material, left)
                            ]
                        )
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


@dataclass(frozen=True, slots=True)
class PegFact:
    """One supply feeding one need, in engine minutes and thousandths. Neither arrival nor purchase: from stock."""

    operation: OperationId
    order: OrderId
    material: MaterialId
    """What is taken, of which `quantity` counts."""
    company: CompanyId
    """Whose supply it is."""
    quantity: int
    available: int
    """At the order's company: the time of a transfer included."""
    arrival: ArrivalId | None
    purchased: bool
    instead_of: MaterialId | None = None
    """The material it is a substitute for."""
    transferred: bool = False
    """From another company than the order's."""
    may_follow: bool = False
    """The start does not wait for it: it may be free for use only after the start, and is a missing part then."""


@dataclass(frozen=True, slots=True)
class _OpenNeed:
    """What is left of a need when dedicated arrivals are taken, and where the plan takes it from."""

    taken_at: int
    """The start, or for what comes from another company the moment at which it sets out."""
    position: int
    start: int
    operation: Operation
    material: MaterialId
    source: Source


def pegging(
    problem: Problem,
    clock: Clock,
    operations: Sequence[Operation],
    starts: dict[OperationId, int],
    sources: Mapping[tuple[OperationId, MaterialId], int] | None = None,
) -> list[PegFact]:
    """Which supply feeds which need: a pure function of the problem, the starts of operations not begun yet, and the
    chosen sources.

    `sources` says for a need which of its sources the plan uses (see `MaterialTables.needs`); one that it does not name
    uses the first. Dedicated arrivals come first; then free supplies, oldest first, to needs in the order in which they
    take them; what is missing is bought to arrive exactly at the start. What may follow the delivery gets what is left
    after that. `operations` must be in planning order.
    """
    supplies = Supplies(problem, clock)
    chosen = sources or {}
    waiting = [(position, o) for position, o in enumerate(operations) if o.id in starts and o.needs]
    facts: list[PegFact] = []
    needs: list[_OpenNeed] = []
    for position, operation in waiting:
        home = supplies.companies[operation.order]
        for material, left, shares in supplies.take_dedicated(operation):
            facts += _dedicated(operation, material, home, shares)
            if left:
                source = supplies.sources(operation, material, left)[chosen.get((operation.id, material), 0)]
                start = starts[operation.id]
                needs.append(_OpenNeed(start - source.delay, position, start, operation, material, source))
    needs.sort(key=lambda need: (need.taken_at, need.position))
    for need in needs:
        facts += _covered(need, supplies)
    followers = [operation for _, operation in waiting if any(need.may_follow for need in operation.needs)]
    for operation in sorted(followers, key=lambda operation: starts[operation.id]):
        facts += _following(operation, starts[operation.id], supplies)
    return _with_one_purchase(facts) if followers else facts


def _dedicated(
    operation: Operation,
    material: MaterialId,
    company: CompanyId,
    shares: Iterable[DedicatedShare],
    *,
    may_follow: bool = False,
) -> Iterator[PegFact]:
    for s in shares:
        yield PegFact(
            operation.id, operation.order, material, company, s.quantity, s.available, s.arrival, False,
            may_follow=may_follow,
        )  # fmt: skip


def _covered(need: _OpenNeed, supplies: Supplies) -> Iterator[PegFact]:
    """What a need gets from its source; from one that can't be bought from the engine has made sure there is enough."""
    material, company = need.source.key
    operation = need.operation
    home = supplies.companies[operation.order]
    fact = PegFact(
        operation.id, operation.order, material, company, 0, 0, None, False,
        instead_of=None if material == need.material else need.material,
        transferred=company != home,
    )  # fmt: skip
    left = need.source.quantity
    for taken, supply in supplies.take_free(need.source.key, left, need.taken_at):
        left -= taken
        yield replace(fact, quantity=taken, available=supply.available + need.source.delay, arrival=supply.arrival)
    if left and need.source.bought:
        yield replace(fact, quantity=left, available=need.start, purchased=True)


def _with_one_purchase(facts: Iterable[PegFact]) -> list[PegFact]:
    """The same, bought once for a need and what may follow of it: then both are bought for the start."""
    found: list[PegFact] = []
    bought: dict[tuple[OperationId, MaterialId], int] = {}
    for fact in facts:
        first = bought.setdefault((fact.operation, fact.material), len(found)) if fact.purchased else len(found)
        if first < len(found):
            found[first] = replace(found[first], quantity=found[first].quantity + fact.quantity)
        else:
            found.append(fact)
    return found


def _following(operation: Operation, start: int, supplies: Supplies) -> Iterator[PegFact]:
    """What a need that may follow gets: dedicated arrivals, free supply unless buying is quicker, a purchase."""
    home = supplies.companies[operation.order]
    for material, left, shares in supplies.take_dedicated(operation, follows=True):
        yield from _dedicated(operation, material, home, shares, may_follow=True)
        fact = PegFact(operation.id, operation.order, material, home, 0, 0, None, False, may_follow=True)
        bought = max(start, supplies.lead[material])
        for taken, supply in supplies.take_free((material, home), left, bought):
            left -= taken
            yield replace(fact, quantity=taken, available=supply.available, arrival=supply.arrival)
        if left:
            yield replace(fact, quantity=left, available=bought, purchased=True)


def from_thousandths(quantity: int) -> Decimal:
    return Decimal(quantity) / THOUSANDTHS
