"""Modes that are there only for a while: the three edges of the while."""

import pytest

from scheduler.domain.plan import Message, Outcome, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId
from scheduler.verify import verify
from tests.builders import assign, machine, mode, operation, order, shop, started
from tests.station_parts import doing
from tests.verify.plans import complete, keys, said, with_levels

HELPERS = doing("M1", id_="helpers", starts_from="10:00", starts_before="12:00", ends_by="12:30")


def one(**more: object) -> Problem:
    """A1 takes an hour: with helpers between 10:00 and 12:30, or later by itself."""
    return shop(
        orders=[order("A")],
        operations=[operation("A1", modes=(HELPERS, mode("M1", minutes=600)))],
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("10:00", "11:00", set()),
        ("09:59", "10:59", {"starts_before_mode", "better_than_empty_shop"}),
        ("11:30", "12:30", set()),
        ("11:31", "12:31", {"ends_after_mode"}),
        ("11:59", "12:59", {"ends_after_mode"}),
        ("12:00", "13:00", {"starts_after_mode", "ends_after_mode"}),
    ],
)
def test_work_lies_in_the_while_of_its_mode(start: str, end: str, expected: set[str]) -> None:
    problem = one()
    assert said(problem, assign(problem, "A1", (start, end))) == expected


def test_reported_work_may_lie_anywhere() -> None:
    problem = one(progress=[started("A1", "07:30", 300, mode_id="helpers")])
    assert said(problem, assign(problem, "A1", ("07:30", "08:00"), ("08:00", "13:00"))) == set()


def test_with_the_shop_to_itself_an_order_waits_for_its_mode_or_misses_it() -> None:
    """Due at 24:00. With helpers from 10:00 on it is done at 11:00, 780 minutes early; by itself at 18:00. If they
    leave by 10:59 that is what is left: 360 minutes early."""
    problem = one()
    plan = complete(problem, assign(problem, "A1", ("10:00", "11:00")))
    assert [outcome.empty_shop_late_minutes for outcome in plan.outcomes] == [-780]
    short = HELPERS.model_copy(update={"id": ModeId("helpers"), "ends_by": doing("M1", ends_by="10:59").ends_by})
    problem = shop(orders=[order("A")], operations=[operation("A1", modes=(short, mode("M1", minutes=600)))])
    plan = complete(problem, assign(problem, "A1", ("08:00", "18:00"), mode_id="M1"))
    assert [outcome.empty_shop_late_minutes for outcome in plan.outcomes] == [-360]
    assert said(problem, assign(problem, "A1", ("08:00", "18:00"), mode_id="M1")) == set()


def left_out(problem: Problem, key: str, minutes: int) -> set[str]:
    """What is said when A is left out for one reason."""
    reason = Message(key=key, parameters={"operation": "A1", "minutes": minutes})
    outcome = Outcome(order=problem.orders[0].id, verdict=Verdict.NOT_PLANNABLE, faults=(reason,))
    plan = complete(problem).model_copy(update={"outcomes": (outcome,)})
    return keys(verify(problem, with_levels(problem, plan)))


def test_an_order_is_left_out_if_none_of_its_modes_is_there_for_good() -> None:
    """Till then other work may take what is open: no_lasting_mode. A mode that only begins some day is good enough."""
    later = doing("M1", id_="later", starts_from="01-07 08:00")
    for modes, true in (((HELPERS,), True), ((HELPERS, later), False), ((HELPERS, mode("M1", minutes=9)), False)):
        problem = shop(orders=[order("A")], operations=[operation("A1", modes=modes)])
        assert left_out(problem, "no_lasting_mode", 60) == (set() if true else {"untrue_reason"})
        assert left_out(problem, "no_lasting_mode", 61) == {"untrue_reason"}
        assert left_out(problem, "never_fits", 60) == {"untrue_reason"}


def test_a_mode_for_a_while_does_not_make_work_fit() -> None:
    """241 minutes without a pause fit no day shift; that helpers could do them in 60 on one day says nothing."""
    long = mode("Mday", minutes=241)
    resources = (machine("M1"), machine("Mday", calendar="day"))
    for modes, true in (((HELPERS, long), True), ((long,), True), ((mode("M1"), long), False)):
        only = operation("A1", modes=modes, resumable=False)
        problem = shop(resources=resources, orders=[order("A")], operations=[only])
        assert left_out(problem, "never_fits", 241) == (set() if true else {"untrue_reason"})
