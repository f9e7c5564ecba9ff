"""Open time read backwards: when work must start to be done by a given minute, and what was open last.

Minutes count from as-of, as in the compiled problem; the past is negative. Windows are worked out in stretches of
`STRETCH` minutes, only where somebody asks.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window, calendar_windows, intersected, resource_windows
from scheduler.compile.clock import Clock
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, ResourceId

STRETCH = 64 * 1440
LOOK_BACK = 2 * 366 * 1440
"""No search goes further back than two years before as-of: what fits nowhere there has no latest date."""

Stretches = Callable[[int], Sequence[Window]]
"""The open windows of the stretch with this number, cut at its ends."""


class OpenTime:
    """The calendars and resources of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.clock = Clock(problem.as_of)
        self.zone = ZoneInfo(problem.zone)
        self._calendars = {calendar.id: calendar for calendar in problem.calendars}
        self._resources = {resource.id: resource for resource in problem.resources}
        self._of_calendar = cache(self._work_out)
        self._of_resources = cache(self._intersect)
        self._works_on = cache(self._open_on)

    def _work_out(self, calendar: CalendarId, stretch: int) -> list[Window]:
        begin = stretch * STRETCH
        windows = calendar_windows(self._calendars[calendar], self.zone, Clock(self.clock.instant(begin)), STRETCH)
        return [(begin + start, begin + end) for start, end in windows]

    def _intersect(self, resources: tuple[ResourceId, ...], stretch: int) -> list[Window]:
        windows: list[Window] = [(stretch * STRETCH, (stretch + 1) * STRETCH)]
        for id_ in resources:
            resource = self._resources[id_]
            own = resource_windows(resource, self._of_calendar(resource.calendar, stretch), self.clock)
            windows = intersected(windows, own)
        return windows

    def latest_start(self, resources: tuple[ResourceId, ...], finish: int, work: int, resumable: bool) -> int | None:
        """The last minute at which work may start to be done by `finish`: that many minutes in which all resources are
        open lie between the two, in one stretch if it may not pause. None: in the last two years there is none.
        """
        left, opened = work, finish
        for start, end in _before(lambda stretch: self._of_resources(resources, stretch), finish):
            if end < opened and not resumable:  # a pause: what lies after it does not help
                left = work
            if end - start >= left:
                return end - left
            left -= end - start
            opened = start
        return None

    def finish(self, resources: tuple[ResourceId, ...], start: int, work: int) -> int | None:
        """When work that begins at an open minute is done, pausing while something is closed; None: not within the two
        years after that minute.
        """
        for stretch in range(start // STRETCH, (start + LOOK_BACK) // STRETCH + 1):
            for begins, ends in self._of_resources(resources, stretch):
                opened = ends - max(begins, start)
                if opened >= work:
                    return ends - opened + work
                work -= max(0, opened)
        return None

    def last_open(self, calendar: CalendarId | None, minute: int) -> int | None:
        """The last open minute not after the given one; without a calendar that minute itself."""
        if calendar is None:
            return minute
        windows = _before(lambda stretch: self._of_calendar(calendar, stretch), minute + 1)
        return next((end - 1 for _, end in windows), None)

    def between(self, resource: ResourceId, start: int, end: int) -> list[Window]:
        """The open windows of a resource between two minutes, cut at both; they may touch."""
        return [
            (max(a, start), min(b, end))
            for stretch in range(start // STRETCH, -(-end // STRETCH))
            for a, b in self._of_resources((resource,), stretch)
            if b > start and a < end
        ]

    def working_days_before(self, calendar: CalendarId | None, day: date, count: int) -> date:
        """The plant day that lies `count` working days before another: days on which the calendar is open at all;
        without a calendar, or if it was closed for a whole year, Monday to Friday.
        """
        if calendar is not None:
            open_days = (day - timedelta(days=n) for n in range(1, 366) if self._works_on(calendar, day - timedelta(n)))
            found = next((d for n, d in enumerate(open_days, start=1) if n == count), None)
            if found is not None:
                return found
        while count:
            day -= timedelta(days=1)
            count -= day.isoweekday() <= 5
        return day

    def midnight(self, day: date) -> int:
        """The minute at which a plant day begins."""
        return self.clock.minute(datetime.combine(day, time(), self.zone).astimezone(self.clock.origin.tzinfo))

    def _open_on(self, calendar: CalendarId, day: date) -> bool:
        begin, end = self.midnight(day), self.midnight(day + timedelta(days=1))
        last = self.last_open(calendar, end - 1)
        return last is not None and last >= begin


def _before(stretches: Stretches, minute: int) -> Iterator[Window]:
    """The open windows that start before a minute, the last one first, cut at it; neighbours may touch."""
    for number in range((minute - 1) // STRETCH, -LOOK_BACK // STRETCH - 1, -1):
        for start, end in reversed(stretches(number)):
            if start < minute:
                yield start, min(end, minute)
