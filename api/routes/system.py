"""Schemas, and whether the service is well."""

from typing import Literal

from fastapi import APIRouter, Response

from api.dependencies import ServiceDep
from api.routes import refusals
from api.views import Health
from scheduler.domain.schema import json_schema

router = APIRouter(tags=["system"])


@router.get(
    "/schema/{kind}",
    summary="JSON Schema of the documents",
    responses={200: {"content": {"application/json": {"example": {"$schema": "…", "title": "Problem"}}}}},
)
def get_schema(kind: Literal["problem", "plan", "order"]) -> dict[str, object]:
    """`order` is what a quote is asked with, beside the plan's id."""
    return json_schema(kind)


@router.get(
    "/health",
    summary="Whether the process is alive",
    responses={200: {"content": {"application/json": {"example": {"status": "alive"}}}}},
)
def health() -> Health:
    return Health(status="alive")


@router.get(
    "/ready",
    summary="Whether requests can be served",
    responses={
        200: {"content": {"application/json": {"example": {"status": "ready"}}}},
        **refusals(e503="starting, stopping, or the database does not answer"),
    },
)
def ready(service: ServiceDep, response: Response) -> Health:
    if not service.started or service.closing.is_set():
        response.status_code = 503
        return Health(status="not ready: starting or stopping")
    if not service.database.answers():
        response.status_code = 503
        return Health(status="not ready: the database does not answer")
    return Health(status="ready")
