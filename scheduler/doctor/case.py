"""A problem indexed once for all checks, decomposed and compiled; what is broken leaves gaps, never an error."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window, calendar_windows
from scheduler.compile.clock import Clock
from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.compile.faults import FaultFinder, pinned_resources
from scheduler.compile.selection import FIRST_HORIZON
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.load import Fullest, fullest_months
from scheduler.doctor.spelling import Speller
from scheduler.doctor.templates import template_places
from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.decompose import LineDecomposition, decomposition
from scheduler.domain.due import Due, dues, plant_moment
from scheduler.domain.errors import InputError
from scheduler.domain.json_text import Path
from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Operation, Progress
from scheduler.domain.order import Order, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import CalendarId, MaterialId, OperationId, OrderId, Record, ResourceId
from scheduler.domain.resource import Resource
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
        """Why nothing can be planned, in the words of decomposing and compiling."""
        try:
            self.lines = decomposition(problem)
        except InputError as error:
            self.refusals.append(error)
        generated = tuple(operation for line in self.lines for operation in line.making.all_operations())
        self.problem = problem.model_copy(update={"operations": problem.operations + generated})
        self.zone = ZoneInfo(problem.zone)
        self.clock = Clock(problem.as_of)
        self.speller = Speller()
        self.compiled: Compiled | None = None
        """None: nothing can be planned."""
        self.set_aside = self._compile()

    def _compile(self) -> Mapping[OrderId, tuple[Message, ...]]:
        """Reasons of the orders that are not plannable; where shared data stop everything, those of the rest of it."""
        if not self.refusals:
            try:
                self.compiled = compile_problem(self.problem)
                return self.compiled.not_plannable
            except InputError as error:
                self.refusals.append(error)
            try:
                return compile_problem(self._without_stops()).not_plannable
            except InputError:
                pass  # stopped by something else as well: at least what the orders themselves show
        faults = {o.id: tuple(self._finder.faults(o, self.operations_of(o.id))) for o in self.orders if self.loads(o)}
        return {order: found for order, found in faults.items() if found}

    def _without_stops(self) -> Problem:
        """The same problem with closed calendars open and no pins between operations, to see what else is wrong."""
        calendars = tuple(
            calendar if self.windows(calendar) else _always(calendar.id) for calendar in self.problem.calendars
        )
        pins = tuple(pin for pin in self.problem.pins if pin.kind is not PinKind.BEFORE)
        return self.problem.model_copy(update={"calendars": calendars, "pins": pins})

    # --- records ---------------------------------------------------------------------------------

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.problem.orders

    @cached_property
    def order(self) -> dict[str, Order]:
        return {order.id: order for order in self.orders}

    @cached_property
    def operation(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self.problem.operations}

    @cached_property
    def resource(self) -> dict[ResourceId, Resource]:
        return {resource.id: resource for resource in self.problem.resources}

    @cached_property
    def reported(self) -> dict[OperationId, Progress]:
        return {progress.operation: progress for progress in self.problem.progress}

    @cached_property
    def _operations_of(self) -> dict[str, list[Operation]]:
        found: dict[str, list[Operation]] = defaultdict(list)
        for operation in sorted(self.problem.operations, key=lambda operation: operation.id):
            found[operation.order].append(operation)
        return found

    def operations_of(self, order: str) -> list[Operation]:
        """Its operations by id, generated ones as well."""
        return self._operations_of.get(order, [])

    @cached_property
    def _loading(self) -> dict[OrderId, bool]:
        return {order.id: loading(order, self.problem).load is not Load.NONE for order in self.orders}

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

    # --- calendars -------------------------------------------------------------------------------

    @cached_property
    def _windows(self) -> dict[CalendarId, list[Window]]:
        return {}

    def windows(self, calendar: Calendar) -> list[Window]:
        """Openings in the two years after as-of, in minutes after it."""
        if calendar.id not in self._windows:
            self._windows[calendar.id] = calendar_windows(calendar, self.zone, self.clock, FIRST_HORIZON)
        return self._windows[calendar.id]

    @cached_property
    def calendar(self) -> dict[CalendarId, Calendar]:
        return {calendar.id: calendar for calendar in self.problem.calendars}

    @cached_property
    def pinned(self) -> dict[OperationId, list[ResourceId]]:
        """Resources that pins demand, per operation that has not begun."""
        return pinned_resources(self.problem)

    # --- what the engines know -------------------------------------------------------------------

    @cached_property
    def earliest_arrivals(self) -> list[int]:
        """Per delivery of the compiled problem: its arrival if its order had the shop to itself; NEVER or more: beyond
        the two years. Empty if nothing can be planned.
        """
        if self.compiled is None:
            return []
        net = self.compiled.network
        ends = empty_shop.earliest_ends(net, empty_shop.earliest_modes(net)[1])
        arrivals: list[int] = empty_shop.earliest_arrivals(net, ends).tolist()
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
        return FaultFinder(self.problem)

    @cached_property
    def _faults(self) -> dict[str, list[Fault]]:
        found: dict[str, list[Fault]] = defaultdict(list)
        for order in self.orders:
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
    def _templates(self) -> dict[OperationId, Path]:
        return template_places(self.given, self.lines)

    def source(self, operation: OperationId) -> tuple[Path, Operation | RoutingStep]:
        """Where the operation is written: its own record, or the step of the routing template that made it."""
        path = self._templates.get(operation)
        if path is None:
            path = ("operations", self.row("operations", operation))
        found = at(self.given, path)
        assert isinstance(found, Operation | RoutingStep)
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


def at(record: object, path: Path) -> object:
    """What lies at a path in a record."""
    for step in path:
        record = _inside(record, step)
    return record


def nearest_id(record: object, path: Path) -> str | None:
    """The id of the innermost record on the way to `path` that has one."""
    found = None
    for step in path:
        record = _inside(record, step)
        id_ = getattr(record, "id", None)
        found = id_ if isinstance(id_, str) else found
    return found


def _inside(record: object, step: str | int) -> object:
    if isinstance(step, int):
        assert isinstance(record, tuple)
        return record[step]
    assert isinstance(record, Record)
    value: object = getattr(record, step)
    return value


def iso(moment: datetime) -> str:
    """A moment as a parameter."""
    return moment.isoformat(timespec="minutes")


def lines(ids: Iterable[str]) -> str:
    """A list of ids as a parameter: ids hold no line breaks."""
    return "\n".join(dict.fromkeys(ids))


def _always(id_: CalendarId) -> Calendar:
    return Calendar(id=id_, weekly=tuple(Shift(weekday=day, start=time(), end=time()) for day in range(1, 8)))
