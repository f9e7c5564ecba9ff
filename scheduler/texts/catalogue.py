"""The sentences of every language, kept as gettext catalogues under dotted keys.

The `.po` files in `catalogues/` are read as they are, so nothing has to be compiled. To add a text, add its
key to every catalogue, at its place in the alphabet, with the same placeholders; `tests/texts` holds them to
that. A text with several plural forms is chosen by its parameter `count`.
"""

import logging
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import NamedTuple

from babel.messages.pofile import read_po

from scheduler.texts.language import Language

logger = logging.getLogger(__name__)

PARTS = ("", ".doctor", ".files", ".sheets")
"""The catalogue files of a language: its locale, one of these, `.po`."""

Parameter = str | int
"""What a placeholder may stand for: names and ready-made phrases, or numbers."""


class Text(NamedTuple):
    """One entry of a catalogue: its plural forms (one form: no plural) and the placeholders they use
    together.
    """

    forms: tuple[str, ...]
    placeholders: frozenset[str]


class Strictness:
    """Whether a text that is missing stops the program: so in tests; in production the key is shown and
    logged.
    """

    raises = False


def refuse_missing_texts(refuse: bool = True) -> None:
    """Lets unknown keys and missing parameters raise KeyError.

    For tests: a plant would rather read a key than an error page.
    """
    Strictness.raises = refuse


@cache
def catalogue(language: Language) -> dict[str, Text]:
    """All texts of a language by key, read once from its `xx.po` and the `xx.part.po` beside it."""
    found: dict[str, Text] = {}
    for part in PARTS:
        path = files("scheduler.texts") / "catalogues" / f"{Language(language).locale}{part}.po"
        with path.open("rb") as file:
            messages = read_po(file, locale=Language(language).locale, abort_invalid=True)
        for message in messages:
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key:  # the header of the file has the empty key
                forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                found[key] = Text(forms, frozenset(name for form in forms for name in placeholders(form)))
    return found


def placeholders(form: str) -> set[str]:
    """The names between braces in one form of a text."""
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def has_text(key: str, language: Language) -> bool:
    return key in catalogue(language)


def text(key: str, language: Language, **parameters: Parameter) -> str:
    """The sentence under a key, with its parameters filled in; they are inserted as they are, never read as
    templates.

    An unknown key or a missing parameter is a fault of the program: it is logged and the key is shown, so
    that nobody loses a page over a label; after `refuse_missing_texts()` it raises KeyError instead.
    """
    entry = catalogue(language).get(key)
    if entry is None or not entry.placeholders <= parameters.keys():
        missing = "no text" if entry is None else f"parameters {sorted(entry.placeholders - parameters.keys())} missing"
        if Strictness.raises:
            raise KeyError(f"{key}: {missing} in {language}")
        logger.error("text %r: %s in %s", key, missing, language)
        return key
    return _form(entry.forms, parameters.get("count")).format(**parameters)


def _form(forms: tuple[str, ...], count: Parameter | None) -> str:
    """English has one form for 1 and one for the rest, Chinese a single one."""
    return forms[0] if count == 1 else forms[-1]
