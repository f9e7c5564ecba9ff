"""From products and quantities to operations: routing templates fill what nobody decomposed by hand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.expansion import expanded
from scheduler.domain.loading import Load, loading
from scheduler.domain.lots import shares, shares_of_amount, split
from scheduler.domain.operation import Link, Mode, Need, Operation
from scheduler.domain.order import Order, OrderClass, OrderLine
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, Routing, RoutingStep
from scheduler.domain.record import CompanyId, OperationId, OrderId, ProductId

MOST_OPERATIONS = 500_000
"""Generated for one problem; more come from a mistake, not from a plant."""

MOST_OPERATIONS_OF_A_PRODUCT = 10_000
"""With all its parts' parts. A few levels of many parts each would otherwise be more than any memory holds."""


class Omitted(StrEnum):
    """Why an order does not have a step of its product's routing."""

    STANDARD_ORDER = "standard_order"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True)
class Making:
    """What making a product for one line comes to: pieces, the routing taken, steps, and made parts."""

    product: ProductId
    quantity: int
    from_stock: int
    routing: str | None
    """The alternative routing taken; None: the ordinary one."""
    operations: tuple[Operation, ...]
    omitted: tuple[tuple[str, Omitted], ...]
    parts: tuple["Making", ...]

    @property
    def to_make(self) -> int:
        return self.quantity - self.from_stock

    def all_operations(self) -> Iterator[Operation]:
        """Operations of the parts and of the product itself, predecessors first."""
        for part in self.parts:
            yield from part.all_operations()
        yield from self.operations


@dataclass(frozen=True, slots=True)
class LineDecomposition:
    """How one line became operations."""

    order: OrderId
    line: int
    making: Making


def decomposed(problem: Problem) -> Problem:
    """The same problem with an operation for every step of every line that has none decomposed by hand, expanded.

    See `decomposition` and `scheduler.domain.expansion`. Applying it twice changes nothing more.
    """
    generated = [operation for line in decomposition(problem) for operation in line.making.all_operations()]
    if generated:
        problem = problem.model_copy(update={"operations": problem.operations + tuple(generated)})
    return expanded(problem)


def decomposition(problem: Problem) -> list[LineDecomposition]:
    """How every line that nobody decomposed by hand, and that loads capacity, becomes operations; in the orders' order.

    A line counts as decomposed by hand when an operation of its order names it or names no line. Finished goods and
    made parts in stock are netted first, for lines in order of their earliest committed dates; a line wholly in stock
    gets no operations. Generated ids are `order/line/step`, those of parts `order/line/step>part/step` (`part#2` for a
    second row of one part in a step), those of lots `order/line/step#1` …: they survive every new decomposition. Raises
    InputError if a generated id is taken or a limit above is passed.
    """
    by_hand = {(operation.order, operation.line) for operation in problem.operations}
    lines = [
        (earliest_committed(line), order, line)
        for order in problem.orders
        if loading(order, problem).load is not Load.NONE
        for line in order.lines
        if (order.id, line.number) not in by_hand and (order.id, None) not in by_hand
    ]
    expansion = _Expansion(problem)
    found: dict[OrderId, list[LineDecomposition]] = {}
    for _, order, line in sorted(lines, key=lambda entry: (entry[0], entry[1].id, entry[2].number)):
        making = expansion.line(order, line)
        if making is not None:
            found.setdefault(order.id, []).append(LineDecomposition(order.id, line.number, making))
    return [line for order in problem.orders for line in sorted(found.get(order.id, ()), key=lambda entry: entry.line)]


def earliest_committed(line: OrderLine) -> date:
    """The earliest committed day of a line."""
    return min(instalment.committed for instalment in line.instalments)


def fits(options: Sequence[str], with_options: Sequence[str], without_options: Sequence[str]) -> bool:
    """Whether a line's options include all of the first list and none of the second."""
    return all(option in options for option in with_options) and not any(o in options for o in without_options)


