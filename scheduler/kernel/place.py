"""Placing one operation and taking it back: the primitives of every search.

They hold: units of resources in the class of the mode (held or released in pauses), minimum lags of all four
relations with transport, releases, stock, elapsed-time (outsourced) modes, facts (started and finished work).
"""

import numba
import numpy as np

from scheduler.kernel import profile, stock
from scheduler.kernel.timeline import NEVER, end_from, start_reaching, window_from

STARTED, FINISHED = 1, 2
KEEP_WAITS, KEEP_WAITS_BEHIND_EVERYTHING, IGNORE_WAITS = 0, 1, 2
"""How hard a unit tries to keep the maximum waits inside it."""

MOST_MOVES = 100
"""Times an operation of a unit is moved later before the unit gives up trying among what is placed."""

PLACED, NO_TIME, NO_ROOM = 0, 1, 2
"""Results: placed; the horizon is too short; the state's arrays are too small."""


@numba.njit(cache=True, nogil=True, inline="always")
def transport_minutes(net, from_mode, to_mode):
    """Minutes between the workshops of two modes; none from or to work outside the group."""
    a, b = net.mode[from_mode].workshop, net.mode[to_mode].workshop
    if a < 0 or b < 0:
        return 0
    return net.transport[a, b]


@numba.njit(cache=True, nogil=True, inline="always")
def real_start(net, state, op):
    """Start of a placed operation; of reported work the real one, in the past."""
    return state.op[op].start if net.op[op].state == 0 else net.op[op].fact_start


@numba.njit(cache=True, nogil=True)
def start_after(net, state, e, op, mode):
    """First start that one predecessor, placed, leaves to an operation in a mode; `e` is the row of the relation."""
    p = net.pred[e].op
    t = (real_start(net, state, p) if net.pred[e].from_start else state.op[p].end) + net.pred[e].lag
    if net.pred[e].kind == 0:
        t += transport_minutes(net, state.op[p].mode, mode)
    if net.pred[e].to_end:
        t = start_reaching(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, t)
    return t


@numba.njit(cache=True, nogil=True)
def earliest_by_predecessors(net, state, op, mode):
    """First start allowed by release and placed predecessors, for one mode. Facts have none."""
    t = net.op[op].release
    if net.op[op].state == 0:
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            t = max(t, start_after(net, state, e, op, mode))
    return t


@numba.njit(cache=True, nogil=True)
def earliest_by_material(net, state, op, t):
    """First minute >= t at which everything the operation needs can be taken."""
    for n in range(net.op[op].need_first, net.op[op].need_end):
        t = stock.available_from(net, state.stocks, net.need[n].stock, net.need[n].quantity, t)
    return t


@numba.njit(cache=True, nogil=True)
def _blocked(net, state, mode, k, start, end):
    """The next start worth trying if some use meets too high a level during [start, end), else -1."""
    found = -1
    for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
        r = net.use[u].resource
        limit = net.res[r].units - net.use[u].amount
        if net.use[u].held:
            found = max(found, profile.blocked_until(state.profile, r, start, end, limit))
        else:
            s = start
            w = k
            while s < end:
                found = max(found, profile.blocked_until(state.profile, r, s, min(end, net.cal.win[w].end), limit))
                w += 1
                s = net.cal.win[w].start if w < net.cal.win_ptr[net.mode[mode].class_ + 1] else end
    return found


@numba.njit(cache=True, nogil=True)
def earliest_fit(net, state, op, mode, t):
    """(start, end) of the earliest free place for the operation in this mode at or after t; NEVER beyond the
    horizon."""
    class_, work = net.mode[mode].class_, net.mode[mode].work
    if class_ < 0:
        return t, t + work
    last = net.cal.win_ptr[class_ + 1]
    resumable = net.op[op].resumable != 0
    k = window_from(net.cal, class_, t)
    while True:
        if not resumable:
            while k < last and max(t, net.cal.win[k].start) + work > net.cal.win[k].end:
                k += 1
        if k >= last:
            return NEVER, NEVER
        start = max(t, net.cal.win[k].start)
        end = end_from(net.cal, class_, k, start, work)
        if end == NEVER:
            return NEVER, NEVER
        blocked = _blocked(net, state, mode, k, start, end)
        if blocked < 0:
            return start, end
        t = blocked
        if t >= net.cal.win[k].end:
            k = window_from(net.cal, class_, t)


@numba.njit(cache=True, nogil=True)
def _occupy(net, state, mode, start, end, sign):
    """Adds (+1) or takes back (-1) the occupation of a mode over [start, end). False if the arrays are too small."""
    class_ = net.mode[mode].class_
    for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
        amount = sign * net.use[u].amount
        r = net.use[u].resource
        if net.use[u].held:
            if not profile.add(state.profile, r, start, end, amount):
                return False
        else:
            w = window_from(net.cal, class_, start)
            s = start
            while s < end:
                if not profile.add(state.profile, r, s, min(end, net.cal.win[w].end), amount):
                    return False
                w += 1
                s = net.cal.win[w].start if w < net.cal.win_ptr[class_ + 1] else end
    return True


