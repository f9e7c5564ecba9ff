"""The compiled form of a problem: flat arrays that both engines read, and the way back to ids.

Indices are dense integers; orders, operations and resources are sorted by id, so that the order of rows in the input never
changes a plan. Times are engine minutes, quantities thousandths. Ranges are given by `*_ptr` arrays of length n + 1.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.compile.calendars import CalendarClasses
from scheduler.compile.clock import Clock
from scheduler.domain.due import Due
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId, OrderId, ResourceId

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

NEVER = 2**30
"""A minute that no table reaches: "after the horizon". The caller extends the horizon and tries again."""

FREE, STARTED, FINISHED = 0, 1, 2
"""Values of `op_state`."""


class Network(NamedTuple):
    """Everything the engines need, without ids. Never changed after it is built."""

    horizon: int
    # calendars: see CalendarClasses.tables
    win_ptr: Int32
    win_start: Int32
    win_end: Int32
    win_work: Int32
    bucket_ptr: Int32
    bucket: Int32
    # resources
    res_units: Int32
    res_class: Int32
    # operations: order, topological position inside the order, state
    op_order: Int32
    op_state: Int32
    op_resumable: Int32
    op_release: Int32  # no start before: order release, not-before, dedicated material, pins; for facts their fixed start
    op_bare_release: Int32  # the same without pins
    op_start_pin: Int32  # exact start asked for, or -1
    op_end_pin: Int32  # end asked for at the latest, or NEVER
    op_mode_ptr: Int32
    op_pred_ptr: Int32
    pred_op: Int32
    pred_lag: Int32
    pred_kind: Int32  # 0 link (transport applies) or 1 pin between orders (it does not)
    op_succ_ptr: Int32
    succ_op: Int32
    succ_edge: Int32  # index of the same edge among the predecessors' arrays
    topo: Int32  # all operations, predecessors first, pins between orders included
    # modes
    mode_class: Int32  # calendar class, -1 for elapsed time (outsourced, facts)
    mode_work: Int32  # working minutes (what remains of started work)
    mode_cost: Int64
    mode_workshop: Int32  # -1 outside the group
    mode_allowed: Int32  # 0 if a pin forbids it
    mode_use_ptr: Int32
    use_resource: Int32
    use_amount: Int32
    use_held: Int32  # 1: taken from start to end, 0: only while it works
    transport: Int32  # [workshops, workshops]
    # material: free supply of (material, company) before it could be bought
    op_need_ptr: Int32
    need_stock: Int32
    need_quantity: Int64
    stock_lead: Int32  # from this minute on anything can be bought
    supply_ptr: Int32
    supply_time: Int32
    supply_level: Int64  # cumulative supply from that time on
    # orders
    order_op_ptr: Int32  # operations of an order are contiguous
    order_delivery_ptr: Int32
    order_weight: Int64
    order_fixed: Int64
    order_per_day: Int64
    order_cap: Int64  # of the daily part; -1 none
    order_untradeable: Int32
    order_tentative: Int32
    # deliveries
    delivery_due: Int32
    delivery_contract: Int32
    delivery_release: Int32  # ready not before (for a delivery without operations)
    delivery_packing: Int32
    delivery_op_ptr: Int32
    delivery_op: Int32  # last operations feeding it
    delivery_dispatch: Int32  # calendar class or -1
    delivery_transit: Int32
    delivery_receiving: Int32  # calendar class or -1
    # published plan, for disturbance
    op_published_start: Int32  # or -NEVER
    op_published_mode: Int32  # or -1
    # goals: for each level the index of its measure, see kernel.objective
    goals: Int32
    base_cost: int


@dataclass(frozen=True)
class Compiled:
    """A network with the ids behind its indices, and what was set aside while it was built."""

    problem: Problem
    """Decomposed."""
    clock: Clock
    network: Network
    classes: CalendarClasses
    orders: tuple[Order, ...]
    operations: tuple[Operation, ...]
    modes: tuple[tuple[OperationId, ModeId], ...]
    resources: tuple[ResourceId, ...]
    stocks: tuple[tuple[str, str], ...]
    dues: tuple[tuple[Due, ...], ...]
    not_plannable: dict[OrderId, tuple[Message, ...]]
    not_loaded: tuple[NotLoaded, ...]

    @property
    def order_index(self) -> dict[OrderId, int]:
        return {order.id: i for i, order in enumerate(self.orders)}

    @property
    def operation_index(self) -> dict[OperationId, int]:
        return {operation.id: i for i, operation in enumerate(self.operations)}
