"""Lower bounds of the cost from prices: what every minute of a resource is worth (Lagrangian relaxation of capacity).

Give every resource a price p >= 0 for each hour. In a plan that keeps capacity, what work takes costs no more than what
the resources offer: sum p x taken <= sum p x offered. So every plan costs at least

    cost of the cheapest way, prices included, to do each order alone  -  sum p x offered,

whatever the prices are. The cheapest ways are found exactly (`kernel.priced_orders`) for a problem of which constraints
and costs were only taken away (`search.trees`), in integers, so every value found is a bound without any tolerance; the
objective is an integer, so it may be rounded up. Prices of 0 give the critical-path bound for that problem.

Good prices are found by a subgradient method: where more is taken than offered the price rises, else it falls. Steps
are scaled by running means of the slopes and of their squares (D. Kingma & J. Ba, Adam, 2015), which suits slopes that
jump as the orders' ways do; their first length is that of a Polyak step from the value of the best plan known.

The prices explain a plan ("this hour on the coating line costs …"), and are a start for the next one.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import NamedTuple

import numpy as np

from scheduler.compile.clock import MINUTE
from scheduler.compile.network import Network
from scheduler.domain.goal import Goal
from scheduler.domain.record import ResourceId
from scheduler.kernel.fronts import PIECE
from scheduler.kernel.priced_orders import Chosen, Room, price_orders
from scheduler.kernel.prices import SCALE, Curves, Int64, cumulate, occupy
from scheduler.search.bounds import critical_path_bounds
from scheduler.search.starts import Context, Floats
from scheduler.search.tariffs import priced_shop
from scheduler.search.trees import LARGEST, forest, most_operations

STEP = 60
"""Minutes of the wall clock that share a price. Shorter periods gain less than they cost."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SLICE = 10
"""Iterations between two reports."""

LONGEST, SHORTEST = 1.0, 0.002
"""First and last step, in parts of a Polyak step from prices of 0; they shrink geometrically."""

LONGEST_KNOWN = 0.2
"""The first step from prices that were good for an earlier plan."""

MEAN_KEPT, SQUARE_KEPT = 0.8, 0.99
"""Shares of the running means of slopes and of their squares that are kept in every iteration."""

LEAST_SLOPE = 1e-3
"""Added to the root of the mean square; slopes are parts of what a period offers."""


class Prices(NamedTuple):
    """Prices above 0 by resource and period of the wall clock; they outlive the problem for which they were found."""

    step: int
    """Minutes of a period."""
    places: tuple[tuple[ResourceId, int], ...]
    """Resources with the station that is meant, -1: all of them."""
    place: Int64
    """Row of `places` …"""
    number: Int64
    """… and number of the period, which begins `step` x `number` minutes after the epoch: …"""
    price: Floats
    """… what a minute of one unit is worth, in money."""


class Priced(NamedTuple):
    """What has been found: a lower bound of the cost, the prices that prove it, and iterations."""

    bound: int
    prices: Prices
    iterations: int


def lagrangian_bound(
    context: Context,
    upper: int,
    seconds: float,
    stop: Event,
    *,
    until: int | None = None,
    iterations: int | None = None,
    start_prices: Prices | None = None,
) -> Priced:
    """The last one of `lagrangian_bounds`: all that was found in the time."""
    *_, found = lagrangian_bounds(
        context, upper, seconds, stop, until=until, iterations=iterations, start_prices=start_prices
    )
    return found


def lagrangian_bounds(
    context: Context,
    upper: int,
    seconds: float,
    stop: Event,
    *,
    until: int | None = None,
    iterations: int | None = None,
    start_prices: Prices | None = None,
) -> Iterator[Priced]:
    """Ever better lower bounds of the cost of any plan, the first that of the critical paths; take as many as you like.

    `upper` is the cost of a plan, which only guides the steps: at a bound of `upper` the plan is proven best. No minute
    from `until` on has a price: about where that plan ends; None is the horizon. It stops after `seconds`, or, for the
    same answer on every run, after a number of `iterations`, whatever the time; and soon after `stop` is set.
    """
    search = _Search(context, until, start_prices)
    begun = time.perf_counter()
    longest = LONGEST if start_prices is None else LONGEST_KNOWN
    yield search.found()
    done = 0
    while search.bound < upper and not stop.is_set():
        share = (time.perf_counter() - begun) / seconds if iterations is None else done / iterations
        if share >= 1:
            break
        search.step(upper, longest * (SHORTEST / longest) ** share)
        done += 1
        if done % SLICE == 0:
            yield search.found()
    yield search.found()


