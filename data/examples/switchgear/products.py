"""What the group sells, and by which steps it comes together from parts."""

from collections.abc import Mapping

from scheduler.domain.product import Product, RoutingStep, StepPart
from scheduler.domain.record import Label, ProductId

from .parts import PARTS
from .steps import (
    ACCEPTED_PERCENT,
    ASSEMBLY,
    FABRICATION,
    INSPECTION,
    PACKING,
    SURFACE,
    batch,
    design,
    mode,
    need,
    part,
    step,
)

PRICE: Mapping[str, int] = {
    "KYN28A": 95_000,
    "MNS": 62_000,
    "GGD": 38_000,
    "XL21": 9_500,
    "VS1-12": 14_000,
    "JN15": 2_800,
    "ENC-LV": 4_200,
    "SPRAY": 650,
}
"""Yuan each. These are what an order can ask for."""

COMPLETE_SETS = ("KYN28A", "MNS", "GGD")


def _fitting(work: float, parts: tuple[StepPart, ...], devices: Mapping[str, int]) -> tuple[RoutingStep, ...]:
    """Assembly: frame, devices, busbars."""
    crew = (("assembly-stations", 1), ("fitters", 2))
    enclosure, *others = parts
    busbars = [one for one in others if one.product.startswith("BUSBAR")]
    rest = [one for one in others if not one.product.startswith("BUSBAR")]
    return (
        step(
            "frame",
            "Cabinet assembly",
            "柜体装配",
            ASSEMBLY,
            mode("station", 30, 110 * work, *crew, crew=("fitters", 3)),
            wait=60,
            parts=[enclosure, *rest],
        ),
        step(
            "mount",
            "Device mounting",
            "元件安装",
            ASSEMBLY,
            mode("station", 20, 95 * work, *crew),
            "frame",
            needs=[*(need(*device) for device in devices.items()), need("arc-monitor", 1, "arc-protection")],
        ),
        step(
            "bars",
            "Busbar assembly",
            "母线安装",
            ASSEMBLY,
            mode("station", 20, 75 * work, *crew),
            "mount",
            parts=busbars,
        ),
    )


def _wiring(work: float, relays: int) -> tuple[RoutingStep, ...]:
    """Secondary wiring; cabinets with protection relays have their panel made beside the looms.

    Into a low-voltage cabinet three wiremen fit, into the low-voltage compartment of the others only two.
    """
    crew = None if relays else ("wiremen", 3)
    panel = step(
        "relays",
        "Relay panel",
        "保护面板装配",
        ASSEMBLY,
        mode("bench", 15, 35 * work, ("wiring-stations", 1), ("wiremen", 1)),
        "looms",
        needs={"relay": relays},
    )
    return (
        design("circuit", "Circuit design", "电气设计", 720, 30),
        step(
            "looms",
            "Wire preparation",
            "线束制作",
            ASSEMBLY,
            mode("bench", 20, 60 * work, ("wiremen", 1)),
            "circuit",
            needs=[need("wire", 60, fixed=20)],
        ),
        *((panel,) if relays else ()),
        step(
            "wire",
            "Secondary wiring",
            "二次配线",
            ASSEMBLY,
            mode("station", 30, 170 * work, ("wiring-stations", 1), ("wiremen", 2), crew=crew),
            "mount relays" if relays else "mount looms",
        ),
    )


def _ending(work: float, high_voltage: bool, after: str) -> tuple[RoutingStep, ...]:
    """Inspection, routine test, the customer's witness test where it is ordered, finishing and packing."""
    minutes = 110 if high_voltage else 55
    bay = ("hv-bays", 1) if high_voltage else ("test-bays", 1)
    people = ("high-voltage", 3, 2) if high_voltage else ("inspection", 2, 2)
    return (
        step(
            "inspect",
            "Assembly inspection",
            "装配检验",
            INSPECTION,
            mode("check", 15, 25 * work, skill=("inspection", 2, 1)),
            after,
            first_pass=ACCEPTED_PERCENT,
        ),
        step(
            "test",
            "Routine test",
            "出厂试验",
            INSPECTION,
            mode("bay", 40, minutes * work, bay, skill=people),
            "inspect",
        ),
        step(
            "witness",
            "Witness test",
            "客户见证试验",
            INSPECTION,
            mode("bay", 60, 12 * work, bay, skill=people, stays=True),
            "test",
            with_="witness-test",
        ),
        step(
            "finish",
            "Finishing and nameplates",
            "清理及铭牌",
            ASSEMBLY,
            mode("hand", 10, 15 * work, ("fitters", 1)),
            "test witness",
        ),
        step(
            "pack",
            "Packing",
            "包装",
            PACKING,
            mode("pack", 20, 30 * work, ("packers", 2), ("packing-floor", 24)),
            "finish",
            parts=[part("CASE", without="no-case")],
        ),
    )


