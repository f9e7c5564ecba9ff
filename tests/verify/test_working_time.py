"""Working time: minutes, pauses, started work; the valid side and the side one minute further."""

import pytest

from scheduler.domain.operation import Mode
from scheduler.domain.problem import Problem
from tests.builders import (
    assign,
    machine,
    mode,
    operation,
    order,
    outsourced,
    resource,
    shop,
    started,
    use,
    workers,
)
from tests.verify.plans import said

Stretches = tuple[tuple[str, str], ...]


def one(op_minutes: int | str = 60, *, calendar: str = "day", **more: object) -> Problem:
    return shop(
        resources=[machine("M1", calendar=calendar)],
        orders=[order("A", due="01-30")],
        operations=[operation("A1", minutes=op_minutes, **more)],  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ((("08:00", "09:00"),), set()),
        ((("11:00", "12:00"),), set()),
        ((("11:30", "12:00"), ("13:00", "13:30")), set()),
        ((("11:30", "12:30"),), {"not_the_open_time"}),  # works in the lunch break
        ((("11:30", "12:00"), ("13:30", "14:00")), {"not_the_open_time"}),  # idles after it
        ((("08:00", "08:30"), ("08:30", "09:00")), {"not_the_open_time"}),  # one stretch has one segment
        ((("08:00", "08:59"),), {"wrong_minutes"}),
        ((("08:00", "09:01"),), {"wrong_minutes"}),
        ((("12:00", "12:00"), ("13:00", "14:00")), {"empty_segment"}),
        ((("16:30", "17:00"), ("01-06 08:00", "01-06 08:30")), set()),
    ],
)
def test_an_hour_on_a_day_machine(work: Stretches, expected: set[str]) -> None:
    problem = one()
    assert said(problem, assign(problem, "A1", *work)) & {*expected, "wrong_minutes"} == expected


@pytest.mark.parametrize(
    ("calculated", "end"),
    [
        ({"minutes": "7.5", "quantity": 4}, "08:30"),  # exactly 30
        ({"minutes": "7.501", "quantity": 4}, "08:31"),  # 30.004 is rounded up
        ({"minutes": "0.001"}, "08:01"),
        ({"minutes": 0}, "08:01"),  # at least one minute
    ],
)
def test_minutes_are_rounded_up_once(calculated: dict[str, int | str], end: str) -> None:
    problem = shop(
        orders=[order("A")],
        operations=[operation("A1", **calculated)],  # type: ignore[arg-type]
    )
    assert said(problem, assign(problem, "A1", ("08:00", end))) == set()


def test_efficiency_of_the_first_resource_divides_the_unit_time_but_not_the_set_up() -> None:
    """Set-up 10 + 60 minutes at 80 % = 10 + 75; the second resource's 50 % does not count."""
    problem = shop(
        resources=[machine("M1", efficiency=80), machine("M2", efficiency=50)],
        orders=[order("A")],
        operations=[operation("A1", modes=(mode("M1", "M2", minutes=60, set_up=10),))],
    )
    assert said(problem, assign(problem, "A1", ("08:00", "09:25"))) == set()
    assert "wrong_minutes" in said(problem, assign(problem, "A1", ("08:00", "09:24")))


def test_work_on_two_resources_runs_only_while_both_are_open() -> None:
    problem = shop(
        resources=[machine("M1"), workers("G", 1, calendar="day")],
        orders=[order("A")],
        operations=[operation("A1", on=("M1", use("G", held=False)), minutes=90)],
    )
    assert said(problem, assign(problem, "A1", ("11:00", "12:00"), ("13:00", "13:30"))) == set()
    assert "not_the_open_time" in said(problem, assign(problem, "A1", ("11:00", "12:30")))


def test_a_downtime_closes_its_resource_and_only_its_minutes() -> None:
    problem = shop(
        resources=[resource("M1", down=[("09:00", "09:30")])],
        orders=[order("A")],
        operations=[operation("A1", minutes=90)],
    )
    assert said(problem, assign(problem, "A1", ("08:00", "09:00"), ("09:30", "10:00"))) == set()
    assert "not_the_open_time" in said(problem, assign(problem, "A1", ("08:00", "09:30")))


def test_what_is_not_resumable_stays_in_one_stretch() -> None:
    problem = one(240, resumable=False)
    assert said(problem, assign(problem, "A1", ("08:00", "12:00"))) == set()
    assert "interrupted" in said(problem, assign(problem, "A1", ("08:01", "12:00"), ("13:00", "13:01")))


def test_outside_work_takes_its_lead_time_by_the_clock() -> None:
    out: tuple[Mode, ...] = (outsourced(600),)
    problem = shop(orders=[order("A")], operations=[operation("A1", modes=out)])
    assert said(problem, assign(problem, "A1", ("08:00", "18:00"))) == set()
    assert "wrong_minutes" in said(problem, assign(problem, "A1", ("08:00", "17:59")))


def test_started_work_goes_on_from_as_of_in_open_time() -> None:
    """Begun at 06:00, outside the shift: a fact. Two hours and a half remain: 08:00-10:30."""
    problem = one(600).model_copy(update={"progress": (started("A1", "06:00", 150),)})
    assert said(problem, assign(problem, "A1", ("06:00", "08:00"), ("08:00", "10:30"))) == set()
    assert "wrong_minutes" in said(problem, assign(problem, "A1", ("06:00", "08:00"), ("08:00", "10:29")))
    assert "changed_past" in said(problem, assign(problem, "A1", ("06:00", "10:30")))
