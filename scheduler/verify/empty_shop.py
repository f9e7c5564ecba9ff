"""What an order could reach with the shop to itself from as-of on: calendars, lags, transport and material,
no queues, no pins.

The earliest end of every operation in every mode, each predecessor in the mode that suits it best; no plan
can be earlier.
"""

from collections.abc import Iterable

from scheduler.domain.due import worst_lateness
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.order import Order
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import deliveries
from scheduler.verify.minutes import minute
from scheduler.verify.supplies import Supplies
from scheduler.verify.work import allowed

Ends = dict[OperationId, list[tuple[Mode, int]]]
"""Per operation, its modes with their earliest ends; a mode that never ends is left out."""


def empty_shop_late_minutes(case: Case, supplies: Supplies, order: Order) -> int | None:
    """Lateness of the worst delivery with the shop to itself; None if the order could never be done."""
    ends = earliest_ends(case, supplies, order)
    if ends is None:
        return None
    arrivals = deliveries(case, order, ends)
    if arrivals is None:
        return None
    return worst_lateness(case.dues(order.id), [delivery.arrives for delivery in arrivals])[0]


def earliest_ends(case: Case, supplies: Supplies, order: Order) -> dict[OperationId, int] | None:
    """The earliest end of each of the order's operations; None if one has none."""
    operations = in_work_order(case.operations_of[order.id])
    if operations is None or any(material not in case.materials for o in operations for material in _materials(o)):
        return None
    material = supplies.earliest(order, [o for o in operations if o.id not in case.progress])
    ends: Ends = {}
    for operation in operations:
        ends[operation.id] = list(_mode_ends(case, operation, ends, material.get(operation.id, case.as_of)))
        if not ends[operation.id]:
            return None
    return {id_: min(end for _, end in choices) for id_, choices in ends.items()}


def _materials(operation: Operation) -> list[str]:
    return [need.material for need in operation.needs]


def _mode_ends(case: Case, operation: Operation, ends: Ends, material: int) -> Iterable[tuple[Mode, int]]:
    report = case.progress.get(operation.id)
    for mode in operation.modes:
        if report is None:
            if allowed(mode, case.resources, set()):
                start = max(material, _free_from(case, operation, mode, ends))
                end = end_of_work(case, operation, mode, start, case.working_minutes(operation, mode))
                if end is not None:
                    yield mode, end
        elif mode.id == report.mode:
            if report.finished_at is not None:
                yield mode, minute(report.finished_at)
            elif (end := end_of_work(case, operation, mode, case.as_of, report.remaining_minutes or 0)) is not None:
                yield mode, end


def _free_from(case: Case, operation: Operation, mode: Mode, ends: Ends) -> int:
    """The first minute that the order's release, the own date and the predecessors allow in a mode."""
    start = case.release(operation.order)
    if operation.not_before is not None:
        start = max(start, minute(operation.not_before))
    for link in operation.after:
        arrives = min(end + case.transport_minutes(before, mode) for before, end in ends[link.operation])
        start = max(start, arrives + link.minimum_minutes)
    return start


def end_of_work(case: Case, operation: Operation, mode: Mode, start: int, work: int) -> int | None:
    """When work that may begin at `start` ends if nothing is in its way; None if it never does."""
    if mode.outsourcing is not None:
        return start + work
    opened = case.open_time(mode)
    if opened is None:
        return None
    if operation.resumable:
        return opened.finish(start, work)
    begins = opened.fit(start, work)
    return None if begins is None else begins + work


def in_work_order(operations: Iterable[Operation]) -> list[Operation] | None:
    """Predecessors first, smallest id first, followers straight after what freed them; None if there is a
    loop or a gap.

    The order decides which operation gets the first of the order's dedicated material.
    """
    by_id = {operation.id: operation for operation in operations}
    waits_for = {id_: {link.operation for link in operation.after} for id_, operation in by_id.items()}
    followers: dict[OperationId, list[OperationId]] = {id_: [] for id_ in by_id}
    for id_, before in waits_for.items():
        for other in before:
            if other not in by_id:
                return None
            followers[other].append(id_)
    ready = sorted((id_ for id_, before in waits_for.items() if not before), reverse=True)
    result = []
    while ready:
        id_ = ready.pop()
        result.append(by_id[id_])
        for follower in followers[id_]:
            waits_for[follower].discard(id_)
        ready += sorted((follower for follower in followers[id_] if not waits_for[follower]), reverse=True)
    return result if len(result) == len(by_id) else None
