"""Bounds from prices: no plan beats them, whatever the prices; what they rest on is counted minute by minute."""

from decimal import Decimal
from functools import cache
from threading import Event

import numpy as np
import pytest

from scheduler.cpsat.run import Status
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Relation
from scheduler.domain.order import Penalty
from scheduler.domain.people import Limit
from scheduler.domain.problem import Problem
from scheduler.domain.station import Programme
from scheduler.kernel import delivery, objective
from scheduler.kernel.prices import SCALE
from scheduler.kernel.state import State
from scheduler.search import prices
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.prices import Priced, lagrangian_bound
from scheduler.search.starts import Context
from tests.builders import ALWAYS, at, link, machine, mode, operation, order, outsourced, pool, shop, use, workers
from tests.cpsat.engines import solved
from tests.kernel.schedules import context_of, minutes_of, schedules, with_all_goals
from tests.random_rules import with_rules
from tests.random_shops import random_shop
from tests.search.minute_prices import MinutePrices, Minutes, order_value
from tests.seeds import seeds

SHOPS = seeds(12, of=300)


@cache
def mixed(seed: int) -> Context:
    """Plain shops, shops under random mixes of every rule, and under the rules that change what work takes or pays."""
    problem = random_shop(seed, 5)
    if seed % 3 == 1:
        problem = with_rules(problem, seed)
    if seed % 3 == 2:
        problem = with_rules(problem, seed, "overtime", "limits", "people", "ovens")
    return context_of(with_all_goals(problem))


def searched(context: Context) -> prices._Search:
    return prices._Search(context, minutes_of(context) - 30 * 1440, None)


