"""When one id may be a slip of the pen for another."""

import re

_DIGIT = re.compile(r"\d")


def differ_in_digits_only(one: str, other: str) -> bool:
    """Whether two ids are the same but for digits in the same places: SO-2603 is no misspelt SO-2623 but another order.

    One digit too many or too few may well be a slip.
    """
    return one != other and _DIGIT.sub("0", one) == _DIGIT.sub("0", other)
