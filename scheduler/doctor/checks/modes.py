"""Operations that nobody may or can do: why no mode is left."""

from collections.abc import Iterator
from typing import NamedTuple

from scheduler.compile.faults import enough_units, usable_modes
from scheduler.doctor.case import Case, Fault
from scheduler.doctor.finding import Finding
from scheduler.doctor.places import own_mode_row, own_modes
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.pin import Pin


class _Reason(NamedTuple):
    """Why one operation has no usable mode: the key, and the pin to blame if one is."""

    key: str
    operation: Operation
    pin: Pin | None = None


def too_few_units(case: Case) -> Iterator[Finding]:
    """Every mode needs more units of a resource than there are; the place is the first such use."""
    for fault, why in _of_kind(case, "too_few_units"):
        path, source = case.source(fault.operation)
        report = case.reported.get(fault.operation)
        mode, j, use = next(
            (mode, j, use)
            for mode in why.operation.modes
            if report is None or report.mode == mode.id
            for j, use in enumerate(mode.uses)
            if use.units > case.expanded_resource[use.resource].units
        )
        row = own_mode_row(source, mode.id)
        yield case.finding(
            "too_few_units", fault.severity, (*path, "modes", row, "uses", j, "units"), [fault.order.id],
            operation=why.operation.id, resource=use.resource, units=use.units,
            there=case.expanded_resource[use.resource].units,
        )  # fmt: skip


def outsourcing_not_approved(case: Case) -> Iterator[Finding]:
    """Outside work is the only way to do it, and nobody has approved it; the place is the first such mode."""
    for fault, why in _of_kind(case, "outsourcing_not_approved"):
        path, source = case.source(fault.operation)
        outside = own_modes(source)[0].outsourcing
        assert outside is not None
        yield case.finding(
            "outsourcing_not_approved", fault.severity, (*path, "modes", 0, "outsourcing", "approval"),
            [fault.order.id],
            operation=why.operation.id, supplier=outside.supplier, approval=outside.approval.value,
        )  # fmt: skip


def pin_excludes_modes(case: Case) -> Iterator[Finding]:
    """Resource pins leave none of the modes that could be used without them; the place is the strictest pin."""
    for fault, why in _of_kind(case, "pin_excludes_modes"):
        pin = why.pin
        assert pin is not None
        assert pin.resource is not None
        found = case.finding(
            "pin_excludes_modes", fault.severity, ("pins", case.row("pins", pin.id), "resource"), [fault.order.id],
            pin=pin.id, operation=why.operation.id, resource=pin.resource,
        )  # fmt: skip
        known = (use.resource for mode in why.operation.modes for use in mode.uses)
        if pin.resource in case.resource:
            yield found
        else:
            yield case.with_nearest(found, pin.resource, f"resources of {why.operation.id}", known)


def unknown_reported_mode(case: Case) -> Iterator[Finding]:
    """A report that names a mode which the operation does not have."""
    rows = {progress.operation: row for row, progress in enumerate(case.problem.progress)}
    for fault, why in _of_kind(case, "unknown_reported_mode"):
        reported = case.reported[why.operation.id].mode
        found = case.finding(
            "unknown_reported_mode", fault.severity, ("progress", rows[why.operation.id], "mode"), [fault.order.id],
            operation=why.operation.id, mode=reported,
        )  # fmt: skip
        known = (mode.id for mode in why.operation.modes)
        yield case.with_nearest(found, reported, f"modes of {why.operation.id}", known)


def no_usable_mode(case: Case) -> Iterator[Finding]:
    """No mode is left: each for a reason of its own, or for one that a warning tells, or there never was one."""
    for fault, why in _of_kind(case, "no_usable_mode"):
        path, source = case.source(fault.operation)
        yield case.finding(
            "no_usable_mode", fault.severity, (*path, "modes"), [fault.order.id],
            operation=why.operation.id, count=len(own_modes(source)),
        )  # fmt: skip


def _of_kind(case: Case, key: str) -> Iterator[tuple[Fault, _Reason]]:
    for fault in case.faults("no_usable_mode"):
        why = _reason(case, case.operation[fault.operation])
        if why.key == key:
            yield fault, why


def _reason(case: Case, operation: Operation) -> _Reason:
    if operation.id in case.reported:
        modes = [mode for mode in operation.modes if mode.id == case.reported[operation.id].mode]
        return _Reason("too_few_units" if modes else "unknown_reported_mode", operation)
    usable = usable_modes(operation, case.expanded_resource, ())
    pins = case.resource_pins.get(operation.id)
    if usable and pins:
        return _Reason("pin_excludes_modes", operation, min(pins, key=lambda pin: _allowed(pin, usable)))
    reasons = {_why_not(case, mode) for mode in operation.modes}
    return _Reason(reasons.pop() if len(reasons) == 1 else "no_usable_mode", operation)


def _why_not(case: Case, mode: Mode) -> str:
    """The first thing in the way of a mode that can't be used."""
    if mode.outsourcing is not None and not mode.outsourcing.approval.usable:
        return "outsourcing_not_approved"
    return "no_usable_mode" if enough_units(mode, case.expanded_resource) else "too_few_units"


def _allowed(pin: Pin, modes: list[Mode]) -> int:
    """How many of the modes use the resource it asks for."""
    return sum(any(use.resource == pin.resource for use in mode.uses) for mode in modes)
