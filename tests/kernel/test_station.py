"""Stations that remember over random shops: exact undo, their rows and what they cost, and the earliest place."""

import random
from collections import defaultdict
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from scheduler.compile.network import FREE, NEVER
from scheduler.domain.resource import Resource
from scheduler.kernel import place, station
from scheduler.kernel.state import State, new_state
from scheduler.search.starts import Context
from tests.builders import operation, order, random_shop, shop
from tests.kernel.schedules import a_schedule, busy, context_of, open_minutes, schedules, taken_minutes, with_all_goals
from tests.random_rules import with_rules
from tests.station_parts import doing, initial, oven, set_up
from tests.station_parts import station as make_station

SEEDS = range(12)

Int64 = npt.NDArray[np.int64]

Row = tuple[int, int, int]
"""Start, end and state of a batch."""


@cache
def shop_with_stations(seed: int) -> Context:
    return context_of(with_all_goals(with_rules(random_shop(seed, 8), seed, "set_ups", "ovens", "overtime")))


def remembering(context: Context) -> list[int]:
    """The resources of the network that remember."""
    found: list[int] = np.flatnonzero(context.network.res["station"]).tolist()
    return found


def batches(context: Context, state: State, resource: int) -> dict[Row, list[int]]:
    """What placed operations make a station do: the loads of each batch, by start."""
    net = context.network
    found: dict[Row, list[int]] = defaultdict(list)
    for start, end, mode in state.op.tolist():
        if mode >= 0 and net.mode[mode]["state"] >= 0 and first_resource(context, mode) == resource:
            found[start, end, int(net.mode[mode]["state"])].append(int(net.mode[mode]["load"]))
    return dict(sorted(found.items()))


def first_resource(context: Context, mode: int) -> int:
    return int(context.network.use[context.network.mode[mode]["use_first"]]["resource"])


def change(context: Context, resource: int, before: int, state: int) -> tuple[int, int]:
    """(minutes, cost) of a change."""
    net = context.network
    if before < 0:
        return 0, 0
    row = net.set_up[net.res[resource]["set_up_first"] + before * net.res[resource]["states"] + state]
    return int(row["minutes"]), int(row["cost"])


