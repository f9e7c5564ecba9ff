"""The tables of a problem as a folder of CSV files, as Excel and WPS open them best: UTF-8 with its mark, commas, CRLF.

A text that a spreadsheet program would run as a formula gets an apostrophe, and loses it when it is read.
"""

import codecs
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from scheduler.domain.errors import refuse
from scheduler.domain.problem import Problem
from scheduler.files.csv_folder import CELL_CHARACTERS
from scheduler.files.csv_guard import guarded
from scheduler.files.grid import grids
from scheduler.files.json_file import check_writable, write_bytes
from scheduler.files.tables import FORMS
from scheduler.files.tables.raw import Cell, column_letter
from scheduler.texts import Language

SEPARATORS = frozenset('",;\t\r\n')
"""A cell with one of these stands in quotes, whichever of the delimiters a program expects."""

OURS = frozenset(f"{form.key}.csv" for form in FORMS)


def write_csv_folder(problem: Problem, folder: Path, language: str) -> None:
    """One file a table, named by its key (`orders.csv`), headings in the language.

    All files or none: they are written beside the folder, which then takes their place. A folder that holds anything
    but such files is refused. Raises InputError.
    """
    _check_folder(folder)
    contents = {
        f"{one.form.key}.csv": csv_bytes([one.headings, *one.rows], f"{folder / one.form.key}.csv")
        for one in grids(problem, Language(language), str(folder))
    }
    try:
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    except OSError as error:
        raise refuse(str(folder), f"can't be written: {error.strerror}") from None
    try:
        for name, content in contents.items():
            write_bytes(content, new / name)
        _take_place(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def csv_bytes(rows: Sequence[Sequence[Cell]], source: str) -> bytes:
    """A CSV file of these rows. Raises InputError, naming the cell, for a text that is too long to be read again."""
    lines = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) >= CELL_CHARACTERS:
                place = f"row {number + 1}, column {column_letter(column)}"
                raise refuse(source, f"a cell of CSV holds at most {CELL_CHARACTERS:,} characters", place)
        lines.append(",".join(map(_written, row)))
    return codecs.BOM_UTF8 + "".join(f"{line}\r\n" for line in lines).encode()


def _written(cell: Cell) -> str:
    text = guarded(cell if isinstance(cell, str) else _typed(cell))
    if SEPARATORS.isdisjoint(text) and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'


def _typed(cell: Cell) -> str:
    """Days and times in ISO form, to the minute, which is the finest that tables hold."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return cell.isoformat() if isinstance(cell, date) else repr(cell)


def _check_folder(folder: Path) -> None:
    if not folder.exists():
        check_writable(folder)
        return
    if not folder.is_dir():
        raise refuse(str(folder), "expected a folder to write to, found a file")
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in OURS)
    if foreign:
        raise refuse(
            str(folder), f"holds other files ({foreign[0]} …): name a new folder, or one written by this program"
        )


def _take_place(new: Path, folder: Path) -> None:
    """The new folder under the old one's name. Between the two steps the old one lies beside it, as `.NAME.old`."""
    new.chmod(0o755)
    old = folder.with_name(f".{folder.name}.old")
    try:
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise refuse(str(folder), f"can't be written: {error.strerror}") from None
