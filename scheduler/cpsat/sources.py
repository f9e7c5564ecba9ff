"""Free material and the sources that needs can be covered from: what is there when nobody else takes, and who took
what."""

from collections import defaultdict
from collections.abc import Sequence

from scheduler.compile.network import FREE, NEVER
from scheduler.cpsat.rows import Shop, Source


def alone(shop: Shop, source: Source) -> int:
    """First start that a source leaves to an operation if nobody else takes from it; NEVER if it can't cover it."""
    stock = shop.stocks[source.stock]
    supplies = shop.supplies[stock.supply_first : stock.supply_end]
    found = next((supply.time for supply in supplies if supply.level >= source.quantity), NEVER)
    if found == NEVER and source.bought:
        found = stock.lead
    return found + source.delay if found < NEVER else NEVER


def material_alone(shop: Shop, op: int) -> int:
    """First minute at which each need of an operation can be covered by the source that suits it best."""
    needs = (min(alone(shop, shop.sources[s]) for s in need.sources) for need in shop.op_needs(op))
    return max(needs, default=0)


def with_first_sources(shop: Shop, starts: Sequence[int], sources: Sequence[int]) -> list[int]:
    """The same sources, and for needs without one (-1) of work that has not begun the first source in order that can
    cover it, those who start earlier first."""
    found = list(sources)
    open_ = [
        (starts[op], need)
        for op, row in enumerate(shop.ops)
        if row.state == FREE
        for need in range(row.need_first, row.need_end)
        if found[need] < 0
    ]
    if not open_:
        return found
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for op, row in enumerate(shop.ops):
        for need in range(row.need_first, row.need_end):
            if found[need] >= 0:
                source = shop.sources[found[need]]
                taken[source.stock].append((starts[op] - source.delay, source.quantity))
    for start, need in sorted(open_):
        possible = [s for s in shop.needs[need].sources if _covers(shop, shop.sources[s], start, taken)]
        found[need] = possible[0] if possible else shop.needs[need].source_first
        source = shop.sources[found[need]]
        taken[source.stock].append((start - source.delay, source.quantity))
    return found


def _covers(shop: Shop, source: Source, start: int, taken: dict[int, list[tuple[int, int]]]) -> bool:
    """Whether a source can be used by an operation that starts at a minute, without starving others."""
    stock, moment = shop.stocks[source.stock], start - source.delay
    if moment >= stock.lead:
        return bool(source.bought)
    supplies = shop.supplies[stock.supply_first : stock.supply_end]
    others = [(t, quantity) for t, quantity in taken[source.stock] if t < stock.lead]
    for t in [moment, *(t for t, _ in others if t > moment)]:
        free = max((supply.level for supply in supplies if supply.time <= t), default=0)
        if free - sum(quantity for at, quantity in others if at <= t) < source.quantity:
            return False
    return moment >= 0
