"""Why an order is late: the minutes of the chain add up exactly, and the named causes are the real ones."""

from datetime import timedelta

import pytest

from scheduler.domain.measure import Facts
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Cause, CauseMinutes, Outcome, Plan
from scheduler.domain.problem import Problem
from scheduler.search import starts
from tests.builders import (
    arrival,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    shop,
    stock,
    transport,
    weekly,
)
from tests.kernel.schedules import as_plan, context_of, random_context, schedules

Row = tuple[Cause, int, str | None, str | None, tuple[str, ...]]


def by_due_date(problem: Problem) -> Plan:
    context = context_of(problem)
    return as_plan(context, starts.generate(context, starts.rule_keys(context)["order_due_date"]), problem)


def outcome_of(plan: Plan, order_id: str) -> Outcome:
    return next(outcome for outcome in plan.outcomes if outcome.order == order_id)


def causes(problem: Problem, order_id: str) -> list[Row]:
    """(cause, minutes, operation, resource or material, behind) of one order's causes, in their order."""
    outcome = outcome_of(by_due_date(problem), order_id)
    assert sum(cause.minutes for cause in outcome.causes) == outcome.late_minutes
    return [_row(cause) for cause in outcome.causes]


def _row(cause: CauseMinutes) -> Row:
    return cause.cause, cause.minutes, cause.operation, cause.resource or cause.material, cause.behind


# --- minutes add up ----------------------------------------------------------------------------------


def test_causes_of_late_orders_in_random_shops_add_up_to_the_minute() -> None:
    late_orders = 0
    seen: set[Cause] = set()
    for seed in range(40):
        context = random_context(seed)
        problem = context.compiled.problem
        for _, state in list(schedules(context))[seed % 4 :: 4]:
            plan = as_plan(context, state, problem)
            facts = Facts(problem, plan)
            for outcome in facts.planned():
                if outcome.late_minutes is None or outcome.late_minutes <= 0:
                    continue
                late_orders += 1
                assert outcome.late_minutes == facts.lateness(outcome)[0]
                assert sum(cause.minutes for cause in outcome.causes) == outcome.late_minutes
                assert outcome.causes[0].cause is Cause.EMPTY_SHOP
                # The chain is that of the worst delivery; alone in the shop another one may be the worst.
                assert outcome.empty_shop_late_minutes is not None
                if len(outcome.deliveries) == 1:
                    assert outcome.causes[0].minutes == outcome.empty_shop_late_minutes
                else:
                    assert outcome.causes[0].minutes <= outcome.empty_shop_late_minutes
                wrong_sign = [c for c in outcome.causes[1:] if (c.minutes < 0) != (c.cause is Cause.SLACK)]
                assert wrong_sign == []
                seen |= {cause.cause for cause in outcome.causes}
    assert late_orders >= 200
    assert seen == set(Cause)


# --- causes that can be argued -----------------------------------------------------------------------


def test_an_order_behind_another_on_one_machine_waits_for_it() -> None:
    """A takes M1 08:00-09:00, B (due 09:30) 09:00-10:00 instead of 08:00-09:00: 30 late, 60 of queue."""
    problem = shop(
        orders=(order("A", hour="09:00"), order("B", hour="09:30")),
        operations=(operation("A1"), operation("B1")),
    )
    assert causes(problem, "B") == [
        (Cause.EMPTY_SHOP, -30, None, None, ()),
        (Cause.QUEUE, 60, "B1", "M1", ("A",)),
    ]


def test_waits_along_the_chain_are_told_from_its_start_to_its_end() -> None:
    """A1 08:00-09:00, then B1 to 10:00 on M1; C1 has M2 to 10:50, so B2 ends 11:50 instead of 10:10 alone."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="08:10"), order("B", hour="10:00"), order("C", hour="08:20")),
        operations=(
            operation("A1", on="M1", minutes=60),
            operation("B1", on="M1", minutes=60),
            operation("B2", on="M2", minutes=60, after=link("B1", 10)),
            operation("C1", on="M2", minutes=170),
        ),
    )
    assert causes(problem, "B") == [
        (Cause.EMPTY_SHOP, 10, "B1", None, ()),  # late already alone, by the path that B1 begins
        (Cause.QUEUE, 60, "B1", "M1", ("A",)),
        (Cause.QUEUE, 40, "B2", "M2", ("C",)),
    ]


def test_those_who_held_the_resource_longest_are_named_first() -> None:
    """On a pool of two: A (100 minutes) and C (150) are before B, which waits 100 minutes."""
    problem = shop(
        resources=(pool("P", 2),),
        orders=(order("A", hour="08:10"), order("B", hour="09:00"), order("C", hour="08:10")),
        operations=(
            operation("A1", on="P", minutes=100),
            operation("B1", on="P", minutes=60),
            operation("C1", on="P", minutes=150),
        ),
    )
    (_, alone, *_), (cause, minutes, _, resource, behind) = causes(problem, "B")
    assert (alone, cause, minutes, resource) == (0, Cause.QUEUE, 100, "P")
    assert set(behind) == {"A", "C"}


def test_material_that_others_took_is_a_cause_of_its_own() -> None:
    """One copper in stock for two: A takes it, B waits for the arrival at 09:30, though M2 is free."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        materials=(material("copper"),),
        stocks=(stock("copper", 1),),
        arrivals=(arrival("PO1", "copper", 1, "09:30"),),
        orders=(order("A", hour="08:30"), order("B", hour="09:00")),
        operations=(
            operation("A1", needs=(need("copper"),)),
            operation("B1", on="M2", needs=(need("copper"),)),
        ),
    )
    assert causes(problem, "B") == [
        (Cause.EMPTY_SHOP, 0, None, None, ()),
        (Cause.MATERIAL, 90, "B1", "copper", ("A",)),
    ]


