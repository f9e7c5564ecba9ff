"""Runs: how far a background solve is, live, and how to stop it."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.dependencies import Limit, Offset, RunsDep, ServiceDep, SessionDep
from api.errors import NotThere
from api.examples import PROGRESS, RUN_VIEW
from api.routes import refusals
from api.store.runs import list_runs
from api.store.tables import RunRow, RunStatus
from api.views import RunView

router = APIRouter(prefix="/runs", tags=["runs"])

POLL_SECONDS = 0.25
"""How often a stream looks for news. Runs may be worked on by another process, so the database is the one
source.
"""

STREAM_EXAMPLE = (
    'event: status\ndata: {"status": "running", "attempt": 1}\nid: 2\n\n'
    'event: progress\ndata: {"phase": "improve", "seconds": 1.8, "best": {"cost": 5400}, "bound": {}}\n'
    'id: 3\n\nevent: status\ndata: {"status": "done"}\nid: 4\n\n'
)


@router.get(
    "",
    summary="List runs, newest first",
    responses={200: {"content": {"application/json": {"example": [RUN_VIEW]}}}},
)
def get_runs(session: SessionDep, limit: Limit = 50, offset: Offset = 0) -> list[RunView]:
    return [RunView.of(row) for row in list_runs(session, limit, offset)]


@router.get(
    "/{run_id}",
    summary="A run",
    responses={
        200: {"content": {"application/json": {"example": RUN_VIEW}}},
        **refusals(e404="no such run"),
    },
)
def get_run(run_id: str, runs: RunsDep) -> RunView:
    run = runs.status(run_id)
    if run is None:
        raise NotThere("run", run_id)
    return RunView.of(run)


@router.post(
    "/{run_id}/cancel",
    summary="Stop a run",
    responses={
        200: {"content": {"application/json": {"example": {**RUN_VIEW, "status": "cancelled"}}}},
        **refusals(e404="no such run"),
    },
)
def cancel(run_id: str, runs: RunsDep) -> RunView:
    """Its solver process is ended within a second or two. A run that has ended stays as it is: look at
    `status`.
    """
    run = runs.cancel(run_id)
    if run is None:
        raise NotThere("run", run_id)
    return RunView.of(run)


@router.post(
    "/{run_id}/take-best",
    summary="Take the best plan so far",
    responses={
        200: {"content": {"application/json": {"example": {**RUN_VIEW, "taken_at": RUN_VIEW["started_at"]}}}},
        **refusals(e404="no such run"),
    },
)
def take_best(run_id: str, runs: RunsDep) -> RunView:
    """It is good enough: the search ends within seconds, and its best plan is verified and stored as always. A run
    that waits will end with the first plan it finds; one that has ended stays as it is.
    """
    run = runs.take_best(run_id)
    if run is None:
        raise NotThere("run", run_id)
    return RunView.of(run)


def _last_event(
    last_event_id: Annotated[
        str | None,
        Header(max_length=20, description="Number of the last event you have; the stream goes on after it."),
    ] = None,
) -> int:
    """0 for nonsense: a reader who gets everything again has lost nothing."""
    return int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else 0


LastEvent = Annotated[int, Depends(_last_event)]


def _run_with_news(run_id: str, runs: RunsDep, last_event: LastEvent) -> RunRow:
    """Answers 204 when the run has ended and the reader knows it: that is how browsers are told to stop
    asking.
    """
    run = runs.status(run_id)
    if run is None:
        raise NotThere("run", run_id)
    if run.status.ended and last_event >= run.events:
        raise HTTPException(204)
    return run


@router.get(
    "/{run_id}/events",
    response_class=EventSourceResponse,
    summary="Follow a run live",
    responses={
        200: {
            "description": "Server-sent events `status` and `progress`; the last one is an ended status.",
            "content": {"text/event-stream": {"example": STREAM_EXAMPLE, "x-progress": PROGRESS}},
        },
        204: {"description": "It has ended and you have every event."},
        **refusals(e404="no such run"),
    },
)
async def follow(
    run: Annotated[RunRow, Depends(_run_with_news)], last_event: LastEvent, runs: RunsDep, service: ServiceDep
) -> AsyncIterator[ServerSentEvent]:
    """Events are numbered from 1 without gaps. After a broken line, ask again with Last-Event-ID and miss
    nothing.
    """
    sent = last_event
    yield ServerSentEvent(comment="following", retry=1000)
    while not service.closing.is_set():
        # Asked before the events are read: a run that has ended by then tells nothing more afterwards.
        now = await run_in_threadpool(runs.status, run.id)
        for event in await run_in_threadpool(runs.events, run.id, sent):
            yield ServerSentEvent(event=event.event, raw_data=event.data, id=str(event.number))
            sent = event.number
        if now is None or (now.status in _ENDED and sent >= now.events):
            return
        await anyio.sleep(POLL_SECONDS)


_ENDED = frozenset(status for status in RunStatus if status.ended)
