"""A shop and its orders, read out of its work log, with what the shop really did beside it.

How a log is read: successive events of one activity of an order are one operation, a later visit is another
one; operations follow each other in order of first start; an order is released at its first event and
committed to the day on which it was really finished, so "late" means later than the shop was. Workers are
the resources.

Hindsight: the planner knows every length, every order and every hour of presence beforehand, as nobody in
the shop did, and takes the log's order of operations for the only one. A plan that is faster than the
shop's own course shows what was possible, not what a planner would have reached at the time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.domain.calendar import Calendar, CalendarException, Shift
from scheduler.domain.errors import refuse
from scheduler.domain.operation import Link, Mode, Operation, TaskKind, Use
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product
from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    Instant,
    Label,
    ModeId,
    OperationId,
    OrderId,
    ProductId,
    Record,
    ResourceId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, ResourceKind, Workshop
from scheduler.files.event_log import MINUTE, Event, Finding, by_order, read_events, visits
from scheduler.files.json_file import read_bytes

DEFAULT_ZONE = "Europe/Tallinn"
"""A zone whose offsets are those of every row of the public log."""

REGULAR_DAYS = 5
REGULAR_PERCENT = 1
"""Regularly did an activity whoever did it on at least 5 days and did 1 % of its minutes: the stand-in of a
single week (five days in a row) just counts, a supervisor's bulk entries on a few days do not. Where nobody
reaches that (rare activities), everybody who ever did it counts."""

SAME_SHIFT_GAP = timedelta(minutes=60)
"""A gap up to this long between two reports of a worker is a break or unreported work, no end of shift."""

DAY = 24 * 4
WEEK = 7 * DAY
"""In quarter hours."""


class OrderBaseline(Record):
    """What the shop did with one order."""

    order: OrderId
    first_start: Instant
    last_end: Instant
    flow_minutes: int


class Baseline(Record):
    """What the shop did with all of them; makespan is from the first event's start to the last one's end."""

    orders: tuple[OrderBaseline, ...]
    flow_minutes: int
    makespan_minutes: int


class ImportReport(Record):
    """What was read, what was dropped or repaired and why, and the course the shop really took."""

    source: str
    rows: int
    events: int
    orders: int
    operations: int
    workers: int
    activities: int
    working_minutes: int
    findings: tuple[Finding, ...]
    qualified: dict[str, tuple[str, ...]]
    """For every activity who may do it."""
    lost_orders: tuple[str, ...] = ()
    """Orders of which no row could be used."""
    baseline: Baseline


class ImportedLog(NamedTuple):
    problem: Problem
    report: ImportReport


def import_log(path: Path, zone: str = DEFAULT_ZONE, share: bool = True) -> ImportedLog:
    """The problem and the report of a log file; see `read_events` for `share`. Raises InputError."""
    try:
        plant = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse(str(path), f"time zone {zone!r} is unknown: give an IANA name such as {DEFAULT_ZONE}") from None
    return from_log(read_bytes(path), str(path), plant, share)


def from_log(text: bytes, source: str, zone: ZoneInfo, share: bool = True) -> ImportedLog:
    """The same from the log's text."""
    log = read_events(text, source, zone, share)
    orders = by_order(log.events)
    qualified = _qualified(log.events)
    operations = [operation for id_, own in orders.items() for operation in _operations(id_, own, qualified)]
    problem = Problem(
        name=source.rsplit("/", 1)[-1],
        zone=zone.key,
        as_of=_midnight(min(event.start for event in log.events) - MINUTE, zone),
        companies=(Company(id=CompanyId("shop")),),
        workshops=(Workshop(id=WorkshopId("shop"), company=CompanyId("shop")),),
        calendars=tuple(_calendars(log.events, zone)),
        resources=tuple(
            Resource(
                id=ResourceId(worker),
                kind=ResourceKind.MACHINE,
                workshop=WorkshopId("shop"),
                calendar=CalendarId(worker),
            )
            for worker in sorted({event.worker for event in log.events if event.worker})
        ),
        products=(Product(id=ProductId("part"), names=Label(en="machined part", zh="机加工件")),),
        orders=tuple(_order(id_, own, zone) for id_, own in orders.items()),
        operations=tuple(operations),
    )
    report = ImportReport(
        source=source,
        rows=log.rows,
        events=len(log.events),
        orders=len(orders),
        operations=len(operations),
        workers=len(problem.resources),
        activities=len(qualified),
        working_minutes=sum(operation.modes[0].set_up_minutes for operation in operations),
        findings=log.findings,
        qualified=qualified,
        lost_orders=tuple(sorted(log.named_orders - set(orders))),
        baseline=_baseline(orders),
    )
    return ImportedLog(problem, report)


def _baseline(orders: Mapping[str, list[Event]]) -> Baseline:
    did = []
    for id_, own in orders.items():
        first, last = min(event.start for event in own), max(event.end for event in own)
        flow = (last - first) // MINUTE
        did.append(OrderBaseline(order=OrderId(id_), first_start=first, last_end=last, flow_minutes=flow))
    return Baseline(
        orders=tuple(did),
        flow_minutes=sum(order.flow_minutes for order in did),
        makespan_minutes=(max(o.last_end for o in did) - min(o.first_start for o in did)) // MINUTE,
    )


