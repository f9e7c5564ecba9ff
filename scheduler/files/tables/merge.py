"""An import again: what the file says, and what was stored and stays.

Tables that the file does not have keep their stored rows. In a table that it has, a row of the same identity keeps the
stored values of columns the file does not have, and of decided columns whose cells are blank; rows that the file does
not have are gone, except where a table records what happened (progress, pins, the published plan). Parts go with the
record they are part of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scheduler.domain.operation import ProgressStatus
from scheduler.domain.order import OrderStatus
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.fields import needed, sub_records
from scheduler.files.tables.form import Form
from scheduler.files.tables.headings import FoundTable
from scheduler.files.tables.rows import Entries, Entry, Identity, identities
from scheduler.files.tables.values import Row, Value

ENDED_BY_STATUS: tuple[tuple[str, str, Callable[[Value], bool]], ...] = (
    ("orders", "reservation.", lambda status: status != OrderStatus.RESERVED.value),
    ("progress", "remaining_minutes", lambda status: status == ProgressStatus.FINISHED.value),
    ("progress", "expected_at", lambda status: status == ProgressStatus.FINISHED.value),
    ("progress", "finished_at", lambda status: status == ProgressStatus.STARTED.value),
)
"""Stored values that a new status makes void: table, beginning of the columns' keys, when."""


def merged(read: Entries, stored: Mapping[str, Sequence[Row]]) -> Entries:
    """All rows after the import. `read` has the tables of the file, `stored` all tables; shifts a row each."""
    result: Entries = {}
    for form in FORMS:
        kept = stored[form.key]
        if form.key not in read:
            result[form.key] = [Entry(dict(row)) for row in _with_their_parents(form, kept, stored, result)]
        else:
            result[form.key] = _table(form, read[form.key], kept)
    return result


def _table(form: Form, entries: list[Entry], stored: Sequence[Row]) -> list[Entry]:
    """The rows of one table of the file over the stored ones."""
    at: dict[Identity, list[int]] = defaultdict(list)
    for position, key in enumerate(identities(form, stored)):
        at[key].append(position)
    keeping = _Keeping.of(form, entries[0].table if entries else None)
    taken: dict[int, Entry] = {}
    result = []
    for entry, key in zip(entries, identities(form, [entry.values for entry in entries]), strict=True):
        if before := at.get(key):
            position = before.pop(0)
            entry.values = keeping.over(entry, stored[position])
            taken[position] = entry
            if form.recorded:
                continue
        result.append(entry)
    if form.recorded:
        return [taken.get(position) or Entry(dict(row)) for position, row in enumerate(stored)] + result
    return result


class _Keeping(NamedTuple):
    """Which stored values of a table stay when a file's row comes over them."""

    table: str
    absent: tuple[str, ...]
    """Columns that the file does not have."""
    decided: tuple[str, ...]
    parts: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Optional records that the file takes away by blanking what is not decided of them: those columns, all of them."""

    @classmethod
    def of(cls, form: Form, table: FoundTable | None) -> "_Keeping":
        columns = {} if table is None else table.columns
        decided = tuple(column.key for column in form.columns if column.decided)
        parts = []
        for keys in sub_records(tuple(column.key for column in form.columns)).values():
            told = tuple(key for key in keys if key not in decided)
            asked = tuple(key for key in told if needed(form.key, key)) or told
            if told and all(key in columns for key in asked):
                parts.append((tuple(key for key in told if key in columns), keys))
        absent = tuple(column.key for column in form.columns if column.key not in columns)
        return cls(form.key, absent, decided, tuple(parts))

    def over(self, entry: Entry, before: Row) -> dict[str, Value]:
        values = dict(entry.values)
        for key in self.absent:
            values[key] = before[key]
        for key in self.decided:
            if values[key] is None and key not in entry.unread:
                values[key] = before[key]
        for told, keys in self.parts:
            if all(entry.values[key] is None and key not in entry.unread for key in told):
                values.update((key, entry.values[key]) for key in keys)
        for table, beginning, ended in ENDED_BY_STATUS:
            if table == self.table and ended(values["status"]):
                values.update((key, entry.values[key]) for key in values if key.startswith(beginning))
        return values


def _with_their_parents(
    form: Form, rows: Sequence[Row], stored: Mapping[str, Sequence[Row]], now: Entries
) -> Iterator[Row]:
    """Stored rows without those whose record was taken away."""
    gone = [(keys, _gone(parent, stored, now)) for parent, keys in owners(form)]
    for row in rows:
        if not any(tuple(row[key] for key in keys) in missing for keys, missing in gone):
            yield row


def owners(form: Form) -> list[tuple[Form, tuple[str, ...]]]:
    """The tables of the records that a row goes with, and the row's columns that name them."""
    found = []
    if form.parent is not None:
        parent = FORM[form.parent]
        found.append((parent, form.identity[: len(parent.identity)]))
    if form.key == "routing_steps":
        found.append((FORM["routings"], ("product", "routing")))
    if form.key == "operations":
        found.append((FORM["orders"], ("order",)))
    return found


def _gone(form: Form, stored: Mapping[str, Sequence[Row]], now: Entries) -> set[Identity]:
    left = set(identities(form, [entry.values for entry in now[form.key]]))
    return set(identities(form, stored[form.key])) - left
