"""Files that come in: what they are, and what becomes of them."""

from collections.abc import Callable, Mapping

from starlette.exceptions import HTTPException

from api.errors import FieldRefused
from api.store.database import Database
from api.store.problems import problem_with_document, store_document
from api.store.tables import ProblemRow
from api.views import DryRunView, IntakeView, ProblemView
from api.work.desk import Desk, TakenIn, Upload
from scheduler.texts import Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

KINDS: Mapping[str, str] = {"application/json": "json", XLSX: "xlsx", ZIP: "zip", "application/x-zip-compressed": "zip"}
"""Kind of file by content type; the last is what browsers on Windows call a zip."""


def kind_of(content_type: str) -> str:
    """json, xlsx or zip; answers 415 for everything else."""
    bare = content_type.partition(";")[0].strip().lower()
    kind = "json" if bare.endswith("+json") else KINDS.get(bare)
    if kind is None:
        raise HTTPException(
            415, f"send a problem as application/json, a workbook as {XLSX}, or a zip of CSV files as {ZIP}"
        )
    return kind


def base_row(database: Database, base: str) -> ProblemRow | None:
    """The stored problem that an upload is merged into; raises FieldRefused if there is none of this id."""
    if not base:
        return None
    with database.read() as session:
        row = problem_with_document(session, base)
    if row is None:
        raise FieldRefused("base", f"there is no problem {base!r}")
    return row


def check(desk: Desk, database: Database, upload: Upload, base: str, language: Language) -> TakenIn:
    """The upload read and examined; nothing is stored. Raises FieldRefused, JobFailed, Busy or ChildDied."""
    return desk.take_in(upload, base_row(database, base), language)


def store(database: Database, taken: TakenIn, still_there: Callable[[], bool]) -> tuple[IntakeView, bool]:
    """What was read becomes a stored problem; and whether it is new.

    Nothing is stored for somebody who has left in the meantime: they could not know that it was.
    """
    if not still_there():
        raise HTTPException(400, "whoever sent this has left: nothing was stored")
    with database.write() as session:
        row, new = store_document(session, taken.facts, taken.document)
        view = ProblemView.of(row)
    return IntakeView(**dict(view), **dict(taken.check_up)), new


def dry(taken: TakenIn) -> DryRunView:
    """What would be stored."""
    return DryRunView(**dict(taken.facts), **dict(taken.check_up))
