"""What set-ups, ovens, named stations, windows, sources, chosen overtime, ways, limits and storage mean to the exact
engine: optima argued by hand, on both sides of an edge.

"Now" is Monday 2026-01-05 08:00; an order is due at the end of that day unless a test says otherwise.
"""

from datetime import time

import numpy as np
import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.arrival import earliest_arrival
from scheduler.cpsat.places import Places
from scheduler.cpsat.solving import solve_exact
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Link, Mode, Operation, Station
from scheduler.domain.order import Payment
from scheduler.domain.people import ShiftLimit
from scheduler.domain.problem import Problem, PublishedStart, Settings
from scheduler.domain.record import CompanyId, ModeId, OperationId
from scheduler.domain.resource import Company, Resource
from scheduler.search import starts
from tests.builders import (
    DAY,
    arrival,
    at,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    shop,
    started,
    stock,
    workers,
)
from tests.cpsat.engines import assignment, plan_of, proven, times
from tests.parts import at_supplier, substitute, transfer
from tests.station_parts import cap, doing, initial, oven, overtime, set_up, station


def coloured(id_: str, colour: str, minutes: int = 60, *, not_before: str | None = None) -> Operation:
    return operation(id_, modes=(doing("M1", minutes=minutes, colour=colour),), not_before=not_before)


def cost(problem: Problem) -> int:
    """The least cost, whatever the other goals."""
    return proven(problem.model_copy(update={"settings": Settings(goals=(Goal.COST,))})).values[Goal.COST]


# set-ups


@pytest.mark.parametrize(("in_shifts", "start"), [(True, "14:00"), (False, "13:00")])
def test_set_ups_take_open_minutes_or_elapsed_ones(in_shifts: bool, start: str) -> None:
    """Five hours of set-up from 08:00: with lunch between, or through it."""
    white = station("M1", set_up(300, "red", "white"), calendar="day", initially=[initial("red")], in_shifts=in_shifts)
    found = proven(shop(resources=(white,), orders=(order("A"),), operations=(coloured("A1", "white"),)))
    assert times(found, "A1")[0] == at(start)


@pytest.mark.parametrize(("due", "late"), [("11:00", 0), ("10:59", 1)])
def test_a_detour_by_a_third_state_may_be_quicker_than_the_change(due: str, late: int) -> None:
    """From red to white takes four hours, to black and from there half an hour each: B (black) 08:30-09:30, A
    10:00-11:00."""
    rows = set_up(240, "red", "white"), set_up(30, "red", "black"), set_up(30, "black", "white")
    problem = shop(
        resources=(station("M1", *rows, initially=[initial("red")]),),
        orders=(order("A", hour=due), order("B")),
        operations=(coloured("A1", "white"), coloured("B1", "black")),
    )
    assert cost(problem) == late


def test_only_changes_between_neighbours_cost() -> None:
    """Red first, then blue twice: one change of 100. Where the detour by white is free, white goes between."""
    red = station("M1", set_up(0, "red", "blue", cost=100), initially=[initial("red")])
    jobs = (coloured("A1", "blue"), coloured("B1", "red"), coloured("C1", "blue"))
    orders = tuple(order(id_) for id_ in "ABC")
    assert cost(shop(resources=(red,), orders=orders, operations=jobs)) == 100
    white = (*jobs, coloured("D1", "white"))
    assert cost(shop(resources=(red,), orders=(*orders, order("D")), operations=white)) == 0


def test_fixed_neighbours_keep_time_for_their_set_up() -> None:
    """R (red) is fixed 10:00-11:00, S (red) 13:00-14:00. Blue work of 60 needs 30 minutes of change before and behind:
    it fits between exactly; with 61 minutes only after S, or before R if it may start at 08:00."""
    rows = set_up(30, "red", "blue"), set_up(30, "blue", "red")

    def start(minutes: int, not_before: str) -> str:
        problem = shop(
            resources=(station("M1", *rows),),
            orders=(order("A", hour="08:00"), order("R"), order("S")),
            operations=(
                coloured("A1", "blue", minutes, not_before=not_before),
                coloured("R1", "red"),
                coloured("S1", "red"),
            ),
        )
        context = starts.prepare(compile_problem(problem))
        minute = [context.compiled.clock.minute(at(when)) for when in ("20:00", "10:00", "13:00")]
        begin = np.array(minute, np.int64)
        hint = Places(begin, begin + np.array([minutes, 60, 60]), np.arange(3), np.zeros(0, np.int64))
        free = np.array([True, False, False])
        found = earliest_arrival(context.compiled, hint, 0, free, seconds=5, workers=1, seed=0)
        assert found.proven
        assert found.places is not None
        assert found.places.start.tolist()[1:] == minute[1:]
        return f"{8 + found.places.start[0] // 60:02}:{found.places.start[0] % 60:02}"

    assert start(60, "09:00") == "11:30"
    assert start(61, "09:00") == "14:30"
    assert start(90, "08:00") == "08:00"


# ovens


