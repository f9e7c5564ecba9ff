"""Ids that look alike, and what an unknown one may have meant."""

import pytest

from scheduler.doctor.spelling import COMPARISONS, Speller, folded


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("M-01", "m-01", True),
        ("M-01", "Ｍ－０１", True),
        ("M 01", "M01", True),
        ("M\u300001", "m01", True),  # the wide space of Chinese keyboards
        ("Straße", "STRASSE", True),
        ("M-01", "M-O1", False),
        ("M-01", "M01", False),
    ],
)
def test_case_width_and_spaces_make_no_difference(one: str, other: str, same: bool) -> None:
    assert (folded(one) == folded(other)) is same


@pytest.mark.parametrize(
    ("wrong", "known", "near"),
    [
        ("cooper", ("steel", "copper"), "copper"),
        ("laser3", ("laser-1", "LASER 3"), "LASER 3"),
        ("SO-2624/1/plat", ("SO-2624/1/pack", "SO-2624/1/plate"), "SO-2624/1/plate"),
        ("SO-2624/1/painting", ("SO-2624/1/plate", "SO-2624/1/cut"), None),  # much is the same, but not what counts
        ("nothing", ("copper",), None),
        ("x", (), None),
    ],
)
def test_the_nearest_id(wrong: str, known: tuple[str, ...], near: str | None) -> None:
    assert Speller().nearest(wrong, "ids", known) == near


def test_the_effort_is_limited_but_the_same_letters_are_always_found() -> None:
    ids = [f"part-{n}" for n in range(COMPARISONS)]
    speller = Speller()
    assert speller.nearest("parts-17", "ids", ids) is not None
    assert speller.nearest("parts-18", "ids", ids) is None  # a second look at so many is too much
    assert speller.nearest("PART-18", "ids", ids) == "part-18"
