"""Placing one operation and taking it back: the primitives of every search.

They hold: units of resources in the class of the mode (held or released in pauses), stations with set-ups and batches,
minimum lags of all four relations with transport, releases, windows of modes, ties, stock from several sources, caps of
chosen overtime, elapsed-time (outsourced) modes, facts (started and finished work).
"""

from scheduler.kernel import profile, station, stock
from scheduler.kernel.jit import inlined, plain
from scheduler.kernel.overtime import cap_blocks, overtime_cost, use_caps
from scheduler.kernel.timeline import NEVER, end_from, start_reaching, window_from

STARTED, FINISHED = 1, 2
PLACED, NO_TIME, NO_ROOM = 0, 1, 2
"""Results: placed; the horizon is too short; the state's arrays are too small."""


@inlined
def transport_minutes(net, from_mode, to_mode):
    """Minutes between where two modes work: between their workshops, and back from and there to work outside."""
    way = net.mode[from_mode].back + net.mode[to_mode].there
    a, b = net.mode[from_mode].workshop, net.mode[to_mode].workshop
    if a < 0 or b < 0:
        return way
    return way + net.transport[a, b]


@inlined
def real_start(net, state, op):
    """Start of a placed operation; of reported work the real one, in the past."""
    return state.op[op].start if net.op[op].state == 0 else net.op[op].fact_start


@plain
def start_after(net, state, e, op, mode):
    """First start that one predecessor, placed, leaves to an operation in a mode; `e` is the row of the relation."""
    p = net.pred[e].op
    t = (real_start(net, state, p) if net.pred[e].from_start else state.op[p].end) + net.pred[e].lag
    if net.pred[e].kind == 0:
        t += transport_minutes(net, state.op[p].mode, mode)
    if net.pred[e].to_end:
        t = start_reaching(net.cal, net.mode[mode].class_, net.op[op].resumable != 0, net.mode[mode].work, t)
    return t


@plain
def earliest_by_predecessors(net, state, op, mode):
    """First start allowed by release and placed predecessors, for one mode. Facts have none."""
    t = net.op[op].release
    if net.op[op].state == 0:
        t = max(t, net.op[op].bare_release + net.mode[mode].there, net.mode[mode].opens)
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            t = max(t, start_after(net, state, e, op, mode))
    return t


@plain
def earliest_by_material(net, state, op, t):
    """First minute >= t at which everything the operation needs can be taken."""
    for n in range(net.op[op].need_first, net.op[op].need_end):
        t = stock.best_source(net, state.stocks, n, t)[1]
        if t >= NEVER:
            return NEVER
    return t


@plain
def _blocked(net, state, mode, k, start, end):
    """The next start worth trying if some use meets too high a level during [start, end), else -1."""
    found = -1
    for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
        r = net.use[u].resource
        if net.res[r].station:
            continue
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


@plain
def _next_start(net, state, mode, k, start, end):
    """-1 if a mode fits over [start, end), which begins in window k of its class; else the next start to try."""
    found = _blocked(net, state, mode, k, start, end)
    if found < 0 and net.mode[mode].state >= 0:
        r = net.use[net.mode[mode].use_first].resource
        load, work = net.mode[mode].load, net.mode[mode].work
        found = station.next_start(net, state.stations, r, net.mode[mode].state, load, work, start, end)
    if found < 0 and net.mode[mode].overtime_first < net.mode[mode].overtime_end:
        found = cap_blocks(net, state.cap_used, mode, start, end)
    return found


@plain
def earliest_fit(net, state, op, mode, t):
    """(start, end) of the earliest free place for the operation in this mode at or after t; NEVER beyond the
    horizon, or the mode's window."""
    class_, work = net.mode[mode].class_, net.mode[mode].work
    if t >= NEVER:
        return NEVER, NEVER
    if class_ < 0:
        if t >= net.mode[mode].closes or t + work > net.mode[mode].ends_by:
            return NEVER, NEVER
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
        if end > net.mode[mode].ends_by or start >= net.mode[mode].closes or end == NEVER:
            return NEVER, NEVER
        later = _next_start(net, state, mode, k, start, end)
        if later < 0:
            return start, end
        t = later
        if t >= net.cal.win[k].end:
            k = window_from(net.cal, class_, t)


@plain
def _occupy(net, state, mode, start, end, sign):
    """Adds (+1) or takes back (-1) the occupation of a mode over [start, end). False if the arrays are too small."""
    class_ = net.mode[mode].class_
    for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
        amount = sign * net.use[u].amount
        r = net.use[u].resource
        if net.res[r].station:
            continue
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


@plain
def put(net, state, op, mode, start, end):
    """Places an operation where it is known to fit, its needs covered by the first sources in order that can.

    NO_ROOM leaves the state unusable: start again with a larger one.
    """
    if net.op[op].state == 0:
        for n in range(net.op[op].need_first, net.op[op].need_end):
            _cover(net, state, n, -1, start)
    return _put_on_resources(net, state, op, mode, start, end)


@plain
def _cover(net, state, need, source, start):
    """Takes what a need asks for from a source; -1: the first in order that can (if none can, the first)."""
    if source < 0:
        source = max(stock.best_source(net, state.stocks, need, start)[0], net.need[need].source_first)
    state.source[need] = source
    stock.take(net, state.stocks, source, start, 1)


@plain
def put_back(net, state, op, mode, start, end, sources):
    """The same with the sources, per need, that it had: undoing is exact. A source -1 is chosen anew."""
    if net.op[op].state == 0:
        for n in range(net.op[op].need_first, net.op[op].need_end):
            _cover(net, state, n, sources[n], start)
    return _put_on_resources(net, state, op, mode, start, end)


