"""Kit readiness (齐套): when all that an operation or an order needs is there, and how much of it at a moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from scheduler.domain.plan import Assignment, Peg, Plan
from scheduler.domain.record import MaterialId, OperationId, OrderId


@dataclass(frozen=True, slots=True)
class Kit:
    """What is needed, and for each need the moment at which the whole quantity is there.

    Of an operation, or of all operations of an order together: then a material may stand in it several times.
    """

    needs: tuple[tuple[MaterialId, datetime], ...]
    """At least one, in the plan's order; a substitute stands under the material that it is taken for."""

    @property
    def ready_at(self) -> datetime:
        """When the last of it is there."""
        return max(available for _, available in self.needs)

    def there(self, moment: datetime) -> int:
        """How many needs are there in full at a moment."""
        return sum(available <= moment for _, available in self.needs)

    def share(self, moment: datetime) -> Fraction:
        """The same as a share of all needs, 0 to 1."""
        return Fraction(self.there(moment), len(self.needs))


def kits(pegs: Iterable[Peg]) -> dict[OperationId, Kit]:
    """The kit of every operation that is given material. Work that has begun has its material and is given none."""
    found: dict[OperationId, dict[MaterialId, datetime]] = defaultdict(dict)
    for peg in pegs:
        material = peg.instead_of or peg.material
        known = found[peg.operation].get(material, peg.available_at)
        found[peg.operation][material] = max(known, peg.available_at)
    return {operation: Kit(tuple(needs.items())) for operation, needs in found.items()}


def order_kits(plan: Plan) -> dict[OrderId, Kit]:
    """The kit of every order whose operations are given material, operation by operation as the plan has them."""
    of_operation = kits(plan.pegs)
    found: dict[OrderId, list[tuple[MaterialId, datetime]]] = defaultdict(list)
    for assignment in plan.assignments:
        kit = of_operation.get(assignment.operation)
        if kit is not None:
            found[assignment.order] += kit.needs
    return {order: Kit(tuple(needs)) for order, needs in found.items()}


def slack_minutes(peg: Peg, assignment: Assignment) -> int:
    """Minutes from the moment the supply is there to the start of its operation; negative for a missing part."""
    span = assignment.start - peg.available_at
    return span.days * 1440 + span.seconds // 60
