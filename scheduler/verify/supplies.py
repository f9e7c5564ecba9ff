"""Where material can come from, and when each supply is free for use."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from scheduler.domain.material import Arrival, GroupTransfer
from scheduler.domain.operation import Need, Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import Peg
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId, OrderId, SupplierId
from scheduler.verify.case import Case
from scheduler.verify.minutes import minute


class Source(NamedTuple):
    """Where a whole need comes from: which material, whose, after how long a way, and how much of it."""

    material: MaterialId
    company: CompanyId
    minutes: int
    quantity: int
    bought: bool
    """Whether what is missing can be bought; else it comes before the material's lead time is over, or not at all."""


class Supplies:
    """Stock and arrivals by material and company; `free_at` is None where the plan may not use one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.arrivals: dict[ArrivalId, Arrival] = {arrival.id: arrival for arrival in case.problem.arrivals}
        self.transfers: dict[tuple[CompanyId, CompanyId], GroupTransfer] = {}
        """From one company to another, the first approved entry of each pair."""
        for transfer in case.problem.group_transfers:
            pair = transfer.from_company, transfer.to_company
            if transfer.approval.usable and pair[0] != pair[1] and pair not in self.transfers:
                self.transfers[pair] = transfer
        self.stock: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
        """Thousandths in all places of a company."""
        for stock in case.problem.stocks:
            self.stock[stock.material, stock.company] += thousandths(stock.quantity)
        self.usual_delay: dict[SupplierId | None, int] = {
            supplier.id: supplier.usual_delay_minutes for supplier in case.problem.suppliers
        }
        self.free_at = {arrival.id: self._free_at(arrival) for arrival in case.problem.arrivals}
        self.offers: dict[tuple[MaterialId, CompanyId, OrderId | None], list[tuple[int, int]]] = defaultdict(list)
        """(minute, thousandths) in order of time, by the order they are dedicated to (None: free)."""
        for (material, company), quantity in self.stock.items():
            self.offers[material, company, None].append((case.as_of, quantity))
        for arrival in case.problem.arrivals:
            free_at = self.free_at[arrival.id]
            if free_at is not None:
                offer = (free_at, thousandths(arrival.quantity))
                self.offers[arrival.material, arrival.company, arrival.order].append(offer)
        for offers in self.offers.values():
            offers.sort(key=lambda offer: offer[0])

    def overdue(self, arrival: Arrival) -> bool:
        return minute(arrival.at) < self.case.as_of

    def is_dedicated(self, peg: Peg) -> bool:
        """Whether a peg is of an arrival that is dedicated to an order."""
        return peg.arrival in self.arrivals and self.arrivals[peg.arrival].order is not None

    def _free_at(self, arrival: Arrival) -> int | None:
        settings = self.case.problem.settings
        if not arrival.confirmed and not settings.use_expected_arrivals:
            return None
        arrives = minute(arrival.at)
        if self.overdue(arrival):
            if settings.overdue_arrivals is None:
                return None
            arrives = self.case.as_of + settings.overdue_arrivals
        elif not arrival.confirmed:
            arrives += self.usual_delay.get(arrival.supplier or self.case.materials[arrival.material].supplier, 0)
        inspection = arrival.inspection_minutes
        if inspection is None:
            inspection = self.case.materials[arrival.material].inspection_minutes
        return arrives + inspection

    def bought_at(self, material: MaterialId) -> int:
        """The first minute at which something ordered at as-of can be used."""
        return self.case.as_of + self.purchase_minutes(material)

    def purchase_minutes(self, material: MaterialId) -> int:
        record = self.case.materials[material]
        return record.lead_minutes + record.inspection_minutes

    def sources(self, order: Order, operation: Operation, material: MaterialId, quantity: int) -> Iterator[Source]:
        """Every source that may cover `quantity` thousandths of a need: own supply, the group's, substitutes."""
        yield Source(material, order.company, 0, quantity, True)
        for (giver, taker), transfer in self.transfers.items():
            if taker == order.company:
                yield Source(material, giver, transfer.minutes, quantity, False)
        elsewhere = {need.material for need in operation.needs}
        for earlier in self.waited_for(operation):
            approved = [offer for offer in self.case.materials[earlier].substitutes if offer.approval.usable]
            if earlier != material:
                elsewhere |= {offer.material for offer in approved}
                continue
            for offer in approved:
                instead = ceil(quantity * Fraction(offer.ratio))
                too_much = instead >= 10**15 or ceil(Fraction(quantity * offer.cost_per_unit, 1000)) > 10**12
                if offer.material not in elsewhere and not too_much:
                    yield Source(offer.material, order.company, 0, instead, True)
                elsewhere.add(offer.material)
            return

    def waited_for(self, operation: Operation) -> dict[MaterialId, int]:
        """Thousandths of each material that a start waits for; nothing where the quantity is 0."""
        consent = self.case.orders[operation.order].part_delivery_consent is not None
        return _added_up(need for need in operation.needs if not (consent and need.may_follow))

    def may_follow(self, operation: Operation) -> dict[MaterialId, int]:
        """Thousandths of each material that may be missing at the delivery, because the customer consented."""
        consent = self.case.orders[operation.order].part_delivery_consent is not None
        return _added_up(need for need in operation.needs if consent and need.may_follow)

    def earliest(self, order: Order, operations: Iterable[Operation]) -> dict[OperationId, tuple[int, int]]:
        """When each operation, in work order, would have its material if no other order needed any: what is dedicated
        to the order, which comes first and is waited for, and the rest from the source that has it first.
        """
        operations = list(operations)
        dedicated = {
            material: [list(offer) for offer in self.offers.get((material, order.company, order.id), ())]
            for operation in operations
            for material in self.waited_for(operation)
        }
        found = {}
        for operation in operations:
            own = rest = self.case.as_of
            for material, quantity in self.waited_for(operation).items():
                until, left = _taken(dedicated[material], quantity)
                own = max(own, until)
                if left:
                    sources = self.sources(order, operation, material, left)
                    rest = max(rest, min(at for s in sources if (at := self._earliest_of(s)) is not None))
            found[operation.id] = own, rest
        return found

    def _earliest_of(self, source: Source) -> int | None:
        """When a source would cover the need if nobody else took from it; None: never."""
        bought = self.bought_at(source.material)
        left = source.quantity
        for available, offered in self.offers.get((source.material, source.company, None), ()):
            if available >= bought:
                break
            left -= offered
            if left <= 0:
                return available + source.minutes
        return bought if source.bought else None


def _taken(dedicated: list[list[int]], quantity: int) -> tuple[int, int]:
    """Takes from (minute, thousandths) offers in order: when the last of it is there, and what is still missing."""
    until = 0
    for offer in dedicated:
        taken = min(quantity, offer[1])
        if taken:
            offer[1] -= taken
            quantity -= taken
            until = max(until, offer[0])
    return until, quantity


def _added_up(needs: Iterable[Need]) -> dict[MaterialId, int]:
    total: dict[MaterialId, int] = defaultdict(int)
    for need in needs:
        if need.quantity:
            total[need.material] += thousandths(need.quantity)
    return total


def thousandths(quantity: Decimal) -> int:
    """Amounts have at most three decimals."""
    return int(quantity * 1000)
