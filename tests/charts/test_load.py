"""Load and capacity by week, counted by hand."""

from datetime import timedelta

import pytest

from scheduler.charts import load_chart
from scheduler.charts.load import weekly_load
from scheduler.texts import Language
from tests.builders import assign, at, machine, operation, order, pool, shop, use, workers
from tests.charts.factory import factory, greedy_plan, plan_of


def test_a_week_counts_from_now_to_the_plants_monday() -> None:
    """As-of is Monday 08:00. Five days of 480 minutes on two stations: 4,800. The work ends in week two."""
    problem = shop(
        resources=[pool("P", 2, calendar="day")],
        orders=[order("A")],
        operations=[operation("A1", on=use("P", 2))],
    )
    plan = plan_of(
        problem,
        assign(problem, "A1", ("01-09 16:00", "01-09 17:00"), ("01-12 08:00", "01-12 08:30"), units={"P": (0, 1)}),
    )
    first, second = weekly_load(problem, plan, problem.resources)
    assert (first.start, first.end) == (at("08:00"), at("2026-01-12 00:00"))
    assert (first.load, first.capacity) == (2 * 60, 2 * 5 * 480)
    assert (second.load, second.capacity) == (2 * 30, 2 * 5 * 480)


def test_work_that_ends_at_midnight_of_sunday_needs_no_second_week() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    ends = assign(problem, "A1", ("2026-01-11 23:00", "2026-01-12 00:00"))
    assert len(weekly_load(problem, plan_of(problem, ends), problem.resources)) == 1
    later = assign(problem, "A1", ("2026-01-11 23:00", "2026-01-12 00:01"))
    assert [week.load for week in weekly_load(problem, plan_of(problem, later), problem.resources)] == [60, 1]


def test_what_lies_before_as_of_is_neither_load_nor_capacity() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    plan = plan_of(problem, assign(problem, "A1", ("07:00", "09:00")))
    (week,) = weekly_load(problem, plan, problem.resources)
    assert week.load == 60
    assert week.capacity == 7 * 1440 - 8 * 60


def test_people_count_by_heads() -> None:
    problem = shop(
        resources=[workers("W", 4, calendar="day")],
        orders=[order("A")],
        operations=[operation("A1", on=use("W", 3))],
    )
    plan = plan_of(problem, assign(problem, "A1", ("08:00", "09:00")))
    assert [week.load for week in weekly_load(problem, plan, problem.resources)] == [180]


def test_all_work_of_the_factory_is_in_some_week_and_never_more_than_there_is_room() -> None:
    problem = factory(24)
    plan = greedy_plan(problem)
    weeks = weekly_load(problem, plan, problem.resources)
    worked = [
        (segment.end - segment.start) // timedelta(minutes=1) * use.amount
        for assignment in plan.assignments
        for use in assignment.uses
        for segment in assignment.segments
    ]
    assert sum(week.load for week in weeks) == sum(worked)
    assert all(week.load <= week.capacity for week in weeks)


@pytest.mark.parametrize(("language", "name"), [(Language.EN, "Sheet metal"), (Language.ZH, "钣金车间")])
def test_a_panel_per_workshop_adds_its_resources(language: Language, name: str) -> None:
    problem = factory(12)
    plan = greedy_plan(problem)
    figure = load_chart(problem, plan, language)
    assert [note.text for note in figure.layout.annotations].count(name) == 1
    assert len(figure.data) == 2 * 3
    mine = [r for r in problem.resources if r.workshop == "W2"]
    place = [note.text for note in figure.layout.annotations].index(name)
    shown = sum(figure.data[2 * place + 1].y)
    assert shown == pytest.approx(sum(week.load for week in weekly_load(problem, plan, mine)) / 60)


def test_one_workshop_shows_its_resources() -> None:
    problem = factory(3)
    figure = load_chart(problem, greedy_plan(problem), workshop=problem.workshops[0].id)
    assert [note.text for note in figure.layout.annotations] == [
        "Turret punch", "Press brake", "Welding booth", "Copper bar line"
    ]  # fmt: skip


def test_a_plan_without_work_still_shows_capacity() -> None:
    problem = shop(resources=[machine("M1", calendar="day")])
    figure = load_chart(problem, plan_of(problem))
    assert list(figure.data[0].y) == [40.0]
    assert list(figure.data[1].y) == [0.0]
