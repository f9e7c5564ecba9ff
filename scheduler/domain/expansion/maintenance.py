"""Work on a resource itself, somewhere in a span, becomes an order of its own whose lateness is never traded."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.operation import Link, Mode, Operation, Relation, Station, Use
from scheduler.domain.order import Instalment, Order, OrderClass, OrderLine, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, Label, ModeId, OperationId, OrderId, ProductId
from scheduler.domain.resource import Maintenance, Resource

PRODUCT = ProductId("maintenance")
MODE = ModeId("maintenance")


def expanded(problem: Problem) -> Problem:
    """Every maintenance becomes an order `maintenance:resource/id` with one operation that takes all units.

    Its work starts at `earliest` or later and is due at `latest`. A pool whose stations remember what they did is
    maintained station by station: one operation for each, on different ones. Raises InputError if an order or operation
    of the id exists.
    """
    if not any(resource.maintenance for resource in problem.resources):
        return problem
    company_of = {workshop.id: workshop.company for workshop in problem.workshops}
    zone = ZoneInfo(problem.zone)
    ids = {order.id for order in problem.orders} | {operation.id for operation in problem.operations}
    orders: list[Order] = []
    operations: list[Operation] = []
    for resource in problem.resources:
        for work in resource.maintenance:
            order = _order(resource, work, company_of[resource.workshop], zone)
            own = list(_operations(resource, work, order.id))
            if not ids.isdisjoint({order.id, *(operation.id for operation in own)}):
                message = (
                    f"an order or operation {order.id!r}, which stands for maintenance {work.id!r}, exists already"
                )
                raise InputError([InputProblem("problem", "resources", resource.id, message)])
            ids.add(order.id)
            orders.append(order)
            operations += own
    resources = tuple(
        resource.model_copy(update={"maintenance": ()}) if resource.maintenance else resource
        for resource in problem.resources
    )
    return problem.model_copy(
        update={
            "resources": resources,
            "orders": problem.orders + tuple(orders),
            "operations": problem.operations + tuple(operations),
        }
    )


def _order(resource: Resource, work: Maintenance, company: CompanyId, zone: ZoneInfo) -> Order:
    latest = work.latest.astimezone(zone)
    day = latest.date()
    due = Instalment(number=1, quantity=1, requested=day, first_committed=day, committed=day)
    # With the fold of the plant time: which of the two, in the hour that comes twice when clocks are set back.
    due = due.model_copy(update={"committed_hour": latest.time()})
    return Order(
        id=OrderId(f"maintenance:{resource.id}/{work.id}"),
        names=Label(en=work.why, zh=work.why),
        company=company,
        status=OrderStatus.EFFECTIVE,
        order_class=OrderClass.MAINTENANCE,
        effective_at=work.earliest,
        decomposed_at=work.earliest,
        lines=(OrderLine(number=1, product=PRODUCT, quantity=1, instalments=(due,)),),
        untradeable=True,
    )


def _operations(resource: Resource, work: Maintenance, order: OrderId) -> Iterator[Operation]:
    if not resource.remembers or resource.units == 1:
        yield _operation(resource, work, OperationId(order), order, resource.units, ())
        return
    stations = [OperationId(f"{order}/{unit + 1}") for unit in range(resource.units)]
    for number, station in enumerate(stations):
        yield _operation(resource, work, station, order, 1, stations[:number])


def _operation(
    resource: Resource, work: Maintenance, id_: OperationId, order: OrderId, units: int, others: Sequence[OperationId]
) -> Operation:
    mode = Mode(
        id=MODE,
        uses=(Use(resource=resource.id, units=units),),
        set_up_minutes=work.minutes,
        load=resource.most_load or Decimal(),  # an oven holds nothing else
    )
    return Operation(
        id=id_,
        order=order,
        line=1,
        names=Label(en=work.why, zh=work.why),
        modes=(mode,),
        after=tuple(
            Link(operation=other, relation=Relation.START_START, station=Station.DIFFERENT) for other in others
        ),
    )
