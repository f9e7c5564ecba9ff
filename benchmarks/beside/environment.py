"""Environments of other programs: made on first use inside `.venv`, never part of the project's requirements."""

import os
import shutil
import sys
from pathlib import Path

import dev


def python_with(name: str, requirement: str) -> Path:
    """The interpreter of an environment that holds one requirement, such as `pyjobshop==0.0.9`."""
    folder = dev.VENV / "beside" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    finished = folder / requirement
    if not finished.exists():
        shutil.rmtree(folder, ignore_errors=True)
        dev.say(f"making an environment with {requirement} ...")
        dev.run(sys.executable, "-m", "venv", "--without-pip", folder)
        settings = {"UV_HTTP_TIMEOUT": "120", **dev.pip_mirror(), **os.environ}
        dev.run(dev.UV, "pip", "install", requirement, "--python", python, "--quiet", env=settings)
        finished.touch()
    return python
