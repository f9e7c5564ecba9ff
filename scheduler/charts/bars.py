"""Bars of work as plotly traces: one trace per colour, as SVG bars for plans of usual size and WebGL lines
for huge ones.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import plotly.graph_objects as go

from scheduler.charts.plant_time import Span, axis
from scheduler.charts.style import (
    BAR_HEIGHT,
    COLOUR,
    FADED,
    PAUSE_HEIGHT,
    PAUSE_OPACITY,
    SMALL_SIZE,
    TEXT_ON,
    Lateness,
)
from scheduler.domain.record import OrderId
from scheduler.texts import Language, text

MOST_SVG_BARS = 12_000
"""Above this the browser takes seconds for SVG; WebGL lines stay fluid but carry no text and cannot be dimmed
one by one.
"""
MOST_BARS_WITH_TEXT = 1_500

MARKS = "y2"
"""The axis of everything that is drawn over the shading."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of work in one row: its whole stretch, and the parts of it that are worked."""

    y: float
    height: float
    whole: Span
    worked: tuple[Span, ...]
    lateness: Lateness
    orders: tuple[OrderId, ...]
    hover: str
    text: str = ""


def bar_traces(
    bars: Sequence[Bar], language: Language, highlight: Collection[OrderId] = ()
) -> list[go.Bar | go.Scattergl]:
    """Traces in the order of the legend, every class of lateness with an entry.

    Pauses are thin lines, work is solid.
    """
    webgl = len(bars) + sum(len(bar.worked) for bar in bars) > MOST_SVG_BARS
    with_text = not webgl and len(bars) <= MOST_BARS_WITH_TEXT
    chosen = frozenset(highlight)
    found: list[go.Bar | go.Scattergl] = []
    for lateness in Lateness:
        mine = [bar for bar in bars if bar.lateness is lateness]
        name = text(f"chart.{lateness.value}", language)
        pauses = [(bar, pause) for bar in mine for pause in _pauses(bar)]
        work = [(bar, part) for bar in mine for part in bar.worked]
        if webgl:
            found.append(_line_trace(pauses, lateness, name, PAUSE_HEIGHT, False, False))
            heights = sorted({round(bar.height) for bar in mine}) or [BAR_HEIGHT]
            for height in heights:  # a line has one width: one trace per height, the first in the legend
                same = [(bar, part) for bar, part in work if round(bar.height) == height]
                found.append(_line_trace(same, lateness, name, height, True, height == heights[0]))
            found.append(_hover_trace(mine, lateness))
        else:
            found.append(_pause_trace(pauses, lateness, chosen))
            found.append(_bar_trace(work, lateness, name, with_text, chosen))
    return found


def _pauses(bar: Bar) -> Iterable[Span]:
    """From the bar's start over the gaps between its worked parts to its end."""
    edges = [bar.whole.start, *(edge for part in bar.worked for edge in part), bar.whole.end]
    pairs = list(pairwise(edges))[::2]
    return (Span(start, end) for start, end in pairs if end > start)


def _common(pairs: Sequence[tuple[Bar, Span]]) -> dict[str, object]:
    return {
        "orientation": "h",
        "base": [axis(span.start) for _, span in pairs],
        "x": [span.milliseconds for _, span in pairs],
        "y": [bar.y for bar, _ in pairs],
        "yaxis": MARKS,
        "customdata": ["\n".join(bar.orders) for bar, _ in pairs],
        "hovertext": [bar.hover for bar, _ in pairs],
        "hoverinfo": "text",
    }


def _opacity(pairs: Sequence[tuple[Bar, Span]], chosen: frozenset[OrderId], full: float) -> float | list[float]:
    if not chosen:
        return full
    return [full if chosen.intersection(bar.orders) else FADED * full for bar, _ in pairs]


