"""The printable document: read by a parser, and drawn by a browser at 1280 pixels in both languages."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scheduler.files.sheet_html import html
from scheduler.sheets import Facts, Mark, Page, order_pages, plan_sheets
from scheduler.texts import Language, short_moment_text
from tests.files.sheet_samples import AS_OF, HOSTILE, SHANGHAI, busy_shop, sample
from tests.sheets.plans import rule_plan

VOID = {"meta", "br"}


@dataclass
class Reading(HTMLParser):
    """Tables by the id of their section as rows of cells, all tags, and whether every tag is closed."""

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    texts: str = ""
    open: list[str] = field(default_factory=list)
    section: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("section", "article"):
            self.section = dict(attrs)["id"] or ""
        elif tag == "tr":
            self.tables.setdefault(self.section, []).append([])
        elif tag in ("td", "th"):
            self.tables[self.section][-1].append("")
        elif tag == "small":
            self.tables[self.section][-1][-1] += "|"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts += data
        if "td" in self.open or "th" in self.open:
            self.tables[self.section][-1][-1] += data


def read(content: bytes) -> Reading:
    reading = Reading()
    reading.feed(content.decode("utf-8"))
    reading.close()
    assert reading.open == []
    return reading


def document(language: Language = Language.EN) -> tuple[Facts, bytes]:
    problem = busy_shop()
    facts = Facts(problem, rule_plan(problem), language)
    content = html(plan_sheets(facts), order_pages(facts), problem.name, problem.as_of, facts.zone, language)
    return facts, content


def test_every_kind_is_written_as_a_reader_expects_it() -> None:
    reading = read(html([sample()], [], "T", AS_OF, SHANGHAI, Language.EN))
    head, full = reading.tables["sample"][:2]
    assert head == [column.label for column in sample().columns]
    assert full == ["Schrank <b>&amp; 柜体", "Tue 12 May", "Tue 12 May 14:05", "Tue 12 May 24:00",
                    "\u22121 d 1 h 05 min", "1,234.5", "85 %", "98,000"]  # fmt: skip


def test_chinese_readers_get_chinese_days_and_spans() -> None:
    full = read(html([sample()], [], "T", AS_OF, SHANGHAI, Language.ZH)).tables["sample"][1]
    assert full[1:5] == ["5月12日 周二", "5月12日 周二 14:05", "5月12日 周二 24:00", "\u22121天1小时5分"]


def test_another_year_is_named() -> None:
    past = AS_OF.replace(year=2025)
    full = read(html([sample()], [], "T", past, SHANGHAI, Language.EN)).tables["sample"][1]
    assert full[1:4] == ["Tue 12 May 2026", "Tue 12 May 2026 14:05", "Tue 12 May 2026 24:00"]


def test_hostile_texts_stay_texts() -> None:
    page = Page("<x>", "<script>alert(1)</script>", (("<dt>", '"&'),), ("<p>",), (), Mark.PLAIN)
    hostile = [*HOSTILE, "</td><script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
    reading = read(html([sample(*hostile)], [page], "</title><script>", AS_OF, SHANGHAI, Language.EN))
    assert not {"script", "img", "iframe", "link"} & set(reading.tags)
    assert not [name for name, _ in reading.attributes if name.startswith("on")]
    assert [row[0] for row in reading.tables["sample"][4:]] == hostile  # head, full, second head, empty


@pytest.mark.parametrize("language", list(Language))
def test_the_document_holds_the_plan(language: Language) -> None:
    """Starts and ends of all open work, and a page per order, in the words that texts have for them."""
    facts, content = document(language)
    reading = read(content)
    starts = {row[0].split("|")[0] for row in reading.tables["workshops"]}
    for assignment in facts.plan.assignments:
        assert short_moment_text(assignment.start, facts.zone, language) in starts
    rows = reading.tables["orders"]
    assert [row[0].split("|")[0] for row in rows[1:]] == ["D", "=A", "C", "B"]
    assert {key for key in reading.tables if key.startswith("order-")} == {"order-0", "order-1", "order-2"}
    assert f'lang="{language.value}"'.encode() in content
    anchors = {value for name, value in reading.attributes if name == "id"}
    links = {str(value)[1:] for name, value in reading.attributes if name == "href"}
    assert links <= anchors
    assert {"order-3", "dispatch"} <= links


def test_the_file_needs_nothing_else() -> None:
    _, content = document()
    assert b"http:" not in content
    assert b"https:" not in content
    assert b"@import" not in content
    assert b"url(" not in content
    assert b"default-src 'none'" in content


@pytest.mark.browser
@pytest.mark.parametrize("language", list(Language))
def test_a_browser_draws_it_without_scrolling_sideways_and_prints_headings_again(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    path = tmp_path / "sheets.html"
    path.write_bytes(document(language)[1])
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate("[...document.querySelectorAll('.wide')].every(e => e.scrollWidth <= e.clientWidth)")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert page.evaluate("getComputedStyle(document.querySelector('article')).breakBefore") == "page"
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert said == []
    page.close()
