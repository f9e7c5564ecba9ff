"""Load against capacity: for every resource and workshop the month in which it is fullest.

Load is counted so that it can only be too low: the work of planned orders due until the end of the month that can't be
done elsewhere. For each operation the mode that takes least of the resource or workshop counts, and nothing if some
mode takes none of it; of started work what remains. The mode's own minutes and efficiency are in, changes of a
station's state are not; every unit a mode uses counts its minutes, of an oven or bath only the share of the load.
Capacity is open minutes times units from as-of to the end of the month, without downtimes and with approved overtime,
chosen or not.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.compile.calendars import Window, calendar_windows, resource_windows
from scheduler.compile.compiled import Compiled
from scheduler.compile.overtime import has_choice
from scheduler.domain.record import OrderId

SHORT_MONTH_DAYS = 7
"""A month of which less is left at as-of is counted with the next: a few hours would make any backlog look endless."""

Minutes = Mapping[str, int]
"""Resource or workshop -> minutes."""


class Fullest(NamedTuple):
    """The month in which a resource or workshop is fullest."""

    month: str
    """2026-03"""
    load: int
    capacity: int
    orders: tuple[OrderId, ...]
    """Those due in that month, most work first."""

    @property
    def percent(self) -> int:
        """Rounded up, so that a hundred and a bit is more than a hundred."""
        return -(-self.load * 100 // self.capacity)

    def over(self, percent: int) -> bool:
        return self.load * 100 > self.capacity * percent


def fullest_months(compiled: Compiled, zone: ZoneInfo) -> tuple[dict[str, Fullest], dict[str, Fullest]]:
    """By resource, and by workshop; those without any load or any capacity are left out."""
    months = _month_ends(compiled, zone)
    workshops: dict[str, str] = {resource.id: resource.workshop for resource in compiled.problem.resources}
    by_resource, by_workshop = _Ledger(months), _Ledger(months)
    due = _months_due(compiled, [end for _, end in months])
    for order, modes in _work(compiled):
        if due[order] < len(months):
            id_ = compiled.orders[order].id
            by_resource.add(id_, due[order], _least(modes))
            by_workshop.add(id_, due[order], _least([_by_workshop(mode, workshops) for mode in modes]))
    for resource, units, spans in _openings(compiled, zone):
        by_resource.open(resource, units, spans)
        by_workshop.open(workshops[resource], units, spans)
    return by_resource.fullest(), by_workshop.fullest()


class _Ledger:
    """Work due in each month, and minutes open until its end."""

    def __init__(self, months: Sequence[tuple[str, int]]) -> None:
        self.months = months
        self.load: dict[str, list[Counter[OrderId]]] = defaultdict(lambda: [Counter() for _ in months])
        self.capacity: dict[str, list[int]] = defaultdict(lambda: [0] * len(months))

    def add(self, order: OrderId, month: int, minutes: Minutes) -> None:
        for where, taken in minutes.items():
            self.load[where][month][order] += taken

    def open(self, where: str, units: int, spans: Sequence[Window]) -> None:
        capacity = self.capacity[where]
        row = passed = 0
        for month, (_, end) in enumerate(self.months):
            while row < len(spans) and spans[row][1] <= end:
                passed += spans[row][1] - spans[row][0]
                row += 1
            begun = max(0, end - spans[row][0]) if row < len(spans) else 0
            capacity[month] += units * (passed + begun)

    def fullest(self) -> dict[str, Fullest]:
        found = {}
        for where, load in sorted(self.load.items()):
            total = 0
            fullest: Fullest | None = None
            for (name, _), mine, capacity in zip(self.months, load, self.capacity[where], strict=True):
                total += mine.total()
                if mine and capacity and (fullest is None or total * fullest.capacity > fullest.load * capacity):
                    fullest = Fullest(name, total, capacity, tuple(order for order, _ in mine.most_common()))
            if fullest is not None:
                found[where] = fullest
        return found


def _month_ends(compiled: Compiled, zone: ZoneInfo) -> list[tuple[str, int]]:
    """Months as "2026-03" with the minute after as-of at which each ends on the plant's clock, up to the horizon."""
    found: list[tuple[str, int]] = []
    local = compiled.problem.as_of.astimezone(zone)
    year, month = local.year, local.month
    while True:
        after = (year + month // 12, month % 12 + 1)
        end = compiled.clock.minute(datetime(*after, 1, tzinfo=zone).astimezone(UTC))
        if end > compiled.network.cal.horizon:
            return found
        if end >= SHORT_MONTH_DAYS * 24 * 60:
            found.append((f"{year}-{month:02}", end))
        year, month = after


def _months_due(compiled: Compiled, ends: Sequence[int]) -> list[int]:
    """Per order the row of the month in which its last delivery is due; overdue ones count in the first."""
    due = compiled.network.delivery["due"].tolist()
    rows = compiled.network.order
    spans = zip(rows["delivery_first"].tolist(), rows["delivery_end"].tolist(), strict=True)
    return [bisect_left(ends, max(due[first:end])) for first, end in spans]


def _work(compiled: Compiled) -> Iterator[tuple[int, list[dict[str, int]]]]:
    """Per operation its order, and for each mode that is allowed the minutes it takes of resources."""
    net = compiled.network
    use = list(zip(net.use["resource"].tolist(), net.use["amount"].tolist(), strict=True))
    most_load = net.res["most_load"].tolist()
    columns = ("work", "load", "allowed", "use_first", "use_end")
    mode = list(zip(*(net.mode[column].tolist() for column in columns), strict=True))
    operations = zip(*(net.op[column].tolist() for column in ("order", "mode_first", "mode_end")), strict=True)
    for order, first, end in operations:
        modes = []
        for work, load, allowed, use_first, use_end in mode[first:end]:
            if allowed:
                taken: dict[str, int] = defaultdict(int)  # several stations of one resource are several uses of it
                for resource, amount in use[use_first:use_end]:
                    minutes = amount * work * load // most_load[resource] if most_load[resource] else amount * work
                    taken[compiled.resources[resource]] += minutes
                modes.append(dict(taken))
        yield order, modes


def _by_workshop(minutes: Minutes, workshops: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for resource, taken in minutes.items():
        found[workshops[resource]] = found.get(workshops[resource], 0) + taken
    return found


def _least(modes: Sequence[Minutes]) -> Minutes:
    """What is taken at any rate: the least of all modes."""
    if len(modes) == 1:
        return modes[0]
    return {where: min(mode[where] for mode in modes) for where in modes[0] if all(where in mode for mode in modes)}


def _openings(compiled: Compiled, zone: ZoneInfo) -> Iterator[tuple[str, int, list[Window]]]:
    """Resource, or station of it, its units and its open time after as-of, with overtime that may be chosen."""
    res, horizon = compiled.network.res, compiled.network.cal.horizon
    extended = {
        calendar.id: calendar_windows(calendar, zone, compiled.clock, horizon, with_chosen=True)
        for calendar in compiled.problem.calendars
        if has_choice(calendar)
    }
    resources = {resource.id: resource for resource in compiled.problem.resources}
    columns = zip(compiled.resources, res["units"].tolist(), res["class_"].tolist(), strict=True)
    for id_, units, class_ in columns:
        calendar = resources[id_].calendar
        spans = compiled.classes.windows[class_]
        if calendar in extended:
            spans = resource_windows(resources[id_], extended[calendar], compiled.clock)
        yield id_, units, spans