def _bar_trace(
    pairs: Sequence[tuple[Bar, Span]],
    lateness: Lateness,
    name: str,
    with_text: bool,
    chosen: frozenset[OrderId],
) -> go.Bar:
    trace = go.Bar(
        **_common(pairs),
        width=[bar.height for bar, _ in pairs],
        name=name,
        legendgroup=lateness.value,
        showlegend=True,
        marker={
            "color": COLOUR[lateness],
            "opacity": _opacity(pairs, chosen, 1.0),
            "line": {"color": "#ffffff", "width": 0.6},
        },
        meta={"kind": "work", "opacity": 1.0},
    )
    if with_text:
        trace.update(
            text=[bar.text for bar, _ in pairs],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            constraintext="inside",
            insidetextfont={"color": TEXT_ON[lateness], "size": SMALL_SIZE},
        )
    return trace


def _pause_trace(pairs: Sequence[tuple[Bar, Span]], lateness: Lateness, chosen: frozenset[OrderId]) -> go.Bar:
    return go.Bar(
        **_common(pairs),
        width=PAUSE_HEIGHT,
        legendgroup=lateness.value,
        showlegend=False,
        marker={
            "color": COLOUR[lateness],
            "opacity": _opacity(pairs, chosen, PAUSE_OPACITY),
            "line": {"width": 0},
        },
        meta={"kind": "pause", "opacity": PAUSE_OPACITY},
    )


def _line_trace(
    pairs: Sequence[tuple[Bar, Span]], lateness: Lateness, name: str, width: int, solid: bool, legend: bool
) -> go.Scattergl:
    """All stretches as one broken line: two points and a gap each, without hovers."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for bar, span in pairs:
        xs += [axis(span.start), axis(span.end), None]
        ys += [bar.y, bar.y, None]
    return go.Scattergl(
        x=xs,
        y=ys,
        yaxis=MARKS,
        mode="lines",
        line={"color": COLOUR[lateness], "width": width},
        opacity=1.0 if solid else PAUSE_OPACITY,
        hoverinfo="skip",
        name=name,
        legendgroup=lateness.value,
        showlegend=legend,
        connectgaps=False,
        meta={"kind": "work" if solid else "pause"},
    )


def _hover_trace(bars: Sequence[Bar], lateness: Lateness) -> go.Scattergl:
    """An invisible point in each bar's longest stretch, so that its facts are in the page only once."""
    longest = [max(bar.worked or (bar.whole,), key=lambda span: span.milliseconds) for bar in bars]
    return go.Scattergl(
        x=[axis(span.start + (span.end - span.start) / 2) for span in longest],
        y=[bar.y for bar in bars],
        yaxis=MARKS,
        mode="markers",
        marker={"color": COLOUR[lateness], "size": BAR_HEIGHT, "opacity": 0},
        hovertext=[bar.hover for bar in bars],
        hoverinfo="text",
        customdata=["\n".join(bar.orders) for bar in bars],
        legendgroup=lateness.value,
        showlegend=False,
        meta={"kind": "hover"},
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol at a moment in a row."""

    x: datetime
    y: float
    hover: str
    orders: tuple[OrderId, ...] = ()


def mark_trace(
    marks: Sequence[Mark],
    name: str,
    symbol: str,
    colour: str,
    size: int = 9,
    line: str = "#ffffff",
    webgl: bool = False,
) -> go.Scatter | go.Scattergl:
    """Symbols of one kind with one entry in the legend; above huge plans in WebGL, or the bars would hide
    them.
    """
    kind = go.Scattergl if webgl else go.Scatter
    return kind(
        x=[axis(mark.x) for mark in marks],
        y=[mark.y for mark in marks],
        yaxis=MARKS,
        mode="markers",
        marker={"symbol": symbol, "color": colour, "size": size, "line": {"color": line, "width": 1}},
        hovertext=[mark.hover for mark in marks],
        hoverinfo="text",
        customdata=["\n".join(mark.orders) for mark in marks],
        name=name,
        legendgroup=name,
        meta={"kind": "mark", "opacity": 1.0},
    )


def drawn_with_webgl(traces: Sequence[go.Bar | go.Scattergl]) -> bool:
    return any(isinstance(trace, go.Scattergl) for trace in traces)
