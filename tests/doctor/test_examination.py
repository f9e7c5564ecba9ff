"""What `examine` makes of all checks: the truth about "not plannable", told once, worst first and not too often."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.compile.faults import SharedDataError
from scheduler.doctor import Finding, Severity, examine
from scheduler.doctor.case import Case
from scheduler.doctor.checks.stops import stopped_by_shared_data, too_many_operations
from scheduler.doctor.examination import SHOWN, _merged
from scheduler.doctor.places import at
from scheduler.domain import decompose
from scheduler.domain.calendar import Calendar
from scheduler.domain.errors import InputError
from scheduler.domain.order import OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import CalendarId, OrderId
from scheduler.domain.schema import load_problem
from scheduler.texts import Language, Names
from scheduler.texts.findings import finding_sentence, suggestion_sentence
from tests.builders import machine, need, operation, order, pin, random_shop
from tests.doctor.pairs import A1, FAR, product, step, with_operations
from tests.doctor.pairs_orders import circle
from tests.doctor.test_pairs import PAIRS, examined
from tests.random_rules import with_rules
from tests.seeds import seeds

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


def keys(findings: list[Finding]) -> list[str]:
    return [finding.key for finding in findings]


def set_aside(findings: list[Finding]) -> set[OrderId]:
    return {order for finding in findings if finding.severity is Severity.SETS_ASIDE for order in finding.orders}


# --- agreement with compiling ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(15, of=200))
def test_random_shops_are_examined_without_a_word_too_much(seed: int) -> None:
    """The orders set aside are those that are not plannable, each for as many reasons; every place is there."""
    problem = random_shop(seed, 8)
    findings, reasons = examine(problem), compile_problem(problem).not_plannable
    assert set_aside(findings) == set(reasons)
    told = [order for f in findings if f.severity is Severity.SETS_ASIDE for order in f.orders]
    assert sorted(told) == sorted(order for order, messages in reasons.items() for _ in messages)
    assert all(a.severity == b.severity or list(Severity).index(a.severity) < list(Severity).index(b.severity)
               for a, b in pairwise(findings))  # fmt: skip
    names = Names(problem)
    for finding in findings:
        at(problem, finding.path)
        for language in Language:
            assert finding_sentence(finding, names, language)
            assert suggestion_sentence(finding, names, language)


@pytest.mark.parametrize("seed", seeds(12, of=150))
def test_random_shops_with_every_rule_are_examined(seed: int) -> None:
    """With a mix of all rules laid over it: the same orders are set aside, every place is there and told."""
    problem = with_rules(random_shop(seed, 6), seed)
    findings, reasons = examine(problem), compile_problem(problem).not_plannable
    assert not any(finding.severity is Severity.STOPS for finding in findings)
    assert set_aside(findings) == set(reasons)
    names = Names(problem)
    for finding in findings:
        at(problem, finding.path)
        for language in Language:
            assert finding_sentence(finding, names, language)
            assert suggestion_sentence(finding, names, language)


@pytest.mark.parametrize("key", PAIRS)
def test_what_stops_planning_is_what_compiling_refuses(key: str) -> None:
    """And nobody is set aside but by it."""
    pair = PAIRS[key]
    for problem, findings in zip((pair.wrong, pair.right), examined(key), strict=True):
        stops = any(finding.severity is Severity.STOPS for finding in findings)
        try:
            reasons = set(compile_problem(problem).not_plannable)
        except InputError:
            assert stops
        else:
            assert not stops
            assert set_aside(findings) == reasons


# --- one stop does not hide the rest -----------------------------------------------------------------

CLOSED = Calendar(id=CalendarId("closed"))


def test_what_else_is_wrong_is_told_beside_a_closed_calendar_and_a_loop_of_pins() -> None:
    """Work that never fits is found by compiling alone, which both of them stop."""
    problem = circle(("p", "A2", "B1"), ("q", "B2", "A1"))
    broken = problem.model_copy(
        update={
            "calendars": (*problem.calendars, CLOSED),
            "resources": (*problem.resources, machine("X", calendar="closed"), machine("D", calendar="day")),
            "orders": (*problem.orders, order("C", FAR)),
            "operations": (*problem.operations, operation("C1", on="D", minutes=241, resumable=False)),
        }
    )
    findings = examine(broken)
    assert keys(findings) == ["calendar_never_opens", "pin_loop", "never_fits"]
    assert findings[1].parameters["operations"] == _loop_of(problem)
    assert set_aside(findings) == {"C"}


def _loop_of(problem: Problem) -> str:
    """The circle as compiling names it."""
    with pytest.raises(SharedDataError) as raised:
        compile_problem(problem)
    return raised.value.problems[0].message.rpartition(": ")[2]


def test_faults_are_told_even_if_nothing_can_be_decomposed() -> None:
    problem = with_operations(
        operation("A/1/cut", of="B", needs=(need("tin"),)),
        orders=[order("A", FAR), order("B", FAR)],
        products=[product(step())],
    )
    findings = examine(problem)
    assert keys(findings) == ["generated_id_taken", "unknown_material"]
    sentence = finding_sentence(findings[0], problem, Language.EN)
    assert sentence.startswith("The operation A/1/cut, decomposed by hand")  # names itself: nothing can be looked up


def test_too_many_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = with_operations(orders=[order("A", FAR)], products=[product(step("cut"), step("bend"))])
    monkeypatch.setattr(decompose, "MOST_OPERATIONS", 2)
    assert keys(examine(problem)) == []
    monkeypatch.setattr(decompose, "MOST_OPERATIONS", 1)
    (finding,) = examine(problem)
    assert (finding.key, finding.severity, finding.parameters) == (
        "too_many_operations",
        Severity.STOPS,
        {"step": "bend"},
    )


def test_refusals_nobody_knows_are_told_in_their_own_words() -> None:
    case = Case(with_operations(A1))
    case.refusals.append(SharedDataError("settings", None, "something new"))
    (finding,) = stopped_by_shared_data(case)
    assert finding.severity is Severity.STOPS
    assert finding.parameters == {"message": "problem: settings: something new"}
    assert list(too_many_operations(case)) == []


# --- orders that load nothing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        (OrderStatus.EFFECTIVE, Severity.SETS_ASIDE),
        (OrderStatus.INQUIRY, Severity.WARNING),
        (OrderStatus.ON_HOLD, Severity.WARNING),
        (OrderStatus.CLOSED, None),
        (OrderStatus.CANCELLED, None),
    ],
)
def test_faults_of_orders_that_load_nothing_are_warnings_while_they_may_still_be_planned(
    status: OrderStatus, severity: Severity | None
) -> None:
    problem = with_operations(operation("A1", after="B1"), order_=order("A", FAR, status=status))
    assert [finding.severity for finding in examine(problem)] == ([] if severity is None else [severity])


# --- together, and not too many ----------------------------------------------------------------------


def test_orders_that_suffer_from_one_step_of_a_routing_share_a_finding_at_the_step() -> None:
    """C is on hold: as long as others are set aside for it, it is not worth a finding of its own."""
    problem = with_operations(
        orders=[order("A", FAR), order("B", FAR), order("C", FAR, status=OrderStatus.ON_HOLD)],
        products=[product(step(), step("bend", on="M9"))],
    )
    (finding,) = examine(problem)
    assert finding.path == ("products", 0, "routing", 1, "modes", 0, "uses", 0, "resource")
    assert (finding.order, finding.others, finding.id) == ("A", ("B",), "M9")
    assert finding_sentence(finding, problem, Language.EN) == (
        "A/1/bend is to be done on resource M9, which does not exist. Orders concerned: A, B."
    )


def test_at_one_place_only_the_orders_of_the_worst_severity_are_told() -> None:
    """Else an order would seem to be set aside that only might be."""

    def at_one_place(severity: Severity, order_id: str) -> Finding:
        return Finding(key="unknown_resource", severity=severity, path=("products", 0), order=OrderId(order_id))

    aside, warning = Severity.SETS_ASIDE, Severity.WARNING
    (merged,) = _merged([at_one_place(warning, "A"), at_one_place(aside, "B"), at_one_place(aside, "C")])
    assert (merged.severity, merged.orders) == (aside, ("B", "C"))


def test_a_step_that_no_order_uses_is_a_warning() -> None:
    (finding,) = examine(with_operations(orders=[], products=[product(step(on="M9"))]))
    assert (finding.key, finding.severity, finding.order) == ("unknown_resource", Severity.WARNING, None)


@pytest.mark.parametrize(("count", "more"), [(SHOWN, 0), (SHOWN + 1, 1), (SHOWN + 7, 7)])
def test_beyond_twenty_of_a_kind_the_rest_is_counted_with_its_orders(count: int, more: int) -> None:
    problem = with_operations(orders=[order(f"A{n:02}", FAR, product="nothing") for n in range(count)])
    findings = examine(problem)
    assert keys(findings) == ["unknown_product"] * SHOWN + ["more"] * (more > 0)
    assert len(set_aside(findings)) == count
    if more:
        assert findings[-1].parameters == {"kind": "unknown_product", "count": more}
        assert findings[-1].severity is Severity.SETS_ASIDE


# --- the examples ------------------------------------------------------------------------------------


def test_the_demo_has_just_what_its_story_tells() -> None:
    problem = load_problem((EXAMPLES / "demo.json").read_bytes(), "demo.json")
    assert [(finding.key, finding.orders) for finding in examine(problem)] == [
        ("unknown_predecessor", ("SO-2624",)),
        ("late_even_alone", ("SO-2603",)),
        ("late_even_alone", ("SO-2604",)),
        ("overdue_arrival", ("SO-2620",)),
        ("supplier_never_approved", ()),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("oven-and-night", []), ("part-or-outside", []), ("weights-decide", ["late_even_alone"])],
)
def test_the_tiny_shops_are_sound(name: str, expected: list[str]) -> None:
    problem = load_problem((EXAMPLES / "tiny" / f"{name}.json").read_bytes(), name)
    assert keys(examine(problem)) == expected


# --- findings as data --------------------------------------------------------------------------------


def test_findings_survive_storing() -> None:
    for finding in examine(random_shop(5, 8)):
        assert Finding.model_validate_json(finding.model_dump_json()) == finding


def test_reading_findings_starts_no_engine() -> None:
    program = (
        "import sys; from scheduler.doctor import Finding, Severity; import scheduler.texts.findings\n"
        "print([name for name in ('numba', 'numpy', 'scheduler.kernel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_pins_of_a_sound_shop_stop_nothing() -> None:
    pins = [pin("p", "A1", PinKind.BEFORE, other="B1")]
    problem = with_operations(A1, operation("B1"), orders=[order("A", FAR), order("B", FAR)], pins=pins)
    assert examine(problem) == []
