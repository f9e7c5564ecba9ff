"""The demo factory, made up: a switchgear group, about 25 orders, 500 operations, the same for one seed.

    python -m data.examples.demo_factory > data/examples/demo.json

Most orders give only product and quantity and are decomposed by the routing templates. `CASES` below says
what is special about an order; the rest (exact quantities, days, weights) is drawn at random around the
table's values.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.decompose import decomposed
from scheduler.domain.material import Arrival, ProductStock, Stock
from scheduler.domain.operation import Link, Need, Operation, Progress, ProgressStatus
from scheduler.domain.order import (
    Consent,
    DeliveryTerms,
    Instalment,
    Order,
    OrderClass,
    OrderLine,
    OrderStatus,
    Penalty,
    ProductType,
    Reservation,
)
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import (
    ArrivalId,
    CompanyId,
    DestinationId,
    Label,
    MaterialId,
    ModeId,
    OperationId,
    OrderId,
    ProductId,
    ResourceId,
)
from scheduler.domain.schema import dump

from .demo_products import MATERIALS, PRODUCTS
from .demo_shop import (
    COMPANIES,
    DESTINATIONS,
    DEVICES,
    METAL,
    SETS,
    SUPPLIERS,
    WORKSHOPS,
    calendars,
    resources,
    transports,
)

ZONE = "Asia/Shanghai"
AS_OF = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo(ZONE))
SEED = 7


class Case(NamedTuple):
    """One order as the planner would tell it: what, how many, due in how many days, and what is special."""

    number: int
    customer: tuple[str, str]
    product: str
    quantity: int
    due_days: int
    weight: int = 2
    special: str = ""
    site: str = ""


GRID, METRO = ("State Grid Suzhou", "苏州供电公司"), ("Wuhan Metro", "武汉地铁集团")
CLOUD, PORT = ("Tianfu Cloud Data", "天府云数据公司"), ("Tianjin Port Power", "天津港电力公司")
PAPER, STEEL = ("Huatai Paper", "华泰纸业"), ("Shagang Steel", "沙钢集团")
HOSPITAL, SOLAR = ("Jinling Hospital", "金陵医院"), ("Sunway Solar", "晟威光伏")

CASES = (
    Case(1, GRID, "KYN28A", 6, 24, 5, "untradeable", "suzhou"),
    Case(2, METRO, "MNS", 5, 15, 3, "in_progress", "wuhan"),
    Case(3, CLOUD, "KYN28A", 5, 35, 4, "late_part", "chengdu"),
    Case(4, STEEL, "KYN28A", 4, 5, 6, "too_soon"),
    Case(5, PAPER, "GGD", 6, 16),
    Case(6, PORT, "MNS", 8, 34, 3, "instalments", "tianjin"),
    Case(7, HOSPITAL, "XL21", 10, 16, 2, "stocked"),
    Case(8, SOLAR, "GGD", 5, 22, 2, "pinned"),
    Case(9, GRID, "VS1-12", 20, 30, 3),
    Case(10, STEEL, "VS1-12", 12, 20, 2, "penalty"),
    Case(11, METRO, "MNS", 6, 30, 3, "non_standard", "wuhan"),
    Case(12, PAPER, "XL21", 8, 14, 1),
    Case(13, CLOUD, "GGD", 6, 16, 4, "penalty", "chengdu"),
    Case(14, SOLAR, "GGD", 7, 14, 1),
    Case(15, PORT, "XL21", 12, 14, 1),
    Case(16, HOSPITAL, "MNS", 4, 27, 3, "non_standard"),
    Case(17, STEEL, "KYN28A", 6, 38, 3),
    Case(18, GRID, "GGD", 5, 29, 3, "", "suzhou"),
    Case(19, PAPER, "VS1-12", 15, 37),
    Case(20, SOLAR, "XL21", 14, 32, 2, "overdue_part"),
    Case(21, METRO, "KYN28A", 4, 43, 4, "penalty", "wuhan"),
    Case(22, PORT, "GGD", 6, 40, 2, "signed"),
    Case(23, CLOUD, "MNS", 5, 44, 3, "reserved", "chengdu"),
    Case(24, HOSPITAL, "XL21", 6, 26, 1, "faulty"),
    Case(25, STEEL, "MNS", 6, 47, 3, "by_hand"),
    Case(26, PAPER, "GGD", 4, 45, 1, "inquiry"),
)
"""Orders 5 and 12 to 15 want the coating oven in the same days: one more than it can take."""


def build(as_of: datetime = AS_OF, seed: int = SEED) -> Problem:
    """The demo at an aware moment in the plant's zone; equal arguments give equal problems."""
    random = Random(seed)
    orders = tuple(_order(case, as_of, random) for case in CASES)
    problem = Problem(
        name="Dongyuan Group 东元集团",
        zone=ZONE,
        as_of=as_of,
        settings=Settings(default_transport_minutes=15),
        companies=COMPANIES,
        workshops=WORKSHOPS,
        calendars=calendars(as_of, 90),
        resources=resources(as_of),
        transports=transports(),
        suppliers=SUPPLIERS,
        materials=MATERIALS,
        stocks=tuple(_stocks()),
        arrivals=tuple(_arrivals(as_of)),
        products=PRODUCTS,
        product_stocks=(ProductStock(product=ProductId("XL21"), company=SETS, quantity=3),),
        destinations=DESTINATIONS,
        orders=orders,
    )
    return problem.model_copy(
        update={"operations": tuple(_by_hand(problem)), "progress": _progress(as_of), "pins": _pins(as_of)}
    )


