"""Limits of what is there, checked by the verifier: both sides of every edge."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.operation import Link, Station
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.domain.resource import Resource
from scheduler.domain.station import SetUp
from scheduler.verify import verify
from scheduler.verify.limits import limits_between
from scheduler.verify.minutes import minute
from tests.builders import assign, machine, operation, order, pool, shop, use, workers
from tests.people import limited, shift_limited
from tests.verify.plans import complete, said

TAKEN = {"too_much_in_use"}


def two(resource: Resource, **more: object) -> Problem:
    """A1 and B1 take one unit of a resource for an hour each, C1 two."""
    return shop(
        resources=[resource],
        orders=[order("A"), order("B"), order("C")],
        operations=[operation(id_, on=use(resource.id, n)) for id_, n in (("A1", 1), ("B1", 1), ("C1", 2))],
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("a", "b", "clash"),
    [
        (("08:00", "09:00"), ("08:00", "09:00"), False),  # both end when the limit begins
        (("08:01", "09:01"), ("08:00", "09:00"), False),  # one works on
        (("08:01", "09:01"), ("08:01", "09:01"), True),
        (("10:00", "11:00"), ("10:00", "11:00"), True),
        (("10:59", "11:59"), ("11:00", "12:00"), False),
        (("10:59", "11:59"), ("10:59", "11:59"), True),
        (("11:00", "12:00"), ("11:00", "12:00"), False),  # both begin when it ends
    ],
)
def test_no_more_is_taken_than_a_limit_leaves(a: tuple[str, str], b: tuple[str, str], clash: bool) -> None:
    """One of two people is there from 09:00 to 11:00."""
    problem = two(limited(workers("G", 2), ("09:00", "11:00", 1)))
    c = assign(problem, "C1", ("14:00", "15:00"))
    assert said(problem, assign(problem, "A1", a), assign(problem, "B1", b), c) == (TAKEN if clash else set())


def test_work_that_one_limit_allows_may_be_too_much_for_another() -> None:
    """Two of three are there from 08 to 12, none from 10 to 11: the least counts, and the sentence says how many."""
    problem = two(limited(workers("G", 3), ("08:00", "12:00", 2), ("10:00", "11:00", 0)))
    a, b = assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("11:00", "12:00"))
    for start, end, units in (
        ("09:00", "10:00", None),
        ("09:01", "10:01", 0),
        ("10:59", "11:59", 0),
        ("11:30", "12:30", 2),
    ):
        plan = complete(problem, a, b, assign(problem, "C1", (start, end)))
        stated = [v.message.parameters["units"] for v in verify(problem, plan)]
        assert stated == ([] if units is None else [units])


def test_a_limit_above_the_units_allows_no_more_than_there_are() -> None:
    problem = two(limited(workers("G", 2), ("08:00", "12:00", 5)))
    work = [assign(problem, id_, ("08:00", "09:00")) for id_ in ("A1", "B1", "C1")]
    assert said(problem, *work) == TAKEN


def test_a_shift_limit_holds_every_week_and_over_midnight() -> None:
    """From 22:00 on Mondays to 06:00 on Tuesdays one of two is there."""
    problem = two(shift_limited(workers("G", 2), (1, "22:00", "06:00", 1)))
    a, b = assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("08:00", "09:00"))
    for start, end, clash in (
        ("21:00", "22:00", False),
        ("21:01", "22:01", True),
        ("01-06 05:59", "01-06 06:59", True),
        ("01-06 06:00", "01-06 07:00", False),
        ("01-12 21:01", "01-12 22:01", True),
        ("01-13 22:00", "01-13 23:00", False),
    ):
        assert said(problem, a, b, assign(problem, "C1", (start, end))) == (TAKEN if clash else set())


def test_a_shift_limit_keeps_its_plant_times_when_the_clocks_change() -> None:
    """22:00-06:00 in Berlin: seven hours in March, nine in October."""
    people = shift_limited(workers("G", 2), (6, "22:00", "06:00", 1))
    berlin = ZoneInfo("Europe/Berlin")
    for month, day, hours in ((3, 28, 7), (10, 24, 9)):
        noon = minute(datetime(2026, month, day, 12, tzinfo=berlin).astimezone(UTC))
        assert limits_between(people, berlin, noon, noon + 1440) == [(noon + 600, noon + 600 + hours * 60, 1)]


def test_a_pool_whose_stations_are_only_counted_has_fewer_of_them() -> None:
    """One of two stations is there from 09:00 to 10:00, whichever."""
    problem = two(limited(pool("P", 2), ("09:00", "10:00", 1)))
    late = assign(problem, "C1", ("14:00", "15:00"))
    last = assign(problem, "A1", ("09:00", "10:00"), units={"P": (1,)})
    for start, end, clash in (("09:30", "10:30", True), ("10:00", "11:00", False)):
        first = assign(problem, "B1", (start, end), units={"P": (0,)})
        assert said(problem, last, first, late) == (TAKEN if clash else set())


def test_of_stations_that_are_told_apart_a_limit_closes_the_last_and_work_pauses() -> None:
    """The second of two stations is closed from 09:00 to 10:00: there A1 stops and goes on later."""
    remembering = limited(pool("P", 2), ("09:00", "10:00", 1)).model_copy(
        update={"set_ups": (SetUp(attribute="colour", minutes=10),)}
    )
    linked = (Link(operation=OperationId("A1"), station=Station.SAME),)
    one = shop(resources=[remembering], orders=[order("A")], operations=[operation("A1", on="P")])
    tied = shop(
        resources=[limited(pool("P", 2), ("09:00", "10:00", 1))],
        orders=[order("A")],
        operations=[operation("A1", on="P"), operation("A2", on="P").model_copy(update={"after": linked})],
    )
    for problem in (one, tied):
        for station, segments, right in (
            (0, [("08:30", "09:30")], True),
            (1, [("08:30", "09:30")], False),
            (1, [("08:30", "09:00"), ("10:00", "10:30")], True),
            (0, [("08:30", "09:00"), ("10:00", "10:30")], False),
        ):
            work = [assign(problem, "A1", *segments, units={"P": (station,)})]
            if problem is tied:
                work.append(assign(problem, "A2", ("12:00", "13:00"), units={"P": (station,)}))
            assert said(problem, *work) == (set() if right else {"not_the_open_time"}), (station, segments)


def test_a_machine_that_is_not_there_does_nothing_and_work_does_not_pause_over_it() -> None:
    """Not remembering: a limit of nothing is no pause, so an hour fits only before or after it."""
    problem = shop(
        resources=[limited(machine("M1"), ("09:00", "10:00", 0))], orders=[order("A")], operations=[operation("A1")]
    )
    for segments, wrong in (
        ([("08:00", "09:00")], set()),
        ([("08:30", "09:30")], TAKEN),
        ([("08:30", "09:00"), ("10:00", "10:30")], TAKEN | {"not_the_open_time"}),
        ([("10:00", "11:00")], set()),
    ):
        assert said(problem, assign(problem, "A1", *segments)) == wrong
