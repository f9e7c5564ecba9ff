"""Set-ups: small shops whose optimum is argued by hand, in both engines, and the planted violation.

Nothing closes unless it is said, work takes an hour and a change of colour 30 minutes; now is Monday 08:00.
"""

import pytest

from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from tests.builders import operation, order, started, weekly, workers
from tests.engines.argued import BY_COST, LATER, Argued, check_each_engine, check_the_plan, of, says_of_the_plan
from tests.station_parts import doing, initial, set_up, station

HALF_AN_HOUR = set_up(30)


def work(id_: str, colour: str | None = None, minutes: int = 60, *, at: str = "M1", **more: object) -> Operation:
    """Work for which its station must have a colour."""
    found = doing(at, minutes=minutes) if colour is None else doing(at, minutes=minutes, colour=colour)
    return operation(id_, modes=(found,), **more)  # type: ignore[arg-type]


def painted(*colours: str, on: Resource) -> Problem:
    """An hour in each of these colours, each of an order of its own: A, B …"""
    return of(*(work(f"{name}1", colour, at=on.id) for name, colour in zip("ABCDE", colours, strict=False)), on=(on,))


def pair(*colours: str, minutes: int = 30) -> Resource:
    """A pool of two stations, and what they are set up for."""
    states = [initial(colour, unit=unit) for unit, colour in enumerate(colours)]
    return station("P", set_up(minutes), units=2, initially=states)


def both(where: Resource) -> Problem:
    return painted("blue", "red", on=where)


def first_red(initially: str | None) -> Problem:
    """A (red) is due at 09:00, B (blue) at 11:00."""
    states = () if initially is None else (initial(initially),)
    return of(
        work("A1", "red"),
        work("B1", "blue"),
        on=(station("M1", HALF_AN_HOUR, initially=states),),
        settings=BY_COST,
        orders=[order("A", hour="09:00"), order("B", hour="11:00")],
    )


def over_lunch(minutes: int, *, in_shifts: bool) -> Problem:
    """M1 works 08-12 and 13-17. A1 (red) is done at 11:30, A2 (blue) comes after it."""
    return of(
        work("A1", "red", 210),
        work("A2", "blue", after="A1"),
        on=(station("M1", set_up(minutes), calendar="day", in_shifts=in_shifts),),
    )


def dear(cost: int) -> Problem:
    """From red to blue nothing takes a minute, but it costs something; from blue to red it costs 10. A (red) is due at
    09:00, a minute late costs 1; B (blue) has the day."""
    return of(
        work("A1", "red"),
        work("B1", "blue"),
        on=(station("M1", set_up(0, "red", "blue", cost=cost), set_up(0, "blue", "red", cost=10)),),
        settings=BY_COST,
        orders=[order("A", hour="09:00"), order("B")],
    )


def same_colour(comes: str) -> Problem:
    """M1 is red. A1 (red) and B1 (blue) are there, C1 (red) comes later."""
    return of(
        work("A1", "red"),
        work("B1", "blue"),
        work("C1", "red", not_before=comes),
        on=(station("M1", HALF_AN_HOUR, initially=[initial("red")]),),
    )


def without_a_colour(row: int) -> Problem:
    """A1 (red), then A2 (blue): four hours of change, of work without a colour no row speaks. N1 has none."""
    return of(
        work("A1", "red"),
        work("A2", "blue", after="A1"),
        work("N1", minutes=row),
        on=(station("M1", set_up(240, "red", "blue")),),
    )


def under_way(*on: str) -> Problem:
    """M1 is blue, but A1 is under way in red with an hour to go; B1 is blue. A change costs 4, G comes at 13:00."""
    return of(
        operation("A1", modes=(doing(*on, colour="red"),)),
        work("B1", "blue"),
        on=(station("M1", set_up(30, cost=4), initially=[initial("blue")]), workers("G", 1, calendar="late")),
        calendars=[weekly("late", range(1, 8), "13:00", "17:00")],
        settings=BY_COST,
        progress=[started("A1", "07:30", 60)],
    )


def elsewhere(due: str) -> Problem:
    """Blue work on M1, which is red and needs a change for 7, or on M2, which does something blue until 09:00."""
    change = set_up(0, cost=7)
    return of(
        operation("A1", modes=(doing("M1", colour="blue"), doing("M2", colour="blue"))),
        work("B1", "blue", at="M2"),
        on=(station("M1", change, initially=[initial("red")]), station("M2", change)),
        settings=BY_COST,
        orders=[order("A", hour=due), order("B", LATER)],
        progress=[started("B1", "07:30", 60, "M2")],
    )


CLOSEST = station("M1", set_up(40, "red", "blue"), set_up(20, "red"), set_up(10))
TOOLS = station("M1", set_up(30), set_up(15, attribute="tool"))

