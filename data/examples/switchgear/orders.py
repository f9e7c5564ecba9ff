"""From a case of the table to an order, and the everyday cases that the seed draws."""

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from scheduler.domain.order import (
    Consent,
    DeliveryTerms,
    Instalment,
    Order,
    OrderClass,
    OrderLine,
    OrderStatus,
    Payment,
    Penalty,
    ProductType,
    Reservation,
)
from scheduler.domain.record import CompanyId, DestinationId, Label, OrderId, ProductId

from .calendars import ONE_DAY, next_festival, public_holidays, working_day
from .cases import CUSTOMERS, ORDERS, ROUND_DAYS, SPECIAL, TERMS, Case, Story
from .group import COATING, DEVICES, METAL, SETS
from .products import COMPLETE_SETS, PRICE, PRODUCTS
from .sizes import Size

HOLIDAY_AFTER_DAYS = 49
"""The festival of the story begins at least so long after as-of: long enough to build the order."""

PACKED_BY_US = frozenset(product.id for product in PRODUCTS if any(step.id == "pack" for step in product.routing))
WRAPPING_MINUTES = 90
"""What is not packed as an operation is wrapped and put in store."""

STORAGE_COST = 150
"""Yuan for every started day, of an order whose customer accepts nothing early."""

NOON = time(12)

WORDS = {product.id: product.names for product in PRODUCTS}

_MIX = (("KYN28A", 3, 4), ("MNS", 4, 7), ("GGD", 4, 7), ("MNS", 4, 6), ("GGD", 4, 7), ("VS1-12", 8, 16))
"""What is sold every day: product, least and most."""

_DAYS = {
    "KYN28A": (12, 1.6), "MNS": (12, 1.5), "GGD": (10, 1.2), "XL21": (7, 0.4), "VS1-12": (7, 0.4),
}  # fmt: skip
"""Days from released drawings to delivery: for the order, and for each unit of it."""


class PlacedCase(NamedTuple):
    """A case with its order's id, in one of the rounds of a size."""

    id: OrderId
    case: Case
    round: int


def placed_cases(size: Size, random: Random) -> list[PlacedCase]:
    """One entry for every order of the size; the everyday ones are drawn anew each time."""
    days = [case.starts for case in SPECIAL] + [_everyday_start(row) for row in range(ORDERS - len(SPECIAL))]
    width = max(3, len(str(size.orders)))
    found = []
    for number, (round_, row) in enumerate(size.places(days), 1):
        case = SPECIAL[row] if row < len(SPECIAL) else _everyday(days[row], random)
        found.append(PlacedCase(OrderId(f"SO-26{number:0{width}}"), case, round_))
    return found


def _everyday_start(row: int) -> int:
    """Spread evenly over the round, so that the shop is never empty."""
    return 2 + row * 44 // (ORDERS - len(SPECIAL))


def _everyday(starts: int, random: Random) -> Case:
    product, least, most = random.choice(_MIX)
    quantity = random.randint(least, most)
    days, per_unit = _DAYS[product]
    due = starts + round((days + per_unit * quantity) * random.uniform(1.35, 1.6))
    customer = random.choice(tuple(CUSTOMERS))
    site = random.choice(("", "", "suzhou", "wuhan")) if product in COMPLETE_SETS else ""
    option = random.choice(("", "", "", "colour")) if product in COMPLETE_SETS else ""
    return Case(customer, product, quantity, starts, due, random.choice((2, 3, 3, 4)), options=option, site=site)


def orders(placed: Sequence[PlacedCase], as_of: datetime, random: Random) -> Iterator[Order]:
    free = public_holidays(as_of.date() - timedelta(days=60), as_of.date() + timedelta(days=800)).free
    for one in placed:
        yield _order(one, as_of, free, random)


