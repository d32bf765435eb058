"""The filter of large tables, in a real browser."""

from __future__ import annotations

import json
import re
import threading
import time
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from browsing import visit

from sphinxext.mooncake_errors.extension.settings import STATIC
from sphinxext.mooncake_errors.logs.line import Reader
from sphinxext.mooncake_errors.logs.words import ANSWER_KEYS, EXIT_KEYS, FILLERS, KEYS
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

pytestmark = pytest.mark.browser

SIZES = [len(list(component.codes())) for component in load_registry().components]
SIZE = SIZES[1]
"""The number of codes of Mooncake Store."""

STORE = "Store\n=====\n\n.. mooncake-errors:: store\n   :no-index:\n   :details:\n"
FEW = "Few\n===\n\n.. mooncake-errors:: store\n   :groups: rpc, transfer\n   :no-index:\n"
SHOWN = """table => [...table.querySelectorAll("tbody > tr:not(.mcerr-group)")]
    .filter(row => row.checkVisibility()).map(row => row.cells[0].textContent)"""
GROUPS = """table => [...table.querySelectorAll("tr.mcerr-group")]
    .filter(row => row.checkVisibility()).map(row => row.textContent.trim())"""
WATCH_SHIFTS = """window.shifts = [];
const inText = node => (node.closest ? node : node.parentElement).closest("section");
const moved = s => Math.abs(s.currentRect.y - s.previousRect.y);
new PerformanceObserver(list => shifts.push(...list.getEntries().flatMap(e => e.sources.filter(
    s => s.node && inText(s.node) && moved(s) > 8 && !e.hadRecentInput).map(s => s.node.nodeName)
))).observe({type: "layout-shift", buffered: true});"""
"""Records layout shifts of more than the few pixels that the scripts of themes cause."""


@pytest.fixture(scope="module")
def built(shared_project):
    """All tables, one large table with entries, a small one, and a page with none, in English."""
    return build(shared_project("rst"), "furo", "en")


@pytest.fixture(scope="module", params=["furo", "sphinx_book_theme"])
def themed(request, built, shared_project):
    """Build the same in each theme, for layout, focus and print: the rest is our script alone."""
    if request.param == "furo":
        return built
    return build(shared_project("rst"), request.param, "en")


@pytest.fixture(scope="module")
def chinese(shared_project):
    """Build the same in Chinese."""
    return build(shared_project("rst"), "furo", "zh_CN")


def build(site, theme, language):
    """Build the pages."""
    site.write("store.rst", ":orphan:\n\n" + STORE)
    site.write("few.rst", ":orphan:\n\n" + FEW)
    result = site.build(language=language, html_theme=theme, nitpicky=True)
    assert result.warnings == []
    return result


def watch(page):
    """Let errors of scripts fail the test, and record layout shifts."""
    page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
    page.add_init_script(WATCH_SHIFTS)


@pytest.fixture(scope="module")
def opened(tab):
    """Return a function that opens a page, which may have a query and a fragment."""
    watch(tab)

    def start(result, address="store.html", width=1280, base=None, **media):
        return visit(tab, f"{base or result.out.as_uri()}/{address}", width, **media)

    return start


@pytest.fixture(scope="module")
def store(chromium, built):
    """Open the page with the large table once for several queries."""
    page = chromium.new_page()
    watch(page)
    yield visit(page, (built.out / "store.html").as_uri())
    page.close()


