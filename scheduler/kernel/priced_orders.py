"""The cheapest way to do every order alone when resources cost what they are priced at: exact dynamic programmes.

The operations of an order form trees, each operation followed by at most one other. From the leaves on, every operation
gets fronts (`fronts`) of cost against the end of all that is done up to it. The roots feed deliveries; these become
fronts of cost against minutes late, and the best compromise between all of them and the cost of being late is taken.
"""

from typing import NamedTuple

from scheduler.kernel.delivery import lateness_cost
from scheduler.kernel.fronts import FAR, PIECE, PUSH_ROOM, add, better_of, find, push, start_at, value_at
from scheduler.kernel.jit import plain
from scheduler.kernel.place import FINISHED, transport_minutes
from scheduler.kernel.prices import SCALE, Int64, extend
from scheduler.kernel.state import Records
from scheduler.kernel.timeline import NEVER, next_open, window_from

DAY = 1440

LARGEST_COST = 2**50
"""A cost of lateness beyond it is taken to be so much, so that sums fit into 64 bits."""

NO_ROOM, NO_WAY = -1, -2
"""The arrays are too small; an operation has no mode left when what comes before it has ended."""


class Trees(NamedTuple):
    """What is kept of the network: a forest of operations per order, and their modes in groups."""

    succ: Int64
    """Per operation the one that follows it, with a larger index; -1 for a root."""
    lag: Int64
    """Least elapsed minutes before that one, transport apart."""
    child_first: Int64
    """[operations + 1] offsets into `child`."""
    child: Int64
    delivery: Int64
    """Per operation the delivery that it feeds as a root, or -1."""
    group_first: Int64
    """[operations + 1] offsets into `group_mode`."""
    group_mode: Int64
    """Modes of an operation to which the ways are the same are a group; this is one of them."""
    group: Int64
    """Per mode the number of its group within its operation; -1: it can't be chosen."""
    front_first: Int64
    """[operations + 1] offsets of their fronts: one per group of the successor's modes, one for a root."""
    extra: Int64
    """Per mode its cost above that of the operation's cheapest one, times SCALE."""
    floor: Int64
    """Per mode a minute before which no plan starts it."""
    tariff: Int64
    """Per mode."""
    floor_late: Int64
    """Per order: minutes late that no plan can beat."""


class Room(NamedTuple):
    """Arrays to work in; of the fronts only those of one order are kept."""

    piece: Records
    sum_a: Records
    sum_b: Records
    front_first: Int64
    front_end: Int64
    front_shift: Int64
    mode_first: Int64
    mode_end: Int64
    delivery_first: Int64
    delivery_end: Int64


class Chosen(NamedTuple):
    """The cheapest way found: start and mode per operation (-1: takes nothing), cost per order times SCALE."""

    start: Int64
    mode: Int64
    value: Int64


__all__ = ["PIECE", "Chosen", "Room", "Trees", "price_orders"]


@plain
def _plus(room, number, total, g, g_end, shift, a, a_end, a_shift):
    """(array, first, end, shift) of a running total of fronts and the next one; the end -1 if there is no room."""
    if number == 0:
        return room.piece, a, a_end, a_shift
    out = room.sum_a if number % 2 else room.sum_b
    if a_end - a + g_end - g > len(out):
        return out, 0, -1, 0
    return out, 0, add(total, g, g_end, shift, room.piece, a, a_end, a_shift, out), 0


@plain
def _way_out(net, trees, op, mode, group):
    """Minutes from the end of an operation to the first start of a mode of that group of its successor."""
    succ = trees.succ[op]
    if succ < 0:
        return net.mode[mode].back
    return trees.lag[op] + transport_minutes(net, mode, trees.group_mode[trees.group_first[succ] + group])


@plain
def _moved_alike(net, trees, op, group):
    """By how much longer all ways to a group are than those to group 0; -FAR if modes differ in that."""
    found = -FAR
    for mode in range(net.op[op].mode_first, net.op[op].mode_end):
        if trees.group[mode] >= 0:
            moved = _way_out(net, trees, op, mode, group) - _way_out(net, trees, op, mode, 0)
            if found != -FAR and moved != found:
                return -FAR
            found = moved
    return found


