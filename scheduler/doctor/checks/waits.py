"""Maximum waits between two operations that nobody can keep, whatever the plan."""

from collections.abc import Iterator, Mapping
from functools import reduce
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from scheduler.compile.calendars import Window, intersected
from scheduler.compile.faults import usable_modes
from scheduler.compile.selection import FIRST_HORIZON
from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.durations import working_minutes
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Link, Mode, Operation, Relation
from scheduler.domain.record import OperationId, OrderId, ResourceId

LOOKS = 300_000
"""Links followed in one examination when the work between two operations is added up."""

FROM_START = (Relation.START_START, Relation.START_FINISH)
TO_END = (Relation.FINISH_FINISH, Relation.START_FINISH)


class _Wait(NamedTuple):
    """A maximum wait of planned work not begun after other work not begun."""

    path: Path
    first: Operation
    then: Operation
    link: Link
    maximum: int

    def finding(self, case: Case, key: str, **more: int) -> Finding:
        return case.finding(
            key, Severity.WARNING, self.path, [self.then.order],
            operation=self.then.id, predecessor=self.first.id, maximum=self.maximum, **more,
        )  # fmt: skip


def wait_shorter_than_way(case: Case) -> Iterator[Finding]:
    """A maximum wait shorter than the least wait and the way between the workshops in which both can be done."""
    for wait in _waits(case):
        least = wait.link.minimum_minutes + min(_way(case, a, b) for a, b in _pairs(case, wait))
        if least > wait.maximum:
            yield wait.finding(case, "wait_shorter_than_way", minutes=least)


def wait_shorter_than_work(case: Case) -> Iterator[Finding]:
    """A maximum wait from an end to a start, shorter than the work and waits of other operations in between."""
    looks = LOOKS
    sequences: dict[OrderId, dict[OperationId, int]] = {}
    for wait in _waits(case):
        if wait.link.relation is not Relation.FINISH_START or looks < 0:
            continue
        order = wait.then.order
        if order not in sequences:
            sequences[order] = _sequence(case, order)
        least, looked = _least_between(case, wait, sequences[order])
        looks -= looked
        if least > wait.maximum:
            yield wait.finding(case, "wait_shorter_than_work", minutes=least)


def wait_never_open(case: Case) -> Iterator[Finding]:
    """A maximum wait that no two openings of the two years are close enough for, in no pair of modes."""
    openings = _Openings(case)
    for wait in _waits(case):
        ways = [(a, b, wait.link.minimum_minutes + _way(case, a, b)) for a, b in _pairs(case, wait)]
        short = [way for way in ways if way[2] <= wait.maximum]  # without any, `wait_shorter_than_way` tells
        if short and not any(openings.near(wait, a, b, least) for a, b, least in short):
            yield wait.finding(case, "wait_never_open")


def _waits(case: Case) -> Iterator[_Wait]:
    for operation in case.limited:
        for i, link in enumerate(operation.after):
            first = case.operation.get(link.operation)
            if link.maximum_minutes is None or first is None or first.id in case.reported:
                continue
            path, _ = case.source(operation.id)
            then = case.operation[operation.id]
            field = ("after", i, "maximum_minutes") if path[0] == "operations" else ("maximum_minutes_after",)
            yield _Wait((*path, *field), first, then, link, link.maximum_minutes)


def _pairs(case: Case, wait: _Wait) -> list[tuple[Mode, Mode]]:
    """Usable modes of both operations; planned work has some."""
    return [(a, b) for a in _usable(case, wait.first) for b in _usable(case, wait.then)]


def _usable(case: Case, operation: Operation) -> list[Mode]:
    return usable_modes(operation, case.expanded_resource, case.pinned.get(operation.id, ()))


def _way(case: Case, first: Mode, then: Mode) -> int:
    """Minutes between the workshops of two modes; none to or from work outside."""
    places = [_workshop(case, mode) for mode in (first, then)]
    if None in places or places[0] == places[1]:
        return 0
    return case.transport.get((places[0], places[1]), case.problem.settings.default_transport_minutes)


def _workshop(case: Case, mode: Mode) -> str | None:
    inside = mode.uses and mode.outsourcing is None
    return case.expanded_resource[mode.uses[0].resource].workshop if inside else None


