"""The template is a form that can be filled: what is typed into it is imported, and nothing else has to be."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path

import chinese_calendar
import pytest

from scheduler.domain.errors import InputError
from scheduler.files.any_form import read_any
from scheduler.files.public_holidays import public_holidays
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.headings import find_tables
from scheduler.files.tables.raw import Cell, column_letter
from scheduler.files.template import example_tables, write_template
from scheduler.files.template_example import SHOWN, example
from scheduler.files.workbook_reader import read_workbook
from scheduler.texts import Language
from tests.files.hostile_parts import cell_xml, pack

LANGUAGES = list(Language)
BEFORE = 2
"""Sheets before the first table: what to do, and the example."""


def template(tmp_path: Path, language: str, country: str | None = None, years: Sequence[int] = ()) -> Path:
    write_template(tmp_path / "template.xlsx", language, country, years)
    return tmp_path / "template.xlsx"


def fill(path: Path, typed: Mapping[str, Sequence[Mapping[str, Cell]]], language: str) -> Path:
    """Types rows into the sheets of a template, as a person would: under the headings, or beside the settings."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for table, rows in typed.items():
        form = FORM[table]
        name = f"xl/worksheets/sheet{FORMS.index(form) + 1 + BEFORE}.xml"
        keys = [column.key for column in form.columns]
        text = parts[name].decode()
        if form.upright:
            for key, value in rows[0].items():
                place = f"B{keys.index(key) + 2}"
                text, found = re.subn(f'<c r="{place}"[^>]*?(/>|>.*?</c>)', cell_xml(place, value), text)
                assert found == 1
        else:
            lines = ""
            for number, row in enumerate(rows, 2):
                cells = sorted((keys.index(key), value) for key, value in row.items())
                inside = "".join(cell_xml(f"{column_letter(column)}{number}", value) for column, value in cells)
                lines += f'<row r="{number}">{inside}</row>'
            text = text.replace("</sheetData>", f"{lines}</sheetData>")
        parts[name] = text.encode()
    return pack(parts, path.with_name(f"filled-{language}.xlsx"))


LEAST: dict[str, list[dict[str, Cell]]] = {
    "plant": [{"zone": "Asia/Shanghai", "as_of": "2026-01-05 08:00"}],
    "companies": [{"id": "C1"}],
    "workshops": [{"id": "W1", "company": "C1"}],
    "calendars": [{"id": "day"}],
    "shifts": [{"calendar": "day", "weekday": "1-5", "start": "08:00", "end": "17:00"}],
    "resources": [{"id": "press", "kind": "machine", "workshop": "W1", "calendar": "day"}],
    "products": [{"id": "cabinet"}],
    "routing_steps": [{"product": "cabinet", "id": "bend"}, {"product": "cabinet", "id": "fold", "after": "bend"}],
    "routing_modes": [
        {"product": "cabinet", "step": "bend", "id": "own", "uses": "press", "minutes_per_unit": 30},
        {"product": "cabinet", "step": "fold", "id": "own", "uses": "press",
         "set_up_minutes": "1 h", "minutes_per_unit": 2.5},
    ],
    "orders": [{"id": 1001, "company": "C1", "status": "effective", "effective_at": "2026-01-04"}],
    "order_lines": [{"order": 1001, "product": "cabinet", "quantity": 3, "committed": "2026-01-16"}],
}  # fmt: skip
"""The least that a plan needs, typed in the plainest way."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_least_that_a_planner_fills_is_imported(language: Language, tmp_path: Path) -> None:
    problem = read_any(fill(template(tmp_path, language), LEAST, language)).problem
    [order] = problem.orders
    assert (order.id, order.lines[0].quantity, order.lines[0].instalments[0].committed) == (
        "1001",
        3,
        date(2026, 1, 16),
    )
    assert problem.as_of.isoformat() == "2026-01-05T00:00:00+00:00"
    assert [(shift.weekday, shift.start, shift.end) for shift in problem.calendars[0].weekly] == [
        (day, time(8), time(17)) for day in range(1, 6)
    ]
    assert [step.after for step in problem.products[0].routing] == [(), ("bend",)]
    assert problem.products[0].routing[1].modes[0].set_up_minutes == 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unfilled_template_has_every_table_and_nothing_in_them(language: Language, tmp_path: Path) -> None:
    found = find_tables(read_workbook(template(tmp_path, language)), "template")
    assert list(found.tables) == [form.key for form in FORMS]
    assert found.notes == []
    assert found.problems == []
    assert all(table.below == len(table.sheet.rows) for table in found.tables.values() if not table.form.upright)


def test_an_unfilled_template_is_refused_by_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_any(template(tmp_path, "en"))
    assert "As of" in str(caught.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_one_that_can_be_imported(language: Language, tmp_path: Path) -> None:
    """Its rows, typed into the sheets of their names, are the example shop."""
    typed = {
        table.form.key: [
            {c.key: cell for c, cell in zip(table.form.columns, row, strict=True) if cell is not None}
            for row in table.rows
        ]
        if not table.form.upright
        else [{c.key: row[1] for c, row in zip(table.form.columns, table.rows, strict=True) if row[1] is not None}]
        for table in example_tables(language)
    }
    assert tuple(typed) == SHOWN
    assert read_any(fill(template(tmp_path, language), typed, language)).problem == example()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_chinese_holidays_and_make_up_days_agree_with_another_source(year: int, tmp_path: Path) -> None:
    """Weekdays off, and weekends worked, by the library `chinesecalendar`."""
    sheets = {sheet.name: sheet for sheet in read_workbook(template(tmp_path, "zh", "CN", [year]))}
    days = {row[1]: row[2] if len(row) > 2 else None for row in sheets["节假日与调休"].rows[1:]}
    every = [date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
    worked = {day for day in every if chinese_calendar.is_workday(day)}
    assert {
        day for day in every if (day in days and days[day] is not None) or (day not in days and day.isoweekday() < 6)
    } == worked


def test_a_make_up_day_is_worked_like_the_day_it_makes_up_for() -> None:
    """2026-01-04, a Sunday, is worked for Friday 2026-01-02."""
    free, worked = public_holidays("CN", [2026])
    assert date(2026, 1, 2) in free
    assert worked[date(2026, 1, 4)] == 5


def test_countries_and_years_that_are_not_known(tmp_path: Path) -> None:
    for country, years in (("XX", [2026]), ("CN", []), ("CN", [1066])):
        with pytest.raises(InputError):
            write_template(tmp_path / "template.xlsx", "en", country, years)
    assert list(tmp_path.iterdir()) == []
