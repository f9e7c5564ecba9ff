"""Exact answers: the whole model of a problem, solved goal by goal, with a bound that holds for every level.

What a bound means: no plan that is as good in all earlier goals has a smaller value in this one. If every
level's value equals its bound, the plan is optimal, and `Status.OPTIMAL` says exactly that.

Tentative orders never displace binding ones, so they are planned in a second phase around a fixed binding
plan. Which of several equally good binding plans suits them best is not searched for. A level's bound then
is that of the binding orders plus what the tentative ones cost in an empty shop: it holds for every plan of
that kind, and only values that reach it are called proven.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import FREE, NEVER
from scheduler.cpsat import model, spans
from scheduler.cpsat.case import Case
from scheduler.cpsat.deliveries import DAY
from scheduler.cpsat.horizon import appended, earlier_is_no_worse, horizon
from scheduler.cpsat.measures import measures
from scheduler.cpsat.places import Place, Places, Scope, everything, places_of, rows_of
from scheduler.cpsat.rows import Shop, shop_of
from scheduler.cpsat.run import Budget, Run, Status, run
from scheduler.cpsat.stations import costs_add_up
from scheduler.domain.goal import Goal

EXACT_OPERATIONS = 150
"""Above that many free operations the whole model is not tried."""

SHARE = 0.6
"""Of the time left, what one level or phase may take while others wait behind it."""

PAUSES = 40_000
"""Most literals for pauses that flow time may cost; beyond, its domains are cut and it is not called
proven."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Level:
    """One goal: the value of the places, and a bound for all plans as good in the goals before it."""

    goal: Goal
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.value == self.bound


@dataclass(frozen=True)
class Exact:
    """What the exact engine can say of a problem."""

    places: Places | None
    """The best places known, never worse than the hint; None if the solver itself found nothing."""
    levels: tuple[Level, ...]
    status: Status
    seconds: float
    notes: tuple[str, ...] = ()


Listener = Callable[[tuple[int, ...]], None]
"""Called from the solver's thread with the level values of each better plan."""


def solve_exact(
    compiled: Compiled,
    hint: Places,
    *,
    seconds: float,
    workers: int,
    seed: int,
    deterministic: bool = False,
    free: Mask | None = None,
    goals: Sequence[Goal] | None = None,
    on_solution: Listener | None = None,
    stop: threading.Event | None = None,
) -> Exact:
    """The best places of the free operations (None: all not reported), everything else fixed at the hint.

    `hint` must be a complete feasible schedule. Goals are those of the problem unless given; the unplanned
    orders are left out, because no place changes them. Seconds are the solver's deterministic ones with
    `deterministic`.
    """
    begun = time.perf_counter()
    shop = shop_of(compiled)
    wanted = [goal for goal in (goals or compiled.problem.settings.goals) if goal is not Goal.UNPLANNED]
    search = _Search(
        shop, wanted, Budget(seconds, workers, seed, deterministic, stop), rows_of(shop, hint), on_solution
    )
    movable = frozenset(op for op, row in enumerate(shop.ops) if row.state == FREE and (free is None or bool(free[op])))
    bounds = search.solve(movable)
    values = measures(shop, everything(shop), search.best)
    levels = tuple(Level(goal, values[goal], bounds[goal]) for goal in wanted)
    if all(level.proven for level in levels):
        status = Status.OPTIMAL
    elif search.infeasible:
        status = Status.CLAIMED_INFEASIBLE
    else:
        status = Status.FEASIBLE if search.found else Status.UNKNOWN
    places = places_of(search.best) if status in (Status.OPTIMAL, Status.FEASIBLE) else None
    return Exact(places, levels, status, time.perf_counter() - begun, tuple(search.notes))


