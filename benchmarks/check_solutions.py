"""Checks solutions of the public instances against every rule of their README, and imports nothing of the scheduler.

`python3 dev.py bench check_solutions INSTANCES SOLUTIONS` takes two files, or two folders whose files have the same
names (`.json`, instances also `.json.gz`). Exit code 0: no violation; 1: some; 2: a file can't be read or is missing.
"""

import argparse
import gzip
import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict, cast


class Calendar(TypedDict):
    id: str
    windows: list[tuple[int, int]]


class WorkCentre(TypedDict):
    id: str
    stations: int
    calendar: str
    workshop: str


class Resource(TypedDict):
    id: str
    capacity: int
    consumable: NotRequired[bool]


class Job(TypedDict):
    id: str
    due: int | None
    weight: int
    release: NotRequired[int]


class Mode(TypedDict):
    """Of either form; which keys there are says what it is."""

    work_centre: NotRequired[str]
    minutes: NotRequired[int]
    outsource_minutes: NotRequired[int]
    cost: NotRequired[int]
    duration: NotRequired[int]
    uses: NotRequired[dict[str, int]]


class Operation(TypedDict):
    id: str
    job: str
    after: list[str]
    modes: list[Mode]
    release: NotRequired[int]
    interruptible: NotRequired[bool]


class Instance(TypedDict):
    """A trusted file of either form: factories have work centres, the neutral form has resources."""

    objective: str
    jobs: list[Job]
    operations: list[Operation]
    name: NotRequired[str]
    family: NotRequired[str]
    best_known: NotRequired[int | None]
    lower_bound: NotRequired[int | None]
    calendars: NotRequired[list[Calendar]]
    work_centres: NotRequired[list[WorkCentre]]
    transport_minutes_between_workshops: NotRequired[int]
    resources: NotRequired[list[Resource]]


class Place(NamedTuple):
    """Where one operation is: its mode, from start to end (half open), and its station if it has one."""

    operation: Operation
    mode: Mode
    start: int
    end: int
    station: int | None


class Violation(NamedTuple):
    """A rule that is broken, the operation (or what else) that breaks it, and how."""

    rule: str
    where: str
    text: str


class Checked(NamedTuple):
    """The objective as it really is (None: not every operation has a place), and everything that is wrong."""

    objective: int | None
    violations: list[Violation]


def check(instance: Instance, solution: object) -> Checked:
    """All violations. The rules of the shop are looked at once every operation has a well-formed place."""
    places, malformed = _places(instance, solution)
    if malformed:
        return Checked(None, malformed)
    found = list(_precedence(instance, places))
    found += _factory(instance, places) if "work_centres" in instance else _neutral(instance, places)
    value = objective(instance, places.values())
    found += _statements(instance, cast("dict[str, object]", solution), value)
    return Checked(value, found)


def objective(instance: Instance, places: Iterable[Place]) -> int:
    """The value of complete places, by the instance's own objective."""
    ends: dict[str, int] = defaultdict(int)
    cost = 0
    for place in places:
        ends[place.operation["job"]] = max(ends[place.operation["job"]], place.end)
        cost += place.mode.get("cost", 0)
    if instance["objective"] == "makespan":
        return max(ends.values(), default=0)
    tardiness = sum(
        job["weight"] * max(0, ends[job["id"]] - job["due"])
        for job in instance["jobs"]
        if job["due"] is not None and job["id"] in ends
    )
    return tardiness + (cost if instance["objective"] == "weighted_tardiness_plus_cost" else 0)


# --- the form ----------------------------------------------------------------------------------------


def _places(instance: Instance, solution: object) -> tuple[dict[str, Place], list[Violation]]:
    rows = solution.get("operations") if isinstance(solution, dict) else None
    if not isinstance(rows, dict):
        return {}, [Violation("form", "operations", "there is no object of operations")]
    places: dict[str, Place] = {}
    known = {operation["id"]: operation for operation in instance["operations"]}
    found = [Violation("form", str(id_), "is no operation of the instance") for id_ in rows if id_ not in known]
    for id_, operation in known.items():
        try:
            places[id_] = _place(operation, rows.get(id_), "work_centres" in instance)
        except ValueError as error:
            found.append(Violation("form", id_, str(error)))
    return places, found


def _place(operation: Operation, row: object, has_stations: bool) -> Place:
    """Raises ValueError with what is wrong."""
    if not isinstance(row, dict):
        raise ValueError("has no place")
    mode, start, end = (_whole(row.get(key), key) for key in ("mode", "start", "end"))
    if not 0 <= mode < len(operation["modes"]):
        raise ValueError(f"mode {mode} of {len(operation['modes'])}")
    if not 0 <= start <= end:
        raise ValueError(f"from {start} to {end}")
    station = row.get("station")
    if station is not None or (has_stations and "work_centre" in operation["modes"][mode]):
        station = _whole(station, "station")
    return Place(operation, operation["modes"][mode], start, end, station)


