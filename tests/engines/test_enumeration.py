"""The exact engine against every plan there is, in shops small enough to list them."""

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.compile.network import NEVER
from scheduler.cpsat.run import Status
from tests.cpsat.engines import levels, plan_of, solved, state_of
from tests.cpsat.enumeration import HOUR, Enumeration
from tests.cpsat.hourly_shops import hourly_shop

HOURS = 36
"""From Monday 08:00 to Tuesday 20:00: two or three operations seldom need longer, except to flow better."""


def compare(seed: int) -> tuple[bool, bool]:
    """(the exact engine proved its answer, and the best of all listed plans is exactly that).

    Fails if some plan beats a proven answer or a bound, or if the answer beats a list that should hold it.
    """
    problem = hourly_shop(seed)
    found = solved(problem)
    assert found.exact.status in (Status.OPTIMAL, Status.FEASIBLE), found.exact
    plan_of(found)
    assert found.exact.places is not None
    assert levels(found.context, state_of(found.context, found.exact.places)) == found.vector
    best = Enumeration(compile_problem(problem), HOURS).run()
    ways = found.compiled.network.delivery
    # The last minute in which goods can leave is one before the hour: there plans off the hour may be better.
    stepped = bool((ways["dispatch"] >= 0).any() or (ways["receiving"] >= 0).any())
    # An end that must not lie in a pause lies a minute after it.
    links = found.compiled.network.pred
    stepped |= bool((links["to_end"] != 0).any() or (links["maximum"] < NEVER).any())
    beyond = stepped or int(found.exact.places.end.max()) > HOURS * HOUR
    proven = found.exact.status is Status.OPTIMAL
    if best is None:
        assert beyond
        return proven, False
    for i, level in enumerate(found.exact.levels):
        if best[:i] == found.vector[:i]:
            assert level.bound <= best[i], f"seed {seed}: {level.goal} has a plan of {best[i]}, bound {level.bound}"
    if proven:
        assert found.vector <= best
        assert found.vector == best or beyond, f"seed {seed}: {found.vector} beats every plan, the best is {best}"
    return proven, proven and found.vector == best


def test_no_plan_of_a_tiny_shop_beats_the_exact_answer() -> None:
    found = [compare(seed) for seed in range(12)]
    assert sum(proven for proven, _ in found) >= 8
    assert sum(equal for _, equal in found) >= 6


@pytest.mark.slow
def test_no_plan_of_many_tiny_shops_beats_the_exact_answer() -> None:
    """`python3 dev.py test -m slow -s tests/engines/test_enumeration.py` prints the counts."""
    found = [compare(seed) for seed in range(12, 325)]
    proven, equal = (sum(column) for column in zip(*found, strict=True))
    print(f"{len(found)} shops, {proven} proven, {equal} of them equal to the best of all listed plans")
    assert proven >= 0.6 * len(found)
    assert equal >= 0.5 * len(found)
