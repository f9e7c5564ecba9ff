"""What a workbook holds is read as a spreadsheet program shows it; what can't be trusted is marked, with its place."""

import io
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import load_workbook

from scheduler.domain.errors import InputError
from scheduler.files.tables.raw import Cell, RawSheet
from scheduler.files.untrusted.number_formats import Shape, shape_of, shown
from scheduler.files.workbook_reader import read_workbook
from tests.files.hostile_parts import HEAD, MAIN, pack, parts, sheet

FIRST = "xl/worksheets/sheet1.xml"


def read_cells(tmp_path: Path, cells: str, **changes: str) -> RawSheet:
    """The sheet whose first row has these cells."""
    content = parts({"Orders": []})
    text = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    content[FIRST] = text.encode()
    content |= {name: text.encode() for name, text in changes.items()}
    [found] = read_workbook(pack(content, tmp_path / "book.xlsx"))
    return found


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    return str(caught.value)


# --- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1"><v>7</v></c>', 7),
        ('<c r="A1"><v>7.0</v></c>', 7),
        ('<c r="A1"><v>1E3</v></c>', 1000),
        ('<c r="A1"><v>0.1</v></c>', 0.1),
        ('<c r="A1"><v>123456789012345678</v></c>', 123456789012345678.0),
        ('<c r="A1"><v>12345678901234567</v></c>', 12345678901234567),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="str"><f>A2</f><v>x</v></c>', "x"),
        ('<c r="A1" t="inlineStr"><is><t> x </t></is></c>', " x "),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r>\n<r><t>b</t></r><rPh><t>z</t></rPh></is></c>', "ab"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D__x000a_b_x005F_x0041_</t></is></c>', "a\nb_x0041_"),
        ('<c r="A1" t="d"><v>2026-01-05</v></c>', date(2026, 1, 5)),
        ('<c r="A1" t="d"><v>2026-01-05T07:59:00</v></c>', datetime(2026, 1, 5, 7, 59)),  # noqa: DTZ001
        ('<c r="A1" s="1"><v>46027</v></c>', date(2026, 1, 5)),
        ('<c r="A1" s="1"><v>46027.5</v></c>', datetime(2026, 1, 5, 12)),  # noqa: DTZ001
        ('<c r="A1" s="2"><v>46027.332638888889</v></c>', datetime(2026, 1, 5, 7, 59)),  # noqa: DTZ001
        ('<c r="A1" s="3"><v>0.33333333333333331</v></c>', time(8)),
        ("<c><v>7</v></c>", 7),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_shown(xml: str, value: Cell, tmp_path: Path) -> None:
    found = read_cells(tmp_path, xml)
    assert found.rows == ((value,),)
    assert type(found.rows[0][0]) is type(value)
    assert found.troubles == {}


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ('<c r="B1"><f>A1</f></c>', "a formula whose result was never stored"),
        ('<c r="B1"><f>A1</f><v/></c>', "a formula whose result was never stored"),
        ('<c r="B1" t="e"><v>#REF!</v></c>', "the error value #REF!"),
        ('<c r="B1"><v>NaN</v></c>', "'NaN', which is no number"),
        ('<c r="B1"><v>1_0</v></c>', "'1_0', which is no number"),
        ('<c r="B1"><v>1e18</v></c>', "too large"),
        ('<c r="B1" s="1"><v>-1</v></c>', "below zero"),
        ('<c r="B1" s="1"><v>2958466</v></c>', "after the year 9999"),
        ('<c r="B1" s="1"><v>0</v></c>', "day 0"),
        ('<c r="B1" t="s"><v>3</v></c>', "missing in the file"),
        ('<c r="B1" t="b"><v>2</v></c>', "neither true nor false"),
        ('<c r="B1" t="new"><v>2</v></c>', "a kind of cell that is not known"),
        ('<c r="B1" t="d"><v>soon</v></c>', "'soon', which is no date"),
        ('<c r="B1" t="inlineStr"><is><t>' + "x" * 32_768 + "</t></is></c>", "more than 32,767 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_trusted_is_marked_where_it_stands(xml: str, why: str, tmp_path: Path) -> None:
    found = read_cells(tmp_path, f'<c r="A1"><v>1</v></c>{xml}')
    assert found.rows[0][0] == 1
    assert len(found.rows[0]) == 2, "its row must not be taken for a blank one"
    assert list(found.troubles) == [(0, 1)]
    assert why in found.troubles[0, 1]


def test_the_longest_text_and_the_last_day_are_read(tmp_path: Path) -> None:
    long = '<c r="A1" t="inlineStr"><is><t>' + "x" * 32_767 + '</t></is></c><c r="B1" s="1"><v>2958465</v></c>'
    assert read_cells(tmp_path, long).rows == (("x" * 32_767, date(9999, 12, 31)),)


def test_a_formula_that_gives_nothing_is_a_blank_cell(tmp_path: Path) -> None:
    found = read_cells(tmp_path, '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>')
    assert found.rows == ((None, 1),)
    assert found.troubles == {}


def test_cells_without_a_value_take_no_room(tmp_path: Path) -> None:
    """Formatted but blank cells out to the last column, and a sheet that claims all there is."""
    content = parts({"Orders": [["x"]]})
    rows = '<row r="2"><c r="A2" s="1"/><c r="XFD2" s="1"/></row><row r="1048576"><c r="B1048576" s="2"></c></row>'
    text = content[FIRST].decode().replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    content[FIRST] = text.replace("</sheetData>", f"{rows}</sheetData>").encode()
    [found] = read_workbook(pack(content, tmp_path / "book.xlsx"))
    assert found.rows == (("x",),)


def test_blank_rows_keep_the_rows_below_in_their_place(tmp_path: Path) -> None:
    content = parts({"Orders": [["a"], [], [None, None, "b"]]})
    [found] = read_workbook(pack(content, tmp_path / "book.xlsx"))
    assert found.rows == (("a",), (), (None, None, "b"))


def test_merged_ranges_reach_as_far_as_there_are_rows(tmp_path: Path) -> None:
    content = parts({"Orders": [["a", "b"], ["c"]]})
    ranges = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A900"/><mergeCell ref="C9"/></mergeCells>'
    content[FIRST] = content[FIRST].replace(b"</sheetData>", f"</sheetData>{ranges}".encode())
    [found] = read_workbook(pack(content, tmp_path / "book.xlsx"))
    assert found.merged == ((0, 0, 0, 1), (1, 0, 1, 0))


def test_hidden_sheets_say_so(tmp_path: Path) -> None:
    content = parts({"a": [], "b": [], "c": []})
    book = content["xl/workbook.xml"].replace(b'name="b"', b'name="b" state="hidden"')
    content["xl/workbook.xml"] = book.replace(b'name="c"', b'name="c" state="veryHidden"')
    assert [one.hidden for one in read_workbook(pack(content, tmp_path / "book.xlsx"))] == [False, True, True]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    content = parts({"a": [[date(2026, 1, 5)]]}, from_1904=True)
    [found] = read_workbook(pack(content, tmp_path / "book.xlsx"))
    assert found.rows == ((date(2026, 1, 5),),)


# --- number formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("General", None), ("0.00", None), ("#,##0;[Red]-#,##0", None), ("0.00E+00", None), ("@", None), ('0"d"', None),
        ("yyyy-mm-dd", Shape.DAY), ('yyyy"年"m"月"d"日"', Shape.DAY), ("[$-804]yyyy/m/d;@", Shape.DAY),
        ("mmm", Shape.DAY), ("aaaa", Shape.DAY), ("e/m/d", Shape.DAY), ("m/d h:mm", Shape.MOMENT),
        ("yyyy-mm-dd hh:mm AM/PM", Shape.MOMENT), ("h:mm", Shape.CLOCK),
        ("mm:ss", Shape.CLOCK), ('上午/下午h"时"mm"分"', Shape.CLOCK),
        ("[h]:mm", Shape.SPAN), ("[mm]:ss", Shape.SPAN), ("[Red]h:mm", Shape.CLOCK), ("0%", Shape.PERCENT),
        ("\\d0", None), ("_d0", None),
    ],
)  # fmt: skip
def test_a_format_tells_what_a_number_is(code: str, shape: Shape | None) -> None:
    assert shape_of(code) is shape


