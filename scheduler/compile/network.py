"""The compiled form of a problem: flat arrays that both engines read, and the way back to ids.

Indices are dense integers; orders, operations and resources are sorted by id, so that the order of rows in the input
never
changes a plan. Times are engine minutes, quantities thousandths. Ranges into other tables
are half open, given by a `*_first` and an `*_end` column.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]
"""Structured arrays: compiled code reads `net.op[i].release`, numpy code `net.op["release"]`."""

NEVER = 2**30
"""A minute that no table reaches: "after the horizon". The caller extends the horizon and tries again."""

FREE, STARTED, FINISHED = 0, 1, 2
"""Values of `op_state`."""


def _record(**columns: type[np.generic]) -> np.dtype[np.void]:
    return np.dtype(list(columns.items()), align=True)


I8 = np.int64
"""Everything is 64 bits wide: with mixed widths every compiled function would be compiled several times."""

WINDOW = _record(start=I8, end=I8, work=I8)
"""An open window of a calendar class and the class's working minutes before it."""

RESOURCE = _record(
    units=I8,
    class_=I8,
    station=I8,  # 1: it remembers what it did last, and its occupation is a row of batches instead of a profile
    most_load=I8,  # of a batch; 0: one operation at a time
    states=I8,  # its set-ups: row `set_up_first` + from * states + to
    set_up_first=I8,
    set_up_class=I8,  # calendar class in which set-ups take their minutes; -1 elapsed
    initial=I8,  # state at minute 0, or -1: ready for anything
    cap_first=I8,  # its rows among the caps
    cap_end=I8,
)
"""Stations of one pool that remember, or that links compare, are resources of their own."""

SET_UP = _record(minutes=I8, cost=I8)

BLOCK = _record(resource=I8, start=I8, end=I8, amount=I8)
"""Units that are not there for a while."""

CAP = _record(start=I8, end=I8, most=I8)
"""Most minutes of chosen overtime, times units, between two minutes; those of a resource are sorted by start."""

OPERATION = _record(
    order=I8,
    state=I8,  # FREE, STARTED or FINISHED
    resumable=I8,
    release=I8,  # no start before: order release, not-before, dedicated material, pins; finished work: its end
    bare_release=I8,  # the same without pins
    fact_start=I8,  # reported start of started and finished work
    start_pin=I8,  # the last exact start asked for that is not past, or -1
    end_pin=I8,  # the first end asked for at the latest, or NEVER
    mode_first=I8,
    mode_end=I8,
    pred_first=I8,
    pred_end=I8,
    succ_first=I8,
    succ_end=I8,
    need_first=I8,
    need_end=I8,
    unit_first=I8,  # positions [unit_first, unit_end) of `sequence` are placed together: maximum waits join them
    unit_end=I8,
    tie_first=I8,
    tie_end=I8,
    published_start=I8,  # for disturbance; -NEVER if it was not published
    published_mode=I8,
)

MODE = _record(
    cost=I8,
    class_=I8,  # calendar class, -1 for elapsed time (outsourced, finished)
    work=I8,  # working minutes; of started work what remains
    workshop=I8,  # -1 outside the group
    allowed=I8,  # 0 if a pin forbids it
    use_first=I8,
    use_end=I8,
    same_as=I8,  # the first mode that is the same but for the station
    state=I8,  # of the station, its first use; -1 if that is none
    load=I8,  # in a batch
    opens=I8,  # it starts at or after this minute, …
    closes=I8,  # before this one, …
    ends_by=I8,  # and ends at or before this one
    there=I8,  # elapsed minutes on the way to where it is done, and back, beside the transport between workshops
    back=I8,
    onward=I8,  # minutes by which it is farther from what follows than the operation's best mode, the way back included
    overtime_first=I8,  # rows of chosen overtime that it may work in
    overtime_end=I8,
)

OVERTIME = _record(resource=I8, amount=I8, rate_first=I8, rate_end=I8)
"""One use of a mode whose resource has chosen overtime."""

RATE = _record(start=I8, end=I8, price=I8, minutes=I8, money=I8)
"""Chosen overtime in which the mode's class is open: price an hour; minutes, and price x minutes, before it."""

USE = _record(resource=I8, amount=I8, held=I8)
"""`held` 1: taken from start to end, 0: only while the operation works."""

PREDECESSOR = _record(
    op=I8,
    lag=I8,  # least elapsed minutes between the two ends that the relation joins
    kind=I8,  # 0: a link, to which transport is added; 1: a pin between operations, without transport
    maximum=I8,  # most of them, unless facts or calendars forbid it; NEVER: any number
    from_start=I8,  # 1: measured from the predecessor's start, 0: from its end
    to_end=I8,  # 1: measured to this operation's end, 0: to its start
)

TIE = _record(op=I8, same=I8)
"""Another operation with which one shares its first resource (`same` 1), or must not (0); both have the row."""

PIN = _record(op=I8, ends=I8, at=I8)
"""A pin that facts can break: broken if the operation starts (`ends` 0) or ends (1) after `at`."""

SUCCESSOR = _record(op=I8, edge=I8)
"""`edge` is the row of the same relation among the predecessors."""

NEED = _record(source_first=I8, source_end=I8)

SOURCE = _record(
    stock=I8,
    quantity=I8,
    delay=I8,  # it is taken from the stock so many minutes before the operation starts
    cost=I8,
    bought=I8,  # 1: from the stock's lead time on it can be bought; 0: only what is there counts
)
"""One way to cover a whole need, in order of preference."""

STOCK = _record(lead=I8, supply_first=I8, supply_end=I8)
"""Free supply of one (material, company). From minute `lead` on anything can be bought."""

SUPPLY = _record(level=I8, time=I8)
"""Cumulative free supply from a minute on; the first row of a stock is at minute 0."""

ORDER = _record(
    weight=I8,
    fixed=I8,
    per_day=I8,
    cap=I8,  # of the daily part; -1 none
    untradeable=I8,
    tentative=I8,
    op_first=I8,
    op_end=I8,
    delivery_first=I8,
    delivery_end=I8,
)

DELIVERY = _record(
    due=I8,
    contract=I8,
    release=I8,  # when a delivery without operations can be packed
    packing=I8,
    dispatch=I8,  # calendar class or -1
    transit=I8,
    receiving=I8,  # calendar class or -1
    gate=I8,  # it leaves no earlier
    ex_works=I8,  # 1: it has arrived when it is packed, whenever it leaves
    storage=I8,  # cost of every started day between packed and leaving
    op_first=I8,
    op_end=I8,
)


class Calendars(NamedTuple):
    """Windows of all calendar classes, see `CalendarClasses.tables`."""

    win: Records
    win_ptr: Int64
    bucket: Int64
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
    tie: Records
    set_up: Records
    block: Records
    cap: Records
    overtime: Records
    rate: Records
    pin: Records
    need: Records
    source: Records
    stock: Records
    supply: Records
    order: Records
    delivery: Records
    delivery_op: Int64
    """Last operations feeding each delivery."""
    transport: Int64
    """[workshops, workshops] minutes."""
    topo: Int64
    """All operations, predecessors first, pins between orders included."""
    goals: Int64
    """For each level the index of its measure in `Goal`."""
    sequence: Int64
    """All operations, order by order like `op`, so that units lie together; what comes before a unit lies before it."""
    limited: int
    """Relations with a maximum."""
    base_cost: int
    """Approved overtime, paid whatever the plan."""
    stations: int
    """Resources that remember."""
    shortcuts: int
    """1: going through a third state, with the shortest work in it, can be quicker than a direct set-up."""
