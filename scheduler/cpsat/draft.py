"""What every constraint and goal works on."""

from dataclasses import dataclass

from scheduler.cpsat.case import Case
from scheduler.cpsat.operations import Operations
from scheduler.cpsat.variables import Variables


@dataclass(frozen=True)
class Draft:
    """A model under construction."""

    case: Case
    variables: Variables
    operations: Operations
