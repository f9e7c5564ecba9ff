"""Factories without calendars beside PyJobShop: pools and alternatives only, weighted tardiness, the same seconds.

Only the searches are compared here, not what either program can express: both are given the same factory without
calendars, transport and prices, each in the form it reads best; `check_solutions` judges both.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.beside import children, environment
from benchmarks.beside.children import Answer
from benchmarks.check_solutions import Instance, Mode, Opening, Operation, Resource, check, read, read_instance, stem
from benchmarks.factories import chosen
from benchmarks.families import VERSION
from benchmarks.report import instances, publish, table

TARGETS = {500: 2.0, 2_000: 20.0}
"""How many times better than PyJobShop is asked for, by operations."""

HEAD = (
    "instance", "operations", "best rule", "ours", "bound", "s", "first s", "PyJobShop", "bound", "s",
    "PyJobShop ÷ ours", "asked for", "violations (ours, PyJobShop)",
)  # fmt: skip

NOTES = """

Values are Σ weight × minutes late; smaller is better. What was changed in the public factories, the same for both:
every work centre is always open, and time is working time: due and material dates lie at the minutes that a station
was open before them, in the mean of all stations (left where they were, nothing would be late); transport takes no
time; a mode costs nothing, because PyJobShop has no price of a mode, and outsourced modes, which would then be free
capacity without end, are left out where there is an in-house one. Jobs, weights, predecessors, pools, alternatives and
minutes of work are as they were.

*Ours*: `solve` with its ordinary settings, everything from compiling to verification inside its {seconds:g} seconds.
*PyJobShop* {version} with OR-Tools: pools are renewable resources, single stations machines, alternatives modes; the
limit holds for its solver alone, making its model comes on top. Both have {workers} workers and no first solution."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", help="folder of instances; also of some that nobody has seen")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(TARGETS), help="numbers of operations")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    python = environment.python_with("pyjobshop", f"pyjobshop=={VERSION}")
    rows = []
    for path in chosen(instances(arguments.instances), "factory-*"):
        instance = read_instance(path)
        if len(instance["operations"]) in arguments.sizes:
            rows.append(compared(path, python, arguments.seconds, arguments.workers, arguments.seed))
            print(*rows[-1], sep=" | ", flush=True)
    notes = NOTES.format(seconds=arguments.seconds, version=VERSION, workers=arguments.workers)
    title = f"Factories without calendars beside PyJobShop, {arguments.seconds:g} seconds each"
    publish("without_calendars", title, table(HEAD, rows) + notes)


def compared(path: Path, python: Path, seconds: float, workers: int, seed: int) -> list[object]:
    """One row: both programs on one factory."""
    plain = without_calendars(read_instance(path))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours_in, theirs_in, theirs_out = (folder / f"{part}.json" for part in ("plain", "neutral", "theirs"))
        ours_in.write_text(json.dumps(plain), "utf-8")
        theirs_in.write_text(json.dumps(as_neutral(plain)), "utf-8")
        (folder / "ours").mkdir()
        ours, report = children.ours(ours_in, folder / "ours", seconds, workers, seed)
        theirs = children.pyjobshop(python, theirs_in, theirs_out, seconds, workers, seed)
        if theirs.value is not None:
            theirs = _judged(plain, theirs, theirs_out)
    size = len(plain["operations"])
    return [
        stem(path),
        f"{size:,}",
        f"{report['best_rule']:,}" if "best_rule" in report else "",
        *_cells(ours),
        f"{report['curve'][0][0]:.2f}" if "curve" in report else "",
        *_cells(theirs),
        _ratio(theirs, ours),
        f"{TARGETS[size]:g}" if size in TARGETS else "",
        f"{len(ours.violations)}, {len(theirs.violations)}",
    ]


def _cells(answer: Answer) -> list[object]:
    value = answer.words if answer.value is None else f"{answer.value:,}"
    return [value, "" if answer.bound is None else f"{answer.bound:,}", f"{answer.seconds:.1f}"]


def _ratio(theirs: Answer, ours: Answer) -> str:
    if theirs.value is None or ours.value is None:
        return ""
    return "1.0" if theirs.value == ours.value else f"{theirs.value / ours.value:.1f}" if ours.value else "∞"


