"""One order into a schedule in which everything else stays: a bound of its earliest ends, and insertions that reach
for it."""

import numpy as np

from scheduler.kernel.empty_shop import start_after_alone
from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.joined import place_unit
from scheduler.kernel.place import (
    FINISHED,
    NO_ROOM,
    PLACED,
    STARTED,
    earliest_by_material,
    earliest_fit,
    put_back,
    remove,
    start_after,
)
from scheduler.kernel.timeline import NEVER


@allocating
def earliest_mode_ends_beside(net, state, order):
    """Per mode of one order's operations: no end is possible earlier beside what is placed (NEVER for other modes).

    Each operation takes its earliest gap after the earliest places of its predecessors, each in the mode that suits
    best, as if the order's own operations never met on a resource. So it is a bound; if an insertion reaches it, that
    one is optimal.
    """
    mode_start = np.full(len(net.mode), NEVER, np.int64)
    mode_end = np.full(len(net.mode), NEVER, np.int64)
    for op in range(net.order[order].op_first, net.order[order].op_end):
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            if net.mode[mode].allowed == 0:
                continue
            t = net.op[op].release
            if net.op[op].state == FINISHED:
                mode_start[mode], mode_end[mode] = net.op[op].fact_start, t
                continue
            if net.op[op].state != STARTED:
                t = max(t, net.op[op].bare_release + net.mode[mode].there, net.mode[mode].opens)
            for e in range(net.op[op].pred_first, net.op[op].pred_end):
                if net.op[net.pred[e].op].order != order:
                    t = max(t, start_after(net, state, e, op, mode))
                else:
                    t = max(t, start_after_alone(net, mode_start, mode_end, e, op, mode))
            if t >= NEVER:
                continue
            if net.op[op].state != STARTED:
                t = earliest_by_material(net, state, op, t)
            mode_start[mode], mode_end[mode] = earliest_fit(net, state, op, mode, t)
            if net.op[op].state == STARTED:
                mode_start[mode] = net.op[op].fact_start
    return mode_end


@allocating
def insert(net, state, sequence, forced, latest, weight):
    """Places the operations of `sequence`, predecessors first and units together. PLACED, NO_TIME or NO_ROOM."""
    weights = np.full(len(net.op), weight)
    for i in range(len(sequence)):
        unit = net.op[sequence[i]].unit_first
        if net.sequence[unit] == sequence[i]:
            result = place_unit(net, state, unit, latest, weights, forced)
            if result != PLACED:
                return result
    return PLACED


@plain
def put_all(net, state, sequence, start, end, mode, sources):
    """Places operations exactly where a plan has them, without looking for room; PLACED or NO_ROOM.

    `sources` per need: the row of the source table that covers it, -1: the first that can.
    """
    for i in range(len(sequence)):
        op = sequence[i]
        if put_back(net, state, op, mode[op], start[op], end[op], sources) != PLACED:
            return NO_ROOM
    return PLACED


@plain
def remove_all(net, state, sequence):
    """Takes operations back."""
    for i in range(len(sequence)):
        remove(net, state, sequence[i])
