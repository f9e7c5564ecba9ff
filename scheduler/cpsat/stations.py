"""Stations that remember: what each does one after the other, and what changing it costs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from scheduler.cpsat.places import Place
from scheduler.cpsat.rows import Shop


class Batch(NamedTuple):
    """What a station does at a time: one operation, or in an oven all that share state, start and end."""

    start: int
    end: int
    state: int


def batches(shop: Shop, ops: Iterable[int], rows: Sequence[Place]) -> dict[int, list[Batch]]:
    """Per station what placed operations make it do, in order of time."""
    found: dict[int, list[Batch]] = defaultdict(list)
    for op in ops:
        start, end, mode, _ = rows[op]
        station = shop.station(mode)
        if station >= 0:
            batch = Batch(start, end, shop.modes[mode].state)
            if not (shop.resources[station].most_load and batch in found[station]):
                found[station].append(batch)
    return {station: sorted(row) for station, row in found.items()}


def set_up_cost(shop: Shop, station: int, row: Sequence[Batch]) -> int:
    """Cost of all changes of a station, the one from its state at minute 0 included."""
    states = [shop.resources[station].initial, *(batch.state for batch in row)]
    return sum(shop.set_up(station, before, state).cost for before, state in pairwise(states))


def set_up_costs(shop: Shop, ops: Iterable[int], rows: Sequence[Place]) -> int:
    return sum(set_up_cost(shop, station, row) for station, row in batches(shop, ops, rows).items())


def ready_after(shop: Shop, station: int, t: int, before: int, state: int) -> int:
    """First minute at which a batch may start on a station that was in another state until minute t."""
    minutes = shop.set_up(station, before, state).minutes
    return shop.timetable(shop.resources[station].set_up_class).fit(True, minutes, t)[1] if minutes else t


def longest_set_up(shop: Shop, station: int, state: int) -> int:
    """Most minutes that any change to a state takes."""
    return max(shop.set_up(station, before, state).minutes for before in range(shop.resources[station].states))


def costs_add_up(shop: Shop) -> bool:
    """Whether no detour by a third state is cheaper than a change: then more work never makes set-ups cost less."""
    for station, row in enumerate(shop.resources):
        states = range(row.states if row.station else 0)
        cost = [[shop.set_up(station, a, b).cost for b in states] for a in states]
        if any(cost[a][c] + cost[c][b] < cost[a][b] for a in states for b in states for c in states):
            return False
    return True
