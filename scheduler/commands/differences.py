"""What an import changes, row by row, before it is done."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.domain.problem import Problem
from scheduler.files.tables import FORMS
from scheduler.files.tables.difference import POSITION, Change, ChangeKind, FieldChange
from scheduler.files.tables.raw import Cell
from scheduler.texts import Language, text

STYLES = {ChangeKind.ADDED: "green", ChangeKind.CHANGED: "yellow", ChangeKind.GONE: "red"}


def print_differences(console: Console, changes: Sequence[Change], language: Language, most: int) -> None:
    """Counts per table, then the first `most` rows with the old and the new value of every field."""
    if not changes:
        console.print(Text(text("import.nothing", language), style="bold"))
        return
    console.print(_counts(changes, language))
    if most:
        console.print(_rows(changes[:most], language))
    if len(changes) > most > 0:
        console.print(Text(text("import.more", language, count=len(changes) - most), style="dim"))


def nothing(like: Problem) -> Problem:
    """A problem without any rows, at the same moment: what a new one is compared with."""
    return Problem(zone=like.zone, as_of=like.as_of, companies=(), workshops=(), calendars=(), resources=())


def _counts(changes: Sequence[Change], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(text("head.table", language))
    for kind in ChangeKind:
        table.add_column(text(f"import.{kind.value}", language), justify="right")
    counted = Counter((change.table, change.kind) for change in changes)
    for form in FORMS:
        found = [counted[form.key, kind] for kind in ChangeKind]
        if any(found):
            table.add_row(form.title(language), *(f"{count:,}" if count else "" for count in found))
    return table


def _rows(changes: Sequence[Change], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("table", "row", "change", "field", "before_change", "after_change"):
        table.add_column(text(f"head.{head}", language), overflow="fold")
    forms = {form.key: form for form in FORMS}
    for change in changes:
        form = forms[change.table]
        headings = {column.key: column.heading(language) for column in form.columns}
        identity = " · ".join(map(_text, change.identity))
        first = (form.title(language), identity, text(f"import.{change.kind.value}", language))
        for field in change.fields or (FieldChange("", None, None),):
            heading = text("import.position", language) if field.column == POSITION else headings.get(field.column, "")
            cells = (heading, _text(field.old), _text(field.new))
            table.add_row(*(Text(cell, style=STYLES[change.kind]) for cell in first), *map(Text, cells))
            first = ("", "", "")
    return table


def _text(cell: Cell) -> str:
    """A cell as a sheet shows it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return "" if cell is None else str(cell)
