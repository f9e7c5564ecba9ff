"""The independent checker: a correct solution has no violation, and every planted mistake is named, on both sides
of each edge."""

import ast
import copy
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import check_solutions
from benchmarks.check_solutions import Opening, check, check_files

Json = dict[str, Any]

FACTORY: Json = {
    "name": "shop",
    "objective": "weighted_tardiness_plus_cost",
    "best_known": 50,
    "lower_bound": 10,
    "horizon": 3000,
    "calendars": [
        {"id": "day", "windows": [[480, 720], [780, 1020], [1920, 2160]]},
        {"id": "always", "windows": [[0, 3000]]},
    ],
    "work_centres": [
        {"id": "saw", "stations": 2, "calendar": "day", "workshop": "W1"},
        {"id": "paint", "stations": 1, "calendar": "always", "workshop": "W2"},
    ],
    "transport_minutes_between_workshops": 30,
    "jobs": [{"id": "J1", "due": 1000, "weight": 2}, {"id": "J2", "due": 760, "weight": 3}],
    "operations": [
        {"id": "a", "job": "J1", "after": [], "release": 480, "interruptible": True,
         "modes": [{"work_centre": "saw", "minutes": 300, "cost": 0}, {"outsource_minutes": 500, "cost": 7}]},
        {"id": "b", "job": "J1", "after": ["a"], "release": 0, "interruptible": True,
         "modes": [{"work_centre": "paint", "minutes": 100, "cost": 0}, {"outsource_minutes": 90, "cost": 4}]},
        {"id": "c", "job": "J2", "after": [], "release": 0, "interruptible": False,
         "modes": [{"work_centre": "saw", "minutes": 240, "cost": 5}]},
        {"id": "d", "job": "J2", "after": ["c"], "release": 0, "interruptible": True,
         "modes": [{"outsource_minutes": 50, "cost": 11}]},
    ],
}  # fmt: skip

FACTORY_SOLUTION: Json = {
    "name": "shop", "objective": 46, "bound": 12, "seconds": 2.5, "first_seconds": 0.1,
    "operations": {
        "a": {"mode": 0, "station": 0, "start": 480, "end": 840},
        "b": {"mode": 0, "station": 0, "start": 870, "end": 970},
        "c": {"mode": 0, "station": 1, "start": 480, "end": 720},
        "d": {"mode": 0, "station": None, "start": 720, "end": 770},
    },
}  # fmt: skip
"""`a` works 240 minutes until the pause and 60 behind it; J1 is on time at 970. J2 is 10 late (× 3), its modes cost 16;
30 + 16 = 46. The tests set the objective that is true for what they change."""

PROJECT: Json = {
    "name": "project",
    "objective": "weighted_tardiness",
    "best_known": None,
    "resources": [
        {"id": "R", "capacity": 4},
        {"id": "M", "capacity": 1},
        {"id": "N", "capacity": 10, "consumable": True},
    ],
    "jobs": [{"id": "J", "release": 5, "due": 12, "weight": 2}, {"id": "K", "release": 0, "due": None, "weight": 1}],
    "operations": [
        {"id": "s", "job": "J", "after": [], "modes": [{"duration": 0, "uses": {}}]},
        {"id": "x", "job": "J", "after": ["s"],
         "modes": [{"duration": 3, "uses": {"R": 2, "N": 4}}, {"duration": 2, "uses": {"R": 3, "N": 8}}]},
        {"id": "y", "job": "J", "after": ["s"], "modes": [{"duration": 4, "uses": {"R": 2, "N": 3}}]},
        {"id": "z", "job": "J", "after": ["x", "y"], "modes": [{"duration": 5, "uses": {"M": 1}}]},
        {"id": "k", "job": "K", "after": [], "modes": [{"duration": 9, "uses": {"M": 1, "N": 3}}]},
    ],
}  # fmt: skip

PROJECT_SOLUTION: Json = {
    "name": "project", "objective": 4, "bound": 0, "seconds": 1, "first_seconds": 1,
    "operations": {
        "s": {"mode": 0, "start": 5, "end": 5},
        "x": {"mode": 0, "start": 5, "end": 8},
        "y": {"mode": 0, "start": 5, "end": 9},
        "z": {"mode": 0, "start": 9, "end": 14},
        "k": {"mode": 0, "start": 0, "end": 9},
    },
}  # fmt: skip
"""x and y take all 4 units of R; 4 + 3 + 3 of N are used up, all of it; J ends at 14, 2 late × 2."""


