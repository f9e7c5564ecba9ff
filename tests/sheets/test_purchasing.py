"""Purchasing: which arrivals feed whom and when they are really needed, and what to order by when."""

from datetime import date
from decimal import Decimal

from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import Label, SupplierId
from scheduler.domain.resource import Supplier
from scheduler.sheets import Mark
from scheduler.sheets.purchasing import arrival_schedule, purchase_schedule
from tests.builders import arrival, at, machine, material, need, operation, order, shop, weekly
from tests.sheets.plans import Reader, facts_of


def steelworks(*, overdue: int | None = None, due: str = "01-30") -> Problem:
    """A1 needs 3 of PO-1 (Tuesday 09:00, an hour of inspection) and one of PO-2, overdue since Sunday; PO-3 is not
    confirmed and nobody needs it."""
    problem = shop(
        resources=[machine("M1", calendar="day")],
        materials=[material("steel", inspection=60), material("glass")],
        arrivals=[
            arrival("PO-1", "steel", 5, "01-06 09:00"),
            arrival("PO-2", "glass", 1, "01-04 09:00"),
            arrival("PO-3", "glass", 8, "01-28 09:00", confirmed=False),
        ],
        orders=[order("A", due)],
        operations=[operation("A1", needs=(need("steel", 3),)), operation("A2", after="A1", needs=(need("glass", 1),))],
        settings=Settings(overdue_arrivals=overdue),
    )
    supplier = Supplier(id=SupplierId("S1"), names=Label(en="Steelworks", zh="钢厂"))
    steel = problem.materials[0].model_copy(update={"supplier": SupplierId("S1")})
    return problem.model_copy(update={"suppliers": (supplier,), "materials": (steel, problem.materials[1])})


def test_an_arrival_stands_with_its_need_and_what_is_left_of_it() -> None:
    """A1 starts at Tuesday 10:00, so PO-1 is needed in store at 09:00: no time in hand. Two of five are free."""
    sheet = Reader(arrival_schedule(facts_of(steelworks(overdue=1440))))
    used = sheet.row(arrival="PO-1", order="A")
    assert [used.cells[sheet.place(key)] for key in ("need_quantity", "in_store_by", "arrival_slack")] == [
        Decimal(3), at("01-06 09:00"), 0,
    ]  # fmt: skip
    assert sheet.cell("need_quantity", arrival="PO-1", order="") == Decimal(2)
    assert sheet.cell("arrival_status", arrival="PO-3") == "expected, not confirmed"
    assert sheet.cell("operation", arrival="PO-3") == "free, no order needs it"


def test_the_latest_arrival_follows_from_the_committed_date() -> None:
    """Due Friday the 30th, 24:00: A2 starts by 16:00, A1 by 15:00, its steel is in store by 14:00."""
    sheet = Reader(arrival_schedule(facts_of(steelworks(overdue=1440))))
    assert sheet.cell("latest_in_store", arrival="PO-1", order="A") == at("01-30 14:00")
    assert sheet.cell("latest_in_store", arrival="PO-2", order="A") == at("01-30 16:00")


def test_an_overdue_arrival_is_counted_on_by_policy_or_not_at_all() -> None:
    """As-of is Monday 08:00; a day later PO-2 is counted on Tuesday 08:00, and A2 starts at 11:00."""
    sheet = Reader(arrival_schedule(facts_of(steelworks(overdue=1440))))
    assert sheet.cell("counted_on", arrival="PO-2") == at("01-06 08:00")
    assert sheet.cell("arrival_slack", arrival="PO-2") == 3 * 60
    row = sheet.row(arrival="PO-2")
    assert row.mark is Mark.AT_RISK
    assert {"arrival_status", "arrival_at", "contact_on"} <= row.flagged
    without = Reader(arrival_schedule(facts_of(steelworks())))
    assert without.cell("counted_on", arrival="PO-2") is None
    assert without.cell("order", arrival="PO-2") == ""


def test_an_arrival_too_late_for_the_date_is_marked() -> None:
    row = Reader(arrival_schedule(facts_of(steelworks(overdue=1440, due="01-05")))).row(arrival="PO-1", order="A")
    assert row.mark is Mark.LATE
    assert "latest_in_store" in row.flagged


def test_suppliers_are_asked_five_working_days_before() -> None:
    """PO-3 comes on Wednesday the 28th: Wednesday the 21st; if goods move on Mondays only, five Mondays before."""
    assert Reader(arrival_schedule(facts_of(steelworks()))).cell("contact_on", arrival="PO-3") == date(2026, 1, 21)
    problem = steelworks()
    company = problem.companies[0].model_copy(update={"dispatch_calendar": "mondays"})
    mondays = weekly("mondays", (1,), "08:00", "09:00")
    moved = problem.model_copy(update={"companies": (company,), "calendars": (*problem.calendars, mondays)})
    assert Reader(arrival_schedule(facts_of(moved))).cell("contact_on", arrival="PO-3") == date(2025, 12, 29)


def test_arrivals_are_grouped_by_company_and_supplier() -> None:
    groups = arrival_schedule(facts_of(steelworks())).groups
    assert [group.title for group in groups] == ["C1 · Steelworks", "C1 · no supplier named"]
    assert [len(group.rows) for group in groups] == [2, 2]


def buying(due: str) -> Problem:
    """Steel takes ten days and an hour of inspection; nothing is there."""
    return shop(
        resources=[machine("M1", calendar="day")],
        materials=[material("steel", lead=10 * 1440, inspection=60)],
        orders=[order("A", due)],
        operations=[operation("A1", needs=(need("steel", "2.5"),))],
    )


def test_a_proposed_purchase_says_what_to_order_by_when() -> None:
    """Ordered at once it is there on Thursday the 15th at 08:00 and free at 09:00. Due the 30th, 24:00: start by 16:00,
    in store by 15:00, ordered by the 20th at 15:00."""
    sheet = Reader(purchase_schedule(facts_of(buying("01-30"))))
    row = sheet.sheet.rows[0]
    cells = {column.key: value for column, value in zip(sheet.sheet.columns, row.cells, strict=True)}
    assert cells["order_by"] == at("08:00")
    assert cells["latest_order_by"] == at("01-20 15:00")
    assert cells["in_store_by"] == at("01-15 08:00")
    assert cells["latest_in_store"] == at("01-30 15:00")
    assert cells["need_by"] == at("01-15 09:00")
    assert (cells["need_quantity"], cells["unit"], cells["order"]) == (Decimal("2.5"), "pc", "A")
    assert cells["contact_on"] == date(2026, 1, 8)
    assert cells["urgency"] == "order now"
    assert row.mark is Mark.AT_RISK


def test_a_purchase_is_too_late_exactly_if_its_latest_order_has_passed() -> None:
    """Latest order = as-of on the Thursday whose work must start at 09:00; an hour less is too late."""
    for hour, urgency, mark in (
        ("10:00", "order now", Mark.AT_RISK),
        ("09:59", "too late for the committed date", Mark.LATE),
    ):
        problem = buying("01-15")
        line = problem.orders[0].lines[0]
        clock = at(f"01-15 {hour}").astimezone(facts_of(problem).zone).time()
        part = line.instalments[0].model_copy(update={"committed_hour": clock})
        changed = problem.orders[0].model_copy(update={"lines": (line.model_copy(update={"instalments": (part,)}),)})
        sheet = Reader(purchase_schedule(facts_of(problem.model_copy(update={"orders": (changed,)}))))
        assert sheet.values("urgency") == [urgency]
        assert sheet.sheet.rows[0].mark is mark
