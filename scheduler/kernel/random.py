"""Random numbers of the searches: a generator whose whole state is one number of an array."""

import numpy as np

from scheduler.kernel.jit import plain


@plain
def uniform(random):
    """Next number in [0, 1) of a xorshift64* generator whose state is random[0] (Vigna 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@plain
def below(random, n):
    """Next whole number in [0, n)."""
    return min(n - 1, int(uniform(random) * n))
