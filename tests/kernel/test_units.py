"""Which station does what: no station twice at a time, as many different ones as asked for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.kernel.units import assign_units

jobs = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15), st.integers(1, 3)), min_size=1, max_size=25)


@settings(max_examples=80, deadline=None)
@given(wanted=jobs, units=st.integers(3, 6))
def test_no_station_does_two_things_at_a_time(wanted: list[tuple[int, int, int]], units: int) -> None:
    """Jobs are kept as long as the occupation stays within the units, as in a finished schedule."""
    level = np.zeros(80, np.int64)
    kept = []
    for start, length, amount in wanted:
        if (level[start : start + length] + amount <= units).all():
            level[start : start + length] += amount
            kept.append((start, start + length, amount))
    starts, ends, amounts = (np.array(column, np.int64) for column in zip(*kept, strict=True))
    order = np.lexsort((np.arange(len(kept)), ends, starts))
    taken = assign_units(order, starts, ends, amounts, units)
    assert taken.sum(axis=1).tolist() == amounts.tolist()
    busy = np.zeros((80, units), np.int64)
    for row, (start, end, _) in zip(taken, kept, strict=True):
        busy[start:end] += row
    assert busy.max() <= 1


def test_the_station_that_became_free_last_goes_on() -> None:
    """0-10 and 0-20 on two stations; at 20 the second goes on, so that the first stays idle in one piece."""
    starts, ends = np.array([0, 0, 20]), np.array([10, 20, 30])
    taken = assign_units(np.array([0, 1, 2]), starts, ends, np.array([1, 1, 1]), 2)
    assert taken.tolist() == [[1, 0], [0, 1], [0, 1]]
