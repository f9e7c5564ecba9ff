"""Data faults: what makes single orders not plannable, and what in shared data stops a run."""

from collections.abc import Iterable, Sequence

from scheduler.compile.stations import usable_on_stations
from scheduler.domain.decompose import steps_for
from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.operation import Mode, Operation, ProgressStatus
from scheduler.domain.order import Order, OrderLine
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId, ResourceId
from scheduler.domain.resource import Resource


class SharedDataError(InputError):
    """Data used by many orders are faulty: nothing can be planned until a person mends them."""

    def __init__(self, table: str, id_: str | None, message: str) -> None:
        super().__init__([InputProblem("problem", table, id_, message)])


def active_pins(problem: Problem) -> list[Pin]:
    """Pins that have not expired at as-of."""
    return [pin for pin in problem.pins if pin.until is None or pin.until >= problem.as_of]


def usable_modes(
    operation: Operation, resources: dict[ResourceId, Resource], pinned: Iterable[ResourceId]
) -> list[Mode]:
    """Modes a plan may choose: approved if outsourced, few enough units, and using every resource it is pinned to."""
    must = set(pinned)
    return [
        mode
        for mode in operation.modes
        if (mode.outsourcing is None or mode.outsourcing.approval.usable)
        and enough_units(mode, resources)
        and usable_on_stations(operation, mode, resources)
        and must <= {use.resource for use in mode.uses}
    ]


def enough_units(mode: Mode, resources: dict[ResourceId, Resource]) -> bool:
    """Whether no known resource has fewer units than the mode takes."""
    return all(use.resource not in resources or use.units <= resources[use.resource].units for use in mode.uses)


def pinned_resources(problem: Problem) -> dict[OperationId, list[ResourceId]]:
    """Resources that active pins demand, per operation that has not started."""
    running = {progress.operation for progress in problem.progress}
    found: dict[OperationId, list[ResourceId]] = {}
    for pin in active_pins(problem):
        if pin.kind is PinKind.RESOURCE and pin.resource is not None and pin.operation not in running:
            found.setdefault(pin.operation, []).append(pin.resource)
    return found


class FaultFinder:
    """Looks up shared tables once and then finds the faults of one order after the other."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.resources = {resource.id: resource for resource in problem.resources}
        self.materials = {material.id for material in problem.materials}
        self.destinations = {destination.id for destination in problem.destinations}
        self.products = {product.id: product for product in problem.products}
        self.pinned = pinned_resources(problem)
        self.reported = {progress.operation: progress for progress in problem.progress}

    def faults(self, order: Order, operations: Sequence[Operation]) -> list[Message]:
        return [
            *self._line_faults(order, operations),
            *(fault for operation in operations for fault in self._operation_faults(order, operation, operations)),
            *_loop(operations),
        ]

    def _line_faults(self, order: Order, operations: Sequence[Operation]) -> list[Message]:
        faults = []
        if order.destination is not None and order.destination not in self.destinations:
            faults.append(_message("unknown_destination", destination=order.destination))
        covered = {operation.line for operation in operations}
        if None not in covered:
            faults += [
                fault
                for line in order.lines
                if line.number not in covered and (fault := self._routing_fault(order, line)) is not None
            ]
        return faults

    def _routing_fault(self, order: Order, line: OrderLine) -> Message | None:
        product = self.products.get(line.product)
        if product is None or not product.steps:
            return _message("unknown_product", line=line.number, product=line.product)
        if steps_for(product, order, line, line.quantity)[1]:
            return None
        if line.routing is not None:
            return _message("unknown_routing", line=line.number, product=line.product, routing=line.routing)
        return _message("no_routing", line=line.number, product=line.product)

    def _operation_faults(self, order: Order, operation: Operation, operations: Sequence[Operation]) -> list[Message]:
        name = operation.id
        faults = []
        line = next((line for line in order.lines if line.number == operation.line), None)
        if operation.line is not None and line is None:
            faults.append(_message("unknown_line", operation=name, line=operation.line))
        if operation.instalment is not None and (
            line is None or all(part.number != operation.instalment for part in line.instalments)
        ):
            faults.append(_message("unknown_instalment", operation=name, instalment=operation.instalment))
        siblings = {other.id for other in operations}
        for link in operation.after:
            if link.operation not in siblings:
                faults.append(_message("unknown_predecessor", operation=name, predecessor=link.operation))
        faults += [
            _message("unknown_material", operation=name, material=need.material)
            for need in operation.needs
            if need.material not in self.materials
        ]
        missing = [use.resource for mode in operation.modes for use in mode.uses if use.resource not in self.resources]
        faults += [
            _message("unknown_resource", operation=name, resource=resource) for resource in dict.fromkeys(missing)
        ]
        if name in self.reported:  # what was done was possible; what goes on needs its units
            report = self.reported[name]
            usable = any(
                mode.id == report.mode
                and (report.status is ProgressStatus.FINISHED or enough_units(mode, self.resources))
                for mode in operation.modes
            )
        else:
            usable = bool(usable_modes(operation, self.resources, self.pinned.get(name, ())))
        if not missing and not usable:
            faults.append(_message("no_usable_mode", operation=name))
        return faults


def _loop(operations: Sequence[Operation]) -> list[Message]:
    loop = find_loop({operation.id: [link.operation for link in operation.after] for operation in operations})
    return [_message("loop", operations=" → ".join(loop))] if loop else []


def find_loop(after: dict[OperationId, list[OperationId]]) -> list[OperationId]:
    """One cycle of a predecessor relation, first operation repeated at the end and in work order; empty if there is
    none."""
    done: set[OperationId] = set()
    for root in after:
        path: list[OperationId] = []
        on_path: set[OperationId] = set()
        stack: list[tuple[OperationId, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                on_path.discard(node)
                done.add(node)
                continue
            if node in on_path:
                cycle = path[path.index(node) :]
                return [node, *reversed(cycle)]
            if node in done or node not in after:
                continue
            path.append(node)
            on_path.add(node)
            stack.append((node, True))
            stack.extend((predecessor, False) for predecessor in after[node])
    return []


def refuse_shared_faults(problem: Problem, orders: dict[OperationId, OrderId]) -> None:
    """Stops a run for faults that no single order answers for: pins that contradict each other across orders.

    Reported work waits for nothing any more, whatever links and pins say of it.
    """
    before: dict[OperationId, list[OperationId]] = {operation.id: [] for operation in problem.operations}
    for operation in problem.operations:
        before[operation.id] += [link.operation for link in operation.after if link.operation in before]
    for pin in active_pins(problem):
        if pin.kind is PinKind.BEFORE and pin.other is not None and pin.operation in before and pin.other in before:
            before[pin.other].append(pin.operation)
    reported = {progress.operation for progress in problem.progress}
    inside = {id_ for id_ in before if id_ in orders and id_ not in reported}
    loop = find_loop({id_: [p for p in ps if p in inside] for id_, ps in before.items() if id_ in inside})
    if loop:
        raise SharedDataError("pins", None, f"pins and links form a loop that can't be kept: {' → '.join(loop)}")


def _message(key: str, **parameters: str | int) -> Message:
    return Message(key=key, parameters=parameters)
