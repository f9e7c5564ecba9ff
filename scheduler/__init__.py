"""A constraint-based production scheduler for make-to-order manufacturing.

    from scheduler import Limits, load_problem, solve

    plan = solve(load_problem(text, "shop.json"), Limits(seconds=30))

The public names are loaded when they are first used, because the engines take a second to import.
`verify_plan` is `scheduler.verify.verify`; `scheduler.verify` itself is the package of the rules.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.problem import Problem
    from scheduler.domain.schema import load_plan, load_problem
    from scheduler.promise.quote import quote
    from scheduler.search.limits import Limits
    from scheduler.search.solve import solve
    from scheduler.verify import verify as verify_plan

__all__ = ["Limits", "Plan", "Problem", "load_plan", "load_problem", "quote", "solve", "verify_plan"]

_HOMES = {
    "Limits": ("scheduler.search.limits", "Limits"),
    "Plan": ("scheduler.domain.plan", "Plan"),
    "Problem": ("scheduler.domain.problem", "Problem"),
    "load_plan": ("scheduler.domain.schema", "load_plan"),
    "load_problem": ("scheduler.domain.schema", "load_problem"),
    "quote": ("scheduler.promise.quote", "quote"),
    "solve": ("scheduler.search.solve", "solve"),
    "verify_plan": ("scheduler.verify", "verify"),
}


def __getattr__(name: str) -> object:
    """Loads a public name on its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found: object = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
