"""Seeds of tests on random shops: some in the ordinary run, all of them in the long one.

`python3 dev.py test -m "slow or not slow" tests/AREA` runs both.
"""

import pytest


def seeds(ordinary: int, of: int) -> list[object]:
    """The first few of the seeds 0, 1, 2 …; the others up to `of` are parameters marked as slow."""
    return [*range(ordinary), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(ordinary, of))]
