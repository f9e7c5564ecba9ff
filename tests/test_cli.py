"""The command line as a user meets it: exit codes, messages, and what is left on the disk."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.cli import FAILED, data_folder, run
from scheduler.domain import schema as schemas
from tests.command_line import Done, scheduler, scheduler_here

TINY = data_folder() / "examples" / "tiny" / "weights-decide.json"
DIRTY_LOG = Path(__file__).parent / "data" / "dirty_log.csv"

Call = Callable[..., Done]
"""`scheduler` or `scheduler_here`."""


def refused(folder: Path, content: bytes | None, name: str = "problem.json", call: Call = scheduler_here) -> str:
    """The message with which `solve` refuses a file; nothing may be written, and nothing else may be said."""
    if content is not None:
        (folder / name).write_bytes(content)
    before = sorted(folder.iterdir())
    done = call("solve", name, "-o", "plan.json", "--gantt", "gantt.html", folder=folder)
    assert done.returncode == 2, done
    assert sorted(folder.iterdir()) == before
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "pydantic" not in done.stderr.lower()
    return done.stderr.strip()


def changed(old: str, new: str) -> bytes:
    """The tiny problem with one thing changed, wherever it stands first."""
    text = TINY.read_text("utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


# --- wrong input -------------------------------------------------------------------------------------

MOMENT = '"as_of": "2026-03-02T08:00:00+08:00"'

WRONG = {
    "not JSON": (
        changed('"kind": "machine",', '"kind": "machine"'),
        r"problem.json: line 14, column \d+: not valid JSON: expected \',\' delimiter",
    ),
    "not UTF-8": (b'{\n"name": "\xc0\xcf"}', "problem.json: line 2: not UTF-8: byte 0xc0 can't be read"),
    "byte-order mark": (b"\xef\xbb\xbf{}", "problem.json: the file begins with a byte-order mark: .*"),
    "empty": (b" \n", "problem.json: the file is empty: expected a JSON object"),
    "a list": (b"[]", r"problem.json: expected a problem: a JSON object \{...\}"),
    "deep": (b"[" * 5000, "problem.json: nested too deeply to be read"),
    "wrong type": (
        changed('"weight": 2', '"weight": "2"'),
        r'problem.json: orders\[1\].weight \(id \'B\'\): expected a whole number, found "2"',
    ),
    "fraction": (
        changed('"set_up_minutes": 240', '"set_up_minutes": 240.5'),
        r"problem.json: operations\[0\].modes\[0\].set_up_minutes \(id 'saw'\): "
        r"expected a whole number, found 240.5",
    ),
    "unknown field": (
        changed('"requested"', '"requestd"'),
        r"problem.json: orders\[0\].lines\[0\].instalments\[0\].requestd \(id 'A'\): "
        r"unknown field; did you mean 'requested'\?",
    ),
    "missing field": (
        changed('"workshop": "hall", "calendar": "always"', '"workshop": "hall"'),
        r"problem.json: resources\[0\].calendar \(id 'saw'\): this field is missing",
    ),
    "naive datetime": (
        changed(MOMENT, MOMENT.replace("+08:00", "")),
        r'problem.json: as_of: expected a moment with its zone, for example .*, found "2026-03-02T08:00:00"',
    ),
    "seconds": (
        changed(MOMENT, MOMENT.replace("08:00:00+", "08:00:01+")),
        "problem.json: as_of: times are whole minutes: give seconds as 00",
    ),
    "no such day": (
        changed('"2026-03-02", "first', '"2026-02-30", "first'),
        r"problem.json: orders\[0\].lines\[0\].instalments\[0\].requested \(id 'A'\): "
        r"expected a day, for example .*",
    ),
    "duplicate id": (
        changed('"id": "B/saw"', '"id": "A/saw"'),
        r"problem.json: operations\[2\].id \(id 'A/saw'\): "
        r"id 'A/saw' is used twice \(first in operations\[0\]\)",
    ),
    "unknown calendar": (
        changed('"calendar": "always"', '"calendar": "allways"'),
        r"problem.json: resources\[0\].calendar \(id 'saw'\): 'allways' does not exist",
    ),
    "unknown zone": (
        changed("Asia/Shanghai", "Asia/Shangri-La"),
        "problem.json: zone: time zone 'Asia/Shangri-La' is unknown: give an IANA name such as Asia/Shanghai",
    ),
    "negative quantity": (
        changed('"quantity": 1, "instalments"', '"quantity": -1, "instalments"'),
        r"problem.json: orders\[0\].lines\[0\].quantity \(id 'A'\): expected at least 1, found -1",
    ),
    "instalments that don't add up": (
        changed('"quantity": 1, "instalments"', '"quantity": 3, "instalments"'),
        r"problem.json: orders\[0\].lines\[0\] \(id 'A'\): "
        r"instalments of line 1 add up to 1, not to its quantity 3",
    ),
    "no such choice": (
        changed('"kind": "machine"', '"kind": "robot"'),
        r"problem.json: resources\[0\].kind \(id 'saw'\): expected one of 'machine', .*, found \"robot\"",
    ),
    "id with a space": (
        changed('"id": "packers"', '"id": "packers "'),
        r"problem.json: resources\[1\].id \(id 'packers '\): expected an id without spaces at its ends, .*",
    ),
    "field twice": (
        changed('"weight": 2', '"weight": 2, "weight": 3'),
        r"problem.json: orders\[1\].weight \(id 'B'\): this field is given twice in one object: keep one",
    ),
    "not a number": (
        changed('"weight": 2', '"weight": NaN'),
        r"problem.json: orders\[1\].weight \(id 'B'\): expected a number, found NaN or Infinity",
    ),
    "newer version": (
        changed('"schema_version": 1', '"schema_version": 2'),
        r"problem.json: schema_version: this problem was written by a newer "
        r"program \(form 2\); .*: update it",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_input_is_refused_with_one_line_that_names_place_and_id(kind: str, tmp_path: Path) -> None:
    content, message = WRONG[kind]
    said = refused(tmp_path, content)
    assert re.fullmatch(message, said), said


@pytest.mark.parametrize("kind", ["not JSON", "deep", "no such choice"])
def test_the_program_refuses_wrong_input_in_the_same_words(kind: str, tmp_path: Path) -> None:
    """How deep JSON may be nested depends on what has called already: a process of its own has most room."""
    content, message = WRONG[kind]
    assert re.fullmatch(message, refused(tmp_path, content, call=scheduler))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, None, "nowhere.json") == "nowhere.json: there is no such file"
    (tmp_path / "folder").mkdir()
    assert refused(tmp_path, None, "folder") == "folder: expected a folder with .csv files, found none in it"


def test_twenty_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    document = json.loads(TINY.read_text("utf-8"))
    document["materials"] = [{"id": f"m{row}", "lead_minutes": -1} for row in range(23)]
    said = refused(tmp_path, json.dumps(document).encode()).splitlines()
    assert len(said) == 21
    assert said[19] == "problem.json: materials[19].lead_minutes (id 'm19'): expected at least 0, found -1"
    assert said[20] == "and 3 more"


def test_an_output_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    done = scheduler_here("solve", TINY, "-o", "nowhere/plan.json", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip() == "nowhere/plan.json: can't be written: there is no folder 'nowhere'"


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (scheduler, ("sovle",)),
        (scheduler_here, ("solve",)),
        (scheduler_here, ("solve", TINY, "--seconds", "0")),
        (scheduler_here, ("solve", TINY, "--lang", "fr")),
        (scheduler_here, ("schema", "shop")),
    ],
)
def test_wrong_usage_has_the_same_exit_code(call: Call, arguments: tuple[object, ...], tmp_path: Path) -> None:
    done = call(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


# --- what works --------------------------------------------------------------------------------------


def test_help_names_the_exit_codes_and_every_command(tmp_path: Path) -> None:
    done = scheduler("--help", folder=tmp_path)
    assert done.returncode == 0
    for word in (
        "solve",
        "verify",
        "quote",
        "schema",
        "chart",
        "demo",
        "serve",
        "import-log",
        "benchmark",
        "Exit codes",
    ):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("call", "kind"), [(scheduler, "problem"), (scheduler_here, "plan"), (scheduler_here, "order")]
)
def test_schema_prints_a_schema_with_its_version(call: Call, kind: str, tmp_path: Path) -> None:
    schema = json.loads(call("schema", kind, folder=tmp_path).stdout)
    assert schema["$id"] == f"urn:production-scheduler:schema:{kind}:1"
    assert schema["additionalProperties"] is False


def test_files_in_the_wrong_order_are_told_so(tmp_path: Path) -> None:
    assert scheduler_here("solve", TINY, "-o", "plan.json", "--seconds", 1, folder=tmp_path).returncode == 0
    for command, extra in (("verify", ()), ("chart", ("-o", "gantt.html"))):
        done = scheduler_here(command, "plan.json", TINY, *extra, folder=tmp_path)
        assert done.returncode == 2
        assert (
            done.stderr == "plan.json: this file holds a plan; expected a problem: are two files in the wrong order?\n"
        )


def test_decompose_shows_the_steps_what_is_left_out_and_faults(tmp_path: Path) -> None:
    demo = data_folder() / "examples" / "demo.json"
    done = scheduler("decompose", demo, "--order", "SO-2601", "--order", "SO-2624", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "line 1: Medium-voltage switchgear KYN28A (KYN28A) × 6" in done.stdout
    assert "design  left out: only for non-standard orders" in done.stdout
    assert "comes after SO-2624/1/painting, which is not an operation of this order." in done.stdout
    assert "SO-2602" not in done.stdout
    unknown = scheduler_here("decompose", demo, "--order", "SO-9", folder=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "orders (id 'SO-9'): there is no order with this id" in unknown.stderr


def test_solve_then_verify_then_chart(tmp_path: Path) -> None:
    done = scheduler("solve", TINY, "-o", "plan.json", "--seconds", "1", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    first, second = (done.stdout.index(f"\n {order} ") for order in "AB")
    assert first < second  # A is 270 min late, B 30: the latest comes first
    assert "330" in done.stdout

    checked = scheduler("verify", TINY, "plan.json", folder=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.startswith("0 violations; ")

    for call, by in ((scheduler, "resource"), (scheduler_here, "order")):
        drawn = call("chart", TINY, "plan.json", "-o", f"{by}.html", "--by", by, "--lang", "zh", folder=tmp_path)
        assert drawn.returncode == 0, drawn.stderr
        page = (tmp_path / f"{by}.html").read_text("utf-8")
        assert '<html lang="zh-CN">' in page
        name = json.dumps("锯床")[1:-1]  # charts are JSON inside the page
        assert name in page or "锯床" in page or by == "order"

    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    spoiled = json.dumps(plan).replace('"method"', '"note"', 1)
    (tmp_path / "spoiled.json").write_text(spoiled, "utf-8")
    assert scheduler_here("verify", TINY, "spoiled.json", folder=tmp_path).returncode == 2

    plan["assignments"].pop()  # an order without its last operation
    (tmp_path / "short.json").write_text(json.dumps(plan), "utf-8")
    caught = scheduler("verify", TINY, "short.json", folder=tmp_path)
    assert caught.returncode == 1
    assert " violations; " in caught.stdout
    assert not caught.stdout.startswith("0 violations")


def test_solve_prints_the_plan_as_json(tmp_path: Path) -> None:
    done = scheduler_here("solve", TINY, "--json", "--seconds", "1", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {level["goal"]: level["value"] for level in json.loads(done.stdout)["levels"]}["cost"] == 330


def test_import_log_writes_the_problem_and_the_report(tmp_path: Path) -> None:
    done = scheduler("import-log", DIRTY_LOG, "-o", "problem.json", "--report", "report.json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "15 rows" in done.stdout
    assert "end before start, dropped: nothing says how long the work took; lines 9\n" in done.stdout
    assert "hindsight" in done.stdout
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["rows"] == 15
    assert scheduler_here("solve", "problem.json", "--seconds", "1", folder=tmp_path).returncode == 0


def test_import_log_with_an_unknown_zone_is_wrong_input(tmp_path: Path) -> None:
    done = scheduler_here("import-log", DIRTY_LOG, "-o", "problem.json", "--zone", "Mars/Base", folder=tmp_path)
    assert done.returncode == 2
    assert "time zone 'Mars/Base' is unknown" in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- when it goes wrong ------------------------------------------------------------------------------


def test_ctrl_c_ends_long_work_at_once_with_one_line() -> None:
    """The work is one call that looks at nothing for a minute, as a solver's may be."""
    program = (
        "import time; from scheduler.commands.solving import interruptible\n"
        "def work(): print('started', flush=True); time.sleep(60)\n"
        "interruptible(work)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert process.returncode == FAILED
    assert said.strip() == "Stopped; nothing was written."


def test_an_unexpected_error_is_one_line_and_debug_shows_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(kind: str) -> dict[str, object]:
        raise RuntimeError(f"no {kind}\nhere")

    monkeypatch.setattr(schemas, "json_schema", broken)
    assert run(["schema", "plan"]) == FAILED
    said = capsys.readouterr()
    assert said.err == "Unexpected error, RuntimeError: no plan here (--debug shows where)\n"
    assert said.out == ""
    with pytest.raises(RuntimeError):
        run(["schema", "plan", "--debug"])


def test_a_chart_of_another_problem_is_refused(tmp_path: Path) -> None:
    """A plan is bound to its input: drawn over another one it would tell nonsense."""
    assert scheduler_here("solve", TINY, "-o", "plan.json", "--seconds", "1", folder=tmp_path).returncode == 0
    other = TINY.with_name("oven-and-night.json")
    done = scheduler_here("chart", other, "plan.json", "-o", "gantt.html", folder=tmp_path)
    assert done.returncode == 2
    assert "made for another problem" in done.stderr
    assert not (tmp_path / "gantt.html").exists()


def test_a_quote_says_when_a_new_order_can_arrive(tmp_path: Path) -> None:
    """The saw is taken from 08:00 to 18:00: 2 h of sawing and 30 min of packing end at 20:30."""
    assert scheduler_here("solve", TINY, "-o", "plan.json", "--seconds", "1", folder=tmp_path).returncode == 0
    document = json.loads(TINY.read_text("utf-8"))
    order = document["orders"][0] | {"id": "N"}
    saw, pack = (operation | {"id": f"N/{n}", "order": "N"} for n, operation in enumerate(document["operations"][:2]))
    saw["modes"] = [saw["modes"][0] | {"set_up_minutes": 120}]
    request = {"order": order, "operations": [saw, pack | {"after": [{"operation": "N/0"}]}]}
    (tmp_path / "order.json").write_text(json.dumps(request), "utf-8")
    done = scheduler("quote", TINY, "plan.json", "order.json", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["arrives"] == "2026-03-02T12:30:00Z"  # 20:30 in Shanghai
    assert answer["feasible_as_asked"] is False
    told = scheduler_here("quote", TINY, "plan.json", "order.json", folder=tmp_path)
    assert "20:30" in told.stdout

    request["order"]["id"] = "A"
    request["operations"] = []
    (tmp_path / "order.json").write_text(json.dumps(request), "utf-8")
    known = scheduler_here("quote", TINY, "plan.json", "order.json", folder=tmp_path)
    assert known.returncode == 2
    assert known.stderr.strip() == "order.json: order.id (id 'A'): the problem has an order with this id already"


def test_demo_once_writes_plan_and_charts(tmp_path: Path) -> None:
    done = scheduler("demo", "--once", "--seconds", "1", "--out", "made", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.name: path for path in (tmp_path / "made").iterdir()}
    assert set(made) == {"problem.json", "plan.json", "gantt-resources.html", "gantt-orders.html"}
    assert "no violation" in done.stdout
    assert scheduler_here("verify", made["problem.json"], made["plan.json"], folder=tmp_path).returncode == 0
    for late in ("SO-2603", "SO-2604"):  # a late part; a date nobody can keep
        row = next(line for line in done.stdout.splitlines() if line.startswith(f" {late}"))
        assert "✗ late" in row
    faulty = next(line for line in done.stdout.splitlines() if line.startswith(" SO-2624"))
    assert "✗ not plannable" in faulty
