"""The pages."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.dependencies import (
    DatabaseDep,
    DeskDep,
    DocumentsDep,
    LanguageDep,
    ServiceDep,
    SessionDep,
)
from api.pages.ask import Question, order_request
from api.pages.errors import PageMissing
from api.pages.live import LiveRun, live_run, live_runs
from api.pages.plan_view import companies_of, destinations_of, plan_page, products_of, workshops_of
from api.pages.render import fragment, page
from api.pages.words import status_sentence
from api.store.plans import list_plans, plan_with_document
from api.store.problems import find_problem, problem_with_document
from api.store.quotes import store_quote
from api.store.runs import run_of_plan
from api.store.tables import PlanRow
from api.views import PlanView
from scheduler.texts import Language, deadline_text, quote_sentence

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
LIVE_SECONDS = 0.4


@router.get("/")
def home(
    request: Request,
    session: SessionDep,
    language: LanguageDep,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """Running solves, and the plans."""
    rows = list_plans(session, PAGE_SIZE + 1, offset)
    return page(
        request,
        "home.html",
        language,
        runs=live_runs(session, language),
        plans=[_listed(row, language) for row in rows[:PAGE_SIZE]],
        offset=offset,
        more=offset + PAGE_SIZE if len(rows) > PAGE_SIZE else None,
    )


def _listed(row: PlanRow, language: Language) -> dict[str, object]:
    view = PlanView.of(row)
    return {"plan": view, "status": status_sentence(view.result, view.levels, language)}


@router.get("/plans/{plan_id}/view")
def view_plan(
    plan_id: str, request: Request, session: SessionDep, documents: DocumentsDep, language: LanguageDep
) -> HTMLResponse:
    """One plan; while it is being made, how far it is."""
    row = plan_with_document(session, plan_id)
    if row is None:
        return _view_run(plan_id, request, session, language)
    problem_row = problem_with_document(session, row.problem_id)
    assert problem_row is not None, "plans refer to problems that exist"
    problem, names = documents.problem(problem_row), documents.names(problem_row)
    return page(
        request,
        "plan.html",
        language,
        row=row,
        view=plan_page(session, row, documents.plan(row), names, language),
        products=products_of(problem, language),
        companies=companies_of(problem, language),
        destinations=destinations_of(problem, language),
        workshops=workshops_of(problem, language),
        first_day=row.as_of.astimezone(names.zone).date(),
    )


def _view_run(plan_id: str, request: Request, session: SessionDep, language: Language) -> HTMLResponse:
    run = run_of_plan(session, plan_id)
    if run is None:
        raise PageMissing
    problem = find_problem(session, run.problem_id)
    name = "" if problem is None else problem.name
    return page(request, "run.html", language, run=run, live=live_run(run, name, language))


@router.post("/plans/{plan_id}/ask")
def ask(
    plan_id: str,
    question: Question,
    database: DatabaseDep,
    desk: DeskDep,
    documents: DocumentsDep,
    language: LanguageDep,
) -> HTMLResponse:
    """Quote a product, a quantity and a day; the answer is a piece of the plan's page."""
    with database.read() as session:
        plan = plan_with_document(session, plan_id)
        problem_row = None if plan is None else problem_with_document(session, plan.problem_id)
    if plan is None or problem_row is None:
        raise PageMissing
    names = documents.names(problem_row)
    request = order_request(question, names.problem)
    quote = desk.quote(problem_row, plan, request)
    with database.write() as session:
        row = store_quote(session, plan.id, request.model_dump_json(), quote.model_dump_json(), None, None)
    due = max((delivery.due for delivery in quote.deliveries), default=None)
    body = fragment(
        "quote.html",
        language,
        quote=quote,
        quote_id=row.id,
        question=question,
        product=names.name("product", question.product, language),
        sentence=quote_sentence(quote, names, language),
        due="" if due is None else deadline_text(due, names.zone, language),
    )
    return HTMLResponse(body)


@router.get("/live", response_class=EventSourceResponse)
async def live(service: ServiceDep, language: LanguageDep) -> AsyncIterator[ServerSentEvent]:
    """The runs that are going on, all of them each time something has changed: one stream is enough for a
    page.
    """

    def now() -> list[LiveRun]:
        with service.database.read() as session:
            return live_runs(session, language)

    last: list[LiveRun] | None = None
    while not service.closing.is_set():
        runs = await run_in_threadpool(now)
        if runs != last:
            last = runs
            yield ServerSentEvent(event="runs", data=runs, retry=1000)
        await anyio.sleep(LIVE_SECONDS)
