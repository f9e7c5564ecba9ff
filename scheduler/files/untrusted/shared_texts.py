"""The texts of a workbook, which most cells only point at."""

import re

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.package import Package
from scheduler.files.untrusted.xml_parts import Attributes, local, run

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES = range(0xD800, 0xE000)

TOO_LONG = f"a text of more than {limits.CELL_CHARACTERS:,} characters, which no cell of a workbook holds"


def shared_texts(package: Package, name: str) -> dict[str, str | None]:
    """Every shared text by its number, as cells write it; None: too long for a cell.

    Rich texts come without their formats and their reading aids.
    """
    found: dict[str, str | None] = {}
    pieces: list[str] = []
    aids = 0
    inside = False

    def start(tag: str, _: Attributes) -> None:
        nonlocal aids, inside
        kind = local(tag)
        aids += kind == "rPh"
        inside = kind == "t" and not aids

    def end(tag: str) -> None:
        nonlocal aids, inside
        kind = local(tag)
        aids -= kind == "rPh"
        inside = False
        if kind == "si":
            found[str(len(found))] = plain("".join(pieces))
            pieces.clear()

    def text(characters: str) -> None:
        if inside:
            pieces.append(characters)

    run(package.open(name), name, start, end, text)
    return found


def plain(text: str) -> str | None:
    """The text that a workbook's text stands for: `_x000D_` is a character, line ends are single line feeds."""
    if len(text) > limits.CELL_CHARACTERS:
        return None
    if "_x" in text:
        text = ESCAPED.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(match: re.Match[str]) -> str:
    """Half a character (a surrogate) is none: its escape stays as it is."""
    code = int(match[1], 16)
    return match[0] if code in SURROGATES else chr(code)