def _order(placed: PlacedCase, as_of: datetime, free: Sequence[date], random: Random) -> Order:
    case = placed.case
    starts, due = dates(placed, as_of, free)
    status = OrderStatus(case.status)
    before = min(starts, as_of)
    signed = before - timedelta(days=random.randint(6, 14), hours=random.randint(0, 8))
    effective = status in (OrderStatus.EFFECTIVE, OrderStatus.ON_HOLD, OrderStatus.CANCELLED)
    english, chinese = CUSTOMERS[case.customer]
    terms = frozenset(case.terms.split())
    assert terms <= TERMS
    non_standard = case.story is Story.DESIGN or "non-standard" in terms
    return Order(
        id=placed.id,
        names=_names(case),
        customer=f"{english} {chinese}",
        company=_company(case.product),
        status=status,
        order_class=OrderClass.NON_STANDARD if non_standard else OrderClass.STANDARD,
        product_type=ProductType.COMPLETE_SET if case.product in COMPLETE_SETS else ProductType.OTHER,
        signed_at=signed if effective or status is OrderStatus.SIGNED else None,
        effective_at=signed + timedelta(days=random.randint(1, 3)) if effective else None,
        decomposed_at=starts,
        lines=(
            OrderLine(
                number=1,
                product=ProductId(case.product),
                quantity=case.quantity,
                instalments=_instalments(case, due, random),
                options=tuple(case.options.split()),
                routing="flat-pack" if "flat-pack" in terms else None,
            ),
        ),
        weight=case.weight,
        penalty=_penalty(terms),
        untradeable="untradeable" in terms,
        part_delivery_consent=Consent(by="Li Wei 李伟", at=signed) if case.story is Story.INSTALMENTS else None,
        delivery=DeliveryTerms.TO_SITE if case.site else DeliveryTerms.EX_WORKS,
        destination=DestinationId(case.site) if case.site else None,
        packing_minutes=0 if case.product in PACKED_BY_US else WRAPPING_MINUTES,
        reservation=_reservation(placed, as_of) if status is OrderStatus.RESERVED else None,
        value=case.quantity * PRICE[case.product],
        payment=_payment(terms, due, as_of),
        accepts_early=case.story is not Story.TO_THE_DAY,
        storage_cost_per_day=STORAGE_COST if case.story is Story.TO_THE_DAY else 0,
    )


def _penalty(terms: Set[str]) -> Penalty | None:
    if "penalty" not in terms:
        return None
    return Penalty(fixed=5_000, per_day=2_000, cap=40_000, waived="waived" in terms)


def _payment(terms: Set[str], due: date, as_of: datetime) -> Payment | None:
    """Before dispatch: received, expected a week before the due day, or nobody knows when."""
    if "paid" in terms:
        return Payment(received=True)
    if "pays-later" in terms:
        return Payment(expected=datetime.combine(due - timedelta(days=7), time(16), as_of.tzinfo))
    return Payment() if "pays-some-day" in terms else None


def dates(placed: PlacedCase, as_of: datetime, free: Sequence[date]) -> tuple[datetime, date]:
    """When work may start and the committed day.

    Nobody promises a day off, except for the order of the holiday story: its customer wants to switch on at the
    festival. It moves with the festival.
    """
    case, shift = placed.case, ROUND_DAYS * placed.round
    if case.story is Story.HOLIDAY and not placed.round:
        festival, _ = next_festival(as_of.date() + timedelta(days=HOLIDAY_AFTER_DAYS))
        return _morning(festival + timedelta(days=case.starts - case.due), as_of), festival
    starts = as_of.date() + timedelta(days=case.starts + shift)
    due = working_day(as_of.date() + timedelta(days=case.due + shift), free)
    if case.story is Story.TO_THE_DAY:  # the lorry of the day before brings it: that must be a working day too
        while working_day(due - ONE_DAY, free) != due - ONE_DAY:
            due = working_day(due + ONE_DAY, free)
    return _morning(starts, as_of), due


def _morning(day: date, as_of: datetime) -> datetime:
    return datetime.combine(day, time(8), as_of.tzinfo)


def _instalments(case: Case, due: date, random: Random) -> tuple[Instalment, ...]:
    """One, or two a week apart. Some customers asked for an earlier day than was promised them."""
    first = case.quantity // 2 if case.story is Story.INSTALMENTS else 0
    parts = (first, case.quantity - first) if first else (case.quantity,)
    moved = timedelta(days=7 if case.story is Story.LATE_PART else 0)
    return tuple(
        Instalment(
            number=number,
            quantity=part,
            requested=day - moved - timedelta(days=random.choice((0, 0, 2))),
            first_committed=day - moved,
            committed=day,
            committed_hour=NOON if "by-noon" in case.terms.split() else None,
        )
        for number, part in enumerate(parts, 1)
        for day in (due - timedelta(days=7 * (len(parts) - number)),)
    )


def _reservation(placed: PlacedCase, as_of: datetime) -> Reservation:
    return Reservation(until=as_of + timedelta(days=5), quote=f"Q-{placed.id.removeprefix('SO-')}")


def _company(product: str) -> CompanyId:
    if product in ("VS1-12", "JN15"):
        return DEVICES
    return {"ENC-LV": METAL, "SPRAY": COATING}.get(product, SETS)


def _names(case: Case) -> Label:
    words = WORDS[ProductId(case.product)]
    return Label(en=f"{case.quantity} × {words.en}", zh=f"{words.zh} {case.quantity}台")
