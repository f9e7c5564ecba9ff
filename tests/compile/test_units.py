"""Units: what maximum waits join, and a sequence in which everything comes after what it waits for."""

import random

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.compile.network import NEVER, Network
from scheduler.domain.operation import Operation
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from tests.builders import link, operation, order, pin, shop, started


def plant(*operations: Operation, **more: object) -> Problem:
    return shop(orders=[order("A", "01-20"), order("B", "01-20")], operations=operations, **more)  # type: ignore[arg-type]


def units_of(problem: Problem) -> list[list[str]]:
    """Units of more than one operation, in work order."""
    compiled = compile_problem(problem)
    net, ids = compiled.network, [str(o.id) for o in compiled.operations]
    spans = sorted({(int(row["unit_first"]), int(row["unit_end"])) for row in net.op})
    return [[ids[op] for op in net.sequence[first:end]] for first, end in spans if end - first > 1]


B1 = operation("B1")


def test_only_maxima_join() -> None:
    assert units_of(plant(operation("A1"), operation("A2", after="A1"), B1)) == []
    assert units_of(plant(operation("A1"), operation("A2", after=link("A1", maximum=0)), B1)) == [["A1", "A2"]]


def test_what_lies_between_is_part_of_the_unit_and_what_lies_beside_is_not() -> None:
    """A2 comes after A1 and before A3, which must follow A1 soon; A4 only comes before A3."""
    problem = plant(
        operation("A1"),
        operation("A2", after="A1"),
        operation("A4"),
        operation("A3", after=("A2", "A4", link("A1", maximum=60))),
        B1,
    )
    assert units_of(problem) == [["A1", "A2", "A3"]]


def test_units_that_wait_for_each_other_are_one() -> None:
    """A1-A2 and A3-A4 are joined; A4 comes after A1 and A2 after A3: no pair can be placed whole before the other."""
    problem = plant(
        operation("A1"),
        operation("A3"),
        operation("A2", after=(link("A1", maximum=60), "A3")),
        operation("A4", after=(link("A3", maximum=60), "A1")),
        B1,
    )
    assert [sorted(unit) for unit in units_of(problem)] == [["A1", "A2", "A3", "A4"]]


def test_reported_work_and_orders_tied_by_pins_are_left_apart() -> None:
    joined = (operation("A1"), operation("A2", after=link("A1", maximum=60)), B1)
    assert units_of(plant(*joined, progress=[started("A1", "07:00", 60)])) == []
    assert units_of(plant(*joined, pins=[pin("p", "B1", PinKind.BEFORE, other="A2")])) == []
    assert units_of(plant(*joined, pins=[pin("p", "A1", PinKind.BEFORE, other="B1")])) == []


@pytest.mark.parametrize("seed", range(30))
def test_units_lie_together_and_behind_all_that_comes_before_them(seed: int) -> None:
    rng = random.Random(seed)

    def links(number: int) -> tuple[object, ...]:
        before = rng.sample(range(number), min(number, rng.randint(0, 3)))
        return tuple(link(f"A{p}", maximum=rng.choice((None, None, 60))) for p in before)

    check(compile_problem(plant(*(operation(f"A{i}", after=links(i)) for i in range(40)), B1)).network)  # type: ignore[arg-type]


def test_a_long_order_is_sequenced_at_once() -> None:
    """Two thousand in a chain; going through all units for each of them would take seconds."""
    chain = [operation("A0"), *(operation(f"A{i}", after=f"A{i - 1}") for i in range(1, 2_000))]
    chain[7] = operation("A7", after=link("A6", maximum=60))
    check(compile_problem(plant(*chain, B1)).network)


def check(net: Network) -> None:
    assert sorted(net.sequence.tolist()) == list(range(len(net.op)))
    position = {op: k for k, op in enumerate(net.sequence.tolist())}
    for op, row in enumerate(net.op):
        assert row["unit_first"] <= position[op] < row["unit_end"]
        for edge in net.pred[row["pred_first"] : row["pred_end"]]:
            same = net.op[edge["op"]]["unit_first"] == row["unit_first"]
            assert position[int(edge["op"])] < (position[op] if same else row["unit_first"])
            assert same or edge["maximum"] >= NEVER
