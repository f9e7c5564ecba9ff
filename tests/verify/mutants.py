"""Ways to spoil a plan or its problem by one thing; each keeps everything else as it was."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from scheduler.domain.plan import (
    Assignment,
    DeliveryOutcome,
    LevelResult,
    Outcome,
    Peg,
    Plan,
    ProposedPurchase,
)
from scheduler.domain.problem import Problem
from tests.builders import at

Field = object
Spoil = Callable[[Problem, Plan], tuple[Problem, Plan]]


class Mutant(NamedTuple):
    """What must be said, how to plant it, and inside which operations it lies (none: in the whole plan)."""

    key: str
    spoil: Spoil
    inside: tuple[str, ...] = ()


def job(id_: str, /, **changes: Field) -> Spoil:
    """Replaces fields of one assignment; moments are written like `at`."""

    def changed(assignment: Assignment) -> Assignment:
        return assignment.model_copy(update=changes) if assignment.operation == id_ else assignment

    return lambda problem, plan: (
        problem,
        plan.model_copy(update={"assignments": tuple(map(changed, plan.assignments))}),
    )


def retimed(operation: str, *segments: tuple[str, str]) -> Spoil:
    """Moves one assignment to other stretches of work."""

    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        assignment = next(item for item in plan.assignments if item.operation == operation)
        kind = type(assignment.segments[0])
        work = tuple(kind(start=at(start), end=at(end)) for start, end in segments)
        return job(operation, segments=work, start=work[0].start, end=work[-1].end)(problem, plan)

    return spoil


def used(operation: str, number: int = 0, **changes: Field) -> Spoil:
    """Replaces fields of one resource use of an assignment."""

    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        uses = list(next(item for item in plan.assignments if item.operation == operation).uses)
        uses[number] = uses[number].model_copy(update=changes)
        return job(operation, uses=tuple(uses))(problem, plan)

    return spoil


def without_job(operation: str) -> Spoil:
    return lambda problem, plan: (
        problem,
        plan.model_copy(
            update={"assignments": tuple(item for item in plan.assignments if item.operation != operation)}
        ),
    )


def with_copy(id_: str, /, **changes: Field) -> Spoil:
    """Adds a second assignment like the first one of an operation."""
    return lambda problem, plan: (
        problem,
        plan.model_copy(
            update={
                "assignments": (
                    *plan.assignments,
                    next(item for item in plan.assignments if item.operation == id_).model_copy(update=changes),
                )
            }
        ),
    )


def outcome(id_: str, /, **changes: Field) -> Spoil:
    def changed(item: Outcome) -> Outcome:
        return item.model_copy(update=changes) if item.order == id_ else item

    return lambda problem, plan: (
        problem,
        plan.model_copy(update={"outcomes": tuple(map(changed, plan.outcomes))}),
    )


def delivered(order: str, **changes: Field) -> Spoil:
    """Replaces fields of the first delivery of an order."""

    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        first, *rest = next(item for item in plan.outcomes if item.order == order).deliveries
        changed: DeliveryOutcome = first.model_copy(update=changes)
        return outcome(order, deliveries=(changed, *rest))(problem, plan)

    return spoil


def peg(number: int, **changes: Field) -> Spoil:
    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        pegs: list[Peg] = list(plan.pegs)
        pegs[number] = pegs[number].model_copy(update=changes)
        return problem, plan.model_copy(update={"pegs": tuple(pegs)})

    return spoil


def purchase(**changes: Field) -> Spoil:
    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        bought: tuple[ProposedPurchase, ...] = (
            plan.purchases[0].model_copy(update=changes),
            *plan.purchases[1:],
        )
        return problem, plan.model_copy(update={"purchases": bought})

    return spoil


def level(goal: str, **changes: Field) -> Spoil:
    def changed(item: LevelResult) -> LevelResult:
        return item.model_copy(update=changes) if item.goal.value == goal else item

    return lambda problem, plan: (
        problem,
        plan.model_copy(update={"levels": tuple(map(changed, plan.levels))}),
    )


def plan_field(**changes: Field) -> Spoil:
    return lambda problem, plan: (problem, plan.model_copy(update=changes))


def added(table: str, *records: Field) -> Spoil:
    """Appends rows to a table of the plan."""
    return lambda problem, plan: (problem, plan.model_copy(update={table: (*getattr(plan, table), *records)}))


def dropped(table: str) -> Spoil:
    """Empties a table of the plan."""
    return lambda problem, plan: (problem, plan.model_copy(update={table: ()}))


def problem_row(table: str, row_id: str, /, **changes: Field) -> Spoil:
    """Changes a row of the problem under the plan's feet; the plan names the changed problem."""

    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        rows = getattr(problem, table)
        changed = tuple(row.model_copy(update=changes) if row.id == row_id else row for row in rows)
        assert changed != rows
        other = problem.model_copy(update={table: changed})
        return other, plan.model_copy(update={"problem": other.content_hash()})

    return spoil


def problem_field(**changes: Field) -> Spoil:
    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        other = problem.model_copy(update=changes)
        return other, plan.model_copy(update={"problem": other.content_hash()})

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        for one in spoils:
            problem, plan = one(problem, plan)
        return problem, plan

    return spoil


def minutes_later(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)
