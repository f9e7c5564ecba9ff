"""Templates to HTML. Everything that is filled in is escaped, whatever the template is called."""

import hashlib
from functools import cache
from pathlib import Path

from babel.numbers import format_decimal, format_percent
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dependencies import LANGUAGE_COOKIE
from scheduler.texts import Language, duration_text, text

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
YEAR_SECONDS = 365 * 24 * 3600


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    return environment


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers never show an old one."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={version}"


def fragment(template: str, language: Language, **values: object) -> str:
    """A rendered template. `t` looks up texts; `number`, `percent` and `duration` write numbers in the
    reader's language.
    """

    def t(key: str, **parameters: str | int) -> str:
        return text(key, language, **parameters)

    return (
        _environment()
        .get_template(template)
        .render(
            t=t,
            language=language,
            languages=list(Language),
            number=lambda value: number(value, language),
            percent=lambda value: percent(value, language),
            duration=lambda minutes: duration_text(minutes, language),
            **values,
        )
    )


def page(request: Request, template: str, language: Language, status: int = 200, **values: object) -> HTMLResponse:
    """A whole page. A language chosen in the address is remembered."""
    body = fragment(template, language, path=request.url.path, **values)
    response = HTMLResponse(body, status, headers={"Vary": "Cookie, Accept-Language", "Cache-Control": "no-cache"})
    if "lang" in request.query_params:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="lax", httponly=True)
    return response


def number(value: int | float, language: Language) -> str:
    """12345 -> 12,345."""
    return str(format_decimal(value, locale=language.locale))


def percent(value: float, language: Language) -> str:
    """0.284 -> 28%."""
    return str(format_percent(value, locale=language.locale))
