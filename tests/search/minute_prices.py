"""Prices, what work pays for them, and the cheapest ways to do orders, all counted minute by minute."""

import numpy as np
import numpy.typing as npt

from scheduler.compile.network import FINISHED
from scheduler.kernel.priced_orders import Trees
from scheduler.kernel.prices import SCALE
from scheduler.search.starts import Context
from scheduler.search.tariffs import WHOLE_OVEN, Periods
from tests.kernel.schedules import minutes_of, open_minutes

Minutes = npt.NDArray[np.int64]

NOTHING = 2**60
"""Cost before the first way."""


class MinutePrices:
    """The price of every minute of every resource."""

    def __init__(self, context: Context, periods: Periods, whole: Minutes, shift: int) -> None:
        self.context, self.net = context, context.network
        self.minutes = minutes_of(context)
        number = (np.arange(self.minutes) + shift) // periods.step
        self.price = np.zeros((len(self.net.res), self.minutes), np.int64)
        self.period = np.full((len(self.net.res), self.minutes), -1, np.int64)
        open_ = np.zeros((len(self.net.res), self.minutes), bool)
        for row in self.net.mode:
            for use in self.net.use[row["use_first"] : row["use_end"]]:
                open_[use["resource"]] |= open_minutes(context, int(row["class_"]))
        row_of = {key: i for i, key in enumerate(zip(periods.resource.tolist(), periods.number.tolist(), strict=True))}
        for r in range(len(self.net.res)):
            for k in np.unique(number[open_[r]]).tolist():
                if (r, k) in row_of:
                    own = open_[r] & (number == k)
                    self.price[r, own] = whole[row_of[r, k]]
                    self.period[r, own] = row_of[r, k]

    def taken(self, mode: int) -> list[tuple[int, int, npt.NDArray[np.bool_]]]:
        """(resource, amount, minutes in which it is taken if the mode works there) of a mode's uses."""
        row = self.net.mode[mode]
        found = []
        for u, use in enumerate(self.net.use[row["use_first"] : row["use_end"]]):
            resource, amount = int(use["resource"]), int(use["amount"])
            most = int(self.net.res["most_load"][resource])
            if most:
                amount = 0 if u else min(WHOLE_OVEN, WHOLE_OVEN * int(row["load"]) // most)
            mask = np.ones(self.minutes, bool) if use["held"] else open_minutes(self.context, int(row["class_"]))
            found.append((resource, amount, mask))
        return found

    def cumulated(self, mode: int) -> Minutes:
        """Price of all that a mode would pay before each minute if it never ended, chosen overtime included."""
        paid = np.zeros(self.minutes, np.int64)
        for resource, amount, mask in self.taken(mode):
            paid += amount * self.price[resource] * mask
        row = self.net.mode[mode]
        for over in self.net.overtime[row["overtime_first"] : row["overtime_end"]]:
            for rate in self.net.rate[over["rate_first"] : over["rate_end"]]:
                paid[rate["start"] : rate["end"]] += int(rate["price"]) * int(over["amount"]) * SCALE // 60
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(paid)])

    def places(self, op: int, mode: int) -> tuple[Minutes, Minutes]:
        """All starts and ends of an operation in a mode."""
        class_, work = int(self.net.mode[mode]["class_"]), int(self.net.mode[mode]["work"])
        open_ = np.flatnonzero(open_minutes(self.context, class_))
        start, end = open_[: len(open_) - work + 1], open_[work - 1 :] + 1
        whole = (end - start == work) | (bool(self.net.op[op]["resumable"]) and class_ >= 0)
        row = self.net.mode[mode]
        whole &= (start < row["closes"]) & (end <= row["ends_by"])
        return start[whole], end[whole]


def front(prices: MinutePrices, trees: Trees, op: int, mode: int, ahead: Minutes) -> Minutes:
    """Least cost to have ended by each minute; `ahead`: to have ended all before it, by each minute of its start."""
    start, end = prices.places(op, mode)
    allowed = start >= trees.floor[mode]
    start, end = start[allowed], end[allowed]
    paid = prices.cumulated(mode)
    cost = np.full(prices.minutes + 1, NOTHING, np.int64)
    np.minimum.at(cost, end, np.minimum(NOTHING, ahead[start] + paid[end] - paid[start] + trees.extra[mode]))
    if min(prices.net.mode[mode]["closes"], prices.net.mode[mode]["ends_by"]) > prices.net.cal.horizon:
        cost[-1] = min(cost[-1], ahead[-1] + trees.extra[mode])  # one day everything is open and free
    return np.minimum.accumulate(cost)