def _judged(plain: Instance, theirs: Answer, solution: Path) -> Answer:
    """PyJobShop's solution against the factory itself, with the stations that its pools do not name."""
    places = read(solution)
    assert isinstance(places, dict)
    checked = check(plain, {"operations": with_stations(plain, places["operations"])})
    return Answer(checked.objective, theirs.bound, theirs.seconds, (*theirs.violations, *checked.violations))


# --- the same factory with less in it ----------------------------------------------------------------


def without_calendars(instance: Instance) -> Instance:
    """The factory always open, without transport, prices and, where there is an in-house mode, outsourcing.

    Time is working time: a due or material date at wall minute t moves to the minutes that a station is open before t,
    in the mean of all stations. Left where they are, in days with three times as many hours, nothing would be late.
    """
    clock = _working_clock(instance)
    operations = [
        operation | {"modes": _modes(operation), "release": clock(operation["release"])}
        for operation in instance["operations"]
    ]
    horizon = 2 * sum(max(_minutes(mode) for mode in operation["modes"]) for operation in instance["operations"])
    horizon += clock(max((operation["release"] for operation in instance["operations"]), default=0))
    plain: dict[str, object] = {
        **instance,
        "best_known": None,
        "lower_bound": None,
        "horizon": horizon,
        "calendars": [{"id": calendar["id"], "windows": [(0, horizon)]} for calendar in instance["calendars"]],
        "transport_minutes_between_workshops": 0,
        "jobs": [job | {"due": clock(job["due"] or 0)} for job in instance["jobs"]],
        "operations": operations,
    }
    return plain  # type: ignore[return-value]


def _working_clock(instance: Instance) -> Callable[[int], int]:
    """From a wall minute to the mean minutes that a station is open before it, rounded down."""
    openings = {calendar["id"]: Opening(calendar["windows"]) for calendar in instance["calendars"]}
    stations: dict[str, int] = defaultdict(int)
    for centre in instance["work_centres"]:
        stations[centre["calendar"]] += centre["stations"]
    total = sum(stations.values())

    def clock(minute: int) -> int:
        return sum(count * openings[calendar].minutes(0, minute) for calendar, count in stations.items()) // total

    return clock


def _modes(operation: Operation) -> list[Mode]:
    free: list[Mode] = [{**mode, "cost": 0} for mode in operation["modes"]]
    return [mode for mode in free if "work_centre" in mode] or free


def _minutes(mode: Mode) -> int:
    return mode["minutes"] if "minutes" in mode else mode["outsource_minutes"]


def as_neutral(plain: Instance) -> dict[str, object]:
    """The same in the neutral form, with a release of each operation, for PyJobShop."""
    resources: list[Resource] = [
        {"id": centre["id"], "capacity": centre["stations"]} for centre in plain["work_centres"]
    ]
    operations = [
        operation
        | {
            "modes": [
                {"duration": _minutes(mode), "uses": {mode["work_centre"]: 1} if "work_centre" in mode else {}}
                for mode in operation["modes"]
            ]
        }
        for operation in plain["operations"]
    ]
    jobs = [{**job, "release": 0} for job in plain["jobs"]]
    stated = {"name": plain["name"], "objective": "weighted_tardiness", "best_known": None}
    return {**stated, "resources": resources, "jobs": jobs, "operations": operations}


def with_stations(plain: Instance, places: Mapping[str, dict[str, int]]) -> dict[str, dict[str, int | None]]:
    """Places with a station each: the first free one in order of start, which is enough where capacity is kept."""
    modes = {operation["id"]: operation["modes"] for operation in plain["operations"]}
    free_at: dict[str, list[int]] = defaultdict(list)
    found: dict[str, dict[str, int | None]] = {}
    for id_, place in sorted(places.items(), key=lambda item: (item[1]["start"], item[1]["end"])):
        mode = modes[id_][place["mode"]]
        if "work_centre" not in mode:
            found[id_] = {**place, "station": None}
            continue
        ends = free_at[mode["work_centre"]]
        station = next((number for number, end in enumerate(ends) if end <= place["start"]), len(ends))
        ends[station : station + 1] = [place["end"]]
        found[id_] = {**place, "station": station}
    return found


if __name__ == "__main__":
    main()
