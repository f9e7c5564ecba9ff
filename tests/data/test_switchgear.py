"""The demo group: the stored file is what the generator makes, and it holds what it promises, in every size."""

import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays as official_days_off

from data.examples.switchgear import AS_OF, SEED, build
from data.examples.switchgear import __main__ as program
from data.examples.switchgear.calendars import next_festival, public_holidays
from data.examples.switchgear.sizes import Size
from scheduler.compile.calendars import calendar_windows
from scheduler.compile.clock import Clock
from scheduler.domain.decompose import decomposed
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Operation, ProgressStatus
from scheduler.domain.order import OrderClass, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.record import Label, OrderId, ResourceId
from scheduler.domain.schema import dump, load_problem
from scheduler.files.any_form import read_any, write_any

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data" / "examples" / "switchgear.json"
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def group() -> Problem:
    return build()


@cache
def of_size(wanted: int) -> Problem:
    """The group with about so many operations, decomposed; the large ones take a while to make."""
    return decomposed(build(operations=wanted))


@pytest.fixture(scope="module")
def operations(group: Problem) -> tuple[Operation, ...]:
    return decomposed(group).operations


# --- the file and the generator ----------------------------------------------------------------------


def test_the_stored_file_is_what_the_generator_makes(group: Problem) -> None:
    told = "python -m data.examples.switchgear --output data/examples/switchgear.json"
    assert FILE.read_bytes() == dump(group), told
    assert load_problem(FILE.read_bytes(), "switchgear") == group
    assert FILE.stat().st_size < 600_000


def test_equal_arguments_make_equal_problems(group: Problem) -> None:
    assert build(AS_OF.astimezone(UTC), SEED).content_hash() == group.content_hash()
    assert build(AS_OF, SEED + 1).content_hash() != group.content_hash()
    assert build(AS_OF + DAY, SEED).content_hash() != group.content_hash()


@pytest.mark.parametrize("days", [-400, 91, 300, 800])
def test_any_moment_makes_a_group(days: int) -> None:
    """Also in years whose holidays are only estimated."""
    moment = AS_OF + timedelta(days=days)
    problem = build(moment)
    assert load_problem(dump(problem), "another moment").as_of == moment.astimezone(UTC)
    assert len(problem.orders) == 60


