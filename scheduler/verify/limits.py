"""How many units of a resource its limits leave, from one minute to the next."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.operation import Operation, Station
from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource
from scheduler.verify.minutes import instant, minute
from scheduler.verify.open_time import OpenTime, Window

Left = tuple[int, int, int]
"""From a minute to another one, at most so many units are there."""


def limits_between(resource: Resource, zone: ZoneInfo, start: int, end: int) -> list[Left]:
    """Every limit of a resource that holds at a minute between two, shift limits day by day; they may overlap."""
    found = [(minute(limit.start), minute(limit.end), limit.units) for limit in resource.limits]
    day = instant(start).astimezone(zone).date() - timedelta(days=2)
    while resource.shift_limits and day <= instant(end).astimezone(zone).date():
        for limit in resource.shift_limits:
            if limit.weekday == day.isoweekday():
                over_midnight = limit.end <= limit.start
                closes = day + timedelta(days=1) if over_midnight else day
                found.append((_plant(day, limit.start, zone), _plant(closes, limit.end, zone), limit.units))
        day += timedelta(days=1)
    return [
        (begins, stops, units) for begins, stops, units in found if begins < stops and begins < end and stops > start
    ]


def _plant(day: date, clock: time, zone: ZoneInfo) -> int:
    return minute(datetime.combine(day, clock, zone).astimezone(UTC))


def fits(
    opened: OpenTime, gone: Sequence[tuple[Window, bool]], resumable: bool, minutes: int, start: int, end: int
) -> bool:
    """Whether work can begin and end between two minutes although units are gone in some spans: from its start to its
    end where they are held (True), else just while it works."""
    while (begins := opened.first_open(start) if resumable else opened.fit(start, minutes, before=end)) is not None:
        ends = opened.finish(begins, minutes)
        if ends is None or ends > end:
            return False
        worked = opened.between(begins, ends)
        met = [
            stops
            for (since, stops), held in gone
            if any(since < b and stops > a for a, b in ([(begins, ends)] if held else worked))
        ]
        if not met:
            return True
        start = max(met)  # whatever begins earlier meets that one too
    return False


def closed_stations(resource: Resource, unit: int, zone: ZoneInfo, start: int, end: int) -> list[Window]:
    """When a station is not there between two minutes: limits take the last stations away."""
    return [(begins, stops) for begins, stops, units in limits_between(resource, zone, start, end) if unit >= units]


def steps(units: int, limits: Sequence[Left], edges: set[int]) -> Iterator[tuple[int, int]]:
    """(minute, units that are there from it on) for every one of `edges` and wherever a limit begins or stops."""
    to_come = sorted(limits, reverse=True)
    holding: list[Left] = []
    for moment in sorted(edges | {edge for begins, stops, _ in limits for edge in (begins, stops)}):
        while to_come and to_come[-1][0] <= moment:
            holding.append(to_come.pop())
        holding = [limit for limit in holding if limit[1] > moment]
        yield moment, min([units, *(left for _, _, left in holding)])


def told_apart(operations: Sequence[Operation], resources: dict[ResourceId, Resource]) -> set[ResourceId]:
    """Resources whose stations are planned one by one: they remember what they did, or links compare them."""
    compared = {
        id_
        for operation in operations
        for link in operation.after
        if link.station is not Station.ANY
        for id_ in (operation.id, link.operation)
    }
    firsts = {
        mode.uses[0].resource
        for operation in operations
        if operation.id in compared
        for mode in operation.modes
        if mode.uses
    }
    return {
        resource.id
        for resource in resources.values()
        if resource.remembers or (resource.named_units and resource.id in firsts)
    }
