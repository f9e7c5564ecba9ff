"""One question to the solver: which operations may move, around which fixed ones, and what is known of the
answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.compile.network import NEVER
from scheduler.cpsat.places import Place, Scope
from scheduler.cpsat.rows import Shop, Successor


@dataclass(frozen=True)
class Case:
    """Operations of the scope that are not free stay at their rows; what is outside the scope does not
    exist."""

    shop: Shop
    scope: Scope
    free: frozenset[int]
    rows: Sequence[Place]
    """Fixed places, and the hint for free operations."""

    def usable_modes(self, op: int) -> list[int]:
        """Modes an operation may take here; a fixed one has only its own."""
        if op not in self.free:
            return [self.rows[op].mode]
        return [mode for mode in self.shop.ops[op].modes if self.shop.modes[mode].allowed]

    def open_stations(self) -> set[int]:
        """Stations whose order of work is not settled by the fixed operations alone."""
        return {self.shop.station(mode) for op in self.free for mode in self.usable_modes(op)} - {-1}

    def successors(self, op: int) -> list[Successor]:
        """(operation, row of the relation) of everything in the scope that waits for an operation."""
        row = self.shop.ops[op]
        return [s for s in self.shop.succs[row.succ_first : row.succ_end] if s.op in self.scope.ops]

    def least_distance(self, edge: int, op: int, after_mode: int) -> int:
        """Fewest minutes between a predecessor's end and the start of `op` in a mode."""
        row = self.shop.preds[edge]
        return min((self.shop.distance(row, m, after_mode) for m in self.usable_modes(row.op)), default=NEVER)
