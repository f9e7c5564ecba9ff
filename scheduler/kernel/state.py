"""The growing schedule: where every operation is placed, and what that takes of resources and stocks."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]

PLACE = np.dtype([("start", np.int64), ("end", np.int64), ("mode", np.int64)], align=True)
POINT = np.dtype([("time", np.int64), ("level", np.int64)], align=True)
BATCH = np.dtype([(name, np.int64) for name in ("start", "end", "state", "load", "count")], align=True)
STOCK_POINT = np.dtype([("time", np.int64), ("level", np.int64)], align=True)


class Steps(NamedTuple):
    """A sorted row per resource or stock: `point[ptr[i] : ptr[i] + size[i]]`; see `profile`, `station` and `stock`."""

    ptr: Int64
    size: Int64
    point: Records


class State(NamedTuple):
    """Mutable arrays of one schedule."""

    op: Records
    """PLACE per operation; all -1 while it is not placed."""
    profile: Steps
    stations: Steps
    stocks: Steps
    source: Int64
    """Per need the row of the source table that covers it; -1 while its operation is not placed."""
    station_cost: Int64
    """Per resource: what its set-ups cost."""
    cap_used: Int64
    """Per cap: minutes of chosen overtime, times units."""

    def arrays(self) -> tuple[Records | Int64, ...]:
        steps = [array for row in (self.profile, self.stations, self.stocks) for array in (row.size, row.point)]
        return (self.op, *steps, self.source, self.station_cost, self.cap_used)

    def copy(self) -> "State":
        profile, stations, stocks = (
            Steps(row.ptr, row.size.copy(), row.point.copy()) for row in (self.profile, self.stations, self.stocks)
        )
        rest = (self.source.copy(), self.station_cost.copy(), self.cap_used.copy())
        return State(self.op.copy(), profile, stations, stocks, *rest)

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
    on_station = net.res["station"][net.use["resource"]] != 0
    points = np.full(len(net.res), 4, np.int64)
    np.add.at(points, net.use["resource"], np.where(net.use["held"] != 0, 2, 2 * segments_per_use) * ~on_station)
    np.add.at(points, net.block["resource"], 2)
    batches = np.bincount(net.use["resource"][on_station], minlength=len(net.res))
    takers = np.bincount(net.source["stock"], minlength=len(net.stock))
    stocks = _steps(takers + net.stock["supply_end"] - net.stock["supply_first"] + 1, STOCK_POINT)
    for stock, row in enumerate(net.stock):
        supply = net.supply[row["supply_first"] : row["supply_end"]]
        at = int(stocks.ptr[stock])
        stocks.point["time"][at : at + len(supply)] = supply["time"]
        stocks.point["level"][at : at + len(supply)] = supply["level"]
        stocks.size[stock] = len(supply)
    return State(
        op=np.full(len(net.op), -1, PLACE),
        profile=_with_blocks(_steps(points, POINT), net.block),
        stations=_steps(batches.astype(np.int64), BATCH),
        stocks=stocks,
        source=np.full(len(net.need), -1, np.int64),
        station_cost=np.zeros(len(net.res), np.int64),
        cap_used=np.zeros(len(net.cap), np.int64),
    )


def _with_blocks(profile: Steps, blocks: Records) -> Steps:
    """What is not there is taken from the beginning; the blocks of a resource are sorted and disjoint."""
    for resource, start, end, amount in blocks.tolist():
        low, count = int(profile.ptr[resource]), int(profile.size[resource])
        if count and profile.point["time"][low + count - 1] == start:
            count -= 1  # the last one ends here: its end is no breakpoint if as much is missing now
            if count and profile.point["level"][low + count - 1] == amount:
                count -= 1
                start = int(profile.point["time"][low + count])
        profile.point[low + count] = (start, amount)
        profile.point[low + count + 1] = (end, 0)
        profile.size[resource] = count + 2
    return profile


def _steps(room: Int64, kind: np.dtype[np.void]) -> Steps:
    ptr = np.zeros(len(room) + 1, np.int64)
    ptr[1:] = np.cumsum(room)
    return Steps(ptr, np.zeros(len(room), np.int64), np.zeros(int(ptr[-1]), kind))
