"""Ovens and baths: small shops whose optimum is argued by hand, in both engines, and the planted violation.

Nothing closes unless it is said; now is Monday 08:00.
"""

import pytest

from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from tests.builders import link, machine, operation, order, started, workers
from tests.engines.argued import BY_COST, Argued, check_each_engine, check_the_plan, of, says_of_the_plan
from tests.station_parts import doing, initial, oven, set_up


def bake(
    id_: str, load: int | str = 0, programme: str | None = "bake", *, beside: str = "", **more: object
) -> Operation:
    known = {k: more.pop(k) for k in ("per_unit", "minutes", "colour") if k in more}
    on = ("O1", beside) if beside else ("O1",)
    return operation(id_, modes=(doing(*on, programme=programme, load=load, **known),), **more)  # type: ignore[arg-type]


OVEN = oven(holds=10, bake=60, dry=60)


def loads(*loads: int | str, on: Resource = OVEN, per_unit: int | str = 0) -> Problem:
    """Work that takes so much room each."""
    names = zip("ABCDE", loads, strict=False)
    if per_unit:
        return of(*(bake(f"{name}1", per_unit=per_unit, quantity=load) for name, load in names), on=(on,))
    return of(*(bake(f"{name}1", load) for name, load in names), on=(on,))


def comes_late(minutes: int) -> Problem:
    """Two hours in the oven. A is due at 10:00, B comes so many minutes after 08:00 and is due two hours later."""
    comes, due = f"{8 + minutes // 60:02}:{minutes % 60:02}", f"{10 + minutes // 60:02}:{minutes % 60:02}"
    return of(
        bake("A1", 5),
        bake("B1", 5, not_before=comes),
        on=(oven(holds=10, bake=120),),
        settings=BY_COST,
        orders=[order("A", hour="10:00"), order("B", hour=due)],
    )


def pre_treated(most: int) -> Problem:
    """The oven is taken until 10:00. M1 needs half an hour for each of two that go into it then, soon after."""
    waits = {name: link(f"{name}1", maximum=most) for name in "AB"}
    return of(
        *(operation(f"{name}1", minutes=30) for name in "AB"),
        *(bake(f"{name}2", 5, after=waits[name]) for name in "AB"),
        bake("R1", 5),
        on=(OVEN, machine("M1")),
        progress=[started("R1", "07:00", 120, "O1")],
    )


PAINT = oven("O1", set_up(30), holds=10, bake=60)


def programmes(*names: str) -> Problem:
    """Work by these programmes of an hour each."""
    return of(*(bake(f"{name}1", programme=programme) for name, programme in zip("AB", names, strict=True)), on=(OVEN,))


def changing(minutes: int) -> Problem:
    """Two of the second programme, where the oven is set up for the first; a change costs 9."""
    where = oven(
        "O1",
        set_up(minutes, "bake", "dry", attribute="programme", cost=9),
        bake=60,
        dry=60,
        initially=[initial("bake", attribute="programme")],
    )
    return of(bake("A1", programme="dry"), bake("B1", programme="dry"), on=(where,), settings=BY_COST)


def cleaned_between(minutes: int) -> Problem:
    """Between two batches the oven is cleaned, which costs 5. A may go in at 08:00, B, due first, from 10:00 on; a
    batch with both makes A so many minutes late."""
    due = f"{10 + (60 - minutes) // 60:02}:{(60 - minutes) % 60:02}"
    return of(
        bake("A1", 5),
        bake("B1", 5, not_before="10:00"),
        on=(oven("O1", set_up(0, "bake", "bake", attribute="programme", cost=5), bake=60),),
        settings=BY_COST,
        orders=[order("A", hour=due), order("B", hour="08:00", weight=0)],
    )


def loaded_by(people: int) -> Problem:
    """Each of the two takes one person for the whole time."""
    return of(bake("A1", beside="G"), bake("B1", beside="G"), on=(OVEN, workers("G", people)))


