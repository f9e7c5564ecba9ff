"""The growing schedule: where every operation is placed, and what that takes of resources and stocks."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]

PLACE = np.dtype([("start", np.int64), ("end", np.int64), ("mode", np.int64)], align=True)
POINT = np.dtype([("time", np.int64), ("level", np.int64)], align=True)
STOCK_POINT = np.dtype([("time", np.int64), ("level", np.int64)], align=True)


class Steps(NamedTuple):
    """Step functions, one per resource or stock: `point[ptr[i] : ptr[i] + size[i]]`, see `profile` and `stock`."""

    ptr: Int64
    size: Int64
    point: Records


class State(NamedTuple):
    """Mutable arrays of one schedule."""

    op: Records
    """PLACE per operation; all -1 while it is not placed."""
    profile: Steps
    stocks: Steps

    def arrays(self) -> tuple[Records | Int64, ...]:
        return (self.op, self.profile.size, self.profile.point, self.stocks.size, self.stocks.point)

    def copy(self) -> "State":
        return State(
            self.op.copy(),
            Steps(self.profile.ptr, self.profile.size.copy(), self.profile.point.copy()),
            Steps(self.stocks.ptr, self.stocks.size.copy(), self.stocks.point.copy()),
        )

    def set_to(self, other: "State") -> None:
        """Makes this state equal to another one of the same network and room."""
        for mine, theirs in zip(self.arrays(), other.arrays(), strict=True):
            mine[...] = theirs

    def same_bytes(self, other: "State") -> bool:
        return all(a.tobytes() == b.tobytes() for a, b in zip(self.arrays(), other.arrays(), strict=True))


def new_state(net, segments_per_use: int = 4) -> State:  # type: ignore[no-untyped-def]
    """An empty schedule for a network.

    Each use that is held takes at most two breakpoints; a released one two for each of its segments, for which
    `segments_per_use` is reserved. A caller that runs out of room multiplies it and starts again.
    """
    points = np.full(len(net.res), 4, np.int64)
    np.add.at(points, net.use["resource"], np.where(net.use["held"] != 0, 2, 2 * segments_per_use))
    needs = (
        np.bincount(net.need["stock"], minlength=len(net.stock)) + net.stock["supply_end"] - net.stock["supply_first"]
    )
    op = np.full(len(net.op), -1, PLACE)
    profile, stocks = _steps(points, POINT), _steps(needs + 1, STOCK_POINT)
    for stock, row in enumerate(net.stock):
        supply = net.supply[row["supply_first"] : row["supply_end"]]
        at = int(stocks.ptr[stock])
        stocks.point["time"][at : at + len(supply)] = supply["time"]
        stocks.point["level"][at : at + len(supply)] = supply["level"]
        stocks.size[stock] = len(supply)
    return State(op, profile, stocks)


def _steps(room: Int64, kind: np.dtype[np.void]) -> Steps:
    ptr = np.zeros(len(room) + 1, np.int64)
    ptr[1:] = np.cumsum(room)
    return Steps(ptr, np.zeros(len(room), np.int64), np.zeros(int(ptr[-1]), kind))
