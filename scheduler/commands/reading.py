"""Problems in any form, read for the command line: what was passed over is said on standard error."""

from pathlib import Path

from scheduler.commands.terminal import remarks
from scheduler.domain.problem import Problem
from scheduler.files.any_form import read_any
from scheduler.files.tables.document import Imported
from scheduler.texts import Language, text


def read(path: Path, language: Language = Language.EN, base: Problem | None = None) -> Imported:
    """The problem in JSON, a workbook or a folder of CSV files, merged into `base` if given. Raises InputError."""
    imported = read_any(path, base)
    console = remarks()
    for note in imported.notes:
        console.print(text(f"files.{note.key}", language, **note.parameters), style="yellow", markup=False)
    return imported
