"""What work costs when every minute of every resource has a price, and when it is best done.

Whatever a mode takes is priced by its tariff. A tariff is a list of segments in each of which one minute of the mode's
work has one price; cumulated over time (`Curves`) the price of a place is the difference between its end and its start.
For one operation in one mode `extend` turns the front of what comes before it into the front of its own ends: both
are piecewise linear, so going from breakpoint to breakpoint is exact at every minute, and closed time costs nothing.

All costs are integers, in parts of a unit of money (`SCALE`), so a sum of them is exact too.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernel.fronts import FAR, PUSH_ROOM, push, value_at
from scheduler.kernel.jit import plain
from scheduler.kernel.timeline import NEVER, end_from, fit, window_from

Int64 = npt.NDArray[np.int64]

SCALE = 1024
"""Parts of a unit of money."""


class Tariffs(NamedTuple):
    """How the minutes of a mode are priced: segments per tariff, terms per segment."""

    first: Int64
    """[tariffs + 1] offsets into the segments."""
    time: Int64
    """First minute of a segment; it lasts until the next one, the last one for ever."""
    base: Int64
    """Price of a minute without terms: chosen overtime, rounded down."""
    term_first: Int64
    """[segments + 1] offsets into the terms."""
    period: Int64
    """Of a term: the minute has `amount` times the price of this period."""
    amount: Int64


class Curves(NamedTuple):
    """The price of all minutes before a minute, piecewise linear; those of tariff c are `first[c]` to `end[c]`."""

    first: Int64
    end: Int64
    time: Int64
    value: Int64
    slope: Int64


@plain
def cumulate(tariffs, price, curve):
    """Fills the curves for the prices of all periods; neighbouring segments with the same price are one piece."""
    for c in range(len(tariffs.first) - 1):
        top = curve.first[c]
        for j in range(tariffs.first[c], tariffs.first[c + 1]):
            slope = tariffs.base[j]
            for i in range(tariffs.term_first[j], tariffs.term_first[j + 1]):
                slope += tariffs.amount[i] * price[tariffs.period[i]]
            value = 0
            if top > curve.first[c]:
                if slope == curve.slope[top - 1]:
                    continue
                value = curve.value[top - 1] + (tariffs.time[j] - curve.time[top - 1]) * curve.slope[top - 1]
            curve.time[top] = tariffs.time[j]
            curve.value[top] = value
            curve.slope[top] = slope
            top += 1
        curve.end[c] = top


@plain
def last_at_or_before(time, first, end, t):
    """Index of the last of sorted minutes [first, end) that is <= t; `first` if there is none."""
    a, b = first, end
    while b - a > 1:
        middle = (a + b) // 2
        if time[middle] <= t:
            a = middle
        else:
            b = middle
    return a


@plain
def extend(net, curve, tariff, op, mode, extra, floor, ahead, g, g_end, shift, piece, top):
    """Front of the ends of an operation in a mode, written from `top` on. Returns its end, -1 if there is no room.

    `extra` is what the mode costs, `floor` its first start, `ahead[g:g_end]` moved by `shift` the front of all that
    must have ended before it starts (g = g_end: nothing). An empty front: the mode is over by then.

    Behind the tables' horizon everything is taken to be open and free: nothing that ends there can cost less.
    """
    first = top
    class_, work = net.mode[mode].class_, net.mode[mode].work
    closes, ends_by = net.mode[mode].closes, net.mode[mode].ends_by
    pauses = net.op[op].resumable != 0 and class_ >= 0
    a, c_end = curve.first[tariff], curve.end[tariff]
    t, g_least = floor, 0
    if g < g_end:
        t, g_least = max(t, ahead[g].time + shift), ahead[g_end - 1].value
    k = last = k_of_end = 0
    s_until = e_until = FAR
    e = t + work
    if class_ >= 0 and t < net.cal.horizon:
        k, last = window_from(net.cal, class_, t), net.cal.win_ptr[class_ + 1]
        if pauses and k < last:
            e = end_from(net.cal, class_, k, max(t, net.cal.win[k].start), work)
            k_of_end = window_from(net.cal, class_, e - 1)
    a = last_at_or_before(curve.time, a, c_end, t)
    b = a
    while t < net.cal.horizon and e < NEVER:
        # The windows in which the start and the end lie, and how far each may move there.
        if class_ >= 0:
            while not pauses and k < last and max(t, net.cal.win[k].start) + work > net.cal.win[k].end:
                k += 1
            if k >= last:
                break
            t = max(t, net.cal.win[k].start)
            s_until = net.cal.win[k].end if pauses else net.cal.win[k].end - work + 1
        if pauses:
            if e > net.cal.win[k_of_end].end:
                k_of_end += 1
                if k_of_end >= last:
                    break
                e = net.cal.win[k_of_end].start + 1
            e_until = net.cal.win[k_of_end].end + 1
        else:
            e = t + work
        if t >= closes or e > ends_by:
            return top
        count = min(s_until - t, e_until - e, closes - t, ends_by - e + 1)
        # The pieces of the curve and of what comes before that hold there.
        while g + 1 < g_end and ahead[g + 1].time + shift <= t:
            g += 1
        while a + 1 < c_end and curve.time[a + 1] <= t:
            a += 1
        while b + 1 < c_end and curve.time[b + 1] <= e:
            b += 1
        if g + 1 < g_end:
            count = min(count, ahead[g + 1].time + shift - t)
        if a + 1 < c_end:
            count = min(count, curve.time[a + 1] - t)
        if b + 1 < c_end:
            count = min(count, curve.time[b + 1] - e)
        slope = curve.slope[b] - curve.slope[a]
        value = extra + curve.value[b] + curve.slope[b] * (e - curve.time[b])
        value -= curve.value[a] + curve.slope[a] * (t - curve.time[a])
        if g < g_end:
            slope += ahead[g].slope
            value += value_at(ahead, g, shift, t)
        if top + PUSH_ROOM > len(piece):
            return -1
        top = push(piece, first, top, e, count, value, slope, t, mode)
        if piece[top - 1].value <= extra + g_least or (a + 1 >= c_end and g + 1 >= g_end):
            return top  # later starts are not cheaper
        t += count
        e += count
        if class_ >= 0 and t >= s_until:
            k += 1
    if closes <= net.cal.horizon or ends_by <= net.cal.horizon:
        return top
    if top + PUSH_ROOM > len(piece):
        return -1
    end = max(net.cal.horizon, t)
    if top > first:
        end = max(end, piece[top - 1].time)
    return push(piece, first, top, end, 1, extra + g_least, 0, end, mode)


@plain
def occupy(net, tariffs, tariff_of, start, mode, use):
    """Adds to `use` how many minutes, times amount, places take of every period. Mode -1: it takes nothing."""
    for op in range(len(start)):
        m = mode[op]
        if m < 0:
            continue
        s, e = fit(net.cal, net.mode[m].class_, net.op[op].resumable != 0, net.mode[m].work, start[op])
        if e >= NEVER:
            continue  # behind the horizon nothing has a price
        end = tariffs.first[tariff_of[m] + 1]
        j = last_at_or_before(tariffs.time, tariffs.first[tariff_of[m]], end, s)
        while j < end and tariffs.time[j] < e:
            until = min(e, tariffs.time[j + 1]) if j + 1 < end else e
            minutes = until - max(s, tariffs.time[j])
            for i in range(tariffs.term_first[j], tariffs.term_first[j + 1]):
                use[tariffs.period[i]] += minutes * tariffs.amount[i]
            j += 1
