"""The plant of the random shops: calendars, resources, the routed product and the ways to the customer."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import Calendar, CalendarException, MakeUpDay, OvertimeWindow
from scheduler.domain.delivery import Destination
from scheduler.domain.goal import Approval
from scheduler.domain.product import Product, RoutingStep, StepNeed
from scheduler.domain.record import (
    CalendarId,
    DestinationId,
    MaterialId,
    ProductId,
    ResourceId,
    WorkshopId,
)
from scheduler.domain.resource import Downtime, Resource, ResourceKind
from tests.parts import ALWAYS, DAY, mode, outsourced, shift, use, weekly

PLANTS = (
    ("Asia/Shanghai", "2026-01-05 08:00"),
    ("Europe/Berlin", "2026-03-27 08:00"),  # a Friday; the clocks go forward on Sunday 29 March
    ("Europe/Berlin", "2026-10-23 08:00"),  # a Friday; the clocks go back on Sunday 25 October
)


class RandomPlant:
    """A generator of random numbers with a zone and a moment, and the tables that do not depend on orders."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        zone, local = PLANTS[seed % len(PLANTS)]
        self.zone = ZoneInfo(zone)
        self.as_of = datetime.fromisoformat(local).replace(tzinfo=self.zone)
        self.today = self.as_of.date()

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def later(self, low_hours: int, high_hours: int) -> datetime:
        """A moment some hours after as-of (before it if negative), on a quarter of an hour."""
        return self.as_of + timedelta(minutes=15 * self.rng.randint(low_hours * 4, high_hours * 4))

    def calendars(self) -> tuple[Calendar, ...]:
        """Round the clock, a day shift, two shifts, nights over the change of the clocks, people's hours."""
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        holiday = sunday + timedelta(days=self.rng.randint(1, 4))
        moment = self.as_of.replace(hour=0)
        two_shifts = Calendar(
            id=CalendarId("two shifts"),
            weekly=tuple(
                shift(day, start, end) for day in range(1, 7) for start, end in (("06:00", "14:00"), ("14:00", "22:00"))
            ),
            exceptions=(
                CalendarException(start=self.later(24, 40), end=self.later(41, 60), open=False, why="stock-taking"),
                CalendarException(start=self.later(44, 50), end=self.later(51, 54), open=True, why="agreed"),
            ),
        )
        people = weekly("people", range(1, 6), "09:00", "18:00", ("12:00", "13:00")).model_copy(
            update={
                "overtime": (
                    self.overtime(moment + timedelta(days=5, hours=9), 4, Approval.APPROVED),
                    self.overtime(moment + timedelta(days=6, hours=9), 3, Approval.PROPOSED),
                )
            }
        )
        day_shift = DAY.model_copy(
            update={
                "holidays": (holiday,),
                "make_up_days": (MakeUpDay(day=sunday, works_like=holiday.isoweekday()),),
            }
        )
        nights = weekly("nights", range(1, 8), "22:00", "06:00", ("02:00", "02:30"))
        return (ALWAYS, day_shift, two_shifts, people, nights)

    def overtime(self, start: datetime, hours: int, approval: Approval) -> OvertimeWindow:
        return OvertimeWindow(
            start=start,
            end=start.astimezone(UTC) + timedelta(hours=hours),
            price_per_hour=35,
            approval=approval,
        )

    def resources(self) -> tuple[Resource, ...]:
        def make(id_: str, kind: ResourceKind, calendar: str, workshop: str, units: int, speed: int) -> Resource:
            down: tuple[Downtime, ...] = ()
            if self.chance(0.3):
                start = self.later(2, 60).astimezone(UTC)  # elapsed time: the clocks may change meanwhile
                down = (Downtime(start=start, end=start + timedelta(minutes=self.rng.randint(30, 600))),)
            return Resource(
                id=ResourceId(id_),
                kind=kind,
                calendar=CalendarId(calendar),
                workshop=WorkshopId(workshop),
                units=units,
                efficiency_percent=speed,
                downtimes=down,
            )

        return (
            make("saw", ResourceKind.MACHINE, "day", "W1", 1, 100),
            make("laser", ResourceKind.MACHINE, "two shifts", "W1", 1, 125),
            make("oven", ResourceKind.MACHINE, "nights", "W2", 1, 100),
            make("benches", ResourceKind.POOL, "two shifts", "W2", 3, 80),
            make("cells", ResourceKind.POOL, "always", "W3", 2, 100),
            make("fitters", ResourceKind.WORKERS, "people", "W2", 4, 100),
            make("designers", ResourceKind.DESIGNERS, "day", "W1", 2, 100),
        )

    def cabinet(self) -> Product:
        return Product(
            id=ProductId("cabinet"),
            routing=(
                RoutingStep(id="design", modes=(mode("designers", minutes=60),), non_standard_only=True),
                RoutingStep(
                    id="cut",
                    modes=(mode("laser", minutes=20, set_up=10), mode("saw", minutes=33, set_up=10)),
                    after=("design",),
                    needs=(StepNeed(material=MaterialId("steel"), quantity_per_unit=Decimal("0.5")),),
                ),
                RoutingStep(
                    id="coat",
                    modes=(mode("oven", minutes=12, set_up=45), outsourced(2000, cost=120)),
                    after=("cut",),
                    minimum_minutes_after=30,
                    resumable=False,
                ),
                RoutingStep(id="frame", modes=(mode("cells", minutes=40),), after=("design",)),
                RoutingStep(
                    id="assemble",
                    modes=(mode("benches", use("fitters", 2, held=False), minutes=55),),
                    after=("coat", "frame"),
                ),
            ),
        )

    def destinations(self) -> tuple[Destination, ...]:
        return (
            Destination(id=DestinationId("near"), transit_minutes=90),
            Destination(id=DestinationId("far"), transit_minutes=2 * 1440 + 30, receiving_calendar=CalendarId("day")),
        )
