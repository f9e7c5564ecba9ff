"""Workbooks of the formats that only calamine reads: .xls and .ods. It tells error values as blanks, so these are
looked for beside it; whether the result of a formula was ever stored, it does not tell.

It makes room for the rectangle around all cells of a sheet before anything can be asked; the memory limit of this
process is what holds it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.number_formats import SECONDS_A_DAY, Shape, shown
from scheduler.files.untrusted.old_errors import Place, Places
from scheduler.files.untrusted.report import Refused, Report, Value
from scheduler.files.untrusted.shared_texts import TOO_LONG


def read_other(file: BinaryIO, errors: Places, report: Report) -> None:
    """Tells all worksheets; `errors` are the cells with error values. Raises Refused."""
    try:
        book = CalamineWorkbook.from_filelike(file)
        if len(book.sheets_metadata) > limits.SHEETS:
            raise Refused(f"has {len(book.sheets_metadata):,} sheets; at most {limits.SHEETS} are read")
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                report.sheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible)
                _sheet(book.get_sheet_by_name(sheet.name), errors.get(sheet.name, {}), report)
    except PasswordError:
        raise Refused("is protected by a password: save a copy without") from None
    except CalamineError as error:
        raise Refused(f"can't be read as a workbook, it may be damaged: {error}") from None


def _sheet(sheet: CalamineSheet, errors: Mapping[Place, str], report: Report) -> None:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), word in errors.items():
        by_row.setdefault(row, {})[column] = word
    _, first_column = sheet.start or (0, 0)  # rows are told from the top, columns only from the first one used
    for number, cells in enumerate(sheet.iter_rows()):
        values: list[Value] = [None] * first_column
        values += map(_value, cells)
        _row(number, values, by_row.pop(number, {}), report)
    for number in sorted(by_row):
        _row(number, [], by_row[number], report)
    report.flush()
    if merged := sheet.merged_cell_ranges:
        report.merged([(*first, *last) for first, last in merged])


def _row(number: int, values: list[Value], errors: Mapping[int, str], report: Report) -> None:
    for column, word in errors.items():
        _put(values, column, word)
        report.distrusted(number, column, f"the error value {word}")
    for column, value in enumerate(values):
        if isinstance(value, str) and len(value) > limits.CELL_CHARACTERS:
            report.distrusted(number, column, TOO_LONG)
            values[column] = value[:60]
    while values and values[-1] is None:
        values.pop()
    if values:
        report.row(number, values)


def _put(values: list[Value], column: int, value: str) -> None:
    values += [None] * (column + 1 - len(values))
    values[column] = value


def _value(cell: object) -> Value:
    if isinstance(cell, timedelta):
        return shown(cell.total_seconds() / SECONDS_A_DAY, Shape.SPAN, False)
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n") or None
    if isinstance(cell, float):
        return int(cell) if cell == cell // 1 and abs(cell) < 10**15 else cell
    return cell  # type: ignore[return-value]
