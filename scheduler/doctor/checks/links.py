"""Operations that wait for each other in circles, for strangers, or in ways that are not planned."""

from collections.abc import Iterator
from itertools import pairwise

from scheduler.compile.faults import active_pins, find_loop
from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Operation
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId

ARROW = " → "


def loop(case: Case) -> Iterator[Finding]:
    """Operations of one order that come after each other in a circle; the circle is the one compiling finds.

    The place is the link that closes it.
    """
    for fault in case.faults("loop"):
        operations = case.operations_of(fault.order.id)
        circle = find_loop({operation.id: [link.operation for link in operation.after] for operation in operations})
        path = _link_path(case, circle[0], circle[-2])
        yield case.finding("loop", fault.severity, path, [fault.order.id], operations=ARROW.join(circle))


def pin_loop(case: Case) -> Iterator[Finding]:
    """Pins between operations that contradict each other or the links: nobody can keep all of them.

    Looked for, like compiling does, among planned orders and work that has not begun; the place is a pin of the circle.
    """
    pins = [pin for pin in active_pins(case.problem) if pin.kind is PinKind.BEFORE]
    if not pins:
        return
    circle = find_loop(_waits(case, pins))
    steps = set(pairwise(circle))
    for pin in pins:
        if (pin.operation, pin.other) in steps:
            path = ("pins", case.row("pins", pin.id), "other")
            yield case.finding("pin_loop", Severity.STOPS, path, operations=ARROW.join(circle))
            return


def _waits(case: Case, pins: list[Pin]) -> dict[OperationId, list[OperationId]]:
    """What each operation waits for, by links and pins, among operations that will be planned."""
    inside = {
        operation.id: operation
        for operation in case.problem.operations
        if operation.id not in case.reported and case.planned(operation.order)
    }
    waits = {id_: [link.operation for link in operation.after] for id_, operation in inside.items()}
    for pin in pins:
        if pin.other is not None and pin.operation in inside and pin.other in inside:
            waits[pin.other].append(pin.operation)
    return {id_: [before for before in waited if before in inside] for id_, waited in waits.items()}


def unknown_predecessor(case: Case) -> Iterator[Finding]:
    """A link to an operation that the same order does not have."""
    for fault in case.faults("unknown_predecessor"):
        wrong = str(fault.message.parameters["predecessor"])
        path = _link_path(case, fault.operation, wrong)
        found = case.finding(
            "unknown_predecessor",
            fault.severity,
            path,
            [fault.order.id],
            operation=fault.operation,
            predecessor=wrong,
        )
        siblings = (operation.id for operation in case.operations_of(fault.order.id) if operation.id != fault.operation)
        yield case.with_nearest(found, wrong, f"predecessors of {fault.operation}", siblings)


def _link_path(case: Case, operation: str, predecessor: str) -> Path:
    """The link of a hand-made operation to a predecessor; templates can't have a wrong one."""
    row = case.row("operations", operation)
    return ("operations", row, "after", _link_row(case.given, row, predecessor), "operation")


def _link_row(problem: Problem, row: int, predecessor: str) -> int:
    operation: Operation = problem.operations[row]
    return next(i for i, link in enumerate(operation.after) if link.operation == predecessor)
