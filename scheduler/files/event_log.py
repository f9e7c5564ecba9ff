"""A shop's work log as it comes, cleaned, with a report of everything that was touched."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.errors import refuse
from scheduler.domain.record import Record

COLUMNS = ("order", "activity", "worker", "start", "end")
MINUTE = timedelta(minutes=1)


class Dirt(StrEnum):
    """What can be wrong with a row, in the order in which it is looked for."""

    UNREADABLE = "unreadable"
    MISSING_ORDER_OR_ACTIVITY = "missing_order_or_activity"
    NO_ZONE = "no_zone"
    OTHER_OFFSET = "other_offset"
    SECONDS = "seconds"
    END_BEFORE_START = "end_before_start"
    DUPLICATE = "duplicate"
    ZERO_LENGTH = "zero_length"
    MISSING_WORKER = "missing_worker"
    NOBODY_KNOWN = "nobody_known"
    WORKER_ON_TWO_THINGS = "worker_on_two_things"
    ORDER_IN_TWO_ACTIVITIES = "order_in_two_activities"


class Treatment(StrEnum):
    DROPPED = "dropped"
    REPAIRED = "repaired"
    KEPT = "kept"


TREATED: dict[Dirt, tuple[Treatment, str]] = {
    Dirt.UNREADABLE: (Treatment.DROPPED, "a column is missing or too many, or a time can't be read"),
    Dirt.MISSING_ORDER_OR_ACTIVITY: (
        Treatment.DROPPED,
        "work without an order or an activity can't be placed",
    ),
    Dirt.NO_ZONE: (Treatment.REPAIRED, "a time without an offset is read as plant time"),
    Dirt.OTHER_OFFSET: (Treatment.KEPT, "the offset is not the plant's on that day; the moment is kept"),
    Dirt.SECONDS: (Treatment.REPAIRED, "times are rounded outwards to whole minutes"),
    Dirt.END_BEFORE_START: (Treatment.DROPPED, "nothing says how long the work took"),
    Dirt.DUPLICATE: (Treatment.DROPPED, "the same row again; the first one is kept"),
    Dirt.ZERO_LENGTH: (Treatment.REPAIRED, "it happened, in less than a minute: one minute"),
    Dirt.MISSING_WORKER: (Treatment.KEPT, "its work counts, but shows nobody's skill or working hours"),
    Dirt.NOBODY_KNOWN: (Treatment.DROPPED, "nobody is known to have ever done this activity"),
    Dirt.WORKER_ON_TWO_THINGS: (
        Treatment.REPAIRED,
        "the worker's time is shared equally by what he did at once",
    ),
    Dirt.ORDER_IN_TWO_ACTIVITIES: (
        Treatment.REPAIRED,
        "its activities are put one after another by first start",
    ),
}


class Finding(Record):
    """One kind of dirt: what was done about it, and the lines of the file concerned (line 1: header)."""

    dirt: Dirt
    treatment: Treatment
    why: str
    lines: tuple[int, ...]
    minutes: int | None = None
    """Working minutes that the treatment took away, where it took any."""


class Event(NamedTuple):
    """A row that can be used: one stretch of work, in UTC; `minutes` is what it counts as work."""

    line: int
    order: str
    activity: str
    worker: str
    """Empty: the log does not say."""
    start: datetime
    end: datetime
    minutes: Fraction


class Findings:
    """Collects the lines of every kind of dirt."""

    def __init__(self) -> None:
        self.lines: dict[Dirt, list[int]] = defaultdict(list)
        self.minutes: dict[Dirt, Fraction] = {}

    def add(self, dirt: Dirt, line: int) -> None:
        if not self.lines[dirt] or self.lines[dirt][-1] != line:
            self.lines[dirt].append(line)

    def report(self) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                dirt=dirt,
                treatment=TREATED[dirt][0],
                why=TREATED[dirt][1],
                lines=tuple(sorted(set(self.lines[dirt]))),
                minutes=round(self.minutes[dirt]) if dirt in self.minutes else None,
            )
            for dirt in Dirt
            if self.lines[dirt]
        )


class Log(NamedTuple):
    """The usable events in the order of their rows, what was wrong, and what the file named at all."""

    events: list[Event]
    findings: tuple[Finding, ...]
    rows: int
    named_orders: frozenset[str]


def read_events(text: bytes, source: str, zone: ZoneInfo, share: bool = True) -> Log:
    """The cleaned log.

    With `share`, minutes in which a worker is on several things at once are divided among them, because a
    person has every minute only once; without, every event keeps its whole length. Raises InputError for a
    file that is no such log at all.
    """
    findings = Findings()
    rows = list(_rows(text, source))
    events = [event for line, row in rows if (event := _event(line, row, zone, findings)) is not None]
    events = _without_duplicates(events, findings)
    events = _without_unknown_work(events, findings)
    if not events:
        raise refuse(source, f"holds no usable event among {len(rows)} rows")
    _find_order_overlaps(events, findings)
    events = _shared(events, findings, share)
    named = frozenset(row["order"] for _, row in rows if row.get("order"))
    return Log(events, findings.report(), len(rows), named)


def visits(events: Iterable[Event]) -> list[list[Event]]:
    """One order's events as visits: successive events of one activity, in order of start."""
    grouped: list[list[Event]] = []
    for event in sorted(events, key=lambda e: (e.start, e.end, e.line)):
        if grouped and grouped[-1][0].activity == event.activity:
            grouped[-1].append(event)
        else:
            grouped.append([event])
    return grouped


