"""Powder coating: pretreatment, drying, then the oven, where work of one colour and film goes together by its area."""

from typing import NamedTuple

from scheduler.domain.goal import Approval
from scheduler.domain.product import Lots, Product, RoutingStep
from scheduler.domain.record import Label, ProductId

from .group import DAY, HOUR
from .steps import INSPECTION, SURFACE, batch, mode, need, outside, step

DRY, COAT_WITHIN = 4 * HOUR, DAY
"""Between pretreatment and powder: dry before, and no flash rust (返锈) after."""

AREA = 8.0
"""Square metres to coat of a medium-sized enclosure with its panels."""

HANGERS = 1
"""Square metres that the hanging frame of one operation takes, whatever hangs on it."""


class Finish(NamedTuple):
    """What an enclosure can be ordered with: the step's ending, the options, what the oven is set up for."""

    ending: str
    en: str
    zh: str
    with_: str
    without: str
    colour: str
    film: str
    powder: str


FINISHES = (
    Finish("", "Powder coating", "喷塑固化", "", "colour thick-film", "RAL7035", "thin", "powder"),
    Finish(
        "-colour", "Powder coating, colour", "喷塑固化（特殊色）", "colour", "", "RAL5012", "thin", "special-powder"
    ),
    Finish("-thick", "Powder coating, two coats", "喷塑固化（厚膜）", "thick-film", "", "RAL7035", "thick", "powder"),
)


def coated(work: float, after: str, powder: int, lots: Lots | None = None) -> tuple[RoutingStep, ...]:
    """Pretreatment and powder coating, in lots that fit the oven; brushed instead where it is stainless."""
    return (
        pretreated(15 * work, after, lots),
        *(_coat(finish, work, powder, lots) for finish in FINISHES),
        step(
            "brush",
            "Brushing",
            "拉丝处理",
            SURFACE,
            mode("hand", 30, 60 * work, ("grinders", 1)),
            after,
            with_="stainless",
        ),
    )


COATED = " ".join(f"coat{finish.ending}" for finish in FINISHES) + " brush"
"""The steps after which a piece has its surface; an order has one of them."""


def pretreated(minutes: float, after: str, lots: Lots | None) -> RoutingStep:
    return step(
        "pretreat",
        "Pretreatment",
        "前处理",
        SURFACE,
        mode("bath", 20, minutes, ("pretreatment", 1)),
        after,
        resumable=False,
        lots=lots,
        without="stainless",
    )


def _coat(finish: Finish, work: float, powder: int, lots: Lots | None) -> RoutingStep:
    oven = batch("oven", finish.film, AREA * work, HANGERS, {"colour": finish.colour, "film": finish.film})
    return step(
        f"coat{finish.ending}",
        finish.en,
        finish.zh,
        SURFACE,
        (oven, outside("jinda-coating", 4, 4_000, Approval.PROPOSED)),
        "pretreat",
        wait=DRY,
        at_most=COAT_WITHIN,
        needs=[need(finish.powder, powder)],
        resumable=False,
        lots=lots,
        with_=finish.with_,
        without=f"stainless {finish.without}".strip(),
    )


def coating_service() -> Product:
    """Sold by the coating company: frames that a customer brings, coated thick in the customer's own colour."""
    lots = Lots(least=10, most=20)
    oven = batch("oven", "thick", 6, HANGERS, {"colour": "RAL1028", "film": "thick"})
    coat = step(
        "coat",
        "Powder coating, two coats",
        "喷塑固化（厚膜）",
        SURFACE,
        (oven, outside("jinda-coating", 4, 4_000, Approval.PROPOSED)),
        "pretreat",
        wait=DRY,
        at_most=COAT_WITHIN,
        needs={"special-powder": 5},
        resumable=False,
        lots=lots,
    )
    check = mode("check", 15, 5, skill=("inspection", 1, 1))
    accept = step("accept", "Coating inspection", "涂层检验", INSPECTION, check, "coat")
    return Product(
        id=ProductId("SPRAY"),
        names=Label(en="Coating of a customer's frame", zh="来料喷塑"),
        routing=(pretreated(6, "", lots), coat, accept),
    )
