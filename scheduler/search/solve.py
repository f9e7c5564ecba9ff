"""From a problem to a verified plan: compile, start, improve, prove, explain, verify."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Message, Plan
from scheduler.domain.problem import Problem
from scheduler.kernel.objective import better
from scheduler.kernel.project import Project
from scheduler.search import exact, grid, improve, machine_shop, planning, prices, project, sequencing, starts, windows
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.limits import Limits
from scheduler.search.machine_shop import Shop
from scheduler.search.progress import Listener, Phase, Progress, silent
from scheduler.search.starts import Context, Found, HorizonTooShortError
from scheduler.search.warming import ensure_compiled

RESERVED_PER_OPERATION = 2e-4
"""Seconds kept back for making records of the plan, explaining and verifying it: ten at 50,000 operations."""

IMPROVE_SHARE = 0.95
"""Share of the remaining time that improvement gets; the rest is for assembling and verifying."""

EXACT_START_SHARE = 0.05
"""The same where the exact engine follows: it only needs a good start."""

MACHINES_SHARE = 0.4
"""The same for a plain shop of machines that the exact engine looks at afterwards."""

PROJECT_SHARE = 0.6
"""The same for a plain project: CP-SAT gets the rest."""

PRICES_SHARE = 0.08
"""Share of the remaining time in which prices are looked for, where CP-SAT windows follow."""

PRICED_SHARE = 1.25
"""Hours have prices until so many times the end of the best plan so far."""

PRICED_OPERATIONS_PER_SECOND = 200_000
"""In reproducible mode a second of looking for prices stands for so many operations, whatever the machine does."""

ANNEALING_SHARE = 0.5
"""The same where CP-SAT windows follow: annealing soon gains little, and they begin where it stands."""

GRID_SHARE = 0.2
"""Share of the remaining time after which no further dispatching rules are tried; the first ones always are."""


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
    bound_names: dict[Goal, str] = field(default_factory=dict)
    best: Found | None = None
    notes: list[Message] = field(default_factory=list)
    unplanned: int = 0
    reserved: float = 0.0
    dispatching: str = ""
    """The dispatching rule that suited best: a plan's method says it, for the next plan to begin with."""

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def time_left(self, share: float = 1.0) -> bool:
        return not self.stop.is_set() and (self.limits.reproducible or self.seconds < share * self.limits.seconds)

    def reached_bound(self) -> bool:
        """Whether the best schedule can't be beaten, goal by goal."""
        return self.open_goal() is None

    def open_goal(self) -> Goal | None:
        """The first goal in which the best schedule may still be beaten."""
        assert self.best is not None
        values = zip(self.goals, self.best.levels, strict=True)
        return next((g for g, v in values if g is not Goal.UNPLANNED and int(v) > self.bound[g]), None)

    def prove(self, goal: Goal, value: int, name: str) -> None:
        """Takes a lower bound if it is better than what is known."""
        if value > self.bound[goal]:
            self.bound[goal] = value
            self.bound_names[goal] = name

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
    run.bound_names = dict.fromkeys(run.goals, "critical_path")
    run.reserved = RESERVED_PER_OPERATION * len(context.network.op)
    run.report(Phase.START)
    machines = machine_shop.shop_of(context)
    if machines is not None:
        run.prove(Goal.MAKESPAN, machine_shop.makespan_bound(machines), "resource_load")
    work = None if machines is not None else project.project_of(context)
    if work is not None:
        run.prove(Goal.MAKESPAN, project.makespan_bound(work), "resource_load")
    best = _start(run, context, start)
    small = exact.fits(context, work is not None and run.open_goal() is Goal.MAKESPAN)
    if run.open_goal() is Goal.MAKESPAN:
        best = _shorten(run, context, best, machines, work, small)
    if run.open_goal() is not Goal.MAKESPAN or (machines is None and work is None):
        best = _improve(run, context, best, small)
    if small and run.time_left() and not run.reached_bound():
        run.report(Phase.PROVE)
        proof = exact.improve_and_prove(context, best, _remaining(run), run.limits, run.stop)
        best = run.offer(proof.found, Phase.PROVE)
        run.notes += proof.notes
        for goal, value in proof.bounds.items():
            run.prove(goal, value, "cp_sat")
    if run.stop.is_set():
        run.notes.append(Message(key="stopped_early"))
    run.report(Phase.EXPLAIN)
    draft = planning.draft(
        context,
        best.state,
        problem,
        bounds={goal: (run.bound[goal], run.bound_names[goal]) for goal in run.goals},
        method=best.method if best.method == run.dispatching else f"{best.method}({run.dispatching})",
        seed=run.limits.seed,
        notes=run.notes,
    )
    run.report(Phase.VERIFY)
    plan = planning.verified(problem, draft)
    run.report(Phase.DONE)
    return plan


