"""What every record of the shop has in common: immutability, strict types, ids, instants and amounts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, NewType

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)

CompanyId = NewType("CompanyId", str)
WorkshopId = NewType("WorkshopId", str)
CalendarId = NewType("CalendarId", str)
ResourceId = NewType("ResourceId", str)
SupplierId = NewType("SupplierId", str)
ProductId = NewType("ProductId", str)
MaterialId = NewType("MaterialId", str)
ArrivalId = NewType("ArrivalId", str)
DestinationId = NewType("DestinationId", str)
OrderId = NewType("OrderId", str)
OperationId = NewType("OperationId", str)
ModeId = NewType("ModeId", str)


class Record(BaseModel):
    """A frozen fact. Unknown fields and values of another type are refused, never converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _whole_minute_in_utc(value: datetime) -> datetime:
    if value.second or value.microsecond:
        raise ValueError("times are whole minutes: give seconds as 00")
    return value.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_whole_minute_in_utc)]
"""A moment with its zone, in whole minutes; kept in UTC so that equal moments are equal values."""


def _exact(value: object, info: ValidationInfo) -> object:
    """Lets callers write plain numbers: any in JSON; in Python whole ones, because a float is not exact.

    A JSON number arrives as the float nearest to it, whose shortest text is the number as it was written.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(repr(value)) if isinstance(value, float) and info.mode == "json" else value


def _as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, max_digits=15, decimal_places=3),
    PlainSerializer(_as_number, return_type=int | float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""A quantity or a time per unit: exact, at most three decimals, a plain number in JSON."""

Money = Annotated[int, Field(ge=0, le=10**12)]
"""An amount of money in whole units of the plant's currency."""

Minutes = Annotated[int, Field(ge=0, le=10 * 366 * 24 * 60)]
"""A span of time, at most ten years."""

Identifier = Field(min_length=1, max_length=120, pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$")
"""What `Annotated[OrderId, Identifier]` adds to an id as the shop writes it: one line, no spaces at its ends."""

Text = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]*$")]
"""Words of a person: any characters but control characters; line breaks are written as a single line feed.

What no spreadsheet can hold is refused here, so that every form of a problem holds all of it.
"""


class Label(Record):
    """A name in both languages of the plant; an empty one falls back to the other, then to the id."""

    en: Text = ""
    zh: Text = ""

    def text(self, language: str, fallback: str) -> str:
        first, second = (self.zh, self.en) if language.startswith("zh") else (self.en, self.zh)
        return first or second or fallback
