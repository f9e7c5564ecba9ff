"""One sentence about one thing: an order's outcome, a cause of lateness, a fault, a note, a quote.

Explanations travel as keys and parameters (`Message`, `CauseMinutes` …) and become words only here. Every
function takes a problem, or the `Names` of one where many sentences are wanted.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from scheduler.domain.goal import Goal
from scheduler.domain.order import OrderStatus
from scheduler.domain.plan import BrokenWait, Cause, CauseMinutes, DeliveryOutcome, Message, NotLoaded, Outcome, Verdict
from scheduler.domain.problem import Problem
from scheduler.promise.answer import Proof, Quote
from scheduler.texts.catalogue import Parameter, has_text, text
from scheduler.texts.labels import label
from scheduler.texts.language import Language
from scheduler.texts.moments import deadline_text, duration_text, moment_text
from scheduler.texts.names import Names, listed


def order_sentence(outcome: Outcome, problem: Problem | Names, language: Language) -> str:
    """What the plan means for one order: the verdict, by how much, and whether little keeps it from being
    late.
    """
    names = Names.of(problem)
    if outcome.verdict is Verdict.NOT_PLANNABLE or outcome.late_minutes is None:
        faults = text("list.semicolon", language).join(fault_sentence(f, language, names) for f in outcome.faults)
        return text("order.not_plannable", language, order=outcome.order, faults=faults)
    worst = max(outcome.deliveries, key=lambda delivery: delivery.arrives - delivery.due)
    late = outcome.late_minutes
    parameters: dict[str, Parameter] = {
        "order": outcome.order,
        "arrives": moment_text(worst.arrives, names.zone, language),
        "due": deadline_text(worst.due, names.zone, language),
        "duration": duration_text(abs(late), language),
        "empty_shop": duration_text(max(0, outcome.empty_shop_late_minutes or 0), language),
    }
    sentence = text(f"order.{_verdict_key(outcome)}", language, **parameters)
    return text("order.tentative", language, sentence=sentence) if outcome.tentative else sentence


def _verdict_key(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.ON_TIME:
        if outcome.late_minutes == 0:
            return "just_on_time"
        return "at_risk" if outcome.at_risk else "on_time"
    if outcome.verdict is Verdict.LATE_IMPOSSIBLE and outcome.empty_shop_late_minutes == outcome.late_minutes:
        return "late_impossible_whatever"  # the plan already gives it the shop: nobody else is in its way
    return outcome.verdict.value


def delivery_sentence(delivery: DeliveryOutcome, problem: Problem | Names, language: Language) -> str:
    """When one delivery is ready, leaves and arrives; ex works, where the three are one moment, only when it
    is ready.
    """
    zone = Names.of(problem).zone
    key = "delivery.ex_works" if delivery.ready == delivery.leaves == delivery.arrives else "delivery.to_site"
    return text(
        key,
        language,
        ready=moment_text(delivery.ready, zone, language),
        leaves=moment_text(delivery.leaves, zone, language),
        arrives=moment_text(delivery.arrives, zone, language),
        due=deadline_text(delivery.due, zone, language),
    )


def cause_sentence(cause: CauseMinutes, problem: Problem | Names, language: Language) -> str:
    """One link of the chain that leads to an order's arrival: `powder coating: waited 6 h 20 min for the
    coating line behind …`.
    """
    names = Names.of(problem)
    words: dict[str, Parameter] = {
        "duration": duration_text(abs(cause.minutes), language),
        "orders": listed(cause.behind, language),
        "count": len(cause.behind),
    }
    if cause.resource is not None:
        words["resource"] = names.name("resource", cause.resource, language)
    if cause.material is not None:
        words["material"] = names.name("material", cause.material, language)
    sentence = text(_cause_key(cause), language, cause=label(cause.cause, language), **words)
    if cause.operation is None:
        return sentence
    operation = names.name("operation", cause.operation, language)
    return text("because.operation", language, operation=operation, sentence=sentence)


def _cause_key(cause: CauseMinutes) -> str:
    """The most telling sentence that the facts allow."""
    kind = cause.cause
    if kind is Cause.EMPTY_SHOP:
        sign = "late" if cause.minutes > 0 else "in_hand" if cause.minutes < 0 else "just_on_time"
        if cause.minutes > 0 and cause.material is not None:
            return "because.empty_shop.late.material"
        return f"because.empty_shop.{sign}"
    if kind is Cause.SLACK:
        return "because.slack"
    if cause.minutes < 0:
        return "because.made_up"
    if kind is Cause.QUEUE:
        return ".".join(
            ["because.queue", *["resource"] * (cause.resource is not None), *["behind"] * bool(cause.behind)]
        )
    if kind is Cause.MATERIAL:
        return ".".join(
            ["because.material", *["named"] * (cause.material is not None), *["behind"] * bool(cause.behind)]
        )
    return f"because.{kind.value}"


def fault_sentence(message: Message, language: Language, problem: Problem | Names | None = None) -> str:
    """Why an order can't be planned, so that somebody can put it right."""
    return message_sentence("fault", message, language, problem)


def not_loaded_sentence(entry: NotLoaded, language: Language, problem: Problem | Names | None = None) -> str:
    """Why an order takes no capacity in this plan."""
    reason = message_sentence("not_loaded", entry.reason, language, problem)
    return text("order.not_loaded", language, order=entry.order, reason=reason)


def broken_wait_sentence(wait: BrokenWait, language: Language, problem: Problem | Names) -> str:
    """Which operation comes too long after which other, and by how much."""
    names = Names.of(problem)
    operation, predecessor = (
        names.name_and_id("operation", id_, language) for id_ in (wait.operation, wait.predecessor)
    )
    duration = duration_text(wait.minutes, language)
    return text("broken_wait", language, operation=operation, predecessor=predecessor, duration=duration)


def note_sentence(message: Message, language: Language, problem: Problem | Names | None = None) -> str:
    """A limit that the search met, or a fallback it took."""
    return message_sentence("note", message, language, problem)


def message_sentence(family: str, message: Message, language: Language, problem: Problem | Names | None = None) -> str:
    """The text `family.key` with the message's parameters as a reader expects them.

    Parameters of known names are put into words: minutes as a span, statuses, relations and goals by their
    labels, moments on the plant's clock, and ids of records with their names where a problem is given.
    """
    names = None if problem is None else Names.of(problem)
    words = {name: _in_words(name, value, language, names) for name, value in message.parameters.items()}
    return text(f"{family}.{message.key}", language, **words)


def _in_words(name: str, value: Parameter, language: Language, names: Names | None) -> Parameter:
    if name in _SPANS and isinstance(value, int):
        return duration_text(value, language)
    if isinstance(value, int):
        return value
    if name in _LABELS:
        return _LABELS[name](value, language)
    if name in _MOMENTS:
        return _moment_in_words(value, language, names)
    if names is not None and name in _RECORDS:
        return names.name_and_id(_RECORDS[name], value, language)
    return value


def _status(value: str, language: Language) -> str:
    return label(OrderStatus(value), language) if value in set(OrderStatus) else value


def _goal(value: str, language: Language) -> str:
    return label(Goal(value), language) if value in set(Goal) else value


def method_text(method: str, language: Language) -> str:
    """What found a plan: the name of a rule or an engine where it has one, else the technical name."""
    key = f"method.{method.partition('(')[0]}"  # the grid's parameters are for experts
    return text(key, language) if has_text(key, language) else method


def _moment_in_words(value: str, language: Language, names: Names | None) -> str:
    """An ISO 8601 moment on the plant's clock; as it is written where it is none or the plant's zone is not
    known.
    """
    if names is None:
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value if moment.tzinfo is None else moment_text(moment, names.zone, language)


_SPANS = frozenset({"minutes", "duration"})
_MOMENTS = frozenset({"until", "at", "before", "moment"})
_LABELS: Mapping[str, Callable[[str, Language], str]] = {
    "status": _status,
    "goal": _goal,
    "rule": method_text,
    "method": method_text,
}
_RECORDS = {
    "operation": "operation",
    "predecessor": "operation",
    "resource": "resource",
    "material": "material",
    "product": "product",
    "destination": "destination",
    "supplier": "supplier",
}
"""Which table names a parameter."""


def quote_sentence(quote: Quote, problem: Problem | Names, language: Language) -> str:
    """The answer on the phone: as asked or when at the earliest, how sure, and that nobody else is moved."""
    names = Names.of(problem)
    if quote.arrives is None or quote.late_minutes is None:
        faults = text("list.semicolon", language).join(fault_sentence(f, language, names) for f in quote.faults)
        return text("quote.not_plannable", language, order=quote.order, faults=faults)
    key = {True: "quote.as_asked", False: "quote.later", None: "quote.open"}[quote.feasible_as_asked]
    answer = text(
        key,
        language,
        order=quote.order,
        arrives=moment_text(quote.arrives, names.zone, language),
        duration=duration_text(abs(quote.late_minutes), language),
    )
    if quote.proof is Proof.PROVEN_EARLIEST:
        return text("quote.proven", language, answer=answer)
    if quote.bound is not None:
        return text("quote.bounded", language, answer=answer, bound=moment_text(quote.bound, names.zone, language))
    return answer
