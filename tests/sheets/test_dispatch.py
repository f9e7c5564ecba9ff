"""The dispatch list: what leaves when, and who is told when."""

from datetime import date

from scheduler.domain.operation import TaskKind
from scheduler.domain.order import ProductType
from scheduler.sheets import Mark
from scheduler.sheets.dispatch import dispatch_list
from tests.builders import at, destination, instalment, line, machine, operation, order, shop
from tests.sheets.plans import Reader, facts_of


def test_notices_go_out_before_packing_and_dispatch() -> None:
    """A is a complete set; A1 takes five days of 8 hours, so packing, an hour by the clock, starts on Friday at 17:00.
    B is packed by an operation of its own."""
    problem = shop(
        resources=[machine("M1", calendar="day"), machine("M2"), machine("M3")],
        destinations=[destination("site", transit=600)],
        orders=[
            order("A", "01-12", product_type=ProductType.COMPLETE_SET, packing=60, to="site", quantity=2),
            order("B", "01-08"),
        ],
        operations=[
            operation("A1", minutes=5 * 480),
            operation("B1", on="M2", minutes=3 * 1440),
            operation("B2", on="M3", minutes=90, after="B1", kind=TaskKind.PACKING),
        ],
    )
    sheet = Reader(dispatch_list(facts_of(problem)))
    assert sheet.values("order") == ["B", "A"]  # by the moment they leave
    row = sheet.row(order="A")
    cells = {column.key: value for column, value in zip(sheet.sheet.columns, row.cells, strict=True)}
    assert (cells["packing_start"], cells["ready"]) == (at("01-09 17:00"), at("01-09 18:00"))
    assert (cells["leaves"], cells["arrives"]) == (at("01-09 18:00"), at("01-10 04:00"))
    assert (cells["packing_notice"], cells["dispatch_notice"]) == (date(2026, 1, 6), date(2026, 1, 8))
    assert (cells["follow_up_first"], cells["follow_up_last"]) == (date(2026, 1, 9), date(2026, 1, 10))
    assert cells["committed"] == at("2026-01-13 00:00")
    assert (cells["destination"], cells["quantity"]) == ("site", 2)
    assert cells["late_by"] == -68 * 60
    assert sheet.cell("packing_start", order="B") == at("01-08 08:00")
    assert sheet.cell("packing_notice", order="B") == date(2026, 1, 7)
    assert sheet.cell("destination", order="B") == "ex works"


def test_a_notice_whose_day_is_over_is_flagged_and_today_is_not() -> None:
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A"), order("B", "01-09")],
        operations=[operation("A1"), operation("B1", on="M2", minutes=1440)],
    )
    sheet = Reader(dispatch_list(facts_of(problem)))
    assert sheet.row(order="A").flagged == {"packing_notice", "dispatch_notice"}
    assert sheet.row(order="B").flagged == frozenset()


def test_every_delivery_has_its_row_and_only_late_ones_are_marked() -> None:
    lines = (line(1, instalment(1, "01-05", hour="08:30", quantity=2), instalment(2, "01-09")),)
    problem = shop(orders=[order("A", lines=lines, consent=True)], operations=[operation("A1", line=1)])
    sheet = Reader(dispatch_list(facts_of(problem)))
    assert sorted(zip(sheet.values("delivery"), sheet.values("quantity"), strict=True), key=str) == [
        ("line 1, instalment 1", 2),
        ("line 1, instalment 2", 1),
    ]
    assert sheet.row(delivery="line 1, instalment 1").mark is Mark.LATE
    assert sheet.row(delivery="line 1, instalment 2").mark is Mark.PLAIN
