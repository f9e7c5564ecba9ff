"""Overtime by choice: all of it or none, its price to the minute, its list, and its caps."""

from collections.abc import Iterable

import pytest

from scheduler.domain.calendar import Calendar, CalendarException, OvertimeWindow
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.people import CapPeriod, OvertimeCap
from scheduler.domain.plan import OvertimeUse, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from tests.builders import (
    DAY,
    assign,
    at,
    machine,
    operation,
    order,
    pool,
    resource,
    shop,
    started,
    use,
    weekly,
    workers,
)
from tests.station_parts import cap, doing, extra, overtime, set_up, station
from tests.verify.plans import complete, said

EVENING = overtime("17:00", "19:00")
"""60 an hour: each minute costs 1."""


def evenings(*windows: OvertimeWindow, id_: str = "day", **more: object) -> Calendar:
    """08-12 and 13-17, and what may be chosen beside."""
    calendar = DAY if id_ == "day" else weekly(id_, range(1, 6), "08:00", "17:00", ("12:00", "13:00"))
    return calendar.model_copy(update={"overtime": windows or (EVENING,), **more})


def one(
    minutes: int = 240,
    *windows: OvertimeWindow,
    on: Resource | None = None,
    calendars: Iterable[Calendar] = (),
    beside: Iterable[Resource] = (),
    resumable: bool = True,
    units: int = 1,
    due: str = "01-06",
) -> Problem:
    """A1 on M1, by day and in chosen overtime, with everything else beside it."""
    first = on or machine("M1", calendar="day")
    return shop(
        calendars=tuple(calendars) or (evenings(*windows),),
        resources=(first, *beside),
        orders=[order("A", due=due)],
        operations=[
            operation(
                "A1",
                on=(use(first.id, units), *(use(other.id) for other in beside)),
                minutes=minutes,
                resumable=resumable,
            )
        ],
    )


def cost(plan: Plan) -> int:
    level = plan.level(Goal.COST)
    assert level is not None
    return level.value


NEXT_DAY = (("14:00", "17:00"), ("01-06 08:00", "01-06 09:00"))


@pytest.mark.parametrize(
    ("segments", "listed", "expected"),
    [
        (NEXT_DAY, 0, set()),
        ((("14:00", "18:00"),), 60, set()),
        ((("16:00", "19:00"), ("01-06 08:00", "01-06 09:00")), 120, set()),  # all there is, then the next day
        ((("18:59", "19:00"), ("01-06 08:00", "01-06 11:59")), 1, set()),  # it may start in it
        ((("14:00", "17:30"), ("01-06 08:00", "01-06 08:30")), 30, {"not_the_open_time"}),  # a part of it
        ((("14:00", "17:00"), ("17:30", "18:30")), 60, {"not_the_open_time"}),
        ((("16:00", "19:01"), ("01-06 08:00", "01-06 08:59")), 120, {"not_the_open_time"}),
    ],
)
def test_an_operation_works_in_all_chosen_overtime_or_in_none(
    segments: tuple[tuple[str, str], ...], listed: int, expected: set[str]
) -> None:
    problem = one()
    job = assign(problem, "A1", *segments)
    uses = [extra("A1", "M1", "17:00", listed)] if listed else []
    assert said(problem, job, overtime=uses) == expected
    assert cost(complete(problem, job, overtime=uses)) == listed


def test_two_operations_choose_each_for_itself() -> None:
    """A1 stays till 18:00, B1 pauses beside it at 17:00."""
    problem = shop(
        calendars=[evenings()],
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day")],
        orders=[order("A"), order("B", due="01-06")],
        operations=[operation("A1", minutes=240), operation("B1", on="M2", minutes=240)],
    )
    jobs = (assign(problem, "A1", ("14:00", "18:00")), assign(problem, "B1", *NEXT_DAY))
    assert said(problem, *jobs, overtime=[extra("A1", "M1", "17:00", 60)]) == set()


