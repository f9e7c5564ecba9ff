"""Short words for writing routing templates: a mode, a batch, an outside mode, a step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Mode, Outsourcing, TaskKind, Use, Waiting
from scheduler.domain.people import Crew, SkillNeed
from scheduler.domain.product import Lots, QuantityBreak, RoutingStep, StepNeed, StepPart
from scheduler.domain.record import Label, MaterialId, ModeId, ProductId, ResourceId, SupplierId
from scheduler.domain.station import StateValue

from .group import DAY, HOUR
from .resources import PEOPLE

DESIGN, COOPERATION, FABRICATION = TaskKind.DESIGN, TaskKind.COOPERATION, TaskKind.FABRICATION
SURFACE, ASSEMBLY = TaskKind.SURFACE, TaskKind.ASSEMBLY
INSPECTION, PACKING = TaskKind.INSPECTION, TaskKind.PACKING

CREW_LOSS_PERCENT = 10
"""Every further person on a cabinet stands in the others' way so much."""

ACCEPTED_PERCENT = 96
"""Of every hundred pieces that inspection looks at so many pass at once."""

NOTHING: Mapping[str, str] = MappingProxyType({})


def mode(
    id_: str,
    set_up: int,
    per_unit: float,
    *uses: tuple[str, int],
    skill: tuple[str, int, int] | None = None,
    stays: bool = False,
    crew: tuple[str, int] | None = None,
    state: Mapping[str, str] = NOTHING,
) -> Mode:
    """Minutes. Machines and stations are held in pauses, people are released.

    `skill` is a skill, its level and how many people, who stay in pauses or don't; `crew` a group and how many of it
    may share the work at most.
    """
    people = dict(uses)
    return Mode(
        id=ModeId(id_),
        uses=tuple(Use(resource=ResourceId(r), units=n, held=r not in PEOPLE) for r, n in uses),
        set_up_minutes=set_up,
        minutes_per_unit=tenths(per_unit),
        skills=(SkillNeed(skill=skill[0], level=skill[1], units=skill[2], held=stays),) if skill else (),
        crew=Crew(resource=ResourceId(crew[0]), people=people[crew[0]], most=crew[1], loss_percent=CREW_LOSS_PERCENT)
        if crew
        else None,
        states=_states(state),
    )


def batch(station: str, programme: str, load: float, fixed: int = 0, state: Mapping[str, str] = NOTHING) -> Mode:
    """In an oven or bath, together with others: what a piece takes of its load, and the rack or the frame beside."""
    return Mode(
        id=ModeId("batch"),
        uses=(Use(resource=ResourceId(station)),),
        programme=programme,
        load=Decimal(fixed),
        load_per_unit=tenths(load),
        states=_states(state),
    )


def _states(values: Mapping[str, str]) -> tuple[StateValue, ...]:
    return tuple(StateValue(attribute=attribute, value=value) for attribute, value in values.items())


def outside(supplier: str, days: int, cost: int, approval: Approval) -> Mode:
    """Done by a supplier: elapsed days there, half a day's way in each direction, and what it costs beyond the shop."""
    return Mode(
        id=ModeId(f"outsourced-{supplier}"),
        cost=cost,
        outsourcing=Outsourcing(
            supplier=SupplierId(supplier),
            lead_minutes=(days - 1) * DAY,
            there_minutes=12 * HOUR,
            back_minutes=12 * HOUR,
            approval=approval,
        ),
    )


def outside_line(supplier: str, line: str, set_up: int, per_unit: float, cost: int, approval: Approval) -> Mode:
    """Done on the supplier's own line, in its hours and beside whatever else we send there; three hours' way."""
    return Mode(
        id=ModeId(f"outsourced-{supplier}"),
        uses=(Use(resource=ResourceId(line)),),
        set_up_minutes=set_up,
        minutes_per_unit=tenths(per_unit),
        cost=cost,
        outsourcing=Outsourcing(
            supplier=SupplierId(supplier), there_minutes=3 * HOUR, back_minutes=3 * HOUR, approval=approval
        ),
    )


def answer(party: str, days: int) -> Mode:
    """Somebody outside has to say something; usually it takes so many days."""
    return Mode(id=ModeId("answer"), waiting=Waiting(party=party, minutes=days * DAY))


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


def need(material: str, per_unit: int, with_: str = "", without: str = "", fixed: int = 0) -> StepNeed:
    return StepNeed(
        material=MaterialId(material),
        quantity=Decimal(fixed),
        quantity_per_unit=Decimal(per_unit),
        with_options=tuple(with_.split()),
        without_options=tuple(without.split()),
    )


def part(product: str, per_unit: int = 1, with_: str = "", without: str = "", fixed: int = 0) -> StepPart:
    return StepPart(
        product=ProductId(product),
        quantity=fixed,
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
    at_most: int | None = None,
    breaks: Sequence[QuantityBreak] = (),
    needs: Mapping[str, int] | Sequence[StepNeed] = MappingProxyType({}),
    parts: Sequence[StepPart] = (),
    resumable: bool = True,
    first_pass: int = 100,
    lots: Lots | None = None,
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
        maximum_minutes_after=at_most,
        needs=tuple(needs),
        parts=tuple(parts),
        resumable=resumable,
        first_pass_yield_percent=first_pass,
        lots=lots,
        non_standard_only=non_standard_only,
        with_options=tuple(with_.split()),
        without_options=tuple(without.split()),
    )


def design(id_: str, en: str, zh: str, set_up: int, per_unit: float, people: int = 1) -> RoutingStep:
    """What a non-standard order needs before anything is made: minutes for the first cabinet, then per cabinet."""
    drawn = mode("design", set_up, per_unit, ("designers", people))
    return step(id_, en, zh, DESIGN, drawn, non_standard_only=True)
