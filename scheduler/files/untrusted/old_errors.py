"""Cells with error values in workbooks of before 2007 (.xls), which calamine tells as blank ones.

Sources: [MS-CFB] 2 (the compound file: sectors, chains, directory), [MS-XLS] 2.4.28 BoundSheet8, 2.4.24 BoolErr and
2.4.127 Formula.
"""

import struct
from collections.abc import Iterator

from scheduler.files.untrusted.report import Refused

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Place = tuple[int, int]
"""Row and column of a cell, from 0."""
Places = dict[str, dict[Place, str]]
"""Error values by sheet and cell."""

HEADER = 512
LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on mark ends and holes."""
ENTRY = 128
"""Bytes of an entry of the directory."""
STREAMS = ("workbook", "book")
BOUND_SHEET, BOOLEAN_OR_ERROR, FORMULA = 0x85, 0x205, 0x06


def error_cells(content: bytes) -> Places:
    """The cells with error values. Raises Refused for a file whose structure is broken."""
    try:
        return _error_cells(_Compound(content).stream())
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Refused("is damaged: its list of contents can't be read") from None


class _Compound:
    """A compound file: chains of sectors, numbered by tables that are chains of sectors themselves."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
        directory, self.cutoff, mini_table = struct.unpack_from("<I4xII", content, 48)
        self.next = self._table(content)
        self.entries = list(self._entries(self._read(directory)))
        self.mini_next = _numbers(self._read(mini_table))

    def stream(self) -> bytes:
        """The stream that holds the workbook."""
        for name, start, size in self.entries:
            if name.lower() in STREAMS:
                return (self._read(start) if size >= self.cutoff else self._read_mini(start))[:size]
        raise Refused("holds no workbook: it is a file of another old Office program")

    def _table(self, content: bytes) -> list[int]:
        listed = list(struct.unpack_from("<109I", content, 76))
        more, count = struct.unpack_from("<II", content, 68)
        while more < LAST_SECTOR and count > 0:
            numbers = _numbers(self._sector(more))
            listed += numbers[:-1]
            more, count = numbers[-1], count - 1
            if len(listed) > len(content):
                raise IndexError
        return [number for sector in listed if sector < LAST_SECTOR for number in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = max(self.size, HEADER) + number * self.size
        if start >= len(self.content):
            raise IndexError
        return self.content[start : start + self.size]

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(start, self.next))

    def _read_mini(self, start: int) -> bytes:
        """Small streams lie in pieces of 64 bytes inside the one that the first entry of the directory names."""
        inside = self._read(self.entries[0][1])
        return b"".join(inside[number * 64 : number * 64 + 64] for number in _chain(start, self.mini_next))

    def _entries(self, directory: bytes) -> Iterator[tuple[str, int, int]]:
        """(name, first sector, size)."""
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            length, start, size = struct.unpack_from("<64xH50xII", directory, at)
            yield directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le"), start, size


def _chain(start: int, following: list[int]) -> Iterator[int]:
    """Sector after sector; one that turns back on itself is refused."""
    number = start
    for _ in range(len(following) + 1):
        if number >= LAST_SECTOR:
            return
        yield number
        number = following[number]
    raise IndexError


def _numbers(sectors: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4]))


def _error_cells(stream: bytes) -> Places:
    found: Places = {}
    names: dict[int, str] = {}
    here: dict[Place, str] = {}
    at = 0
    while at + 4 <= len(stream):
        if at in names:
            here = found.setdefault(names[at], {})
        kind, length = struct.unpack_from("<HH", stream, at)
        record = stream[at + 4 : at + 4 + length]
        if kind == BOUND_SHEET:
            names[struct.unpack_from("<I", record)[0]] = _name(record[6:])
        elif (code := _error(kind, record)) is not None:
            row, column = struct.unpack_from("<HH", record)
            here[row, column] = ERRORS.get(code, "#ERROR!")
        at += 4 + length
    return found


def _error(kind: int, record: bytes) -> int | None:
    """The code of the error that a cell holds or that its formula gave."""
    if kind == BOOLEAN_OR_ERROR and len(record) >= 8 and record[7]:
        return record[6]
    if kind == FORMULA and len(record) >= 14 and record[12:14] == b"\xff\xff" and record[6] == 2:
        return record[8]
    return None


def _name(text: bytes) -> str:
    """A short Unicode string: its length, whether it takes two bytes a character, the characters."""
    length, wide = text[0], text[1] & 1
    return text[2 : 2 + 2 * length].decode("utf-16-le") if wide else text[2 : 2 + length].decode("latin-1")
