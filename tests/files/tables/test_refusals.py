"""Whatever is wrong is told at once, each with file, sheet, row, column, heading and id, in words."""

import pytest

from scheduler.domain.product import Product, RoutingStep, StepPart
from scheduler.domain.record import ProductId
from scheduler.files.tables.raw import Cell, RawSheet
from tests.builders import arrival, machine, material, mode, operation, order, shop, stock
from tests.files.tables.sheets import Rows, as_sheets, changed, only, put, read, refused, sheet, without

GOODS = Product(
    id=ProductId("goods"),
    routing=(
        RoutingStep(id="cut", modes=(mode("M1"),)),
        RoutingStep(id="weld", modes=(mode("M1"),), after=("cut",), parts=(StepPart(product=ProductId("frame")),)),
    ),
)
FRAME = Product(id=ProductId("frame"), routing=(RoutingStep(id="bend", modes=(mode("M1"),)),))
SHOP = shop(
    resources=[machine("M1"), machine("M2")],
    materials=[material("copper"), material("steel")],
    stocks=[stock("copper", 5)],
    arrivals=[arrival("PO1", "steel", 4, "01-09 08:00")],
    products=[GOODS, FRAME],
    orders=[order("A", "01-07", quantity=2), order("B", "01-08"), order("C")],
    operations=[operation("A1"), operation("A2", after="A1")],
)


def with_cell(name: str, row: int, heading: str, cell: Cell) -> list[RawSheet]:
    return changed(as_sheets(SHOP), name, put(row, heading, cell))


def test_a_cell_that_is_not_understood_names_file_sheet_row_column_heading_and_cell() -> None:
    (problem,) = refused(with_cell("Orders", 1, "Weight", "heavy"))
    assert str(problem) == (
        "plan.xlsx: sheet Orders, row 3, column L (Weight) (id 'B'): "
        'expected a whole number such as 12, 1,200 or 12 台, found "heavy"'
    )


def test_everything_is_told_at_once_in_the_order_of_the_sheets() -> None:
    sheets = with_cell("Orders", 0, "Status", "efective")
    sheets = changed(sheets, "Orders", put(1, "Company", "C9"))
    sheets = changed(sheets, "Orders", put(2, "Weight", -1))
    sheets = changed(sheets, "Order lines", put(0, "Committed", "3/5/2026"))
    sheets = changed(sheets, "Resources", put(1, "Calendar", "alway"))
    found = {problem.place: problem.message for problem in refused(sheets)}
    assert list(found) == [
        "sheet Orders, row 2, column F (Status)",
        "sheet Order lines, row 2, column H (Committed)",
        "sheet Resources, row 3, column F (Calendar)",
        "sheet Orders, row 3, column E (Company)",
        "sheet Orders, row 4, column L (Weight)",
    ]
    assert found["sheet Resources, row 3, column F (Calendar)"] == (
        "'alway' is not in the table Calendars (日历); did you mean 'always'?"
    )
    assert found["sheet Orders, row 4, column L (Weight)"] == "expected at least 0, found -1"


@pytest.mark.parametrize(
    ("name", "row", "heading"),
    [("Orders", 0, "Status"), ("Orders", 2, "Order"), ("Order lines", 1, "Committed"), ("Stock", 0, "Quantity")],
)
def test_a_blank_cell_that_is_required(name: str, row: int, heading: str) -> None:
    problems = refused(with_cell(name, row, heading, None))
    told = [problem for problem in problems if problem.message == "this cell is blank: it is required"]
    assert len(told) == 1
    assert told[0].place.startswith(f"sheet {name}, row {row + 2}, column ")
    assert told[0].place.endswith(f"({heading})")


@pytest.mark.parametrize(
    ("name", "heading"),
    [("Orders", "Order"), ("Resources", "Resource"), ("Materials", "Material"), ("Operations", "Operation"),
     ("Products", "Product"), ("Workshops", "Workshop"), ("Calendars", "Calendar")],
)  # fmt: skip
def test_an_id_given_twice_names_both_rows(name: str, heading: str) -> None:
    rows = next(one.rows for one in as_sheets(SHOP) if one.name == name)
    first = rows[1][rows[0].index(heading)]
    problems = refused(with_cell(name, 1, heading, first))
    told = [problem for problem in problems if "is given twice" in problem.message]
    assert [problem.message for problem in told] == [f"{first} is given twice, first in sheet {name}, row 2"]
    assert told[0].place == f"sheet {name}, row 3, column A ({heading})"


def test_every_one_of_many_duplicates_is_told() -> None:
    sheets = changed(as_sheets(SHOP), "Orders", lambda rows: [*rows, *rows[1:]])
    told = [problem for problem in refused(sheets) if "is given twice" in problem.message]
    assert [(problem.id, problem.place.split(",")[1]) for problem in told] == [
        ("A", " row 5"),
        ("B", " row 6"),
        ("C", " row 7"),
    ]


