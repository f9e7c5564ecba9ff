"""The classic families beside our best rule and PyJobShop: mean gaps to what is known, wins and losses, every miss.

Each instance is solved by both in the same seconds, one after the other, each in a process of its own; every solution
is re-checked by `check_solutions`. PyJobShop has an environment of its own, made on first use. Only the whole run with
10 seconds is stored as `families.md`; any other one as `families-NAME.md` with --store NAME.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from statistics import mean

from benchmarks.beside import children, environment
from benchmarks.beside.children import Answer
from benchmarks.check_solutions import read_instance, stem
from benchmarks.report import instances, publish, table

VERSION = "0.0.9"
"""The newest PyJobShop on the Python package index when this was written."""

SECONDS = 10.0


@dataclass(frozen=True)
class Goal:
    """What is striven for in some families together: a mean gap in %, or every instance optimal."""

    pattern: str
    seconds: float
    most_gap: float | None = None
    optimal: bool = False


GOALS = (
    Goal("FJSP/*", 10, most_gap=2.2),
    Goal("JSP/bel-*", 60, optimal=True),
    Goal("HFSP/*", 60, most_gap=10),
    Goal("RCPSP/RG300", 60, most_gap=1.9),
)
"""That every instance has a solution is asked of all families."""


@dataclass(frozen=True)
class Row:
    """One instance. `rule` is the best priority rule's plan, None where our reader refuses the instance."""

    name: str
    family: str
    best_known: int | None
    rule: int | None
    ours: Answer
    theirs: Answer

    @property
    def reference(self) -> int | None:
        """The best known value; where none is published, the best of this run."""
        if self.best_known is not None:
            return self.best_known
        return min((one for one in (self.ours.value, self.theirs.value) if one is not None), default=None)

    def gap(self, value: int | None) -> float | None:
        """How much worse than the reference a value is, in %."""
        if value is None or self.reference is None or (self.reference == 0 and value > 0):
            return None
        return 100 * (value / self.reference - 1) if self.reference else 0.0

    @property
    def outcome(self) -> str:
        """ "win", "tie" or "loss" for us; having a solution wins over having none."""
        ours, theirs = (float("inf") if one.value is None else one.value for one in (self.ours, self.theirs))
        return "win" if ours < theirs else "tie" if ours == theirs else "loss"


FAMILY_HEAD = (
    "family", "instances", "best rule %", "ours %", "PyJobShop %", "wins / ties / losses",
    "proven (ours, PyJobShop)", "best known reached (ours, PyJobShop)", "no solution (ours, PyJobShop)",
    "violations (ours, PyJobShop)",
)  # fmt: skip
HEAD = (
    "instance", "operations", "best known", "best rule", "ours", "%", "bound", "s", "PyJobShop", "%", "bound", "s", "",
)  # fmt: skip

NOTES = """

Gaps are to *best known*, in %; where none is published (JSP-TWT), to the best value of this run. Means of a family are
over the instances that both programs solved, *best rule* over those that our reader takes. *Ours*: `solve` with its
ordinary settings, everything from compiling to verification inside its seconds, machine code loaded beforehand.
*PyJobShop* {version} with OR-Tools and no first solution; the limit holds for its solver alone, making its model comes
on top. It *is* the plain interval model of CP-SAT without hints, so no other one stands beside it. Both have {workers}
workers and {seconds:g} seconds; `s` is the wall clock. Values are those of `benchmarks/check_solutions.py`, which
checked every solution, not what a program says of itself. *Proven*: bound equal to value."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", help="folder of instances")
    parser.add_argument("--only", default="*", help="file names, as a pattern: 'FJSP-*'")
    parser.add_argument("--limit", type=int, help="at most so many instances of each family, for a quick look")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", metavar="NAME", help="store as families-NAME.md")
    arguments = parser.parse_args()
    python = environment.python_with("pyjobshop", f"pyjobshop=={VERSION}")
    rows, shown = [], []
    with tempfile.TemporaryDirectory() as folder:
        for path, family, operations in chosen(instances(arguments.instances), arguments.only, arguments.limit):
            settings = (arguments.seconds, arguments.workers, arguments.seed)
            row = compared(path, family, python, Path(folder), *settings)
            rows.append(row)
            shown.append(cells(row, operations))
            print(*shown[-1], sep=" | ", flush=True)
    families = table(FAMILY_HEAD, [family_cells(name, own) for name, own in by_family(rows)])
    notes = NOTES.format(version=VERSION, workers=arguments.workers, seconds=arguments.seconds)
    text = f"{families}\n\n{verdict(rows, arguments.seconds)}{notes}\n\n{table(HEAD, shown)}"
    whole = (arguments.only, arguments.limit, arguments.seconds) == ("*", None, SECONDS)
    if whole or arguments.store:
        name = f"families-{arguments.store}" if arguments.store else "families"
        publish(name, f"The classic families, {arguments.seconds:g} seconds each", text, "families")
    else:
        print(f"\n{text}\n\n(a part: nothing is stored)")


def chosen(folder: Path, pattern: str, limit: int | None) -> list[tuple[Path, str, int]]:
    """Instances of the neutral form with their family and number of operations, family by family."""
    found: dict[str, list[tuple[Path, str, int]]] = defaultdict(list)
    for path in sorted(folder.glob("*.json*")):
        if fnmatch(stem(path), pattern) and not stem(path).startswith("factory-"):
            instance = read_instance(path)
            family = instance.get("family", stem(path).partition("_")[0])
            found[family].append((path, family, len(instance["operations"])))
    if not found:
        raise SystemExit(f"no instance of a classic family in {folder} is named {pattern}")
    return [one for family in sorted(found) for one in found[family][:limit]]


def compared(path: Path, family: str, python: Path, folder: Path, seconds: float, workers: int, seed: int) -> Row:
    """Both programs on one instance."""
    ours, report = children.ours(path, folder, seconds, workers, seed)
    solution = folder / f"{stem(path)}.pyjobshop.json"
    theirs = children.pyjobshop(python, path, solution, seconds, workers, seed)
    return Row(stem(path), family, read_instance(path).get("best_known"), report.get("best_rule"), ours, theirs)


def by_family(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows of each family; before the parts of one that has several, all of it together as `FAMILY/*`."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        whole = f"{row.family.partition('/')[0]}/*"
        if any(fnmatch(other.family, whole) and other.family != row.family for other in rows):
            groups.setdefault(whole, []).append(row)
        groups.setdefault(row.family, []).append(row)
    return list(groups.items())


# --- words and numbers -------------------------------------------------------------------------------


def mean_gap(rows: Iterable[Row], of: Callable[[Row], int | None]) -> float | None:
    """The mean over instances where there is a gap at all."""
    gaps = [gap for row in rows if (gap := row.gap(of(row))) is not None]
    return mean(gaps) if gaps else None


def both_solved(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.ours.value is not None and row.theirs.value is not None]


def is_proven(answer: Answer) -> bool:
    return answer.value is not None and answer.bound == answer.value


def family_cells(name: str, rows: Sequence[Row]) -> list[object]:
    """One family's row."""
    both = both_solved(rows)

    def pair(count: Callable[[Row, Answer], int]) -> str:
        return ", ".join(str(sum(count(row, one(row)) for row in rows)) for one in (_ours, _theirs))

    outcomes = [row.outcome for row in rows]
    return [
        name,
        len(rows) if len(both) == len(rows) else f"{len(rows)} ({len(both)} solved by both)",
        _percent(mean_gap(rows, lambda row: row.rule)),
        f"**{_percent(mean_gap(both, lambda row: row.ours.value))}**",
        _percent(mean_gap(both, lambda row: row.theirs.value)),
        " / ".join(str(outcomes.count(outcome)) for outcome in ("win", "tie", "loss")),
        pair(lambda _, answer: is_proven(answer)),
        pair(lambda row, answer: answer.value is not None and answer.value == row.best_known),
        pair(lambda _, answer: answer.value is None),
        pair(lambda _, answer: len(answer.violations)),
    ]


