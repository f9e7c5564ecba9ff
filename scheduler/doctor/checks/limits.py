"""What is otherwise for a while: limits, periods of calendars and of efficiency, and maintenance."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from scheduler.compile.calendars import intersected
from scheduler.doctor.case import Case, iso
from scheduler.doctor.checks.calendars import DAY_MINUTES, LONG_CLOSED_DAYS
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.json_text import Path
from scheduler.domain.people import ShiftLimit
from scheduler.domain.resource import Maintenance, Resource

WEEK = 7 * DAY_MINUTES

T = TypeVar("T", date, datetime)


def limit_without_effect(case: Case) -> Iterator[Finding]:
    """A limit, for a while or in a shift, that leaves as many units as there are, or more."""
    for row, resource in enumerate(case.problem.resources):
        limits: list[tuple[Path, int]] = [(("limits", i), limit.units) for i, limit in enumerate(resource.limits)]
        limits += [(("shift_limits", i), limit.units) for i, limit in enumerate(resource.shift_limits)]
        for path, units in limits:
            if units >= resource.units:
                yield case.finding(
                    "limit_without_effect", Severity.HINT, ("resources", row, *path, "units"),
                    resource=resource.id, units=units, there=resource.units,
                )  # fmt: skip


def limit_zero_long(case: Case) -> Iterator[Finding]:
    """A limit that leaves nobody for more than LONG_CLOSED_DAYS."""
    for row, resource in enumerate(case.problem.resources):
        for i, limit in enumerate(resource.limits):
            minutes = (limit.end - max(limit.start, case.problem.as_of)) // timedelta(minutes=1)
            if not limit.units and minutes > LONG_CLOSED_DAYS * DAY_MINUTES:
                yield case.finding(
                    "limit_zero_long", Severity.HINT, ("resources", row, "limits", i, "end"),
                    resource=resource.id, days=minutes // DAY_MINUTES, since=iso(limit.start), until=iso(limit.end),
                )  # fmt: skip


def limit_passed(case: Case) -> Iterator[Finding]:
    """A limit that ended at as-of or earlier."""
    for row, resource in enumerate(case.problem.resources):
        for i, limit in enumerate(resource.limits):
            if limit.end <= case.problem.as_of:
                yield case.finding(
                    "limit_passed", Severity.HINT, ("resources", row, "limits", i, "end"),
                    resource=resource.id, until=iso(limit.end),
                )  # fmt: skip


def shift_limit_outside_shifts(case: Case) -> Iterator[Finding]:
    """A shift limit at a time of the week in which its calendar has no shift, in no period: it limits nobody.

    Breaks count as part of their shift; overtime and exceptions are not looked at.
    """
    for row, resource in enumerate(case.problem.resources):
        for i, limit in enumerate(resource.shift_limits):
            if not _meets(limit, case.calendar[resource.calendar]):
                yield case.finding(
                    "shift_limit_outside_shifts", Severity.WARNING, ("resources", row, "shift_limits", i, "start"),
                    resource=resource.id, calendar=resource.calendar, weekday=str(limit.weekday),
                    hours=f"{limit.start:%H:%M}–{limit.end:%H:%M}",
                )  # fmt: skip


def _meets(limit: ShiftLimit, calendar: Calendar) -> bool:
    shifts = [*calendar.weekly, *(shift for period in calendar.periods for shift in period.weekly)]
    return any(intersected(_in_week(limit), _in_week(shift)) for shift in shifts)


def _in_week(shift: Shift | ShiftLimit) -> list[tuple[int, int]]:
    """Its minutes of the week, Monday 00:00 first; what goes on over Sunday's midnight is at both ends."""
    start = (shift.weekday - 1) * DAY_MINUTES + _minute(shift.start)
    end = (shift.weekday - 1 + (shift.end <= shift.start)) * DAY_MINUTES + _minute(shift.end)
    return [(start, end)] if end <= WEEK else [(0, end - WEEK), (start, WEEK)]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def period_overlaps(case: Case) -> Iterator[Finding]:
    """A period of a calendar with days that an earlier one of its list has already: the earlier one counts there."""
    for row, calendar in enumerate(case.problem.calendars):
        periods = calendar.periods
        for i, first in _overlapping([(period.first, period.last) for period in periods]):
            shared = max(periods[i].first, periods[first].first), min(periods[i].last, periods[first].last)
            yield case.finding(
                "period_overlaps", Severity.WARNING, ("calendars", row, "periods", i, "first"),
                calendar=calendar.id, first=first + 1, second=i + 1, from_day=str(shared[0]), to_day=str(shared[1]),
            )  # fmt: skip


