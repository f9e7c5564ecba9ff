"""What a child tells while it works: soon, not too often, and the newest never too late."""

import io
import threading
import time

from api.work.child import PROGRESS_SECONDS, Report
from api.work.wire import Message, read


def told(pipe: io.BytesIO) -> list[str]:
    """The progress reports that were written."""
    stream, found = io.BytesIO(pipe.getvalue()), []
    while (message := read(stream)) is not None:
        assert isinstance(message, Message)
        found.append(str(message.header["progress"]))
    return found


def test_of_many_reports_the_first_and_the_newest_are_told() -> None:
    pipe = io.BytesIO()
    report = Report(pipe, threading.Event())
    for number in range(50):
        report("improve", str(number))
    assert told(pipe) == ["0"]
    time.sleep(2 * PROGRESS_SECONDS)
    assert told(pipe) == ["0", "49"]
    report("improve", "50")
    assert told(pipe) == ["0", "49", "50"]


def test_a_new_phase_is_told_at_once() -> None:
    pipe = io.BytesIO()
    report = Report(pipe, threading.Event())
    report("start", "0")
    report("start", "1")
    report("improve", "2")
    assert told(pipe) == ["0", "2"]
    time.sleep(2 * PROGRESS_SECONDS)
    assert told(pipe) == ["0", "2"]


def test_nothing_is_told_behind_the_answer() -> None:
    pipe = io.BytesIO()
    report = Report(pipe, threading.Event())
    report("start", "0")
    report("start", "1")
    report.end()
    time.sleep(2 * PROGRESS_SECONDS)
    assert told(pipe) == ["0"]
