"""Requests that many tests make."""

import copy
from typing import Any, Protocol

from api.examples import EXAMPLE_PROBLEM
from tests.api.process import eventually

Json = dict[str, Any]


class Answer(Protocol):
    status_code: int

    def json(self) -> Any: ...


class Client(Protocol):
    """Both the test client and a real one."""

    def get(self, url: str) -> Answer: ...

    def post(self, url: str, *, json: object = None) -> Answer: ...


def problem(name: str = "", orders: int = 2) -> Json:
    """The example with another name, and copies of its order."""
    document: Json = copy.deepcopy(EXAMPLE_PROBLEM)
    first = document["orders"][0]
    document["name"] = name
    document["orders"] = [{**first, "id": f"SO-{number}"} for number in range(1, orders + 1)]
    return document


def stored(client: Client, name: str = "", orders: int = 2) -> str:
    """The id of a stored problem."""
    answer = client.post("/problems", json=problem(name, orders))
    assert answer.status_code in (200, 201), answer.json()
    return str(answer.json()["id"])


def submitted(client: Client, name: str = "", seconds: float = 10, orders: int = 2) -> Json:
    """A run of a problem of this name."""
    wish = {"problem": stored(client, name, orders), "limits": {"seconds": seconds}}
    answer = client.post("/plans", json=wish)
    assert answer.status_code == 202, answer.json()
    run: Json = answer.json()
    return run


def run_of(client: Client, run_id: str) -> Json:
    run: Json = client.get(f"/runs/{run_id}").json()
    return run


def with_status(client: Client, run_id: str, *statuses: str, seconds: float = 30) -> Json:
    """The run, once it has one of these statuses."""

    def found() -> Json | None:
        run = run_of(client, run_id)
        return run if run["status"] in statuses else None

    return eventually(found, seconds, why=lambda: str(run_of(client, run_id))) or {}


def done(client: Client, name: str = "", orders: int = 2) -> Json:
    """A run that has ended well, after half a second where the solver is real."""
    run = submitted(client, name, seconds=0.5, orders=orders)
    return with_status(client, run["id"], "done")
