"""What every result states: the machine, its load, the date, the commit and the command; and where results are kept."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).parent.parent


def machine() -> str:
    """One line about the machine and its load now."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}{load}"


def commit() -> str:
    """The commit that is measured; `+` if files were changed since."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", "scheduler") else "")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["--"] * len(head), *rows)]
    return "\n".join(lines)


def publish(name: str, title: str, text: str, program: str | None = None) -> None:
    """Prints a result and stores it as `benchmarks/results/NAME.md`. `program`: what made it, if named otherwise."""
    command = "python3 dev.py bench " + " ".join([program or name, *sys.argv[1:]])
    stated = f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, {machine()}\n\nCommand: `{command}`"
    whole = f"# {title}\n\n{stated}\n\n{text}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(whole, encoding="utf-8")
    print(whole)


def instances(argument: str | None = None) -> Path:
    """The folder of public benchmark instances: the argument, or the one beside the project."""
    folder = Path(argument) if argument else ROOT.parent / "shared" / "benchmarks" / "instances"
    if not folder.is_dir():
        raise SystemExit(f"no benchmark instances in {folder}: give their folder with --instances")
    return folder
