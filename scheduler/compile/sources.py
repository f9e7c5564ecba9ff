"""Where a need can come from: the order's own company, another company of the group, a substitute.

What dedicated arrivals leave of a need is covered whole by one source. See `docs/rules/materials.md`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.material import GroupTransfer, Material
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, MaterialId

MOST_THOUSANDTHS = 10**15 - 1
"""More than an amount can say; a substitute that would take more is not offered."""

MOST_MONEY = 10**12
"""More than an amount of money can say; a substitute that would cost more is not offered."""

Key = tuple[MaterialId, CompanyId]
"""Free supply of a material in one company."""


@dataclass(frozen=True, slots=True)
class Source:
    """One way to cover a whole need."""

    key: Key
    quantity: int
    """Thousandths of the material that is taken."""
    delay: int
    """Minutes from taking it to having it: it is taken so long before the operation starts, but not before as-of."""
    cost: int
    bought: bool
    """Whether what is missing can be bought once the lead time is over; else it has to be taken before that."""


class Sources:
    """Lists the sources of every need in order of preference."""

    def __init__(self, problem: Problem, before_lead: Mapping[Key, int]) -> None:
        """`before_lead`: thousandths that are free for use before the lead time of the material is over."""
        self._materials: dict[MaterialId, Material] = {material.id: material for material in problem.materials}
        self._before_lead = before_lead
        self._transfers: dict[CompanyId, dict[CompanyId, GroupTransfer]] = {}
        """By the company that gets it, then by the one that gives it: the first approved entry of each pair."""
        for transfer in problem.group_transfers:
            if transfer.approval.usable and transfer.from_company != transfer.to_company:
                self._transfers.setdefault(transfer.to_company, {}).setdefault(transfer.from_company, transfer)

    def of(
        self, company: CompanyId, material: MaterialId, quantity: int, needed: Collection[MaterialId]
    ) -> list[Source]:
        """Sources for `quantity` thousandths of one of the materials that an operation of a company needs.

        `needed` are all of them, in the order in which the operation names them. The first source is the own company's.
        """
        own = Source((material, company), quantity, 0, 0, True)
        return [own, *self._from_the_group(company, material, quantity), *self._substitutes(own, needed)]

    def _from_the_group(self, company: CompanyId, material: MaterialId, quantity: int) -> Iterator[Source]:
        """Transfers from companies that have enough in time."""
        for other, transfer in self._transfers.get(company, {}).items():
            if self._before_lead.get((material, other), 0) >= quantity:
                yield Source((material, other), quantity, transfer.minutes, transfer.cost, False)

    def _substitutes(self, own: Source, needed: Collection[MaterialId]) -> Iterator[Source]:
        """Approved substitutes; a material serves one need of an operation only, so that supplies are counted once."""
        material, company = own.key
        taken = set(needed)
        for other in needed:
            offers = [offer for offer in self._materials[other].substitutes if offer.approval.usable]
            if other == material:
                for offer in offers:
                    quantity = -(-own.quantity * int(offer.ratio * 1000) // 1000)
                    cost = -(-offer.cost_per_unit * own.quantity // 1000)
                    if offer.material not in taken and quantity <= MOST_THOUSANDTHS and cost <= MOST_MONEY:
                        yield Source((offer.material, company), quantity, 0, cost, True)
                    taken.add(offer.material)
                return
            taken.update(offer.material for offer in offers)
