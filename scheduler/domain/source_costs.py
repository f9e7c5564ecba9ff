"""What it costs that needs are covered by other companies' stocks and by substitutes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.domain.material import GroupTransfer, Substitute
from scheduler.domain.operation import Operation
from scheduler.domain.plan import Peg, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, MaterialId, OperationId

Need = tuple[OperationId, MaterialId]
"""An operation and the material that it needs, whatever it is given."""


def source_costs(problem: Problem, plan: Plan) -> int:
    """The costs of all needs that a plan covers from elsewhere; pegs that no source explains cost nothing.

    A transfer costs the same for every need that it covers; a substitute its price for each unit of what dedicated
    arrivals leave of the need, rounded up once.
    """
    pegs: dict[Need, list[Peg]] = defaultdict(list)
    for peg in plan.pegs:
        pegs[peg.operation, peg.instead_of or peg.material].append(peg)
    elsewhere = {need: own for need, own in pegs.items() if any(peg.company or peg.instead_of for peg in own)}
    if not elsewhere:
        return 0
    operations = {operation.id: operation for operation in problem.operations}
    companies = {order.id: order.company for order in problem.orders}
    transfers = approved_transfers(problem.group_transfers)
    offers = {
        (material.id, offer.material): offer
        for material in problem.materials
        for offer in approved(material.substitutes)
    }
    total = 0
    for (id_, material), own in elsewhere.items():
        operation = operations.get(id_)
        if operation is not None:
            total += _cost(operation, material, own, transfers, offers, companies.get(operation.order))
    return total


def approved(substitutes: Iterable[Substitute]) -> list[Substitute]:
    """Substitutes that a plan may use; of one listed twice the first."""
    found: dict[MaterialId, Substitute] = {}
    for substitute in substitutes:
        if substitute.approval.usable:
            found.setdefault(substitute.material, substitute)
    return list(found.values())


def approved_transfers(transfers: Iterable[GroupTransfer]) -> dict[tuple[CompanyId, CompanyId], GroupTransfer]:
    """The first approved transfer from one company to another, by the two."""
    found: dict[tuple[CompanyId, CompanyId], GroupTransfer] = {}
    for transfer in transfers:
        if transfer.approval.usable and transfer.from_company != transfer.to_company:
            found.setdefault((transfer.from_company, transfer.to_company), transfer)
    return found


def _cost(
    operation: Operation,
    material: MaterialId,
    pegs: Iterable[Peg],
    transfers: Mapping[tuple[CompanyId, CompanyId], GroupTransfer],
    offers: Mapping[tuple[MaterialId, MaterialId], Substitute],
    company: CompanyId | None,
) -> int:
    source = next(peg for peg in pegs if peg.company or peg.instead_of)
    if source.company is not None and company is not None:
        transfer = transfers.get((source.company, company))
        return 0 if transfer is None else transfer.cost
    offer = offers.get((material, source.material))
    if offer is None:
        return 0
    needed = sum(int(need.quantity * 1000) for need in operation.needs if need.material == material)
    left = needed - sum(int(peg.quantity * 1000) for peg in pegs if not peg.instead_of)
    return -(-offer.cost_per_unit * max(0, left) // 1000)
