"""The borders of the exact engine: hints, masks, limits, signals, quotes, and its claims when time runs
out."""

import threading

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.compile import network
from scheduler.compile.compiling import compile_problem
from scheduler.cpsat import model, rows, spans
from scheduler.cpsat.arrival import earliest_arrival
from scheduler.cpsat.case import Case
from scheduler.cpsat.horizon import appended, horizon
from scheduler.cpsat.measures import measures
from scheduler.cpsat.places import Place, Places, everything, places_of, rows_of
from scheduler.cpsat.run import Status
from scheduler.cpsat.solving import solve_exact
from scheduler.cpsat.timetable import Timetable
from scheduler.domain.goal import Goal
from scheduler.domain.problem import Problem, Settings
from scheduler.search import starts
from tests.builders import at, machine, operation, order, random_shop, shop
from tests.cpsat.engines import places
from tests.cpsat.hourly_rules import hourly_rules_shop
from tests.kernel.schedules import first_plans
from tests.seeds import seeds


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (rows.Operation, network.OPERATION),
        (rows.Mode, network.MODE),
        (rows.Use, network.USE),
        (rows.Resource, network.RESOURCE),
        (rows.SetUp, network.SET_UP),
        (rows.Block, network.BLOCK),
        (rows.Cap, network.CAP),
        (rows.Overtime, network.OVERTIME),
        (rows.Rate, network.RATE),
        (rows.Tie, network.TIE),
        (rows.Predecessor, network.PREDECESSOR),
        (rows.Successor, network.SUCCESSOR),
        (rows.Pin, network.PIN),
        (rows.Need, network.NEED),
        (rows.Source, network.SOURCE),
        (rows.Stock, network.STOCK),
        (rows.Supply, network.SUPPLY),
        (rows.Order, network.ORDER),
        (rows.Delivery, network.DELIVERY),
    ],
)
def test_rows_have_the_columns_of_the_compiled_tables(row: type, table: np.dtype[np.void]) -> None:
    assert row._fields == table.names  # type: ignore[attr-defined]


def test_every_goal_has_a_term() -> None:
    assert set(model.GOALS) == set(Goal) - {Goal.UNPLANNED}


def test_timetables_agree_with_a_list_of_minutes() -> None:
    """Windows [3, 7), [9, 10), [14, 20), minute by minute."""
    table = Timetable([(3, 7), (9, 10), (14, 20)])
    minutes = [*range(3, 7), 9, *range(14, 20)]
    for t in range(25):
        assert table.position(t) == sum(m < t for m in minutes)
        assert table.is_open(t) == (t in minutes)
        assert table.next_open(t) == min((m for m in minutes if m >= t), default=network.NEVER)
        assert table.last_open(t) == max((m for m in minutes if m <= t), default=-network.NEVER)
        for work in range(1, 8):
            runs = [m for m in minutes if all(m + i in minutes for i in range(work))]
            start = min((m for m in runs if m >= t), default=network.NEVER)
            end = start + work if start < network.NEVER else start
            assert table.fit(False, work, t) == (start, end)
            ends = {w: minutes[w + work - 1] + 1 for w in range(len(minutes) - work + 1)}
            latest = max((minutes[w] for w, end in ends.items() if end <= t), default=-network.NEVER)
            assert table.latest_start(True, work, t) == latest
            whole = max((m for m in runs if m + work <= t), default=-network.NEVER)
            assert table.latest_start(False, work, t) == whole
    for w, minute in enumerate(minutes):
        assert (table.start_of(w), table.end_of(w + 1)) == (minute, minute + 1)
    assert (table.start_of(11), table.end_of(12)) == (network.NEVER, network.NEVER)