def broken(instance: Json, solution: Json) -> list[tuple[str, str]]:
    """(rule, where) of every violation."""
    checked = check(instance, solution)  # type: ignore[arg-type]
    return [(violation.rule, violation.where) for violation in checked.violations]


def changed(document: Json, change: Callable[[Json], object]) -> Json:
    other = copy.deepcopy(document)
    change(other)
    return other


def moved(document: Json, objective: int | None = None, **places: Json) -> Json:
    """The solution with some operations elsewhere and the objective that comes of it."""
    other = copy.deepcopy(document)
    for id_, place in places.items():
        other["operations"][id_] |= place
    other["objective"] = document["objective"] if objective is None else objective
    return other


# --- what is correct ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("instance", "solution"), [(FACTORY, FACTORY_SOLUTION), (PROJECT, PROJECT_SOLUTION)])
def test_a_correct_solution_has_no_violation_and_its_own_objective(instance: Json, solution: Json) -> None:
    assert broken(instance, solution) == []
    assert check(instance, solution).objective == solution["objective"]  # type: ignore[arg-type]


def test_the_makespan_is_the_last_end_of_all_jobs() -> None:
    instance = PROJECT | {"objective": "makespan"}
    assert broken(instance, moved(PROJECT_SOLUTION, objective=14)) == []
    late = moved(PROJECT_SOLUTION, objective=20, k={"start": 14, "end": 23})
    assert broken(instance, late) == [("objective", "objective")]
    assert check(instance, late).objective == 23  # type: ignore[arg-type]


def test_a_factory_solution_may_say_nothing_but_its_operations() -> None:
    assert broken(FACTORY, {"operations": FACTORY_SOLUTION["operations"]}) == []
    named = {(rule, where) for rule, where in broken(PROJECT, {"operations": PROJECT_SOLUTION["operations"]})}
    assert named == {("form", key) for key in ("name", "objective", "bound", "seconds", "first_seconds")}


# --- factories ---------------------------------------------------------------------------------------

FACTORY_EDGES: list[tuple[str, Json, list[tuple[str, str]]]] = [
    ("transport of 30 is kept at 870, not at 869", moved(FACTORY_SOLUTION, b={"start": 869, "end": 969}),
     [("transport", "b")]),
    ("no in-house work starts before its predecessor's end", moved(FACTORY_SOLUTION, b={"start": 839, "end": 939}),
     [("precedence", "b")]),
    ("outsourced work follows without transport", moved(
        FACTORY_SOLUTION, 50, b={"mode": 1, "station": None, "start": 840, "end": 930}), []),
    ("outsourced work waits for its predecessor", moved(
        FACTORY_SOLUTION, 50, b={"mode": 1, "station": None, "start": 839, "end": 929}), [("precedence", "b")]),
    ("work after outsourced work needs no transport", moved(
        FACTORY_SOLUTION, 46 + 7 + 160, a={"mode": 1, "station": None, "start": 480, "end": 980},
        b={"start": 980, "end": 1080}), []),
    ("released at 480, not at 479", moved(
        FACTORY_SOLUTION, 53, a={"mode": 1, "station": None, "start": 479, "end": 979}, b={"start": 979, "end": 1079}),
     [("objective", "objective"), ("release", "a")]),
    ("outsourced minutes are exact", moved(FACTORY_SOLUTION, 49, d={"end": 771}), [("duration", "d")]),
    ("outsourced work has no station", moved(FACTORY_SOLUTION, d={"station": 0}), [("station", "d")]),
    ("in-house work has a station", moved(FACTORY_SOLUTION, a={"station": None}), [("form", "a")]),
    ("the last station of two is 1", moved(FACTORY_SOLUTION, c={"station": 2}), [("station", "c")]),
    ("the first station is 0", moved(FACTORY_SOLUTION, c={"station": -1}), [("station", "c")]),
    ("two on one station", moved(FACTORY_SOLUTION, c={"station": 0}), [("overlap", "a")]),
    ("open minutes are exact: one less", moved(FACTORY_SOLUTION, a={"end": 839}), [("duration", "a")]),
    ("open minutes are exact: one more", moved(FACTORY_SOLUTION, a={"end": 841}, b={"start": 871, "end": 971}),
     [("duration", "a")]),
    ("one window holds uninterruptible work", moved(
        FACTORY_SOLUTION, 46 + 3 * 300, c={"start": 780, "end": 1020}, d={"start": 1020, "end": 1070}), []),
    ("uninterruptible work in two windows", moved(
        FACTORY_SOLUTION, 46 + 3 * 61, c={"start": 481, "end": 781}, d={"start": 781, "end": 831}),
     [("interrupted", "c")]),
    ("work does not begin in a pause", moved(
        FACTORY_SOLUTION, 46 + 3 * 300, c={"start": 779, "end": 1020}, d={"start": 1020, "end": 1070}),
     [("calendar", "c")]),
    ("work does not end in a pause", moved(FACTORY_SOLUTION, 49, c={"end": 721}, d={"start": 721, "end": 771}),
     [("calendar", "c")]),
    ("work behind the last window", moved(
        FACTORY_SOLUTION, 46 + 3 * 2000, c={"start": 2480, "end": 2720}, d={"start": 2720, "end": 2770}),
     [("duration", "c")]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "solution", "expected"), FACTORY_EDGES, ids=[edge[0] for edge in FACTORY_EDGES])
