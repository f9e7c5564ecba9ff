"""The data doctor's findings in words, in both languages."""

import re

import pytest

from scheduler.doctor import Finding, Severity
from scheduler.domain.record import Label, OrderId
from scheduler.texts import Language
from scheduler.texts.findings import finding_sentence, severity_text, suggestion_sentence
from tests.builders import machine, material, shop
from tests.doctor.pairs import Pair
from tests.doctor.test_pairs import PAIRS, examined

EN, ZH = Language.EN, Language.ZH
PLAIN = shop(
    resources=[machine("PC-1").model_copy(update={"names": Label(en="coating line", zh="喷塑线")})],
    materials=[material("copper").model_copy(update={"names": Label(en="Copper", zh="铜排")})],
)


def said(finding: Finding, language: Language) -> str:
    return finding_sentence(finding, PLAIN, language)


def late(*others: str) -> Finding:
    return Finding(
        key="late_even_alone",
        severity=Severity.WARNING,
        path=("orders", 0),
        order=OrderId("A"),
        others=tuple(OrderId(other) for other in others),
        parameters={"minutes": 65, "due": "2026-01-05T16:00+00:00", "earliest": "2026-01-05T17:05+00:00"},
    )


@pytest.mark.parametrize("key", PAIRS)
@pytest.mark.parametrize("language", Language)
def test_every_finding_has_two_finished_sentences(key: str, language: Language) -> None:
    """No placeholder or raw moment is left over; both end like a sentence, in the language's own script."""
    pair: Pair = PAIRS[key]
    for finding in examined(key)[0]:
        for sentence in (
            finding_sentence(finding, pair.wrong, language),
            suggestion_sentence(finding, pair.wrong, language),
        ):
            assert sentence.endswith(("。", "？") if language is ZH else ".")
            assert not re.search(r"[{}]|\d\d:\d\d\+|\bNone\b(?! of)|\n", sentence)
            assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) is (language is ZH)


def test_moments_spans_and_due_dates_are_told_on_the_plants_clock() -> None:
    """A due date at midnight is the end of its day, not the beginning of the next."""
    assert said(late(), EN) == (
        "Order A, due on Mon 5 Jan 2026, 24:00, arrives on Tue 6 Jan 2026, 01:05 at the earliest: 1 h 05 min late even "
        "if it had the shop to itself."
    )
    assert "2026年1月5日（周一）24:00" in said(late(), ZH)


def test_further_orders_are_added_once() -> None:
    assert said(late("B", "C"), EN).endswith("to itself. The same is true of B, C.")
    assert said(late("B", "C"), ZH).endswith("以下订单情况相同：B、C。")
    full = Finding(
        key="resource_overloaded",
        severity=Severity.WARNING,
        path=("resources", 0, "id"),
        order=OrderId("A"),
        others=(OrderId("B"),),
        parameters={"resource": "PC-1", "month": "2026-03", "percent": 120, "load": 300, "capacity": 250},
    )
    assert said(full, EN) == (
        "coating line (PC-1): work due until the end of Mar 2026 takes 120 % of the time open until then "
        "(300 of 250 h). Orders concerned: A, B."
    )
    assert said(full, ZH) == (
        "喷塑线（PC-1）：2026年3月底前到期的工作占此前开放时间的120%（300/250小时）。涉及订单：A、B。"
    )


def test_lists_name_each_record() -> None:
    finding = Finding(
        key="never_open_together",
        severity=Severity.SETS_ASIDE,
        path=(),
        parameters={"operation": "A1", "resources": "PC-1\nD", "minutes": 60},
    )
    assert said(finding, EN) == (
        "Operation A1 needs coating line (PC-1), D together, but they are never open at the same time (work of 1 h)."
    )


def test_a_suggestion_begins_with_what_may_have_been_meant() -> None:
    finding = Finding(
        key="unknown_material",
        severity=Severity.WARNING,
        path=(),
        parameters={"operation": "A1", "material": "cooper", "nearest": "copper"},
    )
    correct = "Correct the material or add it to the table of materials."
    assert suggestion_sentence(finding, PLAIN, EN) == f"Did you mean copper? {correct}"
    plain = finding.model_copy(update={"parameters": {"operation": "A1", "material": "cooper"}})
    assert suggestion_sentence(plain, PLAIN, EN) == correct
    assert suggestion_sentence(finding, PLAIN, ZH).startswith("是否应为copper？请")


def test_severities() -> None:
    assert [severity_text(severity, EN) for severity in Severity] == [
        "stops planning",
        "order set aside",
        "warning",
        "hint",
    ]
    assert severity_text(Severity.SETS_ASIDE, ZH) == "订单搁置"