# --- work in between ---------------------------------------------------------------------------------


def _sequence(case: Case, order: OrderId) -> dict[OperationId, int]:
    """The order's operations, predecessors first, with their positions; empty if they form a loop."""
    operations = case.operations_of(order)
    waits = {operation.id: [link.operation for link in operation.after] for operation in operations}
    try:
        return {id_: position for position, id_ in enumerate(TopologicalSorter(waits).static_order())}
    except CycleError:
        return {}


def _least_between(case: Case, wait: _Wait, position: Mapping[OperationId, int]) -> tuple[int, int]:
    """Minutes that must lie between the two operations because of others, and how many links were looked at."""
    if not position:
        return 0, 0
    begin, looked = position[wait.first.id], 0
    inside, stack = {wait.then.id}, [wait.then.id]
    while stack and looked <= LOOKS:
        for link in case.operation[stack.pop()].after:
            looked += 1
            if link.operation not in inside and position.get(link.operation, -1) > begin:
                inside.add(link.operation)
                stack.append(link.operation)
    ends: dict[OperationId, int] = {wait.first.id: 0}
    starts: dict[OperationId, int] = {}
    for id_ in sorted(inside, key=position.__getitem__):
        operation = case.operation[id_]
        reached = [
            ends[link.operation] + link.minimum_minutes
            for link in operation.after
            if link.relation is Relation.FINISH_START and link.operation in ends and id_ not in case.reported
        ]
        if reached:
            starts[id_] = max(reached)
            ends[id_] = starts[id_] + _least_work(case, operation)
    return starts.get(wait.then.id, 0), looked


def _least_work(case: Case, operation: Operation) -> int:
    minutes = (working_minutes(operation, mode, case.expanded_resource) for mode in _usable(case, operation))
    return min(minutes, default=0)


# --- openings ----------------------------------------------------------------------------------------


class _Openings:
    """When modes can start and end, worked out once for each set of resources that are used together."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._together: dict[frozenset[ResourceId], list[Window]] = {frozenset(): [(0, FIRST_HORIZON)]}
        self._moments: dict[tuple[frozenset[ResourceId], int, bool], list[Window]] = {}
        self._near: dict[tuple[object, ...], bool] = {}

    def near(self, wait: _Wait, first: Mode, then: Mode, least: int) -> bool:
        """Whether the two ends that a wait joins can ever lie so close to each other, in these modes."""
        ends = wait.link.relation not in FROM_START, wait.link.relation in TO_END
        one = (_used(first), self._work(wait.first, first), ends[0])
        other = (_used(then), self._work(wait.then, then), ends[1])
        key = one, other, least, wait.maximum
        if key not in self._near:
            self._near[key] = _meet(self._moments_of(*one), self._moments_of(*other), least, wait.maximum)
        return self._near[key]

    def _work(self, operation: Operation, mode: Mode) -> int:
        """Minutes that must lie in one opening."""
        return 1 if operation.resumable else working_minutes(operation, mode, self.case.expanded_resource)

    def _moments_of(self, used: frozenset[ResourceId], work: int, ends: bool) -> list[Window]:
        if used not in self._together:
            opened = [self.case.openings(self.case.expanded_resource[id_]) for id_ in sorted(used)]
            self._together[used] = reduce(intersected, opened)
        if (used, work, ends) not in self._moments:
            self._moments[used, work, ends] = _moments(self._together[used], work, ends=ends)
        return self._moments[used, work, ends]


def _used(mode: Mode) -> frozenset[ResourceId]:
    return frozenset(use.resource for use in mode.uses)


def _moments(windows: list[Window], work: int, *, ends: bool) -> list[Window]:
    """First and last minute at which so much work can start, or end, in each window that holds it."""
    fitting = [(start, end) for start, end in windows if end - start >= work]
    return [(start + work, end) if ends else (start, end - work) for start, end in fitting]


def _meet(first: list[Window], then: list[Window], least: int, most: int) -> bool:
    """Whether some moment of `then` lies between `least` and `most` minutes after one of `first`; both are sorted."""
    row = 0
    for begin, end in first:
        while row < len(then) and then[row][1] < begin + least:
            row += 1
        if row < len(then) and then[row][0] <= end + most:
            return True
    return False