def random_prices(search: prices._Search, seed: int) -> Minutes:
    """Up to two thirds of the periods of the next two weeks have a price, some a high one; later ones have none."""
    rng, periods = np.random.default_rng(seed), search.shop.periods
    soon = periods.number * periods.step - search.shift < 14 * 1440
    share = rng.choice((0.02, 0.3, 0.67))
    price = rng.integers(1, rng.choice((3, 20, 400)), len(soon)) * (rng.random(len(soon)) < share) * soon
    found: Minutes = (price * SCALE // 4).astype(np.int64)
    return found


@pytest.mark.parametrize("seed", SHOPS)
def test_the_cheapest_way_to_do_an_order_is_found_exactly(seed: int) -> None:
    """Against dynamic programming over minutes."""
    context = mixed(seed)
    search = searched(context)
    whole = random_prices(search, seed)
    search._evaluate(whole / SCALE)
    by_minute = MinutePrices(context, search.shop.periods, whole, search.shift)
    for index in range(len(context.network.order)):
        assert search.chosen.value[index] == order_value(by_minute, search.forest.trees, index)


def places_cost(context: Context, state: State, index: int) -> int:
    """What one order of a schedule costs that prices count: lateness, modes above the cheapest, overtime."""
    net = context.network
    late, contract_late, _, _ = delivery.order_lateness(net, state, index)
    cost = int(delivery.lateness_cost(net, index, late, contract_late))
    for op in range(int(net.order[index]["op_first"]), int(net.order[index]["op_end"])):
        cost += int(objective.place_cost(net, state, op))
    return cost


@pytest.mark.parametrize("seed", SHOPS)
def test_no_schedule_beats_the_cheapest_way_or_takes_more_than_is_offered(seed: int) -> None:
    """The two halves of the bound's proof, for every schedule of the rules: orders one by one, periods one by one."""
    context = mixed(seed)
    net, search = context.network, searched(context)
    whole = random_prices(search, seed)
    search._evaluate(whole / SCALE)
    by_minute = MinutePrices(context, search.shop.periods, whole, search.shift)
    extra = search.forest.trees.extra // SCALE
    for _, state in list(schedules(context))[::5]:
        taken = np.zeros(len(whole), np.int64)
        paid = np.zeros(len(net.order), np.int64)
        for op, (start, end, own) in enumerate(state.op.tolist()):
            for resource, amount, mask in by_minute.taken(own):
                minutes = np.flatnonzero(mask[max(start, 0) : end]) + max(start, 0)
                paid[net.op[op]["order"]] += amount * by_minute.price[resource, minutes].sum()
                rows = by_minute.period[resource, minutes]
                np.add.at(taken, rows[rows >= 0], amount)
        assert (taken <= search.shop.periods.offered).all()
        cheapest = net.mode["cost"][state.op["mode"]] - extra[state.op["mode"]]
        for index in range(len(net.order)):
            least = cheapest[net.op["order"] == index].sum()
            assert search.chosen.value[index] <= (places_cost(context, state, index) - least) * SCALE + paid[index]


def cost_of(context: Context, state: State) -> int:
    return int(objective.measures(context.network, state)[list(Goal).index(Goal.COST)])


@pytest.mark.parametrize("seed", SHOPS)
def test_no_plan_of_the_rules_beats_the_bound(seed: int) -> None:
    context = mixed(seed)
    best = min(cost_of(context, state) for _, state in schedules(context))
    found = lagrangian_bound(context, best, 1.0, Event(), iterations=60)
    assert critical_path_bounds(context, 0)[Goal.COST] <= found.bound <= best


def queue(weights: tuple[int, ...], *, stations: int = 1, minutes: int = 60) -> Problem:
    """One operation each for a pool that is always open; all are due now."""
    ids = "ABCDEFGH"[: len(weights)]
    return shop(
        resources=(pool("M1", stations),),
        calendars=(ALWAYS,),
        orders=tuple(order(id_, hour="08:00", weight=w) for id_, w in zip(ids, weights, strict=True)),
        operations=tuple(operation(f"{id_}1", minutes=minutes) for id_ in ids),
    )


def bound_of(problem: Problem, upper: int, iterations: int = 400) -> Priced:
    return lagrangian_bound(context_of(problem), upper, 1.0, Event(), iterations=iterations)


def test_two_orders_for_one_machine_one_after_the_other() -> None:
    """Both are due now and take an hour: 60 + 120 = 180. Each alone costs 60, so the critical paths say 120.

    At a price of 1 a minute of the first hour the order that starts now costs 60 + 60, the one that waits 120; the
    hour's price is paid once: 240 - 60 = 180, and no more can be proved.
    """
    assert critical_path_bounds(context_of(queue((1, 1))), 0)[Goal.COST] == 120
    found = bound_of(queue((1, 1)), 180)
    assert 178 <= found.bound <= 180
    hours = dict(zip(found.prices.number.tolist(), found.prices.price.tolist(), strict=True))
    first = int(at("08:00").timestamp()) // 3600
    assert hours[first] == pytest.approx(1, abs=0.1)
    assert found.prices.places[int(found.prices.place[0])] == ("M1", -1)


def test_the_weights_decide_what_goes_first() -> None:
    """Hours for weights 5, 3, 1 on one machine: 60 x (5 + 2 x 3 + 3 x 1) = 840; on two stations 60 x (5 + 3 + 2)."""
    assert 835 <= bound_of(queue((5, 3, 1)), 840).bound <= 840
    assert 597 <= bound_of(queue((5, 3, 1), stations=2), 600).bound <= 600


def test_a_plan_that_is_proved_best_ends_the_search() -> None:
    """With a station each nothing is contended: the first look says so."""
    found = bound_of(queue((5, 3), stations=2), 480)
    assert (found.bound, found.iterations) == (480, 0)


def test_the_dearer_way_is_taken_where_the_machine_is_worth_more() -> None:
    """Three orders for one machine: 60 + 120 + 180; or one of them outside for 70 in as long: 60 + 120 + 60 + 70."""
    problem = shop(
        resources=(machine("M1"),),
        orders=tuple(order(id_, hour="08:00") for id_ in "ABC"),
        operations=tuple(operation(f"{id_}1", modes=(mode("M1"), outsourced(60, cost=70))) for id_ in "ABC"),
    )
    found = bound_of(problem, 310)
    # With the first hour worth 70 and the second 10, every way costs 130: 3 x 130 - 70 - 10 = 310.
    assert 306 <= found.bound <= 310


def test_trees_of_operations_and_transport_are_kept() -> None:
    """Two orders of two hours, the first on M1, then W2 after 30 minutes: alone 150 each; the second waits an hour."""
    problem = shop(
        resources=(machine("M1"), machine("M2", workshop="W2")),
        transports=(),
        orders=tuple(order(id_, hour="08:00") for id_ in "AB"),
        operations=tuple(
            step
            for id_ in "AB"
            for step in (operation(f"{id_}1"), operation(f"{id_}2", on="M2", after=link(f"{id_}1", 30)))
        ),
    )
    assert critical_path_bounds(context_of(problem), 0)[Goal.COST] == 300
    assert 357 <= bound_of(problem, 360).bound <= 360


def test_a_daily_penalty_is_counted_by_the_started_day() -> None:
    """Two days of work each for one machine: 200 + 400; either alone is two days late."""
    problem = shop(
        resources=(machine("M1"),),
        orders=tuple(order(id_, hour="08:00", weight=0, penalty=Penalty(per_day=100)) for id_ in "AB"),
        operations=tuple(operation(f"{id_}1", minutes=2880) for id_ in "AB"),
    )
    assert critical_path_bounds(context_of(problem), 0)[Goal.COST] == 400
    assert 580 < bound_of(problem, 600).bound <= 600


@pytest.mark.parametrize("seed", seeds(6, of=200))
def test_the_exact_engine_never_beats_the_bound(seed: int) -> None:
    """Tiny shops with cost as the only goal; the bound is that of the same shop."""
    problem = random_shop(1000 + seed, 3)
    if seed % 2:
        problem = with_rules(problem, seed)
    settings = problem.settings.model_copy(update={"goals": (Goal.COST,)})
    exact = solved(problem.model_copy(update={"settings": settings}), 3.0)
    if exact.exact.status is not Status.OPTIMAL or not len(exact.context.network.op):
        return
    best = exact.values[Goal.COST]
    assert lagrangian_bound(exact.context, best, 1.0, Event(), iterations=80).bound <= best


def test_units_that_a_limit_takes_away_are_not_offered() -> None:
    """Two stations, of which one is away all day: 60 x 5 + 120 x 3, as on one machine."""
    problem = queue((5, 3), stations=2)
    away = Limit(start=at("08:00"), end=at("20:00"), units=1)
    limited = problem.resources[0].model_copy(update={"limits": (away,)})
    assert 655 <= bound_of(problem.model_copy(update={"resources": (limited,)}), 660).bound <= 660


@pytest.mark.parametrize(("load", "best"), [(10, 180), (5, 120)])
def test_what_fits_into_an_oven_together_pays_its_share(load: int, best: int) -> None:
    """Two loads for an oven of 10, an hour each: of 10 they go one after the other, of 5 at once."""
    oven = machine("M1").model_copy(
        update={"most_load": Decimal(10), "programmes": (Programme(id="hour", minutes=60),)}
    )
    own = mode("M1").model_copy(update={"programme": "hour", "load": Decimal(load)})
    problem = shop(
        resources=(oven,),
        orders=tuple(order(id_, hour="08:00") for id_ in "AB"),
        operations=tuple(operation(f"{id_}1", modes=(own,)) for id_ in "AB"),
    )
    assert best - 2 <= bound_of(problem, 180, 200).bound <= best


def test_who_leaves_in_a_pause_is_free_for_others() -> None:
    """A works 08-12 and 13-14 on a machine that pauses at noon; its fitter does B meanwhile: 10 x 360 + 300.

    If B went first that would be 10 x 420 + 60, and after A 10 x 360 + 420.
    """
    problem = shop(
        resources=(machine("M1", calendar="day"), workers("W", 1)),
        orders=(order("A", hour="08:00", weight=10), order("B", hour="08:00")),
        operations=(
            operation("A1", on=("M1", use("W", held=False)), minutes=300),
            operation("B1", on="W", minutes=60),
        ),
    )
    assert 3660 < bound_of(problem, 4020).bound <= 3900


def test_a_relation_between_starts_does_not_make_one_wait_for_an_end() -> None:
    """Two hours, and one that starts with them: 120, not 180."""
    together = link("A1", relation=Relation.START_START)
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A", hour="08:00"),),
        operations=(operation("A1", minutes=120), operation("A2", on="M2", after=together)),
    )
    assert bound_of(problem, 180, 5).bound == 120