def in_oven(id_: str, load: int, programme: str = "hot", *, not_before: str | None = None) -> Operation:
    return operation(id_, modes=(doing("O1", programme=programme, load=load),), not_before=not_before)


@pytest.mark.parametrize(("loads", "late"), [((3, 3, 4), 0), ((3, 3, 5), 120)])
def test_a_batch_holds_what_has_room(loads: tuple[int, ...], late: int) -> None:
    """Two hours, due at 10:00, room for 10: three together are in time; with 11 one of them comes two hours later."""
    problem = shop(
        resources=(oven("O1", holds=10, hot=120),),
        orders=tuple(order(id_, hour="10:00") for id_ in "ABC"),
        operations=tuple(in_oven(f"{id_}1", load) for id_, load in zip("ABC", loads, strict=True)),
    )
    assert cost(problem) == late


def test_a_batch_starts_and_ends_together_or_not_at_all() -> None:
    """B comes at 08:30. Waiting for it makes A 30 late; going first would make B wait until 10:00, 90 late."""
    problem = shop(
        resources=(oven("O1", holds=10, hot=120, warm=120),),
        orders=(order("A", hour="10:00"), order("B", hour="10:30")),
        operations=(in_oven("A1", 5), in_oven("B1", 5, not_before="08:30")),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == 30
    assert times(found, "A1") == times(found, "B1") == (at("08:30"), at("10:30"))
    apart = problem.model_copy(update={"operations": (in_oven("A1", 5), in_oven("B1", 5, "warm", not_before="08:30"))})
    assert cost(apart) == 90


@pytest.mark.parametrize(("load", "start"), [(5, 0), (6, 120)])
def test_free_work_joins_a_fixed_batch_that_has_room(load: int, start: int) -> None:
    problem = shop(
        resources=(oven("O1", holds=10, hot=120),),
        orders=(order("A", hour="09:00"), order("B", hour="08:00")),
        operations=(in_oven("A1", 5), in_oven("B1", load)),
    )
    context = starts.prepare(compile_problem(problem))
    begin = np.array([0, 300], np.int64)
    hint = Places(begin, begin + 120, np.arange(2), np.zeros(0, np.int64))
    free = np.array([False, True])
    answer = solve_exact(context.compiled, hint, seconds=5, workers=1, seed=0, free=free)
    assert answer.places is not None
    assert answer.places.start.tolist() == [0, start]


def test_nothing_joins_work_that_has_begun() -> None:
    problem = shop(
        resources=(oven("O1", holds=10, hot=120),),
        orders=(order("A", hour="09:00"), order("B")),
        operations=(in_oven("A1", 1), in_oven("B1", 1)),
        progress=(started("A1", "07:00", 60, "O1"),),
    )
    assert times(proven(problem), "B1")[0] == at("09:00")


# named stations, windows of modes


@pytest.mark.parametrize(
    ("where", "end"), [(Station.SAME, "10:00"), (Station.ANY, "10:00"), (Station.DIFFERENT, "12:00")]
)
def test_a_link_names_the_station(where: Station, end: str) -> None:
    """A1 is done on M1. A2 takes one hour there and three on M2."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A"),),
        operations=(
            operation("A1"),
            operation(
                "A2",
                modes=(mode("M1", minutes=60), mode("M2", minutes=180)),
                after=Link(operation=OperationId("A1"), station=where),
            ),
        ),
    )
    assert times(proven(problem), "A2")[1] == at(end)


@pytest.mark.parametrize(
    ("cheap", "not_before", "paid"),
    [
        (doing("M2", starts_before="09:00"), "08:59", 0),
        (doing("M2", starts_before="09:00"), "09:00", 50),
        (doing("M2", ends_by="09:30"), "08:30", 0),
        (doing("M2", ends_by="09:30"), "08:31", 50),
        (doing("M2", starts_from="23:00"), None, 0),
        (doing("M2", starts_from="23:01"), None, 1),
    ],
)
def test_a_mode_is_there_for_a_while_only(cheap: Mode, not_before: str | None, paid: int) -> None:
    """M1 costs 50 and is always there; the order is due at 24:00, so the last one comes a minute late."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A"),),
        operations=(operation("A1", modes=(mode("M1", cost=50), cheap), not_before=not_before),),
    )
    assert cost(problem) == paid


# sources


@pytest.mark.parametrize(("price", "paid"), [(179, 179), (181, 180)])
def test_a_source_is_chosen_by_what_it_costs(price: int, paid: int) -> None:
    """Own copper arrives at 12:00: 180 late. From C2, an hour away, it is there at 09:00: in time, for a price."""
    problem = shop(
        companies=(Company(id=CompanyId("C1")), Company(id=CompanyId("C2"))),
        materials=(material("copper"),),
        stocks=(stock("copper", 1, company="C2"),),
        arrivals=(arrival("PO", "copper", 1, "12:00"),),
        group_transfers=(transfer("C2", "C1", 60, cost=price),),
        orders=(order("A", hour="10:00"),),
        operations=(operation("A1", needs=(need("copper"),)),),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == paid
    assert times(found, "A1")[0] == (at("09:00") if price < 180 else at("12:00"))


def test_one_stock_covers_one_need_and_a_substitute_the_other() -> None:
    """One copper is there; brass instead costs 30. The order that comes later could wait ten days for more copper."""
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        materials=(material("brass"), material("copper", substitutes=(substitute("brass", cost=30),))),
        stocks=(stock("copper", 1), stock("brass", 1)),
        orders=(order("A"), order("B")),
        operations=(operation("A1", needs=(need("copper"),)), operation("B1", on="M2", needs=(need("copper"),))),
    )
    assert cost(problem) == 30
    none = problem.model_copy(update={"stocks": (stock("copper", 1),)})
    assert cost(none) == 9 * 1440 + 9 * 60  # bought for the 15th at 08:00


