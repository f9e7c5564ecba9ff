"""Which orders and operations a network is made of, and the calendars in which their modes work."""

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import CalendarClasses, calendar_windows, longest, resource_windows
from scheduler.compile.clock import Clock
from scheduler.compile.durations import working_minutes
from scheduler.compile.faults import FaultFinder, SharedDataError, active_pins, refuse_shared_faults
from scheduler.compile.network import (
    FINISHED,
    FREE,
    NEVER,
    STARTED,
)
from scheduler.domain.due import Due, dues
from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Mode, Operation, Progress, ProgressStatus
from scheduler.domain.order import Order
from scheduler.domain.pin import Pin
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, OperationId, OrderId, ResourceId

YEAR = 366 * 24 * 60

FIRST_HORIZON = 2 * YEAR
"""An operation fits if an opening of the second year holds it.

Openings of the first year may be single ones (overtime, an exception), which another operation may take; those of the
second come back, so a longer horizon always has room.
"""

MAXIMUM_HORIZON = 200 * YEAR


class Selection:
    """The orders, operations, calendars and pins of a problem that a network is made of, with their indices."""

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

    def allowed(self, operation: Operation, mode: Mode) -> bool:
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
                if not self.allowed(operation, mode):
                    continue
                minutes = working_minutes(operation, mode, self.resource_by_id)
                if self._room(self.mode_class(mode)) >= (1 if operation.resumable else minutes):
                    break
                best = minutes if not best else min(best, minutes)
            else:
                faults.append(Message(key="never_fits", parameters={"operation": operation.id, "minutes": best}))
        return faults

    def finished(self, operation: Operation) -> bool:
        progress = self.progress.get(operation.id)
        return progress is not None and progress.status is ProgressStatus.FINISHED

    def state(self, operation: Operation) -> int:
        if operation.id not in self.progress:
            return FREE
        return FINISHED if self.finished(operation) else STARTED


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