def _cabinet(
    id_: str,
    en: str,
    zh: str,
    work: float,
    parts: tuple[StepPart, ...],
    devices: Mapping[str, int],
    relays: int = 0,
) -> Product:
    """A complete set. Medium voltage has relays, high-voltage testers and, on request, earthing switches."""
    medium_voltage = relays > 0
    earthing = step(
        "earthing",
        "Earthing switch fitting",
        "接地开关安装",
        ASSEMBLY,
        mode("station", 15, 40, ("assembly-stations", 1), ("fitters", 1)),
        "mount",
        parts=[part("JN15", with_="earthing-switch")],
        with_="earthing-switch",
    )
    return Product(
        id=ProductId(id_),
        names=Label(en=en, zh=zh),
        routing=(
            *_fitting(work, parts, devices),
            *((earthing,) if medium_voltage else ()),
            *_wiring(work, relays),
            *_ending(work, medium_voltage, "bars wire earthing" if medium_voltage else "bars wire"),
        ),
    )


def _distribution_box() -> Product:
    """A small cabinet that one fitter builds and wires at one station."""
    return Product(
        id=ProductId("XL21"),
        names=Label(en="Distribution cabinet XL-21", zh="XL-21动力柜"),
        routing=(
            design("circuit", "Circuit design", "电气设计", 480, 20),
            step(
                "fit",
                "Fitting",
                "元件装配",
                ASSEMBLY,
                mode("station", 20, 60, ("assembly-stations", 1), ("fitters", 1)),
                "circuit",
                parts=[part("ENC-BOX")],
                needs=[need("mccb", 3), need("spd", 1, "surge-protection")],
            ),
            step(
                "wire",
                "Wiring",
                "配线",
                ASSEMBLY,
                mode("station", 20, 55, ("wiring-stations", 1), ("wiremen", 1)),
                "fit",
                needs={"wire": 20},
            ),
            step(
                "test",
                "Routine test",
                "出厂试验",
                INSPECTION,
                mode("bay", 20, 18, ("test-bays", 1), skill=("inspection", 2, 1)),
                "wire",
            ),
            step(
                "pack",
                "Packing",
                "包装",
                PACKING,
                mode("pack", 15, 12, ("packers", 1), ("packing-floor", 12)),
                "test",
                parts=[part("CASE", without="no-case")],
            ),
        ),
    )


def _breaker() -> Product:
    """A vacuum circuit breaker of the components company."""
    bench, tester = ("benches", 1), ("device-tester", 1)
    return Product(
        id=ProductId("VS1-12"),
        names=Label(en="Vacuum circuit breaker VS1-12", zh="VS1-12真空断路器"),
        routing=(
            step(
                "contact",
                "Contact making",
                "触头加工",
                FABRICATION,
                mode("cnc", 30, 18, ("cnc", 1)),
                needs={"copper": 6},
            ),
            step(
                "silver",
                "Contact silvering",
                "触头镀银",
                SURFACE,
                batch("plating-bath", "silver", 6),
                "contact",
                resumable=False,
            ),
            step(
                "pole",
                "Pole assembly",
                "极柱装配",
                ASSEMBLY,
                mode("bench", 20, 45, bench),
                "silver",
                needs={"interrupter": 3},
            ),
            step(
                "drive",
                "Drive assembly",
                "操动机构装配",
                ASSEMBLY,
                mode("bench", 20, 50, bench),
                parts=[part("MECH-S")],
            ),
            step("final", "Final assembly", "总装", ASSEMBLY, mode("bench", 15, 40, bench), "pole drive"),
            step("run-in", "Mechanical run-in", "机械磨合", INSPECTION, mode("tester", 20, 15, tester), "final"),
            step(
                "test",
                "Withstand test",
                "耐压试验",
                INSPECTION,
                mode("tester", 30, 10, tester, skill=("high-voltage", 2, 1)),
                "run-in",
            ),
            step(
                "pack",
                "Packing",
                "包装",
                PACKING,
                mode("pack", 15, 8, ("packers", 1), ("packing-floor", 12)),
                "test",
                parts=[part("CASE", without="no-case", fixed=1)],
            ),
        ),
    )


PRODUCTS = (
    *PARTS,
    _cabinet(
        "KYN28A",
        "Medium-voltage switchgear KYN28A",
        "KYN28A中压开关柜",
        1.3,
        (part("ENC-MV"), part("DOORS-MV"), part("MECH"), part("BUSBAR-MV")),
        {"breaker": 1, "ct": 3},
        relays=1,
    ),
    _cabinet(
        "MNS",
        "Low-voltage withdrawable switchgear MNS",
        "MNS低压抽出式开关柜",
        1.1,
        (part("ENC-LV"), part("DOORS-LV"), part("MECH"), part("DRAWER", 6), part("BUSBAR-LV")),
        {"acb": 1, "ct": 6},
    ),
    _cabinet(
        "GGD",
        "Low-voltage fixed switchgear GGD",
        "GGD低压固定式开关柜",
        0.9,
        (part("ENC-LV"), part("DOORS-LV"), part("BUSBAR-LV")),
        {"mccb": 5, "ct": 3},
    ),
    _distribution_box(),
    _breaker(),
)
