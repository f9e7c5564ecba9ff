"""A child that runs too long, grows too much, talks too much or dies is ended, and what happened is known."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from scheduler.files.limited import Cut, CutShort, lines

MODULE = "tests.files.misbehave"


def heard(*arguments: str, seconds: float = 20.0, output_bytes: int = 10_000, text: bytes = b"") -> list[bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(text)
        file.seek(0)
        return list(lines(MODULE, arguments, file, seconds, output_bytes))


def test_what_a_good_child_says_comes_line_by_line() -> None:
    assert heard("well", text=b"first") == [b"first\n", b"last\n"]


@pytest.mark.parametrize(
    ("behaviour", "cut"),
    [
        ("works", Cut.TIME),
        ("grows", Cut.MEMORY),
        ("talks", Cut.OUTPUT),
        ("talks_in_one_line", Cut.OUTPUT),
        ("crashes", Cut.CRASH),
        ("fails", Cut.CRASH),
    ],
)
def test_a_bad_child_is_cut_short(behaviour: str, cut: Cut) -> None:
    with pytest.raises(CutShort) as caught:
        heard(behaviour)
    assert caught.value.why is cut


def test_the_clock_ends_a_child_that_waits() -> None:
    begun = time.monotonic()
    with pytest.raises(CutShort) as caught:
        heard("sleeps", seconds=0.5)
    assert caught.value.why is Cut.TIME
    assert time.monotonic() - begun < 10


def test_the_output_may_be_just_as_long_as_allowed() -> None:
    said = b"first\nlast\n"
    assert b"".join(heard("well", output_bytes=len(said), text=b"first")) == said
    with pytest.raises(CutShort):
        heard("well", output_bytes=len(said) - 1, text=b"first")


def test_a_limited_child_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(CutShort):
        heard("writes", str(tmp_path / "left"))
    assert not (tmp_path / "left").exists() or (tmp_path / "left").read_bytes() == b""


def test_what_a_child_started_ends_with_it() -> None:
    """The grandchild holds the pipe open for a minute; it is gone at once, in time or not."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as file:
        [line] = lines(MODULE, ("leaves_a_child",), file, 1.0, 1000)
    assert time.monotonic() - begun < 10
    while _alive(int(line)) and time.monotonic() - begun < 10:
        time.sleep(0.01)
    assert not _alive(int(line))


def test_a_child_ends_when_nobody_listens_any_more() -> None:
    with tempfile.TemporaryFile() as file:
        told = lines(MODULE, ("sleeps",), file, 30.0, 1000)
        assert next(told) == b"begun\n"
        begun = time.monotonic()
        told.close()
        assert time.monotonic() - begun < 5


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be forgotten does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
