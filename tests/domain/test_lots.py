"""Steps in lots: how many, which quantities, what each takes, and what comes after what."""

from decimal import Decimal

import pytest

from scheduler.domain.decompose import decomposed, decomposition
from scheduler.domain.lots import shares
from scheduler.domain.material import ProductStock
from scheduler.domain.operation import Operation
from scheduler.domain.problem import Problem
from scheduler.domain.product import QuantityBreak, RoutingStep, StepNeed, StepPart
from scheduler.domain.record import CompanyId, MaterialId, ModeId, ProductId
from tests.builders import machine, material, order, pool, shop, workers
from tests.people import by_skill, can, product, skill, step

RESOURCES = [machine("M1"), machine("M2"), pool("P", 3), can(workers("G", 4), "weld")]


def plant(*steps: RoutingStep, quantity: int = 10, **more: object) -> Problem:
    products = [product(*steps), *more.pop("parts", ())]  # type: ignore[misc]
    return shop(resources=RESOURCES, products=products, orders=[order("A", quantity=quantity)], **more)  # type: ignore[arg-type]


def made(problem: Problem) -> dict[str, Operation]:
    return {operation.id.removeprefix("A/1/"): operation for operation in decomposed(problem).operations}


def quantities(problem: Problem) -> dict[str, int]:
    return {id_: int(operation.quantity) for id_, operation in made(problem).items()}


def before(problem: Problem) -> dict[str, list[str]]:
    return {id_: [link.operation.removeprefix("A/1/") for link in o.after] for id_, o in made(problem).items()}


@pytest.mark.parametrize(
    ("quantity", "lots"),
    [(10, [4, 3, 3]), (9, [3, 3, 3]), (8, [4, 4]), (6, [3, 3]), (5, [5]), (3, [3]), (2, [2]), (100, [25] * 4)],
)
def test_there_are_as_many_lots_as_hold_the_least_quantity_and_they_are_as_equal_as_can_be(
    quantity: int, lots: list[int]
) -> None:
    """At least three in a lot, at most four lots, the larger ones first."""
    found = quantities(plant(step("S", "P", lots=(3, 4)), quantity=quantity))
    assert list(found.values()) == lots
    assert list(found) == (["S"] if len(lots) == 1 else [f"S#{number}" for number in range(1, len(lots) + 1)])


def test_a_step_is_split_only_where_that_helps() -> None:
    """On one machine alone it does not; on a pool, on two machines, by a group, and beside another one it does."""
    alone, beside = step("S", "M1", lots=(5, 2)), step("T", "M2", after=("S",), lots=(5, 2))
    people = RoutingStep(id="S", modes=(by_skill("m", skill("weld", units=2)),), lots=alone.lots)
    both = step("S", "M1", "M2", lots=(5, 2))
    for steps, split in (
        ((alone,), []),
        ((step("S", "P", lots=(5, 2)),), ["S"]),
        ((both,), ["S"]),
        ((people,), ["S"]),
        ((alone, step("T", "M2", after=("S",))), []),
        ((alone, beside), ["S", "T"]),
        ((alone, step("U", "M2", after=("S",)), step("T", "M2", after=("U",), lots=(5, 2))), []),
    ):
        assert sorted({id_[0] for id_ in made(plant(*steps)) if "#" in id_}) == split


def test_two_lots_need_twice_the_units_of_one() -> None:
    """Three stations of which a lot takes two do one lot after the other."""
    both = step("S", "P", lots=(5, 2))
    mode = both.modes[0].model_copy(update={"uses": (both.modes[0].uses[0].model_copy(update={"units": 2}),)})
    assert list(made(plant(both.model_copy(update={"modes": (mode,)})))) == ["S"]


def test_a_lot_comes_after_the_same_lot_of_the_step_before_if_there_are_as_many() -> None:
    first, then = step("S", "P", lots=(5, 2)), step("T", "P", after=("S",), lots=(4, 2))
    assert before(plant(first, then)) == {"S#1": [], "S#2": [], "T#1": ["S#1"], "T#2": ["S#2"]}


def test_else_every_lot_comes_after_all_lots() -> None:
    """Two lots, then three, then a whole step; the waits of the step hold after each of them."""
    steps = (
        step("S", "P", lots=(5, 2)),
        step("T", "P", after=("S",), lots=(3, 3)),
        step("U", "M1", after=("T",), minimum_minutes_after=15, maximum_minutes_after=60),
    )
    found = before(plant(*steps))
    assert found["T#1"] == found["T#2"] == found["T#3"] == ["S#1", "S#2"]
    assert found["U"] == ["T#1", "T#2", "T#3"]
    links = made(plant(*steps))["U"].after
    assert {(link.minimum_minutes, link.maximum_minutes) for link in links} == {(15, 60)}