@plain
def _put_on_resources(net, state, op, mode, start, end):
    if not _occupy(net, state, mode, start, end, 1):
        return NO_ROOM
    if net.mode[mode].state >= 0:
        r = net.use[net.mode[mode].use_first].resource
        load = net.mode[mode].load
        if not station.occupy(net, state.stations, state.station_cost, r, net.mode[mode].state, load, start, end):
            return NO_ROOM
    use_caps(net, state.cap_used, mode, start, end, 1)
    state.op[op].start = start
    state.op[op].end = end
    state.op[op].mode = mode
    return PLACED


@plain
def remove(net, state, op):
    """Takes a placed operation back: every array is as if it had never been placed."""
    start, end, mode = state.op[op].start, state.op[op].end, state.op[op].mode
    _occupy(net, state, mode, start, end, -1)
    if net.mode[mode].state >= 0:
        r = net.use[net.mode[mode].use_first].resource
        station.release(net, state.stations, state.station_cost, r, net.mode[mode].load, start)
    use_caps(net, state.cap_used, mode, start, end, -1)
    if net.op[op].state == 0:
        for n in range(net.op[op].need_first, net.op[op].need_end):
            stock.take(net, state.stocks, state.source[n], start, -1)
            state.source[n] = -1
    state.op[op].start = -1
    state.op[op].end = -1
    state.op[op].mode = -1


@plain
def _tied_away(net, state, op, mode):
    """Whether a placed operation that must share this one's first resource, or must not, rules a mode out."""
    for i in range(net.op[op].tie_first, net.op[op].tie_end):
        other = state.op[net.tie[i].op].mode
        if other < 0 or net.mode[mode].workshop < 0 or net.mode[other].workshop < 0:
            continue
        same = net.use[net.mode[mode].use_first].resource == net.use[net.mode[other].use_first].resource
        if same != (net.tie[i].same != 0):
            return True
    return False


@plain
def find_best(net, state, op, latest, weight, forced, start_floor, end_floor):
    """(mode, start, end) of the operation's best place now; mode -1 if none is left before the horizon.

    Best is the least weight x minutes after `latest` + mode cost, then the earliest end; an end counts as later by
    how much farther the mode is from what follows. `forced` >= 0 allows that mode only. It starts at `start_floor` or
    later and ends at `end_floor` or later (-NEVER: no matter). All predecessors must be placed.
    """
    best_score, best_end, best_effort = 0.0, NEVER, 0
    best_mode, best_start, best_reach = -1, NEVER, NEVER
    for mode in range(net.op[op].mode_first, net.op[op].mode_end):
        if net.mode[mode].allowed == 0 or (forced >= 0 and mode != forced) or _tied_away(net, state, op, mode):
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
        score, effort = _score(net, state, mode, start, end, latest, weight)
        reach = end + net.mode[mode].onward
        if best_mode < 0 or (score, effort, reach) < (best_score, best_effort, best_reach):
            best_score, best_end, best_effort, best_mode, best_start = score, end, effort, mode, start
            best_reach = reach
        if net.mode[mode].state >= 0 and effort >= 0 and net.op[op].state == 0:
            # A batch that it could join later takes nothing of the station: as good as an own one if it is in time.
            r = net.use[net.mode[mode].use_first].resource
            if net.res[r].most_load > 0:
                join = station.join_start(
                    net, state.stations, r, net.mode[mode].state, net.mode[mode].load, start + 1, latest
                )
                if join < NEVER:
                    later, later_end = earliest_fit(net, state, op, mode, join)
                    if later == join:
                        score, effort = _score(net, state, mode, later, later_end, latest, weight)
                        reach = later_end + net.mode[mode].onward
                        if (score, effort, reach) < (best_score, best_effort, best_reach):
                            best_score, best_end, best_effort = score, later_end, effort
                            best_mode, best_start, best_reach = mode, later, reach
    return best_mode, best_start, best_end


@plain
def _score(net, state, mode, start, end, latest, weight):
    """(money, effort) of a place: weight x minutes after `latest` + what the mode, overtime and set-ups cost there.

    Of places that cost the same the less effort is better: -1 to join a batch, else the minutes of set-ups it adds.
    """
    score = weight * max(0, end + net.mode[mode].onward - latest) + float(net.mode[mode].cost)
    effort = 0
    if net.mode[mode].overtime_first < net.mode[mode].overtime_end:
        score += overtime_cost(net, mode, start, end)
    if net.mode[mode].state >= 0:
        r = net.use[net.mode[mode].use_first].resource
        if station.is_batch(net, state.stations, r, net.mode[mode].state, start, end):
            return score, -1
        effort, cost = station.change_around(net, state.stations, r, net.mode[mode].state, start)
        score += cost
    return score, effort


@plain
def place_best(net, state, op, latest, weight, forced):
    """Places an operation where `find_best` says. Returns PLACED, NO_TIME or NO_ROOM."""
    mode, start, end = find_best(net, state, op, latest, weight, forced, -NEVER, -NEVER)
    if mode < 0:
        return NO_TIME
    return put(net, state, op, mode, start, end)


@plain
def excess_wait(net, state, e, op):
    """Minutes by which a placed operation misses the maximum of one relation, `e` its row; <= 0 if it keeps it."""
    if net.pred[e].maximum >= NEVER:
        return -NEVER
    p = net.pred[e].op
    from_ = real_start(net, state, p) if net.pred[e].from_start else state.op[p].end
    to = state.op[op].end if net.pred[e].to_end else state.op[op].start
    return to - from_ - net.pred[e].maximum
