"""Products and their routing templates: how an order with only product and quantity becomes operations."""

from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.operation import Mode, TaskKind
from scheduler.domain.record import Amount, Identifier, Label, MaterialId, Minutes, ProductId, Record


class StepNeed(Record):
    """Material a step consumes: a fixed quantity and one per unit of the product."""

    material: MaterialId
    quantity: Amount = Field(default=0, validate_default=True)
    quantity_per_unit: Amount = Field(default=0, validate_default=True)


class RoutingStep(Record):
    """One operation of the template; its modes' minutes per unit are multiplied with the line's quantity."""

    id: Annotated[str, Identifier]
    names: Label = Label()
    kind: TaskKind = TaskKind.FABRICATION
    modes: tuple[Mode, ...]
    after: tuple[str, ...] = ()
    minimum_minutes_after: Minutes = 0
    """Elapsed minutes between every predecessor's end and this step's start, beside transport."""
    needs: tuple[StepNeed, ...] = ()
    resumable: bool = True
    non_standard_only: bool = False
    """True: only non-standard orders have it (design)."""


class Product(Record):
    """Something the group sells, with the routing by which it is made."""

    id: Annotated[ProductId, Identifier]
    names: Label = Label()
    routing: tuple[RoutingStep, ...] = ()

    @model_validator(mode="after")
    def _steps_form_a_network(self) -> "Product":
        """Predecessors exist and come earlier in the list, which also rules out loops."""
        earlier: set[str] = set()
        for step in self.routing:
            if step.id in earlier:
                raise ValueError(f"routing of product {self.id} has step {step.id!r} twice")
            for predecessor in step.after:
                if predecessor not in earlier:
                    raise ValueError(
                        f"routing of product {self.id}: step {step.id!r} comes after {predecessor!r}, "
                        "which is not listed before it"
                    )
            earlier.add(step.id)
        return self