def test_a_number_of_iterations_gives_the_same_answer_every_time() -> None:
    one, two = (bound_of(queue((5, 3, 1, 1)), 10**6, 25) for _ in range(2))
    assert one.iterations == two.iterations == 25
    assert one.bound == two.bound
    assert one.prices.price.tobytes() == two.prices.price.tobytes()


def test_prices_serve_a_later_plan() -> None:
    """Of a shop half an hour earlier, and with another resource before the one that matters: found again at once."""
    found = bound_of(queue((5, 3, 1)), 840)
    later = shop(
        resources=(machine("L1"), machine("M1")),
        orders=tuple(order(id_, hour="08:00", weight=w) for id_, w in zip("ABC", (5, 3, 1), strict=True)),
        operations=(*(operation(f"{id_}1") for id_ in "ABC"), operation("A2", on="L1", minutes=1)),
        as_of=at("07:30"),
    )
    known = lagrangian_bound(context_of(later), 10**6, 1.0, Event(), iterations=1, start_prices=found.prices)
    assert known.bound >= 835
    assert lagrangian_bound(context_of(later), 10**6, 1.0, Event(), iterations=1).bound == 60 * 9


def test_it_stops_when_told_to() -> None:
    stop = Event()
    stop.set()
    found = lagrangian_bound(context_of(queue((1, 1))), 180, 60.0, stop)
    assert (found.bound, found.iterations) == (120, 0)


def test_no_minute_from_the_last_one_on_has_a_price() -> None:
    """If only the first hour may have one, three equal orders pay 60 + 120 + 120: the last two meet no queue."""
    context = context_of(queue((1, 1, 1)))
    found = lagrangian_bound(context, 360, 1.0, Event(), until=60, iterations=400)
    assert found.prices.number.tolist() == [int(at("08:00").timestamp()) // 3600]
    assert 297 <= found.bound <= 300
