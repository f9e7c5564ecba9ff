"""Set-ups of stations: names that match nothing, rows given twice, and times that can't be meant."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from scheduler.doctor.case import Case, lines
from scheduler.doctor.checks.duplicates import repeated
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.json_text import Path
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource
from scheduler.domain.set_ups import SetUps
from scheduler.domain.station import PROGRAMME, SetUp

MOST_VALUES = 60
"""Values of one attribute among which detours are looked for: about as many thousand looks as there are rows."""

ANY = "*"
"""In a change: whatever value."""


def set_up_attribute_unused(case: Case) -> Iterator[Finding]:
    """Set-ups for an attribute that no work on the station names; a warning if one without set-ups is much like it."""
    for row, resource in _with_set_ups(case):
        wanted = _wanted(case, resource.id)
        rows = _first_rows(resource)
        loose = wanted.keys() - rows.keys()
        for attribute, i in rows.items():
            if attribute not in wanted:
                path = ("resources", row, "set_ups", i, "attribute")
                found = case.finding(
                    "set_up_attribute_unused", Severity.HINT, path, resource=resource.id, attribute=attribute
                )
                yield _suspected(case, found, attribute, f"attributes on {resource.id}", loose)


def set_up_value_unused(case: Case) -> Iterator[Finding]:
    """Values in set-ups that no work on the station names: a warning for each that is much like one without set-ups.

    The others are told together, as a hint: a table of all colours may name more of them than today's orders.
    """
    for row, resource in _with_set_ups(case):
        for attribute, wanted in _wanted(case, resource.id).items():
            named = _named_values(resource, attribute)
            loose = wanted.keys() - named.keys()
            unused = []
            for value, place in named.items():
                if value in wanted:
                    continue
                found = _unused_values(case, ("resources", row, "set_ups", *place), resource, attribute, value)
                suspected = _suspected(case, found, value, f"{attribute} on {resource.id}", loose)
                if suspected.severity is Severity.WARNING:
                    yield suspected
                else:
                    unused.append(value)
            if unused:
                path = ("resources", row, "set_ups", *named[unused[0]])
                yield _unused_values(case, path, resource, attribute, lines(unused))


def _unused_values(case: Case, path: Path, resource: Resource, attribute: str, values: str) -> Finding:
    return case.finding(
        "set_up_value_unused", Severity.HINT, path, resource=resource.id, attribute=attribute, values=values
    )


def state_attribute_without_set_up(case: Case) -> Iterator[Finding]:
    """An attribute that work names on a station whose set-ups don't: it has no effect there."""
    for _, resource in _with_set_ups(case):
        wanted, rows = _wanted(case, resource.id), _first_rows(resource)
        for attribute, values in wanted.items():
            if attribute not in rows and attribute != PROGRAMME:
                found = case.finding(
                    "state_attribute_without_set_up", Severity.WARNING, (*next(iter(values.values())), "attribute"),
                    resource=resource.id, attribute=attribute,
                )  # fmt: skip
                unmatched = rows.keys() - wanted.keys()
                yield case.with_nearest(found, attribute, f"set-ups of {resource.id}", unmatched)


def state_without_set_ups(case: Case) -> Iterator[Finding]:
    """States that work names on a resource without any set-ups: they have no effect.

    A warning for an oven or bath, because work in different states is put into it together.
    """
    rows = {id_: (row, resource) for row, (id_, resource) in enumerate(case.resource.items()) if not resource.set_ups}
    found: dict[ResourceId, dict[str, Path]] = defaultdict(dict)
    for written in case.ruled_modes:
        if written.mode.states and written.mode.uses[0].resource in rows:
            for j, state in enumerate(written.mode.states):
                found[written.mode.uses[0].resource].setdefault(state.attribute, (*written.path, "states", j))
    for id_, attributes in found.items():
        row, resource = rows[id_]
        yield case.finding(
            "state_without_set_ups", Severity.HINT if resource.most_load is None else Severity.WARNING,
            ("resources", row, "set_ups"), resource=id_, values=lines(attributes),
        )  # fmt: skip


