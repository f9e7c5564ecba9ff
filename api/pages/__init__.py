"""The dashboard: server-rendered pages, one style sheet, one small script, nothing from elsewhere."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.pages import data_routes, errors, routes
from api.pages.render import STATIC


def mount_pages(app: FastAPI) -> None:
    """Add the pages and their files to the application."""
    errors.install(app)
    app.include_router(routes.router)
    app.include_router(data_routes.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
