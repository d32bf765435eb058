"""The browser that the tests of the extension share."""

from __future__ import annotations

import pytest

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="module")
def chromium(required_tool):
    """Start the Chromium of the system."""
    executable = required_tool("chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(chromium):
    """Open the page that the tests of a module share, since a new one for each takes a second."""
    page = chromium.new_page()
    yield page
    page.close()
