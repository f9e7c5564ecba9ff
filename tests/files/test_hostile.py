"""S6: hostile and broken files are refused in words or imported rightly, within 10 seconds and 512 MB, never in part.

One file of each kind is in the ordinary run, each half of the kinds in one process after the other. The long run makes
300 and more, the files of each kind in a process of their own, and prints the worst:
`python3 dev.py test tests/files/test_hostile.py -m slow -s`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.files.hostile import all_kinds

SECONDS = 10.0
MEGABYTES = 512
FILES = 300

KINDS = list(all_kinds())

Attempt = Mapping[str, Any]


def program(name: str, *arguments: str) -> str:
    command = [sys.executable, "-m", f"tests.files.{name}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout


def imported(folder: Path) -> list[Attempt]:
    """What becomes of files made before, in a process of its own."""
    return [json.loads(line) for line in program("hostile_import", str(folder)).splitlines()]


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Attempt]:
    def of_kinds(kinds: Sequence[str]) -> list[Attempt]:
        folder = tmp_path_factory.mktemp("hostile")
        program("hostile_make", str(folder), "0", *kinds)
        return imported(folder)

    with ThreadPoolExecutor() as both:
        halves = both.map(of_kinds, (KINDS[::2], KINDS[1::2]))
        return {attempt["kind"]: attempt for half in halves for attempt in half}


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS)
def test_one_file_of_each_kind(kind: str, attempts: dict[str, Attempt]) -> None:
    """The peaks of memory are those of all files of its process up to this one."""
    check(attempts[kind])


@pytest.fixture(scope="module")
def long_run() -> Iterator[list[Attempt]]:
    """Collects what became of all files, and prints the worst at the end."""
    found: list[Attempt] = []
    yield found
    slowest = max(found, key=lambda one: one["seconds"])
    largest = max(found, key=lambda one: sum(one["peaks"]))
    print(f"\n{len(found)} files of {len(KINDS)} kinds, {sum(one['outcome'] == 'imported' for one in found)} imported")
    print(f"slowest: {slowest['kind']} {slowest['seconds']} s; most memory: {largest['kind']} {largest['peaks']} MB")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_several_files_of_each_kind(kind: str, long_run: list[Attempt], tmp_path: Path) -> None:
    seeds = ",".join(map(str, range(1, FILES // len(KINDS) + 2)))
    program("hostile_make", str(tmp_path), seeds, kind)
    found = imported(tmp_path)
    long_run += found
    for attempt in found:
        check(attempt)


def check(attempt: Attempt) -> None:
    assert attempt["fault"] is None, attempt
    assert attempt["seconds"] <= SECONDS, attempt
    assert sum(attempt["peaks"]) <= MEGABYTES, attempt
