"""Errors on pages, as pages."""

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.dependencies import LANGUAGE_COOKIE
from api.pages.render import page
from scheduler.texts import Language, preferred_language


class PageMissing(Exception):
    """Nothing is there under this address."""


def install(app: FastAPI) -> None:
    @app.exception_handler(PageMissing)
    def missing(request: Request, error: PageMissing) -> Response:
        return page(request, "missing.html", _language(request), 404)


def _language(request: Request) -> Language:
    try:
        return Language(request.cookies.get(LANGUAGE_COOKIE, ""))
    except ValueError:
        return preferred_language(request.headers.get("accept-language"))
