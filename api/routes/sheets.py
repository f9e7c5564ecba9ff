"""Files for people: an empty workbook to fill, and everything that a plan must print."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import DeskDep, DocumentsDep, LanguageDep, SessionDep
from api.errors import NotThere
from api.intake import XLSX, ZIP
from api.routes import attachment, refusals
from api.routes.plans import plan_and_problem
from api.routes.problems import FILE

router = APIRouter(tags=["files"])

PAGE_POLICY = "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The printable page has no script and loads nothing; it may be printed."""


class SheetForm(StrEnum):
    """How the sheets of a plan are written."""

    XLSX = "xlsx"
    CSV = "csv"
    HTML = "html"


@router.get(
    "/template",
    summary="An empty workbook to fill",
    response_class=Response,
    responses={
        200: {"description": "Headings, drop-downs, comments and an example", "content": {XLSX: FILE}},
        **refusals(e422="holidays of a country or a year that is not known", e503="no worker became free in time"),
    },
)
def get_template(
    desk: DeskDep,
    language: LanguageDep,
    holidays: Annotated[
        str, Query(pattern="^([A-Z]{2})?$", description="Fill in the public holidays of this country: CN, DE, US …")
    ] = "",
    year: Annotated[list[int] | None, Query(max_length=10, description="Of these years; may be repeated.")] = None,
) -> Response:
    """Filled, it is sent to `POST /problems`."""
    return attachment(desk.template(language, holidays, year or ()), XLSX, f"template-{language.value}.xlsx")


@router.get(
    "/plans/{plan_id}/sheets",
    summary="Everything a plan must print",
    response_class=Response,
    responses={
        200: {
            "description": "A workbook, a zip of CSV files, or a page for printing that needs nothing else",
            "content": {XLSX: FILE, ZIP: FILE, "text/html": {"example": "<!doctype html>…"}},
        },
        **refusals(e404="no such plan", e503="no worker became free in time"),
    },
)
def get_sheets(
    plan_id: str,
    session: SessionDep,
    desk: DeskDep,
    language: LanguageDep,
    form: Annotated[SheetForm, Query(alias="format", description="xlsx, csv (a zip) or html.")] = SheetForm.XLSX,
) -> Response:
    """Order plan, arrivals, workshop lists, loads, dispatch; the page also has a sheet per order."""
    plan, problem = plan_and_problem(session, plan_id)
    content = desk.sheets(problem, plan, form, language)
    if form is SheetForm.HTML:
        return Response(content, media_type="text/html", headers={"Content-Security-Policy": PAGE_POLICY})
    if form is SheetForm.CSV:
        return attachment(content, ZIP, f"plan-{plan.id}-csv.zip")
    return attachment(content, XLSX, f"plan-{plan.id}.xlsx")


@router.get(
    "/plans/{plan_id}/workshops/{workshop:path}/calendar.ics",
    summary="A workshop's operations as a calendar",
    response_class=Response,
    responses={
        200: {
            "description": "iCalendar, one event per operation",
            "content": {"text/calendar": {"example": "BEGIN:VCALENDAR…"}},
        },
        **refusals(e404="no such plan, or no such workshop in it", e503="no worker became free in time"),
    },
)
def get_calendar(
    plan_id: str, workshop: str, session: SessionDep, desk: DeskDep, documents: DocumentsDep, language: LanguageDep
) -> Response:
    """Imported again from a later plan, it moves the events that are there."""
    plan, problem = plan_and_problem(session, plan_id)
    if all(known.id != workshop for known in documents.problem(problem).workshops):
        raise NotThere("workshop", workshop)
    return attachment(desk.calendar(problem, plan, workshop, language), "text/calendar", f"workshop-{plan.id}.ics")
