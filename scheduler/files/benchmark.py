"""Public benchmark instances in.

Two forms are read: factories (calendars, pools, outsourcing, transport; weighted tardiness plus cost) and
the neutral form of the classic sets (resources and modes without calendars). Minute 0 becomes a Monday
00:00 UTC, which is also as-of. Times stay exact minutes: a due minute becomes an hour of a day.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from pydantic import ValidationError

from scheduler.domain.calendar import Calendar, CalendarException, Shift
from scheduler.domain.complaints import complaints
from scheduler.domain.errors import InputError, refuse
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.json_text import parse
from scheduler.domain.operation import Link, Mode, Operation, Outsourcing, Use
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    ModeId,
    OperationId,
    OrderId,
    ProductId,
    ResourceId,
    SupplierId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, ResourceKind, Supplier, Workshop
from scheduler.files.benchmark_forms import (
    Factory,
    FactoryCalendar,
    FactoryMode,
    Neutral,
    NeutralMode,
    NeutralResource,
    name_of,
    real_predecessors,
    validated,
)
from scheduler.files.json_file import read_bytes

ORIGIN = datetime(2024, 1, 1, tzinfo=UTC)
"""Minute 0 of every instance: a Monday."""

WEEK = 7 * 24 * 60
DAY = 24 * 60
FAR = 10 * 52 * WEEK
"""Due minute of a job without one: ten years, later than any plan of these sets."""

COMPANY, SHOP, OUTSIDE, PART = (
    CompanyId("benchmark"),
    WorkshopId("shop"),
    SupplierId("outside"),
    ProductId("part"),
)


def read_instance(path: Path) -> Problem:
    """The problem of an instance file of either form (also gzipped). Raises InputError."""
    return parse_instance(read_bytes(path), str(path))


def parse_instance(text: bytes, source: str) -> Problem:
    """The same from the file's text; what the product can't express is refused."""
    document = parse(text, source)
    if not isinstance(document, dict):
        raise refuse(source, "expected a benchmark instance: a JSON object {...}")
    if "work_centres" in document:
        return _from_factory(validated(Factory, text, source), source)
    if "resources" in document:
        return _from_neutral(validated(Neutral, text, source), source)
    raise refuse(source, "expected a benchmark instance with work_centres or resources; found neither")


# --- factories ---------------------------------------------------------------------------------------


def _from_factory(factory: Factory, source: str) -> Problem:
    pools = {centre.id for centre in factory.work_centres}
    for row, operation in enumerate(factory.operations):
        for number, mode in enumerate(operation.modes):
            if (mode.work_centre is None) == (mode.outsource_minutes is None) or (
                mode.work_centre is not None and (mode.work_centre not in pools or mode.minutes is None)
            ):
                message = "expected work_centre (a known one) with minutes, or outsource_minutes"
                raise refuse(source, message, f"operations[{row}].modes[{number}]", operation.id)
    return _checked(
        source,
        lambda: Problem(
            name=name_of(factory.name, source),
            zone="UTC",
            as_of=ORIGIN,
            settings=Settings(
                goals=(Goal.COST,),
                default_transport_minutes=factory.transport_minutes_between_workshops,
            ),
            companies=(Company(id=COMPANY),),
            workshops=tuple(
                Workshop(id=WorkshopId(id_), company=COMPANY)
                for id_ in sorted({centre.workshop for centre in factory.work_centres})
            ),
            calendars=tuple(_calendar(calendar, factory.horizon) for calendar in factory.calendars),
            resources=tuple(
                Resource(
                    id=ResourceId(centre.id),
                    kind=ResourceKind.POOL,
                    units=centre.stations,
                    workshop=WorkshopId(centre.workshop),
                    calendar=CalendarId(centre.calendar),
                )
                for centre in factory.work_centres
            ),
            suppliers=(Supplier(id=OUTSIDE),),
            orders=tuple(_order(job.id, job.due, job.weight) for job in factory.jobs),
            operations=tuple(
                Operation(
                    id=OperationId(operation.id),
                    order=OrderId(operation.job),
                    modes=tuple(_factory_mode(row, mode) for row, mode in enumerate(operation.modes)),
                    after=tuple(Link(operation=OperationId(id_)) for id_ in operation.after),
                    resumable=operation.interruptible,
                    not_before=_moment(operation.release) if operation.release else None,
                )
                for operation in factory.operations
            ),
        ),
    )


def _factory_mode(row: int, mode: FactoryMode) -> Mode:
    id_ = ModeId(f"m{row}")
    if mode.outsource_minutes is not None:
        outside = Outsourcing(supplier=OUTSIDE, lead_minutes=mode.outsource_minutes, approval=Approval.APPROVED)
        return Mode(id=id_, cost=mode.cost, outsourcing=outside)
    use = Use(resource=ResourceId(mode.work_centre or ""))
    return Mode(id=id_, cost=mode.cost, uses=(use,), set_up_minutes=mode.minutes or 0)


def _calendar(calendar: FactoryCalendar, horizon: int) -> Calendar:
    """Exactly the given windows inside the horizon; after it, its first full week again and again.

    An instance says nothing of the time after its horizon. A shop that never opened again would make every
    longer plan impossible, so the week of the calendar that works most (the one least touched by holidays)
    is repeated.
    """
    windows = list(_merged(calendar.windows))
    end = _moment(max([horizon, *(end for _, end in windows)]))
    closed = CalendarException(start=ORIGIN, end=end, open=False, why="inside the horizon only the given windows")
    opened = (CalendarException(start=_moment(a), end=_moment(b), open=True) for a, b in windows)
    return Calendar(id=CalendarId(calendar.id), weekly=_fullest_week(windows, horizon), exceptions=(closed, *opened))


def _fullest_week(windows: list[tuple[int, int]], horizon: int) -> tuple[Shift, ...]:
    weeks: list[list[tuple[int, int]]] = [
        [(max(a, w) - w, min(b, w + WEEK) - w) for a, b in windows if a < w + WEEK and b > w]
        for w in range(0, horizon, WEEK)
    ]
    fullest = max(weeks, key=lambda week: sum(b - a for a, b in week), default=[])
    return tuple(
        Shift(weekday=day + 1, start=_clock(max(a, day * DAY)), end=_clock(min(b, (day + 1) * DAY)))
        for a, b in fullest
        for day in range(a // DAY, -(-b // DAY))
    )


def _merged(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Windows in order, joined where they touch or overlap."""
    now: tuple[int, int] | None = None
    for start, end in sorted(windows):
        if now is not None and start <= now[1]:
            now = (now[0], max(now[1], end))
            continue
        if now is not None:
            yield now
        now = (start, end)
    if now is not None:
        yield now


