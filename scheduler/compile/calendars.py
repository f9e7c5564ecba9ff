"""Calendars as sorted open windows in engine minutes, interned into classes.

Resources with the same windows share a class; a mode that needs several resources works in the class of their
intersection.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.compile.clock import Clock
from scheduler.compile.network import WINDOW, Calendars
from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.problem import Problem
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource

Window = tuple[int, int]
"""Half-open span of engine minutes in which work is possible."""

DAY = timedelta(days=1)
BUCKET_BITS = 9
"""Each class has an index with one entry per 512 minutes, so that a look-up costs a few steps whatever the horizon."""


def calendar_windows(
    calendar: Calendar, zone: ZoneInfo, clock: Clock, horizon: int, *, with_chosen: bool = False
) -> list[Window]:
    """Open windows of a calendar that end after minute 0 and start before `horizon`, merged and sorted.

    `with_chosen` overtime that a plan may choose is open too.
    """
    first = clock.origin.astimezone(zone).date() - 2 * DAY
    last = clock.instant(horizon).astimezone(zone).date()
    holidays = frozenset(calendar.holidays)
    works_like = {entry.day: entry.works_like for entry in calendar.make_up_days}
    ordinary = _by_weekday(calendar.weekly)
    periods = [(period.first, period.last, _by_weekday(period.weekly)) for period in calendar.periods]
    spans: list[Window] = []
    day = first
    while day <= last:
        weekday = works_like.get(day, 0 if day in holidays else day.isoweekday())
        by_weekday = ordinary
        if periods:
            by_weekday = next((weekly for begins, ends, weekly in periods if begins <= day <= ends), ordinary)
        if shifts := by_weekday.get(weekday):
            minute_of = _day_converter(day, zone, clock)
            for shift in shifts:
                spans.extend(_shift_spans(shift, minute_of))
        day += DAY
    spans = merged(spans)
    overtime = [w for w in calendar.overtime if w.approval.usable and (with_chosen or not w.by_choice)]
    if overtime:
        spans = merged(spans + [(clock.minute(w.start), clock.minute(w.end)) for w in overtime])
    for is_open, run in groupby(calendar.exceptions, key=lambda exception: exception.open):
        changed = [(clock.minute(exception.start), clock.minute(exception.end)) for exception in run]
        spans = merged(spans + changed) if is_open else subtracted(spans, changed)
    return [(max(start, 0), min(end, horizon)) for start, end in spans if end > 0 and start < horizon]


def _by_weekday(shifts: Iterable[Shift]) -> dict[int, list[Shift]]:
    found: dict[int, list[Shift]] = {}
    for shift in shifts:
        found.setdefault(shift.weekday, []).append(shift)
    return found


class _DayConverter:
    """Engine minute of a plant time on one day or the days after it; exact on the days the clocks change."""

    def __init__(self, day: date, zone: ZoneInfo, clock: Clock) -> None:
        self.day, self.zone, self.clock = day, zone, clock
        midnight = datetime.combine(day, time(), zone)
        after = datetime.combine(day + 3 * DAY, time(), zone)
        self.base = clock.minute(midnight.astimezone(UTC))
        self.plain = midnight.utcoffset() == after.utcoffset()

    def __call__(self, day_offset: int, moment: time) -> int:
        if self.plain:
            return self.base + day_offset * 1440 + moment.hour * 60 + moment.minute
        local = datetime.combine(self.day + day_offset * DAY, moment, self.zone)
        return self.clock.minute(local.astimezone(UTC))


_day_converter = _DayConverter


def _shift_spans(shift: Shift, minute_of: _DayConverter) -> list[Window]:
    start = minute_of(0, shift.start)
    end = minute_of(int(shift.end <= shift.start), shift.end)
    if end <= start:  # the clocks swallowed the whole shift
        return []
    pauses: list[Window] = []
    for pause in shift.breaks:
        begins_next_day = int(pause.start < shift.start)
        pauses.append(
            (
                minute_of(begins_next_day, pause.start),
                minute_of(begins_next_day + int(pause.end <= pause.start), pause.end),
            )
        )
    return subtracted([(start, end)], pauses) if pauses else [(start, end)]


def merged(spans: Iterable[Window]) -> list[Window]:
    """Union of spans; touching ones become one."""
    result: list[Window] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def subtracted(spans: Sequence[Window], closed: Iterable[Window]) -> list[Window]:
    """Sorted `spans` without any minute of `closed`."""
    cuts = merged(closed)
    result: list[Window] = []
    k = 0
    for start, end in spans:
        while k < len(cuts) and cuts[k][1] <= start:
            k += 1
        j = k
        while j < len(cuts) and cuts[j][0] < end:
            if cuts[j][0] > start:
                result.append((start, cuts[j][0]))
            start = max(start, cuts[j][1])
            j += 1
        if start < end:
            result.append((start, end))
    return result


def intersected(a: Sequence[Window], b: Sequence[Window]) -> list[Window]:
    """Minutes open in both sorted lists."""
    result: list[Window] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if start < end:
            result.append((start, end))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return result


def resource_windows(resource: Resource, base: list[Window], clock: Clock) -> list[Window]:
    """Windows of the resource's calendar without its downtimes."""
    if not resource.downtimes:
        return base
    return subtracted(base, [(clock.minute(d.start), clock.minute(d.end)) for d in resource.downtimes])


