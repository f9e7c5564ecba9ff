"""What a reader is told about orders, causes, faults and quotes."""

from datetime import timedelta

import pytest

from scheduler.domain.loading import loading
from scheduler.domain.operation import Relation
from scheduler.domain.order import OrderStatus
from scheduler.domain.plan import BrokenWait, Cause, CauseMinutes, DeliveryOutcome, Message, NotLoaded, Outcome, Verdict
from scheduler.domain.problem import Settings, TentativeOrders
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import Label, MaterialId, OperationId, OrderId, ProductId, ResourceId
from scheduler.promise.answer import Proof, Quote
from scheduler.texts import (
    Language,
    broken_wait_sentence,
    cause_sentence,
    delivery_sentence,
    fault_sentence,
    listed,
    method_text,
    not_loaded_sentence,
    note_sentence,
    order_sentence,
    quote_sentence,
)
from tests.builders import AS_OF, at, machine, mode, operation, order, shop

EN, ZH = Language.EN, Language.ZH
LINE = machine("PC-1").model_copy(update={"names": Label(en="coating line", zh="喷塑线")})
COAT = operation("A1").model_copy(update={"names": Label(en="powder coating", zh="喷塑")})
SHOP = shop(resources=[LINE], orders=[order("A")], operations=[COAT])
DUE = at("2026-01-06 00:00")
"""The end of Monday 5 January."""


def outcome(
    verdict: Verdict,
    late: int | None,
    *,
    risk: bool = False,
    empty: int | None = None,
    tentative: bool = False,
) -> Outcome:
    """An order that arrives so many minutes after the end of Monday."""
    arrives = DUE + timedelta(minutes=late or 0)
    delivery = DeliveryOutcome(ready=arrives, leaves=arrives, arrives=arrives, due=DUE)
    return Outcome(
        order=OrderId("A"),
        verdict=verdict,
        tentative=tentative,
        deliveries=() if late is None else (delivery,),
        late_minutes=late,
        at_risk=risk,
        empty_shop_late_minutes=empty,
        faults=() if late is not None else (Message(key="no_usable_mode", parameters={"operation": "A1"}),),
    )


@pytest.mark.parametrize(
    ("told", "english", "chinese"),
    [
        (
            outcome(Verdict.ON_TIME, -600),
            "A is on time: it arrives Mon 5 Jan 2026, 14:00, 10 h before it is due (Mon 5 Jan 2026, 24:00).",
            "A按期：2026年1月5日（周一）14:00到达，比交货期（2026年1月5日（周一）24:00）提前10小时。",
        ),
        (
            outcome(Verdict.ON_TIME, -1, risk=True),
            "A is on time but at risk: it arrives Mon 5 Jan 2026, 23:59, only 1 min before it is due "
            "(Mon 5 Jan 2026, 24:00).",
            "A按期但有风险：2026年1月5日（周一）23:59到达，距交货期（2026年1月5日（周一）24:00）仅余1分钟。",
        ),
        (
            outcome(Verdict.LATE_CONTENDED, 90, empty=-600),
            "A is 1 h 30 min late because capacity or material is taken by other orders: it arrives "
            "Tue 6 Jan 2026, 01:30, due Mon 5 Jan 2026, 24:00.",
            "A延期1小时30分，原因是产能或物料被其他订单占用：2026年1月6日（周二）01:30到达，"
            "交货期2026年1月5日（周一）24:00。",
        ),
    ],
)
def test_an_orders_outcome_in_one_sentence(told: Outcome, english: str, chinese: str) -> None:
    assert order_sentence(told, SHOP, EN) == english
    assert order_sentence(told, SHOP, ZH) == chinese


def test_zero_minutes_of_slack_is_on_time_and_says_so() -> None:
    assert "without a minute to spare" in order_sentence(outcome(Verdict.ON_TIME, 0, risk=True), SHOP, EN)
    assert "刚好按期" in order_sentence(outcome(Verdict.ON_TIME, 0, risk=True), SHOP, ZH)


def test_an_impossible_date_says_what_an_empty_shop_would_give() -> None:
    """60 of the 90 minutes remain in an empty shop; if all of them do, nobody is blamed."""
    some = order_sentence(outcome(Verdict.LATE_IMPOSSIBLE, 90, empty=60), SHOP, EN)
    assert some.startswith("A is 1 h 30 min late, and would be 1 h late even with the shop to itself")
    every = order_sentence(outcome(Verdict.LATE_IMPOSSIBLE, 90, empty=90), SHOP, EN)
    assert "nothing in the shop could make it earlier" in every


def test_the_worst_delivery_is_told_about() -> None:
    good = DeliveryOutcome(ready=AS_OF, leaves=AS_OF, arrives=AS_OF, due=at("2026-01-07 00:00"))
    late = outcome(Verdict.LATE_CONTENDED, 90)
    both = late.model_copy(update={"deliveries": (good, *late.deliveries)})
    assert order_sentence(both, SHOP, EN) == order_sentence(late, SHOP, EN)


