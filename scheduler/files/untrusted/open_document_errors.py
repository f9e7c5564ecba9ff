"""Cells with error values in OpenDocument workbooks (.ods), which calamine tells as blank ones.

Source: OpenDocument 1.3 Part 3, 9.1 (rows and cells that repeat); programs mark errors by calcext:value-type.
"""

from scheduler.files.untrusted.old_errors import Place, Places
from scheduler.files.untrusted.xml_parts import Attributes, Stream, local, run

CELLS = ("table-cell", "covered-table-cell")


def error_cells(part: Stream, name: str) -> Places:
    """The cells with error values in the content of a workbook; of repeated ones the first."""
    found: Places = {}
    here: dict[Place, str] = {}
    row = column = 0
    rows = 1

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal here, row, column, rows
        kind = local(tag)
        if kind == "table":
            here = found.setdefault(_attribute(attributes, "name"), {})
            row = 0
        elif kind == "table-row":
            column = 0
            rows = _count(_attribute(attributes, "number-rows-repeated"))
        elif kind in CELLS:
            if any(local(key) == "value-type" and value == "error" for key, value in attributes.items()):
                here[row, column] = "#ERROR!"
            column += _count(_attribute(attributes, "number-columns-repeated"))

    def end(tag: str) -> None:
        nonlocal row
        if local(tag) == "table-row":
            row += rows

    run(part, name, start, end)
    return found


def _attribute(attributes: Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
