"""Ids that people would take for one another."""

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import takewhile

from scheduler.domain.spelling import differ_in_digits_only

COMPARISONS = 20_000
"""Ids compared letter by letter in one examination, about half a second's worth: a problem full of unknown ids has
worse troubles than spelling. Ids that fold to the same text are found at any rate."""

ALIKE = 0.6
"""Least similarity of a suggestion: the default of `difflib`, which unknown fields of a file get as well."""

CANDIDATES = 5
"""Ids most like it as a whole, of which the one is suggested that is most like it in its own part."""

SEPARATORS = "/>-_."


def folded(id_: str) -> str:
    """The id as an eye in a hurry reads it: full-width letters as plain ones (NFKC), no case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", id_).casefold().split())


class Speller:
    """Suggests what an unknown id may have meant, within a fixed effort."""

    def __init__(self) -> None:
        self.comparisons_left = COMPARISONS
        self._answers: dict[tuple[str, str], str | None] = {}
        self._by_fold: dict[str, dict[str, str]] = {}

    def nearest(self, wrong: str, family: str, known: Iterable[str]) -> str | None:
        """The known id most like `wrong`, or None. `family` names the known ones, which are indexed once."""
        if family not in self._by_fold:
            self._by_fold[family] = {folded(other): other for other in known}
        if (wrong, family) not in self._answers:
            self._answers[wrong, family] = self._search(folded(wrong), self._by_fold[family])
        return self._answers[wrong, family]

    def _search(self, wrong: str, by_fold: dict[str, str]) -> str | None:
        if wrong in by_fold:
            return by_fold[wrong]
        if len(by_fold) > self.comparisons_left:
            return None
        self.comparisons_left -= len(by_fold)
        alike = difflib.get_close_matches(wrong, by_fold, n=CANDIDATES, cutoff=ALIKE)
        near = [other for other in alike if not differ_in_digits_only(wrong, other)]
        best = max(near, key=lambda other: _likeness(wrong, other), default=None)
        return by_fold[best] if best is not None and _likeness(wrong, best) >= ALIKE else None


def _likeness(one: str, other: str) -> float:
    """Similarity of what follows the parts they share: SO-2624/1/painting is not much like SO-2624/1/plate."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    start = max(one.rfind(separator, 0, same) + 1 for separator in SEPARATORS)
    return difflib.SequenceMatcher(None, one[start:], other[start:]).ratio()