def test_an_unplannable_order_says_what_to_put_right() -> None:
    told = outcome(Verdict.NOT_PLANNABLE, None)
    assert order_sentence(told, SHOP, EN) == (
        "A can't be planned: operation powder coating (A1) has no way to be done "
        "that is approved, pinned and big enough."
    )
    assert order_sentence(told, SHOP, ZH).startswith("A无法排产：工序喷塑（A1）没有可用的加工方式")


def test_a_tentative_order_is_marked() -> None:
    told = order_sentence(outcome(Verdict.ON_TIME, -600, tentative=True), SHOP, EN)
    assert told.endswith("(Signed but not paid: planned after the binding orders.)")


def test_a_queue_names_resource_operation_and_orders() -> None:
    cause = CauseMinutes(
        cause=Cause.QUEUE,
        minutes=380,
        operation=OperationId("A1"),
        resource=ResourceId("PC-1"),
        behind=(OrderId("SO-1003"), OrderId("SO-1007")),
    )
    assert (
        cause_sentence(cause, SHOP, EN)
        == "powder coating: waited 6 h 20 min for coating line behind orders SO-1003, SO-1007"
    )
    assert cause_sentence(cause, SHOP, ZH) == "喷塑：喷塑线先做订单SO-1003、SO-1007，等待6小时20分"


def test_an_operation_that_a_routing_template_makes_has_its_name_too() -> None:
    step = RoutingStep(id="coat", names=Label(en="powder coating"), modes=(mode("PC-1"),))
    product = Product(id=ProductId("goods"), routing=(step,))
    problem = shop(resources=[LINE], orders=[order("A")], products=[product])
    pin = CauseMinutes(cause=Cause.PIN, minutes=60, operation=OperationId("A/1/coat"))
    assert cause_sentence(pin, problem, EN) == "powder coating: waited 1 h because a person pinned it"


def test_a_queue_behind_one_order_is_singular_and_behind_nobody_names_none() -> None:
    one = CauseMinutes(cause=Cause.QUEUE, minutes=5, resource=ResourceId("PC-1"), behind=(OrderId("B"),))
    assert cause_sentence(one, SHOP, EN) == "waited 5 min for coating line behind order B"
    nobody = CauseMinutes(cause=Cause.QUEUE, minutes=5, resource=ResourceId("PC-1"))
    assert cause_sentence(nobody, SHOP, EN) == "waited 5 min for coating line"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("minutes", [-30, 0, 30])
@pytest.mark.parametrize("cause", list(Cause))
@pytest.mark.parametrize("behind", [(), (OrderId("B"),), tuple(OrderId(f"B{i}") for i in range(9))])
@pytest.mark.parametrize("named", [False, True])
def test_every_cause_has_a_sentence_whatever_is_known(
    cause: Cause, minutes: int, behind: tuple[OrderId, ...], named: bool, language: Language
) -> None:
    told = cause_sentence(
        CauseMinutes(
            cause=cause,
            minutes=minutes,
            behind=behind,
            operation=OperationId("A1") if named else None,
            resource=ResourceId("PC-1") if named else None,
            material=MaterialId("breaker") if named else None,
        ),
        SHOP,
        language,
    )
    assert "{" not in told
    if minutes:
        assert "30" in told


def test_time_in_hand_is_not_told_as_lateness() -> None:
    hand, late, just = (cause_sentence(CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=m), SHOP, EN) for m in (-60, 60, 0))
    assert hand == "with the shop to itself it would have 1 h in hand"
    assert late == "even with the shop to itself it would be 1 h late"
    assert just == "with the shop to itself it would be just on time"


def test_a_long_list_is_cut_only_where_that_saves_something() -> None:
    """Six fit; of seven, five are named: "and 1 more" would be longer than the one."""
    ids = [f"B{i}" for i in range(1, 8)]
    assert listed(ids[:6], EN) == "B1, B2, B3, B4, B5, B6"
    assert listed(ids, EN) == "B1, B2, B3, B4, B5 and 2 more"
    assert listed(ids, ZH) == "B1、B2、B3、B4、B5等另2个"


FAULTS: list[tuple[str, dict[str, str | int]]] = [
    ("unknown_product", {"line": 1, "product": "P"}),
    ("unknown_routing", {"line": 1, "product": "P", "routing": "by night"}),
    ("no_routing", {"line": 1, "product": "P"}),
    ("unknown_resource", {"operation": "A1", "resource": "R"}),
    ("unknown_predecessor", {"operation": "A1", "predecessor": "A0"}),
    ("loop", {"operations": "A1 → A2 → A1"}),
    ("unknown_material", {"operation": "A1", "material": "M"}),
    ("unknown_destination", {"destination": "D"}),
    ("unknown_line", {"operation": "A1", "line": 2}),
    ("unknown_instalment", {"operation": "A1", "instalment": 3}),
    ("no_usable_mode", {"operation": "A1"}),
    ("never_fits", {"operation": "A1", "minutes": 1500}),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("key", "parameters"), FAULTS, ids=[key for key, _ in FAULTS])
