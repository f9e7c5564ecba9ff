"""How the cost of compiling, the first kernel plan, all starts, an iteration and verification grows with size.

Each instance runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import plot
from benchmarks.check_solutions import read_instance as read_json
from benchmarks.report import RESULTS, instances, publish, table

SIZES = ("factory-100-1", "factory-500-1", "factory-2000-1", "factory-10000-1", "factory-50000-1")
TWICE = "factory-50000-1"
"""For 100,000 operations: its orders twice, in a plant of twice the stations."""

MOVES = 1000
MOVING_SECONDS = 3.0

NOTES = """

*First plan*: one pass of the first priority rule, in the kernel, with warm machine code. *Plan + verify*: that
schedule as records with outcomes and causes, and the independent verifier over all of it. *After compile*: bounds,
first plan, plan and verification together. *Moves a second*: of the annealing on one thread, a thousand between two
looks around; *an operation moved*: with twice an order's operations a move. *100,000*: every order of the largest
instance twice, in a plant of twice the stations. Instances are the
public factories; nothing random runs here but the moves.

![Microseconds an operation, by size](scale.svg)"""


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
    with tempfile.TemporaryDirectory() as made:
        largest = Path(made) / "twice.json"
        largest.write_text(json.dumps(doubled(dict(read_json(next(folder.glob(f"{TWICE}.json*")))))))
        for path in [*(next(folder.glob(f"{name}.json*")) for name in SIZES), largest]:
            command = [sys.executable, "-m", "benchmarks.scale", "--one", str(path)]
            rows.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
            print(rows[-1], flush=True)
    head = (
        "operations", "read s", "compile s", "first plan ms", "six rules ms", "all starts ms", "plan + verify s",
        "after compile s", "moves a second", "µs an operation moved", "violations", "peak MB", "best rule",
        "best start",
    )  # fmt: skip
    plot.write(panels(rows), "scale", RESULTS)
    publish("scale", "Cost by size", table(head, [list(row.values()) for row in rows]) + NOTES)


def doubled(instance: dict[str, Any]) -> dict[str, Any]:
    """Every order twice, and twice the stations: as loaded as before."""

    def again(operation: dict[str, Any]) -> dict[str, Any]:
        after = [f"{before}b" for before in operation["after"]]
        return operation | {"id": f"{operation['id']}b", "job": f"{operation['job']}b", "after": after}

    return instance | {
        "name": "factory-100000",
        "work_centres": [one | {"stations": 2 * one["stations"]} for one in instance["work_centres"]],
        "jobs": [*instance["jobs"], *(job | {"id": f"{job['id']}b"} for job in instance["jobs"])],
        "operations": [*instance["operations"], *map(again, instance["operations"])],
    }


def panels(rows: list[dict[str, Any]]) -> list[plot.Panel]:
    """Microseconds an operation: what is done once for a plan, and what the search repeats."""
    once = {"compile": ("compile", 1e6), "plan + verify": ("plan and verify", 1e6)}
    often = {"first plan": ("first", 1e3), "iteration": ("an operation moved", 0.0)}
    found = []
    for title, lines in (("Once: µs an operation", once), ("In the search: µs an operation", often)):
        points = {
            name: [
                (row["operations"], round(row[key] * factor / row["operations"] if factor else row[key], 2))
                for row in rows
            ]
            for name, (key, factor) in lines.items()
        }
        found.append(plot.Panel(title, rows[-1]["operations"], points, {}, "operations"))
    return found


def measure(path: Path) -> dict[str, object]:
    """All times of one instance, kernels warm."""
    import numpy as np

    from scheduler.compile.compiling import compile_problem
    from scheduler.files.benchmark import read_instance
    from scheduler.kernel import anneal
    from scheduler.search import grid, improve, planning, starts
    from scheduler.search.bounds import critical_path_bounds, order_floors
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
    net, state = context.network, min(everything, key=lambda one: tuple(one.levels)).state.copy()
    movable = improve._movable(context)
    value, floor = anneal.values(net, state, movable), order_floors(context)
    best, best_value = (state.op.copy(), state.source.copy()), float(value.sum())
    temperature = max(1e-4, float(np.maximum(0, value - floor).mean()) / 10)
    random, moves, moving = improve.generator(1, 0), 0, clock()
    while clock() - moving < MOVING_SECONDS:
        best_value = anneal.anneal(
            net, state, movable, value, floor, context.latest_end, context.weight,
            random, temperature, MOVES, *best, best_value,
        )  # fmt: skip
        moves += MOVES
    a_move = (clock() - moving) / moves
    per_move = improve.OPERATIONS_PER_MOVE * len(net.op) / len(net.order)
    return {
        "operations": len(compiled.operations),
        "read": round(read - begun, 2),
        "compile": round(compiled_at - read, 2),
        "first": round((first_at - prepared) * 1000, 1),
        "rules": round((first_at - prepared + rules_at - again) * 1000),
        "starts": round((first_at - prepared + all_at - again) * 1000),
        "plan and verify": round(verified - first_at, 2),
        "after compile": round(verified - compiled_at, 2),
        "moves": round(1 / a_move),
        "an operation moved": round(1e6 * a_move / per_move, 1),
        "violations": sum(check.violations for check in plan.checks),
        "peak": peak,
        "best rule": min(int(one.levels[0]) for one in rules),
        "best start": min(int(one.levels[0]) for one in everything),
    }


if __name__ == "__main__":
    main()
