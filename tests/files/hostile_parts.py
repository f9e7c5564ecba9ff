"""Workbooks put together by hand, part by part, so that a test can put anything into them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from scheduler.domain.problem import Problem
from scheduler.files.grid import grids
from scheduler.files.tables.raw import Cell, column_letter
from scheduler.files.template_example import example
from scheduler.texts import Language

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY_STYLE, MOMENT_STYLE, CLOCK_STYLE = "1", "2", "3"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="22"/>'
    '<xf numFmtId="20"/></cellXfs></styleSheet>'
)

Rows = list[list[Cell]]
Sheets = dict[str, Rows]
"""By title, in the order of the workbook."""


class Shop(NamedTuple):
    """The example shop as sheets in one language; tests spoil copies of it."""

    sheets: Sheets
    titles: Mapping[str, str]
    """Title of a table by its key."""
    headings: Mapping[tuple[str, str], str]
    """Heading by table and column."""
    problem: Problem

    def rows(self, table: str) -> Rows:
        return self.sheets[self.titles[table]]

    def column(self, table: str, key: str) -> int:
        """The place of a column among those that this sheet still has."""
        return self.rows(table)[0].index(self.headings[table, key])

    def cell(self, table: str, row: int, key: str) -> str:
        """The reference of a cell, row 0 holds the headings: E2."""
        return f"{column_letter(self.column(table, key))}{row + 1}"

    def put(self, table: str, row: int, key: str, value: Cell) -> None:
        self.rows(table)[row][self.column(table, key)] = value


def shop(random: Random, only_filled: bool = True) -> Shop:
    """The example in either language; sheets without rows are left out unless asked for."""
    problem = example()
    language = random.choice((Language.EN, Language.ZH))
    tables = grids(problem, language, "example")
    sheets: Sheets = {
        one.form.title(language): [list(one.headings), *map(list, one.rows)]
        for one in tables
        if one.rows or not only_filled
    }
    titles = {one.form.key: one.form.title(language) for one in tables}
    headings = {(one.form.key, c.key): c.heading(language) for one in tables for c in one.form.columns}
    return Shop(sheets, titles, headings, problem)


# --- parts of a workbook -----------------------------------------------------------------------------


def parts(sheets: Mapping[str, Sequence[Sequence[Cell]]], *, from_1904: bool = False) -> dict[str, bytes]:
    """The files inside a workbook, by name."""
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, title in enumerate(sheets, 1)
    )
    related = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    found = {
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(listed, from_1904),
        "xl/_rels/workbook.xml.rels": relations([*related, ("rIdS", "styles", "styles.xml")]),
        "xl/styles.xml": STYLES,
    }
    for name, rows in zip(names, sheets.values(), strict=True):
        found[name] = sheet(rows, from_1904=from_1904)
    return {name: text.encode() for name, text in found.items()}


def _book(listed: str, from_1904: bool) -> str:
    settings = '<workbookPr date1904="1"/>' if from_1904 else "<workbookPr/>"
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{settings}<sheets>{listed}</sheets></workbook>'


def relations(listed: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{id_}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for id_, kind, to in listed)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def sheet(rows: Sequence[Sequence[Cell]], before: str = "", after: str = "", *, from_1904: bool = False) -> str:
    """The XML of one sheet, with something before and after its cells."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            cell_xml(f"{column_letter(column)}{number}", value, from_1904)
            for column, value in enumerate(row)
            if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def cell_xml(place: str, value: Cell, from_1904: bool = False) -> str:
    match value:
        case bool():
            return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{value!r}</v></c>'
        case datetime() | date() | time():
            style = (
                MOMENT_STYLE if isinstance(value, datetime) else CLOCK_STYLE if isinstance(value, time) else DAY_STYLE
            )
            return f'<c r="{place}" s="{style}"><v>{serial(value, from_1904)!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def serial(value: date | time, from_1904: bool) -> float:
    """Days since the beginning of the calendar, as Excel counts them from March 1900 on."""
    if isinstance(value, time):
        return (value.hour * 60 + value.minute) / 1440
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - plant time
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment - first).total_seconds() / 86_400


def pack(content: Mapping[str, bytes], path: Path, *, stored: bool = False) -> Path:
    path.write_bytes(packed(content, stored=stored))
    return path


def packed(content: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return memory.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], path: Path) -> Path:
    return pack(parts(sheets), path)
