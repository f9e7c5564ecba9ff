"""The shops that other programs are given too: both forms of a shop say the same."""

import pytest

from benchmarks.beside import shops
from benchmarks.beside.shops import FAMILIES, HOLDS, PROGRAMMES, Shop
from scheduler.domain.goal import Goal
from scheduler.search.limits import Limits
from scheduler.search.solve import solve

MAKERS = [shops.with_set_ups, shops.with_ovens]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("size", [20, 53])
def test_a_shop_has_exactly_the_operations_asked_for(make, size: int) -> None:  # type: ignore[no-untyped-def]
    shop: Shop = make(size, 1)
    assert len(shop.operations) == size
    assert len(shops.as_problem(shop).operations) == size
    assert {way.machine for work in shop.operations for way in work.ways} <= set(range(shop.machines))


def test_no_detour_between_families_is_quicker_than_the_change() -> None:
    for matrix in shops.with_set_ups(60, 1).set_ups:
        for a in range(FAMILIES):
            assert matrix[a][a] == 0
            for b in range(FAMILIES):
                assert all(matrix[a][b] <= matrix[a][via] + matrix[via][b] for via in range(FAMILIES))


def test_what_goes_into_an_oven_takes_a_programme_and_fits() -> None:
    shop = shops.with_ovens(60, 1)
    baked = [work for work in shop.operations if any(way.machine in shop.ovens for way in work.ways)]
    assert baked
    for work in baked:
        assert {way.machine for way in work.ways} == set(shop.ovens)
        assert {way.minutes for way in work.ways} == {PROGRAMMES[work.family]}
        assert 0 < work.load <= HOLDS


@pytest.mark.parametrize("make", MAKERS)
def test_lateness_counts_from_the_shop_s_own_due_minutes(make) -> None:  # type: ignore[no-untyped-def]
    """The plan's cost, recomputed from the plain shop: weight x minutes after due of each job's last operation."""
    shop: Shop = make(20, 2)
    plan = solve(shops.as_problem(shop), Limits(seconds=1, seed=1, workers=1))
    ends = {a.operation: int((a.end - shops.ORIGIN).total_seconds()) // 60 for a in plan.assignments}
    late = [0] * len(shop.jobs)
    for number, work in enumerate(shop.operations):
        late[work.job] = max(late[work.job], ends[shops.operation_id(number)] - shop.jobs[work.job].due)
    level = plan.level(Goal.COST)
    assert level is not None
    assert level.value == sum(job.weight * minutes for job, minutes in zip(shop.jobs, late, strict=True))