def test_rows_of_one_identity_both_count_where_that_can_be_meant() -> None:
    sheets = changed(as_sheets(SHOP), "Stock", lambda rows: [*rows, rows[1]])
    found = read(sheets)
    assert [float(one.quantity) for one in found.problem.stocks] == [5, 5]
    assert [(note.key, note.parameters) for note in found.notes] == [("rows_repeat", {"sheet": "Stock", "count": 1})]


@pytest.mark.parametrize(
    ("name", "heading", "wrong", "near"),
    [
        ("Workshops", "Company", "c1", ""), ("Resources", "Workshop", "W11", "; did you mean 'W1'?"),
        ("Resources", "Calendar", "dayy", "; did you mean 'day'?"),
        ("Stock", "Material", "coper", "; did you mean 'copper'?"),
        ("Stock", "Company", "zzz", ""), ("Arrivals", "Material", "steeel", "; did you mean 'steel'?"),
        ("Arrivals", "Company", "zzz", ""), ("Orders", "Company", "C11", "; did you mean 'C1'?"),
        ("Companies", "Dispatch calendar", "alwys", "; did you mean 'always'?"),
        ("Made parts of steps", "Part", "fram", "; did you mean 'frame'?"),
        ("Shifts", "Calendar", "alwais", "; did you mean 'always'?"),
        ("Order lines", "Order", "AA", "; did you mean 'A'?"),
        ("Operation modes", "Operation", "A11", "; did you mean 'A1'?"),
        ("Routing steps", "Product", "gods", "; did you mean 'goods'?"),
    ],
)  # fmt: skip
def test_an_id_of_a_shared_table_that_is_not_there_names_the_nearest(
    name: str, heading: str, wrong: str, near: str
) -> None:
    problems = refused(with_cell(name, 0, heading, wrong))
    told = [problem for problem in problems if repr(wrong) in problem.message]
    assert told, problems
    assert told[0].place.startswith(f"sheet {name}, row 2, column ")
    assert f"({heading})" in told[0].place
    assert " is not in the table " in told[0].message
    assert told[0].message.endswith(near) if near else "did you mean" not in told[0].message.replace("'C1'", "")


@pytest.mark.parametrize(
    ("name", "heading"),
    [("Order lines", "Product"), ("Operations", "Order"), ("Operations", "After"), ("Operation modes", "Resources"),
     ("Arrivals", "For order"), ("Arrivals", "Supplier"), ("Routing modes", "Resources")],
)  # fmt: skip
def test_what_only_makes_single_orders_not_plannable_is_not_refused(name: str, heading: str) -> None:
    assert read(with_cell(name, 0, heading, "nowhere")).problem != SHOP


def test_a_mode_of_a_step_that_is_not_there_names_the_nearest_step_of_its_routing() -> None:
    place, id_, message = only(refused(with_cell("Routing modes", 1, "Step", "wed")))
    assert place == "sheet Routing modes, row 3, column C (Step)"
    assert id_ == "goods / wed / M1"
    assert message == "'wed' of goods is not in the table Routing steps (工艺工步); did you mean 'weld'?"


def test_a_step_of_a_routing_that_is_not_there() -> None:
    problems = refused(with_cell("Routing steps", 2, "Routing", "fast"))
    assert "'fast' of frame is not in the table Alternative routings (备选工艺路线)" in [p.message for p in problems]


def test_a_time_by_quantity_of_a_mode_that_is_not_there() -> None:
    rows: Rows = [["Product", "Step", "Mode", "From quantity", "Minutes per unit"], ["goods", "cut", "M11", 10, 3]]
    sheets = [*without(as_sheets(SHOP), "Times by quantity"), sheet("Times by quantity", rows)]
    place, _, message = only(refused(sheets))
    assert place == "sheet Times by quantity, row 2, column C (Mode)"
    assert message == "'M11' of goods / cut is not in the table Routing modes (工步方式); did you mean 'M1'?"


def test_rules_between_the_cells_of_a_row_are_told_at_the_row_with_its_headings() -> None:
    place, id_, message = only(refused(with_cell("Orders", 0, "Effective", None)))
    assert (place, id_, message) == ("sheet Orders, row 2", "A", "order A is effective: give Effective")


def test_rules_inside_a_record_of_a_row_are_told_at_that_row() -> None:
    place, id_, message = only(refused(with_cell("Operation modes", 1, "Resources", "")))
    assert (place, id_) == ("sheet Operation modes, row 3", "M1")
    assert message == "mode M1 uses no resource and is not outsourced"
    place, _, message = only(refused(with_cell("Orders", 1, "Part delivery agreed by", "Li")))
    assert place == "sheet Orders, row 3, column S (Part delivery agreed at)"
    assert message == "this field is missing"


def test_a_loop_of_parts_is_told_at_a_product_of_it() -> None:
    rows: Rows = [["Product", "Step", "Part"], ["goods", "weld", "frame"], ["frame", "bend", "goods"]]
    sheets = [*without(as_sheets(SHOP), "Made parts of steps"), sheet("Made parts of steps", rows)]
    place, _, message = only(refused(sheets))
    assert place.startswith("sheet Products, row ")
    assert "parts form a loop" in message


