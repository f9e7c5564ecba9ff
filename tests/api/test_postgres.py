"""The same service on PostgreSQL, where one is given: SCHEDULER_TEST_POSTGRES_URL names an empty database."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient

from api.examples import EXAMPLE_ORDER
from api.main import create_app
from api.settings import Settings
from api.store.database import Database
from api.store.tables import Table
from tests.api.conftest import FAKES
from tests.api.requests import problem, stored, submitted, with_status

URL = os.environ.get("SCHEDULER_TEST_POSTGRES_URL", "")

pytestmark = pytest.mark.skipif(not URL, reason="SCHEDULER_TEST_POSTGRES_URL names no PostgreSQL database")


@pytest.fixture(scope="module")
def postgres() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=URL, child_nice=0), FAKES)) as client:
        yield client


def test_the_migrations_make_exactly_the_tables_of_the_models(postgres: TestClient) -> None:
    database = Database(URL)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    database.close()


def test_racing_senders_store_one_problem_and_start_one_run(postgres: TestClient) -> None:
    """There is no write lock that makes them queue up: the second insert meets the unique constraint."""
    with ThreadPoolExecutor(8) as senders:
        ids = set(senders.map(lambda _: postgres.post("/problems", json=problem("race")).json()["id"], range(8)))
        assert len(ids) == 1
        wish = {"problem": ids.pop(), "limits": {"seconds": 1}}
        key = {"Idempotency-Key": f"race-{wish['problem']}"}
        runs = set(senders.map(lambda _: postgres.post("/plans", json=wish, headers=key).json()["id"], range(8)))
    assert len(runs) == 1


def test_the_whole_way(postgres: TestClient) -> None:
    run = submitted(postgres, "slow on postgres", seconds=1)
    assert with_status(postgres, run["id"], "done", "failed")["status"] == "done"
    assert postgres.get(f"/runs/{run['id']}/events").text.count("event: progress") >= 3
    assert postgres.get(f"/plans/{run['plan']}/late-orders").json()[0]["late_minutes"] == 120
    assert postgres.post("/quotes", json={"plan": run["plan"], "order": EXAMPLE_ORDER}).status_code == 200
    assert postgres.get(f"/plans/{run['plan']}/view").status_code == 200


def test_a_poisonous_run_and_a_cancelled_one(postgres: TestClient) -> None:
    poison = submitted(postgres, "die")
    assert with_status(postgres, poison["id"], "done", "failed")["attempt"] == 3
    run = submitted(postgres, "slow cancelled", seconds=30)
    with_status(postgres, run["id"], "running")
    assert postgres.post(f"/runs/{run['id']}/cancel").json()["status"] == "cancelled"
    assert stored(postgres, "a name with a \0 in it")
