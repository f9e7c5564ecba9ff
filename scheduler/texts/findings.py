"""The data doctor's findings in words: what is wrong, and what to do about it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.domain.errors import InputError
from scheduler.domain.goal import Approval
from scheduler.domain.people import CapPeriod
from scheduler.domain.problem import Problem
from scheduler.texts.catalogue import Parameter, catalogue, text
from scheduler.texts.labels import label
from scheduler.texts.language import Language
from scheduler.texts.moments import day_text, deadline_text, duration_text, moment_text
from scheduler.texts.names import Names, listed

if TYPE_CHECKING:  # the doctor needs the engines, its words don't
    from scheduler.doctor.finding import Finding, Severity


def finding_sentence(finding: "Finding", problem: Problem | Names, language: Language) -> str:
    """What is wrong, and with which orders: `Order A was due on …`, `Stock of … Orders concerned: A, B.`"""
    key = f"doctor.{finding.key}"
    sentence = text(key, language, **_words(finding, Names.of(problem), language))
    entry = catalogue(language).get(key)
    names_order = entry is not None and "order" in entry.placeholders
    orders = finding.others if names_order else finding.orders
    if not orders:
        return sentence
    rest = text("doctor.others" if names_order else "doctor.orders", language, orders=listed(orders, language))
    return text("doctor.sentences", language, first=sentence, rest=rest)


def suggestion_sentence(finding: "Finding", problem: Problem | Names, language: Language) -> str:
    """What to do about it; before that the known id that an unknown one may have meant."""
    words = _words(finding, Names.of(problem), language)
    advice = text(f"doctor.{finding.key}.suggestion", language, **words)
    if "nearest" not in words:
        return advice
    question = text("doctor.did_you_mean", language, nearest=words["nearest"])
    return text("doctor.sentences", language, first=question, rest=advice)


def severity_text(severity: "Severity", language: Language) -> str:
    """`stops planning`, `order set aside`, `warning`, `hint`."""
    return label(severity, language)


def _words(finding: "Finding", names: Names, language: Language) -> dict[str, Parameter]:
    """The parameters as a reader expects them, and the first order if there is one."""
    words = {name: _in_words(name, value, names, language) for name, value in finding.parameters.items()}
    return words if finding.order is None else {**words, "order": finding.order}


def _in_words(name: str, value: Parameter, names: Names, language: Language) -> Parameter:
    if isinstance(value, int):
        return duration_text(value, language) if name in _SPANS else value
    if name in _MOMENTS:
        return moment_text(datetime.fromisoformat(value), names.zone, language)
    if name in _PHRASES:
        return _PHRASES[name](value, names, language)
    if name in _TABLES:
        show = _named(_TABLES[name], names, language)
        return listed(value.split("\n"), language, show)
    return value


def _named(table: str, names: Names, language: Language) -> Callable[[str], str]:
    def show(id_: str) -> str:
        try:
            return names.name_and_id(table, id_, language)
        except InputError:  # operations can't be generated: that is one of the findings
            return id_

    return show


def _due(value: str, names: Names, language: Language) -> str:
    return deadline_text(datetime.fromisoformat(value), names.zone, language)


def _month(value: str, names: Names, language: Language) -> str:
    year, month = value.split("-")
    return text("doctor.month", language, year=year, month=text(f"month.{int(month)}", language))


def _approval(value: str, names: Names, language: Language) -> str:
    return label(Approval(value), language)


def _unit(value: str, names: Names, language: Language) -> str:
    return text(f"doctor.unit.{value}", language)


def _table(value: str, names: Names, language: Language) -> str:
    return text(f"doctor.table.{value}", language)


def _ids(value: str, names: Names, language: Language) -> str:
    return listed(value.split("\n"), language)


def _day(value: str, names: Names, language: Language) -> str:
    return day_text(date.fromisoformat(value), language)


def _weekday(value: str, names: Names, language: Language) -> str:
    return text(f"weekday.{value}", language)


def _cap_period(value: str, names: Names, language: Language) -> str:
    return label(CapPeriod(value), language)


_SPANS = frozenset({"minutes", "longest", "lead", "usual", "overruled", "detour", "maximum", "room", "cap", "quicker"})
_MOMENTS = frozenset({"at", "since", "until", "earliest"})
_PHRASES: Mapping[str, Callable[[str, Names, Language], str]] = {
    "due": _due,
    "month": _month,
    "approval": _approval,
    "unit": _unit,
    "table": _table,
    "known": _ids,
    "users": _ids,
    "values": _ids,
    "from_day": _day,
    "to_day": _day,
    "weekday": _weekday,
    "per": _cap_period,
}
_TABLES = {
    "operation": "operation",
    "predecessor": "operation",
    "resource": "resource",
    "resources": "resource",
    "material": "material",
    "product": "product",
    "destination": "destination",
    "supplier": "supplier",
    "workshop": "workshop",
    "to": "workshop",
    "helped": "resource",
    "substitute": "material",
    "company": "company",
    "home": "company",
}
"""Which table names the ids in a parameter; there is one id on each line."""
