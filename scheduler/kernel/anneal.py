"""Ruin and recreate under simulated annealing: a late order and its neighbours are taken out and put back another way.

After Schrimpf et al. (2000), "Record breaking optimization results using the ruin and recreate principle". Worse
schedules are
accepted with falling probability; rejected ones are undone exactly.
"""

import numpy as np

from scheduler.kernel.delivery import lateness_cost, order_lateness
from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.joined import place_unit
from scheduler.kernel.objective import broken_waits, is_disturbed, place_cost
from scheduler.kernel.place import PLACED, find_best, put, put_back, real_start, remove
from scheduler.kernel.random import uniform
from scheduler.kernel.ruin import LONGEST_CHAIN, MOST_ORDERS, choose_orders, list_tail, neighbourhoods
from scheduler.kernel.station import is_sound
from scheduler.kernel.timeline import NEVER

UNTRADEABLE_FACTOR = 1000.0
"""In the annealed sum a minute of an order that must not be traded counts so many times its weight more."""

BROKEN_WAIT = 1e7
"""A maximum wait that is not kept counts like so much money: it is never traded for it."""

FLOW_FACTOR = 1e-6
DISTURBANCE_FACTOR = 1e-3
"""Lower goals decide between schedules that are otherwise equal."""


@plain
def order_value(net, state, order):
    """What one order adds to the annealed sum."""
    late, contract_late, last, storage = order_lateness(net, state, order)
    value = float(lateness_cost(net, order, late, contract_late) + storage)
    if net.order[order].untradeable:
        value += UNTRADEABLE_FACTOR * max(1, net.order[order].weight) * max(0, late)
    first = NEVER
    for op in range(net.order[order].op_first, net.order[order].op_end):
        first = min(first, real_start(net, state, op))
        value += place_cost(net, state, op)
        if net.limited:
            value += BROKEN_WAIT * broken_waits(net, state, op)
        if is_disturbed(net, state, op):
            value += DISTURBANCE_FACTOR
    if first < NEVER:
        value += FLOW_FACTOR * (last - first)
    return value


@allocating
def values(net, state, movable):
    """Annealed value per order; 0 for orders that are not moved."""
    found = np.zeros(len(net.order), np.float64)
    for order in range(len(net.order)):
        if movable[order]:
            found[order] = order_value(net, state, order)
    return found


@allocating
def anneal(
    net, state, movable, value, floor, latest, weight, random, temperature, iterations, best, best_source, best_value
):  # fmt: skip
    """Runs moves at one temperature; returns the best value seen, whose places are in `best`; set-ups count in it too.

    `movable` masks orders that may be taken out; `value` holds their annealed values and is kept up to date; `floor`
    what of it no schedule can avoid; `random` is the generator's state; `best` is an array of places like
    `state.op`, `best_source` one of sources like `state.source`.
    """
    near = neighbourhoods(net, state, movable)
    total = value.sum() + state.station_cost.sum()
    weights = np.zeros(len(value), np.float64)
    cumulative = weights
    taken = np.zeros(MOST_ORDERS, np.int64)
    old = np.zeros(MOST_ORDERS, np.float64)
    cut = np.zeros(MOST_ORDERS, np.int64)
    chain = np.zeros(LONGEST_CHAIN, np.int64)
    waits = np.zeros(LONGEST_CHAIN, np.float64)
    out = np.zeros(len(net.op), np.int64)
    is_out = np.zeros(len(net.op), np.bool_)
    saved = state.op.copy()
    sources = state.source.copy()
    keys = np.zeros(len(net.op), np.float64)
    any_mode = np.full(len(net.op), -1, np.int64)
    key_of = np.zeros(len(net.op), np.float64)
    if not movable.any():
        return best_value
    at_best = False  # whether the schedule is the best one and not yet in `best`
    for iteration in range(iterations):
        if iteration % 64 == 0:
            for i in range(len(value)):
                weights[i] = np.sqrt(max(0.0, value[i] - floor[i])) + 0.02 if movable[i] else 0.0
            cumulative = np.cumsum(weights)
        count = choose_orders(net, state, movable, random, cumulative, near, taken, cut, chain, waits)
        before = float(state.station_cost.sum()) if net.stations else 0.0
        n = 0
        for i in range(count):
            old[i] = value[taken[i]]
            before += old[i]
            n = list_tail(net, state, taken[i], cut[i], out, n, is_out)
        for i in range(n):
            op = out[i]
            saved[op].start, saved[op].end, saved[op].mode = state.op[op].start, state.op[op].end, state.op[op].mode
            for need in range(net.op[op].need_first, net.op[op].need_end):
                sources[need] = state.source[need]
            remove(net, state, op)
        _sort_for_return(net, random, out, n, taken, count, keys, latest, key_of, is_out)
        eager = 1.0 if uniform(random) < 0.7 else 100.0
        placed = 0
        while placed < n:
            op = out[placed]
            unit = net.op[op].unit_first
            if net.op[op].unit_end > unit + 1:
                if place_unit(net, state, unit, latest, weight, any_mode) != PLACED:
                    break
                placed += net.op[op].unit_end - unit
                continue
            mode, start, end = find_best(net, state, op, latest[op], weight[op] * eager, -1, -NEVER, -NEVER)
            if mode < 0 or put(net, state, op, mode, start, end) != PLACED:
                break
            placed += 1
        after = float(state.station_cost.sum()) if net.stations else 0.0
        accepted = False
        if placed == n and (net.shortcuts == 0 or _stations_sound(net, state, saved, out, n)):
            for i in range(count):
                value[taken[i]] = order_value(net, state, taken[i])
                after += value[taken[i]]
            accepted = after <= before or uniform(random) < np.exp((before - after) / temperature)
        if accepted:
            if at_best and after > before:
                _keep(net, state, out, n, saved, sources, best, best_source)
                at_best = False
            total += after - before
            if total < best_value - 1e-9:
                best_value = total
                at_best = True
        else:
            for i in range(placed):
                remove(net, state, out[i])
            for i in range(n):
                op = out[i]
                put_back(net, state, op, saved[op].mode, saved[op].start, saved[op].end, sources)
            for i in range(count):
                value[taken[i]] = old[i]
        for i in range(n):
            is_out[out[i]] = False
    if at_best:
        best[:] = state.op
        best_source[:] = state.source
    return best_value


