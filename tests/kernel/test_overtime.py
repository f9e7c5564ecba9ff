"""Chosen overtime over random shops, counted minute by minute: what it costs and what it takes of the caps."""

import random
from functools import cache

import pytest

from scheduler.kernel import overtime
from scheduler.kernel.state import new_state
from scheduler.search.starts import Context
from tests.builders import random_shop
from tests.kernel.schedules import context_of, schedules, with_all_goals
from tests.random_rules import with_rules

SEEDS = range(10)


@cache
def shop_with_overtime(seed: int) -> Context:
    return context_of(with_all_goals(with_rules(random_shop(seed, 8), seed, "overtime")))


def rates(context: Context, line: int) -> list[tuple[int, int, int]]:
    """(start, end, price per hour) of the chosen windows of one line of the overtime table."""
    net = context.network
    rows = net.rate[net.overtime[line]["rate_first"] : net.overtime[line]["rate_end"]]
    return [(int(row["start"]), int(row["end"]), int(row["price"])) for row in rows]


def lines(context: Context, mode: int) -> range:
    return range(int(context.network.mode[mode]["overtime_first"]), int(context.network.mode[mode]["overtime_end"]))


def inside(window: tuple[int, int], start: int, end: int) -> int:
    """Minutes of [start, end) in a window."""
    return max(0, min(end, window[1]) - max(start, window[0]))


def choosing(context: Context) -> list[int]:
    return [mode for mode in range(len(context.network.mode)) if lines(context, mode)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_minute_is_paid_for_every_unit_and_the_sum_rounded_up_once(seed: int) -> None:
    context, rng = shop_with_overtime(seed), random.Random(seed)
    net = context.network
    for mode in choosing(context):
        windows = [row for line in lines(context, mode) for row in rates(context, line)]
        for _ in range(10):
            near = rng.choice(rng.choice(windows)[:2])
            start = max(0, near + rng.randint(-90, 90))
            end = start + rng.randint(1, 3000)
            money = sum(
                int(net.overtime[line]["amount"]) * inside(row[:2], start, end) * row[2]
                for line in lines(context, mode)
                for row in rates(context, line)
            )
            assert overtime.overtime_cost(net, mode, start, end) == -(-money // 60)


def taken(context: Context, mode: int, cap: int, start: int, end: int) -> int:
    """What work in a mode takes of a cap, if it is one of its resources'."""
    net = context.network
    found = 0
    for line in lines(context, mode):
        resource = net.res[net.overtime[line]["resource"]]
        if resource["cap_first"] <= cap < resource["cap_end"]:
            span = max(start, int(net.cap[cap]["start"])), min(end, int(net.cap[cap]["end"]))
            found += int(net.overtime[line]["amount"]) * sum(inside(row[:2], *span) for row in rates(context, line))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_caps_count_what_is_placed_and_are_kept(seed: int) -> None:
    context = shop_with_overtime(seed)
    net = context.network
    for _, state in list(schedules(context))[::5]:
        placed = [tuple(row) for row in state.op.tolist() if row[2] >= 0 and lines(context, row[2])]
        used = [
            sum(taken(context, mode, cap, start, end) for start, end, mode in placed) for cap in range(len(net.cap))
        ]
        assert state.cap_used.tolist() == used
        assert all(minutes <= most for minutes, most in zip(used, net.cap["most"].tolist(), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_caps_get_back_what_was_taken(seed: int) -> None:
    context, rng = shop_with_overtime(seed), random.Random(seed)
    net = context.network
    used = new_state(net).cap_used
    for mode in choosing(context):
        near = rng.choice(rates(context, rng.choice(lines(context, mode))))
        start = max(0, near[0] - rng.randint(0, 60))
        end = near[0] + rng.randint(1, 900)
        needs = [taken(context, mode, cap, start, end) for cap in range(len(net.cap))]
        overtime.use_caps(net, used, mode, start, end, 1)
        assert used.tolist() == needs
        overtime.use_caps(net, used, mode, start, end, -1)
        assert not used.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_work_that_a_cap_has_no_room_for_is_tried_again_behind_it(seed: int) -> None:
    """-1 where every cap has room; else not before the end of one that has none."""
    context, rng = shop_with_overtime(seed), random.Random(seed)
    net = context.network
    used = new_state(net).cap_used
    used[:] = [rng.randint(0, int(most)) for most in net.cap["most"].tolist()]
    for mode in choosing(context):
        for _ in range(10):
            start = rng.randint(0, 4 * 1440)
            end = start + rng.randint(1, 1500)
            needs = [taken(context, mode, cap, start, end) for cap in range(len(net.cap))]
            full = [c for c, minutes in enumerate(needs) if minutes and used[c] + minutes > net.cap[c]["most"]]
            found = overtime.cap_blocks(net, used, mode, start, end)
            assert (found in [int(net.cap[c]["end"]) for c in full]) if full else (found == -1)
