"""Real services are killed, stopped and paused; no run is lost, none is finished twice, no solver is left
behind.
"""

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests.api.conftest import FAKES
from tests.api.process import ServiceProcess, alive, eventually
from tests.api.requests import run_of, submitted, with_status

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and death signals are Linux's")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    service = ServiceProcess(tmp_path_factory.mktemp("service"), FAKES)
    yield service
    service.end()


@pytest.fixture
def process(service: ServiceProcess) -> ServiceProcess:
    """A running service; one for all tests, because each start takes seconds."""
    if not service.runs():
        service.start()
    return service


def plans_of(process: ServiceProcess, run: dict[str, str]) -> list[str]:
    return [plan["id"] for plan in process.client.get("/plans").json() if plan["run"] == run["id"]]


def until_it_reports(process: ServiceProcess, run: dict[str, str]) -> None:
    eventually(lambda: run_of(process.client, run["id"])["progress"], why=process.log)


def test_runs_go_on_by_themselves_after_the_service_is_killed(process: ServiceProcess) -> None:
    running = submitted(process.client, "slow one", seconds=2)
    until_it_reports(process, running)
    waiting = submitted(process.client, "slow other", seconds=0.5)
    children = process.children()
    process.kill()
    # The kernel ends the children with their parent: nobody else is there to do it.
    eventually(lambda: not any(alive(pid) for pid in children), seconds=2)

    process.start()
    ended = with_status(process.client, running["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("done", 2)
    assert with_status(process.client, waiting["id"], "done", "failed")["attempt"] == 1
    for run in (running, waiting):
        assert plans_of(process, run) == [run["plan"]]
    # Every event of both lives, numbered without a gap.
    stream = process.client.get(f"/runs/{running['id']}/events").text
    numbers = [int(line[4:]) for line in stream.splitlines() if line.startswith("id: ")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert stream.count('"status": "running"') == 2


def test_a_stopped_service_ends_quickly_and_leaves_its_run_to_the_next(process: ServiceProcess) -> None:
    run = submitted(process.client, "slow to stop", seconds=2)
    until_it_reports(process, run)
    children = process.children()
    begun = time.monotonic()
    with process.client.stream("GET", f"/runs/{run['id']}/events") as followed:
        lines = followed.iter_lines()
        assert any('"status": "running"' in line for line in lines)
        process.signal(signal.SIGTERM)
        # An open stream does not hold the service up: it ends, properly and without a last status.
        assert not any('"status"' in line for line in lines)
    process.wait()
    assert time.monotonic() - begun < 8
    assert not any(alive(pid) for pid in children)
    assert "Traceback" not in process.log()

    process.start()
    ended = with_status(process.client, run["id"], "done", "failed")
    assert (ended["status"], ended["attempt"]) == ("done", 2)


def test_a_paused_service_that_wakes_up_too_late_publishes_nothing(process: ServiceProcess) -> None:
    """A pause is what a swapping or moved machine looks like; kill -9 alone would not find a missing fence.

    Another service takes the run over while the first one sleeps, and only that one may publish.
    """
    run = submitted(process.client, "slow to wake", seconds=1.5)
    until_it_reports(process, run)
    process.signal(signal.SIGSTOP)
    other = ServiceProcess(process.folder, FAKES)
    try:
        other.start()
        ended = with_status(other.client, run["id"], "done", "failed")
        assert (ended["status"], ended["attempt"]) == ("done", 2)
        published = other.client.get(f"/plans/{run['plan']}/document").headers["etag"]
        process.signal(signal.SIGCONT)
        eventually(lambda: f"run {run['id']}: attempt 1 is not wanted any more" in process.log(), why=process.log)
        assert plans_of(other, run) == [run["plan"]]
        assert other.client.get(f"/plans/{run['plan']}/document").headers["etag"] == published
        assert run_of(other.client, run["id"])["attempt"] == 2
    finally:
        other.end()
