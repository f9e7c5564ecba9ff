"""When resources are closed, as rectangles behind the rows of a chart."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.charts.plant_time import Window
from scheduler.compile.calendars import calendar_windows, resource_windows
from scheduler.compile.clock import Clock
from scheduler.domain.problem import Problem
from scheduler.domain.record import ResourceId

Closed = tuple[Window, ...]
"""Sorted spans without work."""

SHORTEST_DRAWN = tuple(timedelta(minutes=m) for m in (0, 45, 3 * 60, 10 * 60, 20 * 60, 40 * 60, 80 * 60))
"""What is left out when there is too much to draw: first meal breaks, then evenings, nights, weekends."""


def closed_time(problem: Problem, start: datetime, end: datetime) -> Mapping[ResourceId, Closed]:
    """Every span between two moments in which a resource does not work: calendar and downtimes.

    Equal hours give equal tuples.
    """
    clock = Clock(start)
    horizon = clock.minute(end)
    zone = ZoneInfo(problem.zone)
    used = {resource.calendar for resource in problem.resources}
    opens = {
        calendar.id: calendar_windows(calendar, zone, clock, horizon)
        for calendar in problem.calendars
        if calendar.id in used
    }
    return {
        resource.id: _between(
            [
                (clock.instant(a), clock.instant(b))
                for a, b in resource_windows(resource, opens[resource.calendar], clock)
            ],
            start,
            end,
        )
        for resource in problem.resources
    }


def _between(opened: Sequence[Window], start: datetime, end: datetime) -> Closed:
    """What is left of a span without the opened windows."""
    gaps: list[Window] = []
    at = start
    for opens, closes in opened:
        if opens > at:
            gaps.append((at, min(opens, end)))
        at = max(at, closes)
    if at < end:
        gaps.append((at, end))
    return tuple(gaps)


def drawable(closed: Sequence[Closed], most: int) -> list[Closed]:
    """The same spans without the shortest kinds, so that at most about `most` are drawn; none is left out if
    all fit.
    """
    for shortest in SHORTEST_DRAWN:
        kept = [tuple(span for span in spans if span[1] - span[0] >= shortest) for spans in closed]
        if sum(len(spans) for spans in kept) <= most:
            return kept
    return [() for _ in closed]
