"""The public factories: our engine beside our best rule, what is known and what is asked for; objective over time.

Every run is a child process of its own, with machine code loaded before its clock starts, and every solution is
re-checked by `check_solutions`. Without --only and --seconds the table and the picture are stored.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from statistics import median_low

from benchmarks import plot
from benchmarks.beside import children
from benchmarks.beside.children import Answer
from benchmarks.beside.our_program import Report
from benchmarks.check_solutions import read_instance, stem
from benchmarks.report import RESULTS, instances, publish, table


@dataclass(frozen=True)
class Target:
    """Seconds of one search, the value that has to be reached in them, and the one to strive for."""

    seconds: float
    floor: int | None
    goal: int | None


TARGETS = {
    "factory-100-1": Target(1, 14_355, 14_355),
    "factory-500-1": Target(30, 18_000, 16_500),
    "factory-2000-1": Target(60, 29_200, 25_000),
    "factory-10000-1": Target(60, 364_000, 320_000),
    "factory-50000-1": Target(60, 3_440_000, 3_000_000),
}
"""What was asked for by name; all others get `OTHERS` seconds, and their best known value is the floor."""

OTHERS = 30.0
MOST_MEGABYTES = 2_000
SEEDS = (1, 2, 3)

HEAD = (
    "instance", "operations", "s", "best rule", "median", "every seed", "floor", "goal", "best known", "diff. %",
    "÷ best rule", "our bound", "its name", "gap %", "known bound", "first s", "best s", "peak MB", "violations",
)  # fmt: skip

NOTES = """

Values are Σ weight × minutes late + Σ cost of modes; smaller is better. *Median* of the search seeds {seeds}; with
{workers} workers. *Floor*: what must hold (kept or not, for the median); *goal*: what is striven for. Where neither was
asked for by name, *best known* of the instance is the floor. *Diff.*: median to best known. *Our bound*: the greatest
that the runs proved; *gap*: what of the median lies above the greater of it and the *known bound*. *First s*, *best s*:
when the median run had its first plan (of the kernel; verification comes at the end, inside the limit) and its last
improvement. *Peak MB*: the greatest of a whole child process, Python and machine code included (asked for: at most
{megabytes:,} at 50,000 operations). *Violations*: found by `benchmarks/check_solutions.py` in all solutions together.

