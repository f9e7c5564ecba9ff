"""Whole schedules in one pass: serial generation by fixed priorities, and dispatching by apparent tardiness cost (ATC).

ATC: Vepsalainen and Morton (1987), "Priority rules for job shops with weighted tardiness costs", with operation due
dates from
the empty shop instead of lead-time estimates.
"""

import heapq

import numpy as np

from scheduler.kernel.jit import allocating, inlined, plain
from scheduler.kernel.joined import place_unit
from scheduler.kernel.place import NO_ROOM, NO_TIME, PLACED, find_best, put, real_start
from scheduler.kernel.profile import blocked_until, level_at
from scheduler.kernel.station import is_free, joinable, last_begun, set_up_minutes, taken_until
from scheduler.kernel.timeline import NEVER, next_open

JOINS = 1e9
"""Added to the index of what can join a batch that begins now: it takes nothing of the station."""

SET_UP_SCALE = 30.0
"""Minutes of set-up that divide an operation's index by e."""


@allocating
def generate(net, state, keys, latest, weight, forced, wanted):
    """Places all operations with `wanted` in order of `keys` (smaller first), predecessors always first.

    `latest`, `weight` per operation and `forced` (mode or -1) are those of `place_best`. Returns PLACED, NO_TIME or
    NO_ROOM.
    """
    n = len(net.op)
    waiting = np.zeros(n, np.int64)
    ready = [(0.0, 0)]
    ready.pop()
    for unit in range(n):
        op = net.sequence[unit]
        if wanted[op] and state.op[op].mode < 0 and net.op[op].unit_first == unit:
            waiting[unit] = unplaced_before(net, state, unit)
            if waiting[unit] == 0:
                heapq.heappush(ready, (unit_key(net, keys, unit), unit))
    while len(ready) > 0:
        _, unit = heapq.heappop(ready)
        result = place_unit(net, state, unit, latest, weight, forced)
        if result != PLACED:
            return result
        for k in range(unit, net.op[net.sequence[unit]].unit_end):
            op = net.sequence[k]
            for i in range(net.op[op].succ_first, net.op[op].succ_end):
                then = net.op[net.succ[i].op].unit_first
                if then != unit:
                    waiting[then] -= 1
                    if waiting[then] == 0 and wanted[net.succ[i].op]:
                        heapq.heappush(ready, (unit_key(net, keys, then), np.int64(then)))
    return PLACED


@plain
def unplaced_before(net, state, unit):
    """Relations in which something outside a unit comes before it and is not placed yet."""
    count = 0
    for k in range(unit, net.op[net.sequence[unit]].unit_end):
        op = net.sequence[k]
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            if state.op[net.pred[e].op].mode < 0 and net.op[net.pred[e].op].unit_first != unit:
                count += 1
    return count


@plain
def unit_key(net, keys, unit):
    """The smallest key of a unit's operations."""
    key = keys[net.sequence[unit]]
    for k in range(unit + 1, net.op[net.sequence[unit]].unit_end):
        key = min(key, keys[net.sequence[k]])
    return key


