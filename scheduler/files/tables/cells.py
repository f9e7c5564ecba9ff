"""Cells and what they mean, by the kind of their column: `show` writes values, `read_cell` reads what people type.

Reading back what `show` wrote gives exactly the value, in either language.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from scheduler.files.tables import choices, lists, numerals, plant_times
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError, LinkItem, Pause, SkillItem, StateItem, UseItem, Value
from scheduler.texts import Language

LARGEST_NUMBER = 10**numerals.SIGNIFICANT_DIGITS
"""Whole numbers from here on are written as text, because a spreadsheet would drop digits."""

Reader = Callable[[Cell], Value]
Shower = Callable[[Value], Cell]


def show(value: Value, column: Column, language: str, zone: ZoneInfo) -> Cell:
    """The cell that stands for a value of a column. None and empty lists are blank cells."""
    return shower(column, Language(language), zone)(value)


def read_cell(cell: Cell, column: Column, zone: ZoneInfo) -> Value:
    """The value that a cell of a column stands for; None if it is blank. Raises CellError."""
    return reader(column, zone)(cell)


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


@lru_cache(maxsize=2048)
def shower(column: Column, language: Language, zone: ZoneInfo) -> Shower:
    """`show` for one column, for many cells."""
    write = _shower(column, language, zone)
    return lambda value: None if value is None or value == () else write(value)


@lru_cache(maxsize=2048)
def reader(column: Column, zone: ZoneInfo) -> Reader:
    """`read_cell` for one column, for many cells."""
    read = _reader(column, zone)
    return lambda cell: None if cell is None or (isinstance(cell, str) and not cell.strip()) else read(cell)


# --- what people write -------------------------------------------------------------------------------


def _reader(column: Column, zone: ZoneInfo) -> Reader:
    match column.kind:
        case Kind.ID:
            return read_id
        case Kind.TEXT:
            return read_text
        case Kind.WHOLE if column.key.endswith("percent"):
            return lambda cell: numerals.whole(cell, "a whole number of percent such as 85", ("%",))
        case Kind.WHOLE if column.counted_from_one:
            return _read_ordinal
        case Kind.WHOLE:
            return lambda cell: numerals.whole(cell, "a whole number such as 12, 1,200 or 12 台")
        case Kind.AMOUNT:
            return _read_amount
        case Kind.MINUTES:
            return numerals.minutes
        case Kind.MONEY:
            return numerals.money
        case Kind.DAY:
            return plant_times.read_day
        case Kind.MOMENT:
            ends, no_time = column.day_is_its_end, column.midnight_is_no_time
            return lambda cell: plant_times.read_moment(cell, zone, ends, no_time)
        case Kind.CLOCK:
            return lambda cell: plant_times.read_clock(cell, column.day_is_its_end)
        case Kind.YES_NO:
            return choices.read_yes_no
        case Kind.CHOICE:
            return lambda cell: choices.read_choice(cell, column.members)
        case Kind.CHOICES:
            return lambda cell: tuple(choices.read_choice(name, column.members) for name in lists.read_names(cell))
    return _LIST_READERS[column.kind]


_LIST_READERS: dict[Kind, Reader] = {
    Kind.WEEKDAYS: lists.read_weekdays,
    Kind.PAUSES: lists.read_pauses,
    Kind.NAMES: lists.read_names,
    Kind.USES: lists.read_uses,
    Kind.LINKS: lists.read_links,
    Kind.SKILLS: lists.read_skills,
    Kind.STATES: lists.read_states,
}


def read_id(cell: Cell) -> str:
    """An id without the spaces around it; quotes around all of it keep what is inside as it is."""
    if isinstance(cell, str):
        words = cell.strip()
        return words[1:-1].replace('""', '"') if _in_quotes(words) else words
    if isinstance(cell, datetime | date | time):
        raise CellError("an id (a spreadsheet made a date of it: format the column as text)", cell)
    return _figures(cell, "an id")


def read_text(cell: Cell) -> str:
    """Text as it stands, spaces included; line breaks of every system are one character. `""` is the empty text."""
    if isinstance(cell, str):
        words = cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
        return words[1:-1] if len(words) > 1 and words[0] == words[-1] == '"' and _only_quotes(words) else words
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _figures(cell, "text")


def _read_ordinal(cell: Cell) -> int:
    """What people count from 1, counted from 0."""
    expected = "a whole number from 1, the first"
    number = numerals.whole(cell, expected)
    if number < 1:
        raise CellError(expected, cell)
    return number - 1


def _read_amount(cell: Cell) -> Decimal:
    expected = "a number of at most three decimals such as 12, 1,200 or 0.5"
    amount = numerals.number(cell, expected)
    if amount != amount.quantize(Decimal("0.001")) if abs(amount) < LARGEST_NUMBER else True:
        raise CellError(expected, cell)
    return amount


def _figures(cell: Cell, expected: str) -> str:
    """The text that a spreadsheet shows of a number typed where text belongs."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if abs(cell) >= LARGEST_NUMBER:
            raise CellError(
                f"{expected} (a spreadsheet keeps only 15 digits of a number: format the column as text)", cell
            )
        return str(int(cell)) if cell.is_integer() else repr(float(f"{cell:.{numerals.SIGNIFICANT_DIGITS}g}"))
    return str(cell)


