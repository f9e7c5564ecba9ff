"""Benchmark instances: minutes, windows and due dates arrive exactly; plans go out in the solution form."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.due import dues
from scheduler.domain.errors import InputError
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.plan import AssignedUse, Assignment, LevelResult, Plan, PlanStatus, Segment
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId, OrderId, ResourceId
from scheduler.domain.resource import ResourceKind
from scheduler.files.benchmark import ORIGIN, WEEK, parse_instance, read_instance
from scheduler.files.benchmark_solution import best_known, solution

INSTANCES = Path(__file__).parents[3] / "shared" / "benchmarks" / "instances"

FACTORY = {
    "objective": "weighted_tardiness_plus_cost",
    "horizon": 3 * WEEK,
    "calendars": [
        {"id": "C", "windows": [[480, 720], [720, 1000], [WEEK + 480, WEEK + 720],
                                [2 * WEEK - 60, 2 * WEEK + 60]]}
    ],
    "work_centres": [{"id": "W", "stations": 3, "calendar": "C", "workshop": "S"}],
    "transport_minutes_between_workshops": 30,
    "jobs": [{"id": "J0", "due": 1440, "weight": 2}, {"id": "J1", "due": 1441, "weight": 1}],
    "operations": [
        {"id": "a", "job": "J0", "after": [], "release": 0, "interruptible": True,
         "modes": [{"work_centre": "W", "minutes": 5, "cost": 0}, {"outsource_minutes": 60, "cost": 7}]},
        {"id": "b", "job": "J1", "after": [], "release": 90, "interruptible": False,
         "modes": [{"work_centre": "W", "minutes": 5, "cost": 0}]},
        {"id": "c", "job": "J0", "after": ["a"], "release": 0, "interruptible": True,
         "modes": [{"work_centre": "W", "minutes": 5, "cost": 0}]},
    ],
}  # fmt: skip

PROJECT = {
    "name": "three", "objective": "makespan", "best_known": 9,
    "resources": [{"id": "R", "capacity": 4}, {"id": "M", "capacity": 1}],
    "jobs": [{"id": "P", "release": 10, "due": None, "weight": 1}],
    "operations": [
        {"id": "source", "job": "P", "after": [], "modes": [{"duration": 0, "uses": {}}]},
        {"id": "x", "job": "P", "after": ["source"], "modes": [{"duration": 3, "uses": {"R": 2, "M": 0}}]},
        {"id": "y", "job": "P", "after": ["source"], "modes": [{"duration": 4, "uses": {}}]},
        {"id": "join", "job": "P", "after": ["x", "y"], "modes": [{"duration": 0, "uses": {}}]},
        {"id": "z", "job": "P", "after": ["join"], "modes": [{"duration": 2, "uses": {"M": 1}}]},
        {"id": "sink", "job": "P", "after": ["z"], "modes": [{"duration": 0, "uses": {}}]},
    ],
}  # fmt: skip


def instance(document: object) -> Problem:
    return parse_instance(json.dumps(document).encode(), "folder/factory.json")


def minute(moment: datetime) -> int:
    return (moment - ORIGIN) // timedelta(minutes=1)


def test_the_origin_is_a_monday_and_as_of() -> None:
    problem = instance(FACTORY)
    assert (ORIGIN.isoweekday(), ORIGIN.time()) == (1, time())
    assert (problem.as_of, problem.zone, problem.name) == (ORIGIN, "UTC", "factory")
    assert problem.settings.goals == (Goal.COST,)
    assert problem.settings.default_transport_minutes == 30


def test_windows_inside_the_horizon_are_exactly_the_given_ones_merged() -> None:
    closed, *opened = instance(FACTORY).calendars[0].exceptions
    assert not closed.open
    assert (minute(closed.start), minute(closed.end)) == (0, 3 * WEEK)
    assert [(minute(w.start), minute(w.end)) for w in opened] == [
        (480, 1000),
        (WEEK + 480, WEEK + 720),
        (2 * WEEK - 60, 2 * WEEK + 60),
    ]
    assert all(window.open for window in opened)


def test_after_the_horizon_the_fullest_week_repeats() -> None:
    """Weeks of 520, 300 and 60 minutes: Monday 08:00 to 16:40 goes on for ever."""
    weekly = instance(FACTORY).calendars[0].weekly
    assert [(shift.weekday, shift.start, shift.end) for shift in weekly] == [(1, time(8), time(16, 40))]


def test_a_due_minute_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight, after = instance(FACTORY).orders
    assert midnight.lines[0].instalments[0].committed == date(2024, 1, 1)
    assert midnight.lines[0].instalments[0].committed_hour is None
    assert after.lines[0].instalments[0].committed_hour == time(0, 1)
    assert [minute(dues(order, UTC_ZONE)[0].committed) for order in (midnight, after)] == [1440, 1441]


def test_operations_keep_their_release_pauses_and_ways() -> None:
    a, b, c = instance(FACTORY).operations
    assert (a.not_before, a.resumable) == (None, True)
    assert b.not_before is not None
    assert (minute(b.not_before), b.resumable) == (90, False)
    own, outside = a.modes
    assert (own.uses[0].resource, own.set_up_minutes) == ("W", 5)
    assert outside.outsourcing is not None
    assert (outside.outsourcing.lead_minutes, outside.cost) == (60, 7)
    assert outside.outsourcing.approval is Approval.APPROVED
    assert [link.operation for link in c.after] == ["a"]


def test_milestones_vanish_and_what_came_after_them_waits_for_what_came_before() -> None:
    problem = instance(PROJECT)
    after = {str(o.id): [link.operation for link in o.after] for o in problem.operations}
    assert after == {"x": [], "y": [], "z": ["x", "y"]}
    assert {str(r.id): (r.kind, r.units) for r in problem.resources} == {
        "R": (ResourceKind.WORKERS, 4),
        "M": (ResourceKind.MACHINE, 1),
        "nothing needed": (ResourceKind.WORKERS, 10_000),
    }
    assert [(u.resource, u.units) for u in problem.operations[0].modes[0].uses] == [("R", 2)]
    assert problem.settings.goals == (Goal.MAKESPAN,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"resources": [{"id": "R", "capacity": 4, "consumable": True}]}, "consumable resources"),
        ({"objective": "cost"}, "expected makespan or weighted_tardiness, found 'cost'"),
        ({"resources": None}, "resources: expected a list"),
    ],
)
def test_what_cannot_be_expressed_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        instance(PROJECT | change)


def test_a_factory_with_an_unknown_work_centre_is_refused_with_its_place() -> None:
    text = json.dumps(FACTORY).replace(
        '"work_centre": "W", "minutes": 5, "cost": 0}]', '"work_centre": "V", "minutes": 5, "cost": 0}]', 1
    )
    with pytest.raises(InputError, match=r"operations\[1\].modes\[0\] \(id 'b'\): expected work_centre"):
        parse_instance(text.encode(), "factory.json")


def test_a_solution_names_mode_station_and_minutes() -> None:
    written = json.loads(solution(json.dumps(FACTORY).encode(), "f", plan([
        assignment("a", "m1", 0, 60), assignment("b", "m0", 480, 485, 2), assignment("c", "m0", 480, 485, 0),
    ]), 12.34567, 0.0625))  # fmt: skip
    assert written["operations"] == {
        "a": {"mode": 1, "station": None, "start": 0, "end": 60},
        "b": {"mode": 0, "station": 2, "start": 480, "end": 485},
        "c": {"mode": 0, "station": 0, "start": 480, "end": 485},
    }
    del written["operations"]
    assert written == {"name": "f", "objective": 12, "bound": 9, "seconds": 12.346, "first_seconds": 0.062}


def test_a_solution_puts_milestones_where_their_predecessors_end() -> None:
    """x ends at 13 and y at 14, so join stands at 14; the source at the job's release."""
    written = json.loads(solution(json.dumps(PROJECT).encode(), "p", plan([
        assignment("x", "m0", 10, 13), assignment("y", "m0", 10, 14), assignment("z", "m0", 14, 16, 0),
    ]), 1, 1))  # fmt: skip
    assert written["name"] == "three"
    places = {id_: (one["start"], one["end"]) for id_, one in written["operations"].items()}
    assert places == {
        "x": (10, 13), "y": (10, 14), "z": (14, 16), "source": (10, 10), "join": (14, 14), "sink": (16, 16),
    }  # fmt: skip
    assert all(set(one) == {"mode", "start", "end"} for one in written["operations"].values())