@plain
def _join_modes(net, trees, room, op, top):
    """The fronts of an operation from those of its modes. Returns the new top, NO_ROOM or NO_WAY."""
    f0 = trees.front_first[op]
    for f in range(f0, trees.front_first[op + 1]):
        group = f - f0
        if group > 0:
            moved = _moved_alike(net, trees, op, group)
            if moved != -FAR:
                room.front_first[f], room.front_end[f] = room.front_first[f0], room.front_end[f0]
                room.front_shift[f] = room.front_shift[f0] + moved
                continue
        first, end, shift = 0, 0, 0
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            a, a_end = room.mode_first[mode], room.mode_end[mode]
            if trees.group[mode] < 0 or a == a_end:
                continue
            way = _way_out(net, trees, op, mode, group)
            if first == end:
                first, end, shift = a, a_end, way
                continue
            if top + PUSH_ROOM * (end - first + a_end - a) > len(room.piece):
                return NO_ROOM
            end = better_of(room.piece, first, end, shift, a, a_end, way, top)
            first, shift, top = top, 0, end
        if first == end:
            return NO_WAY
        room.front_first[f], room.front_end[f], room.front_shift[f] = first, end, shift
    return top


@plain
def _front_of(net, trees, curve, room, op, top):
    """Makes the fronts of one operation from those of its children. Returns the new top, NO_ROOM or NO_WAY."""
    first_child = trees.child_first[op]
    for group in range(trees.group_first[op + 1] - trees.group_first[op]):
        ahead, g, g_end, shift = room.piece, 0, 0, 0
        for i in range(first_child, trees.child_first[op + 1]):
            f = trees.front_first[trees.child[i]] + group
            ahead, g, g_end, shift = _plus(
                room, i - first_child, ahead, g, g_end, shift,
                room.front_first[f], room.front_end[f], room.front_shift[f],
            )  # fmt: skip
            if g_end < 0:
                return NO_ROOM
        for mode in range(net.op[op].mode_first, net.op[op].mode_end):
            if trees.group[mode] != group:
                continue
            end = extend(
                net, curve, trees.tariff[mode], op, mode, trees.extra[mode], trees.floor[mode],
                ahead, g, g_end, shift, room.piece, top,
            )  # fmt: skip
            if end < 0:
                return NO_ROOM
            room.mode_first[mode], room.mode_end[mode] = top, end
            top = end
    return _join_modes(net, trees, room, op, top)


@plain
def _opened(net, class_, t):
    """First open minute from t on; behind the horizon everything is open."""
    found = next_open(net.cal, class_, t)
    return t if found >= NEVER else found


@plain
def _open_minutes(net, class_, t):
    """For how many minutes from an open one on a class stays open."""
    if class_ < 0:
        return FAR
    k = window_from(net.cal, class_, t)
    return FAR if k == net.cal.win_ptr[class_ + 1] else net.cal.win[k].end - t


@plain
def _arrival(net, d, finish):
    """(arrival, moves, count): for `count` minutes of `finish` the arrival moves with it (1), or stays the same (0)."""
    ready = finish + net.delivery[d].packing
    if net.delivery[d].ex_works:
        return ready, 1, FAR
    held = max(ready, net.delivery[d].gate)
    leaves = _opened(net, net.delivery[d].dispatch, held)
    there = leaves + net.delivery[d].transit
    arrives = _opened(net, net.delivery[d].receiving, there)
    if leaves > ready:
        return arrives, 0, leaves - ready
    leaving = _open_minutes(net, net.delivery[d].dispatch, leaves)
    if arrives > there:
        return arrives, 0, min(arrives - there, leaving)
    return arrives, 1, min(leaving, _open_minutes(net, net.delivery[d].receiving, arrives))


@plain
def _by_lateness(net, d, total, g, g_end, shift, piece, top):
    """Turns the front of a delivery's last end into one of its minutes late, from `top` on; `start` is that end."""
    first = top
    t = total[g].time + shift
    while True:
        while g + 1 < g_end and total[g + 1].time + shift <= t:
            g += 1
        if top + PUSH_ROOM > len(piece):
            return NO_ROOM
        arrives, moves, count = _arrival(net, d, t)
        settled = g + 1 >= g_end
        if not settled:
            count = min(count, total[g + 1].time + shift - t)
        late = arrives - net.delivery[d].due
        if moves:
            top = push(piece, first, top, late, count, value_at(total, g, shift, t), total[g].slope, t, -1)
        else:
            end = t if settled else t + count - 1
            top = push(piece, first, top, late, 1, value_at(total, g, shift, end), 0, end, -1)
        if settled:
            return top
        t += count


@plain
def _cost_late(net, order, late, gap):
    """What an order costs, times SCALE, that is so late; `gap`: the due dates are this later than the contract's."""
    return min(LARGEST_COST, lateness_cost(net, order, late, late + gap)) * SCALE


