"""Names of codes that become links: ``mooncake_errors_autolink``."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

SHELF = ("SHELF_FULL", "codes.html#mcerr-shop-shelf-full-details")
LINKED = [
    SHELF,
    ("Error::SHELF_FULL", SHELF[1]),
    ("demo::Error::OK", "codes.html#mcerr-shop-ok-details"),
    ("OLD_COIN", "codes.html#mcerr-shop-old-coin-details"),
    ("NO_CREDIT", "codes.html#mcerr-bank-no-credit"),
    ("bank::Status::TILL_OPEN", "codes.html#mcerr-bank-till-open"),
    ("Error::not_here", "codes.html#mcerr-shop-not-here-details"),
    SHELF,
]
PAGES = ("prose", "words", "blocks")
HINT = 'SHELF_FULL (-10): The <b>shelf</b> is "full" & more.'


@pytest.fixture(scope="module")
def site(shared_project):
    """The scenario with codes in every kind of prose and code block."""
    return shared_project("autolink")


@pytest.fixture(scope="module")
def result(site):
    """The scenario as HTML."""
    return site.build(nitpicky=True)


@pytest.fixture(scope="module")
def without(site):
    """The scenario as HTML without links."""
    return site.build(out="_without", mooncake_errors_autolink=False)


def links(element, selector=""):
    """Return text and address of each link that was made below `element`."""
    found = element.select(f"{selector} a.mcerr-autolink")
    return [(link.get_text(), link["href"]) for link in found]


def blocks(soup):
    """Return the code blocks of a page by the order in which they stand."""
    return soup.select("section pre")


def test_inline_code_that_names_a_code_is_a_link(result):
    """A name alone, or after its enumeration, links to the code, also to a removed one."""
    assert result.warnings == []
    assert links(result.html("prose.html").select_one("section > p")) == LINKED


@pytest.mark.parametrize("place", ["li", "td", "caption", ".admonition", ".footnote"])
def test_inline_code_is_linked_wherever_prose_is(result, place):
    """Lists, tables, captions, notes and footnotes are prose as well."""
    assert links(result.html("prose.html"), place) == [SHELF]


@pytest.mark.parametrize("place", ["td", "dt", ".admonition", "aside.footnote"])
def test_inline_code_of_markdown_is_linked(result, place):
    """In MyST the same holds, in terms of definition lists too."""
    soup = result.html("words.html")
    assert links(soup, place) == [SHELF]
    assert links(soup.select_one("section > p")) == [SHELF, LINKED[2]]


def test_link_shows_what_the_code_means_and_looks_like_code(result, without):
    """The tooltip is the description, and the content of the link is the name as written."""
    link = result.html("prose.html").select_one("a.mcerr-autolink")
    assert link["title"] == HINT
    assert link.decode_contents() == str(without.html("prose.html").select_one("p > code"))


def test_what_is_no_name_of_a_code_is_left_alone(result, without):
    """Headings, links, other roles, short, unknown, ambiguous and unlisted names do not change."""
    for page in ("prose.html", "words.html"):
        mine, plain = (r.html(page).select_one(".others") for r in (result, without))
        assert str(mine) == str(plain)
    assert links(result.html("prose.html"), ":is(h1, .rubric)") == []
    assert result.html("codes.html").select("a.mcerr-autolink") == []


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (0, ["SHELF_FULL", "OK", "OLD_COIN", *["SHELF_FULL"] * 4]),
        (1, ["SHELF_FULL"] * 2),
        (2, ["SHELF_FULL"]),
        (3, ["SHELF_FULL"] * 2),
        (4, ["SHELF_FULL"] * 3),
        (5, ["SHELF_FULL"]),
        (6, []),
    ],
)
def test_names_in_code_blocks_are_links(result, number, names):
    """Code blocks of all kinds have links on names of codes, and on no other names."""
    assert [name for name, _ in links(blocks(result.html("blocks.html"))[number])] == names


def test_links_in_code_blocks_lead_to_the_code(result):
    """Links have the description as tooltip; of a qualified name the last part is linked."""
    block = blocks(result.html("blocks.html"))[0]
    assert links(block)[:2] == [SHELF, ("OK", "codes.html#mcerr-shop-ok-details")]
    assert block.select_one("a")["title"] == HINT
    assert block.select_one("b") is None


@pytest.mark.parametrize("style", ["inline", "table"])
def test_code_block_is_the_same_but_for_the_links(site, style):
    """Apart from the links each page is the same as without the option."""
    conf = {"html_codeblock_linenos_style": style}
    linked = site.build(out=f"_{style}", **conf)
    plain = site.build(out=f"_{style}_plain", mooncake_errors_autolink=False, **conf)
    for page in PAGES:
        text = (linked.out / f"{page}.html").read_text(encoding="utf-8")
        text, count = re.subn(r'<a class="mcerr-autolink[^>]*>(.*?)</a>', r"\1", text)
        assert count > 2
        assert text == (plain.out / f"{page}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("code-block:: c", r'puts("\nSHELF_FULL"); return SHELF_FULL;'),
        ("parsed-literal::", "NO\\ *SHELF_FULL*; **SHELF_**\\ FULL; return SHELF_FULL;"),
    ],
)
def test_words_that_end_in_a_name(project, head, text):
    """The end of a word with an escape or with markup in it is no name, and takes no link."""
    site = project("autolink")
    site.write("blocks.rst", f"B\n=\n\n.. {head}\n\n   {text}\n")
    block = site.build().html("blocks.html").pre
    assert links(block) == [SHELF]
    assert block.a.find_previous(string=re.compile("return"))


def test_warning_about_a_linked_block_keeps_its_place(project):
    """Warnings of Pygments about a block keep their line."""
    site = project("autolink")
    site.write("blocks.rst", 'B\n=\n\n.. code-block:: json\n\n   {"x": SHELF_FULL @}\n')
    (warning,) = site.build().warnings
    assert warning.startswith("blocks.rst:4: WARNING: ")
    assert links(site.build(out="_again").html("blocks.html"), "pre") == [SHELF]


def test_opt_out(result):
    """A passage or a block with the class has no link."""
    soup = result.html("prose.html")
    assert len(soup.select(".mcerr-no-autolink")) == 3
    assert links(soup, ".mcerr-no-autolink") == []


def test_without_the_option_nothing_happens(without):
    """Without the option there are no links."""
    assert [without.html(f"{page}.html").select("a.mcerr-autolink") for page in PAGES] == [[]] * 3
    links = without.app.env.domaindata["mcerr"]["links"].values()
    assert "word" not in {kind for page in links for kind, _, _ in page}


def test_links_count_as_mentions(result, without):
    """The entry of a code names the pages with its name, but not its own."""
    shown = {}
    for built in (result, without):
        for entry in built.html("codes.html").select("dl.mcerr-entry"):
            mentions = entry.select("dt:-soup-contains('Mentioned on') + dd a")
            pages = [a.get_text() for a in mentions]
            shown.setdefault(entry.dt["id"], []).append(pages)
    everywhere = ["Blocks", "Prose with SHELF_FULL", "Words of Markdown"]
    assert shown["mcerr-shop-shelf-full-details"] == [everywhere, ["Words of Markdown"]]
    assert shown["mcerr-shop-old-coin-details"] == [everywhere[:2], []]
    assert shown["mcerr-shop-klate-details"] == [[], []]


def test_stored_doctree_has_no_links(result, without):
    """The stored doctree is the same as without the option, so that no link can be outdated."""
    for page in PAGES:
        trees = [built.stored(page).pformat() for built in (result, without)]
        assert trees[0] == trees[1]


def test_pdf_links_inline_code(site):
    """LaTeX gets links around inline code and in blocks with markup; listings have none."""
    text = (site.build("latex").out / "shop.tex").read_text(encoding="utf-8")
    target = r"\hyperref[\detokenize{codes:mcerr-shop-shelf-full-details}]"
    name = r"\sphinxcode{\sphinxupquote{SHELF\_FULL}}"
    assert text.count(rf"{{{target}{{\sphinxcrossref{{{name}}}}}}}") == 12
    assert text.count(rf"{{{target}{{\sphinxcrossref{{SHELF\_FULL}}}}}}") == 2
    assert "SHELF_FULL@" not in text


def test_pdf_of_other_pages_has_no_links(project):
    """A book without the page with the codes keeps the names as they are."""
    site = project("autolink")
    site.write("prose.rst", "Prose\n=====\n\n``SHELF_FULL``\n")
    documents = [("prose", "prose.tex", "P", "A", "howto")]
    result = site.build("latex", latex_documents=documents)
    text = (result.out / "prose.tex").read_text(encoding="utf-8")
    assert "\n" + r"\sphinxcode{\sphinxupquote{SHELF\_FULL}}" in text
    assert result.warnings == []


def test_single_page_links_within_itself(site):
    """On a single page all links are addresses on it that exist."""
    soup = site.build("singlehtml").html()
    hrefs = {link["href"].removeprefix("index.html") for link in soup.select("a.mcerr-autolink")}
    assert len(hrefs) == 6
    assert all(soup.find(id=href.removeprefix("#")) for href in hrefs)


@pytest.mark.parametrize("builder", ["dirhtml", "epub", "gettext", "man", "texinfo", "text", "xml"])
def test_other_builders_do_not_warn(site, builder):
    """Every format builds without a warning, with links or without."""
    conf = {"copyright": "2026", "version": "1", "epub_exclude_files": ["_*", "*/*"]}
    out = f"_{builder}"
    result = site.build(builder, out=out, nitpicky=True, **conf)
    assert result.warnings == []


def test_templates_of_translators_do_not_change(site):
    """The messages of pages are the same with the option and without."""
    built = [
        site.build("gettext", out=f"_pot{on}", mooncake_errors_autolink=on) for on in (True, False)
    ]
    messages = []
    for each in built:
        with (each.out / "prose.pot").open("rb") as file:
            messages.append([message.id for message in read_po(file)])
    assert messages[0] == messages[1]
    assert "In a list ``SHELF_FULL``" in messages[0]


def test_translated_pages_are_linked(project):
    """Names in translated paragraphs are links, also names that only the translation has."""
    site = project("autolink")
    site.write("prose.rst", "Prose\n=====\n\nThe ``SHELF_FULL`` error.\n\nPlain.\n")
    site.write(
        "locales/zh_CN/LC_MESSAGES/prose.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "The ``SHELF_FULL`` error."\nmsgstr "错误 ``SHELF_FULL``。"\n\n'
        'msgid "Plain."\nmsgstr "见 ``OLD_COIN``。"\n',
    )
    soup = site.build(language="zh_CN").html("prose.html")
    assert links(soup, "section > p") == [SHELF, LINKED[3]]
    assert "错误" in soup.get_text()


def test_option_of_a_wrong_type_is_reported(project):
    """A value of a wrong type is a warning of Sphinx."""
    site = project()
    site.write("index.rst", "X\n=\n")
    (warning,) = site.build("dummy", mooncake_errors_autolink=["x"]).warnings
    assert "mooncake_errors_autolink" in warning
    assert "bool" in warning
