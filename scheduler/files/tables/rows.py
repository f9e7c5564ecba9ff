"""From the cells of a found table to rows of values, each with its place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from zoneinfo import ZoneInfo

from scheduler.files.tables.cells import is_blank, reader
from scheduler.files.tables.fields import default
from scheduler.files.tables.form import Column, Form
from scheduler.files.tables.headings import Findings, FoundTable
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError, Row, Value

_TOTAL = re.compile(r"\W*(?:[合总小共]\s*计|(?:grand |sub)?totals?|sum)\W*", re.IGNORECASE)

LONGEST_ID = 120
"""Characters of an id; a refusal cuts what is longer."""

Identity = tuple[Value, ...]


@dataclass(slots=True)
class Entry:
    """A row of values with its place: a row of a table of the input, or a stored one (`table` is None)."""

    values: dict[str, Value]
    table: FoundTable | None = None
    row: int = 0
    unread: tuple[str, ...] = ()
    """Columns whose cells were refused; their values are None."""


Entries = dict[str, list[Entry]]
"""Rows of every table, by `Form.key`."""


@dataclass(slots=True)
class _Sheet:
    """The rows of a table that hold data, and what was refused of them."""

    table: FoundTable
    rows: list[int] = field(default_factory=list)
    refused: dict[tuple[int, str], str] = field(default_factory=dict)
    """Why a row's column can't be read."""


def identity(form: Form, values: Row) -> Identity:
    """Which row this is; blanks stand for what they mean (instalment 1, piece 0)."""
    return identities(form, (values,))[0]


def identities(form: Form, rows: Iterable[Row]) -> list[Identity]:
    """The same for many rows."""
    keys = [(key, _blank(form, key)) for key in form.identity]
    return [tuple([blank if (value := values[key]) is None else value for key, blank in keys]) for values in rows]


def _blank(form: Form, key: str) -> Value:
    meaning = default(form.key, key)
    return meaning if isinstance(meaning, int) else None


def shown_identity(form: Form, values: Row) -> str | None:
    """The id of a row in a refusal: `SO-1`, or `SO-1 / 1 / 2` where several columns make it."""
    parts = [_word(part) for part in identity(form, values) if part is not None]
    return " / ".join(parts) or None


def _word(value: Value) -> str:
    words = ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
    return words if len(words) <= LONGEST_ID else f"{words[: LONGEST_ID - 3]}..."


def read_rows(table: FoundTable, zone: ZoneInfo, findings: Findings) -> list[Entry]:
    """Every row that holds data. Cells that can't be understood are told, and blank in the result."""
    sheet = _Sheet(table, _data_rows(table, findings))
    _refuse_troubles(sheet)
    _refuse_merged_quantities(sheet)
    columns = {column.key: column for column in table.form.columns}
    values: dict[str, Sequence[Value]] = {key: [None] * len(sheet.rows) for key in columns}
    for key, cells in _filled_columns(sheet).items():
        values[key] = _read_column(sheet, columns[key], zone, cells)
    keys = list(columns)
    entries = [
        Entry(dict(zip(keys, row, strict=True)), table, number)
        for number, row in zip(sheet.rows, zip(*values.values(), strict=True), strict=True)
    ]
    _tell(sheet, entries, findings)
    return entries


def _tell(sheet: _Sheet, entries: list[Entry], findings: Findings) -> None:
    """Every refusal at its cell, with the id of its row, from the top of the sheet to its end."""
    by_row = {entry.row: entry for entry in entries}
    positions = sheet.table.columns
    for (row, key), message in sorted(sheet.refused.items(), key=lambda one: (one[0][0], positions[one[0][1]])):
        entry = by_row[row]
        entry.unread += (key,)
        findings.refuse(sheet.table.place(row, key), message, shown_identity(sheet.table.form, entry.values))


def _data_rows(table: FoundTable, findings: Findings) -> list[int]:
    """Rows under the headings that aren't blank and aren't sums; an upright table is one row."""
    if table.form.upright:
        return [table.below]
    used = sorted(table.columns.values())
    rows, totals = [], 0
    for row in range(table.below, len(table.sheet.rows)):
        cells = table.sheet.rows[row]
        if all(is_blank(cells[c]) for c in used if c < len(cells)) and not _troubled(table, row):
            continue
        if _is_total(table, cells):
            totals += 1
        else:
            rows.append(row)
    if totals:
        findings.note("totals_passed_over", sheet=table.sheet.name, count=totals)
    return rows


def _troubled(table: FoundTable, row: int) -> bool:
    troubles = table.sheet.troubles
    return bool(troubles) and any((row, column) in troubles for column in table.columns.values())


def _is_total(table: FoundTable, cells: tuple[Cell, ...]) -> bool:
    """A word for sums in the first filled cell, and nothing that would make the row a record."""
    first = next((c for c, cell in enumerate(cells) if not is_blank(cell)), None)
    if first is None or not isinstance(word := cells[first], str) or not _TOTAL.fullmatch(word):
        return False
    needed = [table.columns[c.key] for c in table.form.columns if c.required and c.key in table.columns]
    return any(c != first and (c >= len(cells) or is_blank(cells[c])) for c in needed)


def _refuse_troubles(sheet: _Sheet) -> None:
    table = sheet.table
    by_column = {column: key for key, column in table.columns.items()}
    rows = set(sheet.rows)
    for (row, column), words in sorted(table.sheet.troubles.items()):
        if table.form.upright:
            key, record = next((k for k, r in table.settings.items() if r == row), None), table.below
        else:
            key, record = by_column.get(column), row
        if key is not None and table.columns[key] == column and record in rows:
            sheet.refused[record, key] = words


def _refuse_merged_quantities(sheet: _Sheet) -> None:
    """A quantity in a cell over several rows may be meant once or for each of them."""
    table = sheet.table
    column = table.columns.get("quantity")
    for first, left, last, _ in table.sheet.merged:
        if left == column and last > first >= table.below and not table.form.upright:
            message = f"a merged cell over rows {first + 1} to {last + 1}: write the quantity of each row into it"
            sheet.refused[first, "quantity"] = message


def _filled_columns(sheet: _Sheet) -> dict[str, Sequence[Cell]]:
    """The cells of every column in the rows that hold data; columns with nothing in them are left out.

    All rows are turned to columns at once, because a workbook has many columns that few planners use.
    """
    table, rows = sheet.table, sheet.table.sheet.rows
    if table.form.upright:
        at = {key: rows[table.settings.get(key, table.below)] if rows else () for key in table.columns}
        return {key: at[key][position : position + 1] or (None,) for key, position in table.columns.items()}
    turned = list(zip_longest(*[rows[number] for number in sheet.rows]))
    filled = {key: turned[position] for key, position in table.columns.items() if position < len(turned)}
    return {key: cells for key, cells in filled.items() if cells.count(None) < len(cells)}


def _read_column(sheet: _Sheet, column: Column, zone: ZoneInfo, cells: Sequence[Cell]) -> list[Value]:
    """The values of one column; equal cells are read once."""
    key = column.key
    read = reader(column, zone)
    known: dict[str, Value] = {}
    values: list[Value] = []
    for number, cell in zip(sheet.rows, cells, strict=True):
        if cell is None or (sheet.refused and (number, key) in sheet.refused):
            values.append(None)
            continue
        is_text = type(cell) is str
        if is_text and cell in known:
            values.append(known[cell])  # type: ignore[index]
            continue
        try:
            value = read(cell)
        except CellError as error:
            sheet.refused[number, key] = str(error)
            values.append(None)
            continue
        if is_text:
            known[cell] = value  # type: ignore[index]
        values.append(value)
    return values
