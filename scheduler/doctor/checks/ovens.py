"""Ovens and baths, and what else asks of stations that remember what they can't do."""

from collections.abc import Iterator
from decimal import Decimal

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.places import at
from scheduler.doctor.templates import WrittenMode
from scheduler.domain.operation import Mode, Operation, Rework
from scheduler.domain.product import RoutingStep
from scheduler.domain.resource import Resource


def unknown_programme(case: Case) -> Iterator[Finding]:
    """A mode with a programme that its first resource does not have: it can't be used."""
    for written, resource in _on_first(case, "programme"):
        wrong = written.mode.programme
        known = {programme.id for programme in resource.programmes}
        if wrong is not None and wrong not in known:
            found = case.finding(
                "unknown_programme", Severity.WARNING, (*written.path, "programme"),
                operation=written.owner, programme=wrong, resource=resource.id,
            )  # fmt: skip
            yield case.with_nearest(found, wrong, f"programmes of {resource.id}", known)


def load_over_most(case: Case) -> Iterator[Finding]:
    """An operation that alone is more than the oven of a mode holds: the mode can't be used."""
    for operation, row, mode in case.ruled_operations:
        most = _most_load(case, mode)
        load = mode.load + mode.load_per_unit * operation.quantity
        if most is not None and load > most:
            path, _ = case.source(operation.id)
            field = "load" if mode.load > mode.load_per_unit * operation.quantity else "load_per_unit"
            yield case.finding(
                "load_over_most", Severity.WARNING, (*path, "modes", row, field), [operation.order],
                operation=operation.id, resource=mode.uses[0].resource, load=f"{load.normalize():f}",
                most=f"{most.normalize():f}",
            )  # fmt: skip


def _most_load(case: Case, mode: Mode) -> Decimal | None:
    resource = case.resource.get(mode.uses[0].resource) if mode.uses else None
    return None if resource is None else resource.most_load


def oven_without_load(case: Case) -> Iterator[Finding]:
    """A mode on an oven or bath that takes nothing of its load: any number of such operations goes in at once."""
    for id_, modes in case.modes_on_stations.items():
        if case.resource[id_].most_load is not None:
            for written in modes:
                if not written.mode.load and not written.mode.load_per_unit:
                    yield case.finding(
                        "oven_without_load", Severity.WARNING, (*written.path, "load_per_unit"),
                        operation=written.owner, resource=id_,
                    )  # fmt: skip


def load_without_oven(case: Case) -> Iterator[Finding]:
    """A mode with a load whose first resource does one operation at a time: the load has no effect."""
    for written, resource in _on_first(case, "load", "load_per_unit"):
        if resource.most_load is None and (written.mode.load or written.mode.load_per_unit):
            field = "load" if written.mode.load else "load_per_unit"
            yield case.finding(
                "load_without_oven", Severity.WARNING, (*written.path, field),
                operation=written.owner, resource=resource.id,
            )  # fmt: skip


def programmes_without_load(case: Case) -> Iterator[Finding]:
    """A resource with programmes but no most load: nothing goes in together."""
    for row, resource in enumerate(case.problem.resources):
        if resource.programmes and resource.most_load is None:
            yield case.finding(
                "programmes_without_load", Severity.HINT, ("resources", row, "most_load"), resource=resource.id
            )


def unused_programme(case: Case) -> Iterator[Finding]:
    """A programme that no mode on its oven asks for."""
    for row, resource in enumerate(case.problem.resources):
        if resource.programmes:
            used = {written.mode.programme for written in case.modes_on_stations[resource.id]}
            for i, programme in enumerate(resource.programmes):
                if programme.id not in used:
                    yield case.finding(
                        "unused_programme", Severity.HINT, ("resources", row, "programmes", i, "id"),
                        resource=resource.id, programme=programme.id,
                    )  # fmt: skip


def programme_with_minutes(case: Case) -> Iterator[Finding]:
    """A mode with a programme and minutes of its own: those of the programme count."""
    for written, resource in _on_first(case, "programme"):
        mode = written.mode
        if mode.programme is not None and (mode.set_up_minutes or mode.minutes_per_unit):
            field = "minutes_per_unit" if mode.minutes_per_unit else "set_up_minutes"
            yield case.finding(
                "programme_with_minutes", Severity.HINT, (*written.path, field),
                operation=written.owner, programme=mode.programme, resource=resource.id,
            )  # fmt: skip


def programme_longer_than_opening(case: Case) -> Iterator[Finding]:
    """A programme longer than any opening of its oven, asked for by work that may not pause: it can't be run so."""
    for row, resource in enumerate(case.problem.resources):
        if resource.programmes:
            strict = {
                written.mode.programme
                for written in case.modes_on_stations[resource.id]
                if not _may_pause(case, written)
            }
            room = case.longest_opening(resource) if strict else 0
            for i, programme in enumerate(resource.programmes):
                if programme.id in strict and programme.minutes > room > 0:
                    yield case.finding(
                        "programme_longer_than_opening", Severity.WARNING,
                        ("resources", row, "programmes", i, "minutes"),
                        resource=resource.id, programme=programme.id, minutes=programme.minutes, longest=room,
                    )  # fmt: skip


def _may_pause(case: Case, written: WrittenMode) -> bool:
    source = at(case.given, written.path[:-2])
    assert isinstance(source, Operation | RoutingStep | Rework)
    return isinstance(source, Rework) or source.resumable


def station_not_first(case: Case) -> Iterator[Finding]:
    """A mode that uses a station with set-ups or a load, but not as its first resource: it can't be used."""
    for written, j, resource in _remembering_uses(case):
        if j:
            yield case.finding(
                "station_not_first", Severity.WARNING, (*written.path, "uses", j, "resource"),
                operation=written.owner, resource=resource.id,
            )  # fmt: skip


def several_stations(case: Case) -> Iterator[Finding]:
    """A mode that uses several stations of a pool with set-ups or a load at once: it can't be used."""
    for written, j, resource in _remembering_uses(case):
        units = written.mode.uses[j].units
        if units > 1:
            yield case.finding(
                "several_stations", Severity.WARNING, (*written.path, "uses", j, "units"),
                operation=written.owner, resource=resource.id, units=units,
            )  # fmt: skip


def station_not_held(case: Case) -> Iterator[Finding]:
    """A mode that says its station with set-ups or a load is free in pauses: it stays taken all the same."""
    for written, j, resource in _remembering_uses(case):
        if not written.mode.uses[j].held:
            yield case.finding(
                "station_not_held", Severity.HINT, (*written.path, "uses", j, "held"),
                operation=written.owner, resource=resource.id,
            )  # fmt: skip


def _on_first(case: Case, *fields: str) -> Iterator[tuple[WrittenMode, Resource]]:
    """Modes with one of these fields whose first resource is known."""
    for written in case.ruled_modes:
        if written.mode.uses and any(getattr(written.mode, field) for field in fields):
            resource = case.resource.get(written.mode.uses[0].resource)
            if resource is not None:
                yield written, resource


def _remembering_uses(case: Case) -> Iterator[tuple[WrittenMode, int, Resource]]:
    """Uses of resources that remember what they did last."""
    remembering = {resource.id: resource for resource in case.problem.resources if resource.remembers}
    if remembering:
        for written in case.modes:
            for j, use in enumerate(written.mode.uses):
                if use.resource in remembering:
                    yield written, j, remembering[use.resource]
