"""Stored documents as records again. They never change, so a few stay in memory."""

from collections import OrderedDict
from threading import Lock

from api.store.blobs import unpacked
from api.store.tables import PlanRow, ProblemRow
from scheduler.domain.decompose import decomposed
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.schema import load_plan, load_problem
from scheduler.texts import Names

KEPT = 8


class Documents:
    """The last few problems and plans that were read, by id."""

    def __init__(self) -> None:
        self._problems: OrderedDict[str, tuple[Problem, Names]] = OrderedDict()
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._lock = Lock()

    def problem(self, row: ProblemRow) -> Problem:
        """The problem with its orders decomposed into operations."""
        return self._problem(row)[0]

    def names(self, row: ProblemRow) -> Names:
        """What the plant calls the things of this problem."""
        return self._problem(row)[1]

    def _problem(self, row: ProblemRow) -> tuple[Problem, Names]:
        with self._lock:
            if (found := self._problems.get(row.id)) is None:
                problem = decomposed(load_problem(unpacked(row.document), f"problem {row.id}"))
                found = self._problems[row.id] = (problem, Names(problem))
                if len(self._problems) > KEPT:
                    self._problems.popitem(last=False)
            else:
                self._problems.move_to_end(row.id)
            return found

    def plan(self, row: PlanRow) -> Plan:
        with self._lock:
            if (found := self._plans.get(row.id)) is None:
                found = self._plans[row.id] = load_plan(unpacked(row.document), f"plan {row.id}")
                if len(self._plans) > KEPT:
                    self._plans.popitem(last=False)
            else:
                self._plans.move_to_end(row.id)
            return found
