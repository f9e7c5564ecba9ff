"""Set-ups: which row counts, which minutes count, what a station is set up for at first, and what it costs."""

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Mode
from scheduler.domain.plan import Assignment
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from scheduler.domain.station import SetUp
from tests.builders import assign, at, finished, operation, order, shop, started, use, weekly, workers
from tests.station_parts import doing, initial, set_up, station
from tests.verify.plans import complete, said

BOTH = set_up(40, "red", "blue")
BEFORE = set_up(30, "red")
AFTER = set_up(20, to="blue")
NEITHER = set_up(10)


def two(where: Resource, before: str | None = "red", after: str | None = "blue", **more: object) -> Problem:
    """A1, then B1, an hour each, for which the station must have one colour and then another."""
    return shop(
        resources=(where, workers("G", 1, calendar="day")),
        orders=[order("A"), order("B", due="01-06")],
        operations=[
            operation(f"{name}1", modes=(doing(where.id) if colour is None else doing(where.id, colour=colour),))
            for name, colour in (("A", before), ("B", after))
        ],
        **more,  # type: ignore[arg-type]
    )


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def second(problem: Problem, minutes: int) -> Assignment:
    """B1 so many minutes after A1, which ends at 09:00, its station set up all the time."""
    start = 9 * 60 + minutes
    return assign(problem, "B1", (clock(start), clock(start + 60)), set_up="09:00" if minutes else None)


@pytest.mark.parametrize(
    ("rows", "before", "after", "minutes"),
    [
        ((NEITHER, AFTER, BEFORE, BOTH), "red", "blue", 40),
        ((NEITHER, AFTER, BEFORE), "red", "blue", 30),
        ((NEITHER, AFTER), "red", "blue", 20),
        ((NEITHER,), "red", "blue", 10),
        ((set_up(40, "blue", "red"),), "red", "blue", 0),  # the other way round
        ((NEITHER, AFTER, BEFORE, BOTH), "red", "red", 0),  # unchanged
        ((NEITHER, set_up(5, "red", "red")), "red", "red", 5),  # cleaned all the same
        ((NEITHER, AFTER, BEFORE, BOTH), "red", None, 30),  # no value of its own: rows know no name for it
        ((NEITHER, AFTER, BEFORE, BOTH), None, "blue", 20),
        ((NEITHER, BEFORE, BOTH), None, "blue", 10),
        ((NEITHER, BEFORE, BOTH), None, None, 0),
        ((BOTH, set_up(99, "red", "blue")), "red", "blue", 40),  # the first of two that say the same
    ],
)
def test_the_closest_row_counts(rows: tuple[SetUp, ...], before: str | None, after: str | None, minutes: int) -> None:
    problem = two(station("M1", *rows), before, after)
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, second(problem, minutes)) == set()
    if minutes:
        too_early = assign(problem, "B1", (clock(539 + minutes), clock(599 + minutes)), set_up="08:59")
        assert said(problem, first, too_early) == {"set_up_too_short"}


def test_changes_of_several_attributes_add_up() -> None:
    """Another colour takes 30 minutes and costs 7, another tool 15 and 3: 45 minutes, 10."""
    rows = (set_up(30, cost=7), set_up(15, attribute="tool", cost=3))
    problem = shop(
        resources=[station("M1", *rows)],
        orders=[order("A"), order("B")],
        operations=[
            operation("A1", modes=(doing("M1", colour="red", tool="x"),)),
            operation("B1", modes=(doing("M1", colour="blue", tool="y"),)),
        ],
    )
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, second(problem, 45)) == set()
    assert said(problem, first, assign(problem, "B1", ("09:44", "10:44"), set_up="08:59")) == {"set_up_too_short"}
    cost = complete(problem, first, second(problem, 45)).level(Goal.COST)
    assert cost is not None
    assert cost.value == 10


DAY_SHIFT = station("M1", set_up(60), calendar="day")
ELAPSED = station("M1", set_up(60), calendar="day", in_shifts=False)


