"""Chromium on a real service with the real engines."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.process import ServiceProcess


@pytest.fixture(scope="session")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """Started once for all tests, and only where there is a browser."""
    service = ServiceProcess(tmp_path_factory.mktemp("service"), "tests.browser.jobs")
    service.start()
    yield service
    service.end()


@pytest.fixture
def page(browser: Browser, service: ServiceProcess) -> Iterator[Page]:
    """A page of an English reader at 1280 x 800 that fails the test for errors and requests to elsewhere."""
    expect.set_options(timeout=15_000)
    context = browser.new_context(base_url=service.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if elsewhere(request.url, service) else None)
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert wrong == []


def elsewhere(address: str, service: ServiceProcess) -> bool:
    return not address.startswith((service.url, "data:", "blob:"))
