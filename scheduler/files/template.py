"""The empty workbook that a planner fills: what to do, a small example, and every table with notes and choices."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from scheduler.files.grid import Grid, grid
from scheduler.files.json_file import check_writable, write_bytes
from scheduler.files.public_holidays import public_holidays
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.form import Form
from scheduler.files.tables.values import Pause, Row, Tables, Value
from scheduler.files.template_example import SHOWN, example
from scheduler.files.workbook_words import (
    EXAMPLE,
    EXAMPLE_SAYS,
    HOLIDAYS_SAY,
    READ_ME,
    READ_ME_LINES,
    READ_ME_TITLE,
    in_language,
)
from scheduler.files.workbook_writer import OPTIONS, Sheets
from scheduler.texts import Language

ZONES = {Language.ZH: "Asia/Shanghai"}
"""The time zone that a plant most likely has; it may be written over."""
COUNTRY_ZONES = {"CN": "Asia/Shanghai", "SG": "Asia/Singapore", "DE": "Europe/Berlin", "GB": "Europe/London"}
STANDARD = "standard"
"""The id of the calendar with the public holidays."""
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Stated in the file, so that templates of one version are equal."""
NEEDED_COLOUR = "#1F4E79"
READ_ME_WIDTH = 100


def write_template(path: Path, language: str, country: str | None = None, years: Sequence[int] = ()) -> None:
    """The empty workbook; with a country, a standard calendar with its public holidays of these years.

    Raises InputError for a country or years that are not known, or if the file can't be written.
    """
    check_writable(path)
    write_bytes(template_bytes(Language(language), country, years), path)


def template_bytes(language: Language, country: str | None = None, years: Sequence[int] = ()) -> bytes:
    filled = _filled(language, country, years)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": CREATED.replace(tzinfo=None)})
        sheets = Sheets(book, language, "template")
        _add_read_me(book, language, country, years)
        _add_example(sheets, language)
        for form in FORMS:
            sheet = sheets.add_table(grid(form, filled.get(form.key, ()), language, ZoneInfo("UTC")))
            if form.key in SHOWN:
                sheet.set_tab_color(NEEDED_COLOUR)
    return content.getvalue()


# --- what is filled in already -----------------------------------------------------------------------


def _filled(language: Language, country: str | None, years: Sequence[int]) -> Tables:
    """The plant's time zone, and a calendar with the holidays. When is planned from, only the planner knows."""
    zone = COUNTRY_ZONES.get(country or "", ZONES.get(language))
    rows: dict[str, Sequence[Row]] = {"plant": [_row(FORM["plant"], {"zone": zone})]}
    return rows | _standard_calendar(country, years) if country else rows


def _standard_calendar(country: str, years: Sequence[int]) -> dict[str, Sequence[Row]]:
    free, made_up = public_holidays(country, years)
    shift: dict[str, Value] = {
        "calendar": STANDARD, "weekday": (1, 2, 3, 4, 5), "start": time(8), "end": time(17),
        "breaks": (Pause(time(12), time(13)),),
    }  # fmt: skip
    days: list[dict[str, Value]] = [{"day": day, "works_like": None} for day in free]
    days += [{"day": day, "works_like": weekday} for day, weekday in made_up.items()]
    return {
        "calendars": [_row(FORM["calendars"], {"id": STANDARD})],
        "shifts": [_row(FORM["shifts"], shift)],
        "calendar_days": [_row(FORM["calendar_days"], {"calendar": STANDARD, **day}) for day in days],
    }


def _row(form: Form, values: Mapping[str, Value]) -> Row:
    return {column.key: values.get(column.key) for column in form.columns}


# --- the two sheets before the tables ----------------------------------------------------------------


def _add_read_me(book: xlsxwriter.Workbook, language: Language, country: str | None, years: Sequence[int]) -> None:
    sheet: Worksheet = book.add_worksheet(in_language(READ_ME, language))
    sheet.set_column(0, 0, READ_ME_WIDTH, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, in_language(READ_ME_TITLE, language), book.add_format({"bold": True, "font_size": 16}))
    lines = [in_language(line, language) for line in READ_ME_LINES]
    if country:
        named = ", ".join(map(str, years))
        lines.append(in_language(HOLIDAYS_SAY, language).format(country=country, years=named, calendar=STANDARD))
    for number, line in enumerate(lines, 2):
        sheet.write_string(number, 0, line)


def _add_example(sheets: Sheets, language: Language) -> None:
    """One table below the other, each with its name; columns that are blank in all rows are left out."""
    sheet: Worksheet = sheets.book.add_worksheet(in_language(EXAMPLE, language))
    heading = sheets.book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
    title = sheets.book.add_format({"bold": True, "font_size": 12})
    sheet.set_column(0, 12, 18)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, in_language(EXAMPLE_SAYS, language))
    row = 2
    for table in example_tables(language):
        sheet.write_string(row, 0, table.form.title(language), title)
        kept = [i for i in range(len(table.headings)) if any(cells[i] is not None for cells in table.rows)]
        for index, column in enumerate(kept):
            sheet.write_string(row + 1, index, table.headings[column], heading)
        for below, cells in enumerate(table.rows, row + 2):
            for index, column in enumerate(kept):
                of = table.form.columns[below - row - 2 if table.form.upright else column]
                if cells[column] is not None:
                    sheets.write(sheet, below, index, cells[column], of)
        row += len(table.rows) + 3


def example_tables(language: Language) -> list[Grid]:
    problem = example()
    tables = flatten(problem)
    return [grid(FORM[key], tables[key], language, ZoneInfo(problem.zone)) for key in SHOWN]
