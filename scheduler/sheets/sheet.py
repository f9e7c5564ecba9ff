"""What a sheet is: columns with kinds, rows of plain values, groups; writers turn it into files."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What the values of a column are, so that every writer shows them its own way."""

    TEXT = "text"
    DATE = "date"
    """A plant day."""
    MOMENT = "moment"
    """An aware moment in the plant's zone."""
    DEADLINE = "deadline"
    """A moment by which something must be done: midnight is the end of the day before."""
    MINUTES = "minutes"
    """Elapsed or working minutes; negative is too little."""
    QUANTITY = "quantity"
    PERCENT = "percent"
    """Whole percent: 85 is 85 %."""
    MONEY = "money"
    """Whole units of the plant's currency."""


NUMERIC = frozenset({Kind.MINUTES, Kind.QUANTITY, Kind.PERCENT, Kind.MONEY})
"""Kinds whose values are numbers and stand at the right."""

Cell = str | int | Decimal | date | datetime | None
"""One value; None is an empty cell."""


class Mark(StrEnum):
    """What a reader's eye should catch about a row."""

    PLAIN = "plain"
    AT_RISK = "at_risk"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `heading` stands alone in a file of plain numbers and so names their unit; a page, which shows
    units with the values, uses the shorter `label`, and shows neighbours that share a `stack` under each other."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    stack: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One value per column; `flagged` are the keys of columns whose value is the trouble."""

    cells: tuple[Cell, ...]
    mark: Mark = Mark.PLAIN
    flagged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a subhead, for example one workshop's."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that somebody prints, filters or imports."""

    key: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    group_heading: str = ""
    """What the groups are, for formats that write them as a first column; empty: the sheet has one group without a
    title."""
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def flat(self) -> "Sheet":
        """The same with the groups as a first column, for formats that are filtered and imported."""
        if not self.group_heading:
            return self
        rows = (replace(row, cells=(group.title, *row.cells)) for group in self.groups for row in group.rows)
        columns = (Column("group", self.group_heading, label=self.group_heading), *self.columns)
        return replace(self, columns=columns, groups=(Group("", tuple(rows)),), group_heading="")

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"sheet {self.key}: a row has not one value per column")


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one order, on paper of its own."""

    key: str
    title: str
    facts: tuple[tuple[str, str], ...]
    """Label and value, in reading order."""
    sentences: tuple[str, ...]
    tables: tuple[Sheet, ...]
    mark: Mark = field(default=Mark.PLAIN)
