"""The goals as numbers, each on a plan small enough to add up by hand."""

import pytest

from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.measure import measure, overtime_costs
from scheduler.domain.order import Penalty
from scheduler.domain.problem import Problem, PublishedStart, Settings
from scheduler.domain.record import ModeId, OperationId
from tests.builders import (
    ALWAYS,
    assign,
    at,
    finished,
    machine,
    mode,
    operation,
    order,
    pool,
    shop,
    started,
)
from tests.verify.plans import complete

EVERY_GOAL = Settings(goals=tuple(Goal))


def measured(
    problem: Problem, *work: tuple[str, str, str], broken: tuple[tuple[str, int], ...] = ()
) -> dict[Goal, int]:
    plan = complete(problem, *(assign(problem, id_, (start, end)) for id_, start, end in work), broken=broken)
    return measure(problem, plan)


def two_orders(**more: object) -> Problem:
    """A is due at 09:30, B at 10:00; one hour each on M1 or, for 40, on M2."""
    return shop(
        resources=[machine("M1"), machine("M2")],
        orders=[
            order("A", hour="09:30", weight=3, untradeable=True, penalty=Penalty(fixed=10, per_day=5)),
            order("B", hour="10:00", weight=2),
            order("C", weight=0),
        ],
        operations=[
            operation("A1", modes=(mode("M1", cost=7), mode("M2", cost=40))),
            operation("B1"),
            operation("C1", on="nowhere"),
        ],
        settings=EVERY_GOAL,
        **more,  # type: ignore[arg-type]
    )


def test_every_goal_of_a_small_plan() -> None:
    """B 08:00-09:00, A 09:00-10:00: A is 30 late; C, of weight 0, counts one when it is not planned."""
    found = measured(two_orders(), ("B1", "08:00", "09:00"), ("A1", "09:00", "10:00"), broken=(("x", 5),))
    assert found == {
        Goal.UNPLANNED: 1,
        Goal.BROKEN_PINS: 1,
        Goal.UNTRADEABLE_LATENESS: 3 * 30,
        Goal.COST: 3 * 30 + 10 + 5 + 7,
        Goal.DISTURBANCE: 0,
        Goal.FLOW_TIME: 60 + 60,
        Goal.MAKESPAN: 120,
    }


def test_lateness_begins_one_minute_after_the_due_minute() -> None:
    exact = measured(two_orders(), ("A1", "08:30", "09:30"), ("B1", "10:00", "11:00"))
    assert (exact[Goal.UNTRADEABLE_LATENESS], exact[Goal.COST]) == (0, 7 + 2 * 60)
    late = measured(two_orders(), ("A1", "08:31", "09:31"), ("B1", "10:00", "11:00"))
    assert (late[Goal.UNTRADEABLE_LATENESS], late[Goal.COST]) == (3, 7 + 2 * 60 + 3 + 15)


@pytest.mark.parametrize(
    ("published_start", "published_mode", "disturbed"),
    [("08:00", "M1", 0), ("08:01", "M1", 1), ("08:00", "M2", 1)],
)
def test_disturbance_counts_another_start_or_another_mode(
    published_start: str, published_mode: str, disturbed: int
) -> None:
    published = (
        PublishedStart(operation=OperationId("A1"), mode=ModeId(published_mode), start=at(published_start)),
        PublishedStart(operation=OperationId("C1"), mode=ModeId("M1"), start=at("08:00")),  # not planned
    )
    problem = two_orders(published=published)
    found = measured(problem, ("A1", "08:00", "09:00"), ("B1", "09:00", "10:00"))
    assert found[Goal.DISTURBANCE] == disturbed


def test_flow_time_runs_from_the_first_start_even_if_that_is_past() -> None:
    problem = shop(
        orders=[order("A", packing=15)],
        operations=[operation("A1"), operation("A2", after="A1")],
        progress=[finished("A1", "06:00", "07:00")],
        settings=EVERY_GOAL,
    )
    found = measured(problem, ("A1", "06:00", "07:00"), ("A2", "08:00", "09:00"))
    assert (found[Goal.FLOW_TIME], found[Goal.MAKESPAN]) == (195, 60)


def test_an_order_that_needs_no_work_has_no_flow_time() -> None:
    problem = shop(settings=EVERY_GOAL, orders=[order("A")], progress=[started("X1", "06:00", 5)])
    assert measured(problem)[Goal.FLOW_TIME] == 0


@pytest.mark.parametrize(
    ("start", "end", "price", "cost"),
    [
        ("18:00", "20:00", 30, 2 * 30 * 4),  # machine + pool of three
        ("18:00", "18:01", 30, 1 * 4),  # half a unit of money, rounded up, for each of four units
        ("07:00", "09:00", 30, 30 * 4),  # what is past at as-of is paid already
        ("06:00", "08:00", 30, 0),
    ],
)
def test_approved_overtime_costs_its_rest_for_every_unit(start: str, end: str, price: int, cost: int) -> None:
    def with_overtime(approval: Approval) -> Problem:
        window = OvertimeWindow(start=at(start), end=at(end), price_per_hour=price, approval=approval)
        return shop(
            calendars=[ALWAYS.model_copy(update={"overtime": (window,)})],
            resources=[machine("M1"), pool("P", 3), machine("M2", calendar="day")],
        )

    assert overtime_costs(with_overtime(Approval.APPROVED)) == cost
    assert overtime_costs(with_overtime(Approval.STANDING)) == cost
    assert overtime_costs(with_overtime(Approval.PROPOSED)) == 0
