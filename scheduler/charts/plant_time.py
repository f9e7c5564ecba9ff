"""The time axis of a chart: the plant's wall clock, and the span of it that is drawn.

Plotly knows no time zones, so moments are written as plant time without one. On the night the clocks go back
an hour of the axis stands for two: a bar that ends before it starts on the wall is drawn without length
there, never backwards.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

Window = tuple[datetime, datetime]
"""A span of aware moments."""

EMPTY_CHART = timedelta(days=7)
MARGIN = 0.02
"""Share of the span that is left free at both ends."""


class Span(NamedTuple):
    """Plant time without zone, as the axis has it."""

    start: datetime
    end: datetime

    @property
    def milliseconds(self) -> int:
        return round((self.end - self.start) / timedelta(milliseconds=1))


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Plant time without its zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def wall_span(start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    """Both ends in plant time, the end not before the start."""
    first = wall(start, zone)
    return Span(first, max(first, wall(end, zone)))


def axis(moment: datetime) -> str:
    """A plant time as plotly reads it."""
    return moment.isoformat(sep=" ", timespec="minutes")


def chart_window(as_of: datetime, moments: Iterable[datetime], window: Window | None) -> Window:
    """The given window, or one around as-of and all moments with a little air at both ends."""
    if window is not None:
        if window[1] <= window[0]:
            raise ValueError(f"a window ends after it starts, not at {window[1].isoformat()}")
        return window
    every = [as_of, *moments]
    first, last = min(every), max(every)
    if first == last:
        last = first + EMPTY_CHART
    air = timedelta(minutes=max(60, round((last - first) / timedelta(minutes=1) * MARGIN)))
    return first - air, last + air
