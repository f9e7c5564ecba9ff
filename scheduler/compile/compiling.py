"""Problem -> Compiled: every translation from the words of the shop to the arrays of `network`."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from scheduler.compile.compiled import Compiled
from scheduler.compile.durations import working_minutes
from scheduler.compile.faults import SharedDataError
from scheduler.compile.materials import MaterialTables
from scheduler.compile.network import (
    DELIVERY,
    MODE,
    NEED,
    NEVER,
    OPERATION,
    ORDER,
    PIN,
    PREDECESSOR,
    RESOURCE,
    STOCK,
    SUCCESSOR,
    SUPPLY,
    USE,
    Int64,
    Network,
    Records,
)
from scheduler.compile.selection import FIRST_HORIZON, MAXIMUM_HORIZON, Selection
from scheduler.compile.units import Edge, merged_links, units
from scheduler.domain.decompose import decomposed
from scheduler.domain.due import Due
from scheduler.domain.goal import Goal
from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.measure import overtime_costs
from scheduler.domain.operation import Mode, Operation, Relation
from scheduler.domain.order import Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.domain.resource import ResourceKind

T = TypeVar("T")

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


def _table(rows: Sequence[tuple[int, ...]], kind: np.dtype[np.void]) -> Records:
    """Rows in the column order of `kind`."""
    return np.array(rows, kind) if rows else np.zeros(0, kind)


def _spans(groups: Iterable[Sequence[object]]) -> list[tuple[int, int]]:
    """First and end row of each group in the flat list of all groups."""
    found, position = [], 0
    for group in groups:
        found.append((position, position + len(group)))
        position += len(group)
    return found


def _flat(groups: Iterable[Sequence[T]]) -> list[T]:
    return [row for group in groups for row in group]


class _Tables:
    """Each method fills one table of the network."""

    def __init__(self, chosen: Selection) -> None:
        self.chosen = chosen

    def compiled(self) -> Compiled:
        per_operation = [self.chosen.usable(operation) for operation in self.chosen.operations]
        modes = [(o, mode) for o, own in zip(self.chosen.operations, per_operation, strict=True) for mode in own]
        uses = [self._uses(operation, mode) for operation, mode in modes]
        predecessors = self._predecessors()
        followers: list[list[tuple[int, int]]] = [[] for _ in self.chosen.operations]
        for edge, (then, (first, *_)) in enumerate((i, row) for i, own in enumerate(predecessors) for row in own):
            followers[first].append((then, edge))
        sequence, unit_spans = units(self.chosen, predecessors)
        material = MaterialTables(self.chosen)
        deliveries, feeding = self._deliveries()
        network = Network(
            cal=self.chosen.classes.tables(self.chosen.horizon),
            res=_table(
                [(r.units, c) for r, c in zip(self.chosen.resources, self.chosen.resource_class, strict=True)], RESOURCE
            ),
            op=self._operation_table(modes, per_operation, predecessors, followers, material, unit_spans),
            mode=self._mode_table(modes, uses),
            use=_table(_flat(uses), USE),
            pred=_table(_flat(predecessors), PREDECESSOR),
            succ=_table(_flat(followers), SUCCESSOR),
            pin=_table(self._breakable_pins(), PIN),
            need=_table(_flat(material.needs), NEED),
            stock=_table(material.stock_rows, STOCK),
            supply=_table(material.supply_rows, SUPPLY),
            order=self._order_table(),
            delivery=_table(deliveries, DELIVERY),
            delivery_op=np.array(feeding, np.int64),
            transport=self._transport(),
            topo=np.array(_global_order(predecessors, followers), np.int64),
            goals=np.array([GOAL_INDEX[goal] for goal in self.chosen.problem.settings.goals], np.int64),
            sequence=np.array(sequence, np.int64),
            limited=sum(edge[3] < NEVER for rows in predecessors for edge in rows),
            joined=sum(end - first > 1 for first, end in unit_spans),
            base_cost=overtime_costs(self.chosen.problem),
        )
        return Compiled(
            problem=self.chosen.problem,
            clock=self.chosen.clock,
            network=network,
            classes=self.chosen.classes,
            orders=tuple(self.chosen.orders),
            operations=tuple(self.chosen.operations),
            modes=tuple((operation.id, mode.id) for operation, mode in modes),
            resources=tuple(resource.id for resource in self.chosen.resources),
            stocks=tuple(material.stocks),
            dues=tuple(self.chosen.dues),
            not_plannable=self.chosen.not_plannable,
            not_loaded=tuple(self.chosen.not_loaded),
        )

    def _uses(self, operation: Operation, mode: Mode) -> list[tuple[int, int, int]]:
        """(resource, amount, held) rows of a mode; finished work takes nothing any more."""
        if self.chosen.finished(operation):
            return []
        own_class = self.chosen.mode_class(mode)
        rows = []
        for use in mode.uses:
            index = self.chosen.resource_index[use.resource]
            resource = self.chosen.resources[index]
            # Stations of a pool are always held; and in the class of the resource itself a pause is closed time for
            # everyone.
            held = use.held or resource.kind is ResourceKind.POOL or own_class == self.chosen.resource_class[index]
            rows.append((index, min(use.units, resource.units), int(held)))
        return rows

    def _mode_table(self, modes: Sequence[tuple[Operation, Mode]], uses: Sequence[Sequence[object]]) -> Records:
        rows = []
        for (operation, mode), span in zip(modes, _spans(uses), strict=True):
            progress = self.chosen.progress.get(operation.id)
            finished = self.chosen.finished(operation)
            if progress is None:
                # More than any horizon holds is as good as never, and fits into 32 bits.
                work = min(working_minutes(operation, mode, self.chosen.resource_by_id), NEVER)
            else:
                work = 0 if finished else progress.remaining_minutes or 0
            first = self.chosen.resource_by_id[mode.uses[0].resource] if mode.uses else None
            workshop = -1 if first is None else self.chosen.workshop_index[first.workshop]
            allowed = int(self.chosen.allowed(operation, mode))
            class_ = -1 if finished else self.chosen.mode_class(mode)
            rows.append((mode.cost, class_, work, workshop, allowed, *span))
        return _table(rows, MODE)

    def _operation_table(
        self,
        modes: Sequence[tuple[Operation, Mode]],
        per_operation: Sequence[Sequence[Mode]],
        predecessors: Sequence[Sequence[object]],
        followers: Sequence[Sequence[object]],
        material: MaterialTables,
        unit_spans: Sequence[tuple[int, int]],
    ) -> Records:
        spans = zip(_spans(per_operation), _spans(predecessors), _spans(followers), _spans(material.needs), strict=True)
        order_index = {order.id: i for i, order in enumerate(self.chosen.orders)}
        release_of_order = [
            self.chosen.clock.minute(work_may_start(order, self.chosen.problem)) for order in self.chosen.orders
        ]
        mode_index = {(operation.id, mode.id): i for i, (operation, mode) in enumerate(modes)}
        published = {p.operation: p for p in self.chosen.problem.published}
        rows = []
        for i, (operation, span) in enumerate(zip(self.chosen.operations, spans, strict=True)):
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
                    _bounded(release),
                    _bounded(bare),
                    _bounded(fact_start),
                    start_pin,
                    end_pin,
                    *(edge for pair in span for edge in pair),
                    *unit_spans[i],
                    -NEVER if before is None else _bounded(self.chosen.clock.minute(before.start)),
                    -1 if before is None else mode_index.get((operation.id, before.mode), -1),
                )
            )
        return _table(rows, OPERATION)

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
            (i, kinds[pin.kind], _bounded(self.chosen.clock.minute(pin.at)))
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
        spans = zip(_spans(self.chosen.order_operations), _spans(self.chosen.dues), strict=True)
        rows = []
        for order, (operations, deliveries) in zip(self.chosen.orders, spans, strict=True):
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
        return _table(rows, ORDER)

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
                    _bounded(self.chosen.clock.minute(due.committed)),
                    _bounded(self.chosen.clock.minute(due.contract)),
                )
                way = (release, order.packing_minutes, dispatch, transit, receiving)
                rows.append((*dates, *way, len(feeding), len(feeding) + len(last)))
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


def _bounded(minute: int) -> int:
    """Dates centuries away are as good as never; keeps them inside 32 bits."""
    return max(-NEVER, min(NEVER, minute))


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