def test_a_step_left_out_between_two_in_lots_is_passed_over() -> None:
    design = step("D", "M1", after=("S",), non_standard_only=True)
    steps = (step("S", "M2", lots=(5, 2)), design, step("T", "M1", after=("D",), lots=(5, 2)))
    assert before(plant(*steps)) == {"S#1": [], "S#2": [], "T#1": ["S#1"], "T#2": ["S#2"]}


def test_every_lot_waits_for_all_made_parts() -> None:
    part = product(step("X", "P", lots=(10, 2)), id_="part")
    taking = step("S", "P", lots=(5, 2), parts=(StepPart(product=ProductId("part"), quantity_per_unit=2),))
    found = before(plant(taking, parts=[part]))
    assert found["S#1"] == found["S#2"] == ["S>part/X#1", "S>part/X#2"]
    assert quantities(plant(taking, parts=[part]))["S>part/X#1"] == 10


def test_material_is_shared_out_to_the_thousandth_with_the_remainder_in_the_first_lot() -> None:
    """0.1 fixed + 0.001 for each of ten are 0.110: 3 of 10 take 0.033 each, 4 of 10 the remaining 0.044. Of a single
    thousandth only the first lot takes something; what takes nothing at all is as for whole steps."""
    needs = (
        StepNeed(material=MaterialId("a"), quantity=Decimal("0.1"), quantity_per_unit=Decimal("0.001")),
        StepNeed(material=MaterialId("b"), quantity=Decimal("0.001")),
    )
    problem = plant(step("S", "P", lots=(3, 3), needs=needs), materials=[material("a"), material("b")])
    taken = {id_: {need.material: str(need.quantity) for need in o.needs} for id_, o in made(problem).items()}
    assert taken == {"S#1": {"a": "0.044", "b": "0.001"}, "S#2": {"a": "0.033"}, "S#3": {"a": "0.033"}}


def test_each_lot_is_set_up_and_its_cost_and_load_are_its_share() -> None:
    whole = step("S", "P", minutes=7, set_up=20, lots=(3, 3))
    mode = whole.modes[0].model_copy(update={"cost": 100, "load": Decimal(2), "load_per_unit": Decimal("0.5")})
    found = made(plant(whole.model_copy(update={"modes": (mode,)}))).values()
    assert [o.modes[0].set_up_minutes for o in found] == [20, 20, 20]
    assert [o.modes[0].cost for o in found] == [40, 30, 30]
    assert [(float(o.modes[0].load), o.modes[0].load_per_unit, int(o.quantity)) for o in found] == [
        (2, Decimal("0.5"), 4), (2, Decimal("0.5"), 3), (2, Decimal("0.5"), 3)
    ]  # fmt: skip


def test_quantity_breaks_go_by_the_whole_quantity() -> None:
    """Ten pieces reach the times from ten on, though no lot has ten."""
    cheaper = QuantityBreak(mode=ModeId("P"), from_quantity=10, set_up_minutes=5, minutes_per_unit=Decimal(3))
    found = made(plant(step("S", "P", minutes=7, lots=(3, 3), breaks=(cheaper,))))
    assert {(o.modes[0].set_up_minutes, int(o.modes[0].minutes_per_unit)) for o in found.values()} == {(5, 3)}
    found = made(plant(step("S", "P", minutes=7, lots=(3, 3), breaks=(cheaper,)), quantity=9))
    assert {o.modes[0].minutes_per_unit for o in found.values()} == {7}


def test_only_what_is_made_is_split_and_the_yield_goes_with_it() -> None:
    stock = ProductStock(product=ProductId("goods"), company=CompanyId("C1"), quantity=5)
    problem = plant(step("S", "P", lots=(3, 3), first_pass_yield_percent=90), product_stocks=[stock])
    assert quantities(problem) == {"S": 5}
    assert {o.first_pass_yield_percent for o in made(problem).values()} == {90}
    assert sum(1 for line in decomposition(problem) for _ in line.making.all_operations()) == 1


def test_shares_add_up_whatever_is_shared() -> None:
    for total in (0, 1, 7, 99, 100, 1_001):
        for lots in ([4, 3, 3], [1, 1], [5], [7, 7, 6, 6]):
            found = shares(total, lots)
            assert sum(found) == total
            assert all(
                0 <= share - total * lot // sum(lots) < len(lots) for share, lot in zip(found, lots, strict=True)
            )
