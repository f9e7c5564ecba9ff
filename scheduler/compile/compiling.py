"""Problem -> Compiled: every translation from the words of the shop to the arrays of `network`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.compile.calendars import CalendarClasses, calendar_windows, longest, resource_windows
from scheduler.compile.clock import Clock
from scheduler.compile.compiled import Compiled
from scheduler.compile.durations import working_minutes
from scheduler.compile.faults import FaultFinder, SharedDataError, active_pins, refuse_shared_faults
from scheduler.compile.materials import MaterialTables
from scheduler.compile.network import (
    DELIVERY,
    FINISHED,
    FREE,
    MODE,
    NEED,
    NEVER,
    OPERATION,
    ORDER,
    PIN,
    PREDECESSOR,
    RESOURCE,
    STARTED,
    STOCK,
    SUCCESSOR,
    SUPPLY,
    USE,
    Int64,
    Network,
    Records,
)
from scheduler.domain.decompose import decomposed
from scheduler.domain.due import Due, dues
from scheduler.domain.goal import Goal
from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.measure import overtime_costs
from scheduler.domain.operation import Mode, Operation, Progress, ProgressStatus
from scheduler.domain.order import Order, Penalty
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, OperationId, OrderId, ResourceId
from scheduler.domain.resource import ResourceKind

T = TypeVar("T")

GOAL_INDEX = {goal: index for index, goal in enumerate(Goal)}
"""Measures of the kernel in the order of the enumeration."""

YEAR = 366 * 24 * 60

FIRST_HORIZON = 2 * YEAR
"""An operation fits if an opening of the second year holds it. Openings of the first year may be single ones
(overtime, an
exception), which another operation may take; those of the second repeat, so a longer horizon always has room."""

MAXIMUM_HORIZON = 200 * YEAR


def compile_problem(problem: Problem, horizon: int = FIRST_HORIZON) -> Compiled:
    """Builds the arrays for all plannable orders that load capacity.

    Orders with faulty data are set aside with their reasons. Raises SharedDataError when data shared by orders are
    faulty.
    """
    problem = decomposed(problem)
    build = _Build(problem, horizon)
    return build.compiled()


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


class _Build:
    """Intermediate tables of one compilation; each method fills one family of arrays."""

    def __init__(self, problem: Problem, horizon: int) -> None:
        self.problem = problem
        self.horizon = horizon
        self.clock = Clock(problem.as_of)
        self.zone = ZoneInfo(problem.zone)
        self.classes = CalendarClasses()
        self.resources = tuple(sorted(problem.resources, key=lambda resource: resource.id))
        self.resource_by_id = {resource.id: resource for resource in self.resources}
        self.resource_index: dict[ResourceId, int] = {r.id: i for i, r in enumerate(self.resources)}
        self.workshops = sorted(workshop.id for workshop in problem.workshops)
        self.workshop_index = {id_: i for i, id_ in enumerate(self.workshops)}
        self.calendar_class = self._calendar_classes()
        self.resource_class = [
            self.classes.add(resource_windows(r, self.classes.windows[self.calendar_class[r.calendar]], self.clock))
            for r in self.resources
        ]
        self.class_of_resources: dict[tuple[ResourceId, ...], int] = {}
        self.room_of_class: dict[int, int] = {}
        self.progress: dict[OperationId, Progress] = {p.operation: p for p in problem.progress}
        self.pins: dict[OperationId, list[Pin]] = defaultdict(list)
        for pin in sorted(active_pins(problem), key=lambda pin: pin.id):
            self.pins[pin.operation].append(pin)
        self.finder = FaultFinder(problem)
        self.not_loaded: list[NotLoaded] = []
        self.not_plannable: dict[OrderId, tuple[Message, ...]] = {}
        self.orders: list[Order] = []
        self.operations: list[Operation] = []
        self.order_operations: list[list[Operation]] = []
        self._choose_orders()
        self.op_index: dict[OperationId, int] = {o.id: i for i, o in enumerate(self.operations)}
        refuse_shared_faults(problem, {o.id: o.order for o in self.operations})
        self.dues: list[tuple[Due, ...]] = [tuple(dues(order, self.zone)) for order in self.orders]

    def _calendar_classes(self) -> dict[CalendarId, int]:
        needed = {r.calendar for r in self.resources}
        needed |= {c.dispatch_calendar for c in self.problem.companies if c.dispatch_calendar}
        needed |= {d.receiving_calendar for d in self.problem.destinations if d.receiving_calendar}
        found = {}
        for calendar in sorted(self.problem.calendars, key=lambda calendar: calendar.id):
            if calendar.id in needed:
                spans = calendar_windows(calendar, self.zone, self.clock, self.horizon)
                if not spans:
                    raise SharedDataError(
                        "calendars",
                        calendar.id,
                        f"it never opens in the {self.horizon // 1440} days after as-of, but is used: give it shifts",
                    )
                found[calendar.id] = self.classes.add(spans)
        return found

    def _choose_orders(self) -> None:
        by_order: dict[OrderId, list[Operation]] = defaultdict(list)
        for operation in self.problem.operations:
            by_order[operation.order].append(operation)
        for order in sorted(self.problem.orders, key=lambda order: order.id):
            load, why_not = loading(order, self.problem)
            if load is Load.NONE:
                assert why_not is not None
                self.not_loaded.append(NotLoaded(order=order.id, reason=why_not))
                continue
            operations = sorted(by_order[order.id], key=lambda operation: operation.id)
            faults = self.finder.faults(order, operations) or self._fitting_faults(operations)
            if faults:
                self.not_plannable[order.id] = tuple(faults)
                continue
            ordered = _topological(operations)
            self.orders.append(order)
            self.order_operations.append(ordered)
            self.operations.extend(ordered)

    def mode_class(self, mode: Mode) -> int:
        """Calendar class in which the mode works; -1 for elapsed time."""
        if mode.outsourcing is not None:
            return -1
        resources = tuple(use.resource for use in mode.uses)
        class_ = self.class_of_resources.get(resources)
        if class_ is None:
            classes = frozenset(self.resource_class[self.resource_index[id_]] for id_ in resources)
            class_ = self.class_of_resources[resources] = self.classes.intersection(classes)
        return class_

    def _room(self, class_: int) -> int:
        """Longest opening of a class in the second year; elapsed time has no end."""
        if class_ < 0:
            return NEVER
        if class_ not in self.room_of_class:
            self.room_of_class[class_] = longest(self.classes.windows[class_], YEAR, FIRST_HORIZON)
        return self.room_of_class[class_]

    def usable(self, operation: Operation) -> list[Mode]:
        """Modes the engines see: usable ones, and for reported work the reported one alone."""
        progress = self.progress.get(operation.id)
        if progress is not None:
            return [mode for mode in operation.modes if mode.id == progress.mode]
        return [
            mode
            for mode in operation.modes
            if (mode.outsourcing is None or mode.outsourcing.approval.usable)
            and all(use.units <= self.resource_by_id[use.resource].units for use in mode.uses)
        ]

    def _allowed(self, operation: Operation, mode: Mode) -> bool:
        """Whether no resource pin forbids the mode."""
        return set(self.finder.pinned.get(operation.id, ())) <= {use.resource for use in mode.uses}

    def _fitting_faults(self, operations: Sequence[Operation]) -> list[Message]:
        """Operations that no opening of the second year can hold in any usable mode."""
        faults = []
        for operation in operations:
            if operation.id in self.progress:
                if not self.usable(operation):
                    faults.append(Message(key="no_usable_mode", parameters={"operation": operation.id}))
                continue
            best = 0
            for mode in self.usable(operation):
                if not self._allowed(operation, mode):
                    continue
                minutes = working_minutes(operation, mode, self.resource_by_id)
                if self._room(self.mode_class(mode)) >= (1 if operation.resumable else minutes):
                    break
                best = minutes if not best else min(best, minutes)
            else:
                faults.append(Message(key="never_fits", parameters={"operation": operation.id, "minutes": best}))
        return faults

    def compiled(self) -> Compiled:
        per_operation = [self.usable(operation) for operation in self.operations]
        modes = [(o, mode) for o, own in zip(self.operations, per_operation, strict=True) for mode in own]
        uses = [self._uses(operation, mode) for operation, mode in modes]
        predecessors = self._predecessors()
        followers: list[list[tuple[int, int]]] = [[] for _ in self.operations]
        for edge, (then, (first, _, _)) in enumerate((i, row) for i, own in enumerate(predecessors) for row in own):
            followers[first].append((then, edge))
        material = MaterialTables(self)
        deliveries, feeding = self._deliveries()
        network = Network(
            cal=self.classes.tables(self.horizon),
            res=_table([(r.units, c) for r, c in zip(self.resources, self.resource_class, strict=True)], RESOURCE),
            op=self._operation_table(modes, per_operation, predecessors, followers, material),
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
            goals=np.array([GOAL_INDEX[goal] for goal in self.problem.settings.goals], np.int64),
            base_cost=overtime_costs(self.problem),
        )
        return Compiled(
            problem=self.problem,
            clock=self.clock,
            network=network,
            classes=self.classes,
            orders=tuple(self.orders),
            operations=tuple(self.operations),
            modes=tuple((operation.id, mode.id) for operation, mode in modes),
            resources=tuple(resource.id for resource in self.resources),
            stocks=tuple(material.stocks),
            dues=tuple(self.dues),
            not_plannable=self.not_plannable,
            not_loaded=tuple(self.not_loaded),
        )

    def _finished(self, operation: Operation) -> bool:
        progress = self.progress.get(operation.id)
        return progress is not None and progress.status is ProgressStatus.FINISHED

    def _uses(self, operation: Operation, mode: Mode) -> list[tuple[int, int, int]]:
        """(resource, amount, held) rows of a mode; finished work takes nothing any more."""
        if self._finished(operation):
            return []
        own_class = self.mode_class(mode)
        rows = []
        for use in mode.uses:
            index = self.resource_index[use.resource]
            resource = self.resources[index]
            # Stations of a pool are always held; and in the class of the resource itself a pause is closed time for
            # everyone.
            held = use.held or resource.kind is ResourceKind.POOL or own_class == self.resource_class[index]
            rows.append((index, min(use.units, resource.units), int(held)))
        return rows

    def _mode_table(self, modes: Sequence[tuple[Operation, Mode]], uses: Sequence[Sequence[object]]) -> Records:
        rows = []
        for (operation, mode), span in zip(modes, _spans(uses), strict=True):
            progress = self.progress.get(operation.id)
            finished = self._finished(operation)
            if progress is None:
                # More than any horizon holds is as good as never, and fits into 32 bits.
                work = min(working_minutes(operation, mode, self.resource_by_id), NEVER)
            else:
                work = 0 if finished else progress.remaining_minutes or 0
            first = self.resource_by_id[mode.uses[0].resource] if mode.uses else None
            workshop = -1 if first is None else self.workshop_index[first.workshop]
            allowed = int(self._allowed(operation, mode))
            class_ = -1 if finished else self.mode_class(mode)
            rows.append((mode.cost, class_, work, workshop, allowed, *span))
        return _table(rows, MODE)

    def _operation_table(
        self,
        modes: Sequence[tuple[Operation, Mode]],
        per_operation: Sequence[Sequence[Mode]],
        predecessors: Sequence[Sequence[object]],
        followers: Sequence[Sequence[object]],
        material: MaterialTables,
    ) -> Records:
        spans = zip(_spans(per_operation), _spans(predecessors), _spans(followers), _spans(material.needs), strict=True)
        order_index = {order.id: i for i, order in enumerate(self.orders)}
        release_of_order = [self.clock.minute(work_may_start(order, self.problem)) for order in self.orders]
        mode_index = {(operation.id, mode.id): i for i, (operation, mode) in enumerate(modes)}
        published = {p.operation: p for p in self.problem.published}
        rows = []
        for i, (operation, span) in enumerate(zip(self.operations, spans, strict=True)):
            order = order_index[operation.order]
            progress = self.progress.get(operation.id)
            fact_start = 0
            if progress is None:
                bare = max(release_of_order[order], material.dedicated_release[i])
                if operation.not_before is not None:
                    bare = max(bare, self.clock.minute(operation.not_before))
                release, start_pin, end_pin = self._pinned(operation.id, bare)
            else:
                fact_start = self.clock.minute(progress.started_at)
                bare = 0 if progress.finished_at is None else self.clock.minute(progress.finished_at)
                release, start_pin, end_pin = bare, -1, NEVER
            before = published.get(operation.id)
            rows.append(
                (
                    order,
                    self.state(operation),
                    int(operation.resumable),
                    _bounded(release),
                    _bounded(bare),
                    _bounded(fact_start),
                    start_pin,
                    end_pin,
                    *(edge for pair in span for edge in pair),
                    -NEVER if before is None else _bounded(self.clock.minute(before.start)),
                    -1 if before is None else mode_index.get((operation.id, before.mode), -1),
                )
            )
        return _table(rows, OPERATION)

    def state(self, operation: Operation) -> int:
        if operation.id not in self.progress:
            return FREE
        return FINISHED if self._finished(operation) else STARTED

    def _pinned(self, operation: OperationId, bare_release: int) -> tuple[int, int, int]:
        """(release with pins, start pin or -1, end pin or NEVER) of an operation that has not begun."""
        release, start, end = bare_release, -1, NEVER
        for pin in self.pins.get(operation, ()):
            if pin.at is None:
                continue
            at = self.clock.minute(pin.at)
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
            (i, kinds[pin.kind], _bounded(self.clock.minute(pin.at)))
            for i, operation in enumerate(self.operations)
            if operation.id not in self.progress
            for pin in self.pins.get(operation.id, ())
            if pin.kind in kinds and pin.at is not None
        ]

    def _predecessors(self) -> list[list[tuple[int, int, int]]]:
        """(operation, lag, kind) rows per operation. Reported work is where it is, whatever should have come before
        it."""
        rows: list[list[tuple[int, int, int]]] = [
            []
            if operation.id in self.progress
            else [(self.op_index[link.operation], link.minimum_minutes, 0) for link in operation.after]
            for operation in self.operations
        ]
        for operation in self.operations:
            for pin in self.pins.get(operation.id, ()):
                then = self.op_index.get(pin.other) if pin.kind is PinKind.BEFORE and pin.other is not None else None
                if then is not None and not {operation.id, self.operations[then].id} & self.progress.keys():
                    rows[then].append((self.op_index[operation.id], 0, 1))
        return rows

    def _transport(self) -> Int64:
        n = len(self.workshops)
        matrix = np.full((n, n), self.problem.settings.default_transport_minutes, np.int64)
        np.fill_diagonal(matrix, 0)
        for entry in self.problem.transports:
            matrix[self.workshop_index[entry.from_workshop], self.workshop_index[entry.to_workshop]] = entry.minutes
        return matrix

    def _order_table(self) -> Records:
        spans = zip(_spans(self.order_operations), _spans(self.dues), strict=True)
        rows = []
        for order, (operations, deliveries) in zip(self.orders, spans, strict=True):
            penalty = order.penalty or Penalty()
            cap = -1 if penalty.cap is None else penalty.cap
            tentative = loading(order, self.problem).load is Load.TENTATIVE
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
        companies = {company.id: company for company in self.problem.companies}
        destinations = {destination.id: destination for destination in self.problem.destinations}
        rows: list[tuple[int, ...]] = []
        feeding: list[int] = []
        for order, operations, order_dues in zip(self.orders, self.order_operations, self.dues, strict=True):
            dispatch = receiving = -1
            transit = 0
            if order.destination is not None:
                destination = destinations[order.destination]
                transit = destination.transit_minutes
                leaving = companies[order.company].dispatch_calendar
                if destination.receiving_calendar is not None:
                    receiving = self.calendar_class[destination.receiving_calendar]
                if leaving is not None:
                    dispatch = self.calendar_class[leaving]
            release = self.clock.minute(work_may_start(order, self.problem))
            for due in order_dues:
                last = [self.op_index[id_] for id_ in self._last_operations(operations, due)]
                dates = (_bounded(self.clock.minute(due.committed)), _bounded(self.clock.minute(due.contract)))
                way = (release, order.packing_minutes, dispatch, transit, receiving)
                rows.append((*dates, *way, len(feeding), len(feeding) + len(last)))
                feeding += last
        return rows, feeding

    def _last_operations(self, operations: Sequence[Operation], due: Due) -> list[OperationId]:
        """Operations that feed a delivery and are not followed by another that feeds it too.

        Reported work counts as followed by nothing it had to wait for: facts may contradict the network.
        """
        feeding = [
            operation
            for operation in operations
            if due.line is None
            or operation.line is None
            or (operation.line == due.line and operation.instalment in (None, due.instalment))
        ]
        followed = {link.operation for o in feeding if o.id not in self.progress for link in o.after}
        return [operation.id for operation in feeding if operation.id not in followed]


def _bounded(minute: int) -> int:
    """Dates centuries away are as good as never; keeps them inside 32 bits."""
    return max(-NEVER, min(NEVER, minute))


def _topological(operations: Sequence[Operation]) -> list[Operation]:
    """Operations of one order, predecessors first, otherwise by id; there is no loop."""
    by_id = {operation.id: operation for operation in operations}
    waiting = {operation.id: {link.operation for link in operation.after} for operation in operations}
    followers: dict[OperationId, list[OperationId]] = defaultdict(list)
    for id_, predecessors in waiting.items():
        for predecessor in predecessors:
            followers[predecessor].append(id_)
    ready = sorted((id_ for id_, predecessors in waiting.items() if not predecessors), reverse=True)
    ordered = []
    while ready:
        id_ = ready.pop()
        ordered.append(by_id[id_])
        released = []
        for follower in followers[id_]:
            waiting[follower].discard(id_)
            if not waiting[follower]:
                released.append(follower)
        ready.extend(sorted(released, reverse=True))
    return ordered


def _global_order(
    edges: Sequence[Sequence[tuple[int, int, int]]], succ: Sequence[Sequence[tuple[int, int]]]
) -> list[int]:
    """All operations, predecessors first. Operations are already sorted inside orders; pins may cross orders."""
    if not any(kind for group in edges for _, _, kind in group):
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
