"""Orders whose tasks somebody wrote down instead of leaving them to the template."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from scheduler.domain.operation import Need, Operation, Use
from scheduler.domain.order import Order
from scheduler.domain.record import OperationId, OrderId, ResourceId

from .cases import Story
from .orders import PlacedCase

NO_SUCH_RESOURCE = ResourceId("laser-9")


def by_hand(
    placed: Sequence[PlacedCase], orders: Sequence[Order], templates: Sequence[Operation]
) -> Iterator[Operation]:
    """Every instalment its own tasks; and the order in which somebody mistyped a machine."""
    of_order: dict[OrderId, list[Operation]] = {}
    for operation in templates:
        of_order.setdefault(operation.order, []).append(operation)
    for one, order in zip(placed, orders, strict=True):
        if one.case.story is Story.INSTALMENTS:
            yield from _instalments(order, of_order[order.id])
        elif one.case.story is Story.FAULTY:
            first, *rest = of_order[order.id]
            mistyped = Use(resource=NO_SUCH_RESOURCE)
            yield first.model_copy(update={"modes": (first.modes[0].model_copy(update={"uses": (mistyped,)}),)})
            yield from rest


def _instalments(order: Order, templates: Sequence[Operation]) -> Iterator[Operation]:
    """The template once for every instalment, with that instalment's quantity of the work and the parts."""
    (line,) = order.lines
    for instalment in line.instalments:
        for operation in templates:
            share = Decimal(instalment.quantity) / line.quantity
            links = [
                link.model_copy(update={"operation": _of_instalment(link.operation, instalment.number)})
                for link in operation.after
            ]
            yield operation.model_copy(
                update={
                    "id": _of_instalment(operation.id, instalment.number),
                    "instalment": instalment.number,
                    "quantity": operation.quantity * share,
                    "after": tuple(links),
                    "needs": tuple(Need(material=n.material, quantity=n.quantity * share) for n in operation.needs),
                }
            )


def _of_instalment(operation: OperationId, number: int) -> OperationId:
    order, line, step = operation.split("/", 2)
    return OperationId(f"{order}/{line}.{number}/{step}")
