"""Problems: what is to be planned."""

from fastapi import APIRouter, Response

from api.dependencies import DatabaseDep, JsonBody, Limit, Offset, SessionDep
from api.errors import NotThere
from api.examples import EXAMPLE_PROBLEM, PROBLEM_VIEW
from api.routes import refusals
from api.store.blobs import unpacked
from api.store.problems import list_problems, problem_with_document, store_problem
from api.views import ProblemView
from scheduler.domain.schema import load_problem

router = APIRouter(prefix="/problems", tags=["problems"])

PROBLEM_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": "A problem document; its JSON Schema is at /schema/problem.",
        "content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE_PROBLEM}},
    }
}


@router.post(
    "",
    status_code=201,
    response_model=ProblemView,
    summary="Store a problem",
    openapi_extra=PROBLEM_BODY,
    responses={
        200: {
            "description": "It was stored before",
            "content": {"application/json": {"example": PROBLEM_VIEW}},
        },
        201: {"content": {"application/json": {"example": PROBLEM_VIEW}}},
        **refusals(
            e413="the body is too large",
            e415="not application/json",
            e422="the document can't be used, and why",
        ),
    },
)
def post_problem(body: JsonBody, database: DatabaseDep, response: Response) -> ProblemView:
    """Problems are immutable and known by content: the same document sent twice is the same resource."""
    problem = load_problem(body, "problem")
    with database.write() as session:
        row, new = store_problem(session, problem)
        view = ProblemView.of(row)
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
    row = problem_with_document(session, problem_id)
    if row is None:
        raise NotThere("problem", problem_id)
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
    row = problem_with_document(session, problem_id)
    if row is None:
        raise NotThere("problem", problem_id)
    return download(unpacked(row.document), f"problem-{row.id}.json", row.content_hash)


def download(document: bytes, name: str, content_hash: str) -> Response:
    """A document that never changes, as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": f'"{content_hash}"'}
    return Response(document, media_type="application/json", headers=headers)
