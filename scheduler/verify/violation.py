"""What the verifier says about a plan: violations with ids, and how many things each rule looked at."""

from scheduler.domain.plan import Check, Message
from scheduler.domain.record import MaterialId, OperationId, OrderId, Record, ResourceId
from scheduler.verify.sentences import SENTENCES


class Violation(Record):
    """One broken rule: its name, the ids it is about, a message for any language, an English sentence."""

    rule: str
    message: Message
    text: str
    order: OrderId | None = None
    operation: OperationId | None = None
    resource: ResourceId | None = None
    material: MaterialId | None = None
    pin: str | None = None


class Findings:
    """What one rule found: a count of the things it looked at, and its violations."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.checked = 0
        self.violations: list[Violation] = []

    def wrong(self, key: str, **about: str | int) -> None:
        """Records a violation. `key` names a sentence of `SENTENCES`, which ids and other parameters fill."""

        def named(kind: str) -> str | None:
            return str(about[kind]) if kind in about else None

        order, operation, resource, material = map(named, ("order", "operation", "resource", "material"))
        self.violations.append(
            Violation(
                rule=self.rule,
                message=Message(key=key, parameters=about),
                text=SENTENCES[key].format(**about),
                order=None if order is None else OrderId(order),
                operation=None if operation is None else OperationId(operation),
                resource=None if resource is None else ResourceId(resource),
                material=None if material is None else MaterialId(material),
                pin=named("pin"),
            )
        )

    def check(self) -> Check:
        return Check(rule=self.rule, checked=self.checked, violations=len(self.violations))
