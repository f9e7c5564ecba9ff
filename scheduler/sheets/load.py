"""Load against open hours: per resource and week, per workshop and month. What lies before as-of counts as neither."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from scheduler.domain.record import CalendarId
from scheduler.domain.resource import Resource
from scheduler.sheets.columns import column
from scheduler.sheets.facts import Facts, hours
from scheduler.sheets.sheet import Cell, Column, Group, Kind, Mark, Row, Sheet
from scheduler.texts import short_day_text

MOST_WEEKS, MOST_MONTHS = 53, 24
"""Longer plans are cut, and the sheet says so: nobody levels the load of a day in two years."""
BUSY_PERCENT, FULL_PERCENT = 80, 95
"""From where a row is marked as at risk and as late, the same as in the load chart."""

Span = tuple[date, date]
"""Plant days of a period: the first one, and the one after its last."""


def week_load(facts: Facts) -> Sheet:
    """Per resource and week: open hours of all units, planned hours, percent. Weeks without open time are there too."""
    spans, cut = _spans(facts, _next_monday, MOST_WEEKS)
    minutes = _Minutes(facts, spans)
    return Sheet(
        key="week_load",
        title=facts.text("sheet.week_load"),
        columns=(column(facts, "resource_name"), column(facts, "units", Kind.QUANTITY), *_load_columns(facts)),
        groups=tuple(
            Group(
                facts.name("workshop", workshop.id),
                tuple(
                    _row(
                        facts,
                        span,
                        (facts.name("resource", r.id), r.units),
                        minutes.load(r, i),
                        minutes.open(r, i),
                        [r],
                    )
                    for r in facts.problem.resources
                    if r.workshop == workshop.id
                    for i, span in enumerate(spans)
                ),
            )
            for workshop in facts.problem.workshops
            if any(resource.workshop == workshop.id for resource in facts.problem.resources)
        ),
        group_heading=facts.text("column.workshop"),
        notes=_notes(facts, cut),
    )


def month_load(facts: Facts) -> Sheet:
    """Per workshop and month the sums over its resources: work that needs a machine and two people counts on all
    three."""
    spans, cut = _spans(facts, _next_first, MOST_MONTHS)
    minutes = _Minutes(facts, spans)
    rows = []
    for workshop in facts.problem.workshops:
        own = [resource for resource in facts.problem.resources if resource.workshop == workshop.id]
        for i, span in enumerate(spans if own else ()):
            load, open_ = sum(minutes.load(r, i) for r in own), sum(minutes.open(r, i) for r in own)
            rows.append(_row(facts, span, (facts.name("workshop", workshop.id),), load, open_, own))
    return Sheet(
        key="month_load",
        title=facts.text("sheet.month_load"),
        columns=(column(facts, "workshop"), *_load_columns(facts)),
        groups=(Group("", tuple(rows)),),
        notes=(facts.text("sheet.month_load.note"), *_notes(facts, cut)),
    )


class _Minutes:
    """Worked and open minutes of every resource in each period, times units."""

    def __init__(self, facts: Facts, spans: Sequence[Span]) -> None:
        self.edges = [max(0, facts.open_time.midnight(day)) for day in (spans[0][0], *(end for _, end in spans))]
        self._load = {resource.id: [0] * len(spans) for resource in facts.problem.resources}
        self._open = {resource.id: [0] * len(spans) for resource in facts.problem.resources}
        for assignment in facts.plan.assignments:
            for segment in assignment.segments:
                start, end = facts.minute(segment.start), facts.minute(segment.end)
                for use in assignment.uses:
                    self._add(self._load[use.resource], start, end, use.amount)
        for resource in facts.problem.resources:
            for start, end in facts.open_time.between(resource.id, 0, self.edges[-1]):
                self._add(self._open[resource.id], start, end, resource.units)

    def load(self, resource: Resource, period: int) -> int:
        return self._load[resource.id][period]

    def open(self, resource: Resource, period: int) -> int:
        return self._open[resource.id][period]

    def _add(self, minutes: list[int], start: int, end: int, times: int) -> None:
        """Adds a span to the periods in which it lies."""
        period = max(0, bisect_right(self.edges, start) - 1)
        while period < len(minutes) and self.edges[period] < end:
            inside = min(end, self.edges[period + 1]) - max(start, self.edges[period])
            minutes[period] += max(0, inside) * times
            period += 1


def _spans(facts: Facts, next_edge: Callable[[date], date], most: int) -> tuple[list[Span], bool]:
    """From the day of as-of to the end of the period in which the plan ends, and whether that was cut."""
    last = max((facts.deadline_day(assignment.end) for assignment in facts.plan.assignments), default=date.min)
    edges = [facts.day(facts.plan.as_of)]
    while len(edges) == 1 or (edges[-1] <= last and len(edges) <= most):
        edges.append(next_edge(edges[-1]))
    return list(pairwise(edges)), edges[-1] <= last


def _next_monday(day: date) -> date:
    return day + timedelta(days=8 - day.isoweekday())


def _next_first(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _load_columns(facts: Facts) -> tuple[Column, ...]:
    return (
        column(facts, "first_day", Kind.DATE),
        column(facts, "last_day", Kind.DATE),
        column(facts, "open_hours", Kind.QUANTITY),
        column(facts, "planned_hours", Kind.QUANTITY),
        column(facts, "load_percent", Kind.PERCENT),
        column(facts, "load_remark"),
    )


def _row(facts: Facts, span: Span, head: tuple[Cell, ...], load: int, open_: int, resources: Sequence[Resource]) -> Row:
    percent = round(100 * load / open_) if open_ else None
    remark = _remark(facts, span, open_, resources)
    last = span[1] - timedelta(days=1)
    return Row((*head, span[0], last, hours(open_), hours(load), percent, remark), _mark(percent or 0))


def _mark(percent: int) -> Mark:
    if percent >= FULL_PERCENT:
        return Mark.LATE
    return Mark.AT_RISK if percent >= BUSY_PERCENT else Mark.PLAIN


def _remark(facts: Facts, span: Span, open_: int, resources: Sequence[Resource]) -> str:
    """Closed all the time, or which holidays took open time."""
    days = sorted({day for r in resources for day in _holidays(facts, r.calendar) if span[0] <= day < span[1]})
    named = facts.list([short_day_text(day, facts.language) for day in days])
    parts = [facts.text("sheet.closed")] if not open_ else []
    if days:
        parts.append(facts.text("sheet.holidays", days=named))
    return facts.text("list.semicolon").join(parts)


def _holidays(facts: Facts, id_: CalendarId) -> Iterator[date]:
    """Holidays of a calendar on which it would be open otherwise."""
    calendar = next(calendar for calendar in facts.problem.calendars if calendar.id == id_)
    worked = {shift.weekday for shift in calendar.weekly}
    made_up = {entry.day for entry in calendar.make_up_days}
    return (day for day in calendar.holidays if day.isoweekday() in worked and day not in made_up)


def _notes(facts: Facts, cut: bool) -> tuple[str, ...]:
    return (facts.text("sheet.load.note"), *([facts.text("sheet.load.cut")] if cut else []))
