"""Seeded random shops that mix everything the domain has, for tests of the engines and of the verifier."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from scheduler.domain.goal import Approval
from scheduler.domain.material import Arrival, Material, ProductStock, Stock
from scheduler.domain.operation import Link, Mode, Need, Operation, Progress, ProgressStatus, Relation
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
from scheduler.domain.problem import Problem, PublishedStart, Settings, TentativeOrders
from scheduler.domain.record import (
    ArrivalId,
    CalendarId,
    CompanyId,
    DestinationId,
    MaterialId,
    OperationId,
    OrderId,
    ProductId,
    SupplierId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Supplier, Transport, Workshop
from tests.parts import link, mode, outsourced, use
from tests.random_plant import RandomPlant


def random_shop(seed: int, size: int = 6, *, faults: bool = True) -> Problem:
    """A shop with `size` orders of one to six operations each; the same seed gives the same shop.

    With `faults`, up to a quarter of the orders can't be planned, each for a known reason.
    """
    return _Maker(seed).problem(size, faults)


class _Step(NamedTuple):
    """What the maker remembers of an operation, to report progress on it later."""

    operation: Operation
    order: int


class _Maker(RandomPlant):
    """Draws everything from one generator; the tables below are in the order of the problem's fields."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.steps: list[_Step] = []

    def problem(self, size: int, faults: bool) -> Problem:
        orders = [self.order(number) for number in range(size)]
        for number, order in enumerate(orders):
            self.by_hand(number, order)
        if faults:
            self.spoil(size)
        operations = [step.operation for step in self.steps]
        progress = self.progress(orders)
        return Problem(
            name="random shop",
            zone=self.zone.key,
            as_of=self.as_of,
            settings=self.settings(),
            companies=(
                Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("day") if self.chance(0.5) else None),
                Company(id=CompanyId("C2"), instruction_minutes=60, decomposition_minutes_other=90),
            ),
            workshops=tuple(
                Workshop(id=WorkshopId(id_), company=CompanyId(company))
                for id_, company in (("W1", "C1"), ("W2", "C1"), ("W3", "C2"))
            ),
            calendars=self.calendars(),
            resources=self.resources(),
            transports=(
                Transport(from_workshop=WorkshopId("W1"), to_workshop=WorkshopId("W2"), minutes=30),
                Transport(from_workshop=WorkshopId("W2"), to_workshop=WorkshopId("W1"), minutes=45),
            ),
            suppliers=(Supplier(id=SupplierId("S1")),),
            materials=(
                Material(id=MaterialId("copper"), lead_minutes=5 * 1440, inspection_minutes=120),
                Material(id=MaterialId("steel"), lead_minutes=12 * 1440),
            ),
            stocks=(
                Stock(
                    material=MaterialId("copper"),
                    company=CompanyId("C1"),
                    quantity=Decimal(self.rng.randint(0, 6)),
                ),
                Stock(
                    material=MaterialId("copper"),
                    company=CompanyId("C1"),
                    place="yard",
                    quantity=Decimal("1.5"),
                ),
                Stock(
                    material=MaterialId("steel"),
                    company=CompanyId("C2"),
                    quantity=Decimal(self.rng.randint(0, 4)),
                ),
            ),
            arrivals=self.arrivals(size),
            products=(self.cabinet(),),
            product_stocks=(
                ProductStock(product=ProductId("cabinet"), company=CompanyId("C1"), quantity=self.rng.randint(0, 3)),
            ),
            destinations=self.destinations(),
            orders=tuple(orders),
            operations=tuple(operations),
            progress=progress,
            pins=self.pins({report.operation for report in progress}),
            published=tuple(
                PublishedStart(operation=operation.id, mode=operation.modes[0].id, start=self.later(0, 48))
                for operation in operations
                if operation.modes and self.chance(0.2)
            ),
        )

    def settings(self) -> Settings:
        return Settings(
            tentative_orders=self.rng.choice(list(TentativeOrders)),
            use_expected_arrivals=self.chance(0.7),
            overdue_arrivals=self.rng.choice((None, 0, 2 * 1440)),
            at_risk_minutes=self.rng.choice((0, 1440, 2880)),
            default_transport_minutes=self.rng.choice((0, 20)),
        )

    def mode(self, id_: str) -> Mode:
        """A machine, a pool with or without fitters who leave in pauses, designers alone, or outside work."""
        minutes = self.rng.choice(("0.5", "7.125", "30", "60", "125", "240"))
        set_up = self.rng.choice((0, 0, 15))
        kind = self.rng.randrange(8)
        cost = self.rng.choice((0, 0, 40))
        if kind < 3:
            machine = self.rng.choice(("saw", "laser", "oven"))
            return mode(machine, minutes=minutes, id_=id_, set_up=set_up, cost=cost)
        if kind < 6:
            fitters = use("fitters", self.rng.randint(1, 3), held=self.chance(0.3))
            station = use(self.rng.choice(("benches", "cells")), self.rng.choice((1, 1, 2)), held=self.chance(0.8))
            uses = (station, fitters) if self.chance(0.6) else (station,)
            return mode(*uses, minutes=minutes, id_=id_, set_up=set_up, cost=cost)
        if kind < 7:
            return mode(use("designers", held=False), minutes=minutes, id_=id_, set_up=set_up)
        approval = self.rng.choice((Approval.APPROVED, Approval.STANDING, Approval.PROPOSED, Approval.REFUSED))
        return outsourced(self.rng.randint(200, 3000), id_=id_, approval=approval, cost=90)

    def order(self, number: int) -> Order:
        rng = self.rng
        status = rng.choice((OrderStatus.EFFECTIVE,) * 8 + (OrderStatus.SIGNED,) * 2 + tuple(OrderStatus))
        first = self.today + timedelta(days=rng.randint(-1, 6))
        lines = tuple(self.line(1 + i, first) for i in range(rng.choice((1, 1, 2))))
        to = rng.choice((None, None, "near", "far"))
        return Order(
            id=OrderId(f"R{number}"),
            company=CompanyId(rng.choice(("C1", "C1", "C2"))),
            status=status,
            order_class=rng.choice((OrderClass.STANDARD, OrderClass.NON_STANDARD)),
            product_type=rng.choice((ProductType.OTHER, ProductType.OTHER, ProductType.COMPLETE_SET)),
            effective_at=self.later(-72, -1) if status is OrderStatus.EFFECTIVE else None,
            decomposed_at=self.later(-24, 8) if self.chance(0.6) else None,
            lines=lines,
            weight=rng.choice((0, 1, 1, 3, 10)),
            penalty=self.penalty() if self.chance(0.4) else None,
            untradeable=self.chance(0.15),
            part_delivery_consent=Consent(by="the buyer", at=self.as_of) if self.chance(0.5) else None,
            delivery=DeliveryTerms.EX_WORKS if to is None else DeliveryTerms.TO_SITE,
            destination=None if to is None else DestinationId(to),
            packing_minutes=rng.choice((0, 0, 45, 200)),
            reservation=Reservation(until=self.later(-3, 9)) if status is OrderStatus.RESERVED else None,
        )

    def penalty(self) -> Penalty:
        rng = self.rng
        return Penalty(
            fixed=rng.choice((0, 500)),
            per_day=rng.choice((100, 250)),
            cap=rng.choice((None, 400)),
            waived=self.chance(0.2),
        )

    def line(self, number: int, first: date) -> OrderLine:
        parts = tuple(
            Instalment(
                number=1 + i,
                quantity=self.rng.randint(1, 3),
                requested=first,
                first_committed=first + timedelta(days=i),
                committed=first + timedelta(days=i + self.rng.choice((0, 0, 2))),
                committed_hour=time(17) if self.chance(0.3) else None,
            )
            for i in range(self.rng.choice((1, 1, 2)))
        )
        return OrderLine(
            number=number,
            product=ProductId("cabinet"),
            quantity=sum(part.quantity for part in parts),
            instalments=parts,
        )

    def by_hand(self, number: int, order: Order) -> None:
        """A network of one to six operations; a third of the orders leave it to the routing."""
        if number % 3 == 2:
            return
        rng = self.rng
        whole_order = self.chance(0.5)
        mine: list[Operation] = []
        for line in order.lines:
            if not whole_order and self.chance(0.2):
                continue  # this line is made by the routing
            for _ in range(rng.randint(1, 3)):
                behind = rng.sample(mine, min(len(mine), rng.choice((0, 1, 1, 2))))
                mine.append(
                    Operation(
                        id=OperationId(f"R{number}-{len(mine) + 1}"),
                        order=order.id,
                        line=None if whole_order else line.number,
                        instalment=1 if not whole_order and self.chance(0.3) else None,
                        quantity=Decimal(rng.choice(("1", "2", "2.5"))),
                        modes=tuple(self.mode(f"m{i}") for i in range(rng.choice((1, 1, 2, 3)))),
                        after=tuple(self.link(other.id) for other in behind),
                        needs=self.needs(),
                        resumable=not self.chance(0.25),
                        not_before=self.later(0, 40) if self.chance(0.15) else None,
                    )
                )
        self.steps += [_Step(operation, number) for operation in mine]

    def link(self, before: str) -> Link:
        relations = (*[Relation.FINISH_START] * 5, *Relation)
        minimum = self.rng.choice((0, 0, 90))
        maximum = minimum + self.rng.choice((0, 60, 600)) if self.chance(0.2) else None
        return link(before, minimum, relation=self.rng.choice(relations), maximum=maximum)

    def needs(self) -> tuple[Need, ...]:
        quantity = Decimal(self.rng.choice(("0.5", "1", "2", "4")))
        material = MaterialId(self.rng.choice(("copper", "steel")))
        return (Need(material=material, quantity=quantity),) if self.chance(0.4) else ()

    def spoil(self, size: int) -> None:
        """Gives up to a quarter of the orders one fault each."""
        firsts = {step.order: i for i, step in reversed(list(enumerate(self.steps)))}
        for number in self.rng.sample(sorted(firsts), min(len(firsts), size // 4)):
            row = firsts[number]
            operation = self.steps[row].operation
            spoiled = self.rng.choice(
                (
                    {"modes": (mode("nowhere"),)},
                    {"after": (link(operation.id),)},
                    {"after": (link("nobody"),)},
                    {"modes": (outsourced(600, approval=Approval.PROPOSED),)},
                    {"modes": (mode("saw", minutes=481),), "resumable": False},
                    {"modes": (mode(use("fitters", 5)),)},
                    {"needs": (Need(material=MaterialId("unobtainium"), quantity=Decimal(1)),)},
                    {"line": 9},
                )
            )
            self.steps[row] = _Step(operation.model_copy(update=spoiled), number)

    def arrivals(self, size: int) -> tuple[Arrival, ...]:
        rng = self.rng
        return tuple(
            Arrival(
                id=ArrivalId(f"PO{i}"),
                material=MaterialId(rng.choice(("copper", "steel"))),
                company=CompanyId(rng.choice(("C1", "C1", "C2"))),
                quantity=Decimal(rng.choice(("0.5", "2", "3", "8"))),
                at=self.later(-30, 120),
                confirmed=self.chance(0.7),
                order=OrderId(f"R{rng.randrange(size)}") if self.chance(0.4) else None,
                inspection_minutes=rng.choice((None, None, 30)),
            )
            for i in range(4 + size)
        )

    def progress(self, orders: list[Order]) -> tuple[Progress, ...]:
        """Finished and started operations; no resource carries more started work than it has units."""
        loads = {"saw": 1, "laser": 1, "oven": 1, "benches": 3, "cells": 2, "fitters": 4, "designers": 2}
        done: set[OperationId] = set()
        reports: list[Progress] = []
        for step in self.steps:
            operation = step.operation
            effective = orders[step.order].status is OrderStatus.EFFECTIVE
            ready = all(behind.operation in done for behind in operation.after)
            if not (effective and ready and operation.modes and self.chance(0.25)):
                continue
            chosen = self.rng.choice(operation.modes)
            needed = {item.resource: item.units for item in chosen.uses}
            if chosen.outsourcing is not None and not chosen.outsourcing.approval.usable:
                continue
            begun = self.later(-20, -10)
            if self.chance(0.5):
                reports.append(
                    Progress(
                        operation=operation.id,
                        status=ProgressStatus.FINISHED,
                        mode=chosen.id,
                        started_at=begun,
                        finished_at=begun + timedelta(minutes=self.rng.randint(0, 500)),
                    )
                )
                done.add(operation.id)
            elif all(loads.get(resource, 0) >= units for resource, units in needed.items()):
                reports.append(
                    Progress(
                        operation=operation.id,
                        status=ProgressStatus.STARTED,
                        mode=chosen.id,
                        started_at=begun,
                        remaining_minutes=self.rng.randint(1, 120),
                    )
                )
                for resource, units in needed.items():
                    loads[resource] -= units
        return tuple(reports)

    def pins(self, reported: set[OperationId]) -> tuple[Pin, ...]:
        """Pins of every kind; "before" always points to a later order, so that no loop arises."""
        pins: list[Pin] = []
        for step in self.steps:
            operation = step.operation
            if not operation.modes or not self.chance(0.3):
                continue
            kind = self.rng.choice(list(PinKind))
            others = [other.operation for other in self.steps if other.order > step.order]
            uses = [item.resource for chosen in operation.modes for item in chosen.uses]
            if (kind is PinKind.BEFORE and not others) or (kind is PinKind.RESOURCE and not uses):
                continue
            timed = kind in (PinKind.START, PinKind.NOT_BEFORE, PinKind.NOT_AFTER)
            pins.append(
                Pin(
                    id=f"pin {len(pins) + 1}",
                    operation=operation.id,
                    kind=kind,
                    resource=self.rng.choice(uses) if kind is PinKind.RESOURCE else None,
                    at=self.later(-2, 90) if timed else None,
                    other=self.rng.choice(others).id if kind is PinKind.BEFORE else None,
                    who="the production manager",
                    until=self.rng.choice((None, None, self.as_of, self.as_of - timedelta(minutes=1))),
                )
            )
        return tuple(pins)
