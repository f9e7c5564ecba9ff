"""Products and their routing templates: how an order with only product and quantity becomes operations."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.operation import Mode, TaskKind
from scheduler.domain.record import (
    Amount,
    CompanyId,
    Identifier,
    Label,
    MaterialId,
    Minutes,
    ModeId,
    ProductId,
    Record,
)

Option = Annotated[str, Identifier]
"""A choice the customer made for a line: a colour, a circuit breaker, an earthing switch."""

Pieces = Annotated[int, Field(ge=0, le=1_000_000)]


class StepNeed(Record):
    """Material a step consumes: a fixed quantity and one per unit of the product."""

    material: MaterialId
    quantity: Amount = Field(default=0, validate_default=True)
    quantity_per_unit: Amount = Field(default=0, validate_default=True)
    with_options: tuple[Option, ...] = ()
    """Needed only for lines ordered with every one of these."""
    without_options: tuple[Option, ...] = ()
    """Not needed for lines ordered with any of these."""


class StepPart(Record):
    """A made part that a step needs: finished ones are taken from stock first, the rest is made for the order.

    The part's own routing is put before the step; parts may have parts.
    """

    product: ProductId
    quantity: Pieces = 0
    quantity_per_unit: Pieces = 0
    with_options: tuple[Option, ...] = ()
    without_options: tuple[Option, ...] = ()


class QuantityBreak(Record):
    """From a quantity on, a mode of the step has other times: for the whole quantity, not for the excess."""

    mode: ModeId
    from_quantity: Annotated[int, Field(ge=2)]
    set_up_minutes: Minutes = 0
    minutes_per_unit: Amount


class Lots(Record):
    """A step may be split into lots, each an operation of its own, so that the next step can begin with the first.

    There are as many lots as hold the least quantity, at most `most`, as equal as can be. A step is split only where
    that helps: a mode has more than one unit, or the step before or behind it is split too.
    """

    least: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=2, le=100)]


class RoutingStep(Record):
    """One operation of the template; its modes' minutes per unit are multiplied with the line's quantity."""

    id: Annotated[str, Identifier]
    names: Label = Label()
    kind: TaskKind = TaskKind.FABRICATION
    modes: tuple[Mode, ...]
    breaks: tuple[QuantityBreak, ...] = ()
    after: tuple[str, ...] = ()
    minimum_minutes_after: Minutes = 0
    """Elapsed minutes between every predecessor's end and this step's start, beside transport."""
    maximum_minutes_after: Minutes | None = None
    """At most so many, transport included (coat within 24 h of pickling); see `Link.maximum_minutes`."""
    needs: tuple[StepNeed, ...] = ()
    parts: tuple[StepPart, ...] = ()
    resumable: bool = True
    first_pass_yield_percent: Annotated[int, Field(ge=1, le=100)] = 100
    lots: Lots | None = None
    non_standard_only: bool = False
    """True: only non-standard orders have it (design)."""
    with_options: tuple[Option, ...] = ()
    """Done only for lines ordered with every one of these."""
    without_options: tuple[Option, ...] = ()
    """Left out for lines ordered with any of these."""

    @model_validator(mode="after")
    def _waits_fit(self) -> "RoutingStep":
        if self.maximum_minutes_after is not None and self.maximum_minutes_after < self.minimum_minutes_after:
            raise ValueError(
                f"step {self.id!r} waits at least {self.minimum_minutes_after} and at most "
                f"{self.maximum_minutes_after} minutes"
            )
        return self

    @model_validator(mode="after")
    def _breaks_fit(self) -> "RoutingStep":
        known = {mode.id for mode in self.modes}
        seen = set()
        for one in self.breaks:
            if one.mode not in known:
                raise ValueError(f"step {self.id!r} has times from quantity {one.from_quantity} for the mode "
                                 f"{one.mode!r}, which it does not have")  # fmt: skip
            if (one.mode, one.from_quantity) in seen:
                raise ValueError(f"step {self.id!r} has two times for mode {one.mode!r} from {one.from_quantity} on")
            seen.add((one.mode, one.from_quantity))
        return self


class Routing(Record):
    """Another way to make a product, with the lines it is for; see `Product.alternatives`."""

    id: Annotated[str, Identifier]
    names: Label = Label()
    steps: Annotated[tuple[RoutingStep, ...], Field(min_length=1)]
    with_options: tuple[Option, ...] = ()
    without_options: tuple[Option, ...] = ()
    from_quantity: Annotated[int, Field(ge=1)] = 1
    to_quantity: Annotated[int, Field(ge=1)] | None = None
    companies: tuple[CompanyId, ...] = ()
    """Only for orders of these; empty: of every company."""

    @model_validator(mode="after")
    def _steps_form_a_network(self) -> "Routing":
        _refuse_disorder(f"routing {self.id}", self.steps)
        if self.to_quantity is not None and self.to_quantity < self.from_quantity:
            raise ValueError(f"routing {self.id} is for {self.from_quantity} to {self.to_quantity}: for no quantity")
        return self


class Product(Record):
    """Something the group sells or makes as a part, with the routings by which it is made."""

    id: Annotated[ProductId, Identifier]
    names: Label = Label()
    routing: tuple[RoutingStep, ...] = ()
    """The ordinary way."""
    alternatives: tuple[Routing, ...] = ()
    """Other ways. A line takes the one it names, else the first that is meant for it, else the ordinary way."""

    @model_validator(mode="after")
    def _steps_form_a_network(self) -> "Product":
        _refuse_disorder(f"routing of product {self.id}", self.routing)
        if len({routing.id for routing in self.alternatives}) != len(self.alternatives):
            raise ValueError(f"product {self.id} has two alternative routings of one id")
        return self

    @property
    def steps(self) -> tuple[RoutingStep, ...]:
        """The steps of all routings."""
        return (*self.routing, *(step for routing in self.alternatives for step in routing.steps))


def _refuse_disorder(where: str, steps: Sequence[RoutingStep]) -> None:
    """Predecessors exist and come earlier in the list, which also rules out loops."""
    earlier: set[str] = set()
    for step in steps:
        if step.id in earlier:
            raise ValueError(f"{where} has step {step.id!r} twice")
        for predecessor in step.after:
            if predecessor not in earlier:
                raise ValueError(
                    f"{where}: step {step.id!r} comes after {predecessor!r}, which is not listed before it"
                )
        earlier.add(step.id)
