"""What readers see in a real browser, in the themes that projects use."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme")


def open_page(chromium, result, width, scheme="light", anchor="mcerr-store-lease-expired"):
    """Open the page with the tables at one of its rows."""
    page = chromium.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(f"{(result.out / 'codes.html').as_uri()}#{anchor}")
    return page


def background(page, selector):
    """Return the computed colour behind the first element that `selector` finds."""
    return page.evaluate(
        "s => getComputedStyle(document.querySelector(s)).backgroundColor", selector
    )


@pytest.mark.parametrize("theme", THEMES)
def test_tables_fit_and_the_row_of_a_link_stands_out(project, chromium, theme):
    """Wide and narrow, light and dark, no page scrolls sideways and the linked row is marked."""
    result = project("rst").build(language="zh_CN", html_theme=theme)
    for width, scheme in ((1280, "light"), (1280, "dark"), (420, "light"), (420, "dark")):
        page = open_page(chromium, result, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "[...document.querySelectorAll('table.mooncake-errors')].every("
            "t => t.scrollWidth <= t.parentElement.clientWidth + 1)"
        )
        row, other = "tr:has(#mcerr-store-lease-expired) > td", "tr:has(#mcerr-store-rpc-fail) > td"
        assert background(page, row) != background(page, other)
        page.wait_for_function(
            "(() => { const b = document.querySelector(':target').getBoundingClientRect();"
            " return b.top > 0 && b.bottom < innerHeight; })()"
        )
        page.close()


def test_narrow_rows_are_stacked(project, chromium):
    """On a phone the description stands below name and number, in the full width."""
    page = open_page(chromium, project("rst").build(), 420)
    boxes = page.evaluate(
        "[...document.querySelectorAll('tr:has(:target) > td')].map(c => {"
        " const b = c.getBoundingClientRect(); return [b.top, b.bottom]; })"
    )
    (name_top, name_bottom), (value_top, _), (text_top, _) = boxes
    assert abs(name_top - value_top) < 5
    assert text_top >= name_bottom - 1
    page.close()


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
def test_entries_fit_and_badges_are_legible(project, chromium, theme):
    """Entries do not make a page scroll sideways, and badges have a contrast of 4.5 at least."""
    site = project("rst")
    site.write(
        "codes.rst", "X\n=\n\n.. mooncake-errors:: store\n   :details:\n   :groups: object\n"
    )
    site.write("guide.rst", "Guide\n=====\n\nNothing.\n")
    result = site.build(language="zh_CN", html_theme=theme)
    for width, scheme in ((1280, "light"), (1280, "dark"), (420, "light"), (420, "dark")):
        page = open_page(chromium, result, width, scheme, "mcerr-store-object-not-found-details")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ratios = page.eval_on_selector_all(".mcerr-badge", f"all => all.map({CONTRAST})")
        assert len(ratios) == 11
        assert min(ratios) >= 4.5
        page.wait_for_function(
            "(() => { const b = document.querySelector(':target').getBoundingClientRect();"
            " return b.top > 0 && b.bottom < innerHeight; })()"
        )
        page.close()
