"""Lists in one cell: weekdays, pauses, names, resources, predecessors, and names that need quotes."""

from datetime import date, time
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.files.tables.cells import show
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.raw import Cell
from scheduler.files.tables.values import LinkItem, Pause, SkillItem, StateItem, UseItem
from tests.files.tables.one_cell import BERLIN, complaint, value


@pytest.mark.parametrize(
    ("cell", "days"),
    [(1, (1,)), (7.0, (7,)), ("1-5", (1, 2, 3, 4, 5)), ("Mon-Fri", (1, 2, 3, 4, 5)), ("Mon – Fri", (1, 2, 3, 4, 5)),
     ("周一至周五", (1, 2, 3, 4, 5)), ("周一到周五", (1, 2, 3, 4, 5)), ("星期一～星期五", (1, 2, 3, 4, 5)),
     ("星期六", (6,)), ("周日", (7,)),
     ("周天", (7,)), ("周六、周日", (6, 7)), ("Sat, Sun", (6, 7)), ("Sat-Mon", (6, 7, 1)), ("monday; wed", (1, 3)),
     ("周一、三、五", (1, 3, 5)),
     ("5, 1", (5, 1)), ("Mon-Sun", (1, 2, 3, 4, 5, 6, 7))],
    ids=repr,
)  # fmt: skip
def test_weekdays(cell: Cell, days: tuple[int, ...]) -> None:
    assert value(cell, Kind.WEEKDAYS) == days


@pytest.mark.parametrize(
    "cell",
    [0, 8, "8", "1-5-7", "Mon, Mon", "1-3, 2", "workdays", date(2026, 1, 5), "Mon,", 1.5, True],
    ids=repr,
)
def test_weekdays_that_are_none_are_refused(cell: Cell) -> None:
    assert "expected weekdays such as 1, Mon-Fri or 周一至周五" in complaint(cell, Kind.WEEKDAYS)


def test_weekdays_are_never_written_as_figures_because_excel_makes_dates_of_them() -> None:
    days = Column("x", "X", "X", Kind.WEEKDAYS)
    written = [show(given, days, "en", BERLIN) for given in ((1, 2, 3, 4, 5), (6, 7), (3,), (5, 1))]
    assert written == ["Mon-Fri", "Sat, Sun", "Wed", "Fri, Mon"]
    assert show((1, 2, 3, 4, 5), days, "zh", BERLIN) == "周一至周五"


def test_pauses() -> None:
    pauses = (Pause(time(12), time(13)), Pause(time(18), time(18, 30)))
    for cell in ("12:00-13:00; 18:00-18:30", "12:00–13:00，18:00~18:30", "12:00至13:00、18:00到18:30"):
        assert value(cell, Kind.PAUSES) == pauses
    assert value("23:30-24:00", Kind.PAUSES) == (Pause(time(23, 30), time()),)
    wrong: tuple[Cell, ...] = ("12-13", "12:00", "12:00-13:00-14:00", "lunch", 12.5, time(12))
    for one in wrong:
        assert "expected pauses such as 12:00-13:00" in complaint(one, Kind.PAUSES)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("A", ("A",)), ("A; B", ("A", "B")), ("A；B", ("A", "B")), ("A\nB", ("A", "B")), ("A, B", ("A", "B")),
        ("A、B", ("A", "B")),
        ("A,1; B", ("A,1", "B")), ('"A;1"; B', ("A;1", "B")), ('"a ""b"" c"', ('a "b" c',)), ('" x "', (" x ",)),
        ('""', ("",)),
        ("A;", ("A",)), (12, ("12",)), (12.0, ("12",)), ("press (old)", ("press (old)",)), ("A B; C", ("A B", "C")),
    ],
    ids=repr,
)  # fmt: skip
def test_lists_of_names(cell: Cell, names: tuple[str, ...]) -> None:
    assert value(cell, Kind.NAMES) == names


@pytest.mark.parametrize("cell", ['"A', '"A" B', ";", "A;;B", date(2026, 1, 1), True], ids=repr)
def test_lists_that_are_not_clear_are_refused(cell: Cell) -> None:
    assert "expected a list such as A; B" in complaint(cell, Kind.NAMES)


