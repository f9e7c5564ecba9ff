"""The entries of a list in one cell: names between separators, in quotes where they must be, with brackets behind them.

Entries are separated by `;` (also `；` or a new line) or, in a list that has none of these, by commas (`,` `，` `、`).
A name that holds a separator, a bracket or a quote, or has spaces at its ends, stands in double quotes, quotes in it
doubled. Every writer reads back what it wrote.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError

STRONG, WEAK = ";；\n", ",，、"
EQUALS = "=＝"

Entry = TypeVar("Entry")

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_SAFE = re.compile(r'[^\s;；,，、"()（）]+(?: [^\s;；,，、"()（）]+)*')
_BRACKET = re.compile(r"[(（]([^()（）]*)[)）]")


class Scanned(NamedTuple):
    """One entry as it stands."""

    name: str
    quoted: bool
    rest: str
    """What follows a quoted name up to the next separator; empty for others, whose name has everything."""


def quoted(name: str) -> str:
    """A name as a list holds it."""
    return name if _SAFE.fullmatch(name) else in_quotes(name)


def in_quotes(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def words_of(cell: Cell, expected: str) -> str:
    """The text of a list; a single number stands for the name that it writes."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    raise CellError(expected, cell)


def scan(words: str, cell: Cell, expected: str, brackets: bool) -> list[Scanned]:
    """Entries between separators, which don't count inside quotes and, with `brackets`, inside brackets."""
    if _SAFE.fullmatch(words):
        return [Scanned(words, False, "")]
    items = _parted(words, STRONG, cell, expected, brackets)
    if len(items) == 1:
        items = _parted(words, WEAK, cell, expected, brackets)
    if items and not items[-1].quoted and not items[-1].name:
        items.pop()  # a separator at the end
    if not items or any(not item.quoted and not item.name for item in items):
        raise CellError(expected, cell)
    return items


def _parted(words: str, separators: str, cell: Cell, expected: str, brackets: bool) -> list[Scanned]:
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
        items.append(Scanned(name, True, tail) if is_quoted else Scanned(tail, False, ""))
        if at >= len(words):
            return items
        at += 1


def bracket(item: Scanned, cell: Cell, expected: str) -> tuple[str, str | None]:
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


def read_pairs(words: str, cell: Cell, expected: str) -> list[tuple[str, str]]:
    """Entries of two names with `=` between them; either may stand in quotes, which keep every sign inside."""
    entries = _sides(words, STRONG, cell, expected)
    if len(entries) == 1:
        entries = _sides(words, WEAK, cell, expected)
    if entries[-1] == [None]:
        entries.pop()  # a separator at the end
    pairs = []
    for sides in entries:
        if len(sides) != 2 or sides[0] is None or sides[1] is None:
            raise CellError(expected, cell)
        pairs.append((sides[0], sides[1]))
    if not pairs:
        raise CellError(expected, cell)
    return pairs


def show_pair(first: str, second: str) -> str:
    return "=".join(in_quotes(name) if set(name) & set(EQUALS) else quoted(name) for name in (first, second))


def _sides(words: str, separators: str, cell: Cell, expected: str) -> list[list[str | None]]:
    """What stands before and behind the equals signs of every entry; None where that is nothing."""
    entries: list[list[str | None]] = [[]]
    at = 0
    while True:
        while at < len(words) and words[at].isspace() and words[at] not in separators:
            at += 1
        start, name = at, None
        if at < len(words) and words[at] == '"':
            match = _QUOTED.match(words, at)
            if match is None:
                raise CellError(f"{expected}; a quote is not closed", cell)
            name, at = match[1].replace('""', '"'), match.end()
            start = at
        while at < len(words) and words[at] not in separators and words[at] not in EQUALS:
            at += 1
        tail = words[start:at].strip()
        if name is not None and tail:
            raise CellError(expected, cell)
        entries[-1].append(name if name is not None else tail or None)
        if at >= len(words):
            return entries
        if words[at] not in EQUALS:
            entries.append([])
        at += 1


def written_list(
    entries: tuple[Entry, ...], write: Callable[[Entry], str], read: Callable[[Cell], tuple[Entry, ...]]
) -> str:
    """The list as text, proven to say what it should."""
    words = "; ".join(write(entry) for entry in entries)
    if read(words) != entries:
        raise AssertionError(f"{words!r} does not read back as {entries!r}")
    return words
