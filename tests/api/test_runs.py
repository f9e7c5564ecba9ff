"""Runs and plans over HTTP: submitted once, followed live, cancelled, failed with a reason."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi.testclient import TestClient

from tests.api.process import eventually
from tests.api.requests import Json, done, run_of, stored, submitted, with_status


def events_of(stream: str) -> list[tuple[int, str, Json]]:
    """The numbered events of a stream: (id, event, data)."""
    found = []
    for block in stream.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
        if "id" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def test_a_plan_is_made_in_the_background(client: TestClient) -> None:
    problem = stored(client, "background")
    answer = client.post("/plans", json={"problem": problem, "limits": {"seconds": 2}})
    run = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/runs/{run['id']}"
    assert (run["status"], run["problem"], run["attempt"]) == ("queued", problem, 0)
    pending = client.get(f"/plans/{run['plan']}")
    assert pending.status_code in (200, 202)
    ended = with_status(client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"], ended["error"]) == ("done", 1, None)
    plan = client.get(f"/plans/{run['plan']}").json()
    assert (plan["status"], plan["run"], plan["problem"]) == ("done", run["id"], problem)
    assert (plan["on_time"], plan["late"], plan["not_plannable"], plan["lateness_cost"]) == (1, 1, 0, 120)
    assert plan["plan"]["problem"] == client.get(f"/problems/{problem}").json()["content_hash"]


def test_while_the_plan_is_not_there_its_address_says_how_far_it_is(client: TestClient) -> None:
    run = submitted(client, "slow pending", seconds=1)
    answer = client.get(f"/plans/{run['plan']}")
    assert answer.status_code == 202
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["run"] == run["id"]
    assert answer.json()["status"] in ("queued", "running")
    with_status(client, run["id"], "done")
    assert client.get(f"/plans/{run['plan']}").status_code == 200


def test_a_submit_repeated_with_its_key_starts_one_run(client: TestClient) -> None:
    """Eight senders at once, as a client does whose line breaks; another request with the same key is
    refused.
    """
    wish = {"problem": stored(client, "idempotent"), "limits": {"seconds": 1}}
    before = len(client.get("/runs").json())

    def send(_: int) -> Json:
        answer = client.post("/plans", json=wish, headers={"Idempotency-Key": "phone-4711"})
        assert answer.status_code == 202
        found: Json = answer.json()
        return found

    with ThreadPoolExecutor(8) as senders:
        runs = list(senders.map(send, range(8)))
    assert len({run["id"] for run in runs}) == len({run["plan"] for run in runs}) == 1
    assert len(client.get("/runs").json()) == before + 1
    changed = client.post("/plans", json=wish | {"limits": {"seconds": 2}}, headers={"Idempotency-Key": "phone-4711"})
    assert changed.status_code == 422
    assert changed.json()["errors"][0]["path"] == "Idempotency-Key"
    assert len(client.get("/runs").json()) == before + 1
    with_status(client, runs[0]["id"], "done")


def test_wishes_that_can_not_be_granted_start_nothing(client: TestClient) -> None:
    problem = stored(client, "wishes")
    before = client.get("/runs").json()
    refused: dict[str, Json] = {
        "problem": {"problem": "none"},
        "limits.seconds": {"problem": problem, "limits": {"seconds": 3601}},
        "limits.workers": {"problem": problem, "limits": {"workers": 0}},
        "limits.hurry": {"problem": problem, "limits": {"hurry": True}},
        "priority": {"problem": problem, "priority": 1},
    }
    for path, wish in refused.items():
        answer = client.post("/plans", json=wish)
        assert answer.status_code == 422
        assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert client.get("/runs").json() == before
    at_the_edge = client.post("/plans", json={"problem": problem, "limits": {"seconds": 3600}})
    assert at_the_edge.status_code == 202
    with_status(client, at_the_edge.json()["id"], "done")


def test_a_run_is_followed_live_and_again_from_where_the_line_broke(client: TestClient) -> None:
    run = submitted(client, "slow followed", seconds=1.5)
    with client.stream("GET", f"/runs/{run['id']}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        whole = events_of("".join(answer.iter_text()))
    numbers = [number for number, _, _ in whole]
    assert numbers == list(range(1, len(whole) + 1))
    told = [data["status"] for _, event, data in whole if event == "status"]
    assert told == ["queued", "running", "done"]
    progress = [data for _, event, data in whole if event == "progress"]
    assert {report["phase"] for report in progress} == {"start", "improve"}
    assert progress[-1]["best"]["cost"] < progress[0]["best"]["cost"]
    assert progress[-1]["bound"] == {"cost": 50}
    # The child was told to report at most four times a second.
    assert 3 <= len(progress) <= 9

    for last in (1, len(whole) - 1):
        rest = client.get(f"/runs/{run['id']}/events", headers={"Last-Event-ID": str(last)}).text
        assert events_of(rest) == whole[last:]
    for nonsense in ("x", "-1", ""):
        answer_again = client.get(f"/runs/{run['id']}/events", headers={"Last-Event-ID": nonsense}).text
        assert events_of(answer_again) == whole
    # Browsers ask again for ever unless they are told that nothing more comes.
    assert client.get(f"/runs/{run['id']}/events", headers={"Last-Event-ID": str(len(whole))}).status_code == 204
    assert client.get("/runs/none/events").status_code == 404


def test_a_cancelled_run_publishes_nothing(client: TestClient) -> None:
    run = submitted(client, "slow cancelled", seconds=30)
    waiting = submitted(client, "slow waiting", seconds=30)
    eventually(lambda: run_of(client, run["id"])["progress"])
    begun = time.monotonic()
    for each in (waiting, run):
        assert client.post(f"/runs/{each['id']}/cancel").json()["status"] == "cancelled"
    after = submitted(client, "after the cancelled")
    assert with_status(client, after["id"], "done", "failed")["status"] == "done"
    assert time.monotonic() - begun < 5  # the solver was killed, not waited for
    for each in (run, waiting):
        assert run_of(client, each["id"])["status"] == "cancelled"
        missing = client.get(f"/plans/{each['plan']}")
        assert missing.status_code == 404
        assert "has cancelled" in missing.json()["detail"]
        stream = client.get(f"/runs/{each['id']}/events").text
        assert events_of(stream)[-1][2] == {"status": "cancelled"}
    assert client.post("/runs/none/cancel").status_code == 404


def test_the_best_plan_so_far_is_taken_and_the_next_search_is_not_cut_short(client: TestClient) -> None:
    run = submitted(client, "slow but good enough", seconds=60)
    waiting = submitted(client, "slow after it", seconds=2)
    eventually(lambda: run_of(client, run["id"])["progress"])
    begun = time.monotonic()
    taken = client.post(f"/runs/{run['id']}/take-best").json()
    assert taken["status"] == "running"
    assert taken["taken_at"] is not None
    assert client.post(f"/runs/{run['id']}/take-best").json()["taken_at"] == taken["taken_at"]
    assert with_status(client, run["id"], "done", "failed")["status"] == "done"
    assert time.monotonic() - begun < 5
    assert client.get(f"/plans/{run['plan']}").status_code == 200
    after = with_status(client, waiting["id"], "done", "failed")
    assert (after["status"], after["taken_at"]) == ("done", None)
    assert after["progress"]["seconds"] > 1.5
    assert client.post("/runs/none/take-best").status_code == 404


def test_a_run_that_waits_may_be_taken_and_ends_with_its_first_plan(client: TestClient) -> None:
    before = submitted(client, "slow before it", seconds=1)
    waiting = submitted(client, "slow and taken", seconds=60)
    taken = client.post(f"/runs/{waiting['id']}/take-best").json()
    assert taken["taken_at"] is not None
    assert with_status(client, before["id"], "done", "failed")["status"] == "done"
    assert with_status(client, waiting["id"], "done", "failed", seconds=10)["status"] == "done"


def test_taking_what_has_ended_changes_nothing(client: TestClient) -> None:
    run = done(client, "ended before it was taken")
    assert client.post(f"/runs/{run['id']}/take-best").json() == run_of(client, run["id"])


def test_cancelling_what_has_ended_changes_nothing(client: TestClient) -> None:
    run = done(client, "ended")
    assert client.post(f"/runs/{run['id']}/cancel").json() == run_of(client, run["id"])
    assert client.get(f"/plans/{run['plan']}").status_code == 200


def test_a_run_that_raises_fails_at_once_without_a_trace_for_the_user(client: TestClient) -> None:
    run = submitted(client, "raise")
    ended = with_status(client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("failed", 1)
    assert ended["error"] == "an internal error in solve (ValueError), see the log"
    assert "has failed: an internal error" in client.get(f"/plans/{run['plan']}").json()["detail"]


def test_a_poisonous_run_fails_after_three_attempts_and_harms_nobody(client: TestClient) -> None:
    run = submitted(client, "die")
    ended = with_status(client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("failed", 3)
    assert ended["error"] == "the solver process died 3 times, last by signal SIGKILL"
    done(client, "after the poison")


def test_a_solver_that_dies_once_is_replaced(client: TestClient, tmp_path: Path) -> None:
    run = submitted(client, f"die-once {tmp_path / 'died'}")
    ended = with_status(client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("done", 2)


def test_a_greedy_run_fails_once_with_the_reason(client: TestClient) -> None:
    run = submitted(client, "greedy")
    ended = with_status(client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("failed", 1)
    assert "MiB of memory" in ended["error"]


def test_an_answer_for_another_problem_is_never_published(client: TestClient) -> None:
    run = submitted(client, "foreign")
    ended = with_status(client, run["id"], "done", "failed")
    assert ended["error"] == "the solver's answer belongs to another problem"


def test_plans_are_listed_newest_first_and_by_problem(client: TestClient) -> None:
    first, second = done(client, "list one"), done(client, "list two")
    plans = [plan["id"] for plan in client.get("/plans").json()]
    assert plans[:2] == [second["plan"], first["plan"]]
    of_first = client.get("/plans", params={"problem": first["problem"]}).json()
    assert [plan["id"] for plan in of_first] == [first["plan"]]
    assert client.get("/plans", params={"limit": 1, "offset": 1}).json()[0]["id"] == first["plan"]
    for wrong in ({"limit": 0}, {"limit": 201}, {"offset": -1}):
        assert client.get("/plans", params=wrong).status_code == 422
