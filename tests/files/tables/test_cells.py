"""What people type into each kind of cell, what is understood, and what is refused in words."""
# ruff: noqa: DTZ001 - cells hold the plant's wall clock, without a zone

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from scheduler.files.tables.cells import read_cell, show
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError
from tests.files.tables.one_cell import BERLIN, complaint, value
from tests.files.tables.sheets import column


@pytest.mark.parametrize("kind", list(Kind), ids=repr)
@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\n"], ids=repr)
def test_a_cell_without_anything_is_blank(kind: Kind, cell: Cell) -> None:
    assert value(cell, kind, choices=None) is None


@pytest.mark.parametrize(
    ("cell", "id_"),
    [
        ("SO-1", "SO-1"), (" SO-1\u3000", "SO-1"), (123, "123"), (123.0, "123"), (1.5, "1.5"), ("007", "007"),
        ("1e5", "1e5"), (True, "TRUE"), ("Ａ１", "Ａ１"), ('"a"', "a"), ('" a"', " a"), ('""""', '"'), ('a"b', 'a"b'),
        (999_999_999_999_999.0, "999999999999999"),
    ],
    ids=repr,
)  # fmt: skip
def test_ids(cell: Cell, id_: str) -> None:
    assert value(cell, Kind.ID) == id_


def test_ids_that_a_spreadsheet_spoilt_are_refused() -> None:
    assert "made a date of it" in complaint(date(2026, 3, 1), Kind.ID)
    assert "only 15 digits" in complaint(1e15, Kind.ID)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" as it stands ", " as it stands "), ("two\r\nlines", "two\nlines"), ("a\rb", "a\nb"), ('""', ""),
        ('" "', " "),
        ('"Acme"', '"Acme"'), ('"', '"'), (12, "12"), (0.1 + 0.2, "0.3"), (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 8, 30), "2026-03-05 08:30"), (time(8), "08:00:00"),
    ],
    ids=repr,
)  # fmt: skip
def test_texts_stay_as_they_are(cell: Cell, text: str) -> None:
    assert value(cell, Kind.TEXT) == text


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12), (12.0, 12), ("12", 12), ("1,200", 1200), ("1,234,567", 1_234_567), ("１２００", 1200), ("12 台", 12),
        ("3套", 3), ("5 pcs", 5), ("三十台", 30), ("十二", 12), ("两套", 2), ("一百零五", 105), ("一千二百", 1200),
        ("两万", 20_000),
        ("一亿二千万", 120_000_000), ("零", 0), ("1.5万", 15_000), ("1.5万台", 15_000), ("2千", 2000), (" 7 ", 7),
        ("-3", -3),
        ("12个", 12), ("3.0", 3), (0.1 + 0.9, 1), (10**16, 10**16), (str(10**16), 10**16),
    ],
    ids=repr,
)  # fmt: skip
def test_whole_numbers(cell: Cell, number: int) -> None:
    assert value(cell, Kind.WHOLE) == number


@pytest.mark.parametrize(
    "cell",
    ["1.234,5", "12,00", "1,2345", "约10", "10-12", "12%", "5 kg", "12 米", "一百五", "百", "1e5", "1.5", 1.5, True,
     "5²",
     "①", "٣", float("nan"), float("inf"), date(2026, 1, 1), "1 200", "3 4", "twelve", "12台套", "$5"],
    ids=repr,
)  # fmt: skip
def test_whole_numbers_that_could_mean_something_else_are_refused(cell: Cell) -> None:
    assert complaint(cell, Kind.WHOLE).startswith("expected a whole number such as 12, 1,200 or 12 台, found ")


def test_percent_columns_take_a_percent_sign_and_others_do_not() -> None:
    efficiency = column("resources", "efficiency_percent")
    assert [read_cell(cell, efficiency, BERLIN) for cell in (85, "85", "85%", "85 ％")] == [85] * 4
    with pytest.raises(CellError, match=r"percent such as 85, found 0\.85"):
        read_cell(0.85, efficiency, BERLIN)


def test_amounts_have_at_most_three_decimals() -> None:
    assert value("1,200.125", Kind.AMOUNT) == Decimal("1200.125")
    assert value(0.1 + 0.2, Kind.AMOUNT) == Decimal("0.3")  # what the sheet shows, not 0.30000000000000004
    assert value("0.001", Kind.AMOUNT) == Decimal("0.001")
    for cell in ("0.0001", 1 / 3, "1.234,5", "9" * 16):
        assert "at most three decimals" in complaint(cell, Kind.AMOUNT)


@pytest.mark.parametrize(
    ("cell", "money"),
    [(12_000, 12_000), ("￥12,000", 12_000), ("¥ 12000", 12_000), ("12,000元", 12_000), ("1.2万元", 12_000),
     ("RMB 500", 500),
     ("500 CNY", 500), ("三万元", 30_000)],
    ids=repr,
)  # fmt: skip
def test_money(cell: Cell, money: int) -> None:
    assert value(cell, Kind.MONEY) == money