def order_id(number: int) -> OrderId:
    return OrderId(f"SO-26{number:02}")


# --- orders ------------------------------------------------------------------------------------------


def _order(case: Case, as_of: datetime, random: Random) -> Order:
    quantity = case.quantity + random.choice((-1, 0, 0, 1))
    due = as_of.date() + timedelta(days=case.due_days + random.choice((0, 0, 1)))
    while due.isoweekday() > 5:  # nobody promises a weekend
        due += timedelta(days=1)
    english, chinese = case.customer
    product = next(product for product in PRODUCTS if product.id == case.product)
    status = _STATUS.get(case.special, OrderStatus.EFFECTIVE)
    signed = as_of - timedelta(days=random.randint(3, 12), hours=random.randint(0, 8))
    first = due - timedelta(days=7) if case.special == "late_part" else due
    parts = (quantity // 2, quantity - quantity // 2) if case.special == "instalments" else (quantity,)
    instalments = tuple(
        Instalment(
            number=number,
            quantity=part,
            requested=first - timedelta(days=random.choice((0, 0, 2))),
            first_committed=first,
            committed=due - timedelta(days=7 * (len(parts) - number)),
        )
        for number, part in enumerate(parts, 1)
    )
    return Order(
        id=order_id(case.number),
        names=Label(en=f"{quantity} × {product.names.en}", zh=f"{product.names.zh} {quantity}台"),
        customer=f"{english} {chinese}",
        company=DEVICES if case.product == "VS1-12" else SETS,
        status=status,
        order_class=OrderClass.NON_STANDARD if case.special == "non_standard" else OrderClass.STANDARD,
        product_type=_type(case.product),
        signed_at=None if status in (OrderStatus.INQUIRY, OrderStatus.RESERVED) else signed,
        effective_at=signed + timedelta(days=2) if status is OrderStatus.EFFECTIVE else None,
        lines=(OrderLine(number=1, product=ProductId(case.product), quantity=quantity, instalments=instalments),),
        weight=case.weight,
        penalty=Penalty(fixed=2_000, per_day=1_500, cap=20_000) if case.special == "penalty" else None,
        untradeable=case.special == "untradeable",
        part_delivery_consent=(Consent(by="Li Wei 李伟", at=signed) if case.special == "instalments" else None),
        delivery=DeliveryTerms.TO_SITE if case.site else DeliveryTerms.EX_WORKS,
        destination=DestinationId(case.site) if case.site else None,
        reservation=(
            Reservation(until=as_of + timedelta(days=5), quote="Q-2603-014") if case.special == "reserved" else None
        ),
        value=quantity * _PRICE[case.product],
    )


_STATUS = {"signed": OrderStatus.SIGNED, "reserved": OrderStatus.RESERVED, "inquiry": OrderStatus.INQUIRY}
_PRICE = {"KYN28A": 95_000, "MNS": 62_000, "GGD": 38_000, "XL21": 9_500, "VS1-12": 14_000}


def _type(product: str) -> ProductType:
    return ProductType.COMPLETE_SET if product in ("KYN28A", "MNS", "GGD") else ProductType.OTHER


# --- decomposed by hand ------------------------------------------------------------------------------


def _by_hand(problem: Problem) -> Iterator[Operation]:
    """Three orders whose tasks somebody wrote down: two instalments, a step less, and one with a fault."""
    for case in CASES:
        if case.special == "instalments":
            yield from _instalments(problem, order_id(case.number))
        elif case.special == "by_hand":
            yield from _without_machining(problem, order_id(case.number))
        elif case.special == "faulty":
            operations = _templates(problem, order_id(case.number))
            lost = Link(operation=OperationId(f"{order_id(case.number)}/1/painting"))
            yield from (*operations[:-1], operations[-1].model_copy(update={"after": (lost,)}))


def _templates(problem: Problem, order: OrderId) -> list[Operation]:
    return [operation for operation in decomposed(problem).operations if operation.order == order]


def _instalments(problem: Problem, order: OrderId) -> Iterator[Operation]:
    """The template once for every instalment, with that instalment's quantity of the work and the parts."""
    line = next(o for o in problem.orders if o.id == order).lines[0]
    for instalment in line.instalments:
        for operation in _templates(problem, order):
            yield operation.model_copy(
                update={
                    "id": _of_instalment(operation.id, instalment.number),
                    "instalment": instalment.number,
                    "quantity": Decimal(instalment.quantity),
                    "after": tuple(
                        link.model_copy(update={"operation": _of_instalment(link.operation, instalment.number)})
                        for link in operation.after
                    ),
                    "needs": tuple(
                        Need(
                            material=need.material,
                            quantity=need.quantity * instalment.quantity / line.quantity,
                        )
                        for need in operation.needs
                    ),
                }
            )


def _of_instalment(operation: OperationId, number: int) -> OperationId:
    order, line, step = operation.split("/")
    return OperationId(f"{order}/{line}.{number}/{step}")


def _without_machining(problem: Problem, order: OrderId) -> Iterator[Operation]:
    """The customer brings the machined parts: the two steps go, and what came after them no longer waits."""
    gone = {OperationId(f"{order}/1/machine"), OperationId(f"{order}/1/deburr")}
    for operation in _templates(problem, order):
        if operation.id not in gone:
            left = tuple(link for link in operation.after if link.operation not in gone)
            yield operation.model_copy(update={"after": left})


# --- materials ---------------------------------------------------------------------------------------


def _stocks() -> Iterator[Stock]:
    """What lies in the four companies' stores."""
    for company, material, quantity in (
        (SETS, "copper", 4_400),
        (SETS, "mccb", 260),
        (SETS, "ct", 240),
        (SETS, "relay", 14),
        (SETS, "breaker", 12),
        (SETS, "wire", 9_000),
        (SETS, "steel", 14_000),
        (SETS, "powder", 420),
        (SETS, "timber", 140),
        (DEVICES, "copper", 150),
        (DEVICES, "interrupter", 70),
        (DEVICES, "timber", 30),
        (METAL, "steel", 4_000),
    ):
        yield Stock(material=MaterialId(material), company=CompanyId(company), place="A1", quantity=Decimal(quantity))


def _arrivals(as_of: datetime) -> Iterator[Arrival]:
    """Purchases on their way: free and dedicated, confirmed and expected, one late and one overdue."""
    rows = (
        ("PO-101", SETS, "steel", 9_000, 5, True, None),
        ("PO-102", SETS, "mccb", 120, 11, True, None),
        ("PO-103", SETS, "mccb", 140, 24, False, None),
        ("PO-104", SETS, "breaker", 10, 14, True, None),
        ("PO-105", SETS, "ct", 120, 9, True, None),
        ("PO-106", SETS, "relay", 6, 28, True, 3),
        ("PO-107", SETS, "copper", 1_400, 10, True, None),
        ("PO-108", DEVICES, "interrupter", 90, 13, True, None),
        ("PO-109", SETS, "mccb", 50, -4, True, 20),
        ("PO-110", SETS, "powder", 200, 6, False, None),
        ("PO-111", SETS, "relay", 8, 33, False, None),
    )
    for id_, company, material, quantity, days, confirmed, number in rows:
        yield Arrival(
            id=ArrivalId(id_),
            material=MaterialId(material),
            company=CompanyId(company),
            quantity=Decimal(quantity),
            at=datetime.combine(as_of.date() + timedelta(days=days), time(10), as_of.tzinfo),
            confirmed=confirmed,
            order=order_id(number) if number else None,
        )


# --- what happened and what was decided --------------------------------------------------------------


def _progress(as_of: datetime) -> tuple[Progress, ...]:
    """Order 2 is under way: cut and punched, on the press brake now."""
    order = next(order_id(case.number) for case in CASES if case.special == "in_progress")
    at = as_of - timedelta(days=4)
    return (
        _finished(order, "cut", "laser-2", at, 3),
        _finished(order, "punch", "punch", at + timedelta(hours=4), 2),
        Progress(
            operation=OperationId(f"{order}/1/bend"),
            status=ProgressStatus.STARTED,
            mode=ModeId("brake"),
            started_at=as_of - timedelta(hours=1),
            remaining_minutes=65,
        ),
    )


def _finished(order: OrderId, step: str, mode: str, start: datetime, hours: int) -> Progress:
    return Progress(
        operation=OperationId(f"{order}/1/{step}"),
        status=ProgressStatus.FINISHED,
        mode=ModeId(mode),
        started_at=start,
        finished_at=start + timedelta(hours=hours),
    )


def _pins(as_of: datetime) -> tuple[Pin, ...]:
    """The production manager wants order 8 cut on the second laser."""
    order = next(order_id(case.number) for case in CASES if case.special == "pinned")
    return (
        Pin(
            id="PIN-1",
            operation=OperationId(f"{order}/1/cut"),
            kind=PinKind.RESOURCE,
            resource=ResourceId("laser-2"),
            who="Wang Jun 王军",
            why="laser 1 leaves burrs on stainless steel 激光1号切不锈钢有毛刺",
            until=as_of + timedelta(days=30),
        ),
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(dump(build()))
