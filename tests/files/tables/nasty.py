"""Seeded problems that hold everything a spreadsheet likes to spoil, in every field that may hold it."""

from typing import Any

from scheduler.domain.calendar import Calendar, CalendarException, MakeUpDay, OvertimeWindow
from scheduler.domain.delivery import Destination
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.material import Arrival, Material, ProductStock, Stock
from scheduler.domain.operation import Link, Need, Operation, Progress, ProgressStatus, Relation, Station, TaskKind
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
from scheduler.domain.product import Product, QuantityBreak, Routing, RoutingStep, StepNeed, StepPart
from scheduler.domain.resource import Company, Downtime, Resource, ResourceKind, Supplier, Transport, Workshop
from tests.files.tables.nasty_rules import NastyRules
from tests.files.tables.nasty_values import LOOSE, WORDS


def nasty_problem(seed: int) -> Problem:
    """The same seed gives the same problem."""
    return _Maker(seed).problem()


class _Maker(NastyRules):
    """Tables in the order of the problem's fields, records before their parts."""

    def problem(self) -> Problem:
        companies, calendars, workshops = self.ids("companies"), self.ids("calendars"), self.ids("workshops")
        materials, products, orders = self.ids("materials"), self.ids("products", 5), self.ids("orders", 6, 0)
        operations = self.ids("operations", 8, 0)
        pick = self.rng.choice
        resources = tuple(self.resource(i, pick(workshops), pick(calendars)) for i in self.ids("resources", 6))
        return Problem(
            name=self.text(),
            zone=self.zone,
            as_of=self.moment(),
            settings=self.settings(),
            companies=tuple(
                Company(
                    id=i,
                    names=self.names(),
                    instruction_minutes=self.minutes(),
                    dispatch_calendar=self.maybe(pick(calendars)),
                )
                for i in companies
            ),
            workshops=tuple(Workshop(id=i, names=self.names(), company=pick(companies)) for i in workshops),
            calendars=tuple(self.calendar(i) for i in calendars),
            resources=resources,
            lendings=self.lendings(resources),
            transports=tuple(
                Transport(from_workshop=pick(workshops), to_workshop=pick(workshops), minutes=self.minutes())
                for _ in range(2)
            ),
            suppliers=tuple(
                Supplier(id=i, names=self.names(), usual_delay_minutes=self.minutes())
                for i in self.ids("suppliers", 3, 0)
            ),
            materials=tuple(self.material(i, materials) for i in materials),
            stocks=tuple(
                Stock(material=pick(materials), company=pick(companies), place=self.text(), quantity=self.amount())
                for _ in range(4)
            ),
            arrivals=tuple(self.arrival(i, pick(materials), pick(companies)) for i in self.ids("arrivals", 4, 0)),
            group_transfers=tuple(self.group_transfer(pick(companies), pick(companies)) for _ in range(2)),
            products=self.products(products),
            product_stocks=tuple(
                ProductStock(product=self.loose(), company=self.loose(), quantity=self.rng.choice((0, 3)))
                for _ in range(2)
            ),
            destinations=tuple(
                Destination(id=i, names=self.names(), transit_minutes=1, receiving_calendar=self.maybe(pick(calendars)))
                for i in self.ids("destinations", 2, 0)
            ),
            orders=tuple(self.order(i, pick(companies)) for i in orders),
            operations=tuple(self.operation(i) for i in operations),
            progress=tuple(self.progress(i) for i in operations if self.yes()),
            reworks=tuple(self.rework(i) for i in self.ids("reworks", 2, 0)),
            pins=tuple(self.pin(i) for i in self.ids("pins", 5, 0)),
            published=tuple(
                PublishedStart(operation=i, piece=piece, mode=self.loose(), start=self.moment())
                for i in operations
                for piece in range(self.rng.randint(0, 2))
            ),
        )

    def settings(self) -> Settings:
        return Settings(
            goals=tuple(self.rng.sample(list(Goal), self.rng.randint(1, len(Goal)))),
            tentative_orders=self.rng.choice(list(TentativeOrders)),
            use_expected_arrivals=self.yes(),
            overdue_arrivals=self.maybe(self.minutes()),
            at_risk_minutes=self.minutes(),
            overdue_confirmations=self.some_minutes(),
            default_transport_minutes=self.minutes(),
        )

    def calendar(self, id_: Any) -> Calendar:
        same = self.shift(1)
        days = [self.rng.randint(1, 7) for _ in range(self.rng.randint(0, 6))]
        return Calendar(
            id=id_,
            names=self.names(),
            weekly=(
                *(same.model_copy(update={"weekday": day}) for day in days),
                *(self.shift(day) for day in days[:2]),
            ),
            periods=self.periods(),
            holidays=tuple(self.day() for _ in range(3)),
            make_up_days=tuple(MakeUpDay(day=self.day(), works_like=self.rng.randint(1, 7)) for _ in range(2)),
            exceptions=tuple(CalendarException(**self.span(), open=self.yes(), why=self.text()) for _ in range(3)),
            overtime=tuple(
                OvertimeWindow(
                    **self.span(),
                    price_per_hour=self.money(),
                    approval=self.rng.choice(list(Approval)),
                    by_choice=self.yes(),
                )
                for _ in range(2)
            ),
        )

    def resource(self, id_: Any, workshop: Any, calendar: Any) -> Resource:
        kind = self.rng.choice(list(ResourceKind))
        units = 1 if kind is ResourceKind.MACHINE else self.rng.randint(1, 10_000)
        return Resource(
            id=id_,
            names=self.names(),
            kind=kind,
            workshop=workshop,
            calendar=calendar,
            units=units,
            efficiency_percent=self.rng.choice((1, 100, 1000)),
            downtimes=tuple(Downtime(**self.span(), why=self.text()) for _ in range(self.rng.randint(0, 3))),
            **self.parts_of_resource(kind, units),
        )

    def material(self, id_: Any, others: list[Any]) -> Material:
        return Material(
            id=id_,
            names=self.names(),
            unit=self.rng.choice(("pc", "", " ", "kg")),
            lead_minutes=self.minutes(),
            supplier=self.maybe(self.loose()),
            substitutes=self.several(lambda: self.substitute(self.rng.choice(others))),
        )

    def arrival(self, id_: Any, material: Any, company: Any) -> Arrival:
        return Arrival(
            id=id_,
            material=material,
            company=company,
            quantity=self.amount(),
            at=self.moment(),
            confirmed=self.yes(),
            order=self.maybe(self.loose()),
            supplier=self.maybe(self.loose()),
            inspection_minutes=self.maybe(self.minutes()),
        )

    def products(self, ids: list[Any]) -> tuple[Product, ...]:
        """Parts are products made earlier in the list, which rules out loops."""
        made: list[Product] = []
        for id_ in ids:
            parts = [product.id for product in made if product.routing]
            alternatives = tuple(
                Routing(
                    id=name,
                    names=self.names(),
                    steps=self.steps(parts, 1),
                    with_options=self.options(),
                    without_options=self.options(),
                    from_quantity=self.rng.choice((1, 5)),
                    to_quantity=self.maybe(10),
                    companies=self.some(LOOSE),
                )
                for name in self.rng.sample(["A;1", '"B"', "007"], self.rng.randint(0, 2))
            )
            made.append(Product(id=id_, names=self.names(), routing=self.steps(parts, 0), alternatives=alternatives))
        return tuple(made)

    def options(self) -> tuple[str, ...]:
        return self.some([word for word in WORDS if word.strip() == word])

    def limits(self) -> dict[str, Any]:
        return {"with_options": self.options(), "without_options": self.options()}

    def steps(self, parts: list[Any], least: int) -> tuple[RoutingStep, ...]:
        ids = self.rng.sample(["cut;1", "weld (+2)", '"coat"', "1", "装配、一"], self.rng.randint(least, 4))
        return tuple(self.step(id_, ids[:number], parts) for number, id_ in enumerate(ids))

    def step(self, id_: Any, earlier: list[str], parts: list[Any]) -> RoutingStep:
        modes = tuple(self.mode() for _ in range(self.rng.randint(0, 2)))
        quantities = {(mode.id, self.rng.choice((2, 10))) for mode in modes if self.yes()}
        made = [self.rng.choice(parts) for _ in range(self.rng.randint(0, 2))] if parts else []
        return RoutingStep(
            id=id_,
            names=self.names(),
            kind=self.rng.choice(list(TaskKind)),
            modes=modes,
            breaks=tuple(
                QuantityBreak(mode=mode, from_quantity=n, set_up_minutes=self.minutes(), minutes_per_unit=self.amount())
                for mode, n in sorted(quantities)
            ),
            after=self.some(earlier),
            minimum_minutes_after=(minimum := self.minutes()),
            maximum_minutes_after=self.at_least(minimum),
            needs=tuple(
                StepNeed(material=self.loose(), quantity_per_unit=self.amount(), **self.limits())
                for _ in range(self.rng.randint(0, 2))
            ),
            parts=tuple(StepPart(product=part, quantity=3, **self.limits()) for part in made),
            resumable=self.yes(),
            first_pass_yield_percent=self.rng.choice((1, 95, 100)),
            lots=self.lots(),
            non_standard_only=self.yes(),
            with_options=self.options(),
            without_options=self.options(),
        )

    def order(self, id_: Any, company: Any) -> Order:
        status = self.rng.choice(list(OrderStatus))
        site = self.maybe(self.loose())
        numbers = self.rng.sample((1, 2, 7, 10**16), self.rng.randint(1, 3))
        penalty = Penalty(fixed=self.money(), per_day=self.money(), cap=self.maybe(self.money()), waived=self.yes())
        return Order(
            id=id_,
            names=self.names(),
            customer=self.text(),
            company=company,
            status=status,
            order_class=self.rng.choice(list(OrderClass)),
            product_type=self.rng.choice(list(ProductType)),
            signed_at=self.maybe(self.moment()),
            effective_at=self.moment() if status is OrderStatus.EFFECTIVE else self.maybe(self.moment()),
            decomposed_at=self.maybe(self.moment()),
            lines=tuple(self.line(number) for number in numbers),
            weight=self.rng.choice((0, 1, 10_000)),
            penalty=self.rng.choice((None, Penalty(), penalty)),
            untradeable=self.yes(),
            part_delivery_consent=self.maybe(Consent(by=self.text(), at=self.moment())),
            delivery=DeliveryTerms.EX_WORKS if site is None else DeliveryTerms.TO_SITE,
            destination=site,
            packing_minutes=self.minutes(),
            reservation=Reservation(until=self.moment(), quote=self.text()) if status is OrderStatus.RESERVED else None,
            value=self.maybe(self.money()),
            payment=self.payment(),
            accepts_early=self.yes(),
            storage_cost_per_day=self.money(),
        )

    def line(self, number: int) -> OrderLine:
        parts = tuple(
            Instalment(
                number=n,
                quantity=self.rng.choice((1, 2, 10**16)),
                requested=self.day(),
                first_committed=self.day(),
                committed=self.day(),
                committed_hour=self.maybe(self.clock()),
            )
            for n in self.rng.sample((1, 2, 5), self.rng.randint(1, 3))
        )
        return OrderLine(
            number=number,
            product=self.loose(),
            quantity=sum(part.quantity for part in parts),
            instalments=parts,
            options=self.options(),
            routing=self.maybe(self.rng.choice(("A;1", '"B"'))),
        )

    def operation(self, id_: Any) -> Operation:
        relations = list(Relation)
        return Operation(
            id=id_,
            order=self.loose(),
            line=self.maybe(3),
            instalment=self.maybe(2),
            names=self.names(),
            kind=self.rng.choice(list(TaskKind)),
            quantity=self.amount(),
            modes=tuple(self.mode() for _ in range(self.rng.randint(0, 3))),
            after=tuple(
                Link(
                    operation=name,
                    relation=self.rng.choice(relations),
                    minimum_minutes=(minimum := self.minutes()),
                    maximum_minutes=self.at_least(minimum),
                    station=self.rng.choice(list(Station)),
                )
                for name in self.some(LOOSE)
            ),
            needs=self.several(lambda: Need(material=self.loose(), quantity=self.amount(), may_follow=self.yes())),
            resumable=self.yes(),
            not_before=self.maybe(self.moment()),
            first_pass_yield_percent=self.rng.choice((1, 95, 100)),
        )

    def progress(self, operation: Any) -> Progress:
        mode, piece = self.loose(), self.rng.choice((0, 3))
        span = self.span()
        left: dict[str, Any] = {"remaining_minutes": 5}
        answer: dict[str, Any] = {"expected_at": self.moment()}
        if self.yes():
            return Progress(operation=operation, piece=piece, status=ProgressStatus.STARTED, mode=mode,
                            started_at=self.moment(), **self.rng.choice((left, answer, left | answer)))  # fmt: skip
        return Progress(operation=operation, piece=piece, status=ProgressStatus.FINISHED, mode=mode,
                        started_at=span["start"], finished_at=span["end"])  # fmt: skip

    def pin(self, id_: Any) -> Pin:
        kind = self.rng.choice(list(PinKind))
        timed = kind in (PinKind.START, PinKind.NOT_BEFORE, PinKind.NOT_AFTER)
        return Pin(
            id=id_,
            operation=self.loose(),
            piece=self.rng.choice((0, 1)),
            kind=kind,
            resource=self.loose() if kind is PinKind.RESOURCE else None,
            at=self.moment() if timed else None,
            other=self.loose() if kind is PinKind.BEFORE else None,
            who=self.text(),
            why=self.text(),
            until=self.maybe(self.moment()),
        )
