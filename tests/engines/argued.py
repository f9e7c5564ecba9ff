"""Small shops whose optimum is argued by hand, and how both engines are held to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Operation
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import OperationId
from scheduler.domain.resource import Resource
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.verify import verify
from tests.builders import at, order, shop
from tests.cpsat.engines import plan_of, solved
from tests.verify.plans import keys

LATER = "01-20"
"""Due when nothing can be late."""

BY_END = Settings(goals=(Goal.UNPLANNED, Goal.BROKEN_PINS, Goal.MAKESPAN))
BY_COST = Settings(goals=(Goal.UNPLANNED, Goal.BROKEN_PINS, Goal.COST, Goal.MAKESPAN))


class Argued(NamedTuple):
    """A shop, its optimum, and where that is worth saying when operations start or end in every best plan."""

    problem: Problem
    best: tuple[int, ...]
    """Levels after the unplanned orders and the broken waits; there are none of these."""
    starts: Mapping[str, str] = MappingProxyType({})
    ends: Mapping[str, str] = MappingProxyType({})
    searched: bool = False
    """No rule of the kernel finds the best plan; search or CP-SAT does."""


def of(*operations: Operation, on: tuple[Resource, ...], settings: Settings = BY_END, **more: object) -> Problem:
    """A shop for these operations; their orders have all the time unless they are given."""
    names = dict.fromkeys(operation.order for operation in operations)
    orders = more.pop("orders", [order(name, LATER) for name in names])
    return shop(resources=on, orders=orders, operations=operations, settings=settings, **more)  # type: ignore[arg-type]


def planned(problem: Problem, seconds: float = 1.0) -> Plan:
    return solve(problem, Limits(seconds=seconds, workers=1))


def levels(plan: Plan) -> tuple[int, ...]:
    return tuple(level.value for level in plan.levels)


def check_the_plan(case: Argued) -> None:
    """`solve` finds the optimum, and its plan keeps every rule."""
    plan = planned(case.problem)
    assert levels(plan) == (0, 0, *case.best)
    assert verify(case.problem, plan) == []
    _check_times(case, plan)


def check_each_engine(case: Argued) -> None:
    """CP-SAT from the worst of the rules' plans, with proof; every rule's plan is at most as good as the optimum, and
    the best of them is it unless it has to be searched for."""
    found = solved(case.problem, worst=True)
    assert found.vector == (0, *case.best)
    assert all(level.value == level.bound for level in found.exact.levels)
    if found.exact.places is not None:  # else nothing was to improve
        _check_times(case, plan_of(found))
    assert (min(found.rules) > (0, *case.best)) if case.searched else (min(found.rules) == (0, *case.best))


def _check_times(case: Argued, plan: Plan) -> None:
    places = {assignment.operation: assignment for assignment in plan.assignments}
    assert {id_: places[OperationId(id_)].start for id_ in case.starts} == {k: at(v) for k, v in case.starts.items()}
    assert {id_: places[OperationId(id_)].end for id_ in case.ends} == {k: at(v) for k, v in case.ends.items()}


def says_of_the_plan(problem: Problem, stricter: Problem) -> set[str]:
    """What the verifier says of the plan for one shop where another one, a little stricter, is asked for."""
    plan = planned(problem)
    return keys(verify(stricter, plan.model_copy(update={"problem": stricter.content_hash()})))
