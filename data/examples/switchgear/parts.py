"""Made parts: what the service companies and the own workshops make for cabinets. Stock of them is taken first."""

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, TaskKind
from scheduler.domain.product import Lots, Product, Routing, RoutingStep
from scheduler.domain.record import Label, ProductId

from .coating import COATED, coated, coating_service
from .group import METAL
from .steps import (
    ACCEPTED_PERCENT,
    ASSEMBLY,
    COOPERATION,
    FABRICATION,
    INSPECTION,
    SURFACE,
    answer,
    batch,
    cheaper_from,
    design,
    mode,
    need,
    outside,
    outside_line,
    part,
    step,
)

LV_LOTS, MV_LOTS = Lots(least=4, most=20), Lots(least=3, most=20)
"""Enclosures are coated in lots: seven of low voltage, or five of medium voltage, still go into the oven."""

BUSBAR_LOTS = Lots(least=5, most=3)
DRAWER_LOTS = Lots(least=20, most=2)

CONFIRMATION_DAYS = 2
"""What a customer usually takes to confirm a drawing."""


def _lasers(work: float) -> tuple[Mode, ...]:
    return tuple(mode(f"laser-{n}", 30, 25 * work, (f"laser-{n}", 1)) for n in (1, 2))


def _cut(work: float, steel: int, after: str = "drawing") -> RoutingStep:
    """Sheets are nested better from twelve on; stainless steel is another material, not another step."""
    lasers = _lasers(work)
    return step(
        "cut",
        "Laser cutting",
        "激光下料",
        FABRICATION,
        lasers,
        after,
        breaks=[cheaper_from(laser, 12, 85) for laser in lasers],
        needs=[need("steel", steel, without="stainless"), need("stainless-sheet", steel, "stainless")],
    )


