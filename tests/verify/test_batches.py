"""Ovens and baths: what may be in one together, how much of it, and what no oven does."""

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Mode
from scheduler.domain.plan import Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from tests.builders import assign, machine, operation, order, shop, started, use, workers
from tests.station_parts import doing, initial, oven, set_up, station
from tests.verify.plans import complete, said

OVEN = oven("O1", holds=10, bake=60, dry=60)


def two(one: Mode, other: Mode, *resources: Resource, quantities: tuple[str, str] = ("1", "1")) -> Problem:
    return shop(
        resources=resources or (OVEN,),
        orders=[order("A"), order("B")],
        operations=[
            operation("A1", modes=(one,), quantity=quantities[0]),
            operation("B1", modes=(other,), quantity=quantities[1]),
        ],
    )


def together(problem: Problem) -> set[str]:
    return said(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("08:00", "09:00")))


@pytest.mark.parametrize(
    ("one", "other", "quantities", "expected"),
    [
        ({"load": 4}, {"load": 6}, ("1", "1"), set()),
        ({"load": 4}, {"load": "6.001"}, ("1", "1"), {"overfull_batch"}),
        ({"load": 1, "per_unit": "0.5"}, {"per_unit": "2.5"}, ("8", "2"), set()),  # 1 + 4 + 5
        ({"load": 1, "per_unit": "0.5"}, {"per_unit": "2.5"}, ("8", "2.001"), {"overfull_batch"}),
        ({"per_unit": "0.001"}, {"load": "9.999"}, ("0.5", "1"), set()),  # 0.0005 counts as 0.001
        ({"per_unit": "0.001"}, {"load": "9.999"}, ("1.001", "1"), {"overfull_batch"}),
    ],
)
def test_a_batch_holds_what_the_oven_holds(
    one: dict[str, int | str], other: dict[str, int | str], quantities: tuple[str, str], expected: set[str]
) -> None:
    problem = two(
        doing("O1", programme="bake", **one),  # type: ignore[arg-type]
        doing("O1", programme="bake", **other),  # type: ignore[arg-type]
        quantities=quantities,
    )
    assert together(problem) == expected


def test_a_batch_starts_and_ends_together() -> None:
    """A minute apart they overlap; one after the other they don't."""
    bake = doing("O1", programme="bake", load=1)
    problem = two(bake, bake)
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, assign(problem, "B1", ("08:00", "09:00"))) == set()
    assert said(problem, first, assign(problem, "B1", ("09:00", "10:00"))) == set()
    overlapping = said(problem, first, assign(problem, "B1", ("08:01", "09:01")))
    assert overlapping == {"station_taken_twice", "too_much_in_use"}
    longer = two(doing("O1", minutes=60), doing("O1", minutes=61))
    shorter_first = assign(longer, "A1", ("08:00", "09:00"))
    assert said(longer, shorter_first, assign(longer, "B1", ("08:00", "09:01"))) == overlapping


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (doing("O1", programme="bake"), doing("O1", programme="bake"), set()),
        (doing("O1", programme="bake"), doing("O1", programme="dry"), {"mixed_batch"}),
        (doing("O1", programme="bake"), doing("O1"), {"mixed_batch"}),
        (doing("O1"), doing("O1"), set()),  # a bath without programmes
        (doing("O1", colour="red"), doing("O1", colour="red"), set()),
        (doing("O1", colour="red"), doing("O1", colour="blue"), {"mixed_batch"}),
        (doing("O1", colour="red"), doing("O1"), {"mixed_batch"}),
        (doing("O1", film="thin"), doing("O1", film="thick"), set()),  # no set-up asks for the film
    ],
)
def test_a_batch_has_one_programme_and_one_state(one: Mode, other: Mode, expected: set[str]) -> None:
    rows = (set_up(0),)
    assert together(two(one, other, oven("O1", *rows, bake=60, dry=60))) == expected


def test_the_programme_says_how_long_it_takes() -> None:
    """Whatever the quantity; 60 minutes, not 61."""
    bake = doing("O1", programme="bake")
    problem = two(bake, bake, quantities=("7", "1"))
    first = assign(problem, "A1", ("08:00", "09:00"))
    assert said(problem, first, assign(problem, "B1", ("09:00", "10:00"))) == set()
    assert said(problem, first, assign(problem, "B1", ("09:00", "10:01"))) == {"wrong_minutes"}


def test_people_beside_the_oven_are_needed_for_every_operation() -> None:
    bake = doing("O1", "G", programme="bake")
    assert together(two(bake, bake, OVEN, workers("G", 2))) == set()
    assert together(two(bake, bake, OVEN, workers("G", 1))) == {"too_much_in_use"}


