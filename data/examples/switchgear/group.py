"""The group's companies, workshops, suppliers, building sites, and the lorries between its places."""

from scheduler.domain.delivery import Destination
from scheduler.domain.record import CompanyId, DestinationId, Label, SupplierId, WorkshopId
from scheduler.domain.resource import Company, Supplier, Transport, Workshop

from .calendars import DISPATCH, RECEIVING, SITE_RECEIVING

HOUR = 60
DAY = 24 * HOUR

SETS, DEVICES = CompanyId("SETS"), CompanyId("DEVICES")
METAL, COATING, WOOD = CompanyId("METAL"), CompanyId("COATING"), CompanyId("WOOD")

COMPANIES = tuple(
    Company(
        id=id_,
        names=Label(en=en, zh=zh),
        instruction_minutes=instruction * HOUR,
        decomposition_minutes_complete_set=decomposition * HOUR,
        decomposition_minutes_other=min(4, decomposition) * HOUR,
        dispatch_calendar=DISPATCH,
    )
    for id_, en, zh, instruction, decomposition in (
        (SETS, "Dongyuan Switchgear", "东元成套电气有限公司", 4, 24),
        (DEVICES, "Dongyuan Devices", "东元电器元件有限公司", 4, 16),
        (METAL, "Dongyuan Metal Working", "东元金加工有限公司", 4, 8),
        (COATING, "Dongyuan Surface Treatment", "东元表面处理有限公司", 2, 2),
        (WOOD, "Dongyuan Wooden Cases", "东元木箱有限公司", 2, 2),
    )
)
"""Hours for the production instruction and for the decomposition; the small ones know their few tasks by heart."""

WORKSHOPS = tuple(
    Workshop(id=WorkshopId(id_), names=Label(en=en, zh=zh), company=company)
    for id_, en, zh, company in (
        ("design", "Design office", "技术设计部", SETS),
        ("busbar", "Busbar shop", "母线车间", SETS),
        ("assembly", "Cabinet assembly", "成套装配车间", SETS),
        ("wiring", "Secondary wiring", "二次配线工段", SETS),
        ("testing", "Inspection and test", "质检试验站", SETS),
        ("packing", "Packing", "包装工段", SETS),
        ("devices", "Device assembly", "元件装配车间", DEVICES),
        ("sheet", "Sheet metal shop", "钣金车间", METAL),
        ("machining", "Machining shop", "机加车间", METAL),
        ("coating", "Powder coating", "喷塑车间", COATING),
        ("plating", "Plating", "电镀车间", COATING),
        ("cases", "Wooden cases", "木箱车间", WOOD),
        ("outside", "Suppliers' lines", "外协厂", COATING),
    )
)

SUPPLIERS = tuple(
    Supplier(id=SupplierId(id_), names=Label(en=en, zh=zh), usual_delay_minutes=delay_days * DAY)
    for id_, en, zh, delay_days in (
        ("steel-centre", "Jiangbei Steel Centre", "江北钢材配送中心", 0),
        ("hengtai-copper", "Hengtai Copper", "恒泰铜业", 0),
        ("breaker-works", "Xinghua Breaker Works", "兴华断路器厂", 1),
        ("nanrui-relays", "Nanrui Relays", "南睿继保", 0),
        ("lihua-transformers", "Lihua Instrument Transformers", "利华互感器厂", 2),
        ("box-maker", "Anda Enclosures", "安达箱体厂", 0),
        ("jinda-coating", "Jinda Coating", "金达喷涂厂", 0),
        ("ruifeng-machining", "Ruifeng Machining", "瑞丰精密机械", 0),
        ("yinhe-plating", "Yinhe Plating", "银河电镀厂", 0),
    )
)
"""By how many days what they announced usually comes later."""

DESTINATIONS = tuple(
    Destination(
        id=DestinationId(id_), names=Label(en=en, zh=zh), transit_minutes=hours * HOUR, receiving_calendar=calendar
    )
    for id_, en, zh, hours, calendar in (
        ("suzhou", "Suzhou substation", "苏州变电站工地", 6, RECEIVING),
        ("wuhan", "Wuhan metro depot", "武汉地铁车辆段", 20, RECEIVING),
        ("chengdu", "Chengdu data centre", "成都数据中心", 48, RECEIVING),
        ("tianjin", "Tianjin port", "天津港", 30, SITE_RECEIVING),
        ("guangzhou", "Guangzhou airport", "广州机场工地", 36, SITE_RECEIVING),
    )
)

_LORRIES = (
    ("sheet", "coating", 45),
    ("sheet", "assembly", 90),
    ("coating", "assembly", 90),
    ("coating", "testing", 90),
    ("machining", "plating", 45),
    ("machining", "assembly", 90),
    ("machining", "devices", 90),
    ("plating", "assembly", 90),
    ("plating", "busbar", 90),
    ("plating", "devices", 90),
    ("busbar", "plating", 90),
    ("devices", "assembly", 45),
    ("devices", "packing", 45),
    ("cases", "packing", 120),
)

TRANSPORTS = tuple(
    Transport(from_workshop=WorkshopId(a), to_workshop=WorkshopId(b), minutes=minutes) for a, b, minutes in _LORRIES
)
"""What is not named here is next door: the settings' default."""
