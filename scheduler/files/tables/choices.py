"""Cells that hold one of a few words: yes and no, and the members of the domain's enumerations."""

import difflib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from scheduler.files.tables.numerals import half_width
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import CellError
from scheduler.texts import Language, label, text

YES_NO_WORDS = {
    **dict.fromkeys(("yes", "y", "true", "1", "是", "对", "有", "√", "✓", "✔"), True),
    **dict.fromkeys(("no", "n", "false", "0", "否", "不", "无", "×", "✗", "✘", "x"), False),
}


def plain(words: str) -> str:
    """Words without what people write differently: case, width, spaces, hyphens and underscores."""
    return "".join(c for c in half_width(words).casefold() if not c.isspace() and c not in "-_—–")


def read_yes_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float) and cell in (0, 1):
        return bool(cell)
    answer = YES_NO_WORDS.get(plain(cell)) if isinstance(cell, str) else None
    if answer is None:
        raise CellError("yes or no (是 or 否)", cell)
    return answer


def show_yes_no(value: bool, language: Language) -> str:
    return text("files.yes" if value else "files.no", language)


def read_choice(cell: Cell, choices: type[StrEnum]) -> str:
    """The value of a member, named by its label in either language or by the value itself."""
    known = _by_name(choices)
    member = known.get(plain(cell)) if isinstance(cell, str) else None
    if member is not None:
        return member
    typed = plain(cell[:100]) if isinstance(cell, str) else ""
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    hint = f"; did you mean {_named(known[near[0]], choices)}?" if near else ""
    raise CellError(f"one of {', '.join(_named(member, choices) for member in choices)}{hint}", cell)


def show_choice(value: str, choices: type[StrEnum], language: Language) -> str:
    return label(choices(value), language)


@cache
def _by_name(choices: type[StrEnum]) -> Mapping[str, str]:
    names = {plain(label(member, language)): member.value for language in Language for member in choices}
    return names | {plain(member.value): member.value for member in choices}


def _named(value: str, choices: type[StrEnum]) -> str:
    return " / ".join(label(choices(value), language) for language in (Language.EN, Language.ZH))
