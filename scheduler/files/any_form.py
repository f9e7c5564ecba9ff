"""A problem in whatever form a planner has it: a workbook, CSV files, or JSON, told apart by the name of the file."""

import re
import zlib
from pathlib import Path

from scheduler.domain import schema
from scheduler.domain.errors import InputError, refuse
from scheduler.domain.json_text import place
from scheduler.domain.problem import Problem
from scheduler.files import json_file
from scheduler.files.csv_folder import read_csv
from scheduler.files.csv_writer import write_csv_folder
from scheduler.files.tables.document import Imported, problem_from_sheets
from scheduler.files.tables.json_tables import sheets_from_json
from scheduler.files.tables.raw import RawSheet
from scheduler.files.workbook_reader import open_file, read_workbook
from scheduler.files.workbook_writer import write_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods")
JSON = (".json", ".json.gz")
READ = ", ".join((*WORKBOOKS, ".csv", *JSON)) + ", or a folder of .csv files"
WRITTEN = ".xlsx, .json, or a name without ending for a folder of .csv files"

JSON_BYTES = 64 * 2**20
"""Unpacked."""
JSON_VALUES = 2_000_000
"""Values in a JSON file, counted by its commas and brackets: a plan of 50,000 operations has half of them."""
TABLES = re.compile(rb'\s*\{\s*"tables"\s*:')


def read_sheets(path: Path) -> list[RawSheet]:
    """The tables of a workbook, CSV files or a JSON file of tables, before anything is known of their meaning.

    Raises InputError, also for a name that says nothing about the form, and for a nested problem in JSON.
    """
    name = path.name.lower()
    if path.is_dir() or name.endswith(".csv"):
        return read_csv(path)
    if name.endswith((*WORKBOOKS, ".xlsb")):  # which is refused there, in words
        return read_workbook(path)
    if name.endswith(JSON):
        return sheets_from_json(_json(path), str(path))
    raise refuse(str(path), f"its name does not say what it is; read are {READ}")


def read_any(path: Path, base: Problem | None = None) -> Imported:
    """The problem in a file or folder; tables are read over the stored problem `base`, if there is one.

    A nested problem in JSON is taken as it is, whatever is stored. Raises InputError; nothing is ever imported in part.
    """
    if path.name.lower().endswith(JSON) and not path.is_dir():
        content = _json(path)
        if not TABLES.match(content):
            return Imported(schema.load_problem(content, str(path)), (), place)
        return problem_from_sheets(sheets_from_json(content, str(path)), str(path), base)
    return problem_from_sheets(read_sheets(path), str(path), base)


def write_any(problem: Problem, path: Path, language: str) -> None:
    """The problem in the form that the name asks for; JSON is the nested form. Raises InputError."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        write_workbook(problem, path, language)
    elif ending == ".json":
        json_file.write(problem, path)
    elif not ending or path.is_dir():
        write_csv_folder(problem, path, language)
    else:
        raise refuse(str(path), f"is not written in this form; written are {WRITTEN}")


# --- JSON within limits ------------------------------------------------------------------------------


def _json(path: Path) -> bytes:
    """The bytes of a JSON file, unpacked, if they are not too many. Raises InputError."""
    with open_file(path) as file:
        try:
            content = file.read(JSON_BYTES + 1)
        except OSError as error:
            raise refuse(str(path), f"can't be read: {error.strerror}") from None
    if path.suffix.lower() == ".gz":
        content = _unpacked(content, str(path))
    if len(content) > JSON_BYTES:
        raise refuse(str(path), f"holds more than {JSON_BYTES // 2**20} MB of JSON")
    if sum(map(content.count, (b",", b"[", b"{"))) > JSON_VALUES:
        raise refuse(str(path), f"holds more than {JSON_VALUES:,} values")
    return content


def _unpacked(content: bytes, source: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(content, JSON_BYTES + 1)
    except zlib.error:
        raise _no_gzip(source) from None
    if len(unpacked) <= JSON_BYTES and (not unpacker.eof or unpacker.unused_data):
        raise _no_gzip(source)
    return unpacked


def _no_gzip(source: str) -> InputError:
    return refuse(source, "is named .gz but is no complete gzip file")
