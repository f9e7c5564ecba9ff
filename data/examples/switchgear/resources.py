"""Machines, stations and people of the group, with the hours they work and their planned stops."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from scheduler.domain.people import CapPeriod, EfficiencyPeriod, Limit, OvertimeCap, ShiftLimit, Skill
from scheduler.domain.record import CalendarId, Label, ResourceId, WorkshopId
from scheduler.domain.resource import Downtime, Maintenance, Resource, ResourceKind

from .calendars import (
    ASSEMBLY_SHIFT,
    DAY_SHIFT,
    OFFICE,
    SUPPLIER_SHIFTS,
    TEST_SHIFT,
    THREE_SHIFTS,
    TWO_SHIFTS,
    WIRING_SHIFT,
)
from .stations import STATIONS

MACHINE, POOL = ResourceKind.MACHINE, ResourceKind.POOL
WORKERS, DESIGNERS = ResourceKind.WORKERS, ResourceKind.DESIGNERS
TOOLS, SPACE = ResourceKind.TOOLS, ResourceKind.SPACE

_ROWS: tuple[tuple[str, str, str, ResourceKind, str, CalendarId, int], ...] = (
    ("designers", "Designers", "设计人员", DESIGNERS, "design", OFFICE, 3),
    ("busbar-machines", "Busbar machines", "母线加工机", POOL, "busbar", TWO_SHIFTS, 2),
    ("assembly-stations", "Assembly stations", "装配工位", POOL, "assembly", ASSEMBLY_SHIFT, 10),
    ("fitters", "Fitters", "装配工", WORKERS, "assembly", ASSEMBLY_SHIFT, 18),
    ("wiring-stations", "Wiring stations", "配线工位", POOL, "wiring", WIRING_SHIFT, 7),
    ("wiremen", "Wiremen", "配线工", WORKERS, "wiring", WIRING_SHIFT, 13),
    ("test-bays", "Test bays", "试验工位", POOL, "testing", TEST_SHIFT, 3),
    ("hv-bays", "High-voltage test bays", "高压试验工位", POOL, "testing", TEST_SHIFT, 3),
    ("inspectors", "Inspectors", "检验员", WORKERS, "testing", TEST_SHIFT, 5),
    ("hv-testers", "High-voltage testers", "高压试验员", WORKERS, "testing", TEST_SHIFT, 2),
    ("packers", "Packers", "包装工", WORKERS, "packing", DAY_SHIFT, 4),
    ("packing-floor", "Packing floor, square metres", "包装场地（平方米）", SPACE, "packing", DAY_SHIFT, 60),
    ("benches", "Device benches", "元件装配台", POOL, "devices", DAY_SHIFT, 4),
    ("device-tester", "Device test bench", "元件试验台", MACHINE, "devices", DAY_SHIFT, 1),
    ("device-inspectors", "Device inspectors", "元件检验员", WORKERS, "devices", TEST_SHIFT, 3),
    ("laser-1", "Laser cutter 1", "激光切割机1号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("laser-2", "Laser cutter 2", "激光切割机2号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("punch", "Turret punch", "数控冲床", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("bending", "Press brakes", "折弯机", POOL, "sheet", TWO_SHIFTS, 2),
    ("welding", "Welding booths", "焊接工位", POOL, "sheet", TWO_SHIFTS, 3),
    ("mv-jigs", "Welding jigs, medium voltage", "中压骨架焊接工装", TOOLS, "sheet", TWO_SHIFTS, 2),
    ("welders", "Welders", "焊工", WORKERS, "sheet", TWO_SHIFTS, 3),
    ("grinders", "Grinders", "打磨工", WORKERS, "sheet", TWO_SHIFTS, 3),
    ("cnc", "Machining centres", "加工中心", POOL, "machining", TWO_SHIFTS, 2),
    ("pretreatment", "Pretreatment bath", "前处理线", MACHINE, "coating", THREE_SHIFTS, 1),
    ("oven", "Powder coating oven", "喷塑固化炉", MACHINE, "coating", THREE_SHIFTS, 1),
    ("plating-bath", "Plating bath", "电镀槽", MACHINE, "plating", THREE_SHIFTS, 1),
    ("saw", "Panel saw", "木工锯床", MACHINE, "cases", DAY_SHIFT, 1),
    ("carpenters", "Carpenters", "木工", WORKERS, "cases", DAY_SHIFT, 3),
    ("heat-chamber", "Heat treatment chamber", "木箱热处理房", MACHINE, "cases", THREE_SHIFTS, 1),
    ("yinhe-line", "Yinhe's plating line", "银河电镀厂镀锡线", MACHINE, "outside", SUPPLIER_SHIFTS, 1),
)

PEOPLE = frozenset(id_ for id_, _, _, kind, *_ in _ROWS if kind in (WORKERS, DESIGNERS))

LASER_1_PERCENT = 80
"""The older laser: what takes the other one four minutes takes it five."""

_SKILLS: Mapping[str, Sequence[Skill]] = {
    "inspectors": (Skill(name="inspection", level=2), Skill(name="high-voltage", level=1)),
    "hv-testers": (Skill(name="high-voltage", level=3),),
    "device-inspectors": (Skill(name="inspection"), Skill(name="high-voltage", level=2)),
}
"""Everybody in a group can at least this; who tests medium voltage on his own has level 3."""

LEGAL_CAPS = (
    OvertimeCap(per=CapPeriod.DAY, minutes=3 * 60),
    OvertimeCap(per=CapPeriod.MONTH, minutes=36 * 60),
)
"""Labour Law of the People's Republic of China, article 41."""


