"""Work logs: every class of dirt on a small one written by hand, and the public log where it is there."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar import Calendar
from scheduler.domain.errors import InputError
from scheduler.domain.operation import Operation, TaskKind
from scheduler.domain.schema import dump, load_problem
from scheduler.files.event_log import Dirt, Treatment
from scheduler.files.log_shop import REGULAR_DAYS, ImportedLog, from_log, import_log

ZONE = ZoneInfo("Europe/Tallinn")
DIRTY = Path(__file__).parents[1] / "data" / "dirty_log.csv"
PUBLIC = Path(__file__).parents[3] / "shared" / "datasets" / "machine-shop-log" / "event_log.csv"
HEADER = "order,activity,worker,start,end\n"


@pytest.fixture(scope="module")
def dirty() -> ImportedLog:
    return import_log(DIRTY)


def lines(imported: ImportedLog) -> dict[Dirt, tuple[int, ...]]:
    return {finding.dirt: finding.lines for finding in imported.report.findings}


def minutes(imported: ImportedLog) -> dict[str, int]:
    return {operation.id: operation.modes[0].set_up_minutes for operation in imported.problem.operations}


def test_every_class_of_dirt_is_found_in_its_line(dirty: ImportedLog) -> None:
    """The header is line 1, so the first row of the file is line 2."""
    assert lines(dirty) == {
        Dirt.UNREADABLE: (11, 12),
        Dirt.MISSING_ORDER_OR_ACTIVITY: (13,),
        Dirt.NO_ZONE: (14,),
        Dirt.OTHER_OFFSET: (16,),
        Dirt.SECONDS: (15,),
        Dirt.END_BEFORE_START: (9,),
        Dirt.DUPLICATE: (3,),
        Dirt.ZERO_LENGTH: (5,),
        Dirt.MISSING_WORKER: (8,),
        Dirt.NOBODY_KNOWN: (10,),
        Dirt.WORKER_ON_TWO_THINGS: (2, 7),
        Dirt.ORDER_IN_TWO_ACTIVITIES: (5,),
    }


def test_the_dirty_log_has_every_class_of_dirt(dirty: ImportedLog) -> None:
    assert set(lines(dirty)) == set(Dirt)


def test_visits_become_operations_and_a_later_visit_another_one(dirty: ImportedLog) -> None:
    """A: turning (two events), inspection, turning again. B lost its hardening, C every row."""
    assert [operation.id for operation in dirty.problem.operations] == [
        "A/1", "A/2", "A/3", "B/1", "B/2", "D/1", "D/2", "D/3",
    ]  # fmt: skip
    after = {str(o.id): [link.operation for link in o.after] for o in dirty.problem.operations}
    assert after["A/1"] == []
    assert after["A/3"] == ["A/2"]
    assert dirty.report.lost_orders == ("C",)


def test_time_shared_by_two_things_is_counted_once(dirty: ImportedLog) -> None:
    """W1 is on A from 8 to 10 and on B from 9 to 11: the hour from 9 counts 30 min for each.

    A/1 = 60 + 30 of W1 + 60 of W2; B/1 = 30 + 60. The hour counted twice is the only one taken away.
    """
    work = minutes(dirty)
    assert (work["A/1"], work["B/1"]) == (150, 90)
    shared = next(f for f in dirty.report.findings if f.dirt is Dirt.WORKER_ON_TWO_THINGS)
    assert (shared.treatment, shared.minutes) == (Treatment.REPAIRED, 60)


def test_full_lengths_count_every_event_whole() -> None:
    """The same with 120 min of W1 for each order: A/1 = 120 + 60, B/1 = 120."""
    work = minutes(import_log(DIRTY, share=False))
    assert (work["A/1"], work["B/1"]) == (180, 120)


def test_zero_length_is_a_minute_and_seconds_round_outwards(dirty: ImportedLog) -> None:
    """07:00:30 to 07:10:10 lies in 07:00 to 07:11."""
    assert minutes(dirty)["A/2"] == 1
    assert minutes(dirty)["D/1"] == 11


def test_a_missing_worker_leaves_the_work_to_those_who_are_known(dirty: ImportedLog) -> None:
    inspect = operation(dirty, "B/2")
    assert inspect.modes[0].set_up_minutes == 60
    assert [mode.id for mode in inspect.modes] == ["W3"]
    assert {resource.id for resource in dirty.problem.resources} == {"W1", "W2", "W3", "W4"}


def test_times_without_offset_are_plant_time(dirty: ImportedLog) -> None:
    """26 March 2012 is the day after the clocks changed: 08:00 in the plant is 05:00 UTC.

    D is inspected at 07:00+03:00 before that, so inspection is its first operation and its release.
    """
    order = next(order for order in dirty.problem.orders if order.id == "D")
    assert operation(dirty, "D/1").kind is TaskKind.INSPECTION
    assert order.decomposed_at == datetime(2012, 3, 26, 4, 0, tzinfo=UTC)


def test_orders_are_released_at_their_first_event_and_due_when_they_were_done(dirty: ImportedLog) -> None:
    problem = dirty.problem
    order = problem.orders[0]
    assert problem.as_of == datetime(2012, 3, 19, tzinfo=ZONE)
    assert order.decomposed_at == datetime(2012, 3, 19, 8, tzinfo=ZONE)
    assert order.lines[0].instalments[0].committed == date(2012, 3, 19)


def test_baseline_is_what_the_shop_did(dirty: ImportedLog) -> None:
    """A: 8:00 to 14:00. B: 9:00 to the end of its inspection the next day. D: 7:00 to 14:00 (13:00+02:00)."""
    baseline = dirty.report.baseline
    assert {order.order: order.flow_minutes for order in baseline.orders} == {"A": 360, "B": 1440, "D": 420}
    assert baseline.flow_minutes == 360 + 1440 + 420
    last, first = datetime(2012, 3, 26, 14, tzinfo=ZONE), datetime(2012, 3, 19, 8, tzinfo=ZONE)
    assert baseline.makespan_minutes == (last.astimezone(UTC) - first.astimezone(UTC)) // timedelta(minutes=1)


def test_calendars_are_open_where_the_log_shows_work_and_later_in_the_typical_week(
    dirty: ImportedLog,
) -> None:
    """W1 worked 8-11 and 13-14 on a Monday: two windows, because the gap is longer than a break."""
    calendar = next(calendar for calendar in dirty.problem.calendars if calendar.id == "W1")
    closed, *opened = calendar.exceptions
    assert not closed.open
    assert closed.start == dirty.problem.as_of
    assert closed.end == datetime(2012, 3, 27, tzinfo=ZONE)
    monday = datetime(2012, 3, 19, tzinfo=ZONE)
    assert [(window.start, window.end) for window in opened] == [
        (monday + timedelta(hours=8), monday + timedelta(hours=11)),
        (monday + timedelta(hours=13), monday + timedelta(hours=14)),
    ]
    assert [(s.weekday, s.start, s.end) for s in calendar.weekly] == [
        (1, time(8), time(11)),
        (1, time(13), time(14)),
    ]


@pytest.mark.parametrize(("gap", "windows"), [(60, 1), (61, 2)])
def test_a_gap_of_an_hour_is_a_break_and_a_longer_one_is_not(gap: int, windows: int) -> None:
    start = datetime(2012, 3, 19, 8, tzinfo=ZONE)
    later = start + timedelta(minutes=60 + gap)
    text = HEADER + row("A", "W1", start) + row("A", "W1", later)
    assert len(calendar_of(text, "W1").exceptions) == 1 + windows


@pytest.mark.parametrize(("days", "qualified"), [(REGULAR_DAYS, ("W1", "W2")), (REGULAR_DAYS - 1, ("W1",))])
def test_regular_is_five_days(days: int, qualified: tuple[str, ...]) -> None:
    """W1 turns on ten days; W2 on just enough days, or on one too few."""
    first = datetime(2012, 3, 5, 8, tzinfo=ZONE)
    text = HEADER + "".join(row("A", "W1", first + timedelta(days=day)) for day in range(10))
    text += "".join(row("B", "W2", first + timedelta(days=day)) for day in range(days))
    assert from_log(text.encode(), "log", ZONE).report.qualified == {"Turning": qualified}


def test_where_nobody_is_regular_everybody_is_qualified(dirty: ImportedLog) -> None:
    assert dirty.report.qualified["Turning"] == ("W1", "W2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "log: line 1: expected the columns order, activity, worker, start, end; found nothing"),
        (b"order,activity,worker,start\nA,B,C,D\n", "log: line 1: expected the columns end; found order, "),
        (HEADER.encode() + b"A,B,C,x,y\n", "log: holds no usable event among 1 rows"),
        (HEADER.encode() + b"A,B,\xff,x,y\n", "log: line 2: not UTF-8: byte 0xff"),
    ],
)
def test_what_is_no_log_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(InputError) as refused:
        from_log(text, "log", ZONE)
    assert str(refused.value).startswith(message)


def test_the_problem_of_a_log_survives_its_file(dirty: ImportedLog) -> None:
    assert load_problem(dump(dirty.problem), "log").content_hash() == dirty.problem.content_hash()


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public machine-shop log is not beside this repository")
def test_the_public_log_comes_in_whole() -> None:
    """225 orders and 4,503 rows are what its README counts; 51 rows repeat an earlier one."""
    imported = import_log(PUBLIC)
    report = imported.report
    assert (report.rows, report.orders, report.lost_orders) == (4503, 225, ())
    assert report.events == 4503 - 51
    assert {dirt: len(found) for dirt, found in lines(imported).items()} == {
        Dirt.DUPLICATE: 51,
        Dirt.ZERO_LENGTH: 9,
        Dirt.WORKER_ON_TWO_THINGS: 1959,
        Dirt.ORDER_IN_TWO_ACTIVITIES: 572,
    }
    assert {operation.order for operation in imported.problem.operations} == {o.id for o in imported.problem.orders}
    assert all(calendar.weekly for calendar in imported.problem.calendars)


def operation(imported: ImportedLog, id_: str) -> Operation:
    return next(operation for operation in imported.problem.operations if operation.id == id_)


def row(order: str, worker: str, start: datetime) -> str:
    """An hour of turning."""
    return f"{order},Turning,{worker},{start.isoformat()},{(start + timedelta(hours=1)).isoformat()}\n"


def calendar_of(text: str, worker: str) -> Calendar:
    problem = from_log(text.encode(), "log", ZONE).problem
    return next(calendar for calendar in problem.calendars if calendar.id == worker)
