"""Ruin and recreate with operations that maximum waits join: what it leaves is a schedule, and no wait is given up."""

import random

import numpy as np
import pytest

from scheduler.domain.operation import Link, Operation
from scheduler.kernel import anneal, objective
from scheduler.search import starts
from scheduler.search.bounds import order_floors
from tests.builders import link, machine, operation, order, shop
from tests.kernel.schedules import a_schedule, context_of
from tests.kernel.test_dispatch import check_schedule

ORDERS = "ABCDE"


def joined_shop(seed: int) -> starts.Context:
    """Five orders of eight operations on three machines; a third of the links have a maximum that can be kept."""
    rng = random.Random(seed)

    def links(letter: str, number: int) -> tuple[Link, ...]:
        before = rng.sample(range(number), min(number, rng.choice((0, 1, 2, 2))))
        return tuple(link(f"{letter}{p}", maximum=rng.choice((None, None, 240))) for p in before)

    def work(letter: str, number: int) -> Operation:
        on, minutes = rng.choice(("M1", "M2", "M3")), rng.randint(10, 60)
        return operation(f"{letter}{number}", on=on, minutes=minutes, after=links(letter, number))

    return context_of(
        shop(
            resources=[machine(id_) for id_ in ("M1", "M2", "M3")],
            orders=[order(letter, "01-05", hour=f"{9 + i:02}:00", weight=1 + i) for i, letter in enumerate(ORDERS)],
            operations=[work(letter, number) for letter in ORDERS for number in range(8)],
        )
    )


@pytest.mark.parametrize("seed", range(12))
def test_units_are_taken_out_and_put_back_whole(seed: int) -> None:
    context = joined_shop(seed)
    net, state = context.network, a_schedule(context)
    assert (net.op["unit_end"] - net.op["unit_first"] > 1).any()
    movable = np.ones(len(net.order), bool)
    value = anneal.values(net, state, movable)
    begun, best, sources = float(value.sum()), state.op.copy(), state.source.copy()
    reached = anneal.anneal(
        net, state, movable, value, order_floors(context), context.latest_end, context.weight,
        np.array([seed + 1], np.uint64), 50.0, 300, best, sources, begun,
    )  # fmt: skip
    assert reached <= begun
    for found in (state, starts.placed(context, best)):
        check_schedule(context, found)
        assert sum(int(objective.broken_waits(net, found, op)) for op in range(len(net.op))) == 0
    assert anneal.values(net, starts.placed(context, best), movable).sum() == pytest.approx(reached)
