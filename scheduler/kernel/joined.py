"""Placing units: operations that maximum waits join are placed together, so that the waits are kept if they can be."""

import numpy as np

from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.place import NO_ROOM, NO_TIME, PLACED, excess_wait, find_best, place_best, put, remove
from scheduler.kernel.timeline import NEVER

KEEP_WAITS, KEEP_WAITS_BEHIND_EVERYTHING, IGNORE_WAITS = 0, 1, 2
"""How hard a unit tries to keep the maximum waits inside it."""

MOST_MOVES = 100
"""Times an operation of a unit is moved later before the unit gives up trying among what is placed."""


@allocating
def place_unit(net, state, unit, latest, weight, forced):
    """Places the unit that begins at position `unit` of the sequence; maximum waits inside it are kept if possible.

    A unit of one operation is that operation. `latest`, `weight` and `forced` are arrays over all operations. Where the
    waits can't be kept, the operations are placed one after the other as if there were none. Returns PLACED, NO_TIME
    (nothing of it is placed) or NO_ROOM.
    """
    op = net.sequence[unit]
    if net.op[op].unit_end == unit + 1:
        return place_best(net, state, op, latest[op], weight[op], forced[op])
    for keep in range(KEEP_WAITS, IGNORE_WAITS + 1):
        result = _place_joined(net, state, unit, latest, weight, forced, keep)
        if result != NO_TIME:
            return result
    return NO_TIME


@allocating
def _place_joined(net, state, unit, latest, weight, forced, keep):
    """Places the operations of a unit, predecessors first.

    One that would come too late after another moves that other later, as little as possible, and all from there on are
    placed again.
    """
    n = net.op[net.sequence[unit]].unit_end - unit
    floor = _quiet_from(net, state, unit) if keep == KEEP_WAITS_BEHIND_EVERYTHING else -NEVER
    start_floor = np.full(n, floor, np.int64)
    end_floor = np.full(n, -NEVER, np.int64)
    i, moves = 0, 0
    while i < n:
        op = net.sequence[unit + i]
        mode, start, end = find_best(net, state, op, latest[op], weight[op], forced[op], start_floor[i], end_floor[i])
        if mode < 0 or moves > MOST_MOVES:
            _take_back(net, state, unit, unit + i)
            return NO_TIME
        if put(net, state, op, mode, start, end) != PLACED:
            return NO_ROOM
        i += 1
        back = i if keep == IGNORE_WAITS else _raise_floors(net, state, unit, i, start_floor, end_floor)
        if back < i:
            _take_back(net, state, unit + back, unit + i)
            i = back
            moves += 1
    return PLACED


@plain
def _raise_floors(net, state, unit, placed, start_floor, end_floor):
    """Lets everything that the last placed operation comes too late after end, or start, just late enough.

    Returns the first of these, or `placed` if there is none.
    """
    op = net.sequence[unit + placed - 1]
    back = placed
    for e in range(net.op[op].pred_first, net.op[op].pred_end):
        over = excess_wait(net, state, e, op)
        if over > 0:
            for k in range(placed - 1):
                p = net.sequence[unit + k]
                if p == net.pred[e].op:
                    if net.pred[e].from_start:
                        start_floor[k] = max(start_floor[k], state.op[p].start + over)
                    else:
                        end_floor[k] = max(end_floor[k], state.op[p].end + over)
                    back = min(back, k)
    return back


@plain
def _take_back(net, state, first, end):
    """Removes what lies at positions [first, end) of the sequence."""
    for k in range(end - 1, first - 1, -1):
        remove(net, state, net.sequence[k])


@plain
def _quiet_from(net, state, unit):
    """A minute after which nothing is placed on any resource that the unit may use."""
    t = 0
    for k in range(unit, net.op[net.sequence[unit]].unit_end):
        op = net.sequence[k]
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
                r = net.use[u].resource
                if state.stations.size[r] > 0:
                    t = max(t, state.stations.point[state.stations.ptr[r] + state.stations.size[r] - 1].end)
                if state.profile.size[r] > 0:
                    t = max(t, state.profile.point[state.profile.ptr[r] + state.profile.size[r] - 1].time)
    return t
