"""Free material over time: supply minus what placed operations take at their start.

Like a profile, a stock is a sorted list of breakpoints in shortest form, but a change lasts for ever. It only counts
before the
minute from which anything can be bought (`stock_lead`); operations that start later take nothing from it.
"""

import numba

from scheduler.kernel.profile import delete_point, insert_point, last_at_or_before


@numba.njit(cache=True, nogil=True)
def available_from(net, stocks, stock, quantity, t):
    """First minute >= t from which on `quantity` can be taken without starving anything placed later."""
    if t >= net.stock[stock].lead:
        return t
    low = stocks.ptr[stock]
    high = low + stocks.size[stock]
    for i in range(high - 1, low - 1, -1):
        if stocks.point[i].level < quantity:
            until = stocks.point[i + 1].time if i + 1 < high else net.stock[stock].lead
            return max(t, until)
        if stocks.point[i].time <= t:
            break
    return t


@numba.njit(cache=True, nogil=True)
def take(net, stocks, stock, quantity, t):
    """Takes `quantity` (negative: gives it back) from minute t on."""
    if t >= net.stock[stock].lead:
        return
    low = stocks.ptr[stock]
    count = stocks.size[stock]
    point = stocks.point
    k = last_at_or_before(point, low, count, t)
    if point[k].time != t:
        k += 1
        insert_point(point, k, low + count, t, point[k - 1].level)
        count += 1
    for i in range(k, low + count):
        point[i].level -= quantity
    if k > low and point[k].level == point[k - 1].level:
        delete_point(point, k, low + count)
        count -= 1
    stocks.size[stock] = count
