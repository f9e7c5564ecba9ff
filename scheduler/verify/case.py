"""Problem and plan side by side, indexed once for all rules; a corrupt plan leaves gaps, never an error."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from scheduler.domain.decompose import decomposed
from scheduler.domain.due import Due, dues
from scheduler.domain.loading import Load, Loading, loading, work_may_start
from scheduler.domain.operation import Link, Mode, Operation, Progress, ProgressStatus
from scheduler.domain.order import Order
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.plan import Assignment, DeliveryOutcome, Outcome, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, ModeId, OperationId, OrderId, ResourceId, WorkshopId
from scheduler.domain.resource import ResourceKind
from scheduler.verify.minutes import instant, minute
from scheduler.verify.open_time import CalendarTime, OpenTime, Window
from scheduler.verify.work import working_minutes


class JobIds(TypedDict):
    order: OrderId
    operation: OperationId


@dataclass(frozen=True, slots=True)
class Job:
    """An assignment of a known operation, in minutes; `mode` is None where the plan names an unknown one."""

    assignment: Assignment
    operation: Operation
    mode: Mode | None
    start: int
    end: int
    segments: list[Window]
    progress: Progress | None

    @property
    def ids(self) -> "JobIds":
        """What a violation about this job names."""
        return {"order": self.operation.order, "operation": self.operation.id}

    @property
    def finished(self) -> bool:
        return self.progress is not None and self.progress.status is ProgressStatus.FINISHED

    @property
    def started(self) -> bool:
        return self.progress is not None and self.progress.status is ProgressStatus.STARTED


class Occupation(NamedTuple):
    """Units of a resource that an operation keeps from others for a while."""

    start: int
    end: int
    amount: int
    units: tuple[int, ...]
    operation: OperationId


class Case:
    """What every rule reads; with `changed`, the `…_to_check` tables hold only what those touch."""

    def __init__(self, problem: Problem, plan: Plan, changed: Collection[OperationId] | None = None) -> None:
        self.given = problem
        self.problem = decomposed(problem)
        self.plan = plan
        self.as_of = minute(problem.as_of)
        self.zone = ZoneInfo(problem.zone)
        self._index_problem()
        self._index_plan()
        self._narrow(changed)
        self._calendar_times = {calendar.id: CalendarTime(calendar, self.zone) for calendar in problem.calendars}
        self._open_times: dict[frozenset[tuple[CalendarId, tuple[Window, ...]]], OpenTime] = {}
        self._open_by_uses: dict[tuple[ResourceId, ...], OpenTime] = {}
        self.delivered: dict[OrderId, tuple[DeliveryOutcome, ...] | None] = {}
        """Filled by `delivery_times.planned_deliveries`."""
        self._dues: dict[OrderId, list[Due]] = {}
        self._minutes: dict[tuple[OperationId, ModeId], int] = {}

    def _index_problem(self) -> None:
        problem = self.problem
        self.orders = {order.id: order for order in problem.orders}
        self.resources = {resource.id: resource for resource in problem.resources}
        self.materials = {material.id: material for material in problem.materials}
        self.companies = {company.id: company for company in problem.companies}
        self.destinations = {destination.id: destination for destination in problem.destinations}
        self.operations = {operation.id: operation for operation in problem.operations}
        self.operations_of: dict[OrderId, list[Operation]] = {order.id: [] for order in problem.orders}
        for operation in problem.operations:
            if operation.order in self.operations_of:
                self.operations_of[operation.order].append(operation)
        self.loading: dict[OrderId, Loading] = {order.id: loading(order, problem) for order in problem.orders}
        self.progress = {report.operation: report for report in problem.progress if report.piece == 0}
        self.transports = {
            (transport.from_workshop, transport.to_workshop): transport.minutes for transport in problem.transports
        }
        self.pins = [
            pin
            for pin in problem.pins
            if pin.piece == 0
            and (pin.until is None or pin.until >= problem.as_of)
            and pin.operation in self.operations
            and pin.operation not in self.progress
        ]
        self.pinned_to: dict[OperationId, set[ResourceId]] = defaultdict(set)
        for pin in self.pins:
            if pin.kind is PinKind.RESOURCE and pin.resource is not None:
                self.pinned_to[pin.operation].add(pin.resource)
        self.release: Callable[[OrderId], int] = cache(lambda id_: minute(work_may_start(self.orders[id_], problem)))

    def _index_plan(self) -> None:
        self.outcomes: dict[OrderId, Outcome] = {}
        for outcome in self.plan.outcomes:
            self.outcomes.setdefault(outcome.order, outcome)
        self.planned = {
            id_
            for id_, outcome in self.outcomes.items()
            if id_ in self.orders and outcome.verdict is not Verdict.NOT_PLANNABLE
        }
        self.jobs: dict[OperationId, Job] = {}
        for assignment in self.plan.assignments:
            operation = self.operations.get(assignment.operation)
            if operation is not None and assignment.piece == 0 and assignment.operation not in self.jobs:
                self.jobs[operation.id] = self._job(operation, assignment)

    def _job(self, operation: Operation, assignment: Assignment) -> Job:
        return Job(
            assignment=assignment,
            operation=operation,
            mode=next((mode for mode in operation.modes if mode.id == assignment.mode), None),
            start=minute(assignment.start),
            end=minute(assignment.end),
            segments=[(minute(segment.start), minute(segment.end)) for segment in assignment.segments],
            progress=self.progress.get(operation.id),
        )

    def _narrow(self, changed: Collection[OperationId] | None) -> None:
        self.everything = changed is None
        if changed is None:
            self.operations_to_check: Iterable[Operation] = self.problem.operations
            self.jobs_to_check: Collection[Job] = self.jobs.values()
            self.orders_to_check: Collection[Order] = self.problem.orders
            self.resources_to_check: Collection[ResourceId] = self.resources
            return
        touched = [self.operations[id_] for id_ in changed if id_ in self.operations]
        self.operations_to_check = touched
        self.jobs_to_check = [self.jobs[operation.id] for operation in touched if operation.id in self.jobs]
        orders = {operation.order: None for operation in touched}
        self.orders_to_check = [self.orders[id_] for id_ in orders if id_ in self.orders]
        used = {use.resource: None for job in self.jobs_to_check for use in job.assignment.uses}
        self.resources_to_check = [id_ for id_ in used if id_ in self.resources]

    def links_to_check(self) -> Iterable[tuple[Operation, Link]]:
        """Every operation with each of its links to a predecessor."""
        if self.everything:
            return [(operation, link) for operation in self.operations_to_check for link in operation.after]
        touched = {operation.id for operation in self.operations_to_check}
        return [
            (operation, link)
            for order in self.orders_to_check
            for operation in self.operations_of[order.id]
            for link in operation.after
            if operation.id in touched or link.operation in touched
        ]

    def pins_to_check(self) -> list[Pin]:
        """Active pins on operations nobody has started yet, of orders that are planned."""
        touched = None if self.everything else {operation.id for operation in self.operations_to_check}
        return [
            pin
            for pin in self.pins
            if self.operations[pin.operation].order in self.planned
            and (touched is None or pin.operation in touched or pin.other in touched)
        ]

    def dues(self, order: OrderId) -> list[Due]:
        """The order's deliveries with the moments they are measured against."""
        if order not in self._dues:
            self._dues[order] = dues(self.orders[order], self.zone)
        return self._dues[order]

    @cached_property
    def occupations(self) -> dict[ResourceId, list[Occupation]]:
        """Who keeps units of the resources to check from others, from as-of on; finished work none."""
        found: dict[ResourceId, list[Occupation]] = {id_: [] for id_ in self.resources_to_check}
        for job in self.jobs.values():
            if job.finished:
                continue
            uses = job.mode.uses if job.mode is not None else ()
            released = {use.resource for use in uses if not use.held and not self.is_pool(use.resource)}
            # What was begun before as-of keeps its units from where it goes on: till then it is interrupted.
            begins = job.start
            if job.started:
                begins = next((start for start, end in job.segments if end > self.as_of), job.end)
            for use in job.assignment.uses:
                if use.resource in found:
                    spans = job.segments if use.resource in released else [(begins, job.end)]
                    for start, end in spans:
                        if end > self.as_of:
                            start = max(start, self.as_of)
                            span = Occupation(start, end, use.amount, use.units, job.operation.id)
                            found[use.resource].append(span)
        return found

    def is_pool(self, id_: ResourceId) -> bool:
        """Stations of a pool stay with the work in every pause: it does not come back to another one."""
        return id_ in self.resources and self.resources[id_].kind is ResourceKind.POOL

    def loads_capacity(self, order: OrderId) -> bool:
        return self.loading[order].load is not Load.NONE

    def open_time(self, mode: Mode) -> OpenTime | None:
        """When all resources of a mode are open, from as-of on; None if one is unknown or none needed."""
        ids = tuple([use.resource for use in mode.uses])
        if ids not in self._open_by_uses:
            if not ids or any(id_ not in self.resources for id_ in ids):
                return None
            resources = [self.resources[id_] for id_ in ids]
            spans = {
                resource.id: tuple((minute(down.start), minute(down.end)) for down in resource.downtimes)
                for resource in resources
            }
            key = frozenset((resource.calendar, spans[resource.id]) for resource in resources)
            if key not in self._open_times:
                calendars = [self._calendar_times[id_] for id_ in sorted({calendar for calendar, _ in key})]
                closed = [span for _, downtimes in key for span in downtimes]
                self._open_times[key] = OpenTime(calendars, closed, self.as_of)
            self._open_by_uses[ids] = self._open_times[key]
        return self._open_by_uses[ids]

    def calendar_time(self, id_: CalendarId) -> OpenTime:
        """A calendar by itself (dispatch, receiving), from as-of on."""
        key = frozenset({(id_, ())})
        if key not in self._open_times:
            self._open_times[key] = OpenTime([self._calendar_times[id_]], (), self.as_of)
        return self._open_times[key]

    def working_minutes(self, operation: Operation, mode: Mode) -> int:
        """What the mode takes for the operation; see `work.working_minutes`."""
        key = (operation.id, mode.id)
        if key not in self._minutes:
            self._minutes[key] = working_minutes(operation, mode, self.resources)
        return self._minutes[key]

    def workshop(self, mode: Mode) -> WorkshopId | None:
        """Where a mode's work is done: at its first resource; None outside."""
        first = self.resources.get(mode.uses[0].resource) if mode.uses else None
        return None if first is None else first.workshop

    def transport_minutes(self, before: Mode, after: Mode) -> int:
        """From one operation's workshop to the next one's; nothing within one, or from or to outside work."""
        source, target = self.workshop(before), self.workshop(after)
        if source is None or target is None or source == target:
            return 0
        return self.transports.get((source, target), self.problem.settings.default_transport_minutes)

    def when(self, minutes: int) -> str:
        """A minute as plant time, for sentences."""
        return self.time(instant(minutes))

    def time(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(" ", "minutes")
