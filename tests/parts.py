"""Orders, operations, resources and materials in one line each; `tests/builders.py` puts them together.

The plant of these builders stands in Shanghai (no daylight saving) and "now" is Monday 2026-01-05 08:00.
Times are written as a planner would: `at("01-05 13:00")`, or `at("13:00")` for a time of that Monday.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import Break, Calendar, Shift
from scheduler.domain.delivery import Destination
from scheduler.domain.goal import Approval
from scheduler.domain.material import Arrival, GroupTransfer, Material, Stock, Substitute
from scheduler.domain.operation import (
    Link,
    Mode,
    Need,
    Operation,
    Outsourcing,
    Progress,
    ProgressStatus,
    Relation,
    Rework,
    TaskKind,
    Use,
    Waiting,
)
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
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.record import (
    ArrivalId,
    CalendarId,
    CompanyId,
    DestinationId,
    MaterialId,
    ModeId,
    OperationId,
    OrderId,
    ProductId,
    ResourceId,
    SupplierId,
    WorkshopId,
)
from scheduler.domain.resource import Downtime, Resource, ResourceKind, Transport

SHANGHAI = ZoneInfo("Asia/Shanghai")
AS_OF = datetime(2026, 1, 5, 8, 0, tzinfo=SHANGHAI).astimezone(UTC)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`2026-01-05 08:00`, `01-05 08:00` or `08:00` (of Monday 2026-01-05), plant time, as an aware moment."""
    day, _, clock = text.rpartition(" ")
    day = {0: "2026-01-05", 5: f"2026-{day}"}.get(len(day), day)
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone).astimezone(UTC)


def day(text: str) -> date:
    """`2026-01-05` or `01-05`."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


# calendars


def shift(weekday: int, start: str, end: str, *breaks: tuple[str, str]) -> Shift:
    return Shift(
        weekday=weekday,
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        breaks=tuple(Break(start=time.fromisoformat(a), end=time.fromisoformat(b)) for a, b in breaks),
    )


def weekly(id_: str, days: Iterable[int], start: str, end: str, *breaks: tuple[str, str]) -> Calendar:
    """The same shift on several weekdays (1 is Monday)."""
    return Calendar(id=CalendarId(id_), weekly=tuple(shift(weekday, start, end, *breaks) for weekday in days))


ALWAYS = weekly("always", range(1, 8), "00:00", "00:00")
"""Open day and night."""
DAY = weekly("day", range(1, 6), "08:00", "17:00", ("12:00", "13:00"))
"""Monday to Friday 08-12 and 13-17: 480 minutes a day."""


# resources


def resource(
    id_: str,
    kind: ResourceKind = ResourceKind.MACHINE,
    *,
    calendar: str = "always",
    units: int = 1,
    workshop: str = "W1",
    efficiency: int = 100,
    down: Iterable[tuple[str, str]] = (),
) -> Resource:
    return Resource(
        id=ResourceId(id_),
        kind=kind,
        workshop=WorkshopId(workshop),
        calendar=CalendarId(calendar),
        units=units,
        efficiency_percent=efficiency,
        downtimes=tuple(Downtime(start=at(start), end=at(end)) for start, end in down),
    )


def machine(id_: str, *, calendar: str = "always", workshop: str = "W1", efficiency: int = 100) -> Resource:
    return resource(id_, calendar=calendar, workshop=workshop, efficiency=efficiency)


def pool(id_: str, units: int, *, calendar: str = "always", workshop: str = "W1") -> Resource:
    return resource(id_, ResourceKind.POOL, units=units, calendar=calendar, workshop=workshop)


def workers(id_: str, units: int, *, calendar: str = "always", workshop: str = "W1") -> Resource:
    return resource(id_, ResourceKind.WORKERS, units=units, calendar=calendar, workshop=workshop)


def transport(from_workshop: str, to_workshop: str, minutes: int) -> Transport:
    return Transport(from_workshop=WorkshopId(from_workshop), to_workshop=WorkshopId(to_workshop), minutes=minutes)


# orders


def instalment(
    number: int, due: str, *, quantity: int = 1, first: str | None = None, hour: str | None = None
) -> Instalment:
    """One delivery date; `first` is the first commitment where it differs from the current one."""
    return Instalment(
        number=number,
        quantity=quantity,
        requested=day(first or due),
        first_committed=day(first or due),
        committed=day(due),
        committed_hour=None if hour is None else time.fromisoformat(hour),
    )


def line(number: int, *instalments: Instalment, product: str = "goods") -> OrderLine:
    return OrderLine(
        number=number,
        product=ProductId(product),
        quantity=sum(part.quantity for part in instalments),
        instalments=instalments,
    )


CONSENT = Consent(by="the customer", at=AS_OF)


def order(
    id_: str,
    due: str = "01-05",
    *,
    hour: str | None = None,
    quantity: int = 1,
    product: str = "goods",
    lines: tuple[OrderLine, ...] | None = None,
    status: OrderStatus = OrderStatus.EFFECTIVE,
    effective: datetime | None = AS_OF,
    decomposed_at: datetime | None = AS_OF,
    order_class: OrderClass = OrderClass.STANDARD,
    product_type: ProductType = ProductType.OTHER,
    company: str = "C1",
    weight: int = 1,
    penalty: Penalty | None = None,
    untradeable: bool = False,
    consent: bool = False,
    to: str | None = None,
    packing: int = 0,
    reserved_until: datetime | None = None,
    payment: Payment | None = None,
    accepts_early: bool = True,
    storage: int = 0,
) -> Order:
    """An order whose work may start at once (its tasks are known), ex works unless it goes `to` a site."""
    return Order(
        id=OrderId(id_),
        company=CompanyId(company),
        status=OrderStatus.RESERVED if reserved_until is not None else status,
        order_class=order_class,
        product_type=product_type,
        effective_at=effective,
        decomposed_at=decomposed_at,
        lines=lines or (line(1, instalment(1, due, quantity=quantity, hour=hour), product=product),),
        weight=weight,
        penalty=penalty,
        untradeable=untradeable,
        part_delivery_consent=CONSENT if consent else None,
        delivery=DeliveryTerms.EX_WORKS if to is None else DeliveryTerms.TO_SITE,
        destination=None if to is None else DestinationId(to),
        packing_minutes=packing,
        reservation=None if reserved_until is None else Reservation(until=reserved_until),
        payment=payment,
        accepts_early=accepts_early,
        storage_cost_per_day=storage,
    )


# operations


def use(resource_id: str, units: int = 1, *, held: bool = True) -> Use:
    return Use(resource=ResourceId(resource_id), units=units, held=held)


def mode(
    *on: str | Use,
    minutes: int | str = 60,
    id_: str | None = None,
    set_up: int = 0,
    cost: int = 0,
) -> Mode:
    """Work on resources; `minutes` are per unit of quantity (1 unless said), its id is the first
    resource's."""
    uses = tuple(use(item) if isinstance(item, str) else item for item in on)
    return Mode(
        id=ModeId(id_ or uses[0].resource),
        uses=uses,
        set_up_minutes=set_up,
        minutes_per_unit=Decimal(minutes),
        cost=cost,
    )


