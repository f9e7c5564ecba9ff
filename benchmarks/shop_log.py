"""The real machine shop's log: all its orders planned, beside what the shop did."""

import argparse
from pathlib import Path

from benchmarks.report import ROOT, publish, table
from scheduler.domain.goal import Goal
from scheduler.files.log_shop import import_log
from scheduler.search.limits import Limits
from scheduler.search.solve import solve

LOG = ROOT.parent / "shared" / "datasets" / "machine-shop-log" / "event_log.csv"

NOTES = """

Flow time runs from an order's first start to its last end. An order is released at its first event in the log and
due on the day it was finished there.

**Hindsight:** the plan knows every order, every duration and everybody's hours of presence beforehand, which
nobody in the shop did, and it works only while the log shows work. So this shows that real, dirty data can be
planned and verified, not that the shop could have done as much better.

*Minutes shared*: what a worker reported at the same time is split between the operations, so that nobody works
more minutes than there are. *Full lengths*: the literal sum of event lengths, which gives some workers several
times their own hours."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=LOG)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    rows = []
    baseline = None
    for share, reading in ((True, "minutes shared"), (False, "full lengths")):
        imported = import_log(arguments.log, share=share)
        baseline = imported.report.baseline
        plan = solve(imported.problem, Limits(seconds=arguments.seconds, seed=1))
        first_start = {a.order: a.start for a in sorted(plan.assignments, key=lambda a: a.start, reverse=True)}
        flow = sum(
            (max(delivery.arrives for delivery in outcome.deliveries) - first_start[outcome.order]).total_seconds()
            // 60
            for outcome in plan.outcomes
            if outcome.deliveries
        )
        ends = [a.end for a in plan.assignments]
        makespan = (max(ends) - min(a.start for a in plan.assignments)).total_seconds() / 60
        cost = plan.level(Goal.COST)
        rows.append(
            [
                reading,
                len(plan.outcomes),
                sum(not outcome.deliveries for outcome in plan.outcomes),
                f"{sum(c.violations for c in plan.checks)} of {sum(c.checked for c in plan.checks):,}",
                sum((outcome.late_minutes or 0) > 0 for outcome in plan.outcomes),
                f"{flow / 1440 / len(plan.outcomes):.1f}",
                f"{makespan / 1440:.1f}",
                cost.value if cost else "",
                plan.method,
            ]
        )
    assert baseline is not None
    days = baseline.flow_minutes / 1440 / len(baseline.orders)
    makespan_days = f"{baseline.makespan_minutes / 1440:.1f}"
    rows.append(["what the shop did", len(baseline.orders), 0, "", "", f"{days:.1f}", makespan_days, "", ""])
    head = (
        "", "orders", "not planned", "violations", "later than in the shop", "mean flow time, days", "makespan, days",
        "minutes late", "found by",
    )  # fmt: skip
    publish("shop_log", "A real machine shop, January–March 2012", table(head, rows) + NOTES)


if __name__ == "__main__":
    main()
