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
    tie_first: int
    tie_end: int
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
    same_as: int
    state: int
    load: int
    opens: int
    closes: int
    ends_by: int
    there: int
    back: int
    onward: int  # a hint for who places one operation after another; no constraint here needs it
    overtime_first: int
    overtime_end: int


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
    station: int
    most_load: int
    states: int
    set_up_first: int
    set_up_class: int
    initial: int
    cap_first: int
    cap_end: int


class SetUp(NamedTuple):
    minutes: int
    cost: int


class Block(NamedTuple):
    resource: int
    start: int
    end: int
    amount: int


class Cap(NamedTuple):
    start: int
    end: int
    most: int


class Overtime(NamedTuple):
    resource: int
    amount: int
    rate_first: int
    rate_end: int


class Rate(NamedTuple):
    start: int
    end: int
    price: int
    minutes: int
    money: int


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


class Tie(NamedTuple):
    op: int
    same: int


class Need(NamedTuple):
    source_first: int
    source_end: int

    @property
    def sources(self) -> range:
        return range(self.source_first, self.source_end)


class Source(NamedTuple):
    stock: int
    quantity: int
    delay: int
    cost: int
    bought: int


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
    gate: int
    ex_works: int
    storage: int
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
    ties: list[Tie]
    set_ups: list[SetUp]
    blocks: list[Block]
    caps: list[Cap]
    overtime: list[Overtime]
    rates: list[Rate]
    pins: list[Pin]
    needs: list[Need]
    sources: list[Source]
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

    def op_ties(self, op: int) -> list[Tie]:
        return self.ties[self.ops[op].tie_first : self.ops[op].tie_end]

    def op_needs(self, op: int) -> list[Need]:
        return self.needs[self.ops[op].need_first : self.ops[op].need_end]

    def mode_uses(self, mode: int) -> list[Use]:
        return self.uses[self.modes[mode].use_first : self.modes[mode].use_end]

    def first_resource(self, mode: int) -> int:
        """Where a mode is done; -1 if that is no resource of the shop."""
        row = self.modes[mode]
        return self.uses[row.use_first].resource if row.use_first < row.use_end else -1

    def tied_resource(self, mode: int) -> int:
        """The resource that ties compare; -1: what is done outside is not compared, even on a supplier's resource."""
        return -1 if self.modes[mode].workshop < 0 else self.first_resource(mode)

    def station(self, mode: int) -> int:
        """The station that remembers a mode's work, or -1."""
        return self.first_resource(mode) if self.modes[mode].state >= 0 else -1

    def set_up(self, station: int, before: int, state: int) -> SetUp:
        """What changing a station from one state (-1: ready for anything) to another takes."""
        row = self.resources[station]
        return NO_SET_UP if before < 0 else self.set_ups[row.set_up_first + before * row.states + state]

    def mode_overtime(self, mode: int) -> list[Overtime]:
        return self.overtime[self.modes[mode].overtime_first : self.modes[mode].overtime_end]

    def overtime_rates(self, row: Overtime) -> list[Rate]:
        return self.rates[row.rate_first : row.rate_end]

    def resource_caps(self, resource: int) -> range:
        return range(self.resources[resource].cap_first, self.resources[resource].cap_end)

    def order_ops(self, order: int) -> range:
        return range(self.orders[order].op_first, self.orders[order].op_end)

    def order_deliveries(self, order: int) -> list[Delivery]:
        return self.deliveries[self.orders[order].delivery_first : self.orders[order].delivery_end]

    def last_ops(self, delivery: Delivery) -> list[int]:
        return self.feeding[delivery.op_first : delivery.op_end]

    def distance(self, edge: Predecessor, from_mode: int, to_mode: int) -> int:
        """Least elapsed minutes between the ends that a relation joins: the lag, and for links the way between
        workshops, back from work outside and there."""
        if edge.kind != 0:
            return edge.lag
        before, after = self.modes[from_mode], self.modes[to_mode]
        way = before.back + after.there
        if before.workshop >= 0 and after.workshop >= 0:
            way += self.transport[before.workshop][after.workshop]
        return edge.lag + way

    def first_start(self, op: int, mode: int) -> int:
        """No start of a free operation in a mode is earlier, whatever comes before it."""
        row = self.ops[op]
        return max(row.release, row.bare_release + self.modes[mode].there, self.modes[mode].opens)


NO_SET_UP = SetUp(0, 0)


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
        ties=[*starmap(Tie, net.tie.tolist())],
        set_ups=[*starmap(SetUp, net.set_up.tolist())],
        blocks=[*starmap(Block, net.block.tolist())],
        caps=[*starmap(Cap, net.cap.tolist())],
        overtime=[*starmap(Overtime, net.overtime.tolist())],
        rates=[*starmap(Rate, net.rate.tolist())],
        pins=[*starmap(Pin, net.pin.tolist())],
        needs=[*starmap(Need, net.need.tolist())],
        sources=[*starmap(Source, net.source.tolist())],
        stocks=[*starmap(Stock, net.stock.tolist())],
        supplies=[*starmap(Supply, net.supply.tolist())],
        orders=[*starmap(Order, net.order.tolist())],
        deliveries=[*starmap(Delivery, net.delivery.tolist())],
        feeding=net.delivery_op.tolist(),
        topo=net.topo.tolist(),
        transport=net.transport.tolist(),
        timetables=[Timetable(windows) for windows in compiled.classes.windows],
    )
