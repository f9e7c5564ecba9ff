"""What every chart over time shares: rows and their labels, closed time, the time axis, range buttons,
legend, as-of line.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import plotly.graph_objects as go

from scheduler.charts import style
from scheduler.charts.facts import plain
from scheduler.charts.open_time import Closed, drawable
from scheduler.charts.plant_time import Window, axis, wall, wall_span
from scheduler.charts.rows import Rows, runs
from scheduler.domain.record import ResourceId
from scheduler.texts import Language, moment_text, text

MOST_CLOSED = 4_000
"""Rectangles of closed time in one chart."""

LEAST_HEIGHT = 60
"""Pixels of the plot; plotly places buttons by shares of it, at most two above it."""

RANGES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}

TICK_STEPS = ([None, 86_399_999], [86_400_000, 604_799_999], [604_800_000, "M1"], ["M1", None])
"""Distances of two ticks, in milliseconds or months: where hours, days, weeks and months are written."""
TICK_FORMATS = {
    Language.EN: ("%H:%M\n%a %-d %b", "%a %-d\n%b %Y", "%-d %b\n%Y", "%b\n%Y"),
    Language.ZH: ("%H:%M\n%-m月%-d日 %a", "%-d日 %a\n%Y年%-m月", "%-m月%-d日\n%Y年", "%-m月\n%Y年"),
}
"""d3 formats; the second line is shown where it changes."""

Box = tuple[datetime, datetime, float, float]
"""A span of plant time and the upper and lower edge of a rectangle."""


def time_figure(
    traces: Sequence[go.Bar | go.Scatter | go.Scattergl],
    rows: Rows,
    as_of: datetime,
    zone: ZoneInfo,
    window: Window,
    language: Language,
) -> go.Figure:
    """The figure around the traces: time on top, rows from top to bottom, as high as its rows are."""
    height = max(rows.height, LEAST_HEIGHT)
    figure = go.Figure(list(traces))
    start, end = wall(window[0], zone), wall(window[1], zone)
    now = wall(as_of, zone)
    labels = [style.shortened(row.label) for row in rows.every]
    vertical = {
        "range": [height, 0],
        "autorange": False,
        "fixedrange": True,
        "zeroline": False,
        "showgrid": False,
    }
    figure.update_layout(
        template="none",
        autosize=True,
        height=round(height) + style.TOP_MARGIN + style.BOTTOM_MARGIN,
        margin={
            "l": style.label_margin(labels),
            "r": style.RIGHT_MARGIN,
            "t": style.TOP_MARGIN,
            "b": style.BOTTOM_MARGIN,
        },
        font={"family": style.FONT, "size": style.TEXT_SIZE, "color": style.INK},
        paper_bgcolor=style.PAPER,
        plot_bgcolor=style.PAPER,
        barmode="overlay",
        hovermode="closest",
        dragmode="pan",
        uniformtext={"minsize": style.SMALL_SIZE - 2, "mode": "hide"},
        hoverlabel={
            "bgcolor": style.PAPER,
            "bordercolor": style.GRID,
            "align": "left",
            "font": {"family": style.FONT, "size": style.TEXT_SIZE, "color": style.INK},
        },
        legend={
            "orientation": "h",
            "xref": "paper",
            "yref": "container",
            "x": 0,
            "y": 1,
            "yanchor": "top",
            "font": {"size": style.TEXT_SIZE},
            "itemsizing": "constant",
            "tracegroupgap": 0,
        },
        xaxis=_time_axis(start, end, language),
        yaxis={
            **vertical,
            "tickvals": [row.centre for row in rows.every],
            "ticktext": [
                f"<b>{plain(words)}</b>" if row.group else plain(words)
                for row, words in zip(rows.every, labels, strict=True)
            ],
            "ticklabelstandoff": 6,
            "showline": False,
        },
        yaxis2={**vertical, "overlaying": "y", "visible": False},
        updatemenus=[_range_buttons(now, start, end, height, language)],
        shapes=[*_row_shapes(rows), _as_of_line(now)],
        annotations=[_as_of_label(now, text("chart.as_of", language), moment_text(as_of, zone, language))],
        meta={
            "rows": len(rows.every),
            "as_of": axis(now),
            "start": axis(start),
            "end": axis(end),
            "language": language.value,
        },
    )
    return figure


def _time_axis(start: datetime, end: datetime, language: Language) -> dict[str, object]:
    """Hours, days, weeks and months as the view allows; panning ends one span beyond what is drawn."""
    beyond = max((end - start) / 4, timedelta(days=1))
    return {
        "type": "date",
        "side": "top",
        "range": [axis(start), axis(end)],
        "minallowed": axis(start - beyond),
        "maxallowed": axis(end + beyond),
        "gridcolor": style.GRID,
        "gridwidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": style.GRID,
        "tickfont": {"size": style.SMALL_SIZE, "color": style.QUIET},
        "ticklabelmode": "instant",
        "nticks": 12,
        "tickangle": 0,
        "zeroline": False,
        "tickformatstops": [
            {"dtickrange": steps, "value": value}
            for steps, value in zip(TICK_STEPS, TICK_FORMATS[language], strict=True)
        ],
        "hoverformat": "%Y-%m-%d %H:%M",
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "cursor",
        "spikethickness": 1,
        "spikedash": "dot",
        "spikecolor": style.QUIET,
    }


def _range_buttons(
    now: datetime, start: datetime, end: datetime, height: float, language: Language
) -> dict[str, object]:
    """Day, week and month from as-of, and everything; plotly's own range selector would count back from the
    end of the plan.
    """
    ranges = {key: [axis(now - span / 24), axis(now + span)] for key, span in RANGES.items()}
    ranges["all"] = [axis(start), axis(end)]
    return {
        "type": "buttons",
        "direction": "right",
        "showactive": False,
        "x": 1,
        "xanchor": "right",
        "y": 1 + (style.TOP_MARGIN - 6) / height,
        "yanchor": "top",
        "pad": {"t": 0, "r": 0},
        "bgcolor": style.PAPER,
        "bordercolor": style.GRID,
        "font": {"size": style.SMALL_SIZE},
        "buttons": [
            {"label": text(f"chart.{key}", language), "method": "relayout", "args": [{"xaxis.range": span}]}
            for key, span in ranges.items()
        ],
    }


def _row_shapes(rows: Rows) -> list[dict[str, object]]:
    """All bands behind headings and all lines between rows as a path each: cheap however many there are."""
    lines = "".join(f"M0,{row.bottom:g}H1" for row in rows.every)
    paths: list[tuple[str, str, dict[str, object]]] = [
        (
            "".join(f"M0,{row.top:g}H1V{row.bottom:g}H0Z" for row in rows.every if row.level == level),
            colour,
            {"width": 0},
        )
        for level, colour in ((1, style.COMPANY_BAND), (2, style.GROUP_BAND))
    ]
    paths.append((lines, "rgba(0,0,0,0)", {"width": 1, "color": style.LINE}))
    common = {"type": "path", "xref": "paper", "yref": "y", "layer": "below"}
    return [{**common, "path": path, "fillcolor": fill, "line": line} for path, fill, line in paths if path]


def _as_of_line(now: datetime) -> dict[str, object]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": axis(now),
        "x1": axis(now),
        "y0": 0,
        "y1": 1,
        "line": {"color": style.AS_OF, "width": 1.5},
        "name": "as_of",
    }


def _as_of_label(now: datetime, words: str, moment: str) -> dict[str, object]:
    return {
        "x": axis(now),
        "xref": "x",
        "y": 0,
        "yref": "paper",
        "yanchor": "top",
        "yshift": -2,
        "showarrow": False,
        "text": plain(words),
        "hovertext": plain(moment),
        "font": {"size": style.SMALL_SIZE, "color": style.AS_OF},
    }


def closed_traces(
    rows: Rows,
    closed: Mapping[ResourceId, Closed],
    downtimes: Mapping[ResourceId, Closed],
    zone: ZoneInfo,
    language: Language,
) -> list[go.Scatter]:
    """Closed time behind the rows of resources in a light tone, downtimes in a warmer one: two traces,
    however much there is.

    Neighbouring rows with the same hours share their rectangles. When there are more than `MOST_CLOSED`, the
    shortest kinds of closed time (meal breaks first) are left out.
    """
    traces = []
    for key, spans, colour in (("closed", closed, style.CLOSED), ("downtime", downtimes, style.DOWNTIME)):
        boxes = _boxes(rows, spans, zone)
        if boxes:
            traces.append(_box_trace(boxes, text(f"chart.{key}", language), colour, key))
    return traces


def _boxes(rows: Rows, spans: Mapping[ResourceId, Closed], zone: ZoneInfo) -> list[Box]:
    blocks: list[tuple[Closed, float, float]] = []
    for run in runs(rows.every):
        for row in run:
            mine = spans.get(row.resource, ()) if row.resource is not None else ()
            if blocks and blocks[-1][0] == mine and blocks[-1][2] == row.top:
                blocks[-1] = (mine, blocks[-1][1], row.bottom)
            else:
                blocks.append((mine, row.top, row.bottom))
    drawn = drawable([spans for spans, _, _ in blocks], MOST_CLOSED)
    return [
        (*wall_span(start, end, zone), top, bottom)
        for kept, (_, top, bottom) in zip(drawn, blocks, strict=True)
        for start, end in kept
    ]


def _box_trace(boxes: Sequence[Box], name: str, colour: str, kind: str) -> go.Scatter:
    xs: list[str | None] = []
    ys: list[float | None] = []
    for start, end, top, bottom in boxes:
        first, last = axis(start), axis(end)
        xs += [first, last, last, first, first, None]
        ys += [top, top, bottom, bottom, top, None]
    return go.Scatter(
        x=xs,
        y=ys,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"width": 0, "color": colour},
        hoverinfo="skip",
        name=name,
        legendgroup=kind,
        meta={"kind": kind},
    )