@plain
def _compromise(net, order, total, g, g_end, shift, floor, gap):
    """(cost, minutes late) where a front of cost against lateness and the cost of lateness are least together."""
    best, at = -1, 0
    for i in range(g, g_end):
        end = total[i + 1].time + shift if i + 1 < g_end else FAR
        t = max(total[i].time + shift, floor)
        while t < end:
            late = _cost_late(net, order, t, gap)
            if best >= 0 and late + total[g_end - 1].value >= best:
                return best, at
            if best < 0 or late + value_at(total, i, shift, t) < best:
                best, at = late + value_at(total, i, shift, t), t
            if total[i].slope == 0:
                break  # later is not cheaper
            # The cost of lateness is on a line up to the due minute, the contract's, and each day behind that.
            until = min(end, 1) if t < 1 else end
            if t + gap < 1:
                until = min(until, 1 - gap)
            elif net.order[order].per_day > 0:
                until = min(until, t - (t + gap - 1) % DAY + DAY)
            t = until - 1
            late = _cost_late(net, order, t, gap)
            if late + value_at(total, i, shift, t) < best:
                best, at = late + value_at(total, i, shift, t), t
            t = until
    return best, at


@plain
def _deliver(net, trees, room, order, top):
    """(cost, minutes late) of the best compromise between all deliveries of an order; the cost is negative if it fails.

    The contract's lateness is taken to be what it is at least when the order is so late: that of the delivery with the
    least time between the two dates.
    """
    d0, d1 = net.order[order].delivery_first, net.order[order].delivery_end
    gap = FAR
    for d in range(d0, d1):
        gap = min(gap, net.delivery[d].due - net.delivery[d].contract)
        total, g, g_end, shift, number = room.piece, 0, 0, 0, 0
        for op in range(net.order[order].op_first, net.order[order].op_end):
            if trees.delivery[op] == d:
                f = trees.front_first[op]
                total, g, g_end, shift = _plus(
                    room, number, total, g, g_end, shift,
                    room.front_first[f], room.front_end[f], room.front_shift[f],
                )  # fmt: skip
                number += 1
                if g_end < 0:
                    return NO_ROOM, 0
        room.delivery_first[d] = room.delivery_end[d] = top
        if number > 0:
            top = _by_lateness(net, d, total, g, g_end, shift, room.piece, top)
            if top < 0:
                return NO_ROOM, 0
            room.delivery_end[d] = top
    total, g, g_end, shift, number = room.piece, 0, 0, 0, 0
    for d in range(d0, d1):
        if room.delivery_first[d] < room.delivery_end[d]:
            total, g, g_end, shift = _plus(
                room, number, total, g, g_end, shift, room.delivery_first[d], room.delivery_end[d], 0
            )
            number += 1
            if g_end < 0:
                return NO_ROOM, 0
    if number == 0:
        return _cost_late(net, order, trees.floor_late[order], gap), 0
    return _compromise(net, order, total, g, g_end, shift, trees.floor_late[order], gap)


@plain
def _choose(net, trees, room, chosen, order, late):
    """Follows the fronts back: the mode and start of every operation of an order that is so late.

    Returns the cost of roots that feed no delivery, which take all the time that they like.
    """
    rest = 0
    for op in range(net.order[order].op_end - 1, net.order[order].op_first - 1, -1):
        if net.op[op].state == FINISHED:
            continue
        f, by = trees.front_first[op], FAR
        succ, d = trees.succ[op], trees.delivery[op]
        if succ >= 0:
            f += trees.group[chosen.mode[succ]]
            by = chosen.start[succ]
        elif d >= 0:
            by = start_at(room.piece, find(room.piece, room.delivery_first[d], room.delivery_end[d], late), late)
        else:
            rest += room.piece[room.front_end[f] - 1].value
        by -= room.front_shift[f]
        i = find(room.piece, room.front_first[f], room.front_end[f], by)
        chosen.start[op] = start_at(room.piece, i, by)
        chosen.mode[op] = room.piece[i].mode
    return rest


@plain
def _price_order(net, trees, curve, room, chosen, order):
    """Finds the cheapest way to do one order. Returns False if there is no room.

    An order for which there is none on the tables, as may be if its modes are over, costs at least its lateness.
    """
    top = 0
    for op in range(net.order[order].op_first, net.order[order].op_end):
        chosen.start[op] = chosen.mode[op] = -1
        if net.op[op].state != FINISHED and top >= 0:
            top = _front_of(net, trees, curve, room, op, top)
    if top == NO_ROOM:
        return False
    if top == NO_WAY:
        chosen.value[order] = _cost_late(net, order, trees.floor_late[order], -FAR)
        return True
    cost, late = _deliver(net, trees, room, order, top)
    if cost < 0:
        return False
    chosen.value[order] = cost + _choose(net, trees, room, chosen, order, late)
    return True


@plain
def price_orders(net, trees, curve, room, chosen):
    """Finds the cheapest way to do every order for the prices of the curves. Returns False if there is no room."""
    done = 0
    while done < len(net.order) and _price_order(net, trees, curve, room, chosen, done):
        done += 1
    return done == len(net.order)
