"""Units: operations of one order that maximum waits join, which an engine that builds a schedule must place together.

Placed one by one, the second would often find its resources taken until the wait is over. A unit also holds everything
that lies on a way between two of its operations, so that units can be put into a sequence like operations.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.compile.network import NEVER

if TYPE_CHECKING:
    from scheduler.compile.selection import Selection

Edge = tuple[int, int, int, int, int, int]
"""A row of the predecessor table: operation, lag, kind, maximum, from start, to end."""


def units(chosen: "Selection", predecessors: Sequence[Sequence[Edge]]) -> tuple[list[int], list[tuple[int, int]]]:
    """(sequence, unit per operation): a permutation of the operations, order by order, and positions in it.

    Reported work joins nothing, it is where it is. Orders that a pin ties to others are left apart: around a tied unit
    there might be no sequence at all, and pins are kept before maxima.
    """
    sequence: list[int] = []
    spans = [(i, i + 1) for i in range(len(predecessors))]
    before_others = {edge[0] for rows in predecessors for edge in rows if edge[2]}
    first = 0
    for operations in chosen.order_operations:
        own = range(first, first + len(operations))
        first += len(operations)
        limited = any(edge[3] < NEVER for op in own for edge in predecessors[op])
        tied = any(edge[2] for op in own for edge in predecessors[op]) or not before_others.isdisjoint(own)
        if not limited or tied:
            sequence += own
            continue
        free = [op for op in own if operations[op - own.start].id not in chosen.progress]
        reported = [op for op in own if operations[op - own.start].id in chosen.progress]
        sequence += reported
        for op, position in zip(reported, range(len(sequence) - len(reported), len(sequence)), strict=True):
            spans[op] = (position, position + 1)
        for unit in _in_sequence(free, predecessors):
            for op in unit:
                spans[op] = (len(sequence), len(sequence) + len(unit))
            sequence += unit
    return sequence, spans


def _in_sequence(free: Sequence[int], predecessors: Sequence[Sequence[Edge]]) -> list[list[int]]:
    """The units of an order's free operations, each in work order, and none before what comes before one of its own.

    `free` is in work order. Units joined by maxima that lie on a way from one to the other and back are joined too.
    """
    inside = set(free)
    unit_of = {op: op for op in free}

    def root(op: int) -> int:
        while unit_of[op] != op:
            op = unit_of[op]
        return op

    for op in free:
        for edge in predecessors[op]:
            if edge[3] < NEVER and edge[0] in inside:
                unit_of[root(op)] = root(edge[0])
    while True:
        members: dict[int, list[int]] = defaultdict(list)
        for op in free:
            members[root(op)].append(op)
        before = {
            unit: {root(edge[0]) for op in ops for edge in predecessors[op] if edge[0] in inside} - {unit}
            for unit, ops in members.items()
        }
        ordered: list[list[int]] = []
        done: set[int] = set()
        while ready := [unit for unit in members if unit not in done and before[unit] <= done]:
            ordered.append(members[ready[0]])
            done.add(ready[0])
        if len(done) == len(members):
            return ordered
        # What is left is on loops between units: those become one.
        stuck = [unit for unit in members if unit not in done]
        loop = _loop({unit: before[unit] - done for unit in stuck}, stuck[0])
        for unit in loop[1:]:
            unit_of[root(unit)] = root(loop[0])


def _loop(before: dict[int, set[int]], start: int) -> list[int]:
    """Units that come before each other in a circle; every unit has one before it."""
    path = [start]
    while (unit := min(before[path[-1]])) not in path:
        path.append(unit)
    return path[path.index(unit) :]