def _in_quotes(words: str) -> bool:
    return len(words) > 1 and words[0] == words[-1] == '"' and '"' not in words[1:-1].replace('""', "")


def _only_quotes(words: str) -> bool:
    return not words.replace('"', "").strip()


# --- what is written ---------------------------------------------------------------------------------


def _shower(column: Column, language: Language, zone: ZoneInfo) -> Shower:
    match column.kind:
        case Kind.ID:
            return lambda value: _show_id(cast(str, value))
        case Kind.TEXT:
            return lambda value: f'"{value}"' if _only_quotes(cast(str, value)) else cast(str, value)
        case Kind.WHOLE if column.counted_from_one:
            return lambda value: cast(int, value) + 1
        case Kind.WHOLE | Kind.MINUTES | Kind.MONEY:
            return lambda value: value if abs(cast(int, value)) < LARGEST_NUMBER else str(value)  # type: ignore[return-value]
        case Kind.AMOUNT:
            return lambda value: _show_amount(cast(Decimal, value))
        case Kind.DAY:
            return lambda value: plant_times.show_day(cast(date, value))
        case Kind.MOMENT:
            ends, no_time = column.day_is_its_end, column.midnight_is_no_time
            return lambda value: plant_times.show_moment(cast(datetime, value), zone, ends, no_time)
        case Kind.CLOCK:
            return lambda value: cast(time, value)
        case Kind.YES_NO:
            return lambda value: choices.show_yes_no(cast(bool, value), language)
        case Kind.CHOICE:
            return lambda value: choices.show_choice(cast(str, value), column.members, language)
    return _list_shower(column, language)


def _list_shower(column: Column, language: Language) -> Shower:
    match column.kind:
        case Kind.WEEKDAYS:
            return lambda value: lists.show_weekdays(cast(tuple[int, ...], value), language)
        case Kind.PAUSES:
            return lambda value: lists.show_pauses(cast(tuple[Pause, ...], value))
        case Kind.USES:
            return lambda value: lists.show_uses(cast(tuple[UseItem, ...], value), language)
        case Kind.LINKS:
            return lambda value: lists.show_links(cast(tuple[LinkItem, ...], value), language)
        case Kind.SKILLS:
            return lambda value: lists.show_skills(cast(tuple[SkillItem, ...], value), language)
        case Kind.STATES:
            return lambda value: lists.show_states(cast(tuple[StateItem, ...], value))
        case Kind.CHOICES:
            return lambda value: "; ".join(
                choices.show_choice(one, column.members, language) for one in cast(tuple[str, ...], value)
            )
    return lambda value: lists.show_names(cast(tuple[str, ...], value))


def _show_id(value: str) -> str:
    return value if value and read_id(value) == value else '"' + value.replace('"', '""') + '"'


def _show_amount(amount: Decimal) -> int | float | str:
    if amount == amount.to_integral_value():
        return int(amount) if abs(amount) < LARGEST_NUMBER else f"{amount:f}"
    return float(amount)