def steps_for(
    product: Product, order: Order, line: OrderLine, quantity: int
) -> tuple[str | None, Sequence[RoutingStep]]:
    """The alternative routing that a line takes (None: the ordinary one), and its steps; none: nothing is meant for it.

    Which routing is taken depends on the quantity that is needed, before stock is netted. A line's own choice of a
    routing is for its product only; made parts take what is meant for them.
    """

    def meant(routing: Routing) -> bool:
        return (
            fits(line.options, routing.with_options, routing.without_options)
            and routing.from_quantity <= quantity
            and (routing.to_quantity is None or quantity <= routing.to_quantity)
            and (not routing.companies or order.company in routing.companies)
        )

    if line.routing is not None and line.product == product.id:
        chosen = [routing for routing in product.alternatives if routing.id == line.routing]
        return line.routing, chosen[0].steps if chosen else ()
    taken = next((routing for routing in product.alternatives if meant(routing)), None)
    return (None, product.routing) if taken is None else (taken.id, taken.steps)


class _Expansion:
    """Takes from stock and expands templates, one line after the other."""

    def __init__(self, problem: Problem) -> None:
        self.products = {product.id: product for product in problem.products}
        self.free: dict[tuple[ProductId, CompanyId], int] = {}
        for stock in problem.product_stocks:
            key = stock.product, stock.company
            self.free[key] = self.free.get(key, 0) + stock.quantity
        self.taken_ids = {operation.id for operation in problem.operations}
        self.sizes: dict[ProductId, int] = {}
        self.units = {resource.id: resource.units for resource in problem.resources}

    def line(self, order: Order, line: OrderLine) -> Making | None:
        """None if there is nothing to expand: no such product, or no routing for the line."""
        product = self.products.get(line.product)
        if product is None or not steps_for(product, order, line, line.quantity)[1]:
            return None
        if (size := self.size(product)) > MOST_OPERATIONS_OF_A_PRODUCT:
            message = f"with all its made parts this product takes {size:,} operations: check the parts of its steps"
            raise InputError([InputProblem("problem", "products", product.id, message)])
        return self.make(order, line, product, line.quantity, f"{order.id}/{line.number}")

    def size(self, product: Product) -> int:
        """Operations that one line of a product can become at most."""
        if product.id not in self.sizes:
            self.sizes[product.id] = max(
                sum(
                    (step.lots.most if step.lots is not None else 1)
                    + sum(self.size(self.products[part.product]) for part in step.parts)
                    for step in steps
                )
                for steps in (product.routing, *(routing.steps for routing in product.alternatives))
            )
        return self.sizes[product.id]

    def make(self, order: Order, line: OrderLine, product: Product, quantity: int, prefix: str) -> Making:
        key = product.id, order.company
        from_stock = min(self.free.get(key, 0), quantity)
        if from_stock:
            self.free[key] -= from_stock
        to_make = quantity - from_stock
        if not to_make:
            return Making(product.id, quantity, from_stock, None, (), (), ())
        routing, steps = steps_for(product, order, line, quantity)
        omitted = {step.id: why for step in steps if (why := _omitted(step, order, line)) is not None}
        before = _bridged(steps, omitted)
        taken = [step for step in steps if step.id not in omitted]
        lots = split(taken, before, to_make, self.units)
        ids: dict[str, list[OperationId]] = {}
        operations, parts = [], []
        for step in taken:
            made = list(self.parts(order, line, step, to_make, f"{prefix}/{step.id}"))
            parts += made
            last = [id_ for part in made for id_ in _ends(part)]
            own = lots.get(step.id, [to_make])
            ids[step.id] = _lot_ids(f"{prefix}/{step.id}", len(own))
            for number, id_ in enumerate(ids[step.id]):
                after = [p for earlier in before[step.id] for p in _before_lot(ids[earlier], number, len(own))]
                operations.append(self.operation(order, line, step, own, number, id_, [*after, *last]))
        return Making(
            product.id, quantity, from_stock, routing, tuple(operations), tuple(omitted.items()), tuple(parts)
        )

    def parts(self, order: Order, line: OrderLine, step: RoutingStep, quantity: int, prefix: str) -> Iterator[Making]:
        used: Counter[ProductId] = Counter()
        for part in step.parts:
            needed = part.quantity + part.quantity_per_unit * quantity
            if needed and fits(line.options, part.with_options, part.without_options):
                used[part.product] += 1
                again = f"#{used[part.product]}" if used[part.product] > 1 else ""
                yield self.make(order, line, self.products[part.product], needed, f"{prefix}>{part.product}{again}")

    def operation(
        self,
        order: Order,
        line: OrderLine,
        step: RoutingStep,
        lots: Sequence[int],
        number: int,
        id_: OperationId,
        after: Sequence[OperationId],
    ) -> Operation:
        """The operation of one lot of a step; `lots` are the quantities of all of them, mostly a single one."""
        self.take_id(id_, step)
        return Operation(
            id=id_,
            order=order.id,
            line=line.number,
            names=step.names,
            kind=step.kind,
            quantity=Decimal(lots[number]),
            modes=tuple(_timed(mode, step, lots, number) for mode in step.modes),
            after=tuple(
                Link(
                    operation=p,
                    minimum_minutes=step.minimum_minutes_after,
                    maximum_minutes=step.maximum_minutes_after,
                )
                for p in after
            ),
            needs=tuple(_needs(step, line, lots, number)),
            resumable=step.resumable,
            first_pass_yield_percent=step.first_pass_yield_percent,
        )

    def take_id(self, id_: OperationId, step: RoutingStep) -> None:
        if id_ in self.taken_ids:
            message = f"the operation {id_!r}, which the routing template makes for this order, exists already"
            raise InputError([InputProblem("problem", "operations", id_, message)])
        self.taken_ids.add(id_)
        if len(self.taken_ids) > MOST_OPERATIONS:
            message = f"the routing templates make more than {MOST_OPERATIONS:,} operations"
            raise InputError([InputProblem("problem", "products", step.id, message)])


