"""Makespan of a plain shop of machines: two searches that take turns.

One anneals the sequence of orders that a list schedule follows, forwards and backwards in time; the other is a tabu
search on critical paths, begun from what that found and from machines with balanced loads. Who found something better
last goes on.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event

import numpy as np
import numpy.typing as npt

from scheduler.kernel import listing, machines, objective, tabu
from scheduler.kernel.machines import Int64, Machines, Sequences, new_graph
from scheduler.kernel.state import PLACE
from scheduler.search import starts
from scheduler.search.improve import generator
from scheduler.search.limits import Limits
from scheduler.search.machine_shop import Shop
from scheduler.search.starts import Context, Found

METHOD = "machine_shop"

ROUNDS = 24
"""Turns of the two searches; after each, all chains know the best schedule."""

LISTING_ROUNDS, TABU_ROUNDS = 2, 3
"""Rounds that each search gets at the beginning, whatever it finds; the last two are for tabu search as well."""

OPERATIONS_PER_SECOND = 8_000_000
"""In reproducible mode a second stands for so many operations looked at, whatever the machine does."""

TEMPERATURE = 0.05
"""At the beginning, in mean operation times, for sequences of orders; it falls to nothing."""

PATIENCE = 20_000
"""Tabu moves without a better schedule after which a chain goes back to the best one."""

MEMORY = 2**18
"""Pairs remembered by tabu search, a power of two."""


@dataclass
class _Chain:
    """One worker's two searches."""

    random: npt.NDArray[np.uint64]
    backwards: bool
    sequence: Int64
    best_sequence: Int64
    value: int = listing.FAR
    best_value: int = listing.FAR
    """Of the list schedules."""
    best_backwards: bool = False
    """Whether it was found backwards."""
    plan: Sequences | None = None
    best_plan: Sequences | None = None
    plan_value: int = listing.FAR
    forbidden: Int64 = field(default_factory=lambda: np.zeros(MEMORY, np.int64))
    iteration: int = 1
    stale: int = 0
    stuck: bool = False
    """Tabu search has no move left, as where one machine is busy from the beginning to the end."""


def improve(context: Context, shop: Shop, start: Found, seconds: float, limits: Limits, stop: Event) -> Iterator[Found]:
    """Ever shorter schedules than the first until the time is over; the caller may stop taking them at any moment."""
    length = int(start.state.op["end"].max())
    graph = new_graph(len(shop.order_of))
    for plan in shorter(shop, seconds, limits, stop):
        # Nothing longer becomes a state: it might end behind the tables of the calendars.
        if machines.evaluate(shop.machines, plan, graph) < length:
            yield _found(context, shop, plan)


def shorter(shop: Shop, seconds: float, limits: Limits, stop: Event) -> Iterator[Sequences]:
    """Ever shorter schedules from nothing, as sequences of the machines."""
    search = _Search(shop, seconds, limits, stop)
    best = listing.FAR
    listed: bool | None = None
    with ThreadPoolExecutor(limits.workers, thread_name_prefix="machines") as pool:
        for number in range(ROUNDS):
            if stop.is_set():
                return
            listed = search.choose(number, listed)
            if not listed:
                search.begin(number)
            list(pool.map(lambda chain, turn=listed, at=number: search.run(chain, at, turn), search.chains))
            plan, value = search.best()
            if value < best:
                best = value
                yield plan
            elif number > LISTING_ROUNDS + TABU_ROUNDS:
                listed = not listed


