"""Sheets as a file holds them, before anything is known of their meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | time | None
"""What a cell holds; None is blank. Datetimes have no zone: they are the plant's wall clock."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The cells of one sheet, file of a folder, or list of a JSON file; `rows[0]` is the first row of the file.

    `merged` holds ranges (first row, first column, last row, last column), from 0, whose value stands in their first
    cell. `troubles` are cells (row, column) that can't be trusted, with what is wrong: a formula without a stored
    value, an error value such as #REF!.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    troubles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    json: bool = False
    """Whether it is a list of a JSON file: its first row holds the keys, and places are told as in JSON."""


def column_letter(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
