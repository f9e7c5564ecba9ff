"""Every check finds what it is for, at its place, and says nothing of what only nearly is so."""

from functools import cache

import pytest

from scheduler.doctor import Finding, examine
from scheduler.doctor.registry import KEYS
from scheduler.domain.json_text import place
from tests.doctor import pairs_orders, pairs_people, pairs_stations, pairs_supply, pairs_tables, pairs_times
from tests.doctor.pairs import Pair

PAIRS: dict[str, Pair] = {
    **pairs_orders.PAIRS,
    **pairs_tables.PAIRS,
    **pairs_times.PAIRS,
    **pairs_stations.PAIRS,
    **pairs_people.PAIRS,
    **pairs_supply.PAIRS,
}


@cache
def examined(key: str) -> tuple[list[Finding], list[Finding]]:
    """What is found in the wrong problem of a pair and in the right one; several tests look at it."""
    return examine(PAIRS[key].wrong), examine(PAIRS[key].right)


def found(findings: list[Finding], key: str) -> list[Finding]:
    return [finding for finding in findings if finding.key == key]


def test_every_check_has_a_pair() -> None:
    """Two refusals can't be made small: more operations than any plant has, and what nobody thought of."""
    assert set(KEYS) - PAIRS.keys() == {"too_many_operations", "stopped_by_shared_data"}
    assert PAIRS.keys() <= set(KEYS)


@pytest.mark.parametrize("key", PAIRS)
def test_both_sides_of_the_edge(key: str) -> None:
    pair = PAIRS[key]
    in_wrong, in_right = examined(key)
    (finding,) = found(in_wrong, key)
    assert place(finding.path) == pair.place
    assert pair.parameters.items() <= finding.parameters.items()
    assert finding.orders == pair.orders
    assert found(in_right, key) == []
