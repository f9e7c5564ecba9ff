"""What the workshops reported: orders under way at as-of, each with one step begun and all before it done."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from scheduler.domain.operation import Operation, Progress, ProgressStatus
from scheduler.domain.record import OperationId, OrderId

from .calendars import SATURDAY, public_holidays
from .orders import PlacedCase

REMAINING_MINUTES = 240
"""Half a day's work is left of what has begun."""


def progress(placed: Sequence[PlacedCase], operations: Sequence[Operation], as_of: datetime) -> Iterator[Progress]:
    """Reports of the first round's orders that have a stage; they lie on working days, predecessors first."""
    of_order: dict[OrderId, list[Operation]] = {}
    for operation in operations:
        of_order.setdefault(operation.order, []).append(operation)
    days = _working_days_before(as_of)
    for one in placed:
        if one.case.stage and not one.round:
            yield from _reports(of_order[one.id], OperationId(f"{one.id}/1/{one.case.stage}"), days, as_of)


def _reports(
    operations: Sequence[Operation], begun: OperationId, days: Sequence[date], as_of: datetime
) -> Iterator[Progress]:
    """One day for every step of the way to the one that has begun."""
    by_id = {operation.id: operation for operation in operations}
    distance = {begun: 0}
    for operation in reversed(operations):  # followers come after their predecessors
        if operation.id in distance:
            for link in operation.after:
                distance[link.operation] = max(distance.get(link.operation, 0), distance[operation.id] + 1)
    for id_, steps in distance.items():
        day = days[steps]
        yield Progress(
            operation=id_,
            status=ProgressStatus.FINISHED if steps else ProgressStatus.STARTED,
            mode=by_id[id_].modes[0].id,
            started_at=datetime.combine(day, time(9), as_of.tzinfo),
            finished_at=datetime.combine(day, time(16), as_of.tzinfo) if steps else None,
            remaining_minutes=None if steps else REMAINING_MINUTES,
        )


def _working_days_before(as_of: datetime) -> list[date]:
    """The last working day before as-of, the one before it, and so on."""
    last = as_of.date() - timedelta(days=1)
    public = public_holidays(last - timedelta(days=90), last)
    days = [last - timedelta(days=back) for back in range(90)]
    return [day for day in days if day in public.made_up or (day.isoweekday() < SATURDAY and day not in public.free)]
