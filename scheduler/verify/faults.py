"""Which reasons for "not plannable" are true of an order, each worked out in its most obvious way."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from scheduler.domain.operation import Mode, Operation
from scheduler.domain.order import Order, OrderLine
from scheduler.domain.plan import Message
from scheduler.domain.product import Routing
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case
from scheduler.verify.limits import fits
from scheduler.verify.open_time import Window, without
from scheduler.verify.ties import Place, without_a_station
from scheduler.verify.work import allowed, enough_units

YEAR = 366 * 1440
"""Openings of the second year count: those of the first may be single ones, which other work may take."""


def data_faults(case: Case, order: Order) -> list[Message]:
    """Everything wrong in the order's own data, but for loops and work that fits nowhere."""
    operations = case.operations_of[order.id]
    return [*_faults_of_lines(case, order, operations), *_faults_of_operations(case, order, operations)]


def _faults_of_lines(case: Case, order: Order, operations: Sequence[Operation]) -> Iterator[Message]:
    if order.destination is not None and order.destination not in case.destinations:
        yield Message(key="unknown_destination", parameters={"destination": order.destination})
    for line in order.lines:
        if any(operation.line in (None, line.number) for operation in operations):
            continue
        about: dict[str, str | int] = {"line": line.number, "product": line.product}
        product = next((product for product in case.problem.products if product.id == line.product), None)
        if product is None or not (product.routing or product.alternatives):
            yield Message(key="unknown_product", parameters=about)
        elif line.routing is not None:
            if line.routing not in {routing.id for routing in product.alternatives}:
                yield Message(key="unknown_routing", parameters={**about, "routing": line.routing})
        elif not product.routing and not any(_meant(routing, order, line) for routing in product.alternatives):
            yield Message(key="no_routing", parameters=about)


def _meant(routing: Routing, order: Order, line: OrderLine) -> bool:
    """Whether an alternative routing is meant for a line."""
    chosen = set(line.options)
    right_quantity = routing.from_quantity <= line.quantity <= (routing.to_quantity or line.quantity)
    right_company = not routing.companies or order.company in routing.companies
    right_options = chosen >= set(routing.with_options) and chosen.isdisjoint(routing.without_options)
    return right_quantity and right_company and right_options


def _faults_of_operations(case: Case, order: Order, operations: Sequence[Operation]) -> Iterator[Message]:
    own = {operation.id for operation in operations}
    instalments = {line.number: {part.number for part in line.instalments} for line in order.lines}
    for operation in operations:
        about = {"operation": operation.id}
        if operation.line is not None and operation.line not in instalments:
            yield Message(key="unknown_line", parameters={**about, "line": operation.line})
        if operation.instalment is not None and (
            operation.line is None or operation.instalment not in instalments.get(operation.line, ())
        ):
            yield Message(key="unknown_instalment", parameters={**about, "instalment": operation.instalment})
        for link in operation.after:
            if link.operation not in own:
                yield Message(key="unknown_predecessor", parameters={**about, "predecessor": link.operation})
        for need in operation.needs:
            if need.material not in case.materials:
                yield Message(key="unknown_material", parameters={**about, "material": need.material})
        unknown = {use.resource for mode in operation.modes for use in mode.uses if use.resource not in case.resources}
        for resource in sorted(unknown):
            yield Message(key="unknown_resource", parameters={**about, "resource": resource})
        if not unknown and not choices(case, operation):
            yield Message(key="no_usable_mode", parameters={**about})


def choices(case: Case, operation: Operation) -> list[Mode]:
    """The modes a plan may choose: every allowed one, for reported work the reported one, approved or not.

    Started work still needs its units; finished work needs nothing any more.
    """
    report = case.progress.get(operation.id)
    if report is not None:
        reported = [mode for mode in operation.modes if mode.id == report.mode]
        remaining = report.remaining_minutes
        return [
            mode
            for mode in reported
            if remaining is None
            or (enough_units(mode, case.resources) and beside_limits(case, operation, mode, remaining))
        ]
    pinned_to = case.pinned_to.get(operation.id, set())
    return [mode for mode in operation.modes if allowed(operation, mode, case.resources, pinned_to)]


def is_loop(case: Case, order: Order, claimed: Message) -> bool:
    """Whether "a → b → a" names operations of the order of which each comes before the next."""
    if claimed.key != "loop":
        return False
    walk = [OperationId(id_) for id_ in str(claimed.parameters.get("operations", "")).split(" → ")]
    after = {operation.id: {link.operation for link in operation.after} for operation in case.operations_of[order.id]}
    steps = list(pairwise(walk))
    return bool(steps) and walk[0] == walk[-1] and all(before in after.get(then, ()) for before, then in steps)


