"""When calendars, and resources that must work together, are open: sorted windows in epoch minutes.

Windows are worked out in stretches of `STRETCH` minutes, as far as somebody asks, up to `LIMIT` after the
start.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import Calendar, Shift
from scheduler.verify.minutes import instant, minute

Window = tuple[int, int]
"""Half-open span of epoch minutes."""

STRETCH = 64 * 1440
LIMIT = 20 * 366 * 1440
"""No search for open time goes further than twenty years: what never opens till then never opens."""
DAY = timedelta(days=1)


class CalendarTime:
    """The open windows of one calendar, stretch by stretch; `with_chosen` overtime that a plan may choose."""

    def __init__(self, calendar: Calendar, zone: ZoneInfo, *, with_chosen: bool = False) -> None:
        self.calendar = calendar
        self.zone = zone
        self.overtime = [
            window for window in calendar.overtime if window.approval.usable and (with_chosen or not window.by_choice)
        ]
        self.holidays = set(calendar.holidays)
        self.works_like = {entry.day: entry.works_like for entry in calendar.make_up_days}
        self._stretches: dict[int, list[Window]] = {}

    def stretch(self, number: int) -> list[Window]:
        """Windows between minute number * STRETCH and the next stretch, cut at both."""
        if number not in self._stretches:
            self._stretches[number] = self._work_out(number * STRETCH, (number + 1) * STRETCH)
        return self._stretches[number]

    def _work_out(self, start: int, end: int) -> list[Window]:
        windows: list[Window] = []
        day = instant(start).astimezone(self.zone).date() - 2 * DAY  # a night shift and its break reach two days on
        last = instant(end).astimezone(self.zone).date()
        while day <= last:
            for shift in self._shifts_of(day):
                windows += shift_windows(shift, day, self.zone)
            day += DAY
        windows = joined(windows + [(minute(window.start), minute(window.end)) for window in self.overtime])
        for exception in self.calendar.exceptions:
            span = (minute(exception.start), minute(exception.end))
            windows = joined([*windows, span]) if exception.open else without(windows, [span])
        return common(windows, [(start, end)])

    def _shifts_of(self, day: date) -> list[Shift]:
        if day in self.works_like:
            weekday = self.works_like[day]
        elif day in self.holidays:
            return []
        else:
            weekday = day.isoweekday()
        weekly = self.calendar.weekly
        for period in reversed(self.calendar.periods):  # the first one that holds the day has the last word
            if period.first <= day <= period.last:
                weekly = period.weekly
        return [shift for shift in weekly if shift.weekday == weekday]


def shift_windows(shift: Shift, day: date, zone: ZoneInfo) -> list[Window]:
    """The shift that starts on a plant day, without breaks; by the wall clock also where clocks change."""

    def plant(on: date, clock: time) -> int:
        return minute(datetime.combine(on, clock, zone).astimezone(UTC))

    closes = day if shift.end > shift.start else day + DAY
    breaks = []
    for pause in shift.breaks:
        begins = day if pause.start >= shift.start else day + DAY
        ends = begins if pause.end > pause.start else begins + DAY
        breaks.append((plant(begins, pause.start), plant(ends, pause.end)))
    return without([(plant(day, shift.start), plant(closes, shift.end))], breaks)


def joined(windows: Iterable[Window]) -> list[Window]:
    """The union; touching windows become one."""
    result: list[Window] = []
    for start, end in sorted(windows):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def without(windows: Iterable[Window], closed: Iterable[Window]) -> list[Window]:
    """Sorted windows minus every minute of `closed`."""
    closed = joined(closed)
    result: list[Window] = []
    for start, end in windows:
        first = bisect_right(closed, start, key=lambda window: window[1])
        for shut, reopened in closed[first:]:
            if shut >= end:
                break
            result.append((start, shut))
            start = reopened
        result.append((start, end))
    return [(start, end) for start, end in result if start < end]


def common(one: Sequence[Window], other: Sequence[Window]) -> list[Window]:
    """Minutes open in both sorted lists."""
    result: list[Window] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            result.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return result


class OpenTime:
    """The minutes from a given one on in which all calendars are open and none of some spans lies."""

    def __init__(self, calendars: Sequence[CalendarTime], closed: Iterable[Window], start: int) -> None:
        self.calendars = calendars
        self.closed = joined(closed)
        self.start = start
        self.until = start
        """Everything before this minute is worked out."""
        self._starts: list[int] = []
        self._ends: list[int] = []

    def window_from(self, minute_: int) -> Window | None:
        """What is open from a minute on: the first window that ends after it, cut before it; None if there is
        none.

        A window may be cut where it reaches `until`; asking again from there gives the rest.
        """
        while True:
            found = bisect_right(self._ends, minute_)
            if found < len(self._ends):
                return max(minute_, self._starts[found]), self._ends[found]
            if not self._extend():
                return None

    def first_open(self, minute_: int) -> int | None:
        window = self.window_from(minute_)
        return None if window is None else window[0]

    def finish(self, start: int, work: int) -> int | None:
        """When `work` open minutes after `start` are done, stopping while closed; None if never."""
        while (window := self.window_from(start)) is not None:
            opens, closes = window
            if closes - opens >= work:
                return opens + work
            work -= closes - opens
            start = closes
        return None

    def fit(self, start: int, work: int, before: int | None = None) -> int | None:
        """The first minute from `start` on (and before a given one) at which `work` fits one window."""
        while (window := self.window_from(start)) is not None:
            while window[1] - window[0] < work and window[1] == self.until and self._extend():
                window = self.window_from(start) or window
            opens, closes = window
            if before is not None and opens >= before:
                return None
            if closes - opens >= work:
                return opens
            start = closes
        return None

    def between(self, start: int, end: int) -> list[Window]:
        """The open windows between two minutes, cut at both."""
        while self.until < end and self._extend():
            pass
        result: list[Window] = []
        number = bisect_right(self._ends, start)
        while number < len(self._starts) and self._starts[number] < end:
            result.append((max(self._starts[number], start), min(self._ends[number], end)))
            number += 1
        return result

    def _extend(self) -> bool:
        if self.until >= self.start + LIMIT:
            return False
        number = self.until // STRETCH
        end = (number + 1) * STRETCH
        windows = [(self.until, end)]
        for calendar in self.calendars:
            windows = common(windows, calendar.stretch(number))
        for opens, closes in without(windows, self.closed):
            if self._ends and self._ends[-1] == opens:
                self._ends[-1] = closes
            else:
                self._starts.append(opens)
                self._ends.append(closes)
        self.until = end
        return True
