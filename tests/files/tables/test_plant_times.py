"""Days, moments and times of day as people type them, around the changes of the clocks and Excel's first day."""
# ruff: noqa: DTZ001 - cells hold the plant's wall clock, without a zone

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from scheduler.files.tables.cells import read_cell, show
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError
from tests.files.tables.one_cell import BERLIN, complaint, value
from tests.files.tables.sheets import column

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "cell",
    [date(2026, 3, 5), datetime(2026, 3, 5), 46086, 46086.0, "2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日",
     "2026年3月5号",
     "2026年3月5", "20260305", 20260305, "２０２６／３／５", "2026-03-05 00:00:00", "2026/3/5 0:00"],
    ids=repr,
)  # fmt: skip
def test_days(cell: Cell) -> None:
    assert value(cell, Kind.DAY) == date(2026, 3, 5)


def test_days_by_serial_number_leave_out_the_day_that_excel_invented() -> None:
    serials = {1: date(1900, 1, 1), 59: date(1900, 2, 28), 61: date(1900, 3, 1), 2_958_465: date.max}
    assert {serial: value(serial, Kind.DAY) for serial in serials} == serials
    for serial in (0, 60, 2_958_466, -1, 0.5, float("inf"), float("nan")):
        assert "expected a day such as" in complaint(serial, Kind.DAY)


@pytest.mark.parametrize(
    "cell",
    [
        "3/5/2026",
        "05.03.2026",
        "5 March 2026",
        "2026-13-01",
        "2026-02-30",
        "2026-3/5",
        "2026-03-05 14:30",
        "26-3-5",
        True,
        "下周",
    ],
    ids=repr,
)
def test_days_that_are_unclear_are_refused_with_what_is_read(cell: Cell) -> None:
    assert "2026年3月5日 or 20260305 (year first)" in complaint(cell, Kind.DAY)


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2026, 3, 5, 14, 30), datetime(2026, 3, 5, 14, 29, 59, 999_000), datetime(2026, 3, 5, 14, 30, 0,
        400_000),
        46086 + 14.5 / 24, "2026-03-05 14:30", "2026-03-05T14:30:00", "2026/3/5 14:30", "2026年3月5日14点30分",
        "2026年3月5日 下午2:30", "2026.3.5 2:30 PM", "20260305 14:30", "2026年3月5日14时半", "2026-03-05T14:30+01:00",
        "2026-03-05T13:30Z", "2026-03-05 21:30 +0800",
    ],
    ids=repr,
)  # fmt: skip
def test_moments_of_plant_time(cell: Cell) -> None:
    assert value(cell, Kind.MOMENT) == datetime(2026, 3, 5, 13, 30, tzinfo=UTC)


def test_moments_with_seconds_are_refused_and_excels_noise_is_not() -> None:
    for cell in (datetime(2026, 3, 5, 14, 30, 1), datetime(2026, 3, 5, 14, 30, 30), "2026-03-05 14:30:59"):
        assert "whole minutes" in complaint(cell, Kind.MOMENT)
    assert "whole minutes" in complaint("2026-03-05T14:30:01+01:00", Kind.MOMENT)


@pytest.mark.parametrize(
    "cell", [date(2026, 3, 5), "2026/3/5", 46086, datetime(2026, 3, 5), "2026-03-05 00:00:00"], ids=repr
)
def test_a_day_as_a_moment_is_its_beginning_or_where_the_column_says_so_its_end(cell: Cell) -> None:
    assert value(cell, Kind.MOMENT) == datetime(2026, 3, 4, 23, tzinfo=UTC)
    end = datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert value(cell, Kind.MOMENT, day_is_its_end=True, midnight_is_no_time=True) == end
    has_time = isinstance(cell, datetime) or (isinstance(cell, str) and ":" in cell)
    assert (value(cell, Kind.MOMENT, day_is_its_end=True) == end) is not has_time


def test_24_hours_is_the_end_of_the_day_in_either_column() -> None:
    for end in (False, True):
        assert value("2026-03-05 24:00", Kind.MOMENT, day_is_its_end=end) == datetime(2026, 3, 5, 23, tzinfo=UTC)
    assert "moment" in complaint("2026-03-05 24:01", Kind.MOMENT)


def test_moments_that_the_clock_shows_twice_or_never_are_refused() -> None:
    assert "write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00" in complaint("2026-10-25 02:30", Kind.MOMENT)
    assert "clocks go forward over this one" in complaint(datetime(2026, 3, 29, 2, 30), Kind.MOMENT)
    assert value("2026-10-25 01:59", Kind.MOMENT) == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    assert value("2026-10-25 03:00", Kind.MOMENT) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_moments_that_are_shown_twice_are_written_with_their_offset() -> None:
    moment = Column("x", "X", "X", Kind.MOMENT)
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    cells = [show(instant, moment, "en", BERLIN) for instant in (first, second)]
    assert cells == ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]
    assert [read_cell(cell, moment, BERLIN) for cell in cells] == [first, second]
    assert show(first, moment, "en", SHANGHAI) == datetime(2026, 10, 25, 8, 30)


def test_the_end_of_a_day_is_written_as_the_day_and_days_before_excels_first_as_text() -> None:
    arrival = column("arrivals", "at")
    assert show(datetime(2026, 3, 5, 23, tzinfo=UTC), arrival, "en", BERLIN) == date(2026, 3, 5)
    assert show(date(1900, 3, 1), Column("x", "X", "X", Kind.DAY), "en", BERLIN) == date(1900, 3, 1)
    assert show(date(1900, 2, 28), Column("x", "X", "X", Kind.DAY), "en", BERLIN) == "1900-02-28"


@pytest.mark.parametrize(
    ("cell", "clock"),
    [(time(8), time(8)), ("08:00", time(8)), ("8:00", time(8)), ("8：30", time(8, 30)), ("17:30:00", time(17, 30)),
     (1 / 3, time(8)),
     ("8点", time(8)), ("8点半", time(8, 30)), ("下午3点", time(15)), ("3:30 PM", time(15, 30)), ("12:00 am", time()),
     (0.0, time()),
     ("上午8点30分", time(8, 30)), ("0:00", time())],
    ids=repr,
)  # fmt: skip
def test_times_of_day(cell: Cell, clock: time) -> None:
    assert value(cell, Kind.CLOCK) == clock


@pytest.mark.parametrize(
    "cell",
    ["25:00", "8:60", 8, "8", "24:00", 1.0, "8:00:30", time(8, 0, 30), "13:00 PM", True, datetime(1900, 1, 1, 8)],
    ids=repr,
)
def test_times_that_are_none_are_refused(cell: Cell) -> None:
    assert complaint(cell, Kind.CLOCK).startswith("expected a time of day such as 08:00 or 17:30, found ")


def test_a_shift_may_end_at_24_hours_and_an_agreed_hour_may_not() -> None:
    assert read_cell("24:00", column("shifts", "end"), BERLIN) == time()
    assert read_cell(1.0, column("shifts", "end"), BERLIN) == time()
    for other in (column("shifts", "start"), column("order_lines", "committed_hour")):
        with pytest.raises(CellError):
            read_cell("24:00", other, BERLIN)
