"""Messages between the service and a child over a pipe: a length, a small JSON header, and documents as they
are.

No pickle: a child that was taken over could otherwise run code in the service.
"""

import json
import struct
from typing import IO, NamedTuple

LENGTH = struct.Struct(">I")
LARGEST = 1 << 30
"""Bytes of one document; more is taken for a broken stream."""

Header = dict[str, str | int | float | None]


class Message(NamedTuple):
    """What is said, its plain values, and the documents that go with it."""

    kind: str
    header: Header = {}  # noqa: RUF012 - never changed
    documents: tuple[bytes, ...] = ()


def write(stream: IO[bytes], message: Message) -> None:
    """Send one message; raises OSError if the other side is gone."""
    head = json.dumps({"kind": message.kind, "header": message.header, "documents": len(message.documents)})
    for part in (head.encode(), *message.documents):
        stream.write(LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def read(stream: IO[bytes]) -> Message | None:
    """The next message; None at the end of the stream, also in the middle of one."""
    head = _part(stream)
    if head is None:
        return None
    fields = json.loads(head)
    documents = []
    for _ in range(fields["documents"]):
        if (document := _part(stream)) is None:
            return None
        documents.append(document)
    return Message(fields["kind"], fields["header"], tuple(documents))


def _part(stream: IO[bytes]) -> bytes | None:
    if (size := _exactly(stream, LENGTH.size)) is None:
        return None
    (length,) = LENGTH.unpack(size)
    return None if length > LARGEST else _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None
