"""Cells that hold lists: names, resources, predecessors, skills, states, weekdays, pauses.

How their entries are parted is in `entries`. Every writer reads back what it wrote.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TypedDict

from scheduler.domain.operation import Relation, Station
from scheduler.files.tables.entries import (
    STRONG,
    WEAK,
    Scanned,
    bracket,
    quoted,
    read_pairs,
    scan,
    show_pair,
    words_of,
    written_list,
)
from scheduler.files.tables.numerals import half_width, minutes, whole
from scheduler.files.tables.plant_times import read_clock
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError, LinkItem, Pause, SkillItem, StateItem, UseItem
from scheduler.texts import Language, text

RELATIONS = {
    "FS": Relation.FINISH_START.value,
    "SS": Relation.START_START.value,
    "FF": Relation.FINISH_FINISH.value,
    "SF": Relation.START_FINISH.value,
}
STATIONS = {
    **dict.fromkeys(("same", "same station", "同一工位", "同工位"), Station.SAME.value),
    **dict.fromkeys(("different", "other station", "different station", "不同工位", "异工位"), Station.DIFFERENT.value),
}
STATION_TEXTS = {Station.SAME.value: "files.same_station", Station.DIFFERENT.value: "files.other_station"}
HELD = {"held": True, "占用": True, "released": False, "释放": False}

NAMES = "a list such as A; B (a name with ; , or brackets in double quotes)"
USES = "resources such as press; welders (2); crew (3, released)"
LINKS = "predecessors such as cut; weld (+240); paint (SS +0, max 600, same station)"
SKILLS = "skills such as welding; crane (2, level 3, held)"
STATES = "states such as colour=RAL7035; film=80 (a word with ; , = or quotes in double quotes)"
WEEKDAYS = "weekdays such as 1, Mon-Fri or 周一至周五"
PAUSES = "pauses such as 12:00-13:00; 18:00-18:30"

_COMMA = re.compile("[,，、]")
_FIGURE = re.compile(r"\s*[0-9０-９一二两三四五六七八九十]")
_LAG = re.compile(r"(FS|SS|FF|SF)?\s*(?:\+\s*(.+))?", re.IGNORECASE)
_MAXIMUM = re.compile(r"(?:max|最长|最多|最大)\.?\s*(.+)", re.IGNORECASE)
_LEVEL = re.compile(r"(?:level|lv\.?|l|等级)\s*([0-9]+)|([0-9一二三四五六七八九]+)\s*级", re.IGNORECASE)
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


# --- names -------------------------------------------------------------------------------------------


def read_names(cell: Cell) -> tuple[str, ...]:
    """Names in their order; numbers are names too."""
    names = []
    for item in scan(words_of(cell, NAMES), cell, NAMES, brackets=False):
        if item.rest:
            raise CellError(NAMES, cell)
        names.append(item.name)
    return tuple(names)


def show_names(names: Iterable[str]) -> str:
    return written_list(tuple(names), quoted, read_names)


# --- resources ---------------------------------------------------------------------------------------


def read_uses(cell: Cell) -> tuple[UseItem, ...]:
    """Resources with units and whether a pause holds them: `crew (3, released)`; alone: one unit, held."""
    return tuple(_use(item, cell) for item in scan(words_of(cell, USES), cell, USES, brackets=True))


def show_uses(uses: Iterable[UseItem], language: Language) -> str:
    def written(use: UseItem) -> str:
        words = [str(use.units)] if use.units != 1 or not use.held else []
        words += [] if use.held else [text("files.released", language)]
        return quoted(use.resource) + (f" ({', '.join(words)})" if words else "")

    return written_list(tuple(uses), written, read_uses)


def _use(item: Scanned, cell: Cell) -> UseItem:
    name, words = bracket(item, cell, USES)
    if words is None:
        return UseItem(name)
    units, held = 1, True
    for position, word in enumerate(_COMMA.split(words)):
        known = HELD.get(half_width(word).lower())
        if known is not None:
            held = known
        elif position == 0 and _FIGURE.match(word):
            units = whole(word, USES)
        elif position == 0 and not item.quoted:
            return UseItem(item.name)  # brackets of the name itself: press (old)
        else:
            raise CellError(USES, cell)
    return UseItem(name, units, held)


# --- predecessors ------------------------------------------------------------------------------------


def read_links(cell: Cell) -> tuple[LinkItem, ...]:
    """Predecessors with relation, lags in elapsed minutes and station; alone: finish to start, at once, anywhere."""
    return tuple(_link(item, cell) for item in scan(words_of(cell, LINKS), cell, LINKS, brackets=True))


def show_links(links: Iterable[LinkItem], language: Language) -> str:
    short = {value: key for key, value in RELATIONS.items()}

    def written(link: LinkItem) -> str:
        plain = link.relation == Relation.FINISH_START.value
        lag = [] if plain else [short[link.relation]]
        lag += [f"+{link.minimum_minutes}"] if link.minimum_minutes or link.maximum_minutes is not None else []
        words = [" ".join(lag)] if lag else []
        words += [] if link.maximum_minutes is None else [f"max {link.maximum_minutes}"]
        words += [text(STATION_TEXTS[link.station], language)] if link.station in STATION_TEXTS else []
        return quoted(link.operation) + (f" ({', '.join(words)})" if words else "")

    return written_list(tuple(links), written, read_links)


class _LinkTerms(TypedDict, total=False):
    relation: str
    minimum_minutes: int
    maximum_minutes: int
    station: str


def _link(item: Scanned, cell: Cell) -> LinkItem:
    name, words = bracket(item, cell, LINKS)
    if words is None:
        return LinkItem(name)
    said: _LinkTerms = {}
    for position, word in enumerate(_COMMA.split(words)):
        terms = _link_terms(half_width(word), first=position == 0) if words.strip() else None
        if terms is None or terms.keys() & said.keys():
            if position or item.quoted or re.match(r"\s*[-+−＋－0-9]", words):
                raise CellError(LINKS, cell)
            return LinkItem(item.name)  # brackets of the name itself: op (old)
        said.update(terms)
    return LinkItem(name, **said)


def _link_terms(word: str, first: bool) -> _LinkTerms | None:
    """What one word in the brackets says, or None; the relation and the lag come first."""
    if first and (lag := _LAG.fullmatch(word)):
        terms: _LinkTerms = {"relation": RELATIONS[lag[1].upper()]} if lag[1] else {}
        if lag[2]:
            terms["minimum_minutes"] = minutes(lag[2])
        return terms
    if maximum := _MAXIMUM.fullmatch(word):
        return {"maximum_minutes": minutes(maximum[1])}
    station = STATIONS.get(word.lower())
    return None if station is None else {"station": station}


# --- skills ------------------------------------------------------------------------------------------


def read_skills(cell: Cell) -> tuple[SkillItem, ...]:
    """Skills with people, level and whether a pause holds them: `crane (2, level 3, held)`; alone: one, level 1."""
    return tuple(_skill(item, cell) for item in scan(words_of(cell, SKILLS), cell, SKILLS, brackets=True))


def show_skills(skills: Iterable[SkillItem], language: Language) -> str:
    def written(need: SkillItem) -> str:
        words = [str(need.units)] if need.units != 1 else []
        words += [text("files.level", language, level=need.level)] if need.level != 1 else []
        words += [text("files.held", language)] if need.held else []
        return quoted(need.skill) + (f" ({', '.join(words)})" if words else "")

    return written_list(tuple(skills), written, read_skills)


class _SkillTerms(TypedDict, total=False):
    level: int
    units: int
    held: bool


def _skill(item: Scanned, cell: Cell) -> SkillItem:
    name, words = bracket(item, cell, SKILLS)
    if words is None:
        return SkillItem(name)
    said: _SkillTerms = {}
    for position, word in enumerate(_COMMA.split(words)):
        terms = _skill_terms(word)
        if terms is None and position == 0 and not item.quoted:
            return SkillItem(item.name)  # brackets of the name itself
        if terms is None or terms.keys() & said.keys():
            raise CellError(SKILLS, cell)
        said.update(terms)
    return SkillItem(name, **said)


def _skill_terms(word: str) -> _SkillTerms | None:
    plain = half_width(word).lower()
    if (held := HELD.get(plain)) is not None:
        return {"held": held}
    if level := _LEVEL.fullmatch(plain):
        return {"level": whole(level[1] or level[2], SKILLS)}
    return {"units": whole(word, SKILLS)} if _FIGURE.match(word) else None


# --- states ------------------------------------------------------------------------------------------


def read_states(cell: Cell) -> tuple[StateItem, ...]:
    """Attributes with their values: `colour=RAL7035; film=80`."""
    return tuple(StateItem(*pair) for pair in read_pairs(words_of(cell, STATES), cell, STATES))


def show_states(states: Iterable[StateItem]) -> str:
    return written_list(tuple(states), lambda state: show_pair(*state), read_states)


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
