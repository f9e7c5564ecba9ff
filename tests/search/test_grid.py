"""The search for a dispatching rule: where it begins, what it tries, and what a plan remembers of it."""

import pytest

from scheduler.kernel.objective import better
from scheduler.search import grid
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.search.starts import Dispatching
from tests.kernel.schedules import random_context
from tests.random_shops import random_shop


def test_it_tries_the_first_rules_then_neighbours_of_the_best_each_once() -> None:
    found = [each.method for each in grid.explore(random_context(3), 2, None)]
    assert found[: len(grid.FIRST)] == [rule.method for rule in grid.FIRST]
    assert len(found) == len(set(found)) <= grid.MOST
    assert len(found) > len(grid.FIRST)


def test_the_number_of_workers_changes_nothing() -> None:
    one, two = ([each.levels.tolist() for each in grid.explore(random_context(5), n, None)] for n in (1, 2))
    assert one == two


@pytest.mark.parametrize("seed", range(3))
def test_it_ends_where_no_neighbour_is_better_or_at_its_limit(seed: int) -> None:
    found = list(grid.explore(random_context(seed), 1, None))
    best = found[0]
    for each in found[1:]:
        best = each if better(each.levels, best.levels) else best
    numbers = best.method.removeprefix("atc(").removesuffix(")").split(",")
    around = {rule.method for rule in grid.neighbours(Dispatching(*map(float, numbers)))}
    assert len(found) == grid.MOST or around <= {each.method for each in found}


def test_neighbours_stay_inside_the_limits() -> None:
    at_the_edge = grid.neighbours(Dispatching(0.9, 0, 1, 0))
    assert all(grid.LOOK_AHEADS[0] <= rule.look_ahead <= grid.LOOK_AHEADS[1] for rule in at_the_edge)
    assert {rule.look_ahead for rule in at_the_edge} == {0.9, 1.44}
    assert min(rule.exponent for rule in at_the_edge) == min(rule.order_exponent for rule in at_the_edge) == 0
    assert {rule.inflation for rule in at_the_edge} == {1, 1.4}


def test_a_plan_remembers_its_rule_and_the_next_search_begins_there() -> None:
    plan = solve(random_shop(3, 20), Limits(seconds=1, workers=1, seed=1))
    rule = grid.remembered(plan)
    assert rule is not None
    assert next(grid.explore(random_context(3), 1, plan)).method == rule.method


@pytest.mark.parametrize("method", ["replay", "atc(3, exponent 1)", "cp_sat(atc())", "atc(1, 2, 3, 4, 5)"])
def test_what_is_no_rule_is_not_remembered(method: str) -> None:
    plan = solve(random_shop(3, 4), Limits(seconds=0.5, workers=1, seed=1))
    assert grid.remembered(plan.model_copy(update={"method": method})) is None
    assert grid.remembered(None) is None
