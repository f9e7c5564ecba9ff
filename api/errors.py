"""Errors as problem+json (RFC 9457): what was wrong, and the path of every field that was."""

import logging
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.store.runs import KeyReused
from api.store.tables import new_id
from api.work.pool import Busy
from api.work.slot import Aborted, ChildDied, JobFailed
from scheduler.domain.errors import InputError, InputProblem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LISTED = 100
"""Field errors in one answer; the rest are counted in `detail`."""


class FieldProblem(BaseModel):
    """One thing that is wrong, and where."""

    path: str = Field(
        description="Path inside the document, such as orders[3].lines[0].quantity, or sheet, row and column of a "
        "workbook; empty: the whole of it."
    )
    message: str = Field(description="What was expected and what was found.")
    id: str | None = Field(default=None, description="Id of the nearest record that has one.")


class ErrorAnswer(BaseModel):
    """The body of every answer from 400 on."""

    type: str = Field(default="about:blank", description="Kind of the error, as a URI.")
    title: str
    status: int
    detail: str
    instance: str | None = Field(default=None, description="The path that was asked for.")
    errors: list[FieldProblem] = []


def error_response(
    status: int,
    detail: str,
    request: Request | None = None,
    errors: Sequence[FieldProblem] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    answer = ErrorAnswer(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=None if request is None else request.url.path,
        errors=list(errors[:LISTED]),
    )
    return Response(answer.model_dump_json(exclude_none=True), status, media_type=MEDIA_TYPE, headers=headers)


class NotThere(HTTPException):
    """Nothing is stored under this id."""

    def __init__(self, what: str, id_: str) -> None:
        super().__init__(404, f"there is no {what} {id_!r}")


class FieldRefused(HTTPException):
    """A field of a request that is well-formed but can't be used."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(422, f"{path}: {message}")
        self.field = FieldProblem(path=path, message=message)


def install(app: FastAPI) -> None:
    """Translate every exception; the last one is for what nobody expected, and shows no detail."""

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code < 400:
            return Response(status_code=error.status_code, headers=headers)
        fields = [error.field] if isinstance(error, FieldRefused) else []
        return error_response(error.status_code, str(error.detail), request, fields, headers)

    @app.exception_handler(RequestValidationError)
    def invalid_request(request: Request, error: RequestValidationError) -> Response:
        fields = [FieldProblem(path=_path(e["loc"]), message=str(e["msg"])) for e in error.errors()]
        detail = f"{fields[0].path}: {fields[0].message}" if fields else "the request is not valid"
        return error_response(422, detail, request, fields)

    @app.exception_handler(InputError)
    def invalid_input(request: Request, error: InputError) -> Response:
        return _refused(request, error.problems)

    @app.exception_handler(KeyReused)
    def key_reused(request: Request, error: KeyReused) -> Response:
        return error_response(422, str(error), request, [FieldProblem(path="Idempotency-Key", message=str(error))])

    @app.exception_handler(Busy)
    def busy(request: Request, error: Busy) -> Response:
        return error_response(503, "all workers are busy; try again soon", request, headers={"Retry-After": "5"})

    @app.exception_handler(JobFailed)
    def job_failed(request: Request, error: JobFailed) -> Response:
        return _refused(request, error.problems) if error.problems else error_response(500, str(error), request)

    @app.exception_handler(ChildDied)
    def child_died(request: Request, error: ChildDied) -> Response:
        return error_response(500, "the worker process died twice over this request", request)

    @app.exception_handler(Aborted)
    def aborted(request: Request, error: Aborted) -> Response:
        return error_response(503, "the service is stopping", request, headers={"Retry-After": "5"})

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(PoolTimeoutError)
    def database(request: Request, error: Exception) -> Response:
        logger.error("%s %s: the database failed", request.method, request.url.path, exc_info=error)
        return error_response(
            503, "the database does not answer; try again soon", request, headers={"Retry-After": "5"}
        )

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        incident = new_id()
        logger.error("incident %s: %s %s", incident, request.method, request.url.path, exc_info=error)
        return error_response(500, f"an unexpected error; in the log it is incident {incident}", request)


def _refused(request: Request, problems: Sequence[InputProblem]) -> Response:
    fields = [FieldProblem(path=p.place, message=p.message, id=p.id) for p in problems]
    count = len(fields)
    detail = fields[0].message if count == 1 else f"{count} things are wrong, the first: {fields[0].message}"
    return error_response(422, detail, request, fields)


def _path(location: Sequence[str | int]) -> str:
    """("body", "limits", "seconds") -> limits.seconds; ("query", "limit") -> limit."""
    path = ""
    for part in location[1:]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path