class _Search:
    """The state of one search for prices."""

    def __init__(self, context: Context, until: int | None, known: Prices | None) -> None:
        net = context.network
        self.context = context
        self.bound = critical_path_bounds(context, 0)[Goal.COST]
        self.shift = (context.compiled.clock.origin - EPOCH) // MINUTE
        most_taken = int(net.use["amount"].max(initial=1)) * 1000 * net.cal.horizon
        self.dearest = max(1, LARGEST // most_taken // most_operations(net))
        last = net.cal.horizon if until is None else max(1, min(until, net.cal.horizon))
        self.shop = priced_shop(net, STEP, self.shift, last, self.dearest)
        self.forest = forest(context, self.shop.tariff)
        periods = len(self.shop.periods.offered)
        self.offered = np.maximum(self.shop.periods.offered, 1).astype(np.float64)
        self.price = np.zeros(periods) if known is None else self._known(known)
        self.best_price = np.zeros(periods)
        self.mean, self.square = np.zeros(periods), np.zeros(periods)
        self.iterations = 0
        self.scale = -1.0
        segments = len(self.shop.tariffs.time)
        first = self.shop.tariffs.first
        self.curve = Curves(first[:-1].copy(), first[1:].copy(), *(np.zeros(segments, np.int64) for _ in range(3)))
        self.chosen = Chosen(*(np.full(n, -1, np.int64) for n in (len(net.op), len(net.op), len(net.order))))
        self.room = _room(net, self.forest.trees.front_first, 2**16)

    def found(self) -> Priced:
        """What is known by now."""
        compiled, periods = self.context.compiled, self.shop.periods
        rows = np.flatnonzero(self.best_price)
        places = tuple(zip(compiled.resources, compiled.units, strict=True))
        prices = Prices(STEP, places, periods.resource[rows], periods.number[rows], self.best_price[rows])
        return Priced(self.bound, prices, self.iterations)

    def step(self, upper: int, length: float) -> None:
        """Evaluates the prices and moves them by a step of that length."""
        if self.scale < 0:
            self.scale = self._first_scale(upper)
        value, slope = self._evaluate(self.price)
        self.iterations += 1
        if value > self.bound:
            self.bound, self.best_price = value, self.price.copy()
        relative = slope / self.offered
        relative[(self.price <= 0) & (relative < 0)] = 0
        self.mean = MEAN_KEPT * self.mean + (1 - MEAN_KEPT) * relative
        self.square = SQUARE_KEPT * self.square + (1 - SQUARE_KEPT) * relative**2
        mean = self.mean / (1 - MEAN_KEPT**self.iterations)
        root = np.sqrt(self.square / (1 - SQUARE_KEPT**self.iterations))
        self.price = np.maximum(0, self.price + length * self.scale * mean / (root + LEAST_SLOPE))

    def _evaluate(self, price: Floats) -> tuple[int, Floats]:
        """(lower bound of the cost, minutes taken beyond what is offered) for some prices, rounded to whole parts.

        The sums may be beyond 64 bits: they are those of Python.
        """
        net, periods = self.context.network, self.shop.periods
        whole = np.minimum(np.rint(price * SCALE), self.dearest).astype(np.int64)
        cumulate(self.shop.tariffs, whole, self.curve)
        while not price_orders(net, self.forest.trees, self.curve, self.room, self.chosen):
            self.room = _room(net, self.forest.trees.front_first, 2 * len(self.room.piece))
        use = np.zeros(len(whole), np.int64)
        occupy(net, self.shop.tariffs, self.shop.tariff, self.chosen.start, self.chosen.mode, use)
        priced = np.flatnonzero(whole)
        paid = sum(p * o for p, o in zip(whole[priced].tolist(), periods.offered[priced].tolist(), strict=True))
        parts = sum(self.chosen.value.tolist()) - paid
        bound = net.base_cost + self.forest.mode_cost - (-parts // SCALE)
        return bound, (use - periods.offered).astype(np.float64)

    def _first_scale(self, upper: int) -> float:
        """Money a minute at which what is taken too much without any prices would pay for the gap."""
        slope = self._evaluate(np.zeros(len(self.price)))[1]
        return max(1, upper - self.bound) / max(1.0, float(np.maximum(slope, 0).sum()))

    def _known(self, known: Prices) -> Floats:
        """Prices of an earlier search, where their resource and hour are there still."""
        compiled, periods = self.context.compiled, self.shop.periods
        found = np.zeros(len(periods.offered))
        if known.step != STEP:
            return found
        row_of = {place: row for row, place in enumerate(known.places)}
        here = zip(compiled.resources, compiled.units, strict=True)
        place = np.array([row_of.get(one, -1) for one in here], np.int64)[periods.resource]
        price = dict(zip(zip(known.place.tolist(), known.number.tolist(), strict=True), known.price, strict=True))
        for row, key in enumerate(zip(place.tolist(), periods.number.tolist(), strict=True)):
            found[row] = price.get(key, 0.0)
        return found


def _room(net: Network, front_first: Int64, pieces: int) -> Room:
    """Arrays for so many pieces of fronts."""
    fronts, modes, deliveries = int(front_first[-1]), len(net.mode), len(net.delivery)
    rows = (np.zeros(n, np.int64) for n in (fronts, fronts, fronts, modes, modes, deliveries, deliveries))
    return Room(np.zeros(pieces, PIECE), np.zeros(pieces // 4, PIECE), np.zeros(pieces // 4, PIECE), *rows)
