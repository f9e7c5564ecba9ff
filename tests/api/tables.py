"""Problems as workbooks and zips of CSV files, made as a planner's program would."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from scheduler.domain.schema import load_problem
from scheduler.files.any_form import write_any
from tests.api.requests import Json

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ZIP = {"Content-Type": "application/zip"}


def workbook(folder: Path, document: Json, change: Callable[[str], str] = lambda text: text) -> bytes:
    """A problem as a workbook. `change` rewrites its texts, as somebody who types into cells would."""
    path = folder / "tables.xlsx"
    write_any(load_problem(json.dumps(document).encode(), "problem"), path, "en")
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/sharedStrings.xml":
                content = change(content.decode()).encode()
            new.writestr(part, content)
    return changed.getvalue()


def csv_files(folder: Path, document: Json) -> dict[str, bytes]:
    """A problem as CSV files by name."""
    write_any(load_problem(json.dumps(document).encode(), "problem"), folder / "tables", "en")
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
