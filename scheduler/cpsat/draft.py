"""What every constraint and goal works on."""

from dataclasses import dataclass, field

from scheduler.cpsat.case import Case
from scheduler.cpsat.operations import Operations
from scheduler.cpsat.variables import Position, Variables


@dataclass(frozen=True)
class Draft:
    """A model under construction."""

    case: Case
    variables: Variables
    operations: Operations
    moments: dict[tuple[str, int], list[Position]] = field(default_factory=dict)
    """Arrivals and lateness that several goals ask for, by kind and index."""
