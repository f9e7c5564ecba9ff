"""Sheets and columns are found as planners and ERP systems write them; what is not known is told."""

import pytest

from scheduler.domain.problem import Problem
from scheduler.files.tables.document import Imported
from scheduler.files.tables.raw import RawSheet, column_letter
from scheduler.texts import Language, text
from tests.builders import machine, operation, order, shop
from tests.files.tables.sheets import Rows, as_sheets, changed, only, read, refused, sheet

SMALL = shop(
    resources=[machine("M1")],
    orders=[order("A", "01-07", quantity=2), order("B", "01-08", hour="12:00")],
    operations=[operation("A1"), operation("A2", after="A1"), operation("B1")],
)


def notes(found: Imported, language: Language = Language.EN) -> list[str]:
    return [text(f"files.{note.key}", language, **note.parameters) for note in found.notes]


def renamed(problem: Problem, old: str, new: str) -> list[RawSheet]:
    return [sheet(new if one.name == old else one.name, [list(row) for row in one.rows]) for one in as_sheets(problem)]


@pytest.mark.parametrize("name", ["orders", "ORDERS", " Orders ", "订单", "Ｏｒｄｅｒｓ"])
def test_a_sheet_is_known_by_its_title_in_either_language_or_its_key(name: str) -> None:
    assert read(renamed(SMALL, "Orders", name)).problem == SMALL


@pytest.mark.parametrize("name", ["Order lines", "order_lines", "orderlines", "订单行", "Order-Lines"])
def test_spaces_and_hyphens_of_titles_do_not_matter(name: str) -> None:
    assert read(renamed(SMALL, "Order lines", name)).problem == SMALL


def test_sheets_that_are_no_table_are_passed_over_with_a_note() -> None:
    more = [
        sheet("Sheet2", [["my notes"]]),
        sheet("Sheet3", [[None, " "]]),
        sheet("Example", [["anything"]]),
        sheet("示例", [["x"]]),
        sheet("Read me", [["x"]]),
        sheet("Pins", [["Pin"], ["p"]], hidden=True),
    ]
    found = read([one for one in as_sheets(SMALL) if one.name != "Pins"] + more)
    assert found.problem == SMALL
    assert notes(found) == [
        "The sheet Sheet2 is no table of the workbook and was passed over.",
        "The hidden sheet Pins was passed over.",
    ]
    assert notes(found, Language.ZH)[1] == "隐藏的工作表“Pins”已略过。"


def test_the_same_table_twice_is_refused() -> None:
    place, _, message = only(refused([*as_sheets(SMALL), sheet("订单", [["订单号"], ["X"]])]))
    assert (place, message) == ("sheet 订单", "this is the table Orders (订单) again, after Orders: keep one")


@pytest.mark.parametrize(
    "headings",
    [
        ["订单编号", "产品编码", "Qty", "合同交期", "交货时间"],
        ["Order no.", "ITEM", "数量(台)", "Due date *", "hour:"],
        ["order", "product", "quantity", "committed", "committed_hour"],
        ["合同号", "物料编码", "订单数量 [套]", "交货日期", "Due time"],
        ["ＳＯ　ｎｏ．", "产品型号", "数量（台）", "交期", "交货时刻"],
    ],
)
def test_headings_of_erp_exports_are_known(headings: list[str]) -> None:
    """Lines need no numbers, and requested and first committed days are the committed one, as here."""

    def as_export(rows: Rows) -> Rows:
        kept = [rows[0].index(name) for name in ("Order", "Product", "Quantity", "Committed", "Hour")]
        return [list(headings), *([row[i] for i in kept] for row in rows[1:])]

    found = read(changed(as_sheets(SMALL), "Order lines", as_export))
    assert (found.problem, found.notes) == (SMALL, ())


def test_columns_may_stand_in_any_order_and_below_titles() -> None:
    def untidy(rows: Rows) -> Rows:
        return [["Orders of January"], [], ["printed", "2026-01-05"], *[row[::-1] for row in rows]]

    sheets = changed(as_sheets(SMALL), "Orders", untidy)
    assert read(sheets).problem == SMALL
    assert read(sheets).where(("orders", 1, "weight")) == "sheet Orders, row 6, column R (Weight)"
    assert column_letter(25 + 26) == "AZ"


