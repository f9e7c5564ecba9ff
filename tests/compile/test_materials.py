"""Which supply feeds which need, in the arrays (releases, needs, stock levels) and as pegs.

Now is Monday 2026-01-05 08:00. Copper has a lead time of 300 minutes and an inspection of 60: bought now it
is free for use at 14:00, minute 360.
"""

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem
from scheduler.compile.materials import PegFact, from_thousandths, overdue, pegging
from scheduler.domain.material import Arrival, Stock
from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import OperationId
from scheduler.kernel import place
from scheduler.kernel.state import new_state
from tests.builders import arrival, finished, material, need, operation, order, shop, started, stock

LEAD = 360


def copper_shop(
    *operations: Operation,
    stocks: tuple[Stock, ...] = (),
    arrivals: tuple[Arrival, ...] = (),
    settings: Settings | None = None,
) -> Problem:
    return shop(
        orders=tuple(order(id_) for id_ in sorted({o.order for o in operations})),
        operations=operations,
        materials=(material("copper", lead=300, inspection=60), material("tin", lead=300)),
        stocks=stocks,
        arrivals=arrivals,
        settings=settings,
    )


def row(compiled: Compiled, operation_id: str) -> int:
    return compiled.operation_index[OperationId(operation_id)]


def levels(compiled: Compiled, stock_row: int = 0) -> list[tuple[int, int]]:
    """(minute, thousandths free from then on) of a stock."""
    own = compiled.network.stock[stock_row]
    rows = compiled.network.supply[own["supply_first"] : own["supply_end"]]
    return [(int(time), int(level)) for level, time in rows.tolist()]


def left_to_find(compiled: Compiled, operation_id: str) -> list[int]:
    """Thousandths per need, from the first of its sources."""
    own = compiled.network.op[row(compiled, operation_id)]
    first = compiled.network.need["source_first"][own["need_first"] : own["need_end"]]
    return [int(quantity) for quantity in compiled.network.source["quantity"][first]]


def pegs(problem: Problem, **starts: int) -> list[tuple[str, str, str, int]]:
    """(operation, supply, quantity, free for use at) of the pegs, given the starts of the operations."""
    compiled = compile_problem(problem)
    facts = pegging(
        compiled.problem,
        compiled.clock,
        compiled.operations,
        {OperationId(id_): start for id_, start in starts.items()},
    )
    return [(fact.operation, supply_name(fact), str(from_thousandths(fact.quantity)), fact.available) for fact in facts]


def supply_name(fact: PegFact) -> str:
    return "bought" if fact.purchased else fact.arrival or "stock"


A1, B1 = (operation(id_, needs=(need("copper", 2),)) for id_ in ("A1", "B1"))


# --- dedicated arrivals ------------------------------------------------------------------------------


def test_what_is_dedicated_to_an_order_releases_its_operation_and_leaves_the_rest_to_free_supply() -> None:
    """PO1 covers 1.5 of the 2 at 09:00 + 60 of inspection: minute 120; 0.5 is left to find."""
    problem = copper_shop(
        A1,
        B1,
        stocks=(stock("copper", 1),),
        arrivals=(arrival("PO1", "copper", "1.5", "09:00", dedicated_to="A"),),
    )
    compiled = compile_problem(problem)
    assert compiled.network.op[row(compiled, "A1")]["release"] == 120
    assert left_to_find(compiled, "A1") == [500]
    assert compiled.network.op[row(compiled, "B1")]["release"] == 0
    assert left_to_find(compiled, "B1") == [2000]
    assert pegs(problem, A1=120, B1=LEAD) == [
        ("A1", "PO1", "1.5", 120),
        ("A1", "stock", "0.5", 0),
        ("B1", "stock", "0.5", 0),
        ("B1", "bought", "1.5", LEAD),
    ]


