"""Pins: hard ones, those that may be missed openly, and those that are not in force."""

import pytest

from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem
from scheduler.verify import verify
from tests.builders import assign, finished, machine, mode, operation, order, pin, shop
from tests.verify.plans import complete, keys, said


def pinned(*pins: Pin, **more: object) -> Problem:
    """A1 and B1, an hour each, on M1 or M2."""
    return shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A"), order("B")],
        operations=[operation(id_, modes=(mode("M1"), mode("M2"))) for id_ in ("A1", "B1")],
        pins=pins,
        **more,  # type: ignore[arg-type]
    )


def verdict(problem: Problem, a: tuple[str, str], b: tuple[str, str] = ("18:00", "19:00"), **more: object) -> set[str]:
    return said(problem, assign(problem, "A1", a), assign(problem, "B1", b), **more)


def test_a_resource() -> None:
    problem = pinned(pin("p", "A1", PinKind.RESOURCE, to="M2"))
    other = assign(problem, "B1", ("18:00", "19:00"))
    assert said(problem, assign(problem, "A1", ("08:00", "09:00"), mode_id="M2"), other) == set()
    assert said(problem, assign(problem, "A1", ("08:00", "09:00")), other) == {"pinned_resource_not_used"}


def test_a_start_is_never_early_and_may_be_late_if_the_plan_says_by_how_much() -> None:
    problem = pinned(pin("p", "A1", PinKind.START, when="10:00"))
    assert verdict(problem, ("10:00", "11:00")) == set()
    assert verdict(problem, ("09:59", "10:59")) == {"starts_before_pin"}
    assert verdict(problem, ("10:07", "11:07")) == {"missed_pin_not_stated", "wrong_goal_value"}
    assert verdict(problem, ("10:07", "11:07"), broken=[("p", 7)]) == set()
    assert verdict(problem, ("10:07", "11:07"), broken=[("p", 6)]) == {"missed_pin_not_stated"}
    assert "kept_pin_called_broken" in verdict(problem, ("10:00", "11:00"), broken=[("p", 0)])


def test_not_before_is_hard() -> None:
    problem = pinned(pin("p", "A1", PinKind.NOT_BEFORE, when="10:00"))
    assert verdict(problem, ("10:00", "11:00")) == set()
    assert "starts_before_pin" in verdict(problem, ("09:59", "10:59"))
    assert "starts_before_pin" in verdict(problem, ("09:59", "10:59"), broken=[("p", 1)])


def test_not_after_is_about_the_end() -> None:
    problem = pinned(pin("p", "A1", PinKind.NOT_AFTER, when="10:00"))
    assert verdict(problem, ("09:00", "10:00")) == set()
    assert verdict(problem, ("09:01", "10:01")) == {"missed_pin_not_stated", "wrong_goal_value"}
    assert verdict(problem, ("09:01", "10:01"), broken=[("p", 1)]) == set()


def test_before_joins_two_orders() -> None:
    problem = pinned(pin("p", "A1", PinKind.BEFORE, other="B1"))
    assert verdict(problem, ("08:00", "09:00"), ("09:00", "10:00")) == set()
    plan = complete(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "B1", ("08:59", "09:59"), mode_id="M2"),
    )
    assert keys(verify(problem, plan)) == {"not_before_other"}


@pytest.mark.parametrize(("until", "in_force"), [("07:59", False), ("08:00", True), (None, True)])
def test_a_pin_ends_after_its_until(until: str | None, in_force: bool) -> None:
    problem = pinned(pin("p", "A1", PinKind.NOT_BEFORE, when="10:00", until=until))
    assert ("starts_before_pin" in verdict(problem, ("08:00", "09:00"))) is in_force


def test_pins_on_reported_work_and_on_orders_that_are_not_planned_say_nothing() -> None:
    over = pinned(
        pin("p", "A1", PinKind.RESOURCE, to="M2"),
        pin("q", "A1", PinKind.START, when="10:00"),
        pin("r", "Z1", PinKind.START, when="10:00"),
        progress=[finished("A1", "06:00", "07:00")],
    )
    assert verdict(over, ("06:00", "07:00")) == set()
    assert "unknown_broken_pin" in verdict(over, ("06:00", "07:00"), broken=[("q", 1)])
