"""The cells of one sheet, read as a stream: memory goes by the cells that hold something, not by what a sheet claims.

Source of the format: ECMA-376 Part 1, 18.3 (sheets) and 18.18.11 (types of cells), transitional and strict.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.number_formats import Shape, shown
from scheduler.files.untrusted.plain_rows import Cells, PlainRows
from scheduler.files.untrusted.report import Refused, Report, Value
from scheduler.files.untrusted.shared_texts import TOO_LONG, plain
from scheduler.files.untrusted.xml_parts import Attributes, Stream, local, run

LAST_COLUMN = 16_384
LAST_ROW = 1_048_576
LARGEST_EXACT = 10**15
"""Whole numbers from here on are not exact in spreadsheet programs."""
LARGEST = 10**18

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\s*")

NEVER_CALCULATED = "a formula whose result was never stored: open the file in Excel or WPS and save it once"


class Distrusted(Exception):
    """A cell without a value that could be used, and why."""


@dataclass(frozen=True)
class Book:
    """What the sheets of a workbook share."""

    texts: Mapping[str, str | None]
    """By number, as cells write it; None: too long for a cell."""
    shapes: Mapping[str, Shape]
    """Style number, as cells write it -> what numbers of that style show; ordinary numbers are left out."""
    from_1904: bool
    recalculate: bool
    """Results of formulas are to be worked out anew on opening: the stored ones are not meant to be read."""


def read_sheet(part: Stream, name: str, book: Book, report: Report) -> None:
    """Tells all rows of a sheet. Raises Refused if its structure is broken."""
    sheet = _Sheet(book, report)
    run(part, name, sheet.start, sheet.end, sheet.text, PlainRows(sheet).left)
    report.flush()
    if sheet.merged:
        report.merged(sheet.merged)


class _Sheet:
    """Where the stream stands. One cell costs five calls, so these are kept short."""

    def __init__(self, book: Book, report: Report) -> None:
        self.book = book
        self.report = report
        self.merged: list[tuple[int, int, int, int]] = []
        self.row_number = -1
        self.row: list[Value] = []
        self.columns: dict[str, int] = {}
        self.characters: list[str] = []
        self.text = self.characters.append
        self.attributes: Attributes = {}
        self.column = 0
        self.value: str | None = None
        self.inline: list[str] = []
        self.formula: str | None = None
        self.cell_tag = self.value_tag = ""
        self.aids = 0
        self.in_data = False
        self.formulas_count = not book.recalculate

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == self.cell_tag:
            self.attributes = attributes
            self.value = self.formula = None
        elif tag == self.value_tag:
            self.characters.clear()
        elif not self.cell_tag:
            namespace = tag[: -len(local(tag))]
            self.cell_tag, self.value_tag = f"{namespace}c", f"{namespace}v"
        else:
            self.start_other(local(tag), attributes)

    def start_other(self, kind: str, attributes: Attributes) -> None:
        if kind in ("t", "f"):
            self.characters.clear()
        elif kind == "row":
            self.start_row(attributes.get("r"))
        elif kind == "mergeCell":
            self.merged.append(_range(attributes.get("ref", "")))
            if len(self.merged) > limits.MERGED_RANGES:
                raise Refused(f"more than {limits.MERGED_RANGES:,} ranges of cells are merged", self.report.name)
        elif kind == "rPh":
            self.aids += 1
        elif kind == "sheetData":
            self.in_data = True

    def end(self, tag: str) -> None:
        if tag == self.value_tag:
            self.value = "".join(self.characters)
        elif tag == self.cell_tag:
            self.end_cell()
        else:
            self.end_other(local(tag))

    def end_other(self, kind: str) -> None:
        if kind == "t" and not self.aids:
            self.inline.append("".join(self.characters))
        elif kind == "f":
            self.formula = "".join(self.characters)
        elif kind == "row":
            self.end_row()
        elif kind == "rPh":
            self.aids -= 1
        elif kind == "sheetData":
            self.in_data = False

    # --- rows and columns ---

    def start_row(self, number: str | None) -> None:
        row = self.row_number + 1 if number is None else _whole(number) - 1
        if not self.row_number < row < LAST_ROW:
            raise Refused(f"its row {number} stands out of place", self.report.name)
        self.row_number = row
        self.row = []
        self.column = -1

    def end_row(self) -> None:
        if self.row:
            self.report.row(self.row_number, self.row)
        self.row = []

    def column_of(self, reference: str | None) -> int:
        """Cells without a reference follow the one before; the others must stand in their row."""
        if reference is None:
            return self.column + 1
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != str(self.row_number + 1):
            raise self.astray(reference)
        return self.named(letters)

    def named(self, letters: str) -> int:
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = _place(f"{letters}1")[1]
        return column

    def astray(self, reference: str) -> Refused:
        return Refused(f"its cell {reference[:20]} stands in row {self.row_number + 1}", self.report.name)

    # --- values ---

    def plain_row(self, number: str, cells: Cells) -> None:
        """A whole row of cells with plain values."""
        self.start_row(number)
        for letters, digits, style, kind, value in cells:
            if digits != number:
                raise self.astray(letters + digits)
            column = self.named(letters)
            if value:
                try:
                    self.put(column, self.read(kind or "n", style, value))
                except Distrusted as distrust:
                    self.distrust(column, distrust, value)
        self.end_row()

    def end_cell(self) -> None:
        """A cell as the parser told it, with a formula or texts of its own perhaps."""
        self.column = column = self.column_of(self.attributes.get("r"))
        value, formula = self.value, self.formula
        if value is None and formula is None and not self.inline:
            return
        kind = self.attributes.get("t", "n")
        try:
            if formula is not None and not (self.formulas_count and (value or (kind == "str" and value is not None))):
                raise Distrusted(NEVER_CALCULATED)
            if kind == "inlineStr":
                self.put(column, _text("".join(self.inline)))
            elif value:
                self.put(column, self.read(kind, self.attributes.get("s", ""), value))
        except Distrusted as distrust:
            self.distrust(column, distrust, value or "?" if formula is None else f"={formula}")
        self.inline.clear()

    def put(self, column: int, value: Value) -> None:
        row = self.row
        if column < len(row):
            raise Refused("a cell stands here twice, or out of order", self.report.name, self.row_number, column)
        if value != "":
            while len(row) < column:
                row.append(None)
            row.append(value)

    def distrust(self, column: int, why: Distrusted, found: str) -> None:
        """What was found stands for the value, so that its row is not taken for a blank one."""
        self.report.distrusted(self.row_number, column, str(why))
        self.put(column, found[:60])

    def read(self, kind: str, style: str, value: str) -> Value:
        """What a cell shows. Raises Distrusted."""
        if kind == "s":
            return self.shared(value)
        return self.number(value, style) if kind == "n" else _rarer(kind, value)

    def shared(self, number: str) -> Value:
        try:
            text = self.book.texts[number]
        except KeyError:
            raise Distrusted("a text that is missing in the file") from None
        if text is None:
            raise Distrusted(TOO_LONG)
        return text

    def number(self, text: str, style: str) -> Value:
        number = int(text) if len(text) < 18 and text.isascii() and text.isdigit() else _number(text)
        shape = self.book.shapes.get(style)
        if shape is None:
            return number
        try:
            return shown(number, shape, self.book.from_1904)
        except ValueError as error:
            raise Distrusted(str(error)) from None


def _rarer(kind: str, value: str) -> Value:
    """Results of formulas that are texts, truth values, dates in ISO form, error values."""
    if kind == "str":
        return _text(value)
    if kind == "b":
        return _yes_or_no(value)
    if kind == "d":
        return _iso(value)
    raise Distrusted(f"the error value {value[:20]}" if kind == "e" else "a kind of cell that is not known")


def _number(text: str) -> int | float:
    """A number in any of the ways that XML has for it; whole ones are integers as far as they are exact."""
    if not NUMBER.fullmatch(text):
        raise Distrusted(f"{text[:20]!r}, which is no number")
    number = float(text)
    if not abs(number) < LARGEST:
        raise Distrusted(f"the number {text[:30]}, which is too large for anything here")
    return int(number) if number.is_integer() and abs(number) < LARGEST_EXACT else number


def _text(text: str) -> str:
    read = plain(text)
    if read is None:
        raise Distrusted(TOO_LONG)
    return read


def _yes_or_no(value: str) -> bool:
    if value not in ("0", "1", "false", "true"):
        raise Distrusted(f"{value[:20]!r}, which is neither true nor false")
    return value in ("1", "true")


def _iso(value: str) -> Value:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Distrusted(f"{value[:30]!r}, which is no date") from None
    if moment.tzinfo is not None:
        raise Distrusted("a moment with a time zone of its own")
    return moment if "T" in value else moment.date()


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(f"{text[:20]!r} stands where a number belongs")
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    """(row, column) from 0 of a reference such as B7. Raises Refused."""
    match = REFERENCE.fullmatch(reference)
    row, column = (int(match[2]) - 1, _column(match[1])) if match else (-1, -1)
    if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
        raise Refused(f"no cell is called {reference[:20]}")
    return row, column


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    return (*_place(first), *_place(last or first))
