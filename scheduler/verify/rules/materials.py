"""Every need is covered by supplies that are there in time, the order's to use, and given out once."""

from collections import defaultdict

from scheduler.domain.plan import Peg, SupplyKind
from scheduler.domain.record import ArrivalId, CompanyId, MaterialId, OperationId
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.supplies import Supplies, needed, thousandths
from scheduler.verify.violation import Findings

Pegged = dict[tuple[OperationId, MaterialId], int]


def check_materials(case: Case, found: Findings) -> None:
    """Needs of work not started are pegged in full to supplies that are free before the start."""
    supplies = Supplies(case)
    pegged: Pegged = defaultdict(int)
    touched = {operation.id for operation in case.operations_to_check}
    from_stock: dict[tuple[MaterialId, CompanyId], int] = defaultdict(int)
    from_arrival: dict[ArrivalId, int] = defaultdict(int)
    for peg in case.plan.pegs:
        operation = case.operations.get(peg.operation)
        if operation is not None and operation.order in case.orders:
            if peg.supply is SupplyKind.STOCK:
                from_stock[peg.material, case.orders[operation.order].company] += thousandths(peg.quantity)
            elif peg.supply is SupplyKind.ARRIVAL and peg.arrival is not None:
                from_arrival[peg.arrival] += thousandths(peg.quantity)
        if case.everything or peg.operation in touched:
            found.checked += 1
            pegged[peg.operation, peg.material] += thousandths(peg.quantity)
            _check_peg(case, supplies, found, peg)
    for job in case.jobs_to_check:
        if job.progress is None and job.operation.order in case.planned:
            _check_covered(found, job, pegged)
    for (material, company), given in from_stock.items():
        if given > supplies.stock.get((material, company), 0):
            found.wrong("stock_given_twice", material=material, company=company, given=_amount(given))
    for id_, given in from_arrival.items():
        if id_ in supplies.arrivals and given > thousandths(supplies.arrivals[id_].quantity):
            found.wrong("arrival_given_twice", arrival=id_, given=_amount(given))
    _check_overdue(supplies, found)


def _check_covered(found: Findings, job: Job, pegged: Pegged) -> None:
    for material, quantity in needed(job.operation).items():
        found.checked += 1
        given = pegged.get((job.operation.id, material), 0)
        if given != quantity:
            found.wrong(
                "need_not_covered",
                **job.ids,
                material=material,
                needed=_amount(quantity),
                given=_amount(given),
            )


def _check_peg(case: Case, supplies: Supplies, found: Findings, peg: Peg) -> None:
    job = case.jobs.get(peg.operation)
    wanted = job is not None and job.progress is None and job.operation.order in case.planned
    if job is None or not wanted or peg.material not in needed(job.operation) or peg.material not in case.materials:
        found.wrong("peg_without_need", operation=peg.operation, material=peg.material)
        return
    available = minute(peg.available_at)
    if available > job.start:
        found.wrong("material_too_late", **job.ids, material=peg.material, available=case.when(available))
    named = {
        SupplyKind.STOCK: (False, False),
        SupplyKind.ARRIVAL: (True, False),
        SupplyKind.PURCHASE: (False, True),
    }
    if (peg.arrival is not None, peg.purchase is not None) != named[peg.supply]:
        found.wrong("peg_names_no_supply", **job.ids, material=peg.material)
    elif peg.supply is SupplyKind.ARRIVAL:
        _check_arrival(case, supplies, found, peg, job)
    else:
        truth = case.as_of if peg.supply is SupplyKind.STOCK else supplies.bought_at(peg.material)
        if available < truth or (available != truth and peg.supply is SupplyKind.STOCK):
            found.wrong("wrong_available_at", **job.ids, material=peg.material, truth=case.when(truth))


def _check_arrival(case: Case, supplies: Supplies, found: Findings, peg: Peg, job: Job) -> None:
    about = {"arrival": str(peg.arrival)}
    arrival = None if peg.arrival is None else supplies.arrivals.get(peg.arrival)
    if arrival is None or arrival.material != peg.material:
        found.wrong("unknown_arrival", **job.ids, material=peg.material, **about)
        return
    order = case.orders[job.operation.order]
    if arrival.company != order.company:
        found.wrong("arrival_of_other_company", **job.ids, material=peg.material, **about)
    if arrival.order is not None and arrival.order != order.id:
        found.wrong("arrival_of_other_order", **job.ids, material=peg.material, **about, owner=arrival.order)
    truth = supplies.free_at[arrival.id]
    if truth is None:
        found.wrong("arrival_not_usable", **job.ids, material=peg.material, **about)
    elif minute(peg.available_at) != truth:
        found.wrong("wrong_available_at", **job.ids, material=peg.material, truth=case.when(truth))


def _check_overdue(supplies: Supplies, found: Findings) -> None:
    truth = sorted(arrival.id for arrival in supplies.arrivals.values() if supplies.overdue(arrival))
    stated = sorted(supplies.case.plan.overdue_arrivals)
    if truth != stated:
        found.wrong("wrong_overdue_list", stated=", ".join(stated) or "none", truth=", ".join(truth) or "none")


def _amount(of_thousand: int) -> str:
    return f"{of_thousand / 1000:g}"
