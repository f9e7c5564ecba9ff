"""From a problem to a verified plan: compile, start, improve, prove, explain, verify."""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from threading import Event

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.compile.materials import overdue
from scheduler.domain.goal import Goal
from scheduler.domain.measure import measure
from scheduler.domain.plan import LevelResult, Message, Plan, PlanStatus
from scheduler.domain.problem import Problem
from scheduler.kernel.objective import better
from scheduler.kernel.state import State
from scheduler.search import exact, result, starts
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.limits import Limits
from scheduler.search.outcomes import outcomes
from scheduler.search.progress import Listener, Phase, Progress, silent
from scheduler.search.starts import Context, Found, HorizonTooShortError
from scheduler.verify import Violation, findings

START_SHARE = 0.2
"""Share of the time limit after which no further start is tried once there is one."""


class UnverifiedPlanError(RuntimeError):
    """The verifier found violations in a plan of ours: a defect of this program, never of the input. The plan is not given out."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        first = "; ".join(str(violation.text) for violation in violations[:3])
        super().__init__(f"the plan failed its own check with {len(violations)} violations: {first}")


def solve(
    problem: Problem,
    limits: Limits | None = None,
    start: Plan | None = None,
    listener: Listener = silent,
    stop: Event | None = None,
) -> Plan:
    """The best verified plan found within the limits.

    Never worse, goal by goal, than any of the priority rules' plans that were tried. `start` is an earlier plan to begin from.
    Setting `stop` makes it return the best plan so far. Raises InputError (SharedDataError) when data shared by orders are
    faulty; faults inside one order are an outcome of that order.
    """
    run = _Run(limits or Limits(), listener, stop or Event())
    run.report(Phase.COMPILE)
    compiled = compile_problem(problem)
    while True:
        try:
            return _solve(run, problem, compiled, start)
        except HorizonTooShortError:
            compiled = with_longer_horizon(compiled, problem)


@dataclass
class _Run:
    """Time, reports and the best schedule of one call."""

    limits: Limits
    listener: Listener
    stop: Event
    begun: float = field(default_factory=time.perf_counter)
    goals: tuple[Goal, ...] = ()
    bound: dict[Goal, int] = field(default_factory=dict)
    best: Found | None = None
    notes: list[Message] = field(default_factory=list)
    unplanned: int = 0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def time_left(self, share: float = 1.0) -> bool:
        return not self.stop.is_set() and (self.limits.reproducible or self.seconds < share * self.limits.seconds)

    def offer(self, found: Found, phase: Phase) -> None:
        """Keeps a schedule if it beats the best one, and says so."""
        if self.best is None or better(found.levels, self.best.levels):
            self.best = found
            self.report(phase)

    def report(self, phase: Phase) -> None:
        best = {}
        if self.best is not None:
            best = {g: int(v) for g, v in zip(self.goals, self.best.levels, strict=True)}
            if Goal.UNPLANNED in best:
                best[Goal.UNPLANNED] = self.unplanned
        method = "" if self.best is None else self.best.method
        self.listener(
            Progress(phase=phase, seconds=round(self.seconds, 3), best=best, bound=self.bound, found_by=method)
        )


def _solve(run: _Run, problem: Problem, compiled: Compiled, start: Plan | None) -> Plan:
    context = starts.prepare(compiled)
    run.goals = compiled.problem.settings.goals
    run.unplanned = sum(max(1, o.weight) for o in compiled.problem.orders if o.id in compiled.not_plannable)
    bounds = critical_path_bounds(context, run.unplanned)
    run.bound = {goal: bounds[goal] for goal in run.goals}
    run.report(Phase.START)
    run.best = None
    for found in starts.starts(context, start):
        run.offer(found, Phase.START)
        if not run.time_left(START_SHARE):
            break
    assert run.best is not None
    bound_names = dict.fromkeys(run.goals, "critical_path")
    if run.time_left():
        proof = exact.improve_and_prove(context, run.best, _remaining(run), run.limits, run.stop, run.offer)
        run.notes += proof.notes
        for goal, value in proof.bounds.items():
            if value > run.bound[goal]:
                run.bound[goal] = value
                bound_names[goal] = "cp_sat"
    if run.stop.is_set():
        run.notes.append(Message(key="stopped_early"))
    return plan_of(context, run.best.state, problem, run, bound_names)


def _remaining(run: _Run) -> float:
    """Seconds left, with a little kept back for assembling and verifying."""
    return max(0.5, run.limits.seconds - run.seconds) if not run.limits.reproducible else run.limits.seconds


def plan_of(context: Context, state: State, problem: Problem, run: _Run, bound_names: dict[Goal, str]) -> Plan:
    """The verified plan of a finished schedule. Raises UnverifiedPlanError rather than give out a wrong one."""
    run.report(Phase.EXPLAIN)
    compiled = context.compiled
    at = result.WallClock(context)
    facts = result.pegs(context, state)
    pegs, purchases = result.peg_records(context, facts, at)
    draft = Plan.model_construct(
        schema_version=1,
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
        overdue_arrivals=overdue(problem),
        notes=tuple(run.notes),
        method="" if run.best is None else run.best.method,
        seed=run.limits.seed,
        checks=(),
        versions=_versions(),
    )
    values = measure(compiled.problem, draft)
    levels = tuple(
        LevelResult(goal=goal, value=value, bound=min(run.bound[goal], value), bound_name=bound_names[goal])
        for goal, value in values.items()
    )
    proven = all(level.proven for level in levels)
    status = PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE
    draft = draft.model_copy(update={"levels": levels, "status": status})
    run.report(Phase.VERIFY)
    found = findings(problem, draft)
    violations = [violation for one in found for violation in one.violations]
    if violations:
        raise UnverifiedPlanError(violations)
    plan = draft.model_copy(update={"checks": tuple(one.check() for one in found)})
    run.report(Phase.DONE)
    return plan


def _versions() -> dict[str, str]:
    names = ("ortools", "numba", "numpy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


Offer = Callable[[Found, Phase], None]
