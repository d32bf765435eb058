"""Layout and colours in a real browser, in common themes."""

from __future__ import annotations

import re

import pytest
import yaml
from browsing import visit
from pypdf import PdfReader

from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.load import load_registry

pytestmark = pytest.mark.browser

CODES = sum(len(list(component.codes())) for component in load_registry().components)

THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme")

LOOKS = ((1280, "dark"), (420, "light"))
"""Widths and colour schemes; layout depends on the first only, colours on the second."""


@pytest.fixture(scope="module", params=THEMES)
def chinese(request, shared_project):
    """Build all tables in Chinese, in each theme."""
    return shared_project("rst").build(language="zh_CN", html_theme=request.param)


@pytest.fixture(scope="module")
def english(shared_project):
    """Build all tables in English."""
    return shared_project("rst").build()


@pytest.fixture(scope="module")
def entries(shared_project):
    """Build entries of all kinds."""
    return shared_project("entries").build(html_theme="furo")


def open_page(tab, result, width, scheme="light", anchor="mcerr-store-lease-expired"):
    """Open the page with the tables at one of its rows."""
    address = f"{(result.out / 'codes.html').as_uri()}#{anchor}"
    return visit(tab, address, width, color_scheme=scheme, reduced_motion="reduce")


def background(page, selector):
    """Return the computed colour behind the first element that `selector` finds."""
    return page.evaluate(
        "s => getComputedStyle(document.querySelector(s)).backgroundColor", selector
    )


def test_tables_fit_and_the_row_of_a_link_stands_out(chinese, tab):
    """Wide and narrow, light and dark, no page scrolls sideways and the linked row is marked."""
    for width, scheme in LOOKS:
        page = open_page(tab, chinese, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "[...document.querySelectorAll('table.mooncake-errors')].every("
            "t => t.scrollWidth <= t.parentElement.clientWidth + 1)"
        )
        row, other = "tr:has(#mcerr-store-lease-expired) > th", "tr:has(#mcerr-store-rpc-fail) > th"
        assert background(page, row) != background(page, other)
        page.wait_for_function(
            "(() => { const b = document.querySelector(':target').getBoundingClientRect();"
            " return b.top > 0 && b.bottom < innerHeight; })()"
        )


def test_narrow_rows_are_stacked(english, tab):
    """On a phone the description is below name and number, in the full width."""
    page = open_page(tab, english, 420)
    boxes = page.evaluate(
        "[...document.querySelector('tr:has(:target)').cells].map(c => {"
        " const b = c.getBoundingClientRect(); return [b.top, b.bottom]; })"
    )
    (name_top, name_bottom), (value_top, _), (text_top, _) = boxes
    assert abs(name_top - value_top) < 5
    assert text_top >= name_bottom - 1


