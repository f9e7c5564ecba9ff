"""Spans and moments in words, at the edges where they go wrong."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler.texts import (
    Language,
    deadline_text,
    duration_text,
    moment_text,
    preferred_language,
    short_moment_text,
)

EN, ZH = Language.EN, Language.ZH
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0, "0 min", "0分钟"),
        (1, "1 min", "1分钟"),
        (59, "59 min", "59分钟"),
        (60, "1 h", "1小时"),
        (61, "1 h 01 min", "1小时1分"),
        (24 * 60 - 1, "23 h 59 min", "23小时59分"),
        (24 * 60, "1 d", "1天"),
        (24 * 60 + 5, "1 d 05 min", "1天5分"),
        (2 * 1440 + 3 * 60 + 5, "2 d 3 h 05 min", "2天3小时5分"),
        (-90, "\u22121 h 30 min", "\u22121小时30分"),
    ],
)
def test_a_span_leaves_out_what_is_zero(minutes: int, english: str, chinese: str) -> None:
    assert duration_text(minutes, EN) == english
    assert duration_text(minutes, ZH) == chinese


def test_a_moment_is_told_on_the_plants_clock() -> None:
    """18:30 UTC on Tuesday is 02:30 of Wednesday in Shanghai."""
    moment = datetime(2026, 5, 12, 18, 30, tzinfo=UTC)
    assert moment_text(moment, SHANGHAI, EN) == "Wed 13 May 2026, 02:30"
    assert moment_text(moment, SHANGHAI, ZH) == "2026年5月13日（周三）02:30"
    assert short_moment_text(moment, SHANGHAI, EN) == "Wed 13 May 02:30"
    assert short_moment_text(moment, SHANGHAI, ZH) == "5月13日 周三 02:30"


def test_a_deadline_at_midnight_belongs_to_the_day_it_ends() -> None:
    """16:00 UTC is midnight in Shanghai: due by the end of the 12th. One minute later is the 13th."""
    assert deadline_text(datetime(2026, 5, 12, 16, 0, tzinfo=UTC), SHANGHAI, EN) == "Tue 12 May 2026, 24:00"
    assert deadline_text(datetime(2026, 5, 12, 16, 0, tzinfo=UTC), SHANGHAI, ZH) == "2026年5月12日（周二）24:00"
    assert deadline_text(datetime(2026, 5, 12, 16, 1, tzinfo=UTC), SHANGHAI, EN) == "Wed 13 May 2026, 00:01"
    assert deadline_text(datetime(2026, 5, 12, 9, 0, tzinfo=UTC), SHANGHAI, EN) == "Tue 12 May 2026, 17:00"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, EN),
        ("", EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", ZH),
        ("en-GB,en;q=0.9,zh;q=0.8", EN),
        ("de-DE,de;q=0.9,zh;q=0.5,en;q=0.3", ZH),
        ("de, fr", EN),
        ("zh;q=0, en;q=0.1", EN),
        ("zh;q=0.5, en;q=0.50", ZH),  # equal weights: the first
        ("zh_Hans_CN", ZH),
        ("ZH-tw", ZH),
        ("*", EN),
        ("zh;q=nan, en;q=0.1", EN),
        ("zh;q=9, en;q=0.1", EN),
        (";;;,,=;q=,zh;q", EN),  # a weight that is not there is nonsense
        ("zh;level=1;q=0.2,en;q=0.1", ZH),
        ("x" * 100_000 + ",zh", EN),  # beyond what is looked at
    ],
)
def test_the_readers_favourite_of_our_languages(header: str | None, expected: Language) -> None:
    assert preferred_language(header) is expected


def test_the_default_answers_where_the_reader_has_no_wish() -> None:
    assert preferred_language(None, ZH) is ZH
    assert preferred_language("*;q=0.1", ZH) is ZH
    assert preferred_language("en", ZH) is EN


@pytest.mark.parametrize("spelling", ["zh", "zh-CN", "zh_CN", "ZH", " zh-Hans-CN "])
def test_every_spelling_of_chinese_is_understood(spelling: str) -> None:
    assert Language(spelling) is ZH


@pytest.mark.parametrize("spelling", ["", "de", "z", "english"])
def test_other_languages_are_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Language"):
        Language(spelling)
