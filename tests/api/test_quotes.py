"""Quotes over HTTP; the answers are made up by the fake child."""

import copy

from fastapi.testclient import TestClient

from api.examples import EXAMPLE_ORDER
from tests.api.requests import Json, done, submitted, with_status


def asked(**changes: object) -> Json:
    order: Json = copy.deepcopy(EXAMPLE_ORDER)
    return order | changes


def test_a_quote_is_answered_and_kept(client: TestClient) -> None:
    plan = done(client, "quoted")["plan"]
    answer = client.post("/quotes", json={"plan": plan, "order": asked()})
    assert answer.status_code == 200, answer.text
    quote = answer.json()
    assert quote["plan"] == plan
    assert quote["quote"]["feasible_as_asked"] is True
    assert quote["sentence"].startswith("Yes: Q-1 can arrive Mon 5 Jan 2026, 13:00")
    assert client.get(f"/quotes/{quote['id']}").json() == quote
    chinese = client.get(f"/quotes/{quote['id']}", params={"lang": "zh-CN"}).json()
    assert chinese["quote"] == quote["quote"]
    assert "2026年1月5日" in chinese["sentence"]


def test_a_quote_repeated_with_its_key_is_the_same_quote(client: TestClient) -> None:
    plan = done(client, "quoted twice")["plan"]
    key = {"Idempotency-Key": "call-1"}
    first = client.post("/quotes", json={"plan": plan, "order": asked()}, headers=key)
    again = client.post("/quotes", json={"plan": plan, "order": asked()}, headers=key)
    assert first.json() == again.json()
    other = client.post("/quotes", json={"plan": plan, "order": asked(customer="else")}, headers=key)
    assert other.status_code == 422


def test_a_quote_is_not_behind_a_solve(client: TestClient) -> None:
    plan = done(client, "quoted beside")["plan"]
    run = submitted(client, "slow beside", seconds=3)
    with_status(client, run["id"], "running")
    assert client.post("/quotes", json={"plan": plan, "order": asked(id="Q-2")}).status_code == 200
    assert client.get(f"/runs/{run['id']}").json()["status"] == "running"
    client.post(f"/runs/{run['id']}/cancel")


def test_questions_that_can_not_be_asked_are_refused_with_their_place(client: TestClient) -> None:
    plan = done(client, "refused")["plan"]
    wrong: list[tuple[Json, str]] = [
        ({"order": asked()}, "plan"),
        ({"plan": "none", "order": asked()}, "plan"),
        ({"plan": plan}, "order"),
        ({"plan": plan, "order": asked(lines=[])}, "order.lines"),
        ({"plan": plan, "order": asked(colour="red")}, "order.colour"),
        ({"plan": plan, "order": asked(id="SO-1")}, "order.id"),
        ({"plan": plan, "order": asked(), "hurry": True}, "hurry"),
    ]
    for body, path in wrong:
        answer = client.post("/quotes", json=body)
        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["path"] == path
    assert client.post("/quotes", content=b"[]", headers={"Content-Type": "application/json"}).status_code == 422
    assert client.get("/quotes/none").status_code == 404


def test_a_question_that_kills_the_worker_twice_is_given_up(client: TestClient) -> None:
    plan = done(client, "deadly")["plan"]
    answer = client.post("/quotes", json={"plan": plan, "order": asked(customer="die")})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "the worker process died twice over this request"
    assert client.post("/quotes", json={"plan": plan, "order": asked()}).status_code == 200