# --- the neutral form --------------------------------------------------------------------------------


def _from_neutral(instance: Neutral, source: str) -> Problem:
    if any(resource.consumable for resource in instance.resources):
        raise refuse(source, "holds consumable resources, which this program has no counterpart for")
    if instance.objective not in ("makespan", "weighted_tardiness"):
        raise refuse(source, f"expected makespan or weighted_tardiness, found {instance.objective!r}", "objective")
    milestones = instance.milestones()
    real = [operation for operation in instance.operations if operation.id not in milestones]
    for operation in real:
        if any(mode.duration < 1 for mode in operation.modes):
            raise refuse(
                source,
                "takes no time on a resource: this program has no empty work",
                "operations",
                operation.id,
            )
    every = {operation.id: operation for operation in instance.operations}
    unlimited = any(not any(mode.uses.values()) for operation in real for mode in operation.modes)
    release = {job.id: job.release for job in instance.jobs}
    makespan = instance.objective == "makespan"
    return _checked(
        source,
        lambda: Problem(
            name=name_of(instance.name, source),
            zone="UTC",
            as_of=ORIGIN,
            settings=Settings(goals=(Goal.MAKESPAN if makespan else Goal.COST,)),
            companies=(Company(id=COMPANY),),
            workshops=(Workshop(id=SHOP, company=COMPANY),),
            calendars=(Calendar(id=CalendarId("always"), weekly=_ALWAYS),),
            resources=tuple(
                Resource(
                    id=ResourceId(resource.id),
                    kind=ResourceKind.MACHINE if resource.capacity == 1 else ResourceKind.WORKERS,
                    units=resource.capacity,
                    workshop=SHOP,
                    calendar=CalendarId("always"),
                )
                for resource in (*instance.resources, *((_UNLIMITED,) if unlimited else ()))
            ),
            orders=tuple(_order(job.id, job.due, job.weight) for job in instance.jobs),
            operations=tuple(
                Operation(
                    id=OperationId(operation.id),
                    order=OrderId(operation.job),
                    modes=tuple(
                        Mode(
                            id=ModeId(f"m{row}"),
                            uses=_uses(mode),
                            set_up_minutes=mode.duration,
                        )
                        for row, mode in enumerate(operation.modes)
                    ),
                    after=tuple(
                        Link(operation=OperationId(id_)) for id_ in real_predecessors(operation, every, milestones)
                    ),
                    not_before=_moment(release[operation.job]) if release.get(operation.job) else None,
                )
                for operation in real
            ),
        ),
    )


_UNLIMITED = NeutralResource(id="nothing needed", capacity=10_000)
"""Stands for the resources of work that needs none."""


def _uses(mode: NeutralMode) -> tuple[Use, ...]:
    needed = tuple(Use(resource=ResourceId(id_), units=amount) for id_, amount in mode.uses.items() if amount)
    return needed or (Use(resource=ResourceId(_UNLIMITED.id)),)


_ALWAYS = tuple(Shift(weekday=day, start=time(), end=time()) for day in range(1, 8))


# --- both --------------------------------------------------------------------------------------------


def _checked(source: str, build: Callable[[], Problem]) -> Problem:
    """The problem; what its records refuse (an id used twice, a negative number) is said of the file."""
    try:
        return build()
    except ValidationError as error:
        raise InputError(complaints(error, Problem, {}, source)) from None


def _order(id_: str, due: int | None, weight: int) -> Order:
    """A job; a due minute at a midnight is the end of the day before, any other an agreed hour."""
    moment = _moment(FAR if due is None else due)
    midnight = moment.time() == time()
    day = (moment - timedelta(days=1)).date() if midnight else moment.date()
    instalment = Instalment(
        number=1,
        quantity=1,
        requested=day,
        first_committed=day,
        committed=day,
        committed_hour=None if midnight else moment.time(),
    )
    return Order(
        id=OrderId(id_),
        company=COMPANY,
        status=OrderStatus.EFFECTIVE,
        effective_at=ORIGIN,
        decomposed_at=ORIGIN,
        weight=weight,
        lines=(OrderLine(number=1, product=PART, quantity=1, instalments=(instalment,)),),
    )


def _moment(minute: int) -> datetime:
    return ORIGIN + timedelta(minutes=minute)


def _clock(minute_of_week: int) -> time:
    hour, minute = divmod(minute_of_week % DAY, 60)
    return time(hour, minute)
