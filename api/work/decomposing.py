"""Orders as the operations they become, made in a child because a large problem takes a while."""

from collections.abc import Sequence

from api.decomposition import DecomposedOrder, LineView, MakingView, OmittedView, StepView, WayView
from scheduler.domain.decompose import Making, decomposition
from scheduler.domain.loading import loading
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.order import Order, OrderLine
from scheduler.domain.plan import NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.texts import Language, Names, not_loaded_sentence
from scheduler.verify.work import working_minutes


def decomposed_orders(problem: Problem, language: Language) -> list[DecomposedOrder]:
    """Every order in the problem's order. Raises InputError if the templates make too much or ids that are taken."""
    writer = _Writer(problem, language)
    return [writer.order(order) for order in problem.orders]


class _Writer:
    """What is looked up for every order, indexed once."""

    def __init__(self, problem: Problem, language: Language) -> None:
        self.problem, self.language = problem, language
        self.names = Names(problem)
        self.resources = {resource.id: resource for resource in problem.resources}
        self.makings = {(line.order, line.line): line.making for line in decomposition(problem)}
        self.by_hand: dict[OrderId, list[Operation]] = {}
        for operation in problem.operations:
            self.by_hand.setdefault(operation.order, []).append(operation)

    def order(self, order: Order) -> DecomposedOrder:
        why_not = loading(order, self.problem).why_not
        by_hand = self.by_hand.get(order.id, [])
        makings = [
            self.makings[order.id, line.number] for line in order.lines if (order.id, line.number) in self.makings
        ]
        return DecomposedOrder(
            order=order.id,
            name=order.names.text(self.language, ""),
            customer=order.customer,
            not_loaded=None
            if why_not is None
            else not_loaded_sentence(NotLoaded(order=order.id, reason=why_not), self.language, self.names),
            operations=len(by_hand) + sum(1 for making in makings for _ in making.all_operations()),
            lines=[self.line(order, line, by_hand) for line in order.lines],
        )

    def line(self, order: Order, line: OrderLine, by_hand: Sequence[Operation]) -> LineView:
        """Operations by hand that name no line are told with the first one."""
        making = self.makings.get((order.id, line.number))
        first = line is order.lines[0]
        mine = [o for o in by_hand if o.line == line.number or (o.line is None and first)]
        return LineView(
            line=line.number,
            product=self.names.name_and_id("product", line.product, self.language),
            quantity=line.quantity,
            making=None if making is None else self.making(making),
            by_hand=[self.step(operation) for operation in mine],
        )

    def making(self, making: Making) -> MakingView:
        return MakingView(
            product=making.product,
            name=self.names.name_and_id("product", making.product, self.language),
            quantity=making.quantity,
            from_stock=making.from_stock,
            to_make=making.to_make,
            routing=making.routing,
            omitted=[OmittedView(step=step, reason=why.value) for step, why in making.omitted],
            operations=[self.step(operation) for operation in making.operations],
            parts=[self.making(part) for part in making.parts],
        )

    def step(self, operation: Operation) -> StepView:
        return StepView(
            id=operation.id,
            name=self.names.name("operation", operation.id, self.language),
            kind=operation.kind.value,
            after=[link.operation for link in operation.after],
            ways=[self.way(operation, mode) for mode in operation.modes],
            needs=[f"{need.material} × {need.quantity.normalize():f}" for need in operation.needs],
        )

    def way(self, operation: Operation, mode: Mode) -> WayView:
        known = not mode.uses or mode.uses[0].resource in self.resources
        outside = mode.outsourcing
        return WayView(
            mode=mode.id,
            uses=[f"{use.resource} × {use.units}" if use.units > 1 else str(use.resource) for use in mode.uses],
            supplier=None if outside is None else self.names.name("supplier", outside.supplier, self.language),
            minutes=working_minutes(operation, mode, self.resources) if known else None,
        )
