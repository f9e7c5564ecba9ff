"""How many units of a resource are taken when: a step function kept in its shortest form.

The profile of resource r is a sorted list of breakpoints `time` with the `level` that holds from each on; before the first it
is 0. Two neighbours never have the same level, and places beyond the count are zero, so equal occupation means equal bytes:
removing what was placed restores the state exactly, in whatever order it is done.
"""

import numba


@numba.njit(cache=True, nogil=True, inline="always")
def last_at_or_before(time, low, count, t):
    """Index of the last of `count` breakpoints from `low` on that is <= t; low - 1 if none."""
    a, b = low - 1, low + count
    while b - a > 1:
        middle = (a + b) // 2
        if time[middle] <= t:
            a = middle
        else:
            b = middle
    return a


@numba.njit(cache=True, nogil=True)
def blocked_until(state, r, start, end, limit):
    """End of the last stretch within [start, end) where the level exceeds `limit`; -1 if there is none.

    Work that starts before that minute (and not before `start`) would meet the stretch too: the next start to try.
    """
    low = state.profile_ptr[r]
    count = state.profile_count[r]
    if count == 0:
        return -1
    high = low + count
    k = last_at_or_before(state.profile_time, low, count, start)
    found = -1
    if k >= low and state.profile_level[k] > limit:
        found = k
    k += 1
    while k < high and state.profile_time[k] < end:
        if state.profile_level[k] > limit:
            found = k
        k += 1
    if found < 0:
        return -1
    return state.profile_time[found + 1]  # the last level of a profile is 0, so a next breakpoint exists


@numba.njit(cache=True, nogil=True)
def _insert(time, level, at, high, t, value):
    for i in range(high, at, -1):
        time[i] = time[i - 1]
        level[i] = level[i - 1]
    time[at] = t
    level[at] = value


@numba.njit(cache=True, nogil=True)
def _delete(time, level, at, high):
    for i in range(at, high - 1):
        time[i] = time[i + 1]
        level[i] = level[i + 1]
    time[high - 1] = 0
    level[high - 1] = 0


@numba.njit(cache=True, nogil=True)
def add(state, r, start, end, amount):
    """Raises the level by `amount` (may be negative) over [start, end). False, and nothing changed, if there is no room."""
    if end <= start:
        return True
    low = state.profile_ptr[r]
    count = state.profile_count[r]
    if low + count + 2 > state.profile_ptr[r + 1]:
        return False
    time, level = state.profile_time, state.profile_level
    first = last_at_or_before(time, low, count, start)
    before = level[first] if first >= low else 0
    if first < low or time[first] != start:
        first += 1
        _insert(time, level, first, low + count, start, before)
        count += 1
    stop = first
    while stop + 1 < low + count and time[stop + 1] <= end:
        stop += 1
    if time[stop] != end:
        stop += 1
        _insert(time, level, stop, low + count, end, level[stop - 1])
        count += 1
    for i in range(first, stop):
        level[i] += amount
    # Inner neighbours keep their differences; only the two edges can have become equal.
    if level[stop] == level[stop - 1]:
        _delete(time, level, stop, low + count)
        count -= 1
    if level[first] == (level[first - 1] if first > low else 0):
        _delete(time, level, first, low + count)
        count -= 1
    state.profile_count[r] = count
    return True


@numba.njit(cache=True, nogil=True)
def level_at(state, r, t):
    """Units taken at minute t."""
    k = last_at_or_before(state.profile_time, state.profile_ptr[r], state.profile_count[r], t)
    return 0 if k < state.profile_ptr[r] else state.profile_level[k]
