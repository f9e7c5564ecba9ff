"""The plan by order: operations, material and the way to the customer against the date that was promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import plotly.graph_objects as go

from scheduler.charts import style
from scheduler.charts.bars import MARKS, Bar, Mark, bar_traces, drawn_with_webgl, mark_trace
from scheduler.charts.facts import Facts, operation_order, plain
from scheduler.charts.frame import time_figure
from scheduler.charts.gantt import assignment_bar, mark_traces, touches
from scheduler.charts.plant_time import Window, axis, chart_window, wall, wall_span
from scheduler.charts.rows import Row, Rows, lanes
from scheduler.domain.operation import Operation
from scheduler.domain.plan import Assignment, DeliveryOutcome, Outcome, Peg, Plan, SupplyKind, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.texts import (
    Language,
    deadline_text,
    delivery_sentence,
    fault_sentence,
    label,
    moment_text,
    order_sentence,
    short_moment_text,
    text,
)

MOST_LANE_BAR, LEAST_LANE_BAR = 10, 6
"""Pixels of a bar where operations of one order run side by side in its row."""
LANE_GAP = 2
MOST_ORDERS = 250
"""Orders in one chart; of more, those with the least time in hand are shown, and how many are not is said."""
CHAIN_COLOUR = "#4a5561"
SUPPLY_COLOUR = {SupplyKind.ARRIVAL: "#1d7a6c", SupplyKind.PURCHASE: "#8a5cb0"}


def order_gantt(
    problem: Problem,
    plan: Plan,
    language: Language = Language.EN,
    window: Window | None = None,
    orders: Sequence[OrderId] | None = None,
) -> go.Figure:
    """One row per order by due date, or for the given orders one row per operation under each order's own.

    Materials that are not in store yet stand as triangles where they become usable, the promised date as a
    black diamond; the way from ready over leaving to arrival is a line, and the time from the due date to a
    late arrival is tinted. `window` works as in `resource_gantt`. An id in `orders` that the plan does not
    know is left out.
    """
    facts = Facts(problem, plan, language)
    chart = _Chart(facts)
    work = _work_by_order(plan.assignments, window)
    outcomes = _chosen(plan, orders) if orders is not None else _all(plan, window, work)
    left_out = 0 if orders is not None else max(0, len(outcomes) - MOST_ORDERS)
    if left_out:
        worst = sorted(outcomes, key=lambda outcome: -(outcome.late_minutes or 0))[:MOST_ORDERS]
        kept = {outcome.order for outcome in worst}
        outcomes = [outcome for outcome in outcomes if outcome.order in kept]
    pegs: dict[OperationId, list[Peg]] = {}
    for peg in plan.pegs:
        if peg.available_at > plan.as_of and (window is None or window[0] <= peg.available_at < window[1]):
            pegs.setdefault(peg.operation, []).append(peg)
    operations: dict[OrderId, list[Operation]] = {}
    for operation in facts.problem.operations:
        operations.setdefault(operation.order, []).append(operation)
    for outcome in outcomes:
        mine = work.get(outcome.order, [])
        if orders is None:
            chart.add_order(outcome, mine, operations.get(outcome.order, []), pegs)
        else:
            chart.add_tree(outcome, mine, operations.get(outcome.order, []), pegs)
    if left_out:
        chart.rows.add_group(text("chart.orders_left_out", facts.language, count=left_out))
    span = chart_window(plan.as_of, chart.moments(), window)
    bars = bar_traces(chart.bars, facts.language)
    webgl = drawn_with_webgl(bars)
    traces = [
        *_late_time(chart),
        *bars,
        *_chains(chart),
        *mark_traces(facts, chart.placed, webgl),
        *_delivery_marks(chart, webgl),
    ]
    return time_figure(traces, chart.rows, plan.as_of, facts.zone, span, facts.language)


def _chosen(plan: Plan, orders: Sequence[OrderId]) -> list[Outcome]:
    """The given orders in the given order."""
    by_id = {outcome.order: outcome for outcome in plan.outcomes}
    return [by_id[id_] for id_ in dict.fromkeys(orders) if id_ in by_id]


def _all(plan: Plan, window: Window | None, work: Mapping[OrderId, list[Assignment]]) -> list[Outcome]:
    """Every outcome by due date, unplannable ones last; in a window, those with work or a date in it."""
    return sorted(
        (
            outcome
            for outcome in plan.outcomes
            if window is None
            or outcome.order in work
            or any(window[0] <= moment < window[1] for d in outcome.deliveries for moment in (d.due, d.arrives))
        ),
        key=lambda outcome: (
            not outcome.deliveries,
            min((delivery.due for delivery in outcome.deliveries), default=plan.as_of),
            outcome.order,
        ),
    )


def _work_by_order(assignments: Iterable[Assignment], window: Window | None) -> dict[OrderId, list[Assignment]]:
    found: dict[OrderId, list[Assignment]] = {}
    for assignment in assignments:
        if window is None or touches(assignment, window):
            found.setdefault(assignment.order, []).append(assignment)
    return found


@dataclass(slots=True)
class _Chart:
    """What is collected while the rows are laid out."""

    facts: Facts
    rows: Rows = field(default_factory=Rows)
    bars: list[Bar] = field(default_factory=list)
    placed: list[tuple[Assignment, float]] = field(default_factory=list)
    deliveries: list[tuple[Outcome, DeliveryOutcome, Row]] = field(default_factory=list)
    supplies: list[tuple[Peg, OrderId, float]] = field(default_factory=list)
    unplanned: list[tuple[Outcome, Row]] = field(default_factory=list)

    def moments(self) -> Iterable[datetime]:
        for assignment, _ in self.placed:
            yield from (assignment.start, assignment.end)
        for _, delivery, _ in self.deliveries:
            yield from (delivery.arrives, delivery.due)
        for peg, _, _ in self.supplies:
            yield peg.available_at

    def add_order(
        self,
        outcome: Outcome,
        work: Sequence[Assignment],
        operations: Sequence[Operation],
        pegs: dict[OperationId, list[Peg]],
    ) -> None:
        """One row; operations that run at the same time lie in lanes under each other."""
        lane_of = lanes([(a.start, a.end) for a in work])
        count = max(lane_of, default=0) + 1
        bar = style.BAR_HEIGHT if count == 1 else max(LEAST_LANE_BAR, MOST_LANE_BAR - count)
        height = max(style.ROW_HEIGHT, count * (bar + LANE_GAP) + style.ROW_HEIGHT - style.BAR_HEIGHT)
        row = self.rows.add(_order_label(self.facts, outcome), height)
        first = row.centre - (count - 1) * (bar + LANE_GAP) / 2
        for assignment, lane in zip(work, lane_of, strict=True):
            self._add_work(assignment, first + lane * (bar + LANE_GAP), bar, with_text=count == 1)
        for operation in operations:
            self.supplies += [(peg, outcome.order, row.bottom - 5) for peg in pegs.get(operation.id, ())]
        self._add_outcome(outcome, row)

    def add_tree(
        self,
        outcome: Outcome,
        work: Sequence[Assignment],
        operations: Sequence[Operation],
        pegs: dict[OperationId, list[Peg]],
    ) -> None:
        """A row with the order's deliveries, and under it one per operation in the order of work."""
        row = self.rows.add_group(_order_label(self.facts, outcome))
        self._add_outcome(outcome, row)
        by_operation: dict[OperationId, list[Assignment]] = {}
        for assignment in work:
            by_operation.setdefault(assignment.operation, []).append(assignment)
        for id_ in operation_order(self.facts, list(operations)):
            below = self.rows.add(self.facts.operation_name(id_))
            for assignment in by_operation.get(id_, ()):
                self._add_work(assignment, below.centre, style.BAR_HEIGHT, with_text=True)
            self.supplies += [(peg, outcome.order, below.centre) for peg in pegs.get(id_, ())]

    def _add_work(self, assignment: Assignment, y: float, height: float, with_text: bool) -> None:
        name = self.facts.operation_name(assignment.operation) if with_text else ""
        self.bars.append(assignment_bar(self.facts, assignment, y, height, name))
        self.placed.append((assignment, y))

    def _add_outcome(self, outcome: Outcome, row: Row) -> None:
        if outcome.verdict is Verdict.NOT_PLANNABLE:
            self.unplanned.append((outcome, row))
        self.deliveries += [(outcome, delivery, row) for delivery in outcome.deliveries]


