"""Random shops of two or three operations whose times are whole hours, for the enumeration."""

import random

from scheduler.domain.operation import Mode, Operation, Relation
from scheduler.domain.order import Order, Penalty
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem, PublishedStart, Settings
from scheduler.domain.record import CalendarId, CompanyId, ModeId, OperationId
from scheduler.domain.resource import Company
from tests.builders import (
    arrival,
    at,
    destination,
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
    shop,
    stock,
    transport,
    use,
    weekly,
    workers,
)
from tests.cpsat.enumeration import GOALS


def hourly_shop(seed: int) -> Problem:
    """Two orders, one of them with two operations in a row half of the time."""
    rng = random.Random(seed)

    def some_mode(id_: str) -> Mode:
        hours = rng.choice((1, 2, 2, 3, 5))
        fitters = use("fitters", rng.choice((1, 2)), held=rng.random() < 0.4)
        uses = rng.choice((("saw",), ("saw",), ("cells", fitters), ("cells",), (fitters,)))
        cost = rng.choice((0, 0, 45))
        if rng.random() < 0.12:
            return outsourced(rng.choice((4, 9)) * 60, id_=id_, cost=70)
        return mode(*uses, minutes=hours * 60, id_=id_, cost=cost)

    def work(id_: str, after: str | None = None) -> Operation:
        modes = tuple(some_mode(f"m{i}") for i in range(rng.choice((1, 1, 2))))
        relations = (*[Relation.FINISH_START] * 3, *Relation)
        minimum = rng.choice((0, 0, 60))
        maximum = minimum + 60 * rng.randint(0, 3) if rng.random() < 0.4 else None
        waits = link(after or "", minimum, relation=rng.choice(relations), maximum=maximum)
        return operation(
            id_,
            modes=modes,
            after=() if after is None else waits,
            resumable=rng.random() < 0.5 or any(item.minutes_per_unit > 120 for item in modes),
            needs=(need("copper"),) if rng.random() < 0.4 else (),
        )

    def some_order(id_: str) -> Order:
        due = rng.choice(("01-05", "01-06"))
        return order(
            id_,
            lines=(line(1, instalment(1, due, hour=rng.choice(("12:00", "16:00")))),),
            weight=rng.choice((0, 1, 1, 3)),
            penalty=Penalty(fixed=200, per_day=50, cap=rng.choice((None, 60))) if rng.random() < 0.4 else None,
            untradeable=rng.random() < 0.2,
            packing=rng.choice((0, 60)),
            to=rng.choice((None, None, "site")),
        )

    operations = [work("A1"), work("B1")]
    if rng.random() < 0.5:
        operations.append(work("B2", after="B1"))
    pins: list[Pin] = []
    if rng.random() < 0.5:
        pins.append(pin("p1", "A1", PinKind.START, when=f"01-05 {rng.choice((9, 12, 13, 15)):02}:00"))
    if rng.random() < 0.4:
        pins.append(pin("p2", "B1", PinKind.NOT_AFTER, when=f"01-05 {rng.choice((10, 12, 16)):02}:00"))
    if rng.random() < 0.2:
        pins.append(pin("p3", "A1", PinKind.BEFORE, other="B1"))
    published = tuple(
        PublishedStart(
            operation=OperationId(item.id),
            mode=ModeId("m0"),
            start=at(f"01-05 {rng.choice((8, 10, 14)):02}:00"),
        )
        for item in operations
        if rng.random() < 0.4
    )
    return shop(
        companies=(Company(id=CompanyId("C1"), dispatch_calendar=rng.choice((None, CalendarId("afternoon")))),),
        calendars=(
            weekly("shop", range(1, 6), "08:00", "17:00", ("12:00", "13:00")),
            weekly("late", range(1, 6), "10:00", "19:00", ("14:00", "15:00")),
            weekly("afternoon", range(1, 6), "15:00", "18:00"),
        ),
        resources=(
            machine("saw", calendar="shop"),
            pool("cells", 2, calendar="shop", workshop="W2"),
            workers("fitters", rng.choice((2, 3)), calendar="late", workshop="W2"),
        ),
        transports=(transport("W1", "W2", 60),),
        materials=(material("copper", lead=rng.choice((4, 26)) * 60),),
        stocks=(stock("copper", rng.choice((0, 1))),),
        arrivals=(arrival("PO", "copper", 1, f"01-05 {rng.choice((11, 16)):02}:00"),),
        destinations=(destination("site", transit=120, receiving=rng.choice((None, "shop"))),),
        orders=(some_order("A"), some_order("B")),
        operations=operations,
        pins=pins,
        published=published,
        settings=Settings(goals=GOALS),
    )
