"""What each primitive means to the exact engine: optima argued by hand, on both sides of an edge.

"Now" is Monday 2026-01-05 08:00; an order is due at the end of that day unless a test says otherwise.
"""

from collections.abc import Iterable
from datetime import datetime

import pytest

from scheduler.cpsat.run import Status
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Operation
from scheduler.domain.order import OrderStatus, Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, PublishedStart, Settings, TentativeOrders
from scheduler.domain.record import CalendarId, CompanyId, ModeId, OperationId
from scheduler.domain.resource import Company
from tests.builders import (
    arrival,
    at,
    destination,
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
    started,
    stock,
    transport,
    use,
    weekly,
    workers,
)
from tests.cpsat.engines import assignment, plan_of, proven, solved, times


def one_day_shop(operations: Iterable[Operation], **more: object) -> Problem:
    return shop(
        resources=(machine("M1", calendar="day"), machine("M2", workshop="W2")),
        orders=(order("A"),),
        operations=tuple(operations),
        **more,  # type: ignore[arg-type]
    )


def test_resumable_work_pauses_over_lunch_and_other_work_waits_behind_it() -> None:
    """Five hours from 08:00 end at 14:00. Four fit into the morning exactly; from 08:01 on only after
    lunch."""
    assert times(proven(one_day_shop([operation("A1", minutes=300)])), "A1") == (at("08:00"), at("14:00"))
    exact = operation("A1", minutes=240, resumable=False)
    assert times(proven(one_day_shop([exact])), "A1") == (at("08:00"), at("12:00"))
    late = operation("A1", minutes=240, resumable=False, not_before="08:01")
    assert times(proven(one_day_shop([late])), "A1") == (at("13:00"), at("17:00"))


