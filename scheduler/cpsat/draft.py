"""What every constraint and goal works on."""

from dataclasses import dataclass, field

from scheduler.cpsat.case import Case
from scheduler.cpsat.operations import Operations
from scheduler.cpsat.variables import Expression, Position, Variables


@dataclass(frozen=True)
class Draft:
    """A model under construction."""

    case: Case
    variables: Variables
    operations: Operations
    moments: dict[tuple[str, int], list[Position]] = field(default_factory=dict)
    """Arrivals and lateness that several goals ask for, by kind and index."""
    charges: list[Expression] = field(default_factory=list)
    """What set-ups, chosen sources and chosen overtime cost: the constraints that draw them know it."""
