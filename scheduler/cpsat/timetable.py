"""Working time of a calendar class: the line of its open minutes, and the way from there to the wall clock
and back.

Open minute number w of a class is wall minute `start_of(w)`; work that has used w open minutes ends at
`end_of(w)`. On this line resumable work is a plain interval of fixed length, whatever pauses lie in it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from scheduler.compile.calendars import Window
from scheduler.compile.network import NEVER


class Timetable:
    """Sorted open windows with the open minutes before each."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self.starts = [start for start, _ in windows]
        self.ends = [end for _, end in windows]
        self.before: list[int] = []
        """Open minutes before each window."""
        total = 0
        for start, end in windows:
            self.before.append(total)
            total += end - start
        self.total = total

    def position(self, t: int) -> int:
        """Number of open minutes before wall minute t."""
        k = bisect_right(self.starts, t) - 1
        return 0 if k < 0 else self.before[k] + min(t, self.ends[k]) - self.starts[k]

    def start_of(self, w: int) -> int:
        """Wall minute of open minute w; NEVER beyond the table."""
        if w >= self.total:
            return NEVER
        k = bisect_right(self.before, w) - 1
        return self.starts[k] + w - self.before[k]

    def end_of(self, w: int) -> int:
        """Wall minute at which w > 0 open minutes have passed; NEVER beyond the table."""
        if w > self.total:
            return NEVER
        k = bisect_left(self.before, w) - 1
        return self.starts[k] + w - self.before[k]

    def is_open(self, t: int) -> bool:
        k = bisect_right(self.starts, t) - 1
        return k >= 0 and t < self.ends[k]

    def next_open(self, t: int) -> int:
        """First open minute >= t; NEVER beyond the table."""
        k = bisect_right(self.ends, t)
        return max(t, self.starts[k]) if k < len(self.ends) else NEVER

    def last_open(self, t: int) -> int:
        """Last open minute <= t; -NEVER if there is none."""
        k = bisect_right(self.starts, t) - 1
        return min(t, self.ends[k] - 1) if k >= 0 else -NEVER

    def fit(self, resumable: bool, work: int, t: int) -> tuple[int, int]:
        """(start, end) of the earliest work begun at or after t; (NEVER, NEVER) beyond the table."""
        if resumable:
            w = self.position(t)
            end = self.end_of(w + work)
            return (NEVER, NEVER) if end == NEVER else (self.start_of(w), end)
        k = bisect_right(self.ends, t)
        while k < len(self.ends) and max(t, self.starts[k]) + work > self.ends[k]:
            k += 1
        if k == len(self.ends):
            return NEVER, NEVER
        start = max(t, self.starts[k])
        return start, start + work

    def latest_start(self, resumable: bool, work: int, end: int) -> int:
        """Latest start of work that ends at or before `end`; -NEVER if it would have to start before the
        table."""
        if resumable:
            w = self.position(end) - work
            return self.start_of(w) if w >= 0 else -NEVER
        k = bisect_left(self.starts, end) - 1
        while k >= 0 and min(end, self.ends[k]) - work < self.starts[k]:
            k -= 1
        return min(end, self.ends[k]) - work if k >= 0 else -NEVER

    def start_reaching(self, resumable: bool, work: int, end: int) -> int:
        """First start with which work ends at or after `end`, or a minute before which none does."""
        if not resumable:
            return end - work
        w = self.position(end) - work  # ending by `end`; one more minute where a pause lies between
        if w + work <= 0 or self.end_of(w + work) < end:
            w += 1
        return self.start_of(w) if w >= 0 else -NEVER

    def inside(self, a: int, b: int) -> range:
        """Indices of the windows that begin after open minute a and at or before open minute b."""
        return range(bisect_right(self.before, a), bisect_right(self.before, b))

    def stretches(self, start: int, end: int) -> list[Window]:
        """The open parts of [start, end)."""
        found = []
        k = max(0, bisect_right(self.starts, start) - 1)
        while k < len(self.starts) and self.starts[k] < end:
            a, b = max(start, self.starts[k]), min(end, self.ends[k])
            if a < b:
                found.append((a, b))
            k += 1
        return found


ELAPSED = Timetable([(0, NEVER)])
"""Always open: outsourced work, lags."""
