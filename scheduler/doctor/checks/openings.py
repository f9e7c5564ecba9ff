"""Work for which no opening is long enough, or that needs together what is never open together.

Openings of the second year after as-of count, as in compiling: single ones of the first (overtime, an exception) may be
taken by other work, those of the second come back.
"""

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

from scheduler.compile.calendars import Window, intersected, longest, resource_windows
from scheduler.compile.durations import working_minutes
from scheduler.compile.faults import usable_modes
from scheduler.compile.selection import FIRST_HORIZON, YEAR
from scheduler.doctor.case import Case, Fault, lines
from scheduler.doctor.finding import Finding
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.product import RoutingStep
from scheduler.domain.record import ResourceId


class _Try(NamedTuple):
    """How an operation would fit in one of its modes."""

    row: int
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
                "never_fits", fault.severity, (*path, *_time_field(source, case.operation[fault.operation], best.row)),
                [fault.order.id],
                operation=fault.operation, minutes=best.needed, longest=best.room, resources=best.uses,
            )  # fmt: skip


def never_open_together(case: Case) -> Iterator[Finding]:
    """Resources that a mode needs together, each of which opens, but never at the same time."""
    for fault, best in _tries(case):
        if not best.room and best.closed is None:
            path, _ = case.source(fault.operation)
            yield case.finding(
                "never_open_together", fault.severity, (*path, "modes", best.row, "uses"), [fault.order.id],
                operation=fault.operation, minutes=best.needed, resources=best.uses,
            )  # fmt: skip


def no_opening_left(case: Case) -> Iterator[Finding]:
    """A resource that opens at most in the first year, where every mode needs such a one."""
    for fault, best in _tries(case):
        if best.closed is not None:
            path, _ = case.source(fault.operation)
            use = next(row for row, use in enumerate(best.mode.uses) if use.resource == best.closed)
            yield case.finding(
                "no_opening_left", fault.severity, (*path, "modes", best.row, "uses", use, "resource"),
                [fault.order.id],
                operation=fault.operation, minutes=best.needed, resource=best.closed,
            )  # fmt: skip


def _tries(case: Case) -> Iterator[tuple[Fault, _Try]]:
    """Every fault of this kind with the mode that comes closest to fitting."""
    for fault in case.faults("never_fits"):
        operation = case.operation[fault.operation]
        usable = {mode.id for mode in usable_modes(operation, case.resource, case.pinned.get(operation.id, ()))}
        tries = [_try(case, operation, i, mode) for i, mode in enumerate(operation.modes) if mode.id in usable]
        yield fault, min(tries, key=lambda one: (one.room == 0, one.closed is not None, one.needed - one.room))


def _try(case: Case, operation: Operation, row: int, mode: Mode) -> _Try:
    opened = {use.resource: _openings(case, use.resource) for use in mode.uses}
    together = reduce(intersected, opened.values())
    closed = next((resource for resource, spans in opened.items() if not _room(spans)), None)
    return _Try(row, mode, working_minutes(operation, mode, case.resource), _room(together), closed)


def _openings(case: Case, resource: ResourceId) -> list[Window]:
    found = case.resource[resource]
    return resource_windows(found, case.windows(case.calendar[found.calendar]), case.clock)


def _room(spans: list[Window]) -> int:
    return longest(spans, YEAR, FIRST_HORIZON)


def _time_field(source: Operation | RoutingStep, operation: Operation, row: int) -> Path:
    """The field that holds the larger share of a mode's minutes; a quantity break may have replaced the mode's own."""
    mode = operation.modes[row]
    field = "set_up_minutes" if mode.set_up_minutes > mode.minutes_per_unit * operation.quantity else "minutes_per_unit"
    reached = [
        (one.from_quantity, i)
        for i, one in enumerate(source.breaks if isinstance(source, RoutingStep) else ())
        if one.mode == mode.id and one.from_quantity <= operation.quantity
    ]
    return ("breaks", max(reached)[1], field) if reached else ("modes", row, field)