def test_a_batch_is_set_up_for_once() -> None:
    """From bake to dry 30 minutes and a cost of 9; both operations of the batch say where the set-up starts."""
    rows = (set_up(30, "bake", "dry", attribute="programme", cost=9),)
    where = oven("O1", *rows, bake=60, dry=60, initially=[initial("bake", attribute="programme")])
    problem = two(doing("O1", programme="dry"), doing("O1", programme="dry"), where)
    batch = [assign(problem, id_, ("08:30", "09:30"), set_up="08:00") for id_ in ("A1", "B1")]
    assert said(problem, *batch) == set()
    cost = complete(problem, *batch).level(Goal.COST)
    assert cost is not None
    assert cost.value == 9
    early = [assign(problem, id_, ("08:29", "09:29"), set_up="07:59") for id_ in ("A1", "B1")]
    assert said(problem, *early) == {"set_up_too_short"}
    silent = assign(problem, "B1", ("08:30", "09:30"))
    assert said(problem, batch[0], silent) == {"wrong_set_up_start"}


def test_nothing_is_put_to_what_is_under_way() -> None:
    bake = doing("O1", programme="bake", load=1)
    problem = shop(
        resources=[OVEN],
        orders=[order("A"), order("B")],
        operations=[operation("A1", modes=(bake,)), operation("B1", modes=(bake,))],
        progress=[started("A1", "07:30", 60, mode_id="O1")],
    )
    under_way = assign(problem, "A1", ("07:30", "08:00"), ("08:00", "09:00"))
    assert said(problem, under_way, assign(problem, "B1", ("08:00", "09:00"))) == {"mixed_batch"}
    assert said(problem, under_way, assign(problem, "B1", ("09:00", "10:00"))) == set()


def test_started_work_may_be_in_an_oven_together() -> None:
    bake = doing("O1", programme="bake", load=5)
    problem = shop(
        resources=[OVEN],
        orders=[order("A"), order("B")],
        operations=[operation("A1", modes=(bake,)), operation("B1", modes=(bake,))],
        progress=[started("A1", "07:30", 30, mode_id="O1"), started("B1", "07:31", 30, mode_id="O1")],
    )
    batch = [assign(problem, id_, (f"07:3{n}", "08:00"), ("08:00", "08:30")) for n, id_ in enumerate(("A1", "B1"))]
    assert said(problem, *batch) == set()


def test_every_station_of_a_pool_of_ovens_has_its_own_batch() -> None:
    problem = two(doing("O1", programme="bake", load=6), doing("O1", programme="dry", load=6), OVEN)
    assert together(problem) == {"mixed_batch", "overfull_batch"}
    problem = two(
        doing("O1", programme="bake", load=6),
        doing("O1", programme="dry", load=6),
        oven("O1", units=2, bake=60, dry=60),
    )
    first = assign(problem, "A1", ("08:00", "09:00"), units={"O1": (0,)})
    assert said(problem, first, assign(problem, "B1", ("08:00", "09:00"), units={"O1": (1,)})) == set()


@pytest.mark.parametrize(
    "mode",
    [
        doing("O1", programme="fry"),
        doing("O1", programme="bake", load="10.001"),
        doing("O1", programme="bake", per_unit="10.001"),
        doing("P", colour="red").model_copy(update={"uses": (use("P", 2),)}),
        doing("M1", "P"),
        doing("M1", "O1"),
        doing("M1", programme="bake"),
    ],
)
def test_what_no_station_does_is_no_usable_mode(mode: Mode) -> None:
    """Its order is not plannable, for that reason; done all the same it is caught; beside another mode it is passed."""
    resources = (OVEN, station("P", set_up(10), units=3), machine("M1"))
    problem = shop(resources=resources, orders=[order("A")], operations=[operation("A1", modes=(mode,))])
    plan = complete(problem)
    assert [(outcome.verdict, [fault.key for fault in outcome.faults]) for outcome in plan.outcomes] == [
        (Verdict.NOT_PLANNABLE, ["no_usable_mode"])
    ]
    assert said(problem) == set()
    assert "beyond_its_station" in said(problem, assign(problem, "A1", ("08:00", "09:00")))
    other = doing("M1", id_="other")
    problem = shop(resources=resources, orders=[order("A")], operations=[operation("A1", modes=(mode, other))])
    assert said(problem, assign(problem, "A1", ("08:00", "09:00"), mode_id="other")) == set()


def test_a_full_load_is_no_fault() -> None:
    problem = two(doing("O1", programme="bake", load=10), doing("O1", programme="bake", per_unit=10))
    assert said(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("09:00", "10:00"))) == set()
    assert together(problem) == {"overfull_batch"}
