"""Chosen overtime: in which minutes a resource works only if the plan pays for it, and how much it may."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window, intersected, subtracted
from scheduler.compile.clock import Clock
from scheduler.domain.calendar import Calendar
from scheduler.domain.people import CapPeriod
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource

Priced = tuple[int, int, int]
"""Start, end, price for an hour and unit."""

DAY = timedelta(days=1)


def has_choice(calendar: Calendar) -> bool:
    """Whether the calendar has overtime that a plan may choose."""
    return any(window.by_choice and window.approval.usable for window in calendar.overtime)


def priced_windows(
    calendar: Calendar, ordinary: Sequence[Window], extended: Sequence[Window], clock: Clock
) -> list[Priced]:
    """The minutes of `extended` that are not `ordinary`, with their price; where windows overlap the first one's."""
    left = subtracted(extended, ordinary)
    found: list[Priced] = []
    for window in calendar.overtime:
        if window.by_choice and window.approval.usable:
            span = [(clock.minute(window.start), clock.minute(window.end))]
            found += [(start, end, window.price_per_hour) for start, end in intersected(left, span)]
            left = subtracted(left, span)
    return sorted(found)


def rates(priced: Sequence[Priced], open_: Sequence[Window]) -> list[tuple[int, int, int, int, int]]:
    """Rows of the rate table: the priced minutes in which a mode's class is open, with what lies before each."""
    rows = []
    minutes = money = 0
    for start, end, price in priced:
        for a, b in intersected([(start, end)], open_):
            rows.append((a, b, price, minutes, money))
            minutes, money = minutes + b - a, money + (b - a) * price
    return rows


def caps_of_places(
    resources: Sequence[Resource], priced: Mapping[int, Sequence[Priced]], zone: ZoneInfo, clock: Clock
) -> tuple[list[tuple[int, int]], list[tuple[int, int, int]]]:
    """(first, end) of the caps of each place, and all their rows; stations of one resource share its rows.

    `resources` are those of the places, `priced` the chosen overtime of a place by its index.
    """
    together: dict[ResourceId, set[Priced]] = {}
    for index, resource in enumerate(resources):
        together.setdefault(resource.id, set()).update(priced.get(index, ()))
    found: dict[ResourceId, tuple[int, int]] = {}
    rows: list[tuple[int, int, int]] = []
    for resource in resources:
        if resource.id not in found:
            own = _caps(resource, sorted(together[resource.id]), zone, clock)
            found[resource.id] = len(rows), len(rows) + len(own)
            rows += own
    return [found[resource.id] for resource in resources], rows


def _caps(resource: Resource, priced: Sequence[Priced], zone: ZoneInfo, clock: Clock) -> list[tuple[int, int, int]]:
    """(start, end, most minutes times units) of every plant day and month in which the resource has chosen overtime."""
    rows = set()
    for cap in resource.overtime_caps:
        for start, end, _ in priced:
            day = clock.instant(start).astimezone(zone).date()
            last = clock.instant(end - 1).astimezone(zone).date()
            while day <= last:
                first, after = (day, day + DAY) if cap.per is CapPeriod.DAY else _month(day)
                rows.add((_midnight(first, zone, clock), _midnight(after, zone, clock), cap.minutes * resource.units))
                day = after
    return sorted(rows)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + 32 * DAY).replace(day=1)


def _midnight(day: date, zone: ZoneInfo, clock: Clock) -> int:
    return clock.minute(datetime.combine(day, time(), zone).astimezone(UTC))
