"""Free material over time: supply minus what placed operations take at their start.

Like a profile, a stock is a sorted list of breakpoints in shortest form, but a change lasts for ever. It only counts before the
minute from which anything can be bought (`stock_lead`); operations that start later take nothing from it.
"""

import numba

from scheduler.kernel.profile import _delete, _insert, last_at_or_before


@numba.njit(cache=True, nogil=True)
def available_from(net, state, stock, quantity, t):
    """First minute >= t from which on `quantity` can be taken without starving anything placed later."""
    if t >= net.stock_lead[stock]:
        return t
    low = state.stock_ptr[stock]
    high = low + state.stock_count[stock]
    for i in range(high - 1, low - 1, -1):
        if state.stock_level[i] < quantity:
            until = state.stock_time[i + 1] if i + 1 < high else net.stock_lead[stock]
            return max(t, until)
        if state.stock_time[i] <= t:
            break
    return t


@numba.njit(cache=True, nogil=True)
def take(net, state, stock, quantity, t):
    """Takes `quantity` (negative: gives it back) from minute t on."""
    if t >= net.stock_lead[stock]:
        return
    low = state.stock_ptr[stock]
    count = state.stock_count[stock]
    time, level = state.stock_time, state.stock_level
    k = last_at_or_before(time, low, count, t)
    if time[k] != t:
        k += 1
        _insert(time, level, k, low + count, t, level[k - 1])
        count += 1
    for i in range(k, low + count):
        level[i] -= quantity
    if k > low and level[k] == level[k - 1]:
        _delete(time, level, k, low + count)
        count -= 1
    state.stock_count[stock] = count