def test_headings_further_down_than_twenty_rows_are_not_looked_for() -> None:
    def lowered(by: int) -> list[RawSheet]:
        return changed(as_sheets(SMALL), "Orders", lambda rows: [[f"line {n}"] for n in range(by)] + rows)

    assert read(lowered(19)).problem == SMALL
    place, _, message = only(refused(lowered(20)))
    assert place == "sheet Orders"
    assert message == "no headings found; expected among others Order (订单号), Company (公司), Status (状态)"


def test_a_title_merged_over_columns_is_not_taken_for_headings() -> None:
    """The only sheet whose title would match a heading as well as the heading row does."""
    rows: Rows = [["Supplier", None, None], ["Supplier no.", None, None], ["S1", None, None]]
    sheets = [one for one in as_sheets(SMALL) if one.name != "Suppliers"]
    found = read([*sheets, sheet("Suppliers", rows, merged=((0, 0, 0, 2),))])
    assert found.problem == SMALL


def test_an_unknown_column_is_passed_over_with_a_note() -> None:
    found = read(changed(as_sheets(SMALL), "Orders", lambda rows: [[*row, "x"] for row in rows]))
    assert found.problem == SMALL
    assert notes(found) == ["Sheet Orders: the column x is not known and was passed over."]


def test_a_misspelt_heading_is_refused_with_the_one_that_is_meant() -> None:
    def misspelt(rows: Rows) -> None:
        rows[0][rows[0].index("Weight")] = "Wieght"

    place, _, message = only(refused(changed(as_sheets(SMALL), "Orders", misspelt)))
    assert place == "sheet Orders, row 1, column L (Wieght)"
    assert message == "unknown heading 'Wieght'; did you mean 'Weight' (权重)?"


def test_a_missing_required_column_is_told_once() -> None:
    def drop_status(rows: Rows) -> Rows:
        position = rows[0].index("Status")
        return [row[:position] + row[position + 1 :] for row in rows]

    place, _, message = only(refused(changed(as_sheets(SMALL), "Orders", drop_status)))
    assert (place, message) == ("sheet Orders, row 2", "the required column Status (状态) is missing")


def test_a_heading_given_twice_is_refused() -> None:
    def twice(rows: Rows) -> Rows:
        return [[*rows[0], "权重"], *[[*row, 1] for row in rows[1:]]]

    place, _, message = only(refused(changed(as_sheets(SMALL), "Orders", twice)))
    assert (place, message) == ("sheet Orders, row 1, column AD (权重)", "column L (Weight) says the same: keep one")


def test_the_own_heading_of_a_column_wins_over_a_synonym_beside_it() -> None:
    """An export has both an order number and a contract number."""

    def with_contract(rows: Rows) -> Rows:
        return [[*rows[0], "合同号"], *[[*row, "C-7"] for row in rows[1:]]]

    found = read(changed(as_sheets(SMALL), "Orders", with_contract))
    assert found.problem == SMALL
    assert notes(found) == ["Sheet Orders: the column 合同号 is not known and was passed over."]


@pytest.mark.parametrize("word", ["合计", "总计：", "小计", "Total", "TOTALS", "Sum", "合 计", "Grand total"])
def test_blank_rows_and_sums_are_skipped(word: str) -> None:
    def with_sums(rows: Rows) -> Rows:
        total: list[object] = [word, *[None] * (len(rows[0]) - 1)]
        total[rows[0].index("Quantity")] = 3
        return [rows[0], rows[1], [None, "  "], rows[2], total]

    found = read(changed(as_sheets(SMALL), "Order lines", with_sums))
    assert found.problem == SMALL
    assert notes(found) == ["Sheet Order lines: a row with a sum was passed over."]


