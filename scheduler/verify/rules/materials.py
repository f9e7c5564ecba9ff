"""Every need is covered by supplies that are there in time, the order's to use, and given out once."""

from collections import defaultdict
from collections.abc import Sequence

from scheduler.domain.plan import Peg, SupplyKind
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.missing_parts import check_missing_parts
from scheduler.verify.supplies import Source, Supplies, thousandths
from scheduler.verify.violation import Findings

Pegged = dict[tuple[OperationId, MaterialId], list[Peg]]
"""Pegs by operation and the material that it needs, substitutes under what they stand for."""


def check_materials(case: Case, found: Findings) -> None:
    """Needs of work not started are pegged in full to supplies that are free before the start: what is dedicated to the
    order, and one source for the rest."""
    supplies = Supplies(case)
    pegged: Pegged = defaultdict(list)
    touched = {operation.id for operation in case.operations_to_check}
    for peg in case.plan.pegs:
        if case.everything or peg.operation in touched:
            found.checked += 1
            pegged[peg.operation, peg.instead_of or peg.material].append(peg)
    for (operation, material), pegs in pegged.items():
        job = case.jobs.get(operation)
        if job is None or material not in _needed(case, supplies, job):
            found.wrong("peg_without_need", operation=operation, material=material)
            continue
        for peg in pegs:
            _check_peg(case, supplies, found, peg, job)
    for job in case.jobs_to_check:
        for material in _needed(case, supplies, job):
            found.checked += 1
            _check_covered(case, supplies, found, job, material, pegged.get((job.operation.id, material), []))
    _check_given_once(case, supplies, found)
    check_missing_parts(case, supplies, found, pegged)
    _check_overdue(supplies, found)


def _needed(case: Case, supplies: Supplies, job: Job) -> list[MaterialId]:
    """Known materials that work which has not started needs."""
    if job.progress is not None or job.operation.order not in case.planned:
        return []
    needed = supplies.waited_for(job.operation) | supplies.may_follow(job.operation)
    return [material for material in needed if material in case.materials]


def _check_covered(
    case: Case, supplies: Supplies, found: Findings, job: Job, material: MaterialId, pegs: Sequence[Peg]
) -> None:
    """The pegs are together what is needed, and only what may follow comes after the start."""
    follows = supplies.may_follow(job.operation).get(material, 0)
    needed = supplies.waited_for(job.operation).get(material, 0) + follows
    own = [peg for peg in pegs if peg.company is None and peg.instead_of is None]
    late = [peg for peg in own if minute(peg.available_at) > job.start]
    if _sum(late) > follows:
        available = case.when(max(minute(peg.available_at) for peg in late))
        found.wrong("material_too_late", **job.ids, material=material, available=available)
    given = _sum(own)
    elsewhere = [peg for peg in pegs if peg.company is not None or peg.instead_of is not None]
    if elsewhere:
        dedicated = _sum([peg for peg in own if supplies.is_dedicated(peg)])
        if given - follows > dedicated or len({(peg.material, peg.company) for peg in elsewhere}) > 1:
            found.wrong("more_than_one_source", **job.ids, material=material)
            return
        left = needed - given
        source = _source(case, supplies, job, elsewhere[0], left)
        if left > 0 and source is None:
            found.wrong("unknown_source", **job.ids, material=material)
            return
        if left > 0 and source is not None:
            material, needed, given = elsewhere[0].material, source.quantity, 0
        given += _sum(elsewhere)
    if given != needed:
        found.wrong("need_not_covered", **job.ids, material=material, needed=_amount(needed), given=_amount(given))


def _source(case: Case, supplies: Supplies, job: Job, peg: Peg, quantity: int = 1) -> Source | None:
    """The source that a peg names for some thousandths of its need; None if the need has no such source."""
    order = case.orders[job.operation.order]
    company = order.company if peg.company is None else peg.company
    if peg.company == order.company:
        return None  # the own company is never named
    sources = supplies.sources(order, job.operation, peg.instead_of or peg.material, quantity)
    return next((source for source in sources if (source.material, source.company) == (peg.material, company)), None)