CONTRAST = """badge => {
    const layers = [];
    for (let e = badge; e; e = e.parentElement) layers.unshift(getComputedStyle(e).backgroundColor);
    const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const paint = colour => {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const linear = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const back = ["white", ...layers].map(paint).pop();
    const front = paint(getComputedStyle(badge).color);
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_entries_fit_and_badges_are_legible(project, tab, theme):
    """Entries do not make a page scroll sideways, and badges have a contrast of 4.5 at least."""
    site = project("rst")
    site.write(
        "codes.rst", "X\n=\n\n.. mooncake-errors:: store\n   :details:\n   :groups: object\n"
    )
    site.write("guide.rst", "Guide\n=====\n\nNothing.\n")
    result = site.build(language="zh_CN", html_theme=theme)
    for width, scheme in LOOKS:
        page = open_page(tab, result, width, scheme, "mcerr-store-object-not-found-details")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ratios = page.eval_on_selector_all(".mcerr-badge", f"all => all.map({CONTRAST})")
        assert len(ratios) == 11
        ratios += page.eval_on_selector_all("dt:target span span", f"all => all.map({CONTRAST})")
        assert min(ratios) >= 4.5
        sizes = page.evaluate(
            "['dt:target .descname', 'dt:target + dd > p'].map("
            "s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"
        )
        assert sizes[0] >= sizes[1]
        page.wait_for_function(
            "(() => { const b = document.querySelector(':target').getBoundingClientRect();"
            " return b.top > 0 && b.bottom < innerHeight; })()"
        )


@pytest.mark.parametrize("theme", ["furo", "sphinx_book_theme"])
def test_pages_of_codes_fit_on_phones_and_two_sheets(project, tab, theme, tmp_path):
    """The code with the most causes and texts fits a phone and two sheets, its labels a line."""
    site = project()
    store = yaml.safe_load((DATA / "store.yaml").read_text(encoding="utf-8"))
    codes = {code["name"]: code for group in store["groups"] for code in group["codes"]}
    code = codes["INTERNAL_ERROR"] | {"see_also": []}
    store["groups"] = [{"id": "object", "title": "Object", "codes": [code]}]
    # The other codes are left out, and so are references to them.
    site.write("store.yaml", re.sub(":mcerr:`(.+?)`", r"``\1``", yaml.safe_dump(store)))
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n")
    settings = {"mooncake_errors_registry": "store.yaml", "mooncake_errors_pages": "errors"}
    result = site.build(html_theme=theme, **settings)
    address = (result.out / "errors" / "store" / "internal-error.html").as_uri()
    page = visit(tab, address, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    lines = page.eval_on_selector_all(
        ".mcerr-page > dl.field-list > dt",
        "all => all.map(dt => dt.getBoundingClientRect().height"
        " / parseFloat(getComputedStyle(dt).fontSize))",
    )
    assert max(lines) < 2.5
    page.emulate_media(media="print")
    assert not page.get_by_text("Skip to content").is_visible()
    paper = tmp_path / "page.pdf"
    page.pdf(path=paper, format="A4")
    assert len(PdfReader(paper).pages) <= 2


def test_names_of_the_neighbours_fit_on_phones(project, tab):
    """On a phone the book theme shows the whole names of the codes before and after."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: store\n")
    result = site.build(html_theme="sphinx_book_theme", mooncake_errors_pages="errors")
    address = (result.out / "errors" / "store" / "bucket-not-found.html").as_uri()
    cut = visit(tab, address, 320).eval_on_selector_all(
        ".prev-next-area a", "all => all.map(a => a.scrollWidth > a.clientWidth)"
    )
    assert cut == [False, False]


@pytest.mark.parametrize("anchor", ["mcerr-orchard-e-worm", "mcerr-orchard-e-worm-details"])
def test_forced_colours_outline_what_a_link_leads_to(entries, tab, anchor):
    """With forced colours only the row and the entry of a link have an outline."""
    address = f"{(entries.out / 'codes.html').as_uri()}#{anchor}"
    page = visit(tab, address, forced_colors="active")
    outlined = page.evaluate(
        "[...document.querySelectorAll('table.mooncake-errors tr, dl.mcerr-entry > dt')]"
        ".filter(e => getComputedStyle(e).outlineStyle === 'solid').map(e => e.textContent)"
    )
    assert len(outlined) == 1
    assert outlined[0].strip().startswith("E_WORM")


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
def test_numbers_and_names_on_pages_from_right_to_left(shared_project, tab, theme):
    """The minus stands before its number in rows and entries, also where text runs to the left."""
    site = shared_project("rst")
    shown = ":details:\n   :codes: OBJECT_NOT_FOUND"
    site.write("codes.rst", f"X\n=\n\n.. mooncake-errors:: store\n   {shown}\n")
    page = visit(tab, (site.build(html_theme=theme).out / "codes.html").as_uri())
    page.evaluate("document.documentElement.dir = 'rtl'")
    shown = page.evaluate(
        "['tr:has(#mcerr-store-object-not-found) .mcerr-value',"
        " '#mcerr-store-object-not-found-details .descclassname, '"
        " + '#mcerr-store-object-not-found-details .property'].map(selector => {"
        " const text = document.querySelector(selector).firstChild, range = new Range();"
        " const node = text.firstChild?.firstChild || text.firstChild || text;"
        " const left = place => { range.setStart(node, place); range.setEnd(node, place + 1);"
        " return range.getBoundingClientRect().left; };"
        " const at = node.data.indexOf('-'); return left(at) < left(at + 1); })"
    )
    assert shown == [True, True]


def test_names_are_not_cut_where_there_is_room(english, tab):
    """The column of names is as wide as its names, not wider and not narrower."""
    page = open_page(tab, english, 1280)
    for table in page.locator("table.mooncake-errors").all():
        room, widest, lines = table.evaluate(
            "table => { const names = [...table.querySelectorAll('code.mcerr-code')];"
            " const boxes = names.map(name => name.getBoundingClientRect());"
            " return [names[0].closest('th').clientWidth, Math.max(...boxes.map(b => b.width)),"
            " Math.max(...boxes.map(b => b.height)) / Math.min(...boxes.map(b => b.height))]; }"
        )
        assert lines < 1.5
        assert widest <= room <= widest + 120


