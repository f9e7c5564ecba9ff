"""Cells that hold lists: names, resources with units, predecessors with lags, weekdays, pauses.

Entries are separated by `;` (also `；` or a new line) or, in a list that has none of these, by commas (`,` `，` `、`).
A name that holds a separator, a bracket or a quote, or has spaces at its ends, stands in double quotes, quotes in it
doubled. Every writer reads back what it wrote.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple, TypeVar

from scheduler.domain.operation import Relation
from scheduler.files.tables.numerals import half_width, minutes, whole
from scheduler.files.tables.plant_times import read_clock
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError, LinkItem, Pause, UseItem
from scheduler.texts import Language, text

STRONG, WEAK = ";；\n", ",，、"
RELATIONS = {
    "FS": Relation.FINISH_START.value,
    "SS": Relation.START_START.value,
    "FF": Relation.FINISH_FINISH.value,
    "SF": Relation.START_FINISH.value,
}
HELD = {"held": True, "占用": True, "released": False, "释放": False}

NAMES = "a list such as A; B (a name with ; , or brackets in double quotes)"
USES = "resources such as press; welders (2); crew (3, released)"
LINKS = "predecessors such as cut; weld (+240); paint (SS +0, max 600)"
WEEKDAYS = "weekdays such as 1, Mon-Fri or 周一至周五"
PAUSES = "pauses such as 12:00-13:00; 18:00-18:30"

Entry = TypeVar("Entry")

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SAFE = re.compile(r'[^\s;；,，、"()（）]+(?: [^\s;；,，、"()（）]+)*')
_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]")
_LAG = re.compile(r"(FS|SS|FF|SF)?\s*(?:\+\s*(.+))?", re.IGNORECASE)
_MAXIMUM = re.compile(r"(?:max|最长|最多|最大)\.?\s*(.+)", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")
_DAY_PREFIX = re.compile(r"^(?:周|星期|礼拜)")
_DAY_NAMES = {
    **{str(day): day for day in range(1, 8)},
    **{name: 1 + i % 7 for i, name in enumerate("一二三四五六日")},
    "天": 7,
    **{
        name[:length]: 1 + i
        for i, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
        for length in (2, 3, len(name))
    },
    "tues": 2, "thur": 4, "thurs": 4,
}  # fmt: skip


class _Scanned(NamedTuple):
    name: str
    quoted: bool
    rest: str
    """What follows a quoted name up to the next separator; empty for others, whose name has everything."""


# --- names -------------------------------------------------------------------------------------------


def read_names(cell: Cell) -> tuple[str, ...]:
    """Names in their order; numbers are names too."""
    names = []
    for item in _scan(_words(cell, NAMES), cell, NAMES, brackets=False):
        if item.rest:
            raise CellError(NAMES, cell)
        names.append(item.name)
    return tuple(names)


def show_names(names: Iterable[str]) -> str:
    return _written(tuple(names), quoted, read_names)


def quoted(name: str) -> str:
    """A name as a list holds it."""
    return name if _SAFE.fullmatch(name) else '"' + name.replace('"', '""') + '"'


# --- resources ---------------------------------------------------------------------------------------


def read_uses(cell: Cell) -> tuple[UseItem, ...]:
    """Resources with units and whether a pause holds them: `crew (3, released)`; alone: one unit, held."""
    return tuple(_use(item, cell) for item in _scan(_words(cell, USES), cell, USES, brackets=True))


def show_uses(uses: Iterable[UseItem], language: Language) -> str:
    def written(use: UseItem) -> str:
        words = [str(use.units)] if use.units != 1 or not use.held else []
        words += [] if use.held else [text("files.released", language)]
        return quoted(use.resource) + (f" ({', '.join(words)})" if words else "")

    return _written(tuple(uses), written, read_uses)


def _use(item: _Scanned, cell: Cell) -> UseItem:
    name, words = _bracket(item, cell, USES)
    if words is None:
        return UseItem(name)
    units, held = 1, True
    for position, word in enumerate(re.split("[,，、]", words)):
        known = HELD.get(half_width(word).lower())
        if known is not None:
            held = known
        elif position == 0 and re.match(r"\s*[0-9０-９一二两三四五六七八九十]", word):
            units = whole(word, USES)
        elif position == 0 and not item.quoted:
            return UseItem(item.name)  # brackets of the name itself: press (old)
        else:
            raise CellError(USES, cell)
    return UseItem(name, units, held)


# --- predecessors ------------------------------------------------------------------------------------


def read_links(cell: Cell) -> tuple[LinkItem, ...]:
    """Predecessors with relation and lag in elapsed minutes; alone: finish to start, at once."""
    return tuple(_link(item, cell) for item in _scan(_words(cell, LINKS), cell, LINKS, brackets=True))


def show_links(links: Iterable[LinkItem]) -> str:
    short = {value: key for key, value in RELATIONS.items()}

    def written(link: LinkItem) -> str:
        plain = link.relation == Relation.FINISH_START.value
        words = [] if plain else [short[link.relation]]
        words += [f"+{link.minimum_minutes}"] if link.minimum_minutes or link.maximum_minutes is not None else []
        inside = " ".join(words) + ("" if link.maximum_minutes is None else f", max {link.maximum_minutes}")
        return quoted(link.operation) + (f" ({inside})" if inside else "")

    return _written(tuple(links), written, read_links)


def _link(item: _Scanned, cell: Cell) -> LinkItem:
    name, words = _bracket(item, cell, LINKS)
    if words is None:
        return LinkItem(name)
    first, *rest = re.split("[,，、]", words)
    lag, maximum = _LAG.fullmatch(half_width(first)), None
    if lag is None and not rest and (only := _MAXIMUM.fullmatch(half_width(first))):
        return LinkItem(name, maximum_minutes=minutes(only[1]))
    if lag is None or not words.strip():
        if item.quoted or re.match(r"\s*[-+−＋－0-9]", words):
            raise CellError(LINKS, cell)
        return LinkItem(item.name)
    if rest:
        limit = _MAXIMUM.fullmatch(half_width(rest[0]))
        if limit is None or len(rest) > 1:
            raise CellError(LINKS, cell)
        maximum = minutes(limit[1])
    relation = RELATIONS[(lag[1] or "FS").upper()]
    return LinkItem(name, relation, minutes(lag[2]) if lag[2] else 0, maximum)


# --- weekdays and pauses -----------------------------------------------------------------------------


def read_weekdays(cell: Cell) -> tuple[int, ...]:
    """Days of the week in the order named, 1 is Monday; `Sat-Mon` goes over the week's end."""
    if isinstance(cell, int | float) and cell in range(1, 8) and not isinstance(cell, bool):
        return (int(cell),)
    if not isinstance(cell, str):
        raise CellError(WEEKDAYS, cell)
    days: list[int] = []
    for part in re.split(f"[{STRONG}{WEAK}]", cell):
        ends = [_weekday(end, cell) for end in _DASH.split(half_width(part))]
        if len(ends) > 2:
            raise CellError(WEEKDAYS, cell)
        length = (ends[-1] - ends[0]) % 7
        days += [(ends[0] + i - 1) % 7 + 1 for i in range(length + 1)]
    if len(set(days)) != len(days):
        raise CellError(WEEKDAYS + ", each day once", cell)
    return tuple(days)


