"""From a problem to a verified plan: compile, start, improve, prove, explain, verify."""

import time
from dataclasses import dataclass, field
from threading import Event

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message, Plan
from scheduler.domain.problem import Problem
from scheduler.kernel.objective import better
from scheduler.search import exact, improve, planning, starts, windows
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.limits import Limits
from scheduler.search.progress import Listener, Phase, Progress, silent
from scheduler.search.starts import Context, Found, HorizonTooShortError
from scheduler.search.warming import ensure_compiled

IMPROVE_SHARE = 0.95
"""Share of the remaining time that improvement gets; the rest is for assembling and verifying."""

EXACT_START_SHARE = 0.05
"""The same where the exact engine follows: it only needs a good start."""

ANNEALING_SHARE = 0.3
"""The same where CP-SAT windows follow: annealing soon gains little, and they begin where it stands."""

GRID_SHARE = 0.3
"""Share of the time limit after which no further point of the dispatching grid is tried; the priority rules always
run."""


def solve(
    problem: Problem,
    limits: Limits | None = None,
    start: Plan | None = None,
    listener: Listener = silent,
    stop: Event | None = None,
) -> Plan:
    """The best verified plan found within the limits.

    Never worse, goal by goal, than any of the priority rules' plans that were tried. `start` is an earlier plan to
    begin from.
    Setting `stop` makes it return the best plan so far. Raises SharedDataError (an InputError) when
    data shared by orders are faulty; faults inside one order are an outcome of that order.
    """
    ensure_compiled()
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

    def reached_bound(self) -> bool:
        """Whether the best schedule can't be beaten, goal by goal."""
        assert self.best is not None
        return all(
            goal is Goal.UNPLANNED or int(value) <= self.bound[goal]
            for goal, value in zip(self.goals, self.best.levels, strict=True)
        )

    def offer(self, found: Found, phase: Phase) -> Found:
        """Keeps a schedule if it beats the best one, and says so. Returns the best."""
        if self.best is None or better(found.levels, self.best.levels):
            self.best = found
            self.report(phase)
        return self.best

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
    best = _start(run, context, start)
    bound_names = dict.fromkeys(run.goals, "critical_path")
    small = exact.fits(context)
    windowed = not small and windows.fits(context)
    if run.time_left() and not run.reached_bound():
        share = EXACT_START_SHARE if small else ANNEALING_SHARE if windowed else IMPROVE_SHARE
        for found in improve.improve(context, best, _remaining(run) * share, run.limits, run.stop):
            best = run.offer(found, Phase.IMPROVE)
            if run.reached_bound():
                break
    if windowed and run.time_left() and not run.reached_bound():
        seconds = _remaining(run) * (IMPROVE_SHARE - ANNEALING_SHARE * run.limits.reproducible)
        for found in windows.improve(context, best, seconds, run.limits, run.stop, run.notes):
            best = run.offer(found, Phase.IMPROVE)
            if run.reached_bound():
                break
    if small and run.time_left() and not run.reached_bound():
        run.report(Phase.PROVE)
        proof = exact.improve_and_prove(context, best, _remaining(run), run.limits, run.stop)
        best = run.offer(proof.found, Phase.PROVE)
        run.notes += proof.notes
        for goal, value in proof.bounds.items():
            if value > run.bound[goal]:
                run.bound[goal] = value
                bound_names[goal] = "cp_sat"
    if run.stop.is_set():
        run.notes.append(Message(key="stopped_early"))
    run.report(Phase.EXPLAIN)
    draft = planning.draft(
        context,
        best.state,
        problem,
        bounds={goal: (run.bound[goal], bound_names[goal]) for goal in run.goals},
        method=best.method,
        seed=run.limits.seed,
        notes=run.notes,
    )
    run.report(Phase.VERIFY)
    plan = planning.verified(problem, draft)
    run.report(Phase.DONE)
    return plan


def _start(run: _Run, context: Context, start: Plan | None) -> Found:
    """The best of all first schedules; the grid is cut short when time is."""
    best: Found | None = None
    run.best = None
    for found in starts.starts(context, start):
        best = run.offer(found, Phase.START)
        if found.is_grid and not run.time_left(GRID_SHARE):
            break
    assert best is not None, "the priority rules always give a schedule"
    return best


def _remaining(run: _Run) -> float:
    """Seconds left, with a little kept back for assembling and verifying."""
    return max(0.5, run.limits.seconds - run.seconds) if not run.limits.reproducible else run.limits.seconds
