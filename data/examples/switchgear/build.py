"""The whole group at one moment, as a problem."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from scheduler.domain.decompose import decomposition
from scheduler.domain.material import ProductStock
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import OperationId, ProductId, ResourceId

from .by_hand import by_hand
from .calendars import calendars, next_festival
from .cases import ROUND_DAYS, Story
from .group import COMPANIES, DAY, DESTINATIONS, DEVICES, SETS, SUPPLIERS, TRANSPORTS, WORKSHOPS
from .levers import lendings
from .materials import GROUP_TRANSFERS, MATERIALS, supplies
from .orders import HOLIDAY_AFTER_DAYS, PlacedCase, orders, placed_cases
from .products import PRODUCTS
from .progress import progress, reworks
from .resources import resources
from .sizes import OPERATIONS, Size

ZONE = "Asia/Shanghai"
AS_OF = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo(ZONE))
SEED = 7

OVERDUE_CONFIRMATIONS = 2 * DAY
"""A customer whose announced answer has not come is asked again, and counted on in two days."""


def build(as_of: datetime = AS_OF, seed: int = SEED, operations: int = OPERATIONS) -> Problem:
    """The group at an aware moment, with about that many operations; equal arguments give equal problems.

    Days are the plant's, whatever zone `as_of` is given in. The story is told for the default moment: for another
    one all days move along, and holidays lie where they lie.
    """
    local = as_of.astimezone(ZoneInfo(ZONE))
    random = Random(seed)
    size = Size.of(operations)
    placed = placed_cases(size, random)
    rounds = 1 + max(one.round for one in placed)
    bare = Problem(
        name="Dongyuan Group 东元集团",
        zone=ZONE,
        as_of=local,
        settings=Settings(default_transport_minutes=15, overdue_confirmations=OVERDUE_CONFIRMATIONS),
        companies=COMPANIES,
        workshops=WORKSHOPS,
        calendars=calendars(local, local.date() + timedelta(days=ROUND_DAYS * rounds)),
        resources=resources(local, size.lanes),
        lendings=lendings(local, size.lanes),
        transports=TRANSPORTS,
        suppliers=SUPPLIERS,
        materials=MATERIALS,
        group_transfers=GROUP_TRANSFERS,
        products=PRODUCTS,
        product_stocks=_made_parts_in_store(size.lanes),
        destinations=DESTINATIONS,
        orders=tuple(orders(placed, local, random)),
    )
    templates = [operation for line in decomposition(bare) for operation in line.making.all_operations()]
    stocks, arrivals = supplies(placed, bare.orders, templates, local)
    return bare.model_copy(
        update={
            "stocks": stocks,
            "arrivals": arrivals,
            "operations": tuple(by_hand(placed, bare.orders, templates, local)),
            "progress": tuple(progress(placed, templates, local)),
            "reworks": tuple(reworks(placed, local)),
            "pins": tuple(_pins(placed, local)),
        }
    )


def _made_parts_in_store(lanes: int) -> tuple[ProductStock, ...]:
    """Made parts that are taken before new ones are made; those due first get them."""
    rows = ((SETS, "JN15", 5), (SETS, "CASE", 9), (SETS, "BUSBAR-LV", 6), (SETS, "DRAWER", 20), (DEVICES, "MECH-S", 8))
    return tuple(
        ProductStock(product=ProductId(product), company=company, quantity=quantity * lanes)
        for company, product, quantity in rows
    )


def _pins(placed: Sequence[PlacedCase], as_of: datetime) -> Iterator[Pin]:
    """A laser that the production manager chose, and the day on which a customer's witness can come."""
    festival, _ = next_festival(as_of.date() + timedelta(days=HOLIDAY_AFTER_DAYS))
    eve = datetime.combine(festival, time(8), as_of.tzinfo) - timedelta(days=1)
    for one in placed:
        if one.round:
            continue
        if one.case.story is Story.PINNED:
            yield Pin(
                id=f"PIN-{one.id}",
                operation=OperationId(f"{one.id}/1/frame>ENC-LV/cut"),
                kind=PinKind.RESOURCE,
                resource=ResourceId("laser-2"),
                who="Wang Jun 王军",
                why="laser 1 leaves burrs on this sheet 激光1号切此板有毛刺",
                until=as_of + timedelta(days=30),
            )
        if one.case.story is Story.HOLIDAY:
            yield Pin(
                id=f"PIN-{one.id}",
                operation=OperationId(f"{one.id}/1/witness"),
                kind=PinKind.NOT_BEFORE,
                at=eve,
                who="Chen Jing 陈静",
                why="the customer's witness can come on this day only 客户见证人员仅此日能到厂",
            )