CASES = {
    # Red, red, blue: 3 x 60 + 30; one after the other as they come would be 240.
    "what is alike goes together": Argued(painted("red", "blue", "red", on=station("M1", HALF_AN_HOUR)), (210,)),
    "another colour and another tool": Argued(
        of(
            operation("A1", modes=(doing("M1", colour="red", tool="x"),)),
            operation("B1", modes=(doing("M1", colour="blue", tool="y"),)),
            on=(TOOLS,),
        ),
        (60 + 30 + 15 + 60,),
    ),
    "another tool only": Argued(
        of(
            operation("A1", modes=(doing("M1", colour="red", tool="x"),)),
            operation("B1", modes=(doing("M1", colour="red", tool="y"),)),
            on=(TOOLS,),
        ),
        (60 + 15 + 60,),
    ),
    # Red last: 10 + 10. Red first costs 20 or 40, red in the middle 10 + 20.
    "the closest row": Argued(painted("red", "blue", "white", on=CLOSEST), (180 + 20,), searched=True),
    "cleaned after every piece": Argued(painted("red", "red", on=station("M1", set_up(5, "red", "red"))), (125,)),
    "a piece without a colour between": Argued(without_a_colour(60), (180,)),
    # Two stretches of work and the change: N1 between takes as long.
    "a long piece without a colour between": Argued(without_a_colour(240), (360,)),
    "ready for anything": Argued(first_red(None), (0, 150), {"A1": "08:00"}),
    "in the right state": Argued(first_red("red"), (0, 150), {"A1": "08:00"}),
    # Red first: 08:30-09:30, half an hour late, and blue 10:00-11:00. Blue first makes red 90 late.
    "in the other state": Argued(first_red("blue"), (30, 180), {"A1": "08:30", "B1": "10:00"}),
    # 11:30-12:00 and 13:00-13:30.
    "in shifts": Argued(over_lunch(60, in_shifts=True), (390,), {"A2": "13:30"}),
    "in shifts, just before lunch": Argued(over_lunch(30, in_shifts=True), (360,), {"A2": "13:00"}),
    "in shifts, a minute more": Argued(over_lunch(31, in_shifts=True), (361,), {"A2": "13:01"}),
    "by the clock": Argued(over_lunch(60, in_shifts=False), (360,), {"A2": "13:00"}),
    "by the clock, all of lunch": Argued(over_lunch(90, in_shifts=False), (360,), {"A2": "13:00"}),
    "by the clock, a minute more": Argued(over_lunch(91, in_shifts=False), (361,), {"A2": "13:01"}),
    # 09:00-09:15 and 09:45-10:00.
    "around a downtime": Argued(
        painted("red", "blue", on=station("M1", HALF_AN_HOUR, down=[("09:15", "09:45")])), (180,)
    ),
    # Red first costs the change, blue first 60 minutes and 10.
    "the dear change is cheaper": Argued(dear(69), (69, 120), {"A1": "08:00"}),
    "the cheap change is cheaper": Argued(dear(71), (70, 120), {"A1": "09:00"}, searched=True),
    # Done at 10:00 it is 6 or 8 minutes late.
    "the colour that is in is cheaper": Argued(elsewhere("09:54"), (6, 120)),
    "the change is cheaper": Argued(elsewhere("09:52"), (7, 60)),
    "each station has its colour": Argued(
        both(pair("red", "blue")),
        (60,),
    ),
    "both have the same": Argued(
        both(pair("red", "red")),
        (90,),
    ),
    "two of each": Argued(painted("blue", "red", "red", "blue", on=pair()), (120,)),
    "three colours on two stations": Argued(painted("blue", "red", "white", on=pair()), (150,)),
    # C1 09:29-10:29, then blue 10:59-11:59. Blue before C1 ends at 12:00.
    "waiting for the same colour": Argued(same_colour("09:29"), (239,), {"C1": "09:29"}),
    "not waiting for the same colour": Argued(same_colour("09:31"), (240,), {"C1": "11:00"}),
    # Red to white takes four hours, black between only 30 + 60 + 30: white 10:00-11:00.
    "by a third colour": Argued(
        of(
            work("A1", "white"),
            work("B1", "black"),
            on=(
                station(
                    "M1",
                    set_up(240, "red", "white"),
                    set_up(30, "red", "black"),
                    set_up(30, "black", "white"),
                    initially=[initial("red")],
                ),
            ),
        ),
        (180,),
        {"A1": "10:00"},
    ),
    # What is under way is red, whatever the station was said to be: one change.
    "after what is under way": Argued(under_way("M1"), (4, 150), {"B1": "09:30"}),
    # G comes at 13:00 and A1 goes on then. Until then M1, which was blue, stays it.
    "before what goes on later": Argued(under_way("M1", "G"), (0, 360), {"B1": "08:00"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_plan_is_as_good_as_argued_and_verified(name: str) -> None:
    check_the_plan(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_each_engine_finds_that_optimum_alone(name: str) -> None:
    check_each_engine(CASES[name])


PLANTED = [
    (over_lunch(30, in_shifts=True), over_lunch(31, in_shifts=True), "set_up_too_short"),
    (over_lunch(90, in_shifts=False), over_lunch(91, in_shifts=False), "set_up_too_short"),
    (over_lunch(60, in_shifts=False), over_lunch(60, in_shifts=True), "set_up_too_short"),
    (first_red("red"), first_red("blue"), "set_up_too_short"),
    (dear(69), dear(70), "wrong_goal_value"),
    (
        both(pair("red", "red")),
        painted("blue", "red", on=pair("red", "red", minutes=31)),
        "set_up_too_short",
    ),
    (
        both(pair("red", "blue")),
        painted("blue", "red", on=pair("blue", "red")),
        "set_up_too_short",
    ),
    (same_colour("09:29"), same_colour("09:30"), "starts_before_not_before"),
]


@pytest.mark.parametrize(("planned", "asked", "key"), PLANTED)
def test_the_plan_for_a_little_less_is_found_out(planned: Problem, asked: Problem, key: str) -> None:
    assert key in says_of_the_plan(planned, asked)
    assert says_of_the_plan(planned, planned) == set()
