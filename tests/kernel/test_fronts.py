"""Fronts against plain arrays with one entry per minute."""

import random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from scheduler.kernel import fronts

MINUTES = 120
NOTHING = 10**9
"""Cost before the first way."""

Array = npt.NDArray[np.int64]


class Front(NamedTuple):
    """A front in pieces, and the same by minute: cost, and start of the way that is meant."""

    piece: npt.NDArray[np.void]
    end: int
    cost: Array
    start: Array


def pushed(rng: random.Random, ways: int = 6) -> Front:
    """Random stretches of ways in the order of their ends; each minute's way starts between 5 and 30 before its end."""
    piece = np.zeros(200, fronts.PIECE)
    cost, start = np.full(MINUTES, NOTHING, np.int64), np.full(MINUTES, -1, np.int64)
    end = top = 0
    minute = rng.randint(0, 8)
    for _ in range(ways):
        count, value, slope, lag = rng.randint(1, 12), rng.randint(0, 60), rng.randint(-7, 7), rng.randint(5, 30)
        top = fronts.push(piece, 0, top, minute, count, value, slope, minute - lag, 3)
        for i in range(count):
            if minute + i < MINUTES and value + i * slope < cost[minute + i]:
                cost[minute + i :] = value + i * slope
                start[minute + i :] = minute + i - lag
        minute += count + rng.choice((0, 0, 1, 7))
        end = top
    return Front(piece, end, cost, start)


def costs(piece: npt.NDArray[np.void], first: int, end: int) -> Array:
    found = np.full(MINUTES, NOTHING, np.int64)
    for t in range(MINUTES):
        i = fronts.find(piece, first, end, t)
        if i >= first:
            found[t] = fronts.value_at(piece, i, 0, t)
    return found


def moved(cost: Array, shift: int) -> Array:
    found = np.full(MINUTES, NOTHING, np.int64)
    found[shift:] = cost[: MINUTES - shift]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_pushed_ways_are_the_best_that_end_by_each_minute(seed: int) -> None:
    front = pushed(random.Random(seed))
    assert (costs(front.piece, 0, front.end) == front.cost).all()
    for t in np.flatnonzero(front.cost < NOTHING).tolist():
        assert fronts.start_at(front.piece, fronts.find(front.piece, 0, front.end, t), t) == front.start[t]
    rows = front.piece[: front.end]
    assert (np.diff(rows["time"]) > 0).all()
    assert (rows["slope"] <= 0).all()
    assert rows["slope"][-1] == 0


def test_ways_on_one_line_are_one_piece() -> None:
    """Two stretches that go on with each other: 10, 9, 8 | 7, 6 from minute 4 on, then level."""
    piece = np.zeros(20, fronts.PIECE)
    top = fronts.push(piece, 0, 0, 4, 3, 10, -1, 0, 3)
    top = fronts.push(piece, 0, top, 7, 2, 7, -1, 3, 3)
    assert piece[["time", "value", "slope", "start"]][:top].tolist() == [(4, 10, -1, 0), (9, 6, 0, 4)]


@pytest.mark.parametrize("seed", range(60))
def test_the_better_of_two_fronts(seed: int) -> None:
    rng = random.Random(seed)
    one, two = pushed(rng), pushed(rng)
    shift, other = rng.randint(0, 9), rng.randint(0, 9)
    piece = np.zeros(1000, fronts.PIECE)
    a, b = one.end, one.end + two.end
    piece[:a], piece[a:b] = one.piece[:a], two.piece[: two.end]
    end = fronts.better_of(piece, 0, a, shift, a, b, other, b)
    assert end - b <= fronts.PUSH_ROOM * b
    expected = np.minimum(moved(one.cost, shift), moved(two.cost, other))
    assert (costs(piece, b, end) == expected).all()


@pytest.mark.parametrize("seed", range(60))
def test_the_sum_of_two_fronts(seed: int) -> None:
    rng = random.Random(seed)
    one, two = pushed(rng), pushed(rng)
    shift, other = rng.randint(0, 9), rng.randint(0, 9)
    out = np.zeros(one.end + two.end, fronts.PIECE)
    end = fronts.add(one.piece, 0, one.end, shift, two.piece, 0, two.end, other, out)
    a, b = moved(one.cost, shift), moved(two.cost, other)
    expected = np.where((a == NOTHING) | (b == NOTHING), NOTHING, a + b)
    assert (costs(out, 0, end) == expected).all()
