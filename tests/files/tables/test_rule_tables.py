"""The tables that only some shops fill: what a planner types into them, and how slips of the pen are told."""

from datetime import date, time
from pathlib import Path

import pytest
from pydantic import ValidationError

from scheduler.domain.calendar import Calendar, CalendarPeriod, Shift
from scheduler.domain.goal import Approval
from scheduler.domain.order import OrderClass, Payment
from scheduler.domain.people import CapPeriod, OvertimeCap, ShiftLimit, Skill, SkillNeed
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Resource
from scheduler.domain.station import InitialState, SetUp, StateValue
from scheduler.files import drop_downs
from scheduler.files.tables.difference import POSITION, ChangeKind, difference
from scheduler.files.tables.json_tables import sheets_from_json
from scheduler.files.tables.raw import Cell, RawSheet
from scheduler.files.tables.rule_forms import RULE_FORMS
from scheduler.texts import Language
from tests.builders import at, machine, material, mode, operation, order, pool, shop
from tests.files.tables.sheets import Rows, as_sheets, changed, column, only, put, read, refused, sheet
from tests.parts import outsourced, rework, substitute, workers

SHOP = shop(
    resources=[machine("M1"), pool("ovens", 3), workers("fitters", 4), workers("welders", 2)],
    materials=[material("copper"), material("brass"), material("steel")],
    orders=[order("A", "01-07"), order("B", "01-08")],
    operations=[operation("A1", modes=(mode("fitters"),)), operation("A2", after="A1")],
)


def typed(name: str, *rows: list[Cell]) -> list[RawSheet]:
    """The shop with these rows in one of its sheets."""
    same = next(form for form in RULE_FORMS if name in (form.en, form.zh))
    others = [one for one in as_sheets(SHOP) if one.name != same.en]
    return [*others, sheet(name, [list(row) for row in rows])]


def resource(name: str, rows: Rows, id_: str = "ovens") -> Resource:
    problem = read(typed(name, *rows)).problem
    return next(one for one in problem.resources if one.id == id_)


# --- what is typed -----------------------------------------------------------------------------------


def test_shifts_of_a_period_are_typed_like_shifts_and_a_period_without_is_closed() -> None:
    rows: Rows = [
        ["Calendar", "First day", "Last day", "Weekdays", "Start", "End", "Breaks"],
        ["day", "2026-06-01", "2026-08-31", "Mon-Tue", "6:00", "14:00", "9:00-9:15"],
        ["day", "2026-12-24", "2026-12-31"],
        ["day", "2026-06-01", "2026-08-31", "Sat", "6:00", "12:00"],
    ]
    calendars = read(typed("Shifts by period", *rows)).problem.calendars
    summer, closed = next(one for one in calendars if one.id == "day").periods
    assert (summer.first, summer.last) == (date(2026, 6, 1), date(2026, 8, 31))
    assert [(shift.weekday, shift.end, len(shift.breaks)) for shift in summer.weekly] == [
        (1, time(14), 1),
        (2, time(14), 1),
        (6, time(12), 0),
    ]
    assert closed == CalendarPeriod(first=date(2026, 12, 24), last=date(2026, 12, 31))


def test_a_shift_of_a_period_with_something_missing_is_told_at_its_cell() -> None:
    rows: Rows = [
        ["Calendar", "First day", "Last day", "Weekdays", "Start", "End"],
        ["day", "2026-06-01", "2026-08-31", "Mon", "6:00", None],
    ]
    place, _, message = only(refused(typed("Shifts by period", *rows)))
    assert place == "sheet Shifts by period, row 2, column F (End)"
    assert message == "this field is missing"


def test_set_ups_with_blanks_for_any_value() -> None:
    rows: Rows = [
        ["Resource", "Attribute", "From", "To", "Takes", "Cost"],
        ["ovens", "colour", None, None, "20 min", None],
        ["ovens", "colour", "RAL9005", None, "1.5 h", 80],
    ]
    assert resource("Set-ups", rows).set_ups == (
        SetUp(attribute="colour", minutes=20),
        SetUp(attribute="colour", from_value="RAL9005", minutes=90, cost=80),
    )


