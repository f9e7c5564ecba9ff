"""Workbooks, the doctor and the sheets from the command line: exit codes, what is left on the disk."""

import json
from pathlib import Path

import pytest

from scheduler.cli import data_folder
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.files.json_file import read_problem, write
from tests.builders import at
from tests.command_line import scheduler, scheduler_here
from tests.test_cli import TINY, Call

DEMO = data_folder() / "examples" / "demo.json"


def refused_with(done_stderr: str) -> None:
    assert "Traceback" not in done_stderr
    assert "pydantic" not in done_stderr.lower()


@pytest.mark.parametrize(
    ("call", "target", "lang"),
    [(scheduler, "shop.xlsx", "zh"), (scheduler_here, "tables", "en"), (scheduler_here, "copy.json", "en")],
)
def test_an_export_imports_as_the_same_problem(call: Call, target: str, lang: str, tmp_path: Path) -> None:
    done = call("export", DEMO, target, "--lang", lang, folder=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, target)
    imported = call("import", target, "new.json", folder=tmp_path)
    assert imported.returncode == 0, imported.stderr
    assert read_problem(tmp_path / "new.json") == read_problem(DEMO)
    again = scheduler_here("import", target, "new.json", folder=tmp_path)
    assert again.stdout.strip() == "nothing changes"