def _whole(value: object, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{key} is {value!r}, not a whole number")
    return value


def _statements(instance: Instance, solution: Mapping[str, object], value: int) -> Iterator[Violation]:
    """What the file says of itself. The neutral form has to say its name, objective, bound and seconds."""
    for key in ("name", "objective", "bound", "seconds", "first_seconds"):
        if "resources" in instance and key not in solution:
            yield Violation("form", key, "is missing")
    if solution.get("name", instance.get("name")) != instance.get("name"):
        yield Violation("form", "name", f"is {solution['name']!r}, the instance's is {instance.get('name')!r}")
    if solution.get("objective", value) != value:
        yield Violation("objective", "objective", f"is said to be {solution['objective']}, it is {value}")
    bound, best = solution.get("bound"), instance.get("best_known")
    if bound is not None:
        reached = value if best is None else min(value, best)
        if not isinstance(bound, int | float) or bound > reached:
            yield Violation("bound", "bound", f"is {bound}, but {reached} was reached")
    lower = instance.get("lower_bound")
    if lower is not None and value < lower:
        yield Violation("bound", "objective", f"is {value}, below the instance's lower bound {lower}")
    seconds, first = (solution.get(key, 0) for key in ("seconds", "first_seconds"))
    if not (isinstance(first, int | float) and isinstance(seconds, int | float) and 0 <= first <= seconds):
        yield Violation("form", "seconds", f"first plan after {first!r} of {seconds!r} seconds")


# --- rules of both forms -----------------------------------------------------------------------------


def _precedence(instance: Instance, places: Mapping[str, Place]) -> Iterator[Violation]:
    """What comes before ends before; between in-house work in two workshops the way lies in between."""
    transport = instance.get("transport_minutes_between_workshops", 0)
    workshop = {centre["id"]: centre["workshop"] for centre in instance.get("work_centres", ())}
    for place in places.values():
        for id_ in place.operation["after"]:
            before = places[id_]
            own, other = (workshop.get(at.mode.get("work_centre", "")) for at in (place, before))
            way = transport if None not in (own, other) and own != other else 0
            if place.start < before.end + way:
                rule = "transport" if place.start >= before.end else "precedence"
                said = f"starts at {place.start}; {id_} ends at {before.end}" + (f", {way} away" if way else "")
                yield Violation(rule, place.operation["id"], said)


def _over_capacity(rows: Iterable[tuple[int, int, int]], capacity: int) -> int | None:
    """The first moment at which rows of (start, end, amount), half open, take more than the capacity."""
    changes: dict[int, int] = defaultdict(int)
    for start, end, amount in rows:
        changes[start] += amount
        changes[end] -= amount
    used = 0
    for moment in sorted(changes):
        used += changes[moment]
        if used > capacity:
            return moment
    return None


# --- factories ---------------------------------------------------------------------------------------


class Opening:
    """The windows of one calendar, merged, with the minutes open before each."""

    def __init__(self, windows: Sequence[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(tuple(window) for window in windows):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)
        self.before = [0]
        for start, end in zip(self.starts, self.ends, strict=True):
            self.before.append(self.before[-1] + end - start)

    def minutes(self, start: int, end: int) -> int:
        """Open minutes between two moments."""
        return self._until(end) - self._until(start)

    def _until(self, moment: int) -> int:
        window = bisect_right(self.starts, moment) - 1
        return 0 if window < 0 else self.before[window] + min(moment, self.ends[window]) - self.starts[window]

    def is_inside_one(self, start: int, end: int) -> bool:
        """Whether one window holds the whole span."""
        window = bisect_right(self.starts, start) - 1
        return window >= 0 and end <= self.ends[window]

    def begins_and_ends_open(self, start: int, end: int) -> bool:
        """Whether the first and the last minute of a span are worked."""
        return self.minutes(start, start + 1) == 1 and self.minutes(end - 1, end) == 1


def _factory(instance: Instance, places: Mapping[str, Place]) -> Iterator[Violation]:
    centres = {centre["id"]: centre for centre in instance["work_centres"]}
    openings = {calendar["id"]: Opening(calendar["windows"]) for calendar in instance["calendars"]}
    for id_, place in places.items():
        if place.start < place.operation["release"]:
            yield Violation("release", id_, f"starts at {place.start}, released at {place.operation['release']}")
        if "work_centre" in place.mode:
            centre = centres[place.mode["work_centre"]]
            for rule, text in _work_in_house(place, centre, openings[centre["calendar"]]):
                yield Violation(rule, id_, text)
        elif place.end - place.start != place.mode["outsource_minutes"]:
            text = f"takes {place.end - place.start} minutes, not {place.mode['outsource_minutes']}"
            yield Violation("duration", id_, text)
        elif place.station is not None:
            yield Violation("station", id_, f"is outsourced, but on station {place.station}")
    yield from _stations(places)


def _work_in_house(place: Place, centre: WorkCentre, opening: Opening) -> Iterator[tuple[str, str]]:
    start, end, wanted = place.start, place.end, place.mode["minutes"]
    worked = opening.minutes(start, end)
    if worked != wanted:
        yield "duration", f"works {worked} open minutes from {start} to {end}, not {wanted}"
    elif wanted and not opening.begins_and_ends_open(start, end):
        yield "calendar", f"begins or ends in a pause, from {start} to {end}"
    elif not place.operation["interruptible"] and not opening.is_inside_one(start, end):
        yield "interrupted", f"is in more than one window from {start} to {end}"
    if place.station is None or not 0 <= place.station < centre["stations"]:
        yield "station", f"is on station {place.station} of {centre['stations']}"


def _stations(places: Mapping[str, Place]) -> Iterator[Violation]:
    """One operation at a time on each station, pauses included."""
    on: dict[tuple[str, int | None], list[Place]] = defaultdict(list)
    for place in places.values():
        if "work_centre" in place.mode:
            on[place.mode["work_centre"], place.station].append(place)
    for (centre, station), row in on.items():
        row.sort(key=lambda place: (place.start, place.end))
        last = row[0]
        for place in row[1:]:
            if place.start < last.end:
                said = f"is with {last.operation['id']} on station {station} of {centre} at {place.start}"
                yield Violation("overlap", place.operation["id"], said)
            last = max(last, place, key=lambda one: one.end)


# --- the neutral form --------------------------------------------------------------------------------


def _neutral(instance: Instance, places: Mapping[str, Place]) -> Iterator[Violation]:
    release = {job["id"]: job.get("release", 0) for job in instance["jobs"]}
    uses: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for id_, place in places.items():
        if place.start < release[place.operation["job"]]:
            yield Violation("release", id_, f"starts at {place.start}, released at {release[place.operation['job']]}")
        if place.end - place.start != place.mode["duration"]:
            yield Violation("duration", id_, f"takes {place.end - place.start}, not {place.mode['duration']}")
        for resource, amount in place.mode["uses"].items():
            uses[resource].append((place.start, place.end, amount))
    for one in instance["resources"]:
        rows, capacity = uses[one["id"]], one["capacity"]
        if one.get("consumable"):
            total = sum(amount for _, _, amount in rows)
            if total > capacity:
                yield Violation("consumable", one["id"], f"{total} are used up of {capacity}")
        elif (moment := _over_capacity(rows, capacity)) is not None:
            yield Violation("capacity", one["id"], f"more than {capacity} are used at {moment}")


# --- files -------------------------------------------------------------------------------------------


def read(path: Path) -> object:
    """A JSON file, also gzipped. Raises ValueError for what is no JSON or gives a key twice in one object."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        if twice:
            raise ValueError(f"{twice[0]!r} is given twice")
        return dict(pairs)

    data = path.read_bytes()
    return cast(object, json.loads(gzip.decompress(data) if path.suffix == ".gz" else data, object_pairs_hook=once))


def read_instance(path: Path) -> Instance:
    """A file that is trusted to have one of the two forms."""
    return cast(Instance, read(path))


def check_files(instance: Path, solution: Path) -> Checked:
    """Raises OSError or ValueError for files that can't be read."""
    return check(read_instance(instance), read(solution))


def stem(path: Path) -> str:
    """A file's name without `.json` and `.json.gz`: what an instance and its solution have in common."""
    return path.name.removesuffix(".gz").removesuffix(".json")


def _pairs(instances: Path, solutions: Path) -> list[tuple[Path, Path]]:
    if solutions.is_file():
        return [(instances, solutions)]
    known = {stem(path): path for path in instances.glob("*.json*")}
    return [(known.get(stem(path), instances / path.name), path) for path in sorted(solutions.glob("*.json"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=Path)
    parser.add_argument("solutions", type=Path)
    arguments = parser.parse_args()
    pairs = _pairs(arguments.instances, arguments.solutions)
    code = 0 if pairs else 2
    for instance, solution in pairs:
        try:
            checked = check_files(instance, solution)
        except (OSError, ValueError, KeyError) as error:
            print(f"{solution}: {type(error).__name__}: {error}", file=sys.stderr)
            code = 2
            continue
        value = "incomplete" if checked.objective is None else f"{checked.objective:,}"
        print(f"{stem(solution)}: {value}, {len(checked.violations)} violations")
        for violation in checked.violations:
            print(f"  {violation.rule}: {violation.where}: {violation.text}")
        code = max(code, int(bool(checked.violations)))
    print(f"{len(pairs)} solutions checked")
    return code


if __name__ == "__main__":
    sys.exit(main())
