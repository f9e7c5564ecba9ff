"""A page of charts is whole: it loads nothing, runs no stranger's words, and shows every figure."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import plotly.graph_objects as go
import pytest

from scheduler.charts import html, order_gantt, resource_gantt, write_html
from scheduler.charts.page import plotly_script
from scheduler.domain.record import Label
from scheduler.texts import Language
from tests.builders import assign, operation, order, shop
from tests.charts.factory import factory, greedy_plan, plan_of

LOADING = {"src", "href", "srcset", "data", "poster", "action", "formaction", "background", "cite", "ping"}


class Elements(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[str | None, str]] = []
        self.words: list[str] = []
        self._script: str | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._script = dict(attrs).get("id")
            self.scripts.append((self._script, ""))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.scripts:
            name, text = self.scripts[-1]
            self.scripts[-1] = (name, text + data)
        else:
            self.words.append(data)


def page(language: Language = Language.EN) -> str:
    problem = factory(4)
    plan = greedy_plan(problem)
    return html(
        {"One": resource_gantt(problem, plan, language), "Two": order_gantt(problem, plan, language)},
        language,
    )


def test_nothing_on_the_page_is_loaded_from_anywhere() -> None:
    source = page()
    for tag, attributes in Elements(source).tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert not LOADING & attributes.keys()
    own = source.replace(plotly_script(), "")
    assert "http://" not in own.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in own
    assert not re.search(r"@import|url\(", own)


def test_the_browser_is_told_to_load_nothing() -> None:
    (policy,) = [
        attributes["content"]
        for tag, attributes in Elements(page()).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "*" not in policy


def test_plotly_is_inside_once_and_every_figure_can_be_read_back() -> None:
    source = page()
    assert source.count(plotly_script()) == 1
    scripts = dict(Elements(source).scripts)
    for index in range(2):
        figure = go.Figure(json.loads(scripts[f"figure-{index}"]))
        assert figure.layout.meta["rows"] > 3


def test_hostile_words_become_no_elements() -> None:
    """In order names, in customers and in the titles of the page and its tabs."""
    hostile = '</script><script>alert(1)</script><img src=x onerror=alert(2)><!-- "\u2028'
    named = order("A").model_copy(update={"names": Label(en=hostile), "customer": hostile})
    problem = shop(orders=[named], operations=[operation("A1")])
    figure = resource_gantt(problem, plan_of(problem, assign(problem, "A1", ("08:00", "09:00"))))
    clean = Elements(html({"One": figure, "Two": figure}, title="t"))
    dirty = Elements(html({hostile: figure, hostile + "2": figure}, title=hostile))
    assert [tag for tag, _ in dirty.tags] == [tag for tag, _ in clean.tags]
    assert all("onerror" not in attributes for _, attributes in dirty.tags)
    assert dirty.words.count(hostile) == 3  # title, heading and the first tab show it as it was written
    scripts = dict(dirty.scripts)
    data = json.loads(scripts["figure-0"])["data"]
    assert any("alert(1)" in hover for trace in data for hover in trace.get("hovertext", ()))


@pytest.mark.parametrize(
    ("language", "tag", "hint"), [(Language.EN, "en", "Wheel: zoom"), (Language.ZH, "zh-CN", "滚轮：缩放")]
)
def test_the_page_speaks_the_readers_language(language: Language, tag: str, hint: str) -> None:
    elements = Elements(page(language))
    assert elements.tags[0] == ("html", {"lang": tag})
    assert json.loads(dict(elements.scripts)["words"])["hint"].startswith(hint)


def test_one_figure_needs_no_tabs() -> None:
    problem = factory(1)
    elements = Elements(html(resource_gantt(problem, greedy_plan(problem))))
    assert not [tag for tag, _ in elements.tags if tag == "button"]
    assert "figure-0" in dict(elements.scripts)
    with pytest.raises(ValueError, match="at least one chart"):
        html({})


def test_the_file_is_utf8_and_the_same_twice(tmp_path: Path) -> None:
    problem = factory(2)
    plan = greedy_plan(problem)
    for name in ("a.html", "b.html"):
        write_html(resource_gantt(problem, plan, Language.ZH), tmp_path / name, Language.ZH)
    first, second = (tmp_path / "a.html").read_bytes(), (tmp_path / "b.html").read_bytes()
    assert first == second
    assert "装配工位" in first.decode("utf-8") or "\\u88c5" in first.decode("utf-8")