def test_an_import_shows_what_changes_keeps_pins_and_writes_only_when_asked(tmp_path: Path) -> None:
    """The export of a system that knows nothing of pins: they stay, whether the file has the table or not."""
    stored = pinned(read_problem(TINY))
    write(stored, tmp_path / "plant.json")
    (tmp_path / "orders.csv").write_text("Order,Weight\n" + "".join(f"{o.id},7\n" for o in stored.orders), "utf-8")
    before = (tmp_path / "plant.json").read_bytes()

    shown = scheduler_here("import", "orders.csv", "plant.json", "--dry-run", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "Weight" in shown.stdout
    assert "dry run: nothing was written" in shown.stdout
    assert (tmp_path / "plant.json").read_bytes() == before

    done = scheduler_here("import", "orders.csv", "plant.json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    changed = read_problem(tmp_path / "plant.json")
    assert {order.weight for order in changed.orders} == {7}
    assert changed.pins == stored.pins
    weightless = [order.model_copy(update={"weight": 1}) for order in changed.orders]
    assert weightless == [order.model_copy(update={"weight": 1}) for order in stored.orders]


def pinned(problem: Problem) -> Problem:
    pin = Pin(
        id="p",
        operation=OperationId(problem.operations[0].id),
        kind=PinKind.NOT_BEFORE,
        at=at("2026-03-02 09:00"),
        who="Li Wei",
    )
    return problem.model_copy(update={"pins": (pin,)})


def test_a_wrong_cell_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    """Every wrong cell at once, with its heading; the stored problem stays as it is."""
    write(read_problem(TINY), tmp_path / "plant.json")
    before = (tmp_path / "plant.json").read_bytes()
    (tmp_path / "orders.csv").write_text("订单号,公司,权重\nA,work,2\nB,works,many\n", "utf-8")
    done = scheduler_here("import", "orders.csv", "plant.json", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    refused_with(done.stderr)
    lines = sorted(done.stderr.strip().splitlines())
    assert [line.partition(": sheet orders, ")[2].partition(":")[0] for line in lines] == [
        "row 2, column B (公司) (id 'A')",
        "row 3, column C (权重) (id 'B')",
    ]
    assert "did you mean 'works'?" in lines[0]
    assert 'found "many"' in lines[1]
    assert (tmp_path / "plant.json").read_bytes() == before


def test_an_empty_template_says_what_it_wants(tmp_path: Path) -> None:
    assert scheduler("template", "t.xlsx", "--lang", "zh", folder=tmp_path).returncode == 0
    done = scheduler_here("solve", "t.xlsx", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    refused_with(done.stderr)
    assert "t.xlsx: sheet 工厂, row 4, column B (计划时点): this cell is blank: it is required" in done.stderr


def test_the_doctor_names_the_cell_and_the_exit_code_says_how_bad_it_is(tmp_path: Path) -> None:
    problem = read_problem(TINY)
    assert scheduler_here("doctor", TINY, folder=tmp_path).returncode == 0
    first = problem.operations[0]
    lost = first.modes[0].uses[0].model_copy(update={"resource": "sawe"})
    mode = first.modes[0].model_copy(update={"uses": (lost, *first.modes[0].uses[1:])})
    faulty = first.model_copy(update={"modes": (mode, *first.modes[1:])})
    write(problem.model_copy(update={"operations": (faulty, *problem.operations[1:])}), tmp_path / "faulty.json")
    assert scheduler_here("export", "faulty.json", "faulty.xlsx", folder=tmp_path).returncode == 0

    in_words = scheduler("doctor", "faulty.xlsx", folder=tmp_path)
    assert in_words.returncode == 1, in_words.stderr
    flat = " ".join(in_words.stdout.split())
    assert "sheet Operation modes, row 2, column" in flat
    assert "Did you mean saw" in flat
    as_json = scheduler_here("doctor", "faulty.json", "--json", folder=tmp_path)
    found = json.loads(as_json.stdout)
    assert [(one["key"], one["severity"], one["path"]) for one in found if one["severity"] == "sets_aside"] == [
        ("unknown_resource", "sets_aside", ["operations", 0, "modes", 0, "uses", 0, "resource"])
    ]


def test_a_workbook_is_solved_and_its_sheets_printed(tmp_path: Path) -> None:
    assert scheduler_here("export", TINY, "shop.xlsx", folder=tmp_path).returncode == 0
    solved = scheduler_here("solve", "shop.xlsx", "--seconds", 1, "-o", "plan.json", folder=tmp_path)
    assert solved.returncode == 0, solved.stderr
    assert scheduler_here("verify", "shop.xlsx", "plan.json", folder=tmp_path).returncode == 0
    printed = scheduler("sheets", "shop.xlsx", "plan.json", "-o", "out", "--lang", "zh", folder=tmp_path)
    assert printed.returncode == 0, printed.stderr
    names = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"plan-sheets.xlsx", "sheets.html", "csv/orders.csv"} <= names
    assert any(name.startswith("ics/") for name in names)
    only = scheduler_here("sheets", "shop.xlsx", "plan.json", "-o", "some", "--format", "csv", folder=tmp_path)
    assert only.returncode == 0
    assert {path.suffix for path in (tmp_path / "some").rglob("*") if path.is_file()} == {".csv"}
    foreign = scheduler_here("sheets", DEMO, "plan.json", "-o", "none", folder=tmp_path)
    assert foreign.returncode == 2
    assert "made for another problem" in foreign.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("solve", "shop.xlsx", "-o", "shop.xlsx"), "shop.xlsx: this is written as .json"),
        (("solve", "plant.json", "-o", "plant.json"), "plant.json: is one of the inputs: it would be overwritten"),
        (("template", "shop.xlsx"), "shop.xlsx: exists already: a template would empty it"),
        (("template", "new.csv"), "new.csv: this is written as .xlsx"),
        (("template", "new.xlsx", "--year", "2026"), "--year: holidays of which country?"),
        (("import", "shop.xlsx", "out.xlsx"), "out.xlsx: this is written as .json"),
    ],
)
def test_no_command_writes_over_what_a_planner_has(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    write(read_problem(TINY), tmp_path / "plant.json")
    assert scheduler_here("export", TINY, "shop.xlsx", folder=tmp_path).returncode == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = scheduler_here(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_rows_go_only_when_the_tables_are_the_whole_list(tmp_path: Path) -> None:
    stored = read_problem(TINY)
    write(stored, tmp_path / "plant.json")
    (tmp_path / "orders.csv").write_text(f"Order,Weight\n{stored.orders[0].id},7\n", "utf-8")
    done = scheduler_here("import", "orders.csv", "plant.json", folder=tmp_path)
    assert done.returncode == 2
    assert "rows would be removed" in done.stdout
    assert "nothing was written (--remove lets them go)" in done.stderr
    assert read_problem(tmp_path / "plant.json") == stored


def test_a_file_in_which_nothing_is_a_table_is_refused(tmp_path: Path) -> None:
    write(read_problem(TINY), tmp_path / "plant.json")
    refusals = {"orders-from-erp.csv": "none of its sheets is a table", "ordrs.csv": "did you mean Orders (订单)?"}
    for name, said in refusals.items():
        (tmp_path / name).write_text("Order,Weight\nA,7\n", "utf-8")
        done = scheduler_here("import", name, "plant.json", folder=tmp_path)
        assert done.returncode == 2
        assert said in done.stderr