class _Search:
    """All chains of one call and how long their turns are."""

    def __init__(self, shop: Shop, seconds: float, limits: Limits, stop: Event) -> None:
        self.shop, self.seconds, self.limits, self.stop = shop, seconds, limits, stop
        self.begun = time.perf_counter()
        table = shop.machines
        self.backwards = _backwards(table)
        self.reversible = not table.release.any()
        self.mean = max(1.0, float(table.mode_time.mean()))
        work = np.bincount(shop.order_of, np.minimum.reduceat(table.mode_time, table.mode_ptr[:-1]))
        first = np.argsort(-work, kind="stable").astype(np.int64)
        self.chains = [
            _Chain(generator(limits.seed, number), self.reversible and number % 2 == 1, first.copy(), first.copy())
            for number in range(limits.workers)
        ]

    def choose(self, number: int, listed: bool | None) -> bool:
        """Whether a round anneals sequences of orders."""
        if number < LISTING_ROUNDS or all(chain.stuck for chain in self.chains):
            return True
        if number < LISTING_ROUNDS + TABU_ROUNDS or number >= ROUNDS - 2:
            return False
        if number == LISTING_ROUNDS + TABU_ROUNDS:
            return min(c.best_value for c in self.chains) <= min(c.plan_value for c in self.chains)
        return bool(listed)

    def run(self, chain: _Chain, number: int, listed: bool) -> None:
        """One turn of one chain."""
        n = len(self.shop.order_of)
        slice_ = max(10, 100_000 // n)
        budget = max(slice_, int(self.seconds * OPERATIONS_PER_SECOND / n / ROUNDS))
        ends_at = self.begun + self.seconds * (number + 1) / ROUNDS
        step: Callable[[_Chain, int, float], None] = self._list if listed else self._tabu
        if listed and len(self.chains) == 1:
            chain.backwards = self.reversible and number % 2 == 1
            chain.value = listing.FAR
        done = 0
        while not self.stop.is_set() and (listed or not chain.stuck):
            share = (number + done / budget) / ROUNDS
            if not self.limits.reproducible:
                share = (time.perf_counter() - self.begun) / self.seconds
            step(chain, slice_, self.mean * TEMPERATURE * max(0.0, 1 - share))
            done += slice_
            if done >= budget if self.limits.reproducible else time.perf_counter() >= ends_at:
                return

    def _list(self, chain: _Chain, iterations: int, temperature: float) -> None:
        table = self.backwards if chain.backwards else self.shop.machines
        before = chain.best_value
        chain.value, chain.best_value = listing.anneal_sequence(
            table, self.shop.order_of, chain.sequence, chain.value, chain.random, temperature, iterations,
            chain.best_sequence, chain.best_value,
        )  # fmt: skip
        if chain.best_value < before:
            chain.best_backwards = chain.backwards

    def begin(self, number: int) -> None:
        """Where tabu search goes on: every other chain begins with balanced loads, the others with the best.

        Done between the turns: chains look at each other's schedules here.
        """
        for mine, chain in enumerate(self.chains):
            self._begin(chain, mine, number)

    def _begin(self, chain: _Chain, mine: int, number: int) -> None:
        if chain.plan is None and (mine + number) % 2 == 0 and number < LISTING_ROUNDS + TABU_ROUNDS:
            chain.plan = _balanced(self.shop)
        elif chain.plan is None or number >= ROUNDS - 2 or number == LISTING_ROUNDS + 1:
            known = [self._listed(other) for other in self.chains]
            known += [other.best_plan.copy() for other in self.chains if other.best_plan is not None]
            best = min(known, key=self._makespan)
            if chain.best_plan is None or self._makespan(best) < chain.plan_value:
                chain.plan, chain.stuck = best, False

    def _listed(self, chain: _Chain) -> Sequences:
        return _listed(self.shop, self.backwards, chain)

    def _makespan(self, plan: Sequences) -> int:
        return int(machines.evaluate(self.shop.machines, plan, new_graph(len(plan.mode))))

    def _tabu(self, chain: _Chain, iterations: int, temperature: float) -> None:
        assert chain.plan is not None
        if chain.best_plan is None:
            chain.best_plan = chain.plan.copy()
        graph = new_graph(len(chain.plan.mode))
        per_machine = len(chain.plan.mode) / len(chain.plan.length)
        tenure = 12 if self.shop.machines.flexible else 10 + int(per_machine / 2)
        before = chain.plan_value
        chain.plan_value, stale = tabu.search(
            self.shop.machines, chain.plan, graph, chain.best_plan, chain.plan_value, chain.random, chain.forbidden,
            chain.iteration, iterations, tenure,
        )  # fmt: skip
        chain.iteration += iterations
        chain.stale = 0 if chain.plan_value < before else chain.stale + iterations
        if stale < 0:
            chain.stuck = True
        elif chain.stale > PATIENCE:
            chain.stale = 0
            chain.plan.set_to(chain.best_plan)

    def best(self) -> tuple[Sequences, int]:
        """The shortest schedule of all chains."""
        chain = min(self.chains, key=lambda c: min(c.best_value, c.plan_value))
        if chain.best_plan is not None and chain.plan_value <= chain.best_value:
            return chain.best_plan, chain.plan_value
        return self._listed(chain), chain.best_value


def _backwards(table: Machines) -> Machines:
    """The same shop with time running backwards, if nothing is released later than the rest."""
    return table._replace(
        pred_ptr=table.succ_ptr,
        pred=table.succ,
        pred_lag=table.succ_lag,
        succ_ptr=table.pred_ptr,
        succ=table.pred,
        succ_lag=table.pred_lag,
    )


def _listed(shop: Shop, backwards: Machines, chain: _Chain) -> Sequences:
    """The schedule of a chain's best sequence of orders."""
    table = backwards if chain.best_backwards else shop.machines
    _, mode, start = listing.schedule_of(table, shop.order_of, chain.best_sequence)
    key = -start - shop.machines.mode_time[mode] if chain.best_backwards else start
    return _sequences(shop.machines, mode, key)


def _sequences(table: Machines, mode: Int64, key: Int64) -> Sequences:
    """Every machine does its operations in the order of keys."""
    n = len(mode)
    plan = Sequences(
        mode.astype(np.int64),
        np.zeros(n, np.int64),
        np.zeros(int(table.room[-1]), np.int64),
        np.zeros(len(table.room) - 1, np.int64),
    )
    for op in np.argsort(key, kind="stable"):
        m = table.mode_machine[mode[op]]
        plan.position[op] = plan.length[m]
        plan.sequence[table.room[m] + plan.length[m]] = op
        plan.length[m] += 1
    return plan


def _balanced(shop: Shop) -> Sequences:
    """Machines chosen so that their loads are as equal as single changes make them, and a list schedule on these."""
    table = shop.machines
    ptr = table.mode_ptr.tolist()
    machine, minutes = table.mode_machine.tolist(), table.mode_time.tolist()
    mode = [min(range(a, b), key=minutes.__getitem__) for a, b in pairwise(ptr)]
    load = [0] * (len(table.room) - 1)
    for k in mode:
        load[machine[k]] += minutes[k]
    changed = True
    for _ in range(50):
        if not changed:
            break
        changed = False
        for op, k in enumerate(mode):
            load[machine[k]] -= minutes[k]
            mode[op] = min(range(ptr[op], ptr[op + 1]), key=lambda j: minutes[j] * (2 * load[machine[j]] + minutes[j]))
            load[machine[mode[op]]] += minutes[mode[op]]
            changed |= mode[op] != k
    chosen = np.array(mode, np.int64)
    n = len(mode)
    fixed = table._replace(
        mode_ptr=np.arange(n + 1), mode_machine=table.mode_machine[chosen], mode_time=table.mode_time[chosen]
    )
    work = np.bincount(shop.order_of, fixed.mode_time)
    _, _, start = listing.schedule_of(fixed, shop.order_of, np.argsort(-work, kind="stable").astype(np.int64))
    return _sequences(table, chosen, start)


def _found(context: Context, shop: Shop, plan: Sequences) -> Found:
    """The schedule as a kernel state, with its goals computed anew."""
    graph = new_graph(len(plan.mode))
    machines.evaluate(shop.machines, plan, graph)
    rows = np.empty(len(plan.mode), PLACE)
    rows["start"], rows["mode"] = graph.head, shop.network_mode[plan.mode]
    rows["end"] = graph.head + shop.machines.mode_time[plan.mode]
    state = starts.placed(context, rows)
    return Found(objective.levels(context.network, state), state, METHOD)