@dataclass
class _Search:
    """The state of one exact run: the best rows, what is left of the budget, what happened."""

    shop: Shop
    goals: Sequence[Goal]
    budget: Budget
    best: list[Place]
    listener: Listener | None
    spent: float = 0.0
    found: bool = False
    infeasible: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        return max(0.0, self.budget.seconds - self.spent)

    def values(self, scope: Scope, rows: Sequence[Place]) -> dict[Goal, int]:
        return measures(self.shop, scope, rows)

    def solve(self, movable: frozenset[int]) -> dict[Goal, int]:
        """One phase, or binding orders before tentative ones. Returns the bounds."""
        whole, binding = everything(self.shop), _binding(self.shop)
        if not (movable - binding.ops and movable & binding.ops):
            self.best, bounds = self._phase(Case(self.shop, whole, movable, self.best), self.budget.seconds)
            return bounds
        self.notes.append("tentative_after_binding")
        alone, binding_alone = (
            _empty_shop(Case(self.shop, scope, movable & scope.ops, self.best)) for scope in (whole, binding)
        )
        case = Case(self.shop, binding, movable & binding.ops, self.best)
        rows, bounds = self._phase(case, SHARE * self.budget.seconds)
        joint = {g: _joint(g, bounds[g], alone[g], binding_alone[g]) for g in self.goals}
        if Goal.COST in joint and not costs_add_up(self.shop):
            joint[Goal.COST] = alone[Goal.COST]  # tentative work between two set-ups can make them cheaper
        case = Case(self.shop, whole, movable - binding.ops, rows)
        fitting = rows if rows == self.best else appended(case, spans.earliest(case))
        if fitting is not None:
            rows, _ = self._phase(Case(self.shop, whole, case.free, fitting), self.left)
            if not self._better(whole, self.best, rows):
                self.best = rows
                return joint
        # The hint stays. Later bounds hold for plans as good as `rows` in earlier goals: it need not be.
        self.notes.append("hint_kept")
        return {goal: joint[goal] if goal is self.goals[0] else alone[goal] for goal in self.goals}

    def _phase(self, case: Case, seconds: float) -> tuple[list[Place], dict[Goal, int]]:
        """Goal by goal, from feasible rows. Returns the best rows and the bounds of the case."""
        first = spans.earliest(case)
        lower = spans.lower_bounds(case, first)
        quiet = horizon(case, first)
        bounds = dict(lower)
        rows = list(case.rows)
        until = self.spent + min(seconds, self.left)
        reached: dict[Goal, int] = {}
        for index, goal in enumerate(self.goals):
            known = self.values(case.scope, rows)
            share = (until - self.spent) * (SHARE if index + 1 < len(self.goals) else 1.0)
            if known[goal] > lower[goal] and share > 0 and case.free and not self.budget.stopped:
                level = _Level(goal, tuple(self.goals[: index + 1]), {**reached, goal: known[goal]})
                current = Case(case.shop, case.scope, case.free, rows)
                result, complete = self._level(current, level, first, lower, quiet, share)
                if result.rows is not None:
                    self.found = True
                    if self._better(case.scope, result.rows, rows):
                        rows = result.rows
                if result.status is Status.CLAIMED_INFEASIBLE:
                    self.infeasible = True
                    self.notes.append(f"claimed_infeasible:{goal.value}")
                elif not complete:
                    self.notes.append(f"horizon_cut:{goal.value}")
                elif result.bound is not None:
                    bounds[goal] = max(bounds[goal], result.bound)
            reached[goal] = self.values(case.scope, rows)[goal]
        return rows, bounds

    def _better(self, scope: Scope, rows: Sequence[Place], than: Sequence[Place]) -> bool:
        mine, theirs = self.values(scope, rows), self.values(scope, than)
        return [mine[goal] for goal in self.goals] < [theirs[goal] for goal in self.goals]

    def _level(
        self,
        case: Case,
        level: "_Level",
        first: spans.Earliest,
        lower: Mapping[Goal, int],
        quiet: int,
        seconds: float,
    ) -> tuple[Run, bool]:
        """One solver call, and whether its limits keep an optimum."""
        limits = spans.order_limits(case, first, lower, level.reached)
        proven_quiet = earlier_is_no_worse(case, level.goals)
        latest, complete = _latest(case, first, limits, quiet, proven_quiet=proven_quiet)
        latest = {op: max(end, case.rows[op].end) for op, end in latest.items()}
        drawn = model.build(case, first, latest)
        if drawn is None:
            return Run(Status.CLAIMED_INFEASIBLE, None, None, 0.0), complete
        for goal in level.goals[:-1]:
            model.keep(drawn, goal, level.reached[goal])
        if Goal.BROKEN_PINS not in self.goals:  # nobody weighs them against anything: they are kept as far as is known
            model.keep(drawn, Goal.BROKEN_PINS, self.values(case.scope, case.rows)[Goal.BROKEN_PINS])
        model.minimise(drawn, level.goal)
        result = run(drawn, self.budget, seconds, self._reporter(case.scope))
        self.spent += result.spent
        return result, complete and not drawn.draft.variables.cut

    def _reporter(self, scope: Scope) -> Callable[[list[Place]], None] | None:
        listener = self.listener
        if listener is None or len(scope.ops) < len(self.shop.ops):
            return None
        best = [self.values(scope, self.best)]

        def report(rows: list[Place]) -> None:
            values = self.values(scope, rows)
            if [values[goal] for goal in self.goals] < [best[0][goal] for goal in self.goals]:
                best[0] = values
                listener(tuple(values[goal] for goal in self.goals))

        return report


