"""XML from strangers, read as a stream by expat: no document types, so no entities, inside or outside the file."""

from collections.abc import Callable
from typing import Protocol
from xml.parsers import expat

from scheduler.files.untrusted.report import Refused

CHUNK = 2**16
LONGEST_TAG = 2**20
"""Bytes of one tag with its attributes: expat reads an unfinished one again with every chunk."""

Attributes = dict[str, str]


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def run(
    part: Stream,
    name: str,
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
    before: Callable[[bytes], bytes] = lambda chunk: chunk,
) -> None:
    """Calls back for every element. Names come as `namespace}name`. Raises Refused for what is no clean XML.

    `before` sees the bytes first, the last time none, and returns those that are left to the parser.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        fed = 0
        chunk = b"first"
        while chunk:
            chunk = part.read(CHUNK)
            left = before(chunk)
            parser.Parse(left, False)
            fed += len(left)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise Refused(f"its part {name} holds a tag of more than {LONGEST_TAG // 2**20} MB")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise Refused(f"its part {name} is damaged: {what}") from None


def _no_document_type(*_: object) -> None:
    raise Refused("holds an XML document type, which no spreadsheet program writes: it may reach for other files")


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition("}")[2]


def elements(part: Stream, name: str, wanted: frozenset[str]) -> list[tuple[str, str, Attributes]]:
    """(name of the element around it, name, attributes) of the elements called so, all without namespaces."""
    found: list[tuple[str, str, Attributes]] = []
    around = [""]

    def start(tag: str, attributes: Attributes) -> None:
        here = local(tag)
        if here in wanted:
            found.append((around[-1], here, {local(key): value for key, value in attributes.items()}))
        around.append(here)

    run(part, name, start, lambda _: around.pop())
    return found