@pytest.mark.parametrize(
    ("number", "shape", "from_1904", "value"),
    [
        (1, Shape.DAY, False, date(1900, 1, 1)),
        (59, Shape.DAY, False, date(1900, 2, 28)),
        (61, Shape.DAY, False, date(1900, 3, 1)),
        (0, Shape.DAY, True, date(1904, 1, 1)),
        (0.5, Shape.MOMENT, False, time(12)),
        (0.999999, Shape.CLOCK, False, "24:00"),
        (1.5, Shape.SPAN, False, "36 h 0 min"),
        (1.5, Shape.CLOCK, False, "36 h 0 min"),
        (1, Shape.SPAN, False, "24:00"),
        (0.00001, Shape.SPAN, False, "0 h 0 min 1 s"),
        (0.07, Shape.PERCENT, False, "7%"),
        (1.125, Shape.PERCENT, False, "112.5%"),
    ],
)  # fmt: skip
def test_numbers_are_shown_by_their_format(number: float, shape: Shape, from_1904: bool, value: Cell) -> None:
    assert shown(number, shape, from_1904) == value


# --- against another reader --------------------------------------------------------------------------


def test_both_readers_see_the_same_cells(tmp_path: Path) -> None:
    """calamine is a reader that we did not write; the file is one that XlsxWriter wrote, with shared texts."""
    rows: list[list[str | float]] = [
        [f"文 {r} {c}" if c % 3 else r * c / 8 + 0.5 for c in range(9)] for r in range(200)
    ]
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory) as book:
        target = book.add_worksheet("订单")
        for number, row in enumerate(rows):
            target.write_row(number, 0, row)
    path = tmp_path / "book.xlsx"
    path.write_bytes(memory.getvalue())
    [found] = read_workbook(path)
    assert [list(row) for row in found.rows] == load_workbook(str(path)).get_sheet_by_index(0).to_python() == rows


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"PK\3\4", "damaged or cut off"),
        (b"<html><table>", "a web page with the name of a workbook"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "a workbook of 2003 in XML"),
        (b"Order,Customer\r\nA,B\r\n", "is text, not a workbook"),
        (b"\x7fELF\x02\x01", "is no workbook"),
    ],
)
def test_what_is_no_workbook_is_told_by_what_it_is(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    path.write_bytes(content)
    assert refusal(path).startswith(f"{path}: ")
    assert why in refusal(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "no.xlsx")
    assert "expected a file" in refusal(tmp_path)


def test_a_refusal_names_sheet_row_and_column(tmp_path: Path) -> None:
    content = parts({"Orders": []})
    content[FIRST] = sheet([[1] * 201]).encode()
    path = pack(content, tmp_path / "book.xlsx")
    assert (
        refusal(path)
        == f"{path}: sheet Orders, row 1, column GS: at most 200 columns are read, and this is one too many"
    )
    content[FIRST] = sheet([[1] * 200]).encode()
    assert read_workbook(pack(content, path))[0].rows == ((1,) * 200,)


def test_the_reading_process_is_light_and_limited() -> None:
    """It imports nothing of the scheduler but itself, so that it starts in a tenth of a second."""
    program = (
        "import sys, scheduler.files.untrusted.__main__ as m, scheduler.files.untrusted.workbook\n"
        "print([n for n in sys.modules if n.split('.')[0] in ('pydantic', 'numpy', 'babel', 'python_calamine')],"
        "[n for n in sys.modules if n.startswith('scheduler.') and not n.startswith('scheduler.files')])\n"
        "m._limit(5, 2**28)\nimport resource\nprint(resource.getrlimit(resource.RLIMIT_AS)[0] == 2**28)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[] []\nTrue\n"