@pytest.mark.parametrize(
    ("where", "start", "end", "set_up_from", "expected"),
    [
        (DAY_SHIFT, "13:30", "14:30", "11:30", set()),  # half of it before lunch, half after
        (DAY_SHIFT, "13:29", "14:29", "11:29", {"set_up_too_short"}),
        (DAY_SHIFT, "14:00", "15:00", "13:00", set()),  # as late as it can be: after lunch, not before it
        (DAY_SHIFT, "14:00", "15:00", "12:00", {"wrong_set_up_start"}),
        (DAY_SHIFT, "14:00", "15:00", "11:30", {"wrong_set_up_start"}),
        (DAY_SHIFT, "14:00", "15:00", None, {"wrong_set_up_start"}),
        (ELAPSED, "13:00", "14:00", "12:00", set()),  # by the clock, at lunch
        (ELAPSED, "13:00", "14:00", "11:30", {"wrong_set_up_start"}),
    ],
)
def test_set_ups_take_open_minutes_of_the_station_or_elapsed_ones(
    where: Resource, start: str, end: str, set_up_from: str | None, expected: set[str]
) -> None:
    """A1 is done at 11:30; the station is closed from 12:00 to 13:00; a change takes 60 minutes."""
    problem = two(where)
    first = assign(problem, "A1", ("10:30", "11:30"))
    assert said(problem, first, assign(problem, "B1", (start, end), set_up=set_up_from)) == expected


def test_elapsed_set_ups_end_on_the_minute_too() -> None:
    problem = two(ELAPSED.model_copy(update={"set_ups": (set_up(90),)}))
    first = assign(problem, "A1", ("10:30", "11:30"))
    assert said(problem, first, assign(problem, "B1", ("13:00", "14:00"), set_up="11:30")) == set()
    problem = two(ELAPSED.model_copy(update={"set_ups": (set_up(91),)}))
    assert said(problem, first, assign(problem, "B1", ("13:00", "14:00"), set_up="11:29")) == {"set_up_too_short"}


def test_nobody_sets_up_in_a_downtime_but_others_being_closed_does_not_matter() -> None:
    """M1 is down 09:15-09:45: 30 minutes after 09:00 end at 10:00. G, who is needed for the work, is not asked."""
    where = station("M1", set_up(30), down=(("09:15", "09:45"),))
    problem = two(where)
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, assign(problem, "B1", ("10:00", "11:00"), set_up="09:00")) == set()
    assert said(problem, first, assign(problem, "B1", ("09:59", "10:59"), set_up="09:00")) == {"set_up_too_short"}

    problem = shop(
        resources=(station("M1", set_up(60)), workers("G", 1, calendar="day")),
        orders=[order("A"), order("B", due="01-06")],
        operations=[
            operation("A1", modes=(doing("M1", colour="red"),)),
            operation("B1", modes=(doing("M1", "G", colour="blue"),)),
        ],
    )
    last = assign(problem, "A1", ("15:30", "16:30"))
    morning = assign(problem, "B1", ("01-06 08:00", "01-06 09:00"), set_up="01-06 07:00")
    assert said(problem, last, morning) == set()


def alone(where: Resource, mode: Mode) -> Problem:
    return shop(resources=[where], orders=[order("B")], operations=[operation("B1", modes=(mode,))])


def test_the_first_change_starts_from_the_initial_state_at_as_of() -> None:
    """Station 1 is red, of station 0 nobody knows anything."""
    problem = alone(
        station("P", set_up(30, cost=4), units=2, initially=[initial("red", unit=1)]), doing("P", colour="blue")
    )
    on_1 = assign(problem, "B1", ("08:30", "09:30"), units={"P": (1,)}, set_up="08:00")
    assert said(problem, on_1) == set()
    early = assign(problem, "B1", ("08:29", "09:29"), units={"P": (1,)}, set_up="07:59")
    assert said(problem, early) == {"set_up_too_short"}
    on_0 = assign(problem, "B1", ("08:00", "09:00"), units={"P": (0,)})
    assert said(problem, on_0) == set()
    costs = [level.value for plan in (on_1, on_0) if (level := complete(problem, plan).level(Goal.COST))]
    assert costs == [4, 0]


def test_an_attribute_without_an_initial_value_is_ready_for_anything() -> None:
    rows = (set_up(30), set_up(15, attribute="tool"))
    problem = alone(station("M1", *rows, initially=[initial("red")]), doing("M1", colour="red", tool="x"))
    assert said(problem, assign(problem, "B1", ("08:00", "09:00"))) == set()
    problem = alone(station("M1", *rows, initially=[initial("red")]), doing("M1", colour="blue", tool="x"))
    assert said(problem, assign(problem, "B1", ("08:30", "09:30"), set_up="08:00")) == set()


