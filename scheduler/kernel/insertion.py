"""One order into a schedule in which everything else stays: a bound of its earliest ends, and insertions that reach
for it."""

import numba
import numpy as np

from scheduler.kernel.place import (
    FINISHED,
    NO_ROOM,
    PLACED,
    STARTED,
    earliest_by_material,
    earliest_fit,
    place_best,
    put,
    remove,
    transport_minutes,
)
from scheduler.kernel.timeline import NEVER


@numba.njit(cache=True, nogil=True)
def earliest_mode_ends_beside(net, state, order):
    """Per mode of one order's operations: no end is possible earlier beside what is placed (NEVER for other modes).

    Each operation takes its earliest gap after the earliest ends of its predecessors, each in the mode that suits
    best, as if the
    order's own operations never met on a resource. So it is a bound; if an insertion reaches it, that one is optimal.
    """
    mode_end = np.full(len(net.mode), NEVER, np.int64)
    for op in range(net.order[order].op_first, net.order[order].op_end):
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            if net.mode[mode].allowed == 0:
                continue
            t = net.op[op].release
            if net.op[op].state == FINISHED:
                mode_end[mode] = t
                continue
            for e in range(net.op[op].pred_first, net.op[op].pred_end):
                p = net.pred[e].op
                if net.op[p].order != order:
                    t = max(t, state.op[p].end + net.pred[e].lag)
                    continue
                ready = NEVER
                for m in range(net.op[p].mode_first, net.op[p].mode_end):
                    lag = net.pred[e].lag
                    if net.pred[e].kind == 0:
                        lag += transport_minutes(net, m, mode)
                    ready = min(ready, mode_end[m] + lag)
                t = max(t, ready)
            if t >= NEVER:
                continue
            if net.op[op].state != STARTED:
                t = earliest_by_material(net, state, op, t)
            _, mode_end[mode] = earliest_fit(net, state, op, mode, t)
    return mode_end


@numba.njit(cache=True, nogil=True)
def insert(net, state, sequence, forced, latest, weight):
    """Places the operations of `sequence`, predecessors first, each as `find_best` says. PLACED, NO_TIME or NO_ROOM."""
    for i in range(len(sequence)):
        op = sequence[i]
        result = place_best(net, state, op, latest[op], weight, forced[op])
        if result != PLACED:
            return result
    return PLACED


@numba.njit(cache=True, nogil=True)
def put_all(net, state, sequence, start, end, mode):
    """Places operations exactly where a plan has them, without looking for room; PLACED or NO_ROOM."""
    for i in range(len(sequence)):
        op = sequence[i]
        if put(net, state, op, mode[op], start[op], end[op]) != PLACED:
            return NO_ROOM
    return PLACED


@numba.njit(cache=True, nogil=True)
def remove_all(net, state, sequence):
    """Takes operations back."""
    for i in range(len(sequence)):
        remove(net, state, sequence[i])
