"""What a search tells while it runs."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import Field

from scheduler.domain.goal import Goal
from scheduler.domain.record import Record


class Phase(StrEnum):
    """What a search is doing, in the order in which it happens."""

    COMPILE = "compile"
    START = "start"
    IMPROVE = "improve"
    PROVE = "prove"
    EXPLAIN = "explain"
    VERIFY = "verify"
    DONE = "done"


class Progress(Record):
    """One report: the phase, seconds since the start, and the best values and bounds known, goal by goal in order."""

    phase: Phase
    seconds: float
    best: dict[Goal, int] = Field(default_factory=dict)
    bound: dict[Goal, int] = Field(default_factory=dict)
    found_by: str = ""


Listener = Callable[[Progress], None]
"""Called from the searching thread; must return quickly."""


def silent(progress: Progress) -> None:
    """The listener that listens to nothing."""
