"""The plan by resource: who does what when, in which free time, and which of it is late."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go

from scheduler.charts import style
from scheduler.charts.bars import Bar, Mark, bar_traces, drawn_with_webgl, mark_trace
from scheduler.charts.facts import Facts, plain
from scheduler.charts.frame import closed_traces, time_figure
from scheduler.charts.open_time import closed_time
from scheduler.charts.plant_time import Window, chart_window, wall, wall_span
from scheduler.charts.rows import Row, Rows, lanes
from scheduler.charts.stack import Share, stacked
from scheduler.domain.operation import Mode, ProgressStatus
from scheduler.domain.plan import AssignedUse, Assignment, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId, ResourceId, SupplierId
from scheduler.domain.resource import Resource
from scheduler.texts import Language, text

MOST_IDLE_STATIONS = 12
"""Stations of a pool that are shown whether or not they have work; of a bigger pool only those that have."""
PEOPLE_MARGIN = 3
"""Pixels free above and below the load of a group of people."""
HOVERED_PEOPLE = 6
"""Operations that the hover of a group of people lists."""


def resource_gantt(
    problem: Problem,
    plan: Plan,
    language: Language = Language.EN,
    window: Window | None = None,
    highlight: Collection[OrderId] = (),
) -> go.Figure:
    """One row per machine and station, one load row per group of people, and the work outside per supplier.

    `window` limits what is drawn to the assignments that touch it; a bar that does is drawn whole. All of the
    plan is drawn without one. Orders in `highlight` keep their colours and the others fade. Times are plant
    time.
    """
    facts = Facts(problem, plan, language)
    drawn = [a for a in plan.assignments if window is None or touches(a, window)]
    span = chart_window(plan.as_of, (moment for a in drawn for moment in (a.start, a.end)), window)
    chart = _Chart(facts, Rows(), [], [])
    _add_workshops(chart, drawn)
    _add_suppliers(chart, drawn)
    bars = bar_traces(chart.bars, facts.language, highlight)
    marks = mark_traces(facts, chart.marks, drawn_with_webgl(bars))
    downtimes = {
        resource.id: tuple((d.start, d.end) for d in resource.downtimes if d.start < span[1] and d.end > span[0])
        for resource in problem.resources
    }
    background = closed_traces(chart.rows, closed_time(problem, *span), downtimes, facts.zone, facts.language)
    return time_figure([*background, *bars, *marks], chart.rows, plan.as_of, facts.zone, span, facts.language)


def touches(assignment: Assignment, window: Window) -> bool:
    """Whether any of it lies in a half-open window."""
    return assignment.start < window[1] and assignment.end > window[0]


@dataclass(frozen=True, slots=True)
class _Chart:
    """What is collected while the rows are laid out."""

    facts: Facts
    rows: Rows
    bars: list[Bar]
    marks: list[tuple[Assignment, float]]

    def add(self, assignment: Assignment, row: Row) -> None:
        self.bars.append(assignment_bar(self.facts, assignment, row.centre, text_=assignment.order))
        self.marks.append((assignment, row.centre))


def assignment_bar(
    facts: Facts, assignment: Assignment, y: float, height: float = style.BAR_HEIGHT, text_: str = ""
) -> Bar:
    """The bar of one assignment: its stretch from start to end, and its segments as the worked parts."""
    return Bar(
        y=y,
        height=height,
        whole=wall_span(assignment.start, assignment.end, facts.zone),
        worked=tuple(wall_span(segment.start, segment.end, facts.zone) for segment in assignment.segments),
        lateness=facts.lateness_of(assignment.order),
        orders=(assignment.order,),
        hover=facts.hover(assignment),
        text=plain(text_),
    )


def mark_traces(
    facts: Facts, placed: Sequence[tuple[Assignment, float]], webgl: bool
) -> list[go.Scatter | go.Scattergl]:
    """Symbols at the start of pinned and started work and at the end of finished work; a kind that does not
    occur has no trace.
    """
    kinds: dict[str, list[Mark]] = {"pinned": [], "started": [], "finished": []}
    for assignment, y in placed:
        status = facts.progress_of(assignment)
        kind = "pinned" if status is None and facts.is_pinned(assignment) else status.value if status else None
        if kind is not None:
            at = assignment.end if status is ProgressStatus.FINISHED else assignment.start
            kinds[kind].append(Mark(wall(at, facts.zone), y, facts.hover(assignment), (assignment.order,)))
    symbols = {"pinned": "square", "started": "triangle-right", "finished": "circle"}
    return [
        mark_trace(marks, text(f"chart.{kind}", facts.language), symbols[kind], style.INK, size=8, webgl=webgl)
        for kind, marks in kinds.items()
        if marks
    ]


def _add_workshops(chart: _Chart, drawn: Sequence[Assignment]) -> None:
    """Groups in the order of the problem's companies and workshops, headed by both names where there are
    several companies.
    """
    facts, problem = chart.facts, chart.facts.problem
    work: dict[ResourceId, list[tuple[Assignment, AssignedUse]]] = {}
    for assignment in drawn:
        for use in assignment.uses:
            work.setdefault(use.resource, []).append((assignment, use))
    for company in problem.companies:
        workshops = [
            (workshop, resources)
            for workshop in problem.workshops
            if workshop.company == company.id
            and (resources := [r for r in problem.resources if r.workshop == workshop.id])
        ]
        if workshops and len(problem.companies) > 1:
            chart.rows.add_group(facts.names.name("company", company.id, facts.language), level=1)
        for workshop, resources in workshops:
            chart.rows.add_group(facts.names.name("workshop", workshop.id, facts.language))
            for resource in resources:
                add = _add_stations if resource.named_units else _add_people
                add(chart, resource, work.get(resource.id, []))


def _add_stations(chart: _Chart, resource: Resource, work: Sequence[tuple[Assignment, AssignedUse]]) -> None:
    """One row per station; every unit that an assignment has gets its bar."""
    busy = {unit for _, use in work for unit in use.units}
    units = range(resource.units) if resource.units <= MOST_IDLE_STATIONS else sorted(busy)
    name = chart.facts.names.name("resource", resource.id, chart.facts.language)
    rows: dict[int, Row] = {}
    for unit in units:
        label = name
        if resource.units > 1:
            label = text("chart.station", chart.facts.language, resource=name, number=unit + 1)
        rows[unit] = chart.rows.add(label, resource=resource.id)
    for assignment, use in work:
        for unit in use.units:
            if unit in rows:  # a unit that does not exist is for verify to complain about
                chart.add(assignment, rows[unit])


def _add_people(chart: _Chart, resource: Resource, work: Sequence[tuple[Assignment, AssignedUse]]) -> None:
    """One row as high as the group is big, filled from below by the people at work."""
    facts = chart.facts
    height = min(style.PEOPLE_ROW_MOST, max(style.PEOPLE_ROW_LEAST, style.PEOPLE_ROW_PER_HEAD * resource.units))
    name = facts.names.name("resource", resource.id, facts.language)
    label = text("chart.group", facts.language, resource=name, units=resource.units)
    row = chart.rows.add(label, height, resource=resource.id)
    per_head = (height - 2 * PEOPLE_MARGIN) / resource.units
    bottom = row.bottom - PEOPLE_MARGIN
    for share in stacked(presences(facts, resource, work)):
        chart.bars.append(
            Bar(
                y=bottom - per_head * (share.below + share.amount / 2),
                height=per_head * share.amount,
                whole=wall_span(share.start, share.end, facts.zone),
                worked=(wall_span(share.start, share.end, facts.zone),),
                lateness=share.lateness,
                orders=tuple(dict.fromkeys(a.order for a in share.assignments)),
                hover=_people_hover(facts, resource, share),
            )
        )


def presences(
    facts: Facts, resource: Resource, work: Iterable[tuple[Assignment, AssignedUse]]
) -> list[tuple[datetime, datetime, int, style.Lateness, Assignment]]:
    """When how many people of a group are bound by an assignment: all the time if the mode holds them in
    pauses, else as it works.
    """
    found = []
    for assignment, use in work:
        held = _holds(facts.mode(assignment), resource.id)
        spans = [(assignment.start, assignment.end)] if held else [(s.start, s.end) for s in assignment.segments]
        lateness = facts.lateness_of(assignment.order)
        found += [(start, end, use.amount, lateness, assignment) for start, end in spans]
    return found


def _holds(mode: Mode | None, resource: ResourceId) -> bool:
    return mode is None or any(use.held for use in mode.uses if use.resource == resource)


def _people_hover(facts: Facts, resource: Resource, share: Share) -> str:
    language = facts.language
    name = facts.names.name("resource", resource.id, language)
    busy = text("chart.free_of", language, used=share.total, units=resource.units)
    lines = [f"<b>{plain(name)}</b> · {plain(busy)}", plain(facts.span_text(share.start, share.end))]
    shown = share.assignments[:HOVERED_PEOPLE]
    lines += [f"{plain(a.order)} · {plain(facts.operation_name(a.operation))}" for a in shown]
    left = len(share.assignments) - len(shown)
    if left:
        lines.append(plain(text("chart.more", language, count=left)))
    return "<br>".join(lines)


def _add_suppliers(chart: _Chart, drawn: Sequence[Assignment]) -> None:
    """Outsourced work, a supplier's overlapping jobs under each other."""
    facts = chart.facts
    outside: dict[SupplierId, list[Assignment]] = {}
    for assignment in drawn:
        mode = facts.mode(assignment)
        if mode is not None and mode.outsourcing is not None:
            outside.setdefault(mode.outsourcing.supplier, []).append(assignment)
    if outside:
        chart.rows.add_group(text("chart.outsourced", facts.language), level=1)
    for supplier in sorted(outside):
        jobs = outside[supplier]
        lane_of = lanes([(job.start, job.end) for job in jobs])
        name = facts.names.name("supplier", supplier, facts.language)
        rows = [chart.rows.add(name if lane == 0 else "") for lane in range(max(lane_of) + 1)]
        for job, lane in zip(jobs, lane_of, strict=True):
            chart.add(job, rows[lane])
