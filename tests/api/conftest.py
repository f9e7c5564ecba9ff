"""A service on a fresh SQLite file, inside this process."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.settings import Settings
from scheduler.texts import refuse_missing_texts

FAKES = "tests.api.fakes"


@pytest.fixture(autouse=True)
def every_text_is_there() -> Iterator[None]:
    """A missing text shows its key in production; here it fails the test."""
    refuse_missing_texts()
    yield
    refuse_missing_texts(False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with fake jobs; one per module, because its background work is one per process."""
    path = tmp_path_factory.mktemp("service") / "scheduler.db"
    settings = Settings(database_url=f"sqlite:///{path}", max_body_mb=1, child_memory_mb=300, child_nice=0)
    with TestClient(create_app(settings, FAKES)) as client:
        yield client
