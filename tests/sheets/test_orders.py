"""The order plan: what each department has planned, by when it is needed, and what an order's page says."""

from datetime import date
from decimal import Decimal

import pytest

from scheduler.domain.operation import TaskKind
from scheduler.domain.order import OrderStatus
from scheduler.domain.plan import Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.sheets import Facts, Mark, order_pages
from scheduler.sheets.departments import Department
from scheduler.sheets.orders import department_plan, order_plan
from scheduler.texts import Language, label
from tests.builders import (
    arrival,
    at,
    destination,
    instalment,
    line,
    link,
    machine,
    material,
    need,
    operation,
    order,
    shop,
)
from tests.sheets.plans import Reader, facts_of, rule_plan


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A goes the whole way and is late: its steel comes on Tuesday, its date is Monday; B is plain; C can't be planned;
    D is an inquiry."""
    return shop(
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day")],
        materials=[material("steel", inspection=60)],
        arrivals=[arrival("PO", "steel", 5, "01-06 09:00")],
        destinations=[destination("site", transit=120)],
        orders=[
            order("A", "01-05", to="site", packing=30, quantity=2),
            order("B", "01-20"),
            order("C"),
            order("D", status=OrderStatus.INQUIRY),
        ],
        operations=[
            operation("A1", kind=TaskKind.DESIGN, minutes=60),
            operation("A2", kind=TaskKind.FABRICATION, minutes=60, after="A1", needs=(need("steel", 2),)),
            operation("A3", kind=TaskKind.ASSEMBLY, on="M2", minutes=30, after="A2"),
            operation("A4", kind=TaskKind.ASSEMBLY, on="M2", minutes=60, after="A3"),
            operation("B1", on="M2", minutes=60),
            operation("C1", on="nowhere"),
        ],
    )


@pytest.fixture(scope="module")
def facts(problem: Problem) -> Facts:
    return facts_of(problem)


def test_an_order_stands_with_planned_and_latest_dates_of_every_department(facts: Facts) -> None:
    """Steel is there at 09:00, inspected at 10:00: A2 10-11, A3 11:00-11:30, A4 11:30-12:00 and 13:00-13:30, packed at
    14:00, there at 16:00. Due Monday 24:00: away by 22:00, A4 done by 21:30, that is 17:00."""
    sheet = Reader(order_plan(facts))
    row = sheet.row(order="A")

    def cell(key: str) -> object:
        return row.cells[sheet.place(key)]

    assert (cell("quantity"), cell("committed")) == (2, date(2026, 1, 5))
    assert (cell("late_by"), cell("days_late")) == (16 * 60, 1)
    assert cell("design_planned") == at("09:00")
    assert cell("design_latest") == at("14:30")
    assert cell("purchasing_planned") == at("01-06 09:00")
    assert cell("purchasing_latest") == at("13:30")
    assert cell("fabrication_planned") == at("01-06 11:00")
    assert cell("fabrication_latest") == at("15:30")
    assert cell("assembly_start_planned") == at("01-06 11:00")
    assert cell("assembly_start_latest") == at("15:30")
    assert cell("assembly_finish_planned") == at("01-06 13:30")
    assert cell("assembly_finish_latest") == at("21:30")
    assert (cell("packing_planned"), cell("packing_latest")) == (at("01-06 14:00"), at("22:00"))
    assert (cell("dispatch_planned"), cell("dispatch_latest")) == (at("01-06 14:00"), at("22:00"))
    assert (cell("arrival_planned"), cell("arrival_latest")) == (at("01-06 16:00"), at("2026-01-06 00:00"))
    assert cell("surface_planned") is None
    assert row.mark is Mark.LATE
    assert "design_planned" not in row.flagged
    assert {"purchasing_planned", "arrival_planned"} <= row.flagged
    assert cell("why")


def test_an_order_on_time_has_no_flag_and_no_reason(facts: Facts) -> None:
    sheet = Reader(order_plan(facts))
    row = sheet.row(order="B")
    assert (row.mark, row.flagged, row.cells[sheet.place("why")]) == (Mark.PLAIN, frozenset(), "")
    assert row.cells[sheet.place("days_late")] is None


def test_what_cannot_be_planned_comes_first_with_its_reason(facts: Facts) -> None:
    sheet = Reader(order_plan(facts))
    assert sheet.values("order") == ["C", "A", "B"]
    assert "nowhere" in str(sheet.cell("why", order="C"))
    assert sheet.cell("arrival_planned", order="C") is None


def test_orders_that_take_no_capacity_are_named_in_a_note(facts: Facts) -> None:
    assert any(note.startswith("D ") for note in order_plan(facts).notes)


def test_departments_in_a_list_are_grouped_and_sorted_by_date(facts: Facts) -> None:
    sheet = department_plan(facts)
    titles = [group.title for group in sheet.groups]
    assert titles[0] == label(Department.DESIGN, Language.EN)
    fabrication = next(group for group in sheet.groups if group.title == "fabrication")
    assert [row.cells[0] for row in fabrication.rows] == ["B", "A"]
    assert sheet.flat.columns[0].heading == "department"
    assert len(sheet.flat.rows) == len(sheet.rows)


def test_a_department_is_as_tight_as_its_tightest_work() -> None:
    """Line 2 is due on the 6th and ends on the 5th; line 1 is due on the 5th at 09:00 and ends at 10:00: an hour
    late."""
    lines = (line(1, instalment(1, "01-05", hour="09:00")), line(2, instalment(1, "01-06")))
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A", lines=lines, consent=True)],
        operations=[operation("A1", minutes=120, line=1), operation("A2", on="M2", minutes=180, line=2)],
    )
    sheet = department_plan(facts_of(problem))
    fabrication = next(group for group in sheet.groups if group.title == "fabrication").rows[0]
    planned, latest, slack = fabrication.cells[2:5]
    assert (planned, latest) == (at("11:00"), at("2026-01-07 00:00"))  # of the work that ends last
    assert slack == -60
    assert fabrication.mark is Mark.LATE


def test_the_worst_delivery_judges_the_order() -> None:
    lines = (line(1, instalment(1, "01-05", hour="09:00"), instalment(2, "01-09", quantity=3)),)
    problem = shop(
        orders=[order("A", lines=lines, consent=True)],
        operations=[operation("A1", minutes=120, line=1)],
    )
    facts = facts_of(problem)
    sheet = Reader(order_plan(facts))
    assert sheet.values("committed") == [date(2026, 1, 5)]
    assert sheet.values("arrival_latest") == [at("09:00")]
    page = order_pages(facts)[0]
    deliveries = next(table for table in page.tables if table.key == "order_deliveries")
    assert [row.mark for row in deliveries.rows] == [Mark.LATE, Mark.PLAIN]
    assert [row.cells[2] for row in deliveries.rows] == [1, 3]


def test_a_page_says_everything_about_its_order(facts: Facts) -> None:
    pages = {page.key: page for page in order_pages(facts)}
    assert list(pages) == ["A", "B", "C"]
    page = pages["A"]
    assert page.mark is Mark.LATE
    assert "late" in page.sentences[0]
    assert len(page.sentences) == 1 + len(facts.outcomes[OrderId("A")].causes)
    tables = {table.key: table for table in page.tables}
    assert list(tables) == ["order_departments", "order_operations", "order_materials"]
    operations = Reader(tables["order_operations"])
    assert operations.values("operation") == ["A1", "A2", "A3", "A4"]
    assert operations.cell("latest_start", operation="A3") == at("15:30")
    assert operations.cell("slack", operation="A1") == 5 * 60 + 30
    assert operations.row(operation="A2").mark is Mark.LATE
    bought = Reader(tables["order_materials"])
    assert bought.values("supply") == ["PO"]
    assert bought.values("need_quantity") == [Decimal(2)]
    assert pages["C"].tables == ()
    assert "nowhere" in pages["C"].sentences[0]


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_every_word(problem: Problem, language: Language) -> None:
    """A missing text raises in tests."""
    facts = facts_of(problem, rule_plan(problem), language)
    assert order_plan(facts).rows
    assert len(order_pages(facts)) == 3
    headings = [column.heading for column in order_plan(facts).columns]
    assert len(set(headings)) == len(headings)
    assert facts.outcomes[OrderId("A")].verdict is Verdict.LATE_IMPOSSIBLE


def test_links_between_workshops_are_in_the_pages_latest_dates(problem: Problem) -> None:
    """The lag of a link moves the latest finish of what comes before it, to the minute."""
    later = [
        one.model_copy(update={"after": (link("A2", 45),)}) if one.id == "A3" else one for one in problem.operations
    ]
    facts = facts_of(problem.model_copy(update={"operations": tuple(later)}))
    assert Reader(order_plan(facts)).cell("fabrication_latest", order="A") == at("14:45")
