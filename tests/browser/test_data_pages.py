"""Tables on the pages: mistakes shown with their cells, updates with what they change, sheets to take away."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.process import ServiceProcess
from tests.api.requests import Json, done, problem, stored
from tests.api.tables import csv_files, workbook, zipped

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='window.hacked=1'>"


DROP = """text => {
    const data = new DataTransfer();
    data.items.add(new File([text], "dropped.json"));
    const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector("#drop").dispatchEvent(drop);
}"""


def choose(page: Page, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.locator("input[type=file]").set_input_files(path)


def planted(document: Json) -> Json:
    """Three mistakes that only the doctor sees: a day in the past, a product without a routing, an arrival overdue."""
    first, second = document["orders"][:2]
    line = first["lines"][0]
    first["lines"] = [{**line, "instalments": [{**line["instalments"][0], "committed": "2026-01-02"}]}]
    second["lines"] = [{**second["lines"][0], "product": "cable"}]
    document["products"].append({"id": "cable"})
    document["materials"] = [{"id": "steel", "unit": "kg", "lead_minutes": 1440}]
    arrival = {"id": "PO-1", "material": "steel", "company": "C1", "quantity": 5, "at": "2026-01-02T10:00:00+08:00"}
    document["arrivals"] = [arrival]
    return document


def test_mistakes_are_seen_with_their_cells_mended_and_planned(page: Page, tmp_path: Path) -> None:
    page.goto("/new")
    good = problem("from a workbook", orders=3)
    # First, cells that can't be read: refused as a whole, each with its place.
    mistyped = workbook(tmp_path, good, lambda text: text.replace(">effective<", ">efective<"))
    choose(page, tmp_path / "first.xlsx", mistyped)
    refusal = page.locator("#problems")
    expect(refusal).to_contain_text("sheet Orders, row 2, column F (Status)")
    expect(refusal.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Start the search").click()
    assert page.url.endswith("/new")

    # Then, cells that can be read but make no sense: found by the doctor, worst first.
    choose(page, tmp_path / "second.xlsx", workbook(tmp_path, planted(problem("from a workbook", orders=3))))
    findings = page.locator(".findings tbody tr")
    expect(findings).to_have_count(3)
    expect(refusal).to_be_hidden()
    expect(findings.nth(0)).to_contain_text("order set aside")
    expect(findings.nth(0)).to_contain_text("sheet Order lines, row 3, column")
    expect(findings.nth(0)).to_contain_text("SO-2")
    expect(findings.nth(1)).to_contain_text("sheet Order lines, row 2, column H (Committed)")
    expect(findings.nth(1)).to_contain_text("was due on Fri 2 Jan 2026, 24:00")
    expect(findings.nth(2)).to_contain_text("sheet Arrivals, row 2, column")
    expect(page.locator(".verdict-words")).to_contain_text("1 order will be set aside")

    # The same in Chinese, place and all.
    page.goto("/new?lang=zh-CN")
    page.locator("input[type=file]").set_input_files(tmp_path / "second.xlsx")
    expect(findings.nth(1)).to_contain_text("工作表“Order lines”第 2 行 H 列（Committed）")
    expect(findings.nth(1)).to_contain_text("2026年1月2日")
    page.goto("/new?lang=en")

    # The mended workbook is planned, and what is to be printed taken away.
    choose(page, tmp_path / "third.xlsx", workbook(tmp_path, good))
    expect(page.locator(".check-up")).to_contain_text("The doctor found nothing.")
    expect(page.locator(".check-up .figure").first).to_contain_text("3")
    page.get_by_label("Seconds").first.fill("0.5")
    page.get_by_role("button", name="Start the search").click()
    expect(page.locator(".figure.on-time b")).to_have_text("3", timeout=30_000)
    page.get_by_role("tab", name="Print & export").click()
    with page.expect_download() as book:
        page.locator(".card").filter(has_text="Workbook").get_by_role("link", name="Download").click()
    assert "xl/workbook.xml" in zipfile.ZipFile(book.value.path()).namelist()
    with page.expect_download() as calendar:
        page.get_by_role("link", name="W1").click()
    assert calendar.value.path().read_text().startswith("BEGIN:VCALENDAR")
    with page.context.expect_page() as sheets:
        page.get_by_role("link", name="Open").click()
    expect(sheets.value.get_by_text("SO-3").first).to_be_visible()


def test_an_update_shows_what_changes(page: Page, tmp_path: Path, service: ServiceProcess) -> None:
    base = stored(service.client, "to be updated", orders=3)
    document = problem("to be updated", orders=4)
    document["orders"][0]["customer"] = HOSTILE
    document["orders"][3]["names"] = {"en": HOSTILE, "zh": HOSTILE}
    del document["orders"][1]
    page.goto("/new")
    page.get_by_label("Update of").select_option(base)
    choose(page, tmp_path / "update.zip", zipped(csv_files(tmp_path, document)))
    orders = page.locator(".changes").filter(has=page.locator("summary b", has_text="Orders"))
    expect(orders.locator("summary")).to_contain_text("1 new")
    expect(orders.locator("summary")).to_contain_text("1 changed")
    expect(orders.locator("summary")).to_contain_text("1 gone")
    orders.locator("summary").click()
    row = orders.locator("tbody tr", has_text="SO-1")
    expect(row).to_contain_text("North Grid")
    expect(row).to_contain_text(HOSTILE)
    # The same file as new tables changes nothing, because there is nothing to change.
    page.get_by_label("Update of").select_option("")
    expect(page.locator(".check-up")).to_be_visible()
    expect(page.locator(".changes")).to_have_count(0)
    # Everything that was typed is shown as it was typed.
    page.locator(".check-up").get_by_role("link", name="Open the data").click()
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def test_a_file_that_is_dropped_is_checked_while_the_page_stays_alive(page: Page, service: ServiceProcess) -> None:
    page.goto("/new")
    page.route("**/new/check*", lambda route: None)  # the answer never comes
    page.evaluate(DROP, "{}")
    expect(page.get_by_role("button", name="Checking …")).to_be_disabled()
    expect(page.locator("#checking")).to_be_visible()
    page.get_by_role("button", name="5 s", exact=True).click()
    assert page.get_by_label("Seconds").first.input_value() == "5"
    # A choice that is made meanwhile takes the place of the one before.
    page.unroute("**/new/check*")
    page.evaluate(DROP, "{}")
    expect(page.locator("#problems")).to_contain_text("missing")
    expect(page.get_by_role("button", name="Start the search")).to_be_enabled()
    page.get_by_role("link", name="Plans").click()
    expect(page.get_by_role("heading", name="Plans")).to_be_visible()


def test_files_that_are_no_tables_are_not_sent(page: Page, tmp_path: Path) -> None:
    page.goto("/new")
    choose(page, tmp_path / "letter.docx", b"PK")
    expect(page.locator("#problems")).to_contain_text("Choose a workbook (.xlsx)")
    choose(page, tmp_path / "large.xlsx", b"P" * (32 * 1024 * 1024 + 1))
    expect(page.locator("#problems")).to_contain_text("larger than 32 MB")


def test_a_stored_problem_shows_its_orders_and_is_planned_from_there(page: Page, service: ServiceProcess) -> None:
    plan = done(service.client, "seen from its plan", orders=2)["plan"]
    page.goto(f"/plans/{plan}/view")
    page.get_by_role("link", name="Data and check-up").first.click()
    expect(page.locator(".check-up")).to_contain_text("The doctor found nothing.")
    page.locator(".steps summary").first.click()
    expect(page.locator(".steps > details").first).to_contain_text("punching")
    expect(page.locator(".steps > details").first).to_contain_text("press · 2 h")  # 4 panels of 30 minutes
    page.get_by_role("link", name="Plan it").click()
    expect(page.locator(".check-up")).to_be_visible()
    with page.expect_download() as template:
        page.get_by_role("link", name="with China's public holidays").click()
    assert "xl/workbook.xml" in zipfile.ZipFile(template.value.path()).namelist()