@numba.njit(cache=True, nogil=True)
def put(net, state, op, mode, start, end):
    """Places an operation where it is known to fit. NO_ROOM leaves the state unusable: start again with a larger
    one."""
    if not _occupy(net, state, mode, start, end, 1):
        return NO_ROOM
    if net.op[op].state == 0:
        for n in range(net.op[op].need_first, net.op[op].need_end):
            stock.take(net, state.stocks, net.need[n].stock, net.need[n].quantity, start)
    state.op[op].start = start
    state.op[op].end = end
    state.op[op].mode = mode
    return PLACED


@numba.njit(cache=True, nogil=True)
def remove(net, state, op):
    """Takes a placed operation back: every array is as if it had never been placed."""
    start, end, mode = state.op[op].start, state.op[op].end, state.op[op].mode
    _occupy(net, state, mode, start, end, -1)
    if net.op[op].state == 0:
        for n in range(net.op[op].need_first, net.op[op].need_end):
            stock.take(net, state.stocks, net.need[n].stock, -net.need[n].quantity, start)
    state.op[op].start = -1
    state.op[op].end = -1
    state.op[op].mode = -1


@numba.njit(cache=True, nogil=True)
def find_best(net, state, op, latest, weight, forced, start_floor, end_floor):
    """(mode, start, end) of the operation's best place now; mode -1 if none is left before the horizon.

    Best is the least weight x minutes after `latest` + mode cost, then the earliest end. `forced` >= 0 allows that
    mode only. It starts at `start_floor` or later and ends at `end_floor` or later (-NEVER: no matter). All
    predecessors must be placed.
    """
    best_score, best_end = 0.0, NEVER
    best_mode, best_start = -1, NEVER
    for mode in range(net.op[op].mode_first, net.op[op].mode_end):
        if net.mode[mode].allowed == 0 or (forced >= 0 and mode != forced):
            continue
        t = max(earliest_by_predecessors(net, state, op, mode), start_floor)
        if net.op[op].state == 0:
            if end_floor > -NEVER:
                resumable = net.op[op].resumable != 0
                t = max(t, start_reaching(net.cal, net.mode[mode].class_, resumable, net.mode[mode].work, end_floor))
            t = earliest_by_material(net, state, op, t)
            start, end = earliest_fit(net, state, op, mode, t)
        elif net.op[op].state == STARTED:
            start, end = earliest_fit(net, state, op, mode, 0)
        else:
            start, end = t, t
        if end >= NEVER:
            continue
        score = weight * max(0, end - latest) + float(net.mode[mode].cost)
        if best_mode < 0 or score < best_score or (score == best_score and end < best_end):
            best_score, best_end, best_mode, best_start = score, end, mode, start
    return best_mode, best_start, best_end


@numba.njit(cache=True, nogil=True)
def place_best(net, state, op, latest, weight, forced):
    """Places an operation where `find_best` says. Returns PLACED, NO_TIME or NO_ROOM."""
    mode, start, end = find_best(net, state, op, latest, weight, forced, -NEVER, -NEVER)
    if mode < 0:
        return NO_TIME
    return put(net, state, op, mode, start, end)


@numba.njit(cache=True, nogil=True)
def place_unit(net, state, unit, latest, weight, forced):
    """Places the unit that begins at position `unit` of the sequence; maximum waits inside it are kept if possible.

    A unit of one operation is that operation. `latest`, `weight` and `forced` are arrays over all operations. Where the
    waits can't be kept, the operations are placed one after the other as if there were none. Returns PLACED, NO_TIME
    (nothing of it is placed) or NO_ROOM.
    """
    op = net.sequence[unit]
    if net.op[op].unit_end == unit + 1:
        return place_best(net, state, op, latest[op], weight[op], forced[op])
    for keep in (KEEP_WAITS, KEEP_WAITS_BEHIND_EVERYTHING, IGNORE_WAITS):
        result = _place_joined(net, state, unit, latest, weight, forced, keep)
        if result != NO_TIME:
            return result
    return NO_TIME


@numba.njit(cache=True, nogil=True)
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


@numba.njit(cache=True, nogil=True)
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


@numba.njit(cache=True, nogil=True)
def excess_wait(net, state, e, op):
    """Minutes by which a placed operation misses the maximum of one relation, `e` its row; <= 0 if it keeps it."""
    if net.pred[e].maximum >= NEVER:
        return -NEVER
    p = net.pred[e].op
    from_ = real_start(net, state, p) if net.pred[e].from_start else state.op[p].end
    to = state.op[op].end if net.pred[e].to_end else state.op[op].start
    return to - from_ - net.pred[e].maximum


@numba.njit(cache=True, nogil=True)
def _take_back(net, state, first, end):
    """Removes what lies at positions [first, end) of the sequence."""
    for k in range(end - 1, first - 1, -1):
        remove(net, state, net.sequence[k])


@numba.njit(cache=True, nogil=True)
def _quiet_from(net, state, unit):
    """A minute after which nothing is placed on any resource that the unit may use."""
    t = 0
    for k in range(unit, net.op[net.sequence[unit]].unit_end):
        op = net.sequence[k]
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
                r = net.use[u].resource
                if state.profile.size[r] > 0:
                    t = max(t, state.profile.point[state.profile.ptr[r] + state.profile.size[r] - 1].time)
    return t
