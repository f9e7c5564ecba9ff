"""The work: products with their routings, and orders for them, as operations of a plain job shop."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from benchmarks.factory.plant import AS_OF, DAY, OUTSIDE, SECTIONS, hall
from scheduler.domain.decompose import decomposition
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, Operation, Outsourcing, TaskKind, Use, Waiting
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.product import Lots, Product, RoutingStep
from scheduler.domain.record import CompanyId, ModeId, OrderId, ProductId, ResourceId

PRODUCTS = 8
"""Of each company."""

FEWEST_STEPS = 8
UNINTERRUPTED = ("cut", "bend", "bath", "coat", "oven", "mill")
"""Where some work may not pause: the shifts there have windows that are long enough for all of it."""

IN_SERVICE = {section.name for section in SECTIONS if section.in_service}
LOTS = Lots(least=2, most=4)


def products(rng: random.Random, owner: CompanyId, lots: bool) -> list[Product]:
    return [
        Product(id=ProductId(f"{owner}-{number}"), routing=tuple(_Routing(rng, owner, lots).steps()))
        for number in range(PRODUCTS)
    ]


class _Routing:
    """The steps of one product: parts of sheet metal and machined parts, then assembly, test and packing."""

    def __init__(self, rng: random.Random, owner: CompanyId, lots: bool) -> None:
        self.rng, self.owner, self.lots = rng, owner, lots

    def steps(self) -> Iterator[RoutingStep]:
        first: tuple[str, ...] = ()
        if self.rng.random() < 0.2:
            yield self.step("design", "design", (), 120, 0)
            yield self.step("confirm", "", ("design",), 3 * DAY, 0)
            first = ("confirm",)
        ends: list[str] = []
        for number in range(self.rng.randint(1, 4)):
            for name, of, minutes in self.sheet():
                first_here = name == "cut"
                after = first if first_here else (ends.pop(),)
                yield self.step(f"sheet{number}-{name}", of, after, *minutes)
                ends.append(f"sheet{number}-{name}")
        for number in range(self.rng.randint(0, 2)):
            yield self.step(f"part{number}-rough", "mill", first, 20, 12)
            ends.append(f"part{number}-rough")
            if self.rng.random() < 0.7:
                yield self.step(f"part{number}-fine", "mill", (ends.pop(),), 20, 16)
                ends.append(f"part{number}-fine")
        yield from self.assembly(tuple(ends))

    def sheet(self) -> list[tuple[str, str, tuple[int, int]]]:
        """(step, section, (minutes of set-up, minutes a piece)) of one part of sheet metal."""
        found = [("cut", "cut", (15, 14)), ("bend", "bend", (15, 13))]
        if self.rng.random() < 0.6:
            found.append(("weld", "weld", (20, 20)))
        return [*found, ("pickle", "bath", (10, 5)), ("coat", "coat", (15, 15)), ("cure", "oven", (15, 6))]

    def assembly(self, parts: tuple[str, ...]) -> Iterator[RoutingStep]:
        yield self.step("mount", "mount", parts, 30, 30)
        last = "mount"
        if self.rng.random() < 0.5:
            yield self.step("doors", "mount", (last,), 20, 25)
            last = "doors"
        for name, minutes in (("wire", (30, 34)), ("test", (20, 18)), ("pack", (10, 8))):
            yield self.step(name, name, (last,), *minutes)
            last = name

    def step(self, id_: str, section: str, after: tuple[str, ...], set_up: int, each: int) -> RoutingStep:
        split = self.lots and section in ("cut", "bend", "mount", "wire")
        return RoutingStep(
            id=id_,
            kind=TaskKind.FABRICATION if section else TaskKind.CONFIRMATION,
            modes=tuple(self.modes(section, set_up, each)),
            after=after,
            resumable=self.rng.random() >= 0.1 or section not in UNINTERRUPTED,
            lots=LOTS if split else None,
        )

    def modes(self, section: str, set_up: int, each: int) -> Iterator[Mode]:
        if not section:
            yield Mode(id=ModeId("answer"), waiting=Waiting(party="customer", minutes=set_up))
            return
        pace = self.rng.uniform(0.6, 1.4)
        yield self.inside(section, set_up, each * pace, "usual")
        roll = self.rng.random()
        if roll < 0.3 and section in ("cut", "bend", "mount", "wire"):  # by hand, on a bench of the weld shop
            yield self.inside("weld", set_up, each * pace * 1.5, "by hand")
        elif roll < 0.04 and section in ("weld", "coat"):
            outside = Outsourcing(supplier=OUTSIDE, lead_minutes=5 * DAY, approval=Approval.APPROVED)
            yield Mode(id=ModeId("outside"), outsourcing=outside, cost=4_000)

    def inside(self, section: str, set_up: int, each: float, id_: str) -> Mode:
        owner = hall(self.owner) if section in IN_SERVICE else self.owner
        return Mode(
            id=ModeId(id_),
            uses=(Use(resource=ResourceId(f"{owner}.{section}"), held=section != "design"),),
            set_up_minutes=set_up,
            minutes_per_unit=Decimal(round(each * 1000)) / 1000,
        )


def orders(rng: random.Random, size: int, made: Sequence[tuple[CompanyId, Sequence[Product]]]) -> list[Order]:
    """More than enough orders for so many operations."""
    return [_order(rng, number, *rng.choice(made)) for number in range(size // FEWEST_STEPS + 1)]


def _order(rng: random.Random, number: int, owner: CompanyId, own: Sequence[Product]) -> Order:
    quantity = rng.randint(1, 9)
    day = AS_OF.date() + timedelta(days=rng.randint(7, 28))
    due = Instalment(number=1, quantity=quantity, requested=day, first_committed=day, committed=day)
    begins = AS_OF + timedelta(minutes=rng.randint(-10 * DAY, 10 * DAY))
    return Order(
        id=OrderId(f"O{number:04}"),
        company=owner,
        status=OrderStatus.EFFECTIVE,
        effective_at=begins,
        decomposed_at=begins,
        weight=rng.choice((1, 1, 1, 2, 3, 5, 10)),
        lines=(OrderLine(number=1, product=rng.choice(own).id, quantity=quantity, instalments=(due,)),),
    )


def decomposed_to_size(problem: Problem, size: int) -> Problem:
    """The problem with the first orders only, decomposed, that have at least so many operations together."""
    operations: list[Operation] = []
    taken = []
    of_order = {line.order: list(line.making.all_operations()) for line in decomposition(problem)}
    for order in problem.orders:
        if len(operations) >= size:
            break
        taken.append(order)
        operations += of_order[order.id]
    return problem.model_copy(update={"orders": tuple(taken), "operations": tuple(operations), "products": ()})
