"""Overtime by choice: small shops in which its price is weighed by hand, in both engines, and the planted violation.

Unless it is said, everything works 08-12 and 13-17 from Monday to Friday, and 17-19 on Monday by choice at 60 an hour;
a minute late costs 1; now is Monday 08:00.
"""

import pytest

from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Operation, Station
from scheduler.domain.order import Order
from scheduler.domain.people import CapPeriod, OvertimeCap
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Resource
from tests.builders import DAY, at, machine, mode, operation, order, pool, started, use, workers
from tests.engines.argued import BY_COST, Argued, check_each_engine, check_the_plan, of, says_of_the_plan
from tests.people import limited
from tests.station_parts import cap, doing, initial, oven, overtime, set_up, station, where

STATIONS = pool("P", 2, calendar="day")
EVENING = overtime("17:00", "19:00")
TUESDAY = overtime("01-06 17:00", "01-06 19:00")
M1 = machine("M1", calendar="day")
FRIDAY = at("01-30 08:00")


def evenings(
    *operations: Operation,
    orders: tuple[Order, ...],
    windows: tuple[OvertimeWindow, ...] = (EVENING,),
    on: tuple[Resource, ...] = (M1,),
    **more: object,
) -> Problem:
    calendars = [DAY.model_copy(update={"overtime": windows}), DAY.model_copy(update={"id": CalendarId("plain")})]
    return of(*operations, on=on, settings=BY_COST, calendars=calendars, orders=orders, **more)


def capped(*caps: OvertimeCap, on: Resource = M1) -> Resource:
    return on.model_copy(update={"overtime_caps": caps})


def half_an_hour_more(
    price: int = 60,
    *,
    due: str = "17:30",
    weight: int = 1,
    on: Resource = M1,
    approval: Approval = Approval.APPROVED,
    by_choice: bool = True,
) -> Problem:
    """Eight and a half hours: till 17:30 with half an hour of overtime, or till 08:30 on Tuesday, 900 minutes later."""
    window = overtime("17:00", "19:00", price, approval=approval, by_choice=by_choice)
    found = operation("A1", on=on.id, minutes=510)
    return evenings(found, orders=(order("A", hour=due, weight=weight),), windows=(window,), on=(on,))


def two_evenings(*caps: OvertimeCap, days: tuple[str, str] = ("01-05", "01-05")) -> Problem:
    """An hour each after 17:00 on a day, due at its end; the next day's first hours are ordinary ones."""
    return evenings(
        *(operation(f"{name}1", not_before=f"{day} 17:00") for name, day in zip("AB", days, strict=True)),
        orders=tuple(order(name, day) for name, day in zip("AB", days, strict=True)),
        windows=(EVENING, TUESDAY),
        on=(capped(*caps),),
    )


BOTH = "01-05", "01-06"


def month_ends(*caps: OvertimeCap) -> Problem:
    """An hour on Saturday the 31st and one on Sunday the 1st, each due at the end of its day."""
    return evenings(
        operation("A1", not_before="01-31 17:00"),
        operation("B1", not_before="02-01 17:00"),
        orders=(
            order("A", "01-31", effective=FRIDAY, decomposed_at=FRIDAY),
            order("B", "02-01", effective=FRIDAY, decomposed_at=FRIDAY),
        ),
        windows=(overtime("01-31 17:00", "01-31 19:00"), overtime("02-01 17:00", "02-01 19:00")),
        on=(capped(*caps),),
        as_of=FRIDAY,
    )


def two_stay(most: int) -> Problem:
    """Eight and a half hours for two people, for whom half an hour of overtime costs twice as much."""
    group = capped(cap(most), on=workers("G", 2, calendar="day"))
    return evenings(operation("A1", on=use("G", 2), minutes=510), orders=(order("A", hour="17:30"),), on=(group,))


def two_stations_of_one_operation(most: int) -> Problem:
    """The same on both stations of a pool, which another order's link tells apart; it comes on Friday."""
    on = capped(cap(most), on=STATIONS)
    tied = operation("C2", on="P", minutes=10, after=(where("C1", Station.SAME),))
    return evenings(
        operation("A1", on=use("P", 2), minutes=510),
        operation("C1", on="P", minutes=10, not_before="01-09 09:00"),
        tied,
        orders=(order("A", hour="17:30"), order("C", "01-20")),
        on=(on,),
    )


def two_people(limit: int | None, until: str = "19:00") -> Problem:
    """Two hours' work for one person each after 17:00; there are two people, in the evening perhaps fewer."""
    group = workers("G", 2, calendar="day")
    if limit is not None:
        group = limited(group, ("17:00", until, limit))
    return evenings(
        *(operation(f"{name}1", on="G", not_before="17:00") for name in "AB"),
        orders=(order("A", hour="18:00"), order("B", hour="18:00")),
        on=(group,),
    )


