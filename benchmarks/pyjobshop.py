"""Sequence-dependent set-ups and ovens beside PyJobShop and beside one CP-SAT model, same shops, same seconds.

PyJobShop has an environment of its own, made on first use. Every schedule, whoever found it, is checked by our
verifier.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.beside import environment, shops
from benchmarks.beside.shops import Shop
from benchmarks.report import publish, table
from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.places import Places
from scheduler.cpsat.solving import solve_exact
from scheduler.domain.goal import Goal
from scheduler.domain.problem import Problem
from scheduler.kernel import objective
from scheduler.kernel.state import PLACE, State
from scheduler.search import planning, starts
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.search.starts import Context
from scheduler.search.warming import ensure_compiled
from scheduler.verify import verify

VERSION = "0.0.9"
"""The newest one on the Python package index when this was written."""

PROGRAM = Path(__file__).parent / "beside" / "pyjobshop_program.py"
KINDS = {"set-ups": shops.with_set_ups, "ovens": shops.with_ovens}
HEAD = (
    "shop", "operations", "jobs", "machines", "best rule", "ours", "s", "PyJobShop", "s", "one CP-SAT model", "s",
    "best bound", "PyJobShop ÷ ours", "CP-SAT ÷ ours", "violations (ours, PyJobShop, CP-SAT)",
)  # fmt: skip

NOTES = """

Values are sums of weight × minutes late; smaller is better. *Ours*: `solve` with its ordinary settings, everything from
compiling to verification inside its seconds. *PyJobShop* {version}, OR-Tools, without a first solution: the limit holds
for its solver alone, making its model comes on top. *One CP-SAT model*: our whole model (`scheduler.cpsat`), hinted
with the best rule's plan and so never worse than that, also for sizes at which `solve` would not use it. All have
{workers} workers; `s` is the wall clock, making the model included. *Best bound*: the greatest proven by any of them.
Every schedule was imported and checked by `scheduler.verify`; its value is that of the check, not what a program says
of itself.

**What PyJobShop can express.** Set-ups between tasks of a machine: exactly ours. Ovens: no. Version {version} has
machines (one task at a time), renewable and consumable resources, relations between starts and ends, identical or
different resources, consecutive tasks, same sequences and optional tasks, but nothing that starts and ends compatible
tasks together up to a load. So in the rows with ovens it does **one operation at a time** in each oven: correct plans
of a poorer shop, there to show what batches are worth, not how good it is. The comparison for ovens is the one with our
CP-SAT model, which has batches.