@pytest.mark.parametrize(("held", "cost"), [(False, 0), (True, 120)])
def test_a_released_worker_serves_others_in_the_pause(held: bool, cost: int) -> None:
    """A works 08-12 and 13-14 with the worker. B (one hour of his, due at 13:00) fits into the pause if he
    is free in it.

    If he is held, B waits until 15:00 (120 late at weight 1); going first would make A 60 late at weight 10.
    """
    problem = shop(
        resources=(machine("M1", calendar="day"), workers("W", 1)),
        orders=(order("A", hour="14:00", weight=10), order("B", hour="13:00")),
        operations=(
            operation("A1", on=("M1", use("W", held=held)), minutes=300),
            operation("B1", on="W", minutes=60),
        ),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == cost
    assert times(found, "B1")[0] == (at("14:00") if held else at("12:00"))


def test_released_work_over_two_pauses_leaves_both_to_others() -> None:
    """A works on Monday 08-12, 13-17 and Tuesday 08-09: four stretches of the worker with lunch and night
    between.

    B needs him for an hour (Monday by 13:00) and C for 15 hours (by Tuesday 08:00): both fit exactly into
    the pauses.
    """
    problem = shop(
        resources=(machine("M1", calendar="day"), workers("W", 1)),
        orders=(
            order("A", due="01-06", hour="09:00", weight=100),
            order("B", hour="13:00"),
            order("C", due="01-06", hour="08:00"),
        ),
        operations=(
            operation("A1", on=("M1", use("W", held=False)), minutes=540),
            operation("B1", on="W", minutes=60),
            operation("C1", on="W", minutes=15 * 60),
        ),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == 0
    assert times(found, "B1") == (at("12:00"), at("13:00"))
    assert times(found, "C1") == (at("17:00"), at("01-06 08:00"))
    longer = problem.model_copy(
        update={"operations": (*problem.operations[:2], operation("C1", on="W", minutes=15 * 60 + 1))}
    )
    assert proven(longer).values[Goal.COST] > 0


def test_a_pool_holds_as_many_as_it_has_stations() -> None:
    """Three jobs of an hour, due at 09:00: with three stations all are in time, with two one is 60 late."""

    def jobs(units: int) -> Problem:
        return shop(
            resources=(pool("P", units),),
            orders=tuple(order(id_, hour="09:00") for id_ in "ABC"),
            operations=tuple(operation(f"{id_}1", on="P") for id_ in "ABC"),
        )

    assert proven(jobs(3)).values[Goal.COST] == 0
    assert proven(jobs(2)).values[Goal.COST] == 60


def test_lag_and_way_come_after_an_end_and_a_pin_between_orders_has_no_way() -> None:
    """A1 ends at 09:00; 60 minutes lag and 30 to the other workshop: A2 at 10:30. A pin asks for 09:00
    only."""
    way = (transport("W1", "W2", 30),)
    chain = [operation("A1"), operation("A2", on="M2", after=link("A1", 60))]
    assert times(proven(one_day_shop(chain, transports=way)), "A2")[0] == at("10:30")
    problem = shop(
        resources=(machine("M1"), machine("M2", workshop="W2")),
        transports=way,
        orders=(order("A"), order("B")),
        operations=(operation("A1"), operation("B1", on="M2")),
        pins=(pin("p", "A1", PinKind.BEFORE, other="B1"), pin("q", "A1", PinKind.START, when="08:00")),
        settings=Settings(goals=(Goal.BROKEN_PINS, Goal.MAKESPAN)),
    )
    assert times(proven(problem), "B1")[0] == at("09:00")


def test_the_way_depends_on_the_chosen_modes() -> None:
    """A2 on M2 is 30 minutes away but takes 60; on M1 it is here and takes 80: until 10:20 against 10:30."""

    def ends(minutes_here: int) -> datetime:
        modes = (mode("M1", minutes=minutes_here), mode("M2", minutes=60))
        problem = one_day_shop(
            [operation("A1"), operation("A2", modes=modes, after="A1")],
            transports=(transport("W1", "W2", 30),),
            settings=Settings(goals=(Goal.COST, Goal.MAKESPAN)),
        )
        return times(proven(problem), "A2")[1]

    assert ends(80) == at("10:20")
    assert ends(100) == at("10:30")


@pytest.mark.parametrize(("arrives", "second"), [("12:00", "12:00"), ("17:59", "17:59"), ("18:01", "18:00")])
def test_the_heavier_order_gets_the_stock_and_the_other_waits_for_arrival_or_purchase(
    arrives: str, second: str
) -> None:
    """One piece is there and one arrives; from 18:00 on (ten hours' lead) anything can be bought. Both are
    due at 08:00."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="08:00", weight=1), order("B", hour="08:00", weight=5)),
        operations=(
            operation("A1", needs=(need("copper"),)),
            operation("B1", on="M2", needs=(need("copper"),)),
        ),
        materials=(material("copper", lead=600),),
        stocks=(stock("copper", 1),),
        arrivals=(arrival("PO", "copper", 1, arrives),),
    )
    found = proven(problem)
    assert times(found, "B1")[0] == at("08:00")
    assert times(found, "A1")[0] == at(second)


def test_an_early_taker_may_not_starve_a_fixed_later_one() -> None:
    """B is pinned to 10:00 and takes the only piece: A, who could start at 08:00, must buy and start at
    18:00."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A"), order("B")),
        operations=(
            operation("A1", needs=(need("copper"),)),
            operation("B1", on="M2", needs=(need("copper"),)),
        ),
        materials=(material("copper", lead=600),),
        stocks=(stock("copper", 1),),
        pins=(pin("p", "B1", PinKind.START, when="10:00"),),
    )
    found = proven(problem)
    assert found.values[Goal.BROKEN_PINS] == 0
    assert times(found, "A1")[0] == at("18:00")


@pytest.mark.parametrize(("price", "chosen"), [(239, "out"), (241, "M1")])
def test_outsourcing_is_bought_when_it_costs_less_than_being_late(price: int, chosen: str) -> None:
    """Eight hours here are 240 minutes late against noon at weight 1; outside takes four hours round the
    clock."""
    problem = one_day_shop([operation("A1", modes=(mode("M2", minutes=480, id_="M1"), outsourced(240, cost=price)))])
    problem = problem.model_copy(update={"orders": (order("A", hour="12:00"),)})
    found = proven(problem)
    assert assignment(plan_of(found), "A1").mode == chosen
    assert found.values[Goal.COST] == min(price, 240)


