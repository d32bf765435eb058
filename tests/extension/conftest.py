"""What the tests of the extension share: a browser, and an eye on themes."""

from __future__ import annotations

import pytest
from sphinx.builders.html import StandaloneHTMLBuilder

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


@pytest.fixture
def made(monkeypatch):
    """Return the names of the pages that themes are asked for, as they come."""
    names = []
    handle_page = StandaloneHTMLBuilder.handle_page

    def noting(builder, pagename, *args, **options):
        names.append(pagename)
        handle_page(builder, pagename, *args, **options)

    monkeypatch.setattr(StandaloneHTMLBuilder, "handle_page", noting)
    return names
