"""Plans: ask for one, read it, see what is late and why, look at it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from starlette.exceptions import HTTPException

from api.dependencies import (
    DatabaseDep,
    DeskDep,
    DocumentsDep,
    IdempotencyKey,
    LanguageDep,
    Limit,
    Offset,
    RunsDep,
    SessionDep,
    SettingsDep,
    fingerprint,
)
from api.errors import FieldRefused, NotThere
from api.examples import ID, LATE_ORDER, PLAN_VIEW, RUN_VIEW
from api.order_views import order_views
from api.routes import refusals
from api.routes.problems import download
from api.settings import Settings
from api.store.blobs import unpacked
from api.store.plans import list_plans, plan_with_document
from api.store.problems import find_problem, problem_with_document
from api.store.runs import create_run, run_of_plan
from api.store.tables import PlanRow, ProblemRow
from api.views import NewPlan, OrderView, PlanPending, PlanView, RunView
from scheduler.search.limits import Limits

router = APIRouter(prefix="/plans", tags=["plans"])

CHART_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
"""The chart carries its own scripts; the sandbox makes it a page of nobody, which can reach nothing of ours.
"""


@router.post(
    "",
    status_code=202,
    summary="Ask for a plan",
    openapi_extra={
        "requestBody": {"content": {"application/json": {"example": {"problem": ID, "limits": {"seconds": 30}}}}}
    },
    responses={
        202: {
            "description": "Queued; Location names the run to follow",
            "content": {"application/json": {"example": {**RUN_VIEW, "status": "queued", "progress": None}}},
        },
        **refusals(e422="no such problem, or limits beyond what is allowed"),
    },
)
def post_plan(
    wish: NewPlan,
    key: IdempotencyKey,
    database: DatabaseDep,
    runs: RunsDep,
    settings: SettingsDep,
    response: Response,
) -> RunView:
    """The search runs in the background. The answer names the run, and the id under which the plan will
    appear.
    """
    limits = allowed(wish.limits, settings)
    request = wish.model_dump_json()
    with database.write() as session:
        if find_problem(session, wish.problem) is None:
            raise FieldRefused("problem", f"there is no problem {wish.problem!r}")
        hashed = None if key is None else fingerprint("POST /plans", request)
        run, new = create_run(session, wish.problem, limits.model_dump_json(), key, hashed)
        if new:
            runs.submit(session, run.id)
        session.refresh(run)
        view = RunView.of(run)
    response.headers["Location"] = f"/runs/{view.id}"
    return view


def allowed(limits: Limits, settings: Settings) -> Limits:
    """The limits with threads cut to what there is here; raises FieldRefused for too long a search."""
    if limits.seconds > settings.max_solve_seconds:
        raise FieldRefused("limits.seconds", f"at most {settings.max_solve_seconds:g} seconds are allowed here")
    return limits.model_copy(update={"workers": min(limits.workers, settings.solver_threads)})


@router.get(
    "",
    summary="List plans, newest first",
    responses={200: {"content": {"application/json": {"example": [PLAN_VIEW]}}}},
)
def get_plans(
    session: SessionDep,
    limit: Limit = 50,
    offset: Offset = 0,
    problem: Annotated[str | None, Query(max_length=64, description="Only plans of this problem.")] = None,
) -> list[PlanView]:
    return [PlanView.of(row) for row in list_plans(session, limit, offset, problem)]


@router.get(
    "/{plan_id}",
    summary="A plan with its document",
    response_class=Response,
    responses={
        200: {
            "description": "The summary, and the document under `plan` (its JSON Schema is at /schema/plan)",
            "content": {"application/json": {"example": {"status": "done", **PLAN_VIEW, "plan": {}}}},
        },
        202: {
            "description": "Not there yet",
            "model": PlanPending,
            "content": {"application/json": {"example": {"id": ID, "status": "running", "run": ID}}},
        },
        **refusals(e404="no such plan, or its run ended without one"),
    },
)
def get_plan(plan_id: str, session: SessionDep) -> Response:
    """While its run goes on, the answer is 202 with the status."""
    row = plan_with_document(session, plan_id)
    if row is None:
        return _not_yet(session, plan_id)
    view = PlanView.of(row).model_dump_json().encode()
    body = b'{"status":"done",' + view[1:-1] + b',"plan":' + unpacked(row.document) + b"}"
    return Response(body, media_type="application/json")


def _not_yet(session: SessionDep, plan_id: str) -> Response:
    run = run_of_plan(session, plan_id)
    if run is None:
        raise NotThere("plan", plan_id)
    if run.status.ended:
        why = f": {run.error}" if run.error else ""
        raise HTTPException(404, f"there is no plan: its run {run.id} has {run.status.value}{why}")
    pending = PlanPending(id=plan_id, status=run.status, run=run.id)
    return Response(pending.model_dump_json(), 202, media_type="application/json", headers={"Retry-After": "1"})


@router.get(
    "/{plan_id}/document",
    summary="Download a plan as a file",
    response_class=Response,
    responses={
        200: {
            "description": "Its SHA-256 is the content hash",
            "content": {"application/json": {"example": {}}},
        },
        **refusals(e404="no such plan"),
    },
)
def get_plan_document(plan_id: str, session: SessionDep) -> Response:
    row, _ = plan_and_problem(session, plan_id)
    return download(unpacked(row.document), f"plan-{row.id}.json", row.content_hash)


@router.get(
    "/{plan_id}/late-orders",
    summary="Orders that are late or not plannable, and why",
    responses={
        200: {"content": {"application/json": {"example": [LATE_ORDER]}}},
        **refusals(e404="no such plan"),
    },
)
def get_late_orders(
    plan_id: str, session: SessionDep, documents: DocumentsDep, language: LanguageDep
) -> list[OrderView]:
    """Orders that can't be planned come first, then the latest ones. The causes of an order sum to its
    lateness.
    """
    row, problem = plan_and_problem(session, plan_id)
    return order_views(session, row.id, documents.plan(row), documents.names(problem), language, only_late=True)


@router.get(
    "/{plan_id}/gantt",
    summary="The plan as a Gantt chart",
    response_class=Response,
    responses={
        200: {
            "description": "A page that needs nothing else",
            "content": {"text/html": {"example": "<!doctype html>…"}},
        },
        **refusals(e404="no such plan", e503="no worker became free in time"),
    },
)
def get_gantt(
    plan_id: str,
    session: SessionDep,
    desk: DeskDep,
    language: LanguageDep,
    by: Annotated[Literal["resource", "order"], Query(description="One row per resource, or per order.")] = "resource",
    highlight: Annotated[str, Query(max_length=120, description="Id of an order that should stand out.")] = "",
) -> Response:
    row, problem = plan_and_problem(session, plan_id)
    page = desk.gantt(problem, row, by, language, highlight)
    headers = {
        "Content-Encoding": "gzip",
        "Content-Security-Policy": CHART_POLICY,
        "Cache-Control": "private, max-age=300",
        "Vary": "Cookie, Accept-Language",
    }
    return Response(page, media_type="text/html", headers=headers)


def plan_and_problem(session: SessionDep, plan_id: str) -> tuple[PlanRow, ProblemRow]:
    """Both rows with their documents; raises NotThere."""
    row = plan_with_document(session, plan_id)
    if row is None:
        raise NotThere("plan", plan_id)
    problem = problem_with_document(session, row.problem_id)
    assert problem is not None, "plans refer to problems that exist"
    return row, problem