@pytest.mark.parametrize("seed", SEEDS)
def test_undo_restores_every_byte(seed: int) -> None:
    """Whatever is removed and put back in whatever order; only what is placed counts, not how it came there."""
    context = shop_with_stations(seed)
    net, rng = context.network, random.Random(seed)
    full = list(schedules(context))[seed % 14][1]
    everything = list(range(len(net.op)))
    state = full.copy()
    gone = rng.sample(everything, len(everything) // 2)
    for op in gone:
        place.remove(net, state, op)
    kept = [op for op in everything if op not in set(gone)]
    alone = starts_from_nothing(context, full)
    put_back(context, alone, full, rng.sample(kept, len(kept)))
    assert state.same_bytes(alone)
    put_back(context, state, full, rng.sample(gone, len(gone)))
    assert state.same_bytes(full)
    for op in rng.sample(everything, len(everything)):
        place.remove(net, state, op)
    assert state.same_bytes(starts_from_nothing(context, full))


def starts_from_nothing(context: Context, like: State) -> State:
    """An empty schedule with as much room as another one."""
    for segments in (4, 16, 64, 256):
        state = new_state(context.network, segments)
        if len(state.profile.point) == len(like.profile.point):
            return state
    raise AssertionError


def put_back(context: Context, state: State, full: State, ops: list[int]) -> None:
    for op in ops:
        start, end, mode = (int(full.op[op][name]) for name in ("start", "end", "mode"))
        assert place.put_back(context.network, state, op, mode, start, end, full.source) == place.PLACED


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_and_costs_are_what_is_placed(seed: int) -> None:
    """Batches with their loads, nothing beyond the row, and the cost of every change once."""
    context = shop_with_stations(seed)
    net = context.network
    for _, state in list(schedules(context))[::5]:
        for resource in remembering(context):
            low, size, end = (int(x) for x in (*steps(state, resource), state.stations.ptr[resource + 1]))
            row = state.stations.point[low : low + size]
            expected = batches(context, state, resource)
            assert [tuple(batch)[:3] for batch in row.tolist()] == list(expected)
            assert row["load"].tolist() == [sum(loads) for loads in expected.values()]
            assert row["count"].tolist() == [len(loads) for loads in expected.values()]
            assert not state.stations.point[low + size : end].tobytes().strip(b"\0")
            states = [int(net.res[resource]["initial"]), *(batch[2] for batch in expected)]
            costs = (change(context, resource, *pair)[1] for pair in pairwise(states))
            assert state.station_cost[resource] == sum(costs)
            assert station.is_sound(net, state.stations, resource)


def steps(state: State, resource: int) -> tuple[int, int]:
    return int(state.stations.ptr[resource]), int(state.stations.size[resource])


def has_time(context: Context, resource: int, row: list[Row]) -> bool:
    """Whether a station can do this one after the other, with every set-up in its open minutes (or elapsed ones)."""
    net = context.network
    open_ = open_minutes(context, int(net.res[resource]["set_up_class"]))
    before, free_from = int(net.res[resource]["initial"]), 0
    for start, end, state in row:
        if start < free_from or open_[free_from:start].sum() < change(context, resource, before, state)[0]:
            return False
        before, free_from = state, end
    return True


def fits(context: Context, row: dict[Row, list[int]], free: list[Int64], new: Row, mode: int) -> bool:
    """Whether work in a mode can lie there: it joins a batch with room, or gets one of its own; all else is there."""
    net, resource = context.network, first_resource(context, mode)
    most = int(net.res[resource]["most_load"])
    joins = most > 0 and new in row and sum(row[new]) + int(net.mode[mode]["load"]) <= most
    if not joins and not has_time(context, resource, sorted([*row, new])):
        return False
    start, end, _ = new
    return all(
        (free[use["resource"]][start:end][busy(context, mode, bool(use["held"]), start, end)] >= use["amount"]).all()
        for use in net.use[net.mode[mode]["use_first"] : net.mode[mode]["use_end"]]
        if not net.res[use["resource"]]["station"]
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_earliest_fit_is_the_first_start_that_a_minute_loop_finds(seed: int) -> None:
    """In gaps, batches and behind everything, whatever set-ups come before and behind."""
    context = shop_with_stations(seed)
    net, rng = context.network, random.Random(seed)
    state = a_schedule(context)
    ops = [op for op in range(len(net.op)) if net.op[op]["state"] == FREE]
    gone = rng.sample(ops, len(ops) // 3)
    for op in gone:
        place.remove(net, state, op)
    rows = {resource: batches(context, state, resource) for resource in remembering(context)}
    if not all(has_time(context, resource, list(row)) for resource, row in rows.items()):
        return  # a detour was quicker: what was taken out is missed
    free = [int(net.res[r]["units"]) - taken_minutes(context, state, r) for r in range(len(net.res))]
    modes = [
        (op, mode)
        for op in gone
        for mode in range(net.op[op]["mode_first"], net.op[op]["mode_end"])
        if net.mode[mode]["state"] >= 0 and net.mode[mode]["overtime_first"] == net.mode[mode]["overtime_end"]
    ]
    for op, mode in rng.sample(modes, min(20, len(modes))):
        t, work = rng.randrange(-600, 1440), int(net.mode[mode]["work"])
        start, end = place.earliest_fit(net, state, op, mode, t)
        minutes = np.flatnonzero(open_minutes(context, int(net.mode[mode]["class_"])))
        if end >= NEVER:
            continue  # no opening is long enough
        row = rows[first_resource(context, mode)]
        for tried in [*minutes[(minutes >= t) & (minutes < start)][-300:].tolist(), start]:
            stop = int(minutes[np.searchsorted(minutes, tried) + work - 1]) + 1
            alone = bool(net.op[op]["resumable"]) or stop - tried == work
            new = tried, stop, int(net.mode[mode]["state"])
            assert (alone and fits(context, row, free, new, mode)) == (tried == start), (op, mode, t, tried, start)
        assert end == stop


# --- one row, by hand --------------------------------------------------------------------------------

RED, BLUE, WHITE = "red", "blue", "white"


def a_row(where: Resource, *row: tuple[str, int, int, int]) -> tuple[Context, State, dict[str, int]]:
    """A station that does things in colours: (colour, start, end, thousandths of load) each. And its states."""
    jobs = [operation(f"A{n}", modes=(doing(where.id, colour=colour),)) for n, colour in enumerate((RED, BLUE, WHITE))]
    context = context_of(shop(resources=[where], orders=[order("A")], operations=jobs))
    net = context.network
    states = {colour: int(net.mode[op]["state"]) for op, colour in enumerate((RED, BLUE, WHITE))}
    state = new_state(net)
    for colour, start, end, load in row:
        assert station.occupy(net, state.stations, state.station_cost, 0, states[colour], load, start, end)
    return context, state, states


OVEN = oven("O1", set_up(30, cost=7), holds=10, initially=[initial(RED)])
THREE = (RED, 0, 60, 4000), (BLUE, 100, 160, 10000), (RED, 200, 260, 4000)


def test_something_may_start_on_a_free_station_or_with_a_batch_that_begins_and_has_room() -> None:
    context, state, _ = a_row(OVEN, *THREE)
    moments = {-1: True, 0: True, 1: False, 59: False, 60: True, 99: True, 100: False, 199: True, 200: True, 260: True}
    assert {t: station.is_free(context.network, state.stations, 0, t) for t in moments} == moments
    ends = {-1: -1, 0: 60, 59: 60, 60: 60, 100: 160, 160: 160, 300: 300}
    assert {t: station.taken_until(state.stations, 0, t) for t in ends} == ends


@pytest.mark.parametrize(
    ("colour", "load", "start", "work", "next_try"),
    [
        (RED, 1000, 60, 10, -1),  # blue follows at 100, half an hour of change before it
        (RED, 1000, 60, 11, 200),  # between the others it does not fit either, but the last batch has room
        (RED, 6001, 60, 11, 260),
        (BLUE, 1000, 60, 10, 90),
        (BLUE, 1000, 90, 10, -1),
        (BLUE, 1000, 90, 11, 290),  # the next blue batch is full, and before red there is no time
        (RED, 6000, 0, 60, -1),  # joins
        (RED, 6001, 0, 60, 260),
        (RED, 6001, 0, 10, 60),
        (RED, 6000, 0, 61, 200),
        (RED, 6000, 1, 60, 200),
        (RED, 6000, 160, 10, 190),
        (RED, 6000, 190, 10, -1),
        (RED, 6000, 190, 11, 200),  # does not fit before the next red batch, but into it
        (RED, 6001, 190, 11, 260),
        (WHITE, 0, 260, 60, 290),
        (WHITE, 0, 290, 60, -1),
    ],
)
def test_work_fits_into_a_gap_or_a_batch_or_is_tried_later(
    colour: str, load: int, start: int, work: int, next_try: int
) -> None:
    context, state, states = a_row(OVEN, *THREE)
    net, end = context.network, start + work
    found = station.next_start(net, state.stations, 0, states[colour], load, work, start, end)
    assert found == next_try


@pytest.mark.parametrize(
    ("colour", "load", "t", "end", "start"),
    [
        (RED, 6000, 0, NEVER, 0),
        (RED, 6000, 1, NEVER, 200),  # the blue one between is full, and blue
        (RED, 6001, 0, NEVER, NEVER),
        (RED, 6000, 1, 201, 200),
        (RED, 6000, 1, 200, NEVER),
        (RED, 6000, 201, NEVER, NEVER),
        (BLUE, 0, 0, NEVER, 100),
        (BLUE, 1, 0, NEVER, NEVER),
        (WHITE, 0, 0, NEVER, NEVER),
    ],
)
def test_the_first_batch_with_room_is_joined(colour: str, load: int, t: int, end: int, start: int) -> None:
    context, state, states = a_row(OVEN, *THREE)
    assert station.join_start(context.network, state.stations, 0, states[colour], load, t, end) == start


def test_a_batch_is_one_state_over_one_span() -> None:
    context, state, states = a_row(OVEN, *THREE)
    for colour, start, end, expected in (
        (RED, 0, 60, True),
        (BLUE, 0, 60, False),
        (RED, 0, 61, False),
        (RED, 1, 60, False),
        (RED, 60, 100, False),
    ):
        assert station.is_batch(context.network, state.stations, 0, states[colour], start, end) == expected


def test_what_a_batch_more_adds_to_set_ups() -> None:
    """At the end, and between two others: to its colour and on, without what they needed between them."""
    context, state, states = a_row(OVEN, *THREE)
    for colour, start, expected in (
        (RED, 260, (0, 0)),
        (BLUE, 260, (30, 7)),
        (BLUE, 60, (0, 0)),
        (RED, 60, (0, 0)),
        (WHITE, 60, (30, 7)),
        (BLUE, -60, (60, 14)),
    ):
        assert station.change_around(context.network, state.stations, 0, states[colour], start) == expected


def test_a_row_is_sound_as_long_as_every_change_has_its_time() -> None:
    """From red to white takes 240 minutes, by blue between 30 + 30: without the blue work white starts too early."""
    rows = set_up(240, RED, WHITE), set_up(30, RED, BLUE), set_up(30, BLUE, WHITE)
    where = make_station("M1", *rows, initially=[initial(RED)])
    for begins, sound in ((30, True), (29, False)):
        context, state, _ = a_row(where, (BLUE, begins, 60, 0), (WHITE, 90, 150, 0))
        assert station.is_sound(context.network, state.stations, 0) == sound
    context, state, _ = a_row(where, (BLUE, 30, 60, 0), (WHITE, 90, 150, 0))
    station.release(context.network, state.stations, state.station_cost, 0, 0, 30)
    assert not station.is_sound(context.network, state.stations, 0)
