"""How the cost of compiling, the first kernel plan, all starts and verification grows with the number of operations.

Each instance runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import instances, publish, table

SIZES = ("factory-100-1", "factory-500-1", "factory-2000-1", "factory-10000-1", "factory-50000-1")

NOTES = """

*First plan*: one pass of the first priority rule, in the kernel, with warm machine code. *Plan + verify*: that
schedule as records with outcomes and causes, and the independent verifier over all of it. *After compile*: bounds,
first plan, plan and verification together. Instances are the public factories; nothing random runs here."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one)))
        return
    folder = instances(arguments.instances)
    rows = []
    for name in SIZES:
        path = next(folder.glob(f"{name}.json*"))
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(path)]
        rows.append(
            list(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout).values())
        )
        print(rows[-1], flush=True)
    head = (
        "operations", "read s", "compile s", "first plan ms", "six rules ms", "18 starts ms", "plan + verify s",
        "after compile s", "violations", "peak MB", "best rule", "best start",
    )  # fmt: skip
    publish("scale", "Cost by size", table(head, rows) + NOTES)


def measure(path: Path) -> dict[str, object]:
    """All times of one instance, kernels warm."""
    from scheduler.compile.compiling import compile_problem
    from scheduler.files.benchmark import read_instance
    from scheduler.search import grid, planning, starts
    from scheduler.search.bounds import critical_path_bounds
    from scheduler.search.warming import compile_kernels

    compile_kernels()
    clock = time.perf_counter
    begun = clock()
    problem = read_instance(path)
    read = clock()
    compiled = compile_problem(problem)
    compiled_at = clock()
    context = starts.prepare(compiled)
    bounds = critical_path_bounds(context, 0)
    prepared = clock()
    found = starts.starts(context, None)
    first = next(found)
    first_at = clock()
    stated = {goal: (bounds[goal], "critical_path") for goal in problem.settings.goals}
    draft = planning.draft(context, first.state, problem, stated, first.method, 0, ())
    plan = planning.verified(problem, draft)
    verified = clock()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    again = clock()
    rules = [first, *(next(found) for _ in range(5))]
    rules_at = clock()
    everything = [*rules, *found, *grid.explore(context, 1, None)]
    all_at = clock()
    return {
        "operations": len(compiled.operations),
        "read": round(read - begun, 2),
        "compile": round(compiled_at - read, 2),
        "first": round((first_at - prepared) * 1000, 1),
        "rules": round((first_at - prepared + rules_at - again) * 1000),
        "starts": round((first_at - prepared + all_at - again) * 1000),
        "plan and verify": round(verified - first_at, 2),
        "after compile": round(verified - compiled_at, 2),
        "violations": sum(check.violations for check in plan.checks),
        "peak": peak,
        "best rule": min(int(one.levels[0]) for one in rules),
        "best start": min(int(one.levels[0]) for one in everything),
    }


if __name__ == "__main__":
    main()
