"""What is bought: the materials, what lies in store, and what is on its way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.goal import Approval
from scheduler.domain.material import Arrival, GroupTransfer, Material, Stock, Substitute
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.record import ArrivalId, CompanyId, Label, MaterialId, OrderId, SupplierId

from .cases import ROUND_DAYS, Story
from .group import DAY, DEVICES, HOUR, SETS, WOOD
from .orders import PlacedCase

_SUBSTITUTES = {
    "timber": (
        Substitute(material=MaterialId("plywood"), ratio=Decimal("1.2"), cost_per_unit=30, approval=Approval.STANDING),
    ),
    "arc-monitor": (Substitute(material=MaterialId("arc-monitor-b"), cost_per_unit=900, approval=Approval.PROPOSED),),
}
"""Plywood is always good enough for a case; another make of arc protection needs design's and sales' word."""

GROUP_TRANSFERS = (
    GroupTransfer(from_company=DEVICES, to_company=SETS, minutes=8 * HOUR, cost=200),
    GroupTransfer(from_company=WOOD, to_company=SETS, minutes=3 * HOUR, cost=300, approval=Approval.PROPOSED),
)
"""The components company helps with parts, against an internal note (调拨单); carting timber about is not approved."""

MATERIALS = tuple(
    Material(
        id=MaterialId(id_),
        names=Label(en=en, zh=zh),
        unit=unit,
        lead_minutes=lead_days * DAY,
        inspection_minutes=inspection_hours * HOUR,
        supplier=SupplierId(supplier) if supplier else None,
        substitutes=_SUBSTITUTES.get(id_, ()),
    )
    for id_, en, zh, unit, lead_days, inspection_hours, supplier in (
        ("steel", "Sheet steel 2 mm", "2mm冷轧钢板", "kg", 7, 4, "steel-centre"),
        ("stainless-sheet", "Stainless sheet 304", "304不锈钢板", "kg", 14, 4, "steel-centre"),
        ("copper", "Copper bar", "铜排", "kg", 12, 4, "hengtai-copper"),
        ("sleeve", "Heat-shrink sleeve", "热缩管", "m", 6, 0, ""),
        ("powder", "Coating powder RAL 7035", "喷塑粉末RAL7035", "kg", 5, 0, ""),
        ("special-powder", "Coating powder, special colour", "特殊色喷塑粉末", "kg", 12, 0, ""),
        ("breaker", "Vacuum circuit breaker", "真空断路器", "pc", 28, 8, "breaker-works"),
        ("acb", "Air circuit breaker", "框架断路器", "pc", 30, 8, "breaker-works"),
        ("mccb", "Moulded-case breaker", "塑壳断路器", "pc", 21, 4, "breaker-works"),
        ("relay", "Protection relay", "微机保护装置", "pc", 45, 8, "nanrui-relays"),
        ("arc-monitor", "Arc protection unit", "弧光保护装置", "pc", 30, 8, "nanrui-relays"),
        ("arc-monitor-b", "Arc protection unit, other make", "弧光保护装置（替代品牌）", "pc", 40, 8, ""),
        ("ct", "Current transformer", "电流互感器", "pc", 18, 4, "lihua-transformers"),
        ("spd", "Surge protector", "电涌保护器", "pc", 10, 0, ""),
        ("insulator", "Post insulator", "支柱绝缘子", "pc", 15, 4, ""),
        ("interrupter", "Vacuum interrupter", "真空灭弧室", "pc", 35, 8, "breaker-works"),
        ("wire", "Control wire", "二次线缆", "m", 4, 0, ""),
        ("bought-box", "Wall enclosure, bought in", "外购箱体", "pc", 12, 2, "box-maker"),
        ("timber", "Timber", "木料", "m²", 6, 0, ""),
        ("plywood", "Plywood", "胶合板", "m²", 6, 0, ""),
        ("spares", "Spare parts kit", "随机备件包", "pc", 60, 2, "breaker-works"),
    )
)

_LEAD_DAYS = {material.id: material.lead_minutes // DAY for material in MATERIALS}

BOUGHT_AHEAD_DAYS = 14
"""Purchasing has ordered what starts within the supplier's lead time and two weeks; later needs are still open."""

_DEDICATED = {
    Story.LATE_PART: ("relay", 31),
    Story.OVERDUE_PART: ("arc-monitor", -6),
    Story.TIGHT: ("breaker", 0),
}
"""What is on order for the order alone, and its day after as-of (tight ones: see `TIGHT_DAYS`)."""

_BOUGHT_FROM = {"arc-monitor": SupplierId("lihua-transformers")}
"""Not from the usual supplier, who could not deliver."""

URGENT_INSPECTION = 4 * HOUR
"""What an order already waits for is inspected first."""