@allocating
def dispatch_atc(net, state, latest, weight, importance, urgent, wanted, look_ahead, exponent):
    """Simulates the shop: whenever a resource may have room, the waiting operation with the greatest index is placed.

    Index = importance / work^exponent x exp(-max(0, latest start - now) / (look_ahead x mean work)); `urgent`
    operations go first. `weight` is what a late minute costs where modes are compared.
    All events of one minute are applied before anything is dispatched. Returns PLACED, NO_TIME or NO_ROOM.
    """
    n = len(net.op)
    waiting = np.zeros(n, np.int64)
    ready_at = np.zeros(n, np.int64)
    queue_ptr, queue, queued = _empty_queues(net)
    work = np.ones(n, np.float64)
    worth = np.zeros(n, np.float64)  # the logarithm of the index without its slack
    total = 0.0
    remaining = 0
    for op in range(n):
        shortest = NEVER
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            shortest = min(shortest, net.mode[mode].work)
        work[op] = max(1, shortest)
        worth[op] = np.log(importance[op]) - exponent * np.log(work[op]) + 1e12 * urgent[op]
        if wanted[op] and state.op[op].mode < 0:
            remaining += 1
            total += work[op]
    if remaining == 0:
        return PLACED
    scale = max(1e-9, look_ahead * total / remaining)
    events = [(0, -1)]
    events.pop()
    free = [0]
    free.pop()
    for unit in range(n):
        op = net.sequence[unit]
        if wanted[op] and state.op[op].mode < 0 and net.op[op].unit_first == unit:
            waiting[unit] = unplaced_before(net, state, unit)
            if waiting[unit] == 0:
                free.append(unit)
    any_mode = np.full(n, -1, np.int64)
    touched = np.zeros(len(net.res), np.uint8)
    resources = [0]
    resources.pop()
    while True:
        # Everything that became ready joins the queues of its modes' first resources.
        while len(free) > 0:
            unit = free.pop()
            op = net.sequence[unit]
            t = net.op[op].release
            for e in range(net.op[op].pred_first, net.op[op].pred_end):
                if net.pred[e].to_end == 0:
                    p = net.pred[e].op
                    before = real_start(net, state, p) if net.pred[e].from_start else state.op[p].end
                    t = max(t, before + net.pred[e].lag)
            ready_at[op] = t
            inside = False
            if net.op[op].state == 0 and net.op[op].unit_end == unit + 1:
                for mode in range(net.op[op].mode_first, net.op[op].mode_end):
                    if net.mode[mode].allowed and net.mode[mode].use_first < net.mode[mode].use_end:
                        r = net.use[net.mode[mode].use_first].resource
                        queue[queue_ptr[r] + queued[r], 0] = op
                        queue[queue_ptr[r] + queued[r], 1] = mode
                        queued[r] += 1
                        heapq.heappush(events, (np.int64(max(t, 0)), np.int64(r)))
                        inside = True
            if not inside:  # outsourced or reported: nothing to queue for; a unit: placed as soon as it may be
                result = place_unit(net, state, unit, latest, weight, any_mode)
                if result != PLACED:
                    return result
                _release_followers(net, unit, free, waiting, wanted)
        if len(events) == 0:
            return PLACED
        now = events[0][0]
        while len(events) > 0 and events[0][0] == now:
            _, r = heapq.heappop(events)
            if touched[r] == 0:
                touched[r] = 1
                resources.append(np.int64(r))
        resources.sort()
        for r in resources:
            touched[r] = 0
            opens = next_open(net.cal, net.res[r].class_, now)
            if opens > now:
                if queued[r] > 0 and opens < NEVER:
                    heapq.heappush(events, (np.int64(opens), np.int64(r)))
                continue
            result = _serve(
                net, state, r, now, queue, queue_ptr, queued, ready_at, work, worth, latest, weight,
                scale, events, free, waiting, wanted,
            )  # fmt: skip
            if result != PLACED:
                return result
        resources.clear()


@allocating
def _empty_queues(net):
    """One flat queue per resource, with room for every (operation, mode) that may wait for it."""
    counts = np.zeros(len(net.res) + 1, np.int64)
    for mode in range(len(net.mode)):
        if net.mode[mode].use_first < net.mode[mode].use_end:
            counts[net.use[net.mode[mode].use_first].resource + 1] += 1
    pointers = np.cumsum(counts)
    return pointers, np.zeros((pointers[-1], 2), np.int64), np.zeros(len(net.res), np.int64)


