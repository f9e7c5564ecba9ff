"""Where operations are written: by hand, or as a step of the product's routing, with the path into the problem."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scheduler.domain.decompose import LineDecomposition, Making
from scheduler.domain.expansion.rework import rework_id
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Mode
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import OperationId, ProductId


def template_places(problem: Problem, lines: Iterable[LineDecomposition]) -> dict[OperationId, Path]:
    """Generated operation -> the path of its routing step: ("products", 3, "routing", 1)."""
    products = {product.id: (row, product) for row, product in enumerate(problem.products)}
    places: dict[OperationId, Path] = {}
    for line in lines:
        _add(places, products, line.making)
    return places


def expansion_places(given: Problem, expanded: Problem) -> dict[OperationId, Path]:
    """Operation that stands for rework or maintenance -> its path: ("resources", 3, "maintenance", 0)."""
    places: dict[OperationId, Path] = {rework_id(rework): ("reworks", row) for row, rework in enumerate(given.reworks)}
    orders: dict[str, Path] = {
        f"maintenance:{resource.id}/{work.id}": ("resources", row, "maintenance", i)
        for row, resource in enumerate(given.resources)
        for i, work in enumerate(resource.maintenance)
    }
    if orders:
        places.update((o.id, orders[o.order]) for o in expanded.operations if o.order in orders)
    return places


def _add(places: dict[OperationId, Path], products: dict[ProductId, tuple[int, Product]], making: Making) -> None:
    for part in making.parts:
        _add(places, products, part)
    if not making.operations:  # all of it from stock
        return
    path, steps = _steps(*products[making.product], making.routing)
    omitted = {step for step, _ in making.omitted}
    left = deque(operation.id for operation in making.operations)
    for row, step in enumerate(steps):
        if step.id in omitted:
            continue
        if left[0].endswith(f"/{step.id}"):
            places[left.popleft()] = (*path, row)
        lot = 1
        while left and left[0].endswith(f"/{step.id}#{lot}"):
            places[left.popleft()] = (*path, row)
            lot += 1


def _steps(row: int, product: Product, routing: str | None) -> tuple[Path, Sequence[RoutingStep]]:
    if routing is None:
        return ("products", row, "routing"), product.routing
    alternative = next(i for i, other in enumerate(product.alternatives) if other.id == routing)
    return ("products", row, "alternatives", alternative, "steps"), product.alternatives[alternative].steps


def template_steps(problem: Problem) -> Iterator[tuple[Path, RoutingStep]]:
    """Every step of every routing with its path."""
    for row, product in enumerate(problem.products):
        for i, step in enumerate(product.routing):
            yield ("products", row, "routing", i), step
        for j, alternative in enumerate(product.alternatives):
            for i, step in enumerate(alternative.steps):
                yield ("products", row, "alternatives", j, "steps", i), step


class WrittenMode(NamedTuple):
    """A mode where somebody wrote it; `owner` is the id of the operation or step."""

    path: Path
    owner: str
    mode: Mode


RULES = frozenset(
    {
        "waiting", "skills", "crew", "states", "programme", "load", "load_per_unit", "starts_from", "starts_before",
        "ends_by",
    }
)  # fmt: skip
"""Fields of a mode that most modes don't have: a look at which ones are set spares all others being read."""


def follows_rules(mode: Mode) -> bool:
    """Whether a mode may say more than resources, minutes, cost and outside work."""
    return not RULES.isdisjoint(mode.model_fields_set)


def written_modes(problem: Problem) -> Iterator[WrittenMode]:
    """Every mode of the routing templates, of the operations decomposed by hand, and of reported rework."""
    for path, step in template_steps(problem):
        for i, mode in enumerate(step.modes):
            yield WrittenMode((*path, "modes", i), step.id, mode)
    for row, operation in enumerate(problem.operations):
        for i, mode in enumerate(operation.modes):
            yield WrittenMode(("operations", row, "modes", i), operation.id, mode)
    for row, rework in enumerate(problem.reworks):
        for i, mode in enumerate(rework.modes):
            yield WrittenMode(("reworks", row, "modes", i), rework.id, mode)
