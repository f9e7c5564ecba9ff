"""A solve with its progress on the terminal, which Ctrl-C ends at once."""

import os
import sys
from collections.abc import Callable
from threading import Thread
from time import monotonic
from typing import TypeVar

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from scheduler.commands.terminal import remarks
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.search.limits import Limits
from scheduler.search.progress import Phase, Progress
from scheduler.texts import Language, label, text

Result = TypeVar("Result")

STOPPED = 3
"""Exit code of a run that was interrupted or failed."""


def solve_with_progress(problem: Problem, limits: Limits, language: Language) -> Plan:
    """The plan; while it is made, phase, elapsed time and the best values stand on standard error."""
    from scheduler.search.solve import solve  # compiled code: imported by those who need it only

    console = remarks()
    show = _Live(console, language) if console.is_terminal else _Lines(console, language)
    with show:
        return interruptible(lambda: solve(problem, limits, listener=show.listen))


def interruptible(work: Callable[[], Result], stopped: str = "Stopped; nothing was written.") -> Result:
    """The result of some long work. Ctrl-C ends the program with the line `stopped`, even inside compiled code.

    The work runs in a thread of its own because Python delivers a Ctrl-C only between two of its own steps,
    which
    a solver takes seconds apart.
    """
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=run, name="work", daemon=True)
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
    except KeyboardInterrupt:
        sys.stdout.flush()
        print(f"\n{stopped}", file=sys.stderr, flush=True)
        os._exit(STOPPED)  # an ordinary exit would wait for the solver's threads
    if errors:
        raise errors[0]
    return results[0]


class _Lines:
    """Progress for a file or a pipe: one line a phase."""

    def __init__(self, console: Console, language: Language) -> None:
        self.console, self.language = console, language
        self.phase: Phase | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None

    def listen(self, progress: Progress) -> None:
        if progress.phase is not self.phase:
            self.phase = progress.phase
            self.console.print(f"{progress.seconds:6.1f} s  {label(progress.phase, self.language)}")


class _Live:
    """Progress for a terminal, redrawn a few times a second."""

    def __init__(self, console: Console, language: Language) -> None:
        self.language = language
        self.started = monotonic()
        self.last: Progress | None = None
        self.spinner = Spinner("dots")
        self.live = Live(console=console, get_renderable=self.render, refresh_per_second=8, transient=True)

    def __enter__(self) -> None:
        self.live.start()

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def listen(self, progress: Progress) -> None:
        self.last = progress

    def render(self) -> Group:
        phase = "" if self.last is None else label(self.last.phase, self.language)
        self.spinner.update(text=Text(f"{monotonic() - self.started:6.1f} s  {phase}"))
        return Group(self.spinner, self._goals()) if self.last and self.last.best else Group(self.spinner)

    def _goals(self) -> Table:
        table = Table(box=None, padding=(0, 2))
        for head in ("goal", "value", "bound"):
            table.add_column(text(f"head.{head}", self.language), justify="left" if head == "goal" else "right")
        best, bound = (self.last.best, self.last.bound) if self.last else ({}, {})
        for goal, value in best.items():
            table.add_row(label(goal, self.language), f"{value:,}", f"{bound[goal]:,}" if goal in bound else "")
        return table
