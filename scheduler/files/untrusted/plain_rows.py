"""Rows in the plain form in which spreadsheet programs write nearly all of theirs, read without the XML parser.

The parser calls back five times for a cell, which is most of the time of an import. A run of rows that consists of
nothing but plain cells is read by one regular expression instead, and the parser, which stands inside `<sheetData>`
before and after it, never sees it. Whatever is not plain in every character goes to the parser: both ways give the same
cells, and tests compare them.
"""

import re
from enum import Enum, auto
from typing import Protocol

OPENS = b"<sheetData>"
CLOSES = b"</row>"
HELD = 2**20
"""Bytes without the end of a row after which the parser goes on alone."""

_ATTRIBUTES = r'(?: (?!r=)[A-Za-z0-9:]++="[^"<>&\x00-\x1f]*+")*+'


def _cell(group: str) -> str:
    """A cell that is blank or has a value: a formula's result too, but no text of its own. `group` opens its groups."""
    return (
        rf'<c r="{group}[A-Z]{{1,3}}){group}[1-9][0-9]{{0,6}})"'
        rf'(?: s="{group}[0-9]{{1,6}})")?+(?: t="{group}s|n|b|str)")?+'
        rf"(?:/>|></c>|>(?:<f{_ATTRIBUTES}(?:/>|>[^<>&\x00-\x1f]*+</f>))?+<v>{group}[^<>&\x00-\x1f]++)</v></c>)"
    )


def _row(group: str) -> str:
    cells = f"(?:{_cell('(?:')})*+"
    return rf'<row r="{group}[1-9][0-9]{{0,6}})"{_ATTRIBUTES}(?:/>|>{group}{cells})</row>)\s*+'


_PLAIN = re.compile(rf"\s*+(?:{_row('(?:')})*+", re.ASCII)
_ROWS = re.compile(_row("("), re.ASCII)
_CELLS = re.compile(_cell("("), re.ASCII)

Cells = list[tuple[str, str, str, str, str]]
"""Of each cell: the letters and digits of its reference, its style, its type, its value; what is not given is empty."""


class Sheet(Protocol):
    """What reads the sheet."""

    in_data: bool
    """Whether the parser stands inside the element of the rows."""
    formulas_count: bool
    """Whether the stored results of formulas may be taken."""

    def plain_row(self, number: str, cells: Cells) -> None: ...


class _State(Enum):
    BEFORE = auto()
    OPENING = auto()
    """The parser has just been given the tag that opens the rows."""
    INSIDE = auto()
    PARSER_ONLY = auto()


class PlainRows:
    """Stands before the parser: takes the bytes of a sheet as they come and leaves it those that it has to read."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._state = _State.BEFORE
        self._held = b""

    def left(self, chunk: bytes) -> bytes:
        """What the parser is to read now; no bytes at all mark the end of the file."""
        held = self._held + chunk
        self._held = b""
        if self._state is _State.BEFORE:
            return self._until_opened(held)
        if self._state is _State.OPENING:
            self._state = _State.INSIDE if self._sheet.in_data else _State.PARSER_ONLY
        if self._state is _State.PARSER_ONLY or not self._sheet.in_data:
            return held
        end = held.rfind(CLOSES) + len(CLOSES)
        if end < len(CLOSES):
            return self._wait(held, last=not chunk)
        rows, self._held = held[:end], held[end:]
        if not chunk:
            rest, self._held = self._held, b""
            return self._not_plain(rows) + rest
        return self._not_plain(rows)

    def _until_opened(self, held: bytes) -> bytes:
        at = held.find(OPENS)
        if at < 0:
            return held
        self._state = _State.OPENING
        self._held = held[at + len(OPENS) :]
        return held[: at + len(OPENS)]

    def _wait(self, held: bytes, last: bool) -> bytes:
        if last or len(held) > HELD:
            self._state = _State.PARSER_ONLY
            return held
        self._held = held
        return b""

    def _not_plain(self, rows: bytes) -> bytes:
        """Nothing if the rows were plain, and are told now; else all of them."""
        if not (rows.isascii() and (self._sheet.formulas_count or b"<f" not in rows)):
            return self._for_parser(rows)
        text = rows.decode("ascii")
        if not _PLAIN.fullmatch(text):
            return self._for_parser(rows)
        for number, cells in _ROWS.findall(text):
            self._sheet.plain_row(number, _CELLS.findall(cells))
        return b""

    def _for_parser(self, rows: bytes) -> bytes:
        """After a comment or the like, what looks like rows may be none: then the parser goes on alone."""
        if b"<!" in rows or b"<?" in rows:
            self._state = _State.PARSER_ONLY
        return rows
