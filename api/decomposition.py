"""How orders become operations, as it is answered and shown."""

from pydantic import BaseModel, Field


class WayView(BaseModel):
    """One way to do an operation."""

    mode: str
    uses: list[str] = Field(description="Resources; `press × 2` where several units are needed.")
    supplier: str | None = Field(description="Who does it, if it is done outside.")
    minutes: int | None = Field(description="Working minutes; outside: elapsed ones; none if a resource is unknown.")


class StepView(BaseModel):
    """One operation, before it is planned."""

    id: str
    name: str
    kind: str
    after: list[str] = Field(description="Ids of the operations it waits for.")
    ways: list[WayView]
    needs: list[str] = Field(description="Materials: `M-1 × 2.5`.")


class OmittedView(BaseModel):
    """A step of the routing that this line does not have."""

    step: str
    reason: str = Field(description="standard_order or options.")


class MakingView(BaseModel):
    """What making a product comes to, with the parts that are made for it."""

    product: str
    name: str
    quantity: int
    from_stock: int
    to_make: int
    routing: str | None = Field(description="The alternative routing taken; none: the ordinary one.")
    omitted: list[OmittedView]
    operations: list[StepView]
    parts: list["MakingView"]


class LineView(BaseModel):
    """One line of an order: by template (`making`), by hand (`by_hand`), or neither."""

    line: int
    product: str
    quantity: int
    making: MakingView | None
    by_hand: list[StepView]


class DecomposedOrder(BaseModel):
    """One order with all its lines."""

    order: str
    name: str
    customer: str
    not_loaded: str | None = Field(description="Why it takes no capacity, in words.")
    operations: int
    lines: list[LineView]
