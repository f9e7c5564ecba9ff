"""Pins: what a person decided and the engine must keep while facts allow it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from scheduler.domain.record import Identifier, Instant, OperationId, Record, ResourceId, Text


class PinKind(StrEnum):
    RESOURCE = "resource"
    """The operation is done in a mode that uses this resource."""
    START = "start"
    """It starts exactly then. If facts forbid it, it starts later and the pin is reported as broken."""
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    """It ends by then. If that can't be reached, the pin is reported as broken."""
    BEFORE = "before"
    """It ends before another operation, possibly of another order, starts."""


class Pin(Record):
    """One decision about one operation, with who took it, why, and until when it holds."""

    id: Annotated[str, Identifier]
    operation: OperationId
    piece: Annotated[int, Field(ge=0)] = 0
    kind: PinKind
    resource: ResourceId | None = None
    at: Instant | None = None
    other: OperationId | None = None
    who: Text
    why: Text = ""
    until: Instant | None = None
    """After this moment the pin is ignored; None: it holds until removed."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "Pin":
        needed = {PinKind.RESOURCE: "resource", PinKind.BEFORE: "other"}.get(self.kind, "at")
        given = [name for name in ("resource", "at", "other") if getattr(self, name) is not None]
        if given != [needed]:
            raise ValueError(f"pin {self.id} of kind {self.kind.value} needs exactly the field {needed!r}, has {given}")
        return self