def _order_label(facts: Facts, outcome: Outcome) -> str:
    order = facts.orders.get(outcome.order)
    name = "" if order is None else order.names.text(facts.language, order.customer)
    return f"{outcome.order} · {name}" if name else outcome.order


def _late_time(chart: _Chart) -> list[go.Bar]:
    """From the due date to a late arrival, behind everything else."""
    late = [(o, d, row) for o, d, row in chart.deliveries if d.arrives > d.due]
    if not late:
        return []
    spans = [wall_span(d.due, d.arrives, chart.facts.zone) for _, d, _ in late]
    return [
        go.Bar(
            orientation="h",
            base=[axis(span.start) for span in spans],
            x=[span.milliseconds for span in spans],
            y=[row.centre for _, _, row in late],
            yaxis=MARKS,
            width=[row.height - 4 for _, _, row in late],
            marker={
                "color": [style.COLOUR[chart.facts.lateness_of(o.order)] for o, _, _ in late],
                "opacity": 0.16,
                "line": {"width": 0},
            },
            hovertext=[plain(order_sentence(o, chart.facts.names, chart.facts.language)) for o, _, _ in late],
            hoverinfo="skip",
            name=text("chart.late_by", chart.facts.language),
            showlegend=False,
            customdata=[o.order for o, _, _ in late],
            meta={"kind": "late", "opacity": 0.16},
        )
    ]


