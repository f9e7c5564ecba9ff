"""What an order could reach with the shop to itself from as-of on: calendars, lags, transport and material,
no queues, no pins, no set-ups, overtime as it likes.

The earliest start and end of every operation in every mode, each predecessor in the mode that suits it best; no plan
can be earlier.
"""

from collections.abc import Iterable

from scheduler.domain.due import worst_lateness
from scheduler.domain.operation import Mode, Operation, Relation
from scheduler.domain.order import Order
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import deliveries
from scheduler.verify.minutes import minute
from scheduler.verify.outside import ways
from scheduler.verify.supplies import Supplies
from scheduler.verify.work import allowed

Spans = dict[OperationId, list[tuple[Mode, int, int]]]
"""Per operation, its modes with their earliest starts and ends; a mode that never ends is left out."""


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
    """When each of the order's operations is done and back in the shop at the earliest; None if one never is."""
    operations = in_work_order(case.operations_of[order.id])
    if operations is None or any(material not in case.materials for o in operations for material in _materials(o)):
        return None
    material = supplies.earliest(order, [o for o in operations if o.id not in case.progress])
    spans: Spans = {}
    for operation in operations:
        there = material.get(operation.id, (case.as_of, case.as_of))
        spans[operation.id] = list(_mode_spans(case, operation, spans, there))
        if not spans[operation.id]:
            return None
    return {id_: min(end + ways(mode)[1] for mode, _, end in choices) for id_, choices in spans.items()}


def _materials(operation: Operation) -> list[str]:
    return [need.material for need in operation.needs]


def _mode_spans(
    case: Case, operation: Operation, spans: Spans, material: tuple[int, int]
) -> Iterable[tuple[Mode, int, int]]:
    report = case.progress.get(operation.id)
    for mode in operation.modes:
        if report is None:
            if allowed(operation, mode, case.resources, set()):
                yield from _new_work(case, operation, mode, spans, material)
        elif mode.id == report.mode:
            began = minute(report.started_at)
            if report.finished_at is not None:
                yield mode, began, minute(report.finished_at)
            else:
                work = report.remaining_minutes or 0
                place = earliest_place(case, operation, mode, case.as_of, case.as_of, work)
                if place is not None:
                    yield mode, began, place[1]


def _new_work(
    case: Case, operation: Operation, mode: Mode, spans: Spans, material: tuple[int, int]
) -> Iterable[tuple[Mode, int, int]]:
    """The mode's earliest place in ordinary time, and the one in chosen overtime, inside the mode's window."""
    dedicated, free = material
    start, until = _free_from(case, operation, mode, spans, dedicated)
    work = case.working_minutes(operation, mode)
    for with_chosen in (False, True) if case.may_choose_overtime(mode) else (False,):
        place = earliest_place(case, operation, mode, max(start, free), until, work, with_chosen=with_chosen)
        if (
            place is not None
            and (mode.starts_before is None or place[0] < minute(mode.starts_before))
            and (mode.ends_by is None or place[1] <= minute(mode.ends_by))
        ):
            yield mode, *place


def _free_from(case: Case, operation: Operation, mode: Mode, spans: Spans, dedicated: int) -> tuple[int, int]:
    """The first minutes at which release, own date, dedicated material, window and predecessors let a mode start, and
    end."""
    until = case.release(operation.order)
    start = max(until, dedicated)
    if operation.not_before is not None:
        start = max(start, minute(operation.not_before))
    start += ways(mode)[0]
    if mode.starts_from is not None:
        start = max(start, minute(mode.starts_from))
    for link in operation.after:
        from_start = link.relation in (Relation.START_START, Relation.START_FINISH)
        reached = link.minimum_minutes + min(
            (begins if from_start else ends) + case.transport_minutes(before, mode)
            for before, begins, ends in spans[link.operation]
        )
        if link.relation in (Relation.FINISH_START, Relation.START_START):
            start = max(start, reached)
        else:
            until = max(until, reached)
    return start, until


def earliest_place(
    case: Case, operation: Operation, mode: Mode, start: int, until: int, work: int, *, with_chosen: bool = False
) -> tuple[int, int] | None:
    """The first start, from `start` on and with an end not before `until`, if nothing is in the way, and its end.

    None if there is none. Work may run `with_chosen` overtime.
    """
    if not mode.uses:  # elapsed time: an outside wait, or outside by lead time
        start = max(start, until - work)
        return start, start + work
    opened = case.open_time(mode, with_chosen=with_chosen)
    if opened is None:
        return None
    if not operation.resumable:
        begins = opened.fit(max(start, until - work), work)
        return None if begins is None else (begins, begins + work)
    while (begins := opened.first_open(start)) is not None and (ends := opened.finish(begins, work)) is not None:
        if ends >= until:
            return begins, ends
        missing = sum(closes - opens for opens, closes in opened.between(ends, until))
        later = opened.finish(begins, missing) if missing else None
        start = begins + 1 if later is None else max(begins + 1, later)
    return None


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