# chosen overtime


def evening(most: int | None = None) -> Resource:
    caps = () if most is None else (cap(most),)
    return machine("M1", calendar="day").model_copy(update={"overtime_caps": caps})


@pytest.mark.parametrize(
    ("weight", "most", "paid"), [(1, None, 45), (0, None, 0), (1, 30, 45), (1, 29, 900), (1, 60, 45)]
)
def test_overtime_is_worked_where_it_pays_and_its_cap_allows(weight: int, most: int | None, paid: int) -> None:
    """Eight and a half hours, due at 17:30: half an hour of overtime at 90 an hour, or the rest on Tuesday until 08:30,
    900 minutes late."""
    problem = shop(
        calendars=(DAY.model_copy(update={"overtime": (overtime("17:00", "19:00", 90),)}),),
        resources=(evening(most),),
        orders=(order("A", hour="17:30", weight=weight),),
        operations=(operation("A1", minutes=510),),
    )
    assert cost(problem) == paid


def test_two_operations_share_a_cap() -> None:
    """Two hours each, from 17:00 on, due at 21:00. In 239 minutes of overtime only one can be done; the other one ends
    on Tuesday at 10:00, 13 hours late, for 100 less."""
    problem = shop(
        calendars=(DAY.model_copy(update={"overtime": (overtime("17:00", "21:00", 50),)}),),
        resources=(evening(240),),
        orders=(order("A", hour="21:00"), order("B", hour="21:00")),
        operations=tuple(operation(f"{id_}1", minutes=120, not_before="17:00", resumable=False) for id_ in "AB"),
    )
    assert cost(problem) == 200
    assert cost(problem.model_copy(update={"resources": (evening(239),)})) == 100 + 13 * 60


# ways, limits, storage


@pytest.mark.parametrize(("due", "late"), [("10:30", 0), ("10:29", 1)])
def test_ways_lie_around_work_outside(due: str, late: int) -> None:
    """An hour there, an hour's work, half an hour back."""
    problem = shop(
        resources=(machine("bath"),),
        orders=(order("A", hour=due),),
        operations=(operation("A1", modes=(at_supplier("bath", there=60, back=30),)),),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == late
    assert times(found, "A1") == (at("09:00"), at("10:00"))


@pytest.mark.parametrize(("hour", "late"), [(11, 0), (10, 180)])
def test_units_that_are_gone_take_nobody(hour: int, late: int) -> None:
    """Two fitters, one of them away from 10:00 or 11:00 on until 14:00; two jobs of three hours, due at 11:00."""
    limit = ShiftLimit(weekday=1, start=time(hour), end=time(14), units=1)
    problem = shop(
        resources=(workers("W", 2).model_copy(update={"shift_limits": (limit,)}),),
        orders=(order("A", hour="11:00"), order("B", hour="11:00")),
        operations=(operation("A1", on="W", minutes=180), operation("B1", on="W", minutes=180)),
    )
    assert cost(problem) == late


@pytest.mark.parametrize(("price", "paid", "end"), [(10, 10, None), (500, 480, "01-06 08:00")])
def test_storage_is_weighed_against_lateness(price: int, paid: int, end: str | None) -> None:
    """Paid on Tuesday at 08:00, due on Monday at 24:00, fetched by the customer. Ready in time it is stored for a
    started day; not to be stored at all it has to be eight hours late."""
    problem = shop(
        orders=(order("A", payment=Payment(expected=at("01-06 08:00")), storage=price),),
        operations=(operation("A1"),),
    )
    found = proven(problem)
    assert found.values[Goal.COST] == paid
    if end is not None:
        assert times(found, "A1")[1] == at(end)


def test_a_published_place_on_another_station_of_the_pool_is_no_disturbance() -> None:
    """Stations of a pool are modes of the network, but one mode of the shop."""
    problem = shop(
        resources=(station("M1", set_up(60, "red", "blue"), units=2, initially=[initial("red")]),),
        orders=(order("A"),),
        operations=(coloured("A1", "blue"),),
        published=(PublishedStart(operation=OperationId("A1"), mode=ModeId("M1"), start=at("08:00")),),
    )
    found = proven(problem)
    assert found.values[Goal.DISTURBANCE] == 0
    assert found.exact.places is not None
    assert found.exact.places.mode.tolist() == [1]
    assert assignment(plan_of(found), "A1").uses[0].units == (1,)
