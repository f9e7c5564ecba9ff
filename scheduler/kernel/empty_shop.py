"""What the shop could do for an order if nobody else were there: calendars, lags, transport and material, no queues,
no pins.

Forward this is a lower bound of every end, whatever the plan; backward it gives operations their own latest ends.
"""

import numpy as np

from scheduler.kernel.delivery import arrival, is_empty, latest_finish
from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.place import FINISHED, STARTED, transport_minutes
from scheduler.kernel.timeline import NEVER, fit, latest_start, start_reaching


@plain
def material_alone(net, op):
    """First minute at which each need of an operation is covered if nobody else takes from stock."""
    t = 0
    for n in range(net.op[op].need_first, net.op[op].need_end):
        ready = NEVER
        for s in range(net.need[n].source_first, net.need[n].source_end):
            ready = min(ready, _source_alone(net, s))
        t = max(t, ready)
    return t


@plain
def _source_alone(net, source):
    """First minute at which a source covers a need if nobody else takes from it; NEVER if it can't."""
    stock = net.source[source].stock
    for i in range(net.stock[stock].supply_first, net.stock[stock].supply_end):
        if net.supply[i].level >= net.source[source].quantity:
            return net.supply[i].time + net.source[source].delay
    return net.stock[stock].lead + net.source[source].delay if net.source[source].bought else NEVER


@plain
def start_after_alone(net, mode_start, mode_end, e, op, mode):
    """First start that one link leaves to an operation in a mode, its predecessor in the mode that suits best.

    `mode_start` and `mode_end` are the predecessor's earliest ones; NEVER if it can't be done.
    """
    p = net.pred[e].op
    t = NEVER
    for m in range(net.op[p].mode_first, net.op[p].mode_end):
        from_ = mode_start[m] if net.pred[e].from_start else mode_end[m]
        if from_ < NEVER:
            way = transport_minutes(net, m, mode) if net.pred[e].kind == 0 else 0
            t = min(t, from_ + net.pred[e].lag + way)
    if net.pred[e].to_end and t < NEVER:
        t = start_reaching(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, t)
    return t


@plain
def ready_alone(net, mode_start, mode_end, op, mode, t):
    """First minute >= t allowed by the predecessors' earliest places, each in the mode that suits this one best."""
    for e in range(net.op[op].pred_first, net.op[op].pred_end):
        if net.pred[e].kind == 0:
            t = max(t, start_after_alone(net, mode_start, mode_end, e, op, mode))
    return t


@allocating
def earliest_modes(net):
    """Per mode (start, end): no plan can start, or end, the operation in this mode earlier."""
    mode_start = np.full(len(net.mode), NEVER, np.int64)
    mode_end = np.full(len(net.mode), NEVER, np.int64)
    for op in range(len(net.op)):
        material = material_alone(net, op) if net.op[op].state == 0 else 0
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            if net.op[op].state == FINISHED:
                mode_start[mode] = net.op[op].fact_start
                mode_end[mode] = net.op[op].bare_release
            elif net.op[op].state == STARTED:
                mode_start[mode] = net.op[op].fact_start
                _, mode_end[mode] = fit(
                    net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, 0
                )
            else:
                t = max(net.op[op].bare_release + net.mode[mode].there, net.mode[mode].opens)
                t = ready_alone(net, mode_start, mode_end, op, mode, max(t, material))
                if t < NEVER:
                    start, end = fit(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, t)
                    if start < net.mode[mode].closes and end <= net.mode[mode].ends_by:
                        mode_start[mode], mode_end[mode] = start, end
    return mode_start, mode_end


@allocating
def earliest_ends(net, mode_end):
    """Per operation: the least of its modes' earliest ends."""
    ends = np.full(len(net.op), NEVER, np.int64)
    for op in range(len(net.op)):
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            ends[op] = min(ends[op], mode_end[mode])
    return ends


@plain
def earliest_back(net, mode_end, op):
    """When an operation's result is back in the shop at the earliest: only work outside comes later than its end."""
    found = NEVER
    for mode in range(net.op[op].mode_first, net.op[op].mode_end):
        found = min(found, mode_end[mode] + net.mode[mode].back)
    return found


@allocating
def earliest_arrivals(net, mode_end):
    """Per delivery: arrival if the last operations ended as early as their modes can, the way back included."""
    found = np.zeros(len(net.delivery), np.int64)
    for d in range(len(net.delivery)):
        finish = net.delivery[d].release if is_empty(net, d) else -NEVER
        for i in range(net.delivery[d].op_first, net.delivery[d].op_end):
            finish = max(finish, earliest_back(net, mode_end, net.delivery_op[i]))
        found[d] = arrival(net, d, finish)
    return found


@allocating
def latest_ends(net):
    """Per operation: the end from which on its order would be late if everything after it met no queue (for
    priorities)."""
    ends = np.full(len(net.op), NEVER, np.int64)
    for d in range(len(net.delivery)):
        finish = latest_finish(net, d)
        for i in range(net.delivery[d].op_first, net.delivery[d].op_end):
            op = net.delivery_op[i]
            ends[op] = min(ends[op], finish)
    for position in range(len(net.topo) - 1, -1, -1):
        op = net.topo[position]
        if ends[op] >= NEVER:
            continue
        start = -NEVER
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            start = max(
                start,
                latest_start(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, ends[op]),
            )
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            p = net.pred[e].op
            latest = (ends[op] if net.pred[e].to_end else start) - net.pred[e].lag
            if net.pred[e].from_start:  # its end may come later by its own work
                latest += shortest_work(net, p)
            ends[p] = min(ends[p], latest)
    return ends


@plain
def shortest_work(net, op):
    """Working minutes of an operation in its shortest mode."""
    found = NEVER
    for mode in range(net.op[op].mode_first, net.op[op].mode_end):
        found = min(found, net.mode[mode].work)
    return found
