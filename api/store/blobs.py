"""Documents in the database: canonical JSON, compressed."""

import gzip

from scheduler.domain.problem import canonical
from scheduler.domain.record import Record


def packed(document: Record) -> bytes:
    """The record's JSON as gzip. Equal records give equal bytes."""
    return gzip.compress(canonical(document), compresslevel=6, mtime=0)


def unpacked(blob: bytes) -> bytes:
    """The JSON text of a packed document."""
    return gzip.decompress(blob)
