"""Apostrophes before what a spreadsheet program would run as a formula; `unguarded(guarded(text))` is the text again.

Source: OWASP, CSV Injection. A program that expects another delimiter also splits cells at semicolons, tabs and line
ends, so what follows those is guarded as well.
"""

import re

_RUN = r"[^\S\n\t]*[=+\-@＝＋－＠]|'"
"""What is run: the full-width signs in East Asian editions. The apostrophe is here so that no guard is ambiguous."""
_BEGINS = rf"(?:\A(?={{guard}}(?:{_RUN}|[\t\n]))|(?<=[;\t\n])(?={{guard}}(?:{_RUN})))"
_NEEDS_GUARD = re.compile(_BEGINS.format(guard=""))
_GUARDED = re.compile(_BEGINS.format(guard="'") + "'")


def guarded(text: str) -> str:
    """The text as CSV holds it. Line ends in it are single line feeds."""
    return _NEEDS_GUARD.sub("'", text)


def unguarded(text: str) -> str:
    """What `guarded` was given; other texts lose apostrophes at the same places, as Excel hides them."""
    return _GUARDED.sub("", text)
