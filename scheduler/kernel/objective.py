"""The goals of a complete schedule, in the order of the problem's levels."""

import numpy as np

from scheduler.kernel.delivery import lateness_cost, order_lateness
from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.overtime import overtime_cost
from scheduler.kernel.place import excess_wait, real_start
from scheduler.kernel.timeline import NEVER

UNPLANNED, BROKEN_PINS, UNTRADEABLE, COST, DISTURBANCE, FLOW_TIME, MAKESPAN = range(7)
"""Positions of the measures: the order of `scheduler.domain.goal.Goal`."""


@allocating
def measures(net, state):
    """All seven measures; `UNPLANNED` is 0 here because orders set aside never reach the kernel."""
    found = np.zeros(7, np.int64)
    found[COST] = net.base_cost + state.station_cost.sum()
    for order in range(len(net.order)):
        late, contract_late, last, storage = order_lateness(net, state, order)
        found[COST] += lateness_cost(net, order, late, contract_late) + storage
        if net.order[order].untradeable:
            found[UNTRADEABLE] += max(1, net.order[order].weight) * max(0, late)
        first = NEVER
        for op in range(net.order[order].op_first, net.order[order].op_end):
            first = min(first, real_start(net, state, op))
        if first < NEVER:
            found[FLOW_TIME] += last - first
    for op in range(len(net.op)):
        found[COST] += place_cost(net, state, op)
        found[MAKESPAN] = max(found[MAKESPAN], state.op[op].end)
        found[DISTURBANCE] += is_disturbed(net, state, op)
    if net.limited:
        for op in range(len(net.op)):
            found[BROKEN_PINS] += broken_waits(net, state, op)
    for p in range(len(net.pin)):
        place = state.op[net.pin[p].op]
        if (place.end if net.pin[p].ends else place.start) > net.pin[p].at:
            found[BROKEN_PINS] += 1
    return found


@plain
def place_cost(net, state, op):
    """What a placed operation costs by its mode, its chosen overtime and the sources of its needs."""
    place = state.op[op]
    cost = net.mode[place.mode].cost
    if net.mode[place.mode].overtime_first < net.mode[place.mode].overtime_end:
        cost += overtime_cost(net, place.mode, place.start, place.end)
    for n in range(net.op[op].need_first, net.op[op].need_end):
        if state.source[n] >= 0:
            cost += net.source[state.source[n]].cost
    return cost


@plain
def is_disturbed(net, state, op):
    """Whether a placed operation starts at another minute, or is done in another mode, than was published."""
    before = net.op[op].published_start
    if before <= -NEVER:
        return False
    return real_start(net, state, op) != before or net.mode[state.op[op].mode].same_as != net.op[op].published_mode


@plain
def broken_waits(net, state, op):
    """Maximum waits before an operation that it does not keep."""
    count = 0
    for e in range(net.op[op].pred_first, net.op[op].pred_end):
        count += excess_wait(net, state, e, op) > 0
    return count


@allocating
def levels(net, state):
    """Measures in the order of the problem's goals: compare as a tuple, smaller is better."""
    found = measures(net, state)
    ordered = np.zeros(len(net.goals), np.int64)
    for i in range(len(net.goals)):
        ordered[i] = found[net.goals[i]]
    return ordered


@plain
def better(a, b):
    """Whether levels a beat levels b: smaller in the first place where they differ."""
    for i in range(len(a)):
        if a[i] != b[i]:
            return a[i] < b[i]
    return False
