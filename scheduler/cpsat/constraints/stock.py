"""Material: what has been taken from stock never exceeds what was free by then; from its lead time on
anything is bought."""

from scheduler.compile.network import FREE
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.operations import Part
from scheduler.cpsat.variables import Literal


def stock(draft: Draft) -> None:
    """Free supply only grows until the lead time, and so does what is taken: it is enough to look just
    before each step."""
    case = draft.case
    shop = case.shop
    takers: dict[int, list[tuple[int, int]]] = {}
    for op in case.scope.ops:
        if shop.ops[op].state == FREE:
            for need in shop.op_needs(op):
                takers.setdefault(need.stock, []).append((op, need.quantity))
    for index, own in takers.items():
        if not any(op in case.free for op, _ in own):
            continue
        row = shop.stocks[index]
        supplies = shop.supplies[row.supply_first : row.supply_end]
        until = [supply.time for supply in supplies[1:]] + [row.lead]
        for supply, moment in zip(supplies, until, strict=True):
            if moment > supply.time:
                _enough(draft, supply.level, moment, own)


def _enough(draft: Draft, level: int, moment: int, takers: list[tuple[int, int]]) -> None:
    """What starts before a moment takes at most the level."""
    left = level
    early: list[tuple[Literal, int]] = []
    for op, quantity in takers:
        if op not in draft.case.free:
            left -= quantity if draft.case.rows[op].start < moment else 0
        else:
            literal = _starts_before(draft, op, moment)
            left -= quantity if literal is True else 0
            early.append((literal, quantity))
    terms = [quantity * literal for literal, quantity in early if not isinstance(literal, bool)]
    if terms:
        draft.variables.require(sum(terms) <= left)
    elif left < 0 and any(op in draft.case.free for op, _ in takers):
        draft.variables.require(False)


def _starts_before(draft: Draft, op: int, moment: int) -> Literal:
    """False only if the operation starts at or after the moment."""
    parts = draft.operations.parts(op)
    if len(parts) == 1:
        return _part_before(draft, parts[0], moment)
    each = [(part, _part_before(draft, part, moment)) for part in parts]
    if all(literal is False for _, literal in each):
        return False
    hint = draft.case.rows[op].start < moment
    joint = draft.variables.boolean(hint, f"{op} before {moment}")
    for part, literal in each:
        # present and before -> joint
        absent: Literal = not part.present if isinstance(part.present, bool) else ~part.present
        later: Literal = not literal if isinstance(literal, bool) else ~literal
        draft.variables.either(joint, absent, later)
    return joint


def _part_before(draft: Draft, part: Part, moment: int) -> Literal:
    later = draft.variables.at_least(part.start, part.line.position(moment))
    return not later if isinstance(later, bool) else ~later
