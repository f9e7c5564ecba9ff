"""The whole model as a table of contents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.cpsat.case import Case
from scheduler.cpsat.constraints.capacity import capacity
from scheduler.cpsat.constraints.overtime import overtime
from scheduler.cpsat.constraints.precedence import precedence
from scheduler.cpsat.constraints.stations import stations
from scheduler.cpsat.constraints.stock import stock
from scheduler.cpsat.constraints.ties import ties
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.broken_pins import broken_pins
from scheduler.cpsat.goals.cost import cost
from scheduler.cpsat.goals.disturbance import disturbance
from scheduler.cpsat.goals.flow_time import flow_time
from scheduler.cpsat.goals.makespan import makespan
from scheduler.cpsat.goals.untradeable import untradeable_lateness
from scheduler.cpsat.operations import Operations
from scheduler.cpsat.places import Place
from scheduler.cpsat.spans import Earliest
from scheduler.cpsat.variables import Expression, Read, Variables
from scheduler.domain.goal import Goal

CONSTRAINTS: tuple[Callable[[Draft], None], ...] = (precedence, capacity, stations, ties, stock, overtime)
"""Modes and their windows, calendars, releases and hard pins are in the domains of the variables."""

GOALS: Mapping[Goal, Callable[[Draft], Expression]] = {
    Goal.BROKEN_PINS: broken_pins,
    Goal.UNTRADEABLE_LATENESS: untradeable_lateness,
    Goal.COST: cost,
    Goal.DISTURBANCE: disturbance,
    Goal.FLOW_TIME: flow_time,
    Goal.MAKESPAN: makespan,
}
"""Every goal but the unplanned orders: those are set aside before anything is compiled."""


@dataclass(frozen=True)
class Model:
    """A model ready to be solved."""

    draft: Draft

    @property
    def proto(self) -> cp_model.CpModel:
        return self.draft.variables.model

    def rows(self, read: Read) -> list[Place]:
        """Places of all operations in a solution; fixed ones stay."""
        case = self.draft.case
        return [
            self.draft.operations.read(op, read) if op in case.free else place for op, place in enumerate(case.rows)
        ]


def build(case: Case, first: Earliest, latest: dict[int, int]) -> Model | None:
    """All constraints of a case, without a goal; None if some operation fits nowhere between its limits."""
    variables = Variables()
    operations = Operations(case, first, latest, variables)
    if operations.placeless:
        return None
    draft = Draft(case, variables, operations)
    for constrain in CONSTRAINTS:
        constrain(draft)
    return Model(draft)


def keep(model: Model, goal: Goal, value: int) -> None:
    """A level once reached is never traded."""
    model.draft.variables.require(GOALS[goal](model.draft) <= value)


def minimise(model: Model, goal: Goal) -> None:
    """Makes a goal the objective."""
    model.proto.minimize(GOALS[goal](model.draft))
