"""The arrays as a whole: independent of the order of rows, with pointers that fit, facts as they are."""

import random
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.compile.faults import SharedDataError
from scheduler.compile.network import NEVER, Records
from scheduler.compile.selection import FIRST_HORIZON
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.search.starts import HorizonTooShortError, prepare
from tests.builders import (
    at,
    finished,
    instalment,
    line,
    machine,
    mode,
    operation,
    order,
    outsourced,
    pin,
    random_shop,
    shop,
    started,
    transport,
    use,
    weekly,
    workers,
)

QUICK = Limits(seconds=1, workers=1, reproducible=True)

TABLES = (
    "companies", "workshops", "calendars", "resources", "transports", "suppliers", "materials", "stocks",
    "arrivals", "products", "product_stocks", "destinations", "orders", "operations", "progress", "pins",
    "published",
)  # fmt: skip


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same shop with the rows of every table in another order."""
    rng = random.Random(seed)
    return problem.model_copy(
        update={table: tuple(rng.sample(rows := getattr(problem, table), len(rows))) for table in TABLES}
    )


def arrays(compiled: Compiled) -> dict[str, object]:
    """All values by name; as lists, because the bytes between columns mean nothing."""
    net = compiled.network
    named = net._asdict() | {f"cal.{name}": value for name, value in net.cal._asdict().items()}
    return {name: np.asarray(value).tolist() for name, value in named.items() if name != "cal"}


# --- order of rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_changes_no_array(seed: int) -> None:
    problem = random_shop(seed, 8)
    one, other = compile_problem(problem), compile_problem(shuffled(problem, seed))
    assert arrays(one) == arrays(other)
    assert one.modes == other.modes
    assert one.resources == other.resources
    assert [o.id for o in one.orders] == sorted(o.id for o in other.orders)
    assert one.not_plannable.keys() == other.not_plannable.keys()


def test_several_pins_on_one_operation_mean_the_same_in_any_order() -> None:
    """Started no earlier than the last of the start pins, ended by the first of the not-after pins."""
    pins = (
        pin("p1", "A1", PinKind.START, when="10:00"),
        pin("p2", "A1", PinKind.START, when="09:00"),
        pin("p3", "A1", PinKind.NOT_AFTER, when="11:00"),
        pin("p4", "A1", PinKind.NOT_AFTER, when="10:30"),
        pin("p5", "A1", PinKind.NOT_BEFORE, when="09:30"),
    )
    for seed in range(4):
        problem = shop(orders=(order("A"),), operations=(operation("A1"),), pins=pins)
        op = compile_problem(shuffled(problem, seed)).network.op[0]
        assert (op["release"], op["bare_release"], op["start_pin"], op["end_pin"]) == (120, 0, 120, 150)


# --- pointers ----------------------------------------------------------------------------------------


def partition(rows: Records, first: str, end: str, size: int) -> None:
    """The spans of the rows follow each other and cover their table exactly."""
    assert (rows[first] <= rows[end]).all()
    edges = list(zip(rows[first].tolist(), rows[end].tolist(), strict=True))
    assert all(one[1] == two[0] for one, two in pairwise(edges))
    assert [edges[0][0], edges[-1][1]] == [0, size] if edges else size == 0


@pytest.mark.parametrize("seed", range(12))
def test_pointers_cover_their_tables_and_point_both_ways(seed: int) -> None:
    compiled = compile_problem(random_shop(100 + seed, 10))
    net = compiled.network
    partition(net.op, "mode_first", "mode_end", len(net.mode))
    partition(net.op, "pred_first", "pred_end", len(net.pred))
    partition(net.op, "succ_first", "succ_end", len(net.succ))
    partition(net.op, "need_first", "need_end", len(net.need))
    partition(net.mode, "use_first", "use_end", len(net.use))
    partition(net.stock, "supply_first", "supply_end", len(net.supply))
    partition(net.order, "op_first", "op_end", len(net.op))
    partition(net.order, "delivery_first", "delivery_end", len(net.delivery))
    partition(net.delivery, "op_first", "op_end", len(net.delivery_op))

    position = {int(op): place for place, op in enumerate(net.topo)}
    assert sorted(position) == list(range(len(net.op)))
    edges = set()
    for op, row in enumerate(net.op):
        assert row["mode_first"] < row["mode_end"]
        own = net.order[row["order"]]
        assert own["op_first"] <= op < own["op_end"]
        for e in range(row["pred_first"], row["pred_end"]):
            before = net.pred[e]
            assert position[int(before["op"])] < position[op]
            assert before["kind"] == 1 or net.op[before["op"]]["order"] == row["order"]
            edges.add((int(before["op"]), op, e))
    followers = {
        (op, int(s["op"]), int(s["edge"]))
        for op, row in enumerate(net.op)
        for s in net.succ[row["succ_first"] : row["succ_end"]]
    }
    assert followers == edges
    assert len(net.mode) == len(compiled.modes)
    assert (net.use["amount"] <= net.res["units"][net.use["resource"]]).all()
    for delivery, row in enumerate(net.delivery):
        (of,) = np.flatnonzero((net.order["delivery_first"] <= delivery) & (delivery < net.order["delivery_end"]))
        feeding = net.delivery_op[row["op_first"] : row["op_end"]]
        assert (net.op["order"][feeding] == of).all()


@pytest.mark.parametrize("seed", range(6))
def test_classes_of_modes_are_open_exactly_when_all_their_resources_are(seed: int) -> None:
    compiled = compile_problem(random_shop(seed, 8))
    net, windows = compiled.network, compiled.classes.windows

    def minutes(class_: int) -> set[int]:
        return {minute for start, end in windows[class_] for minute in range(start, min(end, 12 * 1440))}

    checked = {}
    for row in net.mode:
        used = frozenset(net.use["resource"][row["use_first"] : row["use_end"]].tolist())
        if used and used not in checked:
            together = set.intersection(*(minutes(int(net.res[r]["class_"])) for r in used))
            checked[used] = together
            assert minutes(int(row["class_"])) == together
    assert checked


# --- facts, pins, ways -------------------------------------------------------------------------------


def test_reported_work_has_no_predecessors_no_pins_and_one_mode() -> None:
    modes = (mode("M1"), mode("M2"))
    problem = shop(
        resources=(machine("M1"), machine("M2")),
        orders=(order("A"), order("B")),
        operations=(
            operation("A1", modes=modes),
            operation("A2", modes=modes, after="A1"),
            operation("A3", modes=modes, after="A2"),
            operation("B1", modes=modes),
        ),
        progress=(started("A2", "07:00", 25, "M2"),),
        pins=(
            pin("p1", "A2", PinKind.RESOURCE, to="M1"),
            pin("p2", "A2", PinKind.START, when="12:00"),
            pin("p3", "B1", PinKind.BEFORE, other="A2"),
            pin("p4", "A2", PinKind.BEFORE, other="B1"),
        ),
    )
    compiled = compile_problem(problem)
    net = compiled.network
    a2, b1 = (net.op[compiled.operation_index[OperationId(id_)]] for id_ in ("A2", "B1"))
    assert a2["pred_first"] == a2["pred_end"]
    assert (a2["release"], a2["fact_start"], a2["start_pin"], a2["end_pin"]) == (0, -60, -1, NEVER)
    assert [compiled.modes[m][1] for m in range(a2["mode_first"], a2["mode_end"])] == ["M2"]
    assert net.mode[a2["mode_first"]]["work"] == 25
    assert b1["pred_first"] == b1["pred_end"]  # pins on work that has begun say nothing, in both directions


def test_finished_work_takes_no_time_and_no_resource() -> None:
    problem = shop(orders=(order("A"),), operations=(operation("A1"),), progress=(finished("A1", "06:00", "07:10"),))
    net = compile_problem(problem).network
    assert (net.op[0]["release"], net.op[0]["fact_start"]) == (-50, -120)
    assert (net.mode[0]["work"], net.mode[0]["class_"], len(net.use)) == (0, -1, 0)


def test_a_resource_pin_allows_only_the_modes_that_use_it() -> None:
    """The others stay in the table, because they count for "impossible whatever we do"."""
    modes = (mode("M1"), mode("M1", "G", id_="with G"), outsourced(60))
    problem = shop(
        resources=(machine("M1"), workers("G", 2)),
        orders=(order("A"),),
        operations=(operation("A1", modes=modes),),
        pins=(pin("p", "A1", PinKind.RESOURCE, to="G"),),
    )
    assert compile_problem(problem).network.mode["allowed"].tolist() == [0, 1, 0]
    expired = problem.model_copy(update={"pins": (problem.pins[0].model_copy(update={"until": at("07:59")}),)})
    assert compile_problem(expired).network.mode["allowed"].tolist() == [1, 1, 1]


def test_a_pin_between_operations_is_an_edge_without_a_way() -> None:
    problem = shop(
        resources=(machine("M1"), machine("M2", workshop="W2")),
        transports=(transport("W1", "W2", 40),),
        orders=(order("A"), order("B")),
        operations=(operation("A1"), operation("A2", on="M2", after="A1"), operation("B1", on="M2")),
        pins=(pin("p", "A1", PinKind.BEFORE, other="B1"),),
    )
    compiled = compile_problem(problem)
    net = compiled.network
    rows = {
        operation.id: [tuple(r) for r in net.pred[op["pred_first"] : op["pred_end"]].tolist()]
        for operation, op in zip(compiled.operations, net.op, strict=True)
    }
    assert rows == {"A1": [], "A2": [(0, 0, 0, NEVER, 0, 0)], "B1": [(0, 0, 1, NEVER, 0, 0)]}
    assert net.transport.tolist() == [[0, 40], [0, 0]]


def test_deliveries_wait_for_the_last_operations_that_feed_them() -> None:
    """With consent instalment 1 waits for A1 of the whole order and A2; instalment 2 for A1 and A3 after A2."""
    parts = (line(1, instalment(1, "01-06"), instalment(2, "01-07")),)
    operations = (
        operation("A1"),
        operation("A2", line=1, instalment=1, after="A1"),
        operation("A3", line=1, instalment=2, after="A2"),
    )
    for consent, expected in ((True, [["A2"], ["A1", "A3"]]), (False, [["A3"]])):
        compiled = compile_problem(shop(orders=(order("A", lines=parts, consent=consent),), operations=operations))
        net = compiled.network
        fed = [
            [compiled.operations[i].id for i in net.delivery_op[row["op_first"] : row["op_end"]]]
            for row in net.delivery
        ]
        assert fed == expected


# --- the horizon -------------------------------------------------------------------------------------


def minutes_from_now(problem: Problem, moment: datetime) -> int:
    return (moment - problem.as_of) // timedelta(minutes=1)


def test_work_that_ends_after_two_years_gets_a_longer_horizon() -> None:
    """Two operations of 600 days, one after the other on one machine: the second ends on day 1200."""
    problem = shop(
        orders=(order("A"), order("B")),
        operations=(operation("A1", minutes=600 * 1440), operation("B1", minutes=600 * 1440)),
    )
    assert FIRST_HORIZON < 1200 * 1440 < 2 * FIRST_HORIZON
    plan = solve(problem, QUICK)
    assert sorted(minutes_from_now(problem, a.end) for a in plan.assignments) == [600 * 1440, 1200 * 1440]


def test_a_horizon_is_doubled_and_the_last_minute_counts() -> None:
    """Work of exactly two years of 366 days fits into the first horizon, one minute more does not."""
    for minutes, fits in ((FIRST_HORIZON, True), (FIRST_HORIZON + 1, False)):
        problem = shop(orders=(order("A"),), operations=(operation("A1", minutes=minutes),))
        compiled = compile_problem(problem)
        if fits:
            assert prepare(compiled).earliest_end.tolist() == [minutes]
            continue
        with pytest.raises(HorizonTooShortError):
            prepare(compiled)
        longer = with_longer_horizon(compiled, problem)
        assert longer.network.cal.horizon == 2 * FIRST_HORIZON
        assert prepare(longer).earliest_end.tolist() == [minutes]


@pytest.mark.parametrize("days", [150 * 366, 10**9])
def test_work_that_does_not_fit_into_200_years_ends_in_words(days: int) -> None:
    """Also where its minutes do not fit into the arrays. A shift of an hour a week keeps the tables small."""
    hour = weekly("hour", [1], "08:00", "09:00")
    problem = shop(
        calendars=(hour,),
        resources=(machine("M1", calendar="hour"),),
        orders=(order("A"),),
        operations=(operation("A1", minutes=days, quantity=1440),),
    )
    with pytest.raises(SharedDataError, match="the work does not fit into 200 years: one is almost always closed"):
        solve(problem, QUICK)


def test_held_units_of_modes() -> None:
    """A released person is freed in pauses of the mode, but not where those are the person's own pauses."""
    problem = shop(
        resources=(machine("M1", calendar="day"), workers("G", 2), workers("H", 2, calendar="day")),
        orders=(order("A"),),
        operations=(
            operation("A1", modes=(mode("M1", use("G", held=False)),)),
            operation("A2", modes=(mode("M1", use("H", held=False)),)),
        ),
    )
    assert compile_problem(problem).network.use["held"].tolist() == [1, 0, 1, 1]