def test_material_that_nobody_has_makes_the_order_impossible_not_queued() -> None:
    """It would wait for its purchase in an empty shop too."""
    problem = shop(
        materials=(material("copper", lead=120),),
        orders=(order("A", hour="09:00"),),
        operations=(operation("A1", needs=(need("copper"),)),),
    )
    assert causes(problem, "A") == [(Cause.EMPTY_SHOP, 120, "A1", "copper", ())]


def test_a_pin_is_a_cause_of_its_own() -> None:
    """A1 could run at 08:00; a person pinned it to 09:15."""
    problem = shop(
        orders=(order("A", hour="09:30"),),
        operations=(operation("A1"),),
        pins=(pin("p", "A1", PinKind.NOT_BEFORE, when="09:15"),),
    )
    assert causes(problem, "A") == [
        (Cause.EMPTY_SHOP, -30, None, None, ()),
        (Cause.PIN, 75, "A1", None, ()),
    ]


def test_waiting_for_another_order_by_a_pin_is_a_pin_not_a_queue() -> None:
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="09:30"), order("B", hour="08:30")),
        operations=(operation("A1"), operation("B1", on="M2", minutes=50)),
        pins=(pin("p", "B1", PinKind.BEFORE, other="A1"),),
    )
    assert causes(problem, "A") == [
        (Cause.EMPTY_SHOP, -30, None, None, ()),
        (Cause.PIN, 50, "A1", None, ()),
    ]


def test_another_workshop_than_the_best_costs_its_way() -> None:
    """A resource pin sends A1 to M2 in W2, 40 minutes from A2 in W1; M1 next door is as fast."""
    problem = shop(
        resources=(machine("M1"), machine("M2", workshop="W2"), machine("M3")),
        transports=(transport("W2", "W1", 40),),
        orders=(order("A", hour="09:45"),),
        operations=(operation("A1", modes=(mode("M1"), mode("M2"))), operation("A2", on="M3", after="A1")),
        pins=(pin("p", "A1", PinKind.RESOURCE, to="M2"),),
    )
    rows = causes(problem, "A")
    assert rows[0][:2] == (Cause.EMPTY_SHOP, 15)
    assert sum(minutes for cause, minutes, *_ in rows if cause is not Cause.EMPTY_SHOP) == 40
    assert {cause for cause, *_ in rows} <= {Cause.EMPTY_SHOP, Cause.TRANSPORT_AND_MODE, Cause.CALENDAR}


def test_a_slower_mode_than_the_fastest_is_named() -> None:
    """The fast machine is pinned away: 100 minutes outside instead of 60 on M1."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="09:10"),),
        operations=(operation("A1", modes=(mode("M1"), mode("M2", minutes=100), outsourced(150))),),
        pins=(pin("p", "A1", PinKind.RESOURCE, to="M2"),),
    )
    assert causes(problem, "A") == [
        (Cause.EMPTY_SHOP, -10, None, None, ()),
        (Cause.TRANSPORT_AND_MODE, 40, "A1", None, ()),
    ]


def test_a_night_that_a_queue_pushed_an_order_into_counts_as_queue() -> None:
    """B1 (60 minutes) waits for A1 until 16:30, does half of its work and goes on the next morning."""
    problem = shop(
        calendars=(weekly("late", range(1, 8), "08:00", "17:00"),),
        resources=(machine("M1", calendar="late"),),
        orders=(order("A", hour="16:30"), order("B", hour="17:00")),
        operations=(operation("A1", minutes=510), operation("B1", minutes=60)),
    )
    plan = by_due_date(problem)
    b = outcome_of(plan, "B")
    assert b.deliveries[0].arrives == problem.as_of + timedelta(minutes=1440 + 30)
    assert causes(problem, "B") == [
        (Cause.EMPTY_SHOP, -480, None, None, ()),
        (Cause.QUEUE, 1440 + 30 - 60, "B1", "M1", ("A",)),
    ]


def test_time_in_hand_of_a_branch_is_slack() -> None:
    """A1 (10) and A2 (200) both feed the delivery. A1 waits 240 for B1 and becomes the last: of those 240
    minutes 190 were in hand."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="11:00"), order("B", hour="08:30")),
        operations=(
            operation("A1", minutes=10),
            operation("A2", on="M2", minutes=200),
            operation("B1", minutes=240),
        ),
    )
    assert causes(problem, "A") == [
        (Cause.EMPTY_SHOP, 20, "A2", None, ()),
        (Cause.QUEUE, 240, "A1", "M1", ("B",)),
        (Cause.SLACK, -190, None, None, ()),
    ]


@pytest.mark.parametrize(("minutes", "expected"), [(60, ()), (61, (Cause.EMPTY_SHOP,))])
def test_an_order_on_time_to_the_minute_has_no_causes(minutes: int, expected: tuple[Cause, ...]) -> None:
    problem = shop(orders=(order("A", hour="09:00"),), operations=(operation("A1", minutes=minutes),))
    assert tuple(c.cause for c in outcome_of(by_due_date(problem), "A").causes) == expected