def period_passed(case: Case) -> Iterator[Finding]:
    """A period of a calendar whose last day was before the day of as-of."""
    today = case.problem.as_of.astimezone(case.zone).date()
    for row, calendar in enumerate(case.problem.calendars):
        for i, period in enumerate(calendar.periods):
            if period.last < today:
                yield case.finding(
                    "period_passed", Severity.HINT, ("calendars", row, "periods", i, "last"),
                    calendar=calendar.id, to_day=str(period.last),
                )  # fmt: skip


def efficiency_period_overlaps(case: Case) -> Iterator[Finding]:
    """A period of efficiency that begins before an earlier one of its list has ended: the earlier one counts there."""
    for row, resource in enumerate(case.problem.resources):
        periods = resource.efficiencies
        moment = timedelta(minutes=1)
        for i, first in _overlapping([(period.start, period.end - moment) for period in periods]):
            yield case.finding(
                "efficiency_period_overlaps", Severity.WARNING, ("resources", row, "efficiencies", i, "start"),
                resource=resource.id, since=iso(max(periods[i].start, periods[first].start)),
                until=iso(min(periods[i].end, periods[first].end)),
                percent=periods[first].percent, overruled_percent=periods[i].percent,
            )  # fmt: skip


def efficiency_period_passed(case: Case) -> Iterator[Finding]:
    """A period of efficiency that ended at as-of or earlier."""
    for row, resource in enumerate(case.problem.resources):
        for i, period in enumerate(resource.efficiencies):
            if period.end <= case.problem.as_of:
                yield case.finding(
                    "efficiency_period_passed", Severity.HINT, ("resources", row, "efficiencies", i, "end"),
                    resource=resource.id, until=iso(period.end),
                )  # fmt: skip


def _overlapping(spans: Sequence[tuple[T, T]]) -> Iterator[tuple[int, int]]:
    """(row, the earlier row it shares something with), ends included, in the order of their starts."""
    widest: int | None = None
    for i in sorted(range(len(spans)), key=lambda row: (spans[row][0], row)):
        if widest is not None and spans[i][0] <= spans[widest][1]:
            yield max(i, widest), min(i, widest)
        if widest is None or spans[i][1] > spans[widest][1]:
            widest = i


def maintenance_overdue(case: Case) -> Iterator[Finding]:
    """Maintenance that should have been done by as-of or earlier."""
    for row, i, _, work in _maintenance(case):
        if work.latest <= case.problem.as_of:
            yield case.finding(
                "maintenance_overdue", Severity.WARNING, ("resources", row, "maintenance", i, "latest"),
                maintenance=work.id, resource=case.problem.resources[row].id, until=iso(work.latest),
            )  # fmt: skip


def maintenance_does_not_fit(case: Case) -> Iterator[Finding]:
    """Maintenance that needs more open minutes than its resource has between its earliest start and latest end."""
    for row, i, resource, work in _maintenance(case):
        if work.latest > case.problem.as_of:
            span = (max(0, case.clock.minute(work.earliest)), case.clock.minute(work.latest))
            room = sum(end - start for start, end in intersected(case.openings(resource), [span]))
            if work.minutes > room:
                yield case.finding(
                    "maintenance_does_not_fit", Severity.WARNING, ("resources", row, "maintenance", i, "minutes"),
                    maintenance=work.id, resource=resource.id, minutes=work.minutes, room=room,
                    since=case.moment(span[0]), until=iso(work.latest),
                )  # fmt: skip


def maintenance_longer_than_opening(case: Case) -> Iterator[Finding]:
    """Maintenance longer than any opening of its resource: pauses interrupt it."""
    for row, i, resource, work in _maintenance(case):
        room = case.longest_opening(resource)
        if work.minutes > room > 0:
            yield case.finding(
                "maintenance_longer_than_opening", Severity.HINT, ("resources", row, "maintenance", i, "minutes"),
                maintenance=work.id, resource=resource.id, minutes=work.minutes, longest=room,
            )  # fmt: skip


def _maintenance(case: Case) -> Iterator[tuple[int, int, Resource, Maintenance]]:
    for row, resource in enumerate(case.problem.resources):
        for i, work in enumerate(resource.maintenance):
            yield row, i, resource, work
