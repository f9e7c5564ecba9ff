#!/usr/bin/env python3
"""Everything a developer runs, with nothing but Python 3.11 and pip on the machine.

python3 dev.py demo [--once]     set up, solve the demo factory, serve its plan
python3 dev.py serve [ARGS]      set up, serve the web pages and the HTTP interface
python3 dev.py test [ARGS]       set up, run the tests (ARGS go to pytest)
python3 dev.py check             format, lint and types, then exactly what `test` runs
python3 dev.py fix               format the code and repair what the linter can
python3 dev.py bench [NAME ARGS] run benchmarks/NAME.py, or list the benchmarks
python3 dev.py lock [--upgrade]  write requirements/*.txt again from pyproject.toml

Each makes .venv by itself from the hashed locks; when nothing changed, that costs nothing.
"""

import ast
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who run an older one; no newer syntax above or below
    sys.exit("This project needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
STAMP = VENV / "set-up-finished"
LOCKS = ROOT / "requirements"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


# --- the environment ---------------------------------------------------------------------------------


def set_up(level: str) -> None:
    """Make `.venv` hold exactly the lock `level` ("runtime" or "dev"); what is there already is kept."""
    with one_at_a_time():
        wanted = fingerprint()
        have_level, have = STAMP.read_text("utf-8").split() if STAMP.exists() else ("", "")
        if have_level == "dev":
            level = "dev"  # dev holds the runtime at the same versions: nobody's tools are taken away
        if (have_level, have) == (level, wanted) and works(PYTHON):
            return
        with timed("environment"):
            say(f"setting up .venv ({level}) ...")
            STAMP.unlink(missing_ok=True)
            make_venv(keep=bool(have))
            uv("sync", "--require-hashes", LOCKS / "setup.txt", LOCKS / f"{level}.txt")
            uv("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)
            unfinished = STAMP.with_suffix(".part")
            unfinished.write_text(f"{level} {wanted}", "utf-8")
            unfinished.replace(STAMP)


def fingerprint() -> str:
    """What the environment depends on; another answer means: set up again."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {sys.platform} {ROOT}".encode())
    for file in [*sorted(LOCKS.glob("*.txt")), ROOT / "pyproject.toml"]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_venv(keep: bool) -> None:
    """Make `.venv` with uv inside. One that was never finished may hold half a package: it is made anew."""
    if not (keep and works(PYTHON)):
        if VENV.exists():
            say("an unfinished or foreign .venv is in the way: making it anew")
            shutil.rmtree(VENV)
        pip = host_has("pip")
        if not pip and not host_has("ensurepip"):
            sys.exit(
                "This Python has neither pip nor ensurepip. Install one of them and run this again "
                "(Debian and Ubuntu: apt install python3-pip)."
            )
        run(host(), "-m", "venv", *(["--without-pip"] if pip else []), VENV)
    wanted = LOCKS / "setup.txt"
    installer = [host(), "-m", "pip", "--python", PYTHON] if host_has("pip") else [PYTHON, "-m", "pip"]
    if UV.exists() and not wanted.exists():
        return
    what = ["--require-hashes", "--requirement", wanted] if wanted.exists() else ["uv"]
    run(*installer, "install", "-qq", "--disable-pip-version-check", *what)


def host() -> str:
    """The Python outside `.venv` that everything starts from."""
    inside = Path(sys.prefix).resolve() == VENV
    return getattr(sys, "_base_executable", sys.executable) if inside else sys.executable


def host_has(module: str) -> bool:
    return subprocess.run([host(), "-c", f"import {module}"], capture_output=True).returncode == 0


def works(python: Path) -> bool:
    """Whether this interpreter starts and is of the same version as the one running now."""
    check = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def uv(*args: object) -> None:
    """Run `uv pip ...` on `.venv`."""
    settings = {"UV_HTTP_TIMEOUT": "120", **pip_mirror(), **os.environ}
    run(UV, "pip", *args, "--python", PYTHON, "--quiet", env=settings)


def pip_mirror() -> dict[str, str]:
    """uv does not read pip's settings; a mirror that was configured for pip is meant for us as well."""
    ask = [host(), "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(ask, capture_output=True, text=True)
    url = os.environ.get("PIP_INDEX_URL") or (answer.stdout.strip() if answer.returncode == 0 else "")
    return {"UV_DEFAULT_INDEX": url} if url else {}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together must not both build `.venv`; the lock ends with its process."""
    with Path(__file__).open() as file:
        with contextlib.suppress(ImportError):  # not on Windows
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- kernel and browser ------------------------------------------------------------------------------


def compile_kernel() -> None:
    """Compile the numba code now, with a message, so that no later command or request waits for it."""
    with timed("kernel"):
        run(PYTHON, "-m", "scheduler.search.warm")


def browser() -> dict[str, str]:
    """Find or install Chromium for the browser tests; they read the answer from the environment."""
    if os.environ.get("SCHEDULER_CHROMIUM"):
        return {}
    found = which_browser()
    reason = ""
    if not found and is_debian_root():
        with timed("browser"):
            reason = apt_install("chromium", "fonts-noto-cjk")
        found = which_browser()
    if found:
        return {"SCHEDULER_CHROMIUM": found}
    reason = reason or "no Chromium on this machine; install it (or Chrome) so that it is on the PATH"
    say(f"browser tests will be skipped: {reason}")
    return {"SCHEDULER_NO_CHROMIUM": reason}


def which_browser() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), None) or ""


def is_debian_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> str:
    """Install Debian packages quietly. Returns why that failed, in one line; empty when it worked."""
    say(f"installing {' and '.join(packages)} for the browser tests ...")
    options = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=1"]
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        command = ["apt-get", *options, *step]
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
        except subprocess.TimeoutExpired:
            return f"`apt-get {step[0]}` took more than 300 s"
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
            return f"`apt-get {step[0]}` failed: {lines[-1]}"
    return ""


# --- the commands ------------------------------------------------------------------------------------


def demo(args: list[str]) -> int:
    set_up("runtime")
    compile_kernel()
    return attempt("-m", "scheduler.cli", "demo", *args)


def serve(args: list[str]) -> int:
    set_up("runtime")
    compile_kernel()
    return attempt("-m", "scheduler.cli", "serve", *args)


def test(args: list[str]) -> int:
    set_up("dev")
    compile_kernel()
    return attempt("-m", "pytest", *args, env=browser())


def check(args: list[str]) -> int:
    refuse(args)
    set_up("dev")
    steps: dict[str, Callable[[], int]] = {
        "format": lambda: attempt("-m", "ruff", "format", "--check", "."),
        "lint": lambda: attempt("-m", "ruff", "check", "."),
        "types": lambda: attempt("-m", "mypy"),
        "tests": lambda: test([]),
    }
    failed = []
    for name, step in steps.items():
        with timed(name):
            if step():
                failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def fix(args: list[str]) -> int:
    refuse(args)
    set_up("dev")
    left = attempt("-m", "ruff", "check", "--fix", ".")
    return attempt("-m", "ruff", "format", ".") or left


def bench(args: list[str]) -> int:
    folder = ROOT / "benchmarks"
    programs = {p.stem: p for p in sorted(folder.glob("*.py")) if not p.stem.startswith("_")}
    if not args:
        for name, path in programs.items():
            about = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            print(f"{name:20} {about.partition(chr(10))[0]}")
        return 0
    if args[0] not in programs:
        sys.exit(f"no benchmark named {args[0]!r}; there are: {', '.join(programs) or 'none yet'}")
    set_up("runtime")
    compile_kernel()
    return attempt("-m", f"benchmarks.{args[0]}", *args[1:])


def lock(args: list[str]) -> int:
    """Later files are held to the versions of the earlier ones, so that they install together."""
    with one_at_a_time():
        if not UV.exists():
            make_venv(keep=works(PYTHON))
    LOCKS.mkdir(exist_ok=True)
    what: dict[str, list[object]] = {
        "runtime": ["pyproject.toml"],
        "dev": ["pyproject.toml", "--group", "dev", "--constraint", LOCKS / "runtime.txt"],
        "setup": ["--group", "setup", "--constraint", LOCKS / "dev.txt"],
    }
    style = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    for name, sources in what.items():
        uv("compile", *sources, *style, "--output-file", LOCKS / f"{name}.txt", *args)
        say(f"wrote requirements/{name}.txt")
    return 0


COMMANDS = {f.__name__: f for f in (demo, serve, test, check, fix, bench, lock)}


# --- helpers -----------------------------------------------------------------------------------------


def say(message: str) -> None:
    print(f"dev.py: {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def timed(phase: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    say(f"{phase} {time.perf_counter() - start:.1f} s")


def run(*command: object, env: dict[str, str] | None = None) -> None:
    """Run a step of the set-up; when it fails, its own message was printed: say which it was, and stop."""
    words = [str(word) for word in command]
    code = subprocess.run(words, cwd=ROOT, env=env).returncode
    if code:
        sys.exit(f"dev.py: this step failed (exit code {code}): {' '.join(words)}")


def attempt(*args: object, env: dict[str, str] | None = None) -> int:
    """Run the Python of `.venv` at the root of the project and return its exit code."""
    words = [str(word) for word in (PYTHON, *args)]
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}).returncode


def refuse(args: list[str]) -> None:
    if args:
        sys.exit(f"dev.py: this command takes no arguments, but got: {' '.join(args)}")


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        print(__doc__)
        return 0 if argv[:1] in (["-h"], ["--help"]) else 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
