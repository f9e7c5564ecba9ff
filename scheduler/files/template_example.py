"""The small shop that the template shows: everything that a plan needs, and nothing more."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from scheduler.domain.calendar import Break, Calendar, Shift
from scheduler.domain.operation import Mode, Use
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    Label,
    ModeId,
    OrderId,
    ProductId,
    ResourceId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, ResourceKind, Workshop

SHOWN = (
    "plant", "companies", "workshops", "calendars", "shifts", "resources",
    "products", "routing_steps", "routing_modes", "orders", "order_lines",
)  # fmt: skip
"""The tables that have rows in the example: the least that a plan needs."""


def example() -> Problem:
    """One workshop with a press and three fitters makes cabinets in two steps; two of them are ordered."""
    return Problem(
        name="Example / 示例",
        zone="Asia/Shanghai",
        as_of=datetime(2026, 1, 5, 0, 0, tzinfo=UTC),
        companies=(Company(id=CompanyId("C1"), names=Label(en="Switchgear Ltd", zh="开关柜公司")),),
        workshops=(Workshop(id=WorkshopId("W1"), names=Label(en="Assembly", zh="装配车间"), company=CompanyId("C1")),),
        calendars=(Calendar(id=CalendarId("day"), names=Label(en="Day shift", zh="白班"), weekly=_WEEK),),
        resources=(
            _resource("press", Label(en="Press", zh="折弯机"), ResourceKind.MACHINE, 1),
            _resource("fitters", Label(en="Fitters", zh="装配工"), ResourceKind.WORKERS, 3),
        ),
        products=(_PRODUCT,),
        orders=(_ORDER,),
    )


_WEEK = tuple(
    Shift(weekday=weekday, start=time(8), end=time(17), breaks=(Break(start=time(12), end=time(13)),))
    for weekday in range(1, 6)
)


def _resource(id_: str, names: Label, kind: ResourceKind, units: int) -> Resource:
    return Resource(
        id=ResourceId(id_),
        names=names,
        kind=kind,
        workshop=WorkshopId("W1"),
        calendar=CalendarId("day"),
        units=units,
    )


def _mode(resource: str, units: int, set_up_minutes: int, minutes_per_unit: int) -> Mode:
    return Mode(
        id=ModeId("own"),
        uses=(Use(resource=ResourceId(resource), units=units),),
        set_up_minutes=set_up_minutes,
        minutes_per_unit=Decimal(minutes_per_unit),
    )


_PRODUCT = Product(
    id=ProductId("cabinet"),
    names=Label(en="Cabinet", zh="柜体"),
    routing=(
        RoutingStep(id="bend", names=Label(en="Bend", zh="折弯"), modes=(_mode("press", 1, 30, 40),)),
        RoutingStep(id="fit", names=Label(en="Fit", zh="装配"), modes=(_mode("fitters", 2, 0, 240),), after=("bend",)),
    ),
)

_ORDER = Order(
    id=OrderId("SO-001"),
    customer="East Power / 华东电力",
    company=CompanyId("C1"),
    status=OrderStatus.EFFECTIVE,
    effective_at=datetime(2026, 1, 4, 1, 0, tzinfo=UTC),
    lines=(
        OrderLine(
            number=1,
            product=ProductId("cabinet"),
            quantity=2,
            instalments=(
                Instalment(
                    number=1,
                    quantity=2,
                    requested=date(2026, 1, 16),
                    first_committed=date(2026, 1, 16),
                    committed=date(2026, 1, 16),
                ),
            ),
        ),
    ),
)
