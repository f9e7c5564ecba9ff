"""What changed between two problems, row by row of their tables, before a person agrees to an import.

Rows are the same if their identity is. The order of rows counts only where it means something (`Form.ordered`): the
steps of a routing, the modes of an operation or step, a product's alternative routings, the lines and instalments of
an order, the exceptions of a calendar. There a row that changed its place among those that stayed differs in
`POSITION`. Elsewhere a new order alone is no change. Weekly shifts are compared weekday by weekday.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.garbage import no_garbage_collection
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.cells import show
from scheduler.files.tables.flatten import flatten_shift_by_shift
from scheduler.files.tables.form import Form
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.rows import Identity, identities
from scheduler.files.tables.values import Row

POSITION = "position"
"""Stands for a column where only the place among a record's rows changed; counted from 1."""


class ChangeKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class FieldChange(NamedTuple):
    """One cell before and after, as a sheet shows them."""

    column: str
    old: Cell
    new: Cell


class Change(NamedTuple):
    """One row that is new, different or gone."""

    table: str
    identity: tuple[Cell, ...]
    """The cells of the identifying columns."""
    kind: ChangeKind
    fields: tuple[FieldChange, ...] = ()
    """Of a changed row; for others empty."""


class _Side(NamedTuple):
    rows: Sequence[Row]
    zone: ZoneInfo


def difference(old: Problem, new: Problem, language: str = "en") -> list[Change]:
    """Every row that differs, in the order of the tables: rows of `new` in its order, then those that are gone.

    Empty exactly if the problems are equal up to the order of rows where that means nothing.
    """
    before, after = flatten_shift_by_shift(old), flatten_shift_by_shift(new)
    zones = ZoneInfo(old.zone), ZoneInfo(new.zone)
    with no_garbage_collection():
        return [
            change
            for form in FORMS
            for change in _table(form, _Side(before[form.key], zones[0]), _Side(after[form.key], zones[1]), language)
        ]


def _table(form: Form, old: _Side, new: _Side, language: str) -> Iterator[Change]:
    pairs = _pairs(form, old.rows, new.rows)
    moved = _moved(form, new.rows, pairs) if form.ordered else {}
    for position, row in enumerate(new.rows):
        before = pairs.get(position)
        if before is None:
            yield Change(form.key, _shown_identity(form, row, new.zone, language), ChangeKind.ADDED)
            continue
        fields = tuple(_fields(form, old.rows[before], row, (old.zone, new.zone), language))
        if position in moved:
            fields += (FieldChange(POSITION, *moved[position]),)
        if fields:
            yield Change(form.key, _shown_identity(form, row, new.zone, language), ChangeKind.CHANGED, fields)
    kept = set(pairs.values())
    for position, row in enumerate(old.rows):
        if position not in kept:
            yield Change(form.key, _shown_identity(form, row, old.zone, language), ChangeKind.GONE)


def _pairs(form: Form, old: Sequence[Row], new: Sequence[Row]) -> dict[int, int]:
    """Which new row is which old one; among several of one identity the equal ones first, then in their order."""
    at: dict[Identity, list[int]] = defaultdict(list)
    for position, key in enumerate(identities(form, old)):
        at[key].append(position)
    pairs: dict[int, int] = {}
    later: list[tuple[int, list[int]]] = []
    for position, key in enumerate(identities(form, new)):
        candidates = at.get(key)
        if not candidates:
            continue
        same = next((i for i in candidates if old[i] == new[position]), None)
        if same is None:
            later.append((position, candidates))
        else:
            candidates.remove(same)
            pairs[position] = same
    for position, candidates in later:
        if candidates:
            pairs[position] = candidates.pop(0)
    return pairs


def _moved(form: Form, new: Sequence[Row], pairs: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Old and new place among a record's rows, of the fewest rows that must have moved."""
    siblings: dict[Identity, list[int]] = defaultdict(list)
    for position, owner in enumerate(_owners(form, new)):
        if position in pairs:
            siblings[owner].append(position)
    moved: dict[int, tuple[int, int]] = {}
    for positions in siblings.values():
        befores = [pairs[position] for position in positions]
        if befores == sorted(befores):
            continue
        ranks = {before: rank for rank, before in enumerate(sorted(befores), 1)}
        stayed = set(_longest_rising(befores))
        moved |= {
            position: (ranks[before], rank)
            for rank, (position, before) in enumerate(zip(positions, befores, strict=True), 1)
            if before not in stayed
        }
    return moved


def _owners(form: Form, rows: Sequence[Row]) -> Iterator[Identity]:
    """The record whose rows a row is one of; steps are those of one routing of a product."""
    keys = form.identity[: len(FORM[form.parent].identity)] if form.parent else ()
    if form.key == "routing_steps":
        keys = ("product", "routing")
    return (tuple(row[key] for key in keys) for row in rows)


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """A longest rising part of distinct numbers (patience sorting)."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    rising, last = [], tops[-1] if tops else None
    while last is not None:
        rising.append(last)
        last = before[last]
    return rising[::-1]


def _fields(form: Form, old: Row, new: Row, zones: tuple[ZoneInfo, ZoneInfo], language: str) -> Iterator[FieldChange]:
    if old == new:
        return
    for column in form.columns:
        if old[column.key] != new[column.key]:
            shown = [show(row[column.key], column, language, zone) for row, zone in zip((old, new), zones, strict=True)]
            yield FieldChange(column.key, *shown)


def _shown_identity(form: Form, row: Row, zone: ZoneInfo, language: str) -> tuple[Cell, ...]:
    columns = {column.key: column for column in form.columns}
    return tuple(show(row[key], columns[key], language, zone) for key in form.identity)
