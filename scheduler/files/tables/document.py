"""Sheets to a problem: every table found, read, merged with what is stored, checked and told in the planner's words."""

import json
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from scheduler.domain.complaints import complaints
from scheduler.domain.errors import InputError
from scheduler.domain.garbage import no_garbage_collection
from scheduler.domain.json_text import Path
from scheduler.domain.plan import Message
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.assemble import Assembled, assemble
from scheduler.files.tables.flatten import BY_WEEKDAYS, flatten_shift_by_shift, single_shifts
from scheduler.files.tables.headings import Findings, find_tables
from scheduler.files.tables.merge import merged
from scheduler.files.tables.places import Places
from scheduler.files.tables.raw import RawSheet
from scheduler.files.tables.references import Checks
from scheduler.files.tables.rows import Entries, Entry, read_rows
from scheduler.files.tables.values import Row

NEEDED = ("plant", "companies", "workshops", "calendars", "resources")
"""Tables without which there is no problem."""
NO_ZONE = ZoneInfo("UTC")
"""In which times are read when the plant's zone is missing or wrong, to tell what else is wrong."""


class Imported(NamedTuple):
    """A problem read from tables."""

    problem: Problem
    notes: tuple[Message, ...]
    """What was passed over; texts under `files.`."""
    where: Callable[[Path], str]
    """The sheet, row and column from which a place of the problem comes: `("orders", 3, "weight")`."""


def problem_from_sheets(sheets: Sequence[RawSheet], source: str, base: Problem | None = None) -> Imported:
    """The problem that sheets hold, over the stored one `base` if there is one.

    `source` names the file in refusals. Raises InputError with everything that is wrong, each with file, sheet, row,
    column and id. See `merge` for what an import again keeps.
    """
    with no_garbage_collection():
        findings = find_tables(sheets, source)
        read = _read(findings, base)
        if base is None:
            _refuse_missing_tables(findings)
        stored = _stored(base)
        _note_emptied(read, stored, findings)
        entries = merged(read, stored)
        Checks(entries, findings).run()
        assembled = assemble(entries)
        places = Places(assembled, findings)
        problem = _validated(assembled, places, findings)
        return Imported(problem, tuple(findings.notes), places.where)


def _read(findings: Findings, base: Problem | None) -> Entries:
    zone = _zone(findings, base)
    read = {key: read_rows(table, zone, findings) for key, table in findings.tables.items()}
    for key in read.keys() & set(BY_WEEKDAYS):
        read[key] = [
            Entry(dict(row), entry.table, entry.row, entry.unread)
            for entry in read[key]
            for row in single_shifts(entry.values)
        ]
    return read


def _zone(findings: Findings, base: Problem | None) -> ZoneInfo:
    """The plant's zone, which says what the times in all tables mean."""
    table = findings.tables.get("plant")
    name = None if base is None else base.zone
    if table is not None and "zone" in table.columns:
        spot = table.spot(table.below, "zone")
        row = table.sheet.rows[spot.row] if spot is not None else ()
        cell = row[spot.column] if spot is not None and spot.column < len(row) else None
        name = cell.strip() if isinstance(cell, str) and cell.strip() else name
    try:
        return ZoneInfo(name) if name is not None else NO_ZONE
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return NO_ZONE


def _refuse_missing_tables(findings: Findings) -> None:
    for key in NEEDED:
        if key not in findings.tables and key not in findings.broken:
            form = FORM[key]
            findings.broken.add(key)
            findings.refuse("", f"the table {form.en} ({form.zh}) is missing")


def _note_emptied(read: Entries, stored: Mapping[str, Sequence[Row]], findings: Findings) -> None:
    """A sheet with nothing under its headings takes every stored row away: perhaps nobody meant that."""
    for key, entries in read.items():
        if stored[key] and not entries and not FORM[key].recorded:
            findings.note("table_emptied", sheet=findings.tables[key].sheet.name, count=len(stored[key]))


def _stored(base: Problem | None) -> dict[str, list[Row]]:
    if base is None:
        blank: Row = {column.key: None for column in FORM["plant"].columns}
        return {form.key: [blank] if form.key == "plant" else [] for form in FORMS}
    return flatten_shift_by_shift(base)


def _validated(assembled: Assembled, places: Places, findings: Findings) -> Problem:
    """The document as a problem, unless anything was found wrong with it or with its rows."""
    problem: Problem | None = None
    try:
        problem = Problem.model_validate_json(json.dumps(assembled.document))
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            findings.problems += places.unreadable()
        else:
            found = complaints(error, Problem, assembled.document, findings.source)
            findings.problems += places.told(found)
    if problem is None and not findings.problems:
        raise AssertionError("the records refuse what no complaint tells")
    if findings.problems or problem is None:
        raise InputError(dict.fromkeys(findings.problems))
    return problem