def test_stations_are_counted_from_1_as_plans_print_them() -> None:
    rows: Rows = [
        ["Resource", "Station", "Attribute", "Value"],
        ["ovens", 3, "colour", 7035],
        ["ovens", None, "film", 80],
    ]
    found = resource("Initial states", rows)
    assert found.initial_states == (
        InitialState(unit=2, attribute="colour", value="7035"),
        InitialState(unit=0, attribute="film", value="80"),
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [(4, "'ovens' has no station 4: there are 3"), (0, "expected a whole number from 1, the first, found 0")],
)
def test_a_station_that_is_not_there_is_told_at_its_cell(cell: Cell, message: str) -> None:
    rows: Rows = [["Resource", "Station", "Attribute", "Value"], ["ovens", cell, "colour", "red"]]
    place, id_, told = only(refused(typed("Initial states", *rows)))
    assert (place, told) == ("sheet Initial states, row 2, column B (Station)", message)
    assert id_ is not None
    assert id_.startswith("ovens / ")


def test_limits_by_shift_for_several_days_are_one_row() -> None:
    rows: Rows = [["资源", "星期", "开始", "结束", "可用数量"], ["fitters", "周一至周三", "22:00", "6:00", 2]]
    found = resource("班次限量", rows, "fitters")
    assert found.shift_limits == tuple(
        ShiftLimit(weekday=day, start=time(22), end=time(6), units=2) for day in (1, 2, 3)
    )


def test_skills_and_caps() -> None:
    assert resource("Skills", [["Resource", "Skill", "Level"], ["welders", "TIG", 3]], "welders").skills == (
        Skill(name="TIG", level=3),
    )
    caps: Rows = [["Resource", "Per", "At most"], ["welders", "day", "3 h"], ["welders", "每月", "36 h"]]
    assert resource("Overtime caps", caps, "welders").overtime_caps == (
        OvertimeCap(per=CapPeriod.DAY, minutes=180),
        OvertimeCap(per=CapPeriod.MONTH, minutes=2160),
    )


AN_OVEN: dict[str, Cell] = {
    "Resources": "ovens; fitters (2)",
    "Skills": "TIG (2, 3级); crane",
    "Set up for": "colour=red; film=80",
    "Programme": "180 °C",
    "Load per unit": 0.5,
    "Crew": "fitters",
    "Crew from": 2,
    "Crew up to": 4,
    "Ends by": "2026-01-30",
}


def test_what_a_mode_needs_in_one_row() -> None:
    def fill(rows: Rows) -> None:
        for heading, cell in AN_OVEN.items():
            rows[1][rows[0].index(heading)] = cell

    found = read(changed(as_sheets(SHOP), "Operation modes", fill)).problem.operations[0].modes[0]
    assert found.skills == (SkillNeed(skill="TIG", level=3, units=2), SkillNeed(skill="crane"))
    assert found.states == (StateValue(attribute="colour", value="red"), StateValue(attribute="film", value="80"))
    assert (found.programme, float(found.load_per_unit), found.ends_by) == ("180 °C", 0.5, at("01-31 00:00"))
    assert found.crew is not None
    assert (found.crew.people, found.crew.most, found.crew.loss_percent) == (2, 4, 0)


def test_what_few_rows_have_leaves_the_cells_of_the_others_blank() -> None:
    """Yield 100 %, load 0, no part that may follow: blank, and blank reads as just that."""
    rows = next(one.rows for one in as_sheets(SHOP) if one.name == "Operation modes")
    first = rows[0].index("Way there")
    assert {cell for row in rows[1:] for cell in row[first:]} == {None}
    rows = next(one.rows for one in as_sheets(SHOP) if one.name == "Operations")
    assert {row[rows[0].index("First-pass yield %")] for row in rows[1:]} == {None}
    assert read(as_sheets(SHOP)).problem == SHOP


def test_a_class_that_only_the_system_gives_is_read_and_not_offered() -> None:
    offered = drop_downs.of(column("orders", "order_class"), Language.EN)
    assert offered is not None
    assert offered["source"] == ["standard", "non-standard"]
    sheets = changed(as_sheets(SHOP), "Orders", put(0, "Class", "maintenance"))
    assert read(sheets).problem.orders[0].order_class is OrderClass.MAINTENANCE


# --- what is told ------------------------------------------------------------------------------------

