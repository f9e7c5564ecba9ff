"""Problems, plans and order requests as files. Whatever a write leaves is complete."""

import gzip
import os
import tempfile
import zlib
from pathlib import Path

from pydantic import BaseModel

from scheduler.domain import schema
from scheduler.domain.errors import refuse
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem


def read_problem(path: Path) -> Problem:
    """The problem in a JSON file (also gzipped, by its ending .gz). Raises InputError."""
    return schema.load_problem(read_bytes(path), str(path))


def read_plan(path: Path) -> Plan:
    """The plan in a JSON file (also gzipped). Raises InputError."""
    return schema.load_plan(read_bytes(path), str(path))


def read_order(path: Path) -> schema.OrderRequest:
    """The order request in a JSON file (also gzipped). Raises InputError."""
    return schema.load_order(read_bytes(path), str(path))


def write(record: BaseModel, path: Path) -> None:
    """Stores a problem, plan or order request in its JSON form. Raises InputError if it can not."""
    write_bytes(schema.dump(record), path)


def read_bytes(path: Path) -> bytes:
    """Everything in a file, unpacked if its name ends in .gz; what the system refuses is said in words."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse(str(path), "there is no such file") from None
    except IsADirectoryError:
        raise refuse(str(path), "expected a file, found a folder") from None
    except OSError as error:
        raise refuse(str(path), f"can't be read: {error.strerror}") from None
    if path.suffix != ".gz":
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise refuse(str(path), "is named .gz but is no complete gzip file") from None


def write_bytes(content: bytes, path: Path) -> None:
    """All of it or nothing: a reader finds the old file or the new one, even after a crash in between."""
    check_writable(path)
    try:
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise refuse(str(path), f"can't be written: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(unfinished, 0o666 & ~_umask())
        os.replace(unfinished, path)
    except BaseException as error:
        Path(unfinished).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise refuse(str(path), f"can't be written: {error.strerror}") from None
        raise
    _sync_folder(path.parent)


def check_writable(path: Path) -> None:
    """Refuses a target that can not be written, so that a long run learns it at its start."""
    if path.is_dir():
        raise refuse(str(path), "expected the name of a file to write, found a folder")
    if not path.parent.is_dir():
        raise refuse(str(path), f"can't be written: there is no folder {str(path.parent)!r}")
    if not os.access(path.parent, os.W_OK):
        raise refuse(str(path), f"can't be written: no permission in the folder {str(path.parent)!r}")


def _umask() -> int:
    """The process's file mask; it can only be asked for by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself survive a power cut, where the system lets folders be synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
