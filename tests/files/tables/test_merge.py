"""Importing again: what the file says wins, what people decided and what happened stays."""

from datetime import date

import pytest

from scheduler.domain.goal import Approval
from scheduler.domain.operation import ProgressStatus
from scheduler.domain.order import OrderStatus, Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, PublishedStart
from scheduler.domain.record import ModeId, OperationId
from scheduler.files.tables.raw import RawSheet
from scheduler.texts import Language, text
from tests.builders import (
    CONSENT,
    at,
    finished,
    instalment,
    line,
    machine,
    mode,
    operation,
    order,
    outsourced,
    pin,
    shop,
    started,
)
from tests.files.tables.sheets import Rows, as_sheets, changed, only, put, read, refused, sheet, without

KEPT = order("A", lines=(line(1, instalment(1, "01-09", first="01-07", quantity=2)),), penalty=Penalty(fixed=5,
waived=True),
             untradeable=True, consent=True, weight=7)  # fmt: skip
STORED = shop(
    resources=[machine("M1")],
    orders=[KEPT, order("B", "01-08"), order("R", "01-20", reserved_until=at("01-12 08:00"))],
    operations=[
        operation("A1", modes=(mode("M1"), outsourced(600, approval=Approval.APPROVED))),
        operation("A2", after="A1"),
        operation("B1"),
    ],
    progress=[started("A1", "01-04 08:00", 30)],
    pins=[pin("p1", "B1", PinKind.START, when="01-06 08:00")],
    published=[PublishedStart(operation=OperationId("A2"), mode=ModeId("M1"), start=at("01-06 08:00"))],
)
DECIDED = ("Penalty waived", "Never traded for money", "Part delivery agreed by", "Part delivery agreed at",
           "Reserved until", "Quote", "Requested", "First committed", "Approval")  # fmt: skip


def export(*names: str, problem: Problem = STORED) -> list[RawSheet]:
    """Some of the sheets of an export, with every decided cell blank, as an ERP system would write them."""

    def blank(rows: Rows) -> None:
        for heading in set(DECIDED) & set(rows[0]):
            for row in rows[1:]:
                row[rows[0].index(heading)] = None

    sheets = [one for one in as_sheets(problem) if one.name in names]
    for name in names:
        sheets = changed(sheets, name, blank)
    return sheets


def notes(sheets: list[RawSheet]) -> list[str]:
    return [text(f"files.{note.key}", Language.EN, **note.parameters) for note in read(sheets, STORED).notes]


def test_no_sheets_change_nothing() -> None:
    assert read([], STORED).problem == STORED


@pytest.mark.parametrize(
    "names", [("Orders",), ("Orders", "Order lines"), ("Operation modes",), ("Operations",), ("Resources",)]
)
def test_blank_decided_cells_keep_what_was_decided(names: tuple[str, ...]) -> None:
    assert read(export(*names), STORED).problem == STORED


def test_a_decided_cell_that_is_filled_wins() -> None:
    sheets = changed(export("Orders"), "Orders", put(0, "Never traded for money", "no"))
    assert read(sheets, STORED).problem.orders[0].untradeable is False
    sheets = changed(export("Orders"), "Orders", put(0, "Part delivery agreed by", "Wang"))
    consent = read(sheets, STORED).problem.orders[0].part_delivery_consent
    assert consent is not None
    assert (consent.by, consent.at) == ("Wang", CONSENT.at)


def test_a_blank_cell_that_nobody_decided_is_its_default_and_an_absent_column_keeps_the_stored_value() -> None:
    blank = changed(export("Orders"), "Orders", put(0, "Weight", None))
    assert read(blank, STORED).problem.orders[0].weight == 1

    def drop(rows: Rows) -> Rows:
        position = rows[0].index("Weight")
        return [row[:position] + row[position + 1 :] for row in rows]

    assert read(changed(export("Orders"), "Orders", drop), STORED).problem == STORED


def test_few_columns_are_enough_for_rows_that_are_stored_and_not_for_new_ones() -> None:
    def sheets(*ids: str) -> list[RawSheet]:
        return [sheet("Orders", [["Order", "Weight"], *([id_, 3] for id_ in ids)])]

    found = read(sheets("A", "B", "R"), STORED).problem.orders
    assert [one.weight for one in found] == [3, 3, 3]
    assert [one.model_copy(update={"weight": 0}) for one in found] == [
        one.model_copy(update={"weight": 0}) for one in STORED.orders
    ]
    messages = {problem.message for problem in refused(sheets("A", "B", "R", "N"), STORED)}
    assert "the required column Company (公司) is missing" in messages
    assert "the required column Status (状态) is missing" in messages


def test_rows_that_the_file_does_not_have_are_gone_with_their_parts_and_nothing_recorded_is_lost() -> None:
    found = read(changed(export("Orders"), "Orders", lambda rows: [rows[0], rows[2]]), STORED).problem
    assert [one.id for one in found.orders] == ["B"]
    assert [one.id for one in found.operations] == ["B1"]
    assert (found.progress, found.pins, found.published) == (STORED.progress, STORED.pins, STORED.published)


def test_new_rows_come_in_the_order_of_the_file() -> None:
    lines = changed(export("Order lines"), "Order lines", lambda rows: [rows[0], ["N", *rows[1][1:]], *rows[1:]])

    def new(rows: Rows) -> Rows:
        added = list(rows[2])
        added[0] = "N"
        return [rows[0], rows[3], added, rows[1], rows[2]]

    found = read(changed([*export("Orders"), *lines], "Orders", new), STORED).problem
    assert [one.id for one in found.orders] == ["R", "N", "A", "B"]
    assert found.orders[2:] == STORED.orders[:2]
    assert found.orders[1].lines[0].instalments[0].first_committed == date(2026, 1, 9)  # a new one: as committed