def two_stations(most: int) -> Problem:
    """An hour each after 17:00 on a pool of two stations that remember what they did, so that each is planned alone."""
    pool_ = capped(cap(most), on=station("P", set_up(10), units=2, calendar="day"))
    return evenings(
        *(operation(f"{name}1", on="P", not_before="17:00") for name in "AB"),
        orders=(order("A", hour="18:00"), order("B", hour="18:00")),
        on=(pool_,),
    )


def painted(*, in_shifts: bool) -> Problem:
    """M1 is red; A1, blue, may start from 17:00 on and is due at 19:00. The change takes an hour."""
    return evenings(
        operation("A1", modes=(doing("M1", colour="blue"),), not_before="17:00"),
        operation("B1", modes=(doing("M1", minutes=480, colour="red"),)),
        orders=(order("A", hour="19:00"), order("B", "01-20")),
        on=(station("M1", set_up(60), calendar="day", in_shifts=in_shifts, initially=[initial("red")]),),
        progress=[started("B1", "07:00", 480)],
    )


def baked(*, together: bool, most: int = 1000) -> Problem:
    """An hour in the oven for two orders after 17:00, due at the end of the day."""
    return evenings(
        *(
            operation(f"{name}1", modes=(doing("O1", programme=programme, load=5),), not_before="17:00")
            for name, programme in (("A", "bake"), ("B", "bake" if together else "dry"))
        ),
        orders=(order("A"), order("B")),
        on=(capped(cap(most), on=oven("O1", holds=10, calendar="day", bake=60, dry=60)),),
    )


def beside(price: int) -> Problem:
    """The same half an hour more on M1, or all of it on M2, which never closes and has a price."""
    modes = (mode("M1", minutes=510), mode("M2", minutes=510, cost=price))
    found = operation("A1", modes=modes)
    return evenings(found, orders=(order("A", hour="17:30"),), on=(M1, machine("M2")))


LATE = 900
"""From Monday 17:30 to Tuesday 08:30, or from 18:00 to 09:00."""