def outsourced(
    lead: int,
    *,
    id_: str = "out",
    approval: Approval = Approval.APPROVED,
    cost: int = 0,
    supplier: str = "S1",
) -> Mode:
    return Mode(
        id=ModeId(id_),
        cost=cost,
        outsourcing=Outsourcing(supplier=SupplierId(supplier), lead_minutes=lead, approval=approval),
    )


def at_supplier(
    *on: str | Use,
    minutes: int | str = 60,
    there: int = 0,
    back: int = 0,
    id_: str | None = None,
    approval: Approval = Approval.APPROVED,
    cost: int = 0,
) -> Mode:
    """Work by a supplier's capacity, which is a resource, with the ways there and back."""
    outside = Outsourcing(supplier=SupplierId("S1"), there_minutes=there, back_minutes=back, approval=approval)
    return mode(*on, minutes=minutes, id_=id_, cost=cost).model_copy(update={"outsourcing": outside})


def waiting(minutes: int, *, id_: str = "wait") -> Mode:
    """An outside wait for the customer."""
    return Mode(id=ModeId(id_), waiting=Waiting(party="the customer", minutes=minutes))


def rework(id_: str, operation_id: str, *on: str, minutes: int = 60, reported: str = "08:00") -> Rework:
    return Rework(
        id=id_, operation=OperationId(operation_id), modes=(mode(*on, minutes=minutes),), reported_at=at(reported)
    )


def link(
    operation_id: str,
    minimum: int = 0,
    *,
    relation: Relation = Relation.FINISH_START,
    maximum: int | None = None,
) -> Link:
    return Link(
        operation=OperationId(operation_id),
        relation=relation,
        minimum_minutes=minimum,
        maximum_minutes=maximum,
    )


def need(material_id: str, quantity: int | str = 1, *, may_follow: bool = False) -> Need:
    return Need(material=MaterialId(material_id), quantity=Decimal(quantity), may_follow=may_follow)