def duplicate_set_up(case: Case) -> Iterator[Finding]:
    """Two rows for the same change: the first one counts."""
    for row, resource in _with_set_ups(case):
        rows = resource.set_ups
        for i, first in repeated((entry.attribute, entry.from_value, entry.to_value) for entry in rows):
            yield case.finding(
                "duplicate_set_up", Severity.WARNING, ("resources", row, "set_ups", i, "minutes"),
                resource=resource.id, attribute=rows[i].attribute, change=_change(rows[i].from_value, rows[i].to_value),
                minutes=rows[first].minutes, overruled=rows[i].minutes,
            )  # fmt: skip


def set_ups_take_nothing(case: Case) -> Iterator[Finding]:
    """Set-ups that all take 0 minutes and cost nothing."""
    for row, resource in _with_set_ups(case):
        if not any(entry.minutes or entry.cost for entry in resource.set_ups):
            yield case.finding(
                "set_ups_take_nothing", Severity.HINT, ("resources", row, "set_ups"), resource=resource.id
            )


def set_up_one_way(case: Case) -> Iterator[Finding]:
    """A change that takes time one way, while no row says anything of the way back; the first of each attribute."""
    for row, resource in _with_set_ups(case):
        rows = {(entry.attribute, entry.from_value, entry.to_value) for entry in resource.set_ups}
        told = set()
        for i, entry in enumerate(resource.set_ups):
            before, after = entry.from_value, entry.to_value
            if before is None or after is None or before == after or not entry.minutes or entry.attribute in told:
                continue
            if not any((entry.attribute, *pair) in rows for pair in _closest(after, before)):
                told.add(entry.attribute)
                yield case.finding(
                    "set_up_one_way", Severity.HINT, ("resources", row, "set_ups", i, "to_value"),
                    resource=resource.id, attribute=entry.attribute, change=_change(before, after),
                    back=_change(after, before), minutes=entry.minutes,
                )  # fmt: skip


def _closest(before: str, after: str) -> tuple[tuple[str | None, str | None], ...]:
    return ((before, after), (before, None), (None, after), (None, None))


def unknown_initial_state(case: Case) -> Iterator[Finding]:
    """A station that is said to be set up for what neither its set-ups nor any work on it names."""
    for row, resource in enumerate(case.problem.resources):
        for i, state in enumerate(resource.initial_states):
            known = {**_wanted(case, resource.id).get(state.attribute, {}), **_named_values(resource, state.attribute)}
            if state.value not in known:
                field = "value" if known else "attribute"
                found = case.finding(
                    "unknown_initial_state", Severity.WARNING, ("resources", row, "initial_states", i, field),
                    resource=resource.id, number=state.unit, attribute=state.attribute, state=state.value,
                )  # fmt: skip
                yield case.with_nearest(found, state.value, f"all {state.attribute} on {resource.id}", known)


def duplicate_initial_state(case: Case) -> Iterator[Finding]:
    """Two values of one attribute for which a station is set up at as-of."""
    for row, resource in enumerate(case.problem.resources):
        states = resource.initial_states
        for i, first in repeated((state.unit, state.attribute) for state in states):
            yield case.finding(
                "duplicate_initial_state", Severity.WARNING, ("resources", row, "initial_states", i, "value"),
                resource=resource.id, number=states[i].unit, attribute=states[i].attribute,
                state=states[i].value, other=states[first].value,
            )  # fmt: skip


class _Detour(NamedTuple):
    """A change that takes less by way of a third value."""

    gain: int
    row: int
    entry: SetUp
    by: str


