"""Workshop lists and calendars: what is done where, with what comes from before and goes on to next."""

from decimal import Decimal

import pytest

from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.sheets import Facts, Mark, workshop_calendars
from scheduler.sheets.events import uid
from scheduler.sheets.workshops import resource_lists, workshop_lists
from scheduler.texts import Language
from tests.builders import (
    arrival,
    at,
    finished,
    machine,
    material,
    need,
    operation,
    order,
    outsourced,
    pool,
    shop,
    started,
    transport,
    use,
    workers,
)
from tests.sheets.plans import Reader, facts_of, rule_plan


@pytest.fixture(scope="module")
def problem() -> Problem:
    """A1 is done; A2 runs in W1 until 08:30; A3 in W2 waits for steel (10:00); A4 is outside; A5 is days later."""
    return shop(
        resources=[
            machine("M1", calendar="day"),
            pool("P", 2, calendar="day", workshop="W2"),
            workers("G", 3, calendar="day", workshop="W2"),
        ],
        transports=[transport("W1", "W2", 40)],
        materials=[material("steel")],
        arrivals=[arrival("PO", "steel", 5, "10:00")],
        orders=[order("A", "01-30", quantity=2)],
        operations=[
            operation("A1"),
            operation("A2", after="A1"),
            operation("A3", on=(use("P"), use("G", 2, held=False)), minutes=180, after="A2", needs=(need("steel"),)),
            operation("A4", modes=(outsourced(3 * 1440),), after="A3"),
            operation("A5", after="A4", quantity="2.5", minutes=60),
        ],
        progress=[finished("A1", "06:00", "07:00"), started("A2", "07:30", 30)],
    )


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return rule_plan(problem)


@pytest.fixture
def facts(problem: Problem, plan: Plan) -> Facts:
    return facts_of(problem, plan)


def test_a_workshop_sees_its_open_work_with_where_it_comes_from_and_goes_to(facts: Facts) -> None:
    """A3: A2 ends 08:30 in W1 and is here at 09:10; 10-12 and 13-14; then outside."""
    sheet = Reader(workshop_lists(facts))
    assert [group.title for group in sheet.sheet.groups] == ["W1", "W2", "outside"]
    row = sheet.row(operation="A3")
    cells = {column.key: value for column, value in zip(sheet.sheet.columns, row.cells, strict=True)}
    assert (cells["start"], cells["end"], cells["work"]) == (at("10:00"), at("14:00"), Decimal("3.00"))
    assert cells["resource"] == "P · 1, G × 2"
    assert (cells["previous_end"], cells["work_here"], cells["from_place"]) == (at("08:30"), at("09:10"), "W1")
    assert (cells["kit_complete"], cells["kit_share"], cells["next_place"]) == (at("10:00"), 0, "outside")
    assert (cells["order"], cells["product"], cells["quantity"]) == ("A", "goods", 1)
    assert cells["latest_finish"] == facts.local(facts.at(facts.latest.operations[OperationId("A3")].finish))


def test_the_first_and_the_last_operation(facts: Facts) -> None:
    sheet = Reader(workshop_lists(facts))
    assert sheet.cell("previous_end", operation="A2") is None  # reported work waits for nothing
    assert "started" in str(sheet.cell("task", operation="A2"))
    assert sheet.cell("next_place", operation="A5") == "dispatch"
    assert sheet.cell("quantity", operation="A5") == Decimal("2.5")
    assert "A1" not in sheet.values("operation")
    assert sheet.cell("resource", operation="A4") == "S1"


def test_days_count_from_today_and_end_at_midnight(facts: Facts) -> None:
    """A3 and A4 start on Monday; A5 starts when A4 is back, on Thursday at 14:00: the fourth day."""
    assert Reader(workshop_lists(facts, 1)).values("operation") == ["A2", "A3", "A4"]
    assert Reader(workshop_lists(facts, 3)).values("operation") == ["A2", "A3", "A4"]
    assert Reader(workshop_lists(facts, 4)).values("operation") == ["A2", "A5", "A3", "A4"]
    assert "4 days" in workshop_lists(facts, 4).notes[0]


def test_work_that_begins_at_midnight_belongs_to_the_new_day() -> None:
    """A1 runs until Tuesday 00:00, A2 follows at once; B1 begins a minute before midnight."""
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A", "01-30"), order("B", "01-30")],
        operations=[
            operation("A1", minutes=16 * 60),
            operation("A2", after="A1"),
            operation("B1", on="M2", not_before="23:59"),
        ],
    )
    assert Reader(workshop_lists(facts_of(problem), 1)).values("operation") == ["A1", "B1"]
    assert Reader(workshop_lists(facts_of(problem), 2)).values("operation") == ["A1", "B1", "A2"]


def test_a_resource_sees_everything_that_uses_it(facts: Facts) -> None:
    sheet = resource_lists(facts)
    assert [group.title for group in sheet.groups] == ["W1 · M1", "W2 · P", "W2 · G"]
    stations, people = (Reader(sheet.__class__(sheet.key, "", sheet.columns, (group,))) for group in sheet.groups[1:])
    assert (stations.values("station"), stations.values("amount")) == (["1"], [1])
    assert (people.values("station"), people.values("amount")) == ([""], [2])


def test_late_work_is_marked_and_work_of_a_late_order_that_has_time_is_not() -> None:
    """A1 and A2 in parallel; A1 ends at 10:00, an hour after it is due; A2 in time."""
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A", hour="09:00")],
        operations=[operation("A1", minutes=120), operation("A2", on="M2", minutes=30)],
    )
    sheet = Reader(workshop_lists(facts_of(problem)))
    assert sheet.row(operation="A1").mark is Mark.LATE
    assert sheet.row(operation="A1").flagged == {"latest_finish"}
    assert sheet.row(operation="A2").mark is Mark.PLAIN


def test_a_calendar_has_one_event_per_open_operation_of_its_workshop(facts: Facts) -> None:
    first, second = workshop_calendars(facts)
    assert [event.summary for event in first.events] == ["A · A2 · M1", "A · A5 · M1"]
    event = second.events[0]
    assert (event.start, event.end) == (at("10:00"), at("14:00"))
    assert event.categories == ("fabrication", "on time")
    assert event.location == "P · 1, G × 2"
    lines = event.description.splitlines()
    assert lines[-3] == "Worked in these stretches:"
    assert lines[-2].endswith("Mon 5 Jan 2026, 12:00")
    assert "outside" in event.description


def test_an_event_keeps_its_id_in_another_plan_and_language(facts: Facts, problem: Problem) -> None:
    """Another due date gives another plan; ids depend on the operation alone, and differ between operations."""
    chinese = facts_of(problem, facts.plan, Language.ZH)
    ids = [event.uid for calendar in workshop_calendars(facts) for event in calendar.events]
    assert ids == [event.uid for calendar in workshop_calendars(chinese) for event in calendar.events]
    assert len(set(ids)) == len(ids)
    moved = facts.plan.assignments[2].model_copy(update={"start": at("01-09 09:00"), "end": at("01-09 19:00")})
    assert uid(moved) == uid(facts.plan.assignments[2])


def test_a_workshop_without_work_has_an_empty_calendar(problem: Problem) -> None:
    idle = problem.model_copy(update={"orders": (), "operations": (), "progress": ()})
    assert [len(calendar.events) for calendar in workshop_calendars(facts_of(idle))] == [0, 0]