_WITH_SISTERS = ((MaterialId("mccb"), DEVICES, 60), (MaterialId("timber"), WOOD, 80))
"""Lies with another company of the group: parts that can be transferred, timber that nobody would cart about."""

_LEFT_OVER = ((MaterialId("plywood"), 60), (MaterialId("arc-monitor-b"), 4))
"""In store from earlier orders; good as substitutes."""

TIGHT_DAYS, PARTS_APART_DAYS = 15, 4
"""The last breakers of a tight order arrive so long before its due day, the first ones so much earlier still."""


def supplies(
    placed: Sequence[PlacedCase], orders: Iterable[Order], operations: Iterable[Operation], as_of: datetime
) -> tuple[tuple[Stock, ...], tuple[Arrival, ...]]:
    """Stock and arrivals that cover all needs in time but for those whose lateness is told.

    Free supply of a material comes to its company by the week in which the orders that need it start; nothing is
    on order yet for those that start later than its lead time and `BOUGHT_AHEAD_DAYS`.
    """
    by_id = {order.id: order for order in orders}
    dedicated = tuple(_dedicated(placed, operations, as_of))
    alone = {(arrival.order, arrival.material) for arrival in dedicated}
    stock: dict[tuple[MaterialId, CompanyId], Decimal] = defaultdict(Decimal)
    weekly: dict[tuple[MaterialId, CompanyId], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for operation in operations:
        order = by_id[operation.order]
        assert order.decomposed_at is not None
        day = (order.decomposed_at - as_of).days
        for need in operation.needs:
            key = need.material, order.company
            if (order.id, need.material) in alone or day > _LEAD_DAYS[need.material] + BOUGHT_AHEAD_DAYS:
                continue
            if day < 7:
                stock[key] += need.quantity
            else:
                weekly[key][day // 7] += need.quantity
    for material, giver, quantity in _WITH_SISTERS:
        stock[material, SETS] -= quantity
        stock[material, giver] += quantity
    for material, quantity in _LEFT_OVER:
        stock[material, SETS] += quantity
    stocks = tuple(
        Stock(material=material, company=company, place="A1", quantity=quantity)
        for (material, company), quantity in sorted(stock.items())
        if quantity > 0
    )
    return stocks, (*dedicated, *_weekly_arrivals(weekly, as_of))


def _dedicated(placed: Sequence[PlacedCase], operations: Iterable[Operation], as_of: datetime) -> Iterator[Arrival]:
    """Purchases for one order alone; the breakers of a tight one come in two parts (分批到货)."""
    wanted: dict[OrderId, tuple[str, int, Story]] = {}
    for one in placed:
        if one.case.story in _DEDICATED and not (one.case.story is Story.OVERDUE_PART and one.round):
            material, day = _DEDICATED[one.case.story]
            day = one.case.due - TIGHT_DAYS if one.case.story is Story.TIGHT else day
            wanted[one.id] = material, day + ROUND_DAYS * one.round, one.case.story
    needed: dict[OrderId, Decimal] = defaultdict(Decimal)
    for operation in operations:
        if operation.order in wanted:
            material = wanted[operation.order][0]
            needed[operation.order] += sum(need.quantity for need in operation.needs if need.material == material)
    for order, (material, day, story) in wanted.items():
        first = needed[order] // 2 if story is Story.TIGHT else Decimal(0)
        parts = [("-1", first, day - PARTS_APART_DAYS), ("-2", needed[order] - first, day)]
        for ending, quantity, at in parts if first else [("", needed[order], day)]:
            yield Arrival(
                id=ArrivalId(f"PO-{order.removeprefix('SO-26')}{ending}"),
                material=MaterialId(material),
                company=SETS,
                quantity=quantity,
                at=_at(as_of, at),
                order=order,
                supplier=_BOUGHT_FROM.get(material),
                inspection_minutes=URGENT_INSPECTION if story is Story.LATE_PART else None,
            )


def _weekly_arrivals(
    weekly: Mapping[tuple[MaterialId, CompanyId], Mapping[int, Decimal]], as_of: datetime
) -> Iterator[Arrival]:
    """On the Friday before the week; what is far away is only expected."""
    for row, ((material, company), weeks) in enumerate(sorted(weekly.items()), 1):
        for week, quantity in sorted(weeks.items()):
            yield Arrival(
                id=ArrivalId(f"PO-{row:02}-{week:02}"),
                material=material,
                company=company,
                quantity=quantity,
                at=_at(as_of, 7 * week - 3),
                confirmed=week < 3,
            )


def _at(as_of: datetime, day: int) -> datetime:
    return datetime.combine(as_of.date() + timedelta(days=day), time(10), as_of.tzinfo)
