"""Both catalogues say the same things, and name every value that the domain can hold."""

import importlib
import pkgutil
import re
from enum import StrEnum
from importlib.resources import files

import pytest

import scheduler.domain
import scheduler.promise
import scheduler.search.progress
from scheduler.texts import Language, has_text, label, refuse_missing_texts, text
from scheduler.texts.catalogue import PARTS, catalogue, placeholders
from scheduler.texts.labels import label_key

BOTH = list(Language)


def sources(language: Language) -> list[str]:
    """The texts of every catalogue file of a language."""
    folder = files("scheduler.texts") / "catalogues"
    names = [path.name for path in folder.iterdir() if path.name.startswith(f"{language.locale}.")]
    assert sorted(names) == sorted(f"{language.locale}{part}.po" for part in PARTS)
    return [(folder / name).read_text(encoding="utf-8") for name in sorted(names)]


def enumerations() -> list[type[StrEnum]]:
    """Every enumeration of the domain, of the quote and of a search's progress."""
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for package in (scheduler.domain, scheduler.promise)
        for found in pkgutil.iter_modules(package.__path__)
        if package is scheduler.domain or found.name == "answer"
    ]
    modules.append(scheduler.search.progress)
    return sorted(
        {
            value
            for module in modules
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
        },
        key=lambda found: found.__name__,
    )


def test_both_catalogues_have_the_same_keys() -> None:
    english, chinese = (set(catalogue(language)) for language in BOTH)
    assert english == chinese
    assert len(english) > 250


@pytest.mark.parametrize("key", sorted(catalogue(Language.EN)))
def test_a_text_has_the_same_placeholders_in_both_languages(key: str) -> None:
    """All plural forms take the same parameters; only the number may be a word ("one order")."""
    english, chinese = (catalogue(language)[key] for language in BOTH)
    assert english.placeholders - {"count"} == chinese.placeholders - {"count"}
    for form in (*english.forms, *chinese.forms):
        assert english.placeholders - placeholders(form) <= {"count"}


@pytest.mark.parametrize("language", BOTH)
def test_no_text_is_empty_or_marked_unfinished(language: Language) -> None:
    assert all(form.strip() for entry in catalogue(language).values() for form in entry.forms)
    for source in sources(language):
        assert "fuzzy" not in source
        assert "\n#~" not in source  # texts that a tool set aside


@pytest.mark.parametrize("language", BOTH)
def test_the_keys_of_a_file_are_sorted_and_occur_once(language: Language) -> None:
    keys: list[str] = []
    for source in sources(language):
        found = re.findall(r'^msgid "(.+)"$', source, flags=re.MULTILINE)
        assert found == sorted(found)
        keys += found
    assert len(keys) == len(set(keys)) == len(catalogue(language))


def test_chinese_texts_are_chinese() -> None:
    """Whatever has words beside its placeholders in English has Chinese characters in Chinese."""
    for key, entry in catalogue(Language.EN).items():
        words = re.sub(r"\{[^}]*\}", "", " ".join(entry.forms))
        if re.search(r"[A-Za-z]{2}", words):
            for form in catalogue(Language.ZH)[key].forms:
                assert re.search(r"[\u4e00-\u9fff]", form), key


def test_every_enumeration_of_the_domain_is_found() -> None:
    names = {found.__name__ for found in enumerations()}
    assert {
        "Verdict",
        "Cause",
        "Goal",
        "Phase",
        "TaskKind",
        "OrderStatus",
        "ResourceKind",
        "Proof",
        "Load",
    } <= names


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("enumeration", enumerations(), ids=lambda found: found.__name__)
def test_every_value_has_a_label(enumeration: type[StrEnum], language: Language) -> None:
    labels = [label(member, language) for member in enumeration]
    assert all(labels)
    assert len(set(labels)) == len(labels)  # two values that read the same cannot be told apart


def test_labels_lie_under_the_name_of_their_enumeration() -> None:
    class OrderStatus(StrEnum):
        ON_HOLD = "on_hold"

    assert label_key(OrderStatus.ON_HOLD) == "order_status.on_hold"


def test_an_unknown_key_raises_in_tests_and_shows_itself_in_production(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(KeyError, match=r"no\.such\.text"):
        text("no.such.text", Language.EN)
    refuse_missing_texts(False)
    assert text("no.such.text", Language.EN) == "no.such.text"
    assert "no.such.text" in caplog.text
    assert not has_text("no.such.text", Language.EN)


def test_a_missing_parameter_is_a_missing_text() -> None:
    with pytest.raises(KeyError, match="hours"):
        text("duration.hours", Language.EN)
    refuse_missing_texts(False)
    assert text("duration.hours", Language.ZH) == "duration.hours"


def test_parameters_are_inserted_and_never_read_as_templates() -> None:
    hostile = "{order.__class__} {0} %s"
    sentence = text("because.operation", Language.EN, operation=hostile, sentence="x")
    assert sentence == f"{hostile}: x"


def test_the_number_chooses_the_plural_form_in_english() -> None:
    one, two = (text("because.queue.behind", Language.EN, duration="1 h", orders="A", count=n) for n in (1, 2))
    assert one == "waited 1 h behind order A"
    assert two == "waited 1 h behind orders A"
