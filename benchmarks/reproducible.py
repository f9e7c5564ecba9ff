"""The reproducible mode: whether thirty problems get the same plans in other circumstances.

Circumstances are another hash seed, time zone of the process, order of the rows, load of the machine, and a restart:
every plan is made in a fresh process. Exit code 1 if any plan differs.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks import factory
from benchmarks.beside import shops
from benchmarks.report import ROOT, instances, publish, table
from scheduler.domain.problem import Problem, canonical
from scheduler.domain.schema import dump, load_problem
from scheduler.files.benchmark import read_instance

Document = dict[str, object]
"""A plan's fields."""


@dataclass(frozen=True)
class Circumstances:
    """What surrounds one run; `shuffle` 0 leaves the rows as they are."""

    name: str
    hash_seed: int = 0
    zone: str = "UTC"
    shuffle: int = 0
    load: bool = False


FIRST = Circumstances("first")
OTHERS = (
    Circumstances("restart"),
    Circumstances("hash seed", hash_seed=4242),
    Circumstances("time zone", zone="America/St_Johns"),
    Circumstances("row order", shuffle=1),
    Circumstances("load", load=True),
    Circumstances("all at once", hash_seed=77, zone="Asia/Kathmandu", shuffle=2, load=True),
)

NEVER_RESTS = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"
"""It ends with its parent, however that ends: nothing may go on burning processor time."""

NOTES = """

Every plan is made by `solve` in reproducible mode, {seconds:g} seconds (which it counts as iterations), {workers}
workers, seed {seed}, in a fresh process. *First*: hash seed 0, UTC, rows as generated. *Load*: a process beside it that
never rests. *Same*: the whole stored plan is equal byte for byte, which is what its content hash is of. With shuffled
rows (all tables of the problem, not the lists inside a row) the plan's reference to its problem is another one, because
a problem's hash is of its rows in their order, and so may be the order of the plan's own lists; there *same* means that
everything else is equal, as sets: assignments, outcomes with their causes, pegs, levels, bounds, method."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", help="folder of public instances")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="problems whose names contain this")
    parser.add_argument("--child", nargs=2, type=Path, metavar=("PROBLEM", "PLAN"), help=argparse.SUPPRESS)
    parser.add_argument("--shuffle", type=int, default=0, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        source, target = arguments.child
        make_plan(source, target, arguments.shuffle, arguments.seconds, arguments.workers, arguments.seed)
        return 0
    rows, differing = [], []
    for name, problem in problems(instances(arguments.instances)).items():
        if arguments.only in name:
            row, differences = compared(name, problem(), arguments.seconds, arguments.workers, arguments.seed)
            rows.append(row)
            differing += differences
            print(*row, sep=" | ", flush=True)
    head = ("problem", "operations", "value", *(one.name for one in OTHERS))
    found = f"{len(rows)} problems, {len(rows) * len(OTHERS)} further plans: **{len(differing)} differing**."
    told = "".join(f"\n* {one}" for one in differing)
    notes = NOTES.format(seconds=arguments.seconds, workers=arguments.workers, seed=arguments.seed)
    text = f"{found}{told}\n\n{table(head, rows)}{notes}"
    if arguments.only:
        print(f"\n{text}\n\n(a part: nothing is stored)")
    else:
        publish("reproducible", "Reproducible mode", text)
    return int(bool(differing))


# --- the problems ------------------------------------------------------------------------------------


def problems(folder: Path) -> dict[str, Callable[[], Problem]]:
    """Thirty problems by name, made when they are needed."""
    found: dict[str, Callable[[], Problem]] = {}
    for name in (
        "factory-100-1", "factory-500-1", "factory-500-2", "factory-500-3", "factory-2000-3", "FJSP-Brandimarte_4",
        "FJSP-Barnes_143", "JSP-Taillard_1", "HFSP-Ruben_413", "RCPSP-PSPLIB-J60_J60_241", "RCPSP-RG300_RG300_123",
        "JSP-TWT-Singer-Pinedo_la16-f1.3", "JSP-TWT-Singer-Pinedo_la22-f1.3",
    ):  # fmt: skip
        path = folder / f"{name}.json"
        found[name] = lambda path=path: read_instance(path)  # type: ignore[misc]
    for size, seeds in ((100, range(1, 7)), (500, range(1, 4))):
        for seed in seeds:
            found[f"every rule, {size}, seed {seed}"] = lambda size=size, seed=seed: factory.build(size, seed)  # type: ignore[misc]
    for size in (20, 50, 100, 200):
        for words, make in (("set-ups", shops.with_set_ups), ("ovens", shops.with_ovens)):
            found[f"{words}, {size}"] = lambda size=size, make=make: shops.as_problem(make(size, 1))  # type: ignore[misc]
    return found


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with the rows of every table in another order."""
    rng = random.Random(seed)
    tables = {}
    for name in type(problem).model_fields:
        rows = getattr(problem, name)
        if isinstance(rows, tuple):
            tables[name] = tuple(rng.sample(rows, len(rows)))
    return problem.model_copy(update=tables)


