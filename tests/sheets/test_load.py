"""Loads, counted by hand and against the charts'."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from scheduler.charts.load import weekly_load
from scheduler.sheets import Mark
from scheduler.sheets import load as load_module
from scheduler.sheets.load import month_load, week_load
from tests.builders import DAY, assign, machine, operation, order, pool, random_shop, shop, use
from tests.charts.factory import factory, greedy_plan, plan_of
from tests.sheets.plans import Reader, facts_of, rule_plan


def test_a_week_counts_open_hours_times_units_and_hours_of_work_in_it() -> None:
    """Monday 08:00 to Sunday: five days of 8 hours on two stations are 80; the work ends in week two."""
    problem = shop(
        resources=[pool("P", 2, calendar="day")],
        orders=[order("A")],
        operations=[operation("A1", on=use("P", 2))],
    )
    work = assign(problem, "A1", ("01-09 16:00", "01-09 17:00"), ("01-12 08:00", "01-12 08:30"), units={"P": (0, 1)})
    sheet = Reader(week_load(facts_of(problem, plan_of(problem, work))))
    assert sheet.values("first_day") == [date(2026, 1, 5), date(2026, 1, 12)]
    assert sheet.values("last_day") == [date(2026, 1, 11), date(2026, 1, 18)]
    assert sheet.values("open_hours") == [80, 80]
    assert sheet.values("planned_hours") == [2, 1]
    assert sheet.values("load_percent") == [2, 1]  # 2.5 % is rounded to even


@pytest.mark.parametrize("seed", [1, 5, 9])
def test_weeks_are_those_of_the_load_chart(seed: int) -> None:
    problem = random_shop(seed, 12)
    for found, plan in ((problem, rule_plan(problem)), (factory(20, seed), greedy_plan(factory(20, seed)))):
        sheet = Reader(week_load(facts_of(found, plan)))
        places = [workshop.id for workshop in found.workshops]
        resources = sorted(found.resources, key=lambda resource: places.index(resource.workshop))
        charted = weekly_load(found, plan, resources)
        weeks = len(charted) // len(resources)
        assert weeks <= load_module.MOST_WEEKS
        assert sheet.values("open_hours") == [rounded(week.capacity) for week in charted]
        assert sheet.values("planned_hours") == [rounded(week.load) for week in charted]


def rounded(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def test_a_closed_week_and_its_holidays_are_there() -> None:
    """The second week is a holiday from Monday to Friday."""
    days = tuple(date(2026, 1, 12) + timedelta(days=n) for n in range(5))
    problem = shop(
        calendars=[DAY.model_copy(update={"holidays": (*days, date(2026, 1, 20), date(2026, 1, 25))})],
        resources=[machine("M1", calendar="day")],
        orders=[order("A", "01-30")],
        operations=[operation("A1", minutes=60 * 50)],
    )
    sheet = Reader(week_load(facts_of(problem)))
    assert sheet.values("open_hours") == [40, 0, 32]
    assert sheet.values("planned_hours") == [40, 0, 10]
    assert sheet.values("load_percent") == [100, None, 31]
    first, second, third = (str(remark) for remark in sheet.values("load_remark"))
    assert first == ""
    assert second.startswith("closed; holidays: Mon 12 Jan")
    assert third == "holidays: Tue 20 Jan"  # the 25th is a Sunday: it takes nothing
    assert [row.mark for row in sheet.sheet.rows] == [Mark.LATE, Mark.PLAIN, Mark.PLAIN]


def test_months_sum_over_the_workshop() -> None:
    """From Monday the 5th January has 20 working days, on two machines 320 hours; February 20."""
    problem = shop(
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day")],
        orders=[order("A", "02-28")],
        operations=[operation("A1", minutes=60 * 161), operation("A2", on="M2", minutes=60)],
    )
    sheet = Reader(month_load(facts_of(problem)))
    assert sheet.values("first_day") == [date(2026, 1, 5), date(2026, 2, 1)]
    assert sheet.values("last_day") == [date(2026, 1, 31), date(2026, 2, 28)]
    assert sheet.values("open_hours") == [320, 320]
    assert sheet.values("planned_hours") == [161, 1]


def test_a_plan_that_goes_on_for_years_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "MOST_WEEKS", 2)
    for minutes, weeks, notes in ((14 * 1440, 2, 2), (6 * 1440, 1, 1)):
        problem = shop(orders=[order("A", "01-30")], operations=[operation("A1", minutes=minutes)])
        sheet = week_load(facts_of(problem))
        assert (len(sheet.rows), len(sheet.notes)) == (weeks, notes)
