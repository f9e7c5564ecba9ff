"""docs/tables.md says of every table what the forms say. `python -m tests.files.tables.test_docs` writes it anew."""

import re
from pathlib import Path

from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.fields import default
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.texts import Language, text

PAGE = Path(__file__).parents[3] / "docs" / "tables.md"
BEGIN, END = "<!-- tables: written by tests/files/tables/test_docs.py -->\n", "<!-- end of tables -->"
KINDS = {
    Kind.ID: "id",
    Kind.TEXT: "text",
    Kind.WHOLE: "whole number",
    Kind.AMOUNT: "number",
    Kind.MINUTES: "span of time",
    Kind.MONEY: "money",
    Kind.DAY: "day",
    Kind.MOMENT: "moment",
    Kind.CLOCK: "time of day",
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "choice",
    Kind.WEEKDAYS: "weekdays",
    Kind.PAUSES: "pauses",
    Kind.NAMES: "list",
    Kind.USES: "resources",
    Kind.LINKS: "predecessors",
    Kind.SKILLS: "skills",
    Kind.STATES: "states",
    Kind.CHOICES: "choices",
}


def described() -> str:
    """The section of the page, a table of columns for every form."""
    return "\n".join(_form(form) for form in FORMS)


def _form(form: Form) -> str:
    marks = ["one row for each setting"] if form.upright else []
    marks += [f"part of {FORM[form.parent].en}"] if form.parent else []
    marks += ["the order of rows counts"] if form.ordered else []
    marks += ["recorded: an import never takes a row away"] if form.recorded else []
    lines = [f"### {form.en} · {form.zh} (`{form.key}`)", ""]
    if form.help_en or marks:
        lines += [" ".join(filter(None, (form.help_en, f"({'; '.join(marks)})" if marks else ""))), ""]
    lines += ["| column | 列 | holds | blank means | |", "|---|---|---|---|---|"]
    return "\n".join((*lines, *(_column(form, column) for column in form.columns), ""))


def _column(form: Form, column: Column) -> str:
    holds = KINDS[column.kind]
    if column.refers:
        holds += f" of {FORM[column.refers].en}" + (" (must exist)" if column.must_exist else "")
    if column.choices:
        holds += ": " + ", ".join(
            text(_label(column, member), Language.EN) for member in column.choices if member not in column.generated
        )
    star = "*" if column.key in form.identity else ""
    decided = "decided. " if column.decided else ""
    cells = (f"{column.en}{star}", column.zh, holds, _blank(form, column), f"{decided}{column.help_en}".strip())
    return "| " + " | ".join(cells) + " |"


def _label(column: Column, member: str) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", column.members.__name__).lower()
    return f"{name}.{column.members(member).value}"


def _blank(form: Form, column: Column) -> str:
    if column.required:
        return "refused"
    meaning = default(form.key, column.key)
    if meaning is None or meaning in ("", ()):
        return ""
    if isinstance(meaning, bool):
        return "yes" if meaning else "no"
    if column.kind is Kind.CHOICE:
        return text(_label(column, str(meaning)), Language.EN)
    if column.counted_from_one and isinstance(meaning, int):
        return str(meaning + 1)
    return "the usual ones" if column.kind is Kind.CHOICES else str(meaning)


def test_the_page_says_what_the_forms_say() -> None:
    page = PAGE.read_text("utf-8")
    assert page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip() == described().strip()


def test_every_kind_of_cell_is_described() -> None:
    page = PAGE.read_text("utf-8")
    assert list(KINDS) == list(Kind)
    assert [name for name in KINDS.values() if f"| {name} |" not in page] == []


def test_every_note_has_words_and_every_word_is_used() -> None:
    keys = re.findall(r'^msgid "files\.(\w+)"', _catalogue(), re.MULTILINE)
    used = {key for path in _modules() for key in re.findall(r'"(\w+_\w+)"', path.read_text("utf-8"))}
    words = {"no", "yes", "released", "held", "level", "range", "same_station", "other_station"}
    assert set(keys) - words <= used
    noted = {key for path in _modules() for key in re.findall(r'note\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert noted
    assert noted <= set(keys)


def _catalogue() -> str:
    return (PAGE.parents[1] / "scheduler" / "texts" / "catalogues" / "en.files.po").read_text("utf-8")


def _modules() -> list[Path]:
    return sorted((PAGE.parents[1] / "scheduler" / "files" / "tables").glob("*.py"))


if __name__ == "__main__":
    old = PAGE.read_text("utf-8")
    new = old[: old.index(BEGIN) + len(BEGIN)] + "\n" + described() + "\n" + old[old.index(END) :]
    PAGE.write_text(new, "utf-8")
