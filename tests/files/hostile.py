"""Hostile and broken files by kind, each made anew from a seed, with what an import must do with it.

Every one starts from the example shop as a good file, in one of the two languages, and spoils it in one way.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from typing import NamedTuple

from scheduler.domain.problem import Problem
from tests.files.hostile_parts import Shop, shop

SECRET = "the-canary-must-not-be-read-4711"
CANARY = "canary.txt"


class Made(NamedTuple):
    """A file and what must become of it."""

    path: Path
    right: Problem | None = None
    """What an import may give; None: it must be refused."""
    refusal: str | None = None
    """What a refusal must say (a regular expression); None: it must be imported. With both, either will do."""


class Bench(NamedTuple):
    """What a maker works with."""

    folder: Path
    random: Random
    shop: Shop

    def path(self, name: str) -> Path:
        return self.folder / name

    def refused(self, path: Path, refusal: str) -> Made:
        return Made(path, None, refusal)

    def right(self, path: Path) -> Made:
        return Made(path, self.shop.problem, None)

    def either(self, path: Path, refusal: str = ".") -> Made:
        return Made(path, self.shop.problem, refusal)


Maker = Callable[[Bench], Made]
KINDS: dict[str, Maker] = {}


def kind(maker: Maker) -> Maker:
    """Registers a kind of file under the name of the function that makes it."""
    assert maker.__name__ not in KINDS
    KINDS[maker.__name__] = maker
    return maker


def make(name: str, seed: int, folder: Path) -> Made:
    """The file of a kind, in a folder of its own together with the canary."""
    folder.mkdir(parents=True)
    (folder / CANARY).write_text(SECRET, "utf-8")
    random = Random(f"{name}-{seed}")
    return KINDS[name](Bench(folder, random, shop(random)))


def all_kinds() -> Iterator[str]:
    """Every kind; the modules that make them register theirs when they are loaded."""
    for name in ("archives", "cells", "texts"):
        import_module(f"tests.files.hostile_{name}")
    yield from KINDS
