"""From products and quantities to operations: routing templates fill what nobody decomposed by hand."""

from datetime import date
from decimal import Decimal

from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Link, Need, Operation
from scheduler.domain.order import Order, OrderClass, OrderLine
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product
from scheduler.domain.record import OperationId, OrderId


def decomposed(problem: Problem) -> Problem:
    """The same problem with an operation for every step of every line that has none decomposed by hand.

    A line counts as decomposed by hand when an operation of its order names it or names no line. Finished goods in
    stock are
    netted first, in order of the lines' earliest committed dates and for orders that load capacity; a line wholly in
    stock gets no operations. Generated ids are
    `order/line/step`, so they survive every new decomposition. Applying it twice changes nothing more.
    """
    by_hand = {(operation.order, operation.line) for operation in problem.operations}
    routings = {product.id: product for product in problem.products if product.routing}
    to_make = _net_finished_goods(problem, by_hand)
    generated = [
        operation
        for order in problem.orders
        for line in order.lines
        if (quantity := to_make.get((order.id, line.number), 0)) and (product := routings.get(line.product))
        for operation in _expand(order, line, product, quantity)
    ]
    if not generated:
        return problem
    return problem.model_copy(update={"operations": problem.operations + tuple(generated)})


def _net_finished_goods(problem: Problem, by_hand: set[tuple[OrderId, int | None]]) -> dict[tuple[OrderId, int], int]:
    """Units still to make for every line without operations of its own."""
    free: dict[tuple[str, str], int] = {}
    for stock in problem.product_stocks:
        free[stock.product, stock.company] = free.get((stock.product, stock.company), 0) + stock.quantity
    lines = [
        (earliest_committed(line), order, line)
        for order in problem.orders
        if loading(order, problem).load is not Load.NONE
        for line in order.lines
        if (order.id, line.number) not in by_hand and (order.id, None) not in by_hand
    ]
    to_make: dict[tuple[OrderId, int], int] = {}
    for _, order, line in sorted(lines, key=lambda entry: (entry[0], entry[1].id, entry[2].number)):
        taken = min(free.get((line.product, order.company), 0), line.quantity)
        if taken:
            free[line.product, order.company] -= taken
        to_make[order.id, line.number] = line.quantity - taken
    return to_make


def earliest_committed(line: OrderLine) -> date:
    """The earliest committed day of a line."""
    return min(instalment.committed for instalment in line.instalments)


def _expand(order: Order, line: OrderLine, product: Product, quantity: int) -> list[Operation]:
    steps = [s for s in product.routing if not s.non_standard_only or order.order_class is OrderClass.NON_STANDARD]
    skipped = {s.id: s for s in product.routing if s not in steps}

    def predecessors(after: tuple[str, ...]) -> list[str]:
        """The named steps; one that this order does not have is replaced by its own predecessors."""
        found: dict[str, None] = {}
        for id_ in after:
            for p in predecessors(skipped[id_].after) if id_ in skipped else [id_]:
                found[p] = None
        return list(found)

    return [
        Operation(
            id=OperationId(f"{order.id}/{line.number}/{step.id}"),
            order=order.id,
            line=line.number,
            names=step.names,
            kind=step.kind,
            quantity=Decimal(quantity),
            modes=step.modes,
            after=tuple(
                Link(
                    operation=OperationId(f"{order.id}/{line.number}/{p}"),
                    minimum_minutes=step.minimum_minutes_after,
                )
                for p in predecessors(step.after)
            ),
            needs=tuple(
                Need(material=need.material, quantity=need.quantity + need.quantity_per_unit * quantity)
                for need in step.needs
            ),
            resumable=step.resumable,
        )
        for step in steps
    ]
