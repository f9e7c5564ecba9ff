"""Calendars that never open, stop opening, or stay closed for long; and resources kept closed by downtimes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from scheduler.compile.calendars import Window, resource_windows
from scheduler.compile.selection import FIRST_HORIZON
from scheduler.doctor.case import Case, lines
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.calendar import Calendar
from scheduler.domain.json_text import Path
from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Resource

LONG_CLOSED_DAYS = 21
"""Longer than the longest works holiday at Spring Festival with a weekend on each side (about two and a half weeks)."""

DAY_MINUTES = 24 * 60


class _Closed(NamedTuple):
    """A span without any opening, in minutes after as-of."""

    start: int
    end: int

    @property
    def is_long(self) -> bool:
        return self.end - self.start > LONG_CLOSED_DAYS * DAY_MINUTES


def calendar_never_opens(case: Case) -> Iterator[Finding]:
    """A calendar in use that does not open once in the two years after as-of: compiling refuses it."""
    for row, calendar, users in _used(case):
        if not case.windows(calendar):
            yield case.finding(
                "calendar_never_opens", Severity.STOPS, ("calendars", row, "weekly"),
                calendar=calendar.id, users=lines(users),
            )  # fmt: skip


def idle_calendar_never_opens(case: Case) -> Iterator[Finding]:
    """The same of a calendar that nothing uses yet."""
    used = {calendar.id for _, calendar, _ in _used(case)}
    for row, calendar in enumerate(case.problem.calendars):
        if calendar.id not in used and not case.windows(calendar):
            yield case.finding(
                "idle_calendar_never_opens", Severity.HINT, ("calendars", row, "weekly"), calendar=calendar.id
            )


def calendar_closes_for_good(case: Case) -> Iterator[Finding]:
    """A calendar in use that opens, but not to the end of the two years: no opening in the last LONG_CLOSED_DAYS."""
    for row, calendar, users in _used(case):
        last = _last_closed(case.windows(calendar))
        if last is not None:
            yield case.finding(
                "calendar_closes_for_good", Severity.WARNING, ("calendars", row, "weekly"),
                calendar=calendar.id, users=lines(users), since=case.moment(last.start),
            )  # fmt: skip


def calendar_closed_long(case: Case) -> Iterator[Finding]:
    """A calendar in use that stays closed for more than LONG_CLOSED_DAYS and opens again; the longest time is told."""
    for row, calendar, users in _used(case):
        closed = _longest_closed(case.windows(calendar))
        if closed is not None and closed.is_long:
            yield case.finding(
                "calendar_closed_long", Severity.HINT, ("calendars", row, "exceptions"),
                calendar=calendar.id, users=lines(users), days=_length(closed) // DAY_MINUTES,
                since=case.moment(closed.start), until=case.moment(closed.end),
            )  # fmt: skip


def resource_closes_for_good(case: Case) -> Iterator[Finding]:
    """A resource that its downtimes keep closed from some moment to the end of the two years (its calendar opens)."""
    for path, resource, base, own in _with_downtimes(case):
        last = _last_closed(own) if own else _Closed(0, FIRST_HORIZON)
        if base and last is not None and _last_closed(base) is None:
            yield case.finding(
                "resource_closes_for_good", Severity.WARNING, path,
                resource=resource.id, since=case.moment(last.start),
            )  # fmt: skip


def resource_closed_long(case: Case) -> Iterator[Finding]:
    """A resource that a downtime keeps closed for more than LONG_CLOSED_DAYS, and longer than its calendar alone."""
    for path, resource, base, own in _with_downtimes(case):
        closed, usual = _longest_closed(own), _longest_closed(base)
        if closed is not None and closed.is_long and (usual is None or closed.end - closed.start > _length(usual)):
            yield case.finding(
                "resource_closed_long",
                Severity.HINT,
                path,
                resource=resource.id,
                days=_length(closed) // DAY_MINUTES,
                since=case.moment(closed.start),
                until=case.moment(closed.end),
            )


def _used(case: Case) -> Iterator[tuple[int, Calendar, list[str]]]:
    """Calendars of resources, dispatch and receiving, with their rows and the ids of what uses them."""
    users: dict[CalendarId, list[str]] = defaultdict(list)
    for resource in case.problem.resources:
        users[resource.calendar].append(resource.id)
    for company in case.problem.companies:
        if company.dispatch_calendar is not None:
            users[company.dispatch_calendar].append(company.id)
    for destination in case.problem.destinations:
        if destination.receiving_calendar is not None:
            users[destination.receiving_calendar].append(destination.id)
    for row, calendar in enumerate(case.problem.calendars):
        if calendar.id in users:
            yield row, calendar, users[calendar.id]


def _with_downtimes(case: Case) -> Iterator[tuple[Path, Resource, list[Window], list[Window]]]:
    """Resources with downtimes still to come: place of the longest one, calendar's openings, those left of them."""
    for row, resource in enumerate(case.problem.resources):
        ahead = [(d.end - d.start, i) for i, d in enumerate(resource.downtimes) if d.end > case.problem.as_of]
        if ahead:
            base = case.windows(case.calendar[resource.calendar])
            path = ("resources", row, "downtimes", max(ahead)[1], "end")
            yield path, resource, base, resource_windows(resource, base, case.clock)


def _last_closed(opened: Sequence[Window]) -> _Closed | None:
    """The time from the last opening to the end of the two years, if it is long."""
    last = _Closed(opened[-1][1], FIRST_HORIZON) if opened else None
    return last if last is not None and last.is_long else None


def _longest_closed(opened: Sequence[Window]) -> _Closed | None:
    """The longest time without an opening that ends with one; the first of several equally long."""
    spans = [_Closed(before[1], after[0]) for before, after in pairwise(((0, 0), *opened))]
    return max(spans, key=_length, default=None)


def _length(closed: _Closed) -> int:
    return closed.end - closed.start
