"""Verifying stays cheap: 10,000 assignments in about a second on an idle core."""

import time

import pytest

from scheduler.verify import verify
from tests.verify.large_shop import large_shop, loaded


@pytest.mark.slow
@pytest.mark.parametrize(("operations", "seconds"), [(10_000, 2.0), (50_000, 12.0)])
def test_a_large_plan_is_verified_in_time(operations: int, seconds: float) -> None:
    """Twice the time an idle core needs, in processor time, so that a busy machine does not fail it."""
    problem = large_shop(operations)
    plan = loaded(problem)
    begun = time.process_time()
    assert verify(problem, plan) == []
    assert time.process_time() - begun < seconds


@pytest.mark.slow
def test_the_time_grows_with_the_plan_and_not_with_its_square() -> None:
    """Four times the operations in less than ten times the time (16 would be a square)."""
    taken = []
    for operations in (500, 2000):
        problem = large_shop(operations)
        plan = loaded(problem)
        verify(problem, plan)
        begun = time.process_time()
        assert verify(problem, plan) == []
        taken.append(time.process_time() - begun)
    assert taken[1] < 10 * taken[0]
