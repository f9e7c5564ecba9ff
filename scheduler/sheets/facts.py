"""A problem and its plan, indexed once for all sheets, with the words of one language."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.domain.decompose import decomposed
from scheduler.domain.material import GroupTransfer
from scheduler.domain.operation import Mode, Operation, Progress
from scheduler.domain.order import Order, OrderClass
from scheduler.domain.plan import AssignedUse, Assignment, DeliveryOutcome, Outcome, Peg, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.readiness import Kit, kits
from scheduler.domain.record import CompanyId, MaterialId, OperationId, OrderId, ResourceId, WorkshopId
from scheduler.domain.source_costs import approved_transfers
from scheduler.sheets.latest import LatestDates, latest_dates
from scheduler.sheets.network import Network
from scheduler.sheets.open_time import OpenTime
from scheduler.sheets.sheet import Mark
from scheduler.texts import Language, Names, cause_sentence, label, listed, text

MINUTE = timedelta(minutes=1)


class Facts:
    """What every sheet reads. The plan must belong to the problem and pass its checks."""

    def __init__(self, problem: Problem, plan: Plan, language: Language = Language.EN) -> None:
        self.problem = problem = decomposed(problem)
        self.plan = plan
        self.language = Language(language)
        self.zone = ZoneInfo(problem.zone)
        self.names = Names(self.problem)
        self.open_time = OpenTime(self.problem)
        self.network = Network(self.problem, plan)
        self.orders: dict[OrderId, Order] = {order.id: order for order in problem.orders}
        self.resources = {resource.id: resource for resource in problem.resources}
        self.materials = {material.id: material for material in problem.materials}
        self.arrivals = {arrival.id: arrival for arrival in problem.arrivals}
        self.companies = {company.id: company for company in problem.companies}
        self.outcomes: dict[OrderId, Outcome] = {outcome.order: outcome for outcome in plan.outcomes}
        self.pegs: dict[OperationId, list[Peg]] = defaultdict(list)
        for peg in plan.pegs:
            self.pegs[peg.operation].append(peg)

    @cached_property
    def latest(self) -> LatestDates:
        return latest_dates(self.problem, self.plan, self.network, self.open_time)

    @cached_property
    def planned(self) -> list[tuple[Order, Outcome]]:
        """Orders that the plan dates and that somebody waits for, in their sequence in the problem: no maintenance."""
        return [
            (order, self.outcomes[order.id])
            for order in self.problem.orders
            if order.order_class is not OrderClass.MAINTENANCE
            and order.id in self.outcomes
            and self.outcomes[order.id].verdict is not Verdict.NOT_PLANNABLE
        ]

    @cached_property
    def work(self) -> dict[OrderId, list[Assignment]]:
        """Each order's work by start."""
        found: dict[OrderId, list[Assignment]] = defaultdict(list)
        for assignment in sorted(self.plan.assignments, key=lambda a: (a.start, a.end, a.operation)):
            found[assignment.order].append(assignment)
        return found

    # records

    def operation(self, assignment: Assignment) -> Operation:
        return self.network.operations[assignment.operation]

    def mode(self, assignment: Assignment) -> Mode:
        return self.network.modes[assignment.operation]

    def progress(self, operation: OperationId) -> Progress | None:
        return self.network.progress.get(operation)

    def workshop(self, operation: OperationId) -> WorkshopId | None:
        """Where an operation is planned; None: outside the group."""
        return self.network.workshop(operation)

    def inspection(self, peg: Peg) -> timedelta:
        """From arrival in store to being free for use, where it is needed: the way between two companies included."""
        own = None if peg.arrival is None else self.arrivals[peg.arrival].inspection_minutes
        inspection = self.materials[peg.material].inspection_minutes if own is None else own
        return (inspection + self._transfer_minutes(peg)) * MINUTE

    def _transfer_minutes(self, peg: Peg) -> int:
        if peg.company is None:
            return 0
        here = self.orders[self.network.operations[peg.operation].order].company
        transfer = self._transfers.get((peg.company, here))
        return 0 if transfer is None else transfer.minutes

    @cached_property
    def _transfers(self) -> dict[tuple[CompanyId, CompanyId], GroupTransfer]:
        return approved_transfers(self.problem.group_transfers)

    @cached_property
    def kits(self) -> dict[OperationId, Kit]:
        """What operations need that are given material, and when it is there."""
        return kits(self.plan.pegs)

    # moments

    def local(self, moment: datetime | None) -> datetime | None:
        """The same moment on the plant's clock, for cells only: Python subtracts local times by the wall, so that an
        hour is missing where the clocks change. Everything is computed in UTC."""
        return None if moment is None else moment.astimezone(self.zone)

    def day(self, moment: datetime) -> date:
        """The plant day of a moment."""
        return moment.astimezone(self.zone).date()

    def at(self, minute: int | None) -> datetime | None:
        """A minute since as-of as an instant in UTC."""
        return None if minute is None else self.open_time.clock.instant(minute)

    def minute(self, moment: datetime) -> int:
        return self.open_time.clock.minute(moment)

    # words

    def name(self, table: str, id_: str) -> str:
        return self.names.name(table, id_, self.language)

    def text(self, key: str, **parameters: str | int) -> str:
        return text(key, self.language, **parameters)

    def list(self, items: "list[str] | dict[str, None]") -> str:
        return listed(items, self.language)

    def operation_name(self, id_: OperationId) -> str:
        return self.name("operation", id_)

    def place_name(self, workshop: WorkshopId | None) -> str:
        return self.text("sheet.outside") if workshop is None else self.name("workshop", workshop)

    def material_name(self, id_: MaterialId) -> str:
        return self.names.name_and_id("material", id_, self.language)

    def use_text(self, use: AssignedUse) -> str:
        """`bending pool · 2`, `fitters × 3`; one machine is only its name."""
        name, resource = self.name("resource", use.resource), self.resources[use.resource]
        if resource.named_units:
            return name if resource.units == 1 else f"{name} · {self.stations(use)}"
        return f"{name} × {use.amount}" if use.amount > 1 else name

    def stations(self, use: AssignedUse) -> str:
        """Numbers of stations as people count, from 1; people have none."""
        return ", ".join(str(unit + 1) for unit in use.units)

    def places_text(self, assignment: Assignment) -> str:
        """Who does it: resources with stations, the supplier outside, or who is waited for."""
        mode = self.mode(assignment)
        if mode.outsourcing is not None:
            return self.name("supplier", mode.outsourcing.supplier)
        if mode.waiting is not None:
            return mode.waiting.party
        return self.text("list.comma").join(self.use_text(use) for use in assignment.uses)

    def goods(self, order: Order, delivery: DeliveryOutcome | None = None) -> tuple[str, int]:
        """Product and pieces of an order or of one of its deliveries; several lines are named with their quantities."""
        lines = [line for line in order.lines if delivery is None or delivery.line in (None, line.number)]
        pieces = sum(
            part.quantity
            for line in lines
            for part in line.instalments
            if delivery is None or delivery.instalment in (None, part.number)
        )
        if len(lines) == 1:
            return self.name("product", lines[0].product), pieces
        named = [f"{self.name('product', line.product)} × {line.quantity}" for line in lines]
        return self.list(named), pieces

    def goods_of(self, operation: Operation) -> str:
        """What an operation is for: its line's product, else everything the order has."""
        order = self.orders[operation.order]
        line = next((line for line in order.lines if line.number == operation.line), None)
        return self.goods(order)[0] if line is None else self.name("product", line.product)

    def customer(self, order: Order) -> str:
        return order.customer or order.names.text(self.language, "")

    def verdict(self, outcome: Outcome) -> str:
        """`on time`, `at risk` …, with the remark that an order is not binding yet."""
        word = self.text("chart.at_risk") if outcome.at_risk else label(outcome.verdict, self.language)
        return self.text("sheet.tentative", verdict=word) if outcome.tentative else word

    def committed_day(self, order: Order) -> date:
        """The day promised for the delivery that the order is judged by; without a plan that of its last piece."""
        outcome = self.outcomes.get(order.id)
        if outcome is None or not outcome.deliveries:
            return max(part.committed for line in order.lines for part in line.instalments)
        return self.deadline_day(outcome.deliveries[worst_delivery(outcome)].due)

    def deadline_day(self, moment: datetime) -> date:
        """The plant day that a deadline belongs to: midnight is the end of the day before."""
        return self.day(moment - MINUTE)

    def why(self, outcome: Outcome) -> str:
        """The cause that costs a late order the most, in one sentence; nothing for others."""
        costly = [cause for cause in outcome.causes if cause.minutes > 0]
        worst = max(costly, key=lambda cause: cause.minutes, default=None)
        return "" if worst is None else cause_sentence(worst, self.names, self.language)

    def mark(self, outcome: Outcome | None) -> Mark:
        if outcome is None or outcome.verdict is Verdict.ON_TIME:
            return Mark.AT_RISK if outcome is not None and outcome.at_risk else Mark.PLAIN
        return Mark.LATE


def worst_delivery(outcome: Outcome) -> int:
    """Which delivery the order is judged by: the one that is latest against its date."""
    return max(range(len(outcome.deliveries)), key=lambda i: outcome.deliveries[i].arrives - outcome.deliveries[i].due)


def minutes_between(start: datetime, end: datetime) -> int:
    return (end - start) // MINUTE


def hours(minutes: int) -> Decimal:
    """To two decimals."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def used_resource(assignment: Assignment, resource: ResourceId) -> AssignedUse:
    return next(use for use in assignment.uses if use.resource == resource)
