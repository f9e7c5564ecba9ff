"""Files are whole: what can't be read or written is said in words, and nothing half-written ever stays."""

import gzip
import os
from pathlib import Path

import pytest

from scheduler.cli import data_folder
from scheduler.domain.errors import InputError
from scheduler.files import json_file

TINY = data_folder() / "examples" / "tiny" / "weights-decide.json"


def test_a_problem_survives_its_file_plain_and_gzipped(tmp_path: Path) -> None:
    problem = json_file.read_problem(TINY)
    json_file.write(problem, tmp_path / "shop.json")
    assert json_file.read_problem(tmp_path / "shop.json") == problem
    (tmp_path / "shop.json.gz").write_bytes(gzip.compress((tmp_path / "shop.json").read_bytes()))
    assert json_file.read_problem(tmp_path / "shop.json.gz") == problem


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.json", "there is no such file"),
        ("folder", "expected a file, found a folder"),
        ("broken.json.gz", "is named .gz but is no complete gzip file"),
        ("cut.json.gz", "is named .gz but is no complete gzip file"),
    ],
)
def test_what_cannot_be_read(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken.json.gz").write_bytes(b"{}")
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(b"{}" * 100)[:-9])
    with pytest.raises(InputError, match=message):
        json_file.read_bytes(tmp_path / name)


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan.json"
    json_file.write_bytes(b"old", target)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="can't be written: No space left on device"):
        json_file.write_bytes(b"new", target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_replaces_the_file_and_keeps_ordinary_rights(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    for content in (b"old and longer", b"new"):
        json_file.write_bytes(content, target)
        assert target.read_bytes() == content
    beside = tmp_path / "beside"
    beside.touch()
    assert target.stat().st_mode == beside.stat().st_mode


@pytest.mark.parametrize(("name", "message"), [("folder", "found a folder"), ("no/plan.json", "there is no folder")])
def test_what_cannot_be_written(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=message):
        json_file.write_bytes(b"", tmp_path / name)
