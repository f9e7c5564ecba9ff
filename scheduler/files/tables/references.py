"""What rows say of each other, checked for all of them at once: ids that are there, once, and lines that agree."""

import difflib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import cast

from scheduler.domain.errors import SHOWN
from scheduler.domain.spelling import differ_in_digits_only
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.flatten import BY_WEEKDAYS
from scheduler.files.tables.form import Column, Form
from scheduler.files.tables.headings import Findings
from scheduler.files.tables.merge import owners
from scheduler.files.tables.rows import LONGEST_ID, Entries, Entry, identities, shown_identity
from scheduler.files.tables.values import Value

LINE_COLUMNS = ("product", "options", "routing")
"""What the rows of one order line, its instalments, must agree on."""


class Checks:
    """The checks over all tables; what is wrong goes into the findings, with the cell where it stands."""

    def __init__(self, entries: Entries, findings: Findings) -> None:
        self.entries = entries
        self.findings = findings

    def run(self) -> None:
        for form in FORMS:
            self._required(form)
            self._duplicates(form)
            for column in form.columns:
                if column.must_exist and column.refers not in self.findings.broken:
                    self._known_ids(form, column)
            for parent, keys in owners(form):
                if len(keys) > 1 and parent.key not in self.findings.broken:
                    self._known_owners(form, parent, keys)
        self._stations_exist()
        self._lines_agree()
        if "order_lines" not in self.findings.broken:
            self._orders_have_lines()

    def refuse(self, form: Form, entry: Entry, key: str | None, message: str) -> None:
        self.findings.refuse(place_of(form, entry, key), message, shown_identity(form, entry.values))

    # --- cells that must be filled -------------------------------------------------------------------

    def _required(self, form: Form) -> None:
        """A missing column is told once, a blank cell in its row."""
        for column in form.columns:
            if not column.required:
                continue
            key = column.key
            blank = [e for e in self.entries[form.key] if e.values[key] is None and key not in e.unread]
            read = [(entry, entry.table) for entry in blank if entry.table is not None]
            absent = next((table for _, table in read if key not in table.columns), None)
            if absent is not None:
                message = f"the required column {column.en} ({column.zh}) is missing"
                self.findings.refuse(absent.place(absent.below), message)
                continue
            for entry, _ in read:
                self.refuse(form, entry, key, "this cell is blank: it is required")

    # --- ids that are given twice --------------------------------------------------------------------

    def _duplicates(self, form: Form) -> None:
        first: dict[object, Entry] = {}
        twice = 0
        entries = self.entries[form.key]
        for entry, key in zip(entries, identities(form, [entry.values for entry in entries]), strict=True):
            before = first.setdefault(key, entry)
            if before is entry or (key and key[-1] is None and not form.repeats):
                continue
            twice += 1
            if not form.repeats:
                message = f"{shown_identity(form, entry.values)} is given twice, first in {place_of(form, before)}"
                if form.key == "order_lines" and entry.values["number"] is None:
                    message += ": number the lines of the order in the column Line (行号)"
                self.refuse(form, entry, form.identity[-1] if form.identity else None, message)
        table = entries[0].table if entries else None
        if twice and form.repeats and table is not None and form.key not in (*BY_WEEKDAYS, "calendar_days"):
            self.findings.note("rows_repeat", sheet=table.sheet.name, count=twice)

    # --- ids that are nowhere ------------------------------------------------------------------------

    def _known_ids(self, form: Form, column: Column) -> None:
        table = FORM[cast(str, column.refers)]
        known = {cast(str, entry.values["id"]) for entry in self.entries[table.key] if entry.values["id"]}
        near = _Nearest(known)
        for entry in self.entries[form.key]:
            id_ = cast(str | None, entry.values[column.key])
            if id_ is not None and id_ not in known:
                message = f"{_named(id_)} is not in the table {table.en} ({table.zh}){near.hint(id_)}"
                self.refuse(form, entry, column.key, message)

    def _known_owners(self, form: Form, owner: Form, keys: tuple[str, ...]) -> None:
        """The step of a mode, the mode of a break: found by several columns, of which the last is told."""
        known = set(identities(owner, [entry.values for entry in self.entries[owner.key]]))
        siblings: Mapping[tuple[Value, ...], _Nearest] = {}
        for entry in self.entries[form.key]:
            named = tuple(entry.values[key] for key in keys)
            if named in known or named[-1] is None or set(keys) & set(entry.unread):
                continue
            if named[0] not in self._products:
                continue  # told at the product
            siblings = siblings or _siblings(known)
            last = cast(str, named[-1])
            hint = siblings[named[:-1]].hint(last) if named[:-1] in siblings else ""
            of = " / ".join(str(part)[:LONGEST_ID] for part in named[:-1] if part is not None)
            message = f"{_named(last)} of {of} is not in the table {owner.en} ({owner.zh}){hint}"
            self.refuse(form, entry, keys[-1], message)

    @cached_property
    def _products(self) -> set[Value]:
        return {entry.values["id"] for entry in self.entries["products"]}

    def _stations_exist(self) -> None:
        """A state of a pool's fifth station when there are four."""
        form = FORM["initial_states"]
        there = {entry.values["id"]: entry.values["units"] for entry in self.entries["resources"] if not entry.unread}
        for entry in self.entries[form.key]:
            resource, unit = entry.values["resource"], cast(int | None, entry.values["unit"])
            units = cast(int, there.get(resource) or 1)
            if resource in there and unit is not None and unit >= units:
                self.refuse(form, entry, "unit", f"{resource!r} has no station {unit + 1}: there are {units}")

    # --- orders --------------------------------------------------------------------------------------

    def _lines_agree(self) -> None:
        form = FORM["order_lines"]
        first: dict[object, Entry] = {}
        for entry in self.entries[form.key]:
            number = entry.values["number"]
            line = (entry.values["order"], 1 if number is None else number)
            before = first.setdefault(line, entry)
            if before is entry:
                continue
            for key in LINE_COLUMNS:
                unread = key in entry.unread or key in before.unread
                if entry.values[key] != before.values[key] and not unread:
                    same = f"differs from the same line in {place_of(form, before)}"
                    self.refuse(form, entry, key, f"{same}: rows of one line are its instalments")

    def _orders_have_lines(self) -> None:
        form = FORM["orders"]
        with_lines = {entry.values["order"] for entry in self.entries["order_lines"]}
        for entry in self.entries["orders"]:
            id_ = entry.values["id"]
            if id_ is not None and id_ not in with_lines:
                self.refuse(form, entry, "id", "this order has no row in the table Order lines (订单行)")


