"""Which station of a pool does what: the anonymous occupation of a finished schedule is coloured."""

import numpy as np

from scheduler.kernel.jit import allocating


@allocating
def assign_units(order, starts, ends, amounts, units):
    """First unit numbers for intervals of one resource, none taken twice at a time.

    `order` sorts the intervals by start; each takes the free units that became free last, so that stations keep long
    idle
    times in one piece. Returns a matrix [intervals, units] of 0 and 1. Since occupation never exceeds `units`, there
    is always
    room (intervals form an interval graph).
    """
    taken = np.zeros((len(starts), units), np.uint8)
    free_from = np.full(units, -(2**30), np.int64)
    for i in order:
        for _ in range(amounts[i]):
            best = -1
            for unit in range(units):
                if (
                    taken[i, unit] == 0
                    and free_from[unit] <= starts[i]
                    and (best < 0 or free_from[unit] > free_from[best])
                ):
                    best = unit
            if best < 0:
                break
            taken[i, best] = 1
        for unit in range(units):
            if taken[i, unit]:
                free_from[unit] = ends[i]
    return taken
