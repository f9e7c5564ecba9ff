"""How a rule is laid over a factory: changed copies of its records."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks.factory.plant import AS_OF
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource

Rule = Callable[[Problem, random.Random], Problem]
Update = dict[str, object]
"""New values of some fields of a record; what a rule writes is validated once all rules are there."""


def resources(problem: Problem, change: Callable[[Resource], Update]) -> Problem:
    changed = tuple(r.model_copy(update=change(r)) for r in problem.resources)
    return problem.model_copy(update={"resources": changed})


def operations(problem: Problem, change: Callable[[Operation], Update]) -> Problem:
    changed = tuple(o.model_copy(update=change(o)) for o in problem.operations)
    return problem.model_copy(update={"operations": changed})


def modes(problem: Problem, change: Callable[[Operation, Mode], Update]) -> Problem:
    def changed(operation: Operation) -> Update:
        return {"modes": tuple(mode.model_copy(update=change(operation, mode)) for mode in operation.modes)}

    return operations(problem, changed)


def name(resource: Resource) -> str:
    """The section a resource stands for."""
    return resource.id.partition(".")[2]


def after(hours: int, days: int = 0) -> datetime:
    """So long after as-of, by the clock."""
    return AS_OF + timedelta(days=days, hours=hours)