def _shorten(
    run: _Run, context: Context, best: Found, machines: Shop | None, work: Project | None, small: bool
) -> Found:
    """The makespan of a plain shop of machines or a plain project, by the search that suits it."""
    run.report(Phase.IMPROVE)
    shorter: Iterator[Found] = iter(())
    if machines is not None:
        seconds = _share(run, MACHINES_SHARE if small else IMPROVE_SHARE)
        shorter = sequencing.improve(context, machines, best, seconds, run.limits, run.stop)
    elif work is not None:
        shorter = project.improve(context, work, best, _share(run, PROJECT_SHARE), run.limits, run.stop)
    for found in shorter:
        best = run.offer(found, Phase.IMPROVE)
        if run.open_goal() is not Goal.MAKESPAN:
            break
    return best


def _improve(run: _Run, context: Context, best: Found, small: bool) -> Found:
    """Annealing, then windows; where these follow, prices before them, for a better bound."""
    windowed = not small and windows.fits(context)
    if windowed and Goal.COST in run.goals and run.time_left() and not run.reached_bound():
        _price(run, context, best)
    if run.time_left() and not run.reached_bound():
        run.report(Phase.IMPROVE)
        share = EXACT_START_SHARE if small else ANNEALING_SHARE if windowed else IMPROVE_SHARE
        for found in improve.improve(context, best, _share(run, share), run.limits, run.stop):
            best = run.offer(found, Phase.IMPROVE)
            if run.reached_bound():
                break
    if windowed and run.time_left() and not run.reached_bound():
        seconds = _share(run, IMPROVE_SHARE - ANNEALING_SHARE * run.limits.reproducible)
        for found in windows.improve(context, best, seconds, run.limits, run.stop, run.notes):
            best = run.offer(found, Phase.IMPROVE)
            if run.reached_bound():
                break
    return best


def _price(run: _Run, context: Context, best: Found) -> None:
    """A lower bound of the cost from prices of all resources."""
    levels = dict(zip(run.goals, best.levels.tolist(), strict=True))
    until = int(best.state.op["end"].max() * PRICED_SHARE)
    seconds = _share(run, PRICES_SHARE)
    iterations = None
    if run.limits.reproducible:
        iterations = max(20, int(seconds * PRICED_OPERATIONS_PER_SECOND / len(context.network.op)))
    for found in prices.lagrangian_bounds(
        context, levels[Goal.COST], seconds, run.stop, until=until, iterations=iterations
    ):
        run.prove(Goal.COST, found.bound, "prices")


def _start(run: _Run, context: Context, start: Plan | None) -> Found:
    """The best of all first schedules; the grid is cut short when time is."""
    best: Found | None = None
    run.best = None
    for found in starts.starts(context, start):
        best = run.offer(found, Phase.START)
    dispatched: Found | None = None
    until = run.seconds + GRID_SHARE * _remaining(run)
    for tried, found in enumerate(grid.explore(context, run.limits.workers, start), 1):
        best = run.offer(found, Phase.START)
        if dispatched is None or better(found.levels, dispatched.levels):
            dispatched = found
        late = not run.limits.reproducible and run.seconds > until
        if run.stop.is_set() or (late and tried >= len(grid.FIRST)):
            break
    run.dispatching = "" if dispatched is None else dispatched.method
    assert best is not None, "the priority rules always give a schedule"
    return best


def _share(run: _Run, share: float) -> float:
    return _remaining(run) * share


def _remaining(run: _Run) -> float:
    """Seconds left for searching."""
    if run.limits.reproducible:
        return run.limits.seconds
    return max(0.5, run.limits.seconds - run.reserved - run.seconds)