def test_factories(words: str, solution: Json, expected: list[tuple[str, str]]) -> None:
    assert sorted(broken(FACTORY, solution)) == expected


def test_in_one_workshop_there_is_no_transport() -> None:
    here = changed(FACTORY, lambda shop: shop["work_centres"][1].update(workshop="W1"))
    assert broken(here, moved(FACTORY_SOLUTION, b={"start": 840, "end": 940})) == []


def test_a_long_operation_is_seen_behind_a_short_one_on_its_station() -> None:
    """c is inside a's span and over before d comes: d is still with a."""
    shop = changed(FACTORY, lambda shop: shop["operations"][2]["modes"][0].update(minutes=10))
    shop["operations"][3]["modes"] = [{"work_centre": "saw", "minutes": 50, "cost": 11}]
    solution = moved(FACTORY_SOLUTION, c={"station": 0, "start": 490, "end": 500},
                     d={"station": 0, "start": 600, "end": 650}, objective=16)  # fmt: skip
    assert broken(shop, solution) == [("overlap", "c"), ("overlap", "d")]


def test_touching_windows_are_one() -> None:
    opening = Opening([(10, 20), (30, 40), (20, 25)])
    assert opening.is_inside_one(12, 25)
    assert not opening.is_inside_one(12, 26)
    assert [opening.minutes(start, 33) for start in (0, 10, 11, 25, 30, 33)] == [18, 18, 17, 3, 3, 0]
    assert (opening.minutes(0, 10), opening.minutes(0, 100), opening.minutes(40, 50)) == (0, 25, 0)


# --- the neutral form --------------------------------------------------------------------------------

NEUTRAL_EDGES: list[tuple[str, Json, list[tuple[str, str]]]] = [
    ("released at 5, not at 4", moved(PROJECT_SOLUTION, s={"start": 4, "end": 4}), [("release", "s")]),
    ("a duration is exact", moved(PROJECT_SOLUTION, 6, z={"end": 15}), [("duration", "z")]),
    ("the duration is the mode's", moved(PROJECT_SOLUTION, x={"mode": 1, "end": 8}),
     [("capacity", "R"), ("consumable", "N"), ("duration", "x")]),
    ("5 units of R at once", moved(PROJECT_SOLUTION, x={"mode": 1, "end": 7}),
     [("capacity", "R"), ("consumable", "N")]),
    ("one machine, two operations", moved(PROJECT_SOLUTION, k={"start": 1, "end": 10}), [("capacity", "M")]),
    ("predecessors end first", moved(PROJECT_SOLUTION, y={"start": 6, "end": 10}), [("precedence", "z")]),
    ("an order without due date is never late", moved(PROJECT_SOLUTION, k={"start": 14, "end": 23}), []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "solution", "expected"), NEUTRAL_EDGES, ids=[edge[0] for edge in NEUTRAL_EDGES])
def test_the_neutral_form(words: str, solution: Json, expected: list[tuple[str, str]]) -> None:
    assert sorted(broken(PROJECT, solution)) == expected


def test_consumables_count_over_the_whole_schedule() -> None:
    """10 are used up of 10; of 9 it is one too many, though never more than 7 at once."""
    short = changed(PROJECT, lambda project: project["resources"][2].update(capacity=9))
    assert broken(short, PROJECT_SOLUTION) == [("consumable", "N")]
    renewable = changed(PROJECT, lambda project: project["resources"][2].pop("consumable"))
    late = moved(PROJECT_SOLUTION, k={"start": 14, "end": 23})
    renewable["resources"][2]["capacity"] = 7
    assert broken(renewable, late) == []
    renewable["resources"][2]["capacity"] = 6
    assert broken(renewable, late) == [("capacity", "N")]


