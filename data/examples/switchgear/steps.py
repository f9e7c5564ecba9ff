"""Short words for writing routing templates: a mode, an outside mode, a step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, Outsourcing, TaskKind, Use
from scheduler.domain.product import QuantityBreak, RoutingStep, StepNeed, StepPart
from scheduler.domain.record import Label, MaterialId, ModeId, ProductId, ResourceId, SupplierId

from .group import DAY
from .resources import PEOPLE

DESIGN, COOPERATION, FABRICATION = TaskKind.DESIGN, TaskKind.COOPERATION, TaskKind.FABRICATION
SURFACE, ASSEMBLY = TaskKind.SURFACE, TaskKind.ASSEMBLY
INSPECTION, PACKING = TaskKind.INSPECTION, TaskKind.PACKING


def mode(id_: str, set_up: int, per_unit: float, *uses: tuple[str, int]) -> Mode:
    """Minutes. Machines and stations are held in pauses, people are released."""
    return Mode(
        id=ModeId(id_),
        uses=tuple(Use(resource=ResourceId(r), units=n, held=r not in PEOPLE) for r, n in uses),
        set_up_minutes=set_up,
        minutes_per_unit=tenths(per_unit),
    )


def outside(supplier: str, days: int, cost: int, approval: Approval) -> Mode:
    """Done by a supplier: elapsed days there and back, and what it costs beyond the own shop."""
    return Mode(
        id=ModeId(f"outsourced-{supplier}"),
        cost=cost,
        outsourcing=Outsourcing(supplier=SupplierId(supplier), lead_minutes=days * DAY, approval=approval),
    )


def cheaper_from(mode_: Mode, quantity: int, percent: int) -> QuantityBreak:
    """From a quantity on, every unit takes only so many percent of its time (nested sheets, a common jig)."""
    return QuantityBreak(
        mode=mode_.id,
        from_quantity=quantity,
        set_up_minutes=mode_.set_up_minutes,
        minutes_per_unit=tenths(float(mode_.minutes_per_unit) * percent / 100),
    )


def tenths(minutes: float) -> Decimal:
    """To a tenth of a minute."""
    return Decimal(round(minutes * 10)) / 10


def need(material: str, per_unit: int, with_: str = "", without: str = "") -> StepNeed:
    return StepNeed(
        material=MaterialId(material),
        quantity_per_unit=Decimal(per_unit),
        with_options=tuple(with_.split()),
        without_options=tuple(without.split()),
    )


def part(product: str, per_unit: int = 1, with_: str = "", without: str = "") -> StepPart:
    return StepPart(
        product=ProductId(product),
        quantity_per_unit=per_unit,
        with_options=tuple(with_.split()),
        without_options=tuple(without.split()),
    )


def step(
    id_: str,
    en: str,
    zh: str,
    kind: TaskKind,
    modes: Mode | tuple[Mode, ...],
    after: str = "",
    *,
    wait: int = 0,
    breaks: Sequence[QuantityBreak] = (),
    needs: Mapping[str, int] | Sequence[StepNeed] = MappingProxyType({}),
    parts: Sequence[StepPart] = (),
    resumable: bool = True,
    non_standard_only: bool = False,
    with_: str = "",
    without: str = "",
) -> RoutingStep:
    """A step after the named ones; ids and options are words with spaces between, needs are per unit."""
    if isinstance(needs, Mapping):
        needs = [need(material, quantity) for material, quantity in needs.items()]
    return RoutingStep(
        id=id_,
        names=Label(en=en, zh=zh),
        kind=kind,
        modes=modes if isinstance(modes, tuple) else (modes,),
        breaks=tuple(breaks),
        after=tuple(after.split()),
        minimum_minutes_after=wait,
        needs=tuple(needs),
        parts=tuple(parts),
        resumable=resumable,
        non_standard_only=non_standard_only,
        with_options=tuple(with_.split()),
        without_options=tuple(without.split()),
    )


def design(id_: str, en: str, zh: str, set_up: int, per_unit: float, people: int = 1) -> RoutingStep:
    """What a non-standard order needs before anything is made: minutes for the first cabinet, then per cabinet."""
    drawn = mode("design", set_up, per_unit, ("designers", people))
    return step(id_, en, zh, DESIGN, drawn, non_standard_only=True)