def test_only_an_approved_window_can_be_chosen() -> None:
    for approval in Approval:
        problem = one(240, overtime("17:00", "19:00", approval=approval))
        found = said(problem, assign(problem, "A1", ("14:00", "18:00")), overtime=[extra("A1", "M1", "17:00", 60)])
        missing = {"not_the_open_time", "wrong_overtime", "wrong_goal_value"}
        assert found == (set() if approval.usable else missing)


def test_a_window_that_nobody_chooses_is_open_and_paid_as_before() -> None:
    """Two hours at 60 for one machine cost 120 whatever is done in them, and are not listed."""
    problem = one(240, overtime("17:00", "19:00", by_choice=False))
    assert said(problem, assign(problem, "A1", ("14:00", "18:00"))) == set()
    assert said(problem, assign(problem, "A1", *NEXT_DAY)) == {"not_the_open_time"}
    assert cost(complete(problem, assign(problem, "A1", ("14:00", "18:00")))) == 120


@pytest.mark.parametrize(
    ("beside", "possible"),
    [
        (machine("M2"), True),  # always there, in ordinary time: costs nothing
        (machine("M2", calendar="late"), True),  # has overtime of its own, and costs as much again
        (machine("M2", calendar="plain"), False),
    ],
)
def test_all_resources_must_be_there_and_each_is_paid_in_its_own_windows(beside: Resource, possible: bool) -> None:
    problem = one(beside=(beside,), calendars=(evenings(), evenings(id_="late"), evenings(id_="plain", overtime=())))
    uses = [extra("A1", "M1", "17:00", 60)]
    if beside.calendar == "late":
        uses.append(extra("A1", "M2", "17:00", 60))
    found = said(problem, assign(problem, "A1", ("14:00", "18:00")), overtime=uses)
    assert found == (set() if possible else {"not_the_open_time"})
    if possible:
        assert cost(complete(problem, assign(problem, "A1", ("14:00", "18:00")), overtime=uses)) == 60 * len(uses)


def test_the_price_is_rounded_up_once_for_an_operation() -> None:
    """A minute at 20 an hour on M1 and one at 30 on M2 cost 50/60, so 1; rounded one by one it would be 2."""
    cheap, dear = evenings(overtime("17:00", "19:00", 20)), evenings(overtime("17:00", "19:00", 30), id_="late")
    problem = one(181, beside=(machine("M2", calendar="late"),), calendars=(cheap, dear))
    uses = [extra("A1", "M1", "17:00", 1, 20), extra("A1", "M2", "17:00", 1, 30)]
    job = assign(problem, "A1", ("14:00", "17:01"))
    assert said(problem, job, overtime=uses) == set()
    assert cost(complete(problem, job, overtime=uses)) == 1


def test_minutes_are_counted_for_every_unit() -> None:
    problem = one(240, on=workers("G", 4, calendar="day"), units=3)
    job = assign(problem, "A1", ("14:00", "18:00"))
    assert said(problem, job, overtime=[extra("A1", "G", "17:00", 180)]) == set()
    assert said(problem, job, overtime=[extra("A1", "G", "17:00", 60)]) == {"wrong_overtime", "wrong_goal_value"}


def test_where_windows_overlap_the_first_one_listed_counts() -> None:
    """17:30-18:00 at 90, listed first; the rest of 17-19 at 60: half an hour of each till 18:00."""
    problem = one(240, overtime("17:30", "18:00", 90), overtime("17:00", "19:00", 60))
    job = assign(problem, "A1", ("14:00", "18:00"))
    right = [extra("A1", "M1", "17:00", 30, 60), extra("A1", "M1", "17:30", 30, 90)]
    assert said(problem, job, overtime=right) == set()
    assert cost(complete(problem, job, overtime=right)) == 75
    assert "wrong_overtime" in said(problem, job, overtime=[extra("A1", "M1", "17:00", 60, 60)])


def test_only_minutes_outside_ordinary_time_are_paid() -> None:
    """The window begins at 16:00, but till 17:00 the machine works anyway."""
    problem = one(240, overtime("16:00", "19:00"))
    job = assign(problem, "A1", ("14:00", "18:00"))
    assert said(problem, job, overtime=[extra("A1", "M1", "16:00", 60)]) == set()
    assert "wrong_overtime" in said(problem, job, overtime=[extra("A1", "M1", "16:00", 120)])


