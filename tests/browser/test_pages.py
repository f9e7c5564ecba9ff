"""The pages as a planner uses them."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.process import ServiceProcess
from tests.api.requests import done, problem, run_of, submitted, with_status

pytestmark = pytest.mark.browser


def file_of(folder: Path, document: object) -> Path:
    path = folder / "problem.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(service: ServiceProcess) -> str:
    """Thirteen orders on one press, five of them late: see tests/api/test_real_solver.py."""
    return str(done(service.client, "press for pages", orders=13)["plan"])


def open_plan(page: Page, plan: str, tab: str = "") -> None:
    page.goto(f"/plans/{plan}/view")
    if tab:
        page.get_by_role("tab", name=tab).click()


def test_a_file_becomes_a_plan_while_its_progress_is_shown(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="New plan").first.click()
    page.locator("input[type=file]").set_input_files(file_of(tmp_path, problem("slow upload", orders=13)))
    expect(page.get_by_text("problem.json")).to_be_visible()
    page.get_by_label("Seconds").first.fill("2")
    page.get_by_role("button", name="Start the search").click()

    run = page.locator(".run")
    expect(run.locator(".run-phase")).to_have_text("improving")
    expect(run.locator(".run-best")).to_contain_text("at best 50")
    expect(run.locator(".run-time")).to_contain_text("of 2 s")
    share = run.locator("progress").evaluate("bar => bar.value")
    assert 0 < share <= 1

    # The plan takes the place of its progress by itself.
    expect(page.get_by_role("heading", name="slow upload")).to_be_visible()
    expect(page.locator(".figure.on-time b")).to_have_text("8", timeout=30_000)
    expect(page.locator(".figure.late b")).to_have_text("5")
    expect(page.locator(".certificate")).to_contain_text("no violation")


def test_late_orders_come_with_their_reasons(page: Page, plan: str) -> None:
    open_plan(page, plan)
    rows = page.locator("#order-table > tbody > tr:visible")
    expect(rows).to_have_count(5)
    worst = rows.first
    expect(worst).to_contain_text("1 d 10 h")  # 34 h
    worst.locator("summary").click()
    expect(worst.locator(".chain .sum")).to_contain_text("1 d 10 h")
    expect(worst.locator(".chain")).to_contain_text("Press")

    page.get_by_role("button", name="All orders").click()
    expect(rows).to_have_count(13)
    page.get_by_role("searchbox").fill("north GRID thu 8")  # customer, and the day of arrival of the last one
    expect(rows).to_have_count(1)
    page.get_by_role("searchbox").fill("no such order")
    expect(page.get_by_text("No order fits.")).to_be_visible()


def test_the_gantt_is_drawn_by_resource_and_by_order(page: Page, plan: str) -> None:
    open_plan(page, plan, "Gantt")
    chart = page.frame_locator("#chart")
    expect(chart.locator(".plot .plot-container").first).to_be_visible()
    expect(chart.get_by_text("Press").first).to_be_visible()
    page.get_by_role("button", name="Orders").click()
    expect(chart.get_by_text("SO-13").first).to_be_visible()


def test_one_order_is_shown_in_the_gantt(page: Page, plan: str) -> None:
    open_plan(page, plan)
    worst = page.locator("#order-table > tbody > tr:visible").first
    order = worst.locator(".who b").inner_text()
    worst.locator("summary").click()
    worst.get_by_role("button", name="Show in the Gantt").click()
    expect(page.locator("#showing")).to_contain_text(order)
    assert f"highlight={order}" in str(page.locator("#chart").get_attribute("src"))
    expect(page.frame_locator("#chart").locator(".plot .plot-container").first).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#showing")).to_be_hidden()


def test_the_language_is_switched_and_remembered(page: Page, plan: str) -> None:
    open_plan(page, plan, "Proposed purchases")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("tab", name="甘特图")).to_be_visible()
    # The tab that was open is open again.
    expect(page.get_by_role("tab", name="采购")).to_have_attribute("aria-selected", "true")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.goto("/")
    expect(page.get_by_role("heading", name="计划")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Plans")).to_be_visible()


def test_a_running_search_is_seen_and_cancelled_from_the_list(page: Page, service: ServiceProcess) -> None:
    page.goto("/")
    run = submitted(service.client, "slow to cancel", seconds=60)
    # It appears on a page that was open before it started.
    card = page.locator(f"[data-run='{run['id']}']")
    expect(card).to_be_visible()
    expect(card.locator(".run-phase")).to_have_text("improving")
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_count(0)
    assert run_of(service.client, run["id"])["status"] == "cancelled"
    page.goto(f"/plans/{run['plan']}/view")
    expect(page.get_by_text("This search was cancelled")).to_be_visible()


def test_a_running_search_is_ended_with_its_best_plan(page: Page, service: ServiceProcess) -> None:
    page.goto("/")
    run = submitted(service.client, "slow to take", seconds=60)
    card = page.locator(f"[data-run='{run['id']}']")
    expect(card.locator(".run-phase")).to_have_text("improving")
    card.get_by_role("button", name="Take it").click()
    expect(page.locator("#plans").get_by_role("link", name="slow to take")).to_be_visible()
    assert run_of(service.client, run["id"])["status"] == "done"


def test_a_plan_that_is_done_enters_the_list_by_itself(page: Page, service: ServiceProcess) -> None:
    page.goto("/")
    run = submitted(service.client, "slow entering", seconds=1)
    expect(page.locator("#plans").get_by_role("link", name="slow entering")).to_be_visible()
    with_status(service.client, run["id"], "done")


def test_a_refused_file_shows_every_place(page: Page, tmp_path: Path, service: ServiceProcess) -> None:
    document = problem("refused")
    document["orders"][0]["lines"][0]["quantity"] = "four"
    document["zone"] = "Asia/Atlantis"
    before = service.client.get("/problems").json()
    page.goto("/new")
    page.locator("input[type=file]").set_input_files(file_of(tmp_path, document))
    refusal = page.locator("#problems")
    expect(refusal).to_contain_text("orders[0].lines[0].quantity")
    expect(refusal).to_contain_text("SO-1")
    page.get_by_role("button", name="Start the search").click()
    assert page.url.endswith("/new")
    assert service.client.get("/problems").json() == before


def test_sales_ask_for_a_date(page: Page, plan: str) -> None:
    open_plan(page, plan, "Can we deliver by then?")
    form = page.locator("#ask")
    form.get_by_label("Quantity").fill("6")
    form.get_by_label("Requested").fill("2026-01-07")
    form.get_by_label("Customer").fill("East Rail")
    form.get_by_role("button", name="Ask").click()
    # Three hours from Thursday 10:00, when the press is free: see tests/api/test_real_solver.py.
    answer = page.locator(".answer")
    expect(answer).to_contain_text("6 × Panel · East Rail")
    expect(answer).to_contain_text("Thu 8 Jan 2026, 13:00")


def test_everything_is_reached_with_the_keyboard(page: Page, plan: str) -> None:
    page.goto(f"/plans/{plan}/view")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.get_by_role("tab", name="Orders").focus()
    for name in ("Gantt", "Can we deliver by then?", "Proposed purchases", "Print & export", "Details", "Orders"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


PAYLOADS = (
    "<img src=x onerror='window.hacked=1'>",
    "<script>window.hacked=1</script>",
    "</script><svg onload=window.hacked=1>",
    "\"><b id=injected>'{{7*7}}${7*7}",
    "</textarea></title><iframe srcdoc='<script>parent.hacked=1</script>'>",
)


def test_hostile_names_do_not_become_elements(page: Page, service: ServiceProcess) -> None:
    document = problem("".join(PAYLOADS), orders=13)
    for number, payload in enumerate(PAYLOADS):
        for table in ("resources", "products", "companies"):
            document[table][0]["names"] = {"en": "".join(PAYLOADS), "zh": payload}
        for order in document["orders"][number :: len(PAYLOADS)]:
            order["names"] = {"en": payload, "zh": payload}
            order["customer"] = payload
    document["orders"][12]["id"] = PAYLOADS[0]
    stored = service.client.post("/problems", json=document).json()["id"]
    run = service.client.post("/plans", json={"problem": stored, "limits": {"seconds": 0.5}}).json()
    with_status(service.client, run["id"], "done")

    def untouched() -> None:
        for frame in page.frames:
            assert frame.evaluate("window.hacked") is None
            assert frame.locator("img[src=x], #injected, svg[onload], iframe[srcdoc]").count() == 0
        assert page.locator("script:not([src])").count() == 0

    for address in ("/", "/new", f"/problems/{stored}/view", f"/plans/{run['plan']}/view"):
        page.goto(address)
        expect(page.get_by_text(PAYLOADS[1]).first).to_be_attached()
        if address.startswith("/problems"):
            expect(page.locator(".steps > details")).to_have_count(13)
        untouched()
    page.get_by_role("tab", name="Gantt").click()
    for by in ("Resources", "Orders"):
        page.get_by_role("button", name=by).click()
        expect(page.frame_locator("#chart").locator(".plot .plot-container").first).to_be_visible()
        untouched()


@pytest.mark.parametrize("width", [1280, 1920])
def test_long_names_do_not_break_the_page(page: Page, service: ServiceProcess, width: int) -> None:
    long = "Ringkabelschaltanlagenverteilerschrank" * 5
    document = problem(long, orders=13)
    for order in document["orders"]:
        order["names"] = {"en": long, "zh": "低压成套开关设备" * 20}
        order["customer"] = long
    document["orders"][0]["id"] = "SO-" + "9" * 100
    stored = service.client.post("/problems", json=document).json()["id"]
    run = service.client.post("/plans", json={"problem": stored, "limits": {"seconds": 0.5}}).json()
    with_status(service.client, run["id"], "done")
    page.set_viewport_size({"width": width, "height": 900})
    addresses = [f"/problems/{stored}/view", f"/plans/{run['plan']}/view", f"/plans/{run['plan']}/view#export"]
    for address in ("/", f"/new?problem={stored}", *addresses, f"/plans/{run['plan']}/view?lang=zh-CN"):
        page.goto(address)
        if "problem" in address:
            expect(page.locator(".check-up")).to_be_visible()
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, address


def test_what_is_not_there_is_said_so(page: Page) -> None:
    answer = page.goto("/plans/none/view")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
