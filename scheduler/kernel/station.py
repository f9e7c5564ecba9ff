"""Stations that remember: the sorted row of what each does, with set-ups between and several operations in one batch.

The row of station r is `point[ptr[r] : ptr[r] + size[r]]`, sorted by start, without overlaps; places beyond are zero. A
batch holds the operations that share a state, a start and an end; elsewhere it is one operation.
"""

from scheduler.kernel.jit import inlined, plain
from scheduler.kernel.timeline import NEVER, end_from, window_from


@inlined
def last_begun(stations, r, t):
    """Index of the last batch of a station that starts at or before minute t; one before its first if none does."""
    a, b = stations.ptr[r] - 1, stations.ptr[r] + stations.size[r]
    while b - a > 1:
        middle = (a + b) // 2
        if stations.point[middle].start <= t:
            a = middle
        else:
            b = middle
    return a


@plain
def set_up_minutes(net, r, before, state):
    """Minutes of changing station r from one state (-1: ready for anything) to another."""
    if before < 0:
        return 0
    return net.set_up[net.res[r].set_up_first + before * net.res[r].states + state].minutes


@plain
def set_up_cost(net, r, before, state):
    """Cost of the same change."""
    if before < 0:
        return 0
    return net.set_up[net.res[r].set_up_first + before * net.res[r].states + state].cost


@plain
def ready_after(net, r, t, before, state):
    """First minute at which a batch may start on a station that was in another state until minute t."""
    minutes = set_up_minutes(net, r, before, state)
    if minutes == 0:
        return t
    class_ = net.res[r].set_up_class
    if class_ < 0:
        return t + minutes
    k = window_from(net.cal, class_, t)
    if k == net.cal.win_ptr[class_ + 1]:
        return NEVER
    return end_from(net.cal, class_, k, max(t, net.cal.win[k].start), minutes)


@inlined
def joinable(net, stations, r, k, state, load):
    """Whether a batch has room for a load in its own state."""
    return (
        net.res[r].most_load > 0
        and stations.point[k].state == state
        and stations.point[k].load + load <= net.res[r].most_load
    )


@plain
def next_start(net, stations, r, state, load, work, start, end):
    """-1 if work in a state fits on a station over [start, end), in a gap or in a batch; else the next start to try.

    `work` is the least that it can last.
    """
    k = last_begun(stations, r, start)
    before, free_from = net.res[r].initial, 0
    if k >= stations.ptr[r]:
        batch = stations.point[k]
        if batch.start == start and batch.end == end and joinable(net, stations, r, k, state, load):
            return -1
        before, free_from = batch.state, batch.end
    if free_from > start:
        return _next_gap(net, stations, r, k, state, load, work)
    ready = ready_after(net, r, free_from, before, state)
    if k + 1 == stations.ptr[r] + stations.size[r]:
        return ready if ready > start else -1
    behind = stations.point[k + 1]
    if ready > start and _may_fit(net, r, ready, state, work, behind):
        return ready
    if ready <= start and behind.start >= end and ready_after(net, r, end, state, behind.state) <= behind.start:
        return -1
    if joinable(net, stations, r, k + 1, state, load):
        return behind.start
    return _next_gap(net, stations, r, k + 1, state, load, work)


@plain
def _next_gap(net, stations, r, k, state, load, work):
    """First start behind batch `k` worth trying: a batch to join, or a gap that is long enough before calendars."""
    last = stations.ptr[r] + stations.size[r] - 1
    while k < last:
        batch, behind = stations.point[k], stations.point[k + 1]
        if _may_fit(net, r, batch.end + set_up_minutes(net, r, batch.state, state), state, work, behind):
            break
        if joinable(net, stations, r, k + 1, state, load):
            return behind.start
        k += 1
    return ready_after(net, r, stations.point[k].end, stations.point[k].state, state)


@inlined
def _may_fit(net, r, ready, state, work, behind):
    """Whether work begun at minute `ready` could leave time to set up for the batch behind it."""
    return ready + work + set_up_minutes(net, r, state, behind.state) <= behind.start


@plain
def join_start(net, stations, r, state, load, t, end):
    """Start of the first batch from minute t on, before minute `end`, that has room for a load; NEVER if none has."""
    for k in range(max(last_begun(stations, r, t - 1) + 1, stations.ptr[r]), stations.ptr[r] + stations.size[r]):
        if stations.point[k].start >= end:
            break
        if joinable(net, stations, r, k, state, load):
            return stations.point[k].start
    return NEVER


