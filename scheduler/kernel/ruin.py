"""Which orders are taken out of a schedule together, and from which of their operations on.

The first is an order that loses money it need not lose. Its chain of waits is followed back from its end, to an
operation that queued; the others have work just before there, on resources that could do it. Mostly an order is taken
out only from such an operation on: what comes before stays, and a move costs a third.
"""

import numpy as np

from scheduler.kernel.jit import allocating, plain
from scheduler.kernel.place import start_after
from scheduler.kernel.random import uniform
from scheduler.kernel.timeline import NEVER

MOST_ORDERS = 6
"""Orders taken out at once, the late one included."""

LONGEST_CHAIN = 64
"""So many operations of an order's chain are looked at, the last ones."""

CHAIN_SHARE = 0.7
"""Moves that begin at an operation of the chain that makes the order late; the others at any of its operations."""

TAIL_SHARE = 0.75
"""Moves that take out orders only from some operation on; the others take them out whole."""

NEAR_SHARE = 0.7
"""Neighbours that are looked for at that operation; the others at any operation of the order."""


@allocating
def neighbourhoods(net, state, movable):
    """Per resource the placed operations of movable orders, sorted by start: (pointers, operations, starts)."""
    count = np.zeros(len(net.res) + 1, np.int64)
    for op in range(len(net.op)):
        mode = state.op[op].mode
        if mode >= 0 and movable[net.op[op].order]:
            for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
                count[net.use[u].resource + 1] += 1
    pointers = np.cumsum(count)
    filled = pointers[:-1].copy()
    operations = np.zeros(pointers[-1], np.int64)
    for op in range(len(net.op)):
        mode = state.op[op].mode
        if mode >= 0 and movable[net.op[op].order]:
            for u in range(net.mode[mode].use_first, net.mode[mode].use_end):
                r = net.use[u].resource
                operations[filled[r]] = op
                filled[r] += 1
    starts = np.zeros(len(operations), np.int64)
    for r in range(len(net.res)):
        low, high = pointers[r], pointers[r + 1]
        own = operations[low:high].copy()
        keys = np.zeros(high - low, np.int64)
        for i in range(high - low):
            keys[i] = state.op[own[i]].start
        ranks = np.argsort(keys)
        for i in range(high - low):
            operations[low + i] = own[ranks[i]]
            starts[low + i] = keys[ranks[i]]
    return pointers, operations, starts


@plain
def choose_orders(net, state, movable, random, cumulative, near, taken, cut, chain, waits):
    """Chooses orders, into `taken`, and from which start on each is taken out, into `cut`. Returns how many.

    `cumulative` is the running sum of the orders' weights; `chain` and `waits` are room for `LONGEST_CHAIN` entries.
    """
    taken[0] = _choose_late(random, cumulative)
    if not movable[taken[0]]:
        return 0
    wanted = 2 + int(uniform(random) * (MOST_ORDERS - 1))
    at = _waiting(net, state, random, taken[0], chain, waits) if uniform(random) < CHAIN_SHARE else -1
    tails = uniform(random) < TAIL_SHARE
    if tails and at < 0:
        at = _any_operation(net, random, taken[0])
    cut[0] = state.op[at].start if tails else -NEVER
    count = 1
    for _ in range(2 * wanted):
        if count == wanted:
            break
        by = 0 if uniform(random) < 0.7 else int(uniform(random) * count)
        op = at if by == 0 and at >= 0 and uniform(random) < NEAR_SHARE else _any_operation(net, random, taken[by])
        other = _neighbour(net, state, random, op, near)
        if other < 0 or not movable[net.op[other].order]:
            continue
        known = -1
        for i in range(count):
            if taken[i] == net.op[other].order:
                known = i
        if known < 0:
            known = count
            taken[known] = net.op[other].order
            cut[known] = NEVER if tails else -NEVER
            count += 1
        cut[known] = min(cut[known], state.op[other].start)
    return count


@plain
def _choose_late(random, cumulative):
    """An order with probability proportional to its step in `cumulative`."""
    wanted = uniform(random) * cumulative[-1]
    return min(np.searchsorted(cumulative, wanted, side="right"), len(cumulative) - 1)


@plain
def _any_operation(net, random, order):
    first, end = net.order[order].op_first, net.order[order].op_end
    return first + int(uniform(random) * (end - first))


@plain
def _waiting(net, state, random, order, chain, waits):
    """An operation of the chain that decides when the order ends, the likelier the longer it queued; -1 if everything
    is reported work."""
    op, end = -1, -NEVER
    for k in range(net.order[order].op_first, net.order[order].op_end):
        if state.op[k].end > end and net.op[k].state == 0:
            op, end = k, state.op[k].end
    n, total = 0, 0.0
    while op >= 0 and n < len(chain):
        mode = state.op[op].mode
        ready = max(net.op[op].release, net.op[op].bare_release + net.mode[mode].there, net.mode[mode].opens)
        last = -1
        for e in range(net.op[op].pred_first, net.op[op].pred_end):
            t = start_after(net, state, e, op, mode)
            if t >= ready:
                p = net.pred[e].op
                last = p if net.op[p].order == order and net.op[p].state == 0 else -1
                ready = t
        total += max(0, state.op[op].start - ready) + 1.0
        chain[n] = op
        waits[n] = total
        n += 1
        op = last
    if n == 0:
        return -1
    return chain[min(n - 1, np.searchsorted(waits[:n], uniform(random) * total, side="right"))]


@plain
def _neighbour(net, state, random, op, near):
    """An operation that starts just before another, or sometimes just after it, on a resource that could do that one;
    -1 if none was found."""
    pointers, operations, starts = near
    mode = net.op[op].mode_first + int(uniform(random) * (net.op[op].mode_end - net.op[op].mode_first))
    uses = net.mode[mode].use_end - net.mode[mode].use_first
    if uses == 0:
        return -1
    r = net.use[net.mode[mode].use_first + int(uniform(random) * uses)].resource
    low, high = pointers[r], pointers[r + 1]
    if low == high:
        return -1
    at = low + np.searchsorted(starts[low:high], state.op[op].start)
    back = 1 + int(uniform(random) * uniform(random) * 8)
    at = at - back if uniform(random) < 0.85 else at + back - 1
    return operations[at] if low <= at < high else -1


@plain
def list_tail(net, state, order, cut, out, n, is_out):
    """Appends to `out`, behind its first n, what of an order is taken out: all that starts at `cut` or later, whatever
    follows it, and whole units; in the network's sequence. Marks them in `is_out` and returns the new n."""
    k = net.order[order].op_first
    while k < net.order[order].op_end:
        unit_end = net.op[net.sequence[k]].unit_end
        goes = False
        for i in range(k, unit_end):
            op = net.sequence[i]
            if net.op[op].state == 0:
                goes |= state.op[op].start >= cut
                for e in range(net.op[op].pred_first, net.op[op].pred_end):
                    goes |= is_out[net.pred[e].op]
        for i in range(k, unit_end):
            op = net.sequence[i]
            if goes and net.op[op].state == 0:
                is_out[op] = True
                out[n] = op
                n += 1
        k = unit_end
    return n
