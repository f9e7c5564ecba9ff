"""Quotes into the demo plan: how fast, how often proven, and whether CP-SAT agrees with the date."""

import argparse
import random
import statistics
import time
from collections import Counter
from datetime import timedelta

import numpy as np

from benchmarks.report import publish, table
from data.examples.demo_factory import build
from scheduler.compile.compiling import compile_problem
from scheduler.cpsat.arrival import earliest_arrival
from scheduler.cpsat.places import Places
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.kernel import insertion
from scheduler.promise.answer import Proof
from scheduler.promise.quote import beside_plan, plan_state, quote
from scheduler.search import starts
from scheduler.search.limits import Limits
from scheduler.search.solve import solve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="limit of each CP-SAT answer")
    arguments = parser.parse_args()
    problem = build()
    plan = solve(problem, Limits(seconds=10, seed=arguments.seed))
    random_ = random.Random(arguments.seed)
    seconds: list[float] = []
    methods: Counter[str] = Counter()
    proven = agree = compared = solved = 0
    different: list[tuple[str, int, int | None, int]] = []
    for number in range(arguments.count):
        order = asked(problem, random_, number)
        begun = time.perf_counter()
        answer = quote(problem, plan, order, limits=Limits(seconds=arguments.seconds))
        seconds.append(time.perf_counter() - begun)
        proven += answer.proof is Proof.PROVEN_EARLIEST
        methods[answer.method] += 1
        late, bound, certain, searched = exactly(problem, plan, order, arguments.seconds)
        solved += searched
        if certain:
            compared += 1
            agree += late == answer.late_minutes
            if late != answer.late_minutes:
                different.append((order.id, late, answer.late_minutes, bound))
    rows = [
        ["quotes", arguments.count],
        ["proven earliest", proven],
        ["found by", ", ".join(f"{name} {count}" for name, count in methods.items())],
        ["CP-SAT proved a date", compared],
        ["… by searching; the others by a bound of its own over the empty shop", solved],
        ["of those equal to the quote", agree],
        ["different", different or "none"],
        ["seconds, median (whole call: compile, insert, verify)", f"{statistics.median(seconds):.3f}"],
        ["seconds, 95th percentile", f"{sorted(seconds)[int(0.95 * len(seconds))]:.3f}"],
        ["orders of others moved", "0 (checked in every call; it raises otherwise)"],
    ]
    publish(
        "quotes", f"{arguments.count} quotes into the demo plan", table(("", ""), rows) + f"\n\nSeed {arguments.seed}."
    )


def asked(problem: Problem, random_: random.Random, number: int) -> Order:
    """A random order of one to three of the demo's products."""
    products = [product for product in problem.products if product.routing]
    model = random_.choice([o for o in problem.orders if o.status is OrderStatus.EFFECTIVE])
    day = (problem.as_of + timedelta(days=random_.randint(10, 60))).date()
    lines = []
    for line in range(1, random_.choice((1, 1, 2, 3)) + 1):
        quantity = random_.randint(1, 8)
        part = Instalment(number=1, quantity=quantity, requested=day, first_committed=day, committed=day)
        lines.append(
            OrderLine(number=line, product=random_.choice(products).id, quantity=quantity, instalments=(part,))
        )
    return model.model_copy(
        update={
            "id": f"Q-{number:03}",
            "status": OrderStatus.INQUIRY,
            "effective_at": None,
            "decomposed_at": None,
            "part_delivery_consent": None,
            "lines": tuple(lines),
        }
    )


def exactly(problem: Problem, plan: Plan, order: Order, seconds: float) -> tuple[int, int, bool, bool]:
    """CP-SAT's own answer from a plain hint: minutes late, bound, whether proven equal, whether it searched."""
    compiled = compile_problem(beside_plan(problem, plan, order, ()))
    context = starts.prepare(compiled)
    state = plan_state(context, plan)
    index = compiled.order_index[order.id]
    row = compiled.network.order[index]
    own = np.arange(int(row["op_first"]), int(row["op_end"]))
    any_mode, latest = np.full(len(context.network.op), -1), np.zeros(len(context.network.op), np.int64)
    insertion.insert(context.network, state, own, any_mode, latest, 1.0)
    hint = Places(*(state.op[name].astype(np.int64) for name in ("start", "end", "mode")))
    free = np.zeros(len(compiled.operations), bool)
    free[own] = True
    found = earliest_arrival(compiled, hint, index, free, seconds=seconds, workers=2, seed=0)
    return found.late, found.bound, found.proven, found.places is not hint


if __name__ == "__main__":
    main()