def _order(id_: str, events: list[Event], zone: ZoneInfo) -> Order:
    released = min(event.start for event in events)
    finished = max(event.end for event in events).astimezone(zone).date()
    instalment = Instalment(number=1, quantity=1, requested=finished, first_committed=finished, committed=finished)
    return Order(
        id=OrderId(id_),
        company=CompanyId("shop"),
        status=OrderStatus.EFFECTIVE,
        effective_at=released,
        decomposed_at=released,
        lines=(OrderLine(number=1, product=ProductId("part"), quantity=1, instalments=(instalment,)),),
    )


def _operations(order: str, events: list[Event], qualified: Mapping[str, tuple[str, ...]]) -> list[Operation]:
    """A chain: one operation a visit, which any qualified worker does in the minutes the log shows."""
    operations: list[Operation] = []
    for visit in visits(events):
        activity = visit[0].activity
        minutes = max(1, ceil(sum(event.minutes for event in visit)))
        operations.append(
            Operation(
                id=OperationId(f"{order}/{len(operations) + 1}"),
                order=OrderId(order),
                names=Label(en=activity),
                kind=_kind(activity),
                modes=tuple(
                    Mode(id=ModeId(worker), uses=(Use(resource=ResourceId(worker)),), set_up_minutes=minutes)
                    for worker in qualified[activity]
                ),
                after=(Link(operation=operations[-1].id),) if operations else (),
            )
        )
    return operations


def _kind(activity: str) -> TaskKind:
    words = activity.lower()
    if "inspection" in words or "q.c." in words:
        return TaskKind.INSPECTION
    return TaskKind.PACKING if "packing" in words else TaskKind.FABRICATION


def _qualified(events: Iterable[Event]) -> dict[str, tuple[str, ...]]:
    """For every activity the workers who did it regularly, see `REGULAR_DAYS`."""
    days: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    minutes: dict[str, Counter[str]] = defaultdict(Counter)
    for event in events:
        if event.worker:
            days[event.activity][event.worker].add(event.start.date())
            minutes[event.activity][event.worker] += (event.end - event.start) // MINUTE
    return {
        activity: tuple(
            sorted(
                worker
                for worker in workers
                if len(workers[worker]) >= REGULAR_DAYS
                and 100 * minutes[activity][worker] >= REGULAR_PERCENT * minutes[activity].total()
            )
            or sorted(workers)
        )
        for activity, workers in sorted(days.items())
    }


# --- calendars ---------------------------------------------------------------------------------------


def _calendars(events: Iterable[Event], zone: ZoneInfo) -> list[Calendar]:
    """Inside the log a worker's calendar is open exactly where he worked; after it, in his typical week."""
    spans: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for event in events:
        if event.worker:
            spans[event.worker].append((event.start, event.end))
    begin = _midnight(min(start for own in spans.values() for start, _ in own) - MINUTE, zone)
    last = max(end for own in spans.values() for _, end in own)
    end = _midnight(last + timedelta(days=1), zone)
    outside = CalendarException(start=begin, end=end, open=False, why="inside the log only what it shows is open")
    return [
        Calendar(
            id=CalendarId(worker),
            weekly=_typical_week(windows, zone),
            exceptions=(outside, *(CalendarException(start=s, end=e, open=True) for s, e in windows)),
        )
        for worker, windows in sorted((worker, _shifts(own)) for worker, own in spans.items())
    ]


def _shifts(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Worked spans merged into shifts across gaps up to `SAME_SHIFT_GAP`."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= SAME_SHIFT_GAP:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _typical_week(windows: list[tuple[datetime, datetime]], zone: ZoneInfo) -> tuple[Shift, ...]:
    """The quarter hours of the week he worked most often, as many as he worked in an average week."""
    worked: set[tuple[date, int]] = set()
    for start, end in windows:
        moment = start
        while moment < end:
            local = moment.astimezone(zone)
            monday = local.date() - timedelta(days=local.weekday())
            worked.add((monday, (local.weekday() * 24 + local.hour) * 4 + local.minute // 15))
            moment += MINUTE
    weeks = len({monday for monday, _ in worked})
    often = Counter(quarter for _, quarter in sorted(worked)).most_common(max(1, len(worked) // weeks))
    typical = {quarter for quarter, _ in often}
    starts = [q for q in range(WEEK) if q in typical and (q % DAY == 0 or q - 1 not in typical)]
    ends = [q for q in range(1, WEEK + 1) if q - 1 in typical and (q % DAY == 0 or q not in typical)]
    return tuple(
        Shift(weekday=start // DAY + 1, start=_clock(start), end=_clock(end))
        for start, end in zip(starts, ends, strict=True)
    )


def _clock(quarter_of_week: int) -> time:
    hour, quarter = divmod(quarter_of_week % DAY, 4)
    return time(hour, 15 * quarter)


def _midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of that plant day."""
    return datetime.combine(moment.astimezone(zone).date(), time(), zone)
