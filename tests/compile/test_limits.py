"""Limits as units that are not there: against a count for every minute, and at the edges of shifts and clocks."""

import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from scheduler.compile.clock import Clock
from scheduler.compile.limits import blocked, fits_beside, while_open
from scheduler.domain.people import Limit, ShiftLimit
from scheduler.domain.resource import Resource
from tests.builders import SHANGHAI, at, workers
from tests.compile.minutes import elapsed
from tests.people import limited, shift_limited

HORIZON = 3 * 1440
MINUTE = timedelta(minutes=1)


def there(resource: Resource, zone: str, as_of: datetime) -> list[int]:
    """Units minute by minute, painted limit after limit; plant times by what the clock on the wall shows."""
    left = [resource.units] * HORIZON

    def paint(start: int, end: int, units: int) -> None:
        for minute in range(max(0, start), min(HORIZON, end)):
            left[minute] = min(left[minute], units)

    for limit in resource.limits:
        paint((limit.start - as_of) // MINUTE, (limit.end - as_of) // MINUTE, limit.units)
    for number in range(-2, HORIZON // 1440 + 2):
        day = as_of.astimezone(ZoneInfo(zone)).date() + timedelta(days=number)
        for shift in resource.shift_limits:
            if shift.weekday == day.isoweekday():
                closes = day if shift.end > shift.start else day + timedelta(days=1)
                span = [elapsed(zone, as_of, HORIZON, *on) for on in ((day, shift.start), (closes, shift.end))]
                paint(span[0], span[1], shift.units)
    return left


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe"])
def test_random_limits_equal_a_count_for_every_minute(zone: str) -> None:
    """Three days around changes of the clocks; spans are disjoint, in order, and neighbours differ."""
    rng = random.Random(zone)
    for number in range(60):
        as_of = datetime(2026, *rng.choice(((10, 24), (3, 28), (10, 3), (4, 4))), 9, 30, tzinfo=UTC)
        starts = [as_of + rng.randint(-2000, HORIZON) * MINUTE for _ in range(rng.randint(0, 4))]
        limits = [Limit(start=s, end=s + rng.randint(1, 3000) * MINUTE, units=rng.randint(0, 7)) for s in starts]
        shifts = [
            ShiftLimit(weekday=rng.randint(1, 7), start=clock(rng), end=clock(rng), units=rng.randint(0, 7))
            for _ in range(rng.randint(0, 5))
        ]
        people = workers("G", 5).model_copy(update={"limits": tuple(limits), "shift_limits": tuple(shifts)})
        found = blocked(people, ZoneInfo(zone), Clock(as_of), HORIZON)
        left = [5] * HORIZON
        for start, end, units in found:
            left[start:end] = [5 - units] * (end - start)
        assert left == there(people, zone, as_of), number
        assert all(0 <= start < end <= HORIZON and units > 0 for start, end, units in found)
        assert all(a[1] < b[0] or (a[1] == b[0] and a[2] != b[2]) for a, b in pairwise(found))


def clock(rng: random.Random) -> time:
    return time(rng.choice((0, 1, 2, 3, rng.randrange(24))), rng.choice((0, 30)))


def test_the_least_limit_counts_and_one_above_the_units_is_none() -> None:
    """Five people: four from 09 to 12, one from 10 to 11, six all day."""
    people = limited(workers("G", 5), ("09:00", "12:00", 4), ("10:00", "11:00", 1), ("08:00", "20:00", 6))
    assert blocked(people, SHANGHAI, Clock(at("08:00")), 1440) == [(60, 120, 1), (120, 180, 4), (180, 240, 1)]
    assert blocked(people, SHANGHAI, Clock(at("10:30")), 40) == [(0, 30, 4), (30, 40, 1)]
    assert blocked(people, SHANGHAI, Clock(at("12:00")), 1440) == []


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    """Mondays from 22:00 to 06:00 four of five; now is Tuesday 02:00, and again a week later."""
    people = shift_limited(workers("G", 5), (1, "22:00", "06:00", 4))
    week = 7 * 1440
    assert blocked(people, SHANGHAI, Clock(at("01-06 02:00")), week) == [(0, 240, 1), (week - 240, week, 1)]
    whole = shift_limited(workers("G", 5), (1, "00:00", "00:00", 0))
    assert blocked(whole, SHANGHAI, Clock(at("00:00")), week) == [(0, 1440, 5)]


def test_a_shift_limit_over_a_change_of_the_clocks_lasts_seven_or_nine_hours() -> None:
    people = shift_limited(workers("G", 5), (6, "22:00", "06:00", 2))
    berlin = ZoneInfo("Europe/Berlin")
    for month, day, hours in ((3, 28, 7), (10, 24, 9)):
        noon = datetime(2026, month, day, 12, tzinfo=berlin).astimezone(UTC)
        assert blocked(people, berlin, Clock(noon), 2 * 1440) == [(600, 600 + hours * 60, 3)]


def test_a_block_is_cut_to_the_open_time_of_its_resource_and_none_is_left_in_closed_time() -> None:
    """Open 0-10 and 20-30: closed time is cut off at both ends, and stays between."""
    windows = [(0, 10), (20, 30)]
    for block, left in (
        ((12, 18, 1), []),
        ((10, 20, 1), []),
        ((9, 20, 1), [(9, 10, 1)]),
        ((10, 21, 1), [(20, 21, 1)]),
        ((5, 25, 2), [(5, 25, 2)]),
        ((15, 40, 1), [(20, 30, 1)]),
        ((30, 40, 1), []),
    ):
        assert while_open([block], windows) == left
    assert while_open([(2, 4, 1), (9, 15, 3), (15, 25, 2)], windows) == [(2, 4, 1), (9, 10, 3), (20, 25, 2)]


def test_work_fits_beside_spans_to_the_minute() -> None:
    """Open 0-10, 20-30 and 40-50; from 14 to 22 a unit is gone, held or only while it works."""
    windows, gone = [(0, 10), (20, 30), (40, 50)], [(14, 22)]
    for resumable, work, held, fits in (
        (False, 10, gone, True),  # 0-10
        (False, 11, gone, False),  # no stretch is so long
        (True, 18, gone, True),  # 22-30 and 40-50
        (True, 19, gone, False),
    ):
        assert fits_beside(windows, held, [], resumable, work, 0, 50) is fits
        assert fits_beside(windows, [], held, resumable, work, 0, 50) is fits
    pause = [(12, 18)]
    assert fits_beside(windows, [], pause, True, 25, 0, 50)  # it is away in the pause only
    assert not fits_beside(windows, pause, [], True, 25, 0, 50)
    assert not fits_beside(windows, [], [], True, 18, 20, 47)  # it begins and ends inside
    assert fits_beside(windows, [], [], True, 17, 20, 47)
