"""How many units of a resource are taken when: a step function kept in its shortest form.

The profile of resource r is a sorted list of breakpoints `time` with the `level` that holds from each on; before the
first it
is 0. Two neighbours never have the same level, and places beyond the count are zero, so equal occupation means equal
bytes:
removing what was placed restores the state exactly, in whatever order it is done.
"""

from scheduler.kernel.jit import inlined, move_rows, plain


@inlined
def last_at_or_before(point, low, count, t):
    """Index of the last of `count` breakpoints from `low` on that is <= t; low - 1 if none."""
    a, b = low - 1, low + count
    while b - a > 1:
        middle = (a + b) // 2
        if point[middle].time <= t:
            a = middle
        else:
            b = middle
    return a


@plain
def blocked_until(profile, r, start, end, limit):
    """End of the last stretch within [start, end) where the level exceeds `limit`; -1 if there is none.

    Work that starts before that minute (and not before `start`) would meet the stretch too: the next start to try.
    """
    low = profile.ptr[r]
    count = profile.size[r]
    if count == 0:
        return -1
    high = low + count
    k = last_at_or_before(profile.point, low, count, start)
    found = -1
    if k >= low and profile.point[k].level > limit:
        found = k
    k += 1
    while k < high and profile.point[k].time < end:
        if profile.point[k].level > limit:
            found = k
        k += 1
    if found < 0:
        return -1
    return profile.point[found + 1].time  # the last level of a profile is 0, so a next breakpoint exists


@plain
def insert_point(point, at, high, time, level):
    """Puts a breakpoint at index `at`; those from there up to `high` move one place on."""
    move_rows(point, at + 1, at, high - at)
    point[at].time = time
    point[at].level = level


@plain
def delete_point(point, at, high):
    """Takes the breakpoint at index `at` away; those behind it up to `high` move one place back, the last place
    becomes 0."""
    move_rows(point, at, at + 1, high - at - 1)
    point[high - 1].time = 0
    point[high - 1].level = 0


@plain
def add(profile, r, start, end, amount):
    """Raises the level by `amount` (may be negative) over [start, end). False, and nothing changed, if there is no
    room."""
    if end <= start:
        return True
    low = profile.ptr[r]
    count = profile.size[r]
    if low + count + 2 > profile.ptr[r + 1]:
        return False
    point = profile.point
    first = last_at_or_before(point, low, count, start)
    before = point[first].level if first >= low else 0
    if first < low or point[first].time != start:
        first += 1
        insert_point(point, first, low + count, start, before)
        count += 1
    stop = first
    while stop + 1 < low + count and point[stop + 1].time <= end:
        stop += 1
    if point[stop].time != end:
        stop += 1
        insert_point(point, stop, low + count, end, point[stop - 1].level)
        count += 1
    for i in range(first, stop):
        point[i].level += amount
    # Inner neighbours keep their differences; only the two edges can have become equal.
    if point[stop].level == point[stop - 1].level:
        delete_point(point, stop, low + count)
        count -= 1
    if point[first].level == (point[first - 1].level if first > low else 0):
        delete_point(point, first, low + count)
        count -= 1
    profile.size[r] = count
    return True


@plain
def level_at(profile, r, t):
    """Units taken at minute t."""
    k = last_at_or_before(profile.point, profile.ptr[r], profile.size[r], t)
    return 0 if k < profile.ptr[r] else profile.point[k].level
