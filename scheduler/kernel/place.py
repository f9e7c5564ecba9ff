"""Placing one operation and taking it back: the primitives of every search.

They hold: units of resources in the class of the mode (held or released in pauses), minimum lags with transport, releases,
stock, elapsed-time (outsourced) modes, facts (started and finished work).
"""

import numba

from scheduler.kernel import profile, stock
from scheduler.kernel.timeline import NEVER, end_from, window_from

STARTED, FINISHED = 1, 2
PLACED, NO_TIME, NO_ROOM = 0, 1, 2
"""Results: placed; the horizon is too short; the state's arrays are too small."""


@numba.njit(cache=True, nogil=True, inline="always")
def transport_minutes(net, from_mode, to_mode):
    """Minutes between the workshops of two modes; none from or to work outside the group."""
    a, b = net.mode_workshop[from_mode], net.mode_workshop[to_mode]
    if a < 0 or b < 0:
        return 0
    return net.transport[a, b]


@numba.njit(cache=True, nogil=True)
def earliest_by_predecessors(net, state, op, mode):
    """First minute allowed by release and placed predecessors, for one mode. Facts have none."""
    if net.op_state[op] != 0:
        return net.op_release[op]
    t = net.op_release[op]
    for e in range(net.op_pred_ptr[op], net.op_pred_ptr[op + 1]):
        p = net.pred_op[e]
        ready = state.end[p] + net.pred_lag[e]
        if net.pred_kind[e] == 0:
            ready += transport_minutes(net, state.mode[p], mode)
        t = max(t, ready)
    return t


@numba.njit(cache=True, nogil=True)
def earliest_by_material(net, state, op, t):
    """First minute >= t at which everything the operation needs can be taken."""
    for n in range(net.op_need_ptr[op], net.op_need_ptr[op + 1]):
        t = stock.available_from(net, state, net.need_stock[n], net.need_quantity[n], t)
    return t


@numba.njit(cache=True, nogil=True)
def _blocked(net, state, mode, k, start, end):
    """The next start worth trying if some use meets too high a level during [start, end), else -1."""
    found = -1
    for u in range(net.mode_use_ptr[mode], net.mode_use_ptr[mode + 1]):
        r = net.use_resource[u]
        limit = net.res_units[r] - net.use_amount[u]
        if net.use_held[u]:
            found = max(found, profile.blocked_until(state, r, start, end, limit))
        else:
            s = start
            w = k
            while s < end:
                found = max(found, profile.blocked_until(state, r, s, min(end, net.win_end[w]), limit))
                w += 1
                s = net.win_start[w] if w < net.win_ptr[net.mode_class[mode] + 1] else end
    return found


@numba.njit(cache=True, nogil=True)
def earliest_fit(net, state, op, mode, t):
    """(start, end) of the earliest free place for the operation in this mode at or after t; NEVER beyond the horizon."""
    class_, work = net.mode_class[mode], net.mode_work[mode]
    if class_ < 0:
        return t, t + work
    last = net.win_ptr[class_ + 1]
    resumable = net.op_resumable[op] != 0
    k = window_from(net, class_, t)
    while True:
        if not resumable:
            while k < last and max(t, net.win_start[k]) + work > net.win_end[k]:
                k += 1
        if k >= last:
            return NEVER, NEVER
        start = max(t, net.win_start[k])
        end = end_from(net, class_, k, start, work)
        if end == NEVER:
            return NEVER, NEVER
        blocked = _blocked(net, state, mode, k, start, end)
        if blocked < 0:
            return start, end
        t = blocked
        if t >= net.win_end[k]:
            k = window_from(net, class_, t)


@numba.njit(cache=True, nogil=True)
def _occupy(net, state, mode, start, end, sign):
    """Adds (+1) or takes back (-1) the occupation of a mode over [start, end). False if the arrays are too small."""
    class_ = net.mode_class[mode]
    for u in range(net.mode_use_ptr[mode], net.mode_use_ptr[mode + 1]):
        amount = sign * net.use_amount[u]
        r = net.use_resource[u]
        if net.use_held[u]:
            if not profile.add(state, r, start, end, amount):
                return False
        else:
            w = window_from(net, class_, start)
            s = start
            while s < end:
                if not profile.add(state, r, s, min(end, net.win_end[w]), amount):
                    return False
                w += 1
                s = net.win_start[w] if w < net.win_ptr[class_ + 1] else end
    return True


@numba.njit(cache=True, nogil=True)
def put(net, state, op, mode, start, end):
    """Places an operation where it is known to fit. NO_ROOM leaves the state unusable: start again with a larger one."""
    if not _occupy(net, state, mode, start, end, 1):
        return NO_ROOM
    if net.op_state[op] == 0:
        for n in range(net.op_need_ptr[op], net.op_need_ptr[op + 1]):
            stock.take(net, state, net.need_stock[n], net.need_quantity[n], start)
    state.start[op] = start
    state.end[op] = end
    state.mode[op] = mode
    return PLACED


@numba.njit(cache=True, nogil=True)
def remove(net, state, op):
    """Takes a placed operation back: every array is as if it had never been placed."""
    start, end, mode = state.start[op], state.end[op], state.mode[op]
    _occupy(net, state, mode, start, end, -1)
    if net.op_state[op] == 0:
        for n in range(net.op_need_ptr[op], net.op_need_ptr[op + 1]):
            stock.take(net, state, net.need_stock[n], -net.need_quantity[n], start)
    state.start[op] = -1
    state.end[op] = -1
    state.mode[op] = -1


@numba.njit(cache=True, nogil=True)
def place_best(net, state, op, latest, weight, forced):
    """Places an operation in its best mode: least weight x minutes after `latest` + mode cost, then earliest end.

    `forced` >= 0 allows that mode only. All predecessors must be placed. Returns PLACED, NO_TIME or NO_ROOM.
    """
    best_score, best_end = 0.0, NEVER
    best_mode, best_start = -1, NEVER
    for mode in range(net.op_mode_ptr[op], net.op_mode_ptr[op + 1]):
        if net.mode_allowed[mode] == 0 or (forced >= 0 and mode != forced):
            continue
        t = earliest_by_predecessors(net, state, op, mode)
        if net.op_state[op] == 0:
            t = earliest_by_material(net, state, op, t)
            start, end = earliest_fit(net, state, op, mode, t)
        elif net.op_state[op] == STARTED:
            start, end = earliest_fit(net, state, op, mode, 0)
        else:
            start, end = t, t
        if end >= NEVER:
            continue
        score = weight * max(0, end - latest) + float(net.mode_cost[mode])
        if best_mode < 0 or score < best_score or (score == best_score and end < best_end):
            best_score, best_end, best_mode, best_start = score, end, mode, start
    if best_mode < 0:
        return NO_TIME
    return put(net, state, op, best_mode, best_start, best_end)
