"""The exact engine against every plan there is, in shops small enough to list them."""

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.run import Status
from tests.cpsat.engines import levels, plan_of, solved, state_of
from tests.cpsat.enumeration import HOUR, Enumeration
from tests.cpsat.hourly_shops import hourly_shop

HOURS = 36
"""From Monday 08:00 to Tuesday 20:00: two or three operations seldom need longer, except to flow better."""


def compare(seed: int) -> bool:
    """Whether the exact engine proved its answer; fails if some plan beats it, or if it claims more than
    there is."""
    problem = hourly_shop(seed)
    found = solved(problem)
    assert found.exact.status in (Status.OPTIMAL, Status.FEASIBLE), found.exact
    plan_of(found)
    assert found.exact.places is not None
    assert levels(found.context, state_of(found.context, found.exact.places)) == found.vector
    best = Enumeration(compile_problem(problem), HOURS).run()
    if best is None:
        assert int(found.exact.places.end.max()) > HOURS * HOUR
        return False
    bounds = tuple(level.bound for level in found.exact.levels)
    ways = found.compiled.network.delivery
    # The last minute in which goods can leave is one before the hour: there plans off the hour may be better.
    stepped = bool((ways["dispatch"] >= 0).any() or (ways["receiving"] >= 0).any())
    beyond = stepped or int(found.exact.places.end.max()) > HOURS * HOUR
    for i, level in enumerate(found.exact.levels):
        if best[:i] == found.vector[:i]:
            assert bounds[i] <= best[i] or beyond, (
                f"seed {seed}: {level.goal} has a plan of {best[i]} below {bounds[i]}"
            )
    if found.exact.status is Status.OPTIMAL:
        assert found.vector <= best
        assert found.vector == best or beyond, (
            f"seed {seed}: {found.vector} beats every plan, the best is {best}"
        )
    return found.exact.status is Status.OPTIMAL


def test_no_plan_of_a_tiny_shop_beats_the_exact_answer() -> None:
    proven = sum(compare(seed) for seed in range(25))
    assert proven >= 15


@pytest.mark.slow
def test_no_plan_of_many_tiny_shops_beats_the_exact_answer() -> None:
    """`python3 dev.py test -m slow tests/engines/test_enumeration.py -s` prints the counts."""
    proven = [compare(seed) for seed in range(25, 325)]
    print(f"{len(proven)} shops, {sum(proven)} proven, all equal to the best of all plans")
    assert sum(proven) >= 0.6 * len(proven)
