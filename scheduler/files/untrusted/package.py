"""The zip archive around a workbook: checked before anything is unpacked, unpacked only as a stream."""

import posixpath
import zipfile
import zlib
from typing import IO, BinaryIO

from scheduler.files.untrusted import limits
from scheduler.files.untrusted.report import Refused

READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
"""The flag of an archive's entry that needs a password."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, IndexError)
"""What the standard library raises for archives that were cut off or tampered with."""


class Package:
    """The parts of a workbook by name; names are compared without regard to case, as spreadsheet programs do."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
        except DAMAGED:
            raise Refused("is damaged or cut off: its archive has no readable list of contents") from None
        entries = self._archive.infolist()
        if len(entries) > limits.PARTS:
            raise Refused(f"its archive holds {len(entries):,} files; a workbook has at most {limits.PARTS:,}")
        self._parts = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
        if len(self._parts) < len(entries):
            raise Refused("its archive holds two files of the same name: which one counts is anybody's guess")
        self._left = limits.UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def open(self, name: str) -> "Part":
        """A part as a stream. Raises Refused if it is missing, locked, or far too large."""
        entry = self._parts.get(name.lower())
        if entry is None:
            raise Refused(f"its part {name!r} is missing")
        if entry.flag_bits & ENCRYPTED:
            raise Refused("its archive is protected by a password: save a copy without")
        if entry.compress_type not in READABLE:
            raise Refused(f"its part {name!r} is packed in a way that workbooks do not use")
        self._left -= entry.file_size
        if self._left < 0:
            raise Refused(f"unpacks to more than {limits.UNPACKED_BYTES // 2**20} MB")
        if entry.file_size > limits.RATIO_FROM and entry.file_size > limits.PACKED_RATIO * entry.compress_size:
            times = entry.file_size // max(entry.compress_size, 1)
            raise Refused(f"its part {name!r} unpacks to {times:,} times its size: no workbook does")
        try:
            return Part(self._archive.open(entry), name)
        except DAMAGED:
            raise Refused(f"its part {name!r} is damaged") from None


class Part:
    """An unpacking stream that says in words where the archive is damaged."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except DAMAGED:
            raise Refused(f"its part {self._name!r} is damaged: it can't be unpacked") from None


def beside(part: str, target: str) -> str:
    """The name of a part that another one refers to: relative to it, or from the top with a leading slash."""
    path = target.replace("\\", "/")
    joined = path if path.startswith("/") else posixpath.join(posixpath.dirname(part), path)
    return posixpath.normpath(joined).lstrip("/")


def relations_of(part: str) -> str:
    """Where the relations of a part are listed."""
    return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")
