"""A proposed purchase serves one need, can still be ordered, and is there when its operation starts."""

from collections import defaultdict

from scheduler.domain.plan import Peg, ProposedPurchase
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.supplies import Supplies, thousandths
from scheduler.verify.violation import Findings


def check_purchases(case: Case, found: Findings) -> None:
    """Order-by is need-by minus lead and inspection, and not past; the quantity is what is pegged."""
    supplies = Supplies(case)
    pegs: dict[str, list[Peg]] = defaultdict(list)
    for peg in case.plan.pegs:
        if peg.purchase is not None:
            pegs[peg.purchase].append(peg)
    touched = {operation.id for operation in case.operations_to_check}
    seen: set[str] = set()
    for purchase in case.plan.purchases:
        if not case.everything and purchase.operation not in touched:
            continue
        found.checked += 1
        if purchase.id in seen:
            found.wrong("purchase_listed_twice", purchase=purchase.id)
        seen.add(purchase.id)
        _check_purchase(case, supplies, found, purchase, pegs.get(purchase.id, []))
    known = {purchase.id for purchase in case.plan.purchases}
    for id_, served in pegs.items():
        if id_ not in known:
            found.wrong("unknown_purchase", operation=served[0].operation, purchase=id_)


def _check_purchase(
    case: Case, supplies: Supplies, found: Findings, purchase: ProposedPurchase, pegs: list[Peg]
) -> None:
    about = {"purchase": purchase.id}
    job = case.jobs.get(purchase.operation)
    order = None if job is None else case.orders.get(job.operation.order)
    if job is None or order is None or not _serves(supplies, job, purchase, pegs):
        found.wrong("purchase_without_need", operation=purchase.operation, material=purchase.material, **about)
        return
    if purchase.material not in case.materials:
        return  # the order is not plannable: said elsewhere
    ids: dict[str, str] = {
        "order": order.id,
        "operation": job.operation.id,
        "material": purchase.material,
        "purchase": purchase.id,
    }
    if purchase.company != order.company:
        found.wrong("purchase_for_other_company", **ids, company=purchase.company)
    if any(
        (peg.operation, peg.material, peg.instead_of) != (purchase.operation, purchase.material, pegs[0].instead_of)
        for peg in pegs
    ):
        found.wrong("purchase_for_two_needs", **ids)
    if sum(thousandths(peg.quantity) for peg in pegs) != thousandths(purchase.quantity):
        found.wrong("purchase_of_other_quantity", **ids)
    order_by, need_by = minute(purchase.order_by), minute(purchase.need_by)
    if order_by != need_by - supplies.purchase_minutes(purchase.material):
        found.wrong("wrong_order_by", **ids, order_by=case.when(order_by))
    if order_by < case.as_of:
        found.wrong("order_by_in_the_past", **ids, order_by=case.when(order_by))
    # What may follow the delivery can come later than the start; `materials` says how much of it.
    follows = purchase.material in supplies.may_follow(job.operation)
    if (need_by > job.start and not follows) or any(minute(peg.available_at) > need_by for peg in pegs):
        found.wrong("bought_too_late", **ids, need_by=case.when(need_by))


def _serves(supplies: Supplies, job: Job, purchase: ProposedPurchase, pegs: list[Peg]) -> bool:
    """Whether the operation needs what is bought, by itself or as a substitute; `materials` judges the substitute."""
    needed = supplies.waited_for(job.operation) | supplies.may_follow(job.operation)
    return purchase.material in needed or any(peg.instead_of in needed for peg in pegs)
