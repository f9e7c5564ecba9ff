"""Both engines on random shops: their plans verify, their goals agree, and a proven plan is beaten by no
rule's."""

from collections import Counter

import pytest
from pydantic import ValidationError

from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.run import Status
from scheduler.domain.problem import Problem
from tests.builders import random_shop
from tests.cpsat.engines import levels, plan_of, solved, state_of


def small_shop(seed: int) -> Problem:
    """One to four orders of one to six operations."""
    return random_shop(seed, 1 + seed % 4, faults=False)


def agree(seeds: range, seconds: float) -> Counter[str]:
    """Solves and verifies shops of 3 to 12 operations; counts them, the proven ones, and those where the
    exact engine is strictly better."""
    count: Counter[str] = Counter()
    for seed in seeds:
        try:
            problem = small_shop(seed)
        except ValidationError:
            continue  # the clocks go back in a random downtime of half an hour: it ends before it starts
        if not 3 <= len(compile_problem(problem).operations) <= 12:
            continue
        found = solved(problem, seconds)
        count["shops"] += 1
        count[found.exact.status.value] += 1
        assert found.exact.status is not Status.CLAIMED_INFEASIBLE, f"seed {seed}: there is a plan, the hint"
        bounds = tuple(level.bound for level in found.exact.levels)
        assert bounds[0] <= found.rules[0][0], f"seed {seed}: a rule's plan is below the bound"
        if found.exact.places is None:
            continue
        plan_of(found)
        assert levels(found.context, state_of(found.context, found.exact.places)) == found.vector, f"seed {seed}"
        assert found.vector <= found.rules[0], f"seed {seed}: worse than the rule's plan it was given"
        count["strictly better than every rule"] += found.vector < found.rules[0]
    return count


def test_both_engines_agree_on_small_shops() -> None:
    """Without displacing binding orders an exact plan is never worse than the best of 18 rules."""
    count = agree(range(30), 0.4)
    print(dict(count))
    assert count["optimal"] >= count["shops"] // 3  # how many depends on how busy the machine is
    assert count["strictly better than every rule"] >= 5


@pytest.mark.slow
def test_both_engines_agree_on_many_small_shops() -> None:
    """`python3 dev.py test -m slow -s tests/engines/test_agreement.py` prints the counts."""
    count = agree(range(1000, 1560), 2.0)
    print(dict(count))
    assert count["shops"] >= 300
    assert count["optimal"] >= count["shops"] // 3  # how many depends on how busy the machine is
