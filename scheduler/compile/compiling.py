"""Problem -> Compiled: every translation from the words of the shop to the arrays of `network`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.compile.calendars import CalendarClasses, calendar_windows, longest, resource_windows
from scheduler.compile.clock import Clock
from scheduler.compile.durations import working_minutes
from scheduler.compile.faults import FaultFinder, SharedDataError, active_pins, refuse_shared_faults
from scheduler.compile.materials import compile_materials
from scheduler.compile.network import FINISHED, FREE, NEVER, STARTED, Compiled, Network
from scheduler.domain.decompose import decomposed
from scheduler.domain.due import Due, dues
from scheduler.domain.goal import Goal
from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.measure import overtime_costs
from scheduler.domain.operation import Mode, Operation, Progress, ProgressStatus
from scheduler.domain.order import Order
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, OperationId, OrderId, ResourceId

GOAL_INDEX = {goal: index for index, goal in enumerate(Goal)}
"""Measures of the kernel in the order of the enumeration."""

FIRST_HORIZON = 2 * 366 * 24 * 60
"""Two years: also how far ahead an opening is looked for before an operation is said never to fit."""

MAXIMUM_HORIZON = 200 * 366 * 24 * 60


def compile_problem(problem: Problem, horizon: int = FIRST_HORIZON) -> Compiled:
    """Builds the arrays for all plannable orders that load capacity.

    Orders with faulty data are set aside with their reasons. Raises SharedDataError when data shared by orders are faulty.
    """
    problem = decomposed(problem)
    build = _Build(problem, horizon)
    return build.compiled()


def with_longer_horizon(compiled: Compiled, original: Problem) -> Compiled:
    """The same problem with twice the horizon, after work did not fit."""
    horizon = compiled.network.horizon * 2
    if horizon > MAXIMUM_HORIZON:
        raise SharedDataError("the work does not fit into 200 years: a calendar is almost always closed")
    return compile_problem(original, horizon)


def _array(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, np.int32).reshape(len(values))


def _long(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, np.int64).reshape(len(values))


def _pointers(groups: Iterable[Sequence[object]]) -> list[int]:
    pointers = [0]
    for group in groups:
        pointers.append(pointers[-1] + len(group))
    return pointers


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
            self.classes.add(
                resource_windows(r, self.classes.windows[self.calendar_class[r.calendar]], self.clock)
            )
            for r in self.resources
        ]
        self.progress: dict[OperationId, Progress] = {p.operation: p for p in problem.progress}
        self.pins = active_pins(problem)
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
                        f"calendar {calendar.id!r} never opens from {self.problem.as_of.isoformat()} on: give it shifts"
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
            operations = by_order[order.id]
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
        return self.classes.intersection(
            frozenset(self.resource_class[self.resource_index[use.resource]] for use in mode.uses)
        )

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

    def _fitting_faults(self, operations: Sequence[Operation]) -> list[Message]:
        """Operations that no opening in the first two years can hold in any usable mode."""
        faults = []
        for operation in operations:
            if operation.id in self.progress:
                if not self.usable(operation):
                    faults.append(Message(key="no_usable_mode", parameters={"operation": operation.id}))
                continue
            best = 0
            for mode in self.usable(operation):
                minutes = working_minutes(operation, mode, self.resource_by_id)
                class_ = self.mode_class(mode)
                room = NEVER if class_ < 0 else longest(self.classes.windows[class_], FIRST_HORIZON)
                if room >= (1 if operation.resumable else minutes):
                    break
                best = minutes if not best else min(best, minutes)
            else:
                faults.append(Message(key="never_fits", parameters={"operation": operation.id, "minutes": best}))
        return faults

    def compiled(self) -> Compiled:
        arrays: dict[str, object] = {}
        modes = self._modes(arrays)
        self._operations(arrays, modes)
        self._edges(arrays)
        stocks = compile_materials(self, arrays)
        self._orders(arrays)
        self._published(arrays, modes)
        arrays["transport"] = self._transport()
        arrays["res_units"] = _array([r.units for r in self.resources])
        arrays["res_class"] = _array(self.resource_class)
        arrays["goals"] = _array([GOAL_INDEX[goal] for goal in self.problem.settings.goals])
        arrays["base_cost"] = overtime_costs(self.problem)
        arrays["horizon"] = self.horizon
        arrays |= self.classes.tables(self.horizon)
        return Compiled(
            problem=self.problem,
            clock=self.clock,
            network=Network(**arrays),  # type: ignore[arg-type]
            classes=self.classes,
            orders=tuple(self.orders),
            operations=tuple(self.operations),
            modes=tuple((operation.id, mode.id) for operation, mode in modes),
            resources=tuple(resource.id for resource in self.resources),
            stocks=stocks,
            dues=tuple(self.dues),
            not_plannable=self.not_plannable,
            not_loaded=tuple(self.not_loaded),
        )

    def _modes(self, arrays: dict[str, object]) -> list[tuple[Operation, Mode]]:
        pinned = self.finder.pinned
        per_operation = [[(operation, mode) for mode in self.usable(operation)] for operation in self.operations]
        modes = [pair for pairs in per_operation for pair in pairs]
        class_, work, cost, workshop, allowed = [], [], [], [], []
        uses: list[list[tuple[int, int, int]]] = []
        for operation, mode in modes:
            progress = self.progress.get(operation.id)
            finished = progress is not None and progress.status is ProgressStatus.FINISHED
            own_class = self.mode_class(mode)
            class_.append(-1 if finished else own_class)
            if progress is None:
                work.append(working_minutes(operation, mode, self.resource_by_id))
            else:
                work.append(0 if finished else progress.remaining_minutes or 0)
            cost.append(mode.cost)
            first = self.resource_by_id[mode.uses[0].resource] if mode.uses else None
            workshop.append(-1 if first is None else self.workshop_index[first.workshop])
            allowed.append(int(set(pinned.get(operation.id, ())) <= {use.resource for use in mode.uses}))
            uses.append(
                []
                if finished
                else [
                    (
                        self.resource_index[use.resource],
                        use.units,
                        # In the class of the resource itself a pause is closed time: nobody else could use it.
                        int(use.held or own_class == self.resource_class[self.resource_index[use.resource]]),
                    )
                    for use in mode.uses
                ]
            )
        arrays["op_mode_ptr"] = _array(_pointers(per_operation))
        arrays["mode_class"], arrays["mode_work"] = _array(class_), _array(work)
        arrays["mode_cost"], arrays["mode_workshop"] = _long(cost), _array(workshop)
        arrays["mode_allowed"] = _array(allowed)
        arrays["mode_use_ptr"] = _array(_pointers(uses))
        flat = [use for group in uses for use in group]
        arrays["use_resource"] = _array([use[0] for use in flat])
        arrays["use_amount"] = _array([use[1] for use in flat])
        arrays["use_held"] = _array([use[2] for use in flat])
        return modes

    def _operations(self, arrays: dict[str, object], modes: Sequence[tuple[Operation, Mode]]) -> None:
        n = len(self.operations)
        release, bare, state = [0] * n, [0] * n, [FREE] * n
        start_pin, end_pin = [-1] * n, [NEVER] * n
        release_of_order = {o.id: self.clock.minute(work_may_start(o, self.problem)) for o in self.orders}
        for i, operation in enumerate(self.operations):
            progress = self.progress.get(operation.id)
            if progress is None:
                bare[i] = release_of_order[operation.order]
                if operation.not_before is not None:
                    bare[i] = max(bare[i], self.clock.minute(operation.not_before))
            elif progress.status is ProgressStatus.STARTED:
                state[i] = STARTED
            else:
                state[i] = FINISHED
                assert progress.finished_at is not None
                bare[i] = self.clock.minute(progress.finished_at)
            release[i] = bare[i]
        for pin in self.pins:
            index = self.op_index.get(pin.operation)
            if index is None or state[index] != FREE or pin.at is None:
                continue
            at = self.clock.minute(pin.at)
            if pin.kind in (PinKind.START, PinKind.NOT_BEFORE):
                release[index] = max(release[index], at)
            if pin.kind is PinKind.START:
                start_pin[index] = at
            elif pin.kind is PinKind.NOT_AFTER:
                end_pin[index] = min(end_pin[index], at)
        arrays["op_order"] = _array([i for i, group in enumerate(self.order_operations) for _ in group])
        arrays["op_state"], arrays["op_resumable"] = _array(state), _array([int(o.resumable) for o in self.operations])
        arrays["op_release"], arrays["op_bare_release"] = _array(release), _array(bare)
        arrays["op_start_pin"], arrays["op_end_pin"] = _array(start_pin), _array(end_pin)

    def _edges(self, arrays: dict[str, object]) -> None:
        edges: list[list[tuple[int, int, int]]] = [
            [(self.op_index[link.operation], link.minimum_minutes, 0) for link in operation.after]
            for operation in self.operations
        ]
        state = arrays["op_state"]
        assert isinstance(state, np.ndarray)
        for pin in self.pins:
            if pin.kind is PinKind.BEFORE and pin.other is not None:
                first, then = self.op_index.get(pin.operation), self.op_index.get(pin.other)
                if first is not None and then is not None and state[first] == FREE and state[then] == FREE:
                    edges[then].append((first, 0, 1))
        arrays["op_pred_ptr"] = _array(_pointers(edges))
        flat = [(then, edge) for then, group in enumerate(edges) for edge in group]
        arrays["pred_op"] = _array([edge[0] for _, edge in flat])
        arrays["pred_lag"] = _array([edge[1] for _, edge in flat])
        arrays["pred_kind"] = _array([edge[2] for _, edge in flat])
        succ: list[list[tuple[int, int]]] = [[] for _ in self.operations]
        for e, (then, edge) in enumerate(flat):
            succ[edge[0]].append((then, e))
        arrays["op_succ_ptr"] = _array(_pointers(succ))
        arrays["succ_op"] = _array([then for group in succ for then, _ in group])
        arrays["succ_edge"] = _array([e for group in succ for _, e in group])
        arrays["topo"] = _array(_global_order(edges, succ))

    def _transport(self) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        n = len(self.workshops)
        matrix = np.full((n, n), self.problem.settings.default_transport_minutes, np.int32)
        np.fill_diagonal(matrix, 0)
        for entry in self.problem.transports:
            matrix[self.workshop_index[entry.from_workshop], self.workshop_index[entry.to_workshop]] = entry.minutes
        return matrix

    def _orders(self, arrays: dict[str, object]) -> None:
        companies = {company.id: company for company in self.problem.companies}
        destinations = {destination.id: destination for destination in self.problem.destinations}
        weight, fixed, per_day, cap = [], [], [], []
        deliveries: list[tuple[int, int, int, int, int, int, int]] = []
        feeding: list[list[int]] = []
        for order, operations, order_dues in zip(self.orders, self.order_operations, self.dues, strict=True):
            penalty = order.penalty
            weight.append(order.weight)
            fixed.append(penalty.fixed if penalty else 0)
            per_day.append(penalty.per_day if penalty else 0)
            cap.append(-1 if penalty is None or penalty.cap is None else penalty.cap)
            dispatch = receiving = -1
            transit = 0
            if order.destination is not None:
                destination = destinations[order.destination]
                transit = destination.transit_minutes
                if destination.receiving_calendar is not None:
                    receiving = self.calendar_class[destination.receiving_calendar]
                leaving = companies[order.company].dispatch_calendar
                if leaving is not None:
                    dispatch = self.calendar_class[leaving]
            release = self.clock.minute(work_may_start(order, self.problem))
            for due in order_dues:
                deliveries.append(
                    (
                        _bounded(self.clock.minute(due.committed)),
                        _bounded(self.clock.minute(due.contract)),
                        release,
                        order.packing_minutes,
                        dispatch,
                        transit,
                        receiving,
                    )
                )
                feeding.append([self.op_index[id_] for id_ in _last_operations(operations, due)])
        arrays["order_op_ptr"] = _array(_pointers(self.order_operations))
        arrays["order_delivery_ptr"] = _array(_pointers(self.dues))
        arrays["order_weight"], arrays["order_fixed"] = _long(weight), _long(fixed)
        arrays["order_per_day"], arrays["order_cap"] = _long(per_day), _long(cap)
        arrays["order_untradeable"] = _array([int(order.untradeable) for order in self.orders])
        arrays["order_tentative"] = _array(
            [int(loading(order, self.problem).load is Load.TENTATIVE) for order in self.orders]
        )
        names = ("due", "contract", "release", "packing", "dispatch", "transit", "receiving")
        for column, name in enumerate(names):
            arrays[f"delivery_{name}"] = _array([delivery[column] for delivery in deliveries])
        arrays["delivery_op_ptr"] = _array(_pointers(feeding))
        arrays["delivery_op"] = _array([op for group in feeding for op in group])

    def _published(self, arrays: dict[str, object], modes: Sequence[tuple[Operation, Mode]]) -> None:
        start, mode = [-NEVER] * len(self.operations), [-1] * len(self.operations)
        index = {(operation.id, m.id): i for i, (operation, m) in enumerate(modes)}
        for published in self.problem.published:
            i = self.op_index.get(published.operation)
            if i is not None:
                start[i] = self.clock.minute(published.start)
                mode[i] = index.get((published.operation, published.mode), -1)
        arrays["op_published_start"], arrays["op_published_mode"] = _array(start), _array(mode)


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


def _global_order(edges: Sequence[Sequence[tuple[int, int, int]]], succ: Sequence[Sequence[tuple[int, int]]]) -> list[int]:
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


def _last_operations(operations: Sequence[Operation], due: Due) -> list[OperationId]:
    """Operations that feed a delivery and are not followed by another that feeds it too."""
    feeding = [
        operation
        for operation in operations
        if due.line is None
        or operation.line is None
        or (operation.line == due.line and operation.instalment in (None, due.instalment))
    ]
    followed = {link.operation for operation in feeding for link in operation.after}
    return [operation.id for operation in feeding if operation.id not in followed]
