"""A folder with everything that a plan must print, for offices, workshops and phones."""

import re
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import InputError, InputProblem, refuse
from scheduler.domain.plan import Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.files.ical import ics
from scheduler.files.json_file import check_writable, write_bytes
from scheduler.files.sheet_csv import csv_bytes
from scheduler.files.sheet_html import html
from scheduler.files.sheet_xlsx import xlsx
from scheduler.sheets import Facts, Sheet, order_pages, plan_sheets, workshop_calendars
from scheduler.texts import Language, text

LONGEST_NAME = 160
"""Bytes of a file's name; file systems take 255, and a file being written has a longer name for a while."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


class Format(StrEnum):
    """What can be written."""

    XLSX = "xlsx"
    """`plan-sheets.xlsx`, a worksheet per sheet."""
    CSV = "csv"
    """`csv/SHEET.csv`, a file per sheet."""
    HTML = "html"
    """`sheets.html`, all sheets and a page per order, for printing."""
    ICS = "ics"
    """`ics/WORKSHOP.ics`, a calendar per workshop."""


Contents = Iterator[tuple[str, bytes]]
"""Paths below the folder, with what is in them."""


def write_sheets(
    problem: Problem,
    plan: Plan,
    folder: Path,
    language: Language = Language.EN,
    formats: Collection[Format] = frozenset(Format),
    days: int | None = None,
) -> list[Path]:
    """Writes the sheets of a plan into a folder, which is made if need be, and returns the files.

    `days` shortens the lists of workshops and resources, and the calendars, to what starts within so many plant days,
    today included. Nothing is written before everything is made, and every file is written whole or not at all; files
    of another name that lie in the folder stay. Raises InputError for a plan of another problem, fewer than one day,
    or a folder that can not be written.
    """
    _refuse_foreign(problem, plan)
    if days is not None and days < 1:
        raise refuse("days", f"expected at least 1 day, found {days}")
    source = _Source(Facts(problem, plan, language), days)
    contents = [made for format_ in Format if format_ in formats for made in WRITERS[format_](source)]
    for part in sorted({(folder / name).parent for name, _ in contents} | {folder}):
        _make_folder(part)
    paths = [folder / name for name, _ in contents]
    for path in paths:
        check_writable(path)
    for path, (_, content) in zip(paths, contents, strict=True):
        write_bytes(content, path)
    return paths


class _Source:
    """The facts, and the sheets that several formats share, made once."""

    def __init__(self, facts: Facts, days: int | None) -> None:
        self.facts = facts
        self.days = days

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return plan_sheets(self.facts, self.days)


def _xlsx(source: _Source) -> Contents:
    yield "plan-sheets.xlsx", xlsx(source.sheets, source.facts.plan.as_of, source.facts.language)


def _csv(source: _Source) -> Contents:
    for sheet in source.sheets:
        yield f"csv/{sheet.key}.csv", csv_bytes(sheet)


def _html(source: _Source) -> Contents:
    facts = source.facts
    title = facts.problem.name or text("page.title", facts.language)
    pages = order_pages(facts)
    yield "sheets.html", html(source.sheets, pages, title, facts.plan.as_of, facts.zone, facts.language)


def _ics(source: _Source) -> Contents:
    calendars = workshop_calendars(source.facts, source.days)
    for name, calendar in zip(file_names([c.workshop for c in calendars]), calendars, strict=True):
        yield f"ics/{name}.ics", ics(calendar)


WRITERS: dict[Format, Callable[[_Source], Contents]] = {
    Format.XLSX: _xlsx,
    Format.CSV: _csv,
    Format.HTML: _html,
    Format.ICS: _ics,
}


def file_names(ids: Collection[str]) -> list[str]:
    """A file's name for each id: letters, digits, `.`, `_` and `-` stay, everything else becomes `_`; names that
    would be equal, also where case does not count, are numbered."""
    found: list[str] = []
    taken: set[str] = set()
    for id_ in ids:
        safe = re.sub(r"[^\w.-]", "_", id_).strip(".").encode()[:LONGEST_NAME]
        base = safe.decode(errors="ignore") or "_"  # a character that was cut in two is dropped
        if RESERVED.fullmatch(base):
            base = f"_{base}"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _refuse_foreign(problem: Problem, plan: Plan) -> None:
    """A plan of another problem, or one that was changed by hand so that it names what is not there."""
    if plan.problem != problem.content_hash():
        raise refuse("plan", "this plan was made for another problem, or for another state of it", "problem")
    problems = [InputProblem("plan", place, id_, message) for place, id_, message in _gaps(decomposed(problem), plan)]
    if problems:
        raise InputError(problems)


def _gaps(problem: Problem, plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(place, id, what is wrong) for every reference of the plan that leads nowhere."""
    modes = {operation.id: {mode.id for mode in operation.modes} for operation in problem.operations}
    resources = {resource.id for resource in problem.resources}
    orders = {order.id for order in problem.orders}
    planned = {outcome.order for outcome in plan.outcomes if outcome.verdict is not Verdict.NOT_PLANNABLE}
    assigned = {assignment.operation for assignment in plan.assignments}
    for row, assignment in enumerate(plan.assignments):
        place = f"assignments[{row}]"
        if assignment.operation not in modes:
            yield place, assignment.operation, "the problem has no such operation"
        elif assignment.mode not in modes[assignment.operation]:
            yield place, assignment.operation, f"the operation has no mode {assignment.mode!r}"
        if assignment.order not in planned:
            yield place, assignment.operation, f"the plan does not date the order {assignment.order!r}"
        for use in assignment.uses:
            if use.resource not in resources:
                yield place, assignment.operation, f"the problem has no resource {use.resource!r}"
    for row, outcome in enumerate(plan.outcomes):
        if outcome.order not in orders:
            yield f"outcomes[{row}]", outcome.order, "the problem has no such order"
    for operation in problem.operations:
        if operation.order in planned and operation.id not in assigned:
            yield "assignments", operation.id, "this operation of a planned order is missing"
    arrivals = {arrival.id for arrival in problem.arrivals}
    materials = {material.id for material in problem.materials}
    for row, peg in enumerate(plan.pegs):
        known = peg.operation in assigned and peg.material in materials and peg.arrival in arrivals | {None}
        if not known:
            yield f"pegs[{row}]", peg.operation, "its operation, material or arrival does not exist"
    pegged = {peg.purchase for peg in plan.pegs}
    for row, purchase in enumerate(plan.purchases):
        if purchase.id not in pegged:
            yield f"purchases[{row}]", purchase.id, "no peg says what it is for"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise refuse(str(folder), "expected a folder, found a file") from None
    except OSError as error:
        raise refuse(str(folder), f"can't be made a folder: {error.strerror}") from None
