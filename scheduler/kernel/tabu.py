"""Tabu search for the makespan of a shop of machines.

Moves inside blocks of a critical path after Balas and Vazacopoulos (1998), "Guided local search with shifting
bottleneck for job shop scheduling", and Zhang et al. (2007), "A tabu search algorithm with a new neighborhood structure
for the job shop scheduling problem"; moves to other machines after Mastrolilli and Gambardella (2000), "Effective
neighbourhood functions for the flexible job shop problem". Only moves that can't make anything wait for itself are
looked at; their makespan is estimated by the longest path through what moves.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernel.jit import allocating, inlined, plain
from scheduler.kernel.machines import (
    critical_path,
    end_of,
    evaluate,
    head_by_predecessors,
    machine_of,
    move_to,
    move_within,
    rest_of,
    tail_by_successors,
)
from scheduler.kernel.random import below, uniform

FAR = 2**40

REACH = 50
"""Most positions that an operation moves inside a block."""

WITHIN, TO = 0, 1
NONE = -1
KIND, WHERE, FROM, AT, VALUE, TIES = range(6)
"""Columns of a move: WITHIN (machine, position, new position) or TO (operation, mode, position in the other machine's
sequence as it is)."""

Int64 = npt.NDArray[np.int64]


class Moves(NamedTuple):
    """What one iteration looks at its moves with."""

    iteration: int
    best_value: int
    random: npt.NDArray[np.uint64]
    forbidden: Int64
    heads: Int64
    """Room for heads of operations that would move."""
    allowed: Int64
    """The best move that is not forbidden, or is so good that it does not matter."""
    fallback: Int64
    """Any move, for the case that all are forbidden."""


@allocating
def search(shop, plan, graph, best, best_value, random, forbidden, first, iterations, tenure):
    """Runs iterations `first`, `first + 1`, … from `plan` on; the best schedule seen goes to `best`.

    `forbidden` holds, by hashed pairs, the iteration until which something must not come before something else, or go
    back to a machine. Returns (value of `best`, iterations since it was found); (best value, -1) if no move is left.
    """
    path = np.zeros(len(plan.mode), np.int64)
    heads = np.zeros(2 * REACH + 4, np.int64)
    allowed = np.zeros(6, np.int64)
    fallback = np.zeros(6, np.int64)
    stale = 0
    longest = evaluate(shop, plan, graph)
    if longest < best_value:
        best_value = longest
        _copy(best, plan)
    for iteration in range(first, first + iterations):
        count = critical_path(shop, plan, graph, longest, random, path)
        allowed[KIND], allowed[VALUE] = NONE, FAR
        fallback[KIND], fallback[TIES] = NONE, 0
        moves = Moves(iteration, best_value, random, forbidden, heads, allowed, fallback)
        _moves_in_blocks(shop, plan, graph, path, count, moves)
        if shop.flexible:
            _moves_to_machines(shop, plan, graph, path, count, moves)
        if fallback[KIND] == NONE:
            _any_swap(shop, plan, path, count, moves)
        move = allowed if allowed[KIND] != NONE else fallback
        if move[KIND] == NONE:
            return best_value, -1
        _make(shop, plan, move, forbidden, iteration + tenure + below(random, tenure))
        longest = evaluate(shop, plan, graph)
        stale += 1
        if longest < 0:  # something waits for itself: no move is meant to do that
            _copy(plan, best)
            longest = evaluate(shop, plan, graph)
        if longest < best_value:
            best_value = longest
            stale = 0
            _copy(best, plan)
    return best_value, stale


@plain
def _moves_in_blocks(shop, plan, graph, path, count, moves):
    """Looks at the moves inside all blocks, stretches of a critical path on one machine: something behind a block's
    last or before its first operation, and its first or last one into its middle."""
    i = count - 1
    while i >= 0:
        j = i
        m = machine_of(shop, plan, path[i])
        while (
            j > 0
            and machine_of(shop, plan, path[j - 1]) == m
            and plan.position[path[j - 1]] == plan.position[path[j]] + 1
        ):
            j -= 1
        low, high = plan.position[path[i]], plan.position[path[j]]
        # Nothing is gained at the very beginning and at the very end of a path.
        open_first = i < count - 1 or graph.head[path[i]] > 0
        open_last = j > 0
        for step in range(min(high - low, REACH)):
            if open_last:
                _look(shop, plan, graph, m, high - 1 - step, high, moves)
                if step > 0:
                    _look(shop, plan, graph, m, high, high - 1 - step, moves)
            if open_first:
                _look(shop, plan, graph, m, low + 1 + step, low, moves)
                if step > 0:
                    _look(shop, plan, graph, m, low, low + 1 + step, moves)
        i = j - 1


@plain
def _any_swap(shop, plan, path, count, moves):
    """Offers neighbours inside blocks, as a last resort: what is sure to be possible was not enough."""
    for i in range(count - 1, 0, -1):
        op, behind = path[i], path[i - 1]
        m, at = machine_of(shop, plan, op), plan.position[op]
        if machine_of(shop, plan, behind) == m and plan.position[behind] == at + 1 and not _waits_for(shop, behind, op):
            _offer(moves, False, FAR, WITHIN, m, at, at + 1)


@plain
def _look(shop, plan, graph, m, from_, to, moves):
    """Offers the move of a machine's operation from one position to another, if it is sure to be possible."""
    base = shop.room[m]
    moved, other = plan.sequence[base + from_], plan.sequence[base + to]
    if _waits_for(shop, other, moved) if to > from_ else _waits_for(shop, moved, other):
        return
    if to > from_ + 1:
        if rest_of(shop, plan, graph, other) < tail_by_successors(shop, plan, graph, moved):
            return
    elif to < from_ - 1 and end_of(shop, plan, graph, other) < head_by_predecessors(shop, plan, graph, moved):
        return
    value = _estimate_within(shop, plan, graph, m, from_, to, moves.heads)
    free = True
    step = 1 if to > from_ else -1
    at = from_
    while at != to:
        at += step
        passed = plan.sequence[base + at]
        before, after = (passed, moved) if step > 0 else (moved, passed)
        if moves.forbidden[_slot(before, after, len(moves.forbidden))] > moves.iteration:
            free = False
            break
    _offer(moves, free, value, WITHIN, m, from_, to)