OWNED: tuple[tuple[str, list[Cell], list[Cell]], ...] = (
    ("Efficiency periods", ["Resource", "Start", "End", "Efficiency %"], ["oven", "2026-01-05", "2026-01-06", 80]),
    ("Limits", ["Resource", "Start", "End", "Units"], ["oven", "2026-01-05", "2026-01-06", 2]),
    ("Limits by shift", ["Resource", "Weekdays", "Start", "End", "Units"], ["oven", "Mon", "22:00", "6:00", 2]),
    ("Overtime caps", ["Resource", "Per", "At most"], ["oven", "day", 180]),
    ("Skills", ["Resource", "Skill"], ["oven", "TIG"]),
    ("Set-ups", ["Resource", "Attribute", "Takes"], ["oven", "colour", 20]),
    ("Initial states", ["Resource", "Attribute", "Value"], ["oven", "colour", "red"]),
    ("Programmes", ["Resource", "Programme", "Takes"], ["oven", "P1", 60]),
    ("Maintenance", ["Resource", "Maintenance", "Takes", "Earliest start", "Latest end"],
     ["oven", "m1", 60, "2026-01-05", "2026-01-06"]),
    ("Lendings", ["From group", "Lending", "To group", "Start", "End", "Approval"],
     ["welder", "L1", "fitters", "2026-01-05", "2026-01-06", "approved"]),
    ("Lendings", ["To group", "Lending", "From group", "Start", "End", "Approval"],
     ["fiters", "L1", "welders", "2026-01-05", "2026-01-06", "approved"]),
    ("Substitutes", ["Material", "Substitute", "Approval"], ["coper", "brass", "standing"]),
    ("Substitutes", ["Substitute", "Material", "Approval"], ["bras", "copper", "standing"]),
    ("Rework modes", ["Rework", "Mode", "Resources"], ["R1", "own", "M1"]),
)  # fmt: skip
NEAR = {"oven": "ovens", "welder": "welders", "fiters": "fitters", "coper": "copper", "bras": "brass"}


@pytest.mark.parametrize(("name", "head", "row"), OWNED, ids=[f"{name}-{head[0]}" for name, head, _ in OWNED])
def test_an_id_that_is_nowhere_is_told_at_its_cell_with_the_nearest(
    name: str, head: list[Cell], row: list[Cell]
) -> None:
    place, _, message = only(refused(typed(name, head, row)))
    assert place == f"sheet {name}, row 2, column A ({head[0]})"
    assert message.startswith(f"{row[0]!r} is not in the table ")
    near = NEAR.get(str(row[0]))
    assert message.endswith(f"; did you mean {near!r}?") if near else "did you mean" not in message


def test_help_from_a_station_is_told_at_its_row() -> None:
    row: list[Cell] = ["L1", "ovens", "fitters", "2026-01-05", "2026-01-06", "approved"]
    head: list[Cell] = ["Lending", "From group", "To group", "Start", "End", "Approval"]
    sheets = typed("Lendings", head, row)
    place, id_, message = only(refused(sheets))
    assert (place, id_) == ("sheet Lendings, row 2", "L1")
    assert message == "lendings 'L1': From group 'ovens' is no group of people but a station"


@pytest.mark.parametrize("name", ["Programmes", "Maintenance"])
def test_what_a_resource_has_once_is_told_at_the_second_row(name: str) -> None:
    head, row = next((head, row) for one, head, row in OWNED if one == name)
    place, id_, message = only(refused(typed(name, head, ["ovens", *row[1:]], ["ovens", *row[1:]])))
    assert place == f"sheet {name}, row 3, column B ({name.removesuffix('s')})"
    assert message == f"{id_} is given twice, first in sheet {name}, row 2"


def test_a_crew_of_what_the_mode_does_not_use_is_told_at_its_row() -> None:
    def fill(rows: Rows) -> None:
        for heading, cell in (("Crew", "welders"), ("Crew up to", 3)):
            rows[1][rows[0].index(heading)] = cell

    place, id_, message = only(refused(changed(as_sheets(SHOP), "Operation modes", fill)))
    assert (place, id_) == ("sheet Operation modes, row 2", "fitters")
    assert message == "mode fitters: the crew's resource welders is not among those it uses"


def test_set_ups_of_people_are_told_at_the_resource() -> None:
    head: list[Cell] = ["Resource", "Attribute", "Takes"]
    row: list[Cell] = ["fitters", "colour", 20]
    sheets = typed("Set-ups", head, row)
    place, id_, message = only(refused(sheets))
    assert (place, id_) == ("sheet Resources, row 4", "fitters")
    assert message == "only machines and pools have set-ups or a load: people and tools are just counted"


