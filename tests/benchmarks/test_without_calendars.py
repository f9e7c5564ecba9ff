"""Factories without calendars: what is left of them, and that both forms of one are the same problem."""

from typing import cast

from benchmarks.check_solutions import Instance, check
from benchmarks.without_calendars import as_neutral, with_stations, without_calendars
from tests.benchmarks.test_check_solutions import FACTORY

PLAIN = without_calendars(cast(Instance, FACTORY))


def test_due_and_material_dates_are_the_mean_open_minutes_before_them() -> None:
    """Two saws are open 480-720 and 780-1020, one paint shop always: due 1000 is (2 × 460 + 1000) / 3 = 640 minutes,
    due 760 is (2 × 240 + 760) / 3 = 413; the material of 480 comes before any saw opens, 480 / 3 = 160."""
    assert [job["due"] for job in PLAIN["jobs"]] == [640, 413]
    assert [operation["release"] for operation in PLAIN["operations"]] == [160, 0, 0, 0]


def test_outsourcing_is_left_only_where_nothing_else_is_and_costs_nothing() -> None:
    assert [operation["modes"] for operation in PLAIN["operations"]] == [
        [{"work_centre": "saw", "minutes": 300, "cost": 0}],
        [{"work_centre": "paint", "minutes": 100, "cost": 0}],
        [{"work_centre": "saw", "minutes": 240, "cost": 0}],
        [{"outsource_minutes": 50, "cost": 0}],
    ]


def test_a_plan_of_the_neutral_form_is_one_of_the_factory_with_the_same_value() -> None:
    """a: 160-460, b 460-560 without transport, on time; c: 0-240, d: 240-290, on time at 413."""
    places = {
        "a": {"mode": 0, "start": 160, "end": 460},
        "b": {"mode": 0, "start": 460, "end": 560},
        "c": {"mode": 0, "start": 0, "end": 240},
        "d": {"mode": 0, "start": 240, "end": 290},
    }
    neutral = cast(Instance, as_neutral(PLAIN))
    stated = {"name": "shop", "objective": 0, "bound": 0, "seconds": 1, "first_seconds": 0, "operations": places}
    assert check(neutral, stated) == (0, [])
    assert check(PLAIN, {"operations": with_stations(PLAIN, places)}) == (0, [])
    late = places | {"d": {"mode": 0, "start": 400, "end": 450}}
    assert check(neutral, stated | {"objective": 3 * 37, "operations": late}) == (3 * 37, [])
    assert check(PLAIN, {"operations": with_stations(PLAIN, late)}) == (3 * 37, [])


def test_stations_are_taken_again_when_they_are_free() -> None:
    places = {
        "c": {"mode": 0, "start": 0, "end": 240},
        "a": {"mode": 0, "start": 239, "end": 539},
        "d": {"mode": 0, "start": 240, "end": 290},
    }
    assert [with_stations(PLAIN, places)[id_]["station"] for id_ in "cad"] == [0, 1, None]
    later = places | {"a": {"mode": 0, "start": 240, "end": 540}}
    assert with_stations(PLAIN, later)["a"]["station"] == 0


def test_the_horizon_holds_all_work_one_after_another() -> None:
    windows = PLAIN["calendars"][0]["windows"]
    assert windows == [(0, 2 * (500 + 100 + 240 + 50) + 160)]
    assert all(calendar["windows"] == windows for calendar in PLAIN["calendars"])
