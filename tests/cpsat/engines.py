"""Helpers of the engine tests: the rules' plans, the exact answer, and what the kernel says about its
places."""

from datetime import datetime
from typing import NamedTuple

import numpy as np

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.places import Places
from scheduler.cpsat.run import Status
from scheduler.cpsat.solving import Exact, solve_exact
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Assignment, Plan
from scheduler.domain.problem import Problem
from scheduler.kernel import objective, place, station
from scheduler.kernel.state import State
from scheduler.search import planning, starts
from tests.kernel.schedules import first_plans


class Solved(NamedTuple):
    """A problem with the best plan of all rules and the exact engine's answer to it."""

    problem: Problem
    context: starts.Context
    rules: list[tuple[int, ...]]
    """Levels of every rule's plan, the unplanned orders left out."""
    exact: Exact

    @property
    def compiled(self) -> Compiled:
        return self.context.compiled

    @property
    def values(self) -> dict[Goal, int]:
        return {level.goal: level.value for level in self.exact.levels}

    @property
    def vector(self) -> tuple[int, ...]:
        return tuple(level.value for level in self.exact.levels)


def places(state: State) -> Places:
    return Places(state.op["start"].copy(), state.op["end"].copy(), state.op["mode"].copy(), state.source.copy())


def levels(context: starts.Context, state: State) -> tuple[int, ...]:
    """The kernel's levels without the unplanned orders."""
    goals = context.compiled.problem.settings.goals
    values = objective.levels(context.network, state).tolist()
    return tuple(value for goal, value in zip(goals, values, strict=True) if goal is not Goal.UNPLANNED)


def solved(problem: Problem, seconds: float = 5.0, *, workers: int = 1, worst: bool = False) -> Solved:
    """The exact answer, started from the best (or worst) rule's plan."""
    context = starts.prepare(compile_problem(problem))
    found = sorted(
        ((levels(context, start.state), start.state) for start in first_plans(context)),
        key=lambda entry: entry[0],
    )
    hint = places(found[-1 if worst else 0][1])
    exact = solve_exact(context.compiled, hint, seconds=seconds, workers=workers, seed=1)
    return Solved(problem, context, [entry[0] for entry in found], exact)


def state_of(context: starts.Context, exact: Places) -> State:
    """A kernel state with every operation put where it is said to be; what takes room is checked."""
    net = context.network
    state = starts.empty_state(context, 64)
    for op in np.argsort(exact.start, kind="stable").tolist():
        where = int(exact.mode[op]), int(exact.start[op]), int(exact.end[op])
        assert place.put_back(net, state, op, *where, exact.source) == place.PLACED
    for steps, limit in ((state.profile, net.res["units"]), (state.stocks, None)):
        for row, (first, count) in enumerate(zip(steps.ptr.tolist(), steps.size.tolist(), strict=False)):
            level = steps.point["level"][first : first + count]
            assert (level <= limit[row]).all() if limit is not None else (level >= 0).all()
    for r in np.flatnonzero(net.res["station"]).tolist():
        assert station.is_sound(net, state.stations, r)
        first = int(state.stations.ptr[r])
        done = state.stations.point[first : first + int(state.stations.size[r])]
        assert (done["end"][:-1] <= done["start"][1:]).all()
        most = int(net.res[r]["most_load"])
        assert not most or (done["load"] <= most).all()
    assert (state.cap_used <= net.cap["most"]).all()
    return state


def plan_of(found: Solved) -> Plan:
    """The exact places as a verified plan. Raises UnverifiedPlanError if a rule of the shop is broken."""
    assert found.exact.places is not None
    state = state_of(found.context, found.exact.places)
    bounds = dict.fromkeys(found.problem.settings.goals, (0, "none"))
    draft = planning.draft(found.context, state, found.problem, bounds, "exact", 0, ())
    return planning.verified(found.problem, draft)


def assignment(plan: Plan, operation: str) -> Assignment:
    return next(entry for entry in plan.assignments if entry.operation == operation)


def proven(problem: Problem) -> Solved:
    """The exact answer, every level proven, verified wall clock and all."""
    found = solved(problem)
    assert found.exact.status is Status.OPTIMAL, found.exact
    plan_of(found)
    return found


def times(found: Solved, operation_id: str) -> tuple[datetime, datetime]:
    entry = assignment(plan_of(found), operation_id)
    return entry.start, entry.end