# --- one plan, in a process of its own ---------------------------------------------------------------


def make_plan(problem_file: Path, plan_file: Path, shuffle: int, seconds: float, workers: int, seed: int) -> None:
    """Solves a stored problem and stores the plan's canonical form."""
    from scheduler.search.limits import Limits
    from scheduler.search.solve import solve

    problem = load_problem(problem_file.read_bytes(), str(problem_file))
    if shuffle:
        problem = shuffled(problem, shuffle)
    plan = solve(problem, Limits(seconds=seconds, workers=workers, seed=seed, reproducible=True))
    plan_file.write_bytes(canonical(plan))


def plan_in(folder: Path, around: Circumstances, seconds: float, workers: int, seed: int) -> Document:
    """The plan that a fresh process makes of `folder`'s problem in some circumstances."""
    out = folder / "plan.json"
    command = [sys.executable, "-m", "benchmarks.reproducible", "--child", str(folder / "problem.json"), str(out)]
    command += ["--shuffle", str(around.shuffle), "--seconds", str(seconds)]
    command += ["--workers", str(workers), "--seed", str(seed)]
    environment = {**os.environ, "PYTHONHASHSEED": str(around.hash_seed), "TZ": around.zone}
    with busy_beside(around.load):
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return cast(Document, json.loads(out.read_bytes()))


@contextmanager
def busy_beside(wanted: bool) -> Iterator[None]:
    """A process that never rests, as long as the block lasts."""
    if not wanted:
        yield
        return
    with subprocess.Popen([sys.executable, "-c", NEVER_RESTS]) as busy:
        try:
            yield
        finally:
            busy.kill()


# --- comparing ---------------------------------------------------------------------------------------


def compared(name: str, problem: Problem, seconds: float, workers: int, seed: int) -> tuple[list[object], list[str]]:
    """A row of the table, and a sentence for every plan that differs from the first."""
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        (folder / "problem.json").write_bytes(dump(problem))
        first = plan_in(folder, FIRST, seconds, workers, seed)
        row: list[object] = [name, f"{len(cast('list[object]', first['assignments'])):,}", _value(first)]
        differences = []
        for around in OTHERS:
            other = plan_in(folder, around, seconds, workers, seed)
            found = difference(first, other, as_sets=bool(around.shuffle))
            row.append("same" if found is None else f"**{found}**")
            if found is not None:
                differences.append(f"{name}, {around.name}: {found}")
    return row, differences


def difference(one: Mapping[str, object], other: Mapping[str, object], as_sets: bool) -> str | None:
    """Which fields of two plans differ, with the number of rows that do; None if the plans are the same.

    `as_sets`: whatever the order of the rows, and whichever problem they say they are of.
    """
    left, right = (_as_sets(plan) if as_sets else dict(plan) for plan in (one, other))
    found = []
    for field in sorted(left.keys() | right.keys()):
        a, b = left.get(field), right.get(field)
        if a == b:
            continue
        if isinstance(a, list) and isinstance(b, list):
            rows = [{json.dumps(row, sort_keys=True) for row in rows} for rows in (a, b)]
            found.append(f"{field} ({len(rows[0] ^ rows[1])} rows)")
        else:
            found.append(field)
    return ", ".join(found) or None


def _as_sets(plan: Mapping[str, object]) -> Document:
    def in_order(value: object) -> object:
        return sorted(value, key=lambda row: json.dumps(row, sort_keys=True)) if isinstance(value, list) else value

    return {field: in_order(value) for field, value in plan.items() if field != "problem"}


def _value(plan: Mapping[str, object]) -> str:
    levels = cast("list[dict[str, object]]", plan["levels"])
    return ", ".join(f"{level['goal']} {level['value']:,}" for level in levels if level["value"])


if __name__ == "__main__":
    sys.exit(main())
