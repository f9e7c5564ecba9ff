"""Plain projects: every schedule verifies and none is shorter than it can be; argued ones are found."""

import json
import random
from threading import Event

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.domain.problem import Problem
from scheduler.files.benchmark import parse_instance
from scheduler.search import planning, project, starts
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.search.starts import Context, Found
from tests.random_shops import random_shop
from tests.seeds import seeds

LIMITS = Limits(seconds=0.3, workers=2, seed=1)

Work = tuple[int, list[int], list[int]]
"""Minutes, units of each resource, numbers of predecessors."""


def problem_of(works: list[Work], capacity: list[int], release: int = 0) -> Problem:
    """A project of one order."""
    rows = [
        {
            "id": f"{i:03}",
            "job": "p",
            "after": [f"{b:03}" for b in before],
            "modes": [{"duration": minutes, "uses": {f"r{k}": amount for k, amount in enumerate(units)}}],
        }
        for i, (minutes, units, before) in enumerate(works)
    ]
    table = {
        "name": "project",
        "objective": "makespan",
        "resources": [{"id": f"r{k}", "capacity": units} for k, units in enumerate(capacity)],
        "jobs": [{"id": "p", "release": release, "due": None, "weight": 1}],
        "operations": rows,
    }
    return parse_instance(json.dumps(table).encode(), "project.json")


def random_works(seed: int, n: int = 12) -> list[Work]:
    rng = random.Random(seed)
    return [
        (
            rng.randint(1, 9),
            [rng.randint(0, 3), rng.randint(0, 3)],
            sorted(rng.sample(range(i), min(i, rng.randint(0, 2)))),
        )
        for i in range(n)
    ]


def context_of(problem: Problem) -> Context:
    return starts.prepare(compile_problem(problem))


def first_of(context: Context) -> Found:
    return next(starts.starts(context, None))


def shortest(problem: Problem, limits: Limits = LIMITS) -> int:
    """The best makespan found, or that of the first rule; every schedule on the way is verified."""
    context = context_of(problem)
    table = project.project_of(context)
    assert table is not None
    best = first_of(context)
    value = int(best.levels[0])
    for found in project.improve(context, table, best, limits.seconds, limits, Event()):
        bounds = dict.fromkeys(problem.settings.goals, (0, "none"))
        planning.verified(problem, planning.draft(context, found.state, problem, bounds, found.method, 0, ()))
        assert int(found.levels[0]) < value
        value = int(found.levels[0])
    return value


@pytest.mark.parametrize("seed", seeds(4, of=60))
def test_schedules_verify_and_reach_what_cp_sat_proves(seed: int) -> None:
    problem = problem_of(random_works(seed), [4, 3], release=seed % 3 * 5)
    plan = solve(problem, Limits(seconds=3, workers=2, seed=1))
    assert plan.levels[0].value == plan.levels[0].bound, "so few operations are always proven"
    assert shortest(problem) == plan.levels[0].value


@pytest.mark.parametrize(("capacity", "makespan"), [(4, 5), (3, 10)])
def test_units_are_shared_exactly(capacity: int, makespan: int) -> None:
    """Two works of 5 minutes with 2 units each: side by side on four units, one after the other on three."""
    assert shortest(problem_of([(5, [2], []), (5, [2], [])], [capacity])) == makespan


@pytest.mark.parametrize("seed", seeds(10, of=100))
def test_justification_never_makes_a_schedule_longer(seed: int) -> None:
    """The first round begins with the order of a rule's starts: what comes out is no longer than that."""
    problem = problem_of(random_works(seed, 30), [4, 5])
    context = context_of(problem)
    table = project.project_of(context)
    assert table is not None
    start = first_of(context).state.op["start"].astype(int)
    found = next(project.shorter(table, start, 0.05, LIMITS, Event()))
    assert (found + table.time).max() <= (start + table.time).max()


@pytest.mark.parametrize(("minutes", "bound"), [(4, 10), (5, 11)])
def test_the_load_of_a_resource_is_a_bound(minutes: int, bound: int) -> None:
    """Units x minutes are 2 x minutes + 3 x 4, on two units: 20 / 2, and 22 / 2."""
    table = project.project_of(context_of(problem_of([(minutes, [2], []), *[(4, [1], [])] * 3], [2])))
    assert table is not None
    assert project.makespan_bound(table) == bound


def test_reproducible_searches_are_the_same() -> None:
    limits = Limits(seconds=0.5, workers=2, seed=3, reproducible=True)
    context = context_of(problem_of(random_works(5, 40), [4, 3]))
    table = project.project_of(context)
    assert table is not None
    one, two = (
        [found.state.op.tobytes() for found in project.improve(context, table, first_of(context), 0.5, limits, Event())]
        for _ in range(2)
    )
    assert one == two


def test_a_choice_or_a_calendar_makes_it_no_plain_project() -> None:
    problem = problem_of([(5, [2], []), (5, [2], [])], [4])
    assert project.project_of(context_of(problem)) is not None
    operation = problem.operations[0]
    other = operation.modes[0].model_copy(update={"id": "other"})
    changed = operation.model_copy(update={"modes": (*operation.modes, other)})
    problem = problem.model_copy(update={"operations": (changed, *problem.operations[1:])})
    assert project.project_of(context_of(problem)) is None
    assert project.project_of(context_of(random_shop(1, 6))) is None


@pytest.mark.parametrize(("minutes", "plain"), [(19_998, True), (19_999, False)])
def test_a_long_horizon_is_left_to_others(minutes: int, plain: bool) -> None:
    """Minute by minute up to 20,000: one more than all works together, here minutes + 1."""
    context = context_of(problem_of([(minutes, [1], []), (1, [1], [])], [1]))
    assert (project.project_of(context) is not None) == plain