@pytest.mark.parametrize(("due", "cost"), [("16:00", 0), ("15:59", 7)])
def test_goods_wait_for_the_dispatch_day_and_travel(due: str, cost: int) -> None:
    """Made by 09:00, packed by 10:00, gone at 15:00, there at 16:00."""
    problem = shop(
        companies=(Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("afternoon")),),
        calendars=(weekly("afternoon", range(1, 6), "15:00", "18:00"),),
        destinations=(destination("site", transit=60),),
        orders=(order("A", hour=due, weight=7, packing=60, to="site"),),
        operations=(operation("A1"),),
    )
    assert proven(problem).values[Goal.COST] == cost


def test_goods_are_taken_in_on_receiving_days_and_closing_time_is_too_late() -> None:
    """Received 08-12 and 13-17: arriving at 11:59 is in time, a minute of work more means 13:00, an hour
    late."""

    def cost(minutes: int) -> int:
        problem = shop(
            destinations=(destination("site", receiving="day"),),
            orders=(order("A", hour="12:00", to="site"),),
            operations=(operation("A1", minutes=minutes),),
        )
        return proven(problem).values[Goal.COST]

    assert (cost(239), cost(240)) == (0, 60)


def test_a_start_pin_is_kept_at_any_cost_and_broken_only_by_facts() -> None:
    """09:00 is kept although the order is late by it; 12:30 lies in the lunch break: 13:00, and one broken
    pin."""
    work = [operation("A1", minutes=60)]
    kept = proven(one_day_shop(work, pins=(pin("p", "A1", PinKind.START, when="09:00"),)))
    assert (kept.values[Goal.BROKEN_PINS], times(kept, "A1")[0]) == (0, at("09:00"))
    broken = proven(one_day_shop(work, pins=(pin("p", "A1", PinKind.START, when="12:30"),)))
    assert (broken.values[Goal.BROKEN_PINS], times(broken, "A1")[0]) == (1, at("13:00"))


@pytest.mark.parametrize(("until", "broken"), [("09:00", 0), ("08:59", 1)])
def test_an_end_pin_holds_to_the_minute(until: str, broken: int) -> None:
    found = proven(one_day_shop([operation("A1")], pins=(pin("p", "A1", PinKind.NOT_AFTER, when=until),)))
    assert found.values[Goal.BROKEN_PINS] == broken


def test_an_end_pin_decides_who_goes_first() -> None:
    """Without it B (weight 5) goes first; A pinned to end by 09:00 must."""
    problem = shop(
        orders=(order("A", hour="08:00"), order("B", hour="08:00", weight=5)),
        operations=(operation("A1"), operation("B1")),
    )
    assert times(proven(problem), "B1")[0] == at("08:00")
    pinned = problem.model_copy(update={"pins": (pin("p", "A1", PinKind.NOT_AFTER, when="09:00"),)})
    found = proven(pinned)
    assert times(found, "A1")[0] == at("08:00")
    assert found.values[Goal.COST] == 60 + 5 * 120


def test_untradeable_orders_go_before_money() -> None:
    """U is worth nothing but untradeable: 60 late (its own hour) instead of 120, though V costs 10 a
    minute."""
    problem = shop(
        orders=(order("U", hour="08:00", weight=0, untradeable=True), order("V", hour="08:00", weight=10)),
        operations=(operation("U1"), operation("V1")),
    )
    found = proven(problem)
    assert found.values[Goal.UNTRADEABLE_LATENESS] == 60
    assert found.values[Goal.COST] == 1200


