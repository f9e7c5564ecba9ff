"""Broken workbooks: what people and other programs really put into cells and sheets."""

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.domain.problem import Problem
from tests.files.hostile import Bench, Made, kind
from tests.files.hostile_archives import LAST, changed
from tests.files.hostile_parts import DAY_STYLE, Rows, cell_xml, pack, parts, workbook

INJECTIONS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"http://x/?\"&A1)", "\t=1", "＝1+1", " =1", "'=1",
)  # fmt: skip


def renamed(problem: Problem, customer: str | None = None, order: str | None = None) -> Problem:
    """The problem with another customer or id of its only order."""
    changes = {key: value for key, value in (("customer", customer), ("id", order)) if value is not None}
    return problem.model_copy(update={"orders": (problem.orders[0].model_copy(update=changes),)})


def replaced(bench: Bench, table: str, key: str, xml: str) -> Made:
    """The good workbook with the XML of one cell of the first row replaced; `{place}` is its reference."""
    rows = bench.shop.rows(table)
    place = bench.shop.cell(table, 1, key)
    number = list(bench.shop.sheets).index(bench.shop.titles[table]) + 1
    old = cell_xml(place, rows[1][bench.shop.column(table, key)])
    path = changed(bench, f"xl/worksheets/sheet{number}.xml", old, xml.format(place=place))
    where = f"row 2, column {place.rstrip('0123456789')} "
    return bench.refused(path, where)


# --- cells ---


@kind
def formula_without_value(bench: Bench) -> Made:
    xml = bench.random.choice(
        (
            '<c r="{place}"><f>A1</f></c>',
            '<c r="{place}"><f>1+1</f><v></v></c>',
            '<c r="{place}"><f t="shared" si="0"/></c>',
        )
    )
    return replaced(bench, "order_lines", "quantity", xml)


@kind
def formula_to_be_calculated(bench: Bench) -> Made:
    """A program wrote 0 beside the formula and asks that everything is worked out on opening."""
    content = parts(bench.shop.sheets)
    place = bench.shop.cell("order_lines", 1, "quantity")
    content[LAST] = content[LAST].replace(f'<c r="{place}"><v>'.encode(), f'<c r="{place}"><f>1+1</f><v>'.encode())
    book = "xl/workbook.xml"
    content[book] = content[book].replace(b"</workbook>", b'<calcPr fullCalcOnLoad="1"/></workbook>')
    return bench.refused(pack(content, bench.path("late.xlsx")), "never stored: open the file")


@kind
def formula_with_value(bench: Bench) -> Made:
    place = bench.shop.cell("order_lines", 1, "quantity")
    return bench.right(changed(bench, LAST, f'<c r="{place}"><v>', f'<c r="{place}"><f>1+1</f><v>'))


@kind
def error_values(bench: Bench) -> Made:
    word = bench.random.choice(("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"))
    return replaced(bench, "order_lines", "committed", '<c r="{place}" t="e"><v>' + word + "</v></c>")


@kind
def dates_since_1904(bench: Bench) -> Made:
    content = parts(bench.shop.sheets, from_1904=True)
    return bench.right(pack(content, bench.path("mac.xlsx")))


@kind
def dates_out_of_range(bench: Bench) -> Made:
    value = bench.random.choice(("-1", "-0.5", "0", "2958466", "1e9", "99999999"))
    return replaced(bench, "order_lines", "committed", '<c r="{place}" s="' + DAY_STYLE + f'"><v>{value}</v></c>')


@kind
def text_in_number_column(bench: Bench) -> Made:
    word = bench.random.choice(("many", "两三个", "2 or 3", "#", "1.2.3", "--", "2..", "٣", "1e3"))
    bench.shop.put("order_lines", 1, "quantity", word)
    return bench.refused(
        workbook(bench.shop.sheets, bench.path("words.xlsx")), "row 2, column .* expected a whole number"
    )


@kind
def numbers_in_id_column(bench: Bench) -> Made:
    id_ = bench.random.randint(1, 10**12)
    bench.shop.put("orders", 1, "id", id_)
    bench.shop.put("order_lines", 1, "order", id_)
    path = workbook(bench.shop.sheets, bench.path("numbers.xlsx"))
    return Made(path, renamed(bench.shop.problem, order=str(id_)))


@kind
def impossible_numbers(bench: Bench) -> Made:
    value = bench.random.choice(("1e400", "NaN", "Infinity", "-1e300", "9" * 400, "0x10", "1_000", "１２"))
    return replaced(bench, "orders", "weight", '<c r="{place}"><v>' + value + "</v></c>")


@kind
def missing_shared_text(bench: Bench) -> Made:
    return replaced(bench, "orders", "customer", '<c r="{place}" t="s"><v>12345</v></c>')


@kind
def very_long_cell(bench: Bench) -> Made:
    bench.shop.put("orders", 1, "customer", "x" * bench.random.choice((32_768, 10 * 2**20)))
    return bench.refused(workbook(bench.shop.sheets, bench.path("long.xlsx")), "more than 32,767 characters")


@kind
def control_characters(bench: Bench) -> Made:
    code = bench.random.choice(("0000", "0001", "0007", "001B", "FFFE"))
    bench.shop.put("orders", 1, "customer", f"East_x{code}_Power")
    return bench.refused(workbook(bench.shop.sheets, bench.path("control.xlsx")), "row 2, column .*control characters")


