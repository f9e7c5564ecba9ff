"""The demo group's companies, calendars, workshops, resources, suppliers and sites."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import holidays

from scheduler.domain.calendar import Break, Calendar, CalendarException, MakeUpDay, OvertimeWindow, Shift
from scheduler.domain.delivery import Destination
from scheduler.domain.goal import Approval
from scheduler.domain.record import (
    CalendarId,
    CompanyId,
    DestinationId,
    Label,
    ResourceId,
    SupplierId,
    WorkshopId,
)
from scheduler.domain.resource import Company, Downtime, Resource, ResourceKind, Supplier, Transport, Workshop

HOUR = 60
DAY = 24 * HOUR

DAY_SHIFT, TWO_SHIFTS, ROUND_THE_CLOCK = (
    CalendarId("day"),
    CalendarId("two-shifts"),
    CalendarId("round-the-clock"),
)
DISPATCH, RECEIVING = CalendarId("dispatch"), CalendarId("receiving")

SETS, DEVICES = CompanyId("SETS"), CompanyId("DEVICES")
METAL, CASES = CompanyId("METAL"), CompanyId("CASES")

COMPANIES = (
    Company(
        id=SETS,
        names=Label(en="Dongyuan Switchgear", zh="东元成套电气有限公司"),
        dispatch_calendar=DISPATCH,
    ),
    Company(
        id=DEVICES,
        names=Label(en="Dongyuan Devices", zh="东元电器元件有限公司"),
        dispatch_calendar=DISPATCH,
    ),
    Company(id=METAL, names=Label(en="Dongyuan Metal Working", zh="东元金加工有限公司")),
    Company(id=CASES, names=Label(en="Dongyuan Wooden Cases", zh="东元木箱有限公司")),
)

WORKSHOPS = tuple(
    Workshop(id=WorkshopId(id_), names=Label(en=en, zh=zh), company=company)
    for id_, en, zh, company in (
        ("design", "Design office", "技术设计部", SETS),
        ("sheet", "Sheet metal shop", "钣金车间", METAL),
        ("machining", "Machining shop", "机加车间", METAL),
        ("coating", "Surface treatment", "表面处理车间", METAL),
        ("busbar", "Busbar shop", "母线车间", SETS),
        ("assembly", "Cabinet assembly", "成套装配车间", SETS),
        ("wiring", "Secondary wiring", "二次配线工段", SETS),
        ("devices", "Device assembly", "元件装配车间", DEVICES),
        ("testing", "Inspection and test", "质检试验站", SETS),
        ("packing", "Packing", "包装工段", SETS),
        ("cases", "Wooden cases", "木箱车间", CASES),
    )
)

MACHINE, POOL = ResourceKind.MACHINE, ResourceKind.POOL
WORKERS, DESIGNERS = ResourceKind.WORKERS, ResourceKind.DESIGNERS

_RESOURCES = (
    ("designers", "Designers", "设计人员", DESIGNERS, "design", DAY_SHIFT, 4),
    ("laser-1", "Laser cutter 1", "激光切割机1号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("laser-2", "Laser cutter 2", "激光切割机2号", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("punch", "Turret punch", "数控冲床", MACHINE, "sheet", TWO_SHIFTS, 1),
    ("bending", "Press brakes", "折弯机", POOL, "sheet", TWO_SHIFTS, 2),
    ("welding", "Welding booths", "焊接工位", POOL, "sheet", DAY_SHIFT, 3),
    ("welders", "Welders", "焊工", WORKERS, "sheet", DAY_SHIFT, 4),
    ("cnc", "Machining centres", "加工中心", POOL, "machining", TWO_SHIFTS, 2),
    ("pretreatment", "Pretreatment line", "前处理线", MACHINE, "coating", ROUND_THE_CLOCK, 1),
    ("coating-line", "Powder coating oven", "喷塑固化炉", MACHINE, "coating", TWO_SHIFTS, 1),
    ("plating", "Plating bath", "电镀槽", MACHINE, "coating", ROUND_THE_CLOCK, 1),
    ("busbar-machines", "Busbar machines", "母线加工机", POOL, "busbar", TWO_SHIFTS, 2),
    ("assembly-stations", "Assembly stations", "装配工位", POOL, "assembly", DAY_SHIFT, 4),
    ("fitters", "Fitters", "装配工", WORKERS, "assembly", DAY_SHIFT, 8),
    ("wiring-stations", "Wiring stations", "配线工位", POOL, "wiring", DAY_SHIFT, 4),
    ("wiremen", "Wiremen", "配线工", WORKERS, "wiring", DAY_SHIFT, 7),
    ("benches", "Device benches", "元件装配台", POOL, "devices", DAY_SHIFT, 2),
    ("device-tester", "Device test bench", "元件试验台", MACHINE, "devices", DAY_SHIFT, 1),
    ("test-bays", "Test bays", "试验工位", POOL, "testing", DAY_SHIFT, 2),
    ("inspectors", "Inspectors", "检验员", WORKERS, "testing", DAY_SHIFT, 4),
    ("packers", "Packers", "包装工", WORKERS, "packing", DAY_SHIFT, 4),
    ("saw", "Panel saw", "木工锯床", MACHINE, "cases", DAY_SHIFT, 1),
    ("carpenters", "Carpenters", "木工", WORKERS, "cases", DAY_SHIFT, 3),
)

SUPPLIERS = tuple(
    Supplier(id=SupplierId(id_), names=Label(en=en, zh=zh))
    for id_, en, zh in (
        ("jinda-coating", "Jinda Coating", "金达喷涂厂"),
        ("ruifeng-machining", "Ruifeng Machining", "瑞丰精密机械"),
        ("hengtai-copper", "Hengtai Copper", "恒泰铜业"),
        ("nanrui-relays", "Nanrui Relays", "南睿继保"),
        ("breaker-works", "Xinghua Breaker Works", "兴华断路器厂"),
        ("steel-centre", "Jiangbei Steel Centre", "江北钢材配送中心"),
    )
)

DESTINATIONS = tuple(
    Destination(
        id=DestinationId(id_),
        names=Label(en=en, zh=zh),
        transit_minutes=hours * HOUR,
        receiving_calendar=RECEIVING,
    )
    for id_, en, zh, hours in (
        ("suzhou", "Suzhou substation", "苏州变电站工地", 6),
        ("wuhan", "Wuhan metro depot", "武汉地铁车辆段", 20),
        ("chengdu", "Chengdu data centre", "成都数据中心", 48),
        ("tianjin", "Tianjin port", "天津港", 30),
    )
)


def calendars(as_of: datetime, days: int) -> tuple[Calendar, ...]:
    """The five calendars, with China's public holidays and make-up days well beyond the planned time."""
    first, last = as_of.date(), as_of.date() + timedelta(days=days + 183)
    china = holidays.country_holidays("CN", years=range(first.year, last.year + 1))
    free = tuple(day for day in sorted(china) if first <= day <= last)
    made_up = tuple(MakeUpDay(day=day, works_like=1) for day in sorted(china.weekend_workdays) if first <= day <= last)
    noon, tea = Break(start=time(12), end=time(13)), Break(start=time(15), end=time(15, 15))
    first_sunday = as_of + timedelta(days=7 - as_of.isoweekday())
    return (
        Calendar(
            id=DAY_SHIFT,
            names=Label(en="day shift", zh="白班"),
            weekly=_weekly(range(1, 6), time(8), time(17, 15), (noon, tea)),
            holidays=free,
            make_up_days=made_up,
        ),
        Calendar(
            id=TWO_SHIFTS,
            names=Label(en="two shifts", zh="两班制"),
            weekly=_weekly(range(1, 7), time(6), time(22)),
            holidays=free,
            make_up_days=made_up,
            overtime=(
                OvertimeWindow(
                    start=first_sunday.replace(hour=8),
                    end=first_sunday.replace(hour=16),
                    price_per_hour=160,
                    approval=Approval.PROPOSED,
                ),
            ),
        ),
        Calendar(
            id=ROUND_THE_CLOCK,
            names=Label(en="round the clock", zh="连续运转"),
            weekly=_weekly(range(1, 8), time(), time()),
            holidays=free,
            make_up_days=made_up,
        ),
        Calendar(
            id=DISPATCH,
            names=Label(en="dispatch, afternoons", zh="发运（下午）"),
            weekly=_weekly(range(1, 7), time(14), time(18)),
            holidays=free,
            make_up_days=made_up,
        ),
        Calendar(
            id=RECEIVING,
            names=Label(en="site receiving hours", zh="现场收货时间"),
            weekly=_weekly(range(1, 6), time(9), time(16, 30)),
            holidays=free,
            make_up_days=made_up,
            exceptions=(_closed_day(as_of.date() + timedelta(days=25), as_of),),
        ),
    )


