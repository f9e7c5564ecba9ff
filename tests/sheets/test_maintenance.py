"""Maintenance in the sheets: the workshop does it, nobody is sent it."""

from scheduler.sheets.book import plan_sheets
from tests.builders import machine, operation, order, shop
from tests.people import maintained
from tests.sheets.plans import Reader, facts_of


def test_maintenance_is_on_the_list_of_its_workshop_and_nobody_is_sent_it() -> None:
    problem = shop(
        resources=[maintained(machine("M1"), "oil", 60, "09:00", "11:00")],
        orders=[order("A")],
        operations=[operation("A1", minutes=120)],
    )
    sheets = {sheet.key: sheet for sheet in plan_sheets(facts_of(problem))}
    oil = "maintenance:M1/oil"
    assert {str(value) for value in Reader(sheets["orders"]).values("order")} == {"A", oil}
    assert Reader(sheets["dispatch"]).values("order") == ["A"]
    assert oil in Reader(sheets["workshops"]).values("order")
