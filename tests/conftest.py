"""What all tests share: one browser, compiled kernels, and missing texts as faults."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from scheduler.search.warming import ensure_compiled
from scheduler.texts import refuse_missing_texts

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels() -> None:
    """Compiled once and by one process, however the tests are started."""
    ensure_compiled()


@pytest.fixture(autouse=True)
def missing_texts_raise() -> Iterator[None]:
    """In tests a missing text is a fault, not a key on a page."""
    refuse_missing_texts()
    yield
    refuse_missing_texts(False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests; skipped, with the reason, only where none can be installed."""
    path = os.environ.get("SCHEDULER_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = os.environ.get("SCHEDULER_NO_CHROMIUM", f"none of {', '.join(BROWSERS)} is installed")
        if os.environ.get("CI"):
            pytest.fail(f"CI must have a browser: {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
