"""Storing problems: once per content, refused as a whole, read back as they were."""

import copy
import hashlib
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.examples import EXAMPLE_PROBLEM
from tests.api.requests import Json, problem

JSON = {"Content-Type": "application/json"}


def changed(change: Callable[[Json], object]) -> Json:
    document = copy.deepcopy(EXAMPLE_PROBLEM)
    change(document)
    return document


def test_the_same_problem_twice_is_one_resource(client: TestClient) -> None:
    first = client.post("/problems", json=problem("twice"))
    again = client.post("/problems", json=problem("twice"))
    other = client.post("/problems", json=problem("twice", orders=3))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"] == f"/problems/{first.json()['id']}"
    assert other.json()["id"] != first.json()["id"]


def test_other_spelling_of_the_same_content_is_the_same_problem(client: TestClient) -> None:
    """Order of keys, white space, and another name for the same moment: 08:00 in
    Shanghai is midnight in UTC.
    """
    first = client.post("/problems", json=problem("spelled"))
    respelled = dict(reversed(problem("spelled").items())) | {"as_of": "2026-01-05T00:00:00Z"}
    assert client.post("/problems", json=respelled).json()["id"] == first.json()["id"]


def test_a_problem_is_read_back_with_its_document(client: TestClient) -> None:
    view = client.post("/problems", json=problem("read back")).json()
    read = client.get(f"/problems/{view['id']}").json()
    document = read.pop("problem")
    assert read.items() <= view.items()
    assert document["name"] == "read back"
    assert [order["id"] for order in document["orders"]] == ["SO-1", "SO-2"]
    download = client.get(f"/problems/{view['id']}/document")
    assert hashlib.sha256(download.content).hexdigest() == view["content_hash"]
    # A stored document can be posted again: it is the same problem.
    assert client.post("/problems", content=download.content, headers=JSON).json()["id"] == view["id"]


def test_problems_are_listed_newest_first_in_pages(client: TestClient) -> None:
    for number in range(3):
        client.post("/problems", json=problem(f"listed {number}"))
    names = [view["name"] for view in client.get("/problems", params={"limit": 2}).json()]
    assert names == ["listed 2", "listed 1"]
    names = [view["name"] for view in client.get("/problems", params={"limit": 1, "offset": 2}).json()]
    assert names == ["listed 0"]


WRONG: dict[str, tuple[object, str, str]] = {
    "no JSON": (b'{"zone": ', "", ""),
    "not an object": (b"[1, 2]", "", "object"),
    "nothing in it": (b"{}", "zone", "missing"),
    "unknown field": (changed(lambda d: d["orders"][0].update(colour="red")), "orders[0].colour", ""),
    "number as text": (
        changed(lambda d: d["orders"][0]["lines"][0].update(quantity="4")),
        "orders[0].lines[0].quantity",
        "whole number",
    ),
    "false for a number": (
        changed(lambda d: d["orders"][0]["lines"][0].update(quantity=False)),
        "orders[0].lines[0].quantity",
        "",
    ),
    "negative quantity": (
        changed(lambda d: d["orders"][0]["lines"][0].update(quantity=-4)),
        "orders[0].lines[0].quantity",
        "",
    ),
    "time without a zone": (changed(lambda d: d.update(as_of="2026-01-05T08:00:00")), "as_of", ""),
    "unknown zone": (changed(lambda d: d.update(zone="Asia/Atlantis")), "zone", "Atlantis"),
    "unknown calendar": (changed(lambda d: d["resources"][0].update(calendar="night")), "resources", "night"),
    "id twice": (changed(lambda d: d["orders"].append(d["orders"][0])), "orders", "SO-1"),
    "instalments that do not add up": (
        changed(lambda d: d["orders"][0]["lines"][0]["instalments"][0].update(quantity=3)),
        "orders[0].lines[0]",
        "add up",
    ),
    "newer form": (changed(lambda d: d.update(schema_version=99)), "schema_version", "99"),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "", ""),
    "not UTF-8": (b'{"name": "\xff\xfe"}', "", ""),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_is_refused_with_its_place_and_nothing_is_stored(client: TestClient, what: str) -> None:
    body, path, words = WRONG[what]
    before = client.get("/problems").json()
    content = {"content": body, "headers": JSON} if isinstance(body, bytes) else {"json": body}
    answer = client.post("/problems", **content)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    refusal = answer.json()
    assert (refusal["status"], refusal["instance"]) == (422, "/problems")
    assert refusal["errors"]
    first = refusal["errors"][0]
    said = f"{first['path']}: {first['message']}"
    assert path in said, refusal
    assert words in said, refusal
    assert "Traceback" not in answer.text
    assert client.get("/problems").json() == before


def test_other_content_is_not_read(client: TestClient) -> None:
    answer = client.post("/problems", content=b"a=b", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_body_up_to_the_limit_is_read_and_a_larger_one_is_not(client: TestClient) -> None:
    limit = 1024 * 1024  # SCHEDULER_MAX_BODY_MB=1 in this fixture
    at_limit = client.post("/problems", content=b" " * (limit - 2) + b"{}", headers=JSON)
    assert at_limit.status_code == 422  # read, and found to be an empty object
    announced = client.post("/problems", content=b" " * (limit - 1) + b"{}", headers=JSON)
    assert announced.status_code == 413
    assert announced.headers["content-type"] == "application/problem+json"

    def endless() -> object:
        for _ in range(1000):
            yield b" " * 65536

    unannounced = client.post("/problems", content=endless(), headers=JSON)  # type: ignore[arg-type]
    assert unannounced.status_code == 413


def test_what_is_not_there_is_404(client: TestClient) -> None:
    for part in ("", "/document", "/findings", "/decomposition", "/workbook"):
        path = f"/problems/none{part}"
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "there is no problem 'none'"
