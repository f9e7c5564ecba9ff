"""Links between stations and modes for a while: small shops whose optimum is argued by hand, in both engines, and the
planted violation.

Nothing closes; now is Monday 08:00.
"""

import pytest

from scheduler.domain.operation import Link, Mode, Station
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.domain.resource import Resource
from tests.builders import at, machine, mode, operation, order, outsourced, pool, started, use
from tests.engines.argued import BY_COST, Argued, check_each_engine, check_the_plan, of, says_of_the_plan
from tests.parts import at_supplier
from tests.people import limited
from tests.station_parts import doing, set_up, station, where


def linked(station_: Station, *, first: tuple[Mode, ...], then: tuple[Mode, ...], on: tuple[Resource, ...]) -> Problem:
    """A1, then A2."""
    return of(operation("A1", modes=first), operation("A2", modes=then, after=where("A1", station_)), on=on)


def beside_a_long_one(station_: Station) -> Problem:
    """Of the two stations of P one is taken until 11:00."""
    return of(
        operation("A1", on="P"),
        operation("A2", on="P", after=where("A1", station_)),
        operation("B1", on="P"),
        on=(pool("P", 2),),
        progress=[started("B1", "07:00", 180, "P")],
    )


def fork(one: Station, other: Station, stations: int = 2) -> Problem:
    """A1, then A2 and A3 at the same time if they may be on two of the stations of P."""
    return of(
        operation("A1", on="P"),
        operation("A2", on="P", after=where("A1", one)),
        operation("A3", on="P", after=where("A1", other)),
        on=(pool("P", stations),),
    )


def both_stations(left: int) -> Problem:
    """A1, then A2 on the other station of P; B1 takes both. Until noon so many stations are there."""
    return of(
        operation("A1", on="P"),
        operation("A2", on="P", after=where("A1", DIFFERENT)),
        operation("B1", on=use("P", 2)),
        on=(limited(pool("P", 2), ("08:00", "12:00", left)),),
    )


def at_a_suppliers() -> Problem:
    """A1 and B1 on machines of their own, what follows on the same ones in ten hours, or in one at a supplier's, who
    does one after the other and is there till noon."""
    supplier = at_supplier("S").model_copy(update={"ends_by": at("12:00")})
    first = (operation(f"{name}1", on=on) for name, on in (("A", "M1"), ("B", "M2")))
    then = (
        operation(f"{name}2", modes=(mode(on, minutes=600), supplier), after=where(f"{name}1", SAME))
        for name, on in (("A", "M1"), ("B", "M2"))
    )
    return of(*first, *then, on=(*MACHINES, machine("S")))


def helped(edge: str, when: str, *, alone: int = 600, taken: int = 0) -> Problem:
    """An hour on M1 with helpers who are there for a while, or longer without; M1 may be taken at first."""
    modes = (doing("M1", id_="helped", **{edge: when}), mode("M1", minutes=alone))  # type: ignore[arg-type]
    running = [started("B1", "07:00", taken)] if taken else []
    busy = [operation("B1", minutes=taken)] if taken else []
    return of(operation("A1", modes=modes), *busy, on=(machine("M1"),), progress=running)


def sent_out(edge: str, when: str) -> Problem:
    """A1, then A2 outside for an hour, which is possible for a while, or on M1 for five."""
    outside = outsourced(60).model_copy(update={edge: at(when)})
    return of(
        operation("A1"), operation("A2", modes=(mode("M1", minutes=300), outside), after="A1"), on=(machine("M1"),)
    )


def both_helped(until: str) -> Problem:
    """An hour each on M1 with helpers, or five hours on a machine of their own."""
    helped_ = doing("M1", id_="helped", ends_by=until)
    return of(
        operation("A1", modes=(helped_, mode("M2", minutes=300))),
        operation("B1", modes=(helped_, mode("M3", minutes=300))),
        on=(*MACHINES, machine("M3")),
    )


def chained(until: str) -> Problem:
    """A1, then A2."""
    modes = (doing("M1", id_="helped", ends_by=until), mode("M1", minutes=300))
    return of(operation("A1", modes=modes), operation("A2", modes=modes, after="A1"), on=MACHINES)


def painted(station_: Station) -> Problem:
    """A1 in red, then A2 in blue; a change takes half an hour."""
    first, then = (doing("P", colour=colour) for colour in ("red", "blue"))
    return linked(station_, first=(first,), then=(then,), on=(station("P", set_up(30), units=2),))


def at_once(station_: Station) -> Problem:
    """A2 starts when A1 ends, on M1, which is taken until 09:30, or twice as fast on M2."""
    follows = Link(operation=OperationId("A1"), station=station_, maximum_minutes=0)
    return of(
        operation("A1", modes=ON_M1),
        operation("A2", modes=QUICKER, after=follows),
        operation("B1", minutes=90),
        on=MACHINES,
        progress=[started("B1", "07:00", 90)],
    )


def or_outside(station_: Station, *on: str) -> Problem:
    """A1 on M1, then A2 on one of some machines, or outside for 5."""
    return of(
        operation("A1"),
        operation("A2", modes=(*map(mode, on), outsourced(60, cost=5)), after=where("A1", station_)),
        on=MACHINES,
        settings=BY_COST,
    )


MACHINES = (machine("M1"), machine("M2"))
ON_M1, QUICKER = (mode("M1"),), (mode("M1", minutes=60), mode("M2", minutes=30))
BEST_APART = (mode("M1"), mode("M2", minutes=80)), (mode("M1", minutes=100), mode("M2"))
SAME, DIFFERENT, ANY = Station.SAME, Station.DIFFERENT, Station.ANY