def test_a_full_row_whose_id_is_called_total_is_a_row() -> None:
    problem = shop(orders=[order("Total")])
    assert read(as_sheets(problem)).problem == problem


def test_a_cell_merged_over_rows_holds_for_each_of_them() -> None:
    def merged(rows: Rows) -> Rows:
        company = rows[0].index("Company")
        rows[2][company] = None
        return rows

    sheets = [
        sheet(one.name, [list(row) for row in one.rows], merged=((1, 4, 2, 4),) if one.name == "Orders" else ())
        for one in changed(as_sheets(SMALL), "Orders", merged)
    ]
    assert read(sheets).problem == SMALL


def test_a_quantity_merged_over_rows_is_refused_because_it_may_mean_once_or_each() -> None:
    lines = next(one for one in as_sheets(SMALL) if one.name == "Order lines")
    position = lines.rows[0].index("Quantity")
    sheets = [one for one in as_sheets(SMALL) if one.name != "Order lines"]
    both = sheet("Order lines", [list(row) for row in lines.rows], merged=((1, position, 2, position),))
    place, _, message = only(refused([*sheets, both]))
    assert place == "sheet Order lines, row 2, column E (Quantity)"
    assert message == "a merged cell over rows 2 to 3: write the quantity of each row into it"


def test_cells_that_the_file_itself_can_not_vouch_for_are_refused_where_they_are_used() -> None:
    def troubled(row: int, column: int) -> list[RawSheet]:
        words = {(row, column): "a formula without a stored value"}
        return [
            sheet(one.name, [[*line, None, "x"] for line in one.rows], troubles=words) if one.name == "Orders" else one
            for one in as_sheets(SMALL)
        ]

    place, id_, message = only(refused(troubled(2, 11)))
    assert (place, message) == ("sheet Orders, row 3, column L (Weight)", "a formula without a stored value")
    assert read(troubled(2, 30)).problem == SMALL  # an unknown column
    assert id_ == "B"


def test_the_plant_is_written_upright_in_either_language() -> None:
    def chinese(rows: Rows) -> Rows:
        return [
            ["工厂设置", None, None],
            ["设置项", "说明", "值"],
            ["时区", "IANA", "Asia/Shanghai"],
            [None, None, None],
            ["计划时点", "", "2026-01-05 08:00"],
        ]

    found = read(changed(as_sheets(SMALL), "Plant", chinese))
    assert found.problem == SMALL
    assert found.where(("as_of",)) == "sheet Plant, row 5, column C (计划时点)"


def test_a_setting_that_is_not_known_given_twice_or_misspelt() -> None:
    def add(*row: object) -> list[RawSheet]:
        return changed(as_sheets(SMALL), "Plant", lambda rows: [*rows, list(row)])

    assert notes(read(add("Boss", "Li"))) == ["Sheet Plant: the column Boss is not known and was passed over."]
    place, _, message = only(refused(add("时区", "UTC")))
    assert (place, message) == ("sheet Plant, row 11, column A (时区)", "row 2 (Time zone) says the same: keep one")

    def misspell(rows: Rows) -> None:
        rows[7][0] = "At rsk below"

    place, _, message = only(refused(changed(as_sheets(SMALL), "Plant", misspell)))
    assert "did you mean 'At risk below' (风险余量低于)?" in message
    assert place == "sheet Plant, row 8, column A (At rsk below)"


def test_a_wrong_value_of_a_setting_is_told_at_its_cell() -> None:
    def change(rows: Rows) -> None:
        rows[6][1] = "1:30"

    place, _, message = only(refused(changed(as_sheets(SMALL), "Plant", change)))
    assert place == "sheet Plant, row 7, column B (Overdue arrivals come after)"
    assert message.startswith("expected whole minutes such as 90")


def test_a_word_for_sums_in_front_of_a_full_row_does_not_hide_it() -> None:
    """The first column is not even part of the table."""
    found = read(
        changed(as_sheets(SMALL), "Orders", lambda rows: [["Remark", *rows[0]], *[["合计", *r] for r in rows[1:]]])
    )
    assert found.problem == SMALL