def test_the_best_known_objective_is_read_where_there_is_one() -> None:
    assert best_known(json.dumps(PROJECT).encode(), "p") == 9
    assert best_known(json.dumps(PROJECT | {"best_known": None}).encode(), "p") is None
    assert best_known(json.dumps(FACTORY).encode(), "f") is None


@pytest.mark.skipif(not INSTANCES.exists(), reason="the public benchmark instances are not beside this repository")
@pytest.mark.parametrize("name", ["factory-100-1", "RCPSP-PSPLIB-J60_J60_241", "FJSP-Brandimarte_1"])
def test_public_instances_come_in_whole(name: str) -> None:
    path = INSTANCES / f"{name}.json"
    document = json.loads(path.read_text("utf-8"))
    problem = read_instance(path)
    assert len(problem.orders) == len(document["jobs"])
    empty = [o for o in document["operations"] if all(m.get("duration") == 0 for m in o["modes"])]
    assert len(problem.operations) == len(document["operations"]) - len(empty)


UTC_ZONE = ZoneInfo("UTC")


def assignment(operation: str, mode: str, start: int, end: int, station: int | None = None) -> Assignment:
    span = (ORIGIN + timedelta(minutes=start), ORIGIN + timedelta(minutes=end))
    units = () if station is None else (station,)
    uses = (AssignedUse(resource=ResourceId("W"), amount=1, units=units),) if station is not None else ()
    return Assignment(
        operation=OperationId(operation), order=OrderId("J"), mode=ModeId(mode), uses=uses,
        start=span[0], end=span[1], segments=(Segment(start=span[0], end=span[1]),),
    )  # fmt: skip


def plan(assignments: list[Assignment]) -> Plan:
    level = LevelResult(goal=Goal.COST, value=12, bound=9, bound_name="critical_path")
    return Plan(
        problem="", as_of=datetime(2024, 1, 1, tzinfo=UTC), status=PlanStatus.FEASIBLE, levels=(level,),
        assignments=tuple(assignments), outcomes=(),
    )  # fmt: skip
