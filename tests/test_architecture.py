"""Who may import whom, and lists that must agree: read from the sources, so that nothing is missed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import scheduler
from scheduler.compile import compiling
from scheduler.cpsat import model as cpsat_model
from scheduler.domain.goal import DEFAULT_GOALS, Goal
from scheduler.domain.measure import MEASURES
from scheduler.domain.plan import Cause
from scheduler.kernel import chain, objective
from scheduler.search import outcomes
from scheduler.texts import Language, has_text
from scheduler.verify import RULES

ROOT = Path(__file__).parents[1]

ENGINES = {"compile", "kernel", "cpsat", "verify", "domain"}

ALLOWED = {
    "domain": set[str](),
    "verify": {"domain"},
    "compile": {"domain"},
    "kernel": set[str](),
    "cpsat": {"compile", "domain"},
    "search": ENGINES,
    "promise": {"search", *ENGINES},
    "sheets": {"compile", "domain", "texts"},
    "files": {"domain", "sheets", "texts"},
    "doctor": {"compile", "kernel", "domain"},
    "texts": {"domain", "promise", "doctor"},
    "charts": {"compile", "domain", "texts"},
}
"""Package of `scheduler` -> the packages of it that it may import beside itself."""

SURFACES = {"commands", "cli"}
"""What people call; it may import everything in `scheduler`."""

ONLY_IN = {
    "ortools": "scheduler.cpsat",
    "numba": "scheduler.kernel",
    "llvmlite": "scheduler.kernel",
    "plotly": "scheduler.charts",
    "pandas": "scheduler.files",
    "python_calamine": "scheduler.files",
    "xlsxwriter": "scheduler.files",
    "icalendar": "scheduler.files",
    "typer": "scheduler.cli",
    "rich": "scheduler.commands",
    "fastapi": "api",
    "starlette": "api",
    "uvicorn": "api",
    "sqlalchemy": "api",
    "alembic": "api",
    "dbos": "api",
    "jinja2": "api",
}
"""Library -> the only package of ours that imports it."""

NUMPY = {"compile", "kernel", "cpsat", "search", "promise"}
"""Packages that work on arrays; the others are plain Python."""


LONGEST = 400
"""Lines of a module that one can still read at once."""


# --- reading the sources -----------------------------------------------------------------------------


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def modules(package: str) -> list[tuple[str, Path]]:
    """(dotted name, file) of every module of a top-level package."""
    found = []
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return found


@cache
def imports(name: str, path: Path) -> tuple[str, ...]:
    """Every module that a file imports anywhere, also inside functions and under TYPE_CHECKING.

    `from a import b` gives `a.b` when that is a module of ours: `from scheduler import kernel` is seen.
    """
    return tuple(_imports(name, path))


def _imports(name: str, path: Path) -> Iterator[str]:
    ours = our_modules()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in ours else base
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


@cache
def our_modules() -> frozenset[str]:
    return frozenset(module for top in ("scheduler", "api") for module, _ in modules_of(top))


@cache
def modules_of(package: str) -> tuple[tuple[str, Path], ...]:
    return tuple(modules(package))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def package_of(module: str) -> str:
    """`scheduler.kernel.place` -> `kernel`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


# --- who may import whom -----------------------------------------------------------------------------


def test_every_package_of_the_scheduler_has_a_rule() -> None:
    """A new package must say what it may import."""
    packages = {package_of(name) for name, _ in modules_of("scheduler")} - {""}
    assert packages == ALLOWED.keys() | SURFACES


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_only_what_is_below_them(package: str) -> None:
    wrong = [
        f"{name} imports {target}"
        for name, path in modules_of("scheduler")
        if package_of(name) == package
        for target in imports(name, path)
        if target.split(".")[0] in ("scheduler", "api", "tests", "benchmarks", "data")
        and (target.split(".")[0] != "scheduler" or package_of(target) not in ALLOWED[package] | {package})
    ]
    assert wrong == []