def test_closing_exceptions_and_downtimes_win() -> None:
    """Closed 17:30-18:00 by either: an hour of overtime from 17:00 ends at 18:30."""
    closed = evenings(exceptions=(CalendarException(start=at("17:30"), end=at("18:00"), open=False),))
    for problem in (
        one(calendars=[closed]),
        one(on=resource("M1", calendar="day", down=(("17:30", "18:00"),))),
    ):
        around = assign(problem, "A1", ("14:00", "17:30"), ("18:00", "18:30"))
        assert said(problem, around, overtime=[extra("A1", "M1", "17:00", 60)]) == set()
        through = assign(problem, "A1", ("14:00", "18:00"))
        assert "not_the_open_time" in said(problem, through, overtime=[extra("A1", "M1", "17:00", 60)])


def test_what_cannot_be_interrupted_may_reach_into_it() -> None:
    """200 minutes from 15:00: 80 of them are overtime, and there is no pause in between."""
    problem = one(200, resumable=False)
    assert said(problem, assign(problem, "A1", ("15:00", "18:20")), overtime=[extra("A1", "M1", "17:00", 80)]) == set()
    paused = assign(problem, "A1", ("15:00", "17:00"), ("01-06 08:00", "01-06 09:20"))
    assert said(problem, paused) == {"interrupted"}


def test_started_work_chooses_no_overtime() -> None:
    problem = shop(
        calendars=[evenings()],
        resources=[machine("M1", calendar="day")],
        orders=[order("A", due="01-06")],
        operations=[operation("A1")],
        progress=[started("A1", "07:30", 500)],
    )
    past, today = ("07:30", "08:00"), (("08:00", "12:00"), ("13:00", "17:00"))
    assert said(problem, assign(problem, "A1", past, *today, ("01-06 08:00", "01-06 08:20"))) == set()
    found = said(problem, assign(problem, "A1", past, *today[:1], ("13:00", "17:20")))
    assert "not_the_open_time" in found


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [extra("A1", "M1", "17:00", 59)],
        [extra("A1", "M1", "17:00", 61)],
        [extra("A1", "M1", "17:00", 60, 59)],
        [extra("A1", "M1", "17:01", 60)],
        [extra("A2", "M1", "17:00", 60)],
        [extra("A1", "M2", "17:00", 60)],
        [extra("A1", "M1", "17:00", 60), extra("A1", "M1", "19:00", 1)],
        [extra("A1", "M1", "17:00", 60), extra("A1", "M1", "17:00", 60)],
    ],
)
def test_the_list_is_complete_and_right(listed: list[OvertimeUse]) -> None:
    problem = one()
    assert "wrong_overtime" in said(problem, assign(problem, "A1", ("14:00", "18:00")), overtime=listed)


def test_a_plan_without_chosen_overtime_lists_none() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    listed = [extra("A1", "M1", "17:00", 60)]
    assert said(problem, assign(problem, "A1", ("08:00", "09:00")), overtime=listed) == {
        "wrong_overtime",
        "wrong_goal_value",
    }


@pytest.mark.parametrize(("most", "expected"), [(60, set()), (59, {"too_much_overtime"})])
def test_no_more_than_the_cap_of_a_day(most: int, expected: set[str]) -> None:
    """A1 and B1 work half an hour each on Monday evening; Tuesday has its own cap."""
    evenings_ = evenings(EVENING, overtime("01-06 17:00", "01-06 19:00"))
    capped = machine("M1", calendar="day").model_copy(update={"overtime_caps": (cap(most),)})
    problem = shop(
        calendars=[evenings_],
        resources=[capped],
        orders=[order("A"), order("B"), order("C", due="01-06")],
        operations=[operation("A1", minutes=30), operation("B1", minutes=30), operation("C1", minutes=59)],
    )
    jobs = (
        assign(problem, "A1", ("17:00", "17:30")),
        assign(problem, "B1", ("17:30", "18:00")),
        assign(problem, "C1", ("01-06 17:00", "01-06 17:59")),
    )
    uses = [extra("A1", "M1", "17:00", 30), extra("B1", "M1", "17:00", 30), extra("C1", "M1", "01-06 17:00", 59)]
    assert said(problem, *jobs, overtime=uses) == expected


