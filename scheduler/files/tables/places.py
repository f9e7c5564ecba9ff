"""Where a place of the assembled problem stands in the sheets, and what the records refuse told there."""

import re
from collections.abc import Iterator, Sequence

from scheduler.domain.errors import InputProblem
from scheduler.domain.json_text import Path, at, nearest_id, place
from scheduler.files.tables import FORM
from scheduler.files.tables.assemble import Assembled
from scheduler.files.tables.flatten import RESOURCE_PARTS
from scheduler.files.tables.form import Column, Form
from scheduler.files.tables.headings import Findings
from scheduler.files.tables.rows import Entry

MISSING = "this field is missing"

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_TOLD_BY_CHECKS = re.compile(
    r"two instalments of one number|has step .* twice|two alternative routings of one id|two times for mode"
    r"|two lines of one|is used twice|does not exist$|which it does not have$|is listed twice$"
    r"|an initial state names a unit beyond"
)
"""Rules that `references` has checked for every row before, with better places."""
_SHARED_RULE = re.compile(r"^(\w+) '(.*?)': ", re.DOTALL)
_UNDER = {"instalments": "instalment", "holidays": "day"}
_RENAMED = {("step_parts", "product"): "part", ("substitutes", "material"): "substitute"}
"""Fields under another column."""


class Places:
    """Rows of the sheets by place of the document."""

    def __init__(self, assembled: Assembled, findings: Findings) -> None:
        self.document = assembled.document
        self.origins = assembled.origins
        self.findings = findings

    def where(self, path: Path) -> str:
        """`sheet 订单, row 5, column K (权重)`; the place in JSON where no sheet holds it."""
        entry, column = self._origin(path)
        if entry is None or entry.table is None:
            table = self.findings.tables.get(str(path[0])) if path else None
            return f"sheet {table.sheet.name}" if table is not None and len(path) == 1 else place(path)
        return entry.table.place(entry.row, None if column is None else column.key)

    def told(self, found: Sequence[InputProblem]) -> list[InputProblem]:
        """Complaints with their places in the sheets, without those that were told already."""
        places = {problem.place for problem in self.findings.problems}
        told = []
        for problem in found:
            path = self._row_named(path_of(problem.place), problem.message)
            entry, column = self._origin(path)
            if self._follows(path, entry, column, problem.message):
                continue
            where = self.where(path)
            if where and where in places:
                continue
            message = self._in_words(problem.message, entry, path)
            told.append(InputProblem(problem.file, where, problem.id or nearest_id(self.document, path), message))
        return told

    def unreadable(self) -> Iterator[InputProblem]:
        """Texts that are no valid Unicode (half of a surrogate pair), which no JSON text holds."""
        for path, entry in self.origins.items():
            for key, value in entry.values.items():
                try:
                    str(value).encode()
                except UnicodeEncodeError:
                    where = self.where(path) if entry.table is None else entry.table.place(entry.row, key)
                    message = "expected text that is valid Unicode"
                    yield InputProblem(self.findings.source, where, nearest_id(self.document, path), message)

    def _origin(self, path: Path) -> tuple[Entry | None, Column | None]:
        """The row behind a place and the column that holds it."""
        for length in range(len(path), 0, -1):
            if (entry := self.origins.get(path[:length])) is not None:
                return entry, _column(_form(path[:length]), path[:length], path[length:])
        plant = self.origins.get(())
        column = _column(FORM["plant"], (), path)
        return (plant, column) if column is not None else (None, None)

    def _row_named(self, path: Path, message: str) -> Path:
        """A rule of the whole input names table and id in words."""
        if path or (match := _SHARED_RULE.match(message)) is None:
            return path
        table, id_ = match.groups()
        records = at(self.document, (table,))
        for row, record in enumerate(records if isinstance(records, list) else ()):
            if isinstance(record, dict) and record.get("id") == id_:
                return (table, row)
        return path

    def _follows(self, path: Path, entry: Entry | None, column: Column | None, message: str) -> bool:
        """Whether a complaint only repeats what the rows were refused for."""
        if not self.findings.problems:
            return False
        if _TOLD_BY_CHECKS.search(message) or path[-1:] == ("lines",):
            return True
        if column is None or entry is None:
            return False
        return column.key in entry.unread or (message == MISSING and column.required)

    def _in_words(self, message: str, entry: Entry | None, path: Path) -> str:
        if path[-1:] == ("steps",):
            return "this routing has no row in the table Routing steps (工艺工步)"
        if entry is None or entry.table is None:
            return message
        fields = {column.key.split(".")[-1]: column for column in entry.table.form.columns if "_" in column.key}
        headings = entry.table.headings

        def heading(match: re.Match[str]) -> str:
            column = fields.get(match[0])
            return match[0] if column is None else headings.get(column.key, f"{column.en} ({column.zh})")

        return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", heading, message)


def path_of(place_: str) -> Path:
    """`orders[3].weight` as a path."""
    return tuple(int(index) if index else name for index, name in _STEP.findall(place_))


def _form(path: Path) -> Form:
    """The table of the records at a path."""
    names = [step for step in path if isinstance(step, str)]
    return TABLES[tuple(names)]


def _column(form: Form, origin: Path, rest: Path) -> Column | None:
    """The column that holds a field of a row's record."""
    columns = {column.key: column for column in form.columns}
    names = [step for step in rest if isinstance(step, str)]
    if origin and origin[-2] in _UNDER and names in ([], ["number"]):
        return columns[_UNDER[str(origin[-2])]] if names or origin[-2] == "holidays" else None
    if (form.key, *names[:1]) in _RENAMED:
        return columns[_RENAMED[form.key, names[0]]]
    return next((columns[key] for n in range(len(names), 0, -1) if (key := ".".join(names[:n])) in columns), None)


_STEPS = {
    (): "routing_steps",
    ("modes",): "routing_modes",
    ("breaks",): "quantity_breaks",
    ("needs",): "step_needs",
    ("parts",): "step_parts",
}
TABLES: dict[tuple[str, ...], Form] = {
    **{(form.key,): form for form in FORM.values()},
    ("calendars", "weekly"): FORM["shifts"],
    ("calendars", "holidays"): FORM["calendar_days"],
    ("calendars", "make_up_days"): FORM["calendar_days"],
    ("calendars", "exceptions"): FORM["calendar_exceptions"],
    ("calendars", "overtime"): FORM["overtime"],
    ("calendars", "periods"): FORM["calendar_periods"],
    ("calendars", "periods", "weekly"): FORM["calendar_periods"],
    **{("resources", table): FORM[table] for table in RESOURCE_PARTS},
    ("materials", "substitutes"): FORM["substitutes"],
    ("products", "alternatives"): FORM["routings"],
    **{("products", "routing", *inside): FORM[table] for inside, table in _STEPS.items()},
    **{("products", "alternatives", "steps", *inside): FORM[table] for inside, table in _STEPS.items()},
    ("orders", "lines"): FORM["order_lines"],
    ("orders", "lines", "instalments"): FORM["order_lines"],
    ("operations", "modes"): FORM["operation_modes"],
    ("operations", "needs"): FORM["operation_needs"],
    ("reworks", "modes"): FORM["rework_modes"],
}
"""The table of the records at every place of the document, by the names on the way."""
