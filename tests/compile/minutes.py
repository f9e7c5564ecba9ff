"""The oracle for open time: an array with one entry per minute, filled in the most obvious way.

Plant times become elapsed minutes through a list of what the clock on the wall shows at every minute, so
nothing is shared with `scheduler.compile.calendars`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from scheduler.domain.calendar import Calendar, Shift

Mask = npt.NDArray[np.bool_]

MARGIN = 3 * 1440
"""Minutes looked at before as-of, for shifts that began earlier, and after the horizon."""
NEVER = 2**30


@cache
def wall_clock(zone: str, as_of: datetime, horizon: int) -> dict[datetime, int]:
    """What the wall clock shows -> the first elapsed minute since as-of at which it shows that."""
    place = ZoneInfo(zone)
    shown: dict[datetime, int] = {}
    for minute in range(-MARGIN, horizon + MARGIN):
        local = (as_of.astimezone(UTC) + timedelta(minutes=minute)).astimezone(place).replace(tzinfo=None)
        shown.setdefault(local, minute)
    return shown


def elapsed(zone: str, as_of: datetime, horizon: int, day: date, clock: time) -> int:
    """Minutes from as-of to a plant time: the first if it comes twice; as if not skipped if it is."""
    shown = wall_clock(zone, as_of, horizon)
    wanted = datetime.combine(day, clock)
    skipped = 0
    while wanted not in shown:
        wanted -= timedelta(minutes=1)
        skipped += 1
        assert skipped <= 24 * 60, "far outside of the minutes listed"
    return shown[wanted] + skipped


def open_minutes(calendar: Calendar, zone: str, as_of: datetime, horizon: int) -> Mask:
    """Entry m: whether the calendar is open during minute m after as-of."""
    is_open = np.zeros(horizon + 2 * MARGIN, bool)  # entry i is minute i - MARGIN

    def paint(target: Mask, start: int, end: int, value: bool) -> None:
        target[max(0, start + MARGIN) : max(0, end + MARGIN)] = value

    def minute(moment: datetime) -> int:
        return int((moment - as_of).total_seconds()) // 60

    day = (as_of.astimezone(ZoneInfo(zone)) - timedelta(days=1)).date()
    while minute(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)) < horizon:
        for shift in shifts_of(calendar, day):
            worked = np.zeros_like(is_open)
            paint(worked, *_span(zone, as_of, horizon, day, shift.start, shift.end), True)
            for pause in shift.breaks:
                begins = day + timedelta(days=1 if pause.start < shift.start else 0)
                paint(worked, *_span(zone, as_of, horizon, begins, pause.start, pause.end), False)
            is_open |= worked
        day += timedelta(days=1)
    for overtime in calendar.overtime:
        if overtime.approval.value in ("standing", "approved"):
            paint(is_open, minute(overtime.start), minute(overtime.end), True)
    for exception in calendar.exceptions:
        paint(is_open, minute(exception.start), minute(exception.end), exception.open)
    return is_open[MARGIN : MARGIN + horizon]


def shifts_of(calendar: Calendar, day: date) -> list[Shift]:
    """A day takes the shifts of its weekday; a make-up day those it works like; another holiday none.

    They are those of the first period that the day lies in, else the ordinary ones.
    """
    weekly = calendar.weekly
    for period in calendar.periods:
        if period.first <= day <= period.last:
            weekly = period.weekly
            break
    for entry in calendar.make_up_days:
        if entry.day == day:
            return [shift for shift in weekly if shift.weekday == entry.works_like]
    if day in calendar.holidays:
        return []
    return [shift for shift in weekly if shift.weekday == day.isoweekday()]


def _span(zone: str, as_of: datetime, horizon: int, day: date, start: time, end: time) -> tuple[int, int]:
    ends = day + timedelta(days=0 if end > start else 1)
    return elapsed(zone, as_of, horizon, day, start), elapsed(zone, as_of, horizon, ends, end)


# what the tables of the kernel answer, by counting minutes


def stretches(mask: Mask) -> list[tuple[int, int]]:
    """The open stretches, minute by minute."""
    found: list[tuple[int, int]] = []
    for minute in np.flatnonzero(mask).tolist():
        if found and found[-1][1] == minute:
            found[-1] = (found[-1][0], minute + 1)
        else:
            found.append((minute, minute + 1))
    return found


def first_fit(mask: Mask, resumable: bool, work: int, t: int) -> tuple[int, int]:
    """Earliest work begun at or after t: each start is tried in turn."""
    t = max(t, 0)
    if resumable:
        worked = np.flatnonzero(mask[t:])[:work] + t
        return (int(worked[0]), int(worked[-1]) + 1) if len(worked) == work else (NEVER, NEVER)
    for start, end in stretches(mask):
        begins = max(start, t)
        if begins + work <= end:
            return begins, begins + work
    return NEVER, NEVER


def last_fit(mask: Mask, resumable: bool, work: int, end: int) -> int | None:
    """Latest start at or after minute 0 of work that ends by `end`; None if there is none."""
    if resumable:
        worked = np.flatnonzero(mask[: max(0, end)])[-work:]
        return int(worked[0]) if len(worked) == work else None
    starts = [min(stop, end) - work for start, stop in stretches(mask) if min(stop, end) - work >= start]
    return max(starts, default=None)


def intersection(masks: Sequence[Mask]) -> Mask:
    return np.asarray(np.logical_and.reduce(masks), bool)