def delayed(cost: Minutes, minutes: int) -> Minutes:
    return np.concatenate([np.full(minutes, NOTHING, np.int64), cost])[: len(cost)]


def order_value(prices: MinutePrices, trees: Trees, order: int) -> int:
    """The least cost of an order alone, times SCALE, by dynamic programming over minutes."""
    net = prices.net
    fronts: dict[tuple[int, int], Minutes] = {}
    total: dict[int, Minutes] = {}
    rest = 0
    for op in range(int(net.order[order]["op_first"]), int(net.order[order]["op_end"])):
        if net.op[op]["state"] == FINISHED:
            continue
        modes = [m for m in range(int(net.op[op]["mode_first"]), int(net.op[op]["mode_end"])) if trees.group[m] >= 0]
        own = {}
        for mode in modes:
            ahead = np.zeros(prices.minutes + 1, np.int64)
            for child in np.flatnonzero(trees.succ == op).tolist():
                best = np.full(prices.minutes + 1, NOTHING, np.int64)
                for (before, m), cost in fronts.items():
                    if before == child:
                        best = np.minimum(best, delayed(cost, int(trees.lag[child]) + _transport(prices, m, mode)))
                ahead = np.minimum(ahead + best, NOTHING)
            own[mode] = front(prices, trees, op, mode, ahead)
        fronts |= {(op, mode): cost for mode, cost in own.items()}
        if trees.succ[op] < 0:
            cost = np.minimum.reduce([delayed(own[m], int(net.mode[m]["back"])) for m in modes])
            d = int(trees.delivery[op])
            if d < 0:
                rest += int(cost[-1])
            else:
                total[d] = np.minimum(cost + total.get(d, np.zeros_like(cost)), NOTHING)
    return rest + _compromise(prices, trees, order, total)


def _transport(prices: MinutePrices, before: int, then: int) -> int:
    one, two = prices.net.mode[before], prices.net.mode[then]
    inside = one["workshop"] >= 0 and two["workshop"] >= 0
    way = prices.net.transport[one["workshop"], two["workshop"]] if inside else 0
    return int(one["back"] + two["there"] + way)


def _compromise(prices: MinutePrices, trees: Trees, order: int, total: dict[int, Minutes]) -> int:
    net = prices.net
    own = range(int(net.order[order]["delivery_first"]), int(net.order[order]["delivery_end"]))
    gap = min(int(net.delivery[d]["due"] - net.delivery[d]["contract"]) for d in own)
    late = {d: _arrivals(prices, d) - int(net.delivery[d]["due"]) for d in total}
    candidates = np.unique(np.concatenate([np.array([trees.floor_late[order]]), *late.values()]))
    candidates = candidates[candidates >= trees.floor_late[order]]
    row = net.order[order]
    contract = candidates + gap
    daily = row["per_day"] * ((contract + 1439) // 1440)
    if row["cap"] >= 0:
        daily = np.minimum(daily, row["cap"])
    cost = (row["weight"] * np.maximum(0, candidates) + (contract > 0) * (row["fixed"] + daily)) * SCALE
    for d, ends in late.items():
        by = np.searchsorted(ends, candidates, side="right") - 1
        cost += np.where(by >= 0, total[d][np.maximum(by, 0)], NOTHING)
    return int(cost.min())


def _arrivals(prices: MinutePrices, d: int) -> Minutes:
    """Arrival by the minute in which the last operation ends; minutes beyond the tables are left out."""
    row = prices.net.delivery[d]
    ready = np.arange(prices.minutes + 1) + row["packing"]
    if row["ex_works"]:
        return np.asarray(ready, np.int64)
    leaves = _opened(prices, int(row["dispatch"]), np.maximum(ready, row["gate"]))
    return _opened(prices, int(row["receiving"]), leaves + row["transit"])


def _opened(prices: MinutePrices, class_: int, minutes: Minutes) -> Minutes:
    """First open minute from each one on; far away beyond the tables."""
    if class_ < 0:
        return minutes
    open_ = np.append(np.flatnonzero(open_minutes(prices.context, class_)), 2**40)
    found: Minutes = open_[np.minimum(np.searchsorted(open_, minutes), len(open_) - 1)]
    return found