def test_nothing_in_the_scheduler_imports_the_service() -> None:
    wrong = [name for name, path in modules_of("scheduler") for t in imports(name, path) if t.split(".")[0] == "api"]
    assert wrong == []


def test_the_service_imports_no_engine() -> None:
    engines = {"kernel", "cpsat", "compile"}
    wrong = [
        f"{name} imports {target}"
        for name, path in modules_of("api")
        for target in imports(name, path)
        if target.startswith("scheduler.") and package_of(target) in engines
    ]
    assert wrong == []


def test_texts_take_only_the_answer_from_promise() -> None:
    """`promise` as a whole is above them; the record of a quote is what they put into words."""
    targets = {
        target
        for name, path in modules_of("scheduler")
        if package_of(name) == "texts"
        for target in imports(name, path)
        if package_of(target) == "promise" and target.startswith("scheduler.")
    }
    assert targets <= {"scheduler.promise.answer"}


@pytest.mark.parametrize("library", ONLY_IN)
def test_libraries_stay_where_they_belong(library: str) -> None:
    home = ONLY_IN[library]
    users = {
        name
        for top in ("scheduler", "api")
        for name, path in modules_of(top)
        if any(target.split(".")[0] == library for target in imports(name, path))
    }
    assert [name for name in sorted(users) if name != home and not name.startswith(f"{home}.")] == []


def test_the_domain_and_the_kernel_know_next_to_nothing() -> None:
    third_party = {
        package: {
            target.split(".")[0]
            for name, path in modules_of("scheduler")
            if package_of(name) == package
            for target in imports(name, path)
        }
        - set(sys.stdlib_module_names)
        - {"scheduler"}
        for package in ("domain", "verify", "kernel", "cpsat")
    }
    assert third_party["domain"] <= {"pydantic", "pydantic_core"}
    assert third_party["verify"] == set()
    assert third_party["kernel"] <= {"numpy", "numba", "llvmlite"}
    assert third_party["cpsat"] <= {"numpy", "ortools"}


def test_arrays_stay_in_the_engines() -> None:
    users = {
        package_of(name)
        for name, path in modules_of("scheduler")
        if any(target.split(".")[0] == "numpy" for target in imports(name, path))
    }
    assert users <= NUMPY


def test_nothing_in_the_scheduler_reads_a_clock_on_the_wall() -> None:
    """`as_of` is input. How long something takes (perf_counter, monotonic) may be asked."""
    wrong = [
        f"{name}:{node.lineno} {_called(node)}"
        for name, path in modules_of("scheduler")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and (_called(node) in ("now", "utcnow", "today") or ast.unparse(node.func) == "time.time")
    ]
    assert wrong == []