def show_weekdays(days: tuple[int, ...], language: Language) -> str:
    """Three or more days in a row as a range. Never figures alone: a spreadsheet takes 1-5 for a date."""
    names = [text(f"weekday.{day}", language) for day in days]
    if len(days) > 2 and all(later == earlier + 1 for earlier, later in pairwise(days)):
        return text("files.range", language, first=names[0], last=names[-1])
    return text("list.comma", language).join(names)


def _weekday(word: str, cell: Cell) -> int:
    day = _DAY_NAMES.get(_DAY_PREFIX.sub("", word).rstrip(".").lower())
    if day is None:
        raise CellError(WEEKDAYS, cell)
    return day


def read_pauses(cell: Cell) -> tuple[Pause, ...]:
    """Spans of a shift; an end that is not after its start lies on the next day."""
    if not isinstance(cell, str):
        raise CellError(PAUSES, cell)
    pauses = []
    for part in re.split(f"[{STRONG}{WEAK}]", cell):
        ends = _DASH.split(half_width(part))
        try:
            start, end = ends
            pauses.append(Pause(read_clock(start, False), read_clock(end, True)))
        except (ValueError, CellError):
            raise CellError(PAUSES, cell) from None
    return tuple(pauses)


def show_pauses(pauses: Iterable[Pause]) -> str:
    return "; ".join(f"{pause.start:%H:%M}-{pause.end:%H:%M}" for pause in pauses)


# --- entries -----------------------------------------------------------------------------------------


def _words(cell: Cell, expected: str) -> str:
    """The text of a list; a single number stands for the name that it writes."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    raise CellError(expected, cell)


def _scan(words: str, cell: Cell, expected: str, brackets: bool) -> list[_Scanned]:
    """Entries between separators, which don't count inside quotes and, with `brackets`, inside brackets."""
    if _SAFE.fullmatch(words):
        return [_Scanned(words, False, "")]
    items = _split(words, STRONG, cell, expected, brackets)
    if len(items) == 1:
        items = _split(words, WEAK, cell, expected, brackets)
    if items and not items[-1].quoted and not items[-1].name:
        items.pop()  # a separator at the end
    if not items or any(not item.quoted and not item.name for item in items):
        raise CellError(expected, cell)
    return items


def _split(words: str, separators: str, cell: Cell, expected: str, brackets: bool) -> list[_Scanned]:
    items, at = [], 0
    while True:
        while at < len(words) and words[at].isspace() and words[at] not in separators:
            at += 1
        start, is_quoted, name = at, False, ""
        if at < len(words) and words[at] == '"':
            match = _QUOTED.match(words, at)
            if match is None:
                raise CellError(f"{expected}; a quote is not closed", cell)
            is_quoted, name, at = True, match[1].replace('""', '"'), match.end()
            start = at
        depth = 0
        while at < len(words) and (depth or words[at] not in separators):
            if brackets:
                depth += (words[at] in "(（") - (depth > 0 and words[at] in ")）")
            at += 1
        tail = words[start:at].strip()
        items.append(_Scanned(name, True, tail) if is_quoted else _Scanned(tail, False, ""))
        if at >= len(words):
            return items
        at += 1


def _bracket(item: _Scanned, cell: Cell, expected: str) -> tuple[str, str | None]:
    """The name of an entry and what its last bracket holds."""
    if item.quoted:
        if not item.rest:
            return item.name, None
        match = _BRACKET.fullmatch(item.rest)
        if match is None:
            raise CellError(expected, cell)
        return item.name, match[1]
    if item.name[-1] not in ")）":
        return item.name, None
    start = max(item.name.rfind("("), item.name.rfind("（"))
    match = _BRACKET.fullmatch(item.name, start) if start > 0 else None
    return (item.name, None) if match is None else (item.name[:start].strip(), match[1])


def _written(
    entries: tuple[Entry, ...], write: Callable[[Entry], str], read: Callable[[Cell], tuple[Entry, ...]]
) -> str:
    """The list as text, proven to say what it should."""
    words = "; ".join(write(entry) for entry in entries)
    if read(words) != entries:
        raise AssertionError(f"{words!r} does not read back as {entries!r}")
    return words