def test_a_new_committed_day_keeps_the_requested_and_the_first_one() -> None:
    sheets = changed(export("Order lines"), "Order lines", put(0, "Committed", "2026-01-15"))
    part = read(sheets, STORED).problem.orders[0].lines[0].instalments[0]
    assert (part.requested, part.first_committed, part.committed) == (
        date(2026, 1, 7),
        date(2026, 1, 7),
        date(2026, 1, 15),
    )


def test_recorded_tables_gain_and_change_rows_and_lose_none() -> None:
    def report(rows: Rows) -> Rows:
        done = ["A1", None, "finished", "M1", "2026-01-04 08:00", "2026-01-05 07:00", None]
        return [rows[0], ["B1", None, "started", "M1", "2026-01-05 07:00", None, 20], done]

    found = read(changed(export("Progress"), "Progress", report), STORED).problem
    assert found.progress == (finished("A1", "01-04 08:00", "07:00"), started("B1", "07:00", 20))
    assert read([sheet("Pins", [["Pin"]])], STORED).problem == STORED


def test_a_new_status_ends_what_was_stored_with_the_old_one() -> None:
    """The file has no column for what remains; finished work has nothing left, a signed order no reservation."""
    rows: Rows = [["Operation", "Status", "Finished"], ["A1", "finished", "2026-01-05 07:00"]]
    (report,) = read([sheet("Progress", rows)], STORED).problem.progress
    assert (report.status, report.remaining_minutes) == (ProgressStatus.FINISHED, None)
    orders = read(changed(export("Orders"), "Orders", put(2, "Status", "signed")), STORED).problem.orders
    assert (orders[2].status, orders[2].reservation) == (OrderStatus.SIGNED, None)


def test_work_that_is_not_outsourced_any_more_keeps_no_approval() -> None:
    def inside(rows: Rows) -> None:
        for heading, cell in (("Resources", "M1"), ("Outsourced to", None), ("Outsourcing takes", None)):
            rows[2][rows[0].index(heading)] = cell

    modes = read(changed(export("Operation modes"), "Operation modes", inside), STORED).problem.operations[0].modes
    assert (modes[1].outsourcing, modes[1].uses[0].resource) == (None, "M1")


def test_a_penalty_that_the_contract_does_not_have_any_more_is_gone_with_its_waiver() -> None:
    def without_penalty(rows: Rows) -> None:
        for heading in ("Penalty, once", "Penalty per day", "Penalty cap"):
            rows[1][rows[0].index(heading)] = None

    assert read(changed(export("Orders"), "Orders", without_penalty), STORED).problem.orders[0].penalty is None


def test_an_empty_sheet_takes_its_rows_away_and_says_so() -> None:
    sheets = changed(export("Operations", "Operation modes"), "Operations", lambda rows: rows[:1])
    sheets = changed(sheets, "Operation modes", lambda rows: rows[:1])
    assert read(sheets, STORED).problem.operations == ()
    assert notes(sheets) == [
        "Sheet Operations is empty: the 3 rows stored for it go.",
        "Sheet Operation modes is empty: the 4 rows stored for it go.",
    ]


def test_a_row_of_the_file_about_something_that_is_stored_and_gone_is_refused() -> None:
    sheets = [*changed(export("Orders"), "Orders", lambda rows: rows[:-1]), *export("Order lines")]
    place, id_, message = only(refused(sheets, STORED))
    assert (place, id_) == ("sheet Order lines, row 4, column A (Order)", "R / 1 / 1")
    assert message == "'R' is not in the table Orders (订单)"


def test_what_refuses_a_stored_row_is_told_with_its_table_and_id() -> None:
    sheets = changed(export("Workshops"), "Workshops", lambda rows: [rows[0], rows[2]])
    place, id_, message = only(refused(sheets, STORED))
    assert (place, id_) == ("stored Resources M1", "M1")
    assert message.startswith("'W1' is not in the table Workshops (车间)")


def test_shifts_are_merged_day_by_day() -> None:
    rows: Rows = [
        ["Calendar", "Weekdays", "Start", "End"],
        ["always", "Mon-Sun", "0:00", "0:00"],
        ["day", "Mon-Sat", "8:00", "17:00"],
    ]
    calendars = read([sheet("Shifts", rows)], STORED).problem.calendars
    day = next(calendar for calendar in calendars if calendar.id == "day")
    assert [(shift.weekday, len(shift.breaks)) for shift in day.weekly] == [*((n, 1) for n in range(1, 6)), (6, 0)]


def test_settings_that_the_file_does_not_have_stay() -> None:
    found = read([sheet("Plant", [["As of", "2026-01-06 08:00"]])], STORED).problem
    assert found == STORED.model_copy(update={"as_of": at("01-06 08:00")})


def test_places_of_stored_rows_are_told_as_in_json() -> None:
    found = read(export("Orders"), STORED)
    assert found.where(("orders", 1, "weight")) == "sheet Orders, row 3, column L (Weight)"
    assert found.where(("operations", 1, "modes", 0)) == "operations[1].modes[0]"
    assert without(export("Orders"), "Orders") == []
