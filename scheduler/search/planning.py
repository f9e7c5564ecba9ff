"""The last steps of every search: a finished schedule becomes a plan with its meaning, and is verified before anyone
sees it."""

import platform
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.metadata import version

from scheduler.compile.materials import overdue
from scheduler.domain.garbage import no_garbage_collection
from scheduler.domain.goal import Goal
from scheduler.domain.measure import measure
from scheduler.domain.plan import LevelResult, Message, Plan, PlanStatus
from scheduler.domain.problem import SCHEMA_VERSION, Problem
from scheduler.domain.record import OperationId
from scheduler.kernel.state import State
from scheduler.search import result
from scheduler.search.outcomes import outcomes
from scheduler.search.starts import Context
from scheduler.verify import Violation, findings


class UnverifiedPlanError(RuntimeError):
    """The verifier found violations in a plan of ours: a defect of this program, never of the input. The plan is not
    given out."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        first = "; ".join(violation.text for violation in violations[:3])
        super().__init__(f"the plan failed its own check with {len(violations)} violations: {first}")


@no_garbage_collection()
def draft(
    context: Context,
    state: State,
    problem: Problem,
    bounds: Mapping[Goal, tuple[int, str]],
    method: str,
    seed: int,
    notes: Sequence[Message],
) -> Plan:
    """A plan that has not been verified. `problem` is the one that was asked about, before decomposition."""
    compiled = context.compiled
    at = result.WallClock(context)
    facts = result.pegs(context, state)
    pegs, purchases = result.peg_records(context, facts, at)
    # Not validated, which would take seconds for large plans: `verified` checks what it says, against the problem.
    plan = Plan.model_construct(
        schema_version=SCHEMA_VERSION,
        problem=problem.content_hash(),
        as_of=problem.as_of,
        status=PlanStatus.FEASIBLE,
        levels=(),
        assignments=result.assignments(context, state, at),
        pegs=pegs,
        purchases=purchases,
        outcomes=outcomes(context, state, facts, at),
        not_loaded=compiled.not_loaded,
        broken_pins=result.broken_pins(context, state),
        broken_waits=result.broken_waits(context, state),
        overdue_arrivals=overdue(problem),
        overtime=result.overtime_uses(context, state, at),
        missing_parts=result.missing_parts(context, state, facts, at),
        notes=tuple(notes),
        method=method,
        seed=seed,
        checks=(),
        versions=_versions(),
    )
    levels = tuple(
        LevelResult(goal=goal, value=value, bound=min(bounds[goal][0], value), bound_name=bounds[goal][1])
        for goal, value in measure(compiled.problem, plan).items()
    )
    proven = all(level.proven for level in levels)
    return plan.model_copy(update={"levels": levels, "status": PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE})


@no_garbage_collection()
def verified(problem: Problem, plan: Plan, changed: Collection[OperationId] | None = None) -> Plan:
    """The plan with the certificate of its checks. Raises UnverifiedPlanError rather than let a wrong plan leave."""
    found = findings(problem, plan, changed)
    violations = [violation for one in found for violation in one.violations]
    if violations:
        raise UnverifiedPlanError(violations)
    return plan.model_copy(update={"checks": tuple(one.check() for one in found)})


@cache
def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in ("ortools", "numba", "numpy")}}