@pytest.mark.parametrize(
    ("cell", "uses"),
    [
        ("press", (UseItem("press"),)), ("press; welders (2)", (UseItem("press"), UseItem("welders", 2))),
        ("crew (3, released)", (UseItem("crew", 3, False),)), ("crew （３，释放）", (UseItem("crew", 3, False),)),
        ("crew (释放)", (UseItem("crew", 1, False),)),
        ("a, b (2, held), c", (UseItem("a"), UseItem("b", 2), UseItem("c"))),
        ("press (old)", (UseItem("press (old)"),)), ('"press (2)"', (UseItem("press (2)"),)),
        ('"press (2)" (2)', (UseItem("press (2)", 2),)), ("工人(2人)", (UseItem("工人", 2),)),
    ],
    ids=repr,
)  # fmt: skip
def test_resources(cell: Cell, uses: tuple[UseItem, ...]) -> None:
    assert value(cell, Kind.USES) == uses


@pytest.mark.parametrize(
    "cell", ["crew (3, relased)", "crew (2.5)", '"crew" x', "crew (3 kg)", '"crew" (old)'], ids=repr
)
def test_resources_with_a_slip_in_the_brackets_are_refused(cell: Cell) -> None:
    assert "expected" in complaint(cell, Kind.USES)


@pytest.mark.parametrize(
    ("cell", "links"),
    [
        ("cut", (LinkItem("cut"),)), ("cut; weld (+240)", (LinkItem("cut"), LinkItem("weld", minimum_minutes=240))),
        ("weld (FS +4h)", (LinkItem("weld", minimum_minutes=240),)),
        ("paint (SS)", (LinkItem("paint", "start_start"),)),
        ("paint (ss +0, max 600)", (LinkItem("paint", "start_start", 0, 600),)),
        ("p (max 1 h)", (LinkItem("p", maximum_minutes=60),)),
        ("焊接（+2天，最长 3天）", (LinkItem("焊接", minimum_minutes=2880, maximum_minutes=4320),)),
        ("a (FF +1), b (SF)", (LinkItem("a", "finish_finish", 1), LinkItem("b", "start_finish"))),
        ("op (old)", (LinkItem("op (old)"),)), ('"op (+1)"', (LinkItem("op (+1)"),)),
        ("cut (same station)", (LinkItem("cut", station="same"),)),
        ("cut (SS +5, 不同工位)", (LinkItem("cut", "start_start", 5, station="different"),)),
        ("cut (+5, max 9, same)", (LinkItem("cut", minimum_minutes=5, maximum_minutes=9, station="same"),)),
    ],
    ids=repr,
)  # fmt: skip
def test_predecessors(cell: Cell, links: tuple[LinkItem, ...]) -> None:
    assert value(cell, Kind.LINKS) == links


@pytest.mark.parametrize(
    "cell",
    ["cut (-30)", "cut (240)", "cut (+x)", "cut (+1, 2)", "cut (+1, max 2, max 3)", "cut (+1, sme)", '"cut" (old)'],
    ids=repr,
)
def test_predecessors_with_a_slip_in_the_brackets_are_refused(cell: Cell) -> None:
    assert "expected" in complaint(cell, Kind.LINKS)


@pytest.mark.parametrize(
    ("cell", "skills"),
    [
        ("TIG", (SkillItem("TIG"),)), ("TIG (2)", (SkillItem("TIG", units=2),)),
        ("TIG (level 3); crane (2, held)", (SkillItem("TIG", 3), SkillItem("crane", 1, 2, True))),
        ("焊接（3级，2人，占用）", (SkillItem("焊接", 3, 2, True),)), ("crane (三级)", (SkillItem("crane", 3),)),
        ("TIG (L 3, 2)", (SkillItem("TIG", 3, 2),)), ("TIG (released)", (SkillItem("TIG"),)),
        ("TIG (old)", (SkillItem("TIG (old)"),)), ('"TIG (2)" (2)', (SkillItem("TIG (2)", units=2),)),
    ],
    ids=repr,
)  # fmt: skip
def test_skills(cell: Cell, skills: tuple[SkillItem, ...]) -> None:
    assert value(cell, Kind.SKILLS) == skills


@pytest.mark.parametrize(
    "cell", ["TIG (2, 3)", "TIG (2, lvel 3)", "TIG (level 3, level 4)", '"TIG" (old)', "TIG (1.5)", True], ids=repr
)
def test_skills_with_a_slip_in_the_brackets_are_refused(cell: Cell) -> None:
    assert "expected skills such as welding; crane (2, level 3, held)" in complaint(cell, Kind.SKILLS)


