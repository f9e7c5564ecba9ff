"""Stations that are planned one by one: those that remember what they did last, and those that links compare.

Each becomes a resource of its own in the network. A pool of four ovens is four resources, and a mode on it four modes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scheduler.domain.operation import Mode, Operation, Station
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource
from scheduler.domain.station import PROGRAMME, SetUp

THOUSANDTHS = 1000

FREE_FOR_ANYTHING = ""


class State(NamedTuple):
    """What a station is set up for, or what work needs it to be."""

    programme: str | None
    values: tuple[str | None, ...]
    """Of each attribute of the set-ups; "" is free for anything."""
    begun: bool = False
    """Of started work, which was set up for before as-of: getting there takes and costs nothing any more."""


class Place(NamedTuple):
    """A resource of the network: a whole resource of the shop, or one of its stations."""

    resource: Resource
    unit: int
    """-1: all of them, not told apart."""


def places(resources: Sequence[Resource], compared: frozenset[ResourceId]) -> list[Place]:
    """The resources of a network in order; `compared` are those whose stations links compare."""
    found: list[Place] = []
    for resource in resources:
        if resource.remembers or (resource.id in compared and resource.named_units):
            found += [Place(resource, unit) for unit in range(resource.units)]
        else:
            found.append(Place(resource, -1))
    return found


def compared(operations: Sequence[Operation]) -> frozenset[ResourceId]:
    """First resources of all operations that a link says to do on the same station as another one, or not."""
    named = {
        id_
        for operation in operations
        for link in operation.after
        if link.station is not Station.ANY
        for id_ in (operation.id, link.operation)
    }
    if not named:
        return frozenset()
    return frozenset(
        mode.uses[0].resource
        for operation in operations
        if operation.id in named
        for mode in operation.modes
        if mode.uses
    )


def usable_on_stations(operation: Operation, mode: Mode, resources: dict[ResourceId, Resource]) -> bool:
    """Whether a mode asks of remembering resources what they can do: one station, named first, with room for its load
    and with its programme."""
    for position, use in enumerate(mode.uses):
        resource = resources.get(use.resource)
        if resource is not None and resource.remembers and (position > 0 or use.units > 1):
            return False
    first = resources.get(mode.uses[0].resource) if mode.uses else None
    if first is None:
        return True
    known = mode.programme is None or mode.programme in {programme.id for programme in first.programmes}
    return known and (first.most_load is None or load(operation, mode) <= int(first.most_load * THOUSANDTHS))


def load(operation: Operation, mode: Mode) -> int:
    """What an operation takes of a batch, in thousandths; part ones are rounded up."""
    millionths = int(mode.load_per_unit * THOUSANDTHS) * int(operation.quantity * THOUSANDTHS)
    return int(mode.load * THOUSANDTHS) - (-millionths // THOUSANDTHS)


@dataclass(frozen=True)
class Change:
    """Minutes and cost from one state to another."""

    minutes: int
    cost: int


class Memory:
    """The states of one resource's stations and what changes between them take."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.attributes = list(dict.fromkeys(row.attribute for row in resource.set_ups))
        self.rows: dict[str, dict[tuple[str | None, str | None], SetUp]] = {name: {} for name in self.attributes}
        for row in resource.set_ups:
            self.rows[row.attribute].setdefault((row.from_value, row.to_value), row)
        self.states: dict[State, int] = {}
        self.shortest: dict[int, int] = {}
        """Least working minutes in each state."""

    def index(self, state: State) -> int:
        return self.states.setdefault(state, len(self.states))

    def of_mode(self, mode: Mode, work: int, *, begun: bool) -> int:
        """The state of a mode's work; `work` are its minutes, `begun` says that it has started."""
        named = {state.attribute: state.value for state in mode.states}
        if mode.programme is not None:
            named[PROGRAMME] = mode.programme
        found = self.index(State(mode.programme, tuple(map(named.get, self.attributes)), begun))
        if not begun:  # it is never taken out from between two others
            self.shortest[found] = min(work, self.shortest.get(found, work))
        return found

    def initial(self, unit: int) -> int:
        """The state of a station at minute 0; -1: it is ready for anything."""
        named = {state.attribute: state.value for state in self.resource.initial_states if state.unit == unit}
        if not named:
            return -1
        values = (named.get(attribute, FREE_FOR_ANYTHING) for attribute in self.attributes)
        return self.index(State(named.get(PROGRAMME), tuple(values)))

    def change(self, before: State, after: State) -> Change:
        """The rows of all attributes added up; see `SetUp`."""
        minutes = cost = 0
        if after.begun:
            return Change(0, 0)
        for attribute, a, b in zip(self.attributes, before.values, after.values, strict=True):
            rows = self.rows[attribute]
            if FREE_FOR_ANYTHING in (a, b):
                continue
            row = rows.get((a, b)) if a is not None and b is not None else None
            if row is None and a != b:
                from_only = rows.get((a, None)) if a is not None else None
                to_only = rows.get((None, b)) if b is not None else None
                row = from_only or to_only or rows.get((None, None))
            if row is not None:
                minutes, cost = minutes + row.minutes, cost + row.cost
        return Change(minutes, cost)

    def table(self) -> list[Change]:
        """All changes, row by row: from the first state to each, from the second …"""
        return [self.change(a, b) for a in self.states for b in self.states]

    def has_shortcuts(self, *, counts_work: bool) -> bool:
        """Whether a detour by a third state, with its shortest work if that counts, can be quicker than a change."""
        n = len(self.states)
        minutes = np.array([change.minutes for change in self.table()], np.int64).reshape(n, n)
        for third, work in self.shortest.items():
            detour = minutes[:, third, None] + (work if counts_work else 0) + minutes[None, third, :]
            if (minutes > detour).any():
                return True
        return False
