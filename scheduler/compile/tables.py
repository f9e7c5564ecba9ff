"""Rows of Python numbers as the structured arrays of a network."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from scheduler.compile.network import NEVER, Records

T = TypeVar("T")


def table(rows: Sequence[tuple[int, ...]], kind: np.dtype[np.void]) -> Records:
    """Rows in the column order of `kind`."""
    return np.array(rows, kind) if rows else np.zeros(0, kind)


def spans(groups: Iterable[Sequence[object]]) -> list[tuple[int, int]]:
    """First and end row of each group in the flat list of all groups."""
    found, position = [], 0
    for group in groups:
        found.append((position, position + len(group)))
        position += len(group)
    return found


def flat(groups: Iterable[Sequence[T]]) -> list[T]:
    """The rows of all groups, one after the other."""
    return [row for group in groups for row in group]


def bounded(minute: int) -> int:
    """Dates centuries away are as good as never, and no sum of minutes leaves its 64 bits."""
    return max(-NEVER, min(NEVER, minute))
