"""Problems as sheets without a file between, and sheets in one line each."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.cells import shower
from scheduler.files.tables.document import Imported, problem_from_sheets
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.form import Column
from scheduler.files.tables.raw import Cell, RawSheet
from scheduler.texts import Language

Rows = list[list[Any]]


def as_sheets(problem: Problem, language: str = "en") -> list[RawSheet]:
    """What the writers put into a file: every table with its headings in the first row."""
    zone, tables, sheets = ZoneInfo(problem.zone), flatten(problem), []
    for form in FORMS:
        shows = [(column.key, shower(column, Language(language), zone)) for column in form.columns]
        head = [column.heading(language) for column in form.columns]
        rows: Rows = [[show(row[key]) for key, show in shows] for row in tables[form.key]]
        rows = [list(pair) for pair in zip(head, rows[0], strict=True)] if form.upright else [[*head], *rows]
        sheets.append(sheet(form.title(language), rows))
    return sheets


def sheet(name: str, rows: Rows, **more: Any) -> RawSheet:
    return RawSheet(name, tuple(tuple(row) for row in rows), **more)


def column(table: str, key: str) -> Column:
    return next(column for column in FORM[table].columns if column.key == key)


def changed(sheets: list[RawSheet], name: str, change: Callable[[Rows], Rows | None]) -> list[RawSheet]:
    """The sheets with the rows of one changed."""
    result = []
    for one in sheets:
        if one.name == name:
            rows = [list(row) for row in one.rows]
            one = sheet(name, change(rows) or rows, merged=one.merged, troubles=one.troubles)
        result.append(one)
    return result


def put(row: int, heading: str, cell: Cell) -> Callable[[Rows], None]:
    """A cell of a data row (from 0) under a heading."""

    def change(rows: Rows) -> None:
        rows[row + 1][rows[0].index(heading)] = cell

    return change


def without(sheets: list[RawSheet], *names: str) -> list[RawSheet]:
    return [one for one in sheets if one.name not in names]


def read(sheets: list[RawSheet], base: Problem | None = None) -> Imported:
    return problem_from_sheets(sheets, "plan.xlsx", base)


def refused(sheets: list[RawSheet], base: Problem | None = None) -> tuple[InputProblem, ...]:
    """Everything that is wrong with sheets that are refused."""
    with pytest.raises(InputError) as caught:
        read(sheets, base)
    return caught.value.problems


def only(problems: tuple[InputProblem, ...]) -> tuple[str, str | None, str]:
    """Place, id and message of the single thing that is wrong."""
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0].place, problems[0].id, problems[0].message