def operation(
    id_: str,
    *,
    of: str | None = None,
    on: str | Use | tuple[str | Use, ...] = "M1",
    minutes: int | str = 60,
    modes: tuple[Mode, ...] | None = None,
    after: str | Link | tuple[str | Link, ...] = (),
    needs: tuple[Need, ...] = (),
    quantity: int | str = 1,
    line: int | None = None,
    instalment: int | None = None,
    resumable: bool = True,
    not_before: str | None = None,
    kind: TaskKind = TaskKind.FABRICATION,
) -> Operation:
    """`operation("A1", on="M1", minutes=60, after="A0")`: order A, the letters before the number."""
    links = after if isinstance(after, tuple) else (after,)
    return Operation(
        id=OperationId(id_),
        order=OrderId(of or id_.rstrip("0123456789")),
        line=line,
        instalment=instalment,
        kind=kind,
        quantity=Decimal(quantity),
        modes=modes or (mode(*(on if isinstance(on, tuple) else (on,)), minutes=minutes),),
        after=tuple(link(item) if isinstance(item, str) else item for item in links),
        needs=needs,
        resumable=resumable,
        not_before=None if not_before is None else at(not_before),
    )


def started(
    operation_id: str, since: str, remaining: int | None, mode_id: str = "M1", *, expected: str | None = None
) -> Progress:
    return Progress(
        operation=OperationId(operation_id),
        status=ProgressStatus.STARTED,
        mode=ModeId(mode_id),
        started_at=at(since),
        remaining_minutes=remaining,
        expected_at=None if expected is None else at(expected),
    )


def finished(operation_id: str, since: str, until: str, mode_id: str = "M1") -> Progress:
    return Progress(
        operation=OperationId(operation_id),
        status=ProgressStatus.FINISHED,
        mode=ModeId(mode_id),
        started_at=at(since),
        finished_at=at(until),
    )


def pin(
    id_: str,
    operation_id: str,
    kind: PinKind,
    *,
    to: str | None = None,
    when: str | None = None,
    other: str | None = None,
    until: str | None = None,
) -> Pin:
    """`to` a resource, `when` for the kinds with a time, `other` operation for "before"."""
    return Pin(
        id=id_,
        operation=OperationId(operation_id),
        kind=kind,
        resource=None if to is None else ResourceId(to),
        at=None if when is None else at(when),
        other=None if other is None else OperationId(other),
        who="the production manager",
        until=None if until is None else at(until),
    )


# materials


def material(
    id_: str,
    *,
    lead: int = 10 * 1440,
    inspection: int = 0,
    supplier: str | None = None,
    substitutes: tuple[Substitute, ...] = (),
) -> Material:
    return Material(
        id=MaterialId(id_),
        lead_minutes=lead,
        inspection_minutes=inspection,
        supplier=None if supplier is None else SupplierId(supplier),
        substitutes=substitutes,
    )


def substitute(
    material_id: str, ratio: int | str = 1, *, cost: int = 0, approval: Approval = Approval.APPROVED
) -> Substitute:
    return Substitute(material=MaterialId(material_id), ratio=Decimal(ratio), cost_per_unit=cost, approval=approval)


def transfer(
    from_company: str, to_company: str, minutes: int, *, cost: int = 0, approval: Approval = Approval.STANDING
) -> GroupTransfer:
    return GroupTransfer(
        from_company=CompanyId(from_company),
        to_company=CompanyId(to_company),
        minutes=minutes,
        cost=cost,
        approval=approval,
    )


def stock(material_id: str, quantity: int | str, *, company: str = "C1") -> Stock:
    return Stock(material=MaterialId(material_id), company=CompanyId(company), quantity=Decimal(quantity))


def arrival(
    id_: str,
    material_id: str,
    quantity: int | str,
    when: str,
    *,
    company: str = "C1",
    confirmed: bool = True,
    dedicated_to: str | None = None,
    inspection: int | None = None,
    supplier: str | None = None,
) -> Arrival:
    return Arrival(
        id=ArrivalId(id_),
        material=MaterialId(material_id),
        company=CompanyId(company),
        quantity=Decimal(quantity),
        at=at(when),
        confirmed=confirmed,
        order=None if dedicated_to is None else OrderId(dedicated_to),
        inspection_minutes=inspection,
        supplier=None if supplier is None else SupplierId(supplier),
    )


def destination(id_: str, *, transit: int = 0, receiving: str | None = None) -> Destination:
    return Destination(
        id=DestinationId(id_),
        transit_minutes=transit,
        receiving_calendar=None if receiving is None else CalendarId(receiving),
    )
