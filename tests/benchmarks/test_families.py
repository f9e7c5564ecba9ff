"""What the benchmark of the classic families says of its runs: gaps, outcomes, means, misses."""

import json
from pathlib import Path

import pytest

from benchmarks.beside.children import Answer
from benchmarks.check_solutions import Violation
from benchmarks.families import (
    FAMILY_HEAD,
    HEAD,
    Goal,
    Row,
    both_solved,
    by_family,
    cells,
    chosen,
    family_cells,
    mean_gap,
    missed,
    verdict,
)


def answer(value: int | None, bound: int | None = 0) -> Answer:
    return Answer(value, bound, 10.0, words="refused" if value is None else "feasible")


def row(
    ours: int | None,
    theirs: int | None,
    best: int | None = 100,
    family: str = "FJSP/A",
    bound: int = 0,
    name: str = "x",
) -> Row:
    return Row(name, family, best, 150, answer(ours, bound), answer(theirs))


def column(name: str, rows: list[Row], head: str) -> object:
    return dict(zip(FAMILY_HEAD, family_cells(name, rows), strict=True))[head]


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        (5, 6, "win"),
        (6, 6, "tie"),
        (7, 6, "loss"),
        (7, None, "win"),
        (None, 7, "loss"),
        (None, None, "tie"),
        (0, 1, "win"),
    ],
)
def test_outcomes(ours: int | None, theirs: int | None, outcome: str) -> None:
    assert row(ours, theirs).outcome == outcome


def test_gaps_are_to_the_best_known_or_to_the_best_of_the_run() -> None:
    assert row(110, 120).gap(110) == pytest.approx(10)
    unknown = row(110, 100, best=None)
    assert (unknown.reference, unknown.gap(None)) == (100, None)
    assert unknown.gap(110) == pytest.approx(10)
    assert row(None, None, best=None).gap(5) is None
    nothing_late = row(0, 3, best=None)
    assert (nothing_late.gap(0), nothing_late.gap(3)) == (0.0, None)


def test_means_of_a_family_are_over_what_both_solved() -> None:
    """Ours alone would be 20 %, but the instance of 40 % has no counterpart."""
    rows = [row(110, 104), row(110, 108), row(140, None), row(None, 100)]
    assert len(both_solved(rows)) == 2
    assert column("FJSP/A", rows, "ours %") == "**10.00**"
    assert column("FJSP/A", rows, "PyJobShop %") == "6.00"
    assert column("FJSP/A", rows, "best rule %") == "50.00"
    assert column("FJSP/A", rows, "instances") == "4 (2 solved by both)"
    assert column("FJSP/A", rows, "wins / ties / losses") == "1 / 0 / 3"
    assert column("FJSP/A", rows, "no solution (ours, PyJobShop)") == "1, 1"
    assert column("FJSP/A", rows, "best known reached (ours, PyJobShop)") == "0, 1"
    assert mean_gap([], lambda one: one.ours.value) is None


def test_proven_is_a_bound_equal_to_the_value() -> None:
    rows = [row(110, 104, bound=110), row(110, 104, bound=109), row(None, 104)]
    assert column("FJSP/A", rows, "proven (ours, PyJobShop)") == "1, 0"


def test_a_family_of_several_parts_is_also_shown_whole() -> None:
    rows = [
        row(1, 1, family="FJSP/A"),
        row(1, 1, family="FJSP/B"),
        row(1, 1, family="JSP/T"),
        row(1, 1, family="FJSP/A"),
    ]
    assert [(name, len(own)) for name, own in by_family(rows)] == [
        ("FJSP/*", 3), ("FJSP/A", 2), ("FJSP/B", 1), ("JSP/T", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "seconds", "expected"),
    [
        (102, 10, []),
        (103, 10, ["FJSP/*: goal 2.2 %, reached 3.00 %."]),
        (103, 5, ["FJSP/*: goal 2.2 % (asked for in 10 s), reached 3.00 %."]),
    ],
)
def test_goals_of_a_mean_gap(ours: int, seconds: float, expected: list[str]) -> None:
    assert missed(Goal("FJSP/*", 10, most_gap=2.2), [row(ours, 100), row(500, 1, family="JSP/T")], seconds) == expected


def test_optimal_is_proven_or_equal_to_the_best_known() -> None:
    goal = Goal("JSP/bel-*", 60, optimal=True)
    rows = [
        row(100, 1, family="JSP/bel-x"),
        row(110, 1, bound=110, family="JSP/bel-x"),
        row(101, 1, family="JSP/bel-x"),
    ]
    assert missed(goal, rows[:2], 60) == []
    assert missed(goal, rows, 60) == ["x: goal optimal, 1.00 % off."]


def test_every_miss_is_told_with_its_number() -> None:
    assert verdict([row(102, 102), row(101, 102)], 10) == "Nothing is missed."
    said = verdict([row(102, 101, name="lost"), row(None, 100, name="none")], 10)
    assert said.splitlines()[2:] == [
        "* **FJSP/A: mean gap 2.00 %, PyJobShop's is 1.00 %.**",
        "* lost: 102 (2.00 %) against 101 (1.00 %).",
        "* **none: no solution of ours (refused).**",
    ]


def test_rows_show_outcome_and_violations() -> None:
    wrong = Answer(90, 0, 1.0, (Violation("overlap", "a", "is with b"),))
    shown = dict(zip(HEAD, cells(Row("x", "F", 100, None, answer(110), wrong), 7), strict=True))
    assert shown[""] == "loss; **PyJobShop: overlap a: is with b**"
    assert (shown["best rule"], shown["operations"]) == ("", "7")
    assert len(cells(row(None, None), 7)) == len(HEAD)


def test_the_limit_counts_within_families_and_factories_are_left_out(tmp_path: Path) -> None:
    for name, family in (("FJSP-A_1", "FJSP/A"), ("FJSP-A_2", "FJSP/A"), ("JSP_1", "JSP"), ("factory-5-1", "factory")):
        text = json.dumps({"family": family, "operations": [1, 2], "jobs": [], "objective": "makespan"})
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
    assert [(path.stem, family, size) for path, family, size in chosen(tmp_path, "*", 1)] == [
        ("FJSP-A_1", "FJSP/A", 2), ("JSP_1", "JSP", 2),
    ]  # fmt: skip
    assert len(chosen(tmp_path, "FJSP*", None)) == 2
    with pytest.raises(SystemExit, match="no instance of a classic family"):
        chosen(tmp_path, "factory*", None)
