"""Where operations are written: by hand, or as a step of the product's routing, with the path into the problem."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scheduler.domain.decompose import LineDecomposition, Making
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


def _add(places: dict[OperationId, Path], products: dict[ProductId, tuple[int, Product]], making: Making) -> None:
    for part in making.parts:
        _add(places, products, part)
    if not making.operations:  # all of it from stock
        return
    path, steps = _steps(*products[making.product], making.routing)
    omitted = {step for step, _ in making.omitted}
    kept = [row for row, step in enumerate(steps) if step.id not in omitted]
    places.update({operation.id: (*path, row) for operation, row in zip(making.operations, kept, strict=True)})


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


def written_modes(problem: Problem) -> Iterator[WrittenMode]:
    """Every mode of the routing templates and of the operations decomposed by hand."""
    for path, step in template_steps(problem):
        for i, mode in enumerate(step.modes):
            yield WrittenMode((*path, "modes", i), step.id, mode)
    for row, operation in enumerate(problem.operations):
        for i, mode in enumerate(operation.modes):
            yield WrittenMode(("operations", row, "modes", i), operation.id, mode)
