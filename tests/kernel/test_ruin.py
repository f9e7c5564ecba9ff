"""What one move takes out: orders that lose what they need not lose, what stood in their way, and nothing loose."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest

from scheduler.kernel import anneal, ruin
from scheduler.kernel.state import State
from scheduler.kernel.timeline import NEVER
from scheduler.search import improve, starts
from scheduler.search.bounds import order_floors
from scheduler.search.starts import Context
from tests.builders import link, machine, operation, order, random_shop, shop
from tests.kernel.schedules import a_schedule, context_of, first_plans
from tests.kernel.test_anneal import joined_shop

Floats = npt.NDArray[np.float64]


def tail(context: Context, state: State, number: int, cut: int) -> list[int]:
    net = context.network
    out, is_out = np.zeros(len(net.op), np.int64), np.zeros(len(net.op), np.bool_)
    n = ruin.list_tail(net, state, number, cut, out, 0, is_out)
    assert sorted(out[:n].tolist()) == np.flatnonzero(is_out).tolist()
    return [int(op) for op in out[:n]]


@pytest.mark.parametrize("seed", range(6))
def test_a_tail_leaves_nothing_behind_that_follows_it(seed: int) -> None:
    context = joined_shop(seed)
    net, state = context.network, a_schedule(context)
    start, partial = state.op["start"], 0
    for number, row in enumerate(net.order):
        own = range(row["op_first"], row["op_end"])
        assert set(tail(context, state, number, -NEVER)) == set(own)
        assert tail(context, state, number, NEVER) == []
        for cut in sorted({int(start[op]) for op in own}):
            gone = tail(context, state, number, cut)
            partial += len(gone) < len(own)
            assert {op for op in own if start[op] >= cut} <= set(gone)
            position = {op: i for i, op in enumerate(gone)}
            for op in own:
                before = [int(p) for p in net.pred["op"][net.op[op]["pred_first"] : net.op[op]["pred_end"]]]
                if op not in position:
                    assert not set(before) & set(gone)
                unit = net.sequence[net.op[op]["unit_first"] : net.op[op]["unit_end"]]
                assert len(set(unit.tolist()) & set(gone)) in (0, len(unit))
                outside = [p for p in before if p in position and p not in unit]
                assert op not in position or all(position[p] < position[op] for p in outside)
            reasons = [op for op in gone if start[op] >= cut]
            for op in gone:  # and nothing without a reason: it, its unit, or something before them starts so late
                assert op in reasons or any(is_behind(context, other, op, set(gone)) for other in gone if other != op)
    assert partial > 10


def is_behind(context: Context, first: int, op: int, gone: set[int]) -> bool:
    """Whether `op` goes because `first` does: directly behind it, or in one unit with it or with what is."""
    net = context.network
    unit = net.sequence[net.op[op]["unit_first"] : net.op[op]["unit_end"]].tolist()
    before = {int(p) for o in unit for p in net.pred["op"][net.op[o]["pred_first"] : net.op[o]["pred_end"]]}
    return first in gone and (first in unit or first in before)


def moves(
    context: Context, state: State, cumulative: Floats, movable: npt.NDArray[np.bool_], count: int
) -> Iterator[tuple[list[int], list[int]]]:
    """(orders, cuts) of some moves."""
    net, random = context.network, improve.generator(1, 0)
    near = ruin.neighbourhoods(net, state, movable)
    taken, cut = np.zeros(ruin.MOST_ORDERS, np.int64), np.zeros(ruin.MOST_ORDERS, np.int64)
    chain, waits = np.zeros(ruin.LONGEST_CHAIN, np.int64), np.zeros(ruin.LONGEST_CHAIN)
    for _ in range(count):
        n = ruin.choose_orders(net, state, movable, random, cumulative, near, taken, cut, chain, waits)
        yield taken[:n].tolist(), cut[:n].tolist()


def test_orders_are_different_and_movable_and_lose_something() -> None:
    context = context_of(random_shop(3, 25, faults=False))
    _net, state = context.network, first_plans(context)[0].state
    movable = improve._movable(context)
    fixed = int(np.flatnonzero(movable)[0])
    movable[fixed] = False
    found = list(moves(context, state, np.cumsum(movable * 1.0), movable, 2000))
    sizes, partial = set(), 0
    for taken, cuts in found:
        assert len(set(taken)) == len(taken)
        assert movable[taken].all()
        sizes.add(len(taken))
        whole = [cut == -NEVER for cut in cuts]
        assert all(whole) or not any(whole)
        partial += not whole[0]
        assert tail(context, state, taken[0], cuts[0])
    assert sizes >= set(range(2, ruin.MOST_ORDERS + 1))
    assert partial / len(found) == pytest.approx(ruin.TAIL_SHARE, abs=0.05)
    assert {order for taken, _ in found for order in taken} == set(np.flatnonzero(movable).tolist())


def test_moves_begin_where_the_late_order_queued() -> None:
    """B waits for M2 behind A; its first operation, and the short one beside the chain, never wait."""
    context = context_of(
        shop(
            resources=[machine(id_) for id_ in ("M1", "M2", "M3", "M4")],
            orders=[order("A", "01-05", hour="09:00"), order("B", "01-05", hour="09:00")],
            operations=[
                operation("A1", on="M2", minutes=300),
                operation("B1", on="M1", minutes=30),
                operation("B2", on="M2", minutes=30, after=(link("B1"),)),
                operation("B3", on="M4", minutes=5),
                operation("B4", on="M3", minutes=30, after=(link("B2"), link("B3"))),
            ],
        )
    )
    net, state = context.network, starts.generate(context, np.arange(5.0))
    row = {str(operation_.id): i for i, operation_ in enumerate(context.compiled.operations)}
    assert state.op["start"][row["B2"]] == state.op["end"][row["A1"]], "A goes first"
    movable = np.ones(2, bool)
    late = int(net.op["order"][row["B1"]])
    cumulative = np.cumsum(np.arange(2) == late).astype(float)
    cuts = [
        (cuts[0], taken[1:]) for taken, cuts in moves(context, state, cumulative, movable, 1000) if cuts[0] != -NEVER
    ]
    at_queue = [others for cut, others in cuts if cut == state.op["start"][row["B2"]]]
    assert len(at_queue) / len(cuts) > ruin.CHAIN_SHARE
    assert sum(bool(others) for others in at_queue) / len(at_queue) > 0.8, "and what it queued behind comes along"


@pytest.mark.parametrize("seed", range(8))
def test_no_schedule_costs_an_order_less_than_its_floor(seed: int) -> None:
    context = context_of(random_shop(seed, 15, faults=False))
    floor = order_floors(context)
    assert (floor > 0).any()
    for found in first_plans(context):
        value = anneal.values(context.network, found.state, np.ones(len(floor), bool))
        assert (value >= floor - 1e-6).all()
