"""Operations that share their first resource, or must not."""

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.variables import negated


def ties(draft: Draft) -> None:
    """No two modes together that a tie rules out; what is done outside the shop is tied to nothing."""
    case, operations, shop = draft.case, draft.operations, draft.case.shop
    for op in sorted(case.free):
        for tie in shop.op_ties(op):
            if tie.op not in case.scope.ops or (tie.op in case.free and tie.op < op):
                continue
            for mine in operations.modes(op):
                for theirs in operations.modes(tie.op):
                    places = shop.tied_resource(mine), shop.tied_resource(theirs)
                    if min(places) >= 0 and (places[0] == places[1]) != bool(tie.same):
                        both = operations.taken(op, mine), operations.taken(tie.op, theirs)
                        draft.variables.either(*negated(both))
