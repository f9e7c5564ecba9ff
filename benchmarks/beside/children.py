"""Runs of our engine and of PyJobShop, each in a child process, each solution judged by the independent checker."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks.beside.our_program import Report
from benchmarks.check_solutions import Violation, check_files, stem
from benchmarks.report import ROOT

NEUTRAL_PROGRAM = Path(__file__).with_name("neutral_program.py")

PATIENCE = 600
"""Seconds beyond its limit after which a child is ended."""


@dataclass(frozen=True)
class Answer:
    """What one run found. `value` is the checker's, not what a program says of itself; None: no solution."""

    value: int | None
    bound: int | None
    seconds: float
    violations: tuple[Violation, ...] = ()
    words: str = ""
    """Its status, or why there is no solution."""


def ours(
    instance: Path, solutions: Path, seconds: float, workers: int, seed: int, form: Path | None = None
) -> tuple[Answer, Report]:
    """Our engine on one instance; its solution goes into a folder. `form`: the instance to check against."""
    arguments = [str(instance), str(solutions), str(seconds), str(workers), str(seed)]
    command = [sys.executable, "-m", "benchmarks.beside.our_program", *arguments]
    said = _child(command, seconds)
    if isinstance(said, str):
        return Answer(None, None, seconds, words=said), Report(refused=said)
    report = cast(Report, said)
    if "refused" in report:
        return Answer(None, None, 0.0, words=report["refused"].replace(f"{instance}: ", "")), report
    checked = check_files(form or instance, solutions / f"{stem(instance)}.json")
    bound, spent, status = report["bound"], report["seconds"], report["status"]
    return Answer(checked.objective, bound, spent, tuple(checked.violations), status), report


def pyjobshop(python: Path, instance: Path, solution: Path, seconds: float, workers: int, seed: int) -> Answer:
    """PyJobShop on an instance of the neutral form, in the environment of the interpreter `python`."""
    solution.unlink(missing_ok=True)
    arguments = [str(instance), str(solution), str(seconds), str(workers), str(seed)]
    said = _child([str(python), str(NEUTRAL_PROGRAM), *arguments], seconds)
    if isinstance(said, str):
        return Answer(None, None, seconds, words=said)
    status, spent, bound = str(said["status"]), cast(float, said["seconds"]), cast("int | None", said["bound"])
    if said["objective"] is None:
        return Answer(None, None, spent, words=status)
    checked = check_files(instance, solution)
    value = checked.objective
    says_more = value is not None and cast(int, said["objective"]) > value  # its tardiness is not always tight
    violations = [one for one in checked.violations if not (one.rule == "objective" and says_more)]
    return Answer(value, bound, spent, tuple(violations), status)


def _child(command: list[str], seconds: float) -> dict[str, object] | str:
    """What a child printed; if it failed, its last words."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds + PATIENCE
        )
    except OSError as error:
        return str(error)
    except subprocess.TimeoutExpired:
        return f"ended after {seconds + PATIENCE:g} s"
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        return f"failed with exit code {done.returncode}: {lines[-1]}"
    return cast("dict[str, object]", json.loads(done.stdout))
