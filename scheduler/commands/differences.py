"""What an import changes, row by row, before it is done."""

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.files.tables import FORMS
from scheduler.files.tables.difference import Change, ChangeKind
from scheduler.texts import Language, label, text

STYLES = {ChangeKind.ADDED: "green", ChangeKind.CHANGED: "yellow", ChangeKind.GONE: "red"}


def print_differences(console: Console, changes: Sequence[Change], language: Language, most: int) -> None:
    """Counts per table, then the first `most` rows with the old and the new value of every field."""
    if not changes:
        console.print(Text(text("import.nothing", language), style="bold"))
        return
    console.print(_counts(changes, language))
    console.print(_rows(changes[:most], language))
    if len(changes) > most:
        console.print(Text(text("import.more", language, count=len(changes) - most), style="dim"))


def _counts(changes: Sequence[Change], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(text("head.table", language))
    for kind in ChangeKind:
        table.add_column(label(kind, language), justify="right")
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
        first = (form.title(language), " · ".join(change.identity), label(change.kind, language))
        for key, before, after in change.fields or (("", "", ""),):
            table.add_row(
                *(Text(cell, style=STYLES[change.kind]) for cell in first),
                Text(headings.get(key, key)), Text(before), Text(after),
            )  # fmt: skip
            first = ("", "", "")
    return table
