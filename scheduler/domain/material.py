"""Materials: what is in stock, what arrives when, and how long it takes to buy more."""

from typing import Annotated

from pydantic import Field

from scheduler.domain.goal import Approval
from scheduler.domain.record import (
    Amount,
    ArrivalId,
    CompanyId,
    Identifier,
    Instant,
    Label,
    MaterialId,
    Minutes,
    Money,
    OrderId,
    ProductId,
    Record,
    SupplierId,
    Text,
)


class Substitute(Record):
    """Another material that may be taken instead of this one, for a whole need."""

    material: MaterialId
    ratio: Annotated[Amount, Field(gt=0)] = Field(default=1, validate_default=True)
    """Units of it for one unit of this."""
    cost_per_unit: Money = 0
    """More than the other, for each unit of the need, rounded up for the whole need."""
    approval: Approval


class Material(Record):
    """Something that operations consume. All of it can be bought: what nothing covers becomes a proposed purchase."""

    id: Annotated[MaterialId, Identifier]
    names: Label = Label()
    unit: Text = "pc"
    lead_minutes: Minutes
    """Elapsed time from ordering to arrival in store."""
    inspection_minutes: Minutes = 0
    """Elapsed time from arrival to being free for use."""
    supplier: SupplierId | None = None
    substitutes: tuple[Substitute, ...] = ()
    """In order of preference."""


class GroupTransfer(Record):
    """Free stock and arrivals of one company that another may take (调拨), for a whole need, after an elapsed time."""

    from_company: CompanyId
    to_company: CompanyId
    minutes: Minutes
    cost: Money = 0
    """For each need that is covered so."""
    approval: Approval = Approval.STANDING


class Stock(Record):
    """Free stock of a material in one company's store at as-of."""

    material: MaterialId
    company: CompanyId
    place: Text = ""
    quantity: Amount


class Arrival(Record):
    """A quantity on its way to one company.

    Usable from its date plus the material's inspection time. One whose date is before as-of and that is not in stock
    yet is
    overdue: see `Settings.overdue_arrivals`.
    """

    id: Annotated[ArrivalId, Identifier]
    material: MaterialId
    company: CompanyId
    quantity: Amount
    at: Instant
    confirmed: bool = True
    order: OrderId | None = None
    """The order it is dedicated to; None: free for every order of the company."""
    supplier: SupplierId | None = None
    inspection_minutes: Annotated[int, Field(ge=0)] | None = None
    """Instead of the material's own."""


class ProductStock(Record):
    """Finished goods in store, netted against order lines before operations are generated."""

    product: ProductId
    company: CompanyId
    quantity: Annotated[int, Field(ge=0)]
