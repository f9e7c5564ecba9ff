"""Load against capacity, week by week: where the shop is full and where there is room."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scheduler.charts import style
from scheduler.charts.facts import MINUTE, plain
from scheduler.charts.open_time import closed_time
from scheduler.charts.plant_time import Window
from scheduler.charts.style import COLOUR, Lateness
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import ResourceId, WorkshopId
from scheduler.domain.resource import Resource
from scheduler.texts import Language, Names, short_day_text, text

PANEL_HEIGHT = 118
TOP, BOTTOM, LEFT = 44, 40, 64
BUSY_PERCENT, FULL_PERCENT = 80, 95
"""From where a week is drawn in the colour of risk, and in that of lateness."""


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """One resource in one week that starts on a Monday of the plant; minutes of all its units together."""

    resource: ResourceId
    start: datetime
    end: datetime
    load: int
    """Worked minutes times units; a unit that is only held in a pause is no load."""
    capacity: int
    """Open minutes times units."""


def weekly_load(problem: Problem, plan: Plan, resources: Sequence[Resource]) -> list[WeekLoad]:
    """Every week from as-of to the end of the plan, for the given resources in their order.

    What lies before as-of counts neither as load nor as capacity.
    """
    weeks = _weeks(problem, plan)
    first, last = weeks[0][0], weeks[-1][1]
    closed = closed_time(problem, first, last)
    load = {resource.id: [0] * len(weeks) for resource in problem.resources}
    for assignment in plan.assignments:
        for use in assignment.uses:
            if use.resource in load:
                spans = [(segment.start, segment.end) for segment in assignment.segments]
                _add(load[use.resource], weeks, spans, use.amount)
    found = []
    for resource in resources:
        shut = [0] * len(weeks)
        _add(shut, weeks, closed[resource.id], 1)
        for week, (start, end) in enumerate(weeks):
            capacity = resource.units * ((end - start) // MINUTE - shut[week])
            found.append(WeekLoad(resource.id, start, end, load[resource.id][week], capacity))
    return found


def _add(minutes: list[int], weeks: Sequence[tuple[datetime, datetime]], spans: Iterable[Window], times: int) -> None:
    """Adds the minutes of the spans to the weeks they lie in."""
    for a, b in spans:
        week = max(0, bisect_right(weeks, a, key=lambda entry: entry[0]) - 1)
        while week < len(weeks) and weeks[week][0] < b:
            minutes[week] += _overlap(a, b, *weeks[week]) * times
            week += 1


def _weeks(problem: Problem, plan: Plan) -> list[tuple[datetime, datetime]]:
    """From as-of to the next Monday 00:00 of the plant, and so on until the last work has ended."""
    zone = ZoneInfo(problem.zone)
    last = max((assignment.end for assignment in plan.assignments), default=plan.as_of)
    weeks: list[tuple[datetime, datetime]] = []
    start = plan.as_of
    while not weeks or start < last:
        day = start.astimezone(zone).date()
        monday = day + timedelta(days=8 - day.isoweekday())
        end = datetime.combine(monday, time(), zone).astimezone(plan.as_of.tzinfo)
        weeks.append((start, end))
        start = end
    return weeks


def _overlap(a: datetime, b: datetime, start: datetime, end: datetime) -> int:
    return max(0, (min(b, end) - max(a, start)) // MINUTE)


def load_chart(
    problem: Problem, plan: Plan, language: Language = Language.EN, workshop: WorkshopId | None = None
) -> go.Figure:
    """One panel per workshop, or per resource of the given one: hours of load before hours of capacity."""
    language = Language(language)
    zone = ZoneInfo(problem.zone)
    names = Names(problem)
    panels = _panels(problem, names, language, workshop)
    loads = weekly_load(problem, plan, [resource for _, resources in panels for resource in resources])
    by_resource: dict[ResourceId, list[WeekLoad]] = {}
    for entry in loads:
        by_resource.setdefault(entry.resource, []).append(entry)
    weeks = _weeks(problem, plan)
    figure = make_subplots(
        rows=max(1, len(panels)),
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.36 / max(1, len(panels)),
        subplot_titles=[plain(name) for name, _ in panels],
    )
    ticks = [short_day_text(start.astimezone(zone).date(), language) for start, _ in weeks]
    for row, (_, resources) in enumerate(panels, start=1):
        weekly = [
            (sum(entry.load for entry in week), sum(entry.capacity for entry in week))
            for week in zip(*(by_resource[resource.id] for resource in resources), strict=True)
        ]
        for trace in _panel_traces(weekly, ticks, language, legend=row == 1):
            figure.add_trace(trace, row=row, col=1)
    _lay_out(figure, max(1, len(panels)), language)
    figure.update_xaxes(tickvals=list(range(len(ticks))), ticktext=ticks)
    return figure


def _panels(
    problem: Problem, names: Names, language: Language, workshop: WorkshopId | None
) -> list[tuple[str, list[Resource]]]:
    """Name and resources of each panel; workshops without resources have none."""
    if workshop is not None:
        mine = [resource for resource in problem.resources if resource.workshop == workshop]
        return [(names.name("resource", resource.id, language), [resource]) for resource in mine]
    found = []
    for place in problem.workshops:
        resources = [resource for resource in problem.resources if resource.workshop == place.id]
        if resources:
            found.append((names.name("workshop", place.id, language), resources))
    return found


def _panel_traces(
    weekly: Sequence[tuple[int, int]], ticks: Sequence[str], language: Language, legend: bool
) -> list[go.Bar]:
    hovers = [
        f"<b>{plain(tick)}</b><br>"
        + plain(
            text(
                "chart.load_of",
                language,
                load=_hours(load),
                capacity=_hours(capacity),
                percent=_percent(load, capacity),
            )
        )
        for tick, (load, capacity) in zip(ticks, weekly, strict=True)
    ]
    common = {"x": list(range(len(ticks))), "hovertext": hovers, "hoverinfo": "text", "showlegend": legend}
    return [
        go.Bar(
            **common,
            y=[capacity / 60 for _, capacity in weekly],
            width=0.78,
            name=text("head.capacity", language),
            marker={"color": style.CLOSED, "line": {"color": style.GRID, "width": 1}},
        ),
        go.Bar(
            **common,
            y=[load / 60 for load, _ in weekly],
            width=0.56,
            name=text("head.load", language),
            marker={"color": [_colour(load, capacity) for load, capacity in weekly], "line": {"width": 0}},
            text=[f"{_percent(load, capacity)} %" if load else "" for load, capacity in weekly],
            textposition="auto",
            textangle=0,
            textfont={"size": style.SMALL_SIZE},
        ),
    ]


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def _percent(load: int, capacity: int) -> int:
    return round(100 * load / capacity) if capacity else 0


def _colour(load: int, capacity: int) -> str:
    percent = _percent(load, capacity)
    if percent >= FULL_PERCENT:
        return COLOUR[Lateness.LATE_CONTENDED]
    return COLOUR[Lateness.AT_RISK if percent >= BUSY_PERCENT else Lateness.ON_TIME]


def _lay_out(figure: go.Figure, panels: int, language: Language) -> None:
    figure.update_layout(
        template="none",
        barmode="overlay",
        autosize=True,
        height=TOP + BOTTOM + PANEL_HEIGHT * panels,
        margin={"l": LEFT, "r": style.RIGHT_MARGIN, "t": TOP, "b": BOTTOM},
        font={"family": style.FONT, "size": style.TEXT_SIZE, "color": style.INK},
        paper_bgcolor=style.PAPER,
        plot_bgcolor=style.PAPER,
        uniformtext={"minsize": style.SMALL_SIZE - 1, "mode": "hide"},
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "x": 1,
            "xanchor": "right",
        },
        hoverlabel={"bgcolor": style.PAPER, "bordercolor": style.GRID, "font": {"color": style.INK}},
        meta={"language": language.value},
    )
    figure.update_annotations(x=0, xanchor="left", font={"size": style.TEXT_SIZE + 1}, yshift=2)
    figure.update_yaxes(
        rangemode="tozero",
        gridcolor=style.LINE,
        zeroline=False,
        nticks=4,
        fixedrange=True,
        ticksuffix=text("chart.hours", language),
        tickfont={"size": style.SMALL_SIZE, "color": style.QUIET},
    )
    figure.update_xaxes(
        fixedrange=True,
        zeroline=False,
        showgrid=False,
        tickfont={"size": style.SMALL_SIZE, "color": style.QUIET},
    )