def never_fits(case: Case, order: Order, claimed: Message) -> bool:
    """Whether no opening of the second year holds the operation in any mode that stays; the minutes are one mode's."""
    if claimed.key != "never_fits":
        return False
    modes = _choices_of_new_work(case, order, claimed)
    lasting_modes = [(operation, mode) for operation, mode in modes if lasting(mode)]
    return (
        bool(lasting_modes)
        and not any(room_for(case, operation, mode) for operation, mode in lasting_modes)
        and claimed.parameters.get("minutes") in {case.working_minutes(operation, mode) for operation, mode in modes}
    )


def no_lasting_mode(case: Case, order: Order, claimed: Message) -> bool:
    """Whether all modes of the operation are gone some day, so that nothing says it can be done in time."""
    if claimed.key != "no_lasting_mode":
        return False
    modes = _choices_of_new_work(case, order, claimed)
    return (
        bool(modes)
        and not any(lasting(mode) for _, mode in modes)
        and claimed.parameters.get("minutes") in {case.working_minutes(operation, mode) for operation, mode in modes}
    )


def no_station(case: Case, order: Order, claimed: Message) -> bool:
    """Whether the links of the order may leave the operation no station; see `ties`."""
    if claimed.key != "no_station":
        return False
    new = [operation for operation in case.operations_of[order.id] if operation.id not in case.progress]
    return claimed.parameters.get("operation") in without_a_station(new, lambda operation: _places(case, operation))


def _places(case: Case, operation: Operation) -> set[Place] | None:
    """Where an operation can be done at any time to come; None: outside."""
    modes = [mode for mode in choices(case, operation) if lasting(mode) and room_for(case, operation, mode)]
    if any(not mode.uses or mode.outsourcing is not None for mode in modes):
        return None
    found: set[Place] = set()
    for mode in modes:
        first = case.resources[mode.uses[0].resource]
        if first.named_units and mode.uses[0].units > 1:
            continue  # on several stations it can be neither on the same one nor on another
        units = [unit for unit in range(first.units) if room_for(case, operation, mode, unit)]
        found |= {(first.id, unit) for unit in units} if first.named_units else {(first.id, -1)}
    return found


def lasting(mode: Mode) -> bool:
    """Whether a mode is there for good, so that work can always be done some time."""
    return mode.starts_before is None and mode.ends_by is None


def _choices_of_new_work(case: Case, order: Order, claimed: Message) -> list[tuple[Operation, Mode]]:
    """The operation that a reason names with the modes a plan may choose; nothing of other orders or reported work."""
    operation = case.operations.get(OperationId(str(claimed.parameters.get("operation"))))
    if operation is None or operation.order != order.id or operation.id in case.progress:
        return []
    return [(operation, mode) for mode in choices(case, operation)]


def room_for(case: Case, operation: Operation, mode: Mode, unit: int = 0) -> bool:
    """Whether a mode's resources are open together in the second year, long enough if not resumable.

    Limits close the last stations first: where there is room on any station of the first resource it is on `unit` 0,
    and for several stations on the first ones.
    """
    if not mode.uses:  # elapsed time has no end
        return True
    opened = case.open_time(mode)
    minutes = case.working_minutes(operation, mode)
    start, end = case.as_of + YEAR, case.as_of + 2 * YEAR
    closed = [
        span
        for i, use in enumerate(mode.uses)
        for span in case.closed(use.resource, max(unit if i == 0 else 0, use.units - 1), start, end + minutes)
    ]
    apart = [] if operation.resumable else closed  # resumable work pauses while a station is closed
    if opened is None or not beside_limits(case, operation, mode, minutes, apart):
        return False
    needed = 1 if operation.resumable else minutes
    if closed:
        rooms = without(opened.between(start, end + needed), closed)
        return any(closes - opens >= needed and opens < end for opens, closes in rooms)
    return opened.fit(start, needed, before=end) is not None


def beside_limits(case: Case, operation: Operation, mode: Mode, minutes: int, closed: Collection[Window] = ()) -> bool:
    """Whether limits, and closed stations, leave a mode its units for so many minutes somewhere in the second year."""
    opened = case.open_time(mode)
    start, end = case.as_of + YEAR, case.as_of + 2 * YEAR
    gone = [
        ((since, until), use.held or case.stays(use.resource))
        for use in mode.uses
        if use.resource in case.resources
        for since, until, units in case.limits(use.resource, start, end)
        if units < use.units
    ]
    gone += [(span, True) for span in closed]
    return opened is None or not gone or fits(opened, gone, operation.resumable, minutes, start, end)


def is_true(case: Case, order: Order, claimed: Message) -> bool:
    """Whether a reason given for not planning an order holds."""
    reasons = (is_loop, never_fits, no_lasting_mode, no_station)
    return claimed in data_faults(case, order) or any(reason(case, order, claimed) for reason in reasons)


def has_loop(operations: Iterable[Operation]) -> bool:
    """Whether following predecessors leads back to where one came from."""
    after = {operation.id: [link.operation for link in operation.after] for operation in operations}
    try:
        TopologicalSorter(after).prepare()
    except CycleError:
        return True
    return False
