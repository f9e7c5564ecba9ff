"""Random shops of two or three operations on whole hours in which stations are set up, ovens hold batches, links name
stations, modes close, material comes from several sources, overtime is chosen and goods wait for their gate."""

import random
from datetime import time

from scheduler.domain.calendar import Calendar, OvertimeWindow
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Link, Mode, Operation, Station
from scheduler.domain.order import Order, Payment, Penalty
from scheduler.domain.people import CapPeriod, OvertimeCap, ShiftLimit
from scheduler.domain.problem import Problem, PublishedStart, Settings
from scheduler.domain.record import CompanyId, ModeId, OperationId
from scheduler.domain.resource import Company, Resource
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
    pool,
    shop,
    stock,
    transport,
    use,
    weekly,
    workers,
)
from tests.cpsat.enumeration import GOALS
from tests.parts import at_supplier, substitute, transfer
from tests.station_parts import doing, initial, oven, set_up, station

COLOURS = ("red", "blue", "white")


def hourly_rules_shop(seed: int) -> Problem:
    """Two orders with two or three operations; every rule in some of the shops."""
    return _Maker(seed).problem()


class _Maker:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.on_oven = self.chance(0.35)
        self.sourced = self.chance(0.4)
        self.overtime = self.chance(0.35)
        self.limited = self.chance(0.25)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def saws(self) -> Resource:
        """One or two saws with set-ups of up to three hours; some detours are quicker, or cheaper, than a change."""
        rng = self.rng
        rows = [
            set_up(rng.choice((0, 60, 60, 120, 180)), a, b, cost=rng.choice((0, 0, 15, 40)))
            for a in (*COLOURS, None)
            for b in COLOURS
            if a != b and self.chance(0.75)
        ]
        units = rng.choice((1, 1, 2))
        state = [initial(rng.choice(COLOURS), unit=unit) for unit in range(units) if self.chance(0.5)]
        in_shifts = self.chance(0.6)
        found = station("saw", *rows, units=units, calendar="shop", initially=state, in_shifts=in_shifts)
        caps = (OvertimeCap(per=CapPeriod.DAY, minutes=60),) if self.overtime and self.chance(0.5) else ()
        return found.model_copy(update={"overtime_caps": caps})

    def oven(self) -> Resource:
        rows = (
            set_up(60, "hot", "cold", attribute="programme", cost=20),
            set_up(60, "cold", "hot", attribute="programme"),
        )
        return oven(
            "oven", *(rows if self.chance(0.5) else ()), calendar=self.rng.choice(("late", "always")), hot=120, cold=60
        )

    def mode(self, id_: str) -> Mode:
        rng = self.rng
        if self.on_oven and self.chance(0.6):
            return doing("oven", programme=rng.choice(("hot", "hot", "cold")), load=rng.choice((3, 4, 6)), id_=id_)
        hours = rng.choice((1, 2, 2, 3))
        pick = rng.random()
        if pick < 0.5:
            found = doing("saw", minutes=60 * hours, id_=id_, colour=rng.choice(COLOURS))
        elif pick < 0.7:
            found = mode("cells", minutes=60 * hours, id_=id_)
        elif pick < 0.85:
            found = mode(use("fitters", rng.choice((1, 2)), held=self.chance(0.4)), minutes=60 * hours, id_=id_)
        elif pick < 0.93:
            found = at_supplier("bath", minutes=60 * hours, there=rng.choice((60, 120)), back=60, id_=id_, cost=20)
        else:
            return outsourced(rng.choice((4, 9)) * 60, id_=id_, cost=50)
        return found.model_copy(update={"cost": found.cost + rng.choice((0, 0, 45))})

    def closing(self, found: Mode) -> Mode:
        """A cheaper mode that is there for a while only."""
        hour = self.rng.choice((9, 10, 11, 14))
        which = self.rng.choice(("starts_from", "starts_before", "ends_by"))
        return found.model_copy(update={"id": ModeId("m1"), which: at(f"01-05 {hour:02}:00"), "cost": 0})

    def work(self, id_: str, after: str | None = None) -> Operation:
        modes = [self.mode("m0")]
        if self.chance(0.2):
            modes.append(self.closing(modes[0]))
        elif self.chance(0.35):
            modes.append(self.mode("m1"))
        follows = link(after or "", self.rng.choice((0, 0, 60)))
        if after is not None and self.chance(0.4):
            follows = Link(operation=OperationId(after), station=self.rng.choice((Station.SAME, Station.DIFFERENT)))
        long = any(item.minutes_per_unit > 120 for item in modes)
        return operation(
            id_,
            modes=tuple(modes),
            after=() if after is None else follows,
            resumable=self.chance(0.5) or long,
            needs=(need("copper"),) if self.sourced and self.chance(0.7) else (),
        )

    def order(self, id_: str) -> Order:
        rng = self.rng
        to = rng.choice((None, None, "site"))
        paid = (
            Payment(expected=at(f"01-0{rng.choice((5, 6, 7))} {rng.choice((9, 16)):02}:00"))
            if self.chance(0.25)
            else None
        )
        return order(
            id_,
            lines=(line(1, instalment(1, rng.choice(("01-05", "01-06")), hour=rng.choice(("12:00", "16:00")))),),
            weight=rng.choice((0, 1, 1, 3)),
            penalty=Penalty(fixed=200, per_day=50, cap=rng.choice((None, 60))) if self.chance(0.3) else None,
            untradeable=self.chance(0.15),
            packing=rng.choice((0, 60)),
            to=to,
            payment=paid,
            accepts_early=to is None or self.chance(0.7),
            storage=rng.choice((0, 30)),
        )

    def calendar(self) -> Calendar:
        found = weekly("shop", range(1, 6), "08:00", "17:00", ("12:00", "13:00"))
        if not self.overtime:
            return found
        windows = tuple(
            OvertimeWindow(
                start=at(f"01-05 {start}"), end=at(f"01-05 {end}"), price_per_hour=self.rng.choice((20, 60, 90)),
                approval=Approval.APPROVED, by_choice=True,
            )
            for start, end in (("12:00", "13:00"), ("17:00", "20:00"))
            if self.chance(0.7)
        )  # fmt: skip
        return found.model_copy(update={"overtime": windows})

    def problem(self) -> Problem:
        rng = self.rng
        operations = [self.work("A1"), self.work("B1")]
        if self.chance(0.6):
            operations.append(self.work("B2", after="B1"))
        published = tuple(
            PublishedStart(
                operation=OperationId(item.id), mode=ModeId("m0"), start=at(f"01-05 {rng.choice((8, 10, 14)):02}:00")
            )
            for item in operations
            if self.chance(0.3)
        )
        limits = (ShiftLimit(weekday=1, start=time(10), end=time(rng.choice((12, 14))), units=1),)
        fitters = workers("fitters", 2, calendar="late", workshop="W2")
        brass = substitute("brass", cost=rng.choice((0, 35)))
        return shop(
            companies=(Company(id=CompanyId("C1")), Company(id=CompanyId("C2"))),
            calendars=(
                self.calendar(),
                weekly("late", range(1, 6), "10:00", "19:00", ("14:00", "15:00")),
            ),
            resources=(
                self.saws(),
                self.oven(),
                pool("cells", 2, calendar="shop", workshop="W2"),
                machine("bath", calendar="late"),
                fitters.model_copy(update={"shift_limits": limits if self.limited else ()}),
            ),
            transports=(transport("W1", "W2", 60),),
            materials=(
                material("copper", lead=rng.choice((4, 26)) * 60, substitutes=(brass,) if self.chance(0.5) else ()),
                material("brass", lead=rng.choice((2, 30)) * 60),
            ),
            stocks=(
                stock("copper", rng.choice((0, 1))),
                stock("copper", 1, company="C2"),
                stock("brass", rng.choice((0, 1))),
            ),
            arrivals=(arrival("PO", "copper", 1, f"01-05 {rng.choice((11, 16)):02}:00"),),
            group_transfers=(transfer("C2", "C1", rng.choice((60, 180)), cost=rng.choice((0, 25))),)
            if self.chance(0.6)
            else (),
            destinations=(destination("site", transit=120),),
            orders=(self.order("A"), self.order("B")),
            operations=operations,
            published=published,
            settings=Settings(goals=GOALS),
        )
