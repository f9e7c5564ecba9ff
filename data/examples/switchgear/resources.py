"""Machines, stations and people of the group, with the hours they work and their planned stops."""

from datetime import datetime, timedelta

from scheduler.domain.record import CalendarId, Label, ResourceId, WorkshopId
from scheduler.domain.resource import Downtime, Resource, ResourceKind

from .calendars import ASSEMBLY_SHIFT, DAY_SHIFT, OFFICE, TEST_SHIFT, THREE_SHIFTS, TWO_SHIFTS

MACHINE, POOL = ResourceKind.MACHINE, ResourceKind.POOL
WORKERS, DESIGNERS = ResourceKind.WORKERS, ResourceKind.DESIGNERS

_ROWS: tuple[tuple[str, str, str, ResourceKind, str, CalendarId, int], ...] = (
    ("designers", "Designers", "设计人员", DESIGNERS, "design", OFFICE, 3),
    ("busbar-machines", "Busbar machines", "母线加工机", POOL, "busbar", TWO_SHIFTS, 2),
    ("assembly-stations", "Assembly stations", "装配工位", POOL, "assembly", ASSEMBLY_SHIFT, 10),
    ("fitters", "Fitters", "装配工", WORKERS, "assembly", ASSEMBLY_SHIFT, 18),
    ("wiring-stations", "Wiring stations", "配线工位", POOL, "wiring", ASSEMBLY_SHIFT, 7),
    ("wiremen", "Wiremen", "配线工", WORKERS, "wiring", ASSEMBLY_SHIFT, 13),
    ("test-bays", "Test bays", "试验工位", POOL, "testing", TEST_SHIFT, 3),
    ("hv-bays", "High-voltage test bays", "高压试验工位", POOL, "testing", TEST_SHIFT, 3),
    ("inspectors", "Inspectors", "检验员", WORKERS, "testing", TEST_SHIFT, 5),
    ("hv-testers", "High-voltage testers", "高压试验员", WORKERS, "testing", TEST_SHIFT, 2),
    ("packers", "Packers", "包装工", WORKERS, "packing", DAY_SHIFT, 4),
    ("benches", "Device benches", "元件装配台", POOL, "devices", DAY_SHIFT, 4),
    ("device-tester", "Device test bench", "元件试验台", MACHINE, "devices", DAY_SHIFT, 1),
    ("laser-1", "Laser cutter 1", "激光切割机1号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("laser-2", "Laser cutter 2", "激光切割机2号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("punch", "Turret punch", "数控冲床", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("bending", "Press brakes", "折弯机", POOL, "sheet", TWO_SHIFTS, 2),
    ("welding", "Welding booths", "焊接工位", POOL, "sheet", TWO_SHIFTS, 3),
    ("welders", "Welders", "焊工", WORKERS, "sheet", TWO_SHIFTS, 3),
    ("grinders", "Grinders", "打磨工", WORKERS, "sheet", TWO_SHIFTS, 3),
    ("cnc", "Machining centres", "加工中心", POOL, "machining", TWO_SHIFTS, 2),
    ("pretreatment", "Pretreatment bath", "前处理线", MACHINE, "coating", THREE_SHIFTS, 1),
    ("oven", "Powder coating oven", "喷塑固化炉", MACHINE, "coating", THREE_SHIFTS, 1),
    ("plating-bath", "Plating bath", "电镀槽", MACHINE, "plating", THREE_SHIFTS, 1),
    ("saw", "Panel saw", "木工锯床", MACHINE, "cases", DAY_SHIFT, 1),
    ("carpenters", "Carpenters", "木工", WORKERS, "cases", DAY_SHIFT, 3),
)

PEOPLE = frozenset(id_ for id_, _, _, kind, *_ in _ROWS if kind in (WORKERS, DESIGNERS))

LASER_1_PERCENT = 80
"""The older laser: what takes the other one four minutes takes it five."""


def resources(as_of: datetime, lanes: int) -> tuple[Resource, ...]:
    """Everything that works, `lanes` times as many of each; a machine that there are several of is a pool."""
    stops = {
        "punch": _stop(as_of, 9, 8, "spindle overhaul 主轴大修"),
        "plating-bath": _stop(as_of, 12, 12, "bath change 换槽"),
        "saw": _stop(as_of, 22, 4, "blade change 换锯片"),
    }
    return tuple(
        Resource(
            id=ResourceId(id_),
            names=Label(en=en, zh=zh),
            kind=POOL if kind is MACHINE and lanes > 1 else kind,
            workshop=WorkshopId(workshop),
            calendar=calendar,
            units=units * lanes,
            efficiency_percent=LASER_1_PERCENT if id_ == "laser-1" else 100,
            downtimes=stops.get(id_, ()),
        )
        for id_, en, zh, kind, workshop, calendar, units in _ROWS
    )


def _stop(as_of: datetime, days: int, hours: int, why: str) -> tuple[Downtime, ...]:
    start = as_of.replace(hour=8, minute=0) + timedelta(days=days)
    return (Downtime(start=start, end=start + timedelta(hours=hours), why=why),)
