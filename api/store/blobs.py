"""Documents in the database: canonical JSON, compressed."""

import gzip

from pydantic import BaseModel


def packed(document: BaseModel) -> bytes:
    """The record's JSON as gzip. Equal records give equal bytes."""
    return gzip.compress(document.model_dump_json().encode(), compresslevel=6, mtime=0)


def unpacked(blob: bytes) -> bytes:
    """The JSON text of a packed document."""
    return gzip.decompress(blob)
