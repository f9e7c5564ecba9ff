"""Factories that use every rule at once: compiling, the first kernel plan, all starts and verification, by size."""

import argparse
import time
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple, TypeVar

from benchmarks.factory import build
from benchmarks.report import publish, table
from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.domain.problem import Problem
from scheduler.kernel.objective import better
from scheduler.search import grid as dispatching
from scheduler.search import planning, starts
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.starts import Context, Found, HorizonTooShortError
from scheduler.search.warming import compile_kernels

TARGETS = {500: 0.1, 2_000: 0.3, 10_000: 1.0}
"""Seconds for a kernel plan."""

RULES = 6
"""The first starts are one pass of a priority rule each; all others are dispatched."""

NOTES = """

All times are processor seconds of the one thread that works: what a clock shows on an idle machine. The kernel's
machine code is warm. *Kernel plan*: the shared tables (empty-shop bounds) and one pass of the first priority rule,
which is a complete schedule that keeps every rule; *µs an operation* is that pass alone. *All starts*: every rule and
every point of the dispatching grid, as `solve` does them when time allows. *Plan*: the schedule as records, with
outcomes and causes. *Verify*: the independent verifier over all of it. **Every start's plan was verified**, not only
the best. What the rules cost one by one, and where, is in `primitive_cost.md`; the factories are `benchmarks/factory`.
"""

T = TypeVar("T")


class Measured(NamedTuple):
    """One factory; times in processor seconds."""

    asked: int
    orders: int
    operations: int
    modes: int
    compiling: float
    tables: float
    first: float
    rules: float
    grid: float
    points: int
    plan: float
    verify: float
    checked: int
    verified: int
    violations: int
    late: int
    best_rule: int
    best: int

    def row(self) -> list[object]:
        kernel, target = self.tables + self.first, TARGETS.get(self.asked)
        return [
            f"{self.operations:,}",
            self.orders,
            f"{self.modes:,}",
            f"{self.compiling:.2f}",
            f"**{kernel:.3f}**",
            "" if target is None else f"{target:g} ({'kept' if kernel <= target else f'× {kernel / target:.1f}'})",
            f"{self.first / self.operations * 1e6:.1f}",
            f"{self.rules:.2f}",
            f"{self.rules + self.grid:.1f} ({RULES + self.points})",
            f"{self.plan:.2f}",
            f"{self.verify:.2f}",
            f"{self.checked:,}",
            f"{self.violations} in {self.verified}",
            self.late,
            f"{self.best_rule:,}",
            f"{self.best:,}",
        ]


HEAD = (
    "operations", "orders", "modes", "compile s", "kernel plan s", "target s", "µs an operation", "six rules s",
    "all starts s", "plan s", "verify s", "things checked", "violations in plans", "orders late", "best rule's cost",
    "best start's cost",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="limit of the dispatching grid for each size")
    arguments = parser.parse_args()
    compile_kernels()
    measure(100, arguments.seed, 1)  # first calls load machine code
    rows = []
    for size in arguments.sizes:
        rows.append(measure(size, arguments.seed, arguments.seconds).row())
        print(*rows[-1], sep=" | ", flush=True)
    publish("full_features", "Every rule at once, by size", f"{table(HEAD, rows)}\n\nSeed {arguments.seed}.{NOTES}")


def measure(size: int, seed: int, seconds: float) -> Measured:
    """Plans one factory from every start and verifies each plan."""
    problem = build(size, seed)
    compiled, compiling = timed(lambda: compile_problem(problem))
    compiled, context, tables = prepared(compiled, problem)
    keys = starts.rule_keys(context)["operation_due_date"]
    first = min(timed(lambda: starts.generate(context, keys))[1] for _ in range(3))
    found, rules, grid = all_starts(context, seconds)
    bounds = {goal: (value, "critical_path") for goal, value in critical_path_bounds(context, 0).items()}
    best_rule, best = (_best(chosen) for chosen in (found[:RULES], found))
    verified = violations = late = checked = 0
    plan_seconds = verify_seconds = 0.0
    for one in found:
        draft, spent = timed(
            lambda one=one: planning.draft(context, one.state, problem, bounds, one.method, seed, ())  # type: ignore[misc]
        )
        plan_seconds += spent
        try:
            plan, spent = timed(lambda draft=draft: planning.verified(problem, draft))  # type: ignore[misc]
            verified, verify_seconds = verified + 1, verify_seconds + spent
            checked = sum(check.checked for check in plan.checks)
        except planning.UnverifiedPlanError as error:
            violations += len(error.violations)
            print(f"{size}, {one.method}: {error}", flush=True)
        if one is best:
            late = sum((outcome.late_minutes or 0) > 0 for outcome in draft.outcomes)
    return Measured(
        asked=size,
        orders=len(compiled.orders),
        operations=len(compiled.operations),
        modes=len(compiled.modes),
        compiling=compiling,
        tables=tables,
        first=first,
        rules=rules,
        grid=grid,
        points=len(found) - RULES,
        plan=plan_seconds / len(found),
        verify=verify_seconds / max(1, verified),
        checked=checked,
        verified=len(found),
        violations=violations,
        late=late,
        best_rule=int(best_rule.levels[-1]),
        best=int(best.levels[-1]),
    )


def prepared(compiled: Compiled, problem: Problem) -> tuple[Compiled, Context, float]:
    """The shared tables, on a horizon in which a rule's plan fits, and the seconds of the last try."""
    while True:
        try:
            context, spent = timed(lambda compiled=compiled: starts.prepare(compiled))  # type: ignore[misc]
            starts.generate(context, starts.rule_keys(context)["operation_due_date"])
            return compiled, context, spent
        except HorizonTooShortError:
            compiled = with_longer_horizon(compiled, problem)


def all_starts(context: Context, seconds: float) -> tuple[list[Found], float, float]:
    """Every start, the seconds of the rules and those of the grid, which is cut off behind its limit."""
    found: list[Found] = []
    rules = grid = 0.0
    left = chain(starts.starts(context, None), dispatching.explore(context, 1, None))
    while grid < seconds:
        one, spent = timed(lambda: next(left, None))
        if one is None:
            break
        found.append(one)
        rules, grid = rules + spent * (not one.is_grid), grid + spent * one.is_grid
    return found, rules, grid


def _best(found: list[Found]) -> Found:
    best = found[0]
    for one in found[1:]:
        if better(one.levels, best.levels):
            best = one
    return best


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What some work gives, and the processor seconds it took."""
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


if __name__ == "__main__":
    main()
