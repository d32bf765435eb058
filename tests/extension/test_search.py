"""The search of a site in a real browser."""

from __future__ import annotations

import functools
import json
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from browsing import visit

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
    "OBJECT_NOT_FUND",
)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without log output."""

    def log_message(self, *args):
        """Log nothing."""


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
    # In one theme with the words as jieba cuts them for projects, in the others without its
    # dictionary.
    options = {} if request.param == "furo" else {"dict": ""}
    result = shared_project("rst").build(
        language="zh_CN",
        html_theme=request.param,
        html_search_language="zh",
        html_search_options=options,
    )
    assert result.warnings == []
    return request.param, serve(result.out)


@pytest.fixture
def browser_page(tab):
    """Open an empty page, in which every search must have run without errors in the end."""
    tab.set_default_timeout(10_000)
    visit(tab, "about:blank", reduced_motion="reduce")
    errors = []

    def note(error):
        if "/search.html" in tab.url:
            errors.append(str(error))

    tab.on("pageerror", note)
    yield tab
    tab.remove_listener("pageerror", note)
    assert errors == []


def results(page):
    """Wait until the search is done, and return target, link and text of each result.

    A page has a preview in the end, and a code its description at once.
    """
    page.wait_for_function(
        "document.querySelector('#search-results .search-summary')?.innerText"
        " && [...document.querySelectorAll('#search-results li')]"
        ".every(item => item.children.length > 1)"
    )
    return page.eval_on_selector_all(
        "#search-results li",
        "all => all.map(li => [li.querySelector('a').getAttribute('href'),"
        " li.querySelector('a').innerText, li.lastElementChild.innerText.trim()])",
    )


def search(page, site, query):
    """Open the page of the search for `query` and return the results."""
    page.goto(f"{site}/search.html?q={quote(query)}")
    return results(page)


def test_every_form_finds_the_code(chinese_site, browser_page):
    """Each way to write a code has the code as first result, and following it leads to its row.

    Themes change how results look, so that in the others a number, a name and a text are enough.
    """
    theme, site = chinese_site
    for form in FORMS if theme == "furo" else ("-704", "OBJECT_NOT_FOUND", "未找到对象"):
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
    target, title, text = results(browser_page)[0]
    assert (target, title) == (ROW, "OBJECT_NOT_FOUND (-704)")
    assert text.startswith("(Mooncake Store · 未找到对象")


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
    - {cause: Haste., log: ["error=gate_left_open"]}
    - {cause: Storm., log: ["gate_swings_open", "gate.cpp{}The hinge is off"]}
    - Dust.
    - {cause: Frost., log: ["gate_frozen_shut at {} degrees"]}  # folded
    - {cause: Rust., log: ['hook "{}" of the gate broke']}
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
    [("704", {"-704"}), ("-1", {"-1"}), ("1", {"1"}), ("-200", {"-200"})],
)
def test_numbers_flood_nothing(english_site, browser_page, number, codes):
    """A number finds the codes that have it, each once, and no others."""
    found = search(browser_page, english_site, number)
    shown = [title.partition("(")[2].rstrip(")") for _, title, _ in found if "(" in title]
    assert set(shown) == codes
    assert len({target for target, _, _ in found}) == len(found) < 12


def test_meanings_of_a_number_are_told_apart(english_site, browser_page):
    """A number of two components finds both, each with its component and its description."""
    found = search(browser_page, english_site, "error_code=-200")
    assert [title for _, title, _ in found] == [
        "ERR_METADATA (-200)",
        "NO_AVAILABLE_HANDLE (-200)",
    ]
    engine, store = (text for _, _, text in found)
    assert engine.startswith("(Mooncake Transfer Engine · ")
    assert store.startswith("(Mooncake Store · ")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("[-704, -707]", ["OBJECT_NOT_FOUND (-704)", "LEASE_EXPIRED (-707)"]),
        ("store.-200", ["NO_AVAILABLE_HANDLE (-200)"]),
        ("transfer-engine.-200", ["ERR_METADATA (-200)"]),
        ("ErrorCode::INTERNAL_ERROR", ["INTERNAL_ERROR (-1)"]),
    ],
)
def test_codes_of_a_query(english_site, browser_page, query, titles):
    """Lists find all of their codes; the text before a code may name its component."""
    assert [title for _, title, _ in search(browser_page, english_site, query)] == titles


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rc=3", True),
        ("real_client.cpp:10] mmap failed, error=3", False),
        ("mlx5_cmd_out_err: CREATE_MKEY failed, status bad parameter(0x3)", False),
        ("systemd[1]: Main process exited, code=exited, status=3/NOTIMPLEMENTED", False),
        ("ERROR 3-10 03:24:54 [mooncake_connector.py:410] mmap failed", False),
        ("real_client.cpp:10] mmap failed, error code=3", True),
        ("real_client.cpp:10] get failed, rc=4294966592", True),
        ("lastErrorCode=3", True),
        ("get failed (0x3)", True),
        ("httpStatus=3", False),
    ],
)
def test_small_numbers_of_a_pasted_line_are_no_codes(english_site, browser_page, query, found):
    """In a whole line of a log a small number behind a key may be an errno; alone it is a code."""
    titles = [title for _, title, _ in search(browser_page, english_site, query)]
    assert any(title.endswith(("(3)", "(-3)", "(-704)")) for title in titles) == found


def test_pages_that_mention_a_code_follow(english_site, browser_page):
    """Behind the code come the other pages with its name, however it was typed."""
    for query in ("OBJECT_NOT_FOUND", "-704", "rc=704", "ObjectNotFound"):
        targets = [target for target, _, _ in search(browser_page, english_site, query)]
        assert targets == ["codes.html#mcerr-store-object-not-found-details", "guide.html"]


def test_words_find_each_code_once(english_site, browser_page):
    """Words of names and descriptions find codes, each once, with component and description."""
    found = search(browser_page, english_site, "lease")
    titles = [title for _, title, _ in found if "(" in title]
    assert "LEASE_EXPIRED (-707)" in titles
    assert len(titles) == len(set(titles))
    assert all(text.startswith("(Mooncake") for _, title, text in found if "(" in title)


def test_descriptions_find_entries(english_site, browser_page):
    """A description leads to the entry."""
    target, title, _ = search(browser_page, english_site, "The lease ran out before the data")[0]
    assert target == "codes.html#mcerr-store-lease-expired-details"
    assert title == "LEASE_EXPIRED (-707)"


def test_pages_of_codes_are_found_once(shared_project, serve, browser_page):
    """Where each code has a page, that page is the one result for it."""
    site = shared_project("rst")
    site.write("gate.yaml", GATE)
    site.write("codes.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n")
    site.write("guide.rst", "Guide\n=====\n\nThe lock of the gate.\n")
    result = site.build(mooncake_errors_registry="gate.yaml", mooncake_errors_pages="errors")
    assert result.warnings == []
    address = serve(result.out)
    for query in ("-1", "JAMMED", "the lock is jammed"):
        found = search(browser_page, address, query)
        titles = [title for _, title, _ in found]
        assert titles[0] == "JAMMED (-1)"
        assert found[0][0].startswith("errors/gate/jammed.html#")
        assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    ("line", "address", "text"),
    [
        (
            "E20260801 03:04:05.060708 4242 client.cpp:12] Lock 7 of gate 3 does not turn; again",
            "codes.html#mcerr-gate-jammed-details-cause-2",
            "(Gate · Ice.)",
        ),
        (
            "lock 7 OF gate 12 does not turn",
            "codes.html#mcerr-gate-open-details-cause-1",
            "(Gate · Wind.)",
        ),
        (
            "gate=12, error=gate_left_open",
            "codes.html#mcerr-gate-open-details-cause-2",
            "(Gate · Haste.)",
        ),
        (
            "E20260801 03:04:05.060708 4242 lock.cpp:3] gate_swings_open gate=12",
            "codes.html#mcerr-gate-open-details-cause-3",
            "(Gate · Storm.)",
        ),
        (
            "gate.cpp:9] The hinge is off",
            "codes.html#mcerr-gate-open-details-cause-3",
            "(Gate · Storm.)",
        ),
        (
            "gate_frozen_shut at -12 degrees",
            "codes.html#mcerr-gate-open-details-cause-5",
            "(Gate · Frost.)",
        ),
        (
            "[31mLock 7 of gate 12 does not turn[0m",
            "codes.html#mcerr-gate-open-details-cause-1",
            "(Gate · Wind.)",
        ),
        (
            r'{"msg":"The hook \"north\" of the gate broke"}',
            "codes.html#mcerr-gate-open-details-cause-6",
            "(Gate · Rust.)",
        ),
    ],
)
def test_lines_of_a_log_find_causes(gate_site, browser_page, line, address, text):
    """A pasted line leads to the cause whose log text it has, the longest text first."""
    found = search(browser_page, gate_site, line)
    assert [[target, shown] for target, _, shown in found] == [[address, text]]
    browser_page.click("#search-results li a")
    browser_page.wait_for_url(f"**/{address}")
    browser_page.wait_for_function(
        "(() => { const b = document.querySelector(':target')?.getBoundingClientRect();"
        " return b?.top >= 0 && b.top < innerHeight; })()"
    )


@pytest.mark.parametrize(
    "line",
    ["gate_swings_open", "lock.cpp:3] gate_swings_openly=1", "iron_gate.cpp:9] The hinge is off"],
)
def test_names_words_and_files_around_a_text_are_others(gate_site, browser_page, line):
    """A word alone may be a name; a text in a longer word or of another file is another text."""
    assert not any("cause" in target for target, _, _ in search(browser_page, gate_site, line))


def test_other_searches_are_left_alone(english_site, browser_page):
    """Other words find pages as usual, and a number that is not a code finds nothing."""
    assert search(browser_page, english_site, "guide")[0][0] == "guide.html"
    assert search(browser_page, english_site, "-123456") == []


def test_chinese_without_jieba(shared_project, serve, browser_page, monkeypatch):
    """Where Sphinx cannot cut Chinese into words, whole descriptions are found all the same."""
    monkeypatch.setitem(sys.modules, "jieba", None)
    monkeypatch.delitem(sys.modules, "sphinx.search.zh", raising=False)
    site = serve(shared_project("rst").build(language="zh_CN", html_search_language="zh").out)
    found = search(browser_page, site, "未找到对象")
    assert [target for target, _, _ in found] == [ROW]
    assert search(browser_page, site, "-704")[0][0] == ROW


def data(result):
    """Return the codes on the search page, by their titles."""
    (script,) = result.html("search.html").select("#mcerr-data")
    return {code["title"]: code for code in json.loads(script.string)}


def test_themes_that_defer_the_scripts_of_the_search(shared_project, serve, browser_page):
    """The query in the address finds a code in themes that load the scripts of Sphinx late, too."""
    site = shared_project("rst")
    site.write(
        "_templates/search.html",
        '{% extends "!search.html" %}{% block scripts %}'
        """{{ super()|replace('searchtools.js"', 'searchtools.js" defer') }}"""
        """{{ '<script src="searchindex.js" defer></script>' }}{% endblock %}"""
        "{% block extrahead %}{% endblock %}",
    )
    address = serve(site.build(templates_path=["_templates"]).out)
    assert search(browser_page, address, "rc=-704")[0][0] == ROW


def test_the_search_follows_the_registry(project):
    """After changes the data on the search page are those of a clean build."""
    site = project("own")
    site.build()
    registry = (site.src / "codes/orchard.yaml").read_text(encoding="utf-8")
    site.write("codes/orchard.yaml", registry.replace('"orchard::Error"', "Fault"))
    found = data(site.build())
    assert found == data(site.build(out="_clean"))
    assert {tuple(code["scopes"]) for code in found.values()} >= {("orchard", "Fault")}


def test_texts_are_shown_as_they_are(project, serve, browser_page):
    """A description with HTML is text in the data of the search page and among the results."""
    site = project()
    site.write("gate.yaml", GATE.replace("The lock is jammed.", "</script><b>Jammed</b> &amp;"))
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: gate\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    assert data(result)["JAMMED (-1)"]["text"] == "</script><b>Jammed</b> &amp;"
    found = search(browser_page, serve(result.out), "-1")
    assert found[0][1:] == ["JAMMED (-1)", "(Gate · </script><b>Jammed</b> &amp;)"]


def test_sites_without_codes_load_no_script(project):
    """Where no page lists a code, the search is Sphinx's own."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n   :no-index:\n")
    text = (site.build().out / "search.html").read_text(encoding="utf-8")
    assert "mooncake-errors-search.js" not in text
    assert "mcerr-data" not in text