def test_dedicated_arrivals_go_to_the_operations_in_work_order_the_earliest_first() -> None:
    """A2 comes after A1, so A1 gets the first arrival although it is listed second."""
    problem = copper_shop(
        operation("A2", after="A1", needs=(need("copper", 1),)),
        operation("A1", needs=(need("copper", 2),)),
        arrivals=(
            arrival("PO2", "copper", 2, "11:00", dedicated_to="A"),
            arrival("PO1", "copper", 1, "09:00", dedicated_to="A"),
        ),
    )
    compiled = compile_problem(problem)
    assert compiled.network.op[row(compiled, "A1")]["release"] == 240  # needs both
    assert compiled.network.op[row(compiled, "A2")]["release"] == 240
    assert left_to_find(compiled, "A1") == left_to_find(compiled, "A2") == []
    assert pegs(problem, A1=240, A2=300) == [
        ("A1", "PO1", "1", 120),
        ("A1", "PO2", "1", 240),
        ("A2", "PO2", "1", 240),
    ]


def test_what_is_dedicated_to_one_order_serves_no_other() -> None:
    problem = copper_shop(A1, B1, arrivals=(arrival("PO1", "copper", 4, "08:00", dedicated_to="A"),))
    compiled = compile_problem(problem)
    assert left_to_find(compiled, "B1") == [2000]
    assert levels(compiled) == [(0, 0)]
    assert pegs(problem, A1=60, B1=500)[1] == ("B1", "bought", "2", 500)


def test_an_arrival_at_another_company_serves_nobody_here() -> None:
    problem = copper_shop(
        A1,
        stocks=(stock("copper", 9),),
        arrivals=(arrival("PO1", "copper", 2, "08:00", dedicated_to="A"),),
    )
    moved = problem.model_dump()
    moved["companies"] = [*moved["companies"], moved["companies"][0] | {"id": "C2"}]
    for table in ("stocks", "arrivals"):
        moved[table] = [record | {"company": "C2"} for record in moved[table]]
    elsewhere = Problem.model_validate_json(Problem.model_validate(moved, strict=False).model_dump_json())
    assert pegs(elsewhere, A1=LEAD) == [("A1", "bought", "2", LEAD)]
    assert levels(compile_problem(elsewhere)) == [(0, 0)]


# --- free supply -------------------------------------------------------------------------------------


def test_free_supply_goes_first_in_first_out_to_needs_in_order_of_start() -> None:
    """B1 starts first and takes the stock and part of PO1; A1 gets what is left of PO1, then PO2."""
    problem = copper_shop(
        A1,
        B1,
        stocks=(stock("copper", 1),),
        arrivals=(arrival("PO2", "copper", 5, "10:00"), arrival("PO1", "copper", 2, "09:00")),
    )
    assert levels(compile_problem(problem)) == [(0, 1000), (120, 3000), (180, 8000)]
    assert pegs(problem, A1=200, B1=120) == [
        ("B1", "stock", "1", 0),
        ("B1", "PO1", "1", 120),
        ("A1", "PO1", "1", 120),
        ("A1", "PO2", "1", 180),
    ]


def test_arrivals_of_one_minute_are_one_level_and_are_taken_by_id() -> None:
    problem = copper_shop(A1, arrivals=(arrival("PO9", "copper", 1, "09:00"), arrival("PO10", "copper", 1, "09:00")))
    assert levels(compile_problem(problem)) == [(0, 0), (120, 2000)]
    assert [peg[1] for peg in pegs(problem, A1=150)] == ["PO10", "PO9"]


def test_needs_of_one_material_in_one_operation_add_up() -> None:
    work = operation("A1", needs=(need("copper", "0.5"), need("tin", 1), need("copper", "1.5"), need("tin", 0)))
    problem = copper_shop(work, stocks=(stock("copper", 2), stock("tin", 1)))
    assert sorted(left_to_find(compile_problem(problem), "A1")) == [1000, 2000]
    assert sorted(pegs(problem, A1=0)) == [("A1", "stock", "1", 0), ("A1", "stock", "2", 0)]


def test_stock_of_all_places_counts_together() -> None:
    shelves = tuple(
        s.model_copy(update={"place": p}) for s, p in ((stock("copper", 1), "a"), (stock("copper", 2), "b"))
    )
    assert levels(compile_problem(copper_shop(A1, stocks=shelves))) == [(0, 3000)]


# --- buying ------------------------------------------------------------------------------------------


