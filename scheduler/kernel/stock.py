"""Free material over time: supply minus what placed operations take at their start, or a source's delay before it.

Like a profile, a stock is a sorted list of breakpoints in shortest form, but a change lasts for ever. It only counts
before the minute from which anything can be bought (`stock.lead`); what is taken later takes nothing from it.
"""

from scheduler.kernel.jit import plain
from scheduler.kernel.profile import delete_point, insert_point, last_at_or_before
from scheduler.kernel.timeline import NEVER


@plain
def available_from(net, stocks, source, t):
    """First minute >= t at which a need can be covered by a source without starving anything placed later; NEVER if not
    at all."""
    delay = net.source[source].delay
    begin = max(0, t - delay)
    found = _free_from(net, stocks, net.source[source].stock, net.source[source].quantity, begin)
    if found >= net.stock[net.source[source].stock].lead and net.source[source].bought == 0:
        return NEVER
    return max(t, found + delay)


@plain
def best_source(net, stocks, need, t):
    """(row of the source table, first minute >= t): the first source in order that covers a need at minute t, else the
    one that does earliest."""
    best, best_at = -1, NEVER
    for s in range(net.need[need].source_first, net.need[need].source_end):
        at = available_from(net, stocks, s, t)
        if at < best_at:
            best, best_at = s, at
            if at == t:
                break
    return best, best_at


@plain
def _free_from(net, stocks, stock, quantity, t):
    """First minute >= t from which on `quantity` can be taken; from the lead time on always."""
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


@plain
def take(net, stocks, source, start, sign):
    """Takes (+1) or gives back (-1) what an operation that starts at a minute gets from a source."""
    stock = net.source[source].stock
    quantity = sign * net.source[source].quantity
    t = start - net.source[source].delay
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
