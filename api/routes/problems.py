"""Problems: what is to be planned."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import intake
from api.check_up import FindingView
from api.decomposition import DecomposedOrder
from api.dependencies import DatabaseDep, DeskDep, LanguageDep, Limit, Offset, SessionDep, StillThere, UploadBody
from api.errors import NotThere
from api.examples import CHECK_UP, DECOMPOSED, EXAMPLE_PROBLEM, FINDING, PROBLEM_FACTS, PROBLEM_VIEW
from api.routes import attachment, refusals
from api.store.blobs import unpacked
from api.store.problems import list_problems, problem_with_document
from api.store.tables import ProblemRow
from api.views import DryRunView, IntakeView, ProblemView

router = APIRouter(prefix="/problems", tags=["problems"])

FILE: dict[str, object] = {"schema": {"type": "string", "format": "binary"}, "example": "(the bytes of the file)"}

PROBLEM_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": "A problem document (its JSON Schema is at /schema/problem), a workbook, or a zip with one CSV "
        "file per table at its top. Workbooks and CSV files have the tables of /template.",
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": EXAMPLE_PROBLEM},
            intake.XLSX: FILE,
            intake.ZIP: FILE,
        },
    }
}


@router.post(
    "",
    status_code=201,
    summary="Store a problem, or look at it first",
    openapi_extra=PROBLEM_BODY,
    responses={
        200: {
            "description": "It was stored before, or this was a dry run (then without id and created_at)",
            "content": {"application/json": {"example": {**PROBLEM_FACTS, **CHECK_UP}}},
        },
        201: {"content": {"application/json": {"example": {**PROBLEM_VIEW, **CHECK_UP}}}},
        **refusals(
            e413="the body is too large",
            e415="neither JSON, nor a workbook, nor a zip",
            e422="the tables can't be used: what is wrong, in which sheet, row and column; or there is no such base",
            e503="no worker became free in time",
        ),
    },
)
def post_problem(
    upload: UploadBody,
    database: DatabaseDep,
    desk: DeskDep,
    language: LanguageDep,
    still_there: StillThere,
    response: Response,
    base: Annotated[
        str,
        Query(
            max_length=64,
            description="Id of a stored problem that the upload is merged into: what it does not mention stays.",
        ),
    ] = "",
    dry_run: Annotated[bool, Query(description="Store nothing, only say what is in it and what would change.")] = False,
) -> IntakeView | DryRunView:
    """Problems are immutable and known by content: the same content sent twice is the same resource.

    The answer holds what the data doctor found, what was passed over, and, with `base`, every row that changes.
    """
    taken = intake.check(desk, database, upload, base, language)
    if dry_run:
        response.status_code = 200
        return intake.dry(taken)
    view, new = intake.store(database, taken, still_there)
    response.status_code = 201 if new else 200
    response.headers["Location"] = f"/problems/{view.id}"
    return view


@router.get(
    "",
    summary="List problems, newest first",
    responses={200: {"content": {"application/json": {"example": [PROBLEM_VIEW]}}}},
)
def get_problems(session: SessionDep, limit: Limit = 50, offset: Offset = 0) -> list[ProblemView]:
    return [ProblemView.of(row) for row in list_problems(session, limit, offset)]


@router.get(
    "/{problem_id}",
    summary="A problem with its document",
    response_class=Response,
    responses={
        200: {
            "description": "The summary, and the document under `problem`",
            "content": {"application/json": {"example": {**PROBLEM_VIEW, "problem": EXAMPLE_PROBLEM}}},
        },
        **refusals(e404="no such problem"),
    },
)
def get_problem(problem_id: str, session: SessionDep) -> Response:
    row = stored(session, problem_id)
    view = ProblemView.of(row).model_dump_json().encode()
    # The stored text goes out as it is: reading and writing it again would only cost time.
    body = view[:-1] + b',"problem":' + unpacked(row.document) + b"}"
    return Response(body, media_type="application/json")


@router.get(
    "/{problem_id}/document",
    summary="Download a problem as a file",
    response_class=Response,
    responses={
        200: {
            "description": "Its SHA-256 is the content hash",
            "content": {"application/json": {"example": EXAMPLE_PROBLEM}},
        },
        **refusals(e404="no such problem"),
    },
)
def get_problem_document(problem_id: str, session: SessionDep) -> Response:
    row = stored(session, problem_id)
    return download(unpacked(row.document), f"problem-{row.id}.json", row.content_hash)


@router.get(
    "/{problem_id}/findings",
    summary="What the data doctor finds in a problem",
    responses={
        200: {"content": {"application/json": {"example": [FINDING]}}},
        **refusals(e404="no such problem", e503="no worker became free in time"),
    },
)
def get_findings(problem_id: str, session: SessionDep, desk: DeskDep, language: LanguageDep) -> list[FindingView]:
    """Worst first: what stops planning, what sets orders aside, warnings, hints."""
    return desk.check_up(stored(session, problem_id), language).findings


@router.get(
    "/{problem_id}/decomposition",
    summary="How orders become operations",
    responses={
        200: {"content": {"application/json": {"example": [DECOMPOSED]}}},
        **refusals(
            e404="no such problem",
            e422="the routing templates can't be expanded, and why",
            e503="no worker became free in time",
        ),
    },
)
def get_decomposition(
    problem_id: str, session: SessionDep, desk: DeskDep, language: LanguageDep
) -> list[DecomposedOrder]:
    """For every line what comes from stock, what is made, by which routing, with which parts and operations."""
    return desk.decomposition(stored(session, problem_id), language)


@router.get(
    "/{problem_id}/workbook",
    summary="Download a problem as a workbook",
    response_class=Response,
    responses={
        200: {"description": "Can be changed and sent back", "content": {intake.XLSX: FILE}},
        **refusals(e404="no such problem", e503="no worker became free in time"),
    },
)
def get_workbook(problem_id: str, session: SessionDep, desk: DeskDep, language: LanguageDep) -> Response:
    """Sent back with `base`, it changes what was changed in it and keeps the rest."""
    row = stored(session, problem_id)
    return attachment(desk.workbook(row, language), intake.XLSX, f"problem-{row.id}.xlsx")


def stored(session: SessionDep, problem_id: str) -> ProblemRow:
    """The row with its document; raises NotThere."""
    row = problem_with_document(session, problem_id)
    if row is None:
        raise NotThere("problem", problem_id)
    return row


def download(document: bytes, name: str, content_hash: str) -> Response:
    """A document that never changes, as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": f'"{content_hash}"'}
    return Response(document, media_type="application/json", headers=headers)
