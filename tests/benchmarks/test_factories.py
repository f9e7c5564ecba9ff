"""What the benchmark of the factories says of its runs: medians, floors, goals, misses."""

from pathlib import Path

import pytest

from benchmarks.beside.children import Answer
from benchmarks.beside.our_program import Report
from benchmarks.check_solutions import Violation
from benchmarks.factories import HEAD, MOST_MEGABYTES, Row, Target, cells, chosen, panel, target_of, verdict


def row(*values: int | None, floor: int | None = 100, goal: int | None = 90, peak: int = 500) -> Row:
    """An instance with one run for each value."""
    answers = tuple(Answer(value, 60, 1.0, words="" if value is not None else "refused") for value in values)
    reports = tuple(
        Report(operations=5, objective=value, bound=60 + number, bound_name="cp_sat", status="feasible", method="atc",
               seconds=1.0, best_rule=200, peak_mb=peak, curve=[(0.1, 200, "rule"), (0.5, value, "annealing")])
        if value is not None else Report(refused="refused")
        for number, value in enumerate(values)
    )  # fmt: skip
    return Row("factory-5-1", Target(30, floor, goal), (3, 4, 5)[: len(values)], 80, 50, answers, reports)


def column(of: Row, head: str) -> object:
    return dict(zip(HEAD, cells(of), strict=True))[head]


def test_the_median_run_is_shown() -> None:
    shown = row(120, 90, 100)
    assert shown.middle == 2
    assert (column(shown, "median"), column(shown, "every seed")) == ("**100**", "120, 90, 100")
    assert column(shown, "diff. %") == "+25.0"
    assert column(shown, "÷ best rule") == "0.50"
    assert column(shown, "best s") == "0.5"


def test_of_an_even_number_the_better_middle_counts() -> None:
    assert row(120, 90).middle == 1


def test_our_bound_is_the_greatest_of_the_runs_and_the_gap_is_to_the_greater_of_both() -> None:
    shown = row(120, 100, 120)
    assert (column(shown, "our bound"), column(shown, "gap %")) == ("62", "48.3")


@pytest.mark.parametrize(
    ("value", "misses"),
    [
        (90, []),
        (91, ["* factory-5-1: goal missed, 91 is above 90."]),
        (100, ["* factory-5-1: goal missed, 100 is above 90."]),
        (101, ["* **factory-5-1: floor missed**, 101 is above 100.", "* factory-5-1: goal missed, 101 is above 90."]),
    ],
)
def test_every_miss_is_told(value: int, misses: list[str]) -> None:
    said = verdict([row(value)])
    assert said.splitlines()[2:] == misses
    assert (said == "No floor and no goal is missed.") is (not misses)


def test_a_goal_below_a_bound_is_said_to_be_impossible() -> None:
    """The bound is 60: a goal of 60 could be reached, one of 59 never."""
    assert "No plan can reach it" not in verdict([row(90, goal=60)])
    assert "No plan can reach it: the bound is 60." in verdict([row(90, goal=59)])


def test_violations_memory_and_missing_solutions_are_told() -> None:
    assert "2,001 MB" in verdict([row(90, peak=MOST_MEGABYTES + 1)])
    assert "MB" not in verdict([row(90, peak=MOST_MEGABYTES)])
    broken = row(90)
    answer = Answer(90, 60, 1.0, (Violation("overlap", "a", "is with b"),))
    broken = Row(broken.name, broken.target, (3,), 80, 50, (answer,), broken.reports)
    assert "violation, overlap of a: is with b" in verdict([broken])
    assert column(broken, "violations") == 1
    nothing = row(90, None)
    assert "no solution" in verdict([nothing])
    assert len(cells(nothing)) == len(HEAD)


def test_only_the_seconds_that_were_asked_for_have_targets() -> None:
    assert target_of("factory-500-1", 17_120, None) == Target(30, 18_000, 16_500)
    assert target_of("factory-500-1", 17_120, 30) == Target(30, 18_000, 16_500)
    assert target_of("factory-500-1", 17_120, 10) == Target(10, None, None)
    assert target_of("factory-500-7", 17_120, None) == Target(30, 17_120, None)
    assert target_of("factory-500-7", None, None) == Target(30, None, None)


def test_instances_come_smallest_first(tmp_path: Path) -> None:
    for name in ("factory-500-1.json", "factory-50000-1.json.gz", "factory-2000-1.json", "factory-500-10.json"):
        (tmp_path / name).touch()
    assert [path.name.split(".")[0] for path in chosen(tmp_path, "factory-*")] == [
        "factory-500-1", "factory-500-10", "factory-2000-1", "factory-50000-1",
    ]  # fmt: skip
    assert [path.name for path in chosen(tmp_path, "factory-500-1")] == ["factory-500-1.json"]
    with pytest.raises(SystemExit, match="no instance"):
        chosen(tmp_path, "HFSP*")


def test_the_picture_has_a_line_for_each_seed_and_the_marks_that_there_are() -> None:
    drawn = panel(row(120, 90, goal=None))
    assert drawn.lines == {"seed 3": [(0.1, 200), (0.5, 120)], "seed 4": [(0.1, 200), (0.5, 90)]}
    assert drawn.marks == {"best rule": 200, "best known": 80}
