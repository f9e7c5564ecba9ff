"""Solves an instance of either form with our engine, in a process of its own, so that its peak memory is its own.

`python -m benchmarks.beside.our_program INSTANCE SOLUTIONS SECONDS WORKERS SEED` writes the solution into the folder
SOLUTIONS and prints a `Report` as JSON. Machine code is loaded before the clock starts, as in a running service.
"""

import json
import resource
import sys
from pathlib import Path
from typing import TypedDict

from scheduler.commands.benchmark import Run, run_instance, warm
from scheduler.compile.compiling import compile_problem
from scheduler.domain.errors import InputError
from scheduler.files.benchmark import read_instance
from scheduler.search.limits import Limits


class Report(TypedDict, total=False):
    """What one run says of itself; `refused` alone if the instance can't be read."""

    refused: str
    operations: int
    objective: int
    bound: int
    bound_name: str
    status: str
    method: str
    seconds: float
    best_rule: int
    peak_mb: int
    curve: list[tuple[float, int, str]]
    """(seconds, value, found by) of every improvement, the first plan first."""


def main() -> None:
    instance, solutions = Path(sys.argv[1]), Path(sys.argv[2])
    limits = Limits(seconds=float(sys.argv[3]), workers=int(sys.argv[4]), seed=int(sys.argv[5]))
    warm()
    try:
        run = run_instance(instance, limits, solutions)
    except InputError as error:
        json.dump(Report(refused=str(error)), sys.stdout)
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    json.dump(_report(run, best_rule(instance), peak), sys.stdout)


def best_rule(instance: Path) -> int:
    """The value of the best plan that any priority rule alone makes in one pass."""
    from benchmarks.full_features import prepared
    from scheduler.kernel import objective
    from scheduler.search import starts

    problem = read_instance(instance)
    _, context, _ = prepared(compile_problem(problem), problem)
    plans = (starts.generate(context, keys) for keys in starts.rule_keys(context).values())
    return min(int(objective.levels(context.network, plan)[0]) for plan in plans)


def _report(run: Run, rule: int, peak: int) -> Report:
    return Report(
        operations=run.operations,
        objective=run.level.value,
        bound=run.level.bound,
        bound_name=run.level.bound_name,
        status=run.plan.status.value,
        method=run.plan.method,
        seconds=run.seconds,
        best_rule=rule,
        peak_mb=peak,
        curve=[(one.seconds, one.value, one.found_by) for one in run.improvements],
    )


if __name__ == "__main__":
    main()
