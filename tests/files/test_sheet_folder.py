"""The folder: which files it holds, what is refused, and that all of them tell the same plan."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from scheduler.domain.errors import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, WorkshopId
from scheduler.domain.resource import Workshop
from scheduler.files.sheet_folder import Format, file_names, write_sheets
from scheduler.sheets import Facts, plan_sheets
from scheduler.texts import Language
from tests.builders import machine, shop
from tests.files.sheet_samples import busy_shop
from tests.sheets.plans import rule_plan


@pytest.fixture(scope="module")
def problem() -> Problem:
    return busy_shop()


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return rule_plan(problem)


@pytest.mark.parametrize("language", list(Language))
def test_everything_is_written(problem: Problem, plan: Plan, tmp_path: Path, language: Language) -> None:
    folder = tmp_path / "new" / "sheets"
    paths = write_sheets(problem, plan, folder, language)
    names = [str(path.relative_to(folder)) for path in paths]
    keys = [sheet.key for sheet in plan_sheets(Facts(problem, plan, language))]
    assert names == ["plan-sheets.xlsx", *(f"csv/{key}.csv" for key in keys), "sheets.html", "ics/W1.ics", "ics/W2.ics"]
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(paths)
    assert all(path.stat().st_size for path in paths)


def test_only_what_is_asked_for_is_written(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    paths = write_sheets(problem, plan, tmp_path, formats={Format.ICS, Format.XLSX})
    assert [path.name for path in paths] == ["plan-sheets.xlsx", "W1.ics", "W2.ics"]
    assert not (tmp_path / "csv").exists()


def test_no_cell_of_the_workbook_is_a_formula(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    """Customers, orders and materials of this shop begin with = + and -."""
    for language in Language:
        (path,) = write_sheets(problem, plan, tmp_path, language, {Format.XLSX})
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 10
        assert sum(len(re.findall(r"<f[ >]", sheet)) for sheet in sheets) == 0
        orders = CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python()
        assert [row[0] for row in orders[1:]] == ["D", "=A", "C", "B"]


def test_workbook_and_csv_hold_the_same_rows_as_the_sheets(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    write_sheets(problem, plan, tmp_path)
    workbook = CalamineWorkbook.from_path(tmp_path / "plan-sheets.xlsx")
    for number, sheet in enumerate(plan_sheets(Facts(problem, plan)), start=1):
        written = workbook.get_sheet_by_index(number).to_python()
        content = (tmp_path / "csv" / f"{sheet.key}.csv").read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline="")))
        assert len(written) == len(rows) == 1 + len(sheet.rows)
        assert workbook.sheet_names[number] == sheet.title
        assert written[0] == [column.heading for column in sheet.flat.columns]


def test_starts_and_ends_of_the_workbook_are_the_plans(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    write_sheets(problem, plan, tmp_path, formats={Format.XLSX})
    rows = CalamineWorkbook.from_path(tmp_path / "plan-sheets.xlsx").get_sheet_by_name("Workshop lists").to_python()
    wall = timedelta(hours=8)  # Shanghai
    expected = {((a.start + wall).replace(tzinfo=None), (a.end + wall).replace(tzinfo=None)) for a in plan.assignments}
    assert {(row[1], row[2]) for row in rows[1:]} == expected


def test_days_shorten_the_lists(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    def rows() -> int:
        return len((tmp_path / "csv" / "workshops.csv").read_text("utf-8-sig").splitlines())

    write_sheets(problem, plan, tmp_path, formats={Format.CSV})
    every = rows()
    write_sheets(problem, plan, tmp_path, formats={Format.CSV}, days=1)
    assert rows() < every
    with pytest.raises(InputError, match="at least 1 day, found 0"):
        write_sheets(problem, plan, tmp_path, days=0)


def test_a_plan_of_another_problem_is_refused_and_nothing_written(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    other = problem.model_copy(update={"name": "other"})
    with pytest.raises(InputError, match="made for another problem"):
        write_sheets(other, plan, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_plan_that_names_what_is_not_there_is_refused_with_every_place(
    problem: Problem, plan: Plan, tmp_path: Path
) -> None:
    first, second, third, *others = plan.assignments
    wrong = [
        first.model_copy(update={"mode": "gone"}),
        second.model_copy(update={"uses": (second.uses[0].model_copy(update={"resource": "gone"}),)}),
        third.model_copy(update={"order": "gone"}),
        *others[:-1],
    ]
    peg = plan.pegs[0].model_copy(update={"material": "gone"})
    broken = plan.model_copy(update={"assignments": tuple(wrong), "pegs": (peg, *plan.pegs[1:])})
    with pytest.raises(InputError) as refused:
        write_sheets(problem, broken, tmp_path)
    places = [found.place for found in refused.value.problems]
    assert places == ["assignments[0]", "assignments[1]", "assignments[2]", "assignments", "pegs[0]"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written_is_refused(problem: Problem, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="folder"):
            write_sheets(problem, plan, folder)
    (tmp_path / "taken" / "sheets.html").mkdir(parents=True)
    with pytest.raises(InputError, match="expected the name of a file to write, found a folder"):
        write_sheets(problem, plan, tmp_path / "taken")
    assert not (tmp_path / "taken" / "plan-sheets.xlsx").exists()  # nothing is written before everything can be
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_ids_become_names_that_every_file_system_takes() -> None:
    assert file_names(["weld", "Weld", "a/b", "a:b", "..", "焊接", "CON", "x" * 200, "焊" * 200]) == [
        "weld", "Weld-2", "a_b", "a_b-2", "_", "焊接", "_CON", "x" * 160, "焊" * 53,
    ]  # fmt: skip


def test_a_workshop_with_the_longest_name_gets_its_calendar(tmp_path: Path) -> None:
    """120 Chinese characters, the most that an id may have, are 360 bytes."""
    long = WorkshopId("焊" * 120)
    problem = shop(workshops=[Workshop(id=long, company=CompanyId("C1"))], resources=[machine("M1", workshop=long)])
    (path,) = write_sheets(problem, rule_plan(problem), tmp_path, formats={Format.ICS})
    assert path.name == f"{'焊' * 53}.ics"