@dataclass(frozen=True)
class _Level:
    """The goal to be made small now, behind those kept before it, and the values reached so far."""

    goal: Goal
    goals: tuple[Goal, ...]
    reached: dict[Goal, int]


def _empty_shop(case: Case) -> dict[Goal, int]:
    return spans.lower_bounds(case, spans.earliest(case))


def _joint(goal: Goal, binding: int, whole_alone: int, binding_alone: int) -> int:
    """Bound of both phases from that of the first; see the top of the file."""
    if goal is Goal.MAKESPAN:
        return max(binding, whole_alone)
    return binding + whole_alone - binding_alone


def _binding(shop: Shop) -> Scope:
    """Binding orders, and all operations they wait for: a pin may put a tentative operation before a
    binding one."""
    orders = frozenset(index for index, order in enumerate(shop.orders) if not order.tentative)
    ops = {op for index in orders for op in shop.order_ops(index)}
    for op in reversed(shop.topo):
        if op in ops:
            ops.update(edge.op for edge in shop.op_preds(op))
    return Scope(frozenset(ops), orders)


def _latest(
    case: Case, first: spans.Earliest, limits: dict[int, int], quiet: int, *, proven_quiet: bool
) -> tuple[dict[int, int], bool]:
    """Latest end of every free operation, and whether that keeps an optimum of the level.

    Where earlier is no worse, some optimum ends by the quiet minute. Flow time can be better much later, when calendars
    are kinder: there only what earlier goals allow is a limit.
    """
    end_of_tables = case.shop.network.cal.horizon
    if proven_quiet and quiet <= end_of_tables:
        return spans.latest(case, quiet, limits), True
    latest = spans.latest(case, NEVER, limits)
    complete = _limited(latest, end_of_tables)
    if complete and _pauses(case, first, latest) <= PAUSES:
        return latest, True
    # Nothing will be proven here: what is looked for lies where the known plan lies, or not much later.
    last = max((case.rows[op].end for op in case.free), default=0)
    cut = max(last, min(quiet, last + max(DAY, last // 4)))
    return spans.latest(case, min(cut, end_of_tables), limits), False


def _limited(latest: Mapping[int, int], until: int) -> bool:
    return all(end <= until for end in latest.values())


def _pauses(case: Case, first: spans.Earliest, latest: Mapping[int, int]) -> int:
    """Pauses inside the spans of all operations: about the number of literals of a model."""
    total = 0
    for op in case.free:
        for class_ in {case.shop.modes[mode].class_ for mode in case.usable_modes(op)}:
            line = case.shop.timetable(class_)
            total += 2 * len(line.inside(line.position(first.end[op]), line.position(latest[op])))
    return total
