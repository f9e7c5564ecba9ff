"""The whole way with the real engines: a problem in, a verified plan, its late orders, charts, sheets and a quote
out; and what the real doctor says of a workbook.
"""

import csv
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.examples import EXAMPLE_ORDER
from api.main import create_app
from api.settings import Settings
from scheduler.domain.goal import Goal
from scheduler.domain.plan import PlanStatus, Verdict
from scheduler.domain.schema import load_plan
from scheduler.search import warm
from tests.api.process import eventually
from tests.api.requests import problem, run_of, submitted, with_status
from tests.api.tables import XLSX, workbook


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with the jobs it has in production."""
    warm.main()  # compiled once and by one process, if it is not yet
    path = tmp_path_factory.mktemp("service") / "scheduler.db"
    with TestClient(create_app(Settings(database_url=f"sqlite:///{path}", child_nice=0))) as client:
        yield client


@pytest.fixture(scope="module")
def plan_id(real: TestClient) -> str:
    """Thirteen orders of two hours each on one press.

    It works 08-16 on weekdays, four orders a day, and they are due on Tuesday 2026-01-06 at 24:00: eight are
    on time, four end on Wednesday, and the last one on Thursday at 10:00, 34 h late.
    """
    run = submitted(real, "press", seconds=0.5, orders=13)
    ended = with_status(real, run["id"], "done", "failed", seconds=120)
    assert ended["status"] == "done", ended
    return str(run["plan"])


def test_a_search_that_is_taken_ends_with_a_verified_plan(real: TestClient) -> None:
    """Four hundred hours of work on one press: no search of ours ends within seconds by itself."""
    run = submitted(real, "press to take", seconds=120, orders=200)
    eventually(lambda: (run_of(real, run["id"])["progress"] or {}).get("best"), 60)
    begun = time.monotonic()
    assert real.post(f"/runs/{run['id']}/take-best").status_code == 200
    ended = with_status(real, run["id"], "done", "failed", seconds=60)
    assert ended["status"] == "done", ended
    assert time.monotonic() - begun < 20
    plan = load_plan(real.get(f"/plans/{run['plan']}/document").content, "plan")
    assert all(check.violations == 0 for check in plan.checks)
    assert plan.status is PlanStatus.OPTIMAL or "stopped_early" in {note.key for note in plan.notes}


def test_the_plan_is_verified_and_says_what_is_late(real: TestClient, plan_id: str) -> None:
    document = real.get(f"/plans/{plan_id}/document").content
    plan = load_plan(document, "plan")
    assert all(check.violations == 0 for check in plan.checks)
    assert sum(check.checked for check in plan.checks) > 0
    late = sorted(o.late_minutes or 0 for o in plan.outcomes if o.verdict is not Verdict.ON_TIME)
    assert late == [600, 720, 840, 960, 2040]
    cost = plan.level(Goal.COST)
    assert cost is not None
    assert cost.value == sum(late)  # weight 1 a minute
    assert plan.status in set(PlanStatus)


def test_late_orders_are_explained(real: TestClient, plan_id: str) -> None:
    orders = real.get(f"/plans/{plan_id}/late-orders").json()
    assert [order["late_minutes"] for order in orders] == [2040, 960, 840, 720, 600]
    for order in orders:
        assert order["verdict"] == "late_contended"
        assert sum(cause["minutes"] for cause in order["causes"]) == order["late_minutes"]


def test_charts_are_drawn(real: TestClient, plan_id: str) -> None:
    for by in ("resource", "order"):
        page = real.get(f"/plans/{plan_id}/gantt", params={"by": by, "lang": "zh-CN"}).text
        assert page.lstrip().lower().startswith("<!doctype html>")
        assert "Plotly" in page
        assert json.dumps("冲床")[1:-1] in page or by == "order"  # JSON inside the page, in its escaped form


def test_a_quote_finds_the_first_gap(real: TestClient, plan_id: str) -> None:
    """Six panels are three hours: Thursday from 10:00, when the last order is done, to 13:00."""
    order = EXAMPLE_ORDER
    answer = real.post("/quotes", json={"plan": plan_id, "order": order})
    assert answer.status_code == 200, answer.text
    quote = answer.json()["quote"]
    assert quote["feasible_as_asked"] is False
    assert quote["arrives"] == "2026-01-08T05:00:00Z"


def test_the_doctor_names_the_cells_of_a_workbook(real: TestClient, tmp_path: Path) -> None:
    """SO-1 was due before as-of; the second order's product has no routing and no operations."""
    document = problem("for the doctor")
    first, second = document["orders"]
    first["lines"] = [
        {**first["lines"][0], "instalments": [{**first["lines"][0]["instalments"][0], "committed": "2026-01-04"}]}
    ]
    document["products"].append({"id": "cable"})
    second["lines"] = [{**second["lines"][0], "product": "cable"}]
    answer = real.post("/problems", content=workbook(tmp_path, document), headers=XLSX)
    assert answer.status_code == 201, answer.text
    found = {finding["key"]: finding for finding in answer.json()["findings"]}
    assert found["due_passed"]["place"] == "sheet Order lines, row 2, column H (Committed)"
    assert found["unknown_product"]["severity"] == "sets_aside"
    assert found["unknown_product"]["orders"] == ["SO-2"]
    assert found["unknown_product"]["place"].startswith("sheet Order lines, row 3, column")
    stored = real.get(f"/problems/{answer.json()['id']}/findings").json()
    assert [finding["key"] for finding in stored] == [finding["key"] for finding in answer.json()["findings"]]


def test_the_sheets_of_a_plan_are_printed(real: TestClient, plan_id: str) -> None:
    page = real.get(f"/plans/{plan_id}/sheets", params={"format": "html", "lang": "zh"})
    assert "SO-13" in page.text
    assert "<script" not in page.text
    book = zipfile.ZipFile(io.BytesIO(real.get(f"/plans/{plan_id}/sheets").content))
    assert "xl/workbook.xml" in book.namelist()
    archive = zipfile.ZipFile(io.BytesIO(real.get(f"/plans/{plan_id}/sheets", params={"format": "csv"}).content))
    lists = {name: list(csv.reader(archive.read(name).decode("utf-8-sig").splitlines())) for name in archive.namelist()}
    assert {"orders.csv", "workshops.csv"} <= lists.keys()
    assert sum("SO-13" in row for row in lists["orders.csv"]) == 1
    assert archive.getinfo("orders.csv").date_time[:3] == (2026, 1, 1)


def test_a_workshop_subscribes_to_its_plan(real: TestClient, plan_id: str) -> None:
    calendar = real.get(f"/plans/{plan_id}/workshops/W1/calendar.ics").text
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert calendar.count("BEGIN:VEVENT") == 13
