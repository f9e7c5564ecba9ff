"""`scheduler benchmark`: rows, solutions and exit codes; the solutions are judged by the independent checker."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.check_solutions import check_files
from scheduler.commands.benchmark import HEADS, Improvement, Recorder, difference, gap
from scheduler.domain.goal import Goal
from scheduler.search.progress import Phase, Progress
from tests.command_line import scheduler, scheduler_here

Json = dict[str, Any]

SHOP: Json = {
    "name": "1",
    "objective": "makespan",
    "best_known": 9,
    "resources": [{"id": "M", "capacity": 1}, {"id": "R", "capacity": 3}],
    "jobs": [{"id": job, "release": 0, "due": None, "weight": 1} for job in "JK"],
    "operations": [
        {"id": "source", "job": "J", "after": [], "modes": [{"duration": 0, "uses": {}}]},
        {"id": "a", "job": "J", "after": ["source"],
         "modes": [{"duration": 9, "uses": {}}, {"duration": 3, "uses": {"M": 1}}]},
        {"id": "b", "job": "J", "after": ["a"], "modes": [{"duration": 2, "uses": {"R": 2}}]},
        {"id": "k", "job": "K", "after": [], "modes": [{"duration": 4, "uses": {"M": 1, "R": 2}}]},
    ],
}  # fmt: skip
"""a and k share M, b and k share R, a comes before b: 3 + 2 + 4 = 9. With a beside them for 9, b would end at 11."""

FACTORY: Json = {
    "name": "yard",
    "objective": "weighted_tardiness_plus_cost",
    "horizon": 10080,
    "calendars": [{"id": "C", "windows": [[480, 720], [780, 1020]]}],
    "work_centres": [{"id": "W", "stations": 2, "calendar": "C", "workshop": "S"}],
    "transport_minutes_between_workshops": 30,
    "jobs": [{"id": "J", "due": 780, "weight": 2}],
    "operations": [
        {"id": "a", "job": "J", "after": [], "release": 0, "interruptible": True,
         "modes": [{"work_centre": "W", "minutes": 250, "cost": 5}]},
        {"id": "b", "job": "J", "after": [], "release": 0, "interruptible": False,
         "modes": [{"work_centre": "W", "minutes": 240, "cost": 0}, {"outsource_minutes": 60, "cost": 900}]},
    ],
}  # fmt: skip
"""a pauses from 720 to 780 and ends at 790 at the earliest: 10 late × 2 + 5 = 25; b fits beside it on station 1."""


def columns(line: str) -> list[str]:
    return line.split()


def test_a_table_and_solutions_that_the_independent_checker_accepts(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP), "utf-8")
    (tmp_path / "yard.json.gz").write_bytes(gzip.compress(json.dumps(FACTORY).encode()))
    done = scheduler("benchmark", "shop.json", "yard.json.gz", "--seconds", 1, "--solutions", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    head, shop, yard = done.stdout.splitlines()
    assert head.split("  ")[0].strip() == "name"
    assert all(words in head for words, _ in HEADS)
    assert columns(shop)[:3] == ["shop", "3", "9"]
    assert columns(shop)[6:8] == ["9", "+0.0"]
    assert columns(yard)[:3] == ["yard", "2", "25"]
    assert shop.endswith("optimal")
    for name, value in (("shop.json", 9), ("yard.json.gz", 25)):
        written = tmp_path / "out" / f"{name.split('.')[0]}.json"
        checked = check_files(tmp_path / name, written)
        assert checked == (value, [])
        assert json.loads(written.read_text("utf-8"))["name"] == {"shop.json": "1", "yard.json.gz": "yard"}[name]


def test_files_that_cannot_be_read_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    consumable = SHOP | {"resources": [{"id": "M", "capacity": 1, "consumed": 1}, {"id": "R", "capacity": "three"}]}
    (tmp_path / "wrong.json").write_text(json.dumps(consumable), "utf-8")
    (tmp_path / "shop.json").write_text(json.dumps(SHOP), "utf-8")
    arguments = ("wrong.json", "nowhere.json", "shop.json", "--seconds", 1)
    done = scheduler_here("benchmark", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert "wrong.json: resources[1].capacity (id 'R'): expected a whole number, found \"three\"" in done.stderr
    assert "nowhere.json: there is no such file" in done.stderr
    rows = done.stdout.splitlines()[1:]
    assert [(columns(row)[0], columns(row)[-1]) for row in rows] == [
        ("wrong", "refused"), ("nowhere", "refused"), ("shop", "optimal"),
    ]  # fmt: skip


def test_work_that_no_resource_can_ever_do_is_refused(tmp_path: Path) -> None:
    modes = [{"duration": 4, "uses": {"R": 4}}]
    shop = SHOP | {"operations": [*SHOP["operations"][:-1], SHOP["operations"][-1] | {"modes": modes}]}
    (tmp_path / "shop.json").write_text(json.dumps(shop), "utf-8")
    done = scheduler_here("benchmark", "shop.json", "--seconds", 1, "--solutions", "out", folder=tmp_path)
    assert done.returncode == 2
    assert "shop.json" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_a_solution_overwrites_neither_its_instance_nor_another_solution(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for folder in (tmp_path, tmp_path / "other"):
        (folder / "shop.json").write_text(json.dumps(SHOP), "utf-8")
    same = scheduler_here("benchmark", "shop.json", "--solutions", ".", folder=tmp_path)
    assert (same.returncode, same.stdout) == (2, "")
    assert "holds instances, which the solutions would overwrite" in same.stderr
    twice = scheduler_here("benchmark", "shop.json", "other/shop.json", "--solutions", "out", folder=tmp_path)
    assert (twice.returncode, twice.stdout) == (2, "")
    assert "other/shop.json: has the name of shop.json: its solution would overwrite that one's" in twice.stderr
    in_the_way = scheduler_here("benchmark", "shop.json", "--solutions", "shop.json/out", folder=tmp_path)
    assert in_the_way.returncode == 2


def told(recorder: Recorder, seconds: float, value: int | None, by: str = "rule") -> None:
    best = {} if value is None else {Goal.COST: value}
    recorder.listen(Progress(phase=Phase.IMPROVE, seconds=seconds, best=best, found_by=by))


def test_only_better_values_are_improvements_and_a_new_beginning_forgets() -> None:
    recorder = Recorder()
    for seconds, value in ((0.1, None), (0.2, 50), (0.3, 50), (0.4, 40)):
        told(recorder, seconds, value)
    assert recorder.improvements == [Improvement(0.2, 50, "rule"), Improvement(0.4, 40, "rule")]
    told(recorder, 0.5, 45, "longer horizon")
    assert recorder.improvements == [Improvement(0.5, 45, "longer horizon")]


@pytest.mark.parametrize(("value", "bound", "percent"), [(200, 150, 25.0), (200, 200, 0.0), (0, 0, 0.0), (9, 0, 100.0)])
def test_the_gap_is_a_share_of_the_value(value: int, bound: int, percent: float) -> None:
    assert gap(value, bound) == percent


@pytest.mark.parametrize(
    ("value", "best", "percent"), [(110, 100, 10.0), (90, 100, -10.0), (100, 100, 0.0), (0, 0, 0.0), (3, 0, None)]
)
def test_the_difference_is_a_share_of_the_best_known(value: int, best: int, percent: float | None) -> None:
    assert difference(value, best) == percent