def _enclosure(id_: str, en: str, zh: str, work: float, steel: int, voltage: str) -> Product:
    """Of medium ("mv") or low voltage ("lv"): frames are punched with their own tools, and welded in a jig."""
    jig = (("mv-jigs", 1),) if voltage == "mv" else ()
    punch = mode("punch", 20, 22 * work, ("punch", 1), state={"tools": f"{voltage}-frame"})
    brake = mode("brake", 25, 40 * work, ("bending", 1), state={"die": "frame"})
    surface = coated(work, "grind", max(1, steel // 40), MV_LOTS if voltage == "mv" else LV_LOTS)
    check = mode("check", 15, 10 * work, skill=("inspection", 1, 1))
    cut = _cut(work, steel, "confirm")
    punched = step("punch", "Punching", "数控冲孔", FABRICATION, punch, "cut")
    bent = step("bend", "Bending", "折弯", FABRICATION, brake, "punch")
    accept = step("accept", "Incoming inspection", "协作件检验", INSPECTION, check, COATED, first_pass=ACCEPTED_PERCENT)
    return Product(
        id=ProductId(id_),
        names=Label(en=en, zh=zh),
        routing=(
            design("drawing", "Enclosure drawings", "结构设计", 1_440, 60, 2),
            step(
                "confirm",
                "Customer confirms drawings",
                "客户确认图纸",
                TaskKind.CONFIRMATION,
                answer("the customer 客户", CONFIRMATION_DAYS),
                "drawing",
                non_standard_only=True,
            ),
            cut,
            punched,
            bent,
            step(
                "weld",
                "Frame welding",
                "骨架焊接",
                FABRICATION,
                mode("booth", 20, 95 * work, ("welding", 1), ("welders", 1), *jig),
                "bend",
            ),
            step("grind", "Grinding", "打磨校正", FABRICATION, mode("hand", 10, 25 * work, ("grinders", 1)), "weld"),
            *surface,
            accept,
        ),
        alternatives=(
            Routing(
                id="flat-pack",
                names=Label(en="flat pack, bolted on site", zh="散件发货，现场组装"),
                from_quantity=2,
                with_options=("flat-pack",),
                companies=(METAL,),
                steps=(_cut(work, steel, ""), punched, bent, *coated(work, "bend", max(1, steel // 40)), accept),
            ),
        ),
    )


def _doors(id_: str, en: str, zh: str, work: float) -> Product:
    """Doors and panels; a quarter of the enclosure's surface."""
    return Product(
        id=ProductId(id_),
        names=Label(en=en, zh=zh),
        routing=(
            design("drawing", "Door drawings", "门板设计", 480, 30),
            _cut(0.4 * work, round(60 * work)),
            _door_bending(20, 16 * work),
            *coated(0.25 * work, "bend", 2),
        ),
    )


def _door_bending(set_up: int, per_unit: float) -> RoutingStep:
    brake = mode("brake", set_up, per_unit, ("bending", 1), state={"die": "door"})
    return step("bend", "Bending", "折弯", FABRICATION, brake, "cut")


def _box() -> Product:
    """The small wall box. Up to three are bought in: setting up for them would not pay."""
    return Product(
        id=ProductId("ENC-BOX"),
        names=Label(en="Wall enclosure", zh="挂墙箱体"),
        routing=(
            design("drawing", "Enclosure drawings", "结构设计", 300, 20),
            _cut(0.5, 70),
            _door_bending(25, 20),
            step("weld", "Welding", "焊接", FABRICATION, mode("booth", 15, 30, ("welding", 1), ("welders", 1)), "bend"),
            *coated(0.45, "weld", 2),
        ),
        alternatives=(
            Routing(
                id="bought-in",
                names=Label(en="bought in", zh="外购箱体"),
                to_quantity=3,
                without_options=("stainless",),
                steps=(
                    step(
                        "accept",
                        "Incoming inspection",
                        "外购件检验",
                        INSPECTION,
                        mode("check", 15, 8, skill=("inspection", 1, 1)),
                        needs={"bought-box": 1},
                    ),
                ),
            ),
        ),
    )


def _busbar(id_: str, en: str, zh: str, work: float, copper: int) -> Product:
    """Large sets go through the machines and the bath in two or three lots; tin plating may go outside."""
    machine = mode("machine", 20, 60 * work, ("busbar-machines", 1))
    yinhe = outside_line("yinhe-plating", "yinhe-line", 60, 15 * work, 2_000, Approval.APPROVED)
    return Product(
        id=ProductId(id_),
        names=Label(en=en, zh=zh),
        routing=(
            design("drawing", "Busbar drawings", "母线设计", 480, 20),
            step(
                "busbar",
                "Busbar cutting and bending",
                "母线加工",
                FABRICATION,
                machine,
                "drawing",
                breaks=[cheaper_from(machine, 10, 90)],
                needs={"copper": copper},
                lots=BUSBAR_LOTS,
            ),
            step(
                "plate",
                "Busbar plating",
                "母线镀锡",
                SURFACE,
                (batch("plating-bath", "tin", copper), yinhe),
                "busbar",
                resumable=False,
                lots=BUSBAR_LOTS,
            ),
            step(
                "sleeve",
                "Busbar sleeving",
                "母线套热缩管",
                FABRICATION,
                mode("machine", 15, 25 * work, ("busbar-machines", 1)),
                "plate",
                needs={"sleeve": 12},
                with_="insulated",
            ),
        ),
    )


def _machined(id_: str, en: str, zh: str, work: float) -> Product:
    """Turned and milled parts, zinc plated; machining may go outside, which has a standing approval."""
    own = mode("cnc", 45, 35 * work, ("cnc", 1))
    return Product(
        id=ProductId(id_),
        names=Label(en=en, zh=zh),
        routing=(
            step(
                "machine",
                "Machined parts",
                "机加零件",
                FABRICATION,
                (own, outside("ruifeng-machining", 6, 2_500, Approval.STANDING)),
            ),
            step("deburr", "Deburring", "去毛刺", FABRICATION, mode("hand", 15, 6 * work, ("grinders", 1)), "machine"),
            step(
                "zinc",
                "Zinc plating",
                "镀锌",
                SURFACE,
                batch("plating-bath", "zinc", 20 * work),
                "deburr",
                resumable=False,
            ),
        ),
    )


def _drawer() -> Product:
    """A withdrawable unit of the low-voltage cabinet, made by the components company."""
    bench = ("benches", 1)
    return Product(
        id=ProductId("DRAWER"),
        names=Label(en="Withdrawable unit", zh="抽屉单元"),
        routing=(
            step(
                "fit",
                "Drawer fitting",
                "抽屉装配",
                COOPERATION,
                mode("bench", 20, 8, bench),
                needs={"mccb": 1},
                lots=DRAWER_LOTS,
            ),
            step(
                "wire",
                "Drawer wiring",
                "抽屉配线",
                COOPERATION,
                mode("bench", 15, 7, bench),
                "fit",
                lots=DRAWER_LOTS,
            ),
            step(
                "test",
                "Drawer test",
                "抽屉试验",
                COOPERATION,
                mode("tester", 20, 3, ("device-tester", 1)),
                "wire",
            ),
        ),
    )


def _earthing_switch() -> Product:
    """Sold, and built into cabinets that are ordered with one."""
    bench = ("benches", 1)
    return Product(
        id=ProductId("JN15"),
        names=Label(en="Earthing switch JN15-12", zh="JN15-12接地开关"),
        routing=(
            step(
                "assemble",
                "Switch assembly",
                "接地开关装配",
                ASSEMBLY,
                mode("bench", 20, 45, bench),
                parts=[part("MECH-S")],
                needs={"insulator": 3},
            ),
            step(
                "test",
                "Mechanical test",
                "机械特性试验",
                INSPECTION,
                mode("tester", 15, 8, ("device-tester", 1)),
                "assemble",
            ),
        ),
    )


def _case() -> Product:
    """The wooden case of one cabinet; for sea freight it is heat-treated (ISPM 15)."""
    return Product(
        id=ProductId("CASE"),
        names=Label(en="Wooden case", zh="木箱"),
        routing=(
            step("board", "Case boards", "木箱开料", COOPERATION, mode("saw", 15, 12, ("saw", 1)), needs={"timber": 1}),
            step("nail", "Case making", "木箱制作", COOPERATION, mode("make", 10, 35, ("carpenters", 1)), "board"),
            step(
                "heat",
                "Heat treatment",
                "木箱熏蒸",
                COOPERATION,
                batch("heat-chamber", "ispm-15", 1),
                "nail",
                resumable=False,
                with_="sea-freight",
            ),
        ),
    )


PARTS = (
    _enclosure("ENC-MV", "Enclosure, medium voltage", "中压柜体", 1.3, 260, "mv"),
    _enclosure("ENC-LV", "Enclosure, low voltage", "低压柜体", 1.0, 200, "lv"),
    _box(),
    coating_service(),
    _doors("DOORS-MV", "Doors and panels, medium voltage", "中压门板", 1.3),
    _doors("DOORS-LV", "Doors and panels, low voltage", "低压门板", 1.0),
    _busbar("BUSBAR-MV", "Busbar set, medium voltage", "中压母线", 1.3, 80),
    _busbar("BUSBAR-LV", "Busbar set, low voltage", "低压母线", 1.0, 55),
    _machined("MECH", "Machined parts set", "机加零件组", 1.0),
    _machined("MECH-S", "Machined parts set, small", "小型机加零件组", 0.5),
    _drawer(),
    _earthing_switch(),
    _case(),
)
