"""The tables of a problem as the cells of a sheet: what the workbook and the CSV folder have in common."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.errors import refuse
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORMS
from scheduler.files.tables.cells import show, shower
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.form import Column, Form
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import Row
from scheduler.files.untrusted import limits
from scheduler.texts import Language

SETTING = {Language.EN: "Setting", Language.ZH: "设置项"}
VALUE = {Language.EN: "Value", Language.ZH: "值"}


class Grid(NamedTuple):
    """One sheet: headings, then rows of the same width."""

    form: Form
    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def grids(problem: Problem, language: Language, source: str) -> list[Grid]:
    """Every table, also the empty ones, in the order in which they are filled.

    Raises InputError, naming `source`, for more rows than could be read back.
    """
    tables = flatten(problem)
    found = [grid(form, tables[form.key], language, ZoneInfo(problem.zone)) for form in FORMS]
    for one in found:
        if len(one.rows) >= limits.ROWS:
            why = f"a table holds at most {limits.ROWS - 1:,} rows, this one has {len(one.rows):,}: write .json instead"
            raise refuse(source, why, one.form.title(language))
    if sum(len(one.rows) * len(one.headings) for one in found) > limits.CELLS:
        raise refuse(source, f"has more than the {limits.CELLS:,} cells that would be read back: write .json instead")
    return found


def grid(form: Form, rows: Sequence[Row], language: Language, zone: ZoneInfo) -> Grid:
    """One table; an upright one has a row for each of its columns, with the value beside the heading."""
    headings = tuple(column.heading(language) for column in form.columns)
    if form.upright:
        values: Mapping[str, object] = rows[0] if rows else {}
        shown = [show(rows[0][column.key], column, language, zone) if values else None for column in form.columns]
        return Grid(form, (SETTING[language], VALUE[language]), list(zip(headings, shown, strict=True)))
    return Grid(form, headings, list(_cells(form.columns, rows, language, zone)))


def _cells(
    columns: Sequence[Column], rows: Sequence[Row], language: Language, zone: ZoneInfo
) -> Iterator[tuple[Cell, ...]]:
    write = [(column.key, shower(column, language, zone)) for column in columns]
    for row in rows:
        yield tuple(one(row[key]) for key, one in write)
