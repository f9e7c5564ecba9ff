"""A zip of CSV files, unpacked by somebody who trusts nothing in it."""

import lzma
import zipfile
import zlib
from pathlib import Path

from scheduler.domain.errors import refuse
from scheduler.files.csv_folder import FOLDER_BYTES
from scheduler.files.untrusted.limits import SHEETS

SOURCE = "zip"
APPLE = "__MACOSX/"
"""What the Finder adds to every archive; nothing of it is read."""
LONGEST_NAME = 120
CHUNK = 1 << 16
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""How the reader of zips complains: broken, cut off, compressed in an unknown way, encrypted."""


def unpack(archive: Path, folder: Path) -> None:
    """Writes the CSV files of a zip into a folder, all of them at its top. Raises InputError in words.

    A path, a name that is not `*.csv`, two equal names, too many files or too many bytes refuse the whole archive:
    no name in it ever chooses where something is written.
    """
    folder.mkdir(exist_ok=True)
    left = FOLDER_BYTES
    try:
        with _opened(archive) as packed:
            for member in _members(packed):
                left = _copy(packed, member, folder / member.filename, left)
    except DAMAGED:
        raise refuse(SOURCE, "is damaged, encrypted, or no zip archive: it can't be unpacked") from None


def _opened(archive: Path) -> zipfile.ZipFile:
    """Names without the UTF-8 mark are read as Chinese Windows writes them, or else as the format says."""
    try:
        return zipfile.ZipFile(archive, metadata_encoding="gb18030")
    except UnicodeDecodeError:
        return zipfile.ZipFile(archive)


def _members(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [member for member in packed.infolist() if not member.filename.startswith(APPLE)]
    if not members:
        raise refuse(SOURCE, "holds no .csv file")
    if len(members) > SHEETS:
        raise refuse(SOURCE, f"holds {len(members):,} files; at most {SHEETS} are read")
    seen: set[str] = set()
    for member in members:
        _refuse_name(member.filename)
        if member.filename.casefold() in seen:
            raise refuse(SOURCE, "this file is in the archive twice", member.filename)
        seen.add(member.filename.casefold())
    return members


def _refuse_name(name: str) -> None:
    shown = name[:LONGEST_NAME]
    if "/" in name or "\\" in name or ":" in name:
        raise refuse(SOURCE, "expected files at the top of the archive: zip the .csv files, not their folder", shown)
    plain = name.isprintable() and not name.startswith(".") and len(name.encode()) <= 2 * LONGEST_NAME
    if not plain or not name.lower().endswith(".csv"):
        raise refuse(SOURCE, "expected only files with names ending in .csv", shown)


def _copy(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Bytes that the others may still have. What the archive says of its sizes is not believed."""
    with packed.open(member) as source, target.open("wb") as file:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise refuse(SOURCE, f"at most {FOLDER_BYTES // 2**20} MB of CSV are read, and this is more")
            file.write(chunk)
    return left
