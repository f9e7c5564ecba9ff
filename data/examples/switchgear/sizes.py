"""How the group grows: wider by parallel lanes, longer by further rounds of ten weeks.

One round of one lane is the group as it is told: 60 orders, about 1,500 operations. `lanes` rounds side by side have
`lanes` times as many machines, stations and people, so that every order meets as much company as before; the rounds
after the first follow each other every ten weeks. Both grow together, width faster: 50,000 operations are 10 lanes
and three and a third rounds, 35 weeks.
"""

from collections.abc import Sequence
from typing import NamedTuple

from .cases import ORDERS

OPERATIONS = 1_500
"""Of one lane and one round, about."""

LEAST_OPERATIONS = 300


class Size(NamedTuple):
    """How many orders there are, and over how many lanes they spread."""

    lanes: int
    orders: int

    @classmethod
    def of(cls, operations: int) -> "Size":
        """The size with about that many operations."""
        if operations < LEAST_OPERATIONS:
            raise ValueError(f"the group has at least {LEAST_OPERATIONS} operations, not {operations}")
        scale = operations / OPERATIONS
        return cls(max(1, int(scale ** (2 / 3) + 1e-9)), max(1, round(ORDERS * scale)))

    def places(self, starts: Sequence[int]) -> list[tuple[int, int]]:
        """For every order its round and the row of its case, given the day on which each case starts.

        The last round may be a part of one: it ends sooner, and has the cases that start first.
        """
        full, rest = divmod(self.orders, ORDERS * self.lanes)
        rows = sorted(range(ORDERS), key=lambda row: (starts[row], row))
        found = [(round_, row) for round_ in range(full) for row in range(ORDERS) for _ in range(self.lanes)]
        return found + [(full, rows[index // self.lanes]) for index in range(rest)]
