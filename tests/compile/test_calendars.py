"""Calendars as windows and as the kernel's tables, against an array with one entry per minute."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.compile.calendars import (
    CalendarClasses,
    Window,
    calendar_windows,
    intersected,
    longest,
    merged,
    resource_windows,
    subtracted,
    windows,
)
from scheduler.compile.clock import Clock
from scheduler.compile.network import NEVER
from scheduler.domain.calendar import Calendar, CalendarPeriod, MakeUpDay
from scheduler.domain.record import ResourceId
from scheduler.kernel import timeline
from tests.builders import DAY, at, machine, resource, shift, shop, weekly
from tests.compile.minutes import Mask, first_fit, intersection, last_fit, open_minutes, stretches
from tests.compile.random_calendars import random_calendar, random_downtimes

CHANGES = (
    ("Europe/Berlin", date(2026, 3, 29), 23 * 60),
    ("Europe/Berlin", date(2026, 10, 25), 25 * 60),
    ("America/New_York", date(2026, 3, 8), 23 * 60),
    ("America/New_York", date(2026, 11, 1), 25 * 60),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24 * 60 + 30),
    ("Australia/Lord_Howe", date(2026, 10, 4), 23 * 60 + 30),
)
"""Zone, the day on which its clocks change, and how long that day is."""

CALENDARS_PER_CHANGE = 170


def windows_of(calendar: Calendar, zone: str, as_of: datetime, horizon: int) -> list[Window]:
    return calendar_windows(calendar, ZoneInfo(zone), Clock(as_of), horizon)


def noon_before(zone: str, day: date) -> datetime:
    before = day - timedelta(days=1)
    return datetime(before.year, before.month, before.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def check_tables(rng: random.Random, spans: list[Window], mask: Mask, horizon: int, queries: int) -> None:
    """Every question that the kernel asks its tables, at random minutes and at the edges of windows."""
    classes = CalendarClasses()
    classes.add([(1, 2)])  # not the first class, so that a wrong pointer shows
    class_ = classes.add(spans)
    cal = classes.tables(horizon)
    first = int(cal.win_ptr[class_])
    edges = [edge for span in spans for edge in span]
    for _ in range(queries):
        t = rng.choice((rng.randrange(-100, horizon + 100), *(rng.sample(edges, 1) if edges else ())))
        t += rng.choice((-1, 0, 0, 1))
        after = np.flatnonzero(mask[max(t, 0) :])
        opens = int(after[0]) + max(t, 0) if len(after) and t < horizon else NEVER
        assert timeline.next_open(cal, class_, t) == opens
        assert timeline.next_open(cal, -1, t) == t
        found = timeline.window_from(cal, class_, t) - first
        assert found == sum(end <= t for _, end in spans) if t < horizon else found == len(spans)

        work = rng.choice((1, 2, rng.randint(1, 90), rng.randint(1, 1500)))
        resumable = rng.random() < 0.6
        start, end = first_fit(mask, resumable, work, t)
        assert timeline.fit(cal, class_, resumable, work, t) == (start, end)
        if start < NEVER:
            k = timeline.window_from(cal, class_, start)
            assert timeline.end_from(cal, class_, k, start, work) == end
        elif opens < NEVER and resumable:
            k = timeline.window_from(cal, class_, opens)
            assert timeline.end_from(cal, class_, k, opens, work) == NEVER
        assert timeline.fit(cal, -1, resumable, work, t) == (t, t + work)

        latest = timeline.latest_start(cal, class_, resumable, work, min(t, horizon))
        naive = last_fit(mask, resumable, work, min(t, horizon))
        assert latest == naive if naive is not None else latest < 0
        assert timeline.latest_start(cal, -1, resumable, work, t) == t - work


# --- the clocks change -------------------------------------------------------------------------------


def test_windows_and_tables_equal_a_minute_loop_over_clock_changes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Random calendars over days of 23, 23 1/2, 24 1/2 and 25 hours."""
    rng = random.Random(1)
    days = queries = 0
    for zone, day, _ in CHANGES:
        as_of = noon_before(zone, day)
        horizon = 2 * 1440 + 30
        for _ in range(CALENDARS_PER_CHANGE):
            calendar = random_calendar(rng, zone, as_of, 2)
            spans = windows_of(calendar, zone, as_of, horizon)
            mask = open_minutes(calendar, zone, as_of, horizon)
            assert spans == stretches(mask), (zone, day, calendar)
            check_tables(rng, spans, mask, horizon, 4)
            days += 1
            queries += 4
    assert days >= 1000
    with capsys.disabled():
        print(f"\n{days} calendars over a change of the clocks, {queries} questions to their tables: all equal")


