"""Workbooks (.xlsx, .xlsm, .xls, .ods) as raw sheets. The file itself is only ever opened by a limited child."""

import json
import logging
import stat
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

from scheduler.domain.errors import InputError, refuse
from scheduler.files.limited import Cut, CutShort, lines
from scheduler.files.tables.raw import Cell, RawSheet, column_letter
from scheduler.files.untrusted import limits

logger = logging.getLogger(__name__)

SAID = {
    Cut.TIME: f"takes more than {limits.SECONDS:.0f} seconds to read: it is too large, or made to keep a reader busy",
    Cut.MEMORY: f"asks for more than {limits.MEMORY_BYTES // 2**20} MB of memory",
    Cut.OUTPUT: f"its texts add up to more than {limits.OUTPUT_BYTES // 2**20} MB",
    Cut.CRASH: "is damaged, or no workbook: the reader could not go through it",
}

CELL_TYPES = frozenset((str, int, float, bool, date, datetime, time, type(None)))


def read_workbook(path: Path) -> list[RawSheet]:
    """All worksheets of a workbook, hidden ones too (they say so). Raises InputError; nothing of a bad file is kept."""
    with open_file(path) as file:
        try:
            arguments = (f"{limits.SECONDS:.0f}", str(limits.MEMORY_BYTES))
            told = lines("scheduler.files.untrusted", arguments, file, limits.SECONDS, limits.OUTPUT_BYTES)
            return _sheets(map(_message, told), str(path))
        except CutShort as cut:
            logger.warning("%s was not read: %s", path, cut)
            raise refuse(str(path), SAID[cut.why]) from None


def open_file(path: Path) -> BinaryIO:
    """An ordinary file, opened for reading. Raises InputError in words for everything else."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise refuse(str(path), "expected a file, found something else")
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise refuse(str(path), "there is no such file") from None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "its name holds a NUL character"
        raise refuse(str(path), f"can't be read: {said}") from None


class _Sheet:
    """One sheet while its messages come in."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name = name
        self.hidden = hidden
        self.rows: list[tuple[Cell, ...]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.troubles: dict[tuple[int, int], str] = {}

    def add(self, rows: Iterable[tuple[int, list[Cell]]], texts: dict[str, str]) -> None:
        """Equal texts are kept once: `texts` holds those seen."""
        for number, cells in rows:
            if not (len(self.rows) <= number < limits.ROWS and CELL_TYPES.issuperset(map(type, cells))):
                raise CutShort(Cut.CRASH, "a row that can't be")
            self.rows.extend(() for _ in range(number - len(self.rows)))
            self.rows.append(tuple(texts.setdefault(cell, cell) if type(cell) is str else cell for cell in cells))

    def raw(self) -> RawSheet:
        return RawSheet(self.name, tuple(self.rows), tuple(self.merged), self.troubles, self.hidden)


def _sheets(messages: Iterator[list[object]], source: str) -> list[RawSheet]:
    """Sheets from the messages that `scheduler.files.untrusted.report` describes."""
    sheets: list[_Sheet] = []
    texts: dict[str, str] = {}
    for message in messages:
        match message:
            case ["rows", list(rows)]:
                sheets[-1].add(rows, texts)
            case ["sheet", str(name), bool(hidden)]:
                sheets.append(_Sheet(name, hidden))
            case ["distrusted", int(row), int(column), str(why)]:
                sheets[-1].troubles[row, column] = why
            case ["merged", list(ranges)]:
                sheets[-1].merged += [(top, left, bottom, right) for top, left, bottom, right in ranges]
            case ["refused", str(why), sheet, row, column]:
                raise _refusal(source, why, sheet, row, column)
            case ["end"]:
                return [sheet.raw() for sheet in sheets]
            case _:
                raise CutShort(Cut.CRASH, "a message that is not known")
    raise CutShort(Cut.CRASH, "no last message")


def _refusal(source: str, why: str, sheet: object, row: object, column: object) -> InputError:
    place = f"sheet {sheet}" if sheet is not None else ""
    if isinstance(row, int) and isinstance(column, int):
        place += f", row {row + 1}, column {column_letter(column)}"
    return refuse(source, why, place)


def _message(line: bytes) -> list[object]:
    message = json.loads(line, object_hook=_untagged)
    if not isinstance(message, list):
        raise CutShort(Cut.CRASH, "no message")
    return message


def _untagged(tagged: dict[str, str]) -> Cell:
    match tagged:
        case {"day": text}:
            return date.fromisoformat(text)
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"clock": text}:
            return time.fromisoformat(text)
    raise CutShort(Cut.CRASH, "a value that is not known")