def windows(problem: Problem, resource: ResourceId, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Open windows of one resource between two instants, for charts; both ends are cut."""
    found = next(r for r in problem.resources if r.id == resource)
    calendar = next(c for c in problem.calendars if c.id == found.calendar)
    clock = Clock(start)
    horizon = clock.minute(end)
    spans = resource_windows(found, calendar_windows(calendar, ZoneInfo(problem.zone), clock, horizon), clock)
    return [(clock.instant(a), clock.instant(b)) for a, b in spans]


class CalendarClasses:
    """Interned window lists. Class ids are small integers; equal windows always get the same id."""

    def __init__(self) -> None:
        self.windows: list[list[Window]] = []
        self._ids: dict[tuple[Window, ...], int] = {}
        self._intersections: dict[frozenset[int], int] = {}

    def add(self, spans: list[Window]) -> int:
        key = tuple(spans)
        if key not in self._ids:
            self._ids[key] = len(self.windows)
            self.windows.append(spans)
        return self._ids[key]

    def intersection(self, classes: frozenset[int]) -> int:
        """The class open exactly when all of `classes` are."""
        if len(classes) == 1:
            return next(iter(classes))
        if classes not in self._intersections:
            first, *rest = sorted(classes)
            spans = self.windows[first]
            for other in rest:
                spans = intersected(spans, self.windows[other])
            self._intersections[classes] = self.add(spans)
        return self._intersections[classes]

    def tables(self, horizon: int) -> Calendars:
        """Flat arrays over all classes, for the kernel.

        `win_ptr` [classes + 1] are offsets into `win`; `bucket` has `buckets` entries per class: that of 512-minute
        bucket b is
        the first window of the class that ends after the bucket's start.
        """
        counts = [len(spans) for spans in self.windows]
        win_ptr = np.zeros(len(counts) + 1, np.int64)
        win_ptr[1:] = np.cumsum(counts)
        win = np.zeros(int(win_ptr[-1]), WINDOW)
        buckets = (horizon >> BUCKET_BITS) + 2
        bucket = np.zeros(len(counts) * buckets, np.int64)
        edges = np.arange(buckets, dtype=np.int64) << BUCKET_BITS
        for c, spans in enumerate(self.windows):
            own = slice(int(win_ptr[c]), int(win_ptr[c + 1]))
            if spans:
                array = np.array(spans, np.int64)
                lengths = array[:, 1] - array[:, 0]
                win["start"][own], win["end"][own] = array[:, 0], array[:, 1]
                win["work"][own] = np.cumsum(lengths) - lengths
            first = np.searchsorted(win["end"][own], edges, side="right")
            bucket[c * buckets : (c + 1) * buckets] = own.start + first
        return Calendars(win, win_ptr, bucket, buckets, horizon)


def longest(spans: Sequence[Window], since: int, until: int) -> int:
    """Longest stretch open after `since` of a window that starts before `until`; 0 if none does."""
    return max((end - max(start, since) for start, end in spans if end > since and start < until), default=0)