def test_a_calendar_has_one_period_of_the_same_days_so_that_rows_say_which() -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    period = CalendarPeriod(first=first, last=last)
    assert len(Calendar(id=CalendarId("x"), periods=(period, CalendarPeriod(first=first, last=first))).periods) == 2
    with pytest.raises(ValidationError, match="two periods from 2026-06-01 to 2026-06-30: give their shifts in one"):
        Calendar(id=CalendarId("x"), periods=(period, period))


# --- importing again ---------------------------------------------------------------------------------

STORED = shop(
    resources=[machine("M1")],
    materials=[
        material("copper").model_copy(update={"substitutes": (substitute("brass"), substitute("steel"))}),
        material("brass"),
        material("steel"),
    ],
    orders=[order("A", "01-07").model_copy(update={"payment": Payment(expected=at("01-06 12:00"))})],
    operations=[operation("A1", modes=(mode("M1"), outsourced(600, approval=Approval.APPROVED)))],
).model_copy(update={"reworks": (rework("R1", "A1", "M1"),)})


def test_rework_that_the_file_does_not_have_stays_with_its_modes() -> None:
    sheets = [sheet("Rework", [["Rework"]]), sheet("Rework modes", [["Rework", "Mode"]])]
    assert read(sheets, STORED).problem == STORED


def test_a_blank_approval_of_a_substitute_keeps_what_was_decided() -> None:
    sheets = [one for one in as_sheets(STORED) if one.name == "Substitutes"]
    sheets = changed(sheets, "Substitutes", put(0, "Approval", None))
    assert read(sheets, STORED).problem == STORED


def test_a_payment_that_is_asked_for_no_more_is_gone_and_one_that_the_file_is_silent_of_stays() -> None:
    sheets = [one for one in as_sheets(STORED) if one.name == "Orders"]

    def blank(rows: Rows) -> None:
        for heading in ("Payment expected", "Paid"):
            rows[1][rows[0].index(heading)] = None

    assert read(changed(sheets, "Orders", blank), STORED).problem.orders[0].payment is None
    assert read([sheet("Orders", [["Order", "Weight"], ["A", 1]])], STORED).problem == STORED


def test_an_older_file_takes_outsourcing_away_by_its_two_columns() -> None:
    """It has none for the ways there and back, which are stored."""
    rows: Rows = [
        ["Operation", "Mode", "Resources", "Outsourced to", "Outsourcing takes"],
        ["A1", "M1", "M1"],
        ["A1", "out", "M1", None, None],
    ]
    modes = read([sheet("Operation modes", rows)], STORED).problem.operations[0].modes
    assert [one.outsourcing for one in modes] == [None, None]


def test_another_preference_among_substitutes_is_a_difference() -> None:
    first, *rest = STORED.materials
    turned = first.model_copy(update={"substitutes": first.substitutes[::-1]})
    (change,) = difference(STORED, STORED.model_copy(update={"materials": (turned, *rest)}))
    assert (change.table, change.kind, change.fields[0].column) == ("substitutes", ChangeKind.CHANGED, POSITION)


def test_another_order_of_periods_is_a_difference_because_the_first_one_counts() -> None:
    weekly = (Shift(weekday=1, start=time(8), end=time(12)),)
    periods = tuple(CalendarPeriod(first=date(2026, 6, 1), last=date(2026, 6, day), weekly=weekly) for day in (20, 30))

    def with_periods(ordered: tuple[CalendarPeriod, ...]) -> Problem:
        first, *rest = STORED.calendars
        return STORED.model_copy(update={"calendars": (first.model_copy(update={"periods": ordered}), *rest)})

    (change,) = difference(with_periods(periods), with_periods(periods[::-1]))
    assert (change.table, change.fields[0].column) == ("calendar_periods", POSITION)


# --- older files -------------------------------------------------------------------------------------


def test_tables_written_before_there_were_rules_are_the_same_problem() -> None:
    """`before_rules.json` was written by the program before it knew any of these tables or columns (nasty problem 35
    of that day), and its problem had this hash."""
    content = Path(__file__).with_name("before_rules.json").read_bytes()
    found = read(sheets_from_json(content, "x.json"))
    assert {note.key for note in found.notes} == {"rows_repeat"}
    assert found.problem.content_hash() == "b1f6eac4a4aef608cd8f267397d07241f6c0c3890c803cd86ec4b5cb1131e8ad"
