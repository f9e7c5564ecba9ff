"""CP-SAT windows: every plan they make verifies and is better than the one before."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from scheduler.compile.network import FINISHED
from scheduler.cpsat.places import Places, rows_of
from scheduler.cpsat.rows import shop_of
from scheduler.cpsat.run import Budget
from scheduler.cpsat.window import improve_window
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.kernel import anneal, objective
from scheduler.kernel.state import State
from scheduler.search import planning, windows
from scheduler.search.limits import Limits
from scheduler.search.starts import Context, Found
from tests.kernel.schedules import context_of, first_plans
from tests.random_rules import with_rules
from tests.random_shops import random_shop
from tests.seeds import seeds


def verified(problem: Problem, context: Context, state: State) -> None:
    bounds = dict.fromkeys(problem.settings.goals, (0, "none"))
    planning.verified(problem, planning.draft(context, state, problem, bounds, "test", 0, ()))


def worst_start(context: Context) -> Found:
    return max(first_plans(context), key=lambda found: found.levels.tolist())


def improved(problem: Problem, context: Context, limits: Limits) -> list[Found]:
    """The plans in order, the start first; each is verified."""
    found = [worst_start(context)]
    notes: list[Message] = []
    for each in windows.improve(context, found[0], limits.seconds, limits, Event(), notes):
        verified(problem, context, each.state)
        assert objective.better(each.levels, found[-1].levels)
        found.append(each)
    assert notes == []  # no window is ever called infeasible
    return found


@pytest.mark.parametrize("seed", seeds(4, of=60))
def test_windows_keep_every_rule_and_only_get_better(seed: int) -> None:
    problem = with_rules(random_shop(seed, 6), seed) if seed % 2 else random_shop(seed, 10)
    improved(problem, context_of(problem), Limits(seconds=1.0, workers=2))


def test_windows_improve_a_bad_plan_much() -> None:
    """From the worst rule's plan, in budgets that no clock decides: the answer is the same every time."""
    problem = random_shop(3, 20, faults=False)
    context = context_of(problem)
    limits = Limits(seconds=2.0, workers=2, seed=1, reproducible=True)
    first, second = (improved(problem, context, limits) for _ in range(2))
    assert len(first) >= 3
    assert [each.levels.tolist() for each in first] == [each.levels.tolist() for each in second]
    assert first[-1].state.same_bytes(second[-1].state)


def test_a_window_moves_only_what_is_free() -> None:
    problem = random_shop(3, 20, faults=False)
    context = context_of(problem)
    start = worst_start(context)
    shop = shop_of(context.compiled)
    op = start.state.op
    rows = rows_of(shop, Places(op["start"], op["end"], op["mode"], start.state.source))
    free = frozenset(np.argsort(op["start"], kind="stable")[-30:].tolist())
    found = improve_window(shop, rows, free, problem.settings.goals, 2.0, Budget(2.0, 1, 0))
    assert found.changed
    assert found.changed.keys() <= free


def test_tentative_orders_are_never_in_one_window_with_binding_ones() -> None:
    for seed in range(20):
        context = context_of(random_shop(seed, 10))
        net = context.network
        if len(set(net.order["tentative"].tolist())) < 2:
            continue
        search = windows.begin(context, worst_start(context), seed)
        for _ in range(10):
            for window in windows.choose(search, 2):
                assert len(set(net.order["tentative"][net.op["order"][sorted(window)]].tolist())) == 1


def test_finished_orders_never_leave_a_worker_without_a_window() -> None:
    """The costliest order is done: it can't be helped, and the others still can."""
    context = context_of(random_shop(3, 20, faults=False))
    start = worst_start(context)
    net = context.network
    costliest = int(np.argmax(anneal.values(net, start.state, np.ones(len(net.order), bool))))
    op = net.op.copy()
    op["state"][op["order"] == costliest] = FINISHED
    done = replace(context, compiled=replace(context.compiled, network=net._replace(op=op)))
    search = windows.begin(done, start, 1)
    search.size = 20
    for _ in range(30):
        chosen = windows.choose(search, 2)
        assert len(chosen) == 2
        assert not any((op["order"][sorted(window)] == costliest).any() for window in chosen)
        assert not chosen[0] & chosen[1]


def test_goals_that_windows_do_not_know_are_left_to_others() -> None:
    problem = random_shop(3, 6, faults=False)
    settings = problem.settings.model_copy(update={"goals": (Goal.UNPLANNED, Goal.FLOW_TIME)})
    assert not windows.fits(context_of(problem.model_copy(update={"settings": settings})))
    assert windows.fits(context_of(problem))