def test_started_work_is_the_first_on_its_station_and_finished_work_counts_for_nothing() -> None:
    """A1 goes on till 09:00 in red, though the station was said to be blue; C1 was done in green before."""
    where = station("M1", set_up(30, cost=4), initially=[initial("blue")])
    problem = shop(
        resources=[where],
        orders=[order("A"), order("B"), order("C")],
        operations=[
            operation(f"{name}1", modes=(doing("M1", colour=colour),))
            for name, colour in (("A", "red"), ("B", "blue"), ("C", "green"))
        ],
        progress=[started("A1", "07:30", 60), finished("C1", "06:00", "07:00")],
    )
    facts = (assign(problem, "A1", ("07:30", "08:00"), ("08:00", "09:00")), assign(problem, "C1", ("06:00", "07:00")))
    assert said(problem, *facts, second(problem, 30)) == set()
    assert said(problem, *facts, second(problem, 0)) == {"set_up_too_short"}
    cost = complete(problem, *facts, second(problem, 30)).level(Goal.COST)
    assert cost is not None
    assert cost.value == 4  # nothing before the started work
    with_set_up = (facts[0].model_copy(update={"set_up_start": at("07:00")}), facts[1])
    assert said(problem, *with_set_up, second(problem, 30)) == {"wrong_set_up_start"}


def test_what_is_done_before_started_work_goes_on_starts_from_the_initial_state() -> None:
    """A1, in red, waits for its people until 13:00. Before it B1 makes the blue station green, which takes 30 minutes
    and costs 4; to go on with A1 takes nothing."""
    problem = shop(
        calendars=[weekly("late", range(1, 8), "13:00", "17:00")],
        resources=[station("M1", set_up(30, cost=4), initially=[initial("blue")]), workers("G", 1, calendar="late")],
        orders=[order("A"), order("B")],
        operations=[
            operation("A1", modes=(doing("M1", "G", colour="red"),)),
            operation("B1", modes=(doing("M1", colour="green"),)),
        ],
        progress=[started("A1", "07:30", 60)],
    )
    later = assign(problem, "A1", ("07:30", "08:00"), ("13:00", "14:00"))
    first = assign(problem, "B1", ("08:30", "09:30"), set_up="08:00")
    assert said(problem, later, first) == set()
    assert said(problem, later, assign(problem, "B1", ("12:00", "13:00"), set_up="11:30")) == set()
    assert said(problem, later, assign(problem, "B1", ("08:29", "09:29"), set_up="07:59")) == {"set_up_too_short"}
    assert said(problem, later, assign(problem, "B1", ("14:29", "15:29"), set_up="13:59")) == {"set_up_too_short"}
    cost = complete(problem, later, first).level(Goal.COST)
    assert cost is not None
    assert cost.value == 4


def test_every_station_of_a_pool_has_its_own_sequence() -> None:
    problem = two(station("P", set_up(30), units=2))
    first = assign(problem, "A1", ("08:00", "09:00"), units={"P": (0,)})
    assert said(problem, first, assign(problem, "B1", ("09:00", "10:00"), units={"P": (1,)})) == set()
    assert said(problem, first, assign(problem, "B1", ("09:00", "10:00"), units={"P": (0,)})) == {"set_up_too_short"}


def test_what_needs_no_set_up_says_none() -> None:
    problem = two(station("M1", set_up(30)), "red", "red")
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, assign(problem, "B1", ("10:00", "11:00"))) == set()
    stated = assign(problem, "B1", ("10:00", "11:00"), set_up="09:30")
    assert said(problem, first, stated) == {"wrong_set_up_start"}
    plain = shop(orders=[order("A")], operations=[operation("A1")])
    assert said(plain, assign(plain, "A1", ("09:00", "10:00"), set_up="08:30")) == {"wrong_set_up_start"}


def test_the_station_counts_where_a_mode_names_it_first() -> None:
    """Red and blue are said of G's work, but G remembers nothing: no set-up."""
    problem = shop(
        resources=(station("M1", set_up(30)), workers("G", 1)),
        orders=[order("A"), order("B")],
        operations=[
            operation(f"{name}1", modes=(doing("G", colour=colour),)) for name, colour in (("A", "red"), ("B", "blue"))
        ],
    )
    assert said(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("09:00", "10:00"))) == set()


@pytest.mark.parametrize("rows", [(), (set_up(30),)])
def test_a_station_that_remembers_stays_with_its_work_in_a_pause(rows: tuple[SetUp, ...]) -> None:
    """At lunch G goes and M1 is released: free for others if it has no set-ups, else it keeps what is in it."""
    red = doing("M1", minutes=90, colour="red").model_copy(update={"uses": (use("M1", held=False), use("G"))})
    problem = shop(
        resources=(station("M1", *rows), workers("G", 1, calendar="day")),
        orders=[order("A"), order("B")],
        operations=[operation("A1", modes=(red,)), operation("B1", modes=(doing("M1", minutes=30, colour="red"),))],
    )
    paused = assign(problem, "A1", ("11:00", "12:00"), ("13:00", "13:30"))
    taken = {"too_much_in_use", "station_taken_twice"} if rows else set()
    assert said(problem, paused, assign(problem, "B1", ("12:15", "12:45"))) == taken
