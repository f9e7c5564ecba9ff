"""The command line under test: as a process of its own, or inside this one where only its answer matters.

A process takes most of a second to load Python and the libraries. So every command and every exit code is tried as a
process at least once, and what else a command says, inside this one.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import run

Done = subprocess.CompletedProcess[str]

COLUMNS = "200"


def scheduler(*arguments: object, folder: Path) -> Done:
    """Runs the command as a process in a folder of its own."""
    command = [sys.executable, "-m", "scheduler.cli", *map(str, arguments)]
    kept = {name: os.environ[name] for name in ("SCHEDULER_CACHE", "XDG_CACHE_HOME") if name in os.environ}
    environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin", "COLUMNS": COLUMNS, **kept}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def scheduler_here(*arguments: object, folder: Path) -> Done:
    """Runs the command inside this process, with the folder as its own; it answers as the process would."""
    words = [str(argument) for argument in arguments]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", COLUMNS)
        patch.delenv("FORCE_COLOR", raising=False)  # a file is no terminal, whatever the developer likes
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = run(words)
    return Done(words, code, out.getvalue(), err.getvalue())
