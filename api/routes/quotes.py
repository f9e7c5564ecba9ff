"""Quotes: can we deliver this by then, with nobody moved?"""

import json

from fastapi import APIRouter

from api.dependencies import (
    DatabaseDep,
    DeskDep,
    DocumentsDep,
    IdempotencyKey,
    JsonBody,
    LanguageDep,
    SessionDep,
    fingerprint,
)
from api.errors import FieldRefused, NotThere
from api.examples import EXAMPLE_ORDER, OTHER_ID, QUOTE_VIEW
from api.routes import refusals
from api.routes.plans import plan_and_problem
from api.store.quotes import find_quote, quote_with_key, store_quote
from api.store.tables import QuoteRow
from api.views import QuoteView
from scheduler.domain.errors import refuse
from scheduler.domain.json_text import Json, parse
from scheduler.domain.schema import OrderRequest, load_order
from scheduler.promise.answer import Quote
from scheduler.texts import Language, Names, quote_sentence

router = APIRouter(prefix="/quotes", tags=["quotes"])

QUOTE_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": "The order asked about, the id of a plan, and its own decomposition, if any.",
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["plan", "order"]},
                "example": {"plan": OTHER_ID, "order": EXAMPLE_ORDER, "operations": []},
            }
        },
    }
}


@router.post(
    "",
    summary="Ask for a delivery date",
    openapi_extra=QUOTE_BODY,
    responses={
        200: {"content": {"application/json": {"example": QUOTE_VIEW}}},
        **refusals(
            e415="not application/json",
            e422="the request can't be used, and why",
            e503="no worker became free in time",
        ),
    },
)
def post_quote(
    body: JsonBody,
    key: IdempotencyKey,
    database: DatabaseDep,
    desk: DeskDep,
    documents: DocumentsDep,
    language: LanguageDep,
) -> QuoteView:
    """The order is placed into the named plan without moving anybody: yes or no,
    and the earliest date found.
    """
    plan_id, request = _parsed(body)
    text = request.model_dump_json()
    hashed = None if key is None else fingerprint("POST /quotes", plan_id + text)
    with database.read() as session:
        if key is not None and hashed is not None and (row := quote_with_key(session, key, hashed)) is not None:
            _, problem = plan_and_problem(session, row.plan_id)
            return _view(row, documents.names(problem), language)
        try:
            plan, problem = plan_and_problem(session, plan_id)
        except NotThere as missing:
            raise FieldRefused("plan", str(missing.detail)) from None
    if any(order.id == request.order.id for order in documents.problem(problem).orders):
        raise FieldRefused("order.id", f"order {request.order.id!r} is in the plan already")
    answer = desk.quote(problem, plan, request)
    with database.write() as session:
        row = store_quote(session, plan.id, text, answer.model_dump_json(), key, hashed)
        return _view(row, documents.names(problem), language)


@router.get(
    "/{quote_id}",
    summary="A quote as it was given",
    responses={
        200: {"content": {"application/json": {"example": QUOTE_VIEW}}},
        **refusals(e404="no such quote"),
    },
)
def get_quote(quote_id: str, session: SessionDep, documents: DocumentsDep, language: LanguageDep) -> QuoteView:
    row = find_quote(session, quote_id)
    if row is None:
        raise NotThere("quote", quote_id)
    _, problem = plan_and_problem(session, row.plan_id)
    return _view(row, documents.names(problem), language)


def _parsed(body: bytes) -> tuple[str, OrderRequest]:
    """The plan's id and the rest, which is an order request. Raises InputError."""
    document: Json = parse(body, "request")
    if not isinstance(document, dict):
        raise refuse("request", "expected an object with plan and order")
    plan = document.pop("plan", None)
    if not isinstance(plan, str):
        raise refuse("request", "expected the id of a plan", "plan")
    return plan, load_order(json.dumps(document).encode(), "request")


def _view(row: QuoteRow, names: Names, language: Language) -> QuoteView:
    quote = Quote.model_validate_json(row.answer)
    return QuoteView.of(row, quote_sentence(quote, names, language))
