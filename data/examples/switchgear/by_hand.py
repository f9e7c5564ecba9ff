"""Orders whose tasks somebody wrote down instead of leaving them to the template."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from scheduler.domain.operation import Link, Need, Operation, Relation, Station, Use
from scheduler.domain.order import Instalment, Order
from scheduler.domain.record import MaterialId, OperationId, OrderId, ResourceId

from .cases import Story
from .orders import PlacedCase

NO_SUCH_RESOURCE = ResourceId("laser-9")

SPARES = MaterialId("spares")

FIRST_CABINET, LAST_CABINET = 3 * 60, 4 * 60
"""Minutes: mounting the first of some cabinets, and wiring the last one."""

SECOND_HALF_FROM = 28
"""The site has room for the second instalment's cabinets no earlier; in days after as-of."""


def by_hand(
    placed: Sequence[PlacedCase], orders: Sequence[Order], templates: Sequence[Operation], as_of: datetime
) -> Iterator[Operation]:
    """Every instalment its own tasks; and the order in which somebody mistyped a machine."""
    of_order: dict[OrderId, list[Operation]] = {}
    for operation in templates:
        of_order.setdefault(operation.order, []).append(operation)
    for one, order in zip(placed, orders, strict=True):
        if one.case.story is Story.INSTALMENTS:
            yield from _instalments(order, of_order[order.id], as_of)
        elif one.case.story is Story.FAULTY:
            first, *rest = of_order[order.id]
            mistyped = Use(resource=NO_SUCH_RESOURCE)
            yield first.model_copy(update={"modes": (first.modes[0].model_copy(update={"uses": (mistyped,)}),)})
            yield from rest


def _instalments(order: Order, templates: Sequence[Operation], as_of: datetime) -> Iterator[Operation]:
    """The template once for every instalment, with that instalment's quantity of the work and the parts."""
    (line,) = order.lines
    for instalment in line.instalments:
        for operation in templates:
            share = Decimal(instalment.quantity) / line.quantity
            links = [
                link.model_copy(update={"operation": _of_instalment(link.operation, instalment.number)})
                for link in operation.after
            ]
            needs = tuple(Need(material=n.material, quantity=n.quantity * share) for n in operation.needs)
            modes = tuple(mode.model_copy(update={"load": mode.load * share}) for mode in operation.modes)
            copy = operation.model_copy(
                update={
                    "id": _of_instalment(operation.id, instalment.number),
                    "instalment": instalment.number,
                    "quantity": operation.quantity * share,
                    "modes": modes,
                    "after": tuple(links),
                    "needs": needs,
                }
            )
            yield _as_the_planner_wants(copy, instalment, as_of)


def _as_the_planner_wants(operation: Operation, instalment: Instalment, as_of: datetime) -> Operation:
    """What no template says: cabinets keep their station, wiring follows cabinet by cabinet, spares may follow."""
    change: dict[str, object] = {}
    match operation.id.split("/", 2)[2]:
        case "frame" if instalment.number > 1:
            from_then = as_of.replace(hour=8, minute=0) + timedelta(days=SECOND_HALF_FROM)
            change = {"not_before": from_then.astimezone(UTC)}
        case "mount":
            change = {"after": tuple(_on_its_station(link, "/frame") for link in operation.after)}
        case "bars":
            change = {"after": tuple(_on_its_station(link, "/mount") for link in operation.after)}
        case "wire":
            change = {"after": tuple(one for link in operation.after for one in _cabinet_by_cabinet(link))}
        case "pack":
            spares = Need(material=SPARES, quantity=Decimal(instalment.quantity), may_follow=True)
            change = {"needs": (*operation.needs, spares)}
    return operation.model_copy(update=change)


def _on_its_station(link: Link, ending: str) -> Link:
    return link.model_copy(update={"station": Station.SAME}) if link.operation.endswith(ending) else link


def _cabinet_by_cabinet(link: Link) -> tuple[Link, ...]:
    """Wiring begins when the first cabinet is mounted, and ends a cabinet's work after the last one is."""
    if not link.operation.endswith("/mount"):
        return (link,)
    return (
        link.model_copy(update={"relation": Relation.START_START, "minimum_minutes": FIRST_CABINET}),
        link.model_copy(update={"relation": Relation.FINISH_FINISH, "minimum_minutes": LAST_CABINET}),
    )


def _of_instalment(operation: OperationId, number: int) -> OperationId:
    order, line, step = operation.split("/", 2)
    return OperationId(f"{order}/{line}.{number}/{step}")