def test_what_is_missing_can_be_bought_from_lead_and_inspection_on() -> None:
    """With 1 in stock for needs of 2: not before minute 360, and at 360 half of it comes from stock."""
    problem = copper_shop(A1, stocks=(stock("copper", 1),))
    compiled = compile_problem(problem)
    assert compiled.network.stock[0]["lead"] == LEAD
    state = new_state(compiled.network)
    assert place.earliest_by_material(compiled.network, state, 0, 0) == LEAD
    assert place.earliest_by_material(compiled.network, state, 0, LEAD - 1) == LEAD
    assert place.earliest_by_material(compiled.network, state, 0, LEAD + 1) == LEAD + 1
    assert pegs(problem, A1=LEAD) == [("A1", "stock", "1", 0), ("A1", "bought", "1", LEAD)]


def test_enough_in_stock_is_usable_at_once_and_one_thousandth_less_is_not() -> None:
    for quantity, ready in (("2", 0), ("1.999", LEAD)):
        compiled = compile_problem(copper_shop(A1, stocks=(stock("copper", quantity),)))
        assert place.earliest_by_material(compiled.network, new_state(compiled.network), 0, 0) == ready


def test_an_arrival_after_the_lead_time_is_of_no_use_to_wait_for() -> None:
    """Free at minute 359 it counts, at 360 one could as well buy."""
    for inspection, expected in ((LEAD - 1, [(0, 0), (LEAD - 1, 2000)]), (LEAD, [(0, 0)])):
        late = arrival("PO1", "copper", 2, "08:00", inspection=inspection)
        assert levels(compile_problem(copper_shop(A1, arrivals=(late,)))) == expected


# --- what can be counted on --------------------------------------------------------------------------


def test_an_expected_arrival_counts_only_if_the_settings_say_so() -> None:
    hoped = (arrival("PO1", "copper", 2, "08:30", confirmed=False),)
    assert levels(compile_problem(copper_shop(A1, arrivals=hoped))) == [(0, 0), (90, 2000)]
    never = Settings(use_expected_arrivals=False)
    assert levels(compile_problem(copper_shop(A1, arrivals=hoped, settings=never))) == [(0, 0)]
    firm = (arrival("PO1", "copper", 2, "08:30"),)
    assert levels(compile_problem(copper_shop(A1, arrivals=firm, settings=never))) == [(0, 0), (90, 2000)]


def test_an_overdue_arrival_is_dated_by_the_policy_or_not_at_all() -> None:
    """Due at 07:59: overdue; at 08:00 sharp it is not."""
    for when, policy, expected in (
        ("07:59", None, [(0, 0)]),
        ("07:59", 0, [(0, 0), (60, 2000)]),
        ("07:59", 100, [(0, 0), (160, 2000)]),
        ("08:00", None, [(0, 0), (60, 2000)]),
        ("08:00", 100, [(0, 0), (60, 2000)]),
    ):
        problem = copper_shop(
            A1, arrivals=(arrival("PO1", "copper", 2, when),), settings=Settings(overdue_arrivals=policy)
        )
        assert levels(compile_problem(problem)) == expected, (when, policy)
        assert overdue(problem) == (("PO1",) if when == "07:59" else ())


def test_the_inspection_of_an_arrival_goes_before_that_of_its_material() -> None:
    problem = copper_shop(A1, arrivals=(arrival("PO1", "copper", 2, "08:30", inspection=0),))
    assert levels(compile_problem(problem)) == [(0, 0), (30, 2000)]


def test_work_that_has_begun_takes_nothing_any_more() -> None:
    """A1 is reported, so the dedicated arrival is still there for A2."""
    arrivals = (arrival("PO1", "copper", 2, "09:00", dedicated_to="A"),)
    later = operation("A2", after="A1", needs=(need("copper", 2),))
    for report in (started("A1", "07:00", 30), finished("A1", "06:00", "07:00")):
        problem = copper_shop(A1, later, arrivals=arrivals).model_copy(update={"progress": (report,)})
        compiled = compile_problem(problem)
        assert left_to_find(compiled, "A1") == left_to_find(compiled, "A2") == []
        assert compiled.network.op[row(compiled, "A1")]["release"] == (0 if report.finished_at is None else -60)
        assert compiled.network.op[row(compiled, "A2")]["release"] == 120
