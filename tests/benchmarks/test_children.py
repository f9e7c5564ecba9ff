"""Runs in child processes: what they hand back, judged by the checker and not by themselves."""

import json
from pathlib import Path

import pytest

import dev
from benchmarks.beside import children
from benchmarks.families import VERSION
from tests.benchmarks.test_check_solutions import PROJECT

PYJOBSHOP = dev.VENV / "beside" / "pyjobshop"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """The project of the checker's tests without its consumable. x and y are done by 9, k holds M for 9 of the minutes
    from 0, z needs M for 5 behind x and y: J ends at 14 at the earliest, 2 late × 2."""
    operations = [
        operation | {"modes": [mode | {"uses": without(mode["uses"])} for mode in operation["modes"]]}
        for operation in PROJECT["operations"]
    ]
    project = PROJECT | {"resources": PROJECT["resources"][:2], "operations": operations}
    path = tmp_path / "project.json"
    path.write_text(json.dumps(project), "utf-8")
    return path


def without(uses: dict[str, int]) -> dict[str, int]:
    return {resource: amount for resource, amount in uses.items() if resource != "N"}


def test_our_engine_in_a_child_hands_back_its_curve_and_its_best_rule(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    answer, report = children.ours(instance, tmp_path / "out", 1, 1, 1)
    assert (answer.value, answer.bound, answer.violations, answer.words) == (4, 4, (), "optimal")
    assert report["best_rule"] >= 4
    assert report["peak_mb"] > 50
    assert report["curve"][-1][1] == 4


def test_an_instance_that_is_refused_is_said_so_without_its_path(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text("{}", "utf-8")
    answer, report = children.ours(path, tmp_path, 1, 1, 1)
    assert answer.value is None
    assert answer.words == "expected a benchmark instance with work_centres or resources; found neither"
    assert "refused" in report


def test_a_child_that_fails_says_its_last_words(tmp_path: Path) -> None:
    answer = children.pyjobshop(Path("/nowhere/python"), tmp_path / "no.json", tmp_path / "out.json", 1, 1, 1)
    assert answer.value is None
    assert "nowhere" in answer.words


@pytest.mark.slow
@pytest.mark.skipif(
    not (PYJOBSHOP / f"pyjobshop=={VERSION}").exists(), reason="PyJobShop's environment is made by the benchmarks"
)
def test_pyjobshop_solves_the_instance_with_its_consumable(tmp_path: Path) -> None:
    """With 10 of N and the second mode of x, 8 + 3 + 3 would be too many; the first is fast enough."""
    path = tmp_path / "project.json"
    path.write_text(json.dumps(PROJECT), "utf-8")
    answer = children.pyjobshop(PYJOBSHOP / "bin" / "python", path, tmp_path / "out.json", 5, 1, 1)
    assert (answer.value, answer.bound, answer.violations, answer.words) == (4, 4, (), "Optimal")
