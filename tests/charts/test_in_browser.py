"""The page in Chromium: it opens from the disk, asks for nothing, and its controls work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scheduler.charts import load_chart, order_gantt, resource_gantt, write_html
from scheduler.texts import Language
from tests.charts.factory import factory, greedy_plan

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shown(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str], list[str]]]:
    """The page, every address it asked for, and every complaint of the browser."""
    path: Path = tmp_path_factory.mktemp("charts") / "plan.html"
    problem = factory(16)
    plan = greedy_plan(problem)
    figures = {
        "Resources": resource_gantt(problem, plan),
        "Orders": order_gantt(problem, plan),
        "Load": load_chart(problem, plan),
    }
    write_html(figures, path, Language.EN)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("document.body.dataset.shown === '0'")
    yield page, asked, complaints
    page.close()


def time_range(page: Page) -> list[str]:
    found: list[str] = page.evaluate("document.querySelector('.plot').layout.xaxis.range")
    return found


def test_everything_works_and_nothing_is_loaded(shown: tuple[Page, list[str], list[str]]) -> None:
    """One walk through the page, as a reader would do it."""
    page, asked, complaints = shown
    assert page.locator(".plot .barlayer .point").count() > 100

    # a range button, followed by the axis that stays on top
    whole = time_range(page)
    page.get_by_role("button", name="Week", exact=True).click()
    page.wait_for_timeout(300)
    week = time_range(page)
    assert week != whole
    assert page.evaluate("document.querySelector('.axis').layout.xaxis.range") == week

    # the wheel zooms
    box = page.locator(".plot .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 400, box["y"] + 100)
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(500)
    assert time_range(page) != week

    # a bar's hover shows its order; a click fades the others, Escape brings them back
    page.get_by_role("button", name="Week", exact=True).click()
    page.wait_for_timeout(300)
    bars = page.locator(".plot .barlayer .point path")
    wide = next(
        index
        for index in range(bars.count())
        if (found := bars.nth(index).bounding_box()) and found["width"] > 12 and found["height"] > 15
    )
    place = bars.nth(wide).bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 6, place["y"] + place["height"] / 2)
    page.wait_for_timeout(400)
    assert "SO-10" in (page.locator(".plot .hoverlayer").text_content() or "")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(500)
    faded = (
        "document.querySelector('.plot').data.filter(t => t.type === 'bar')"
        ".flatMap(t => t.marker.opacity).filter(o => o < 0.3).length"
    )
    assert page.evaluate(faded) > 50
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert page.evaluate(faded) == 0

    # a class of lateness can be switched off
    item = page.locator(".legend button", has_text="on time")
    item.click()
    assert item.get_attribute("aria-pressed") == "false"
    assert page.evaluate("document.querySelector('.plot').data.find(t => t.name === 'on time').visible") is False

    # the other charts are drawn when their tabs are opened
    for index, name in ((1, "Orders"), (2, "Load")):
        page.get_by_role("tab", name=name).click()
        page.wait_for_function(f"document.body.dataset.shown === '{index}'")
        assert page.locator("main > section:not([hidden]) .main-svg").count() > 0

    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []
