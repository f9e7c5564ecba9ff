"""The growing schedule: where every operation is placed, and what that takes of resources and stocks."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


class State(NamedTuple):
    """Mutable arrays of one schedule; see `profile` and `stock` for the forms of the last two groups."""

    start: Int32  # per operation, -1 while it is not placed
    end: Int32
    mode: Int32
    profile_ptr: Int64
    profile_count: Int32
    profile_time: Int32
    profile_level: Int32
    stock_ptr: Int64
    stock_count: Int32
    stock_time: Int32
    stock_level: Int64

    def copy(self) -> "State":
        return State(*(array.copy() for array in self))

    def set_to(self, other: "State") -> None:
        """Makes this state equal to another one of the same network and room."""
        for mine, theirs in zip(self, other, strict=True):
            mine[...] = theirs

    def same_bytes(self, other: "State") -> bool:
        return all(mine.tobytes() == theirs.tobytes() for mine, theirs in zip(self, other, strict=True))


def new_state(net, segments_per_use: int = 4) -> State:  # type: ignore[no-untyped-def]
    """An empty schedule for a network.

    Each use that is held takes at most two breakpoints; a released one two for each of its segments, for which
    `segments_per_use` is reserved. A caller that runs out of room doubles it and starts again.
    """
    operations = len(net.op_order)
    uses_per_resource = np.zeros(len(net.res_units), np.int64)
    held = net.use_held != 0
    np.add.at(uses_per_resource, net.use_resource[held], 2)
    np.add.at(uses_per_resource, net.use_resource[~held], 2 * segments_per_use)
    profile_ptr = np.zeros(len(net.res_units) + 1, np.int64)
    profile_ptr[1:] = np.cumsum(uses_per_resource + 4)
    stocks = len(net.stock_lead)
    needs = np.bincount(net.need_stock, minlength=stocks) if stocks else np.zeros(0, np.int64)
    supply = np.diff(net.supply_ptr)
    stock_ptr = np.zeros(stocks + 1, np.int64)
    stock_ptr[1:] = np.cumsum(needs + supply + 1)
    state = State(
        start=np.full(operations, -1, np.int32),
        end=np.full(operations, -1, np.int32),
        mode=np.full(operations, -1, np.int32),
        profile_ptr=profile_ptr,
        profile_count=np.zeros(len(net.res_units), np.int32),
        profile_time=np.zeros(int(profile_ptr[-1]), np.int32),
        profile_level=np.zeros(int(profile_ptr[-1]), np.int32),
        stock_ptr=stock_ptr,
        stock_count=np.zeros(stocks, np.int32),
        stock_time=np.zeros(int(stock_ptr[-1]), np.int32),
        stock_level=np.zeros(int(stock_ptr[-1]), np.int64),
    )
    for stock in range(stocks):
        low, high = net.supply_ptr[stock], net.supply_ptr[stock + 1]
        at = int(stock_ptr[stock])
        state.stock_time[at : at + high - low] = net.supply_time[low:high]
        state.stock_level[at : at + high - low] = net.supply_level[low:high]
        state.stock_count[stock] = high - low
    return state
