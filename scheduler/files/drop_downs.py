"""What the cells of a column offer to choose from: a fixed list, or the ids on another sheet.

Lists help, they don't forbid: a value of the other language or an id that is written later may be typed all the same.
"""

from scheduler.files.tables import FORM
from scheduler.files.tables.choices import show_choice, show_yes_no
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.texts import Language

LIST_CHARACTERS = 255
"""What Excel allows a fixed list to have, commas included."""


def of(column: Column, language: Language) -> dict[str, object] | None:
    """The data validation of a column as XlsxWriter takes it, or None if there is nothing to offer."""
    choices = _choices(column, language)
    if choices:
        return {
            "validate": "list",
            "source": choices,
            "error_type": "warning",
            "show_error": column.kind is not Kind.CHOICES,
        }
    if column.refers is None:
        return None
    one_id = column.kind is Kind.ID
    return {
        "validate": "list",
        "source": ids_of(FORM[column.refers], language),
        "error_type": "warning",
        "show_error": one_id,
    }


def _choices(column: Column, language: Language) -> list[str]:
    if column.kind is Kind.YES_NO:
        return [show_yes_no(True, language), show_yes_no(False, language)]
    if column.kind in (Kind.CHOICE, Kind.CHOICES):
        offered = [member for member in column.members if member.value not in column.generated]
        labels = [(show_choice(member.value, column.members, language), member.value) for member in offered]
        return [value if "," in label else label for label, value in labels]  # commas part the entries of a list
    return []


def ids_of(form: Form, language: Language) -> str:
    """The filled part of a table's first column, so that rows added later are offered too."""
    title = form.title(language).replace("'", "''")
    return f"='{title}'!$A$2:INDEX('{title}'!$A:$A,MAX(2,COUNTA('{title}'!$A:$A)))"
