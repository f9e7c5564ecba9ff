"""A service on a fresh SQLite file, inside this process."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.settings import Settings

FAKES = "tests.api.fakes"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with fake jobs; one per module, because its background work is one per process."""
    path = tmp_path_factory.mktemp("service") / "scheduler.db"
    settings = Settings(database_url=f"sqlite:///{path}", max_body_mb=1, child_memory_mb=300, child_nice=0)
    with TestClient(create_app(settings, FAKES)) as client:
        yield client