@pytest.mark.parametrize("script", [True, False])
def test_short_addresses_land_on_the_code(entries, chromium, script):
    """A short address ends at the entry, or shows all meanings, with JavaScript and without."""
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto((entries.out / "mcerr" / "e_rope.html").as_uri())
    page.wait_for_url("**/codes.html#mcerr-orchard-e-rope-details")
    assert page.locator("dt:target").inner_text().startswith("E_ROPE (201)")
    page.goto((entries.out / "mcerr" / "101.html").as_uri())
    shown = page.locator("dl > dt")
    assert [shown.nth(0).inner_text(), shown.nth(1).inner_text()] == [
        "E_ROTTEN (101)",
        "E_DAMP (101)",
    ]
    assert page.locator("h1").first.is_visible()
    assert page.locator("dd", has_text="The cellar is damp.").is_visible()
    shown.nth(1).get_by_role("link").click()
    page.wait_for_url("**/codes.html#mcerr-cellar-e-damp-details")
    context.close()


def test_shipped_number_lands_on_its_row(english, tab):
    """mcerr/-704.html shows OBJECT_NOT_FOUND where a project lists all codes."""
    page = visit(tab, (english.out / "mcerr" / "-704.html").as_uri())
    page.wait_for_url("**/codes.html#mcerr-store-object-not-found")
    assert "OBJECT_NOT_FOUND" in page.locator("tr:has(:target)").inner_text()


def test_the_index_of_codes_fits(chinese, tab):
    """Wide and narrow, each code of the index is completely visible and not in italics."""
    for width in (1280, 420):
        page = visit(tab, (chinese.out / "mcerr-codes.html").as_uri(), width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        row = page.locator("tr:has(a[href$='#mcerr-store-lease-expired'])")
        number, text = (row.locator("td").nth(n).bounding_box() for n in (1, 2))
        assert max(box["x"] + box["width"] for box in (number, text)) <= width
        assert (text["y"] >= number["y"] + number["height"] - 1) == (width == 420)
        assert row.locator("em").last.evaluate("e => getComputedStyle(e).fontStyle") == "normal"


@pytest.mark.parametrize("address", ["0", "index"])
def test_lists_of_codes_at_short_addresses_fit(chinese, tab, address):
    """Wide and narrow, light and dark, the lists are legible and do not scroll sideways."""
    for width, scheme in LOOKS:
        path = chinese.out / "mcerr" / f"{address}.html"
        page = visit(tab, path.as_uri(), width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("dt").count() == {"0": 10, "index": CODES}[address]
        colours = page.evaluate(
            "[document.body, document.documentElement].map(e => getComputedStyle(e).color)"
        )
        assert set(colours) == {"rgb(255, 255, 255)" if scheme == "dark" else "rgb(0, 0, 0)"}


@pytest.mark.parametrize("theme", THEMES)
def test_links_in_code_blocks_do_not_disturb(project, tab, theme):
    """Copied text and colours are those of code without links; pointer and keyboard show them."""
    site = project("autolink")
    copied = []
    for on in (True, False):
        result = site.build(out=f"_{on}", html_theme=theme, mooncake_errors_autolink=on)
        page = visit(tab, (result.out / "blocks.html").as_uri())
        copied.append(page.evaluate(
            "[...document.querySelectorAll('pre')].map(b => {"
            " getSelection().selectAllChildren(b);"
            " return [getSelection().toString(), b.innerText, b.textContent]; })"
        ))  # fmt: skip
        if on:
            link = page.locator("pre span > a.mcerr-autolink").first
            look = "e => { const s = getComputedStyle(e); return [s.color, s.textDecorationLine,"
            look += " s.outlineStyle, getComputedStyle(e.parentElement).color]; }"
            colour, line, _, around = link.evaluate(look)
            assert (colour, line) == (around, "none")
            link.hover()
            colour, line, _, around = link.evaluate(look)
            assert (colour, line) == (around, "underline")
            page.mouse.move(0, 0)
            page.keyboard.press("Tab")
            link.focus()
            colour, line, outline, around = link.evaluate(look)
            assert (colour, line, outline) == (around, "underline", "solid")
    assert copied[0] == copied[1]
    assert "SHELF_FULL" in copied[0][0][0]
