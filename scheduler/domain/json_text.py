"""JSON as people write it, read strictly: what Python's own reader lets pass is refused with its place."""

import json
from collections.abc import Iterator
from typing import TypeAlias

from scheduler.domain.errors import InputError, InputProblem, refuse

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

Path = tuple[str | int, ...]


def parse(text: bytes, source: str) -> Json:
    """The value that UTF-8 JSON stands for. Raises InputError; `source` names the file in its messages."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(source, "this is UTF-16 text: save the file as UTF-8")
    if text.startswith(b"\xef\xbb\xbf"):
        raise refuse(source, "the file begins with a byte-order mark: save it as UTF-8 without BOM")
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise refuse(source, f"not UTF-8: byte 0x{text[error.start]:02x} can't be read", f"line {line}") from None
    if not characters.strip():
        raise refuse(source, "the file is empty: expected a JSON object")
    reader = _Reader()
    try:
        value: Json = json.loads(characters, object_pairs_hook=reader.object, parse_constant=reader.constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise refuse(source, f"not valid JSON: {_syntax(error.msg)}", where) from None
    except RecursionError:
        raise refuse(source, "nested too deeply to be read") from None
    except ValueError:
        # The only other refusal of the reader: Python converts no whole number of more than 4,300 digits.
        raise refuse(source, "holds a number with thousands of digits") from None
    if reader.suspicious:
        raise InputError(
            InputProblem(source, place(path), nearest_id(value, path), message)
            for path, message in _refused(value, reader)
        )
    return value


def place(path: Path) -> str:
    """orders[3].lines[0].quantity."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def at(value: Json, path: Path) -> Json:
    """What lies at a path, or None if nothing does."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def nearest_id(value: Json, path: Path) -> str | None:
    """The id of the innermost object on the way to `path` that has one."""
    for length in range(len(path), -1, -1):
        inside = at(value, path[:length])
        if isinstance(inside, dict) and isinstance(id_ := inside.get("id"), str):
            return id_
    return None


class _Reader:
    """Marks what Python's reader would swallow; places are looked up only when there is something to tell."""

    def __init__(self) -> None:
        self.repeated: dict[int, list[str]] = {}
        self.kept: list[dict[str, Json]] = []  # so that no identity is given twice
        self.suspicious = False

    def object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        result = dict(pairs)
        if len(result) != len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated[id(result)] = sorted({key for key in keys if keys.count(key) > 1})
            self.kept.append(result)
            self.suspicious = True
        return result

    def constant(self, name: str) -> float:
        self.suspicious = True
        return float(name.replace("Infinity", "inf"))


def _refused(value: Json, reader: _Reader) -> Iterator[tuple[Path, str]]:
    """Repeated keys, NaN and infinities, in the order of the text."""
    open_: list[tuple[Path, Json]] = [((), value)]
    while open_:
        path, here = open_.pop()
        if isinstance(here, dict):
            for key in reader.repeated.get(id(here), ()):
                yield (*path, key), "this field is given twice in one object: keep one"
            open_ += [((*path, key), inside) for key, inside in reversed(here.items())]
        elif isinstance(here, list):
            open_ += [((*path, row), inside) for row, inside in reversed(list(enumerate(here)))]
        elif isinstance(here, float) and (here != here or here in (float("inf"), float("-inf"))):
            yield path, "expected a number, found NaN or Infinity"


def _syntax(message: str) -> str:
    words = message[0].lower() + message[1:]
    return words.replace("expecting", "expected").removesuffix(" at").removesuffix(" starting")