@kind
def lone_surrogate(bench: Bench) -> Made:
    bench.shop.put("orders", 1, "customer", "East_xD800_Power")
    return Made(
        workbook(bench.shop.sheets, bench.path("half.xlsx")), renamed(bench.shop.problem, "East_xD800_Power"), "."
    )


@kind
def injected_formulas(bench: Bench) -> Made:
    text = bench.random.choice(INJECTIONS).replace("\t", "")
    bench.shop.put("orders", 1, "customer", text)
    return Made(workbook(bench.shop.sheets, bench.path("inject.xlsx")), renamed(bench.shop.problem, text))


# --- tables ---


@kind
def heading_twice(bench: Bench) -> Made:
    for row in bench.shop.rows("order_lines"):
        row.append(row[bench.shop.rows("order_lines")[0].index(bench.shop.headings["order_lines", "quantity"])])
    return bench.refused(workbook(bench.shop.sheets, bench.path("twice.xlsx")), "says the same: keep one")


@kind
def missing_column(bench: Bench) -> Made:
    table, key = bench.random.choice((("order_lines", "committed"), ("resources", "calendar"), ("orders", "status")))
    column = bench.shop.column(table, key)
    for row in bench.shop.rows(table):
        del row[column]
    return bench.refused(workbook(bench.shop.sheets, bench.path("missing.xlsx")), "missing")


@kind
def missing_table(bench: Bench) -> Made:
    table = bench.random.choice(("plant", "companies", "workshops", "calendars", "resources"))
    del bench.shop.sheets[bench.shop.titles[table]]
    return bench.refused(workbook(bench.shop.sheets, bench.path("missing.xlsx")), "missing|does not exist|nothing")


@kind
def merged_everything(bench: Bench) -> Made:
    text = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return bench.either(changed(bench, LAST, "</sheetData>", text))


@kind
def rows_with_totals(bench: Bench) -> Made:
    rows = bench.shop.rows("order_lines")
    total: list[str | int | None] = [None] * len(rows[0])
    total[0] = bench.random.choice(("合计", "Total", "总计："))
    total[bench.shop.column("order_lines", "quantity")] = 2
    rows.append(list(total))
    return bench.right(workbook(bench.shop.sheets, bench.path("total.xlsx")))


@kind
def title_above_headings(bench: Bench) -> Made:
    rows = bench.shop.rows("orders")
    rows[:0] = [["2026-01 / 订单一览"], []]
    return bench.right(workbook(bench.shop.sheets, bench.path("title.xlsx")))


@kind
def two_heading_rows(bench: Bench) -> Made:
    rows = bench.shop.rows("orders")
    rows.insert(1, list(rows[0]))
    return bench.either(workbook(bench.shop.sheets, bench.path("headings.xlsx")), "row 2")


@kind
def no_headings(bench: Bench) -> Made:
    del bench.shop.rows(bench.random.choice(("orders", "order_lines", "resources")))[0]
    return bench.refused(workbook(bench.shop.sheets, bench.path("headless.xlsx")), "heading")


@kind
def blank_and_unknown_sheets(bench: Bench) -> Made:
    names: Sequence[str] = ("../../x", "CON", "'; DROP TABLE orders; --", "😀" * 20, "a" * 300, "<script>", "=1+1", " ")
    more: dict[str, Rows] = {name: [["x", 1, date(2026, 1, 1)]] for name in names}
    blank: dict[str, Rows] = {"Sheet1": [], "Tabelle2": [[None], [" "]]}
    return bench.right(workbook({**more, **bench.shop.sheets, **blank}, bench.path("more.xlsx")))


@kind
def one_table_twice(bench: Bench) -> Made:
    bench.shop.sheets["Orders" if bench.shop.titles["orders"] != "Orders" else "订单"] = bench.shop.rows("orders")
    return bench.refused(workbook(bench.shop.sheets, bench.path("again.xlsx")), "again")


@kind
def reference_to_nothing(bench: Bench) -> Made:
    table, key = bench.random.choice((("workshops", "company"), ("resources", "calendar"), ("orders", "company")))
    bench.shop.put(table, 1, key, "nobody")
    return bench.refused(workbook(bench.shop.sheets, bench.path("nobody.xlsx")), "row 2.*nobody")


@kind
def row_twice(bench: Bench) -> Made:
    rows = bench.shop.rows(bench.random.choice(("orders", "resources", "products")))
    rows.append(list(rows[1]))
    return bench.refused(workbook(bench.shop.sheets, bench.path("twice.xlsx")), "twice|already|again|same")


@kind
def many_faulty_rows(bench: Bench) -> Made:
    rows = bench.shop.rows("order_lines")
    spoilt = list(rows[1])
    spoilt[bench.shop.column("order_lines", "quantity")] = "many"
    rows += [spoilt] * 20_000
    return bench.refused(workbook(bench.shop.sheets, bench.path("faulty.xlsx")), "row 3, column (.|\n)*and [0-9]+ more")


@kind
def half_a_minute(bench: Bench) -> Made:
    rows = bench.shop.rows("plant")
    at = next(i for i, row in enumerate(rows) if row[0] == bench.shop.headings["plant", "as_of"])
    rows[at][1] = datetime(2026, 1, 5, 8, 0, 30)  # noqa: DTZ001 - plant time
    return bench.refused(workbook(bench.shop.sheets, bench.path("seconds.xlsx")), "whole minutes")
