"""Reads figures back: what stands in which row, when."""

from datetime import datetime, timedelta
from typing import NamedTuple

import plotly.graph_objects as go


class Drawn(NamedTuple):
    """A bar as the reader sees it, in plant time."""

    row: str
    start: datetime
    end: datetime
    orders: tuple[str, ...]


def rows(figure: go.Figure) -> dict[str, float]:
    """Label and vertical centre of every row, from top to bottom."""
    axis = figure.layout.yaxis
    return dict(zip(axis.ticktext, axis.tickvals, strict=True))


def traces(figure: go.Figure, kind: str) -> list[go.Bar | go.Scatter]:
    return [trace for trace in figure.data if trace.meta and trace.meta.get("kind") == kind]


def row_at(figure: go.Figure, y: float) -> str:
    """The label of the row that holds a height. There are no gaps, so the centres give the edges."""
    axis = figure.layout.yaxis
    bottom = 0.0
    for label, centre in zip(axis.ticktext, axis.tickvals, strict=True):
        bottom += 2 * (centre - bottom)
        if y < bottom:
            return str(label)
    raise AssertionError(f"{y} is below the last row")


def bars(figure: go.Figure, kind: str = "work") -> list[Drawn]:
    """All bars of a kind, in order of row and start."""
    return sorted(
        Drawn(
            row_at(figure, y),
            datetime.fromisoformat(base),
            datetime.fromisoformat(base) + timedelta(milliseconds=int(length)),
            tuple(ids.split("\n")),
        )
        for trace in traces(figure, kind)
        if isinstance(trace, go.Bar)
        for base, length, y, ids in zip(trace.base, trace.x, trace.y, trace.customdata, strict=True)
    )


def boxes(figure: go.Figure, kind: str) -> list[tuple[datetime, datetime, float, float]]:
    """Start, end, upper and lower edge of every rectangle."""
    found = []
    for trace in traces(figure, kind):
        xs, ys = list(trace.x), list(trace.y)
        for corner in range(0, len(xs), 6):
            start, end = datetime.fromisoformat(xs[corner]), datetime.fromisoformat(xs[corner + 1])
            found.append((start, end, ys[corner], ys[corner + 2]))
    return sorted(found)


def hovers(figure: go.Figure) -> list[str]:
    return [hover for trace in figure.data for hover in (trace.hovertext or ()) if hover]


def marks(figure: go.Figure, name: str) -> list[tuple[datetime, str]]:
    """When and in which row the symbols with a name in the legend stand."""
    return sorted(
        (datetime.fromisoformat(x), row_at(figure, y))
        for trace in figure.data
        if trace.name == name
        for x, y in zip(trace.x, trace.y, strict=True)
    )