@pytest.mark.parametrize(
    ("where", "units", "minutes"),
    [(pool("P", 2, calendar="day"), 1, 60), (workers("G", 4, calendar="day"), 2, 120)],
)
def test_a_cap_counts_for_every_unit_there_is(where: Resource, units: int, minutes: int) -> None:
    """60 minutes of one of two stations, or of two of four people: 30 for each unit."""
    for caps, expected in (((cap(30),), set()), ((cap(29),), {"too_much_overtime"})):
        problem = one(on=where.model_copy(update={"overtime_caps": caps}), units=units)
        job = assign(problem, "A1", ("14:00", "18:00"))
        assert said(problem, job, overtime=[extra("A1", where.id, "17:00", minutes)]) == expected


NIGHT = overtime("22:00", "01-06 02:00")


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        ((cap(120),), set()),  # two hours before midnight, two after it
        ((cap(119),), {"too_much_overtime"}),
        ((cap(240, CapPeriod.MONTH),), set()),
        ((cap(239, CapPeriod.MONTH),), {"too_much_overtime"}),
        ((cap(240, CapPeriod.MONTH), cap(119)), {"too_much_overtime"}),
    ],
)
def test_a_night_counts_for_both_its_days_and_for_the_month(caps: tuple[OvertimeCap, ...], expected: set[str]) -> None:
    capped = machine("M1", calendar="day").model_copy(update={"overtime_caps": caps})
    problem = one(240, NIGHT, on=capped)
    job = assign(problem, "A1", ("22:00", "01-06 02:00"))
    assert said(problem, job, overtime=[extra("A1", "M1", "22:00", 240)]) == expected


def test_months_end_at_midnight_too() -> None:
    """Saturday 31 January to Sunday 1 February: an hour in each month."""
    window = overtime("01-31 23:00", "02-01 01:00")
    for most, expected in ((60, set()), (59, {"too_much_overtime"})):
        capped = machine("M1", calendar="day").model_copy(update={"overtime_caps": (cap(most, CapPeriod.MONTH),)})
        problem = one(120, window, on=capped, due="02-02")
        job = assign(problem, "A1", ("01-31 23:00", "02-01 01:00"))
        assert said(problem, job, overtime=[extra("A1", "M1", "01-31 23:00", 120)]) == expected


def test_nobody_is_set_up_for_in_chosen_overtime() -> None:
    """A1 is done at 17:00; the 60 minutes of B1's set-up are open minutes of the next morning."""
    problem = shop(
        calendars=[evenings()],
        resources=[station("M1", set_up(60), calendar="day")],
        orders=[order("A"), order("B", due="01-06")],
        operations=[
            operation("A1", modes=(doing("M1", colour="red"),)),
            operation("B1", modes=(doing("M1", colour="blue"),)),
        ],
    )
    first = assign(problem, "A1", ("16:00", "17:00"))
    morning = assign(problem, "B1", ("01-06 09:00", "01-06 10:00"), set_up="01-06 08:00")
    assert said(problem, first, morning) == set()
    evening = assign(problem, "B1", ("18:00", "19:00"), set_up="17:00")
    assert said(problem, first, evening, overtime=[extra("B1", "M1", "17:00", 60)]) == {"set_up_too_short"}


def test_with_the_shop_to_itself_an_order_takes_all_the_overtime_it_needs() -> None:
    """500 minutes from 08:00 end at 17:20 with overtime; without it they would end the next day, late."""
    problem = one(500, due="01-05")
    job = assign(problem, "A1", ("08:00", "12:00"), ("13:00", "17:00"), ("01-06 08:00", "01-06 08:20"))
    (outcome,) = complete(problem, job).outcomes
    assert outcome.empty_shop_late_minutes == -400
    assert outcome.verdict is Verdict.LATE_CONTENDED