def test_every_fault_is_told_with_all_it_knows(key: str, parameters: dict[str, str | int], language: Language) -> None:
    told = fault_sentence(Message(key=key, parameters=parameters), language, SHOP)
    words = {"minutes": {EN: "1 d 1 h", ZH: "1天1小时"}, "relation": {EN: "start to start", ZH: "开始—开始"}}
    for name, value in parameters.items():
        assert words.get(name, {}).get(language, str(value)) in told
    assert "{" not in told


def test_a_wait_that_is_too_long_is_told_with_both_operations() -> None:
    wait = BrokenWait(
        operation=OperationId("A2"), predecessor=OperationId("A1"), relation=Relation.FINISH_START, minutes=90
    )
    assert broken_wait_sentence(wait, EN, SHOP) == "A2 comes 1 h 30 min too long after powder coating (A1)"
    assert broken_wait_sentence(wait, ZH, SHOP) == "A2距喷塑（A1）超出最长间隔1小时30分"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("key", "parameters"),
    [
        ("cp_sat_found_nothing", {"seconds": 5}),
        ("cp_sat_timed_out", {"seconds": 5}),
        ("cp_sat_claim_rejected", {"claim": "infeasible"}),
        ("plan_of_rule_kept", {"rule": "edd"}),
        ("stopped_early", {}),
        ("window_not_used", {}),
    ],
)
def test_every_note_is_told(key: str, parameters: dict[str, str | int], language: Language) -> None:
    told = note_sentence(Message(key=key, parameters=parameters), language)
    assert all(str(value) in told or method_text(str(value), language) in told for value in parameters.values())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("status", list(OrderStatus))
def test_whatever_loading_refuses_has_a_reason_in_words(status: OrderStatus, language: Language) -> None:
    """The reasons come from the domain itself, so a new one without a text fails here."""
    left_out = SHOP.model_copy(update={"settings": Settings(tentative_orders=TentativeOrders.LEFT_OUT)})
    lapsed = at("07:00")  # one hour before as-of
    asked = order("A", status=status) if status is not OrderStatus.RESERVED else order("A", reserved_until=lapsed)
    why = loading(asked, left_out).why_not
    if why is None:
        assert status is OrderStatus.EFFECTIVE
        return
    told = not_loaded_sentence(NotLoaded(order=asked.id, reason=why), language, left_out)
    assert told.startswith("A")
    if status is OrderStatus.RESERVED:
        assert {EN: "Mon 5 Jan 2026, 07:00", ZH: "2026年1月5日（周一）07:00"}[language] in told
    if status is OrderStatus.ON_HOLD:
        assert {EN: "on hold", ZH: "暂停"}[language] in told


def test_a_delivery_ex_works_has_one_moment_and_one_to_site_three() -> None:
    here = DeliveryOutcome(ready=AS_OF, leaves=AS_OF, arrives=AS_OF, due=DUE)
    assert delivery_sentence(here, SHOP, EN) == "Packed and in store Mon 5 Jan 2026, 08:00, due Mon 5 Jan 2026, 24:00."
    away = here.model_copy(update={"arrives": at("15:00")})
    assert "leaves Mon 5 Jan 2026, 08:00, at the customer's Mon 5 Jan 2026, 15:00" in delivery_sentence(away, SHOP, EN)


def quote(feasible: bool | None, late: int, proof: Proof) -> Quote:
    return Quote(
        problem="p",
        plan="q",
        order=OrderId("A"),
        feasible_as_asked=feasible,
        arrives=DUE + timedelta(minutes=late),
        late_minutes=late,
        bound=at("15:00"),
        proof=proof,
    )


def test_a_quote_says_proven_only_if_it_is() -> None:
    proven = quote_sentence(quote(True, -600, Proof.PROVEN_EARLIEST), SHOP, EN)
    assert proven.startswith("Yes: A can arrive Mon 5 Jan 2026, 14:00, 10 h before the date asked for")
    assert "No earlier date exists" in proven
    found = quote_sentence(quote(False, 600, Proof.FOUND), SHOP, EN)
    assert found.startswith("Not by the date asked for")
    assert "No earlier date exists" not in found
    assert "Nothing before Mon 5 Jan 2026, 15:00 is possible." in found
    assert "not ruled out" in quote_sentence(quote(None, 600, Proof.FOUND), SHOP, EN)


def test_a_quote_for_a_faulty_order_names_the_fault() -> None:
    faulty = quote(None, 0, Proof.FOUND).model_copy(
        update={
            "arrives": None,
            "faults": (Message(key="unknown_destination", parameters={"destination": "D"}),),
        }
    )
    assert quote_sentence(faulty, SHOP, EN) == "A can't be quoted: its destination D does not exist."
