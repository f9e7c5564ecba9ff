"""Sheets as CSV, read back; nothing in them is a formula."""

import csv
import io

from scheduler.files.sheet_csv import csv_bytes, text_cell
from scheduler.sheets import Column, Group, Kind, Row, Sheet
from tests.files.sheet_samples import HOSTILE, sample


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_values_are_plain_and_groups_a_column() -> None:
    content = csv_bytes(sample())
    assert content.startswith(b"\xef\xbb\xbf")  # what tells Excel that it is UTF-8
    head, full, empty = read(content)
    assert head == ["part", *(f"{kind.value}!" for kind in Kind)]
    assert full == ["one", "Schrank <b>&amp; 柜体", "2026-05-12", "2026-05-12 14:05", "2026-05-12 23:59", "-1505",
                    "1234.50", "85", "98000"]  # fmt: skip
    assert empty == ["two", *[""] * len(Kind)]


def test_texts_that_look_like_formulas_begin_with_an_apostrophe() -> None:
    rows = read(csv_bytes(sample(*HOSTILE)))
    assert [row[1] for row in rows[3:]] == [f"'{words}" for words in HOSTILE]


def test_other_texts_are_left_alone() -> None:
    assert [text_cell(words) for words in ("", "A-1", "1+1", "柜体=大", "'x")] == ["", "A-1", "1+1", "柜体=大", "'x"]


def test_group_titles_and_headings_are_guarded_too() -> None:
    sheet = Sheet("s", "S", (Column("a", "=a"),), (Group("=g", (Row(("x",)),)),), "group")
    assert read(csv_bytes(sheet)) == [["group", "'=a"], ["'=g", "x"]]


def test_quotes_commas_and_line_breaks_come_back() -> None:
    words = 'a "b", c\nd'
    assert read(csv_bytes(sample(words)))[-1][1] == words
