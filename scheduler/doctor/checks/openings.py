"""Work for which no opening is long enough, or that needs together what is never open together.

Openings of the second year after as-of count, as in compiling: single ones of the first (overtime, an exception) may be
taken by other work, those of the second come back.
"""

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

from scheduler.compile.calendars import Window, intersected, longest
from scheduler.compile.faults import usable_modes
from scheduler.compile.selection import FIRST_HORIZON, YEAR, lasting
from scheduler.doctor.case import Case, Fault, lines
from scheduler.doctor.finding import Finding
from scheduler.doctor.places import Source, own_mode_row
from scheduler.domain.durations import working_minutes
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Maintenance


class _Try(NamedTuple):
    """How an operation would fit in one of its modes."""

    row: int
    """Of the mode as it was written."""
    mode: Mode
    needed: int
    room: int
    """Longest opening of all resources together; 0: they are never open together."""
    closed: ResourceId | None
    """A resource that by itself never opens."""

    @property
    def uses(self) -> str:
        return lines(use.resource for use in self.mode.uses)


def never_fits(case: Case) -> Iterator[Finding]:
    """Work that can't be interrupted and is longer than any opening; the place is the time of the mode that comes
    closest.
    """
    for fault, best in _tries(case):
        if best.room:
            path, source = case.source(fault.operation)
            yield case.finding(
                "never_fits", fault.severity, (*path, *_time_field(source, case.operation[fault.operation], best)),
                [fault.order.id],
                operation=fault.operation, minutes=best.needed, longest=best.room, resources=best.uses,
            )  # fmt: skip


def never_open_together(case: Case) -> Iterator[Finding]:
    """Resources that a mode needs together, each of which opens, but never at the same time."""
    for fault, best in _tries(case):
        if not best.room and best.closed is None:
            path, source = case.source(fault.operation)
            yield case.finding(
                "never_open_together", fault.severity, (*path, *_mode_field(source, best)), [fault.order.id],
                operation=fault.operation, minutes=best.needed, resources=best.uses,
            )  # fmt: skip


def no_opening_left(case: Case) -> Iterator[Finding]:
    """A resource that opens at most in the first year, where every mode needs such a one."""
    for fault, best in _tries(case):
        if best.closed is not None:
            path, source = case.source(fault.operation)
            yield case.finding(
                "no_opening_left", fault.severity, (*path, *_mode_field(source, best)), [fault.order.id],
                operation=fault.operation, minutes=best.needed, resource=best.closed,
            )  # fmt: skip


def _tries(case: Case) -> Iterator[tuple[Fault, _Try]]:
    """Every fault of this kind with the mode that comes closest to fitting."""
    for fault in case.faults("never_fits"):
        operation = case.operation[fault.operation]
        usable = usable_modes(operation, case.expanded_resource, case.pinned.get(operation.id, ()))
        tries = [_try(case, operation, mode) for mode in usable if lasting(mode)]
        yield fault, min(tries, key=lambda one: (one.room == 0, one.closed is not None, one.needed - one.room))


def _try(case: Case, operation: Operation, mode: Mode) -> _Try:
    opened = {use.resource: case.openings(case.expanded_resource[use.resource]) for use in mode.uses}
    together = reduce(intersected, opened.values())
    closed = next((resource for resource, spans in opened.items() if not _room(spans)), None)
    row = own_mode_row(case.source(operation.id)[1], mode.id)
    return _Try(row, mode, working_minutes(operation, mode, case.expanded_resource), _room(together), closed)


def _room(spans: list[Window]) -> int:
    return longest(spans, YEAR, FIRST_HORIZON)


def _mode_field(source: Source, best: _Try) -> Path:
    """What the mode uses: the resource that never opens, if it is named, else all of them."""
    if isinstance(source, Maintenance):
        return ("latest",)
    named = [use.resource for use in source.modes[best.row].uses]
    if best.closed in named:
        return ("modes", best.row, "uses", named.index(best.closed), "resource")
    return ("modes", best.row, "uses")


def _time_field(source: Source, operation: Operation, best: _Try) -> Path:
    """The field that holds the larger share of a mode's minutes; a quantity break may have replaced the mode's own."""
    if isinstance(source, Maintenance):
        return ("minutes",)
    mode, own = best.mode, source.modes[best.row]
    if mode.programme is not None:
        return ("modes", best.row, "programme")
    field = "set_up_minutes" if mode.set_up_minutes > mode.minutes_per_unit * operation.quantity else "minutes_per_unit"
    reached = [
        (one.from_quantity, i)
        for i, one in enumerate(source.breaks if isinstance(source, RoutingStep) else ())
        if one.mode == own.id and one.from_quantity <= operation.quantity
    ]
    return ("breaks", max(reached)[1], field) if reached else ("modes", best.row, field)
