"""Texts that files and spreadsheet programs stumble over, put into a problem wherever people write."""

from random import Random

from scheduler.domain.problem import Problem
from scheduler.domain.record import Label

NASTY = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'quoted", "'=1", '"', '""', 'say "hi"',
    "a;b；c", "a,b，c", "two\nlines", " spaces ", "_x000D_", "_x0041_", "007", "1-5", "2026-01-05", "1e5", "TRUE",
    "是", "#REF!", "NULL", "<b>&amp;</b>", "]]>", "😀 emoji", "𠮷野家", "上海电力（集团）", "e\u0301", "\u200b",
    "＝全角", "(2)", "A (2, released)", "x" * 1_999, "total", "合计", "％",
)  # fmt: skip


def with_texts(problem: Problem, seed: int) -> Problem:
    """The problem with nasty names, customers and reasons; ids stay."""
    random = Random(seed)

    def label() -> Label:
        return Label(en=random.choice(NASTY), zh=random.choice(NASTY))

    orders = tuple(
        order.model_copy(update={"names": label(), "customer": random.choice(NASTY)}) for order in problem.orders
    )
    resources = tuple(
        resource.model_copy(
            update={
                "names": label(),
                "downtimes": tuple(d.model_copy(update={"why": random.choice(NASTY)}) for d in resource.downtimes),
            }
        )
        for resource in problem.resources
    )
    pins = tuple(
        pin.model_copy(update={"who": random.choice(NASTY), "why": random.choice(NASTY)}) for pin in problem.pins
    )
    changes = {"orders": orders, "resources": resources, "pins": pins, "name": random.choice(NASTY)}
    return problem.model_copy(update=changes)
