"""Working time: from a start to an end and back, through the windows of a calendar class."""

from scheduler.kernel.jit import inlined, plain

NEVER = 2**30
BUCKET_BITS = 9


@inlined
def window_from(cal, class_, t):
    """Index of the first window of the class that ends after minute t; the class's end pointer if there is none."""
    last = cal.win_ptr[class_ + 1]
    if t >= cal.horizon:
        return last
    k = cal.bucket[class_ * cal.buckets + (max(t, 0) >> BUCKET_BITS)]
    while k < last and cal.win[k].end <= t:
        k += 1
    return k


@plain
def next_open(cal, class_, t):
    """First minute >= t at which the class is open; class -1 is always open. NEVER beyond the horizon."""
    if class_ < 0:
        return t
    k = window_from(cal, class_, t)
    if k == cal.win_ptr[class_ + 1]:
        return NEVER
    return max(t, cal.win[k].start)


@plain
def end_from(cal, class_, k, start, work):
    """End of `work` > 0 working minutes begun at `start`, an open minute in window k."""
    if start + work <= cal.win[k].end:
        return start + work
    # The end lies in the first window whose closing has at least `target` working minutes before it.
    target = cal.win[k].work + (start - cal.win[k].start) + work
    last = cal.win_ptr[class_ + 1]
    low, step = k, 1
    while low + step < last and cal.win[low + step].work < target:
        low += step
        step *= 2
    high = min(low + step, last)
    while high - low > 1:
        middle = (low + high) // 2
        if cal.win[middle].work < target:
            low = middle
        else:
            high = middle
    end = cal.win[low].start + target - cal.win[low].work
    if end > cal.win[low].end:
        return NEVER
    return end


@plain
def fit(cal, class_, resumable, work, t):
    """(start, end) of the earliest work of the given length begun at or after t on an empty calendar.

    Resumable work pauses while the class is closed; other work lies in one window. (NEVER, NEVER) beyond the horizon.
    """
    if class_ < 0:
        return t, t + work
    k = window_from(cal, class_, t)
    last = cal.win_ptr[class_ + 1]
    if not resumable:
        while k < last and max(t, cal.win[k].start) + work > cal.win[k].end:
            k += 1
    if k >= last:
        return NEVER, NEVER
    start = max(t, cal.win[k].start)
    end = end_from(cal, class_, k, start, work)
    if end == NEVER:
        return NEVER, NEVER
    return start, end


@plain
def latest_start(cal, class_, resumable, work, end):
    """Latest start of work that ends at or before `end` on an empty calendar.

    Used for priorities and pruning only: before minute 0 time is taken as always open.
    """
    if class_ < 0:
        return end - work
    first = cal.win_ptr[class_]
    k = window_from(cal, class_, end)
    if k == cal.win_ptr[class_ + 1] or cal.win[k].start >= end:
        k -= 1
    if not resumable:
        while k >= first and min(end, cal.win[k].end) - work < cal.win[k].start:
            k -= 1
        if k < first:
            return min(end, 0) - work
        return min(end, cal.win[k].end) - work
    if k < first:
        return min(end, 0) - work
    left = work
    stop = min(end, cal.win[k].end)
    while True:
        room = stop - cal.win[k].start
        if room >= left:
            return stop - left
        left -= room
        k -= 1
        if k < first:
            return min(cal.win[first].start, 0) - left
        stop = cal.win[k].end


@plain
def start_reaching(cal, class_, resumable, work, end):
    """First start with which work on an empty calendar ends at or after `end` (or a minute before which none does).

    With `end` -NEVER nothing is asked for.
    """
    if class_ < 0 or not resumable or end <= -NEVER:
        return end - work
    start = latest_start(cal, class_, True, work, end)
    if start < 0:
        return start
    k = window_from(cal, class_, start)
    if k == cal.win_ptr[class_ + 1]:
        return start
    reached = end_from(cal, class_, k, start, work)
    return start if reached >= end else start + 1
