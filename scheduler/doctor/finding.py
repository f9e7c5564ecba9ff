"""What the doctor says of one place in a problem."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from scheduler.domain.json_text import Path
from scheduler.domain.record import OrderId, Record


class Severity(StrEnum):
    """What a finding means for planning, worst first."""

    STOPS = "stops"
    """Nothing can be planned until it is mended."""
    SETS_ASIDE = "sets_aside"
    """The orders named are not plannable and will be listed so; the rest is planned."""
    WARNING = "warning"
    """Probably a mistake; the plan takes it as it stands."""
    HINT = "hint"
    """Worth a look; nothing may be wrong."""


class Finding(Record):
    """One thing that is wrong, kept as a key and parameters, so that it can be shown in any language."""

    key: str
    severity: Severity
    path: Path
    """The field at fault in the problem's JSON form: ("orders", 3, "lines", 0, "product")."""
    id: str | None = None
    """That of the innermost record around the field that has one."""
    order: OrderId | None = None
    """The first order it concerns."""
    others: tuple[OrderId, ...] = ()
    """Further orders of which the same is true."""
    parameters: dict[str, str | int] = Field(default_factory=dict)
    """Minutes are whole numbers, days and moments ISO 8601, and a list of ids has one on each line."""

    @property
    def orders(self) -> tuple[OrderId, ...]:
        """All orders it concerns."""
        return self.others if self.order is None else (self.order, *self.others)

    def about(self, orders: Iterable[OrderId]) -> "Finding":
        """The same finding about these orders, each once."""
        order, *others = [*dict.fromkeys(orders)] or (None,)
        return self.model_copy(update={"order": order, "others": tuple(others)})
