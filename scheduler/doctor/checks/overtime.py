"""Overtime that is paid for nothing, or that can't be chosen."""

from collections.abc import Iterator
from datetime import timedelta

from scheduler.compile.calendars import calendar_windows, intersected
from scheduler.doctor.case import Case, iso
from scheduler.doctor.checks.duplicates import repeated
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.calendar import OvertimeWindow
from scheduler.domain.people import CapPeriod
from scheduler.domain.resource import Resource

MINUTE = timedelta(minutes=1)


def overtime_in_ordinary_time(case: Case) -> Iterator[Finding]:
    """Approved overtime that lies wholly in what its calendar works anyway; a part before as-of is not looked at.

    Without choice it is paid for nothing; by choice it is never needed.
    """
    for row, calendar in enumerate(case.problem.calendars):
        ahead = [w.end for w in calendar.overtime if w.approval.usable and w.end > case.problem.as_of]
        if not ahead:
            continue
        ordinary = calendar_windows(
            calendar.model_copy(update={"overtime": ()}), case.zone, case.clock, case.clock.minute(max(ahead)) + 1
        )
        for i, window in enumerate(calendar.overtime):
            span = (max(0, case.clock.minute(window.start)), case.clock.minute(window.end))
            usable = window.approval.usable and window.end > case.problem.as_of
            if usable and intersected(ordinary, [span]) == [span]:
                yield _finding(case, "overtime_in_ordinary_time", Severity.WARNING, row, i, "start")


def overtime_not_approved(case: Case) -> Iterator[Finding]:
    """Overtime by choice that nobody has approved yet: the plan can't choose it."""
    for row, i, window in _by_choice(case):
        if not window.approval.usable and window.end > case.problem.as_of:
            yield _finding(
                case, "overtime_not_approved", Severity.HINT, row, i, "approval", approval=window.approval.value
            )


def overtime_passed(case: Case) -> Iterator[Finding]:
    """Overtime by choice that ended at as-of or earlier."""
    for row, i, window in _by_choice(case):
        if window.end <= case.problem.as_of:
            yield _finding(case, "overtime_passed", Severity.HINT, row, i, "end")


def overtime_cap_zero(case: Case) -> Iterator[Finding]:
    """A cap of 0 minutes on a resource whose calendar has overtime by choice: it never works in it."""
    for row, i, resource in _capped(case):
        if not resource.overtime_caps[i].minutes:
            yield case.finding(
                "overtime_cap_zero", Severity.HINT, ("resources", row, "overtime_caps", i, "minutes"),
                resource=resource.id, calendar=resource.calendar,
            )  # fmt: skip


def overtime_beyond_cap(case: Case) -> Iterator[Finding]:
    """Overtime by choice of which one unit may work only a part: it is longer than the caps of the days it touches.

    The first such window of each resource is told.
    """
    for row, i, resource in _capped(case):
        cap = resource.overtime_caps[i]
        if cap.per is not CapPeriod.DAY or not cap.minutes:
            continue
        for window in case.calendar[resource.calendar].overtime:
            length = (window.end - window.start) // MINUTE
            if window.by_choice and window.end > case.problem.as_of and length > cap.minutes * _days(case, window):
                yield case.finding(
                    "overtime_beyond_cap", Severity.HINT, ("resources", row, "overtime_caps", i, "minutes"),
                    resource=resource.id, calendar=resource.calendar, since=iso(window.start), until=iso(window.end),
                    minutes=length, cap=cap.minutes,
                )  # fmt: skip
                break


def duplicate_overtime_cap(case: Case) -> Iterator[Finding]:
    """Two caps of a resource for the same period: the smaller one decides."""
    for row, resource in enumerate(case.problem.resources):
        caps = resource.overtime_caps
        for i, first in repeated(cap.per for cap in caps):
            yield case.finding(
                "duplicate_overtime_cap", Severity.WARNING, ("resources", row, "overtime_caps", i, "per"),
                resource=resource.id, per=caps[i].per.value, minutes=min(caps[i].minutes, caps[first].minutes),
                overruled=max(caps[i].minutes, caps[first].minutes),
            )  # fmt: skip


def _by_choice(case: Case) -> Iterator[tuple[int, int, OvertimeWindow]]:
    for row, calendar in enumerate(case.problem.calendars):
        for i, window in enumerate(calendar.overtime):
            if window.by_choice:
                yield row, i, window


def _capped(case: Case) -> Iterator[tuple[int, int, Resource]]:
    """Caps of resources whose calendars have overtime by choice still to come."""
    for row, resource in enumerate(case.problem.resources):
        windows = case.calendar[resource.calendar].overtime if resource.overtime_caps else ()
        if any(window.by_choice and window.end > case.problem.as_of for window in windows):
            for i in range(len(resource.overtime_caps)):
                yield row, i, resource


def _days(case: Case, window: OvertimeWindow) -> int:
    """Plant days that a window touches."""
    first, last = (moment.astimezone(case.zone).date() for moment in (window.start, window.end - MINUTE))
    return (last - first).days + 1


def _finding(case: Case, key: str, severity: Severity, row: int, i: int, field: str, **more: str) -> Finding:
    calendar = case.problem.calendars[row]
    window = calendar.overtime[i]
    return case.finding(
        key, severity, ("calendars", row, "overtime", i, field), (),
        calendar=calendar.id, since=iso(window.start), until=iso(window.end), **more,
    )  # fmt: skip
