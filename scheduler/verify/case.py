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
from scheduler.verify.limits import Left, closed_stations, limits_between, told_apart
from scheduler.verify.minutes import instant, minute
from scheduler.verify.open_time import LIMIT, CalendarTime, OpenTime, Window, common
from scheduler.verify.outside import ways
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
        self.chosen_overtime = {
            calendar.id: chosen
            for calendar in problem.calendars
            if (chosen := [window for window in calendar.overtime if window.by_choice and window.approval.usable])
        }
        """What a plan may work in if it pays for it, by calendar."""
        self._extended_times = {
            id_: CalendarTime(self._calendar_times[id_].calendar, self.zone, with_chosen=True)
            for id_ in self.chosen_overtime
        }
        self._open_times: dict[tuple[frozenset[tuple[CalendarId, tuple[Window, ...]]], bool], OpenTime] = {}
        self._open_by_stations: dict[tuple[tuple[tuple[ResourceId, int], ...], bool], OpenTime] = {}
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
            released = {use.resource for use in uses if not use.held and not self.stays(use.resource)}
            begins = self.begins(job)
            for use in job.assignment.uses:
                if use.resource in found:
                    spans = job.segments if use.resource in released else [(begins, job.end)]
                    for start, end in spans:
                        if end > self.as_of:
                            start = max(start, self.as_of)
                            span = Occupation(start, end, use.amount, use.units, job.operation.id)
                            found[use.resource].append(span)
        for id_ in self.ovens & found.keys():
            # What an oven starts and ends together takes it once.
            found[id_] = list({(span.start, span.end, span.units): span for span in found[id_]}.values())
        return found

    def begins(self, job: Job) -> int:
        """From when on a job keeps what it holds; started work from where it goes on: till then it is interrupted."""
        if not job.started:
            return job.start
        return next((max(start, self.as_of) for start, end in job.segments if end > self.as_of), job.end)

    @cached_property
    def ovens(self) -> set[ResourceId]:
        """Resources whose stations do several operations together."""
        return {resource.id for resource in self.problem.resources if resource.most_load is not None}

    @cached_property
    def remembering(self) -> set[ResourceId]:
        """Resources whose stations have to be set up or do several operations together."""
        return {resource.id for resource in self.problem.resources if resource.remembers}

    @cached_property
    def closing(self) -> set[ResourceId]:
        """Resources of which limits close single stations."""
        limited = {id_ for id_, resource in self.resources.items() if resource.limits or resource.shift_limits}
        return limited & self.told_apart if limited else limited

    @cached_property
    def told_apart(self) -> set[ResourceId]:
        """Resources whose stations are planned one by one: a limit closes the last of them."""
        return told_apart(self.problem.operations, self.resources)

    def limits(self, id_: ResourceId, start: int, end: int) -> list[Left]:
        """The limits of a resource that count between two minutes: while it is open, chosen overtime included. None
        where stations are told apart: they close instead."""
        resource = self.resources[id_]
        if not (resource.limits or resource.shift_limits) or id_ in self.told_apart:
            return []
        opened = self.open_time_of(((id_, 0),), with_chosen=True).between(start, end)
        return [
            (begins, stops, units)
            for since, until, units in limits_between(resource, self.zone, start, end)
            for begins, stops in common([(since, until)], opened)
        ]

    def closed(self, id_: ResourceId, unit: int, start: int, end: int) -> list[Window]:
        """When limits close a station between two minutes; nothing where stations are not told apart."""
        if id_ not in self.closing:
            return []
        return closed_stations(self.resources[id_], unit, self.zone, start, end)

    def stays(self, id_: ResourceId) -> bool:
        """Stations of a pool stay with the work in every pause: it does not come back to another one. Those that
        remember do as well."""
        resource = self.resources.get(id_)
        return resource is not None and (resource.kind is ResourceKind.POOL or resource.remembers)

    def loads_capacity(self, order: OrderId) -> bool:
        return self.loading[order].load is not Load.NONE

    def open_time(self, mode: Mode, *, with_chosen: bool = False) -> OpenTime | None:
        """When all resources of a mode are open, from as-of on; None if one is unknown or none needed.

        Of several stations that are told apart it is the first ones: limits take the last ones away.
        """
        last = tuple([(use.resource, use.units - 1 if use.resource in self.closing else 0) for use in mode.uses])
        known = self._open_by_stations.get((last, with_chosen))
        if known is None and last and all(id_ in self.resources for id_, _ in last):
            return self.open_time_of(last, with_chosen=with_chosen)
        return known

    def open_time_of(self, last: tuple[tuple[ResourceId, int], ...], *, with_chosen: bool = False) -> OpenTime:
        """When all stations up to a last one, of some known resources, are open, `with_chosen` overtime or in their
        ordinary time only."""
        if (last, with_chosen) not in self._open_by_stations:
            key = frozenset((self.resources[id_].calendar, self._closed(id_, unit)) for id_, unit in last)
            if (key, with_chosen) not in self._open_times:
                times = {**self._calendar_times, **self._extended_times} if with_chosen else self._calendar_times
                calendars = [times[id_] for id_ in sorted({calendar for calendar, _ in key})]
                closed = [span for _, downtimes in key for span in downtimes]
                self._open_times[key, with_chosen] = OpenTime(calendars, closed, self.as_of)
            self._open_by_stations[last, with_chosen] = self._open_times[key, with_chosen]
        return self._open_by_stations[last, with_chosen]

    def _closed(self, id_: ResourceId, unit: int) -> tuple[Window, ...]:
        """Downtimes, and when limits take a station away that is told apart from others."""
        down = [(minute(down.start), minute(down.end)) for down in self.resources[id_].downtimes]
        return (*down, *self.closed(id_, unit, self.as_of, self.as_of + LIMIT))

    def may_choose_overtime(self, mode: Mode) -> bool:
        """Whether a resource of the mode has overtime that a plan may choose."""
        return bool(self.chosen_overtime) and any(
            use.resource in self.resources and self.resources[use.resource].calendar in self.chosen_overtime
            for use in mode.uses
        )

    def calendar_time(self, id_: CalendarId) -> OpenTime:
        """A calendar by itself (dispatch, receiving), from as-of on, without chosen overtime."""
        key = frozenset({(id_, ())})
        if (key, False) not in self._open_times:
            self._open_times[key, False] = OpenTime([self._calendar_times[id_]], (), self.as_of)
        return self._open_times[key, False]

    def working_minutes(self, operation: Operation, mode: Mode) -> int:
        """What the mode takes for the operation; see `work.working_minutes`."""
        key = (operation.id, mode.id)
        if key not in self._minutes:
            self._minutes[key] = working_minutes(operation, mode, self.resources)
        return self._minutes[key]

    def workshop(self, mode: Mode) -> WorkshopId | None:
        """Where a mode's work is done: at its first resource; None outside."""
        first = self.resources.get(mode.uses[0].resource) if mode.uses and mode.outsourcing is None else None
        return None if first is None else first.workshop

    def transport_minutes(self, before: Mode, after: Mode) -> int:
        """From one operation's workshop to the next one's; nothing within one. From and to a supplier's resource it is
        the way back and the way there."""
        outside = ways(before)[1] + ways(after)[0]
        source, target = self.workshop(before), self.workshop(after)
        if source is None or target is None or source == target:
            return outside
        return self.transports.get((source, target), self.problem.settings.default_transport_minutes)

    def when(self, minutes: int) -> str:
        """A minute as plant time, for sentences."""
        return self.time(instant(minutes))

    def time(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).isoformat(" ", "minutes")
