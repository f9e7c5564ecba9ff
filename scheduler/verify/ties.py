"""Which stations the links of an order leave to its operations: on the same one as another, or on a different one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from scheduler.domain.operation import Operation, Station
from scheduler.domain.record import OperationId, ResourceId

Place = tuple[ResourceId, int]
"""A resource and one of its stations; -1 where they are only counted."""

Group = frozenset[OperationId]
"""Operations that share a station."""


def without_a_station(
    operations: Sequence[Operation], places: Callable[[Operation], set[Place] | None]
) -> set[OperationId]:
    """Operations that may find no station when all others have theirs, in whatever order they are placed.

    `places` says where one can be done at any time to come; None: outside, where nothing is compared. Links to and from
    those, and to operations that are not listed, don't count. What must share a station has those that all of it can
    use. Where only one is left, what must be elsewhere loses it. More others to keep away from than stations to spare
    is one too many.
    """
    known = {operation.id: operation for operation in operations}
    linked = [
        (operation.id, link.operation, link.station)
        for operation in operations
        for link in operation.after
        if link.station is not Station.ANY and link.operation in known
    ]
    tied = dict.fromkeys(id_ for one, other, _ in linked for id_ in (one, other))
    own = {id_: found for id_ in tied if (found := places(known[id_])) is not None}
    linked = [link for link in linked if link[0] in own and link[1] in own]
    groups = _joined(own, [(one, other) for one, other, station in linked if station is Station.SAME])
    left = {group: set.intersection(*(own[id_] for id_ in group)) for group in groups}
    group_of = {id_: group for group in groups for id_ in group}
    apart: dict[Group, set[Group]] = defaultdict(set)
    for one, other, station in linked:
        if station is Station.DIFFERENT:
            apart[group_of[one]].add(group_of[other])
            apart[group_of[other]].add(group_of[one])
    _keep_away(left, apart)
    return {id_ for group in groups if _stuck(group, left, apart[group]) for id_ in group}


def _joined(ids: Iterable[OperationId], pairs: Iterable[tuple[OperationId, OperationId]]) -> set[Group]:
    group_of: dict[OperationId, Group] = {id_: frozenset({id_}) for id_ in ids}
    for one, other in pairs:
        union = group_of[one] | group_of[other]
        group_of.update(dict.fromkeys(union, union))
    return set(group_of.values())


def _keep_away(left: dict[Group, set[Place]], apart: dict[Group, set[Group]]) -> None:
    """What has one station only takes it from all that must be elsewhere, until nothing changes any more."""
    while True:
        taken = {
            group: {place for other in apart[group] if len(left[other]) == 1 for place in left[other]} for group in left
        }
        if not any(left[group] & taken[group] for group in left):
            return
        left.update({group: left[group] - taken[group] for group in left})


def _stuck(group: Group, left: dict[Group, set[Place]], others: set[Group]) -> bool:
    rivals = sum(bool(left[group] & left[other]) for other in others)
    return group in others or not left[group] or (bool(others) and rivals >= len(left[group]))
