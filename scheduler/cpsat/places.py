"""Where operations are placed, and which of them a run looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scheduler.compile.network import FREE, Int64
from scheduler.cpsat.rows import Predecessor, Shop
from scheduler.cpsat.sources import with_first_sources


@dataclass(frozen=True)
class Places:
    """Engine minutes and mode per operation; of started work the part that remains."""

    start: Int64
    end: Int64
    mode: Int64
    source: Int64
    """Per need the row of the source table that covers it; -1: the first that can."""


class Place(NamedTuple):
    start: int
    end: int
    mode: int
    sources: tuple[int, ...] = ()
    """Per need of the operation the row of the source table that covers it; -1 of reported work."""


def rows_of(shop: Shop, places: Places) -> list[Place]:
    """One row per operation, with a source for every need of work that has not begun."""
    sources = with_first_sources(shop, places.start.tolist(), places.source.tolist())
    columns = (places.start.tolist(), places.end.tolist(), places.mode.tolist())
    return [
        Place(start, end, mode, tuple(sources[op.need_first : op.need_end]))
        for op, start, end, mode in zip(shop.ops, *columns, strict=True)
    ]


def places_of(rows: Sequence[Place]) -> Places:
    table = np.array([row[:3] for row in rows], np.int64).reshape(-1, 3)
    source = np.array([source for row in rows for source in row.sources], np.int64)
    return Places(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), source)


@dataclass(frozen=True)
class Scope:
    """The operations and orders that a run looks at: all, the binding ones before the tentative ones, or a window."""

    ops: frozenset[int]
    orders: frozenset[int]


def everything(shop: Shop) -> Scope:
    return Scope(frozenset(range(len(shop.ops))), frozenset(range(len(shop.orders))))


def wait(shop: Shop, rows: Sequence[Place], edge: Predecessor, op: int) -> int:
    """Minutes between the two ends that a relation joins."""
    before = rows[edge.op]
    from_ = real_start(shop, edge.op, before) if edge.from_start else before.end
    return (rows[op].end if edge.to_end else rows[op].start) - from_


def real_start(shop: Shop, op: int, place: Place) -> int:
    """Start of an operation; of reported work the real one, in the past."""
    return place.start if shop.ops[op].state == FREE else shop.ops[op].fact_start


def is_disturbed(shop: Shop, op: int, place: Place) -> bool:
    """Whether a published operation is not where it was: another start, or another mode of the shop."""
    row = shop.ops[op]
    return (real_start(shop, op, place), shop.modes[place.mode].same_as) != (row.published_start, row.published_mode)
