"""Plans of the engine for random shops pass every rule, and what they claim is what the rules counted."""

import pytest

from scheduler.domain.plan import Verdict
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.verify import RULES, checks, verify
from tests.builders import random_shop
from tests.seeds import seeds

LIMITS = Limits(seconds=0.3, workers=1)
MADE_ELSEWHERE = {"mode_windows", "overtime", "batches", "set_ups", "same_station"}
"""Rules for which `random_shop` makes nothing."""


@pytest.mark.parametrize("seed", seeds(10, of=24))
def test_a_random_shop_gets_a_plan_that_verifies(seed: int) -> None:
    problem = random_shop(seed, 4 + seed % 6)
    plan = solve(problem, LIMITS)
    assert verify(problem, plan) == []
    assert plan.checks == checks(problem, plan)
    assert [check.rule for check in plan.checks] == list(RULES)


def test_the_random_shops_are_worth_planning() -> None:
    """Over some seeds every verdict occurs, and every rule has looked at something."""
    plans = [solve(random_shop(seed, 14), LIMITS) for seed in range(160, 164)]
    assert {outcome.verdict for plan in plans for outcome in plan.outcomes} == set(Verdict)
    looked_at = {check.rule for plan in plans for check in plan.checks if check.checked}
    assert looked_at == RULES.keys() - MADE_ELSEWHERE
