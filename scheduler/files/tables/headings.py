"""Which sheets are which tables, and which of their columns are which: by titles and headings as people write them."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from scheduler.domain.complaints import MOST
from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.plan import Message
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.cells import is_blank
from scheduler.files.tables.form import Form
from scheduler.files.tables.numerals import half_width
from scheduler.files.tables.raw import Cell, RawSheet, column_letter

HEADING_WITHIN = 20
"""Rows from the top in which the headings are looked for."""
LONGEST_HEADING = 200
"""Characters; what is longer is a remark."""
NEARLY = 0.75
"""How alike a sheet's name must be to a table's to be taken for a slip of the pen."""
NEAR = 0.8
"""How alike a heading must be to a known one to be taken for a slip of the pen (difflib's ratio)."""
SILENT = frozenset(("example", "示例", "readme", "说明", "填写说明"))
"""Sheets of the template that hold no data."""
VALUE_HEADINGS = frozenset(("value", "值", "设置值", "内容"))

_UNIT = re.compile(r"(.+?)\s*[(（\[【][^)）\]】]*[)）\]】]")


class Spot(NamedTuple):
    """A cell, from 0."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of the input: where its columns are and which rows of its sheet hold data."""

    form: Form
    sheet: RawSheet
    columns: Mapping[str, int]
    """Column of the sheet by `Column.key`. An upright table has the column of its values for every setting."""
    headings: Mapping[str, str]
    """The heading as it stands, by `Column.key`."""
    below: int
    """The first row under the headings."""
    settings: Mapping[str, int] = field(default_factory=dict)
    """Of an upright table: the row of every setting."""

    def spot(self, row: int, key: str) -> Spot | None:
        """The cell of a row's column; for an upright table the row is that of the setting."""
        column = self.columns.get(key)
        return None if column is None else Spot(self.settings.get(key, row), column)

    def place(self, row: int, key: str | None = None) -> str:
        """`sheet 订单, row 5, column K (权重)`; in JSON `tables.orders[3].Weight`."""
        spot = None if key is None else self.spot(row, key)
        if self.sheet.json:
            inside = "" if self.form.upright else f"[{row - 1}]"
            return f"tables.{self.sheet.name}{inside}" + ("" if spot is None else f".{self.headings[key or '']}")
        where = f"sheet {self.sheet.name}"
        if spot is None:
            return where if self.form.upright else f"{where}, row {row + 1}"
        return f"{where}, row {spot.row + 1}, column {column_letter(spot.column)} ({self.headings[key or '']})"


@dataclass(slots=True)
class Findings:
    """What was found in the sheets, what is wrong with them, and what a planner should know."""

    source: str
    tables: dict[str, FoundTable] = field(default_factory=dict)
    problems: list[InputProblem] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Tables that could not be read, or are missing: what refers to them is not told as well."""

    def refuse(self, place: str, message: str, id_: str | None = None) -> None:
        self.problems.append(InputProblem(self.source, place, id_, message))
        if len(self.problems) == MOST:
            self.problems.append(InputProblem(self.source, "", None, "and more: the rest was not looked at"))
            raise InputError(self.problems)

    def note(self, key: str, **parameters: str | int) -> None:
        self.notes.append(Message(key=key, parameters=parameters))


@lru_cache(maxsize=4096)
def normalised(words: str) -> str:
    """A title or heading without what people write differently: width, case, spaces, a star or colon at its end."""
    text = half_width(words).casefold().rstrip("*:.。 ").lstrip("*")
    return re.sub(r"[\s_\-/]+", "", text)


def find_tables(sheets: Sequence[RawSheet], source: str) -> Findings:
    """Every sheet that is a table. Others, and hidden ones, are passed over with a note.

    Refused are a sheet that is nearly named like a table, and a file in which nothing is one: passing over what the
    planner meant would read as "nothing changes".
    """
    findings = Findings(source)
    for sheet in sheets:
        name = normalised(sheet.name)
        form = _form_of(name)
        if name in SILENT:
            continue
        if form is None or sheet.hidden:
            if any(not is_blank(cell) for row in sheet.rows for cell in row):
                if form is None and not sheet.hidden and (near := _nearly(name)) is not None:
                    message = f"this name is no table's: did you mean {near.en} ({near.zh})?"
                    findings.refuse(_sheet_place(sheet), message)
                    continue
                findings.note("sheet_hidden" if sheet.hidden else "sheet_passed_over", sheet=sheet.name)
        elif form.key in findings.tables:
            message = f"this is the table {form.en} ({form.zh}) again, after {findings.tables[form.key].sheet.name}"
            findings.refuse(_sheet_place(sheet), f"{message}: keep one")
        elif (table := _read_headings(form, filled_down(sheet), findings)) is not None:
            findings.tables[form.key] = table
    if not findings.tables and not findings.problems and findings.notes:
        known = ", ".join(f"{form.en} ({form.zh})" for form in FORMS)
        message = f"none of its sheets is a table (a CSV file is named like its table); tables are {known}"
        findings.refuse("", message)
    return findings


def _nearly(name: str) -> Form | None:
    """The table whose name a sheet's nearly is."""
    names = {normalised(title): form for form in FORMS for title in (form.en, form.zh, form.key)}
    near = difflib.get_close_matches(name[:LONGEST_HEADING], names, n=1, cutoff=NEARLY)
    return names[near[0]] if near else None


@cache
def _form_of(name: str) -> Form | None:
    return next((form for form in FORMS if name in map(normalised, (form.en, form.zh, form.key))), None)


def _sheet_place(sheet: RawSheet) -> str:
    return f"tables.{sheet.name}" if sheet.json else f"sheet {sheet.name}"


def filled_down(sheet: RawSheet) -> RawSheet:
    """The sheet with the value of every vertically merged range in each of its rows."""
    if not any(last > first for first, _, last, _ in sheet.merged):
        return sheet
    rows = [list(row) for row in sheet.rows]
    for first, left, last, _ in sheet.merged:
        value = rows[first][left] if first < len(rows) and left < len(rows[first]) else None
        for row in rows[first + 1 : last + 1]:
            row += [None] * (left + 1 - len(row))
            row[left] = value
    return RawSheet(
        sheet.name, tuple(tuple(row) for row in rows), sheet.merged, sheet.troubles, sheet.hidden, sheet.json
    )


# --- headings ----------------------------------------------------------------------------------------


class _Match(NamedTuple):
    key: str
    own: bool
    """By the heading that the form itself gives the column, not by a synonym."""


@cache
def _known(form_key: str) -> dict[str, _Match]:
    """The column that a normalised heading means."""
    form = FORM[form_key]
    known = {normalised(name): _Match(c.key, False) for c in form.columns for name in c.also}
    return known | {normalised(name): _Match(c.key, True) for c in form.columns for name in (c.en, c.zh, c.key)}


def match_heading(form: Form, cell: Cell) -> _Match | None:
    """Also without a unit in brackets: `数量(台)`, `Weight [kg]`."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
        return None
    known = _known(form.key)
    if (match := known.get(normalised(cell))) is not None:
        return match
    shorter = _UNIT.fullmatch(half_width(cell).rstrip("*: "))
    return None if shorter is None else known.get(normalised(shorter[1]))


def _read_headings(form: Form, sheet: RawSheet, findings: Findings) -> FoundTable | None:
    if form.upright and not sheet.json:
        return _read_settings(form, sheet, findings)
    if sheet.json and not sheet.rows:
        return FoundTable(form, sheet, {}, {}, 0)
    row = _heading_row(form, sheet)
    if row is None:
        expected = ", ".join(f"{c.en} ({c.zh})" for c in form.columns if c.required or c.key in form.identity)
        findings.refuse(_sheet_place(sheet), f"no headings found; expected among others {expected}")
        findings.broken.add(form.key)
        return None
    columns = _columns(form, sheet, row, findings)
    headings = {key: _words(sheet.rows[row][column]) for key, column in columns.items()}
    settings = dict.fromkeys(columns, row + 1) if form.upright else {}
    return FoundTable(form, sheet, columns, headings, row + 1, settings)


def _heading_row(form: Form, sheet: RawSheet) -> int | None:
    """The first of the rows near the top that have the most known headings."""
    best, best_row = 0, None
    for row, cells in enumerate(sheet.rows[: 1 if sheet.json else HEADING_WITHIN]):
        matched = len({match.key for cell in cells if (match := match_heading(form, cell))})
        if matched > best and not _is_title(sheet, row):
            best, best_row = matched, row
    return best_row


def _words(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _is_title(sheet: RawSheet, row: int) -> bool:
    """A row that holds nothing but one cell, merged over several columns."""
    filled = sum(not is_blank(cell) for cell in sheet.rows[row])
    return filled <= 1 and any(first <= row <= last and right > left for first, left, last, right in sheet.merged)


def _columns(form: Form, sheet: RawSheet, row: int, findings: Findings) -> dict[str, int]:
    """Columns by key. A heading of the form's own wins over synonyms, which are then passed over."""
    matches = {c: match_heading(form, cell) for c, cell in enumerate(sheet.rows[row]) if not is_blank(cell)}
    columns: dict[str, int] = {}
    for own in (True, False):
        claimed: dict[str, int] = {}
        for position, match in matches.items():
            if match is None or match.own is not own:
                continue
            if match.key in claimed:
                first = claimed[match.key]
                same = f"column {column_letter(first)} ({_words(sheet.rows[row][first])})"
                findings.refuse(_heading_place(sheet, Spot(row, position)), f"{same} says the same: keep one")
            elif match.key in columns:
                findings.note("column_passed_over", sheet=sheet.name, column=_words(sheet.rows[row][position]))
            else:
                claimed[match.key] = position
        columns |= claimed
    for position, match in matches.items():
        if match is None:
            _unknown_heading(form, sheet, Spot(row, position), columns, findings)
    return columns


def _unknown_heading(form: Form, sheet: RawSheet, spot: Spot, columns: Mapping[str, int], findings: Findings) -> None:
    """Refused if it is nearly one of those that are still missing, else passed over with a note."""
    heading = _words(sheet.rows[spot.row][spot.column])
    missing = {name: match.key for name, match in _known(form.key).items() if match.key not in columns}
    near = difflib.get_close_matches(normalised(heading[:LONGEST_HEADING]), missing, n=1, cutoff=NEAR)
    if not near:
        findings.note("column_passed_over", sheet=sheet.name, column=heading[:LONGEST_HEADING])
        return
    meant = next(column for column in form.columns if column.key == missing[near[0]])
    message = f"unknown heading {heading!r}; did you mean {meant.en!r} ({meant.zh})?"
    findings.refuse(_heading_place(sheet, spot), message)


def _heading_place(sheet: RawSheet, spot: Spot) -> str:
    if sheet.json:
        return _sheet_place(sheet)
    heading = _words(sheet.rows[spot.row][spot.column])
    return f"{_sheet_place(sheet)}, row {spot.row + 1}, column {column_letter(spot.column)} ({heading})"


# --- upright tables ----------------------------------------------------------------------------------


def _read_settings(form: Form, sheet: RawSheet, findings: Findings) -> FoundTable:
    """Setting and value side by side: the column of the most known settings, and the one headed value or the next."""
    width = max((len(row) for row in sheet.rows), default=0)
    counts = [sum(match_heading(form, _at(row, c)) is not None for row in sheet.rows) for c in range(width)]
    left = counts.index(max(counts)) if any(counts) else 0
    first = next((row for row, cells in enumerate(sheet.rows) if match_heading(form, _at(cells, left))), 0)
    above = [(c, cell) for cells in sheet.rows[:first] for c, cell in enumerate(cells)]
    value = next((c for c, cell in above if normalised(str(cell)) in VALUE_HEADINGS), left + 1)
    settings: dict[str, int] = {}
    for row, cells in enumerate(sheet.rows[first:], first):
        cell, spot = _at(cells, left), Spot(row, left)
        match = match_heading(form, cell)
        if match is None:
            if not is_blank(cell) and not is_blank(_at(cells, value)):
                _unknown_heading(form, sheet, spot, settings, findings)
        elif match.key in settings:
            same = f"row {settings[match.key] + 1} ({_words(sheet.rows[settings[match.key]][left])})"
            findings.refuse(_heading_place(sheet, spot), f"{same} says the same: keep one")
        else:
            settings[match.key] = row
    headings = {key: _words(sheet.rows[row][left]) for key, row in settings.items()}
    return FoundTable(form, sheet, dict.fromkeys(settings, value), headings, 0, settings)


def _at(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else None
