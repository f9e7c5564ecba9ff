"""Capacity and stations: who keeps what in a pause, and the minute at which it is free again."""

import pytest

from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.verify import verify
from tests.builders import (
    assign,
    at,
    finished,
    machine,
    operation,
    order,
    pool,
    shop,
    started,
    use,
    workers,
)
from tests.verify.plans import complete, said


def two_orders(*, held: bool = True) -> Problem:
    """A1 (90 min) on G and the day machine M1; B1 (30 min) on G alone. G has one person and never closes."""
    return shop(
        resources=[machine("M1", calendar="day"), workers("G", 1)],
        orders=[order("A"), order("B")],
        operations=[
            operation("A1", on=("M1", use("G", held=held)), minutes=90),
            operation("B1", on="G", minutes=30),
        ],
    )


@pytest.mark.parametrize(("held", "expected"), [(True, {"too_much_in_use"}), (False, set())])
def test_in_a_pause_a_held_unit_is_taken_and_a_released_one_is_free(held: bool, expected: set[str]) -> None:
    problem = two_orders(held=held)
    paused = assign(problem, "A1", ("11:00", "12:00"), ("13:00", "13:30"))
    assert said(problem, paused, assign(problem, "B1", ("12:15", "12:45"))) == expected
    assert said(problem, paused, assign(problem, "B1", ("12:30", "13:00"))) == expected
    assert said(problem, paused, assign(problem, "B1", ("12:31", "13:01"))) == {"too_much_in_use"}


def test_a_unit_is_free_at_the_minute_at_which_work_ends() -> None:
    problem = two_orders()
    first = assign(problem, "A1", ("08:00", "09:30"))
    assert said(problem, first, assign(problem, "B1", ("09:30", "10:00"))) == set()
    assert said(problem, first, assign(problem, "B1", ("09:29", "09:59"))) == {"too_much_in_use"}


def test_amounts_add_up() -> None:
    """Three of four people, then one more fits and two more do not."""
    problem = shop(
        resources=[workers("G", 4)],
        orders=[order("A"), order("B"), order("C")],
        operations=[
            operation("A1", on=use("G", 3)),
            operation("B1", on=use("G", 1)),
            operation("C1", on=use("G", 2)),
        ],
    )
    three, one = assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("08:30", "09:30"))
    assert said(problem, three, one, assign(problem, "C1", ("09:00", "10:00"))) == set()
    plan = complete(problem, three, one, assign(problem, "C1", ("08:59", "09:59")))
    (violation,) = verify(problem, plan)
    assert violation.message.parameters == {
        "resource": "G",
        "at": "2026-01-05 08:59+08:00",
        "units": 4,
        "in_use": 6,
        "operations": "A1, B1, C1",
    }


def test_two_stations_do_two_things_at_a_time_and_one_does_not() -> None:
    problem = shop(
        resources=[pool("P", 2)],
        orders=[order("A"), order("B")],
        operations=[operation("A1", on="P"), operation("B1", on="P")],
    )
    first = assign(problem, "A1", ("08:00", "09:00"), units={"P": (0,)})
    assert said(problem, first, assign(problem, "B1", ("08:30", "09:30"), units={"P": (1,)})) == set()
    assert said(problem, first, assign(problem, "B1", ("08:30", "09:30"), units={"P": (0,)})) == {"station_taken_twice"}


def test_started_work_keeps_its_units_from_as_of_and_finished_work_none() -> None:
    """A1 has an hour to go on M1; C1 is history."""
    problem = shop(
        resources=[machine("M1")],
        orders=[order("A"), order("B"), order("C")],
        operations=[operation("A1"), operation("B1", minutes=30), operation("C1", minutes=30)],
        progress=[started("A1", "07:30", 60), finished("C1", "07:00", "07:30")],
    )
    under_way = assign(problem, "A1", ("07:30", "08:00"), ("08:00", "09:00"))
    past = assign(problem, "C1", ("07:00", "07:30"))
    assert said(problem, under_way, past, assign(problem, "B1", ("09:00", "09:30"))) == set()
    assert said(problem, under_way, past, assign(problem, "B1", ("08:30", "09:00"))) == {
        "too_much_in_use",
        "station_taken_twice",
    }


def test_started_work_keeps_its_units_from_where_it_goes_on() -> None:
    """Now is 12:00: A1's people come back at 13:00; until then the work is interrupted and M1 can do B1."""
    problem = shop(
        resources=[machine("M1"), workers("G", 1, calendar="day")],
        orders=[order("A"), order("B")],
        operations=[operation("A1", on=("M1", "G")), operation("B1", minutes=30)],
        progress=[started("A1", "11:00", 30)],
        as_of=at("12:00"),
    )
    under_way = assign(problem, "A1", ("11:00", "12:00"), ("13:00", "13:30"))
    for start, end, clash in (("12:30", "13:00", False), ("12:31", "13:01", True), ("13:30", "14:00", False)):
        found = said(problem, under_way, assign(problem, "B1", (start, end)))
        assert ("too_much_in_use" in found) is clash


def test_a_station_of_a_pool_stays_with_the_work_in_every_pause() -> None:
    """Released or not: work does not come back to another station."""
    problem = shop(
        resources=[machine("M1", calendar="day"), pool("P", 1)],
        orders=[order("A"), order("B")],
        operations=[
            operation("A1", on=("M1", use("P", held=False)), minutes=90),
            operation("B1", on="P", minutes=30),
        ],
    )
    paused = assign(problem, "A1", ("11:00", "12:00"), ("13:00", "13:30"))
    assert "too_much_in_use" in said(problem, paused, assign(problem, "B1", ("12:15", "12:45")))
    assert said(problem, paused, assign(problem, "B1", ("13:30", "14:00"))) == set()


def test_changed_looks_at_every_user_of_the_resource() -> None:
    problem = two_orders()
    plan = complete(problem, assign(problem, "A1", ("08:00", "09:30")), assign(problem, "B1", ("09:00", "09:30")))
    for changed in ("A1", "B1"):
        assert [v.rule for v in verify(problem, plan, changed=[OperationId(changed)])] == ["capacity"]