CASES = {
    "the same machine": Argued(linked(SAME, first=ON_M1, then=QUICKER, on=MACHINES), (120,)),
    "any machine": Argued(linked(ANY, first=ON_M1, then=QUICKER, on=MACHINES), (90,)),
    "another machine": Argued(linked(DIFFERENT, first=ON_M1, then=QUICKER, on=MACHINES), (90,)),
    # On M1 60 + 100, on M2 80 + 60: the first one takes the slower machine for the sake of the second.
    "both on the slower one": Argued(
        linked(SAME, first=BEST_APART[0], then=BEST_APART[1], on=MACHINES), (140,), searched=True
    ),
    "each on the quicker one": Argued(linked(DIFFERENT, first=BEST_APART[0], then=BEST_APART[1], on=MACHINES), (120,)),
    # A1 and A2 on the station that is free; elsewhere A2 waits until 11:00.
    "the same station of a pool": Argued(beside_a_long_one(SAME), (180,), ends={"A2": "10:00"}),
    "any station of a pool": Argued(beside_a_long_one(ANY), (180,)),
    "the other station of a pool": Argued(beside_a_long_one(DIFFERENT), (240,), {"A2": "11:00"}),
    "one stays, one goes": Argued(fork(SAME, DIFFERENT), (120,)),
    "both stay": Argued(fork(SAME, SAME), (180,)),
    "both go, to one station each": Argued(fork(DIFFERENT, DIFFERENT, 3), (120,)),
    "both stations at once": Argued(both_stations(2), (180,)),
    # The other station does an hour of A and the hour of B, and is there from noon on.
    "both stations when both are there": Argued(both_stations(1), (360,)),
    # On the same station the colour must be changed.
    "the same station in another colour": Argued(painted(SAME), (150,)),
    "another station in another colour": Argued(painted(DIFFERENT), (120,)),
    "at once on the same machine": Argued(at_once(SAME), (210,), {"A1": "09:30"}),
    "at once on the other": Argued(at_once(DIFFERENT), (180,), {"A2": "10:30"}),
    # M1 or M2 costs nothing; sent out it would cost 5.
    "inside on the same machine": Argued(or_outside(SAME, "M1"), (0, 120)),
    "inside on the other machine": Argued(or_outside(DIFFERENT, "M1", "M2"), (0, 120)),
    "outside, for M1 is taken": Argued(or_outside(DIFFERENT, "M1"), (5, 120)),
    # The supplier's resource is another one, but nothing outside is compared: 09:00-10:00 and 10:00-11:00.
    "at a supplier's for a while": Argued(at_a_suppliers(), (180,)),
    # 10:00-11:00 with helpers, or at once without.
    "helpers worth waiting for": Argued(helped("starts_from", "10:00", alone=181), (180,), {"A1": "10:00"}),
    "helpers not worth waiting for": Argued(helped("starts_from", "10:00", alone=179), (179,), {"A1": "08:00"}),
    # M1 is taken: the start may be at 09:59, the end at 10:30.
    "just before they leave": Argued(helped("starts_before", "10:00", taken=119), (179,)),
    "when they have left": Argued(helped("starts_before", "10:00", taken=120), (720,)),
    "done just when they leave": Argued(helped("ends_by", "10:30", taken=90), (150,)),
    "a minute after they leave": Argued(helped("ends_by", "10:30", taken=91), (691,)),
    # Done at a supplier's at 09:00 it is back two hours later, half an hour late; here it is done when it is due.
    "the way back decides": Argued(
        of(
            operation("A1", modes=(at_supplier("S", back=120), mode("M1", minutes=150))),
            on=(machine("M1"), machine("S")),
            settings=BY_COST,
            orders=[order("A", hour="10:30")],
        ),
        (0, 150),
    ),
    # Outside 09:00-10:00, or five hours on M1.
    "back in time": Argued(sent_out("ends_by", "10:00"), (120,)),
    "back too late": Argued(sent_out("ends_by", "09:59"), (360,)),
    "sent out in time": Argued(sent_out("starts_before", "09:01"), (120,)),
    "sent out too late": Argued(sent_out("starts_before", "09:00"), (360,)),
    # Both within two hours; in a minute less only one of them, the other takes five hours.
    "both with helpers": Argued(both_helped("10:00"), (120,)),
    "one of them with helpers": Argued(both_helped("09:59"), (300,)),
    "one after the other with helpers": Argued(chained("10:00"), (120,)),
    "the second without helpers": Argued(chained("09:59"), (60 + 300,)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_plan_is_as_good_as_argued_and_verified(name: str) -> None:
    check_the_plan(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_each_engine_finds_that_optimum_alone(name: str) -> None:
    check_each_engine(CASES[name])


PLANTED = [
    (beside_a_long_one(SAME), beside_a_long_one(DIFFERENT), "on_the_same_station"),
    (fork(SAME, DIFFERENT), fork(SAME, SAME), "on_another_station"),
    (painted(DIFFERENT), painted(SAME), "on_another_station"),
    (helped("starts_from", "10:00"), helped("starts_from", "10:01"), "starts_before_mode"),
    (
        helped("starts_before", "10:00", taken=119),
        helped("starts_before", "09:59", taken=119),
        "starts_after_mode",
    ),
    (sent_out("ends_by", "10:00"), sent_out("ends_by", "09:59"), "ends_after_mode"),
    (sent_out("starts_before", "09:01"), sent_out("starts_before", "09:00"), "starts_after_mode"),
    (helped("ends_by", "10:30", taken=90), helped("ends_by", "10:29", taken=90), "ends_after_mode"),
]


@pytest.mark.parametrize(("planned", "asked", "key"), PLANTED)
def test_the_plan_for_a_little_less_is_found_out(planned: Problem, asked: Problem, key: str) -> None:
    assert key in says_of_the_plan(planned, asked)
    assert says_of_the_plan(planned, planned) == set()
