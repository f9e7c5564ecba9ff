"""What a child does with tables that come in: read, examine, compare, decompose."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from api.check_up import ChangeView, CheckUp, FieldChange, FindingView, NoteView, ProblemFacts
from api.store.blobs import packed
from api.work.archive import unpack
from api.work.child import Report
from api.work.decomposing import decomposed_orders
from api.work.records import stored_problem
from api.work.wire import Message
from scheduler.doctor.finding import Finding
from scheduler.domain import json_text
from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.plan import Message as Note
from scheduler.domain.problem import Problem
from scheduler.texts import Language, Names, text
from scheduler.texts.findings import finding_sentence, suggestion_sentence

Doctor = Callable[[Problem], Sequence[Finding]]


def intake(job: Message, report: Report) -> Message:
    """Documents: the file, and the packed problem it is merged into, if any. Header: `kind` (json, xlsx, zip), `folder`
    for files, `base`, `language`.

    Answers with what the problem is, its packed document, and the check-up. Raises InputError.
    """
    from scheduler.doctor.examination import examine

    return take_in(job, examine)


def take_in(job: Message, examine: Doctor) -> Message:
    """`intake` with the doctor of one's choice."""
    from scheduler.files.any_form import read_any

    language = Language(str(job.header["language"]))
    base = stored_problem(str(job.header["base"]), job.documents[1]) if job.header["base"] else None
    path = _file(job)
    try:
        imported = read_any(path, base)
    except InputError as error:
        raise InputError(_named(problem) for problem in error.problems) from None
    problem = imported.problem
    check_up = CheckUp(
        in_all=_operations(problem),
        notes=[_note(note, language) for note in imported.notes],
        findings=_findings(problem, examine, imported.where, language),
        changes=None if base is None else _changes(base, problem, language),
    )
    facts = ProblemFacts.of_problem(problem)
    return Message("done", {}, (facts.model_dump_json().encode(), packed(problem), check_up.model_dump_json().encode()))


def findings(job: Message, report: Report) -> Message:
    """Documents: problem. Answers with its check-up; places are paths in the stored document."""
    from scheduler.doctor.examination import examine

    return examined(job, examine)


def examined(job: Message, examine: Doctor) -> Message:
    """`findings` with the doctor of one's choice."""
    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    language = Language(str(job.header["language"]))
    found = _findings(problem, examine, json_text.place, language)
    return Message("done", {}, (CheckUp(in_all=_operations(problem), findings=found).model_dump_json().encode(),))


def decomposition(job: Message, report: Report) -> Message:
    """Documents: problem. Answers with a list of `DecomposedOrder`."""
    problem = stored_problem(str(job.header["problem"]), job.documents[0])
    orders = decomposed_orders(problem, Language(str(job.header["language"])))
    return Message("done", {}, (json.dumps([order.model_dump(mode="json") for order in orders]).encode(),))


def _file(job: Message) -> Path:
    """What was sent, where the reader of files can read it."""
    folder, kind = Path(str(job.header["folder"])), str(job.header["kind"])
    path = folder / f"upload.{kind}"
    path.write_bytes(job.documents[0])
    if kind != "zip":
        return path
    tables = folder / "tables"
    unpack(path, tables)
    return tables


def _named(problem: InputProblem) -> InputProblem:
    """Places of a single CSV file get its name: the other places say their sheet already."""
    name = Path(problem.file).name
    if not name.lower().endswith(".csv") or problem.place.startswith("sheet "):
        return problem
    return replace(problem, place=f"{name}, {problem.place}" if problem.place else name)


def _operations(problem: Problem) -> int | None:
    try:
        return len(decomposed(problem).operations)
    except InputError:
        return None  # one of the findings says why


def _note(note: Note, language: Language) -> NoteView:
    sentence = text(f"files.{note.key}", language, **note.parameters)
    return NoteView(key=note.key, parameters=note.parameters, sentence=sentence)


def _findings(
    problem: Problem, examine: Doctor, where: Callable[[json_text.Path], str], language: Language
) -> list[FindingView]:
    names = Names(problem)
    return [
        FindingView(
            key=finding.key,
            severity=finding.severity,
            place=where(finding.path) or json_text.place(finding.path),
            id=finding.id,
            orders=list(finding.orders),
            sentence=finding_sentence(finding, names, language),
            suggestion=suggestion_sentence(finding, names, language),
            parameters=finding.parameters,
        )
        for finding in examine(problem)
    ]


def _changes(old: Problem, new: Problem, language: Language) -> list[ChangeView]:
    from scheduler.files.tables import FORM
    from scheduler.files.tables.difference import difference

    headings = {
        table: {column.key: column.heading(language) for column in form.columns} for table, form in FORM.items()
    }
    return [
        ChangeView(
            table=change.table,
            title=FORM[change.table].title(language),
            identity=[_shown(cell, language) for cell in change.identity],
            kind=change.kind.value,
            fields=[
                FieldChange(
                    field=key,
                    heading=headings[change.table].get(key) or text("web.position", language),
                    before=_shown(before, language),
                    after=_shown(after, language),
                )
                for key, before, after in change.fields
            ],
        )
        for change in difference(old, new, language)
    ]


def _shown(cell: str | int | float | bool | date | datetime | time | None, language: Language) -> str:
    """A cell as a spreadsheet shows it."""
    match cell:
        case None:
            return ""
        case bool():
            return text("files.yes" if cell else "files.no", language)
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case time():
            return cell.strftime("%H:%M")
        case _:
            return str(cell)
