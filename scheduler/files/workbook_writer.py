"""The tables of a problem as a workbook: a sheet a table, also the empty ones, so that it is a form to fill as well.

No cell is ever a formula: texts are written as texts, whatever they begin with.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scheduler.domain.errors import refuse
from scheduler.domain.problem import Problem
from scheduler.files import drop_downs
from scheduler.files.grid import Grid, grids
from scheduler.files.json_file import check_writable, write_bytes
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell, column_letter
from scheduler.files.untrusted import limits
from scheduler.files.workbook_words import column_help
from scheduler.texts import Language

DAY, MOMENT, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
NUMBER_FORMATS = {
    Kind.WHOLE: "0",
    Kind.AMOUNT: "General",
    Kind.MINUTES: "0",
    Kind.MONEY: "#,##0",
    Kind.DAY: DAY,
    Kind.MOMENT: MOMENT,
    Kind.CLOCK: CLOCK,
}
"""What numbers typed into a column look like; the other columns hold text, so that 1-5 stays 1-5 and 007 stays 007."""
TEXT = "@"

FIRST_SERIAL = date(1900, 3, 1)
"""Excel counts days before this one in two ways; they are written as text."""

WIDTHS = (9, 48)
MEASURED_ROWS = 500
"""Rows that are looked at for the width of a column."""
FILLED_AT_LEAST = 1_000
"""Rows that are prepared for typing in an otherwise empty sheet."""
A4 = 9
REQUIRED_COLOUR, OPTIONAL_COLOUR = "#1F4E79", "#5B7FA6"

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": MOMENT,
}


def write_workbook(problem: Problem, path: Path, language: str) -> None:
    """All tables of a problem, headings and choices in the language. Raises InputError if it can't be written whole."""
    check_writable(path)
    tables = grids(problem, Language(language), str(path))
    write_bytes(workbook_bytes(tables, Language(language), str(path), problem.as_of), path)


def workbook_bytes(tables: Sequence[Grid], language: Language, source: str, as_of: datetime) -> bytes:
    """A workbook of these tables. `as_of` is stated as its date of creation, so that equal tables are equal files.

    Raises InputError, naming `source` and the cell, for a text that no workbook can hold.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": as_of.replace(tzinfo=None)})
        Sheets(book, language, source).add(tables)
    return content.getvalue()


class Sheets:
    """Adds sheets to one workbook; it keeps the formats, which a workbook shares."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language, source: str) -> None:
        self.book = book
        self.language = language
        self.source = source
        self._formats: dict[str, Format] = {}
        self._headings = {
            required: book.add_format(
                {
                    "bold": required, "font_color": "white", "text_wrap": True, "valign": "vcenter", "border": 1,
                    "bg_color": REQUIRED_COLOUR if required else OPTIONAL_COLOUR, "num_format": TEXT,
                }
            )
            for required in (True, False)
        }  # fmt: skip

    def add(self, tables: Sequence[Grid]) -> None:
        for table in tables:
            self.add_table(table)

    def add_table(self, table: Grid, title: str | None = None) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(title or table.form.title(self.language))
        _print_set_up(sheet)
        if table.form.upright:
            self._upright(sheet, table)
        else:
            self._across(sheet, table)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(limits.COLUMNS)}{limits.ROWS}"})
        return sheet

    def format(self, number_format: str) -> Format:
        if number_format not in self._formats:
            self._formats[number_format] = self.book.add_format({"num_format": number_format, "valign": "top"})
        return self._formats[number_format]

    # --- the two layouts ---

    def _across(self, sheet: Worksheet, table: Grid) -> None:
        """A heading row, and a row for each record."""
        columns = table.form.columns
        for index, column in enumerate(columns):
            self._heading(sheet, 0, index, column)
            width = _width([table.headings[index], *(row[index] for row in table.rows[:MEASURED_ROWS])])
            sheet.set_column(index, index, width, self.format(column_format(column)))
        for number, row in enumerate(table.rows, 1):
            for index, cell in enumerate(row):
                if cell is not None:
                    self.write(sheet, number, index, cell, columns[index])
        last = len(table.rows)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        for index, column in enumerate(columns):
            self._offer(sheet, column, (1, index, max(last + FILLED_AT_LEAST, 2 * last), index))

    def _upright(self, sheet: Worksheet, table: Grid) -> None:
        """A row for each column of the form: its heading, and the value beside it."""
        for index, heading in enumerate(table.headings):
            sheet.write_string(0, index, heading, self._headings[True])
        for number, (column, (_, cell)) in enumerate(zip(table.form.columns, table.rows, strict=True), 1):
            self._heading(sheet, number, 0, column)
            if cell is None:
                sheet.write_blank(number, 1, None, self.format(column_format(column)))
            else:
                self.write(sheet, number, 1, cell, column)
            self._offer(sheet, column, (number, 1, number, 1))
        sheet.set_column(0, 0, _width([row[0] for row in table.rows]))
        sheet.set_column(1, 1, WIDTHS[1])
        sheet.freeze_panes(1, 1)

    def _heading(self, sheet: Worksheet, row: int, index: int, column: Column) -> None:
        sheet.write_string(row, index, column.heading(self.language), self._headings[column.required])
        sheet.write_comment(row, index, column_help(column, self.language), {"x_scale": 2, "font_size": 9})

    def _offer(self, sheet: Worksheet, column: Column, area: tuple[int, int, int, int]) -> None:
        offered = drop_downs.of(column, self.language)
        if offered is not None:
            sheet.data_validation(*area, offered)

    # --- cells ---

    def write(self, sheet: Worksheet, row: int, index: int, cell: Cell, column: Column) -> None:
        """One cell as what it is. Raises InputError for a text that is too long for a workbook."""
        if isinstance(cell, str) or (isinstance(cell, date) and _day_of(cell) < FIRST_SERIAL):
            text = cell if isinstance(cell, str) else cell.isoformat()
            if len(text) > limits.CELL_CHARACTERS:
                place = f"sheet {sheet.get_name()}, row {row + 1}, column {column_letter(index)}"
                why = f"a cell of a workbook holds at most {limits.CELL_CHARACTERS:,} characters: write .json instead"
                raise refuse(self.source, why, place)
            sheet.write_string(row, index, text, self.format(TEXT))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, index, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(row, index, cell, self.format(column_format(column)))
        elif cell is not None:
            shape = MOMENT if isinstance(cell, datetime) else DAY if isinstance(cell, date) else CLOCK
            sheet.write_datetime(row, index, cell, self.format(shape))


def column_format(column: Column) -> str:
    """The format of a whole column. Where a day alone means its end, days are what is expected there."""
    if column.kind is Kind.MOMENT and column.day_is_its_end:
        return DAY
    return NUMBER_FORMATS.get(column.kind, TEXT)


def _day_of(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _print_set_up(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.set_footer("&L&A&R&P / &N")


def _width(cells: Sequence[Cell]) -> int:
    """Wide enough for these cells, within reason; a Chinese character is as wide as two letters."""
    least, most = WIDTHS
    widest = max((_letters(cell) for cell in cells), default=0)
    return min(max(widest + 2, least), most)


def _letters(cell: Cell) -> int:
    if isinstance(cell, datetime):
        return len("2026-05-31 08:00")
    text = "" if cell is None else str(cell)
    return len(text) + sum(ord(character) >= 0x2E80 for character in text)