def test_a_time_zone_that_does_not_exist() -> None:
    def change(rows: Rows) -> None:
        rows[1][1] = "Asia/Shanghay"

    place, _, message = only(refused(changed(as_sheets(SHOP), "Plant", change)))
    assert place == "sheet Plant, row 2, column B (Time zone)"
    assert "time zone 'Asia/Shanghay' is unknown" in message


def test_missing_tables_are_told_without_what_follows_from_them() -> None:
    problems = refused(without(as_sheets(SHOP), "Companies", "Calendars"))
    assert [(problem.place, problem.message) for problem in problems] == [
        ("", "the table Companies (公司) is missing"),
        ("", "the table Calendars (日历) is missing"),
    ]


def test_no_sheets_at_all() -> None:
    assert [problem.message for problem in refused([])] == [
        f"the table {name} is missing"
        for name in ("Plant (工厂)", "Companies (公司)", "Workshops (车间)", "Calendars (日历)", "Resources (资源)")
    ]


def test_an_order_without_lines() -> None:
    sheets = changed(as_sheets(SHOP), "Order lines", lambda rows: [rows[0], rows[1], rows[3]])
    place, id_, message = only(refused(sheets))
    assert (place, id_) == ("sheet Orders, row 3, column A (Order)", "B")
    assert message == "this order has no row in the table Order lines (订单行)"


def test_rows_of_one_line_agree_on_what_is_ordered_and_add_up() -> None:
    def two_instalments(product: str) -> list[RawSheet]:
        def change(rows: Rows) -> Rows:
            second = list(rows[1])
            for heading, cell in (("Instalment", 2), ("Quantity", 3), ("Product", product)):
                second[rows[0].index(heading)] = cell
            return [*rows, second]

        return changed(as_sheets(SHOP), "Order lines", change)

    line = read(two_instalments("goods")).problem.orders[0].lines[0]
    assert (line.quantity, [part.quantity for part in line.instalments]) == (5, [2, 3])
    place, id_, message = only(refused(two_instalments("frame")))
    assert (place, id_) == ("sheet Order lines, row 5, column C (Product)", "A / 1 / 2")
    assert message == "differs from the same line in sheet Order lines, row 2: rows of one line are its instalments"


def test_lines_without_numbers_are_told_to_number_them() -> None:
    def unnumbered(rows: Rows) -> Rows:
        rows = [*rows, list(rows[1])]
        for row in rows[1:]:
            row[rows[0].index("Line")] = row[rows[0].index("Instalment")] = None
        return rows

    told = refused(changed(as_sheets(SHOP), "Order lines", unnumbered))[0]
    assert told.message == (
        "A / 1 / 1 is given twice, first in sheet Order lines, row 2: "
        "number the lines of the order in the column Line (行号)"
    )


def test_text_that_is_no_unicode_is_told_at_its_cell() -> None:
    place, _, message = only(refused(with_cell("Orders", 0, "Customer", "half \ud800 pair")))
    assert (place, message) == ("sheet Orders, row 2, column D (Customer)", "expected text that is valid Unicode")


def test_control_characters_are_told_at_their_cell() -> None:
    place, _, message = only(refused(with_cell("Orders", 0, "Customer", "a\tb")))
    assert place == "sheet Orders, row 2, column D (Customer)"
    assert message.startswith("expected text without control characters")


def test_places_of_the_problem_are_found_again_in_the_sheets() -> None:
    where = read(as_sheets(SHOP, "zh-CN")).where
    assert where(("orders", 1, "weight")) == "sheet 订单, row 3, column L (权重)"
    assert where(("orders", 1)) == "sheet 订单, row 3"
    assert where(("orders", 1, "lines", 0, "instalments", 0, "committed")) == "sheet 订单行, row 3, column H (交货期)"
    assert where(("orders", 1, "lines", 0, "number")) == "sheet 订单行, row 3, column B (行号)"
    assert where(("orders", 1, "lines", 0, "instalments", 0, "number")) == "sheet 订单行, row 3, column D (批次)"
    assert where(("operations", 0, "modes", 0, "uses", 0, "units")) == "sheet 工序方式, row 2, column C (占用资源)"
    assert where(("products", 0, "routing", 1, "parts", 0, "product")) == "sheet 工步自制件, row 2, column D (自制件)"
    assert where(("calendars", 1, "weekly", 4, "start")) == "sheet 班次, row 3, column C (上班)"
    assert where(("settings", "goals", 2)) == "sheet 工厂, row 4, column B (目标)"
    assert where(("orders",)) == "sheet 订单"
    assert where(("schema_version",)) == "schema_version"
    assert where(()) == ""


def test_after_a_thousand_refusals_the_rest_is_not_looked_at() -> None:
    def spoil(rows: Rows) -> Rows:
        return [rows[0], *(["order", *rows[1][1:-1], "a lot"] for _ in range(3_000))]

    told = refused(changed(as_sheets(SHOP), "Orders", spoil))
    assert len(told) == 1_001
    assert told[-1].message == "and more: the rest was not looked at"