@pytest.mark.parametrize("cell", ["12000.5", "$5", "€5", "5 台", "5 USD"], ids=repr)
def test_money_of_no_known_currency_or_in_parts_is_refused(cell: Cell) -> None:
    assert "expected whole money" in complaint(cell, Kind.MONEY)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        (90, 90), (90.0, 90), ("90", 90), ("1,200", 1200), ("90 min", 90), ("90分钟", 90), ("1.5 h", 90),
        ("2 h 30 min", 150),
        ("2h30m", 150), ("4小时", 240), ("１小时３０分", 90), ("2天", 2880), ("3 d", 4320), ("两天", 2880),
        ("1天4小时", 1680),
        ("1 week", 10_080), ("半小时", 30), ("三个小时", 180), ("1.5 days", 2160), ("十二小时", 720), ("2 Hours", 120),
    ],
    ids=repr,
)  # fmt: skip
def test_spans_of_time(cell: Cell, minutes: int) -> None:
    assert value(cell, Kind.MINUTES) == minutes


@pytest.mark.parametrize(
    "cell",
    [
        "1:30",
        time(1, 30),
        90.5,
        "30m",
        "1 month",
        "2个月",
        "3个工作日",
        "30 min 2 h",
        "1 h 1 h",
        "0.01 h",
        "一个半小时",
        "5 pcs",
        "h",
    ],
    ids=repr,
)
def test_spans_that_could_mean_something_else_are_refused(cell: Cell) -> None:
    """1:30 is an hour and a half to some and a minute and a half to others; Excel makes a time of day of it."""
    assert complaint(cell, Kind.MINUTES).startswith("expected whole minutes such as 90, or a span such as 1.5 h")


@pytest.mark.parametrize("cell", ["yes", "Y", "TRUE", True, 1, 1.0, "1", "是", "有", "√", " Yes "], ids=repr)
def test_yes(cell: Cell) -> None:
    assert value(cell, Kind.YES_NO) is True


@pytest.mark.parametrize("cell", ["no", "N", "false", False, 0, "0", "否", "无", "×", "Ｎ"], ids=repr)
def test_no(cell: Cell) -> None:
    assert value(cell, Kind.YES_NO) is False


@pytest.mark.parametrize("cell", ["maybe", 2, "ok", date(2026, 1, 1), "是否"], ids=repr)
def test_neither_yes_nor_no_is_refused(cell: Cell) -> None:
    assert complaint(cell, Kind.YES_NO).startswith("expected yes or no (是 or 否), found ")


def test_choices_are_known_by_the_labels_of_both_languages_and_by_their_values() -> None:
    status = column("orders", "status")
    for cell in ("on_hold", "On hold", "on-hold", "ON HOLD", "暂停", " 暂停 "):
        assert read_cell(cell, status, BERLIN) == "on_hold"
    assert read_cell("已签订,未付款", status, BERLIN) == read_cell("signed", status, BERLIN) == "signed"
    assert [show("on_hold", status, language, BERLIN) for language in ("en", "zh-CN")] == ["on hold", "暂停"]


def test_a_choice_that_is_none_is_refused_with_all_of_them_and_the_nearest() -> None:
    with pytest.raises(CellError) as caught:
        read_cell("efective", column("orders", "status"), BERLIN)
    assert "one of inquiry / 询价, reserved / 已预留," in str(caught.value)
    assert str(caught.value).endswith('did you mean effective / 已生效?, found "efective"')
    with pytest.raises(CellError) as caught:
        read_cell(3, column("orders", "status"), BERLIN)
    assert "did you mean" not in str(caught.value)


def test_numbers_that_a_spreadsheet_would_round_are_written_as_text() -> None:
    whole, amount = Column("x", "X", "X", Kind.WHOLE), Column("x", "X", "X", Kind.AMOUNT)
    assert show(10**15 - 1, whole, "en", BERLIN) == 10**15 - 1
    assert show(10**15, whole, "en", BERLIN) == "1000000000000000"
    assert show(Decimal("123456789012.345"), amount, "en", BERLIN) == 123456789012.345
    assert read_cell(123456789012.345, amount, BERLIN) == Decimal("123456789012.345")


def test_a_refusal_shows_what_stands_in_the_cell_and_cuts_what_is_long() -> None:
    assert complaint("x" * 100, Kind.WHOLE).endswith('found "' + "x" * 56 + "...")
    assert complaint(True, Kind.WHOLE).endswith("found true")
    assert complaint(datetime(2026, 3, 5, 8), Kind.WHOLE).endswith("found 2026-03-05 08:00:00")
