"""Accessibility of tables and entries, checked with axe."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CODES = {
    "store": "OK, OBJECT_NOT_FOUND, LEASE_EXPIRED",
    "transfer-engine": "0, ERR_BATCH_BUSY, ERR_DNS",
    "transfer-engine-status": "kDeviceNotFound",
    "tent-status": "kDeviceNotFound",
    "pg-cpp": "1",
    "pg-c": "0, 1",
}
COLUMNS = ":columns: name, value, retry"
OURS = {
    "include": [["table.mooncake-errors"], ["dl.mcerr-entry"], [".mcerr-filter"]],
    "exclude": [["a.headerlink"]],
}
"""The elements of the extension; the rest of a page belongs to the theme."""
RULES = {"rules": {"target-size": {"enabled": True}}}
"""Rules of axe that are off by default."""
WHOLE_PAGE = ["duplicate-id-aria", "heading-order", "html-has-lang", "html-lang-valid"]
"""Rules that our ids and headings can break outside of our elements."""


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def language(request):
    """Give each language."""
    return request.param


@pytest.fixture(scope="module", params=["furo", "sphinx_book_theme"])
def theme(request):
    """Give each theme."""
    return request.param


@pytest.fixture
def look(theme, language):
    """Give a width and a colour scheme, so that each meets each theme and each language."""
    return (1280, "light") if (theme == "furo") == (language == "en") else (420, "dark")


@pytest.fixture(scope="module")
def page_address(shared_project, theme, language):
    """Build a page with tables and entries of all components, and return its address."""
    site = shared_project("rst")
    blocks = [
        f".. mooncake-errors:: {component}\n   :codes: {codes}\n   :details:\n"
        f"   :columns: name, value, group, retry, description\n"
        for component, codes in CODES.items()
    ]
    site.write("codes.rst", "\n".join(["Codes\n=====\n", *blocks]))
    site.write("guide.rst", "Guide\n=====\n\nSee :mcerr:`OBJECT_NOT_FOUND`.\n")
    result = site.build(language=language, html_theme=theme)
    assert result.warnings == []
    return (result.out / "codes.html").as_uri() + "#mcerr-store-object-not-found"


@pytest.fixture(scope="module")
def own_address(shared_project, language):
    """Build a page with all kinds of entries and texts that are not translated."""
    result = shared_project("entries").build(language=language, html_theme="furo")
    return (result.out / "codes.html").as_uri()


@pytest.fixture(scope="module")
def violations(chromium):
    """Return a function that opens a page and returns the violations that axe finds."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def run(address, width, scheme, style="/* as it is */"):
        page = chromium.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.goto(address)
        page.add_style_tag(content=style)
        ours = axe.run(page, OURS, RULES).response
        assert {"color-contrast", "link-name", "target-size"} <= {
            rule["id"] for rule in ours["passes"]
        }
        whole = axe.run(page, None, {"runOnly": WHOLE_PAGE}).response
        page.close()
        return [
            (rule["id"], node["target"], node["html"])
            for rule in ours["violations"] + whole["violations"]
            for node in rule["nodes"]
        ]

    return run


def test_tables_and_entries_of_all_components(page_address, violations, look):
    """In both languages, wide and narrow, light and dark, there are no violations."""
    assert violations(page_address, *look) == []


def test_filters(shared_project, violations, theme, language, look):
    """Filters with choosers, links to other tables and suggestions have no violations."""
    site = shared_project("rst")
    tables = (f".. mooncake-errors:: {name}\n   {COLUMNS}\n" for name in ("store", "tent-status"))
    site.write("codes.rst", "\n".join(["Codes\n=====\n", *tables]))
    site.write("guide.rst", "Guide\n=====\n")
    result = site.build(language=language, html_theme=theme)
    query = "timeout" if theme == "furo" else "OBJECT_NOT_FUND"
    assert violations(f"{(result.out / 'codes.html').as_uri()}?mcerr={query}", *look) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_kinds_of_entries(own_address, violations, scheme):
    """All kinds of badges and fields, and untranslated texts, have no violations."""
    assert violations(own_address, 1280, scheme) == []


def test_faults_are_noticed(own_address, violations):
    """Pale badges are violations, so the tests above can fail."""
    found = violations(own_address, 1280, "light", ".mcerr-badge { color: #bbb !important; }")
    assert {rule for rule, _, _ in found} == {"color-contrast"}
    assert len(found) > 3
