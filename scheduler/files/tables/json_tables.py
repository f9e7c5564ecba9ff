"""The tables as one JSON file: `{"tables": {"orders": [{"Order": "A", "Weight": 3}, …], "plant": {"Time zone": …}}}`.

The same tables, headings and cells as in the workbook, in either language; days and moments are texts.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scheduler.domain.errors import InputError, InputProblem, refuse
from scheduler.domain.json_text import Json, parse
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORMS
from scheduler.files.tables.cells import shower
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.form import Form
from scheduler.files.tables.raw import Cell, RawSheet
from scheduler.files.tables.values import Row
from scheduler.files.untrusted.limits import COLUMNS as MOST_COLUMNS
from scheduler.texts import Language

TABLES = "tables"


def tables_json(problem: Problem, language: str) -> bytes:
    """The problem's tables as UTF-8 JSON with titles and headings of a language. Empty tables are empty lists."""
    zone, rows, words = ZoneInfo(problem.zone), flatten(problem), Language(language)
    document = {form.title(language): _table(form, rows[form.key], words, zone) for form in FORMS}
    return (json.dumps({TABLES: document}, ensure_ascii=False, indent=1) + "\n").encode()


def sheets_from_json(content: bytes, source: str) -> list[RawSheet]:
    """The tables in a JSON text as sheets, for `problem_from_sheets`. Raises InputError; `source` names the file."""
    document = parse(content, source)
    tables = document.get(TABLES) if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(tables, dict):
        raise refuse(source, 'expected tables: {"tables": {"orders": [{"Order": "A", …}, …], …}}')
    problems = [InputProblem(source, key, None, "unknown field; known is tables") for key in document if key != TABLES]
    sheets = [sheet for name, rows in tables.items() if (sheet := _sheet(name, rows, source, problems)) is not None]
    if problems:
        raise InputError(problems)
    return sheets


def _table(form: Form, rows: Sequence[Row], language: Language, zone: ZoneInfo) -> Json:
    columns = [(c.key, c.heading(language), shower(c, language, zone)) for c in form.columns]
    records: list[Json] = [
        {heading: cell for key, heading, show in columns if (cell := _json(show(row[key]))) is not None} for row in rows
    ]
    return records[0] if form.upright else records


def _json(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.isoformat("minutes") if isinstance(cell, time) else cell


def _sheet(name: str, rows: Json, source: str, problems: list[InputProblem]) -> RawSheet | None:
    """One table: a list of objects, or one object for the plant's settings."""
    records = [rows] if isinstance(rows, dict) else rows
    if not isinstance(records, list):
        problems.append(InputProblem(source, f"{TABLES}.{name}", None, "expected a list of rows: [{…}, …]"))
        return None
    positions: dict[str, int] = {}
    objects: list[Mapping[str, Json]] = []
    for number, record in enumerate(records):
        if isinstance(record, dict):
            objects.append(record)
            for heading in record:
                positions.setdefault(heading, len(positions))
        else:
            problems.append(InputProblem(source, f"{TABLES}.{name}[{number}]", None, "expected a row: {…}"))
    if len(positions) > MOST_COLUMNS:
        message = f"at most {MOST_COLUMNS} different headings are read, and there are {len(positions):,}"
        problems.append(InputProblem(source, f"{TABLES}.{name}", None, message))
        return None
    troubles: dict[tuple[int, int], str] = {}
    cells = [_cells(record, positions, row, troubles) for row, record in enumerate(objects, 1)]
    head = (tuple(positions),) if objects else ()
    return RawSheet(name, (*head, *cells), troubles=troubles, json=True)


def _cells(
    record: Mapping[str, Json], positions: Mapping[str, int], row: int, troubles: dict[tuple[int, int], str]
) -> tuple[Cell, ...]:
    cells: list[Cell] = [None] * len(positions)
    for heading, value in record.items():
        if isinstance(value, dict | list):
            troubles[row, positions[heading]] = (
                "expected text, a number, true, false or null: write a list as in a cell"
            )
        else:
            cells[positions[heading]] = value
    return tuple(cells)