def small_shop(seed: int) -> Problem:
    """Every second one is a tiny one with set-ups, ovens and the other rules of stations, sources and overtime."""
    return hourly_rules_shop(seed) if seed % 2 else random_shop(seed // 2, 4, faults=False)


@pytest.mark.parametrize("seed", seeds(10, of=24))
def test_the_hint_fits_the_model_variable_for_variable(seed: int) -> None:
    """With every variable fixed at its hint the model accepts rules' plans, at exactly the value of each
    goal."""
    context = starts.prepare(compile_problem(small_shop(seed)))
    shop_ = rows.shop_of(context.compiled)
    for found in first_plans(context)[::7]:
        places_ = rows_of(shop_, places(found.state))
        movable = frozenset(op for op, row in enumerate(shop_.ops) if row.state == network.FREE)
        case = Case(shop_, everything(shop_), movable, places_)
        first = spans.earliest(case)
        values, lower = measures(shop_, case.scope, places_), spans.lower_bounds(case, first)
        assert all(lower[goal] <= value for goal, value in values.items())
        last = max((place.end for place in places_), default=0)
        latest = spans.latest(case, min(horizon(case, spans.earliest(case)), last + 5000), {})
        for goal in model.GOALS:
            drawn = model.build(case, first, {op: max(end, places_[op].end) for op, end in latest.items()})
            assert drawn is not None
            model.minimise(drawn, goal)
            solver = cp_model.CpSolver()
            solver.parameters.fix_variables_to_their_hinted_value = True
            solver.parameters.num_workers = 1
            assert solver.solve(drawn.proto) == cp_model.OPTIMAL, (goal, found.method)
            assert solver.objective_value == values[goal]
            assert drawn.rows(solver.value) == places_


@pytest.mark.parametrize("seed", seeds(8, of=16))
def test_no_rules_plan_and_no_serial_plan_ends_after_the_horizon(seed: int) -> None:
    """Both start everything as early as its turn allows: the very plans the horizon is argued with."""
    context = starts.prepare(compile_problem(small_shop(seed)))
    shop_ = rows.shop_of(context.compiled)
    movable = frozenset(op for op, row in enumerate(shop_.ops) if row.state == network.FREE)
    for found in first_plans(context):
        case = Case(shop_, everything(shop_), movable, rows_of(shop_, places(found.state)))
        assert max((place.end for place in case.rows), default=0) <= horizon(case, spans.earliest(case))
    serial = appended(case, spans.earliest(case))
    assert serial is not None
    assert max((place.end for place in serial), default=0) <= horizon(case, spans.earliest(case))


def listed(found: Places) -> list[tuple[int, int, int]]:
    return list(zip(found.start.tolist(), found.end.tolist(), found.mode.tolist(), strict=True))


def contended(goals: tuple[Goal, ...] = (Goal.COST,)) -> Problem:
    """Weighted tardiness of eight jobs on one machine, by hand too long, for the solver a moment."""
    jobs = ((60, 3), (90, 5), (30, 1), (120, 2), (45, 4), (75, 2), (20, 1), (110, 6))
    return shop(
        orders=tuple(order(f"{chr(65 + i)}", hour="08:00", weight=w) for i, (_, w) in enumerate(jobs)),
        operations=tuple(operation(f"{chr(65 + i)}1", minutes=p) for i, (p, _) in enumerate(jobs)),
        settings=Settings(goals=goals),
    )


def smith(jobs: list[tuple[int, int]]) -> int:
    """Least weighted completion time on one machine: by weight over work (Smith 1956)."""
    t = total = 0
    for work, weight in sorted(jobs, key=lambda job: -job[1] / job[0]):
        t += work
        total += weight * t
    return total


OPTIMUM = smith([(60, 3), (90, 5), (30, 1), (120, 2), (45, 4), (75, 2), (20, 1), (110, 6)])


def prepared(problem: Problem) -> tuple[starts.Context, list[starts.Found]]:
    context = starts.prepare(compile_problem(problem))
    return context, sorted(first_plans(context), key=lambda found: found.levels.tolist())


def test_weighted_completion_is_smiths_rule_from_the_worst_hint_and_every_report_is_better() -> None:
    context, found = prepared(contended())
    reports: list[tuple[int, ...]] = []
    answer = solve_exact(
        context.compiled, places(found[-1].state), seconds=20, workers=2, seed=0, on_solution=reports.append
    )
    assert answer.status is Status.OPTIMAL
    assert answer.levels[0].value == answer.levels[0].bound == OPTIMUM
    assert reports == sorted(set(reports), reverse=True)
    assert reports[-1] == (OPTIMUM,)


def test_one_worker_and_deterministic_time_give_the_same_places_twice() -> None:
    context, found = prepared(contended((Goal.COST, Goal.FLOW_TIME)))
    hint = places(found[-1].state)
    answers = [solve_exact(context.compiled, hint, seconds=0.05, workers=2, seed=3, deterministic=True) for _ in "12"]
    assert answers[0].levels == answers[1].levels
    if answers[0].places is not None and answers[1].places is not None:
        assert listed(answers[0].places) == listed(answers[1].places)


def test_fixed_operations_stay_and_only_free_ones_move() -> None:
    """H stays where the hint has it although moving it would help."""
    context, found = prepared(contended())
    hint = places(found[-1].state)
    free = np.ones(len(hint.start), bool)
    free[7] = False
    answer = solve_exact(context.compiled, hint, seconds=20, workers=1, seed=0, free=free)
    assert answer.places is not None
    assert listed(answer.places)[7] == listed(hint)[7]
    assert answer.levels[0].value <= int(found[-1].levels[0])
    nothing = solve_exact(context.compiled, hint, seconds=5, workers=1, seed=0, free=np.zeros(8, bool))
    assert nothing.levels[0].value == int(found[-1].levels[0])


def test_other_goals_may_be_asked_for() -> None:
    context, found = prepared(contended())
    answer = solve_exact(context.compiled, places(found[0].state), seconds=5, workers=1, seed=0, goals=(Goal.MAKESPAN,))
    assert [(level.goal, level.value, level.bound) for level in answer.levels] == [(Goal.MAKESPAN, 550, 550)]


def test_a_stopped_run_claims_nothing_and_keeps_the_hints_levels() -> None:
    context, found = prepared(contended())
    stop = threading.Event()
    stop.set()
    answer = solve_exact(context.compiled, places(found[-1].state), seconds=60, workers=1, seed=0, stop=stop)
    assert answer.status is Status.UNKNOWN
    assert answer.places is None
    assert answer.levels[0].value == int(found[-1].levels[0])
    assert answer.levels[0].bound < answer.levels[0].value
    assert answer.seconds < 5


def test_a_running_search_stops_soon_after_the_signal() -> None:
    problem = random_shop(3, 25, faults=False)
    context, found = prepared(problem)
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    answer = solve_exact(context.compiled, places(found[0].state), seconds=60, workers=1, seed=0, stop=stop)
    assert answer.seconds < 10
    assert [level.value for level in answer.levels] <= found[0].levels.tolist()[1:]


def test_the_earliest_arrival_uses_a_gap_and_moves_nobody() -> None:
    """M1 is taken 09-10 and 11-12 (pins). A (60) fits at 08:00; with 61 minutes only behind: 12:00 to
    13:01."""

    def late(minutes: int) -> tuple[int, bool]:
        problem = shop(
            resources=(machine("M1"),),
            orders=(order("A", hour="12:00"), order("B"), order("C")),
            operations=(operation("A1", minutes=minutes), operation("B1"), operation("C1")),
        )
        context = starts.prepare(compile_problem(problem))
        clock = context.compiled.clock
        minute = {when: clock.minute(at(when)) for when in ("09:00", "11:00", "20:00")}
        modes = context.network.op["mode_first"].tolist()
        hint = places_of(
            [
                Place(minute["20:00"], minute["20:00"] + minutes, modes[0]),
                Place(minute["09:00"], minute["09:00"] + 60, modes[1]),
                Place(minute["11:00"], minute["11:00"] + 60, modes[2]),
            ]
        )
        free = np.array([True, False, False])
        found = earliest_arrival(context.compiled, hint, 0, free, seconds=5, workers=1, seed=0)
        assert found.places is not None
        assert listed(found.places)[1:] == listed(hint)[1:]
        assert found.bound == found.late
        return found.late, found.proven

    assert late(60) == (-180, True)
    assert late(61) == (61, True)
