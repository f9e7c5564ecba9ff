"""What each rule of the shop costs for one placement: the same factory with none, with each alone, with all."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.factory import EVERY_RULE, build, rules_of
from benchmarks.factory.calls import UNCOMPILED
from benchmarks.report import ROOT, publish, table
from scheduler.compile.compiling import compile_problem
from scheduler.kernel import anneal
from scheduler.search import improve, starts
from scheduler.search.bounds import order_floors
from scheduler.search.starts import Context
from scheduler.search.warming import compile_kernels

NONE, ALL = "none", "all"
MOVES = 20
EXPENSIVE = 1.5
"""From this ratio on the table says which functions are called more often."""

NOTES = """

Microseconds of processor time for one placement, and the ratio to the same factory without any rule. *Generate*: one
pass by due dates, with the *empty state* that it begins with. *Dispatch*: one ATC simulation. *Anneal*: ruin and
recreate on one thread; its ratio compares operations put back in a second, because some rules change how many
operations an order has. Best of {rounds} rounds, in each of which every factory has its turn.

Some rules change the factory itself, which is a part of what they cost. *Modes* are the ways to do an operation
({none:.2f} without any rule): every one is tried at every placement. `same_station`, `set_ups` and `ovens` tell the
stations of a pool apart, `overtime` adds a way with overtime for every way, `efficiency` one for every period, `skills`
one for every group.

*Called more often*: calls of compiled functions for one placement, against the factory without rules, counted in
uncompiled code on {counted} operations (`benchmarks/factory/calls.py`); named where generating or dispatching takes
{expensive} times as long or more."""


@dataclass
class Cost:
    """The best measurements of one factory."""

    rule: str
    context: Context
    empty: float = float("inf")
    generate: float = float("inf")
    dispatch: float = float("inf")
    moves: float = 0.0

    @property
    def operations(self) -> int:
        return len(self.context.compiled.operations)

    @property
    def modes(self) -> float:
        return len(self.context.compiled.modes) / self.operations

    def order_size(self) -> float:
        net = self.context.network
        sizes: float = (net.order["op_end"] - net.order["op_first"])[improve._movable(self.context)].mean()
        return sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.5, help="of annealing, for each factory and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--counted", type=int, default=300, help="operations of the factory in which calls are counted")
    arguments = parser.parse_args()
    compile_kernels()
    names = (NONE, *EVERY_RULE, ALL)
    costs = {name: prepared(arguments.size, arguments.seed, name) for name in names}
    for _ in range(arguments.rounds):
        for cost in costs.values():
            measure(cost, arguments.seconds)
    calls = counts(arguments.counted, arguments.seed, names)
    rows = [row(costs[name], costs[NONE], calls[name], calls[NONE]) for name in names]
    head = (
        "rule", "modes", "compiled resources", "empty state µs", "generate µs", "×", "dispatch µs", "×",
        "anneal moves/s", "×", "called more often",
    )  # fmt: skip
    notes = NOTES.format(
        rounds=arguments.rounds, counted=arguments.counted, expensive=EXPENSIVE, none=costs[NONE].modes
    )
    title = f"What each rule costs, {arguments.size:,} operations"
    publish("primitive_cost", title, f"{table(head, rows)}\n\nSeed {arguments.seed}.{notes}")


def prepared(size: int, seed: int, rule: str) -> Cost:
    return Cost(rule, starts.prepare(compile_problem(build(size, seed, rules_of(rule)))))


def measure(cost: Cost, seconds: float) -> None:
    """One more round; what was faster before stays."""
    context = cost.context
    keys = starts.rule_keys(context)["operation_due_date"]
    state = starts.generate(context, keys)
    each = 1e6 / cost.operations
    for _ in range(3):
        cost.empty = min(cost.empty, processor_seconds(lambda: starts.empty_state(context)) * each)
        cost.generate = min(cost.generate, processor_seconds(lambda: starts.generate(context, keys)) * each)
    spent = processor_seconds(lambda: starts.dispatch_atc(context, starts.Dispatching(8.0, 1.0)))
    cost.dispatch = min(cost.dispatch, spent * each)
    net, movable = context.network, improve._movable(context)
    value = anneal.values(net, state, movable)
    floor = order_floors(context)
    avoidable = np.maximum(0, value - floor)
    temperature = max(1e-4, float(avoidable.sum()) / max(1, int((avoidable > 1).sum())) / 10)
    best, best_value = (state.op.copy(), state.source.copy()), float(value.sum() + state.station_cost.sum())
    random = np.ones(1, np.uint64)
    moves, begun = 0, time.thread_time()
    while time.thread_time() - begun < seconds:
        best_value = anneal.anneal(
            net, state, movable, value, floor, context.latest_end, context.weight,
            random, temperature, MOVES, *best, best_value,
        )  # fmt: skip
        moves += MOVES
    cost.moves = max(cost.moves, moves / (time.thread_time() - begun))


def processor_seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


Counts = Mapping[str, Mapping[str, float]]


def counts(size: int, seed: int, names: tuple[str, ...]) -> dict[str, Counts]:
    """Calls for one placement, by rule, pass and function; from a process without compiled code."""
    command = [sys.executable, "-m", "benchmarks.factory.calls", str(size), str(seed), *names]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **UNCOMPILED}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"counting calls failed:\n{done.stderr}")
    found: dict[str, Counts] = json.loads(done.stdout)
    return found


def row(cost: Cost, none: Cost, calls: Counts, usual: Counts) -> list[object]:
    moved = cost.moves * cost.order_size(), none.moves * none.order_size()
    ratios = {"generate": cost.generate / none.generate, "dispatch_atc": cost.dispatch / none.dispatch}
    worst = max(ratios, key=lambda name: ratios[name])
    return [
        cost.rule,
        f"{cost.modes:.2f}",
        len(cost.context.compiled.resources),
        f"{cost.empty:.2f}",
        f"{cost.generate:.2f}",
        f"{ratios['generate']:.1f}",
        f"{cost.dispatch:.2f}",
        f"{ratios['dispatch_atc']:.1f}",
        f"{cost.moves:,.0f}",
        f"{moved[1] / moved[0]:.1f}",
        hint(worst, calls[worst], usual[worst]) if ratios[worst] >= EXPENSIVE else "",
    ]


def hint(name: str, calls: Mapping[str, float], usual: Mapping[str, float]) -> str:
    """The four functions whose calls for one placement grew most."""
    grown = sorted(calls, key=lambda function: usual.get(function, 0.0) - calls[function])[:4]
    named = [
        f"`{function}` {usual.get(function, 0.0):.1f} → {calls[function]:.1f}"
        for function in grown
        if calls[function] - usual.get(function, 0.0) >= 0.5
    ]
    return f"{name}: {', '.join(named) or 'nothing; its rows are longer'}"


if __name__ == "__main__":
    main()