def set_up_detour(case: Case) -> Iterator[Finding]:
    """A change that takes longer than two by way of a third value; of each attribute the one that loses most."""
    for row, resource in _with_set_ups(case):
        for attribute in _first_rows(resource):
            detour = _longest_detour(resource, attribute)
            if detour is not None:
                entry = detour.entry
                yield case.finding(
                    "set_up_detour", Severity.HINT, ("resources", row, "set_ups", detour.row, "minutes"),
                    resource=resource.id, attribute=attribute, change=_change(entry.from_value, entry.to_value),
                    by=detour.by, minutes=entry.minutes, detour=entry.minutes - detour.gain,
                )  # fmt: skip


def _longest_detour(resource: Resource, attribute: str) -> _Detour | None:
    values = list(_named_values(resource, attribute))
    if len(values) > MOST_VALUES:
        return None
    own = [(i, entry) for i, entry in enumerate(resource.set_ups) if entry.attribute == attribute]
    set_ups = SetUps(resource.model_copy(update={"set_ups": tuple(entry for _, entry in own)}))
    minutes = {pair: set_ups.change((pair[0],), (pair[1],)).minutes for pair in permutations(values, 2)}
    best: _Detour | None = None
    for i, entry in own:
        before, after = entry.from_value, entry.to_value
        if before is None or after is None or before == after:
            continue
        for by in values:
            if by not in (before, after):
                gain = entry.minutes - minutes[before, by] - minutes[by, after]
                if gain > (best.gain if best else 0):
                    best = _Detour(gain, i, entry, by)
    return best


def set_up_longer_than_opening(case: Case) -> Iterator[Finding]:
    """The longest set-up of a station, done while it is open, is longer than any of its openings: pauses interrupt it.

    Set-ups outside shifts are left out.
    """
    for row, resource in _with_set_ups(case):
        if resource.set_ups_in_shifts:
            minutes, i = max((entry.minutes, -i) for i, entry in enumerate(resource.set_ups))
            room = case.longest_opening(resource)
            if minutes > room > 0:
                entry = resource.set_ups[-i]
                yield case.finding(
                    "set_up_longer_than_opening", Severity.HINT, ("resources", row, "set_ups", -i, "minutes"),
                    resource=resource.id, change=_change(entry.from_value, entry.to_value), minutes=minutes,
                    longest=room,
                )  # fmt: skip


def _with_set_ups(case: Case) -> list[tuple[int, Resource]]:
    return [(row, resource) for row, resource in enumerate(case.problem.resources) if resource.set_ups]


def _wanted(case: Case, resource: ResourceId) -> dict[str, dict[str, Path]]:
    """Attribute -> value -> where work on the resource names it first."""
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    for written in case.modes_on_stations.get(resource, ()):
        for j, state in enumerate(written.mode.states):
            found[state.attribute].setdefault(state.value, (*written.path, "states", j))
        if written.mode.programme is not None:
            found[PROGRAMME].setdefault(written.mode.programme, (*written.path, "programme"))
    return found


def _first_rows(resource: Resource) -> dict[str, int]:
    """Attribute -> its first row among the set-ups."""
    found: dict[str, int] = {}
    for i, entry in enumerate(resource.set_ups):
        found.setdefault(entry.attribute, i)
    return found


def _named_values(resource: Resource, attribute: str) -> dict[str, tuple[int, str]]:
    """Value -> the row and field among the set-ups that names it first."""
    found: dict[str, tuple[int, str]] = {}
    for i, entry in enumerate(resource.set_ups):
        if entry.attribute == attribute:
            for field, value in (("from_value", entry.from_value), ("to_value", entry.to_value)):
                if value is not None:
                    found.setdefault(value, (i, field))
    return found


def _suspected(case: Case, found: Finding, wrong: str, family: str, loose: set[str]) -> Finding:
    """The same with the unmatched name that is much like it, if there is one: then it is probably misspelt."""
    nearer = case.with_nearest(found, wrong, family, sorted(loose))
    return nearer if nearer is found else nearer.model_copy(update={"severity": Severity.WARNING})


def _change(before: str | None, after: str | None) -> str:
    return f"{before or ANY} → {after or ANY}"
