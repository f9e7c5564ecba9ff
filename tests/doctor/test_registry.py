"""Checks, texts and the page for planners know the same keys."""

import re
from pathlib import Path

import pytest

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Severity
from scheduler.doctor.registry import CHECKS, KEYS
from scheduler.texts import Language, label
from scheduler.texts.catalogue import catalogue
from tests.doctor.test_pairs import PAIRS

PAGE = Path(__file__).parents[2] / "docs" / "doctor.md"

PIECES = ("doctor.table.", "doctor.unit.")
SENTENCES = {"doctor.did_you_mean", "doctor.sentences", "doctor.orders", "doctor.others", "doctor.month"}


def test_no_check_is_listed_twice_and_each_says_what_it_finds() -> None:
    assert len(set(KEYS)) == len(KEYS)
    assert [check.__name__ for check in CHECKS if not check.__doc__] == []


@pytest.mark.parametrize("language", Language)
def test_every_key_has_its_two_sentences_and_no_text_is_left_over(language: Language) -> None:
    texts = {key for key in catalogue(language) if key.startswith("doctor.") and not key.startswith(PIECES)}
    told = {f"doctor.{key}" for key in (*KEYS, "more")}
    assert texts - SENTENCES == told | {f"{key}.suggestion" for key in told}


@pytest.mark.parametrize("language", Language)
def test_every_severity_has_a_name(language: Language) -> None:
    assert len({label(severity, language) for severity in Severity}) == len(Severity)


def page_rows() -> dict[str, str]:
    """Key -> severity as the page has it."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert len(rows) == len(dict(rows))
    return dict(rows)


def test_the_page_lists_every_key() -> None:
    assert page_rows().keys() == {*KEYS, "more"}


@pytest.mark.parametrize("key", PAIRS)
def test_findings_have_the_name_of_their_check_and_the_severity_of_the_page(key: str) -> None:
    case = Case(PAIRS[key].wrong)
    for check in CHECKS:
        for finding in check(case):
            assert finding.key == check.__name__
            assert label(finding.severity, Language.EN) in page_rows()[finding.key].split(", ")
