"""A folder with one CSV file a table, or a single CSV file, as raw sheets. CSV has no types: everything is text."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from scheduler.domain.errors import InputError, refuse
from scheduler.files.csv_guard import unguarded
from scheduler.files.tables.raw import Cell, RawSheet, column_letter
from scheduler.files.untrusted import limits
from scheduler.files.workbook_reader import open_file

FOLDER_BYTES = 32 * 2**20
"""All CSV files together."""
CELL_CHARACTERS = 131_072
"""What Python's reader allows in one cell; longer ones are mostly a quotation mark that was never closed."""
CHUNK = 2**20

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DELIMITERS = (",", ";", "\t")


# --- reading -----------------------------------------------------------------------------------------


def read_csv(path: Path) -> list[RawSheet]:
    """The sheets of a folder of CSV files, or the one of a single file. Raises InputError."""
    files = _files(path) if path.is_dir() else [path]
    left = FOLDER_BYTES
    cells = 0
    sheets = []
    for file in files:
        with open_file(file) as content:
            size = content.seek(0, io.SEEK_END)
            left -= size
            if left < 0:
                raise refuse(str(path), f"at most {FOLDER_BYTES // 2**20} MB of CSV are read, and this is more")
            sheets.append(_sheet(content, file))
        cells += sum(map(len, sheets[-1].rows))
        if cells > limits.CELLS:
            raise refuse(str(file), f"at most {limits.CELLS:,} cells are read, and here are more")
    return sheets


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.name[0] != ".")
    except OSError as error:
        raise refuse(str(folder), f"can't be read: {error.strerror}") from None
    if not found:
        raise refuse(str(folder), "expected a folder with .csv files, found none in it")
    if len(found) > limits.SHEETS:
        raise refuse(str(folder), f"holds {len(found):,} .csv files; at most {limits.SHEETS} are read")
    return found


def _sheet(content: BinaryIO, path: Path) -> RawSheet:
    encoding = _encoding(content, str(path))
    content.seek(0)
    text = io.TextIOWrapper(content, encoding, newline="")
    try:
        rows = tuple(_rows(text, str(path)))
    except UnicodeError:
        raise refuse(str(path), "its bytes are no text") from None
    finally:
        text.detach()
    return RawSheet(path.stem, rows)


def _rows(text: io.TextIOWrapper, source: str) -> Iterator[tuple[Cell, ...]]:
    """Rows up to their last cell with something in it. Equal texts are kept once."""
    first = text.readline()
    delimiter = _delimiter(first)
    lines = chain([first], text)
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=,"):
        delimiter = first.strip()[-1]
        next(lines)
        yield ()  # what Excel writes there is no row, but rows are counted as Excel counts them
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    known: dict[str, str] = {}
    cells = begun = 0
    try:
        for number, row in enumerate(reader):
            while row and not row[-1].strip():
                row.pop()
            cells += len(row)
            _check_size(source, number, row, cells)
            yield tuple(known.setdefault(cell, cell) if (cell := _shown(found)) else None for found in row)
            begun = reader.line_num
    except csv.Error as error:
        raise _broken(source, begun + 1, str(error)) from None


def _delimiter(heading: str) -> str:
    """What stands most often between the headings, outside of quotes."""
    bare = re.sub(r'"[^"]*"', "", heading)
    return max(DELIMITERS, key=bare.count)


def _shown(cell: str) -> str:
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return unguarded(cell) if "'" in cell else cell


def _check_size(source: str, number: int, row: Sequence[str], cells: int) -> None:
    if number >= limits.ROWS:
        raise refuse(source, f"at most {limits.ROWS:,} rows are read, and this is one too many", f"row {number + 1}")
    if len(row) > limits.COLUMNS:
        place = f"row {number + 1}, column {column_letter(limits.COLUMNS)}"
        raise refuse(source, f"at most {limits.COLUMNS} columns are read, and this is one too many", place)
    if cells > limits.CELLS:
        raise refuse(source, f"at most {limits.CELLS:,} cells are read, and here are more", f"row {number + 1}")


def _broken(source: str, line: int, said: str) -> InputError:
    if "field larger" in said:
        why = f"a cell of more than {CELL_CHARACTERS:,} characters begins here: is a quotation mark not closed?"
    elif "unexpected end" in said:
        why = "a quotation mark that opens here is never closed"
    elif "expected after" in said:
        why = "text follows a closing quotation mark: write quotation marks inside a cell twice"
    else:
        why = f"is no CSV: {said}"
    return refuse(source, why, f"line {line}")


# --- encodings ---------------------------------------------------------------------------------------


def _encoding(content: BinaryIO, source: str) -> str:
    """The encoding that all of the file is written in. Raises InputError for what is no text."""
    content.seek(0)
    start = content.read(4)
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise refuse(source, "is a workbook with the name of a CSV file: give it the ending .xlsx or .xls")
    _refuse_bytes_of_no_text(content, source)
    if _decodes(content, "utf-8"):
        return "utf-8"
    if _is_chinese(content):
        return "gb18030"
    raise refuse(source, "its encoding is neither UTF-8 nor GB18030: save it as “CSV UTF-8”")


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(lambda: content.read(CHUNK), b"")


def _refuse_bytes_of_no_text(content: BinaryIO, source: str) -> None:
    line = 1
    for chunk in _chunks(content):
        at = chunk.find(b"\0")
        if at >= 0:
            line += chunk.count(b"\n", 0, at)
            why = "holds NUL bytes: it is no text, or UTF-16 without its mark; save it as “CSV UTF-8”"
            raise refuse(source, why, f"line {line}")
        line += chunk.count(b"\n")


def _decodes(content: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(content):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(content: BinaryIO) -> bool:
    """GB18030 reads nearly any bytes, also Western ones, as rare characters; it is believed where most are common."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    foreign = common = 0
    try:
        for chunk in [*_chunks(content), b""]:
            text = re.sub(r"[\0-\x7f]+", "", decoder.decode(chunk, not chunk))
            foreign += len(text)
            common += len(text.encode("gb2312", "ignore")) // 2
    except UnicodeDecodeError:
        return False
    return 2 * common > foreign
