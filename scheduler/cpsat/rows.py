"""The compiled network as plain Python rows: reading structured numpy arrays one value at a time costs more
than the model.

Each class names the columns of one table of `scheduler.compile.network` in their order; a test compares the
two.
"""

from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import Network
from scheduler.cpsat.timetable import ELAPSED, Timetable


class Operation(NamedTuple):
    order: int
    state: int
    resumable: int
    release: int
    bare_release: int
    fact_start: int
    start_pin: int
    end_pin: int
    mode_first: int
    mode_end: int
    pred_first: int
    pred_end: int
    succ_first: int
    succ_end: int
    need_first: int
    need_end: int
    unit_first: int
    unit_end: int
    published_start: int
    published_mode: int

    @property
    def modes(self) -> range:
        return range(self.mode_first, self.mode_end)


class Mode(NamedTuple):
    cost: int
    class_: int
    work: int
    workshop: int
    allowed: int
    use_first: int
    use_end: int


class Use(NamedTuple):
    resource: int
    amount: int
    held: int


class Pin(NamedTuple):
    op: int
    ends: int
    at: int


class Resource(NamedTuple):
    units: int
    class_: int


class Predecessor(NamedTuple):
    op: int
    lag: int
    kind: int
    maximum: int
    from_start: int
    to_end: int


class Successor(NamedTuple):
    op: int
    edge: int


class Need(NamedTuple):
    quantity: int
    stock: int


class Stock(NamedTuple):
    lead: int
    supply_first: int
    supply_end: int


class Supply(NamedTuple):
    level: int
    time: int


class Order(NamedTuple):
    weight: int
    fixed: int
    per_day: int
    cap: int
    untradeable: int
    tentative: int
    op_first: int
    op_end: int
    delivery_first: int
    delivery_end: int


class Delivery(NamedTuple):
    due: int
    contract: int
    release: int
    packing: int
    dispatch: int
    transit: int
    receiving: int
    op_first: int
    op_end: int


@dataclass(frozen=True)
class Shop:
    """All rows of one network, and the timetable of every calendar class."""

    network: Network
    ops: list[Operation]
    modes: list[Mode]
    uses: list[Use]
    resources: list[Resource]
    preds: list[Predecessor]
    succs: list[Successor]
    pins: list[Pin]
    needs: list[Need]
    stocks: list[Stock]
    supplies: list[Supply]
    orders: list[Order]
    deliveries: list[Delivery]
    feeding: list[int]
    topo: list[int]
    transport: list[list[int]]
    timetables: list[Timetable]

    def timetable(self, class_: int) -> Timetable:
        """Working time of a class; class -1 is elapsed time."""
        return ELAPSED if class_ < 0 else self.timetables[class_]

    def op_preds(self, op: int) -> list[Predecessor]:
        return self.preds[self.ops[op].pred_first : self.ops[op].pred_end]

    def op_needs(self, op: int) -> list[Need]:
        return self.needs[self.ops[op].need_first : self.ops[op].need_end]

    def mode_uses(self, mode: int) -> list[Use]:
        return self.uses[self.modes[mode].use_first : self.modes[mode].use_end]

    def order_ops(self, order: int) -> range:
        return range(self.orders[order].op_first, self.orders[order].op_end)

    def order_deliveries(self, order: int) -> list[Delivery]:
        return self.deliveries[self.orders[order].delivery_first : self.orders[order].delivery_end]

    def last_ops(self, delivery: Delivery) -> list[int]:
        return self.feeding[delivery.op_first : delivery.op_end]

    def distance(self, edge: Predecessor, from_mode: int, to_mode: int) -> int:
        """Least elapsed minutes between the ends that a relation joins: the lag, and for links the way between
        workshops."""
        a, b = self.modes[from_mode].workshop, self.modes[to_mode].workshop
        if edge.kind != 0 or a < 0 or b < 0:
            return edge.lag
        return edge.lag + self.transport[a][b]


def shop_of(compiled: Compiled) -> Shop:
    """Reads every table once."""
    net = compiled.network
    return Shop(
        network=net,
        ops=[*starmap(Operation, net.op.tolist())],
        modes=[*starmap(Mode, net.mode.tolist())],
        uses=[*starmap(Use, net.use.tolist())],
        resources=[*starmap(Resource, net.res.tolist())],
        preds=[*starmap(Predecessor, net.pred.tolist())],
        succs=[*starmap(Successor, net.succ.tolist())],
        pins=[*starmap(Pin, net.pin.tolist())],
        needs=[*starmap(Need, net.need.tolist())],
        stocks=[*starmap(Stock, net.stock.tolist())],
        supplies=[*starmap(Supply, net.supply.tolist())],
        orders=[*starmap(Order, net.order.tolist())],
        deliveries=[*starmap(Delivery, net.delivery.tolist())],
        feeding=net.delivery_op.tolist(),
        topo=net.topo.tolist(),
        transport=net.transport.tolist(),
        timetables=[Timetable(windows) for windows in compiled.classes.windows],
    )
