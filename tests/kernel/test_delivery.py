"""From the last operation to the customer, and what it costs: against the domain and loops over minutes."""

import random
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from scheduler.compile.network import NEVER
from scheduler.domain.due import lateness_cost, storage_cost, worst_lateness
from scheduler.domain.material import ProductStock
from scheduler.domain.order import Payment, Penalty
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.resource import Company
from scheduler.kernel import delivery
from scheduler.search.starts import Context
from tests.builders import at, destination, mode, operation, order, random_shop, shop, weekly
from tests.kernel.schedules import (
    a_schedule,
    context_of,
    minutes_of,
    open_minutes,
    random_context,
    schedules,
    with_all_goals,
)
from tests.random_rules import with_rules

SEEDS = range(20)


def first_open(mask: np.ndarray[tuple[int], np.dtype[np.bool_]], minute: int) -> int:
    """First open minute from one on; never before now."""
    minute = max(minute, 0)
    while not mask[minute]:
        minute += 1
    return minute


@pytest.mark.parametrize("seed", SEEDS)
def test_departures_and_arrivals_equal_a_loop_over_minutes(seed: int) -> None:
    context = random_context(seed)
    net, rng = context.network, random.Random(seed)
    for d, row in enumerate(net.delivery):
        for finish in [rng.randrange(0, 20 * 1440) for _ in range(3)]:
            leaves = finish + int(row["packing"])
            if row["dispatch"] >= 0:
                leaves = first_open(open_minutes(context, int(row["dispatch"])), leaves)
            assert delivery.departure(net, d, finish) == leaves
            arrives = leaves + int(row["transit"])
            if row["receiving"] >= 0:
                arrives = first_open(open_minutes(context, int(row["receiving"])), arrives)
            assert delivery.arrival(net, d, finish) == arrives


@cache
def gated(seed: int) -> Context:
    """Shops whose goods wait for payments, for their customers, and in a store that costs."""
    return context_of(with_all_goals(with_rules(random_shop(seed, 6), seed, "delivery")))


