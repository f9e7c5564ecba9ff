"""What the demo group makes, out of what, and by which steps."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from scheduler.domain.goal import Approval
from scheduler.domain.material import Material
from scheduler.domain.operation import Mode, Outsourcing, TaskKind, Use
from scheduler.domain.product import Product, RoutingStep, StepNeed
from scheduler.domain.record import Label, MaterialId, ModeId, ProductId, ResourceId, SupplierId

from .demo_shop import DAY, HOUR

MATERIALS = tuple(
    Material(
        id=MaterialId(id_),
        names=Label(en=en, zh=zh),
        unit=unit,
        lead_minutes=lead_days * DAY,
        inspection_minutes=inspection_hours * HOUR,
        supplier=SupplierId(supplier) if supplier else None,
    )
    for id_, en, zh, unit, lead_days, inspection_hours, supplier in (
        ("steel", "Sheet steel 2 mm", "2mm钢板", "kg", 7, 4, "steel-centre"),
        ("copper", "Copper bar", "铜排", "kg", 12, 4, "hengtai-copper"),
        ("powder", "Coating powder RAL 7035", "喷塑粉末RAL7035", "kg", 5, 0, ""),
        ("breaker", "Vacuum circuit breaker", "真空断路器", "pc", 28, 8, "breaker-works"),
        ("mccb", "Moulded-case breaker", "塑壳断路器", "pc", 21, 4, "breaker-works"),
        ("relay", "Protection relay", "微机保护装置", "pc", 45, 8, "nanrui-relays"),
        ("ct", "Current transformer", "电流互感器", "pc", 18, 4, ""),
        ("wire", "Control wire", "二次线缆", "m", 4, 0, ""),
        ("interrupter", "Vacuum interrupter", "真空灭弧室", "pc", 35, 8, "breaker-works"),
        ("timber", "Timber", "木料", "m3", 6, 0, ""),
    )
)


def _mode(id_: str, set_up: int, per_unit: float, *uses: tuple[str, int]) -> Mode:
    """Minutes; the machine or station comes first, it is held in pauses, people are released."""
    return Mode(
        id=ModeId(id_),
        uses=tuple(Use(resource=ResourceId(r), units=n, held=row == 0) for row, (r, n) in enumerate(uses)),
        set_up_minutes=set_up,
        minutes_per_unit=_exact(per_unit),
    )


def _outside(supplier: str, days: int, cost: int, approval: Approval) -> Mode:
    return Mode(
        id=ModeId(f"outsourced-{supplier}"),
        cost=cost,
        outsourcing=Outsourcing(supplier=SupplierId(supplier), lead_minutes=days * DAY, approval=approval),
    )


def _exact(minutes: float) -> Decimal:
    """To a tenth of a minute."""
    return Decimal(round(minutes * 10)) / 10


def _step(
    id_: str,
    en: str,
    zh: str,
    kind: TaskKind,
    modes: Mode | tuple[Mode, ...],
    after: str = "",
    wait: int = 0,
    resumable: bool = True,
    design: bool = False,
    needs: Mapping[str, int] = MappingProxyType({}),
) -> RoutingStep:
    return RoutingStep(
        id=id_,
        names=Label(en=en, zh=zh),
        kind=kind,
        modes=modes if isinstance(modes, tuple) else (modes,),
        after=tuple(after.split()),
        minimum_minutes_after=wait,
        needs=tuple(StepNeed(material=MaterialId(m), quantity_per_unit=Decimal(n)) for m, n in needs.items() if n),
        resumable=resumable,
        non_standard_only=design,
    )


FABRICATION, SURFACE, ASSEMBLY = TaskKind.FABRICATION, TaskKind.SURFACE, TaskKind.ASSEMBLY


def _enclosure(work: float, steel: int) -> tuple[RoutingStep, ...]:
    """Design, sheet metal and powder coating: every cabinet begins so."""
    lasers = tuple(_mode(f"laser-{n}", 30, 25 * work, (f"laser-{n}", 1)) for n in (1, 2))
    cured = _mode("oven", 60, 72 * work, ("coating-line", 1))
    outside = _outside("jinda-coating", 6, 4_000, Approval.PROPOSED)
    return (
        _step(
            "design",
            "Design",
            "技术设计",
            TaskKind.DESIGN,
            _mode("design", 1_440, 60, ("designers", 2)),
            design=True,
        ),
        _step("cut", "Laser cutting", "激光下料", FABRICATION, lasers, "design", needs={"steel": steel}),
        _step("punch", "Punching", "数控冲孔", FABRICATION, _mode("punch", 20, 18 * work, ("punch", 1)), "cut"),
        _step("bend", "Bending", "折弯", FABRICATION, _mode("brake", 25, 34 * work, ("bending", 1)), "punch"),
        _step(
            "weld",
            "Frame welding",
            "骨架焊接",
            FABRICATION,
            _mode("booth", 20, 75 * work, ("welding", 1), ("welders", 1)),
            "bend",
        ),
        _step(
            "pretreat",
            "Pretreatment",
            "前处理",
            SURFACE,
            _mode("line", 40, 20 * work, ("pretreatment", 1)),
            "weld",
            resumable=False,
        ),
        _step(
            "coat",
            "Powder coating",
            "喷塑固化",
            SURFACE,
            (cured, outside),
            "pretreat",
            wait=30,
            resumable=False,
            needs={"powder": max(1, steel // 40)},
        ),
    )


def _busbars(work: float, copper: int) -> tuple[RoutingStep, ...]:
    """Copper: cut, bent and plated."""
    return (
        _step(
            "busbar",
            "Busbar cutting and bending",
            "母线加工",
            FABRICATION,
            _mode("machine", 20, 45 * work, ("busbar-machines", 1)),
            "design",
            needs={"copper": copper},
        ),
        _step(
            "plate",
            "Busbar plating",
            "母线镀锡",
            SURFACE,
            _mode("bath", 45, 25 * work, ("plating", 1)),
            "busbar",
            resumable=False,
        ),
    )


def _machined(work: float) -> tuple[RoutingStep, ...]:
    """Turned and milled parts, in the group or, with approval, outside."""
    own = _mode("cnc", 45, 35 * work, ("cnc", 1))
    outside = _outside("ruifeng-machining", 5, 2_500, Approval.STANDING)
    return (
        _step("machine", "Machined parts", "机加零件", FABRICATION, (own, outside), "design"),
        _step("deburr", "Deburring", "去毛刺", FABRICATION, _mode("hand", 15, 6 * work, ("cnc", 1)), "machine"),
    )


def _cabinet(work: float, parts: dict[str, int]) -> tuple[RoutingStep, ...]:
    """Assembly, wiring, test and packing of a cabinet."""
    crew = (("assembly-stations", 1), ("fitters", 2))
    electric = {name: count for name, count in parts.items() if name in ("breaker", "mccb", "ct")}
    relays = {name: count for name, count in parts.items() if name == "relay"}
    return (
        _step(
            "frame",
            "Cabinet assembly",
            "柜体装配",
            ASSEMBLY,
            _mode("station", 30, 130 * work, *crew),
            "coat deburr",
            wait=60,
        ),
        _step(
            "mount",
            "Device mounting",
            "元件安装",
            ASSEMBLY,
            _mode("station", 20, 110 * work, *crew),
            "frame",
            needs=electric,
        ),
        _step(
            "bars",
            "Busbar assembly",
            "母线安装",
            ASSEMBLY,
            _mode("station", 20, 90 * work, *crew),
            "mount plate",
        ),
        _step(
            "looms",
            "Wire preparation",
            "线束制作",
            ASSEMBLY,
            _mode("bench", 20, 70 * work, ("wiremen", 1)),
            "design",
            needs={"wire": 60},
        ),
        _step(
            "relays",
            "Relay panel",
            "保护面板装配",
            ASSEMBLY,
            _mode("bench", 15, 35 * work, ("wiring-stations", 1), ("wiremen", 1)),
            "looms",
            needs=relays,
        ),
        _step(
            "wire",
            "Secondary wiring",
            "二次配线",
            ASSEMBLY,
            _mode("station", 30, 190 * work, ("wiring-stations", 1), ("wiremen", 2)),
            "mount relays",
        ),
        _step(
            "inspect",
            "Assembly inspection",
            "装配检验",
            TaskKind.INSPECTION,
            _mode("check", 15, 25 * work, ("inspectors", 1)),
            "bars wire",
        ),
        _step(
            "test",
            "Routine test",
            "出厂试验",
            TaskKind.INSPECTION,
            _mode("bay", 40, 60 * work, ("test-bays", 1), ("inspectors", 2)),
            "inspect",
        ),
        _step(
            "board",
            "Case boards",
            "木箱开料",
            TaskKind.COOPERATION,
            _mode("saw", 15, 8, ("saw", 1)),
            needs={"timber": 1},
        ),
        _step(
            "case",
            "Wooden cases",
            "木箱制作",
            TaskKind.COOPERATION,
            _mode("make", 10, 35, ("carpenters", 1)),
            "board",
        ),
        _step("pack", "Packing", "包装", TaskKind.PACKING, _mode("pack", 20, 30, ("packers", 2)), "test case"),
    )


def _set(id_: str, en: str, zh: str, percent: int, steel: int, copper: int, **parts: int) -> Product:
    work = percent / 100
    steps = (*_enclosure(work, steel), *_busbars(work, copper), *_machined(work), *_cabinet(work, parts))
    return Product(id=ProductId(id_), names=Label(en=en, zh=zh), routing=steps)


def _breaker() -> Product:
    """A circuit breaker: machined parts, contacts, poles; no cabinet."""
    benches = ("benches", 1)
    return Product(
        id=ProductId("VS1-12"),
        names=Label(en="Vacuum circuit breaker VS1-12", zh="VS1-12真空断路器"),
        routing=(
            _step(
                "design",
                "Design",
                "技术设计",
                TaskKind.DESIGN,
                _mode("design", 960, 30, ("designers", 1)),
                design=True,
            ),
            *_machined(0.9),
            _step(
                "contact",
                "Contact making",
                "触头加工",
                FABRICATION,
                _mode("cnc", 30, 18, ("cnc", 1)),
                "design",
                needs={"copper": 6},
            ),
            _step(
                "plate",
                "Contact silvering",
                "触头镀银",
                SURFACE,
                _mode("bath", 45, 8, ("plating", 1)),
                "contact",
                resumable=False,
            ),
            _step(
                "pole",
                "Pole assembly",
                "极柱装配",
                ASSEMBLY,
                _mode("bench", 20, 70, benches),
                "plate deburr",
                needs={"interrupter": 3},
            ),
            _step("drive", "Drive assembly", "操动机构装配", ASSEMBLY, _mode("bench", 20, 60, benches), "deburr"),
            _step("final", "Final assembly", "总装", ASSEMBLY, _mode("bench", 15, 55, benches), "pole drive"),
            _step(
                "run-in",
                "Mechanical run-in",
                "机械磨合",
                TaskKind.INSPECTION,
                _mode("tester", 20, 20, ("device-tester", 1)),
                "final",
            ),
            _step(
                "test",
                "Withstand test",
                "耐压试验",
                TaskKind.INSPECTION,
                _mode("tester", 30, 15, ("device-tester", 1), ("inspectors", 1)),
                "run-in",
            ),
            _step("board", "Case boards", "木箱开料", TaskKind.COOPERATION, _mode("saw", 15, 3, ("saw", 1))),
            _step(
                "case",
                "Wooden cases",
                "木箱制作",
                TaskKind.COOPERATION,
                _mode("make", 10, 12, ("carpenters", 1)),
                "board",
            ),
            _step("pack", "Packing", "包装", TaskKind.PACKING, _mode("pack", 15, 8, ("packers", 1)), "test case"),
        ),
    )


PRODUCTS = (
    _set(
        "KYN28A",
        "Medium-voltage switchgear KYN28A",
        "KYN28A中压开关柜",
        130,
        260,
        80,
        breaker=1,
        relay=1,
        ct=3,
    ),
    _set("MNS", "Low-voltage withdrawable switchgear MNS", "MNS低压抽出式开关柜", 110, 220, 60, mccb=8, ct=6),
    _set("GGD", "Low-voltage fixed switchgear GGD", "GGD低压固定式开关柜", 90, 180, 45, mccb=5, ct=3),
    _set("XL21", "Distribution cabinet XL-21", "XL-21动力柜", 55, 90, 15, mccb=3),
    _breaker(),
)
