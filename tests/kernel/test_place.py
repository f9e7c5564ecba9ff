"""Placing and taking back over random shops: exact undo, the earliest place, the best mode."""

import random

import numpy as np
import pytest

from scheduler.compile.network import FREE, NEVER
from scheduler.kernel import place, timeline
from scheduler.kernel.state import State, new_state
from scheduler.search.starts import Context
from tests.kernel.schedules import (
    a_schedule,
    busy,
    minutes_of,
    open_minutes,
    random_context,
    schedules,
    taken_minutes,
)


def put_back(context: Context, state: State, full: State, ops: list[int]) -> None:
    for op in ops:
        start, end, mode = (int(full.op[op][name]) for name in ("start", "end", "mode"))
        assert place.put(context.network, state, op, mode, start, end) == place.PLACED


# --- undo --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_undo_restores_every_byte(seed: int) -> None:
    """Whatever is removed in whatever order: what stays is as if the rest had never been placed."""
    context = random_context(seed)
    net, rng = context.network, random.Random(seed)
    found = list(schedules(context))
    _, full = found[seed % len(found)]
    everything = list(range(len(net.op)))
    for _ in range(3 if everything else 0):  # in some shops all orders are set aside
        state = full.copy()
        gone = rng.sample(everything, rng.randint(1, len(everything)))
        for op in gone:
            place.remove(net, state, op)
        alone = new_state(net, segments_per_use=_segments(full, net))
        put_back(context, alone, full, rng.sample(kept := [o for o in everything if o not in set(gone)], len(kept)))
        assert state.same_bytes(alone)
        put_back(context, state, full, rng.sample(gone, len(gone)))
        assert state.same_bytes(full)
        for op in rng.sample(everything, len(everything)):
            place.remove(net, state, op)
        assert state.same_bytes(new_state(net, segments_per_use=_segments(full, net)))


def _segments(state: State, net) -> int:  # type: ignore[no-untyped-def]
    """The room per released use that a state was made with."""
    for segments in (4, 16, 64, 256):
        if len(new_state(net, segments).profile.point) == len(state.profile.point):
            return segments
    raise AssertionError


def test_a_copy_is_another_schedule_and_set_to_makes_them_equal() -> None:
    context = random_context(3)
    one = a_schedule(context)
    other = one.copy()
    place.remove(context.network, other, len(context.network.op) - 1)
    assert not one.same_bytes(other)
    other.set_to(one)
    assert one.same_bytes(other)


# --- what a schedule takes ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_profiles_are_what_placed_operations_take(seed: int) -> None:
    context = random_context(seed)
    state = a_schedule(context)
    for resource in range(len(context.network.res)):
        own = slice(state.profile.ptr[resource], state.profile.ptr[resource] + state.profile.size[resource])
        levels = np.zeros(minutes_of(context), np.int64)
        for time, level in state.profile.point[own].tolist():
            levels[time:] = level
        assert (levels == taken_minutes(context, state, resource)).all()


# --- the earliest place ------------------------------------------------------------------------------