@pytest.mark.parametrize("seed", SEEDS)
def test_packed_goods_wait_for_their_gate_and_what_is_fetched_does_not(seed: int) -> None:
    context = gated(seed)
    net, rng = context.network, random.Random(seed)
    for d, row in enumerate(net.delivery):
        for finish in (rng.randrange(0, 9 * 1440), int(row["gate"]) - int(row["packing"]) + rng.randint(-1, 1)):
            packed = finish + int(row["packing"])
            leaves = max(packed, int(row["gate"]))
            if row["dispatch"] >= 0:
                leaves = first_open(open_minutes(context, int(row["dispatch"])), leaves)
            assert delivery.departure(net, d, finish) == leaves
            if row["ex_works"]:
                assert delivery.arrival(net, d, finish) == packed
            days = -(-(leaves - packed) // 1440)
            assert delivery.storage_cost(net, d, finish) == int(row["storage"]) * days


@pytest.mark.parametrize("seed", SEEDS)
def test_an_order_pays_for_storing_every_delivery(seed: int) -> None:
    context = gated(seed)
    net, state = context.network, a_schedule(context)
    moments = delivery.deliveries(net, state)
    for index, own in enumerate(context.compiled.orders):
        first, end = (int(net.order[index][name]) for name in ("delivery_first", "delivery_end"))
        costs = (storage_cost(own, int(moments[d, 1] - moments[d, 0])) for d in range(first, end))
        assert delivery.order_lateness(net, state, index)[3] == sum(costs)


def test_storage_costs_by_the_started_day() -> None:
    """Packed at 07:59 it waits for the payment two days and a minute, which are three started days; at 08:00 two."""
    paid = Payment(expected=at("01-07 08:00"))
    terms = order("A", to="site", payment=paid, storage=10, packing=30)
    problem = shop(destinations=(destination("site"),), orders=(terms,), operations=(operation("A1"),))
    context = context_of(problem)
    costs = {minute: delivery.storage_cost(context.network, 0, minute) for minute in (-31, -30, 1409, 1410, 1411)}
    assert costs == {-31: 30, -30: 20, 1409: 20, 1410: 10, 1411: 10}
    assert [delivery.storage_cost(context.network, 0, minute) for minute in (2849, 2850, 2851)] == [10, 0, 0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_latest_finish_is_the_last_minute_that_arrives_in_time(seed: int) -> None:
    context = random_context(seed)
    net = context.network
    for d, row in enumerate(net.delivery):
        latest = delivery.latest_finish(net, d)
        if 0 <= latest < minutes_of(context):
            assert delivery.arrival(net, d, latest) <= row["due"]
            assert delivery.arrival(net, d, latest + 1) > row["due"]
        elif latest < 0:
            assert delivery.arrival(net, d, 0) > row["due"]


@pytest.mark.parametrize("seed", SEEDS)
def test_lateness_and_its_cost_are_those_of_the_domain(seed: int) -> None:
    context = random_context(seed)
    compiled, net = context.compiled, context.network
    for _, state in list(schedules(context))[:4]:
        moments = delivery.deliveries(net, state)
        for index, own in enumerate(compiled.orders):
            rows = slice(net.order[index]["delivery_first"], net.order[index]["delivery_end"])
            arrivals = [compiled.clock.instant(int(minute)) for minute in moments[rows, 2]]
            late, contract = worst_lateness(compiled.dues[index], arrivals)
            assert delivery.order_lateness(net, state, index) == (late, contract, moments[rows, 2].max(), 0)
            assert delivery.lateness_cost(net, index, late, contract) == lateness_cost(own, late, contract)


def test_penalties_count_started_days_up_to_their_cap() -> None:
    """Nothing at 0; one day at 1 and at 1440, two at 1441; the cap of 250 binds from the third day on."""
    penalty = Penalty(fixed=1000, per_day=100, cap=250)
    context = context_of(shop(orders=(order("A", weight=2, penalty=penalty),), operations=(operation("A1"),)))
    for contract, expected in (
        (-5, 0),
        (0, 0),
        (1, 1100),
        (1440, 1100),
        (1441, 1200),
        (2880, 1200),
        (2881, 1250),
    ):
        assert delivery.lateness_cost(context.network, 0, 0, contract) == expected
        assert delivery.lateness_cost(context.network, 0, 7, contract) == expected + 14
        assert delivery.lateness_cost(context.network, 0, -7, contract) == expected
    no_cap = Penalty(per_day=100)
    context = context_of(shop(orders=(order("A", penalty=no_cap),), operations=(operation("A1"),)))
    assert delivery.lateness_cost(context.network, 0, 0, 10 * 1440) == 1000


def test_a_delivery_with_nothing_to_make_leaves_after_the_release_and_packing() -> None:
    """All in stock: packed 45 minutes after its tasks are known at 10:00, it waits for dispatch at 13:00."""
    problem = shop(
        companies=(Company.model_validate({"id": "C1", "dispatch_calendar": "afternoon"}),),
        calendars=(weekly("afternoon", range(1, 8), "13:00", "14:00"),),
        destinations=(destination("site", transit=60),),
        products=(Product.model_validate({"id": "goods", "routing": (RoutingStep(id="x", modes=(mode("M1"),)),)}),),
        product_stocks=(ProductStock.model_validate({"product": "goods", "company": "C1", "quantity": 1}),),
        orders=(order("A", to="site", packing=45, decomposed_at=at("10:00")),),
    )
    context = context_of(problem)
    assert len(context.network.op) == 0
    state = a_schedule(context)
    assert delivery.is_empty(context.network, 0)
    assert delivery.deliveries(context.network, state).tolist() == [[165, 300, 360]]
    assert context.compiled.clock.instant(165) == at("08:00") + timedelta(minutes=165)
    assert delivery.arrival(context.network, 0, NEVER) >= NEVER