def _chains(chart: _Chart) -> list[go.Scatter]:
    """Packed, leaving, arriving: one line per delivery that takes time on its way."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for _, delivery, row in chart.deliveries:
        if delivery.arrives > delivery.ready:
            stops = (delivery.ready, delivery.leaves, delivery.arrives)
            xs += [*(axis(wall(stop, chart.facts.zone)) for stop in stops), None]
            ys += [row.centre, row.centre, row.centre, None]
    if not xs:
        return []
    name = text("chart.way_to_customer", chart.facts.language)
    return [
        go.Scatter(
            x=xs,
            y=ys,
            yaxis=MARKS,
            mode="lines",
            line={"color": CHAIN_COLOUR, "width": 1.6, "dash": "dot"},
            hoverinfo="skip",
            name=name,
            legendgroup="way",
            meta={"kind": "way"},
        )
    ]


def _delivery_marks(chart: _Chart, webgl: bool) -> list[go.Scatter | go.Scattergl]:
    """Arrivals, due dates, materials and orders without a plan."""
    facts, language = chart.facts, chart.facts.language

    def marks(
        entries: Iterable[tuple[datetime, float, str, OrderId]],
        key: str,
        symbol: str,
        colour: str,
        size: int = 9,
    ) -> list[go.Scatter | go.Scattergl]:
        found = [Mark(wall(moment, facts.zone), y, hover, (order,)) for moment, y, hover, order in entries]
        return [mark_trace(found, text(key, language), symbol, colour, size, webgl=webgl)] if found else []

    stops = [(d, (row.centre, _delivery_hover(facts, o, d), o.order)) for o, d, row in chart.deliveries]
    dues = [(d.due, row.centre, _due_hover(facts, o, d), o.order) for o, d, row in chart.deliveries]
    supplies = [(p, (y, _supply_hover(facts, p), order)) for p, order, y in chart.supplies]
    faulty = [(facts.plan.as_of, row.centre, _fault_hover(facts, o), o.order) for o, row in chart.unplanned]
    leaving = [(d.leaves, *rest) for d, rest in stops if d.leaves < d.arrives]
    arriving = [(d.arrives, *rest) for d, rest in stops]
    traces = [
        *marks(leaving, "chart.leaves", "triangle-right", CHAIN_COLOUR),
        *marks(arriving, "chart.arrives", "circle", CHAIN_COLOUR, 8),
    ]
    for kind, colour in SUPPLY_COLOUR.items():
        usable = [(p.available_at, *rest) for p, rest in supplies if p.supply is kind]
        traces += marks(usable, f"chart.supply_{kind.value}", "triangle-up", colour, 10)
    return [
        *traces,
        *marks(dues, "chart.due", "diamond", "#000000", 10),
        *marks(faulty, "chart.not_plannable", "x", style.AS_OF),
    ]


def _delivery_hover(facts: Facts, outcome: Outcome, delivery: DeliveryOutcome) -> str:
    lines = [f"<b>{plain(outcome.order)}</b>"]
    lines += [
        facts.fact(key, short_moment_text(moment, facts.zone, facts.language))
        for key, moment in (
            ("ready", delivery.ready),
            ("leaves", delivery.leaves),
            ("arrives", delivery.arrives),
        )
    ]
    lines.append(facts.fact("due", deadline_text(delivery.due, facts.zone, facts.language)))
    return "<br>".join(lines)


def _due_hover(facts: Facts, outcome: Outcome, delivery: DeliveryOutcome) -> str:
    return "<br>".join(
        [facts.order_hover(outcome.order), plain(delivery_sentence(delivery, facts.names, facts.language))]
    )


def _supply_hover(facts: Facts, peg: Peg) -> str:
    language = facts.language
    lines = [
        f"<b>{plain(facts.names.name('material', peg.material, language))}</b>",
        facts.fact("quantity", f"{peg.quantity.normalize():f}"),
        facts.fact("supply", f"{label(peg.supply, language)} {peg.arrival or peg.purchase or ''}".strip()),
        facts.fact("available", moment_text(peg.available_at, facts.zone, language)),
        facts.fact("operation", facts.names.name_and_id("operation", peg.operation, language)),
    ]
    order_by = next((p.order_by for p in facts.plan.purchases if p.id == peg.purchase), None)
    if order_by is not None:
        lines.append(facts.fact("order_by", moment_text(order_by, facts.zone, language)))
    return "<br>".join(lines)


def _fault_hover(facts: Facts, outcome: Outcome) -> str:
    lines = [f"<b>{plain(outcome.order)}</b> · {plain(label(outcome.verdict, facts.language))}"]
    lines += [plain(fault_sentence(fault, facts.language, facts.names)) for fault in outcome.faults]
    return "<br>".join(lines)