@pytest.fixture
def serve():
    """Return a function that serves a folder, with pages in two parts as over a slow line."""
    servers = []

    def start(folder):
        handler = partial(Slow, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Slow(SimpleHTTPRequestHandler):
    """Sends pages as they come over a slow line, so that browsers paint the first part."""

    def do_GET(self):
        path = self.translate_path(self.path)
        if not path.endswith(".html"):
            if path.endswith(".js"):
                time.sleep(0.1)
            super().do_GET()
            return
        with open(path, "rb") as file:  # noqa: PTH123 - a string
            first, mark, rest = file.read().partition(b"NO_AVAILABLE_HANDLE")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        for part in (first, mark + rest):
            self.wfile.write(part)
            self.wfile.flush()
            time.sleep(0.4)

    def log_message(self, *_args):
        pass


def box(page, number=0):
    """Return the input of a filter."""
    return page.locator(".mcerr-filter input").nth(number)


def shown(page, number=0):
    """Return the names in the rows that can be seen in a table."""
    return page.locator("table.mooncake-errors").nth(number).evaluate(SHOWN)


def status(page, number=0):
    """Return the status of a filter."""
    return page.locator(".mcerr-filter [role=status]").nth(number).inner_text()


def ask(page, text):
    """Type a query, and return the rows of the first table that are shown."""
    box(page).fill("")
    box(page).press_sequentially(text)
    return shown(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("704", ["OBJECT_NOT_FOUND"]),
        ("-704", ["OBJECT_NOT_FOUND"]),
        ("−704", ["OBJECT_NOT_FOUND"]),
        ("(７０４),", ["OBJECT_NOT_FOUND"]),
        ("-1", ["INTERNAL_ERROR"]),
        ("ErrorCode::OBJECT_NOT_FOUND", ["OBJECT_NOT_FOUND"]),
        ("mooncake::ErrorCode::", None),
        ("store.-704", ["OBJECT_NOT_FOUND"]),
        ("store.OBJECT_NOT_FOUND", ["OBJECT_NOT_FOUND"]),
        ("Object_Not_Found", ["OBJECT_NOT_FOUND"]),
        ("  object   -704 ", ["OBJECT_NOT_FOUND"]),
        ("   ", None),
        ("rpc -704", ["OBJECT_NOT_FOUND"]),
        ("no such words", []),
        ("4711", []),
        ("error_code=-704", ["OBJECT_NOT_FOUND"]),
        ("ret: -704", ["OBJECT_NOT_FOUND"]),
        ("rc=704;", ["OBJECT_NOT_FOUND"]),
        ("error -704", ["OBJECT_NOT_FOUND"]),
        ("错误码：-704", ["OBJECT_NOT_FOUND"]),
        ("E0711 12:01:22 7 store.cpp:200] Get(key_1) failed, code -704", ["OBJECT_NOT_FOUND"]),
        ("4294966592", ["OBJECT_NOT_FOUND"]),
        ("0xFFFFFD40", ["OBJECT_NOT_FOUND"]),
        ("18446744073709550912", ["OBJECT_NOT_FOUND"]),
        ("ObjectNotFound", ["OBJECT_NOT_FOUND"]),
        ("object-not-found", ["OBJECT_NOT_FOUND"]),
        ("OBJECT_NOTFOUND", ["OBJECT_NOT_FOUND"]),
        ("mooncake::ErrorCode::ObjectNotFound", ["OBJECT_NOT_FOUND"]),
        ("OBJECT_NOT_FOUND (-704)", ["OBJECT_NOT_FOUND"]),
        ("[-704, 0]", ["OK", "OBJECT_NOT_FOUND"]),
        ("[704, -707]", ["OBJECT_NOT_FOUND", "LEASE_EXPIRED"]),
        ("rc=[704, 707]", ["OBJECT_NOT_FOUND", "LEASE_EXPIRED"]),
        ("took 4711 ms on port 704", []),
        ("process ended with exit code 704", []),
        ("[02/Oct/2026:03:11:09 -0700] gate failed, error_code=-704", ["OBJECT_NOT_FOUND"]),
        ("2026-10-02 03:11:09 -01:00 gate failed, ret=-704", ["OBJECT_NOT_FOUND"]),
        ("[02/Oct/2026:03:11:09 -1000] gate failed", []),
        ("ERROR [2026-12-10 03:11:12] gate failed, ret=-704", ["OBJECT_NOT_FOUND"]),
    ],
)
def test_words_and_numbers_narrow_the_table(store, query, expected):
    """Every word has to be in the row or its group, and a number is the whole number of a code."""
    everything = ask(store, "")
    assert len(everything) == SIZE
    left = ask(store, query)
    assert left == (everything if expected is None else expected)


def test_words_may_stand_apart_and_in_any_order(store):
    """Blanks are as good as underscores, and words in any order find the same rows."""
    left = ask(store, "object not found")
    assert "OBJECT_NOT_FOUND" in left
    assert len(left) < 6
    assert ask(store, "found object NOT") == left


def test_titles_of_groups_find_their_codes(store):
    """The word of a group's title finds all its codes, and groups without a row are gone."""
    ask(store, "")
    assert len(store.locator("table.mooncake-errors").first.evaluate(GROUPS)) > 10
    left = ask(store, "buffer allocation")
    assert left == ["BUFFER_OVERFLOW"]
    assert store.locator("table.mooncake-errors").first.evaluate(GROUPS) == ["Buffer allocation"]