CASES = {
    # Half an hour at 1798 costs 899, at 1802 901.
    "cheaper than to be late": Argued(half_an_hour_more(1798), (899, 570)),
    "dearer than to be late": Argued(half_an_hour_more(1802), (LATE, 1440 + 30)),
    # Half of 1799 is rounded up: the same money, and the plan that ends first.
    "rounded up": Argued(half_an_hour_more(1799), (LATE, 570)),
    "nothing late": Argued(half_an_hour_more(60, weight=0), (0, 1440 + 30)),
    # Due at 17:00 it is late with overtime too: 30 + 30, or 930.
    "late all the same": Argued(half_an_hour_more(60, due="17:00"), (60, 570)),
    "for nothing": Argued(half_an_hour_more(0, weight=0), (0, 570)),
    "not approved": Argued(half_an_hour_more(60, approval=Approval.PROPOSED), (LATE, 1440 + 30)),
    "refused": Argued(half_an_hour_more(60, approval=Approval.REFUSED), (LATE, 1440 + 30)),
    # Two hours at 60 whatever is done in them.
    "everybody is called in": Argued(half_an_hour_more(60, by_choice=False), (120, 570)),
    "a cap of just as much": Argued(half_an_hour_more(on=capped(cap(30))), (30, 570)),
    "a cap of a minute less": Argued(half_an_hour_more(on=capped(cap(29))), (LATE, 1440 + 30)),
    # Only one of two stations works: 15 minutes for each of them.
    "a cap for every station": Argued(half_an_hour_more(on=capped(cap(15), on=STATIONS)), (30, 570)),
    "less for every station": Argued(half_an_hour_more(on=capped(cap(14), on=STATIONS)), (LATE, 1440 + 30)),
    # Both of two people work half an hour more.
    "a cap for two people": Argued(two_stay(30), (60, 570)),
    "less for two people": Argued(two_stay(29), (LATE, 1440 + 30)),
    "a cap for two stations of one operation": Argued(two_stations_of_one_operation(30), (60, 4 * 1440 + 80)),
    "less for two stations of one operation": Argued(two_stations_of_one_operation(29), (LATE, 4 * 1440 + 80)),
    # Two stations that are told apart share what their pool may: 120 minutes, or 60 and the other one on Tuesday.
    "a cap for two stations": Argued(two_stations(60), (120, 600)),
    "half of it for two stations": Argued(two_stations(30), (60 + LATE, 1440 + 60)),
    # One after the other from 17:00 to 19:00.
    "two share a day": Argued(two_evenings(cap(120)), (120, 660)),
    # For the other one 59 minutes are left, from 18:01 on, and a minute on Tuesday: 481 late. Wholly on Tuesday it is
    # 540 late and ends later.
    "two share too little": Argued(two_evenings(cap(119)), (60 + 59 + 481, 1441), searched=True),
    "two share too little on Tuesday": Argued(
        two_evenings(cap(119), days=("01-06", "01-06")), (60 + 59 + 481, 1440 + 1441), searched=True
    ),
    "each has its day": Argued(two_evenings(cap(60), days=BOTH), (120, 1440 + 600)),
    "both share the month": Argued(two_evenings(cap(120, CapPeriod.MONTH), days=BOTH), (120, 1440 + 600)),
    # A on Monday for 60, B on Wednesday 08:00-09:00, nine hours late; or the other way round.
    "too little for the month": Argued(
        two_evenings(cap(119, CapPeriod.MONTH), days=BOTH), (60 + 540, 1440 + 600), searched=True
    ),
    "the day and the month": Argued(
        two_evenings(cap(60), cap(119, CapPeriod.MONTH), days=BOTH), (60 + 540, 1440 + 600), searched=True
    ),
    "each has its month": Argued(month_ends(cap(60, CapPeriod.MONTH)), (120, 2 * 1440 + 600)),
    # M2 has no overtime and closes at 17:00; M3 never closes, and costs nothing.
    "all must be there": Argued(
        evenings(
            operation("A1", on=("M1", "M2"), minutes=510),
            orders=(order("A", hour="17:30"),),
            on=(M1, machine("M2", calendar="plain")),
        ),
        (LATE, 1440 + 30),
    ),
    "what is there anyway costs nothing": Argued(
        evenings(
            operation("A1", on=("M1", "M3"), minutes=510), orders=(order("A", hour="17:30"),), on=(M1, machine("M3"))
        ),
        (30, 570),
    ),
    # 30 for the evening, or 29 or 31 for the machine beside it.
    "overtime instead of the dear machine": Argued(beside(31), (30, 570)),
    "the dear machine instead of overtime": Argued(beside(29), (29, 510)),
    "started work stays till five": Argued(
        evenings(
            operation("A1", minutes=510), orders=(order("A", hour="17:30"),), progress=[started("A1", "07:30", 510)]
        ),
        (LATE, 1440 + 30),
    ),
    # Both at once, one after the other, both on Tuesday.
    "two people in the evening": Argued(two_people(2), (120, 600)),
    "one person in the evening": Argued(two_people(1), (120 + 60, 660)),
    "nobody in the evening": Argued(two_people(0), (2 * LATE, 1440 + 60)),
    "nobody till half past": Argued(two_people(0, "17:30"), (120 + 2 * 30, 630)),
    # The change ends at 18:00 by the clock; in shifts it is 08:00-09:00 on Tuesday.
    "set up by the clock": Argued(painted(in_shifts=False), (60, 660)),
    "nobody sets up in overtime": Argued(painted(in_shifts=True), (900, 1440 + 120)),
    # Every operation pays, together or not; a batch of two takes two hours of the cap.
    "baked together": Argued(baked(together=True), (120, 600)),
    "baked together under a cap": Argued(baked(together=True, most=120), (120, 600)),
    "baked apart": Argued(baked(together=False), (120, 660)),
    # As above: one of them alone, and the other from 18:01 on.
    "baked under a cap that is too low for both": Argued(
        baked(together=True, most=119), (60 + 59 + 481, 1441), searched=True
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_plan_is_as_good_as_argued_and_verified(name: str) -> None:
    check_the_plan(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_each_engine_finds_that_optimum_alone(name: str) -> None:
    check_each_engine(CASES[name])


PLANTED = [
    (half_an_hour_more(), half_an_hour_more(approval=Approval.PROPOSED), "not_the_open_time"),
    (half_an_hour_more(), half_an_hour_more(62), "wrong_overtime"),
    (half_an_hour_more(on=capped(cap(30))), half_an_hour_more(on=capped(cap(29))), "too_much_overtime"),
    (two_evenings(cap(120)), two_evenings(cap(119)), "too_much_overtime"),
    (
        two_evenings(cap(120, CapPeriod.MONTH), days=BOTH),
        two_evenings(cap(119, CapPeriod.MONTH), days=BOTH),
        "too_much_overtime",
    ),
    (month_ends(cap(60, CapPeriod.MONTH)), month_ends(cap(59, CapPeriod.MONTH)), "too_much_overtime"),
    (two_people(2), two_people(1), "too_much_in_use"),
    (painted(in_shifts=False), painted(in_shifts=True), "set_up_too_short"),
    (baked(together=True, most=120), baked(together=True, most=119), "too_much_overtime"),
    (baked(together=True), baked(together=False), "mixed_batch"),
]


@pytest.mark.parametrize(("planned", "asked", "key"), PLANTED)
def test_the_plan_for_a_little_less_is_found_out(planned: Problem, asked: Problem, key: str) -> None:
    assert key in says_of_the_plan(planned, asked)
    assert says_of_the_plan(planned, planned) == set()
