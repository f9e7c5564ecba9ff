"""The exact engine against every plan there is, in shops small enough to list them."""

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.run import Status
from scheduler.domain.problem import Problem
from tests.cpsat.engines import levels, plan_of, solved, state_of
from tests.cpsat.enumeration import HOUR, Enumeration, steps_inside_hours
from tests.cpsat.hourly_rules import hourly_rules_shop
from tests.cpsat.hourly_shops import hourly_shop

FAST = (0, 3, 5, 6, 8, 9, 12, 23, 24, 25, 26, 29)
"""Seeds of shops with the rarer rules that take about a second each."""

HOURS = 36
"""From Monday 08:00 to Tuesday 20:00: two or three operations seldom need longer, except to flow better."""


def compare(problem: Problem, seed: int) -> tuple[bool, bool]:
    """(the exact engine proved its answer, and the best of all listed plans is exactly that).

    Fails if some plan beats a proven answer or a bound, or if the answer beats a list that should hold it.
    """
    found = solved(problem)
    assert found.exact.status in (Status.OPTIMAL, Status.FEASIBLE), found.exact
    plan_of(found)
    assert found.exact.places is not None
    assert levels(found.context, state_of(found.context, found.exact.places)) == found.vector
    best = Enumeration(compile_problem(problem), HOURS).run()
    beyond = steps_inside_hours(found.compiled.network) or int(found.exact.places.end.max()) > HOURS * HOUR
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


def counts(found: list[tuple[bool, bool]]) -> tuple[int, int]:
    proven, equal = (sum(column) for column in zip(*found, strict=True))
    print(f"{len(found)} shops, {proven} proven, {equal} of them equal to the best of all listed plans")
    return proven, equal


def test_no_plan_of_a_tiny_shop_beats_the_exact_answer() -> None:
    proven, equal = counts([compare(hourly_shop(seed), seed) for seed in range(12)])
    assert proven >= 8
    assert equal >= 6


def test_no_plan_of_a_tiny_shop_with_set_ups_ovens_and_more_beats_the_exact_answer() -> None:
    proven, equal = counts([compare(hourly_rules_shop(seed), seed) for seed in FAST])
    assert proven == len(FAST)
    assert equal >= len(FAST) - 2


@pytest.mark.slow
def test_no_plan_of_many_tiny_shops_beats_the_exact_answer() -> None:
    """`python3 dev.py test -m slow -s tests/engines/test_enumeration.py` prints the counts."""
    found = [compare(hourly_shop(seed), seed) for seed in range(12, 325)]
    proven, equal = counts(found)
    assert proven >= 0.6 * len(found)
    assert equal >= 0.5 * len(found)


@pytest.mark.slow
def test_no_plan_of_many_tiny_shops_with_set_ups_ovens_and_more_beats_the_exact_answer() -> None:
    """Prints the counts like the other one."""
    found = [compare(hourly_rules_shop(seed), seed) for seed in range(300)]
    proven, equal = counts(found)
    assert proven >= 0.6 * len(found)
    assert equal >= 0.5 * len(found)