def resources(as_of: datetime) -> tuple[Resource, ...]:
    """All machines, stations and people; press brake and plating bath have a planned stop."""
    stops = {
        "punch": _stop(as_of, 9, 8, "spindle overhaul"),
        "plating": _stop(as_of, 12, 12, "bath change"),
    }
    return tuple(
        Resource(
            id=ResourceId(id_),
            names=Label(en=en, zh=zh),
            kind=kind,
            workshop=WorkshopId(workshop),
            calendar=calendar,
            units=units,
            efficiency_percent=80 if id_ == "laser-1" else 100,
            downtimes=stops.get(id_, ()),
        )
        for id_, en, zh, kind, workshop, calendar, units in _RESOURCES
    )


def transports() -> tuple[Transport, ...]:
    """Lorries between the sites of the group; what is not named here is next door (the settings' default)."""
    far = (
        ("sheet", "assembly", 90),
        ("coating", "assembly", 90),
        ("machining", "assembly", 90),
        ("machining", "devices", 90),
        ("cases", "packing", 120),
        ("devices", "packing", 45),
        ("busbar", "coating", 60),
        ("coating", "busbar", 60),
    )
    return tuple(
        Transport(from_workshop=WorkshopId(a), to_workshop=WorkshopId(b), minutes=minutes) for a, b, minutes in far
    )


def _weekly(weekdays: range, start: time, end: time, breaks: Sequence[Break] = ()) -> tuple[Shift, ...]:
    return tuple(Shift(weekday=day, start=start, end=end, breaks=tuple(breaks)) for day in weekdays)


def _stop(as_of: datetime, days: int, hours: int, why: str) -> tuple[Downtime, ...]:
    start = as_of.replace(hour=8) + timedelta(days=days)
    return (Downtime(start=start, end=start + timedelta(hours=hours), why=why),)


def _closed_day(day: date, as_of: datetime) -> CalendarException:
    start = datetime.combine(day, time(), as_of.tzinfo)
    return CalendarException(start=start, end=start + timedelta(days=1), open=False, why="stocktaking 盘点")