@allocating
def _serve(
    net, state, r, now, queue, queue_ptr, queued, ready_at, work, worth, latest, weight,
    scale, events, free, waiting, wanted,
):  # fmt: skip
    """Starts waiting operations on a resource, best index first, as long as it has room now.

    An operation whose best place is elsewhere or later is left in its queues; an event brings it back.
    """
    low = queue_ptr[r]
    passed = low  # operations before this position were looked at in this minute and can't start here now
    while _has_room(net, state, r, now):
        best, best_index, best_at = -1, 0.0, -1
        k = last_begun(state.stations, r, now) if net.res[r].station else 0
        i = passed
        while i < low + queued[r]:
            op = queue[i, 0]
            if state.op[op].mode >= 0:  # placed through another queue meanwhile
                queued[r] -= 1
                _move(queue, low + queued[r], i)
                continue
            if ready_at[op] <= now:
                # The logarithm of the index: the exponential itself is 0 for everything that is due weeks ahead.
                index = worth[op] - max(0.0, latest[op] - work[op] - now) / scale
                if net.res[r].station:
                    index += _station_index(net, state, r, k, queue[i, 1], now)
                if best < 0 or index > best_index or (index == best_index and op < best):
                    best, best_index, best_at = op, index, i
            i += 1
        if best < 0:
            return PLACED
        mode, start, end = find_best(net, state, best, latest[best], weight[best], -1, -NEVER, -NEVER)
        if mode < 0:
            return NO_TIME
        outside = net.mode[mode].use_first == net.mode[mode].use_end
        other = -1 if outside else net.use[net.mode[mode].use_first].resource
        if outside or (other == r and start <= now):  # before now: in chosen overtime, when r seemed closed
            if put(net, state, best, mode, start, end) != PLACED:
                return NO_ROOM
            _release_followers(net, net.op[best].unit_first, free, waiting, wanted)
            queued[r] -= 1
            _move(queue, low + queued[r], best_at)
            continue
        mode = queue[best_at, 1]
        _move(queue, passed, best_at)
        queue[passed, 0] = best
        queue[passed, 1] = mode
        passed += 1
        heapq.heappush(events, (np.int64(start), np.int64(other)))
        if other != r:
            heapq.heappush(events, (np.int64(max(start, now + 1)), np.int64(r)))
    if queued[r] > 0:
        if net.res[r].station:
            later = taken_until(state.stations, r, now)
        else:
            later = blocked_until(state.profile, r, now, now + 1, net.res[r].units - 1)
        if later > now:
            heapq.heappush(events, (np.int64(later), np.int64(r)))
    return PLACED


@plain
def _has_room(net, state, r, now):
    """Whether something might start on a resource now."""
    if net.res[r].station:
        return is_free(net, state.stations, r, now)
    return level_at(state.profile, r, now) < net.res[r].units


@inlined
def _move(queue, from_, to):
    queue[to, 0] = queue[from_, 0]
    queue[to, 1] = queue[from_, 1]


@plain
def _station_index(net, state, r, k, mode, now):
    """What the state of a station, whose last batch is `k`, adds to an operation's index: a batch that begins now
    first, long set-ups last.

    After the set-up term of ATCS: Lee, Bhaskaran and Pinedo (1997), "A heuristic to minimize the total weighted
    tardiness with sequence-dependent setups".
    """
    before = net.res[r].initial
    if k >= state.stations.ptr[r]:
        batch = state.stations.point[k]
        before = batch.state
        if batch.start == now and joinable(net, state.stations, r, k, net.mode[mode].state, net.mode[mode].load):
            return JOINS
    return -set_up_minutes(net, r, before, net.mode[mode].state) / SET_UP_SCALE


@allocating
def _release_followers(net, unit, free, waiting, wanted):
    for k in range(unit, net.op[net.sequence[unit]].unit_end):
        op = net.sequence[k]
        for i in range(net.op[op].succ_first, net.op[op].succ_end):
            then = net.op[net.succ[i].op].unit_first
            if then != unit:
                waiting[then] -= 1
                if waiting[then] == 0 and wanted[net.succ[i].op]:
                    free.append(np.int64(then))


__all__ = ["NO_ROOM", "NO_TIME", "PLACED", "dispatch_atc", "generate"]