def _check_peg(case: Case, supplies: Supplies, found: Findings, peg: Peg, job: Job) -> None:
    source = _source(case, supplies, job, peg)
    if source is None or (peg.instead_of is not None and peg.instead_of == peg.material):
        found.wrong("unknown_source", **job.ids, material=peg.material)
        return
    available = minute(peg.available_at)
    direct = peg.company is None and peg.instead_of is None
    if not direct and available > job.start:
        found.wrong("material_too_late", **job.ids, material=peg.material, available=case.when(available))
    if not source.bought and job.start - source.minutes >= supplies.bought_at(peg.material):
        found.wrong("transferred_after_lead", **job.ids, material=peg.material)
    named = {
        SupplyKind.STOCK: (False, False),
        SupplyKind.ARRIVAL: (True, False),
        SupplyKind.PURCHASE: (False, True),
    }
    if (peg.arrival is not None, peg.purchase is not None) != named[peg.supply]:
        found.wrong("peg_names_no_supply", **job.ids, material=peg.material)
    elif peg.supply is SupplyKind.ARRIVAL:
        _check_arrival(case, supplies, found, peg, job, source)
    elif peg.supply is SupplyKind.STOCK:
        _check_moment(case, found, peg, job, case.as_of + source.minutes)
    elif not source.bought:
        found.wrong("bought_by_other_company", **job.ids, material=peg.material)
    elif available < supplies.bought_at(peg.material):
        _check_moment(case, found, peg, job, supplies.bought_at(peg.material))


def _check_moment(case: Case, found: Findings, peg: Peg, job: Job, truth: int) -> None:
    if minute(peg.available_at) != truth:
        found.wrong("wrong_available_at", **job.ids, material=peg.material, truth=case.when(truth))


def _check_arrival(case: Case, supplies: Supplies, found: Findings, peg: Peg, job: Job, source: Source) -> None:
    about = {"arrival": str(peg.arrival)}
    arrival = None if peg.arrival is None else supplies.arrivals.get(peg.arrival)
    if arrival is None or arrival.material != peg.material:
        found.wrong("unknown_arrival", **job.ids, material=peg.material, **about)
        return
    if arrival.company != source.company:
        found.wrong("arrival_of_other_company", **job.ids, material=peg.material, **about)
    to_this_order = arrival.order == job.operation.order and peg.company is None and peg.instead_of is None
    if arrival.order is not None and not to_this_order:
        found.wrong("arrival_of_other_order", **job.ids, material=peg.material, **about, owner=arrival.order)
    free_at = supplies.free_at[arrival.id]
    if free_at is None:
        found.wrong("arrival_not_usable", **job.ids, material=peg.material, **about)
    else:
        _check_moment(case, found, peg, job, free_at + source.minutes)


def _check_given_once(case: Case, supplies: Supplies, found: Findings) -> None:
    """No stock and no arrival is given out twice, whoever takes it."""
    from_stock: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
    from_arrival: dict[ArrivalId, int] = defaultdict(int)
    for peg in case.plan.pegs:
        operation = case.operations.get(peg.operation)
        if operation is None or operation.order not in case.orders:
            continue
        if peg.supply is SupplyKind.STOCK:
            company = case.orders[operation.order].company if peg.company is None else peg.company
            from_stock[peg.material, company] += thousandths(peg.quantity)
        elif peg.supply is SupplyKind.ARRIVAL and peg.arrival is not None:
            from_arrival[peg.arrival] += thousandths(peg.quantity)
    for (material, company), given in from_stock.items():
        if given > supplies.stock.get((material, company), 0):
            found.wrong("stock_given_twice", material=material, company=company, given=_amount(given))
    for id_, given in from_arrival.items():
        if id_ in supplies.arrivals and given > thousandths(supplies.arrivals[id_].quantity):
            found.wrong("arrival_given_twice", arrival=id_, given=_amount(given))


def _check_overdue(supplies: Supplies, found: Findings) -> None:
    truth = sorted(arrival.id for arrival in supplies.arrivals.values() if supplies.overdue(arrival))
    stated = sorted(supplies.case.plan.overdue_arrivals)
    if truth != stated:
        found.wrong("wrong_overdue_list", stated=", ".join(stated) or "none", truth=", ".join(truth) or "none")


def _sum(pegs: Sequence[Peg]) -> int:
    return sum(thousandths(peg.quantity) for peg in pegs)


def _amount(of_thousand: int) -> str:
    return f"{of_thousand / 1000:g}"
