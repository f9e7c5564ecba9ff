"""A problem as tables is the same problem: every field, every order, in both languages and in every form."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.problem import Problem
from scheduler.files.tables import FORMS
from scheduler.files.tables.cells import read_cell, show
from scheduler.files.tables.difference import difference
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.json_tables import sheets_from_json, tables_json
from scheduler.files.tables.raw import Cell
from tests.files.tables.nasty import nasty_problem
from tests.files.tables.sheets import as_sheets, read
from tests.random_shops import random_shop
from tests.seeds import seeds

LANGUAGES = ("en", "zh-CN")


def assert_comes_back(problem: Problem, language: str, json_language: str) -> None:
    found = read(as_sheets(problem, language)).problem
    assert found == problem
    assert found.content_hash() == problem.content_hash()
    assert difference(problem, found) == []
    assert read(sheets_from_json(tables_json(problem, json_language), "x.json")).problem == problem


@pytest.mark.parametrize("seed", seeds(60, of=200))
def test_random_shops_come_back_exactly(seed: int) -> None:
    assert_comes_back(random_shop(seed), LANGUAGES[seed % 2], LANGUAGES[1 - seed % 2])


@pytest.mark.parametrize("seed", seeds(20, of=60))
def test_problems_full_of_what_spreadsheets_spoil_come_back_exactly(seed: int) -> None:
    problem = nasty_problem(seed)
    for language in LANGUAGES:
        assert_comes_back(problem, language, language)


@pytest.mark.parametrize("seed", range(10))
def test_importing_an_export_over_its_own_problem_changes_nothing(seed: int) -> None:
    for problem in (nasty_problem(seed), random_shop(seed)):
        assert read(as_sheets(problem), problem).problem == problem


def as_csv(cell: Cell) -> Cell:
    """How a text file holds a cell."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return None if cell is None else str(cell)


def as_excel(cell: Cell) -> Cell:
    """How a workbook gives a cell back: every number a float, a midnight a plain day."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_reads_back_as_its_value_also_after_what_files_do_to_it(language: str) -> None:
    cells = 0
    for seed in range(40):
        problem = nasty_problem(seed)
        zone, tables = ZoneInfo(problem.zone), flatten(problem)
        for form in FORMS:
            for row in tables[form.key]:
                assert list(row) == [column.key for column in form.columns]
                for column in form.columns:
                    cell = show(row[column.key], column, language, zone)
                    for stored in (cell, as_csv(cell), as_excel(cell)):
                        assert read_cell(stored, column, zone) == row[column.key], (form.key, column.key, stored)
                    cells += 1
    assert cells > 40_000


def test_the_generator_of_nasty_problems_reaches_every_column() -> None:
    """Otherwise the tests above would prove less than they say."""
    missing = {(form.key, column.key) for form in FORMS for column in form.columns}
    for seed in range(40):
        for table, rows in flatten(nasty_problem(seed)).items():
            missing -= {(table, key) for row in rows for key, value in row.items() if value is not None}
    assert missing == set()