def _lot_ids(id_: str, count: int) -> list[OperationId]:
    return [OperationId(id_)] if count == 1 else [OperationId(f"{id_}#{number}") for number in range(1, count + 1)]


def _before_lot(earlier: Sequence[OperationId], number: int, count: int) -> Sequence[OperationId]:
    """What a lot comes after: the same lot of a step with as many lots, else all lots of the step."""
    return [earlier[number]] if len(earlier) == count else earlier


def _needs(step: RoutingStep, line: OrderLine, lots: Sequence[int], number: int) -> Iterator[Need]:
    """The materials of one lot: its share of what the whole quantity takes, none where that share is nothing."""
    for need in step.needs:
        if fits(line.options, need.with_options, need.without_options):
            whole = need.quantity + need.quantity_per_unit * sum(lots)
            share = shares_of_amount(whole, lots)[number] if len(lots) > 1 else whole
            if share or not whole:
                yield Need(material=need.material, quantity=share)


def _omitted(step: RoutingStep, order: Order, line: OrderLine) -> Omitted | None:
    if step.non_standard_only and order.order_class is not OrderClass.NON_STANDARD:
        return Omitted.STANDARD_ORDER
    return None if fits(line.options, step.with_options, step.without_options) else Omitted.OPTIONS


def _bridged(steps: Sequence[RoutingStep], omitted: dict[str, Omitted]) -> dict[str, list[str]]:
    """The predecessors of every step; one that the order does not have is replaced by its own predecessors."""
    before: dict[str, list[str]] = {}
    for step in steps:  # predecessors come first
        found: dict[str, None] = {}
        for id_ in step.after:
            found.update(dict.fromkeys(before[id_] if id_ in omitted else [id_]))
        before[step.id] = list(found)
    return before


def _timed(mode: Mode, step: RoutingStep, lots: Sequence[int], number: int) -> Mode:
    """The mode with the times that hold for the whole quantity, and the lot's share of its cost."""
    reached = [one for one in step.breaks if one.mode == mode.id and one.from_quantity <= sum(lots)]
    if reached:
        times = max(reached, key=lambda one: one.from_quantity)
        minutes = {"set_up_minutes": times.set_up_minutes, "minutes_per_unit": times.minutes_per_unit}
        mode = mode.model_copy(update=minutes)
    if len(lots) > 1 and mode.cost:
        mode = mode.model_copy(update={"cost": shares(mode.cost, lots)[number]})
    return mode


def _ends(making: Making) -> list[OperationId]:
    """The operations of a part after which it is finished: those that no other one of it comes after."""
    if not making.operations:  # all from stock, or all steps left out
        return [id_ for part in making.parts for id_ in _ends(part)]
    followed = {link.operation for operation in making.operations for link in operation.after}
    return [operation.id for operation in making.operations if operation.id not in followed]