def by_order(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Orders in the sequence in which they first appear in the file."""
    orders: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        orders[event.order].append(event)
    return orders


def _rows(text: bytes, source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and named columns of every row that is not empty; a row of another width has no columns."""
    try:
        characters = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise refuse(source, f"not UTF-8: byte 0x{text[error.start]:02x} can't be read", f"line {line}") from None
    reader = csv.reader(io.StringIO(characters, newline=""))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in COLUMNS if name not in header]:
            found = ", ".join(header) if any(header) else "nothing"
            raise refuse(source, f"expected the columns {', '.join(missing)}; found {found}", "line 1")
        for row in reader:
            if row:
                fits = len(row) == len(header)
                values = (value.strip() for value in row)
                yield reader.line_num, dict(zip(header, values, strict=True)) if fits else {}
    except csv.Error as error:
        raise refuse(source, f"not readable as CSV: {error}", f"line {reader.line_num}") from None


def _event(line: int, row: dict[str, str], zone: ZoneInfo, findings: Findings) -> Event | None:
    """The event of one row, or None if it can't be used."""
    try:
        start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
    except (KeyError, ValueError):
        findings.add(Dirt.UNREADABLE, line)
        return None
    if not row["order"] or not row["activity"]:
        findings.add(Dirt.MISSING_ORDER_OR_ACTIVITY, line)
        return None
    if max(len(row[name]) for name in ("order", "activity", "worker")) > 100:
        findings.add(Dirt.UNREADABLE, line)
        return None
    start, end = (_moment(time, zone, line, findings) for time in (start, end))
    if end < start:
        findings.add(Dirt.END_BEFORE_START, line)
        return None
    if start.second or start.microsecond or end.second or end.microsecond:
        findings.add(Dirt.SECONDS, line)
        start = start.replace(second=0, microsecond=0)
        end = -((-(end - start)) // MINUTE) * MINUTE + start
    return Event(line, row["order"], row["activity"], row["worker"], start, end, Fraction(0))


def _moment(time: datetime, zone: ZoneInfo, line: int, findings: Findings) -> datetime:
    if time.tzinfo is None:
        findings.add(Dirt.NO_ZONE, line)
        return time.replace(tzinfo=zone).astimezone(UTC)
    if time.utcoffset() != time.astimezone(zone).utcoffset():
        findings.add(Dirt.OTHER_OFFSET, line)
    return time.astimezone(UTC)


def _without_duplicates(events: list[Event], findings: Findings) -> list[Event]:
    kept: list[Event] = []
    seen: set[tuple[object, ...]] = set()
    for event in events:
        content = event[1:]
        if content in seen:
            findings.add(Dirt.DUPLICATE, event.line)
            continue
        seen.add(content)
        if event.start == event.end:
            findings.add(Dirt.ZERO_LENGTH, event.line)
            event = event._replace(end=event.start + MINUTE)
        kept.append(event)
    return kept


def _without_unknown_work(events: list[Event], findings: Findings) -> list[Event]:
    """Drops activities for which no row names a worker: nothing says who could ever do them."""
    known = {event.activity for event in events if event.worker}
    for event in events:
        if not event.worker:
            findings.add(Dirt.MISSING_WORKER if event.activity in known else Dirt.NOBODY_KNOWN, event.line)
    return [event for event in events if event.activity in known]


def _find_order_overlaps(events: list[Event], findings: Findings) -> None:
    for order_events in by_order(events).values():
        busy_until: datetime | None = None
        for visit in visits(order_events):
            if busy_until is not None and visit[0].start < busy_until:
                findings.add(Dirt.ORDER_IN_TWO_ACTIVITIES, visit[0].line)
            ends = max(event.end for event in visit)
            busy_until = ends if busy_until is None else max(busy_until, ends)


def _shared(events: list[Event], findings: Findings, share: bool) -> list[Event]:
    """The events with their minutes; a minute in which k events of a worker run counts 1/k for each."""
    whole = {event.line: Fraction((event.end - event.start) // MINUTE) for event in events}
    parts = dict.fromkeys(whole, Fraction(0))
    workers: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.worker:
            workers[event.worker].append(event)
        else:
            parts[event.line] = whole[event.line]
    for own in workers.values():
        edges = sorted({edge for event in own for edge in (event.start, event.end)})
        waiting = sorted(own, key=lambda event: event.start, reverse=True)
        running: list[Event] = []
        for begin, finish in pairwise(edges):
            while waiting and waiting[-1].start <= begin:
                running.append(waiting.pop())
            running = [event for event in running if event.end > begin]
            for event in running:
                parts[event.line] += Fraction((finish - begin) // MINUTE, len(running))
    for event in events:
        if parts[event.line] != whole[event.line]:
            findings.add(Dirt.WORKER_ON_TWO_THINGS, event.line)
    if findings.lines[Dirt.WORKER_ON_TWO_THINGS] and share:
        findings.minutes[Dirt.WORKER_ON_TWO_THINGS] = sum((whole[line] - parts[line] for line in whole), Fraction(0))
    counted = parts if share else whole
    return [event._replace(minutes=counted[event.line]) for event in events]
