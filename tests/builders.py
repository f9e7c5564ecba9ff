"""Builders of problems and hand-made plans: the parts of `tests/parts.py`, `shop`, `assign`, and random
shops.

The plant stands in Shanghai and "now" is Monday 2026-01-05 08:00; `at("13:00")` is a time of that Monday.
An order `A` is due at the end of that day unless `due` says otherwise; its operations are `A1`, `A2` …
"""

from collections.abc import Iterable
from datetime import datetime

from scheduler.domain.calendar import Calendar
from scheduler.domain.decompose import decomposed
from scheduler.domain.delivery import Destination
from scheduler.domain.material import Arrival, GroupTransfer, Material, ProductStock, Stock
from scheduler.domain.operation import (
    Operation,
    Progress,
    Rework,
)
from scheduler.domain.order import (
    Order,
)
from scheduler.domain.pin import Pin
from scheduler.domain.plan import AssignedUse, Assignment, Segment
from scheduler.domain.problem import Problem, PublishedStart, Settings
from scheduler.domain.product import Product
from scheduler.domain.record import (
    CompanyId,
    SupplierId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Resource, Supplier, Transport, Workshop
from tests.parts import (
    ALWAYS,
    AS_OF,
    CONSENT,
    DAY,
    SHANGHAI,
    arrival,
    at,
    day,
    destination,
    finished,
    instalment,
    line,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    shift,
    started,
    stock,
    transport,
    use,
    weekly,
    workers,
)
from tests.random_shops import random_shop

__all__ = [
    "ALWAYS",
    "AS_OF",
    "CONSENT",
    "DAY",
    "SHANGHAI",
    "arrival",
    "assign",
    "at",
    "day",
    "destination",
    "finished",
    "instalment",
    "line",
    "link",
    "machine",
    "material",
    "mode",
    "need",
    "operation",
    "order",
    "outsourced",
    "pin",
    "pool",
    "random_shop",
    "resource",
    "shift",
    "shop",
    "started",
    "stock",
    "transport",
    "use",
    "weekly",
    "workers",
]

# the shop


def shop(
    *,
    resources: Iterable[Resource] = (),
    orders: Iterable[Order] = (),
    operations: Iterable[Operation] = (),
    calendars: Iterable[Calendar] = (),
    companies: Iterable[Company] = (),
    workshops: Iterable[Workshop] = (),
    transports: Iterable[Transport] = (),
    materials: Iterable[Material] = (),
    stocks: Iterable[Stock] = (),
    arrivals: Iterable[Arrival] = (),
    group_transfers: Iterable[GroupTransfer] = (),
    suppliers: Iterable[Supplier] = (),
    products: Iterable[Product] = (),
    product_stocks: Iterable[ProductStock] = (),
    destinations: Iterable[Destination] = (),
    progress: Iterable[Progress] = (),
    reworks: Iterable[Rework] = (),
    pins: Iterable[Pin] = (),
    published: Iterable[PublishedStart] = (),
    settings: Settings | None = None,
    as_of: datetime = AS_OF,
    zone: str = "Asia/Shanghai",
) -> Problem:
    """A problem with company C1, its workshops W1 and W2, the calendars `always` and `day`, and supplier
    S1."""
    companies = tuple(companies) or (Company(id=CompanyId("C1")),)
    calendars = tuple(calendars)
    known = {calendar.id for calendar in calendars}
    return Problem(
        zone=zone,
        as_of=as_of,
        settings=settings or Settings(),
        companies=companies,
        workshops=tuple(workshops)
        or tuple(Workshop(id=WorkshopId(id_), company=companies[0].id) for id_ in ("W1", "W2")),
        calendars=tuple(calendar for calendar in (ALWAYS, DAY) if calendar.id not in known) + calendars,
        resources=tuple(resources) or (machine("M1"),),
        transports=tuple(transports),
        suppliers=tuple(suppliers) or (Supplier(id=SupplierId("S1")),),
        materials=tuple(materials),
        stocks=tuple(stocks),
        arrivals=tuple(arrivals),
        group_transfers=tuple(group_transfers),
        products=tuple(products),
        product_stocks=tuple(product_stocks),
        destinations=tuple(destinations),
        orders=tuple(orders),
        operations=tuple(operations),
        progress=tuple(progress),
        reworks=tuple(reworks),
        pins=tuple(pins),
        published=tuple(published),
    )


# plans


def assign(
    problem: Problem,
    operation_id: str,
    *segments: tuple[str, str],
    mode_id: str | None = None,
    units: dict[str, tuple[int, ...]] | None = None,
    set_up: str | None = None,
) -> Assignment:
    """An assignment that works in the given stretches, on the first stations unless `units` says else.

    `set_up` is where its station's set-up starts.
    """
    found = next(item for item in decomposed(problem).operations if item.id == operation_id)
    chosen = next(item for item in found.modes if item.id == (mode_id or found.modes[0].id))
    named = {item.id for item in problem.resources if item.named_units}
    work = tuple(Segment(start=at(start), end=at(end)) for start, end in segments)
    return Assignment(
        operation=found.id,
        order=found.order,
        mode=chosen.id,
        uses=tuple(
            AssignedUse(
                resource=item.resource,
                amount=item.units,
                units=(units or {}).get(item.resource, tuple(range(item.units)) if item.resource in named else ()),
            )
            for item in chosen.uses
        ),
        start=work[0].start,
        end=work[-1].end,
        segments=work,
        set_up_start=None if set_up is None else at(set_up),
    )