@plain
def _waits_for(shop, op, before):
    """Whether one operation is a predecessor of another: an order may come to a machine twice in a row."""
    found = False
    for e in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
        found |= shop.pred[e] == before
    return found


@plain
def _estimate_within(shop, plan, graph, m, from_, to, heads):
    """Longest path through the operations between two positions after one has moved to the other."""
    low, high = min(from_, to), max(from_, to)
    base = shop.room[m]
    t = end_of(shop, plan, graph, plan.sequence[base + low - 1]) if low > 0 else 0
    for i in range(low, high + 1):
        op = plan.sequence[base + _behind_move(i, from_, to)]
        t = max(t, head_by_predecessors(shop, plan, graph, op))
        heads[i - low] = t
        t += shop.mode_time[plan.mode[op]]
    rest = rest_of(shop, plan, graph, plan.sequence[base + high + 1]) if high + 1 < plan.length[m] else 0
    longest = 0
    for i in range(high, low - 1, -1):
        op = plan.sequence[base + _behind_move(i, from_, to)]
        rest = max(rest, tail_by_successors(shop, plan, graph, op)) + shop.mode_time[plan.mode[op]]
        longest = max(longest, heads[i - low] + rest)
    return longest


@inlined
def _behind_move(i, from_, to):
    """Where the operation is now that stands at position i after the move."""
    if i == to:
        return from_
    return i + 1 if to > from_ else i - 1


@plain
def _moves_to_machines(shop, plan, graph, path, count, moves):
    """Looks at all insertions of critical operations into the sequences of other machines that are sure to be
    possible."""
    n = len(plan.mode)
    for i in range(count):
        op = path[i]
        if shop.mode_ptr[op + 1] == shop.mode_ptr[op] + 1:
            continue
        head = head_by_predecessors(shop, plan, graph, op)
        tail = tail_by_successors(shop, plan, graph, op)
        end = end_of(shop, plan, graph, op)
        for mode in range(shop.mode_ptr[op], shop.mode_ptr[op + 1]):
            m = shop.mode_machine[mode]
            if m == machine_of(shop, plan, op):
                continue
            base = shop.room[m]
            free = moves.forbidden[_slot(n + op, m, len(moves.forbidden))] <= moves.iteration
            at = _first_ending_after(shop, plan, graph, m, head)
            while True:
                start = head if at == 0 else max(head, end_of(shop, plan, graph, plan.sequence[base + at - 1]))
                rest = tail
                if at < plan.length[m]:
                    rest = max(rest, rest_of(shop, plan, graph, plan.sequence[base + at]))
                value = start + shop.mode_time[mode] + rest
                _offer(moves, free, value, TO, op, mode, at)
                if at == plan.length[m] or graph.head[plan.sequence[base + at]] >= end:
                    break
                at += 1


@plain
def _first_ending_after(shop, plan, graph, m, t):
    """First position of a machine whose operation ends after minute t: all before it may stay before."""
    low, high = 0, plan.length[m]
    while low < high:
        middle = (low + high) // 2
        if end_of(shop, plan, graph, plan.sequence[shop.room[m] + middle]) > t:
            high = middle
        else:
            low = middle + 1
    return low


@plain
def _offer(moves, free, value, kind, where, from_, at):
    """Keeps the best allowed move, ties by lot, and any move by lot for the case that none is allowed."""
    allowed, fallback = moves.allowed, moves.fallback
    fallback[TIES] += 1
    if uniform(moves.random) * fallback[TIES] < 1.0:
        fallback[KIND], fallback[WHERE], fallback[FROM], fallback[AT] = kind, where, from_, at
    if value > allowed[VALUE] or (not free and value >= moves.best_value):
        return
    if value < allowed[VALUE]:
        allowed[TIES] = 0
    allowed[TIES] += 1
    if uniform(moves.random) * allowed[TIES] < 1.0:
        allowed[KIND], allowed[WHERE], allowed[FROM], allowed[AT] = kind, where, from_, at
        allowed[VALUE] = value


@plain
def _make(shop, plan, move, forbidden, until):
    """Makes a move and forbids for a while what would take it back."""
    size = len(forbidden)
    if move[KIND] == TO:
        op = move[WHERE]
        forbidden[_slot(len(plan.mode) + op, machine_of(shop, plan, op), size)] = until
        move_to(shop, plan, op, move[FROM], move[AT])
        return
    m, from_, to = move[WHERE], move[FROM], move[AT]
    moved = plan.sequence[shop.room[m] + from_]
    step = 1 if to > from_ else -1
    at = from_
    while at != to:
        at += step
        passed = plan.sequence[shop.room[m] + at]
        before, after = (moved, passed) if step > 0 else (passed, moved)
        forbidden[_slot(before, after, size)] = until
    move_within(shop, plan, m, from_, to)


@inlined
def _slot(a, b, size):
    """Where a pair is remembered; `size` is a power of two."""
    return (a * 1000003 + b * 7919) & (size - 1)


@allocating
def _copy(to, plan):
    to.mode[:] = plan.mode
    to.position[:] = plan.position
    to.sequence[:] = plan.sequence
    to.length[:] = plan.length
