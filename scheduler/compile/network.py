"""The compiled form of a problem: flat arrays that both engines read, and the way back to ids.

Indices are dense integers; orders, operations and resources are sorted by id, so that the order of rows in the input
never
changes a plan. Times are engine minutes, quantities thousandths. Ranges into other tables
are half open, given by a `*_first` and an `*_end` column.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]
"""Structured arrays: compiled code reads `net.op[i].release`, numpy code `net.op["release"]`."""

NEVER = 2**30
"""A minute that no table reaches: "after the horizon". The caller extends the horizon and tries again."""

FREE, STARTED, FINISHED = 0, 1, 2
"""Values of `op_state`."""


def _record(**columns: type[np.generic]) -> np.dtype[np.void]:
    return np.dtype(list(columns.items()), align=True)


I4, I8 = np.int32, np.int64

WINDOW = _record(start=I4, end=I4, work=I4)
"""An open window of a calendar class and the class's working minutes before it."""

RESOURCE = _record(units=I4, class_=I4)

OPERATION = _record(
    order=I4,
    state=I4,  # FREE, STARTED or FINISHED
    resumable=I4,
    release=I4,  # no start before: order release, not-before, dedicated material, pins; finished work: its end
    bare_release=I4,  # the same without pins
    fact_start=I4,  # reported start of started and finished work
    start_pin=I4,  # the last exact start asked for that is not past, or -1
    end_pin=I4,  # the first end asked for at the latest, or NEVER
    mode_first=I4,
    mode_end=I4,
    pred_first=I4,
    pred_end=I4,
    succ_first=I4,
    succ_end=I4,
    need_first=I4,
    need_end=I4,
    published_start=I4,  # for disturbance; -NEVER if it was not published
    published_mode=I4,
)

MODE = _record(
    cost=I8,
    class_=I4,  # calendar class, -1 for elapsed time (outsourced, finished)
    work=I4,  # working minutes; of started work what remains
    workshop=I4,  # -1 outside the group
    allowed=I4,  # 0 if a pin forbids it
    use_first=I4,
    use_end=I4,
)

USE = _record(resource=I4, amount=I4, held=I4)
"""`held` 1: taken from start to end, 0: only while the operation works."""

PREDECESSOR = _record(op=I4, lag=I4, kind=I4)
"""`kind` 0: a link, to which transport is added; 1: a pin between operations, without transport."""

PIN = _record(op=I4, ends=I4, at=I4)
"""A pin that facts can break: broken if the operation starts (`ends` 0) or ends (1) after `at`."""

SUCCESSOR = _record(op=I4, edge=I4)
"""`edge` is the row of the same relation among the predecessors."""

NEED = _record(quantity=I8, stock=I4)

STOCK = _record(lead=I4, supply_first=I4, supply_end=I4)
"""Free supply of one (material, company). From minute `lead` on anything can be bought."""

SUPPLY = _record(level=I8, time=I4)
"""Cumulative free supply from a minute on; the first row of a stock is at minute 0."""

ORDER = _record(
    weight=I8,
    fixed=I8,
    per_day=I8,
    cap=I8,  # of the daily part; -1 none
    untradeable=I4,
    tentative=I4,
    op_first=I4,
    op_end=I4,
    delivery_first=I4,
    delivery_end=I4,
)

DELIVERY = _record(
    due=I4,
    contract=I4,
    release=I4,  # when a delivery without operations can be packed
    packing=I4,
    dispatch=I4,  # calendar class or -1
    transit=I4,
    receiving=I4,  # calendar class or -1
    op_first=I4,
    op_end=I4,
)


class Calendars(NamedTuple):
    """Windows of all calendar classes, see `CalendarClasses.tables`."""

    win: Records
    win_ptr: Int32
    bucket: Int32
    buckets: int
    horizon: int


class Network(NamedTuple):
    """Everything the engines need, without ids. Never changed after it is built."""

    cal: Calendars
    res: Records
    op: Records
    mode: Records
    use: Records
    pred: Records
    succ: Records
    pin: Records
    need: Records
    stock: Records
    supply: Records
    order: Records
    delivery: Records
    delivery_op: Int32
    """Last operations feeding each delivery."""
    transport: Int32
    """[workshops, workshops] minutes."""
    topo: Int32
    """All operations, predecessors first, pins between orders included."""
    goals: Int32
    """For each level the index of its measure in `Goal`."""
    base_cost: int
    """Approved overtime, paid whatever the plan."""
