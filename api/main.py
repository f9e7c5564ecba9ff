"""The application, and a server for it."""

import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api import errors
from api.middleware import LimitBody, SameSite, SecurityHeaders
from api.pages import mount_pages
from api.routes import plans, problems, quotes, runs, sheets, system
from api.service import Service, make_service
from api.settings import Settings

DESCRIPTION = """
Orders in, verified schedules and trustworthy delivery dates out.

1. `POST /problems` with what is to be planned.
2. `POST /plans` starts the search; follow it at `/runs/{id}/events`.
3. `GET /plans/{id}`, `/plans/{id}/late-orders`, `/plans/{id}/gantt`.
4. `POST /quotes` asks for a delivery date against a plan.

Errors are problem+json (RFC 9457) with the path of every field that was refused.
"""


def create_app(settings: Settings, jobs: str = "api.work.jobs") -> FastAPI:
    """The application. Nothing is opened or started before it is served. `jobs`: see `make_service`."""
    service = make_service(settings, jobs)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.start)
        try:
            yield
        finally:
            await run_in_threadpool(service.stop)

    app = FastAPI(
        title="Production scheduler",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        # Their pages load scripts from elsewhere; /openapi.json stays.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    errors.install(app)
    for router in (problems.router, plans.router, sheets.router, runs.router, quotes.router, system.router):
        app.include_router(router)
    mount_pages(app)
    app.add_middleware(LimitBody, limit=settings.max_body_bytes)
    app.add_middleware(SameSite)
    app.add_middleware(SecurityHeaders)
    return app


class Server(uvicorn.Server):
    """Tells open streams to end as soon as it is asked to stop; it would wait for them otherwise."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._service.closing.set()
        super().handle_exit(sig, frame)


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, jobs: str = "api.work.jobs") -> None:
    """Serve until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for noisy in ("alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    app = create_app(settings, jobs)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = Server(config, app.state.service)
    signal.signal(signal.SIGTERM, server.handle_exit)
    server.run()
