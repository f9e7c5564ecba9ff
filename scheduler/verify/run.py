"""Runs every rule over a plan."""

from collections.abc import Collection

from scheduler.domain.plan import Check, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case
from scheduler.verify.registry import RULES
from scheduler.verify.violation import Findings, Violation


def verify(problem: Problem, plan: Plan, changed: Collection[OperationId] | None = None) -> list[Violation]:
    """Everything that is wrong with a plan for a problem; an empty list means the plan may leave.

    With `changed`, only what those operations touch is checked: themselves, their resources, their orders,
    and the goals. Never
    raises on a corrupt plan: what it names and nobody knows is a violation.
    """
    return [violation for found in findings(problem, plan, changed) for violation in found.violations]


def checks(problem: Problem, plan: Plan) -> tuple[Check, ...]:
    """How many things each rule looked at and how many violations it found, for the plan to carry."""
    return tuple(found.check() for found in findings(problem, plan))


def findings(problem: Problem, plan: Plan, changed: Collection[OperationId] | None = None) -> list[Findings]:
    """The findings of every rule, in the order of `RULES`."""
    case = Case(problem, plan, changed)
    found = [Findings(name) for name in RULES]
    for one, rule in zip(found, RULES.values(), strict=True):
        rule(case, one)
    return found
