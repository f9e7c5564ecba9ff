"""Plain shops of machines: every schedule verifies, none is shorter than it can be, argued ones are found."""

import json
import random
from itertools import pairwise
from threading import Event
from typing import Any

import numpy as np
import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.domain.problem import Problem
from scheduler.files.benchmark import parse_instance
from scheduler.kernel import listing, machines, tabu
from scheduler.kernel.machines import Graph, Sequences
from scheduler.search import machine_shop, planning, sequencing, starts
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.search.starts import Context, Found
from tests.random_shops import random_shop
from tests.seeds import seeds

LIMITS = Limits(seconds=0.3, workers=2, seed=1)


def shop(jobs: list[list[dict[str, int]]], releases: list[int] | None = None, **more: Any) -> Problem:
    """A makespan problem: per job its operations in order, each a choice of machines with minutes."""
    names = sorted({machine for job in jobs for operation in job for machine in operation})
    rows = []
    for j, job in enumerate(jobs):
        for i, choice in enumerate(job):
            modes = [{"duration": minutes, "uses": {machine: 1}} for machine, minutes in choice.items()]
            rows.append({"id": f"{j}.{i}", "job": f"{j}", "after": [f"{j}.{i - 1}"] if i else [], "modes": modes})
    table = {
        "name": "shop",
        "objective": "makespan",
        "resources": [{"id": name, "capacity": more.get("capacity", 1)} for name in names],
        "jobs": [
            {"id": f"{j}", "release": releases[j] if releases else 0, "due": None, "weight": 1}
            for j in range(len(jobs))
        ],
        "operations": rows,
    }
    return parse_instance(json.dumps(table).encode(), "shop.json")


def random_jobs(seed: int, jobs: int = 5) -> list[list[dict[str, int]]]:
    """Up to five operations on four machines, some visited twice, also twice in a row; half of them with a choice."""
    rng = random.Random(seed)
    return [
        [
            {f"m{m}": rng.randint(1, 9) for m in rng.sample(range(4), 1 + (rng.random() < 0.5))}
            for _ in range(rng.randint(1, 5))
        ]
        for _ in range(jobs)
    ]


def context_of(problem: Problem) -> Context:
    return starts.prepare(compile_problem(problem))


def plain(context: Context) -> machine_shop.Shop:
    found = machine_shop.shop_of(context)
    assert found is not None
    return found


def worst(context: Context) -> Found:
    """The worst rule's: the search is to find everything else itself."""
    return max(starts.starts(context, None), key=lambda found: found.levels.tolist())


def shortest(problem: Problem, limits: Limits = LIMITS) -> int:
    """The best makespan found, or that of the worst rule; every schedule on the way is verified."""
    context = context_of(problem)
    values = [int(worst(context).levels[0])]
    for found in sequencing.improve(context, plain(context), worst(context), limits.seconds, limits, Event()):
        bounds = dict.fromkeys(problem.settings.goals, (0, "none"))
        planning.verified(problem, planning.draft(context, found.state, problem, bounds, found.method, 0, ()))
        values.append(int(found.levels[0]))
    assert values == sorted(values, reverse=True)
    return values[-1]


@pytest.mark.parametrize("seed", seeds(6, of=60))
def test_schedules_verify_and_reach_what_cp_sat_proves(seed: int) -> None:
    problem = shop(random_jobs(seed), [0, 0, 3, 7, 20])
    context = context_of(problem)
    found = shortest(problem)
    assert found >= machine_shop.makespan_bound(plain(context))
    plan = solve(problem, Limits(seconds=10, workers=2, seed=1))
    assert plan.levels[0].value == plan.levels[0].bound, "so few operations are always proven"
    assert found == plan.levels[0].value


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("seed", range(2))
def test_what_is_yielded_is_as_short_as_the_search_says(seed: int, workers: int) -> None:
    """Found forwards or backwards, by one chain that turns round or by several."""
    found = plain(context_of(shop(random_jobs(seed, 30))))
    limits = Limits(seconds=0.3, workers=workers, seed=1)
    graph = machines.new_graph(len(found.order_of))
    values = [int(machines.evaluate(found.machines, p, graph)) for p in sequencing.shorter(found, 0.3, limits, Event())]
    assert values == sorted(values, reverse=True)


def test_two_machines_are_sequenced_by_johnsons_rule() -> None:
    """Johnson (1954): jobs shorter on the first machine first, by that time, the others last, by their second: here
    (2, 7), (4, 6), (8, 5), (5, 1). The second machine works from minute 2 to 21 without a pause: 2 + 19."""
    jobs = [[{"a": first, "b": 99}, {"b": second}] for first, second in ((5, 1), (8, 5), (2, 7), (4, 6))]
    assert shortest(shop(jobs)) == 21


