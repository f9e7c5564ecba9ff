"""Limits of resources as blocked units in engine minutes: what is not there for a while, or in some shifts."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window
from scheduler.compile.clock import Clock
from scheduler.domain.people import ShiftLimit
from scheduler.domain.resource import Resource

Block = tuple[int, int, int]
"""Half-open span of engine minutes and the units that are not there in it."""

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def blocked(resource: Resource, zone: ZoneInfo, clock: Clock, horizon: int) -> list[Block]:
    """Units of a resource that its limits take away: sorted, disjoint, between minute 0 and `horizon`.

    Where several limits hold, the least counts; one that leaves as many units as there are takes nothing away.
    Neighbouring spans differ in their units or do not touch.
    """
    spans = [(clock.minute(limit.start), clock.minute(limit.end), limit.units) for limit in resource.limits]
    for limit in resource.shift_limits:
        spans += [(start, end, limit.units) for start, end in _weekly(limit, zone, clock, horizon)]
    cut = [
        (max(start, 0), min(end, horizon), resource.units - units)
        for start, end, units in spans
        if end > 0 and start < horizon and units < resource.units
    ]
    return list(_most(sorted(cut)))


def _weekly(limit: ShiftLimit, zone: ZoneInfo, clock: Clock, horizon: int) -> Iterator[tuple[int, int]]:
    """Every week's span of a shift limit, from the last one that starts before minute 0 on."""
    first = clock.origin.astimezone(zone).date() - 2 * DAY
    last = clock.instant(horizon).astimezone(zone).date()
    day = first + (limit.weekday - first.isoweekday()) % 7 * DAY
    overnight = DAY if limit.end <= limit.start else timedelta()

    def minute(of: date, at: time) -> int:
        return clock.minute(datetime.combine(of, at, zone).astimezone(UTC))

    while day <= last:
        start, end = minute(day, limit.start), minute(day + overnight, limit.end)
        if start < end:  # else the clocks swallowed it
            yield start, end
        day += WEEK


def _most(spans: list[Block]) -> Iterator[Block]:
    """The greatest number at every minute that a span holds; `spans` are sorted by their starts."""
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    running: list[tuple[int, int]] = []  # (minus units, end): the greatest first
    begun = 0
    open_: Block | None = None
    for edge, after in pairwise(edges):
        while begun < len(spans) and spans[begun][0] <= edge:
            heappush(running, (-spans[begun][2], spans[begun][1]))
            begun += 1
        while running and running[0][1] <= edge:
            heappop(running)
        units = -running[0][0] if running else 0
        if open_ is not None and open_[1] == edge and open_[2] == units:
            open_ = (open_[0], after, units)
        else:
            if open_ is not None and open_[2]:
                yield open_
            open_ = (edge, after, units)
    if open_ is not None and open_[2]:
        yield open_


def while_open(blocks: Sequence[Block], windows: Sequence[Window]) -> list[Block]:
    """Blocks without the closed time of their resource at both ends; those that lie wholly in it are none.

    Closed time between is left in: work that reaches into it has worked, in the block, beside it.
    """
    starts, ends = [start for start, _ in windows], [end for _, end in windows]
    found = []
    for start, end, units in blocks:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first <= last:
            found.append((max(start, starts[first]), min(end, ends[last]), units))
    return found


def fits_beside(
    windows: Sequence[Window],
    held: Sequence[Window],
    working: Sequence[Window],
    resumable: bool,
    work: int,
    since: int,
    until: int,
) -> bool:
    """Whether work can begin and end between two minutes, no minute of `held` from its start to its end, and none of
    `working` while it works."""
    ends = [end for _, end in windows]
    start = since
    while (k := bisect_right(ends, start)) < len(windows):
        segments = _segments(windows, k, start, resumable, work)
        if not segments or segments[-1][1] > until:
            return False
        whole = [(segments[0][0], segments[-1][1])]
        clash = max(_last_in(held, whole), _last_in(working, segments))
        if clash < 0:
            return True
        start = clash  # any start before it meets the same
    return False


def _segments(windows: Sequence[Window], k: int, start: int, resumable: bool, work: int) -> list[Window]:
    """The work from the first possible minute on; nothing if there is no room for it."""
    found: list[Window] = []
    for opens, closes in windows[k:]:
        opens = max(opens, start)
        if closes - opens >= work:
            return [*found, (opens, opens + work)]
        if resumable:
            found.append((opens, closes))
            work -= closes - opens
    return []


def _last_in(spans: Sequence[Window], segments: Sequence[Window]) -> int:
    """The end of the last span that meets a segment; -1 if none does."""
    return max((end for start, end in spans for a, b in segments if start < b and end > a), default=-1)
