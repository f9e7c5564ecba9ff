"""Workbooks of before 2007 and OpenDocument ones: what they hold, and the error values that are looked for beside it.

`old.xls` was written by the library xlwt 1.3: a sheet 订单 with one cell of each kind, a merged range, two cells with
error values, and a hidden sheet.
"""

from datetime import date, datetime, time
from pathlib import Path
from random import Random

import pytest

from scheduler.domain.errors import InputError
from scheduler.files.tables.raw import RawSheet
from scheduler.files.workbook_reader import read_workbook
from tests.files.hostile_parts import HEAD, pack

OLD = Path(__file__).with_name("old.xls")
ERROR_CELL = (
    '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'
)


def open_document(path: Path, rows: str) -> Path:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'{HEAD}<office:document-content{names} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:'
        f'xmlns:calcext:1.0"><office:body><office:spreadsheet><table:table table:name="orders">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest.encode(),
        "content.xml": content.encode(),
    }
    return pack(parts, path)


def test_a_workbook_of_before_2007() -> None:
    orders, hidden = read_workbook(OLD)
    assert orders.name == "订单"
    assert orders.rows[1] == (
        None, None, "华东电力", 12, 1.5, date(2026, 1, 5), datetime(2026, 1, 5, 7, 59), True, "36 h 0 min",  # noqa: DTZ001
    )  # fmt: skip
    assert orders.merged == ((2, 2, 3, 3),)
    assert hidden.hidden


def test_its_error_values_are_no_blanks() -> None:
    """The second one stands alone in the last row, of which calamine knows nothing."""
    [orders, _] = read_workbook(OLD)
    assert orders.troubles == {(3, 4): "the error value #N/A", (5, 1): "the error value #REF!"}
    assert orders.rows[5] == (None, "#REF!")


def test_an_open_document(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="3"/>'
    filled = (
        "<table:table-cell/>"
        '<table:table-cell office:value-type="string"><text:p>华东</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2026-01-05"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
    )
    rows = (
        f'<table:table-row table:number-rows-repeated="2">{blank}</table:table-row>'
        f"<table:table-row>{filled}</table:table-row>"
    )
    [found] = read_workbook(open_document(tmp_path / "shop.ods", rows))
    assert found == RawSheet("orders", ((), (), (None, "华东", date(2026, 1, 5), time(8, 30))))


def test_error_values_of_an_open_document_are_marked_in_their_cells(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{ERROR_CELL}</table:table-row>'
    )
    [found] = read_workbook(open_document(tmp_path / "shop.ods", rows))
    assert list(found.troubles) == [(2, 2)]
    assert len(found.rows) == 3


def test_binary_workbooks_are_refused_with_what_to_do(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    )
    path = pack({"_rels/.rels": relations.encode(), "xl/workbook.bin": b"x"}, tmp_path / "shop.xlsb")
    with pytest.raises(InputError, match=r"is a binary workbook .*save it as \.xlsx"):
        read_workbook(path)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_old_workbooks_are_refused_or_read(seed: int, tmp_path: Path) -> None:
    """Flipped bytes and missing ends never give a traceback."""
    random = Random(seed)
    content = bytearray(OLD.read_bytes())
    if seed % 3 == 0:
        del content[random.randrange(8, len(content)) :]
    for _ in range(random.randint(1, 30)):
        content[random.randrange(8, len(content))] = random.randrange(256)
    path = tmp_path / "shop.xls"
    path.write_bytes(content)
    said = ""
    try:
        read_workbook(path)
    except InputError as error:
        said = str(error)
    assert not said or said.startswith(f"{path}: ")
