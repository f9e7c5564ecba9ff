"""The plant: companies, workshops, calendars and sections, in proportion to the number of operations."""

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import Break, Calendar, Shift
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode
from scheduler.domain.record import CalendarId, CompanyId, ResourceId, SupplierId, WorkshopId
from scheduler.domain.resource import Company, Resource, ResourceKind, Supplier, Workshop

ZONE = "Asia/Shanghai"
AS_OF = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo(ZONE))
"""A Monday."""

HOUR, DAY = 60, 24 * 60
DAYS, SHIFTS, CLOCK, DISPATCH = (CalendarId(id_) for id_ in ("day", "two-shifts", "round-the-clock", "dispatch"))
SERVICE = CompanyId("S")
"""The company that mills and packs for all others, in a hall `S1`, `S2` … for each."""

OUTSIDE = SupplierId("plater")
OPERATIONS_OF_A_PLANT = 2_000
WEEK = range(1, 8)


class Section(NamedTuple):
    """Equal stations, or people, of one company."""

    name: str
    kind: ResourceKind
    units: int
    """For every 2,000 operations."""
    calendar: CalendarId
    workshop: str
    in_service: bool = False
    """It belongs to the service company's hall for that company."""


POOL, WORKERS = ResourceKind.POOL, ResourceKind.WORKERS
SECTIONS = (
    Section("design", ResourceKind.DESIGNERS, 4, DAYS, "office"),
    Section("cut", POOL, 2, SHIFTS, "metal"),
    Section("bend", POOL, 2, SHIFTS, "metal"),
    Section("weld", POOL, 3, DAYS, "metal"),
    Section("bath", POOL, 1, SHIFTS, "surface"),
    Section("coat", POOL, 2, SHIFTS, "surface"),
    Section("oven", POOL, 2, CLOCK, "surface"),
    Section("mount", POOL, 4, DAYS, "assembly"),
    Section("wire", POOL, 3, DAYS, "assembly"),
    Section("test", POOL, 2, DAYS, "assembly"),
    Section("mill", POOL, 3, SHIFTS, "machining", in_service=True),
    Section("pack", POOL, 1, DAYS, "cases", in_service=True),
)
PEOPLE = (
    Section("welders", WORKERS, 4, DAYS, "metal"),
    Section("fitters", WORKERS, 9, DAYS, "assembly"),
    Section("wirers-a", WORKERS, 3, DAYS, "assembly"),
    Section("wirers-b", WORKERS, 2, DAYS, "assembly"),
    Section("inspectors", WORKERS, 3, DAYS, "assembly"),
    Section("test-sets", ResourceKind.TOOLS, 2, CLOCK, "assembly"),
    Section("floor", ResourceKind.SPACE, 60, CLOCK, "assembly"),
)
"""They are always there; whether work needs them is a rule."""


def section(mode: Mode) -> str:
    """The section whose station a mode takes; empty for work outside and for waits."""
    return mode.uses[0].resource.partition(".")[2] if mode.uses else ""


def owner(mode: Mode) -> str:
    """The company, or hall, of that section."""
    return mode.uses[0].resource.partition(".")[0] if mode.uses else ""


def plants(size: int) -> list[CompanyId]:
    """The product companies of a factory."""
    return [CompanyId(f"P{number}") for number in range(1, max(1, round(size / OPERATIONS_OF_A_PLANT)) + 1)]


def companies(size: int) -> tuple[Company, ...]:
    return tuple(Company(id=id_) for id_ in (SERVICE, *plants(size)))


def hall(plant: CompanyId) -> str:
    """The service company's hall that works for a product company."""
    return f"{SERVICE}{plant.removeprefix('P')}"


def workshops(size: int) -> tuple[Workshop, ...]:
    found: dict[str, CompanyId] = {}
    for plant in plants(size):
        for one in SECTIONS:
            owner, company = (hall(plant), SERVICE) if one.in_service else (plant, plant)
            found[f"{owner}.{one.workshop}"] = company
    return tuple(Workshop(id=WorkshopId(id_), company=company) for id_, company in found.items())


def resources(size: int) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            id=ResourceId(f"{owner}.{one.name}"),
            kind=one.kind,
            units=_units(one, size),
            workshop=WorkshopId(f"{owner}.{one.workshop}"),
            calendar=one.calendar,
        )
        for one in (*SECTIONS, *PEOPLE)
        for plant in plants(size)
        for owner in [hall(plant) if one.in_service else plant]
    )


def _units(one: Section, size: int) -> int:
    """In proportion to the operations of one company; in the smallest one crews find their people, too, and work a
    second station to be different on."""
    least = {POOL: 2 if one.units >= 3 else 1, ResourceKind.SPACE: 20}.get(one.kind, 3)
    return max(least, round(one.units * size / OPERATIONS_OF_A_PLANT / len(plants(size))))


def suppliers() -> tuple[Supplier, ...]:
    return (Supplier(id=OUTSIDE),)


def shift(day: int, start: int, end: int, *breaks: tuple[time, time]) -> Shift:
    """A shift between two full hours."""
    return Shift(
        weekday=day,
        start=time(start),
        end=time(end % 24),
        breaks=tuple(Break(start=a, end=b) for a, b in breaks),
    )


def calendars() -> tuple[Calendar, ...]:
    lunch, supper = (time(12), time(13)), (time(18), time(18, 30))
    holidays = (date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5))
    return (
        Calendar(id=DAYS, weekly=tuple(shift(day, 8, 17, lunch) for day in range(1, 6)), holidays=holidays),
        Calendar(id=SHIFTS, weekly=tuple(shift(day, 7, 23, lunch, supper) for day in range(1, 7)), holidays=holidays),
        Calendar(id=CLOCK, weekly=tuple(shift(day, 0, 0) for day in WEEK)),
        Calendar(id=DISPATCH, weekly=tuple(shift(day, 9, 16) for day in (1, 2, 4, 5)), holidays=holidays),
    )


USABLE = (Approval.STANDING, Approval.APPROVED, Approval.STANDING, Approval.PROPOSED)
"""Most levers of a shop are approved."""
