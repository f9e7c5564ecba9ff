"""What stations that remember do one after the other, and what each change of their state takes and costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from scheduler.domain.operation import Mode, ProgressStatus
from scheduler.domain.plan import Assignment
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId, ResourceId
from scheduler.domain.resource import Resource
from scheduler.domain.station import PROGRAMME, SetUp

State = tuple[str | None, ...]
"""A value for each attribute of a resource's set-ups; None: none of its own, `FREE`: whatever is wanted."""

FREE = ""

StationId = tuple[ResourceId, int]
"""A resource and the number of one of its units."""


class Change(NamedTuple):
    minutes: int
    cost: int


NOTHING = Change(0, 0)


class Visit(NamedTuple):
    """A batch, or a single operation, on a station; started work lies where it goes on after as-of."""

    begins: datetime
    ends: datetime
    started: bool
    programme: str | None
    state: State
    operations: tuple[OperationId, ...]


class SetUps:
    """The set-ups of one resource, looked up by what changes; of rows that say the same the first one counts."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.attributes = tuple(dict.fromkeys(row.attribute for row in resource.set_ups))
        self.rows: dict[tuple[str, str | None, str | None], SetUp] = {}
        for row in resource.set_ups:
            self.rows.setdefault((row.attribute, row.from_value, row.to_value), row)

    def state(self, mode: Mode) -> State:
        """What a mode needs the station to be set up for."""
        values: dict[str, str | None] = {state.attribute: state.value for state in mode.states}
        if mode.programme is not None:
            values[PROGRAMME] = mode.programme
        return tuple(values.get(attribute) for attribute in self.attributes)

    def initial(self, unit: int) -> State | None:
        """What a station is set up for at as-of; None: nobody knows, so it needs no set-up for anything."""
        values = {state.attribute: state.value for state in self.resource.initial_states if state.unit == unit}
        return tuple(values.get(attribute, FREE) for attribute in self.attributes) if values else None

    def change(self, before: State | None, after: State) -> Change:
        """Minutes and cost of all attributes added up."""
        if before is None:
            return NOTHING
        rows = [self._closest(*values) for values in zip(self.attributes, before, after, strict=True)]
        return Change(sum(row.minutes for row in rows if row), sum(row.cost for row in rows if row))

    def _closest(self, attribute: str, before: str | None, after: str | None) -> SetUp | None:
        if before == FREE:
            return None
        if before == after:
            return None if before is None else self.rows.get((attribute, before, after))
        # Of a value that is none the rows know no name, so that only those without one are looked up for it.
        tried = ((before, after), (before, None), (None, after), (None, None))
        return next((self.rows[attribute, *pair] for pair in tried if (attribute, *pair) in self.rows), None)


def visits(
    problem: Problem, modes: Mapping[tuple[OperationId, ModeId], Mode], assignments: Iterable[Assignment]
) -> dict[StationId, list[Visit]]:
    """What each station of a resource with set-ups does, in order.

    Finished work is over. What an oven starts and ends together, in one programme and state, is one visit. Assignments
    that name no station are left out.
    """
    set_ups = {resource.id: SetUps(resource) for resource in problem.resources if resource.set_ups}
    if not set_ups:
        return {}
    reports = {report.operation: report.status for report in problem.progress}
    found: dict[StationId, list[Visit]] = defaultdict(list)
    for assignment in assignments:
        mode = modes.get((assignment.operation, assignment.mode))
        status = reports.get(assignment.operation)
        first = mode.uses[0].resource if mode is not None and mode.uses else None
        if mode is None or first not in set_ups or status is ProgressStatus.FINISHED:
            continue
        visit = _visit(assignment, mode, set_ups[first], problem.as_of if status else None)
        for use in assignment.uses:
            for unit in use.units if use.resource == first else ():
                found[first, unit].append(visit)
    return {station: _in_order(own, set_ups[station[0]].resource) for station, own in found.items()}


def _visit(assignment: Assignment, mode: Mode, set_ups: SetUps, as_of: datetime | None) -> Visit:
    """`as_of` is given for started work."""
    begins = assignment.start
    if as_of is not None:
        going_on = (max(segment.start, as_of) for segment in assignment.segments if segment.end > as_of)
        begins = next(going_on, assignment.end)
    return Visit(
        begins, assignment.end, as_of is not None, mode.programme, set_ups.state(mode), (assignment.operation,)
    )


def _in_order(own: Iterable[Visit], resource: Resource) -> list[Visit]:
    ordered: list[Visit] = []
    for visit in sorted(own, key=lambda visit: (visit.begins, not visit.started, visit.ends, visit.operations)):
        if resource.most_load is not None and ordered and _together(ordered[-1], visit):
            ordered[-1] = ordered[-1]._replace(operations=ordered[-1].operations + visit.operations)
        else:
            ordered.append(visit)
    return ordered


def _together(one: Visit, other: Visit) -> bool:
    return one._replace(operations=other.operations) == other