def test_the_program_writes_the_same_to_a_file_and_to_its_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.examples.switchgear", "--operations", "400", "--seed", "3"]
    command += ["--as-of", "2026-06-01T08:00+08:00"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    target = tmp_path / "group.json.gz".removesuffix(".gz")
    subprocess.run([*command, "--output", str(target)], cwd=ROOT, capture_output=True, check=True)
    assert target.read_bytes() == shown == dump(build(datetime(2026, 6, 1, 8, tzinfo=ZONE), 3, 400))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--operations", "299"), "at least 300"),
        (("--operations", "many"), "invalid"),
        (("--as-of", "2026-06-01T08:00"), "with its zone"),
        (("--as-of", "soon"), "invalid"),
    ],
)
def test_wrong_arguments_are_told_in_a_line(
    arguments: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["switchgear", *arguments])
    with pytest.raises(SystemExit) as left:
        program.main()
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told_in_a_line() -> None:
    command = [sys.executable, "-m", "data.examples.switchgear", "--output", "/no/such/folder/x.json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "no folder" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("name", ["group.xlsx", "group"])
def test_tables_bring_the_whole_group_back(group: Problem, name: str, tmp_path: Path) -> None:
    """A workbook and a folder of CSV files hold every rule of it."""
    write_any(group, tmp_path / name, "zh")
    again = read_any(tmp_path / name).problem
    assert again == group
    assert again.content_hash() == group.content_hash()


# --- what is in it -----------------------------------------------------------------------------------


def test_the_group_has_the_size_that_was_asked_for(group: Problem, operations: tuple[Operation, ...]) -> None:
    assert len(group.companies) == 5
    assert len(group.orders) == 60
    assert 1_350 <= len(operations) <= 1_650
    last = max(part.committed for order in group.orders for line in order.lines for part in line.instalments)
    assert timedelta(weeks=9) < last - AS_OF.date() < timedelta(weeks=12)


def test_everything_has_a_chinese_and_an_english_name(group: Problem, operations: tuple[Operation, ...]) -> None:
    tables: tuple[Iterable[object], ...] = (
        group.companies, group.workshops, group.calendars, group.resources, group.suppliers, group.materials,
        group.products, group.destinations, group.orders,
        [operation for operation in operations if not operation.order.startswith("maintenance:")],
        [routing for product in group.products for routing in product.alternatives],
    )  # fmt: skip
    for table in tables:
        for record in table:
            names = getattr(record, "names", None)
            assert isinstance(names, Label)
            assert names.en, record
            assert names.en.replace("×", "x").isascii(), record
            assert not names.zh.isascii(), record


def test_the_group_holds_every_situation_it_promises(group: Problem) -> None:
    statuses = Counter(order.status for order in group.orders)
    assert statuses[OrderStatus.SIGNED] == statuses[OrderStatus.RESERVED] == statuses[OrderStatus.INQUIRY] == 2
    assert statuses[OrderStatus.ON_HOLD] == statuses[OrderStatus.CANCELLED] == 1
    assert sum(order.untradeable for order in group.orders) == 2
    assert [order.penalty.waived for order in group.orders if order.penalty] == [True, False, False]
    assert sum(order.order_class is OrderClass.NON_STANDARD for order in group.orders) == 6
    assert len({order.destination for order in group.orders if order.destination}) == 5
    consenting = [order for order in group.orders if order.part_delivery_consent]
    assert [len(order.lines[0].instalments) for order in consenting] == [2]
    assert len({order.company for order in group.orders}) == 4
    assert {pin.kind.value for pin in group.pins} == {"resource", "not_before"}
    assert len([arrival for arrival in group.arrivals if arrival.at < group.as_of]) == 1
    assert {arrival.confirmed for arrival in group.arrivals} == {True, False}
    parts = Counter(arrival.order for arrival in group.arrivals if arrival.order is not None)
    assert sorted(parts.values()) == [1, 1, 2, 2]  # two orders get their breakers in two parts
    assert [payment.received for o in group.orders if (payment := o.payment)].count(True) == 1
    assert sum(payment.expected is None and not payment.received for o in group.orders if (payment := o.payment)) == 1


def test_levers_are_there_with_and_without_approval(group: Problem, operations: tuple[Operation, ...]) -> None:
    outside = {mode.outsourcing.approval for o in operations for mode in o.modes if mode.outsourcing}
    assert outside == {Approval.STANDING, Approval.APPROVED, Approval.PROPOSED}
    saturdays = {(w.start, w.approval) for c in group.calendars for w in c.overtime if not w.by_choice}
    assert Counter(approval for _, approval in saturdays) == {Approval.APPROVED: 1, Approval.PROPOSED: 2}
    evenings = [window for calendar in group.calendars for window in calendar.overtime if window.by_choice]
    assert len(evenings) == 15
    assert {window.end - window.start for window in evenings} == {timedelta(hours=3)}
    lent = Counter((lending.by_choice, lending.approval) for lending in group.lendings)
    assert lent == {(False, Approval.APPROVED): 1, (True, Approval.APPROVED): 1, (True, Approval.PROPOSED): 1}
    substitutes = {substitute.approval for material in group.materials for substitute in material.substitutes}
    assert substitutes == {Approval.STANDING, Approval.PROPOSED}


def test_templates_use_everything_that_templates_can(group: Problem, operations: tuple[Operation, ...]) -> None:
    """Options switch steps and needs, small boxes are bought in, big lots are faster, parts come from stock."""
    of: dict[OrderId, list[Operation]] = defaultdict(list)
    for operation in operations:
        of[operation.order].append(operation)
    options = {option: order.id for order in group.orders for option in order.lines[0].options if of[order.id]}
    steps = {id_: {operation.id.split("/")[-1] for operation in mine} for id_, mine in of.items()}
    needs = {id_: {str(need.material) for o in mine for need in o.needs} for id_, mine in of.items()}
    assert "earthing" in steps[options["earthing-switch"]]
    assert "witness" in steps[options["witness-test"]]
    assert "brush" in steps[options["stainless"]]
    assert "coat" not in steps[options["stainless"]]
    assert "special-powder" in needs[options["colour"]]
    assert "powder" not in needs[options["colour"]]
    boxes = {o.lines[0].quantity: o.id for o in group.orders if o.lines[0].product == "XL21" and of[o.id]}
    assert [quantity for quantity, id_ in sorted(boxes.items()) if "bought-box" in needs[id_]] == [2, 3]
    assert 12 in boxes
    lasers = {int(o.quantity): o.modes[0].minutes_per_unit for o in operations if o.id.endswith("ENC-LV/cut")}
    assert lasers[12] < lasers[11] == lasers[4]
    full = decomposed(group.model_copy(update={"product_stocks": (), "operations": ()})).operations
    made = decomposed(group.model_copy(update={"operations": ()})).operations
    assert 0 < len(full) - len(made) < 50


def test_instalments_share_the_work_and_the_parts(group: Problem) -> None:
    """Together the two halves need what the template says, in every step and every part, and the spares beside it."""
    order = next(order for order in group.orders if order.part_delivery_consent)
    template = [o for o in decomposed(group.model_copy(update={"operations": ()})).operations if o.order == order.id]
    halves = [operation for operation in group.operations if operation.order == order.id]
    assert len(halves) == 2 * len(template)
    for operation in template:
        step = operation.id.split("/", 2)[2]
        parts = [half for half in halves if half.id.split("/", 2)[2] == step]
        assert sum(half.quantity for half in parts) == operation.quantity
        for row, need in enumerate(operation.needs):
            assert sum(half.needs[row].quantity for half in parts) == need.quantity
        load = operation.modes[0].load + operation.modes[0].load_per_unit * operation.quantity
        assert sum(half.modes[0].load + half.modes[0].load_per_unit * half.quantity for half in parts) == load


def test_reports_are_consistent(group: Problem, operations: tuple[Operation, ...]) -> None:
    """What is reported follows the order of work, on working days before as-of, one begun step an order.

    Two of the begun ones are outside waits: an answer is announced for the future, one was for the past.
    """
    by_id = {operation.id: operation for operation in operations}
    reports = {report.operation: report for report in group.progress}
    begun = [report for report in group.progress if report.status is ProgressStatus.STARTED]
    assert len(begun) == len({by_id[report.operation].order for report in begun}) == 10
    assert sorted(report.expected_at > group.as_of for report in begun if report.expected_at) == [False, True]
    assert len(reports) > 60
    for report in reports.values():
        assert report.started_at < group.as_of
        assert chinese_calendar.is_workday(report.started_at.astimezone(ZONE).date())
        assert report.mode in {mode.id for mode in by_id[report.operation].modes}
        for link in by_id[report.operation].after:
            if "~rework" in link.operation:
                continue
            before = reports[link.operation]
            assert before.finished_at is not None
            assert before.finished_at <= report.started_at


# --- calendars ---------------------------------------------------------------------------------------


def test_days_off_and_make_up_days_are_the_official_ones() -> None:
    """Another library's list, day by day, weekends inside festivals included."""
    first, last = date(2024, 1, 1), max(official_days_off)
    public = public_holidays(first, last)
    official = {day for day in official_days_off if first <= day <= last}
    assert official <= set(public.free)
    together_with_the_weekend = {date(2024, 6, 8), date(2024, 6, 9)}  # the notice of 2024 names 10 June alone
    assert set(public.free) - official == together_with_the_weekend
    day = first
    while day <= last:
        works = day in public.made_up or (day.isoweekday() <= 5 and day not in public.free)
        assert works == chinese_calendar.is_workday(day), day
        day += DAY


def test_the_calendars_tell_until_when_they_are_official(group: Problem) -> None:
    until = public_holidays(AS_OF.date(), AS_OF.date()).official_until
    assert until == date(max(official_days_off).year, 12, 31)
    for calendar in group.calendars:
        (border,) = calendar.exceptions
        assert until.isoformat() in border.why
        assert "官方" in border.why
        assert border.start.astimezone(ZONE).date() == until + DAY in calendar.holidays  # it closes what is closed


def test_no_shift_opens_on_a_festival_and_office_hours_do_on_make_up_days(group: Problem) -> None:
    clock = Clock(group.as_of)
    spans = {c.id: calendar_windows(c, ZONE, clock, 90 * 1440) for c in group.calendars}

    def minutes(calendar: str, day: date) -> int:
        start = clock.minute(datetime.combine(day, datetime.min.time(), ZONE))
        return sum(max(0, min(e, start + 1440) - max(s, start)) for c, rows in spans.items() if c == calendar
                   for s, e in rows)  # fmt: skip

    wednesday = date(2026, 3, 11)
    open_minutes = {"office": 480, "day": 480, "two-shifts": 960, "three-shifts": 1440, "dispatch": 240}
    for calendar, expected in open_minutes.items():
        assert minutes(calendar, wednesday) == expected
        assert minutes(calendar, date(2026, 5, 2)) == 0, calendar  # a Saturday of Labour Day
    assert minutes("three-shifts", date(2026, 5, 1)) == 360  # the night shift of 30 April ends at 06:00
    assert minutes("office", date(2026, 5, 9)) == 480  # a Saturday worked instead
    assert minutes("office", date(2026, 5, 16)) == 0  # an ordinary one
    assert minutes("assembly", date(2026, 3, 14)) == 480  # approved overtime
    assert minutes("assembly", date(2026, 3, 28)) == 0  # only proposed


def test_the_next_festival_is_found_whole() -> None:
    assert next_festival(date(2026, 3, 2)) == (date(2026, 4, 4), date(2026, 4, 6))
    assert next_festival(date(2026, 4, 4)) == (date(2026, 4, 4), date(2026, 4, 6))
    assert next_festival(date(2026, 4, 5)) == (date(2026, 5, 1), date(2026, 5, 5))


# --- sizes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [500, 1_500, 3_000, 5_000, 12_000])
def test_every_size_has_about_the_operations_that_were_asked_for(wanted: int) -> None:
    assert abs(len(of_size(wanted).operations) - wanted) <= wanted / 10


@pytest.mark.slow
def test_fifty_thousand_operations_are_made_in_time() -> None:
    started = time.process_time()
    problem = build(operations=50_000)
    assert time.process_time() - started < 20
    assert 45_000 <= len(decomposed(problem).operations) <= 55_000
    assert len(problem.orders) == 2_000


def test_sizes_grow_in_width_and_length() -> None:
    """Lanes with the power 2/3 of the size, rounds with the rest; a part of a round has the cases that start first."""
    assert [Size.of(n).lanes for n in (300, 1_500, 4_242, 4_243, 50_000)] == [1, 1, 1, 2, 10]
    assert [Size.of(n).orders for n in (300, 1_500, 50_000)] == [12, 60, 2_000]
    places = Size(lanes=2, orders=123).places([60 - row for row in range(60)])
    assert places[:3] == [(0, 0), (0, 0), (0, 1)]
    assert places[120:] == [(1, 59), (1, 59), (1, 58)]
    with pytest.raises(ValueError, match="at least 300"):
        build(operations=299)


def workshop_loads(problem: Problem) -> dict[str, float]:
    """Share of every workshop's hours, from as-of to the last due day, that the work in own modes takes."""
    whole = decomposed(problem)
    clock = Clock(problem.as_of)
    last = max(part.committed for order in problem.orders for line in order.lines for part in line.instalments)
    horizon = clock.minute(datetime.combine(last + DAY, datetime.min.time(), ZONE))
    opened = {c.id: sum(e - s for s, e in calendar_windows(c, ZONE, clock, horizon)) for c in problem.calendars}
    resources = {resource.id: resource for resource in problem.resources}
    done = {report.operation for report in problem.progress}
    asked: dict[ResourceId, float] = defaultdict(float)
    for operation in whole.operations:
        mode = operation.modes[0]
        if operation.id in done or any(use.resource not in resources for use in mode.uses):
            continue
        minutes = mode.set_up_minutes + float(mode.minutes_per_unit * operation.quantity)
        if mode.programme is not None:  # its share of a full load
            station = resources[mode.uses[0].resource]
            assert station.most_load is not None
            takes = next(programme.minutes for programme in station.programmes if programme.id == mode.programme)
            minutes = takes * float((mode.load + mode.load_per_unit * operation.quantity) / station.most_load)
        for use in mode.uses:
            asked[use.resource] += minutes * use.units
    found: dict[str, float] = defaultdict(float)
    for id_, minutes in asked.items():
        resource = resources[id_]
        share = minutes / (opened[resource.calendar] * resource.units)
        found[resource.workshop] = max(found[resource.workshop], share)  # the scarcest one counts
    return found


@pytest.mark.parametrize("wanted", [3_000, 12_000])
def test_every_workshop_is_about_as_busy_in_every_size(group: Problem, wanted: int) -> None:
    """The scarce ones about a third to a half of the whole time; in their busy weeks that is all they have."""
    small, large = workshop_loads(group), workshop_loads(of_size(wanted))
    assert small.keys() == large.keys() == {workshop.id for workshop in group.workshops} - {"outside"}
    for workshop, load in small.items():
        assert 0.03 < load < 0.60
        assert 0.65 * load < large[workshop] < 1.65 * load, (workshop, load, large[workshop])
    for scarce in ("coating", "testing", "assembly", "wiring"):
        assert small[scarce] > 0.25
