"""What the reading process tells its parent: JSON, one message a line, with dates and times tagged.

["sheet", name, hidden]             the rows that follow are of this sheet
["rows", [[row, [cell, ...]], ...]] rows with something in them, from the top; both counted from 0
["merged", [[row, column, row, column], ...]]
["distrusted", row, column, why]    a cell whose value is none, with what is wrong
["refused", why, sheet, row, column]  the last message of a file that can't be used
["end"]                             the last message of one that can: without it, something was lost
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import BinaryIO

from scheduler.files.untrusted import limits

Value = str | int | float | bool | date | datetime | time | None

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""

BATCH = 200
"""Rows in one message."""


class Refused(Exception):
    """The file can't be used; `sheet`, `row` and `column` (from 0) say where, as far as that is known."""

    def __init__(self, why: str, sheet: str | None = None, row: int | None = None, column: int | None = None) -> None:
        super().__init__(why)
        self.message = ["refused", why, sheet, row, column]


class Report:
    """Writes messages to `out` and counts: what is too much is refused before it is told."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._bytes = 0
        self._cells = 0
        self._distrusted = 0
        self._merged = 0
        self._last = -1
        self._rows: list[tuple[int, Sequence[Value]]] = []
        self.name = ""

    def sheet(self, name: str, hidden: bool) -> None:
        self.flush()
        self.name = name
        self._last = -1
        self._tell(["sheet", name, hidden])

    def row(self, number: int, cells: Sequence[Value]) -> None:
        """Cells of one row up to its last one with a value; blank rows are not told."""
        if number >= limits.ROWS:
            raise Refused(f"at most {limits.ROWS:,} rows are read, and this is one too many", self.name, number, 0)
        if len(cells) > limits.COLUMNS:
            why = f"at most {limits.COLUMNS} columns are read, and this is one too many"
            raise Refused(why, self.name, number, len(cells) - 1)
        self._cells += len(cells)
        if self._cells > limits.CELLS:
            raise Refused(f"at most {limits.CELLS:,} cells are read, and here are more", self.name, number, 0)
        self._rows.append((number, cells))
        self._last = number
        if len(self._rows) >= BATCH:
            self.flush()

    def distrusted(self, row: int, column: int, why: str) -> None:
        self._distrusted += 1
        if self._distrusted > limits.DISTRUSTED:
            raise Refused(
                f"more than {limits.DISTRUSTED:,} cells can't be used, this one: {why}", self.name, row, column
            )
        self._tell(["distrusted", row, column, why])

    def merged(self, ranges: Sequence[Range]) -> None:
        """Merged ranges as far as the rows told go. What is filled into them counts like cells do."""
        within = []
        for top, left, bottom, right in ranges:
            bottom = min(bottom, self._last)
            if top > bottom or left >= limits.COLUMNS:
                continue
            within.append((top, left, bottom, right))
            self._merged += (bottom - top) * (left + 1) + 1
        if self._merged > limits.MERGED:
            raise Refused(f"its merged cells reach over more than {limits.MERGED:,} rows and columns", self.name)
        self._tell(["merged", within])

    def flush(self) -> None:
        if self._rows:
            self._tell(["rows", self._rows])
            self._rows = []

    def end(self) -> None:
        self.flush()
        self._tell(["end"])

    def refused(self, refusal: Refused) -> None:
        """The rows told so far are worth nothing then; the parent forgets them."""
        self._out.write(json.dumps(refusal.message).encode() + b"\n")
        self._out.flush()

    def _tell(self, message: list[object]) -> None:
        line = json.dumps(message, default=_tagged, separators=(",", ":")).encode() + b"\n"
        self._bytes += len(line)
        if self._bytes > limits.OUTPUT_BYTES:
            raise Refused(f"its texts add up to more than {limits.OUTPUT_BYTES // 2**20} MB", self.name)
        self._out.write(line)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"clock": value.isoformat()}
    raise TypeError(f"{value!r} is no value of a cell")
