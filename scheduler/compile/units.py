"""Units: operations of one order that maximum waits join, which an engine that builds a schedule must place together.

Placed one by one, the second would often find its resources taken until the wait is over. A unit also holds everything
that lies on a way between two of its operations, so that units can be put into a sequence like operations.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from scheduler.compile.network import NEVER
from scheduler.domain.operation import Link, Operation, Relation
from scheduler.domain.record import OperationId

if TYPE_CHECKING:
    from scheduler.compile.selection import Selection

Edge = tuple[int, int, int, int, int, int]
"""A row of the predecessor table: operation, lag, kind, maximum, from start, to end."""


def merged_links(operation: Operation) -> list[Link]:
    """An operation's links; several of one relation to one predecessor are one, with what each of them asks for."""
    merged: dict[tuple[OperationId, Relation], Link] = {}
    for link in operation.after:
        key = link.operation, link.relation
        known = merged.get(key)
        if known is not None:
            maxima = [m for m in (known.maximum_minutes, link.maximum_minutes) if m is not None]
            link = link.model_copy(
                update={
                    "minimum_minutes": max(known.minimum_minutes, link.minimum_minutes),
                    "maximum_minutes": min(maxima, default=None),
                }
            )
        merged[key] = link
    return list(merged.values())


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

    `free` is in work order. With every maximum read as a way back, operations that can be reached from each other both
    ways are a unit: the strongly connected components (R. Tarjan 1972), whose own network has no loops.
    """
    inside = set(free)
    ahead: dict[int, list[int]] = {op: [] for op in free}
    for op in free:
        for edge in predecessors[op]:
            if edge[0] in inside:
                ahead[edge[0]].append(op)
                if edge[3] < NEVER:
                    ahead[op].append(edge[0])
    unit_of = _components(ahead)
    members: dict[int, list[int]] = defaultdict(list)
    for op in free:
        members[unit_of[op]].append(op)
    before = {
        unit: {unit_of[edge[0]] for op in ops for edge in predecessors[op] if edge[0] in inside} - {unit}
        for unit, ops in members.items()
    }
    waiting = {unit: len(others) for unit, others in before.items()}
    behind: dict[int, list[int]] = defaultdict(list)
    for unit, others in before.items():
        for other in others:
            behind[other].append(unit)
    # By the first operation, so that what no maximum joins stays in work order.
    ready = [(members[unit][0], unit) for unit, count in waiting.items() if not count]
    heapify(ready)
    ordered = []
    while ready:
        _, unit = heappop(ready)
        ordered.append(members[unit])
        for other in behind[unit]:
            waiting[other] -= 1
            if not waiting[other]:
                heappush(ready, (members[other][0], other))
    return ordered


def _components(ahead: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """For every node a name of its strongly connected component; without recursion, for orders may be long."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    open_: list[int] = []
    for root in ahead:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        open_.append(root)
        path = [(root, iter(ahead[root]))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    open_.append(other)
                    path.append((other, iter(ahead[other])))
                    break
                if other not in component:
                    low[node] = min(low[node], number[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == number[node]:
                    while True:
                        member = open_.pop()
                        component[member] = node
                        if member == node:
                            break
    return component
