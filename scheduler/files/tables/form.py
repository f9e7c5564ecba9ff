"""What a table is: its columns, their kinds and headings in both languages, and what identifies a row."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Kind(Enum):
    """What a cell holds. Blank cells take the field's default; see `cells` for everything that is understood."""

    ID = "an id"
    TEXT = "text"
    WHOLE = "a whole number"
    AMOUNT = "a number of at most three decimals"
    MINUTES = "a span of time: minutes, or with a unit (90, 1.5 h, 2 天)"
    MONEY = "whole money"
    DAY = "a day"
    MOMENT = "a moment of plant time"
    CLOCK = "a time of day"
    YES_NO = "yes or no"
    CHOICE = "one of a fixed list"
    WEEKDAYS = "weekdays: 1, 1-5, Mon-Fri, 周一至周五"
    PAUSES = "pauses: 12:00-13:00; 18:00-18:30"
    NAMES = "a list: A; B"
    USES = "resources: press; welders (2); crew (3, released)"
    LINKS = "predecessors: cut; weld (FS +240); paint (SS +0, max 600, same station)"
    SKILLS = "skills: welding; crane (2, level 3, held)"
    STATES = "what a station is set up for: colour=RAL7035; film=80"
    CHOICES = "several of a fixed list: cost; makespan"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. `key` is the field's path in the record that a row stands for (`penalty.fixed`)."""

    key: str
    en: str
    zh: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: type[StrEnum] | None = None
    """The values of a CHOICE or CHOICES; cells show their labels and hold a label of either language or the value."""
    refers: str | None = None
    """The table in which an id (every one of a list's) is to be found; a drop-down in the template."""
    must_exist: bool = False
    """An id that is not there refuses the file; otherwise it makes single orders not plannable, with the reason."""
    decided: bool = False
    """What people decided in the system (approvals, promises): importing a blank cell keeps the stored value."""
    day_is_its_end: bool = False
    """A MOMENT given as a day only is its end (24:00), otherwise its beginning. A CLOCK may be 24:00."""
    midnight_is_no_time: bool = False
    """With `day_is_its_end`: a time of 00:00 counts as none, because ERP systems write it after plain days."""
    generated: tuple[str, ...] = ()
    """Values of a choice that only the system makes: they are read and written, but not offered."""
    quiet: bool = False
    """The field's default is written as a blank cell: of rules that few rows have, the others shall not be full."""
    counted_from_one: bool = False
    """A WHOLE that people count from 1 and the field from 0: stations, as a plan prints them."""
    also: tuple[str, ...] = ()
    """Other headings under which the column is found in people's files."""
    help_en: str = ""
    help_zh: str = ""

    @property
    def members(self) -> type[StrEnum]:
        """What a CHOICE or CHOICES column chooses from."""
        if self.choices is None:
            raise TypeError(f"column {self.key} holds no choice")
        return self.choices

    def heading(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def help(self, language: str) -> str:
        return self.help_zh if language.startswith("zh") else self.help_en


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One table: a sheet of the workbook, a file of the folder, a list of the JSON form."""

    key: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    """Keys of the columns that together say which row this is, also in a later file."""
    parent: str | None = None
    """The table of the record that a row is part of; the first columns of the identity are those of that table's."""
    ordered: bool = False
    """The order of a parent's rows means something: steps of a routing, modes of an operation."""
    help_en: str = ""
    help_zh: str = ""
    upright: bool = False
    """True: one record, written as two columns, setting and value."""
    repeats: bool = False
    """Several rows may have one identity, because each of them counts: two lots of a material in one store."""
    recorded: bool = False
    """What the shop and its planners recorded (progress, pins, the published plan): an import adds and changes rows of
    such a table but never takes one away."""

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def help(self, language: str) -> str:
        return self.help_zh if language.startswith("zh") else self.help_en