def test_chinese_texts_are_found_by_any_part(opened, chinese):
    """A part of a Chinese sentence finds the row, and the texts of the filter are Chinese."""
    page = opened(chinese)
    assert "OBJECT_NOT_FOUND" in ask(page, "找到对")
    assert page.locator(".mcerr-filter label").inner_text() == "筛选"
    assert box(page).get_attribute("placeholder") == "数值、名称或关键词"
    assert ask(page, "-704") == ["OBJECT_NOT_FOUND"]
    assert status(page) == f"显示 1 个，共 {SIZE} 个错误码"
    ask(page, "无此词")
    assert status(page).startswith("没有匹配的错误码。")


NUMBERS = """component: orchard
title: Orchard
source: {header: orchard.h, enum: "orchard::Error"}
groups:
- id: fruit
  title: Fruit
  codes:
"""


def test_numbers_mean_the_whole_number_first(opened, project):
    """A number matches whole numbers, else beginnings of numbers, else text."""
    site = project()
    codes = {"E_LONG": -7040, "E_SHORT": -704, "E_PLUS": 704, "E_TEXT": -1}
    codes |= {f"E_{letter}": -800 - place for place, letter in enumerate("ABCDEFGH")}
    texts = {"E_TEXT": "The server says 404."}
    lines = (
        f"  - {{name: {name}, value: {value}, description: {texts.get(name, 'No text.')}}}\n"
        for name, value in codes.items()
    )
    site.write("orchard.yaml", NUMBERS + "".join(lines))
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: orchard\n")
    result = site.build(mooncake_errors_registry="orchard.yaml")
    assert result.warnings == []
    page = opened(result, "index.html")
    assert ask(page, "-704") == ["E_SHORT"]
    assert ask(page, "704") == ["E_SHORT", "E_PLUS"]
    assert ask(page, "-70") == ["E_LONG", "E_SHORT"]
    assert ask(page, "7040") == ["E_LONG"]
    assert ask(page, "404") == ["E_TEXT"]
    assert ask(page, "40 server") == ["E_TEXT"]
    assert ask(page, "04") == ["E_LONG", "E_SHORT", "E_PLUS", "E_TEXT", "E_E"]


def test_status_says_how_many_are_left_and_how_to_get_out(opened, built):
    """The count is announced; without a match there are a message and a button."""
    page = opened(built)
    clear = page.get_by_role("button", name="Clear")
    assert status(page) == f"{SIZE} of {SIZE} codes"
    assert clear.count() == 0
    ask(page, "-704")
    assert status(page) == f"1 of {SIZE} codes"
    announced = page.locator(".mcerr-filter [role=status]")
    assert announced.get_attribute("aria-live") == "polite"
    assert ask(page, "xyzzy") == []
    assert page.get_by_text("No code matches.").is_visible()
    clear.click()
    assert len(shown(page)) == SIZE
    assert box(page).evaluate("input => input === document.activeElement")
    assert clear.count() == 0


def test_each_box_is_named_after_its_table(opened, built):
    """Boxes are ordinary fields in a search landmark; both say which table they are for."""
    page = opened(built, "codes.html")
    names = ["Filter Mooncake Transfer Engine", "Filter Mooncake Store"]
    for name in names:
        landmark = page.get_by_role("search", name=name, exact=True)
        field = landmark.get_by_role("searchbox", name=name, exact=True)
        assert field.count() == 1
        landmark.get_by_text("Filter", exact=True).click()
        assert field.evaluate("input => input === document.activeElement")
    assert page.evaluate("document.querySelector('.mcerr-filter [style]')") is None


