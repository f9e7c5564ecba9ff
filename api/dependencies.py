"""What routes ask for, by name."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Annotated

import anyio.from_thread
from fastapi import Depends, Header, Query, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from api.intake import kind_of
from api.service import Service
from api.settings import Settings
from api.store.database import Database
from api.store.documents import Documents
from api.work.desk import Desk, Upload
from api.work.port import Runs
from scheduler.texts import Language, preferred_language

LANGUAGE_COOKIE = "language"


def _service(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


ServiceDep = Annotated[Service, Depends(_service)]


def _settings(service: ServiceDep) -> Settings:
    return service.settings


def _database(service: ServiceDep) -> Database:
    return service.database


def _runs(service: ServiceDep) -> Runs:
    return service.runs


def _desk(service: ServiceDep) -> Desk:
    return service.desk


def _documents(service: ServiceDep) -> Documents:
    return service.documents


def _session(service: ServiceDep) -> Iterator[Session]:
    with service.database.read() as session:
        yield session


def _language(
    request: Request,
    lang: Annotated[
        str | None,
        Query(description="en or zh-CN; without it the cookie or Accept-Language decides.", max_length=20),
    ] = None,
) -> Language:
    for wish in (lang, request.cookies.get(LANGUAGE_COOKIE)):
        if wish is not None:
            try:
                return Language(wish)
            except ValueError:
                continue
    return preferred_language(request.headers.get("accept-language"))


async def _json_body(request: Request) -> bytes:
    """The body as it came; its form is checked by whoever reads the document."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "send the document as application/json")
    return await request.body()


async def _upload(request: Request) -> Upload:
    """The body as it came, and what it is by its content type; a child reads it."""
    return Upload(kind_of(request.headers.get("content-type", "")), await request.body())


UploadBody = Annotated[Upload, Depends(_upload)]


async def _still_there(request: Request, upload: UploadBody) -> Callable[[], bool]:
    """Asked from a worker thread: whether the reader still waits for the answer.

    Asked once at once, after the body was read: after a large one the server stops listening to the line until it is
    asked, and would not hear it being cut.
    """
    await request.is_disconnected()
    return lambda: not anyio.from_thread.run(request.is_disconnected)


def _idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="The same request with the same key gives the same answer and starts nothing new.",
        ),
    ] = None,
) -> str | None:
    return idempotency_key


SettingsDep = Annotated[Settings, Depends(_settings)]
DatabaseDep = Annotated[Database, Depends(_database)]
SessionDep = Annotated[Session, Depends(_session, scope="function")]
"""A session that only reads; what writes opens `DatabaseDep.write()` so that it commits before the answer is
sent.
"""
RunsDep = Annotated[Runs, Depends(_runs)]
DeskDep = Annotated[Desk, Depends(_desk)]
DocumentsDep = Annotated[Documents, Depends(_documents)]
LanguageDep = Annotated[Language, Depends(_language)]
JsonBody = Annotated[bytes, Depends(_json_body)]
StillThere = Annotated[Callable[[], bool], Depends(_still_there)]
IdempotencyKey = Annotated[str | None, Depends(_idempotency_key)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many of the newest to pass over.")]


def fingerprint(route: str, request: str) -> str:
    """What an idempotency key stands for."""
    return hashlib.sha256(f"{route}\n{request}".encode()).hexdigest()
