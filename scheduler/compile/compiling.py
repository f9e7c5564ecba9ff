"""Problem -> Compiled: every translation from the words of the shop to the arrays of `network`."""

from collections.abc import Sequence

import numpy as np

from scheduler.compile.compiled import Compiled
from scheduler.compile.deliveries import gate
from scheduler.compile.faults import SharedDataError
from scheduler.compile.materials import MaterialTables
from scheduler.compile.modes import ModeTables
from scheduler.compile.network import (
    BLOCK,
    CAP,
    DELIVERY,
    NEED,
    NEVER,
    OPERATION,
    ORDER,
    PIN,
    PREDECESSOR,
    RESOURCE,
    SOURCE,
    STOCK,
    SUCCESSOR,
    SUPPLY,
    TIE,
    USE,
    Int64,
    Network,
    Records,
)
from scheduler.compile.onward import onward_minutes
from scheduler.compile.overtime import caps_of_places
from scheduler.compile.selection import FIRST_HORIZON, MAXIMUM_HORIZON, Selection
from scheduler.compile.stations import THOUSANDTHS
from scheduler.compile.tables import bounded, flat, spans, table
from scheduler.compile.ties import ties
from scheduler.compile.units import Edge, merged_links, units
from scheduler.domain.decompose import decomposed
from scheduler.domain.due import Due
from scheduler.domain.goal import Goal
from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.measure import overtime_costs
from scheduler.domain.operation import Operation, Relation
from scheduler.domain.order import Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId

ENDS = {
    Relation.FINISH_START: (0, 0),
    Relation.START_START: (1, 0),
    Relation.FINISH_FINISH: (0, 1),
    Relation.START_FINISH: (1, 1),
}
"""Whether a relation counts from the predecessor's start, and to this operation's end."""

GOAL_INDEX = {goal: index for index, goal in enumerate(Goal)}
"""Measures of the kernel in the order of the enumeration."""


def compile_problem(problem: Problem, horizon: int = FIRST_HORIZON) -> Compiled:
    """Builds the arrays for all plannable orders that load capacity.

    Orders with faulty data are set aside with their reasons. Raises SharedDataError when data shared by orders are
    faulty.
    """
    return _Tables(Selection(decomposed(problem), horizon)).compiled()


def with_longer_horizon(compiled: Compiled, original: Problem) -> Compiled:
    """The same problem with twice the horizon, after work did not fit."""
    horizon = compiled.network.cal.horizon * 2
    if horizon > MAXIMUM_HORIZON:
        raise SharedDataError("calendars", None, "the work does not fit into 200 years: one is almost always closed")
    return compile_problem(original, horizon)