def test_a_caption_names_the_box(opened, project):
    """A table with a caption has it as its accessible name."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: store\n   :caption: All <b> & more\n")
    page = opened(site.build(), "index.html")
    assert box(page).get_attribute("aria-label") == "Filter All <b> & more"


def test_matches_in_other_tables_are_linked(opened, built):
    """A filter shows the count of its table, and links to matches in other tables."""
    page = opened(built, "codes.html")
    assert ask(page, "-704") == []
    assert status(page) == "0 of 18 codes · 1 in Mooncake Store"
    assert status(page, 1) == f"1 of {SIZE} codes"
    link = page.locator(".mcerr-filter [role=status] a")
    assert link.count() == 4
    ask(page, "-200")
    assert status(page) == "1 of 18 codes · 1 in Mooncake Store"
    assert status(page, 1) == f"1 of {SIZE} codes · 1 in Mooncake Transfer Engine"
    ask(page, "mooncakePgNotSupported")
    assert status(page) == "0 of 18 codes · 1 in Mooncake PG: C"
    ask(page, "-704")
    link.first.click()
    assert page.url.endswith("#mcerr-store-object-not-found")
    assert box(page).input_value() == "-704"


def test_where_nothing_matches_there_are_ways_on(opened, built):
    """For a misspelt name the nearest one is offered, and for any query the search of the site."""
    page = opened(built)
    assert ask(page, "ErrorCode::OBJECT_NOT_FUND") == []
    said = "No code matches. · Did you mean OBJECT_NOT_FOUND? · Search all pages"
    assert status(page) == said
    link = page.get_by_role("link", name="Search all pages")
    address = f"{built.out.as_uri()}/search.html?q=ErrorCode%3A%3AOBJECT_NOT_FUND"
    assert link.evaluate("a => a.href") == address
    page.get_by_role("button", name="Did you mean OBJECT_NOT_FOUND?").press("Enter")
    assert shown(page) == ["OBJECT_NOT_FOUND"]
    assert box(page).evaluate("input => input === document.activeElement")
    ask(page, "no such words")
    assert status(page) == "No code matches. · Search all pages"


def choose(page, label, option):
    """Choose an option of the first filter with the keyboard, and return the rows that are left."""
    chooser = page.get_by_role("combobox", name=label, exact=True).first
    chooser.press_sequentially(option.partition(" ")[0])
    assert chooser.input_value() == option
    return shown(page)


@pytest.fixture(scope="module")
def choosers(shared_project):
    """Build a table with groups and retry advice, and one with a column of groups."""
    site = shared_project("rst")
    blocks = (
        "store\n   :columns: name, value, retry",
        "store\n   :columns: name, group\n   :no-index:",
        "store\n   :groups: transfer, rpc, client, allocation\n   :columns: name\n   :no-index:",
    )
    site.write("codes.rst", "X\n=\n\n" + "".join(f".. mooncake-errors:: {b}\n\n" for b in blocks))
    return site.build(html_theme="furo")


def test_groups_and_retry_advice_can_be_chosen(opened, choosers):
    """Two ordinary choosers narrow their own table, beside its query; one button clears all."""
    page = opened(choosers, "codes.html")
    clear = page.get_by_role("button", name="Clear")
    left = choose(page, "Retry", "Wait, then retry")
    assert 5 < len(left) < 40
    assert len(shown(page, 1)) == SIZE
    assert status(page) == f"{len(left)} of {SIZE} codes"
    assert len(choose(page, "Group", "RPC")) < 5
    assert ask(page, "RPC_FAIL") == ["RPC_FAIL"]
    assert status(page, 1).startswith(f"1 of {SIZE} codes · 1 in Mooncake Store")
    clear.first.click()
    assert len(shown(page)) == SIZE
    assert page.locator("select").evaluate_all("all => all.map(e => e.value)") == ["", "", ""]
    assert clear.count() == 0


def test_there_is_a_chooser_for_what_a_table_shows(opened, choosers):
    """Groups are those of headings or of the column; without either there is no chooser."""
    page = opened(choosers, "codes.html")
    boxes = page.locator(".mcerr-filter").all()
    labels = [
        one.locator("select").evaluate_all("all => all.map(e => e.ariaLabel)") for one in boxes
    ]
    assert labels[:2] == [["Group", "Retry"], ["Group"]]
    options = page.locator("select[name=group]").evaluate_all(
        "all => all.map(e => [...e.options].map(o => o.text))"
    )
    assert options[0][:2] == ["All groups", "Success"]
    assert options[1] == options[0]
    assert len(options[0]) > 10


def test_choosers_move_nothing(opened, choosers, serve):
    """Choosers cause no layout shift, and fit on a phone."""
    for width in (1280, 420):
        page = opened(choosers, "codes.html?mcerr=704", width, serve(choosers.out))
        page.wait_for_timeout(300)
        assert page.evaluate("shifts") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        edges = page.locator(".mcerr-filter > *").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().right)"
        )
        assert max(edges) <= width


SIGNS = ("=", ": ", " = ", " is ", "=> ")


def test_keys_are_those_of_the_command_line(store, write):
    """A positive number counts behind the same words in a browser as in the command line."""
    text = NUMBERS + "".join(
        f"  - {{name: E_{value}, value: {value}, description: Big.}}\n" for value in (471, 4711)
    )
    lookup = Lookup(load_registry([write(text)]))
    lines = [f"{word}{sign}4711 x" for word in KEYS for sign in SIGNS]
    lines += [f"{word} code: 4711 x" for word in (*EXIT_KEYS, *ANSWER_KEYS)]
    lines += [f"{word} with {filler} status 4711 x" for word in EXIT_KEYS for filler in FILLERS]
    lines += ["failed: 4711 x", "took 4711 ms", "code: 47110 x", "ErrorCode: 4711 x"]
    lines += ["driver_result = 4711 x", "my_error_code = 4711 x"]
    lines += ["shut failed (4711: Gate is stuck)", "error code 4711:Gate stuck", "rc=4711 - Gate"]
    lines += ["Gate/lock error [4711]", "rc=[4711, 4712]", "rc=(4711) x", "shut failed (4711) x"]
    for number in (471, 4711):
        lines += [f"make: *** [all] Error {number}", f"unit exited, status={number}/FAIL"]
        lines += [f"curl: error {number}", f"BadRequestError: Error code: {number} - {{'a'}}"]
    codes = [{"value": str(number), "names": [f"E_{number}"]} for number in (471, 4711)]
    find = "lines => lines.map(line => mooncakeErrors.codesIn(line, %s).length)"
    found = store.evaluate(find % json.dumps(codes), lines)
    reader = Reader(lookup, trusted=True)
    expected = [len(reader.codes(line)) for line in lines]
    assert dict(zip(lines, found, strict=True)) == dict(zip(lines, expected, strict=True))
    assert {0, 1} == set(found)


def test_escape_clears_and_enter_goes_to_the_first_match(opened, built):
    """The keys act in the field alone: Enter gives the focus to the link of the first match."""
    page = opened(built, "codes.html")
    for query in ("timeout", "-704", "error=-704"):  # here, or only in the next table
        ask(page, query)
        box(page).press("Enter")
        focused = page.evaluate("document.activeElement.closest('tr').cells[0].textContent")
        assert focused == (shown(page) + shown(page, 1))[0]
    box(page).press("Escape")
    assert box(page).input_value() == ""
    assert len(shown(page)) == 18


def test_address_presets_the_filter_and_follows_it(opened, built):
    """The query is read from the address and written to it, beside what else stands there."""
    page = opened(built, "store.html?a=1&mcerr=rpc%20fail&b=2#store")
    assert box(page).input_value() == "rpc fail"
    assert "RPC_FAIL" in shown(page)
    assert len(shown(page)) < 6
    ask(page, "704 + ü")
    page.wait_for_url(re.compile(r"\?a=1&.*mcerr=704\+%2B\+%C3%BC.*#store$"))
    assert "&b=2" in page.url
    length = page.evaluate("history.length")
    box(page).press("Escape")
    page.wait_for_url("**/store.html?a=1&b=2#store")
    assert page.evaluate("history.length") == length
    page.reload()
    assert len(shown(page)) == SIZE


def test_going_back_brings_the_query_back(opened, built):
    """Each entry of the browser history has its own query."""
    page = opened(built, "store.html?mcerr=704")
    page.evaluate("location.hash = 'store'")
    ask(page, "rpc")
    page.wait_for_url("**/store.html?mcerr=rpc#store")
    page.go_back()
    page.wait_for_url("**/store.html?mcerr=704")
    assert shown(page) == ["OBJECT_NOT_FOUND"]
    assert box(page).input_value() == "704"


def test_the_row_of_a_link_is_always_shown(opened, themed):
    """The row that a link leads to is always shown, whatever the query."""
    page = opened(themed, "codes.html?mcerr=704#mcerr-store-rpc-fail")
    assert shown(page, 1) == ["OBJECT_NOT_FOUND", "RPC_FAIL"]
    assert status(page, 1) == f"2 of {SIZE} codes"
    page.evaluate("location.hash = 'mcerr-store-lease-expired'")
    page.wait_for_function("document.querySelector(':target').checkVisibility()")
    assert shown(page, 1) == ["OBJECT_NOT_FOUND", "LEASE_EXPIRED"]
    top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert 0 < top < 800


def test_tab_goes_on_from_the_row_of_a_link(opened, themed):
    """After a link to a row, the next thing that the keyboard reaches is in that row."""
    for address in ("codes.html", "codes.html?mcerr=704"):
        page = opened(themed, address)
        page.evaluate("location.hash = 'mcerr-store-lease-expired'")
        page.wait_for_function("document.querySelector(':target').checkVisibility()")
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement.closest('tr').contains(document.querySelector(':target'))"
        )


def test_rows_have_a_link_to_themselves(opened, themed):
    """The link of a row appears with pointer and focus, has a name and no text."""
    page = opened(themed, "codes.html")
    link = page.locator("tr:has(#mcerr-store-ok) a.mcerr-link")
    row = page.locator("tr:has(#mcerr-store-ok)")
    page.mouse.move(0, 0)
    assert link.evaluate("a => getComputedStyle(a).opacity") == "0"
    link.focus()
    assert link.evaluate("a => getComputedStyle(a).opacity") == "1"
    link.blur()
    row.hover()
    assert link.evaluate("a => getComputedStyle(a).opacity") == "1"
    assert link.get_attribute("aria-label") == "Link to OK"
    assert row.locator("th").inner_text().strip() == "OK"
    link.click()
    assert page.url.endswith("#mcerr-store-ok")


def test_one_query_narrows_all_tables_of_a_page(opened, built):
    """Large tables share one query; small ones have no filter and do not change."""
    page = opened(built, "codes.html")
    assert page.locator(".mcerr-filter").count() == 5
    assert [len(shown(page, number)) for number in range(6)] == SIZES[:6]
    top = box(page, 2).evaluate(
        "input => { input.scrollIntoView({block: 'center', behavior: 'instant'});"
        " return input.getBoundingClientRect().top; }"
    )
    box(page, 2).press_sequentially("memory")
    counts = [len(shown(page, number)) for number in range(6)]
    assert 0 < counts[1] < 20
    assert counts[4:] == [9, 10]
    assert [box(page, number).input_value() for number in range(5)] == ["memory"] * 5
    live = page.locator(".mcerr-filter [role=status]").evaluate_all(
        "all => all.map(e => e.ariaLive)"
    )
    assert live == ["off", "off", "polite", "off", "off"]
    assert abs(box(page, 2).evaluate("i => i.getBoundingClientRect().top") - top) < 1


def test_entries_stay_as_they_are(store):
    """The entries below a table do not follow its filter."""
    ask(store, "-704")
    entries = store.locator("dl.mcerr-entry")
    assert entries.count() == SIZE
    assert all(entry.is_visible() for entry in entries.all()[:3])


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize("query", ["", "?mcerr=704"])
def test_nothing_moves_while_the_page_comes(opened, themed, serve, query, width):
    """On a slow line the filter causes no layout shift, and a preset query is applied at once."""
    page = opened(themed, f"codes.html{query}", width, serve(themed.out))
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == []
    assert box(page).is_visible()


@pytest.mark.parametrize("width", [1280, 420])
def test_the_box_does_not_move_while_typing(opened, themed, width):
    """The page does not move when it becomes shorter than its scroll position."""
    page = opened(themed, "codes.html", width)
    box(page, 3).evaluate("input => input.scrollIntoView({behavior: 'instant'})")
    places = []
    for key in ("z", "z", "Backspace", "Backspace", "-", "1", "Escape"):
        box(page, 3).press(key)
        places.append(box(page, 3).evaluate("i => i.getBoundingClientRect().top"))
    # Browsers scroll by whole pixels, and rows are not as high as that.
    assert all(abs(after - before) <= 1 for before, after in pairwise(places))
    page.wait_for_timeout(600)
    assert page.evaluate("shifts") == []


def test_without_javascript_the_page_is_complete(chromium, themed):
    """Without JavaScript all rows are shown, without a filter and without room for one."""
    page = chromium.new_page(java_script_enabled=False)
    page.goto(f"{(themed.out / 'store.html').as_uri()}?mcerr=704")
    assert page.locator("table.mooncake-errors tbody tr:not(.mcerr-group)").count() == SIZE
    assert page.locator("tr", has_text="RPC_FAIL").first.is_visible()
    assert page.locator(".mcerr-filter").bounding_box() is None
    assert page.get_by_role("search", name="Filter").count() == 0
    page.close()


def test_paper_has_all_rows_and_no_box(opened, themed):
    """In print there is no filter, and all rows are shown."""
    page = opened(themed, "store.html?mcerr=704")
    assert len(shown(page)) == 1
    page.emulate_media(media="print")
    assert len(shown(page)) == SIZE
    assert not box(page).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_narrow_screens(opened, themed, scheme, direction):
    """On a phone hidden rows are hidden, and box and rows fit, in both directions."""
    page = opened(themed, "codes.html?mcerr=704", 420, color_scheme=scheme)
    page.evaluate("d => document.documentElement.dir = d", direction)
    assert shown(page, 1) == ["OBJECT_NOT_FOUND"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    for part in ("label", "input", "[role=status]", "button"):
        found = page.locator(f".mcerr-filter {part}").first.bounding_box()
        assert found["x"] >= 0
        assert found["x"] + found["width"] <= 420


def test_pages_without_a_large_table_load_nothing(built):
    """A page without a table, and one with a small table, has neither script nor room for a box."""
    for page in ("guide.html", "few.html", "genindex.html", "mcerr-codes.html"):
        text = (built.out / page).read_text(encoding="utf-8")
        assert "mooncake-errors-" not in re.sub("<link[^>]*>", "", text)
        assert "mcerr-filter" not in text
    for page in ("codes.html", "store.html"):
        text = (built.out / page).read_text(encoding="utf-8")
        names = re.findall(r"<script[^>]*mooncake-errors-(\w+)\.js\?v=", text)
        assert names == ["codes", "filter"]
        assert ".js" not in re.sub("<script[^>]*>", "", text).partition("mooncake-errors-")[2]


def test_script_obeys_content_security_policies(opened, built):
    """With a policy that allows nothing inline, the filter works and nothing of it is refused."""
    text = (built.out / "store.html").read_text(encoding="utf-8")
    source = "".join(re.findall(r"<script[^>]*mooncake-errors-\w+\.js[^>]*></script>", text))
    body = re.search(r'<div class="mcerr-filter".*?</table>', text, re.DOTALL)[0]
    policy = "default-src 'none'; script-src file:; style-src file:"
    (built.out / "policy.html").write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><link rel="stylesheet" href="_static/mooncake-errors-screen.css">'
        f"{source}{re.sub('<colgroup>.*?</colgroup>', '', body, flags=re.DOTALL)}",
        encoding="utf-8",
    )
    page = opened(built, "guide.html")
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto((built.out / "policy.html").as_uri())
    assert ask(page, "-704") == ["OBJECT_NOT_FOUND"]
    assert refused == []


@pytest.mark.parametrize("builder", ["epub", "json", "htmlhelp"])
def test_books_help_and_data_have_no_filter(shared_project, builder):
    """EPUB, data and other output not for browsers has no script and no links of rows."""
    conf = {"copyright": "2026", "version": "1", "epub_language": "en"}
    result = shared_project("rst").build(builder, **conf)
    assert result.warnings == []
    names = [path for path in result.out.rglob("*") if path.suffix in {".xhtml", ".html", ".fjson"}]
    assert names
    for path in names:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"mooncake-errors-\w+\.js", text)
        assert "mcerr-filter" not in text
        assert "mcerr-link" not in text
    for book in result.out.glob("*.epub"):
        with zipfile.ZipFile(book) as files:
            assert not [name for name in files.namelist() if name.endswith((".js", "-screen.css"))]


def test_the_filter_works_in_themes_with_other_heads_and_styles(shared_project, opened):
    """A theme that leaves out meta tags, and hides what is hidden with force, has the filter."""
    site = shared_project("rst")
    site.write("index.rst", STORE)
    site.write(
        "_templates/layout.html",
        '{% extends "!layout.html" %}{% set metatags = "" %}{% block extrahead %}'
        "<style>@layer base { [hidden] { display: none !important; } }</style>{% endblock %}",
    )
    result = site.build(templates_path=["_templates"])
    page = opened(result, "index.html?mcerr=704")
    assert box(page).is_visible()
    assert shown(page) == ["OBJECT_NOT_FOUND"]


def test_scripts_are_small():
    """The scripts are small, since every reader of a table loads two of them."""
    names = ("mooncake-errors-codes.js", "mooncake-errors-filter.js")
    assert sum((STATIC / name).stat().st_size for name in names) < 14_000
