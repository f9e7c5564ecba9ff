"""What the workshops reported: orders under way at as-of, each with one step begun and all before it done."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.operation import Operation, Progress, ProgressStatus, Rework, TaskKind
from scheduler.domain.record import OperationId, OrderId

from .calendars import SATURDAY, public_holidays
from .cases import Case, Story
from .orders import PlacedCase
from .steps import mode

REMAINING_MINUTES, LANES_APART = 240, 10
"""Half a day's work is left of what has begun; in parallel lanes nothing ends at the same minute."""

ANSWER_DAYS, OVERDUE_DAYS = 3, -2
"""When the customers announced their word on the drawings, in days after as-of."""

REWORKED_STAGE = "wire"
"""The order that is being wired has a mounting plate that inspection did not accept."""


def progress(placed: Sequence[PlacedCase], operations: Sequence[Operation], as_of: datetime) -> Iterator[Progress]:
    """Reports of the first round's orders that have a stage; they lie on working days, predecessors first."""
    of_order: dict[OrderId, list[Operation]] = {}
    for operation in operations:
        of_order.setdefault(operation.order, []).append(operation)
    days = _working_days_before(as_of)
    lanes: Counter[Case] = Counter()
    for one in placed:
        if one.case.stage and not one.round:
            remaining = REMAINING_MINUTES + LANES_APART * lanes[one.case]
            lanes[one.case] += 1
            begun = OperationId(f"{one.id}/1/{one.case.stage}")
            if one.case.story is Story.CONFIRMATION:
                late = "overdue-answer" in one.case.terms
                yield from _confirmation(of_order[one.id], begun, days, as_of, OVERDUE_DAYS if late else ANSWER_DAYS)
            else:
                yield from _reports(of_order[one.id], begun, remaining, days, as_of)


def reworks(placed: Sequence[PlacedCase], as_of: datetime) -> Iterator[Rework]:
    """Inspection found two plates drilled by the wrong drawing: the devices come off once more."""
    for one in placed:
        if one.case.stage == REWORKED_STAGE and not one.round:
            yield Rework(
                id="1",
                operation=OperationId(f"{one.id}/1/mount"),
                modes=(mode("station", 0, 60, ("assembly-stations", 1), ("fitters", 1)),),
                quantity=Decimal(2),
                reported_at=as_of - timedelta(days=2, hours=16),
                why="plates drilled by an old drawing 安装板按旧图钻孔",
            )


def _reports(
    operations: Sequence[Operation], begun: OperationId, remaining: int, days: Sequence[date], as_of: datetime
) -> Iterator[Progress]:
    """One day for every step of the way to the one that has begun."""
    by_id = {operation.id: operation for operation in operations}
    distance = {begun: 0}
    for operation in reversed(operations):  # followers come after their predecessors
        if operation.id in distance:
            for link in operation.after:
                distance[link.operation] = max(distance.get(link.operation, 0), distance[operation.id] + 1)
    for id_, steps in distance.items():
        if steps:
            yield _finished(by_id[id_], days[steps], as_of)
        else:
            yield _started(by_id[id_], days[0], remaining, as_of)


def _confirmation(
    operations: Sequence[Operation], begun: OperationId, days: Sequence[date], as_of: datetime, answer: int
) -> Iterator[Progress]:
    """All that designers had to do is done; the customer has it and announced when the answer comes."""
    for operation in operations:
        if operation.id == begun:
            expected = as_of.replace(hour=17, minute=0) + timedelta(days=answer)
            report = _started(operation, days[2], REMAINING_MINUTES, as_of)
            yield report.model_copy(update={"remaining_minutes": None, "expected_at": expected.astimezone(UTC)})
        elif operation.kind is TaskKind.DESIGN:
            yield _finished(operation, days[3], as_of)


def _finished(operation: Operation, day: date, as_of: datetime) -> Progress:
    return Progress(
        operation=operation.id,
        status=ProgressStatus.FINISHED,
        mode=operation.modes[0].id,
        started_at=datetime.combine(day, time(9), as_of.tzinfo),
        finished_at=datetime.combine(day, time(16), as_of.tzinfo),
    )


def _started(operation: Operation, day: date, remaining: int, as_of: datetime) -> Progress:
    return Progress(
        operation=operation.id,
        status=ProgressStatus.STARTED,
        mode=operation.modes[0].id,
        started_at=datetime.combine(day, time(9), as_of.tzinfo),
        remaining_minutes=remaining,
    )


def _working_days_before(as_of: datetime) -> list[date]:
    """The last working day before as-of, the one before it, and so on."""
    last = as_of.date() - timedelta(days=1)
    public = public_holidays(last - timedelta(days=90), last)
    days = [last - timedelta(days=back) for back in range(90)]
    return [day for day in days if day in public.made_up or (day.isoweekday() < SATURDAY and day not in public.free)]
