"""The whole input of one planning run, as one immutable record."""

import hashlib
import zoneinfo
from collections.abc import Iterable
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.domain.calendar import Calendar
from scheduler.domain.delivery import Destination
from scheduler.domain.goal import DEFAULT_GOALS, Goal
from scheduler.domain.material import Arrival, GroupTransfer, Material, ProductStock, Stock
from scheduler.domain.operation import Operation, Progress, Rework
from scheduler.domain.order import Order
from scheduler.domain.people import Lending
from scheduler.domain.pin import Pin
from scheduler.domain.product import Product
from scheduler.domain.record import (
    CompanyId,
    Instant,
    MaterialId,
    Minutes,
    ModeId,
    OperationId,
    ProductId,
    Record,
    Text,
)
from scheduler.domain.resource import Company, Resource, Supplier, Transport, Workshop

SCHEMA_VERSION = 1
"""Version of the stored form of problems and plans; `scheduler.domain.schema` upgrades older ones."""


MOST_LEVELS_OF_PARTS = 20


class TentativeOrders(StrEnum):
    """What happens to orders that are signed but not paid."""

    AFTER_BINDING = "after_binding"
    """Planned after the binding orders, never displacing them."""
    LIKE_BINDING = "like_binding"
    LEFT_OUT = "left_out"


class Settings(Record):
    """Policies of the plant that a run follows."""

    goals: Annotated[tuple[Goal, ...], Field(min_length=1)] = DEFAULT_GOALS
    tentative_orders: TentativeOrders = TentativeOrders.AFTER_BINDING
    use_expected_arrivals: bool = True
    """False: only confirmed arrivals can be used."""
    overdue_arrivals: Minutes | None = None
    """An overdue arrival is dated as-of plus these elapsed minutes; None: it can't be used until it is dated anew."""
    at_risk_minutes: Minutes = 2 * 24 * 60
    """An order on time with less slack than this is at risk."""
    overdue_confirmations: Annotated[Minutes, Field(ge=1)] = 24 * 60
    """An outside wait whose announced moment has passed is taken to end so many elapsed minutes after as-of."""
    default_transport_minutes: Minutes = 0
    """Between any two different workshops that `Problem.transports` does not name."""

    @model_validator(mode="after")
    def _goals_once(self) -> Self:
        if len(set(self.goals)) != len(self.goals):
            raise ValueError("a goal is listed twice")
        return self


class PublishedStart(Record):
    """Where the published plan put an operation; changing it counts as disturbance."""

    operation: OperationId
    piece: Annotated[int, Field(ge=0)] = 0
    mode: ModeId
    start: Instant


