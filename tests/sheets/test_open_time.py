"""Open time backwards against an array with one entry per minute, and working days by the calendar on the wall."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.record import CalendarId, ResourceId
from scheduler.sheets import open_time
from scheduler.sheets.open_time import OpenTime
from tests.builders import AS_OF, day, machine, shop, weekly
from tests.compile.minutes import intersection, last_fit, open_minutes
from tests.compile.random_calendars import random_calendar, random_downtimes
from tests.seeds import seeds

DAYS = 9
PAST = 4 * 1440
"""As-of lies so many minutes after the first entry of the array."""
PLANTS = [("Asia/Shanghai", "2026-01-05 08:00"), ("Europe/Berlin", "2026-03-25 08:00"),
          ("Europe/Berlin", "2026-10-21 08:00")]  # fmt: skip
"""Clocks change inside the array in the last two."""


@pytest.mark.parametrize("seed", seeds(15, of=40))
def test_the_latest_start_is_that_of_a_count_of_minutes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of 1,000 minutes, so that openings lie across their ends."""
    monkeypatch.setattr(open_time, "STRETCH", 1000)
    rng = random.Random(seed)
    zone, local = PLANTS[seed % len(PLANTS)]
    first = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    resources, masks, calendars = [], [], []
    for name in ("a", "b"):
        calendar = random_calendar(rng, zone, first, DAYS).model_copy(update={"id": CalendarId(name)})
        downtimes = random_downtimes(rng, first, DAYS)
        resources.append(machine(name, calendar=name).model_copy(update={"downtimes": downtimes}))
        calendars.append(calendar)
        mask = open_minutes(calendar, zone, first, DAYS * 1440)
        for down in downtimes:
            start, end = ((edge - first) // timedelta(minutes=1) for edge in (down.start, down.end))
            mask[max(0, start) : max(0, end)] = False
        masks.append(mask)
    found = OpenTime(shop(calendars=calendars, resources=resources, as_of=first + timedelta(minutes=PAST), zone=zone))
    compared = 0
    for used in (("a",), ("a", "b")):
        mask = intersection(masks[: len(used)])
        for _ in range(60):
            finish, work = rng.randrange(1440, DAYS * 1440), rng.choice((1, 1, 7, 60, 300, 900))
            resumable = rng.random() < 0.5
            expected = last_fit(mask, resumable, work, finish)
            ids = tuple(ResourceId(id_) for id_ in used)
            answer = found.latest_start(ids, finish - PAST, work, resumable)
            if expected is not None:
                compared += 1
                assert answer == expected - PAST
            else:  # before the array, where every week goes on as the shifts say
                assert answer is None or answer < -PAST
    assert compared > 10


def test_the_last_open_minute_is_before_the_closing_one() -> None:
    """08-12 and 13-17: at 17:00 it is closed, 16:59 is open; at 12:30 the last was 11:59."""
    found = OpenTime(shop())
    assert found.last_open(CalendarId("day"), 9 * 60) == 9 * 60 - 1
    assert found.last_open(CalendarId("day"), 9 * 60 - 1) == 9 * 60 - 1
    assert found.last_open(CalendarId("day"), 4 * 60 + 30) == 4 * 60 - 1
    assert found.last_open(None, 77) == 77


def test_monday_before_opening_looks_back_to_friday() -> None:
    """As-of is Monday 08:00; the minute before it, the last open one was Friday 16:59, 63 hours and a minute
    earlier."""
    assert OpenTime(shop()).last_open(CalendarId("day"), -1) == -63 * 60 - 1


def test_what_never_opens_has_no_latest_start() -> None:
    found = OpenTime(
        shop(calendars=[weekly("never", [], "08:00", "09:00")], resources=[machine("M", calendar="never")])
    )
    assert found.latest_start((ResourceId("M"),), 5000, 1, True) is None
    assert found.last_open(CalendarId("never"), 0) is None


def test_work_that_may_not_pause_fits_round_the_clock_over_the_end_of_a_stretch() -> None:
    """A machine that never closes: 100 days of work in one go, longer than any stretch."""
    found = OpenTime(shop(resources=[machine("M")]))
    assert found.latest_start((ResourceId("M"),), 0, 100 * 1440, False) == -100 * 1440


def test_open_windows_between_two_minutes_are_cut_at_both() -> None:
    found = OpenTime(shop(resources=[machine("M", calendar="day")]))
    assert found.between(ResourceId("M"), 60, 6 * 60) == [(60, 240), (300, 360)]


def test_five_working_days_before_a_wednesday_is_the_wednesday_before() -> None:
    """Monday to Friday without a calendar; with Tuesdays and Thursdays only it takes two and a half weeks."""
    found = OpenTime(shop(calendars=[weekly("lorry", (2, 4), "14:00", "15:00")]))
    assert found.working_days_before(None, day("01-21"), 5) == day("01-14")
    assert found.working_days_before(CalendarId("day"), day("01-21"), 5) == day("01-14")
    assert found.working_days_before(None, day("01-25"), 5) == day("01-19")  # Sunday: the Friday before is the first
    assert found.working_days_before(CalendarId("lorry"), day("01-21"), 5) == day("01-06")


def test_holidays_are_no_working_days_and_make_up_days_are() -> None:
    calendar = weekly("w", range(1, 6), "08:00", "17:00").model_copy(update={"holidays": (date(2026, 1, 19),)})
    found = OpenTime(shop(calendars=[calendar]))
    assert found.working_days_before(CalendarId("w"), day("01-20"), 1) == day("01-16")


def test_a_calendar_that_was_closed_for_a_year_counts_like_none() -> None:
    found = OpenTime(shop(calendars=[weekly("never", [], "08:00", "09:00")]))
    assert found.working_days_before(CalendarId("never"), day("01-21"), 5) == day("01-14")


def test_midnight_is_the_plants() -> None:
    assert OpenTime(shop()).midnight(day("01-05")) == -8 * 60
    assert AS_OF.hour == 0  # in UTC
