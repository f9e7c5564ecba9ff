"""The plan lists the overtime that it chose, and nobody works more of it than is allowed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from scheduler.domain.people import CapPeriod
from scheduler.domain.plan import OvertimeUse
from scheduler.domain.record import OperationId, ResourceId
from scheduler.verify.case import Case
from scheduler.verify.chosen_overtime import ChosenOvertime, chosen_overtime, overtime_uses
from scheduler.verify.minutes import instant, minute
from scheduler.verify.open_time import Window
from scheduler.verify.violation import Findings

Row = tuple[OperationId, ResourceId, datetime, int]
"""Operation, resource, start of the window, price for an hour."""


def check_overtime(case: Case, found: Findings) -> None:
    """What is listed is what is worked, to the minute; every day's and month's cap holds for the whole resource."""
    if not case.chosen_overtime and not case.plan.overtime:
        return
    truths, stated = _by_row(overtime_uses(case)), _by_row(case.plan.overtime)
    for row in sorted({*truths, *stated}):
        found.checked += 1
        if truths.get(row) != stated.get(row):
            operation, resource, start, price = row
            found.wrong(
                "wrong_overtime",
                operation=operation,
                resource=resource,
                at=case.time(start),
                price=price,
                truth=truths.get(row, 0),
                stated=stated.get(row, 0),
            )
    _check_caps(case, found)


def _by_row(uses: Iterable[OvertimeUse]) -> dict[Row, int]:
    rows: dict[Row, int] = defaultdict(int)
    for use in uses:
        rows[use.operation, use.resource, use.start, use.price_per_hour] += use.minutes
    return dict(rows)


def _check_caps(case: Case, found: Findings) -> None:
    capped = {id_ for id_ in case.resources_to_check if case.resources[id_].overtime_caps}
    worked: dict[tuple[ResourceId, CapPeriod, str], int] = defaultdict(int)
    for one in chosen_overtime(case) if capped else ():
        if one.resource in capped:
            for day, minutes in _by_day(case, one):
                worked[one.resource, CapPeriod.DAY, day.isoformat()] += minutes
                worked[one.resource, CapPeriod.MONTH, day.isoformat()[:7]] += minutes
    for (id_, per, period), minutes in sorted(worked.items()):
        for cap in case.resources[id_].overtime_caps:
            found.checked += cap.per is per
            most = cap.minutes * case.resources[id_].units
            if cap.per is per and minutes > most:
                found.wrong("too_much_overtime", resource=id_, period=period, worked=minutes, most=most)


def _by_day(case: Case, one: ChosenOvertime) -> Iterator[tuple[date, int]]:
    """Minutes times units on each plant day."""
    for start, end in one.spans:
        for day, (begins, ends) in _days(case, (start, end)):
            yield day, (ends - begins) * one.units


def _days(case: Case, span: Window) -> Iterator[tuple[date, Window]]:
    """A span cut at the midnights of the plant."""
    start, end = span
    while start < end:
        day = instant(start).astimezone(case.zone).date()
        midnight = minute(datetime.combine(day + timedelta(days=1), time(), case.zone))
        yield day, (start, min(end, midnight))
        start = midnight
