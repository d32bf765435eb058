"""What the search of Sphinx finds, typed by a reader in a real browser."""

from __future__ import annotations

import functools
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme")
ROW = "codes.html#mcerr-store-object-not-found"
FORMS = (
    "-704",
    "704",
    "4294966592",
    "0xFFFFFD40",
    "error_code=-704",
    "ret: -704",
    "rc=704",
    "error -704",
    "错误码：-704",
    "OBJECT_NOT_FOUND (-704)",
    "ObjectNotFound",
    "object-not-found",
    "Get(key) failed: ErrorCode::ObjectNotFound",
    "OBJECT_NOT_FOUND",
    "object not found",
    "ErrorCode::OBJECT_NOT_FOUND",
    "mooncake::ErrorCode::OBJECT_NOT_FOUND",
    "store.OBJECT_NOT_FOUND",
    "未找到对象",
)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and logs nothing."""

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def serve():
    """Return a function that puts a folder on the web: browsers fetch nothing from files."""
    servers = []

    def start(folder):
        handler = functools.partial(QuietHandler, directory=folder)
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module", params=THEMES)
def chinese_site(request, shared_project, serve):
    """Build a Chinese site in each theme, and return its theme and address."""
    options = {"html_search_options": {}}  # the words as jieba cuts them for projects
    result = shared_project("rst").build(language="zh_CN", html_theme=request.param, **options)
    assert result.warnings == []
    return request.param, serve(result.out)


@pytest.fixture
def browser_page(chromium):
    """Open an empty page, in which every search must have run without errors in the end."""
    page = chromium.new_page(reduced_motion="reduce")
    page.set_default_timeout(10_000)
    errors = []

    def note(error):
        if "/search.html" in page.url:
            errors.append(str(error))

    page.on("pageerror", note)
    yield page
    page.close()
    assert errors == []


def results(page):
    """Wait until the search is done, and return target, text and preview of each result.

    Each has a preview in the end, but what Sphinx calls an object, which has a description at once.
    """
    page.wait_for_function(
        "document.querySelector('#search-results .search-summary')?.innerText"
        " && [...document.querySelectorAll('#search-results li')]"
        ".every(item => item.children.length > 1)"
    )
    return page.eval_on_selector_all(
        "#search-results li",
        "all => all.map(li => [li.querySelector('a').getAttribute('href'),"
        " li.querySelector('a').innerText, li.querySelector('p.context')?.innerText])",
    )


def search(page, site, query):
    """Open the page of the search for `query` and return the results."""
    page.goto(f"{site}/search.html?q={quote(query)}")
    return results(page)


def test_every_form_finds_the_code(chinese_site, browser_page):
    """Each way to write a code has the code as first result, and following it leads to its row."""
    _, site = chinese_site
    for form in FORMS:
        assert search(browser_page, site, form)[0][0] == ROW, form
    browser_page.click("#search-results li a")
    browser_page.wait_for_function(
        "(() => { const b = document.querySelector(':target')?.getBoundingClientRect();"
        " return b?.top > 0 && b.bottom < innerHeight; })()"
    )
    assert browser_page.url == f"{site}/{ROW}"


def test_number_in_the_box_of_the_theme(chinese_site, browser_page):
    """A number with its minus can be typed where the theme has the search."""
    theme, site = chinese_site
    browser_page.goto(f"{site}/guide.html")
    if theme in {"pydata_sphinx_theme", "sphinx_book_theme"}:
        browser_page.keyboard.press("Control+k")
    browser_page.locator("input[name=q]:visible").fill("-704")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search.html?q=-704*")
    assert results(browser_page)[0][:2] == [ROW, "OBJECT_NOT_FOUND (-704)"]


@pytest.fixture(scope="module")
def english_site(shared_project, serve):
    """Build an English site with tables and entries, and return its address."""
    site = shared_project("rst")
    site.write("codes.rst", "Codes\n=====\n\n.. mooncake-errors::\n   :details:\n")
    return serve(site.build().out)


GATE = """\
component: gate
title: Gate
groups:
- id: lock
  title: Lock
  codes:
  - name: JAMMED
    value: -1
    description: The lock is jammed.
    causes:
    - Rust.
    - {cause: Ice., log: ["Lock {} of gate {} does not turn; again"]}
  - name: OPEN
    value: -2
    description: The gate is open.
    causes:
    - {cause: Wind., log: ["Lock {} of gate {} does not turn"]}
