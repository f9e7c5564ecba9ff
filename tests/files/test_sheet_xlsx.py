"""The workbook, read back with another library, and its XML searched for formulas."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from scheduler.domain.errors import InputError
from scheduler.files import sheet_xlsx
from scheduler.files.sheet_xlsx import LONGEST_TEXT, xlsx
from scheduler.sheets import Column, Group, Kind, Row, Sheet
from scheduler.texts import Language
from tests.files.sheet_samples import AS_OF, HOSTILE, sample


def read(content: bytes, sheet: str = "Sample") -> list[list[object]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def parts(content: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)]


def test_values_come_back_as_what_they_are() -> None:
    """Dates as dates in plant time, a deadline at midnight on its own day, percent as a share, groups as a column."""
    head, full, empty = read(xlsx([sample()], AS_OF, Language.EN))
    assert head == ["part", *(f"{kind.value}!" for kind in Kind)]
    assert full == [
        "one", "Schrank <b>&amp; 柜体", date(2026, 5, 12), datetime(2026, 5, 12, 14, 5),  # noqa: DTZ001
        datetime(2026, 5, 12, 23, 59), -1505, 1234.5, 0.85, 98_000,  # noqa: DTZ001
    ]  # fmt: skip
    assert empty == ["two", *[""] * len(Kind)]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    content = xlsx([sample(*HOSTILE)], AS_OF, Language.EN)
    assert [row[1] for row in read(content)[3:]] == list(HOSTILE)
    sheets = parts(content, r"xl/worksheets/sheet\d+\.xml")
    assert len(sheets) == 2
    assert [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet] == []
    assert parts(content, r"xl/externalLinks/.*|xl/worksheets/_rels/.*") == []


def test_a_sheet_can_be_filtered_and_printed() -> None:
    sheet = parts(xlsx([sample()], AS_OF, Language.EN), r"xl/worksheets/sheet2\.xml")[0]
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:I3"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    names = parts(xlsx([sample()], AS_OF, Language.EN), r"xl/workbook\.xml")[0]
    assert "_xlnm.Print_Titles" in names
    assert "$1:$1" in names


def test_late_rows_are_coloured_and_the_trouble_is_bold() -> None:
    styles = parts(xlsx([sample()], AS_OF, Language.EN), r"xl/styles\.xml")[0]
    assert "FFFBE3DC" in styles
    assert "FFA32B12" in styles
    calm = Sheet("s", "S", (Column("a", "a"),), (Group("", (Row(("x",)),)),))
    assert "FFFBE3DC" not in parts(xlsx([calm], AS_OF, Language.EN), r"xl/styles\.xml")[0]


def test_columns_are_wide_enough_for_their_values() -> None:
    """Chinese characters count twice; a moment needs 16 characters; long texts are wrapped at a limit."""
    columns = (Column("a", "a"), Column("b", "b"), Column("c", "c", Kind.MOMENT))
    sheet = Sheet("s", "S", columns, (Group("", (Row(("柜" * 15, "x" * 500, None)),)),))
    xml = parts(xlsx([sheet], AS_OF, Language.EN), r"xl/worksheets/sheet2\.xml")[0]
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', xml)]
    assert 31 <= widths[0] < 33
    assert sheet_xlsx.WIDEST <= widths[1] < sheet_xlsx.WIDEST + 1
    assert widths[2] >= 16


def test_the_first_page_lists_the_sheets_with_their_notes() -> None:
    assert read(xlsx([sample()], AS_OF, Language.EN), "Contents") == [["Sample", "A note."]]


def test_equal_sheets_give_equal_files() -> None:
    assert xlsx([sample()], AS_OF, Language.ZH) == xlsx([sample()], AS_OF, Language.ZH)


def test_an_empty_sheet_has_its_headings() -> None:
    empty = Sheet("s", "S", (Column("a", "alpha"), Column("b", "beta")), ())
    assert read(xlsx([empty], AS_OF, Language.EN), "S") == [["alpha", "beta"]]


def test_a_text_longer_than_a_cell_is_cut() -> None:
    for length in (LONGEST_TEXT, LONGEST_TEXT + 1):
        sheet = Sheet("s", "S", (Column("a", "a"),), (Group("", (Row(("x" * length,)),)),))
        found = str(read(xlsx([sheet], AS_OF, Language.EN), "S")[1][0])
        assert len(found) == LONGEST_TEXT
        assert found.endswith("…") is (length > LONGEST_TEXT)


def test_more_rows_than_a_worksheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xlsx, "MOST_ROWS", 2)
    assert xlsx([sample()], AS_OF, Language.EN)
    with pytest.raises(InputError, match="3 rows, a worksheet holds 2"):
        xlsx([sample("one more")], AS_OF, Language.EN)