def test_the_service_starts_without_any_engine_in_memory() -> None:
    """Also not by way of something else: engines live in the solver processes only."""
    program = (
        "import api.main, sys\n"
        "heavy = ('numba', 'ortools', 'pandas', 'plotly', 'scheduler.kernel', 'scheduler.cpsat')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the public names --------------------------------------------------------------------------------


def test_the_public_names_are_these() -> None:
    assert scheduler.__all__ == [
        "Limits", "Plan", "Problem", "load_plan", "load_problem", "quote", "solve", "verify_plan",
    ]  # fmt: skip
    assert set(scheduler.__all__) <= set(dir(scheduler))
    for name in scheduler.__all__:
        found = getattr(scheduler, name)
        assert found.__module__.startswith("scheduler.")
        assert found.__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        scheduler.__getattr__("nonsense")


def test_typed_and_lazy_public_names_agree() -> None:
    """What type checkers see (the imports under TYPE_CHECKING) is what is loaded."""
    typed = {
        alias.asname or alias.name: (node.module, alias.name)
        for block in syntax(ROOT / "scheduler" / "__init__.py").body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == scheduler._HOMES
    assert sorted(typed) == scheduler.__all__


def test_importing_the_package_loads_no_engine() -> None:
    program = "import scheduler, sys; print([m for m in ('numba', 'pydantic', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- lists that must agree ---------------------------------------------------------------------------


def test_every_goal_is_measured_by_the_domain_and_by_both_engines() -> None:
    assert list(MEASURES) == list(Goal)
    assert list(compiling.GOAL_INDEX) == list(Goal)
    by_number = {
        objective.UNPLANNED: Goal.UNPLANNED,
        objective.BROKEN_PINS: Goal.BROKEN_PINS,
        objective.UNTRADEABLE: Goal.UNTRADEABLE_LATENESS,
        objective.COST: Goal.COST,
        objective.DISTURBANCE: Goal.DISTURBANCE,
        objective.FLOW_TIME: Goal.FLOW_TIME,
        objective.MAKESPAN: Goal.MAKESPAN,
    }
    assert {goal: number for number, goal in by_number.items()} == compiling.GOAL_INDEX
    # Orders that are not plannable never reach an engine, so CP-SAT has no term for them.
    assert set(cpsat_model.GOALS) == set(Goal) - {Goal.UNPLANNED}
    assert set(DEFAULT_GOALS) <= set(Goal)


def test_the_causes_of_the_kernel_are_those_of_the_plan() -> None:
    numbered = [getattr(chain, cause.name) for cause in Cause]
    assert numbered == list(range(len(Cause)))
    assert tuple(Cause) == outcomes.CAUSES


def message_keys(*packages: str) -> set[str]:
    """Literal keys of all messages that packages build: `Message(key="…")`, `_message("…")`."""
    found = set()
    for name, path in modules_of("scheduler"):
        if package_of(name) not in packages:
            continue
        for node in ast.walk(syntax(path)):
            if not isinstance(node, ast.Call) or _called(node) not in ("Message", "_message"):
                continue
            given = [k.value for k in node.keywords if k.arg == "key"] + list(node.args[:1])
            found |= {v.value for v in given if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    return found


def documented_faults() -> set[str]:
    rows = [
        row.split("|")[1]
        for row in (ROOT / "docs" / "rules" / "not-plannable.md").read_text("utf-8").splitlines()
        if row.startswith("| `")
    ]
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def test_every_fault_is_found_verified_put_into_words_and_documented() -> None:
    faults = message_keys("compile")
    assert len(faults) == 14
    verified = message_keys("verify") | {
        node.comparators[0].value
        for node in ast.walk(syntax(ROOT / "scheduler" / "verify" / "faults.py"))
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left) == "claimed.key"
        and isinstance(node.comparators[0], ast.Constant)
    }
    assert verified == faults
    assert documented_faults() == faults
    missing = [(key, language) for key in faults for language in Language if not has_text(f"fault.{key}", language)]
    assert missing == []


def test_every_note_and_every_reason_for_not_loading_has_words() -> None:
    notes = message_keys("search", "promise", "cpsat")
    reasons = message_keys("domain")
    assert notes >= {"stopped_early"}
    assert reasons >= {"reservation_lapsed", "signed_but_not_effective", "status_loads_nothing"}
    wanted = [f"note.{key}" for key in notes] + [f"not_loaded.{key}" for key in reasons]
    assert [(key, language) for key in wanted for language in Language if not has_text(key, language)] == []


def test_every_rule_of_the_verifier_is_documented() -> None:
    index = (ROOT / "docs" / "rules" / "README.md").read_text("utf-8")
    named = re.findall(r"`(\w+)`", "\n".join(row for row in index.splitlines() if row.startswith("| [")))
    assert set(named) == RULES.keys()


# --- style that a machine can hold -------------------------------------------------------------------


def test_files_stay_short_and_have_honest_names() -> None:
    """Nothing of ours is called utils or helpers, and no module is longer than one can read at once."""
    files = [path for top in ("scheduler", "api") for _, path in modules_of(top)]
    assert [path.name for path in files if path.stem in ("utils", "util", "helpers", "misc", "manager")] == []
    long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text("utf-8").splitlines()) > LONGEST}
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    bare = [
        name for top in ("scheduler", "api") for name, path in modules_of(top) if not ast.get_docstring(syntax(path))
    ]
    assert bare == []
