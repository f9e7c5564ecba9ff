"""Prices per resource and period of the wall clock, and the tariffs of everything that modes take.

A resource may have a price in every minute in which some mode that uses it is open, and one price for each
period of the wall clock, an hour for example. What it offers in a period are its units times these minutes, without
those that limits take away. No more than that can be taken, whatever the plan: work takes its units in every minute
from start to end if they are held, else in the open minutes of its mode. A batch of an oven takes no more than the
oven holds, so there the load counts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scheduler.compile.calendars import merged
from scheduler.compile.network import Calendars, Network
from scheduler.kernel.prices import SCALE, Int64, Tariffs

WHOLE_OVEN = 1000
"""What an oven offers; loads are parts of it, rounded down."""

Spans = tuple[Int64, Int64]
"""Sorted starts and ends."""

Part = tuple[Int64, Int64, Int64]
"""Sorted starts and ends, and the period or the price in between."""

Use = tuple[int, int, int]
"""Resource, amount, calendar class in which it is taken (HELD: whenever the resource has a price)."""

HELD = -2


class Periods(NamedTuple):
    """What has a price: one row per resource and period of the wall clock."""

    resource: Int64
    number: Int64
    """Of the period, counted from the epoch: minutes since then, divided by `step`."""
    offered: Int64
    """Minutes times units."""
    step: int


class PricedShop(NamedTuple):
    """The periods of a shop with the tariffs of its modes."""

    periods: Periods
    tariffs: Tariffs
    tariff: Int64
    """Per mode."""


def priced_shop(net: Network, step: int, shift: int, until: int, dearest: int) -> PricedShop:
    """Periods of `step` minutes before minute `until`; `shift` are the minutes of minute 0 since the epoch.

    Chosen overtime that costs more than `dearest`, in parts of money a minute, is taken to cost so much.
    """
    classes = _classes_of_resources(net)
    spans = [_spans_of_resource(net.cal, own, until) for own in classes]
    rows: list[tuple[Int64, Int64, Int64]] = []
    parts: list[Part] = []
    count = 0
    for r, (starts, ends) in enumerate(spans):
        starts, ends, numbers = _cut(starts, ends, step, shift)
        own, index = np.unique(numbers, return_inverse=True)
        rows.append((np.full(len(own), r, np.int64), own, _offered(net, r, starts, ends, index, len(own))))
        parts.append((starts, ends, count + index))
        count += len(own)
    resource, number, offered = (
        (np.concatenate(column) for column in zip(*rows, strict=True)) if rows else [_none()] * 3
    )
    numbered = _Numbered(net, parts, Periods(resource, number, offered, step), shift, until, dearest)
    known: dict[tuple[tuple[Use, ...], tuple[tuple[int, int, int], ...]], int] = {}
    tariff = np.zeros(len(net.mode), np.int64)
    for mode in range(len(net.mode)):
        key = _uses(net, classes, mode), _overtime(net, mode)
        tariff[mode] = known.setdefault(key, len(known))
    return PricedShop(numbered.periods, numbered.tariffs(list(known)), tariff)


def _none() -> Int64:
    return np.zeros(0, np.int64)


def _classes_of_resources(net: Network) -> list[set[int]]:
    """The calendar classes of the modes that use each resource."""
    found: list[set[int]] = [set() for _ in net.res]
    for first, end, class_ in net.mode[["use_first", "use_end", "class_"]].tolist():
        for resource in net.use["resource"][first:end].tolist():
            found[resource].add(class_)
    return found


def _spans_of_class(cal: Calendars, class_: int, until: int) -> Spans:
    if class_ < 0:
        return np.zeros(1, np.int64), np.full(1, until, np.int64)
    own = cal.win[cal.win_ptr[class_] : cal.win_ptr[class_ + 1]]
    own = own[own["start"] < until]
    return own["start"].copy(), np.minimum(own["end"], until)


def _spans_of_resource(cal: Calendars, classes: set[int], until: int) -> Spans:
    """When a resource has a price: whenever a mode that uses it is open."""
    if len(classes) == 1:
        return _spans_of_class(cal, next(iter(classes)), until)
    every = [_spans_of_class(cal, class_, until) for class_ in sorted(classes)]
    union = merged(span for starts, ends in every for span in zip(starts.tolist(), ends.tolist(), strict=True))
    return np.array([start for start, _ in union], np.int64), np.array([end for _, end in union], np.int64)


def _cut(starts: Int64, ends: Int64, step: int, shift: int) -> Part:
    """Spans cut where a period ends, and the number of each one's period."""
    first, last = (starts + shift) // step, (ends - 1 + shift) // step
    count = last - first + 1
    row = np.repeat(np.arange(len(starts)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + first[row]
    begins = number * step - shift
    return np.maximum(starts[row], begins), np.minimum(ends[row], begins + step), number


def _is_oven(net: Network, resource: int) -> bool:
    return bool(net.res["station"][resource]) and int(net.res["most_load"][resource]) > 0


def _offered(net: Network, resource: int, starts: Int64, ends: Int64, index: Int64, count: int) -> Int64:
    units = WHOLE_OVEN if _is_oven(net, resource) else int(net.res["units"][resource])
    found = np.zeros(count, np.int64)
    np.add.at(found, index, (ends - starts) * units)
    for _, start, end, amount in net.block[net.block["resource"] == resource].tolist():
        gone = np.maximum(0, np.minimum(ends, end) - np.maximum(starts, start))
        np.subtract.at(found, index, gone * amount)
    return found


def _uses(net: Network, classes: Sequence[set[int]], mode: int) -> tuple[Use, ...]:
    row = net.mode[mode]
    class_ = int(row["class_"])
    found = []
    for u in range(int(row["use_first"]), int(row["use_end"])):
        resource, amount, held = net.use[u].tolist()
        if _is_oven(net, resource):
            most = int(net.res["most_load"][resource])
            amount = min(WHOLE_OVEN, int(row["load"]) * WHOLE_OVEN // most) if u == row["use_first"] else 0
        if amount:
            found.append((resource, amount, HELD if held or classes[resource] == {class_} else class_))
    return tuple(sorted(found))


def _overtime(net: Network, mode: int) -> tuple[tuple[int, int, int], ...]:
    first, end = net.mode[["overtime_first", "overtime_end"]][mode].tolist()
    return tuple((amount, a, b) for _, amount, a, b in net.overtime[first:end].tolist())


class _Numbered:
    """Makes the segments and terms of tariffs."""

    def __init__(
        self, net: Network, parts: Sequence[Part], periods: Periods, shift: int, until: int, dearest: int
    ) -> None:
        self.net, self.parts, self.periods = net, parts, periods
        self.shift, self.until, self.dearest = shift, until, dearest
        self._in_class: dict[tuple[int, int], Part] = {}

    def tariffs(self, keys: Sequence[tuple[tuple[Use, ...], tuple[tuple[int, int, int], ...]]]) -> Tariffs:
        first = [0]
        columns: list[list[Int64]] = [[_none()] for _ in range(5)]
        for uses, overtime in keys:
            rows = self._tariff(uses, overtime)
            first.append(first[-1] + len(rows[0]))
            for column, row in zip(columns, rows, strict=True):
                column.append(row)
        time, base, terms, period, amount = (np.concatenate(column).astype(np.int64) for column in columns)
        term_first = np.zeros(len(terms) + 1, np.int64)
        term_first[1:] = np.cumsum(terms)
        return Tariffs(np.array(first, np.int64), time, base, term_first, period, amount)

    def _tariff(self, uses: tuple[Use, ...], overtime: tuple[tuple[int, int, int], ...]) -> tuple[Int64, ...]:
        """(time, base, number of terms) per segment, and (period, amount) of the terms of all of them."""
        parts = [self._part(resource, class_) for resource, _, class_ in uses]
        rates = [self._rate(*row) for row in overtime]
        edges = [edge for starts, ends, _ in (*parts, *rates) for edge in (starts, ends)]
        time = np.unique(np.concatenate([np.zeros(1, np.int64), *edges]))
        base = np.zeros(len(time), np.int64)
        for rate in rates:
            price = _holds(rate, time)
            base += np.maximum(price, 0)
        if not uses:
            return time, base, np.zeros(len(time), np.int64), _none(), _none()
        period = np.stack([_holds(part, time) for part in parts], 1)
        amounts = np.broadcast_to(np.array([amount for _, amount, _ in uses], np.int64), period.shape)
        return time, base, (period >= 0).sum(1), period[period >= 0], amounts[period >= 0]

    def _part(self, resource: int, class_: int) -> Part:
        """When a use takes its units, and in which period: in all priced minutes, or those of a class."""
        if class_ == HELD:
            return self.parts[resource]
        if (resource, class_) not in self._in_class:
            starts, ends, _ = _cut(*_spans_of_class(self.net.cal, class_, self.until), self.periods.step, self.shift)
            self._in_class[resource, class_] = starts, ends, _holds(self.parts[resource], starts)
        return self._in_class[resource, class_]

    def _rate(self, amount: int, first: int, end: int) -> Part:
        rows = self.net.rate[first:end]
        price = np.minimum(rows["price"] * amount * SCALE // 60, self.dearest)
        return rows["start"].copy(), rows["end"].copy(), price


def _holds(part: Part, time: Int64) -> Int64:
    """What holds at each minute; -1 if nothing does."""
    starts, ends, value = part
    if not len(starts):
        return np.full(len(time), -1, np.int64)
    row = np.maximum(np.searchsorted(starts, time, side="right") - 1, 0)
    found: Int64 = np.where((starts[row] <= time) & (time < ends[row]), value[row], -1)
    return found
