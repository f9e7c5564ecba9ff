"""Sheets as a workbook: real dates and numbers, filters, frozen headings, ready to print. Nothing in it is a
formula."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from scheduler.domain.errors import refuse
from scheduler.sheets.sheet import NUMERIC, Cell, Column, Kind, Mark, Row, Sheet
from scheduler.texts import Language, text

MOST_ROWS = 1_048_575
"""Rows of a worksheet below its heading."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
NARROWEST, WIDEST, HEADING_WIDEST = 7, 44, 16
"""Column widths in half-width characters; longer texts and headings are wrapped."""
A4 = 9

NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.DEADLINE: "yyyy-mm-dd hh:mm",
    Kind.MINUTES: "#,##0",
    Kind.PERCENT: "0%",
    Kind.MONEY: "#,##0",
}
WIDTHS = {Kind.DATE: 11, Kind.MOMENT: 17, Kind.DEADLINE: 17}
FILLS = {Mark.LATE: "#FBE3DC", Mark.AT_RISK: "#FDF3D6"}
HEADING_FILL, LINE, TROUBLE = "#E3E8EE", "#C9D1D9", "#A32B12"

Formats = Callable[[Kind, Mark, bool], Format]


def xlsx(sheets: Sequence[Sheet], as_of: datetime, language: Language) -> bytes:
    """One worksheet per sheet after a list of contents. Times are plant time without a zone; equal sheets give equal
    bytes.

    Deadlines at midnight are written as 23:59 of the day before, because no spreadsheet knows 24:00. Raises
    InputError if a sheet has more rows than a worksheet can hold.
    """
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS:
            message = f"has {len(sheet.rows):,} rows, a worksheet holds {MOST_ROWS:,}: write it as csv"
            raise refuse("plan-sheets.xlsx", message, sheet.key)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as workbook:
        workbook.set_properties({"created": as_of.replace(tzinfo=None)})  # not the clock on the wall
        _write_contents(workbook, sheets, language)
        formats = _formats(workbook)
        for sheet in sheets:
            _write_sheet(workbook, sheet.flat, formats)
    return target.getvalue()


def _write_contents(workbook: Workbook, sheets: Sequence[Sheet], language: Language) -> None:
    """Titles and notes, so that the sheets themselves begin with their headings."""
    page = workbook.add_worksheet(_tab(text("sheet.contents", language)))
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 110)
    for row, sheet in enumerate(sheets):
        page.write_string(row, 0, sheet.title, bold)
        page.write_string(row, 1, _fitting("\n".join(sheet.notes)), wrapped)
    _print_setup(page, text("sheet.contents", language))


def _write_sheet(workbook: Workbook, sheet: Sheet, formats: Formats) -> None:
    page = workbook.add_worksheet(_tab(sheet.title))
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": HEADING_FILL}
    )
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.heading, heading)
        page.set_column(number, number, _width(column, (row.cells[number] for row in sheet.rows)))
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(page, number, sheet.columns, row, formats)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.repeat_rows(0)
    _print_setup(page, sheet.title)


def _write_row(page: Worksheet, number: int, columns: Sequence[Column], row: Row, formats: Formats) -> None:
    for place, (column, value) in enumerate(zip(columns, row.cells, strict=True)):
        format_ = formats(column.kind, row.mark, column.key in row.flagged)
        if value is None or value == "":
            page.write_blank(number, place, None, format_)
        elif isinstance(value, str):
            page.write_string(number, place, _fitting(value), format_)
        elif isinstance(value, datetime):
            page.write_datetime(number, place, plant_time(value, column.kind), format_)
        elif isinstance(value, date):
            page.write_datetime(number, place, value, format_)
        else:
            page.write_number(number, place, value / 100 if column.kind is Kind.PERCENT else value, format_)


def plant_time(moment: datetime, kind: Kind) -> datetime:
    """Without its zone; a deadline at midnight is one minute earlier, on the day that it belongs to."""
    wall = moment.replace(tzinfo=None)
    at_midnight = kind is Kind.DEADLINE and (wall.hour, wall.minute) == (0, 0)
    return wall - timedelta(minutes=1) if at_midnight else wall


def _formats(workbook: Workbook) -> Formats:
    @cache
    def format_(kind: Kind, mark: Mark, flagged: bool) -> Format:
        wanted: dict[str, object] = {"valign": "top", "bottom": 4, "bottom_color": LINE, "text_wrap": kind is Kind.TEXT}
        if kind in NUMBER_FORMATS:
            wanted["num_format"] = NUMBER_FORMATS[kind]
        if mark in FILLS:
            wanted["bg_color"] = FILLS[mark]
        if flagged:
            wanted |= {"bold": True, "font_color": TROUBLE}
        return workbook.add_format(wanted)

    return format_


def _print_setup(page: Worksheet, title: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.set_header(f'&L&"-,Bold"{title.replace("&", "&&")}')
    page.set_footer("&R&P / &N")


def _width(column: Column, values: Iterator[Cell]) -> float:
    """Wide enough for the values up to a limit, and for the longest word of the heading."""
    heading = min(HEADING_WIDEST, _cells(column.heading)) + 3  # room for the filter's arrow
    if column.kind in WIDTHS:
        return max(WIDTHS[column.kind], heading)
    longest = max((_cells(str(value)) for value in values if value is not None), default=0)
    most = HEADING_WIDEST if column.kind in NUMERIC else WIDEST
    return max(NARROWEST, heading, min(most, longest + 1))


def _cells(words: str) -> int:
    """Width in half-width characters; Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)


def _fitting(words: str) -> str:
    return words if len(words) <= LONGEST_TEXT else f"{words[: LONGEST_TEXT - 1]}…"


def _tab(title: str) -> str:
    """A worksheet's name: at most 31 characters; the catalogue's titles have none that Excel forbids."""
    return title[:31]