@plain
def is_free(net, stations, r, t):
    """Whether something might start on a station at minute t."""
    k = last_begun(stations, r, t)
    if k < stations.ptr[r] or stations.point[k].end <= t:
        return True
    return stations.point[k].start == t and stations.point[k].load < net.res[r].most_load


@plain
def taken_until(stations, r, t):
    """End of what a station does at minute t; t if it does nothing."""
    k = last_begun(stations, r, t)
    return t if k < stations.ptr[r] else max(t, stations.point[k].end)


@plain
def occupy(net, stations, cost, r, state, load, start, end):
    """Puts work where `next_start` says it fits, and keeps the station's set-up cost. False if there is no room."""
    k = last_begun(stations, r, start)
    low, high = stations.ptr[r], stations.ptr[r] + stations.size[r]
    point = stations.point
    same = k >= low and point[k].start == start and point[k].end == end and point[k].state == state
    if same and net.res[r].most_load > 0:
        point[k].load += load
        point[k].count += 1
        return True
    if high >= stations.ptr[r + 1]:
        return False
    cost[r] += _cost_of(net, stations, r, k, state)
    for i in range(high, k + 1, -1):
        _copy(point, i - 1, i)
    point[k + 1].start = start
    point[k + 1].end = end
    point[k + 1].state = state
    point[k + 1].load = load
    point[k + 1].count = 1
    stations.size[r] += 1
    return True


@plain
def release(net, stations, cost, r, load, start):
    """Takes work back that starts at a minute: every place is as if it had never been put."""
    k = last_begun(stations, r, start)
    high = stations.ptr[r] + stations.size[r]
    point = stations.point
    point[k].load -= load
    point[k].count -= 1
    if point[k].count > 0:
        return
    state = point[k].state
    for i in range(k, high - 1):
        _copy(point, i + 1, i)
    point[high - 1].start = 0
    point[high - 1].end = 0
    point[high - 1].state = 0
    point[high - 1].load = 0
    point[high - 1].count = 0
    stations.size[r] -= 1
    cost[r] -= _cost_of(net, stations, r, k - 1, state)


@inlined
def _copy(point, from_, to):
    point[to].start = point[from_].start
    point[to].end = point[from_].end
    point[to].state = point[from_].state
    point[to].load = point[from_].load
    point[to].count = point[from_].count


@plain
def _cost_of(net, stations, r, k, state):
    """What set-ups cost more with a batch of a state behind batch k than without it."""
    before = stations.point[k].state if k >= stations.ptr[r] else net.res[r].initial
    found = set_up_cost(net, r, before, state)
    if k + 1 < stations.ptr[r] + stations.size[r]:
        behind = stations.point[k + 1].state
        found += set_up_cost(net, r, state, behind) - set_up_cost(net, r, before, behind)
    return found


@plain
def is_batch(net, stations, r, state, start, end):
    """Whether a batch of a state lies exactly over [start, end)."""
    k = last_begun(stations, r, start)
    if k < stations.ptr[r] or net.res[r].most_load == 0:
        return False
    return stations.point[k].start == start and stations.point[k].end == end and stations.point[k].state == state


@plain
def change_around(net, stations, r, state, start):
    """(minutes, cost) of set-ups that a new batch in a state adds on a station, where it starts in a gap."""
    k = last_begun(stations, r, start)
    before = stations.point[k].state if k >= stations.ptr[r] else net.res[r].initial
    minutes = set_up_minutes(net, r, before, state)
    if k + 1 < stations.ptr[r] + stations.size[r]:
        behind = stations.point[k + 1].state
        minutes += set_up_minutes(net, r, state, behind) - set_up_minutes(net, r, before, behind)
    return max(0, minutes), _cost_of(net, stations, r, k, state)


@plain
def is_sound(net, stations, r):
    """Whether every set-up of a station has its time: taking a batch out from between two others may have cost it.

    Only possible where a detour can be quicker than a direct change.
    """
    before, free_from = net.res[r].initial, 0
    for k in range(stations.ptr[r], stations.ptr[r] + stations.size[r]):
        if ready_after(net, r, free_from, before, stations.point[k].state) > stations.point[k].start:
            return False
        before, free_from = stations.point[k].state, stations.point[k].end
    return True
