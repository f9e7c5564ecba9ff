"""Pareto fronts of end and cost: piecewise linear, and exact at every whole minute.

A front is a run of pieces in an array that many fronts share, sorted by `time`. From `time` on, up to the next piece,
the cheapest way to have ended by minute t costs `value` + `slope` x (t - `time`), with `slope` <= 0. Where the slope
is negative the way that ends exactly at t is meant, which starts at `start` + (t - `time`); where it is 0 one that
starts at `start`. Before the first piece there is no way; the last piece is always level.
"""

import numpy as np

from scheduler.kernel.jit import inlined, plain

PIECE = np.dtype([(name, np.int64) for name in ("time", "value", "slope", "start", "mode")], align=True)

FAR = 2**40
"""A minute behind every other one, however often it is moved."""

PUSH_ROOM = 3
"""Places that one `push` may write to."""


@inlined
def _write(piece, i, time, value, slope, start, mode):
    piece[i].time = time
    piece[i].value = value
    piece[i].slope = slope
    piece[i].start = start
    piece[i].mode = mode


@plain
def push(piece, first, top, end, count, value, slope, start, mode):
    """Adds `count` ways that end at the minutes from `end` on where they beat all that end earlier.

    The first costs `value` and starts at `start`; with each minute the cost changes by `slope` and the start by one.
    Ways are pushed in the order of their ends. Returns the new end of the front, whose first piece is `first`.
    """
    skipped = 0
    if top > first:
        best = piece[top - 1].value
        if value >= best:
            if slope >= 0:
                return top
            skipped = (value - best) // -slope + 1
            if skipped >= count:
                return top
        if piece[top - 1].time == end + skipped:
            top -= 1
    time, value, start = end + skipped, value + skipped * slope, start + skipped
    last = count - 1 - skipped
    if slope >= 0 or last == 0:
        _write(piece, top, time, value, 0, start, mode)
        return top + 1
    joins = False
    if top > first and piece[top - 1].slope == slope and piece[top - 1].mode == mode:
        gone = time - piece[top - 1].time
        joins = piece[top - 1].value + gone * slope == value and piece[top - 1].start + gone == start
    if not joins:
        _write(piece, top, time, value, slope, start, mode)
        top += 1
    _write(piece, top, time + last + 1, value + last * slope, 0, start + last, mode)
    return top + 1


@plain
def find(piece, first, end, t):
    """Index of the last piece at or before minute t; `first` - 1 if there is none."""
    a, b = first - 1, end
    while b - a > 1:
        middle = (a + b) // 2
        if piece[middle].time <= t:
            a = middle
        else:
            b = middle
    return a


@inlined
def value_at(piece, i, shift, t):
    """Cost at minute t by piece i of a front that is moved to later minutes by `shift`."""
    return piece[i].value + piece[i].slope * (t - piece[i].time - shift)


@inlined
def start_at(piece, i, t):
    """Start of the way that piece i means for an end by minute t."""
    return piece[i].start + (t - piece[i].time if piece[i].slope < 0 else 0)


@plain
def _push_part(piece, i, shift, t, count, first, top):
    value, start = value_at(piece, i, shift, t), start_at(piece, i, t - shift)
    return push(piece, first, top, t, count, value, piece[i].slope, start, piece[i].mode)


@plain
def better_of(piece, a, a_end, a_shift, b, b_end, b_shift, top):
    """The lower one of two fronts, each moved by its shift, written from `top` on. Returns its end.

    It needs three places for each piece of both.
    """
    first = top
    ia, ib = a - 1, b - 1
    t = min(piece[a].time + a_shift, piece[b].time + b_shift)
    while t < FAR:
        until = FAR
        while ia + 1 < a_end and piece[ia + 1].time + a_shift <= t:
            ia += 1
        while ib + 1 < b_end and piece[ib + 1].time + b_shift <= t:
            ib += 1
        if ia + 1 < a_end:
            until = piece[ia + 1].time + a_shift
        if ib + 1 < b_end:
            until = min(until, piece[ib + 1].time + b_shift)
        lower, shift, other, other_shift = ia, a_shift, ib, b_shift
        count = until - t
        if ia < a or (ib >= b and value_at(piece, ib, b_shift, t) < value_at(piece, ia, a_shift, t)):
            lower, shift, other, other_shift = ib, b_shift, ia, a_shift
        if ia >= a and ib >= b:
            lag = piece[lower].slope - piece[other].slope
            if lag > 0:  # the other one overtakes it after so many minutes
                ahead = value_at(piece, other, other_shift, t) - value_at(piece, lower, shift, t)
                count = min(count, ahead // lag + 1)
        top = _push_part(piece, lower, shift, t, count, first, top)
        t += count
    return top


@plain
def add(one, a, a_end, a_shift, two, b, b_end, b_shift, out):
    """The sum of two fronts, each moved by its shift, written to the beginning of `out`. Returns its end.

    Only `time`, `value` and `slope` of its pieces mean something. It needs a place for each piece of both.
    """
    top = 0
    t = max(one[a].time + a_shift, two[b].time + b_shift)
    while t < FAR:
        until = FAR
        while a + 1 < a_end and one[a + 1].time + a_shift <= t:
            a += 1
        while b + 1 < b_end and two[b + 1].time + b_shift <= t:
            b += 1
        if a + 1 < a_end:
            until = one[a + 1].time + a_shift
        if b + 1 < b_end:
            until = min(until, two[b + 1].time + b_shift)
        value = value_at(one, a, a_shift, t) + value_at(two, b, b_shift, t)
        _write(out, top, t, value, one[a].slope + two[b].slope, 0, 0)
        top += 1
        t = until
    return top