class Problem(Record):
    """Orders, operations, resources, calendars and materials at one moment.

    References between shared tables (a resource's calendar, a workshop's company …) are checked here and refuse the
    whole
    input. What is wrong inside one order does not: it makes that order *not plannable*, with the reason, and the
    rest is planned.
    """

    schema_version: Annotated[int, Field(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    name: Text = ""
    zone: str
    """The plant's time zone, an IANA name such as Asia/Shanghai."""
    as_of: Instant
    settings: Settings = Settings()
    companies: tuple[Company, ...]
    workshops: tuple[Workshop, ...]
    calendars: tuple[Calendar, ...]
    resources: tuple[Resource, ...]
    lendings: tuple[Lending, ...] = ()
    transports: tuple[Transport, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    materials: tuple[Material, ...] = ()
    stocks: tuple[Stock, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    group_transfers: tuple[GroupTransfer, ...] = ()
    products: tuple[Product, ...] = ()
    product_stocks: tuple[ProductStock, ...] = ()
    destinations: tuple[Destination, ...] = ()
    orders: tuple[Order, ...] = ()
    operations: tuple[Operation, ...] = ()
    progress: tuple[Progress, ...] = ()
    reworks: tuple[Rework, ...] = ()
    pins: tuple[Pin, ...] = ()
    published: tuple[PublishedStart, ...] = ()

    @model_validator(mode="after")
    def _zone_exists(self) -> Self:
        try:
            zoneinfo.ZoneInfo(self.zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"time zone {self.zone!r} is unknown: give an IANA name such as Asia/Shanghai") from None
        return self

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        for table in (
            "companies", "workshops", "calendars", "resources", "suppliers", "materials",
            "arrivals", "products", "destinations", "orders", "operations", "pins", "lendings", "reworks",
        ):  # fmt: skip
            _refuse_duplicates(table, [record.id for record in getattr(self, table)])
        for table in ("progress", "published"):
            _refuse_duplicates(table, [f"{record.operation}#{record.piece}" for record in getattr(self, table)])
        return self

    @model_validator(mode="after")
    def _shared_tables_fit(self) -> Self:
        companies = {company.id for company in self.companies}
        workshops = {workshop.id for workshop in self.workshops}
        calendars = {calendar.id for calendar in self.calendars}
        materials = {material.id for material in self.materials}
        for company in self.companies:
            if company.dispatch_calendar is not None:
                _known("companies", company.id, "dispatch_calendar", company.dispatch_calendar, calendars)
        for workshop in self.workshops:
            _known("workshops", workshop.id, "company", workshop.company, companies)
        for resource in self.resources:
            _known("resources", resource.id, "workshop", resource.workshop, workshops)
            _known("resources", resource.id, "calendar", resource.calendar, calendars)
        for transport in self.transports:
            place = f"{transport.from_workshop}-{transport.to_workshop}"
            _known("transports", place, "from_workshop", transport.from_workshop, workshops)
            _known("transports", place, "to_workshop", transport.to_workshop, workshops)
        for destination in self.destinations:
            if destination.receiving_calendar is not None:
                _known("destinations", destination.id, "receiving_calendar", destination.receiving_calendar, calendars)
        for stock in self.stocks:
            _known("stocks", stock.material, "material", stock.material, materials)
            _known("stocks", stock.material, "company", stock.company, companies)
        for arrival in self.arrivals:
            _known("arrivals", arrival.id, "material", arrival.material, materials)
            _known("arrivals", arrival.id, "company", arrival.company, companies)
        for order in self.orders:
            _known("orders", order.id, "company", order.company, companies)
        self._help_fits(companies, materials)
        return self

    def _help_fits(self, companies: set[CompanyId], materials: set[MaterialId]) -> None:
        """Whoever helps out exists: groups of people, other companies' stocks, substitutes."""
        resources = {resource.id: resource for resource in self.resources}
        for lending in self.lendings:
            for field in ("from_resource", "to_resource"):
                id_ = getattr(lending, field)
                _known("lendings", lending.id, field, id_, resources)
                if resources[id_].named_units:
                    raise ValueError(f"lendings {lending.id!r}: {field} {id_!r} is no group of people but a station")
        for transfer in self.group_transfers:
            place = f"{transfer.from_company}-{transfer.to_company}"
            _known("group_transfers", place, "from_company", transfer.from_company, companies)
            _known("group_transfers", place, "to_company", transfer.to_company, companies)
        for material in self.materials:
            for substitute in material.substitutes:
                _known("materials", material.id, "substitutes", substitute.material, materials)

    @model_validator(mode="after")
    def _parts_are_products(self) -> Self:
        """Made parts exist, can be made, and need not themselves for being made."""
        parts: dict[ProductId, dict[ProductId, None]] = {
            product.id: {part.product: None for step in product.steps for part in step.parts}
            for product in self.products
        }
        makeable = {product.id for product in self.products if product.routing}
        for product, needed in parts.items():
            for part in needed:
                _known("products", product, "parts", part, parts)
                if part not in makeable:
                    raise ValueError(f"products {product!r}: parts {part!r} has no ordinary routing to be made by")
        try:
            inner_first = list(TopologicalSorter(parts).static_order())
        except CycleError as error:
            loop = " → ".join(reversed(error.args[1]))
            raise ValueError(f"products {loop.split(' → ')[0]!r}: parts form a loop, {loop}") from None
        levels: dict[ProductId, int] = {}
        for product in inner_first:
            levels[product] = 1 + max((levels[part] for part in parts[product]), default=0)
            if levels[product] > MOST_LEVELS_OF_PARTS:
                raise ValueError(f"products {product!r}: parts in more than {MOST_LEVELS_OF_PARTS} levels")
        return self

    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON form; two problems are the same input exactly if their hashes are equal."""
        return content_hash(self)


def canonical(record: Record) -> bytes:
    """A record's compact JSON: its form's version, then its fields in their declared order, without defaults.

    A field added later with a default that means "as before" thus leaves the hashes of stored records as they are.
    """
    text = record.model_dump_json(exclude_defaults=True)
    version = getattr(record, "schema_version", None)
    if version is None or text.startswith('{"schema_version":'):
        return text.encode()
    return (f'{{"schema_version":{version}' + ("," if text != "{}" else "") + text[1:]).encode()


def content_hash(record: Record) -> str:
    """SHA-256, in hex, of a record's canonical form."""
    return hashlib.sha256(canonical(record)).hexdigest()


def _refuse_duplicates(table: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for row, id_ in enumerate(ids):
        if id_ in seen:
            raise ValueError(f"{table}[{row}]: id {id_!r} is used twice (first in {table}[{ids.index(id_)}])")
        seen.add(id_)


def _known(table: str, id_: str, field: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise ValueError(f"{table} {id_!r}: {field} {value!r} does not exist")
