"""Every rule and every ATC point makes complete schedules that keep every primitive; bounds hold for all."""

import numpy as np
import pytest

from scheduler.compile.network import FINISHED, FREE, NEVER
from scheduler.kernel import delivery, empty_shop, place
from scheduler.kernel.state import State
from scheduler.search import starts
from scheduler.search.grid import FIRST
from scheduler.search.starts import Context
from tests.builders import link, machine, mode, operation, order, resource, shop, transport
from tests.kernel.schedules import context_of, free_stock, random_context, schedules, taken_minutes

SEEDS = range(30)


def check_schedule(context: Context, state: State) -> None:
    net = context.network
    assert (state.op["mode"] >= net.op["mode_first"]).all()
    assert (state.op["mode"] < net.op["mode_end"]).all()
    free = net.op["state"] == FREE
    assert net.mode["allowed"][state.op["mode"][free]].all()
    assert (state.op["start"][free] >= net.op["release"][free]).all()
    for op in np.flatnonzero(free).tolist():
        mode = state.op[op]["mode"]
        for before in net.pred[net.op[op]["pred_first"] : net.op[op]["pred_end"]]:
            earlier = state.op[before["op"]]
            lag = int(before["lag"])
            if before["kind"] == 0:
                lag += place.transport_minutes(net, earlier["mode"], mode)
            from_ = place.real_start(net, state, before["op"]) if before["from_start"] else earlier["end"]
            assert state.op[op]["end" if before["to_end"] else "start"] >= from_ + lag
    for index, row in enumerate(net.res):
        assert taken_minutes(context, state, index).max() <= row["units"]
    for stock in range(len(net.stock)):
        left = free_stock(context, state, stock)
        assert len(left) == 0 or left.min() >= 0
    done = net.op["state"] == FINISHED
    assert (state.op["end"][done] == net.op["release"][done]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_schedules_are_complete_and_keep_every_primitive(seed: int) -> None:
    context = random_context(seed)
    found = list(schedules(context))
    assert len(found) == 6 + len(FIRST)
    for _, state in found:
        check_schedule(context, state)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_ends_before_it_would_in_an_empty_shop(seed: int) -> None:
    """Per mode, per operation and per delivery, whatever the schedule."""
    context = random_context(seed)
    net = context.network
    for _, state in schedules(context):
        assert (state.op["end"] >= context.earliest_mode_end[state.op["mode"]]).all()
        assert (state.op["end"] >= context.earliest_end).all()
        assert (delivery.deliveries(net, state)[:, 2] >= context.earliest_arrival).all()


def test_each_operation_goes_where_what_comes_after_it_ends_first() -> None:
    """The example of docs/rules/lateness.md: A1 is faster on M1, but A2 behind M2 ends at 10:05 instead of 10:25."""
    problem = shop(
        resources=(machine("M1"), machine("M2", workshop="W2")),
        transports=(transport("W1", "W2", 50),),
        orders=(order("A"),),
        operations=(
            operation("A1", modes=(mode("M1", minutes=60), mode("M2", minutes=90))),
            operation("A2", on="M2", minutes=30, after=link("A1", 5)),
        ),
    )
    context = context_of(problem)
    assert context.earliest_mode_end.tolist() == [60, 90, 125]
    assert context.earliest_end.tolist() == [60, 125]
    assert context.earliest_arrival.tolist() == [125]


def test_latest_ends_are_the_due_date_minus_what_comes_after() -> None:
    """Three operations of 60, 30 and 10 minutes with a lag of 5: due at 24:00, minute 960."""
    problem = shop(
        orders=(order("A"),),
        operations=(
            operation("A1", minutes=60),
            operation("A2", minutes=30, after=link("A1", 5)),
            operation("A3", minutes=10, after="A2"),
        ),
    )
    context = context_of(problem)
    assert empty_shop.latest_ends(context.network).tolist() == [960 - 10 - 30 - 5, 960 - 10, 960]
    assert context.earliest_end.tolist() == [60, 95, 105]


def test_atc_starts_first_what_costs_most_and_waits_least() -> None:
    """Equal work, equal dates: the order of weight 5 goes first, on one machine from 08:00 on."""
    problem = shop(
        orders=(order("A"), order("B", weight=5), order("C", weight=2)),
        operations=(operation("A1"), operation("B1"), operation("C1")),
        resources=(machine("M1"),),
    )
    context = context_of(problem)
    state = starts.dispatch_atc(context, starts.Dispatching(3.0, 1.0))
    assert state.op["start"].tolist() == [120, 0, 60]


def test_a_machine_that_closes_for_good_leaves_the_work_to_another_mode() -> None:
    """M1 is down from 09:00 on for ten years: what does not start there at once goes to M2 (slower)."""
    problem = shop(
        orders=tuple(order(id_) for id_ in "ABC"),
        operations=tuple(
            operation(f"{id_}1", modes=(mode("M1", minutes=60), mode("M2", minutes=200))) for id_ in "ABC"
        ),
        resources=(resource("M1", down=[("09:00", "2036-01-05 08:00")]), machine("M2")),
    )
    context = context_of(problem)
    for _, state in schedules(context):
        assert sorted(state.op["end"].tolist()) == [60, 200, 400]
    assert (context.earliest_end < NEVER).all()
