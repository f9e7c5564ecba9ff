"""Both engines on random shops with random mixes of every rule: all plans verify, and what has a plan has one."""

from collections import Counter

import pytest

from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.cpsat.run import Status
from scheduler.cpsat.solving import solve_exact
from scheduler.domain.plan import Verdict
from scheduler.domain.problem import Problem
from scheduler.kernel.state import State
from scheduler.search import planning, starts
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from tests.cpsat.engines import levels, places, state_of
from tests.kernel.schedules import first_plans
from tests.random_rules import with_rules
from tests.random_shops import random_shop

LARGEST_MODEL = 40
"""Operations up to which the exact engine is asked too."""


def mixed_shop(seed: int) -> Problem:
    """Two to nine orders under about five of the twelve groups of rules."""
    return with_rules(random_shop(seed, 2 + seed % 8), seed)


def check(problem: Problem, seconds: float) -> Counter[str]:
    """Plans a shop by rules, by search and exactly; each plan has to pass the verifier."""
    count: Counter[str] = Counter(shops=1)
    context, found = all_starts(problem)
    for start in found[:: max(1, len(found) // 4)]:
        assert_verified(problem, context, start.state)
        count["plans of rules"] += 1
    plan = solve(problem, Limits(seconds=seconds, workers=1))
    planned = {outcome.order for outcome in plan.outcomes if outcome.verdict is not Verdict.NOT_PLANNABLE}
    assert planned == {order.id for order in context.compiled.orders}
    count["plans of the search"] += 1
    count["orders"] += len(planned)
    if 0 < len(context.network.op) <= LARGEST_MODEL:
        exact = solve_exact(context.compiled, places(found[-1].state), seconds=seconds, workers=1, seed=1)
        assert exact.status is not Status.CLAIMED_INFEASIBLE, "the hint is a plan"
        count[f"exact engine: {exact.status.value}"] += 1
        if exact.places is not None:
            assert_verified(problem, context, state_of(context, exact.places))
            count["plans of the exact engine"] += 1
    return count


def all_starts(problem: Problem) -> tuple[starts.Context, list[starts.Found]]:
    """The plans of every rule, best first."""
    compiled = compile_problem(problem)
    while True:
        try:
            context = starts.prepare(compiled)
            found = first_plans(context)
        except starts.HorizonTooShortError:
            compiled = with_longer_horizon(compiled, problem)
        else:
            return context, sorted(found, key=lambda start: levels(context, start.state))


def assert_verified(problem: Problem, context: starts.Context, state: State) -> None:
    """Raises UnverifiedPlanError if a rule of the shop is broken."""
    bounds = dict.fromkeys(problem.settings.goals, (0, "none"))
    planning.verified(problem, planning.draft(context, state, problem, bounds, "test", 0, ()))


def check_all(seeds: range, seconds: float) -> Counter[str]:
    count: Counter[str] = Counter()
    for seed in seeds:
        try:
            count += check(mixed_shop(seed), seconds)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    print(dict(count))
    return count


def test_both_engines_keep_every_rule_in_random_mixes() -> None:
    count = check_all(range(6), 0.3)
    assert count["plans of the exact engine"] >= 3


@pytest.mark.slow
def test_both_engines_keep_every_rule_in_many_random_mixes() -> None:
    """`python3 dev.py test -m slow -s tests/engines/test_random_rules.py` prints the counts."""
    count = check_all(range(1000, 1450), 1.0)
    assert count["plans of the exact engine"] >= 200
