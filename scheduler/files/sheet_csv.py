"""A sheet as CSV that opens correctly by double click, also in Chinese, and can be imported anywhere."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from scheduler.files.sheet_xlsx import plant_time
from scheduler.sheets.sheet import Cell, Column, Sheet

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What spreadsheets take for the start of a formula, also in full width."""


def csv_bytes(sheet: Sheet) -> bytes:
    """One heading row, then one row per row, groups as a first column. Days and moments as `2026-05-12 14:00` in
    plant time, minutes and percent as whole numbers, amounts with a point."""
    flat = sheet.flat
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([text_cell(column.heading) for column in flat.columns])
    for row in flat.rows:
        writer.writerow([_cell(column, value) for column, value in zip(flat.columns, row.cells, strict=True)])
    return (BYTE_ORDER_MARK + target.getvalue()).encode()


def text_cell(words: str) -> str:
    """Words that no spreadsheet calculates: a leading apostrophe makes them text (OWASP, "CSV injection")."""
    return f"'{words}" if words.lstrip(" \n").startswith(FORMULA_STARTS) else words


def _cell(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, datetime):
        return f"{plant_time(value, column.kind):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
