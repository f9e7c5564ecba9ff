"""What cells mean once they are understood: the values of a row, and how a cell that means nothing is refused."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from scheduler.files.tables.raw import Cell

FOUND_AT_MOST = 60
"""Characters of a cell that a refusal shows."""


class UseItem(NamedTuple):
    """One entry of a USES cell: units of a resource, held or released in pauses."""

    resource: str
    units: int = 1
    held: bool = True


class LinkItem(NamedTuple):
    """One entry of a LINKS cell; `relation` and `station` are values of the domain's, minutes are elapsed ones."""

    operation: str
    relation: str = "finish_start"
    minimum_minutes: int = 0
    maximum_minutes: int | None = None
    station: str = "any"


class SkillItem(NamedTuple):
    """One entry of a SKILLS cell: people who have a skill at a level, held or released in pauses."""

    skill: str
    level: int = 1
    units: int = 1
    held: bool = False


class StateItem(NamedTuple):
    """One entry of a STATES cell: an attribute of a station and the value that it must have."""

    attribute: str
    value: str


class Pause(NamedTuple):
    """One entry of a PAUSES cell; an end that is not after the start lies on the next day."""

    start: time
    end: time


Value = (
    str | int | bool | Decimal | date | datetime | time
    | tuple[str, ...] | tuple[int, ...] | tuple[UseItem, ...] | tuple[LinkItem, ...] | tuple[SkillItem, ...]
    | tuple[StateItem, ...] | tuple[Pause, ...] | None
)  # fmt: skip
"""By kind: ID, TEXT str · WHOLE, MINUTES, MONEY int · AMOUNT Decimal · DAY date · MOMENT datetime in UTC · CLOCK time ·
YES_NO bool · CHOICE the member's value · WEEKDAYS tuple of 1 to 7 · NAMES, CHOICES tuple of str · PAUSES, USES,
LINKS, SKILLS, STATES tuple of the records above. None is blank; a list is never empty, it is blank."""

Row = Mapping[str, Value]
"""One row, by `Column.key`; every column of its form has an entry."""

Tables = Mapping[str, Sequence[Row]]
"""Every table, by `Form.key`."""


class CellError(Exception):
    """A cell that can't be understood: what its column holds, and what stands there."""

    def __init__(self, expected: str, cell: Cell) -> None:
        self.expected = expected
        self.found = found(cell)
        super().__init__(f"expected {self.expected}, found {self.found}")


def found(cell: Cell) -> str:
    """A cell as a refusal shows it: texts in quotes, long ones cut."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = json.dumps(cell, ensure_ascii=False)
    return text if len(text) <= FOUND_AT_MOST else f"{text[: FOUND_AT_MOST - 3]}..."