def test_all_machines_of_a_stage_share_its_load() -> None:
    """Seven minutes of work in whole operations 3, 2, 2 for two machines: 4 is the least for the fuller one."""
    problem = shop([[{"a": minutes, "b": minutes}] for minutes in (3, 2, 2)])
    assert machine_shop.makespan_bound(plain(context_of(problem))) == 4
    assert shortest(problem) == 4


def test_the_stations_of_a_pool_are_machines() -> None:
    problem = shop([[{"pool": minutes}] for minutes in (3, 2, 2)], capacity=2)
    assert shortest(problem) == 4


def test_an_order_may_come_to_a_machine_twice_in_a_row() -> None:
    """A swap of such operations is no move: 1 + 2 + 3 minutes in any sequence of the two orders."""
    assert shortest(shop([[{"a": 1}, {"a": 2}], [{"a": 3}]])) == 6


def test_a_release_holds_an_order_back() -> None:
    """Released at minute 10 and 5 minutes long; the other fills the time before it exactly, or is a minute too long."""
    assert shortest(shop([[{"a": 5}], [{"a": 10}]], [10, 0])) == 15
    assert shortest(shop([[{"a": 5}], [{"a": 11}]], [10, 0])) == 16


@pytest.mark.parametrize("seed", seeds(10, of=200))
def test_heads_tails_and_values_are_those_of_the_longest_paths(seed: int) -> None:
    context = context_of(shop(random_jobs(seed, 6)))
    found = plain(context)
    table, n = found.machines, len(found.order_of)
    makespan, mode, start = listing.schedule_of(table, found.order_of, np.arange(6))
    plan = sequencing._sequences(table, mode, start)
    graph = Graph(*(np.zeros(n, np.int64) for _ in range(4)))
    best = plan.copy()
    generator = np.array([seed + 1], np.uint64)
    forbidden = np.zeros(2**10, np.int64)
    value = listing.FAR
    for first in range(1, 200, 10):
        value, stale = tabu.search(table, plan, graph, best, value, generator, forbidden, first, 10, 5)
        check(table, plan, graph, machines.evaluate(table, plan, graph))
        assert machines.evaluate(table, best, graph) == value <= makespan
        if stale < 0:
            break


def check(table: machines.Machines, plan: Sequences, graph: Graph, makespan: int) -> None:
    """Heads and tails again, by going round until nothing changes; sequences and positions tell the same."""
    n = len(plan.mode)
    time, machine = table.mode_time[plan.mode], table.mode_machine[plan.mode]
    edges = [(int(table.pred[e]), op) for op in range(n) for e in range(table.pred_ptr[op], table.pred_ptr[op + 1])]
    for m in range(len(plan.length)):
        row = plan.sequence[table.room[m] : table.room[m] + plan.length[m]].tolist()
        assert all(machine[op] == m and plan.position[op] == at for at, op in enumerate(row))
        edges += list(pairwise(row))
    assert plan.length.sum() == n
    head, tail = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for _ in range(n):
        for a, b in edges:
            head[b] = max(head[b], head[a] + time[a])
            tail[a] = max(tail[a], tail[b] + time[b])
    assert (graph.head == head).all()
    assert (graph.tail == tail).all()
    assert makespan == (head + time + tail).max()


def test_reproducible_searches_are_the_same() -> None:
    limits = Limits(seconds=0.5, workers=2, seed=3, reproducible=True)
    problem = shop(random_jobs(5, 12))
    context = context_of(problem)
    one, two = (
        [
            found.state.op.tobytes()
            for found in sequencing.improve(context, plain(context), worst(context), 0.5, limits, Event())
        ]
        for _ in range(2)
    )
    assert one == two


def test_a_solve_of_a_plain_shop_is_proven_by_the_load_of_its_machines() -> None:
    """The only machine of all is busy from beginning to end."""
    jobs = [[{"a": 2 + j}, {"b": 1}, {"a": 3}] for j in range(4)]
    plan = solve(shop(jobs), Limits(seconds=5, workers=2, seed=1))
    assert (plan.levels[0].value, plan.levels[0].bound, plan.levels[0].bound_name) == (26, 26, "resource_load")


@pytest.mark.parametrize("seed", range(5))
def test_a_shop_with_calendars_or_other_rules_is_not_plain(seed: int) -> None:
    assert machine_shop.shop_of(context_of(random_shop(seed, 6))) is None


def test_a_resource_of_which_two_units_are_needed_is_no_set_of_machines() -> None:
    problem = shop([[{"a": 2}], [{"a": 3}]], capacity=2)
    assert machine_shop.shop_of(context_of(problem)) is not None
    operation = problem.operations[0]
    mode = operation.modes[0]
    both = mode.model_copy(update={"uses": (mode.uses[0].model_copy(update={"units": 2}),)})
    changed = operation.model_copy(update={"modes": (both,)})
    problem = problem.model_copy(update={"operations": (changed, *problem.operations[1:])})
    assert machine_shop.shop_of(context_of(problem)) is None
