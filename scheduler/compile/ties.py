"""Links that say on which station: what is done on one station with something else, or must not be.

An operation's modes are cut down beforehand to those that leave the others one too, so that operations can be placed in
any order without ever being stuck.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from scheduler.domain.operation import Operation, Station
from scheduler.domain.record import OperationId

Tie = tuple[int, int]
"""Another operation, and 1: the same station, 0: another one."""


def groups(operations: Sequence[Operation]) -> tuple[list[list[OperationId]], list[tuple[OperationId, OperationId]]]:
    """Operations that share a station, and pairs that must not; links to operations that are not listed don't count."""
    known = {operation.id for operation in operations}
    leader: dict[OperationId, OperationId] = {}

    def find(id_: OperationId) -> OperationId:
        while leader.get(id_, id_) != id_:
            id_ = leader[id_]
        return id_

    apart = []
    for operation in operations:
        for link in operation.after:
            if link.operation not in known:
                continue
            if link.station is Station.SAME:
                leader[find(operation.id)] = find(link.operation)
                leader.setdefault(find(link.operation), find(link.operation))
            elif link.station is Station.DIFFERENT:
                apart.append((operation.id, link.operation))
    members: dict[OperationId, list[OperationId]] = defaultdict(list)
    for operation in operations:
        if find(operation.id) in leader:
            members[find(operation.id)].append(operation.id)
    return [group for group in members.values() if len(group) > 1], apart


def tied(operations: Sequence[Operation]) -> set[OperationId]:
    """The operations at both ends of the links that say on which station."""
    known = {operation.id for operation in operations}
    return {
        id_
        for operation in operations
        for link in operation.after
        if link.station is not Station.ANY and link.operation in known
        for id_ in (operation.id, link.operation)
    }


def possible_places(
    together: Sequence[Sequence[OperationId]],
    apart: Sequence[tuple[OperationId, OperationId]],
    places: Mapping[OperationId, frozenset[int]],
) -> dict[OperationId, frozenset[int]]:
    """For each tied operation the places it may take; none: its order can't be planned.

    `places` are those where it can be done at any time to come. A group shares the places all its members have. Of two
    that must differ the one with a single place keeps it; one with more partners than places to spare has none.
    """
    group_of = {id_: k for k, group in enumerate(together) for id_ in group}
    own: dict[int, frozenset[int]] = {}
    for k, group in enumerate(together):
        own[k] = frozenset.intersection(*(places[id_] for id_ in group))
    for pair in apart:
        for id_ in pair:
            if id_ not in group_of:
                group_of[id_] = len(own)
                own[group_of[id_]] = places[id_]
    partners: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        partners[group_of[a]].add(group_of[b])
        partners[group_of[b]].add(group_of[a])
    changed = True
    while changed:
        changed = False
        for k, others in partners.items():
            if len(own[k]) == 1:
                for other in others:
                    if own[k] & own[other]:
                        own[other] -= own[k]
                        changed = True
    for k, others in partners.items():
        if k in others or sum(bool(own[k] & own[other]) for other in others) >= max(1, len(own[k])):
            own[k] = frozenset()
    return {id_: own[k] for id_, k in group_of.items()}


def ties(
    together: Sequence[Sequence[OperationId]],
    apart: Sequence[tuple[OperationId, OperationId]],
    index: Mapping[OperationId, int],
) -> dict[int, list[Tie]]:
    """Rows of the tie table per operation of `index`; what is not in it (reported work) ties nothing."""
    found: dict[int, set[Tie]] = defaultdict(set)
    for group in together:
        inside = [index[id_] for id_ in group if id_ in index]
        for a in inside:
            found[a] |= {(b, 1) for b in inside if b != a}
    for one, other in apart:
        if one in index and other in index:
            found[index[one]].add((index[other], 0))
            found[index[other]].add((index[one], 0))
    return {op: sorted(rows) for op, rows in found.items()}
