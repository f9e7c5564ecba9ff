"""The benchmark of the reproducible mode: what counts as a difference, and that it would find one."""

from pathlib import Path

import pytest

from benchmarks.beside import shops
from benchmarks.reproducible import OTHERS, compared, difference, make_plan, problems, shuffled
from scheduler.domain.schema import dump

PLAN: dict[str, object] = {
    "problem": "1f",
    "assignments": [{"operation": "a", "start": 1}, {"operation": "b", "start": 2}],
    "method": "atc",
}


def changed(**fields: object) -> dict[str, object]:
    return PLAN | fields


OTHER_ORDER = changed(assignments=[{"start": 2, "operation": "b"}, {"operation": "a", "start": 1}])
MOVED = changed(assignments=[{"operation": "a", "start": 1}, {"operation": "b", "start": 3}])


@pytest.mark.parametrize(
    ("other", "exactly", "as_sets"),
    [
        (PLAN, None, None),
        (OTHER_ORDER, "assignments (0 rows)", None),
        (MOVED, "assignments (2 rows)", "assignments (2 rows)"),
        (changed(problem="2f"), "problem", None),
        (changed(method="first_come", notes=[{}]), "method, notes", "method, notes"),
    ],
)
def test_differences(other: dict[str, object], exactly: str | None, as_sets: str | None) -> None:
    assert difference(PLAN, other, as_sets=False) == exactly
    assert difference(PLAN, other, as_sets=True) == as_sets


def test_shuffling_keeps_every_row_and_changes_their_order() -> None:
    problem = shops.as_problem(shops.with_ovens(20, 1))
    other = shuffled(problem, 1)
    assert other.operations != problem.operations
    assert other.content_hash() != problem.content_hash()
    assert sorted(other.operations, key=lambda one: one.id) == sorted(problem.operations, key=lambda one: one.id)
    assert other.settings == problem.settings
    assert shuffled(problem, 1) == other


def test_there_are_thirty_problems_and_every_circumstance_is_tried_alone_and_with_the_others(tmp_path: Path) -> None:
    assert len(problems(tmp_path)) == 30
    kinds = [(one.hash_seed != 0, one.zone != "UTC", one.shuffle != 0, one.load) for one in OTHERS]
    assert [sum(kind) for kind in kinds] == [0, 1, 1, 1, 1, 4]
    assert len(set(kinds)) == 6


def test_another_search_seed_is_seen_as_a_difference(tmp_path: Path) -> None:
    """Fresh processes would take seconds each: the plans are made here, as the child makes them."""
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_bytes(dump(shops.as_problem(shops.with_set_ups(20, 1))))
    made = []
    for seed in (1, 2, 1):
        make_plan(problem, plan, 0, 0.1, 2, seed)
        made.append(plan.read_bytes())
    assert made[0] != made[1]
    assert made[0] == made[2]


@pytest.mark.slow
def test_one_problem_in_all_circumstances() -> None:
    row, differences = compared("ovens", shops.as_problem(shops.with_ovens(20, 1)), 0.1, 2, 1)
    assert differences == []
    assert row[3:] == ["same"] * len(OTHERS)
