"""A shop of machines that are always open, as a graph: what each machine does in which order, heads, tails, critical
paths.

The head of an operation is its earliest start, its tail the time from its end to the end of everything; the longest
head + time + tail is the makespan. After Roy and Sussmann (1964), "Les problèmes d'ordonnancement avec contraintes
disjonctives".
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.kernel.jit import inlined, plain
from scheduler.kernel.random import below, uniform

Int64 = npt.NDArray[np.int64]


class Machines(NamedTuple):
    """What does not change. Ranges into other arrays are `*_ptr[i] : *_ptr[i + 1]`."""

    release: Int64
    pred_ptr: Int64
    pred: Int64
    pred_lag: Int64
    """Minutes between the end of the predecessor and the start."""
    succ_ptr: Int64
    succ: Int64
    succ_lag: Int64
    mode_ptr: Int64
    mode_machine: Int64
    mode_time: Int64
    room: Int64
    """Where the sequence of each machine begins in `Sequences.sequence`: there is room for all that it could do."""
    flexible: bool
    """Whether some operation has a choice."""


class Sequences(NamedTuple):
    """A schedule: the mode of every operation, its position on its machine, and the sequence of every machine."""

    mode: Int64
    position: Int64
    sequence: Int64
    length: Int64

    def copy(self) -> "Sequences":
        return Sequences(*(array.copy() for array in self))

    def set_to(self, other: "Sequences") -> None:
        for mine, theirs in zip(self, other, strict=True):
            mine[...] = theirs


class Graph(NamedTuple):
    """Heads and tails of a schedule, and room for finding them."""

    head: Int64
    tail: Int64
    order: Int64
    """Operations in an order in which everything comes before what waits for it."""
    waiting: Int64


def new_graph(n: int) -> Graph:
    """Room for the graph of so many operations."""
    return Graph(*(np.zeros(n, np.int64) for _ in range(4)))


@inlined
def end_of(shop, plan, graph, op):
    return graph.head[op] + shop.mode_time[plan.mode[op]]


@inlined
def rest_of(shop, plan, graph, op):
    """Time from an operation's start to the end of everything."""
    return graph.tail[op] + shop.mode_time[plan.mode[op]]


@inlined
def machine_of(shop, plan, op):
    return shop.mode_machine[plan.mode[op]]


@plain
def head_by_predecessors(shop, plan, graph, op):
    """Earliest start that release and predecessors allow."""
    t = shop.release[op]
    for e in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
        t = max(t, end_of(shop, plan, graph, shop.pred[e]) + shop.pred_lag[e])
    return t


@plain
def tail_by_successors(shop, plan, graph, op):
    """Time that successors need after the operation's end."""
    t = 0
    for e in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
        t = max(t, rest_of(shop, plan, graph, shop.succ[e]) + shop.succ_lag[e])
    return t


@plain
def evaluate(shop, plan, graph):
    """Finds all heads and tails; returns the makespan, or -1 if something waits for itself."""
    n = len(plan.mode)
    done = 0
    for op in range(n):
        graph.waiting[op] = shop.pred_ptr[op + 1] - shop.pred_ptr[op] + (plan.position[op] > 0)
        if graph.waiting[op] == 0:
            graph.order[done] = op
            done += 1
    k = longest = 0
    while k < done:
        op = graph.order[k]
        k += 1
        m, at = machine_of(shop, plan, op), plan.position[op]
        head = head_by_predecessors(shop, plan, graph, op)
        if at > 0:
            head = max(head, end_of(shop, plan, graph, plan.sequence[shop.room[m] + at - 1]))
        graph.head[op] = head
        longest = max(longest, head + shop.mode_time[plan.mode[op]])
        for e in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
            done = _one_less(graph, shop.succ[e], done)
        if at + 1 < plan.length[m]:
            done = _one_less(graph, plan.sequence[shop.room[m] + at + 1], done)
    if done < n:
        return -1
    for k in range(n - 1, -1, -1):
        op = graph.order[k]
        m, at = machine_of(shop, plan, op), plan.position[op]
        tail = tail_by_successors(shop, plan, graph, op)
        if at + 1 < plan.length[m]:
            tail = max(tail, rest_of(shop, plan, graph, plan.sequence[shop.room[m] + at + 1]))
        graph.tail[op] = tail
    return longest


@inlined
def _one_less(graph, op, done):
    graph.waiting[op] -= 1
    if graph.waiting[op] == 0:
        graph.order[done] = op
        return done + 1
    return done


@plain
def critical_path(shop, plan, graph, longest, random, path):
    """Writes the operations of a random critical path, from its last to its first; returns their number."""
    n = len(plan.mode)
    op = below(random, n)
    while end_of(shop, plan, graph, op) != longest:
        op = op + 1 if op + 1 < n else 0
    count = 0
    while op >= 0:
        path[count] = op
        count += 1
        op = _critical_before(shop, plan, graph, random, op)
    return count


@plain
def _critical_before(shop, plan, graph, random, op):
    """What ends just when a critical operation can start because of it; -1 if that is its release."""
    head = graph.head[op]
    on_machine = -1
    if plan.position[op] > 0:
        before = plan.sequence[shop.room[machine_of(shop, plan, op)] + plan.position[op] - 1]
        if end_of(shop, plan, graph, before) == head:
            on_machine = before
    if on_machine >= 0 and uniform(random) < 0.5:
        return on_machine
    for e in range(shop.pred_ptr[op], shop.pred_ptr[op + 1]):
        if end_of(shop, plan, graph, shop.pred[e]) + shop.pred_lag[e] == head:
            return shop.pred[e]
    return on_machine


@plain
def move_within(shop, plan, machine, from_, to):
    """Moves what a machine does at one position to another."""
    base = shop.room[machine]
    moved = plan.sequence[base + from_]
    step = 1 if to > from_ else -1
    at = from_
    while at != to:
        op = plan.sequence[base + at + step]
        plan.sequence[base + at] = op
        plan.position[op] = at
        at += step
    plan.sequence[base + to] = moved
    plan.position[moved] = to


@plain
def move_to(shop, plan, op, mode, at):
    """Takes an operation from its machine and inserts it, in a mode, at a position of that mode's other machine."""
    m = machine_of(shop, plan, op)
    move_within(shop, plan, m, plan.position[op], plan.length[m] - 1)
    plan.length[m] -= 1
    m = shop.mode_machine[mode]
    plan.mode[op] = mode
    plan.sequence[shop.room[m] + plan.length[m]] = op
    plan.position[op] = plan.length[m]
    plan.length[m] += 1
    move_within(shop, plan, m, plan.length[m] - 1, at)