def fits(
    context: Context, free: list[np.ndarray[tuple[int], np.dtype[np.int64]]], mode: int, start: int, end: int
) -> bool:
    """Whether every unit the mode needs is free in every minute in which it takes it."""
    row = context.network.mode[mode]
    return all(
        (free[use["resource"]][start:end][busy(context, mode, bool(use["held"]), start, end)] >= use["amount"]).all()
        for use in context.network.use[row["use_first"] : row["use_end"]]
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_earliest_fit_is_the_first_start_that_a_minute_loop_finds(seed: int) -> None:
    """Some operations are taken out of a schedule; each start from t on is tried in turn."""
    context = random_context(seed)
    net, rng = context.network, random.Random(seed)
    state = a_schedule(context)
    ops = [op for op in range(len(net.op)) if net.op[op]["state"] == FREE]
    if not ops:
        return
    for op in rng.sample(ops, len(ops) // 3):
        place.remove(net, state, op)
    free = [int(net.res[r]["units"]) - taken_minutes(context, state, r) for r in range(len(net.res))]
    for _ in range(6):
        op = rng.choice([op for op in ops if state.op[op]["mode"] < 0] or ops)
        mode = rng.randrange(net.op[op]["mode_first"], net.op[op]["mode_end"])
        if state.op[op]["mode"] >= 0:
            continue
        t = rng.randrange(0, 4 * 1440)
        start, end = place.earliest_fit(net, state, op, mode, t)
        class_, work = int(net.mode[mode]["class_"]), int(net.mode[mode]["work"])
        if class_ < 0:
            assert (start, end) == (t, t + work)
            continue
        if start >= NEVER or end > minutes_of(context):
            continue
        mask = open_minutes(context, class_)
        minutes = np.flatnonzero(mask)
        worked = minutes[minutes >= start][:work]
        assert mask[start]
        assert worked[-1] + 1 == end
        assert net.op[op]["resumable"] or end - start == work
        assert fits(context, free, mode, start, end)
        for earlier in minutes[(minutes >= t) & (minutes < start)][-400:].tolist():
            stop = int(minutes[np.searchsorted(minutes, earlier) + work - 1]) + 1
            alone = net.op[op]["resumable"] or stop - earlier == work
            assert not (alone and fits(context, free, mode, earlier, stop)), (op, mode, t, earlier, start)


# --- the best mode -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_the_best_place_costs_least_then_ends_first(seed: int) -> None:
    """Cost = weight x minutes after `latest` + cost of the mode; with a forced mode there is no choice."""
    context = random_context(200 + seed)
    net, rng = context.network, random.Random(seed)
    state = a_schedule(context)
    free = [op for op in range(len(net.op)) if net.op[op]["state"] == FREE]
    for op in rng.sample(free, min(8, len(free))):
        followers = net.succ["op"][net.op[op]["succ_first"] : net.op[op]["succ_end"]]
        if len(followers) and (state.op["mode"][followers] >= 0).any():
            continue
        place.remove(net, state, op)
        latest, weight = rng.randint(0, 8000), rng.choice((0.01, 1.0, 30.0))
        choices = {}
        for mode in range(net.op[op]["mode_first"], net.op[op]["mode_end"]):
            if not net.mode[mode]["allowed"]:
                continue
            t = place.earliest_by_predecessors(net, state, op, mode)
            t = place.earliest_by_material(net, state, op, t)
            start, end = place.earliest_fit(net, state, op, mode, t)
            if end < NEVER:
                choices[mode] = (
                    weight * max(0, end - latest) + int(net.mode[mode]["cost"]),
                    end,
                    mode,
                    start,
                )
        assert choices
        _, end, mode, start = min(choices.values())
        assert place.find_best(net, state, op, latest, weight, -1, -NEVER, -NEVER) == (mode, start, end)
        forced = rng.choice(sorted(choices))
        assert place.find_best(net, state, op, latest, weight, forced, -NEVER, -NEVER)[0] == forced


def test_ways_count_between_workshops_and_not_for_pins() -> None:
    """The first minute is that of the last predecessor with its lag and, for links, its way.

    Where an end waits, it is the first with which the work ends late enough, counted minute by minute.
    """
    for seed in range(10):
        context = random_context(seed)
        net, state = context.network, a_schedule(random_context(seed))
        for op in np.flatnonzero(net.op["state"] == FREE).tolist():
            for mode in range(net.op[op]["mode_first"], net.op[op]["mode_end"]):
                expected = int(net.op[op]["release"])
                to = int(net.mode[mode]["workshop"])
                for before in net.pred[net.op[op]["pred_first"] : net.op[op]["pred_end"]]:
                    from_, chosen = state.op[before["op"]]["end"], state.op[before["op"]]["mode"]
                    if before["from_start"]:
                        from_ = place.real_start(net, state, before["op"])
                    origin = int(net.mode[chosen]["workshop"])
                    inside = before["kind"] == 0 and origin >= 0 and to >= 0
                    way = int(net.transport[origin, to]) if inside else 0
                    ready = int(from_) + int(before["lag"]) + way
                    expected = max(expected, first_reaching(context, op, mode, ready) if before["to_end"] else ready)
                found = place.earliest_by_predecessors(net, state, op, mode)
                class_ = net.mode[mode]["class_"]
                assert timeline.next_open(net.cal, class_, found) == timeline.next_open(net.cal, class_, expected)


def first_reaching(context: Context, op: int, mode: int, end: int) -> int:
    """The first open minute from which work that nobody is in the way of ends at or after `end`."""
    net = context.network
    work = int(net.mode[mode]["work"])
    if net.mode[mode]["class_"] < 0 or not net.op[op]["resumable"]:
        return end - work
    minutes = np.flatnonzero(open_minutes(context, net.mode[mode]["class_"]))
    ends = minutes[work - 1 :] + 1
    return int(minutes[np.searchsorted(ends, end)])