@pytest.mark.parametrize(
    ("cell", "states"),
    [
        ("colour=RAL7035", (("colour", "RAL7035"),)), ("colour = red; film=80;", (("colour", "red"), ("film", "80"))),
        ("colour=red, film=80", (("colour", "red"), ("film", "80"))),
        ("颜色＝红，膜厚＝80", (("颜色", "红"), ("膜厚", "80"))),
        ('"a=b"="x;y"; c=d e', (("a=b", "x;y"), ("c", "d e"))), ('tool=5"; film=80', (("tool", '5"'), ("film", "80"))),
        ("colour=a,b; film=80", (("colour", "a,b"), ("film", "80"))), ('a=""', (("a", ""),)),
    ],
    ids=repr,
)  # fmt: skip
def test_states(cell: Cell, states: tuple[tuple[str, str], ...]) -> None:
    assert value(cell, Kind.STATES) == tuple(StateItem(*pair) for pair in states)


@pytest.mark.parametrize(
    "cell", ["colour", "colour=", "=red", "a=b=c", "a=b;;c=d", ";", "=", 80, '"a"x=b', 'a="b', "a=b, c"], ids=repr
)
def test_states_that_are_not_clear_are_refused(cell: Cell) -> None:
    assert "expected states such as colour=RAL7035; film=80" in complaint(cell, Kind.STATES)


def test_lists_quote_the_names_that_would_read_back_differently() -> None:
    names = Column("x", "X", "X", Kind.NAMES)
    assert show(("plain", "a b", "007"), names, "en", BERLIN) == "plain; a b; 007"
    assert show(("a;b", " x", 'say "hi"', ""), names, "en", BERLIN) == '"a;b"; " x"; "say ""hi"""; ""'
    uses = Column("x", "X", "X", Kind.USES)
    assert (
        show((UseItem("press (2)"), UseItem("crew", 3, False)), uses, "zh-CN", BERLIN) == '"press (2)"; crew (3, 释放)'
    )
    links = Column("x", "X", "X", Kind.LINKS)
    assert (
        show((LinkItem("cut"), LinkItem("p", "start_start", 0, 600)), links, "en", BERLIN) == "cut; p (SS +0, max 600)"
    )


ANY_NAME = st.text(max_size=12) | st.text(alphabet=';；,，、"()（） +-=＝a1\n', max_size=8)


@settings(deadline=None)
@given(st.lists(ANY_NAME, min_size=1, max_size=4))
def test_any_names_come_back_from_every_kind_of_list(names: list[str]) -> None:
    uses = tuple(UseItem(name, 1 + i % 3, i % 2 == 0) for i, name in enumerate(names))
    stations = ("any", "same", "different")
    links = tuple(
        LinkItem(name, "start_start" if i else "finish_start", i, i or None, stations[i % 3])
        for i, name in enumerate(names)
    )
    skills = tuple(SkillItem(name, 1 + i % 9, 1 + i % 2, i % 2 == 1) for i, name in enumerate(names))
    states = tuple(StateItem(name, names[-1 - i]) for i, name in enumerate(names))
    lists = ((Kind.NAMES, tuple(names)), (Kind.USES, uses), (Kind.LINKS, links), (Kind.SKILLS, skills),
             (Kind.STATES, states))  # fmt: skip
    for kind, given_ in lists:
        for language in ("en", "zh-CN"):
            assert value(show(given_, Column("x", "X", "X", kind), language, BERLIN), kind) == given_


@settings(deadline=None)
@given(ANY_NAME)
def test_any_id_and_any_text_come_back(words: str) -> None:
    assert value(show(words, Column("x", "X", "X", Kind.ID), "en", BERLIN), Kind.ID) == words
    text = words.replace("\r", "\n")  # other line breaks are never stored
    assert value(show(text, Column("x", "X", "X", Kind.TEXT), "en", BERLIN), Kind.TEXT) == text


def test_long_nonsense_is_refused_quickly() -> None:
    """What a hostile file may hold in one cell: 32,767 characters."""
    kinds = (Kind.WHOLE, Kind.MINUTES, Kind.AMOUNT, Kind.DAY, Kind.MOMENT, Kind.CLOCK, Kind.WEEKDAYS, Kind.PAUSES,
             Kind.STATES)  # fmt: skip
    for words in ("1" * 32_767, "亿" * 32_767, "1" + " " * 32_000 + "x", "(" * 32_767, "1h" * 16_000, "-" * 32_767):
        for kind in kinds:
            begun = perf_counter()
            assert complaint(words, kind).startswith("expected ")
            assert perf_counter() - begun < 2
