"""A problem indexed once for all checks, decomposed and compiled; what is broken leaves gaps, never an error."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window, calendar_windows, longest, resource_windows
from scheduler.compile.clock import Clock
from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.compile.faults import FaultFinder, active_pins, pinned_resources
from scheduler.compile.selection import FIRST_HORIZON
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.load import Fullest, fullest_months
from scheduler.doctor.places import Source, at, nearest_id
from scheduler.doctor.spelling import Speller
from scheduler.doctor.templates import WrittenMode, expansion_places, follows_rules, template_places, written_modes
from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.decompose import LineDecomposition, decomposition
from scheduler.domain.due import Due, dues, plant_moment
from scheduler.domain.errors import InputError
from scheduler.domain.expansion import expanded
from scheduler.domain.json_text import Path
from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Mode, Operation, Progress, Rework
from scheduler.domain.order import Order, OrderStatus
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import CalendarId, MaterialId, OperationId, OrderId, ResourceId
from scheduler.domain.resource import Maintenance, Resource
from scheduler.kernel import empty_shop

OVER = (OrderStatus.CANCELLED, OrderStatus.CLOSED)
"""Orders nobody will plan any more: what is wrong with them does not matter."""


class Fault(NamedTuple):
    """One reason for which compiling sets an order aside, or would if the order loaded capacity."""

    order: Order
    message: Message
    severity: Severity

    @property
    def operation(self) -> OperationId:
        return OperationId(str(self.message.parameters["operation"]))


class Case:
    """What the checks look at. Everything beyond the problem is worked out on first use."""

    def __init__(self, problem: Problem) -> None:
        self.given = problem
        """As it was given, with the generated operations still missing."""
        self.lines: list[LineDecomposition] = []
        self.refusals: list[InputError] = []
        """Why nothing can be planned, in the words of decomposing, expanding and compiling."""
        self.undecomposed: InputError | None = None
        """The one of decomposing, if that is it."""
        try:
            self.lines = decomposition(problem)
        except InputError as error:
            self.undecomposed = error
            self.refusals.append(error)
        generated = tuple(operation for line in self.lines for operation in line.making.all_operations())
        self.problem = problem.model_copy(update={"operations": problem.operations + generated})
        """With the generated operations; modes, resources and orders are as they were given."""
        self.expanded = self._expanded()
        """The same as planning sees it, with rework, maintenance and the modes that the rules of the shop make."""
        self.zone = ZoneInfo(problem.zone)
        self.clock = Clock(problem.as_of)
        self.speller = Speller()
        self.compiled: Compiled | None = None
        """None: nothing can be planned."""
        self.set_aside = self._compile()

    def _expanded(self) -> Problem:
        try:
            return expanded(self.problem)
        except InputError as error:
            self.refusals.append(error)
            return self.problem

    def _compile(self) -> Mapping[OrderId, tuple[Message, ...]]:
        """Reasons of the orders that are not plannable; where shared data stop everything, those of the rest of it."""
        if not self.refusals:
            try:
                self.compiled = compile_problem(self.expanded)
                return self.compiled.not_plannable
            except InputError as error:
                self.refusals.append(error)
            try:
                return compile_problem(self._without_stops()).not_plannable
            except InputError:
                pass  # stopped by something else as well: at least what the orders themselves show
        orders = [order for order in self.expanded.orders if self.loads(order)]
        faults = {order.id: tuple(self._finder.faults(order, self.operations_of(order.id))) for order in orders}
        return {order: found for order, found in faults.items() if found}

    def _without_stops(self) -> Problem:
        """The same problem with closed calendars open and no pins between operations, to see what else is wrong."""
        calendars = tuple(
            calendar if self.windows(calendar) else _always(calendar.id) for calendar in self.problem.calendars
        )
        pins = tuple(pin for pin in self.problem.pins if pin.kind is not PinKind.BEFORE)
        return self.expanded.model_copy(update={"calendars": calendars, "pins": pins})

    # --- records ---------------------------------------------------------------------------------

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.problem.orders

    @cached_property
    def order(self) -> dict[str, Order]:
        return {order.id: order for order in self.orders}

    @cached_property
    def operation(self) -> dict[str, Operation]:
        """Expanded, rework and maintenance as well."""
        return {operation.id: operation for operation in self.expanded.operations}

    @cached_property
    def resource(self) -> dict[ResourceId, Resource]:
        return {resource.id: resource for resource in self.problem.resources}

    @cached_property
    def expanded_resource(self) -> dict[ResourceId, Resource]:
        """With the people that are lent."""
        return {resource.id: resource for resource in self.expanded.resources}

    @cached_property
    def reported(self) -> dict[OperationId, Progress]:
        return {progress.operation: progress for progress in self.problem.progress}

    @cached_property
    def _operations_of(self) -> dict[str, list[Operation]]:
        found: dict[str, list[Operation]] = defaultdict(list)
        for operation in sorted(self.expanded.operations, key=lambda operation: operation.id):
            found[operation.order].append(operation)
        return found

    def operations_of(self, order: str) -> list[Operation]:
        """Its expanded operations by id, generated ones as well."""
        return self._operations_of.get(order, [])

    @cached_property
    def _loading(self) -> dict[OrderId, bool]:
        return {order.id: loading(order, self.problem).load is not Load.NONE for order in self.expanded.orders}

    def loads(self, order: Order) -> bool:
        """Whether the order loads capacity: only then is it planned."""
        return self._loading[order.id]

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Orders that load nothing: their operations are generated only later."""
        return frozenset(order.id for order in self.orders if not self.loads(order))

    def planned(self, order: str) -> bool:
        """Whether there is such an order, and it will be planned."""
        return self._loading.get(OrderId(order), False) and order not in self.set_aside

    @cached_property
    def needing(self) -> dict[tuple[MaterialId, str], dict[OrderId, None]]:
        """(material, company) -> planned orders with work not begun that needs it, in the order of their operations."""
        found: dict[tuple[MaterialId, str], dict[OrderId, None]] = defaultdict(dict)
        for operation in self.problem.operations:
            if operation.needs and self.planned(operation.order) and operation.id not in self.reported:
                for need in operation.needs:
                    found[need.material, self.order[operation.order].company][operation.order] = None
        return found

    # --- modes -----------------------------------------------------------------------------------

    @cached_property
    def modes(self) -> list[WrittenMode]:
        """Every mode where somebody wrote it."""
        return list(written_modes(self.given))

    @cached_property
    def ruled_modes(self) -> list[WrittenMode]:
        """Those that may ask for more than resources and minutes: people, states, programmes, times."""
        return [written for written in self.modes if follows_rules(written.mode)]

    @cached_property
    def ruled_operations(self) -> list[tuple[Operation, int, Mode]]:
        """The same of operations still to be done, generated ones as well, with the mode's row."""
        return [
            (operation, row, mode)
            for operation in self.problem.operations
            for row, mode in enumerate(operation.modes)
            if follows_rules(mode) and operation.id not in self.reported
            and operation.order in self.order and self.order[operation.order].status not in OVER
        ]  # fmt: skip

    @cached_property
    def limited(self) -> list[Operation]:
        """Planned operations not begun with a maximum wait."""
        return [
            operation
            for operation in self.problem.operations
            if any(link.maximum_minutes is not None for link in operation.after)
            and operation.id not in self.reported and self.planned(operation.order)
        ]  # fmt: skip

    @cached_property
    def transport(self) -> dict[tuple[str | None, str | None], int]:
        """Minutes from one workshop to another."""
        return {(way.from_workshop, way.to_workshop): way.minutes for way in self.problem.transports}

    @cached_property
    def modes_on_stations(self) -> dict[ResourceId, list[WrittenMode]]:
        """Modes whose first resource has set-ups, programmes or a load, by it."""
        found: dict[ResourceId, list[WrittenMode]] = {
            resource.id: [] for resource in self.problem.resources if resource.remembers or resource.programmes
        }
        if found:
            for written in self.modes:
                if written.mode.uses and written.mode.uses[0].resource in found:
                    found[written.mode.uses[0].resource].append(written)
        return found

    # --- calendars -------------------------------------------------------------------------------

    @cached_property
    def _windows(self) -> dict[CalendarId, list[Window]]:
        return {}

    def windows(self, calendar: Calendar) -> list[Window]:
        """Openings in the two years after as-of, in minutes after it."""
        if calendar.id not in self._windows:
            self._windows[calendar.id] = calendar_windows(calendar, self.zone, self.clock, FIRST_HORIZON)
        return self._windows[calendar.id]

    def openings(self, resource: Resource) -> list[Window]:
        """Openings of a resource's calendar in the two years after as-of, without its downtimes."""
        return resource_windows(resource, self.windows(self.calendar[resource.calendar]), self.clock)

    def longest_opening(self, resource: Resource) -> int:
        """Its longest opening in the two years; 0: it has none."""
        return longest(self.openings(resource), 0, FIRST_HORIZON)

    @cached_property
    def calendar(self) -> dict[CalendarId, Calendar]:
        return {calendar.id: calendar for calendar in self.problem.calendars}

    @cached_property
    def pinned(self) -> dict[OperationId, list[ResourceId]]:
        """Resources that pins demand, per operation that has not begun."""
        return pinned_resources(self.problem)

    @cached_property
    def resource_pins(self) -> dict[OperationId, list[Pin]]:
        """Pins in force that ask for a resource."""
        found: dict[OperationId, list[Pin]] = defaultdict(list)
        for pin in active_pins(self.problem):
            if pin.kind is PinKind.RESOURCE:
                found[pin.operation].append(pin)
        return found

    # --- what the engines know -------------------------------------------------------------------

    @cached_property
    def earliest_arrivals(self) -> list[int]:
        """Per delivery of the compiled problem: its arrival if its order had the shop to itself; NEVER or more: beyond
        the two years. Empty if nothing can be planned.
        """
        if self.compiled is None:
            return []
        net = self.compiled.network
        arrivals: list[int] = empty_shop.earliest_arrivals(net, empty_shop.earliest_modes(net)[1]).tolist()
        return arrivals

    @cached_property
    def _loads(self) -> tuple[dict[str, Fullest], dict[str, Fullest]]:
        return ({}, {}) if self.compiled is None else fullest_months(self.compiled, self.zone)

    @property
    def resource_loads(self) -> dict[str, Fullest]:
        """Resource -> its fullest month."""
        return self._loads[0]

    @property
    def workshop_loads(self) -> dict[str, Fullest]:
        """Workshop -> its fullest month."""
        return self._loads[1]

    # --- faults ----------------------------------------------------------------------------------

    @cached_property
    def _finder(self) -> FaultFinder:
        return FaultFinder(self.expanded)

    @cached_property
    def _faults(self) -> dict[str, list[Fault]]:
        found: dict[str, list[Fault]] = defaultdict(list)
        for order in self.expanded.orders:
            messages: Iterable[Message] = self.set_aside.get(order.id, ())
            severity = Severity.SETS_ASIDE
            if not self.loads(order) and order.status not in OVER:
                messages, severity = self._finder.faults(order, self.operations_of(order.id)), Severity.WARNING
            for message in messages:
                found[message.key].append(Fault(order, message, severity))
        return found

    def faults(self, *keys: str) -> list[Fault]:
        """Reasons for setting orders aside; orders that load nothing yet have theirs as a warning."""
        return [fault for key in keys for fault in self._faults.get(key, ())]

    # --- places ----------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        return {}

    def row(self, table: str, id_: str) -> int:
        """The row of a record in its table."""
        if table not in self._rows:
            self._rows[table] = {record.id: row for row, record in enumerate(getattr(self.given, table))}
        return self._rows[table][id_]

    @cached_property
    def _places(self) -> dict[OperationId, Path]:
        """Where operations are written that have no record of their own."""
        return {**template_places(self.given, self.lines), **expansion_places(self.given, self.expanded)}

    def source(self, operation: OperationId) -> tuple[Path, Source]:
        """Where the operation is written: its own record, the step of the routing template that made it, or the record
        of the rework or maintenance that it is.
        """
        path = self._places.get(operation)
        if path is None:
            path = ("operations", self.row("operations", operation))
        found = at(self.given, path)
        assert isinstance(found, Operation | RoutingStep | Rework | Maintenance)
        return path, found

    def dues(self, order: Order) -> list[Due]:
        return dues(order, self.zone)

    def last_due(self, order: Order) -> datetime:
        """The end of the order's last committed day."""
        return max(due.committed for due in self.dues(order))

    def due_path(self, order: Order, due: Due) -> Path:
        """The committed date of the instalment that a delivery is measured against."""
        row = self.row("orders", order.id)
        for i, line in enumerate(order.lines):
            for j, part in enumerate(line.instalments):
                mine = due.line is None or (due.line, due.instalment) == (line.number, part.number)
                if mine and plant_moment(part.committed, part.committed_hour, self.zone) == due.committed:
                    return ("orders", row, "lines", i, "instalments", j, "committed")
        raise AssertionError("a delivery is dated by one of its instalments")

    def moment(self, minute: int) -> str:
        """A minute after as-of as a parameter."""
        return iso(self.clock.instant(minute))

    def finding(
        self, key: str, severity: Severity, path: Path, orders: Iterable[OrderId] = (), **parameters: str | int
    ) -> Finding:
        """A finding with the id of the record around its place."""
        id_ = nearest_id(self.given, path)
        return Finding(key=key, severity=severity, path=path, id=id_, parameters=parameters).about(orders)

    def with_nearest(self, finding: Finding, wrong: str, family: str, known: Iterable[str]) -> Finding:
        """The same finding with the known id that comes closest to an unknown one, if any does."""
        near = self.speller.nearest(wrong, family, known)
        if near is None:
            return finding
        return finding.model_copy(update={"parameters": {**finding.parameters, "nearest": near}})


def iso(moment: datetime) -> str:
    """A moment as a parameter."""
    return moment.isoformat(timespec="minutes")


def lines(ids: Iterable[str]) -> str:
    """A list of ids as a parameter: ids hold no line breaks."""
    return "\n".join(dict.fromkeys(ids))


def _always(id_: CalendarId) -> Calendar:
    return Calendar(id=id_, weekly=tuple(Shift(weekday=day, start=time(), end=time()) for day in range(1, 8)))