CASES = {
    "pieces that fit": Argued(loads(4, 6, per_unit=1), (60,)),
    "a piece too many": Argued(loads(4, 7, per_unit=1), (120,)),
    # 5 x 0.5 and 3 x 0.5 square metres.
    "an area that fits": Argued(loads(5, 3, per_unit="0.5", on=oven(holds=4, bake=60)), (60,)),
    "an area too large": Argued(loads(5, 3, per_unit="0.5", on=oven(holds="3.999", bake=60)), (120,)),
    "a weight that fits": Argued(loads("3.5", "6.5"), (60,)),
    "a weight too great": Argued(loads("3.5", "6.501"), (120,)),
    # Half a thousandth counts as one.
    "rounded up": Argued(loads("0.5", "9.999", per_unit="0.001", on=oven(holds="0.011", bake=60)), (60,)),
    "rounded up to too much": Argued(loads("0.5", "10.001", per_unit="0.001", on=oven(holds="0.011", bake=60)), (120,)),
    # 5 + 5 and 4 + 6; with 5 and 4 together the others find no room together.
    "what fits together goes together": Argued(loads(5, 4, 6, 5), (120,), searched=True),
    "two ovens": Argued(loads(5, 5, 5, 5, on=oven(units=2, bake=60)), (60,)),
    "two ovens and a thousandth too much": Argued(loads(5, 5, 5, "5.001", on=oven(units=2, bake=60)), (120,)),
    "as long as the programme": Argued(
        of(bake("A1", quantity=7), bake("B1", programme="hot", quantity=2), on=(oven(bake=60, hot=45),)), (105,)
    ),
    "one programme": Argued(programmes("bake", "bake"), (60,)),
    "two programmes of the same length": Argued(programmes("bake", "dry"), (120,)),
    "no programme, the same minutes": Argued(
        of(bake("A1", programme=None), bake("B1", programme=None), on=(OVEN,)), (60,)
    ),
    "no programme, other minutes": Argued(
        of(bake("A1", programme=None), bake("B1", programme=None, minutes=61), on=(OVEN,)), (121,)
    ),
    "one colour": Argued(of(bake("A1", colour="red"), bake("B1", colour="red"), on=(PAINT,)), (60,)),
    "two colours": Argued(of(bake("A1", colour="red"), bake("B1", colour="blue"), on=(PAINT,)), (150,)),
    # Two red together, then two blue: 60 + 30 + 60.
    "colours go together": Argued(
        of(
            *(bake(f"{name}1", 5, colour="red") for name in "AC"),
            *(bake(f"{name}1", 5, colour="blue") for name in "BD"),
            on=(PAINT,),
        ),
        (150,),
    ),
    "set up once for both": Argued(changing(30), (9, 90)),
    # Together A is as late as B comes late; apart B waits until 10:00.
    "waiting for the other": Argued(comes_late(59), (59, 179), {"A1": "08:59", "B1": "08:59"}, searched=True),
    "not waiting for the other": Argued(comes_late(61), (59, 240), {"A1": "08:00", "B1": "10:00"}),
    # In time, or late for less than the cleaning costs, they go in together.
    "later with another one": Argued(cleaned_between(0), (0, 180), {"A1": "10:00"}),
    "a little late with another one": Argued(cleaned_between(4), (4, 180), {"A1": "10:00"}),
    "too late with another one": Argued(cleaned_between(6), (5, 180)),
    # Done at 09:30 and 10:00, both go in at 10:00.
    "a wait in which both are treated": Argued(pre_treated(30), (180,), {"A2": "10:00", "B2": "10:00"}),
    # A minute less, and the first one waits too long for the second: one at 10:00, the other at 11:00.
    "a wait in which they are not": Argued(pre_treated(29), (240,)),
    "nothing joins what is under way": Argued(
        of(bake("A1", 1), bake("B1", 1), on=(OVEN,), progress=[started("A1", "07:30", 60, "O1")]), (120,)
    ),
    "what is under way in two ovens of a pool": Argued(  # six and six of ten are in one oven each
        of(
            *(bake(f"{name}1", 6) for name in "AB"),
            on=(oven(holds=10, units=2, bake=60),),
            progress=[started("A1", "07:30", 30, "O1"), started("B1", "07:30", 30, "O1")],
        ),
        (30,),
    ),
    "what is under way together": Argued(
        of(
            *(bake(f"{name}1", 5) for name in "ABC"),
            on=(OVEN,),
            progress=[started("A1", "07:30", 30, "O1"), started("B1", "07:31", 30, "O1")],
        ),
        (90,),
    ),
    "two to load it": Argued(loaded_by(2), (60,)),
    "one to load it": Argued(loaded_by(1), (120,)),
    # Closed from 12:00 to 13:00: two and a half hours without a pause go from 08:00, and then from 13:00.
    "no pause in the oven": Argued(
        of(
            *(bake(f"{name}1", 6, resumable=False) for name in "AB"),
            on=(oven(holds=10, bake=150, calendar="day"),),
        ),
        (450,),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_plan_is_as_good_as_argued_and_verified(name: str) -> None:
    check_the_plan(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_each_engine_finds_that_optimum_alone(name: str) -> None:
    check_each_engine(CASES[name])


PLANTED = [
    (loads("3.5", "6.5"), loads("3.5", "6.501"), "overfull_batch"),
    (loads(4, 6, per_unit=1), loads(4, 7, per_unit=1), "overfull_batch"),
    (programmes("bake", "bake"), programmes("bake", "dry"), "mixed_batch"),
    (comes_late(59), comes_late(60), "starts_before_not_before"),
    (pre_treated(30), pre_treated(29), "long_wait_not_stated"),
    (loaded_by(2), loaded_by(1), "too_much_in_use"),
    (changing(30), changing(31), "set_up_too_short"),
]


@pytest.mark.parametrize(("planned", "asked", "key"), PLANTED)
def test_the_plan_for_a_little_less_is_found_out(planned: Problem, asked: Problem, key: str) -> None:
    assert key in says_of_the_plan(planned, asked)
    assert says_of_the_plan(planned, planned) == set()