![Objective over time]({picture})"""


@dataclass(frozen=True)
class Row:
    """All runs of one instance."""

    name: str
    target: Target
    seeds: tuple[int, ...]
    best_known: int | None
    lower_bound: int | None
    answers: tuple[Answer, ...]
    reports: tuple[Report, ...]

    @property
    def middle(self) -> int:
        """Which run is the median; of an even number, the better of the two in the middle."""
        values = [answer.value for answer in self.answers]
        return values.index(median_low(value for value in values if value is not None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", help="folder of instances; also of some that nobody has seen")
    parser.add_argument("--only", default="factory-*", help="names, as a pattern: 'factory-500-*'")
    parser.add_argument("--seconds", type=float, help="of every search, instead of those that were asked for")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    rows = []
    for path in chosen(instances(arguments.instances), arguments.only):
        row = measured(path, arguments.seconds, arguments.seeds, arguments.workers)
        rows.append(row)
        print(*cells(row), sep=" | ", flush=True)
    notes = NOTES.format(
        seeds=", ".join(map(str, arguments.seeds)),
        workers=arguments.workers,
        megabytes=MOST_MEGABYTES,
        picture="factories.svg",
    )
    text = f"{table(HEAD, [cells(row) for row in rows])}\n\n{verdict(rows)}{notes}"
    if arguments.only == "factory-*" and arguments.seconds is None:
        plot.write([panel(row) for row in rows if _is_whole(row)], "factories", RESULTS)
        publish("factories", "Factories", text)
    else:
        print(f"\n{text}\n\n(a part: nothing is stored)")


def chosen(folder: Path, pattern: str) -> list[Path]:
    """Instances of factories by name, smallest first."""
    paths = [path for path in folder.glob("factory-*.json*") if fnmatch(stem(path), pattern)]
    if not paths:
        raise SystemExit(f"no instance in {folder} is named {pattern}")
    return sorted(paths, key=lambda path: [int(part) if part.isdigit() else 0 for part in stem(path).split("-")])


def target_of(name: str, best_known: int | None, seconds: float | None) -> Target:
    """What is asked of an instance; in another time nothing is."""
    asked = TARGETS.get(name, Target(OTHERS, best_known, None))
    return asked if seconds is None or seconds == asked.seconds else Target(seconds, None, None)


def measured(path: Path, seconds: float | None, seeds: Sequence[int], workers: int) -> Row:
    """One run for each seed, one after another, each in a process of its own."""
    instance = read_instance(path)
    best_known, lower_bound = instance.get("best_known"), instance.get("lower_bound")
    target = target_of(stem(path), best_known, seconds)
    answers, reports = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            answer, report = children.ours(path, Path(folder), target.seconds, workers, seed)
            answers.append(answer)
            reports.append(report)
    return Row(stem(path), target, tuple(seeds), best_known, lower_bound, tuple(answers), tuple(reports))


def _is_whole(row: Row) -> bool:
    return all(answer.value is not None for answer in row.answers)


def cells(row: Row) -> list[object]:
    """The row of the table; runs that found nothing are told instead."""
    if not _is_whole(row):
        words = "; ".join(answer.words for answer in row.answers if answer.value is None)
        return [row.name, words, *[""] * (len(HEAD) - 2)]
    values = [answer.value or 0 for answer in row.answers]
    middle = row.reports[row.middle]
    value, rule = values[row.middle], middle["best_rule"]
    report = max(row.reports, key=lambda one: one["bound"])
    bound = max(report["bound"], row.lower_bound or 0)
    violations = sum(len(answer.violations) for answer in row.answers)
    return [
        row.name,
        f"{middle['operations']:,}",
        f"{row.target.seconds:g}",
        f"{rule:,}",
        f"**{value:,}**",
        ", ".join(f"{one:,}" for one in values),
        _compared(value, row.target.floor),
        _compared(value, row.target.goal),
        "" if row.best_known is None else f"{row.best_known:,}",
        "" if not row.best_known else f"{100 * (value / row.best_known - 1):+.1f}",
        f"{value / rule:.2f}" if rule else "",
        f"{report['bound']:,}",
        report["bound_name"],
        f"{100 * (value - bound) / value:.1f}" if value else "0.0",
        "" if row.lower_bound is None else f"{row.lower_bound:,}",
        f"{middle['curve'][0][0]:.2f}",
        f"{middle['curve'][-1][0]:.1f}",
        f"{max(one['peak_mb'] for one in row.reports):,}",
        violations,
    ]


def _compared(value: int, asked: int | None) -> str:
    if asked is None:
        return ""
    return f"{asked:,} ({'kept' if value <= asked else f'missed by {100 * (value / asked - 1):.1f} %'})"


def verdict(rows: Sequence[Row]) -> str:
    """Every miss in a sentence of its own, worst things first."""
    said = []
    for row in rows:
        if not _is_whole(row):
            said.append(f"**{row.name}: no solution.**")
            continue
        value = row.answers[row.middle].value or 0
        for answer in row.answers:
            said += [
                f"**{row.name}: violation, {one.rule} of {one.where}: {one.text}.**" for one in answer.violations[:3]
            ]
        if row.target.floor is not None and value > row.target.floor:
            said.append(f"**{row.name}: floor missed**, {value:,} is above {row.target.floor:,}.")
        if row.target.goal is not None and value > row.target.goal:
            bound = max(report["bound"] for report in row.reports)
            why = f" No plan can reach it: the bound is {bound:,}." if bound > row.target.goal else ""
            said.append(f"{row.name}: goal missed, {value:,} is above {row.target.goal:,}.{why}")
        peak = max(one["peak_mb"] for one in row.reports)
        if peak > MOST_MEGABYTES:
            said.append(f"**{row.name}: {peak:,} MB**, above {MOST_MEGABYTES:,}.")
    return "\n".join(["Misses:", "", *(f"* {one}" for one in said)]) if said else "No floor and no goal is missed."


def panel(row: Row) -> plot.Panel:
    """Its part of the picture."""
    marks = {"best rule": row.reports[0]["best_rule"], "best known": row.best_known, "goal": row.target.goal}
    return plot.Panel(
        f"{row.name}: {row.target.seconds:g} s",
        row.target.seconds,
        {
            f"seed {seed}": [(at, value) for at, value, _ in report["curve"]]
            for seed, report in zip(row.seeds, row.reports, strict=True)
        },
        {name: value for name, value in marks.items() if value is not None},
    )


if __name__ == "__main__":
    main()
