"""A compiled problem: the network with the ids behind its indices."""

from dataclasses import dataclass

from scheduler.compile.calendars import CalendarClasses
from scheduler.compile.clock import Clock
from scheduler.compile.network import Network
from scheduler.domain.due import Due
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import Message, NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId, OrderId, ResourceId


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
    """Of the network; a resource of the shop whose stations are told apart comes once for each."""
    units: tuple[int, ...]
    """The station of each resource of the network; -1: all of them, not told apart."""
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
