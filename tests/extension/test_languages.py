"""Links from pages of codes to the same pages in the other languages of the site."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from sphinxext.mooncake_errors.extension.languages import language_names

REGISTRY = """\
component: gate
title: Gate
groups:
- id: lock
  title: Lock
  codes:
  - {name: JAMMED, value: -1, description: The lock is jammed., causes: [Ice., Rust.]}
  - {name: OPEN_WIDE, value: -2, description: The gate is open.}
"""
SETTING = "mooncake_errors_languages"
PATHS = {"en": "/", "zh_CN": "/zh_CN/"}
ADDRESSES = {"en": "https://gate.example/docs/", "zh_CN": "https://gate.example/docs/zh_CN/"}


@pytest.fixture
def site(project):
    """A project with a table with descriptions, a page without codes, and a page for each code."""
    site = project()
    site.write("gate.yaml", REGISTRY)
    site.write("index.rst", "Start\n=====\n\n:mcerr:`JAMMED`\n\n.. toctree::\n\n   ref/codes\n")
    site.write("ref/codes.rst", "Codes\n=====\n\nRead this.\n\n.. mooncake-errors:: gate\n")
    build = site.build

    def with_languages(*arguments, **conf):
        settings = {
            "mooncake_errors_registry": "gate.yaml",
            "mooncake_errors_pages": "errors",
            SETTING: PATHS,
        }
        return build(*arguments, **{**settings, **conf})

    site.build = with_languages
    return site


def links(soup):
    """Return name, language and address of each link below the title of a page."""
    found = soup.select("p.mcerr-languages > a")
    return [(link.get_text(), link["lang"], link["hreflang"], link["href"]) for link in found]


def alternates(soup):
    """Return the addresses for search engines, by language."""
    return {link["hreflang"]: link["href"] for link in soup.select("link[rel=alternate][hreflang]")}


def test_each_page_of_codes_links_to_the_other_language(site):
    """The table, the page of a code and the index link to themselves in Chinese, and back."""
    pages = {
        "ref/codes.html": "../",
        "errors/gate/jammed.html": "../../",
        "mcerr-codes.html": "",
    }
    for page, root in pages.items():
        english = site.build(out="_en").html(page)
        assert links(english) == [("中文", "zh-CN", "zh-CN", f"{root}zh_CN/{page}")]
        chinese = site.build(out="_zh", language="zh_CN").html(page)
        assert links(chinese) == [("English", "en", "en", f"{root}../{page}")]


@pytest.mark.parametrize(
    ("theme", "text"),
    [("alabaster", "div.body"), ("furo", "article"), ("sphinx_book_theme", "article")],
)
def test_the_link_of_an_index_stands_in_its_text(site, theme, text):
    """No theme shows the link to another language above its own header."""
    soup = site.build(html_theme=theme).html("mcerr-codes.html")
    assert len(soup.select("p.mcerr-languages")) == 1
    assert soup.select(f"{text} p.mcerr-languages > a")


def test_other_pages_have_no_links(site):
    """Pages without codes, and sites without the setting, have no links."""
    soup = site.build().html()
    assert (links(soup), alternates(soup)) == ([], {})
    result = site.build(**{SETTING: {}})
    for page in ("ref/codes.html", "errors/gate/jammed.html", "mcerr-codes.html"):
        assert (links(result.html(page)), alternates(result.html(page))) == ([], {})


def test_search_engines_learn_of_all_languages(site):
    """The head has the page in each language, its own too, and the first for all other readers."""
    result = site.build(language="zh_CN", **{SETTING: ADDRESSES})
    for page in ("ref/codes.html", "errors/gate/jammed.html", "mcerr-codes.html"):
        assert alternates(result.html(page)) == {
            "en": f"https://gate.example/docs/{page}",
            "zh-CN": f"https://gate.example/docs/zh_CN/{page}",
            "x-default": f"https://gate.example/docs/{page}",
        }
    assert links(result.html("ref/codes.html"))[0][3] == "https://gate.example/docs/ref/codes.html"


def test_paths_are_absolute_for_search_engines_where_the_address_is_known(site):
    """Search engines want absolute addresses, which html_baseurl makes of paths."""
    base = ADDRESSES["zh_CN"]
    soup = site.build(language="zh_CN", html_baseurl=base).html("errors/gate/jammed.html")
    page = "errors/gate/jammed.html"
    assert set(alternates(soup).values()) == {ADDRESSES["en"] + page, base + page}


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_a_description_links_to_the_same_code(site, builder):
    """Each description leads to the same anchor of the same page."""
    site.write("ref/codes.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    page = {"html": "ref/codes.html", "dirhtml": "ref/codes/index.html"}.get(builder, "index.html")
    result = site.build(builder, language="zh_CN", mooncake_errors_pages="")
    soup = result.html(page)
    (link,) = [
        entry.select_one("a.mcerr-language")
        for entry in soup.select("dl.mcerr-entry")
        if entry.select_one("#mcerr-gate-jammed-details")
    ]
    address = page.removesuffix("index.html") if builder == "dirhtml" else page
    target = urljoin(f"https://gate.example/zh_CN/{address}", link["href"])
    assert target == f"https://gate.example/{address}#mcerr-gate-jammed-details"
    assert len(links(soup)) == 1
    assert result.warnings == []


def test_the_links_are_not_in_the_search(site):
    """The search in English finds no page by the name of Chinese."""
    result = site.build()
    assert "中文" not in (result.out / "searchindex.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("builder", ["epub", "json", "latex", "text", "man"])
def test_no_links_elsewhere(site, builder):
    """Books, data and other formats are in one language."""
    result = site.build(builder, copyright="2026", version="1")
    assert result.warnings == []
    for path in result.out.rglob("*"):
        if path.suffix in {".xhtml", ".fjson", ".tex", ".txt", ".1"}:
            assert "zh_CN/" not in path.read_text(encoding="utf-8")


def test_pages_are_written_again_when_the_setting_changes(site):
    """An incremental build has the links of a build from nothing."""
    site.build(**{SETTING: {}})
    result = site.build()
    assert result.read == []
    assert links(result.html("ref/codes.html"))


def test_names_of_languages():
    """Each language has its own name, with the region where that is needed, or its code."""
    assert list(language_names(["en", "zh_CN", "de"]).values()) == ["English", "中文", "Deutsch"]
    simplified, traditional = language_names(["zh_CN", "zh_TW"]).values()
    assert simplified.startswith("中文 (简体")
    assert traditional.startswith("中文 (繁體")
    assert language_names(["tlh"]) == {"tlh": "tlh"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["en"], "must have an address for each language, such as"),
        ({"en": "/", None: "/x/"}, "must have an address for each language, such as"),
        ({"en": "/", 5: "/x/"}, "must have an address for each language, such as"),
        (
            {"en": "/", "zh_CN": "/zh_CN"},
            "wrong address for zh_CN: '/zh_CN'; did you mean '/zh_CN/'?",
        ),
        (
            {"en": "/", "zh_CN": "https://gate.example/zh"},
            "wrong address for zh_CN: 'https://gate.example/zh'; did you mean "
            "'https://gate.example/zh/'?",
        ),
        ({"en": "/", "zh_CN": "javascript:x/"}, "wrong address for zh_CN: 'javascript:x/'; write"),
        ({"en": "./", "zh_CN": "../zh/"}, "wrong address for zh_CN: '../zh/'; write https://"),
        ({"en": "/", "zh_CN": None}, "wrong address for zh_CN: None; write https://"),
        (
            {"en_GB": "/", "zh_CN": "/zh/"},
            "no address for en, the language of this build; known are en_GB, zh_CN",
        ),
    ],
)
def test_a_wrong_value_is_one_warning(site, value, message):
    """The warning has the line in conf.py and says what is right; no page has links."""
    site.write("conf.py", f'extensions = ["sphinxext.mooncake_errors"]\n{SETTING} = {value!r}\n')
    result = site.build(**{SETTING: value})
    (warning,) = result.warnings
    assert warning.startswith(f"conf.py:2: WARNING: {SETTING}: {message}")
    assert warning.endswith("[mcerr.config]")
    assert links(result.html("ref/codes.html")) == []