@pytest.mark.parametrize(
    ("hours", "cost"),
    [
        (1, 0),  # in time at 09:00
        (25, 1440 + 500 + 100),  # exactly one day
        (49, 2 * 1440 + 500 + 200),
        (50, 49 * 60 + 500 + 250),  # the third day has begun: 300, capped
    ],
)
def test_penalties_count_started_days_up_to_their_cap(hours: int, cost: int) -> None:
    terms = Penalty(fixed=500, per_day=100, cap=250)
    problem = shop(
        orders=(order("A", hour="09:00", penalty=terms), order("B", hour="09:00", weight=0)),
        operations=(operation("A1", minutes=hours * 60), operation("B1", minutes=1)),
        settings=Settings(goals=(Goal.COST,)),
    )
    assert proven(problem).values[Goal.COST] == cost


def test_started_work_stays_and_others_wait_for_its_machine() -> None:
    problem = shop(
        orders=(order("A"), order("B")),
        operations=(operation("A1"), operation("B1")),
        progress=(started("A1", "07:00", 90),),
    )
    assert times(proven(problem), "B1")[0] == at("09:30")


def test_disturbance_keeps_the_published_place_where_cost_allows() -> None:
    """Published at 10:00 and due in the evening: it stays there; due at 10:30 it must come forward."""

    def start(hour: str) -> datetime:
        problem = shop(
            orders=(order("A", hour=hour),),
            operations=(operation("A1"),),
            published=(PublishedStart(operation=OperationId("A1"), mode=ModeId("M1"), start=at("10:00")),),
        )
        return times(proven(problem), "A1")[0]

    assert start("18:00") == at("10:00")
    assert start("10:30") <= at("09:30")


def test_flow_time_starts_an_order_late_when_its_second_step_has_to_wait() -> None:
    """A2 can't begin before 14:00, so A1 (an hour) begins at 13:00: flow 120, not 420."""
    problem = shop(
        orders=(order("A", hour="15:00"),),
        operations=(operation("A1"), operation("A2", after="A1", not_before="14:00")),
    )
    found = proven(problem)
    assert found.values[Goal.FLOW_TIME] == 120
    assert times(found, "A1")[0] == at("13:00")


def tentative(setting: TentativeOrders) -> Problem:
    """T is signed only, urgent and heavy; B is binding, and in no hurry until 12:00."""
    return shop(
        orders=(
            order("B", hour="12:00"),
            order("T", hour="12:00", weight=1000, status=OrderStatus.SIGNED, effective=None),
        ),
        operations=(operation("B1", minutes=240), operation("T1", minutes=240)),
        settings=Settings(tentative_orders=setting),
    )


def test_tentative_orders_never_displace_binding_ones() -> None:
    behind = solved(tentative(TentativeOrders.AFTER_BINDING))
    assert times(behind, "B1")[0] == at("08:00")
    assert behind.values[Goal.COST] == 240 * 1000
    # The bound only knows that T would be in time in an empty shop: below the value, so not proven.
    assert behind.exact.status is Status.FEASIBLE
    like = proven(tentative(TentativeOrders.LIKE_BINDING))
    assert times(like, "T1")[0] == at("08:00")
    assert like.values[Goal.COST] == 240


def test_the_middle_of_a_mixed_pool_of_calendars_is_counted_on_its_own_line() -> None:
    """A (fitter and bench) pauses from 12 to 13 and 14 to 15 when the fitter or the bench is closed; it
    holds the bench.

    The bench is open 08-13 and 14-18, the fitter 08-12 and 13-17: together 08-12, 14-17. B, on the bench
    alone for an hour, can't use 12-13 because A holds it, so it goes first or last.
    """
    problem = shop(
        calendars=(
            weekly("bench", range(1, 6), "08:00", "18:00", ("13:00", "14:00")),
            weekly("fitter", range(1, 6), "08:00", "17:00", ("12:00", "13:00")),
        ),
        resources=(pool("bench", 1, calendar="bench"), workers("fitter", 1, calendar="fitter")),
        orders=(order("A", hour="15:00", weight=10), order("B", hour="13:00")),
        operations=(
            operation("A1", on=("bench", "fitter"), minutes=300),
            operation("B1", on="bench", minutes=60),
        ),
    )
    found = proven(problem)
    assert times(found, "A1") == (at("08:00"), at("15:00"))
    assert times(found, "B1")[0] == at("15:00")
