"""The pages about data: a new plan's check-up, and a stored problem."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import intake
from api.check_up import CheckUp, ProblemFacts
from api.dependencies import (
    DatabaseDep,
    DeskDep,
    LanguageDep,
    SessionDep,
    SettingsDep,
    StillThere,
    UploadBody,
)
from api.pages.data_view import check_up_view, shown_orders
from api.pages.errors import PageMissing
from api.pages.render import fragment, page
from api.pages.words import status_sentence
from api.store.plans import list_plans
from api.store.problems import list_problems, problem_with_document
from api.store.tables import ProblemRow, now
from api.views import PlanView, ProblemView
from scheduler.texts import Language

router = APIRouter(include_in_schema=False)

PLANS = 10
"""Plans that the page of a problem lists."""


@router.get("/new")
def new_plan(
    request: Request, session: SessionDep, language: LanguageDep, settings: SettingsDep, problem: str = ""
) -> HTMLResponse:
    """Choose or upload a problem, look at its check-up, and say how long to search."""
    return page(
        request,
        "new.html",
        language,
        problems=list_problems(session, limit=100),
        chosen=problem,
        most_seconds=settings.max_solve_seconds,
        most_mb=settings.max_body_mb,
        year=now().year,
    )


@router.post("/new/check")
def check(
    upload: UploadBody,
    database: DatabaseDep,
    desk: DeskDep,
    language: LanguageDep,
    still_there: StillThere,
    base: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Stores an upload; the answer is a piece of the page for a new plan."""
    taken = intake.check(desk, database, upload, base, language)
    view, _ = intake.store(database, taken, still_there)
    return _check_up(view.id, taken.facts, taken.check_up, language)


@router.get("/problems/{problem_id}/check-up")
def check_stored(problem_id: str, session: SessionDep, desk: DeskDep, language: LanguageDep) -> HTMLResponse:
    """The same piece for a problem that is stored."""
    row = _row(session, problem_id)
    return _check_up(row.id, ProblemView.of(row), desk.check_up(row, language), language)


def _check_up(problem_id: str, facts: ProblemFacts, check_up: CheckUp, language: Language) -> HTMLResponse:
    view = check_up_view(check_up, language)
    return HTMLResponse(fragment("check_up.html", language, id=problem_id, facts=facts, view=view))


@router.get("/problems/{problem_id}/view")
def view_problem(problem_id: str, request: Request, session: SessionDep, language: LanguageDep) -> HTMLResponse:
    """A stored problem. Its check-up and its decomposition take a while; they are filled in."""
    row = _row(session, problem_id)
    plans = [PlanView.of(plan) for plan in list_plans(session, PLANS, problem_id=row.id)]
    listed = [{"plan": plan, "status": status_sentence(plan.result, plan.levels, language)} for plan in plans]
    return page(request, "problem.html", language, row=row, plans=listed)


@router.get("/problems/{problem_id}/steps")
def view_steps(problem_id: str, session: SessionDep, desk: DeskDep, language: LanguageDep) -> HTMLResponse:
    """How the orders become operations, as a piece of the problem's page."""
    row = _row(session, problem_id)
    orders = desk.decomposition(row, language)
    shown = shown_orders(orders)
    return HTMLResponse(fragment("steps.html", language, id=row.id, orders=shown, hidden=len(orders) - len(shown)))


def _row(session: SessionDep, problem_id: str) -> ProblemRow:
    row = problem_with_document(session, problem_id)
    if row is None:
        raise PageMissing
    return row
