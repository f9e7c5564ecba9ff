"""Chosen overtime: what the minutes of it cost that a place works in, and whether the caps leave room for them."""

from scheduler.kernel.jit import plain

HOUR = 60


@plain
def _before(net, first, end, t):
    """(minutes, money) of chosen overtime before minute t in rows [first, end) of the rate table."""
    a, b = first - 1, end
    while b - a > 1:
        middle = (a + b) // 2
        if net.rate[middle].start <= t:
            a = middle
        else:
            b = middle
    if a < first:
        return 0, 0
    inside = min(t, net.rate[a].end) - net.rate[a].start
    return net.rate[a].minutes + inside, net.rate[a].money + inside * net.rate[a].price


@plain
def overtime_cost(net, mode, start, end):
    """Price of the chosen overtime in [start, end), rounded up."""
    money = 0
    for o in range(net.mode[mode].overtime_first, net.mode[mode].overtime_end):
        row = net.overtime[o]
        money += row.amount * (
            _before(net, row.rate_first, row.rate_end, end)[1] - _before(net, row.rate_first, row.rate_end, start)[1]
        )
    return (money + HOUR - 1) // HOUR


@plain
def _minutes(net, o, start, end):
    row = net.overtime[o]
    if end <= start:
        return 0
    return row.amount * (
        _before(net, row.rate_first, row.rate_end, end)[0] - _before(net, row.rate_first, row.rate_end, start)[0]
    )


@plain
def _minutes_under(net, mode, c, start, end):
    """Minutes that all stations of a mode work in chosen overtime under one cap, which they may share."""
    minutes = 0
    for o in range(net.mode[mode].overtime_first, net.mode[mode].overtime_end):
        r = net.overtime[o].resource
        if net.res[r].cap_first <= c < net.res[r].cap_end:
            minutes += _minutes(net, o, max(start, net.cap[c].start), min(end, net.cap[c].end))
    return minutes


@plain
def cap_blocks(net, used, mode, start, end):
    """-1 if every cap has room for the chosen overtime of a mode in [start, end); else the next start to try."""
    for o in range(net.mode[mode].overtime_first, net.mode[mode].overtime_end):
        if _minutes(net, o, start, end) == 0:
            continue
        r = net.overtime[o].resource
        for c in range(net.res[r].cap_first, net.res[r].cap_end):
            if net.cap[c].start >= end:
                break
            minutes = _minutes_under(net, mode, c, start, end)
            if minutes > 0 and used[c] + minutes > net.cap[c].most:
                return max(net.cap[c].end, start + 1)
    return -1


@plain
def use_caps(net, used, mode, start, end, sign):
    """Adds (+1) or takes back (-1) the chosen overtime of a mode in [start, end)."""
    for o in range(net.mode[mode].overtime_first, net.mode[mode].overtime_end):
        if _minutes(net, o, start, end) == 0:
            continue
        r = net.overtime[o].resource
        for c in range(net.res[r].cap_first, net.res[r].cap_end):
            if net.cap[c].start >= end:
                break
            used[c] += sign * _minutes(net, o, max(start, net.cap[c].start), min(end, net.cap[c].end))
