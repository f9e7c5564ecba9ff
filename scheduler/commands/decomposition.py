"""How orders become operations, as a tree: shown before the operations are used."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from scheduler.compile.faults import FaultFinder
from scheduler.domain.decompose import LineDecomposition, Making, decomposed, decomposition
from scheduler.domain.durations import working_minutes
from scheduler.domain.loading import loading
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import NotLoaded
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.texts import Language, Names, duration_text, fault_sentence, label, not_loaded_sentence, text


def print_decomposition(console: Console, problem: Problem, orders: Sequence[OrderId], language: Language) -> None:
    """One tree per order, all of them if none is named; then how much there is."""
    view = _View(problem, language)
    for order in problem.orders:
        if not orders or order.id in orders:
            console.print(view.order(order))
    if orders:
        return
    generated = sum(1 for lines in view.lines.values() for line in lines for _ in line.making.all_operations())
    summary = {"lines": sum(map(len, view.lines.values())), "by_hand": len(problem.operations)}
    console.print(Text(text("decomposition.summary", language, operations=generated, **summary), style="bold"))


class _View:
    """What the trees are made from, indexed once."""

    def __init__(self, problem: Problem, language: Language) -> None:
        whole = decomposed(problem)
        self.problem, self.language = problem, language
        self.names = Names(whole)
        self.faults = FaultFinder(whole)
        self.operations: dict[OrderId, list[Operation]] = {}
        for operation in whole.operations:
            self.operations.setdefault(operation.order, []).append(operation)
        self.resources = {resource.id: resource for resource in problem.resources}
        self.lines: dict[OrderId, list[LineDecomposition]] = {}
        for line in decomposition(problem):
            self.lines.setdefault(line.order, []).append(line)

    def order(self, order: Order) -> Tree:
        tree = Tree(Text(self.names.name_and_id("order", order.id, self.language), style="bold"))
        why_not = loading(order, self.problem).why_not
        if why_not is not None:
            reason = not_loaded_sentence(NotLoaded(order=order.id, reason=why_not), self.language, self.names)
            tree.add(Text(reason, style="dim"))
        for fault in self.faults.faults(order, self.operations.get(order.id, [])):
            tree.add(Text(fault_sentence(fault, self.language, self.names), style="red"))
        by_line = {line.line: line for line in self.lines.get(order.id, ())}
        for line in order.lines:
            if line.number in by_line:
                making = by_line[line.number].making
                about: dict[str, str | int] = {"line": line.number, "count": line.quantity}
                head = self.words("decomposition.line", product=self.product(making), **about)
                self.making(tree.add(self.head(head, making)), making)
                continue
            by_hand = [o for o in self.problem.operations if o.order == order.id and o.line in (None, line.number)]
            if by_hand:
                branch = tree.add(Text(self.words("decomposition.by_hand", line=line.number, count=len(by_hand))))
                for operation in by_hand:
                    branch.add(self.operation(operation))
        return tree

    def making(self, tree: Tree, making: Making) -> None:
        """The steps in work order, each below the parts that it needs."""
        for part in making.parts:
            head = self.words("decomposition.part", product=self.product(part), count=part.quantity)
            self.making(tree.add(self.head(head, part)), part)
        for operation in making.operations:
            tree.add(self.operation(operation))
        for step, why in making.omitted:
            omitted = self.words("decomposition.omitted", reason=label(why, self.language))
            tree.add(Text(f"{step}  {omitted}", style="dim"))

    def head(self, words: str, making: Making) -> Text:
        """What is made, what lies in stock, and by which routing."""
        facts = []
        if making.from_stock:
            facts.append(self.words("decomposition.from_stock", count=making.from_stock))
            facts.append(self.words("decomposition.made", count=making.to_make))
        if making.to_make and making.routing is not None:
            facts.append(self.words("decomposition.alternative", routing=making.routing))
        return Text(words).append("  " + " · ".join(facts), style="cyan") if facts else Text(words)

    def operation(self, operation: Operation) -> Text:
        line = Text(self.names.name("operation", operation.id, self.language))
        line.append(f"  {' | '.join(self.ways(operation))}", style="green")
        if operation.needs:
            needs = ", ".join(f"{need.material} × {need.quantity.normalize():f}" for need in operation.needs)
            line.append(f"  {needs}", style="yellow")
        return line.append(f"  {operation.id}", style="dim")

    def ways(self, operation: Operation) -> Iterator[str]:
        for mode in operation.modes:
            yield self.way(operation, mode)

    def way(self, operation: Operation, mode: Mode) -> str:
        if mode.outsourcing is not None and mode.outsourcing.lead_minutes is not None:
            lead = duration_text(mode.outsourcing.lead_minutes, self.language)
            supplier = self.names.name("supplier", mode.outsourcing.supplier, self.language)
            return self.words("decomposition.outside", supplier=supplier, duration=lead)
        if mode.waiting is not None:
            duration = duration_text(mode.waiting.minutes, self.language)
            return self.words("decomposition.working", resource=mode.waiting.party, duration=duration)
        uses = " + ".join(f"{use.resource} × {use.units}" if use.units > 1 else str(use.resource) for use in mode.uses)
        if not mode.uses:
            return " + ".join(f"{need.skill} × {need.units}" for need in mode.skills)
        if mode.uses[0].resource not in self.resources:
            return uses
        minutes = duration_text(working_minutes(operation, mode, self.resources), self.language)
        return self.words("decomposition.working", resource=uses, duration=minutes)

    def product(self, making: Making) -> str:
        return self.names.name_and_id("product", making.product, self.language)

    def words(self, key: str, **parameters: str | int) -> str:
        return text(key, self.language, **parameters)