"""


@pytest.fixture(scope="module")
def gate_site(shared_project, serve):
    """Build a site with the descriptions of a registry with log texts, and return its address."""
    site = shared_project("rst")
    site.write("gate.yaml", GATE)
    site.write("codes.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    site.write("guide.rst", "Guide\n=====\n\nThe lock of the gate.\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    assert result.warnings == []
    return serve(result.out)


@pytest.mark.parametrize(
    ("number", "codes"),
    [("704", {"-704"}), ("-1", {"-1"}), ("1", {"1", "-1"}), ("-200", {"-200"})],
)
def test_numbers_flood_nothing(english_site, browser_page, number, codes):
    """A number has all codes with that number first, then at most those that begin with it."""
    found = search(browser_page, english_site, number)
    shown = [title.partition("(")[2].rstrip(")") for _, title, _ in found if "(" in title]
    assert set(shown) <= codes
    assert found[0][1].endswith(f"({number})") or number == "704"
    assert len(found) < 40


def test_every_meaning_of_a_number_is_found(english_site, browser_page):
    """A number of two components finds both, each under its own name."""
    titles = [title for _, title, _ in search(browser_page, english_site, "-1")]
    assert titles[:2] == ["ERR_INVALID_ARGUMENT (-1)", "INTERNAL_ERROR (-1)"]


def test_a_list_of_codes_finds_each(english_site, browser_page):
    """Several codes in a query are found, each as a whole."""
    titles = [title for _, title, _ in search(browser_page, english_site, "[-704, -707]")]
    assert set(titles) == {"OBJECT_NOT_FOUND (-704)", "LEASE_EXPIRED (-707)"}


def test_descriptions_find_entries(english_site, browser_page):
    """A description leads to the entry, and the preview says which code that is."""
    target, _, preview = search(browser_page, english_site, "The lease ran out before the data")[0]
    assert target == "codes.html#mcerr-store-lease-expired-details"
    assert preview.lstrip(".") == "LEASE_EXPIRED (-707)"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (
            "E20260801 03:04:05.060708 4242 client.cpp:12] Lock 7 of gate 3 does not turn; again",
            "codes.html#mcerr-gate-jammed-details-cause-2",
        ),
        ("lock 7 OF gate 12 does not turn", "codes.html#mcerr-gate-open-details-cause-1"),
    ],
)
def test_lines_of_a_log_find_causes(gate_site, browser_page, line, address):
    """A pasted line leads to the cause whose log text it has, the longest text first."""
    found = search(browser_page, gate_site, line)
    assert [result[0] for result in found] == [address]
    browser_page.click("#search-results li a")
    browser_page.wait_for_url(f"**/{address}")
    browser_page.wait_for_function(
        "(() => { const b = document.querySelector(':target')?.getBoundingClientRect();"
        " return b?.top >= 0 && b.top < innerHeight; })()"
    )


def test_other_searches_are_left_alone(english_site, browser_page):
    """Words find pages as ever, and a number that is no code finds nothing."""
    assert search(browser_page, english_site, "guide")[0][0] == "guide.html"
    assert search(browser_page, english_site, "-123456") == []


def test_chinese_without_jieba(shared_project, serve, browser_page, monkeypatch):
    """Where Sphinx cannot cut Chinese into words, whole descriptions are found all the same."""
    monkeypatch.setitem(sys.modules, "jieba", None)
    monkeypatch.delitem(sys.modules, "sphinx.search.zh", raising=False)
    site = serve(shared_project("rst").build(language="zh_CN").out)
    found = search(browser_page, site, "未找到对象")
    assert [(target, preview.lstrip(".")) for target, _, preview in found] == [
        (ROW, "OBJECT_NOT_FOUND")
    ]
    assert search(browser_page, site, "-704")[0][0] == ROW


def test_sites_without_codes_load_no_script(project):
    """Where no page lists a code, the search is Sphinx's own."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n   :no-index:\n")
    assert "mooncake-errors.js" not in (site.build().out / "search.html").read_text()
