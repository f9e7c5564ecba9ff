"""List schedules of a shop of machines from a sequence of its orders, and annealing of that sequence.

Operations are placed in the order in which they become ready, those that are ready at once in the sequence of their
orders, each where it ends first. For flow shops, also with several machines a stage, this finds in seconds what moves
of single operations don't: see Ruiz and Stützle (2007), "A simple and effective iterated greedy algorithm for the
permutation flowshop scheduling problem".
"""

import numpy as np

from scheduler.kernel.jit import allocating, inlined, plain
from scheduler.kernel.random import below, uniform

FAR = 2**40


@plain
def list_schedule(shop, rank, limit, ready, waiting, heap, free, mode, start):
    """Fills `mode` and `start` of every operation; returns the makespan, or the first end beyond `limit`.

    `rank` is per operation, smaller first; `ready`, `waiting` and `heap` (one per operation) and `free` (one per
    machine) are room to work in.
    """
    size = longest = 0
    free[:] = 0
    for op in range(len(shop.release)):
        waiting[op] = shop.pred_ptr[op + 1] - shop.pred_ptr[op]
        ready[op] = shop.release[op]
        if waiting[op] == 0:
            size = _push(heap, size, ready, rank, op)
    while size > 0:
        op, size = _pop(heap, size, ready, rank)
        chosen, end, was_free = -1, FAR, -1
        for k in range(shop.mode_ptr[op], shop.mode_ptr[op + 1]):
            t = free[shop.mode_machine[k]]
            other = max(ready[op], t) + shop.mode_time[k]
            if other < end or (other == end and t > was_free):
                chosen, end, was_free = k, other, t
        mode[op], start[op] = chosen, end - shop.mode_time[chosen]
        free[shop.mode_machine[chosen]] = end
        longest = max(longest, end)
        if longest > limit:
            return longest
        for e in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
            s = shop.succ[e]
            ready[s] = max(ready[s], end + shop.succ_lag[e])
            waiting[s] -= 1
            if waiting[s] == 0:
                size = _push(heap, size, ready, rank, s)
    return longest


@inlined
def _before(ready, rank, a, b):
    return ready[a] < ready[b] or (ready[a] == ready[b] and rank[a] < rank[b])


@plain
def _push(heap, size, ready, rank, op):
    i = size
    while i > 0 and _before(ready, rank, op, heap[(i - 1) >> 1]):
        heap[i] = heap[(i - 1) >> 1]
        i = (i - 1) >> 1
    heap[i] = op
    return size + 1


@plain
def _pop(heap, size, ready, rank):
    top = heap[0]
    size -= 1
    op = heap[size]
    i = 0
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and _before(ready, rank, heap[child + 1], heap[child]):
            child += 1
        if not _before(ready, rank, heap[child], op):
            break
        heap[i] = heap[child]
        i = child
    heap[i] = op
    return top, size


@allocating
def schedule_of(shop, order_of, sequence):
    """(makespan, mode, start) of the list schedule of a sequence of orders; `order_of` per operation."""
    n = len(shop.release)
    place = np.zeros(len(sequence), np.int64)
    for i in range(len(sequence)):
        place[sequence[i]] = i
    mode, start = np.zeros(n, np.int64), np.zeros(n, np.int64)
    room = np.zeros((3, n + 1), np.int64)
    free = np.zeros(len(shop.room) - 1, np.int64)
    makespan = list_schedule(shop, place[order_of], FAR, room[0], room[1], room[2], free, mode, start)
    return makespan, mode, start


@allocating
def anneal_sequence(shop, order_of, sequence, value, random, temperature, iterations, best, best_value):
    """Moves one order at a time to another place of the sequence; returns (value, best value).

    `value` is the makespan of `sequence` (or FAR); the best sequence seen goes to `best`.
    """
    n, orders = len(shop.release), len(sequence)
    room = np.zeros((3, n + 1), np.int64)
    free = np.zeros(len(shop.room) - 1, np.int64)
    mode, start, rank = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    place = np.zeros(orders, np.int64)
    for _ in range(iterations):
        a, b = below(random, orders), below(random, orders)
        _move(sequence, a, b)
        for i in range(orders):
            place[sequence[i]] = i
        for op in range(n):
            rank[op] = place[order_of[op]]
        limit = value - int(temperature * np.log(max(1e-12, uniform(random))))
        found = list_schedule(shop, rank, limit, room[0], room[1], room[2], free, mode, start)
        if found > limit:
            _move(sequence, b, a)
            continue
        value = found
        if found < best_value:
            best_value = found
            best[:] = sequence
    return value, best_value


@plain
def _move(sequence, a, b):
    moved = sequence[a]
    step = 1 if b > a else -1
    while a != b:
        sequence[a] = sequence[a + step]
        a += step
    sequence[b] = moved