Shops come from `benchmarks/beside/shops.py`, one for each size and seed; nothing was tuned to them."""


@dataclass(frozen=True)
class Answer:
    """A schedule that was checked; `value` None: nothing was found."""

    value: int | None
    bound: int
    seconds: float
    violations: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 50, 200, 500])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    ensure_compiled()
    python = environment.python_with("pyjobshop", f"pyjobshop=={VERSION}")
    rows = []
    for kind, make in KINDS.items():
        for size in arguments.sizes:
            for seed in arguments.seeds:
                rows.append(compared(kind, make(size, seed), python, arguments.seconds, arguments.workers))
                print(*rows[-1], sep=" | ", flush=True)
    title = f"Set-ups and ovens beside PyJobShop, {arguments.seconds:g} seconds each"
    notes = NOTES.format(version=VERSION, workers=arguments.workers)
    seeds = ", ".join(map(str, arguments.seeds))
    publish("pyjobshop", title, f"{table(HEAD, rows)}\n\nSeeds {seeds}.{notes}")


def compared(kind: str, shop: Shop, python: Path, seconds: float, workers: int) -> list[object]:
    """One row of the table."""
    problem = shops.as_problem(shop)
    compiled = compile_problem(problem)
    context = starts.prepare(compiled)
    rules = [starts.generate(context, keys) for keys in starts.rule_keys(context).values()]
    rule_value, rule = min(((_value(context, state), state) for state in rules), key=lambda found: found[0])
    ours = by_us(problem, Limits(seconds=seconds, workers=workers, seed=1))
    theirs = by_pyjobshop(shop, problem, context, python, seconds, workers)
    model = by_one_model(problem, context, rule, seconds, workers)
    bound = max(ours.bound, model.bound, theirs.bound if kind == "set-ups" else 0)
    return [
        kind,
        len(shop.operations),
        len(shop.jobs),
        shop.machines,
        f"{rule_value:,}",
        *(cell for answer in (ours, theirs, model) for cell in (_text(answer.value), f"{answer.seconds:.0f}")),
        f"{bound:,}",
        _ratio(theirs, ours) + ("" if kind == "set-ups" else " (no batches)"),
        _ratio(model, ours),
        ", ".join(str(answer.violations) for answer in (ours, theirs, model)),
    ]


def _value(context: Context, state: State) -> int:
    return int(objective.levels(context.network, state)[0])


def _text(value: int | None) -> str:
    return "nothing found" if value is None else f"{value:,}"


def _ratio(other: Answer, ours: Answer) -> str:
    if other.value is None or ours.value is None:
        return ""
    return "1.00" if other.value == ours.value else f"{other.value / ours.value:.2f}" if ours.value else "∞"


def by_us(problem: Problem, limits: Limits) -> Answer:
    """Our engines; `solve` raises for a plan that is not verified."""
    begun = time.perf_counter()
    plan = solve(problem, limits)
    spent = time.perf_counter() - begun
    level = plan.level(Goal.COST)
    assert level is not None
    return Answer(level.value, level.bound, spent, len(verify(problem, plan)))


def by_pyjobshop(shop: Shop, problem: Problem, context: Context, python: Path, seconds: float, workers: int) -> Answer:
    command = [str(python), str(PROGRAM), str(seconds), str(workers), "1"]
    done = subprocess.run(command, input=json.dumps(asdict(shop)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"PyJobShop failed:\n{done.stderr}")
    answer = json.loads(done.stdout)
    spent = answer["build_seconds"] + answer["solve_seconds"]
    if answer["objective"] is None:
        return Answer(None, 0, spent, 0)
    compiled = context.compiled
    places = {shops.operation_id(number): place for number, place in enumerate(answer["places"])}
    modes = {key: index for index, key in enumerate(compiled.modes)}
    rows = [
        (place["start"], place["end"], modes[operation.id, shops.mode_id(place["way"])])
        for operation in compiled.operations
        for place in [places[operation.id]]
    ]
    checked = _checked(problem, context, rows, "pyjobshop")
    if checked.value is None or checked.value > answer["objective"]:  # it may say more than its schedule comes to
        raise SystemExit(f"{shop.name}: PyJobShop says {answer['objective']:g}, its schedule comes to {checked.value}")
    return Answer(checked.value, int(-(-answer["bound"] // 1)), spent, checked.violations)


def by_one_model(problem: Problem, context: Context, rule: State, seconds: float, workers: int) -> Answer:
    """The whole model, from the best rule's plan."""
    start, end, mode = (rule.op[name].astype(np.int64) for name in ("start", "end", "mode"))
    hint = Places(start, end, mode, rule.source.copy())
    begun = time.perf_counter()
    found = solve_exact(context.compiled, hint, seconds=seconds, workers=workers, seed=1)
    spent = time.perf_counter() - begun
    places = hint if found.places is None else found.places
    rows = list(zip(places.start.tolist(), places.end.tolist(), places.mode.tolist(), strict=True))
    checked = _checked(problem, context, rows, "cp_sat")
    return Answer(checked.value, found.levels[0].bound, spent, checked.violations)


def _checked(problem: Problem, context: Context, rows: Sequence[tuple[int, int, int]], method: str) -> Answer:
    """What a schedule is worth as a plan of ours, and how many violations the verifier finds in it."""
    state = starts.placed(context, np.array(rows, PLACE))
    stated = {goal: (value, "critical_path") for goal, value in critical_path_bounds(context, 0).items()}
    draft = planning.draft(context, state, problem, stated, method, 0, ())
    level = draft.level(Goal.COST)
    assert level is not None
    return Answer(level.value, level.bound, 0.0, len(verify(problem, draft)))


if __name__ == "__main__":
    main()