def resources(as_of: datetime, lanes: int) -> tuple[Resource, ...]:
    """Everything that works, `lanes` times as many of each; a machine that there are several of is a pool."""
    special = {**_stops(as_of), **_absences(as_of, lanes)}
    return tuple(
        Resource(
            id=ResourceId(id_),
            names=Label(en=en, zh=zh),
            kind=POOL if kind is MACHINE and lanes > 1 else kind,
            workshop=WorkshopId(workshop),
            calendar=calendar,
            units=units * lanes,
            efficiency_percent=LASER_1_PERCENT if id_ == "laser-1" else 100,
            skills=tuple(_SKILLS.get(id_, ())),
            overtime_caps=LEGAL_CAPS if id_ == "wiremen" else (),
        ).model_copy(update={**STATIONS.get(id_, {}), **special.get(id_, {})})
        for id_, en, zh, kind, workshop, calendar, units in _ROWS
    )


def _stops(as_of: datetime) -> dict[str, dict[str, object]]:
    """Fixed stops, a service that has to find its place, and a machine that is slow until it is overhauled."""
    morning = as_of.replace(hour=8, minute=0)
    worn = EfficiencyPeriod(start=morning - timedelta(days=30), end=morning + timedelta(days=9), percent=90)
    optics = Maintenance(
        id="optics",
        minutes=4 * 60,
        earliest=morning + timedelta(days=7),
        latest=morning + timedelta(days=18),
        why="clean the optics 光路保养",
    )
    return {
        "punch": {"downtimes": _stop(morning, 9, 8, "spindle overhaul 主轴大修"), "efficiencies": (worn,)},
        "plating-bath": {"downtimes": _stop(morning, 12, 12, "bath change 换槽")},
        "saw": {"downtimes": _stop(morning, 22, 4, "blade change 换锯片")},
        "laser-2": {"maintenance": (optics,)},
    }


def _absences(as_of: datetime, lanes: int) -> dict[str, dict[str, object]]:
    """A course that takes fitters away, and late shifts with fewer people than the day's."""
    morning = as_of.replace(hour=8, minute=0)
    course = Limit(
        start=morning + timedelta(days=21),
        end=morning + timedelta(days=23),
        units=15 * lanes,
        why="forklift course 叉车取证培训",
    )
    late_shift = tuple(ShiftLimit(weekday=day, start=time(14), end=time(22), units=2 * lanes) for day in range(1, 7))
    return {"fitters": {"limits": (course,)}, "grinders": {"shift_limits": late_shift}}


def _stop(morning: datetime, days: int, hours: int, why: str) -> tuple[Downtime, ...]:
    start = morning + timedelta(days=days)
    return (Downtime(start=start, end=start + timedelta(hours=hours), why=why),)
