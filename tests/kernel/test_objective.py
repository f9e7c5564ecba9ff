"""The kernel's goal values are those the domain measures on the plan that the schedule becomes."""

import numpy as np
import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.measure import measure
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Settings
from scheduler.kernel import objective
from scheduler.search import starts
from tests.builders import operation, order, pin, shop
from tests.kernel.schedules import as_plan, context_of, random_context, schedules

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_goals_of_all_schedules_equal_the_measures_of_their_plans(seed: int) -> None:
    """Unplanned orders never reach the kernel: it counts none."""
    context = random_context(seed)
    problem = context.compiled.problem
    for name, state in list(schedules(context))[seed % 3 :: 3]:
        expected = measure(problem, as_plan(context, state, problem))
        kernel = dict(zip(Goal, objective.measures(context.network, state).tolist(), strict=True))
        assert kernel[Goal.UNPLANNED] == 0
        assert kernel | {Goal.UNPLANNED: expected[Goal.UNPLANNED]} == expected, name


def test_every_goal_is_worth_measuring_on_the_random_shops() -> None:
    """None of them is 0 throughout, or equal in all schedules."""
    values: dict[Goal, set[int]] = {goal: set() for goal in Goal}
    for seed in SEEDS:
        context = random_context(seed)
        problem = context.compiled.problem
        for _, state in list(schedules(context))[::6]:
            for goal, value in measure(problem, as_plan(context, state, problem)).items():
                values[goal].add(value)
    assert all(len(found) > 1 for found in values.values()), values


@pytest.mark.parametrize(
    ("kind", "moments", "start", "broken"),
    [
        (PinKind.START, ["09:00"], 60, 0),
        (PinKind.START, ["09:00"], 61, 1),
        (PinKind.START, ["07:00"], 0, 1),  # a moment that is past can't be kept any more
        (PinKind.START, ["09:00", "10:00"], 120, 1),  # the later one can be kept, the earlier can't
        (PinKind.START, ["10:00", "09:00"], 120, 1),
        (PinKind.START, ["10:00", "09:00", "10:00"], 121, 3),
        (PinKind.NOT_AFTER, ["09:00"], 0, 0),
        (PinKind.NOT_AFTER, ["09:00"], 1, 1),
        (PinKind.NOT_AFTER, ["09:00", "10:00"], 60, 1),
        (PinKind.NOT_AFTER, ["09:00", "10:00"], 61, 2),
        (PinKind.NOT_BEFORE, ["09:00"], 60, 0),
    ],
)
def test_each_pin_is_counted_by_itself(kind: PinKind, moments: list[str], start: int, broken: int) -> None:
    """A1 takes 60 minutes; where it starts is given."""
    pins = tuple(pin(f"p{i}", "A1", kind, when=when) for i, when in enumerate(moments))
    problem = shop(orders=(order("A"),), operations=(operation("A1"),), pins=pins, settings=Settings(goals=tuple(Goal)))
    context = context_of(problem)
    state = starts.empty_state(context)
    state.op[0] = (start, start + 60, 0)
    assert objective.measures(context.network, state)[objective.BROKEN_PINS] == broken
    assert measure(problem, as_plan(context, state, problem))[Goal.BROKEN_PINS] == broken


def test_levels_come_in_the_order_of_the_settings_and_compare_like_words() -> None:
    goals = (Goal.MAKESPAN, Goal.COST)
    problem = shop(orders=(order("A", hour="08:30"),), operations=(operation("A1"),), settings=Settings(goals=goals))
    context = context_of(problem)
    state = starts.generate(context, starts.rule_keys(context)["first_come"])
    assert objective.levels(context.network, state).tolist() == [60, 30]

    def better(a: list[int], b: list[int]) -> bool:
        return bool(objective.better(np.array(a), np.array(b)))

    assert better([1, 9], [2, 0])
    assert not better([2, 0], [1, 9])
    assert better([1, 8], [1, 9])
    assert not better([1, 9], [1, 9])