class _Nearest:
    """The nearest of many ids, for the first wrong ones; looking takes its time, and a message shows no more."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = list(known)
        self.found: dict[str, str] = {}

    def hint(self, wrong: str) -> str:
        if wrong not in self.found:
            if len(self.found) >= SHOWN:
                return ""
            alike = difflib.get_close_matches(wrong, self.known, n=3, cutoff=0.6)
            near = [other for other in alike if not differ_in_digits_only(wrong, other)]
            self.found[wrong] = f"; did you mean {near[0]!r}?" if near else ""
        return self.found[wrong]


def _siblings(known: Iterable[tuple[Value, ...]]) -> dict[tuple[Value, ...], _Nearest]:
    groups: dict[tuple[Value, ...], _Nearest] = {}
    for key in known:
        groups.setdefault(key[:-1], _Nearest([])).known.append(cast(str, key[-1]))
    return groups


def _named(id_: str) -> str:
    return repr(id_ if len(id_) <= LONGEST_ID else f"{id_[: LONGEST_ID - 3]}...")


def place_of(form: Form, entry: Entry, key: str | None = None) -> str:
    """Where a row, or its column, stands; of a stored row its table and id."""
    if entry.table is not None:
        return entry.table.place(entry.row, key)
    return f"stored {form.en} {shown_identity(form, entry.values) or ''}".rstrip()