class _Tables:
    """Each method fills one table of the network."""

    def __init__(self, chosen: Selection) -> None:
        self.chosen = chosen
        self.modes = ModeTables(chosen)

    def compiled(self) -> Compiled:
        predecessors = self._predecessors()
        followers: list[list[tuple[int, int]]] = [[] for _ in self.chosen.operations]
        for edge, (then, (first, *_)) in enumerate((i, row) for i, own in enumerate(predecessors) for row in own):
            followers[first].append((then, edge))
        sequence, unit_spans = units(self.chosen, predecessors)
        self.material = MaterialTables(self.chosen)
        needs = flat(self.material.needs)
        sources = flat(needs)
        deliveries, feeding = self._deliveries()
        tied = ties(self.chosen.together, self.chosen.apart, self.chosen.op_index)
        tie_rows = [tied.get(i, []) for i in range(len(self.chosen.operations))]
        uses = self.modes.uses()
        mode_table = self.modes.mode_table(uses)
        overtime, rate = self.modes.overtime_tables()
        set_ups, set_up_spans, shortcuts = self.modes.set_up_table()
        cap_spans, cap_rows = caps_of_places(
            [place.resource for place in self.chosen.places], self.chosen.overtime, self.chosen.zone, self.chosen.clock
        )
        network = Network(
            cal=self.chosen.classes.tables(self.chosen.horizon),
            res=self._resource_table(set_up_spans, cap_spans),
            op=self._operation_table(predecessors, followers, tie_rows, unit_spans),
            mode=mode_table,
            use=table(flat(uses), USE),
            pred=table(flat(predecessors), PREDECESSOR),
            succ=table(flat(followers), SUCCESSOR),
            tie=table(flat(tie_rows), TIE),
            set_up=set_ups,
            block=table(self._blocks(), BLOCK),
            cap=table(cap_rows, CAP),
            overtime=overtime,
            rate=rate,
            pin=table(self._breakable_pins(), PIN),
            need=table(spans(needs), NEED),
            source=table(sources, SOURCE),
            stock=table(self.material.stock_rows, STOCK),
            supply=table(self.material.supply_rows, SUPPLY),
            order=self._order_table(),
            delivery=table(deliveries, DELIVERY),
            delivery_op=np.array(feeding, np.int64),
            transport=self._transport(),
            topo=np.array(_global_order(predecessors, followers), np.int64),
            goals=np.array([GOAL_INDEX[goal] for goal in self.chosen.problem.settings.goals], np.int64),
            sequence=np.array(sequence, np.int64),
            limited=sum(edge[3] < NEVER for rows in predecessors for edge in rows),
            base_cost=overtime_costs(self.chosen.problem),
            stations=sum(place.resource.remembers for place in self.chosen.places),
            shortcuts=int(shortcuts),
        )
        network.mode["onward"] = onward_minutes(network, followers)
        return Compiled(
            problem=self.chosen.problem,
            clock=self.chosen.clock,
            network=network,
            classes=self.chosen.classes,
            orders=tuple(self.chosen.orders),
            operations=tuple(self.chosen.operations),
            modes=tuple((variant.operation.id, variant.mode.id) for variant in self.modes.variants),
            resources=tuple(place.resource.id for place in self.chosen.places),
            units=tuple(place.unit for place in self.chosen.places),
            stocks=tuple(self.material.stocks),
            dues=tuple(self.chosen.dues),
            not_plannable=self.chosen.not_plannable,
            not_loaded=tuple(self.chosen.not_loaded),
        )

    def _resource_table(self, set_up_spans: Sequence[tuple[int, int]], cap_spans: Sequence[tuple[int, int]]) -> Records:
        rows = []
        for index, (place, (states, first), cap_span) in enumerate(
            zip(self.chosen.places, set_up_spans, cap_spans, strict=True)
        ):
            resource, class_ = place.resource, self.chosen.place_class[index]
            most_load = 0 if resource.most_load is None else int(resource.most_load * THOUSANDTHS)
            rows.append(
                (
                    resource.units if place.unit < 0 else 1,
                    class_,
                    int(resource.remembers),
                    most_load,
                    states,
                    first,
                    class_ if resource.set_ups_in_shifts else -1,
                    self.modes.initial[index],
                    *cap_span,
                )
            )
        return table(rows, RESOURCE)

    def _blocks(self) -> list[tuple[int, int, int, int]]:
        """(resource, start, end, units) that are not there; of stations they are closed times instead."""
        return [(index, *row) for index in range(len(self.chosen.places)) for row in self.chosen.blocks(index)]

    def _operation_table(
        self,
        predecessors: Sequence[Sequence[object]],
        followers: Sequence[Sequence[object]],
        tie_rows: Sequence[Sequence[object]],
        unit_spans: Sequence[tuple[int, int]],
    ) -> Records:
        material = self.material
        tables = (self.modes.per_operation, predecessors, followers, material.needs)
        ranges = zip(*(spans(rows) for rows in tables), strict=True)
        tie_spans = spans(tie_rows)
        order_index = {order.id: i for i, order in enumerate(self.chosen.orders)}
        release_of_order = [
            self.chosen.clock.minute(work_may_start(order, self.chosen.problem)) for order in self.chosen.orders
        ]
        mode_index: dict[tuple[str, str], int] = {}
        for i, variant in enumerate(self.modes.variants):
            mode_index.setdefault((variant.operation.id, variant.mode.id), i)
        published = {p.operation: p for p in self.chosen.problem.published}
        rows = []
        for i, (operation, span) in enumerate(zip(self.chosen.operations, ranges, strict=True)):
            order = order_index[operation.order]
            progress = self.chosen.progress.get(operation.id)
            fact_start = 0
            if progress is None:
                bare = max(release_of_order[order], material.dedicated_release[i])
                if operation.not_before is not None:
                    bare = max(bare, self.chosen.clock.minute(operation.not_before))
                release, start_pin, end_pin = self._pinned(operation.id, bare)
            else:
                fact_start = self.chosen.clock.minute(progress.started_at)
                bare = 0 if progress.finished_at is None else self.chosen.clock.minute(progress.finished_at)
                release, start_pin, end_pin = bare, -1, NEVER
            before = published.get(operation.id)
            rows.append(
                (
                    order,
                    self.chosen.state(operation),
                    int(operation.resumable),
                    bounded(release),
                    bounded(bare),
                    bounded(fact_start),
                    start_pin,
                    end_pin,
                    *(edge for pair in span for edge in pair),
                    *unit_spans[i],
                    *tie_spans[i],
                    -NEVER if before is None else bounded(self.chosen.clock.minute(before.start)),
                    -1 if before is None else mode_index.get((operation.id, before.mode), -1),
                )
            )
        return table(rows, OPERATION)

    def _pinned(self, operation: OperationId, bare_release: int) -> tuple[int, int, int]:
        """(release with pins, start pin or -1, end pin or NEVER) of an operation that has not begun."""
        release, start, end = bare_release, -1, NEVER
        for pin in self.chosen.pins.get(operation, ()):
            if pin.at is None:
                continue
            at = self.chosen.clock.minute(pin.at)
            if pin.kind is PinKind.NOT_AFTER:
                end = min(end, at)
            else:
                release = max(release, at)
                if pin.kind is PinKind.START:
                    start = max(start, at)
        return release, start, end

    def _breakable_pins(self) -> list[tuple[int, int, int]]:
        """(operation, starts 0 or ends 1, minute) rows of pins that facts can break, on work that has not begun."""
        kinds = {PinKind.START: 0, PinKind.NOT_AFTER: 1}
        return [
            (i, kinds[pin.kind], bounded(self.chosen.clock.minute(pin.at)))
            for i, operation in enumerate(self.chosen.operations)
            if operation.id not in self.chosen.progress
            for pin in self.chosen.pins.get(operation.id, ())
            if pin.kind in kinds and pin.at is not None
        ]

    def _predecessors(self) -> list[list[Edge]]:
        """Rows of the predecessor table per operation. Reported work is where it is, whatever should have come before
        it."""
        rows: list[list[Edge]] = [
            []
            if operation.id in self.chosen.progress
            else [
                (
                    self.chosen.op_index[link.operation],
                    link.minimum_minutes,
                    0,
                    NEVER if link.maximum_minutes is None else link.maximum_minutes,
                    *ENDS[link.relation],
                )
                for link in merged_links(operation)
            ]
            for operation in self.chosen.operations
        ]
        for operation in self.chosen.operations:
            for pin in self.chosen.pins.get(operation.id, ()):
                then = (
                    self.chosen.op_index.get(pin.other)
                    if pin.kind is PinKind.BEFORE and pin.other is not None
                    else None
                )
                if (
                    then is not None
                    and not {operation.id, self.chosen.operations[then].id} & self.chosen.progress.keys()
                ):
                    rows[then].append((self.chosen.op_index[operation.id], 0, 1, NEVER, 0, 0))
        return rows

    def _transport(self) -> Int64:
        n = len(self.chosen.workshops)
        matrix = np.full((n, n), self.chosen.problem.settings.default_transport_minutes, np.int64)
        np.fill_diagonal(matrix, 0)
        for entry in self.chosen.problem.transports:
            matrix[self.chosen.workshop_index[entry.from_workshop], self.chosen.workshop_index[entry.to_workshop]] = (
                entry.minutes
            )
        return matrix

    def _order_table(self) -> Records:
        ranges = zip(spans(self.chosen.order_operations), spans(self.chosen.dues), strict=True)
        rows = []
        for order, (operations, deliveries) in zip(self.chosen.orders, ranges, strict=True):
            penalty = order.penalty or Penalty()
            cap = -1 if penalty.cap is None else penalty.cap
            tentative = loading(order, self.chosen.problem).load is Load.TENTATIVE
            rows.append(
                (
                    order.weight,
                    penalty.fixed,
                    penalty.per_day,
                    cap,
                    int(order.untradeable),
                    int(tentative),
                    *operations,
                    *deliveries,
                )
            )
        return table(rows, ORDER)

    def _deliveries(self) -> tuple[list[tuple[int, ...]], list[int]]:
        """Rows of the delivery table and the last operations feeding them."""
        companies = {company.id: company for company in self.chosen.problem.companies}
        destinations = {destination.id: destination for destination in self.chosen.problem.destinations}
        rows: list[tuple[int, ...]] = []
        feeding: list[int] = []
        for order, operations, order_dues in zip(
            self.chosen.orders, self.chosen.order_operations, self.chosen.dues, strict=True
        ):
            dispatch = receiving = -1
            transit = 0
            destination = None
            if order.destination is not None:
                destination = destinations[order.destination]
                transit = destination.transit_minutes
                leaving = companies[order.company].dispatch_calendar
                if destination.receiving_calendar is not None:
                    receiving = self.chosen.calendar_class[destination.receiving_calendar]
                if leaving is not None:
                    dispatch = self.chosen.calendar_class[leaving]
            release = self.chosen.clock.minute(work_may_start(order, self.chosen.problem))
            for due in order_dues:
                last = [self.chosen.op_index[id_] for id_ in self._last_operations(operations, due)]
                dates = (
                    bounded(self.chosen.clock.minute(due.committed)),
                    bounded(self.chosen.clock.minute(due.contract)),
                )
                way = (release, order.packing_minutes, dispatch, transit, receiving)
                terms = (
                    bounded(gate(order, due, destination, self.chosen.problem, self.chosen.clock)),
                    int(order.destination is None),
                    order.storage_cost_per_day,
                )
                rows.append((*dates, *way, *terms, len(feeding), len(feeding) + len(last)))
                feeding += last
        return rows, feeding

    def _last_operations(self, operations: Sequence[Operation], due: Due) -> list[OperationId]:
        """Operations that feed a delivery, without those that surely end no later than another that feeds it too.

        Reported work counts as followed by nothing it had to wait for: facts may contradict the network.
        """
        feeding = [
            operation
            for operation in operations
            if due.line is None
            or operation.line is None
            or (operation.line == due.line and operation.instalment in (None, due.instalment))
        ]
        followed = {
            link.operation
            for o in feeding
            if o.id not in self.chosen.progress
            for link in o.after
            if link.relation in (Relation.FINISH_START, Relation.FINISH_FINISH)
        }
        return [operation.id for operation in feeding if operation.id not in followed]


def _global_order(edges: Sequence[Sequence[Edge]], succ: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
    """All operations, predecessors first. Operations are already sorted inside orders; pins may cross orders."""
    if not any(kind for group in edges for _, _, kind, *_ in group):
        return list(range(len(edges)))
    open_edges = [len(group) for group in edges]
    ready = [i for i in range(len(edges) - 1, -1, -1) if not open_edges[i]]
    ordered = []
    while ready:
        i = ready.pop()
        ordered.append(i)
        for then, _ in reversed(succ[i]):
            open_edges[then] -= 1
            if not open_edges[then]:
                ready.append(then)
    return ordered
