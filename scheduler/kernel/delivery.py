"""From the end of the last operation to the customer, and what the arrival costs."""

import numpy as np

from scheduler.kernel.jit import allocating, inlined, plain
from scheduler.kernel.timeline import NEVER, next_open, window_from

DAY = 1440


@plain
def departure(net, delivery, finish):
    """When a delivery leaves whose last operation ends at `finish`: packed, not before its gate, on a dispatch day."""
    ready = max(finish + net.delivery[delivery].packing, net.delivery[delivery].gate)
    return next_open(net.cal, net.delivery[delivery].dispatch, ready)


@plain
def arrival(net, delivery, finish):
    """When it arrives: after transit, on a receiving day; ex works when it is packed. NEVER beyond the horizon."""
    if net.delivery[delivery].ex_works:
        return finish + net.delivery[delivery].packing
    leaves = departure(net, delivery, finish)
    if leaves >= NEVER:
        return NEVER
    return next_open(net.cal, net.delivery[delivery].receiving, leaves + net.delivery[delivery].transit)


@plain
def storage_cost(net, delivery, finish):
    """What a delivery costs for every started day between packed and leaving."""
    if net.delivery[delivery].storage == 0:
        return 0
    minutes = departure(net, delivery, finish) - (finish + net.delivery[delivery].packing)
    return net.delivery[delivery].storage * ((minutes + DAY - 1) // DAY)


@inlined
def is_empty(net, delivery):
    """Whether nothing has to be done for a delivery (everything is in stock)."""
    return net.delivery[delivery].op_first == net.delivery[delivery].op_end


@plain
def _last_open_before(net, class_, t):
    """Last open minute <= t; before the first window the time itself."""
    if class_ < 0:
        return t
    k = window_from(net.cal, class_, t)
    if k < net.cal.win_ptr[class_ + 1] and net.cal.win[k].start <= t:
        return t
    k -= 1
    return net.cal.win[k].end - 1 if k >= net.cal.win_ptr[class_] else t


@plain
def latest_finish(net, delivery):
    """Latest end of the last operation that still arrives in time."""
    received = _last_open_before(net, net.delivery[delivery].receiving, net.delivery[delivery].due)
    leaves = _last_open_before(net, net.delivery[delivery].dispatch, received - net.delivery[delivery].transit)
    return leaves - net.delivery[delivery].packing


@plain
def delivery_finish(net, state, delivery):
    """End of the last operation feeding a delivery, the way back from work outside included."""
    finish = net.delivery[delivery].release if is_empty(net, delivery) else -NEVER
    for i in range(net.delivery[delivery].op_first, net.delivery[delivery].op_end):
        place = state.op[net.delivery_op[i]]
        finish = max(finish, place.end + net.mode[place.mode].back)
    return finish


@plain
def lateness_cost(net, order, late, contract_late):
    """Same as `scheduler.domain.due.lateness_cost`, for one order's worst minutes late."""
    cost = net.order[order].weight * max(0, late)
    if contract_late > 0:
        daily = net.order[order].per_day * ((contract_late + DAY - 1) // DAY)
        if net.order[order].cap >= 0:
            daily = min(daily, net.order[order].cap)
        cost += net.order[order].fixed + daily
    return cost


@plain
def order_lateness(net, state, order):
    """(minutes late, minutes late against the contract, last arrival, storage cost) of an order placed whole."""
    late, contract_late, last, storage = -NEVER, -NEVER, -NEVER, 0
    for d in range(net.order[order].delivery_first, net.order[order].delivery_end):
        finish = delivery_finish(net, state, d)
        arrives = arrival(net, d, finish)
        storage += storage_cost(net, d, finish)
        late = max(late, arrives - net.delivery[d].due)
        contract_late = max(contract_late, arrives - net.delivery[d].contract)
        last = max(last, arrives)
    return late, contract_late, last, storage


@allocating
def deliveries(net, state):
    """Matrix [deliveries, 3] of a complete schedule: ready (packed), leaves, arrives."""
    found = np.zeros((len(net.delivery), 3), np.int64)
    for d in range(len(net.delivery)):
        finish = delivery_finish(net, state, d)
        found[d, 0] = finish + net.delivery[d].packing
        found[d, 1] = departure(net, d, finish)
        found[d, 2] = arrival(net, d, finish)
    return found
