"""Public benchmark instances, solved one after another; a row is printed as soon as it is known."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from scheduler.commands.solving import interruptible
from scheduler.commands.terminal import remarks
from scheduler.domain.errors import InputError, refuse
from scheduler.domain.plan import LevelResult, Plan
from scheduler.files.benchmark import parse_instance
from scheduler.files.benchmark_solution import best_known, solution
from scheduler.files.json_file import read_bytes, write_bytes
from scheduler.search.limits import Limits
from scheduler.search.progress import Progress


class Improvement(NamedTuple):
    """A better plan: seconds after the search began, its value, and what found it."""

    seconds: float
    value: int
    found_by: str


@dataclass
class Recorder:
    """Listens to a search with one goal and remembers when each better value came."""

    improvements: list[Improvement] = field(default_factory=list)

    def listen(self, progress: Progress) -> None:
        for value in progress.best.values():
            if self.improvements and value > self.improvements[-1].value:
                self.improvements.clear()  # the search began anew, on a longer horizon
            if not self.improvements or value < self.improvements[-1].value:
                self.improvements.append(Improvement(progress.seconds, value, progress.found_by))


class Run(NamedTuple):
    """One instance, solved. `seconds` are the wall clock from the problem to the verified plan, reading apart."""

    name: str
    operations: int
    best_known: int | None
    plan: Plan
    seconds: float
    improvements: Sequence[Improvement]

    @property
    def level(self) -> LevelResult:
        """The one goal of an instance."""
        return self.plan.levels[0]


def stem(path: Path) -> str:
    """A file's name without `.json` and `.json.gz`, by which instances and solutions are told apart.

    The names inside the files are not: several of the classic sets number theirs from 1.
    """
    return path.name.removesuffix(".gz").removesuffix(".json")


def warm() -> None:
    """Loads the kernels' machine code, which a running service has loaded long ago, before anything is measured."""
    from scheduler.search.warming import compile_kernels, ensure_compiled

    ensure_compiled()
    compile_kernels()


def run_instance(path: Path, limits: Limits, solutions: Path | None = None) -> Run:
    """Solves one instance of either form, and writes its solution if there is a folder for it.

    The first search of a process also loads the machine code, about a second: see `warm`. Raises InputError for what
    can't be read, or has no plan of all operations.
    """
    from scheduler.search.solve import solve  # compiled code: imported by those who need it only

    text = read_bytes(path)
    problem = parse_instance(text, str(path))
    recorder = Recorder()
    begun = perf_counter()
    plan = solve(problem, limits, listener=recorder.listen)
    seconds = perf_counter() - begun
    left_out = len(problem.operations) - len(plan.assignments)
    if left_out:
        raise refuse(str(path), f"{left_out} of its {len(problem.operations)} operations can't be planned at all")
    if solutions is not None:
        written = solution(text, str(path), plan, seconds, recorder.improvements[0].seconds)
        write_bytes(written, solutions / f"{stem(path)}.json")
    operations = len(problem.operations)
    return Run(stem(path), operations, best_known(text, str(path)), plan, seconds, recorder.improvements)


def gap(value: int, bound: int) -> float:
    """How much of a value is above a bound, in %: what better plans could save at most."""
    return 100 * (value - bound) / value if value > bound else 0.0


def difference(value: int, best: int) -> float | None:
    """How much worse than the best known a value is, in % of that; None where that is 0 and has no percentage."""
    if value == best:
        return 0.0
    return 100 * (value - best) / best if best else None


# --- the command -------------------------------------------------------------------------------------

HEADS = (
    ("operations", 10),
    ("objective", 11),
    ("bound", 11),
    ("kind of bound", 14),
    ("gap %", 6),
    ("best known", 11),
    ("diff. %", 8),
    ("first s", 8),
    ("best s", 8),
    ("status", 10),
)
"""Headings and widths, behind the name. Rows are printed one by one, so the widths can't wait for them."""


def benchmark(files: Sequence[Path], limits: Limits, solutions: Path | None) -> bool:
    """Solves file after file and prints a table. Whether all of them could be read and solved.

    What is wrong with a file is said on standard error, and the others go on.
    """
    if solutions is not None:
        _prepare(solutions, files)
    warm()
    width = max(len("name"), *(len(stem(path)) for path in files))
    _print_row(width, "name", [head for head, _ in HEADS])
    wrong = 0
    for path in files:
        stopped = f"Stopped; files from {path} on have no solution."
        try:
            with remarks().status(f"{stem(path)} …"):
                run = interruptible(lambda path=path: run_instance(path, limits, solutions), stopped)  # type: ignore[misc]
        except InputError as error:
            wrong += 1
            remarks().print(str(error), markup=False, soft_wrap=True)
            _print_row(width, stem(path), [*[""] * (len(HEADS) - 1), "refused"])
            continue
        _print_row(width, run.name, _cells(run))
    return not wrong


def _prepare(solutions: Path, files: Sequence[Path]) -> None:
    """Makes the folder; refuses one in which a solution would overwrite an instance or another solution."""
    targets: dict[Path, Path] = {}
    inputs = {path.resolve() for path in files}
    for path in files:
        target = (solutions / f"{stem(path)}.json").resolve()
        if target in inputs:
            raise refuse(str(solutions), "holds instances, which the solutions would overwrite: name another folder")
        if target in targets:
            raise refuse(str(path), f"has the name of {targets[target]}: its solution would overwrite that one's")
        targets[target] = path
    try:
        solutions.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse(str(solutions), f"can't be made: {error.strerror}") from None


def _cells(run: Run) -> list[str]:
    level, best = run.level, run.best_known
    off = None if best is None else difference(level.value, best)
    return [
        f"{run.operations:,}",
        f"{level.value:,}",
        f"{level.bound:,}",
        level.bound_name,
        f"{gap(level.value, level.bound):.1f}",
        "" if best is None else f"{best:,}",
        "" if off is None else f"{off:+.1f}",
        f"{run.improvements[0].seconds:.2f}",
        f"{run.improvements[-1].seconds:.2f}",
        run.plan.status.value,
    ]


def _print_row(width: int, name: str, cells: Sequence[str]) -> None:
    row = [name.ljust(width), *(cell.rjust(wide) for cell, (_, wide) in zip(cells, HEADS, strict=True))]
    sys.stdout.write("  ".join(row).rstrip() + "\n")
    sys.stdout.flush()
