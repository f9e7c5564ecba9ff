"""The published interface: examples that work, schemas, health, and what a browser is allowed to do."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.settings import PREFIX, Settings, SettingsError
from api.store.tables import RunStatus
from tests.api.requests import Json, done

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "service.md"
OPERATIONS = {"get", "post", "put", "patch", "delete"}


def test_every_route_is_published_with_a_summary_and_examples(client: TestClient) -> None:
    published = client.get("/openapi.json").json()["paths"]
    for path, operations in published.items():
        for method in OPERATIONS & operations.keys():
            operation: Json = operations[method]
            where = f"{method} {path}"
            assert operation["summary"], where
            good = [answer for status, answer in operation["responses"].items() if status[0] == "2"]
            shown = [content for answer in good for content in answer.get("content", {}).values()]
            assert any("example" in content for content in shown), where
            if "requestBody" in operation:
                bodies = operation["requestBody"]["content"].values()
                assert bodies, where
                assert all("example" in body for body in bodies), where


def test_the_published_examples_work(client: TestClient) -> None:
    """What the description shows is sent, with the ids that came before it."""
    paths = client.get("/openapi.json").json()["paths"]

    def example(path: str) -> Json:
        found: Json = paths[path]["post"]["requestBody"]["content"]["application/json"]["example"]
        return found

    problem = client.post("/problems", json=example("/problems"))
    assert problem.status_code in (200, 201)
    shown = paths["/problems"]["post"]["responses"]["201"]["content"]["application/json"]["example"]
    assert shown.keys() == problem.json().keys()
    decomposed = client.get(f"/problems/{problem.json()['id']}/decomposition").json()
    shown = paths["/problems/{problem_id}/decomposition"]["get"]["responses"]["200"]["content"]["application/json"]
    assert shown["example"][0].keys() <= decomposed[0].keys()
    assert shown["example"][0]["lines"][0]["making"].keys() <= decomposed[0]["lines"][0]["making"].keys()
    run = client.post("/plans", json=example("/plans") | {"problem": problem.json()["id"]})
    assert run.status_code == 202
    plan = done(client, "for the example of a quote")["plan"]
    quote = client.post("/quotes", json=example("/quotes") | {"plan": plan})
    assert quote.status_code == 200
    # The examples of answers have only fields of real answers (those that are null there are left out).
    shown = paths["/runs/{run_id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert shown.keys() <= run.json().keys()
    shown = paths["/quotes/{quote_id}"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert shown.keys() <= quote.json().keys()
    listed = paths["/plans"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert listed[0].keys() <= client.get("/plans").json()[0].keys()
    late = paths["/plans/{plan_id}/late-orders"]["get"]["responses"]["200"]["content"]["application/json"]
    assert late["example"][0].keys() <= client.get(f"/plans/{plan}/late-orders").json()[0].keys()


def test_schemas_are_published(client: TestClient) -> None:
    assert client.get("/schema/problem").json()["title"] == "Problem"
    assert client.get("/schema/plan").json()["title"] == "Plan"
    assert client.get("/schema/order").json()["title"] == "OrderRequest"
    assert client.get("/schema/secret").status_code == 422


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json() == {"status": "ready"}


def test_a_service_that_has_not_started_is_alive_but_not_ready(tmp_path: Path) -> None:
    path = tmp_path / "never.db"
    app = create_app(Settings(database_url=f"sqlite:///{path}"))
    unstarted = TestClient(app)
    assert unstarted.get("/health").status_code == 200
    assert unstarted.get("/ready").status_code == 503
    assert not path.exists()  # nothing happens before the service is started


def test_late_orders_say_why_in_the_language_asked_for(client: TestClient) -> None:
    plan = done(client, "late in words", orders=3)["plan"]
    late = client.get(f"/plans/{plan}/late-orders").json()
    # The third order is four hours late and comes before the second, which is two hours late.
    assert [(order["order"], order["late_minutes"]) for order in late] == [("SO-3", 240), ("SO-2", 120)]
    assert sum(cause["minutes"] for cause in late[0]["causes"]) == late[0]["late_minutes"]
    assert late[0]["causes"][1]["behind"] == ["SO-1"]
    assert "4 h late" in late[0]["sentence"]
    chinese = client.get(f"/plans/{plan}/late-orders", params={"lang": "zh"}).json()
    assert "4小时" in chinese[0]["sentence"]
    by_header = client.get(f"/plans/{plan}/late-orders", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).json()
    assert by_header == chinese
    assert client.get("/plans/none/late-orders").status_code == 404


def test_the_chart_is_a_page_of_nobody(client: TestClient) -> None:
    plan = done(client, "drawn")["plan"]
    for by in ("resource", "order"):
        chart = client.get(f"/plans/{plan}/gantt", params={"by": by})
        assert chart.status_code == 200
        assert chart.text == f"<!doctype html><title>{by}</title>"
        assert chart.headers["content-security-policy"].startswith("sandbox allow-scripts;")
    assert client.get(f"/plans/{plan}/gantt", params={"by": "colour"}).status_code == 422
    assert client.get("/plans/none/gantt").status_code == 404


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_pages_of_other_sites_change_nothing(client: TestClient, headers: dict[str, str], allowed: bool) -> None:
    answer = client.post("/runs/none/cancel", headers=headers)
    assert answer.status_code == (404 if allowed else 403)
    assert client.get("/health", headers=headers).status_code == 200


def test_every_answer_tells_browsers_to_be_careful(client: TestClient) -> None:
    for path in ("/health", "/", "/plans/none", "/static/app.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "script-src 'self'" in headers["content-security-policy"]


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment({"SCHEDULER_SOLVER_SLOTS": "3", "OTHER": "x"})
    assert settings == Settings(solver_slots=3)
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SCHEDULER_SOLVER_SLOTS", "many"),
        ("SCHEDULER_SOLVER_SLOTS", "-1"),
        ("SCHEDULER_DATABASE_URL", "mysql://root:secret@host/x"),
        ("SCHEDULER_DATABASE_URL", "sqlite://"),
        ("SCHEDULER_DATABASE_URL", "secret"),
        ("SCHEDULER_EXECUTOR_ID", ""),
        ("SCHEDULER_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({variable: value})
    assert str(refused.value).startswith(variable + ": ")
    assert "secret" not in str(refused.value)


def test_the_documented_settings_are_the_settings() -> None:
    """Each row of the table: | `SCHEDULER_X` | default | description |."""
    rows = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[0].startswith("`" + PREFIX):
            rows[cells[0].strip("`")] = (cells[1].strip("`"), cells[2])
    expected = {
        PREFIX + name.upper(): (str(field.default), str(field.description))
        for name, field in Settings.model_fields.items()
    }
    assert rows == expected


def test_every_status_of_a_run_is_documented() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for status in RunStatus:
        assert f"`{status.value}`" in document


def test_every_published_route_is_documented(client: TestClient) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method in OPERATIONS & operations.keys():
            assert f"`{method.upper()} {path}`" in document
