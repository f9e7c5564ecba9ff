"""Where material can come from, and when each supply is free for use."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from scheduler.domain.material import Arrival
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId, OrderId
from scheduler.verify.case import Case
from scheduler.verify.minutes import minute


class Supplies:
    """Stock and arrivals by material and company; `free_at` is None where the plan may not use one."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.arrivals: dict[ArrivalId, Arrival] = {arrival.id: arrival for arrival in case.problem.arrivals}
        self.stock: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
        """Thousandths in all places of a company."""
        for stock in case.problem.stocks:
            self.stock[stock.material, stock.company] += thousandths(stock.quantity)
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

    def _free_at(self, arrival: Arrival) -> int | None:
        settings = self.case.problem.settings
        if not arrival.confirmed and not settings.use_expected_arrivals:
            return None
        arrives = minute(arrival.at)
        if self.overdue(arrival):
            if settings.overdue_arrivals is None:
                return None
            arrives = self.case.as_of + settings.overdue_arrivals
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

    def earliest(self, order: Order, operations: Iterable[Operation]) -> dict[OperationId, int]:
        """When each operation, in work order, would have its material if no other order needed any.

        What is dedicated to the order comes first and is waited for; the rest is free supply, at the latest
        bought.
        """
        dedicated = {
            material: [list(offer) for offer in self.offers.get((material, order.company, order.id), ())]
            for operation in operations
            for material in needed(operation)
        }
        return {
            operation.id: max(
                (
                    self._earliest_of_one(order.company, material, quantity, dedicated[material])
                    for material, quantity in needed(operation).items()
                ),
                default=self.case.as_of,
            )
            for operation in operations
        }

    def _earliest_of_one(
        self, company: CompanyId, material: MaterialId, quantity: int, dedicated: list[list[int]]
    ) -> int:
        free_at = self.case.as_of
        for offer in dedicated:
            taken = min(quantity, offer[1])
            if taken:
                offer[1] -= taken
                quantity -= taken
                free_at = max(free_at, offer[0])
        bought = self.bought_at(material)
        for available, offered in self.offers.get((material, company, None), ()):
            if quantity <= 0 or available >= bought:
                break
            quantity -= offered
            if quantity <= 0:
                return max(free_at, available)
        return free_at if quantity <= 0 else max(free_at, bought)


def needed(operation: Operation) -> dict[MaterialId, int]:
    """What an operation needs of each material, in thousandths; nothing where the quantity is 0."""
    total: dict[MaterialId, int] = defaultdict(int)
    for need in operation.needs:
        if need.quantity:
            total[need.material] += thousandths(need.quantity)
    return total


def thousandths(quantity: Decimal) -> int:
    """Amounts have at most three decimals."""
    return int(quantity * 1000)