def _ours(row: Row) -> Answer:
    return row.ours


def _theirs(row: Row) -> Answer:
    return row.theirs


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _number(value: int | None, otherwise: str = "") -> str:
    return otherwise if value is None else f"{value:,}"


def cells(row: Row, operations: int) -> list[object]:
    """One instance's row."""

    def of(answer: Answer) -> list[object]:
        gap = "" if answer.value is None else _percent(row.gap(answer.value))
        return [_number(answer.value, answer.words), gap, _number(answer.bound), f"{answer.seconds:.1f}"]

    words = [row.outcome] if row.outcome != "tie" else []
    for whose, answer in (("ours", row.ours), ("PyJobShop", row.theirs)):
        words += [f"**{whose}: {one.rule} {one.where}: {one.text}**" for one in answer.violations[:1]]
    head = [row.name, f"{operations:,}", _number(row.best_known), _number(row.rule)]
    return [*head, *of(row.ours), *of(row.theirs), "; ".join(words)]


def verdict(rows: Sequence[Row], seconds: float) -> str:
    """Every family and goal that was missed, and every instance that was lost, each with its number."""
    said = []
    for name, own in by_family(rows):
        both = both_solved(own)
        ours, theirs = (mean_gap(both, of) for of in (lambda row: row.ours.value, lambda row: row.theirs.value))
        if ours is not None and theirs is not None and ours > theirs:
            said.append(f"**{name}: mean gap {ours:.2f} %, PyJobShop's is {theirs:.2f} %.**")
    said += [words for goal in GOALS for words in missed(goal, rows, seconds)]
    said += [f"{row.name}: {_loss(row)}." for row in rows if row.outcome == "loss" and row.ours.value is not None]
    said += [f"**{row.name}: no solution of ours ({row.ours.words}).**" for row in rows if row.ours.value is None]
    return "\n".join(["Misses:", "", *(f"* {one}" for one in said)]) if said else "Nothing is missed."


def missed(goal: Goal, rows: Sequence[Row], seconds: float) -> list[str]:
    """What the families of a goal lack of it; a goal for other seconds is named with them."""
    own = [row for row in rows if fnmatch(row.family, goal.pattern)]
    other = "" if seconds == goal.seconds else f" (asked for in {goal.seconds:g} s)"
    gap = mean_gap(own, lambda row: row.ours.value)
    if goal.most_gap is not None and gap is not None and gap > goal.most_gap:
        return [f"{goal.pattern}: goal {goal.most_gap:g} %{other}, reached {gap:.2f} %."]
    if not goal.optimal:
        return []
    short = [row for row in own if not is_proven(row.ours) and row.ours.value != row.best_known]
    return [f"{row.name}: goal optimal{other}, {_percent(row.gap(row.ours.value))} % off." for row in short]


def _loss(row: Row) -> str:
    ours, theirs = (f"{_number(one.value)} ({_percent(row.gap(one.value))} %)" for one in (row.ours, row.theirs))
    return f"{ours} against {theirs}"


if __name__ == "__main__":
    main()
