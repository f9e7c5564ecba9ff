"""What is in a written workbook: real dates and numbers, texts as texts, choices, marks; and never a formula."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.domain.errors import InputError
from scheduler.domain.problem import Problem
from scheduler.files import drop_downs
from scheduler.files.tables import FORMS
from scheduler.files.tables.form import Kind
from scheduler.files.template_example import example
from scheduler.files.workbook_reader import read_workbook
from scheduler.files.workbook_words import ACCEPTS
from scheduler.files.workbook_writer import write_workbook
from scheduler.texts import Language
from tests.files.nasty_texts import NASTY, with_texts

LANGUAGES = list(Language)


def parts_of(problem: Problem, tmp_path: Path, language: str = "en") -> dict[str, str]:
    write_workbook(problem, tmp_path / "shop.xlsx", language)
    with zipfile.ZipFile(tmp_path / "shop.xlsx") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sheet_of(parts: dict[str, str], form_key: str) -> str:
    number = [form.key for form in FORMS].index(form_key) + 1
    return parts[f"xl/worksheets/sheet{number}.xml"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_a_sheet_with_its_headings(language: Language, tmp_path: Path) -> None:
    write_workbook(example(), tmp_path / "shop.xlsx", language)
    sheets = read_workbook(tmp_path / "shop.xlsx")
    assert [sheet.name for sheet in sheets] == [form.title(language) for form in FORMS]
    for sheet, form in zip(sheets, FORMS, strict=True):
        headings = [row[0] for row in sheet.rows[1:]] if form.upright else list(sheet.rows[0])
        assert headings == [column.heading(language) for column in form.columns]


def test_nothing_that_is_written_is_a_formula(tmp_path: Path) -> None:
    """S7, with texts that spreadsheet programs run when they are typed."""
    for seed in range(3):
        parts = parts_of(with_texts(example(), seed), tmp_path)
        found = [
            name
            for name, text in parts.items()
            if name.startswith("xl/worksheets/") and re.search(r"<(\w+:)?f[ >/]", text)
        ]
        assert found == []
        assert not any("<hyperlink" in text for text in parts.values())
    assert any(text.startswith("=") for text in NASTY)


def test_equal_problems_are_equal_files(tmp_path: Path) -> None:
    write_workbook(example(), tmp_path / "a.xlsx", "zh")
    write_workbook(example(), tmp_path / "b.xlsx", "zh")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheets_are_set_up_for_work_and_print(tmp_path: Path) -> None:
    orders = sheet_of(parts_of(example(), tmp_path), "orders")
    for wanted in ('state="frozen"', "<autoFilter ", 'orientation="landscape"', 'fitToHeight="0"', "<legacyDrawing "):
        assert wanted in orders


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_and_ids_are_offered(language: Language, tmp_path: Path) -> None:
    parts = parts_of(example(), tmp_path, language)
    orders = sheet_of(parts, "orders")
    assert f"{'effective' if language is Language.EN else '已生效'}" in orders
    company = FORMS[[form.key for form in FORMS].index("companies")].title(language)
    assert f"'{company}'!$A$2:INDEX(" in orders, "ids of rows that are added later are offered too"


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_fit_into_what_excel_allows(language: Language) -> None:
    """A longer list, or one with a comma in an entry, would make Excel repair the file."""
    for form in FORMS:
        assert len(form.title(language)) <= 31
        assert not set(form.title(language)) & set("[]:*?/\\")
        for column in form.columns:
            offered = drop_downs.of(column, language)
            source = offered["source"] if offered else []
            if isinstance(source, list):
                assert len(",".join(source)) <= drop_downs.LIST_CHARACTERS, (form.key, column.key)
                assert not any("," in entry for entry in source), (form.key, column.key)
    assert len({form.title(language) for form in FORMS}) == len(FORMS)


def test_every_kind_says_what_it_accepts() -> None:
    assert list(ACCEPTS) == list(Kind)


def test_a_text_that_no_cell_holds_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    problem = example()
    operations = tuple(f"op-{number:05}-{'x' * 100}" for number in range(320))
    step = problem.products[0].routing[1].model_copy(update={"after": operations})
    routing = (problem.products[0].routing[0], step)
    products = (problem.products[0].model_copy(update={"routing": routing}),)
    with pytest.raises(
        InputError, match=r"sheet Routing steps, row 3, column .: a cell of a workbook holds at most 32,767"
    ):
        write_workbook(problem.model_copy(update={"products": products}), tmp_path / "shop.xlsx", "en")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        write_workbook(example(), tmp_path / "no" / "shop.xlsx", "en")


def test_moments_before_excels_calendar_are_written_as_text(tmp_path: Path) -> None:
    old = example().model_copy(update={"as_of": datetime(1850, 1, 1, tzinfo=UTC)})
    write_workbook(old, tmp_path / "shop.xlsx", "en")
    plant = read_workbook(tmp_path / "shop.xlsx")[0]
    [cell] = [row[1] for row in plant.rows if row[0] == "As of"]
    assert isinstance(cell, str)
    assert cell.startswith("1850-01-01")
