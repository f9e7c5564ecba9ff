"""Rows that are read past the XML parser give the same cells, and the same refusals, as with the parser alone.

`<sheetData >`, with a space, is the same XML but not plain: so every file can be read in both ways.
"""

from pathlib import Path
from random import Random

import pytest

from scheduler.domain.errors import InputError
from scheduler.files.tables.raw import RawSheet, column_letter
from scheduler.files.untrusted.plain_rows import PlainRows
from scheduler.files.workbook_reader import read_workbook
from tests.files.hostile_parts import HEAD, MAIN, RELATIONS, STYLES, pack, parts

TEXTS = ("A", "订单", "", "a_x000D_b")


class Listener:
    """Stands for the reader of a sheet, to see what reaches it without the parser."""

    in_data = True
    formulas_count = True

    def __init__(self) -> None:
        self.rows: list[tuple[str, int]] = []

    def plain_row(self, number: str, cells: list[tuple[str, str, str, str, str]]) -> None:
        self.rows.append((number, len(cells)))


def both_ways(path: Path, rows: str) -> tuple[list[RawSheet] | str, list[RawSheet] | str]:
    found: list[list[RawSheet] | str] = []
    for tag in ("<sheetData>", "<sheetData >"):
        content = parts({"Orders": []})
        text = f'{HEAD}<worksheet xmlns="{MAIN}">{tag}{rows}</sheetData></worksheet>'
        content["xl/worksheets/sheet1.xml"] = text.encode()
        shared = "".join(f"<si><t>{text}</t></si>" for text in TEXTS)
        content["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{shared}</sst>'.encode()
        content["xl/styles.xml"] = STYLES.encode()
        link = f'<Relationship Id="t" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        related = "xl/_rels/workbook.xml.rels"
        content[related] = content[related].replace(b"</Relationships>", link.encode())
        try:
            found.append(read_workbook(pack(content, path / "book.xlsx")))
        except InputError as error:
            found.append(str(error))
    return found[0], found[1]


def cell(random: Random, place: str) -> str:
    """Mostly plain ones; some that only the parser reads, some that are wrong."""
    style = random.choice(("", "", ' s="1"', ' s="2"', ' s="9"'))
    plain = (
        f'<c r="{place}"{style}><v>{random.choice((0, 7, -3, 46027.5, "1E3", "x", 1e30, " 5 "))}</v></c>',
        f'<c r="{place}"{style} t="s"><v>{random.choice((0, 1, 2, 3, 4))}</v></c>',
        f'<c r="{place}" t="b"><v>{random.choice((0, 1, 2))}</v></c>',
        f'<c r="{place}"{style}/>',
        f'<c r="{place}"></c>',
        f'<c r="{place}" t="str"><f>A1</f><v>x</v></c>',
        f'<c r="{place}"><f t="shared" si="0"/><v>5</v></c>',
    )
    other = (
        f'<c r="{place}"><f>A1</f></c>',
        f'<c r="{place}" t="str"><f>A1&amp;""</f><v></v></c>',
        f'<c r="{place}" t="inlineStr"><is><t>a &lt; b</t></is></c>',
        f'<c r="{place}" t="e"><v>#N/A</v></c>',
        f'<c t="str" r="{place}"><v>上海</v></c>',
        f'<c r="{place}">\n<v>1</v>\n</c>',
    )
    return random.choice(plain if random.random() < 0.97 else other)


def rows(random: Random, count: int) -> str:
    lines = []
    number = 0
    for _ in range(count):
        number += random.choice((1, 1, 1, 3))
        columns = sorted(random.sample(range(12), random.randint(0, 8)))
        cells = "".join(cell(random, f"{column_letter(column)}{number}") for column in columns)
        attributes = random.choice(("", ' spans="1:12"', ' ht="15" customHeight="1"'))
        lines.append(f'<row r="{number}"{attributes}>{cells}</row>' if cells else f'<row r="{number}"/>')
    return random.choice(("", "\n")).join(lines)


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_give_the_same(seed: int, tmp_path: Path) -> None:
    """Up to 3,000 rows, so that they come in several pieces, some of which only the parser reads."""
    random = Random(seed)
    plain, parsed = both_ways(tmp_path, rows(random, random.choice((3, 40, 3_000))))
    assert plain == parsed
    assert isinstance(plain, list)
    assert plain[0].rows


@pytest.mark.parametrize(
    "text",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="2"><c r="A2"><v>2</v></c></row> --><row r="3"/>',
        '<!--</row>--><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
        '<row r="01"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>a\x01b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a\x0bb</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a&b;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><row r="2"><c r="A2"><v>1</v></c></row><sheetData>',
        '<row r="1"><c r="GT1"><v>1</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v></v></c></row>',
        '<row r="1">x<c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="1" s="2"><v>1</v></c></row>',
        '<x><row r="1"><c r="A1"><v>1</v></c></row></x>',
    ],
)
def test_what_is_odd_or_wrong_is_the_same_too(text: str, tmp_path: Path) -> None:
    plain, parsed = both_ways(tmp_path, text)
    assert plain == parsed


def test_rows_inside_a_comment_are_none(tmp_path: Path) -> None:
    """The comment is open at the end of a piece that the parser was given."""
    many = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(3, 9_000))
    plain, parsed = both_ways(tmp_path, f'<row r="1"><c r="A1"><v>1</v></c></row><!--{many}-->')
    assert plain == parsed
    assert isinstance(plain, list)
    assert plain[0].rows == ((1,),)


def test_plain_rows_never_reach_the_parser() -> None:
    listener = Listener()
    before = PlainRows(listener)
    row = b'<row r="7" spans="1:2"><c r="A7" s="1" t="s"><v>0</v></c><c r="B7"><v>1.5</v></c></row>'
    text = b"<worksheet><sheetData>" + row * 3 + b"</sheetData></worksheet>"
    left = [before.left(text[at : at + 50]) for at in range(0, len(text), 50)] + [before.left(b"")]
    assert b"".join(left) == b"<worksheet><sheetData></sheetData></worksheet>"
    assert listener.rows == [("7", 2)] * 3


def test_all_bytes_reach_the_parser_where_no_row_is_plain() -> None:
    before = PlainRows(Listener())
    text = b"<worksheet><sheetData>" + b"<row r='7'></row>" * 50 + b"</sheetData><a/></worksheet>"
    left = [before.left(text[at : at + 30]) for at in range(0, len(text), 30)] + [before.left(b"")]
    assert b"".join(left) == text
