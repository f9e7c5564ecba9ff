"""Where compiled kernels are kept between runs.

numba notices an edit in the file of a function but not in the files of the functions it calls, and then runs the old
callee. So the folder's name is a hash of every kernel source, the array layout and all versions that matter: an edit
means a new folder. numba also keeps machine code apart by the path of its source, so the path is part of the hash:
another checkout on the same machine compiles for itself and says so, instead of finding a folder that has nothing for
it.
"""

import hashlib
import os
import platform
import shutil
import tempfile
from pathlib import Path

import llvmlite
import numba
import numpy as np

KEPT_FOLDERS = 10
"""Caches of other versions and checkouts are deleted beyond this many, those not used for longest first."""


def source_hash() -> str:
    """Hash of the kernel's place, its sources, the array layout, Python, numba, llvmlite and numpy versions."""
    here = Path(__file__).parent
    digest = hashlib.sha256(str(here.resolve()).encode())
    for path in [*sorted(here.glob("*.py")), here.parent / "compile" / "network.py"]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for version in (platform.python_version(), numba.__version__, llvmlite.__version__, np.__version__):
        digest.update(version.encode())
    digest.update(os.environ.get("NUMBA_BOUNDSCHECK", "").encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """The folder for this version of the kernel; SCHEDULER_CACHE chooses its parent."""
    chosen = os.environ.get("SCHEDULER_CACHE")
    if chosen:
        parent = Path(chosen)
    else:
        parent = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "production-scheduler"
    return parent / f"kernel-{source_hash()}"


def use_cache_folder() -> Path:
    """Creates the folder, tells numba to use it, and forgets the oldest folders of other versions."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except OSError:  # a read-only home must not stop a solve: this process compiles for itself
        folder = Path(tempfile.gettempdir()) / f"production-scheduler-{os.getuid()}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined] # as above
    others = [path for path in folder.parent.glob("kernel-*") if path != folder]
    for path in sorted(others, key=lambda path: path.stat().st_mtime)[: max(0, len(others) + 1 - KEPT_FOLDERS)]:
        shutil.rmtree(path, ignore_errors=True)
    return folder
