"""Profiles of resources and stocks against arrays with one entry per minute."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.compile.compiling import compile_problem
from scheduler.compile.network import SOURCE
from scheduler.kernel import profile, stock
from scheduler.kernel.state import POINT, Steps, new_state
from tests.builders import arrival, material, need, operation, order, shop
from tests.builders import stock as in_stock

MINUTES = 60

spans = st.tuples(st.integers(0, MINUTES), st.integers(0, MINUTES), st.integers(1, 3))
span_lists = st.lists(spans, min_size=1, max_size=14)


def empty_profiles(room: int = 64) -> Steps:
    """Three resources; the tests use the middle one, so that writing over an edge shows in its neighbours."""
    return Steps(np.arange(4, dtype=np.int64) * room, np.zeros(3, np.int64), np.zeros(3 * room, POINT))


def raw(steps: Steps) -> bytes:
    _, count, point = steps
    return count.tobytes() + point.tobytes()


def piece_end(levels: npt.NDArray[np.int64], minute: int) -> int:
    """End of the stretch of one level that holds a minute."""
    level = levels[minute]
    while minute < len(levels) and levels[minute] == level:
        minute += 1
    return minute


@settings(max_examples=60, deadline=None)
@given(added=span_lists, data=st.data())
def test_levels_and_searches_equal_an_array_of_minutes(added: list[tuple[int, int, int]], data: st.DataObject) -> None:
    steps = empty_profiles()
    levels = np.zeros(2 * MINUTES, np.int64)
    placed = []
    for start, end, amount in added:
        assert profile.add(steps, 1, start, end, amount)
        levels[start:end] += amount
        placed.append((start, end, amount))
        if len(placed) > 2 and data.draw(st.booleans()):
            start, end, amount = placed.pop(data.draw(st.integers(0, len(placed) - 1)))
            assert profile.add(steps, 1, start, end, -amount)
            levels[start:end] -= amount
    assert [profile.level_at(steps, 1, t) for t in range(-1, MINUTES + 1)] == [0, *levels[: MINUTES + 1]]
    changes = [t for t in range(2 * MINUTES) if levels[t] != (levels[t - 1] if t else 0)]
    _, counts, point = steps
    end_of_own = 64 + int(counts[1])
    own = point[64:end_of_own]
    assert own["time"].tolist() == changes  # the shortest form
    assert own["level"].tolist() == levels[changes].tolist()
    others = (point[end_of_own:128], point[:64], point[128:])
    assert not any(any(part.tobytes()) for part in others)
    start = data.draw(st.integers(0, MINUTES))
    end = data.draw(st.integers(start + 1, MINUTES + 5))
    limit = data.draw(st.integers(0, 6))
    above = np.flatnonzero(levels[start:end] > limit)
    expected = piece_end(levels, start + int(above[-1])) if len(above) else -1
    assert profile.blocked_until(steps, 1, start, end, limit) == expected


@settings(max_examples=60, deadline=None)
@given(added=span_lists, data=st.data())
def test_taking_back_in_any_order_restores_every_byte(added: list[tuple[int, int, int]], data: st.DataObject) -> None:
    """What is left is as if only that had been placed, in whatever order."""
    steps = empty_profiles()
    before = raw(steps)
    for start, end, amount in added:
        profile.add(steps, 1, start, end, amount)
    order = data.draw(st.permutations(added))
    kept = data.draw(st.integers(0, len(order)))
    for start, end, amount in order[kept:]:
        profile.add(steps, 1, start, end, -amount)
    fresh = empty_profiles()
    for start, end, amount in sorted(order[:kept], reverse=True):
        profile.add(fresh, 1, start, end, amount)
    assert raw(steps) == raw(fresh)
    for start, end, amount in order[:kept]:
        profile.add(steps, 1, start, end, -amount)
    assert raw(steps) == before


def test_without_room_nothing_changes() -> None:
    """Four places hold two spans that do not touch; a third needs two more."""
    steps = empty_profiles(room=4)
    assert profile.add(steps, 1, 0, 5, 1)
    assert profile.add(steps, 1, 10, 15, 1)
    full = raw(steps)
    assert not profile.add(steps, 1, 20, 25, 1)
    assert raw(steps) == full
    assert profile.add(steps, 1, 7, 7, 1)  # an empty span needs no room and changes nothing
    assert raw(steps) == full


# --- stock -------------------------------------------------------------------------------------------

LEAD = 50
takes = st.lists(st.tuples(st.integers(0, LEAD + 10), st.integers(1, 4)), min_size=1, max_size=10)


@pytest.fixture(scope="module")
def copper():  # type: ignore[no-untyped-def]
    """2 at once, 4 more in minute 10, 3 more in minute 30; from minute 50 on copper can be bought.

    Row q - 1 of the sources takes q of it.
    """
    network = compile_problem(
        shop(
            orders=(order("A"),),
            operations=tuple(operation(f"A{i}", needs=(need("copper"),)) for i in range(10)),
            materials=(material("copper", lead=LEAD),),
            stocks=(in_stock("copper", 2),),
            arrivals=(arrival("PO1", "copper", 4, "08:10"), arrival("PO2", "copper", 3, "08:30")),
        )
    ).network
    return network._replace(source=np.array([(0, q * 1000, 0, 0, 1) for q in range(1, 11)], SOURCE))


def naive_stock(taken: list[tuple[int, int]]) -> npt.NDArray[np.int64]:
    left = np.array([2] * 10 + [6] * 20 + [9] * 20, np.int64) * 1000
    for minute, quantity in taken:
        left[minute:] -= quantity * 1000
    return left


@settings(max_examples=60, deadline=None)
@given(taken=takes, quantity=st.integers(1, 10), t=st.integers(0, LEAD + 10), data=st.data())
def test_stocks_equal_an_array_of_minutes_and_restore_every_byte(  # type: ignore[no-untyped-def]
    copper, taken: list[tuple[int, int]], quantity: int, t: int, data: st.DataObject
) -> None:
    state = new_state(copper)
    before = raw(state.stocks)
    for minute, amount in taken:
        stock.take(copper, state.stocks, amount - 1, minute, 1)
    left = naive_stock(taken)
    own = state.stocks.point[: state.stocks.size[0]]
    changes = [0, *(m for m in range(1, LEAD) if left[m] != left[m - 1])]
    assert own["time"].tolist() == changes
    assert own["level"].tolist() == left[changes].tolist()

    expected = next(m for m in range(t, LEAD + 99) if m >= LEAD or (left[m:] >= quantity * 1000).all())
    assert stock.available_from(copper, state.stocks, quantity - 1, t) == expected

    for minute, amount in data.draw(st.permutations(taken)):
        stock.take(copper, state.stocks, amount - 1, minute, -1)
    assert raw(state.stocks) == before


def test_what_is_taken_from_the_lead_time_on_is_bought(copper) -> None:  # type: ignore[no-untyped-def]
    state = new_state(copper)
    before = raw(state.stocks)
    stock.take(copper, state.stocks, 4, LEAD, 1)
    assert raw(state.stocks) == before
    stock.take(copper, state.stocks, 4, LEAD - 1, 1)
    assert raw(state.stocks) != before
