"""CSV in every encoding and with every delimiter that spreadsheet programs write; what is no text is told in words."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.errors import InputError
from scheduler.files.csv_folder import CELL_CHARACTERS, read_csv
from scheduler.files.csv_guard import guarded, unguarded
from scheduler.files.csv_writer import csv_bytes, write_csv_folder
from scheduler.files.tables.raw import Cell
from scheduler.files.template_example import example

HEAD = "订单,客户\r\n"


def rows(content: bytes, tmp_path: Path) -> tuple[tuple[Cell, ...], ...]:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    [sheet] = read_csv(path)
    assert sheet.name == "orders"
    return sheet.rows


def refusal(content: bytes, tmp_path: Path) -> str:
    with pytest.raises(InputError) as caught:
        rows(content, tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'orders.csv'}: ")
    return said


# --- encodings and delimiters ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_gives_the_same(encoding: str, tmp_path: Path) -> None:
    assert rows(f"{HEAD}A1,上海电力\r\n".encode(encoding), tmp_path) == (("订单", "客户"), ("A1", "上海电力"))


def test_big_endian_utf_16(tmp_path: Path) -> None:
    assert rows(b"\xfe\xff" + HEAD.encode("utf-16-be"), tmp_path) == (("订单", "客户"),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_headings_show_the_delimiter(delimiter: str, tmp_path: Path) -> None:
    """Only they: the other delimiters may well stand in the cells below."""
    text = delimiter.join(('"Order; No, 1"', "Customer")) + "\n" + delimiter.join(("A", '"x;y,z\tw"'))
    assert rows(text.encode(), tmp_path) == (("Order; No, 1", "Customer"), ("A", "x;y,z\tw"))


def test_the_line_in_which_excel_names_the_delimiter_counts_as_a_row(tmp_path: Path) -> None:
    assert rows(b"sep=;\r\nOrder;Customer, all\r\n", tmp_path) == ((), ("Order", "Customer, all"))


def test_western_encodings_are_not_taken_for_chinese(tmp_path: Path) -> None:
    """0xFC 0x6C, `ül` in Latin-1, is a rare character in GB18030."""
    assert "neither UTF-8 nor GB18030" in refusal("Order,Customer\nA,Müller\nB,Größe\n".encode("latin-1"), tmp_path)


def test_rare_characters_among_common_ones_are_chinese(tmp_path: Path) -> None:
    text = "订单,客户\nA,李喆电力设备\n"
    assert rows(text.encode("gb18030"), tmp_path)[1] == ("A", "李喆电力设备")


# --- cells -------------------------------------------------------------------------------------------


def test_cells_keep_line_breaks_spaces_and_quotes(tmp_path: Path) -> None:
    assert rows(b'a,"x\r\ny ""z"""\r\n" b ",\r\n', tmp_path) == (("a", 'x\ny "z"'), (" b ",))


def test_blank_rows_and_cells(tmp_path: Path) -> None:
    assert rows(b"a,b\n\n,,\n,x,\n", tmp_path) == (("a", "b"), (), (), (None, "x"))
    assert rows(b"", tmp_path) == ((),)


NASTY = (
    "=1+1", "+1", "-1", "@x", "\tx", "'x", "''", "'=1", " =1", "＝1", "－x", "x", '"', '""', "a;b", "a,b", "a\nb",
    " a", "a ", "'", "=", "1-5", "007", "=cmd|' /C calc'!A0", "'\t", "\n=1", "a\tb", "a;=1", "a; -1", "a\n@x",
    "a\n\n=1", "\n\t=", "a;'=1",
)  # fmt: skip


def test_no_cell_that_is_written_begins_like_a_formula_and_all_read_back(tmp_path: Path) -> None:
    """S7, whatever delimiter a program expects."""
    content = csv_bytes([["head", "head"], *([text, text] for text in NASTY)], "x")
    assert rows(content, tmp_path)[1:] == tuple((text, text) for text in NASTY)
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter):
            assert not any(cell.strip().startswith(tuple("=+-@＝＋－＠")) for cell in row), row


@given(st.text(alphabet="=+-@'; \t\nａ＝x,", max_size=12))
def test_guards_come_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(unguarded(guarded(guarded(text)))) == text


def test_an_apostrophe_before_anything_else_stays(tmp_path: Path) -> None:
    assert rows(b"a\n'x\n'12\n'-5\n", tmp_path) == (("a",), ("'x",), ("'12",), ("-5",))


# --- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'a,b\n1,"x\ny', "line 2: a quotation mark that opens here is never closed"),
        (b'a,b\n1,2\n1,"x"y\n', "line 3: text follows a closing quotation mark"),
        (b"a,b\n1,\0\n", "line 2: holds NUL bytes"),
        (b"PK\3\4", "is a workbook with the name of a CSV file"),
        (b"a\n" + b"x" * (CELL_CHARACTERS + 1), "line 2: a cell of more than 131,072 characters"),
        (b"a\n" + b"1," * 200 + b"1\n", "row 2, column GS: at most 200 columns"),
        (b"a\n" * 200_001, "row 200001: at most 200,000 rows"),
        (b"a\n\x81\xff\n", "neither UTF-8 nor GB18030"),
        (b"\xff\xfea", "its bytes are no text"),
    ],
)
def test_what_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(content, tmp_path)


def test_just_as_much_as_is_allowed(tmp_path: Path) -> None:
    assert len(rows(b"a\n" + b"x" * CELL_CHARACTERS, tmp_path)[1][0] or "") == CELL_CHARACTERS  # type: ignore[arg-type]
    assert len(rows(b"a\n" + b"1," * 199 + b"1\n", tmp_path)[1]) == 200
    assert len(rows(b"a\n" * 200_000, tmp_path)) == 200_000


def test_a_long_line_of_short_cells_is_one_row(tmp_path: Path) -> None:
    assert len(rows(b"a\n" + b",".join([b"x" * 5_000] * 150) + b"\n", tmp_path)) == 2


# --- folders -----------------------------------------------------------------------------------------


def test_a_folder_gives_a_sheet_for_each_of_its_csv_files(tmp_path: Path) -> None:
    for name in ("b.csv", "A.CSV", ".hidden.csv", "notes.txt"):
        (tmp_path / name).write_text("x\n", "utf-8")
    assert [sheet.name for sheet in read_csv(tmp_path)] == ["A", "b"]


def test_a_folder_without_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a folder with \.csv files, found none"):
        read_csv(tmp_path)


def test_writing_again_replaces_all_files(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_csv_folder(example(), folder, "en")
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "orders.csv").write_bytes(b"old")
    write_csv_folder(example(), folder, "en")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert list(tmp_path.iterdir()) == [folder], "nothing is left beside it"


def test_a_folder_with_anything_else_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(InputError, match="holds other files"):
        write_csv_folder(example(), tmp_path, "en")
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]
    with pytest.raises(InputError, match="found a file"):
        write_csv_folder(example(), tmp_path / "holiday.jpg", "en")
    with pytest.raises(InputError, match="there is no folder"):
        write_csv_folder(example(), tmp_path / "no" / "shop", "en")


def test_a_write_that_fails_leaves_the_old_folder_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    write_csv_folder(example(), folder, "en")
    before = (folder / "orders.csv").read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_csv_folder(example(), folder, "zh")
    assert (folder / "orders.csv").read_bytes() == before
    assert list(tmp_path.iterdir()) == [folder]
