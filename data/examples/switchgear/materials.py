"""What is bought: the materials, what lies in store, and what is on its way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from scheduler.domain.material import Arrival, Material, Stock
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.record import ArrivalId, CompanyId, Label, MaterialId, OrderId, SupplierId

from .cases import ROUND_DAYS, Story
from .group import DAY, HOUR
from .orders import PlacedCase

MATERIALS = tuple(
    Material(
        id=MaterialId(id_),
        names=Label(en=en, zh=zh),
        unit=unit,
        lead_minutes=lead_days * DAY,
        inspection_minutes=inspection_hours * HOUR,
        supplier=SupplierId(supplier) if supplier else None,
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
        ("ct", "Current transformer", "电流互感器", "pc", 18, 4, "lihua-transformers"),
        ("spd", "Surge protector", "电涌保护器", "pc", 10, 0, ""),
        ("insulator", "Post insulator", "支柱绝缘子", "pc", 15, 4, ""),
        ("interrupter", "Vacuum interrupter", "真空灭弧室", "pc", 35, 8, "breaker-works"),
        ("wire", "Control wire", "二次线缆", "m", 4, 0, ""),
        ("bought-box", "Wall enclosure, bought in", "外购箱体", "pc", 12, 2, "box-maker"),
        ("timber", "Timber", "木料", "m3", 6, 0, ""),
    )
)

_LEAD_DAYS = {material.id: material.lead_minutes // DAY for material in MATERIALS}

BOUGHT_AHEAD_DAYS = 14
"""Purchasing has ordered what starts within the supplier's lead time and two weeks; later needs are still open."""

_DEDICATED = {
    Story.LATE_PART: ("relay", 28),
    Story.OVERDUE_PART: ("arc-monitor", -6),
    Story.TIGHT: ("breaker", 0),
}
"""What is on order for the order alone, and its day after as-of (tight ones: see `TIGHT_DAYS`)."""

TIGHT_DAYS = 15
"""The breakers of a tight order arrive so long before its due day."""


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
    stocks = tuple(
        Stock(material=material, company=company, place="A1", quantity=quantity)
        for (material, company), quantity in sorted(stock.items())
    )
    return stocks, (*dedicated, *_weekly_arrivals(weekly, as_of))


def _dedicated(placed: Sequence[PlacedCase], operations: Iterable[Operation], as_of: datetime) -> Iterator[Arrival]:
    """Purchases for one order alone."""
    wanted: dict[OrderId, tuple[str, int]] = {}
    for one in placed:
        if one.case.story in _DEDICATED and not (one.case.story is Story.OVERDUE_PART and one.round):
            material, day = _DEDICATED[one.case.story]
            day = one.case.due - TIGHT_DAYS if one.case.story is Story.TIGHT else day
            wanted[one.id] = material, day + ROUND_DAYS * one.round
    quantity: dict[OrderId, Decimal] = defaultdict(Decimal)
    for operation in operations:
        if operation.order in wanted:
            material = wanted[operation.order][0]
            quantity[operation.order] += sum(need.quantity for need in operation.needs if need.material == material)
    for id_, (material, day) in wanted.items():
        yield Arrival(
            id=ArrivalId(f"PO-{id_.removeprefix('SO-26')}"),
            material=MaterialId(material),
            company=CompanyId("SETS"),
            quantity=quantity[id_],
            at=_at(as_of, day),
            order=id_,
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