# --- what a file says of itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"objective": 45}, ("objective", "objective")),
        ({"objective": 47}, ("objective", "objective")),
        ({"bound": 46}, None),
        ({"bound": 47}, ("bound", "bound")),
        ({"bound": "none"}, ("bound", "bound")),
        ({"name": "other"}, ("form", "name")),
        ({"seconds": 0.05}, ("form", "seconds")),
        ({"seconds": 0.1}, None),
    ],
)
def test_statements(change: Json, expected: tuple[str, str] | None) -> None:
    assert broken(FACTORY, FACTORY_SOLUTION | change) == ([] if expected is None else [expected])


def test_a_bound_above_a_known_solution_is_wrong_and_so_is_a_value_below_a_known_bound() -> None:
    solution = FACTORY_SOLUTION | {"bound": 46}
    assert broken(FACTORY | {"best_known": 46}, solution) == []
    assert broken(FACTORY | {"best_known": 45}, solution) == [("bound", "bound")]
    assert broken(FACTORY | {"lower_bound": 46}, solution) == []
    assert broken(FACTORY | {"lower_bound": 47}, solution) == [("bound", "objective")]


@pytest.mark.parametrize(
    "place",
    [
        None,
        {"mode": 2, "station": 0, "start": 480, "end": 840},
        {"mode": -1, "station": 0, "start": 480, "end": 840},
        {"mode": "0", "station": 0, "start": 480, "end": 840},
        {"mode": 0, "station": 0, "start": 480.0, "end": 840},
        {"mode": 0, "station": 0, "start": 480},
        {"mode": 0, "station": True, "start": 480, "end": 840},
        {"mode": 0, "station": 0, "start": 841, "end": 840},
        {"mode": 0, "station": 0, "start": -1, "end": 840},
    ],
)
def test_a_place_that_is_none_is_named_once(place: Json | None) -> None:
    operations = FACTORY_SOLUTION["operations"] | {"a": place}
    assert broken(FACTORY, FACTORY_SOLUTION | {"operations": operations}) == [("form", "a")]
    assert check(FACTORY, {"operations": operations}).objective is None  # type: ignore[arg-type]


def test_operations_that_are_missing_or_unknown_are_named() -> None:
    operations = dict(FACTORY_SOLUTION["operations"])
    operations["e"] = operations.pop("d")
    assert broken(FACTORY, {"operations": operations}) == [("form", "e"), ("form", "d")]
    nothings: list[object] = [{}, [], None, {"operations": []}]
    for nothing in nothings:
        assert [violation.rule for violation in check(FACTORY, nothing).violations] == ["form"]  # type: ignore[arg-type]


# --- the program -------------------------------------------------------------------------------------


def run(*arguments: Path) -> tuple[int, str, str]:
    """The program as its user starts it, without anything of ours on the path."""
    program = Path(check_solutions.__file__)
    done = subprocess.run(
        [sys.executable, "-I", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_the_program_checks_folders_and_its_exit_code_says_what_it_found(tmp_path: Path) -> None:
    instances, solutions = tmp_path / "instances", tmp_path / "solutions"
    instances.mkdir()
    solutions.mkdir()
    (instances / "shop.json.gz").write_bytes(gzip.compress(json.dumps(FACTORY).encode()))
    (instances / "project.json").write_text(json.dumps(PROJECT), "utf-8")
    assert run(instances, solutions)[0] == 2
    (solutions / "shop.json").write_text(json.dumps(FACTORY_SOLUTION), "utf-8")
    assert run(instances, solutions) == (0, "shop: 46, 0 violations\n1 solutions checked\n", "")
    (solutions / "project.json").write_text(json.dumps(PROJECT_SOLUTION | {"objective": 3}), "utf-8")
    code, out, _ = run(instances, solutions)
    assert code == 1
    assert "project: 4, 1 violations\n  objective: objective: is said to be 3, it is 4\n" in out
    assert run(instances / "shop.json.gz", solutions / "shop.json")[0] == 0
    (solutions / "other.json").write_text("{}", "utf-8")
    code, _, said = run(instances, solutions)
    assert code == 2
    assert "other.json" in said


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(FACTORY), "utf-8")
    (tmp_path / "twice.json").write_text('{"operations": {"a": 1, "a": 2}}', "utf-8")
    with pytest.raises(ValueError, match="'a' is given twice"):
        check_files(tmp_path / "shop.json", tmp_path / "twice.json")


def test_the_checker_imports_only_the_standard_library() -> None:
    tree = ast.parse(Path(check_solutions.__file__).read_text("utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert names
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
