"""Material: what has been taken from stock never exceeds what was free by then; from its lead time on
anything is bought. What comes from elsewhere is taken so much earlier than the operation starts."""

from typing import NamedTuple

from scheduler.compile.network import FREE
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.operations import Part
from scheduler.cpsat.rows import Source
from scheduler.cpsat.variables import Literal, negated


class Taker(NamedTuple):
    """An operation that may cover a need from a source."""

    op: int
    source: Source
    chosen: Literal


def stock(draft: Draft) -> None:
    """Free supply only grows until the lead time, and so does what is taken: it is enough to look just
    before each step."""
    case = draft.case
    shop = case.shop
    takers: dict[int, list[Taker]] = {}
    for op in sorted(case.scope.ops):
        if shop.ops[op].state == FREE:
            for literals in draft.operations.sources(op):
                for index, chosen in literals.items():
                    source = shop.sources[index]
                    takers.setdefault(source.stock, []).append(Taker(op, source, chosen))
    for own in takers.values():
        for taker in own:
            if taker.op in case.free:
                _usable(draft, taker)
    for index, own in takers.items():
        if not any(taker.op in case.free for taker in own):
            continue
        row = shop.stocks[index]
        supplies = shop.supplies[row.supply_first : row.supply_end]
        until = [supply.time for supply in supplies[1:]] + [row.lead]
        for supply, moment in zip(supplies, until, strict=True):
            if moment > supply.time:
                _enough(draft, supply.level, moment, own)


def _usable(draft: Draft, taker: Taker) -> None:
    """Nothing is taken before as-of; what can't be bought is taken before the lead time. Each choice has its cost."""
    source = taker.source
    if source.cost:
        draft.charges.append(source.cost * taker.chosen)
    for part in draft.operations.parts(taker.op):
        if source.delay:
            draft.variables.either(_at_or_after(draft, part, source.delay), *negated([taker.chosen, part.present]))
        if not source.bought:
            lead = draft.case.shop.stocks[source.stock].lead
            too_late = _at_or_after(draft, part, lead + source.delay)
            draft.variables.either(*negated([too_late, taker.chosen, part.present]))


def _enough(draft: Draft, level: int, moment: int, takers: list[Taker]) -> None:
    """What is taken before a moment is at most the level."""
    left = level
    early: list[tuple[Literal, int]] = []
    for taker in takers:
        if taker.op not in draft.case.free:
            taken = draft.case.rows[taker.op].start - taker.source.delay < moment
            left -= taker.source.quantity if taken else 0
        else:
            literal = _taken_before(draft, taker, moment)
            left -= taker.source.quantity if literal is True else 0
            early.append((literal, taker.source.quantity))
    terms = [quantity * literal for literal, quantity in early if not isinstance(literal, bool)]
    if terms:
        draft.variables.require(sum(terms) <= left)
    elif left < 0 and any(taker.op in draft.case.free for taker in takers):
        draft.variables.require(False)


def _taken_before(draft: Draft, taker: Taker, moment: int) -> Literal:
    """False only if the source is not chosen, or taken from at or after the moment."""
    starts_before = moment + taker.source.delay
    parts = draft.operations.parts(taker.op)
    early = negated(_at_or_after(draft, part, starts_before) for part in parts)
    if all(literal is False for literal in early):
        return False
    if len(parts) == 1 and taker.chosen is True:
        return early[0]
    hint = draft.case.rows[taker.op].start < starts_before and draft.variables.hint_of(taker.chosen)
    joint = draft.variables.boolean(hint, f"{taker.op} takes from {taker.source.stock} before {moment}")
    for part, literal in zip(parts, early, strict=True):
        # present and chosen and before -> joint
        draft.variables.either(joint, *negated([taker.chosen, part.present, literal]))
    return joint


def _at_or_after(draft: Draft, part: Part, moment: int) -> Literal:
    """Whether a part starts at or after a wall minute."""
    return draft.variables.at_least(part.start, part.line.position(moment))
