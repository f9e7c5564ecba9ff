"""The rows of a chart from top to bottom: what stands in them, how high they are, and which lanes overlapping
work takes.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.charts.style import GROUP_HEIGHT, ROW_HEIGHT
from scheduler.domain.record import ResourceId


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `top` and `height` are pixels from the upper edge of the plot."""

    label: str
    top: float
    height: float
    level: int = 0
    """Of a heading: 1 over a company, 2 over what stands in it, a workshop, say; 0 is no heading."""
    resource: ResourceId | None = None
    """Whose hours shade it."""

    @property
    def group(self) -> bool:
        return self.level > 0

    @property
    def centre(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(slots=True)
class Rows:
    """Rows in the order in which they were added, each directly under the one before."""

    every: list[Row] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.every[-1].bottom if self.every else ROW_HEIGHT

    def add(self, label: str, height: float = ROW_HEIGHT, resource: ResourceId | None = None) -> Row:
        row = Row(label, self.every[-1].bottom if self.every else 0.0, height, resource=resource)
        self.every.append(row)
        return row

    def add_group(self, label: str, level: int = 2) -> Row:
        row = Row(label, self.every[-1].bottom if self.every else 0.0, GROUP_HEIGHT, level)
        self.every.append(row)
        return row


def lanes(spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """The lowest lane for each span such that none overlaps another in its lane; spans that only touch may
    share one.
    """
    result = [0] * len(spans)
    busy: list[tuple[datetime, int]] = []
    free: list[int] = []
    opened = 0
    for index in sorted(range(len(spans)), key=lambda i: spans[i]):
        start, end = spans[index]
        while busy and busy[0][0] <= start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lane, opened = opened, opened + 1
        result[index] = lane
        heapq.heappush(busy, (end, lane))
    return result


def runs(rows: Iterable[Row]) -> list[list[Row]]:
    """Neighbouring rows between headings."""
    found: list[list[Row]] = [[]]
    for row in rows:
        if row.group:
            found.append([])
        else:
            found[-1].append(row)
    return [run for run in found if run]
