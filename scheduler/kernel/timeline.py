"""Working time: from a start to an end and back, through the windows of a calendar class."""

import numba

NEVER = 2**30
BUCKET_BITS = 9


@numba.njit(cache=True, nogil=True, inline="always")
def window_from(net, class_, t):
    """Index of the first window of the class that ends after minute t; the class's end pointer if there is none."""
    last = net.win_ptr[class_ + 1]
    if t >= net.horizon:
        return last
    k = net.bucket[net.bucket_ptr[class_] + (max(t, 0) >> BUCKET_BITS)]
    while k < last and net.win_end[k] <= t:
        k += 1
    return k


@numba.njit(cache=True, nogil=True)
def next_open(net, class_, t):
    """First minute >= t at which the class is open; class -1 is always open. NEVER beyond the horizon."""
    if class_ < 0:
        return t
    k = window_from(net, class_, t)
    if k == net.win_ptr[class_ + 1]:
        return NEVER
    return max(t, net.win_start[k])


@numba.njit(cache=True, nogil=True)
def end_from(net, class_, k, start, work):
    """End of `work` > 0 working minutes begun at `start`, an open minute in window k."""
    if start + work <= net.win_end[k]:
        return start + work
    # The end lies in the first window whose closing has at least `target` working minutes before it.
    target = net.win_work[k] + (start - net.win_start[k]) + work
    last = net.win_ptr[class_ + 1]
    low, step = k, 1
    while low + step < last and net.win_work[low + step] < target:
        low += step
        step *= 2
    high = min(low + step, last)
    while high - low > 1:
        middle = (low + high) // 2
        if net.win_work[middle] < target:
            low = middle
        else:
            high = middle
    end = net.win_start[low] + target - net.win_work[low]
    if end > net.win_end[low]:
        return NEVER
    return end


@numba.njit(cache=True, nogil=True)
def fit(net, class_, resumable, work, t):
    """(start, end) of the earliest work of the given length begun at or after t on an empty calendar.

    Resumable work pauses while the class is closed; other work lies in one window. (NEVER, NEVER) beyond the horizon.
    """
    if class_ < 0:
        return t, t + work
    k = window_from(net, class_, t)
    last = net.win_ptr[class_ + 1]
    if not resumable:
        while k < last and max(t, net.win_start[k]) + work > net.win_end[k]:
            k += 1
    if k >= last:
        return NEVER, NEVER
    start = max(t, net.win_start[k])
    end = end_from(net, class_, k, start, work)
    if end == NEVER:
        return NEVER, NEVER
    return start, end


@numba.njit(cache=True, nogil=True)
def latest_start(net, class_, resumable, work, end):
    """Latest start of work that ends at or before `end` on an empty calendar.

    Used for priorities and pruning only: before minute 0 time is taken as always open.
    """
    if class_ < 0:
        return end - work
    first = net.win_ptr[class_]
    k = window_from(net, class_, end)
    if k == net.win_ptr[class_ + 1] or net.win_start[k] >= end:
        k -= 1
    if not resumable:
        while k >= first and min(end, net.win_end[k]) - work < net.win_start[k]:
            k -= 1
        if k < first:
            return min(end, 0) - work
        return min(end, net.win_end[k]) - work
    if k < first:
        return min(end, 0) - work
    left = work
    stop = min(end, net.win_end[k])
    while True:
        room = stop - net.win_start[k]
        if room >= left:
            return stop - left
        left -= room
        k -= 1
        if k < first:
            return min(net.win_start[first], 0) - left
        stop = net.win_end[k]