@pytest.mark.parametrize(("zone", "day", "minutes"), CHANGES)
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(zone: str, day: date, minutes: int) -> None:
    """From midnight to midnight the whole day, and only it, is open."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    calendar = weekly("whole", [7], "00:00", "00:00")  # all of them change on a Sunday
    spans = windows_of(calendar, zone, midnight - timedelta(minutes=60), 4 * 1440)
    assert spans == [(60, 60 + minutes)]


def test_night_shifts_in_berlin_have_seven_and_nine_hours() -> None:
    """22:00-06:00 over 29 March and 25 October 2026, as docs/rules/calendars.md says."""
    nights = weekly("nights", [6], "22:00", "06:00")
    for day, hours in ((date(2026, 3, 29), 7), (date(2026, 10, 25), 9)):
        (span,) = windows_of(nights, "Europe/Berlin", noon_before("Europe/Berlin", day), 2 * 1440)
        assert span == (600, 600 + hours * 60)


def test_a_time_that_is_skipped_counts_as_if_the_clocks_had_not_changed() -> None:
    """New York, 8 March: 02:00 becomes 03:00. A shift to 02:30 ends 30 minutes later, at 03:30 of the new time;
    one from 02:30 to 03:00 is swallowed, because 03:00 comes before the 02:30 that never was."""
    zone, day = "America/New_York", date(2026, 3, 8)
    as_of = noon_before(zone, day)
    before = weekly("before", [7], "01:00", "02:30")
    assert windows_of(before, zone, as_of, 2880) == [(13 * 60, 13 * 60 + 90)]
    inside = weekly("inside", [7], "02:30", "03:00")
    assert windows_of(inside, zone, as_of, 2880) == []


def test_a_time_that_comes_twice_is_the_first() -> None:
    """Berlin, 25 October: 02:00-03:00 comes twice. A shift to 02:30 ends the first time; one from 02:30
    to 03:00 is 30 minutes of the first hour and the whole second one."""
    zone, day = "Europe/Berlin", date(2026, 10, 25)
    as_of = noon_before(zone, day)
    assert windows_of(weekly("a", [7], "01:00", "02:30"), zone, as_of, 2880) == [(780, 780 + 90)]
    assert windows_of(weekly("b", [7], "02:30", "03:00"), zone, as_of, 2880) == [(870, 870 + 90)]


# --- random calendars --------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32),
    zone=st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York")),
    month=st.integers(1, 12),
)
def test_a_random_calendar_opens_as_its_docstring_says(seed: int, zone: str, month: int) -> None:
    rng = random.Random(seed)
    as_of = datetime(2026, month, 9, 7, 30, tzinfo=UTC)
    horizon = 9 * 1440
    calendar = random_calendar(rng, zone, as_of, 9)
    spans = windows_of(calendar, zone, as_of, horizon)
    mask = open_minutes(calendar, zone, as_of, horizon)
    assert spans == stretches(mask)
    check_tables(rng, spans, mask, horizon, 15)


@pytest.mark.parametrize("seed", range(40))
def test_resources_are_closed_in_downtimes_and_work_together_only_when_all_are_open(seed: int) -> None:
    rng = random.Random(seed)
    zone, as_of, days = "Europe/Berlin", datetime(2026, 10, 23, 6, tzinfo=UTC), 4
    horizon = days * 1440
    classes = CalendarClasses()
    masks, ids = [], []
    for number in range(rng.randint(2, 4)):
        calendar = random_calendar(rng, zone, as_of, days)
        made = machine(f"M{number}").model_copy(update={"downtimes": random_downtimes(rng, as_of, days)})
        spans = resource_windows(made, windows_of(calendar, zone, as_of, horizon), Clock(as_of))
        mask = open_minutes(calendar, zone, as_of, horizon).copy()
        for down in made.downtimes:
            start, end = ((moment - as_of) // timedelta(minutes=1) for moment in (down.start, down.end))
            mask[max(0, start) : max(0, end)] = False
        assert spans == stretches(mask)
        ids.append(classes.add(spans))
        masks.append(mask)
    common = classes.intersection(frozenset(ids))
    both = intersection(masks)
    assert classes.windows[common] == stretches(both)
    assert classes.intersection(frozenset(ids)) == common
    check_tables(rng, classes.windows[common], both, horizon, 10)


def test_equal_windows_are_one_class_and_a_class_alone_is_its_own_intersection() -> None:
    classes = CalendarClasses()
    a = classes.add([(0, 10), (20, 30)])
    b = classes.add([(5, 25)])
    assert classes.add([(0, 10), (20, 30)]) == a
    assert classes.intersection(frozenset([a])) == a
    both = classes.intersection(frozenset([a, b]))
    assert classes.windows[both] == [(5, 10), (20, 25)]
    assert classes.intersection(frozenset([b, a])) == both
    assert len(classes.windows) == 3


# --- layers, in the order that the docstring gives ---------------------------------------------------


def test_make_up_days_win_over_holidays_and_take_the_shifts_of_the_day_they_work_like() -> None:
    """Tuesday the 6th is a holiday; Saturday the 10th works like a Tuesday, although it is a holiday too."""
    calendar = DAY.model_validate(
        DAY.model_dump()
        | {
            "holidays": (date(2026, 1, 6), date(2026, 1, 10)),
            "make_up_days": ({"day": date(2026, 1, 10), "works_like": 2},),
        }
    )
    spans = windows_of(calendar, "Asia/Shanghai", at("17:00"), 10 * 1440)

    def minute(text: str) -> int:
        return int((at(text) - at("17:00")).total_seconds()) // 60

    assert spans[0] == (minute("01-07 08:00"), minute("01-07 12:00"))
    assert spans[6] == (minute("01-10 08:00"), minute("01-10 12:00"))


def test_exceptions_lie_over_overtime_and_the_last_one_wins() -> None:
    """Open 00-60 by overtime; closed 10-40 and open again 20-30 by exceptions. What is only proposed opens
    nothing."""
    as_of = at("18:00")

    def span(start: int, end: int) -> dict[str, datetime]:
        return {"start": as_of + timedelta(minutes=start), "end": as_of + timedelta(minutes=end)}

    layers = {
        "overtime": (
            {**span(0, 60), "price_per_hour": 10, "approval": "approved"},
            {**span(100, 160), "price_per_hour": 10, "approval": "proposed"},
            {**span(200, 210), "price_per_hour": 10, "approval": "refused"},
            {**span(220, 230), "price_per_hour": 10, "approval": "standing"},
        ),
        "exceptions": ({**span(10, 40), "open": False}, {**span(20, 30), "open": True}),
    }
    calendar = Calendar.model_validate({"id": "c", **layers}, strict=False)
    assert windows_of(calendar, "Asia/Shanghai", as_of, 1440) == [(0, 10), (20, 30), (40, 60), (220, 230)]
    turned = calendar.model_copy(update={"exceptions": calendar.exceptions[::-1]})
    assert windows_of(turned, "Asia/Shanghai", as_of, 1440) == [(0, 10), (40, 60), (220, 230)]


def test_a_break_before_the_start_of_its_shift_lies_on_the_next_day() -> None:
    """22:00-06:00 with a break at 02:00 of the next day; one at 23:30-00:30 goes over midnight."""
    nights = weekly("nights", [1], "22:00", "06:00", ("02:00", "02:30"), ("23:30", "00:30"))
    spans = windows_of(nights, "Asia/Shanghai", at("22:00"), 1440)
    assert spans == [(0, 90), (150, 240), (270, 480)]


def test_the_break_of_one_shift_does_not_close_another() -> None:
    calendar = Calendar(
        id=DAY.id,
        weekly=(
            *weekly("a", [1], "08:00", "12:00", ("09:00", "10:00")).weekly,
            *weekly("b", [1], "09:30", "11:00").weekly,
        ),
    )
    assert windows_of(calendar, "Asia/Shanghai", at("08:00"), 1440) == [(0, 60), (90, 240)]


def test_windows_are_cut_at_as_of_and_at_the_horizon() -> None:
    always = weekly("always", range(1, 8), "00:00", "00:00")
    assert windows_of(always, "Asia/Shanghai", at("09:17"), 500) == [(0, 500)]
    assert windows_of(DAY, "Asia/Shanghai", at("09:17"), 60) == [(0, 60)]
    assert windows_of(DAY, "Asia/Shanghai", at("12:00"), 60) == []  # the break ends with the horizon
    assert windows_of(DAY, "Asia/Shanghai", at("12:00"), 61) == [(60, 61)]


def test_a_period_has_its_own_shifts_on_its_first_and_its_last_day_and_the_first_period_counts() -> None:
    """Tuesday and Wednesday 10-12 instead of 08-12 and 13-17; a later period of Wednesday to Friday without shifts
    closes only what the first leaves to it. The night that began on Monday, before the period, goes on into Tuesday."""
    other = CalendarPeriod(
        first=date(2026, 1, 6), last=date(2026, 1, 7), weekly=weekly("w", range(1, 8), "10:00", "12:00").weekly
    )
    closed = CalendarPeriod(first=date(2026, 1, 7), last=date(2026, 1, 9))
    calendar = DAY.model_copy(update={"periods": (other, closed)})

    def minute(text: str) -> int:
        return int((at(text) - at("16:00")).total_seconds()) // 60

    assert windows_of(calendar, "Asia/Shanghai", at("16:00"), minute("01-12 10:00")) == [
        (minute("16:00"), minute("17:00")),
        (minute("01-06 10:00"), minute("01-06 12:00")),
        (minute("01-07 10:00"), minute("01-07 12:00")),
        (minute("01-12 08:00"), minute("01-12 10:00")),
    ]
    nights = weekly("nights", range(1, 8), "22:00", "06:00").model_copy(update={"periods": (other,)})
    assert windows_of(nights, "Asia/Shanghai", at("16:00"), minute("01-08 23:00")) == [
        (minute("22:00"), minute("01-06 06:00")),
        (minute("01-06 10:00"), minute("01-06 12:00")),
        (minute("01-07 10:00"), minute("01-07 12:00")),
        (minute("01-08 22:00"), minute("01-08 23:00")),
    ]


def test_a_make_up_day_in_a_period_takes_the_shifts_that_the_period_gives_its_weekday() -> None:
    """Saturday works like a Tuesday of the period it lies in: 10-11; a holiday in it has none."""
    period = CalendarPeriod(first=date(2026, 1, 9), last=date(2026, 1, 10), weekly=(shift(2, "10:00", "11:00"),))
    calendar = DAY.model_copy(
        update={"periods": (period,), "make_up_days": (MakeUpDay(day=date(2026, 1, 10), works_like=2),)}
    )
    opened = [(10 - 8) * 60 + 1440, (11 - 8) * 60 + 1440]
    assert windows_of(calendar, "Asia/Shanghai", at("01-09 08:00"), 2 * 1440) == [(opened[0], opened[1])]
    both = period.model_copy(update={"weekly": (*period.weekly, shift(5, "10:00", "11:00"))})
    holiday = calendar.model_copy(update={"periods": (both,), "holidays": (date(2026, 1, 9), date(2026, 1, 10))})
    assert windows_of(holiday, "Asia/Shanghai", at("01-09 08:00"), 2 * 1440) == [(opened[0], opened[1])]


# --- lists of windows --------------------------------------------------------------------------------

spans_lists = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def painted(spans: list[Window]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}


@given(a=spans_lists, b=spans_lists)
def test_unions_differences_and_intersections_are_those_of_sets_of_minutes(a: list[Window], b: list[Window]) -> None:
    union = merged(a)
    assert painted(union) == painted(a)
    assert all(one[1] < two[0] for one, two in pairwise(union))
    left = subtracted(union, b)
    assert painted(left) == painted(a) - painted(b)
    both = intersected(union, merged(b))
    assert painted(both) == painted(a) & painted(b)
    assert all(start < end for start, end in (*union, *left, *both))


def test_longest_stretch_open_after_one_minute_and_begun_before_another() -> None:
    spans = [(0, 50), (60, 80), (90, 140)]
    assert longest(spans, 0, 200) == 50
    assert longest(spans, 10, 90) == 40  # the first is cut at 10, the last begins too late
    assert longest(spans, 10, 91) == 50
    assert longest(spans, 140, 200) == 0


def test_windows_of_one_resource_for_charts() -> None:
    """A day machine that is down 09:00-10:00, asked for from 08:30 to 13:30."""
    problem = shop(resources=(resource("M1", calendar="day", down=[("09:00", "10:00")]),))
    found = windows(problem, ResourceId("M1"), at("08:30"), at("13:30"))
    assert found == [
        (at("08:30"), at("09:00")),
        (at("10:00"), at("12:00")),
        (at("13:00"), at("13:30")),
    ]