@allocating
def _keep(net, state, out, n, saved, sources, best, best_source):
    """Copies the places as they were before the last move into `best`: only what is left behind needs a copy."""
    best[:] = state.op
    best_source[:] = state.source
    for i in range(n):
        op = out[i]
        best[op].start, best[op].end, best[op].mode = saved[op].start, saved[op].end, saved[op].mode
        for need in range(net.op[op].need_first, net.op[op].need_end):
            best_source[need] = sources[need]


@plain
def _stations_sound(net, state, saved, out, n):
    """Whether the stations from which operations were taken still have time for every set-up."""
    for i in range(n):
        mode = saved[out[i]].mode
        if net.mode[mode].state >= 0 and not is_sound(net, state.stations, net.use[net.mode[mode].use_first].resource):
            return False
    return True


@allocating
def _sort_for_return(net, random, out, n, taken, count, keys, latest, key_of, is_out):
    """Sorts the operations to put back: order by order, or mixed by latest end with some noise; predecessors stay
    first and units together."""
    kind = uniform(random)
    rank = np.zeros(count, np.float64)
    for i in range(count):
        if kind < 0.35:
            rank[i] = uniform(random)
        elif kind < 0.5:
            rank[i] = float(i)
        else:
            rank[i] = (uniform(random) - 0.5) * 4000.0
    for i in range(n):
        op = out[i]
        for k in range(count):
            if taken[k] == net.op[op].order:
                if kind < 0.5:
                    keys[i] = rank[k] * 1e9 + (net.op[op].unit_first - net.order[taken[k]].op_first)
                else:
                    keys[i] = latest[op] + rank[k]
    # Latest ends alone do not say what comes first: with a relation between starts the later one may be due earlier.
    _keep_together(net, out, n, keys, key_of, is_out)
    ranks = np.argsort(keys[:n], kind="mergesort")
    sorted_out = out[:n].copy()
    for i in range(n):
        out[i] = sorted_out[ranks[i]]


@allocating
def _keep_together(net, out, n, keys, key_of, is_out):
    """Gives the operations of a unit one key, not before those of anything that comes before one of them.

    `out` is in the order of the network's sequence, so units lie together in it, behind all that comes before them.
    """
    i = 0
    while i < n:
        unit = net.op[out[i]].unit_first
        size = net.op[out[i]].unit_end - unit
        key = keys[i]
        for j in range(i, i + size):
            key = max(key, keys[j])
            op = out[j]
            for e in range(net.op[op].pred_first, net.op[op].pred_end):
                p = net.pred[e].op
                if is_out[p] and net.op[p].unit_first != unit and net.op[p].order == net.op[op].order:
                    key = max(key, key_of[p] + 1e-3)
        for j in range(i, i + size):
            keys[j] = key
            key_of[out[j]] = key
        i += size
