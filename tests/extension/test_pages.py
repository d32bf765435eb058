"""Pages of codes, which are generated when a build begins."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docutils import nodes
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.files import MARKS, write

REGISTRY = """\
component: gate
title: Gate
groups:
- id: lock
  title: Lock
  codes:
  - name: JAMMED
    value: -1
    description: The lock is jammed.
    effect: The gate stays shut.
    since: "1.2"
    causes:
    - {cause: Ice., log: ["Lock {} of the gate does not turn"]}
    - Rust.
    actions: [Warm it.]
    returned_by: [{api: c, call: gate_open, as: returns -1}]
  - {name: OPEN_WIDE, value: -2, description: "The gate is open; :mcerr:`JAMMED` is not."}
"""
CODES = "Codes\n=====\n\n.. mooncake-errors:: gate\n"
INDEX = "Start\n=====\n\nSee :mcerr:`JAMMED`.\n\n.. toctree::\n\n   codes\n"


@pytest.fixture
def site(project):
    """A project with a registry of its own and a page for each of its two codes."""
    site = project()
    site.write("gate.yaml", REGISTRY)
    site.write("codes.rst", CODES)
    site.write("index.rst", INDEX)
    build = site.build

    def with_pages(*arguments, **conf):
        settings = {"mooncake_errors_registry": "gate.yaml", "mooncake_errors_pages": "errors"}
        return build(*arguments, **{**settings, **conf})

    site.build = with_pages
    return site


def test_a_page_has_all_of_a_code(site):
    """Title, description for search engines, headings, and the neighbours of the code."""
    result = site.build()
    assert result.warnings == []
    page = result.html("errors/gate/jammed.html")
    assert page.select_one("h1").get_text().removesuffix("¶") == "JAMMED (-1)"
    headings = [heading.get_text().removesuffix("¶") for heading in page.select("h2")]
    assert headings == ["Causes", "What to do", "Returned by"]
    assert page.select_one("meta[name=description]")["content"] == "The lock is jammed."
    assert "The gate stays shut." in page.select_one("dl.field-list").get_text()
    assert page.select_one("link[rel=next]")["href"] == "open-wide.html"
    assert page.select_one("link[rel=prev]")["href"] == "../../codes.html"
    assert page.select("meta[name=robots]") == []


DESCRIBING = """
def describe(app, pagename, templatename, context, doctree):
    if doctree and 'name="description"' not in context["metatags"]:
        context["metatags"] += '<meta name="description" content="The first words." />'

def setup(app):
    app.connect("html-page-context", describe, priority=100)
"""


def test_extensions_that_describe_pages(site):
    """An extension that adds a description to pages without one finds that of a code's page."""
    site.write("conf.py", (site.src / "conf.py").read_text(encoding="utf-8") + DESCRIBING)
    page = site.build().html("errors/gate/jammed.html")
    (description,) = page.select("meta[name=description]")
    assert description["content"] == "The lock is jammed."


def test_the_prolog_of_the_project(site):
    """A prolog stands after the metadata of a generated page, which readers do not see."""
    result = site.build(rst_prolog=".. highlight:: c")
    assert result.warnings == []
    page = result.html("errors/gate/jammed.html")
    assert "generated" not in page.select_one("div.body").get_text()
    assert "orphan" in result.app.env.metadata["errors/gate/jammed"]


@pytest.mark.parametrize(
    "conf",
    [
        {
            "html_theme": "furo",
            "html_theme_options": {"source_edit_link": "https://example.org/{filename}"},
        },
        {
            "html_theme": "sphinx_rtd_theme",
            "html_context": {"display_github": True, "github_host": "example.org"},
        },
    ],
    ids=["furo", "rtd"],
)
def test_generated_pages_have_no_link_to_edit_them(site, conf):
    """Pages of codes have no link to their source; other pages keep it."""
    pytest.importorskip(conf["html_theme"])
    result, links = site.build(**conf), "a[href^='https://example.org/']"
    (link,) = result.html("codes.html").select(links)
    assert link["href"].endswith("codes.rst")
    assert not result.html("errors/gate/jammed.html").select(links)


def test_links_lead_to_the_page(site):
    """The table, roles, the index, short addresses and texts of the registry lead there."""
    result = site.build()
    address = "errors/gate/jammed.html#mcerr-gate-jammed-details"
    assert result.html("codes.html").select_one(f"table a[href='{address}']").get_text() == "JAMMED"
    assert result.html("index.html").select(f"p a[href='{address}']")
    assert result.html("mcerr-codes.html").select(f"a[href='{address}']")
    assert f"../{address}" in (result.out / "mcerr" / "-1.html").read_text(encoding="utf-8")
    other = result.html("errors/gate/open-wide.html")
    assert other.select("p a[href='jammed.html#mcerr-gate-jammed-details']")


def test_former_addresses_stay(site):
    """The ids of the row and of the description that a page had before lead to the row."""
    table = site.build().html("codes.html")
    for anchor in ("mcerr-gate-jammed", "mcerr-gate-jammed-details"):
        assert table.select_one(f"[id={anchor}]").find_parent("tr").select_one("th, td")


def test_the_table_of_contents_has_the_pages(site):
    """Pages of codes are below the page with the table in the table of contents."""
    result = site.build()
    assert result.app.env.toctree_includes["codes"] == [
        "errors/gate/jammed",
        "errors/gate/open-wide",
    ]


def test_pages_follow_the_registry(site):
    """Only pages of changed codes are read again; the page of a removed code is removed."""
    site.build()
    site.write("gate.yaml", REGISTRY.replace("Warm it.", "Warm it up."))
    assert sorted(site.build().read) == ["codes", "errors/gate/jammed"]
    site.write("gate.yaml", REGISTRY[: REGISTRY.index("  - {name: OPEN_WIDE")])
    result = site.build()
    assert result.warnings == []
    assert [path.name for path in (site.src / "errors/gate").iterdir()] == ["jammed.rst"]
    site.build(mooncake_errors_pages="")


def test_links_to_the_neighbours_of_a_page_follow_the_registry(site):
    """A page is written again when the code before or after it gets another title, or goes."""
    more = "  - {name: LOST_KEY, value: -3, description: No key.}\n"
    site.write("gate.yaml", REGISTRY + more)
    site.build()
    site.write("gate.yaml", REGISTRY + more.replace("-3", "-4"))
    result = site.build()
    link = result.html("errors/gate/open-wide.html").select_one("link[rel=next]")
    assert link["title"] == "LOST_KEY (-4)"
    assert "errors/gate/jammed" not in result.written
    site.write("gate.yaml", REGISTRY)
    assert site.build().html("errors/gate/open-wide.html").select("link[rel=next]") == []


def test_a_neighbour_that_is_gone_without_a_word(site):
    """A deleted page that a table of contents still names is no neighbour of a page of a code."""
    site.write("index.rst", f"{INDEX}   repairs\n")
    site.write("repairs.rst", "Repairs\n=======\n")
    page = "errors/gate/open-wide.html"
    assert site.build().html(page).select_one("link[rel=next]")["title"] == "Repairs"
    (site.src / "repairs.rst").unlink()
    result = site.build()
    assert all("document 'repairs'" in warning for warning in result.warnings)
    assert result.html(page).select("link[rel=next]") == []


def test_a_file_of_the_project_stays(site):
    """A document of the project in the place of a page stays, with a warning that names it."""
    site.write("errors/gate/jammed.rst", "My own page\n===========\n")
    result = site.build()
    path = site.src / "errors/gate/jammed.rst"
    assert path.read_text(encoding="utf-8") == "My own page\n===========\n"
    assert result.warnings == [
        "errors/gate/jammed.rst:1: WARNING: not a generated file: "
        "it stays and takes the place of the page of a code [mcerr.address]"
    ]


def test_markdown(site):
    """A project without reStructuredText gets pages in Markdown."""
    (site.src / "codes.rst").unlink()
    site.write("index.md", "# Start\n\n```{mooncake-errors} gate\n```\n")
    (site.src / "index.rst").unlink()
    suffixes = {"extensions": ["sphinxext.mooncake_errors", "myst_parser"]}
    result = site.build(source_suffix={".md": "markdown"}, **suffixes)
    assert result.warnings == []
    page = result.html("errors/gate/jammed.html")
    assert page.select_one("h1").get_text().removesuffix("¶") == "JAMMED (-1)"


def test_notebooks(site):
    """A project that leaves its Markdown to MyST-NB gets pages in Markdown, and no notebooks."""
    pytest.importorskip("myst_parser")
    site.write("conf.py", (site.src / "conf.py").read_text(encoding="utf-8") + NOTEBOOKS)
    for name in ("codes.rst", "index.rst"):
        (site.src / name).unlink()
    site.write("index.md", "# Start\n\n```{mooncake-errors} gate\n```\n")
    suffixes = {".ipynb": "myst-nb", ".md": "myst-nb"}
    result = site.build(source_suffix=suffixes)
    assert result.warnings == []
    title = result.html("errors/gate/jammed.html").select_one("h1").get_text()
    assert title.removesuffix("¶") == "JAMMED (-1)"


NOTEBOOKS = """
from myst_parser.parsers.sphinx_ import MystParser

class Parser(MystParser):
    supported = ("myst-nb",)

def setup(app):
    app.setup_extension("myst_parser")
    app.add_source_parser(Parser)
"""


def test_translated(site):
    """Headings and texts are in the language of the build."""
    result = site.build(language="zh_CN")
    headings = [
        heading.get_text().removesuffix("¶")
        for heading in result.html("errors/gate/jammed.html").select("h2")
    ]
    assert headings[:2] == ["原因", "处理方法"]


def test_log_texts_are_small(site):
    """A log text is one element without others for its words, and the search finds its words."""
    result = site.build()
    assert '<code class="literal notranslate">Lock {} of the gate does not turn</code>' in (
        result.out / "errors/gate/jammed.html"
    ).read_text(encoding="utf-8")
    assert '"lock"' in (result.out / "searchindex.js").read_text(encoding="utf-8")
    assert '"turn"' in (result.out / "searchindex.js").read_text(encoding="utf-8")


def test_a_section_for_each_code_in_a_book(site):
    """In LaTeX a code is a section, with its label, below the section of the table."""
    result = site.build("latex")
    assert result.warnings == []
    (tex,) = result.out.glob("*.tex")
    text = tex.read_text(encoding="utf-8")
    assert r"section{JAMMED (\sphinxhyphen{}1)}" in text
    assert "mcerr-gate-jammed-details" in text
    assert r"gate\_\allowbreak{}open" in text.split("section{Returned by}")[1]


def test_a_slash_behind_the_folder(site):
    """The folder is the same with a slash behind it."""
    result = site.build(mooncake_errors_pages="errors/")
    assert result.warnings == []
    assert result.app.env.toctree_includes["codes"][0] == "errors/gate/jammed"


@pytest.mark.parametrize("folder", ["../errors", "/errors", "a*b"])
def test_a_folder_outside_is_refused(site, folder):
    """Nothing is written outside of the source directory."""
    with pytest.raises(ConfigError, match="is no folder inside the source directory"):
        site.build(mooncake_errors_pages=folder)


def test_codes_of_the_table_without_pages(site):
    """Without the setting nothing is generated."""
    result = site.build(mooncake_errors_pages="")
    assert result.warnings == []
    assert not (site.src / "errors").exists()
    assert list(result.stored("codes").findall(nodes.section))


TURNSTILE = """\
component: turnstile
title: Turnstile
groups:
- id: coins
  title: Coins
  codes:
  - {name: STUCK, value: -1, description: The turnstile does not turn.}
"""


@pytest.fixture
def two(site):
    """A project with two components on two pages."""
    site.write("turnstile.yaml", TURNSTILE)
    site.write("more.rst", "More\n====\n\n.. mooncake-errors:: turnstile\n   :details:\n")
    site.write("index.rst", "Start\n=====\n\n.. toctree::\n\n   codes\n   more\n")
    build = site.build
    registry = {"mooncake_errors_registry": ["gate.yaml", "turnstile.yaml"]}
    site.build = lambda *arguments, **conf: build(*arguments, **registry, **conf)
    return site


def test_pages_for_one_component(two):
    """A mapping names the components with pages; the others stay as they are."""
    result = two.build(mooncake_errors_pages={"gate": "errors"})
    assert result.warnings == []
    assert [path.name for path in (two.src / "errors").iterdir()] == ["gate"]
    address = "errors/gate/jammed.html#mcerr-gate-jammed-details"
    assert result.html("codes.html").select(f"table a[href='{address}']")
    page = result.html("more.html")
    assert page.select("table a[href='#mcerr-turnstile-stuck-details']")
    assert "more" not in result.app.env.toctree_includes
    assert len(page.select("[id=mcerr-turnstile-stuck-details]")) == 1


def test_a_component_in_a_folder_of_its_own(two):
    """Two components may have two folders, or one."""
    two.write("more.rst", "More\n====\n\n.. mooncake-errors:: turnstile\n")
    for folder in ("errors", "coins"):
        result = two.build(mooncake_errors_pages={"gate": "errors", "turnstile": folder})
        assert result.warnings == []
        assert result.app.env.toctree_includes["more"] == [f"{folder}/turnstile/stuck"]
        assert (result.out / "errors/gate/jammed.html").is_file()


def test_an_unknown_component(two):
    """The message has the nearest component."""
    message = "mooncake_errors_pages: unknown component 'gat'; did you mean gate?"
    with pytest.raises(ConfigError) as caught:
        two.build(mooncake_errors_pages={"gat": "errors"})
    assert str(caught.value) == message


@pytest.mark.parametrize("setting", ["", "codes-of-the-gate", {"gate": "elsewhere"}])
def test_pages_go_with_the_setting(site, setting):
    """A build with another folder, or without one, removes the pages of the build before."""
    site.build()
    own = site.write("errors/gate/mine.rst", ":orphan:\n\nMine\n====\n")
    result = site.build(mooncake_errors_pages=setting)
    assert result.warnings == []
    assert list((site.src / "errors").rglob("*.rst")) == [own]


def test_builds_in_two_languages_at_the_same_time(site, monkeypatch):
    """Both write all pages, and neither removes what the other is writing."""
    replace = Path.replace

    def replace_after_another_build(path, target):
        with monkeypatch.context() as other:
            if not path.name.startswith(".unfinished-"):
                return replace(path, target)
            other.setattr(Path, "replace", replace)
            other.setattr(os, "getpid", lambda: 1)
            assert write(target, path.read_bytes())
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_after_another_build)
    unfinished = site.write("errors/gate/.unfinished-2", f"{MARKS['restructuredtext']}\n")
    assert site.build().warnings == []
    names = {path.name for path in (site.src / "errors/gate").iterdir()}
    assert names == {unfinished.name, "jammed.rst", "open-wide.rst"}


@pytest.mark.parametrize("compact", [True, False, "docs"])
def test_pages_leave_nothing_to_extract(site, compact):
    """Texts of codes are in a template of their own; pages of codes have no empty ones."""
    result = site.build("gettext", gettext_compact=compact)
    assert result.warnings == []
    templates = {path.stem: path.read_text("utf-8") for path in result.out.rglob("*.pot")}
    assert "The lock is jammed." in templates.pop("mooncake-errors")
    assert sorted(templates) == (["docs"] if compact == "docs" else ["codes", "index"])
    assert not any("jammed" in text for text in templates.values())


def test_pages_in_a_book_are_well_formed(site):
    """EPUB has a document for each code, which readers of XML take."""
    result = site.build("epub", copyright="2026", version="1")
    assert result.warnings == []
    pages = sorted((result.out / "errors/gate").glob("*.xhtml"))
    assert [page.stem for page in pages] == ["jammed", "open-wide"]
    for page in pages:
        root = ET.fromstring(page.read_text(encoding="utf-8"))
        assert root.find(".//{*}meta[@name='description']") is not None


def test_one_html_page_of_all_has_each_id_once(site):
    """A link to a code leads to its section, not to its row, and no heading shares an id."""
    more = "  - {name: LOST_KEY, value: -3, description: No key., causes: [Night., Fog.]}\n"
    site.write("gate.yaml", REGISTRY + more)
    result = site.build("singlehtml")
    ids = [element["id"] for element in result.html().select("[id]")]
    assert len(ids) == len(set(ids))
    section = result.html().select_one("#mcerr-gate-jammed-details")
    assert section.select_one("h3").get_text().startswith("JAMMED")


@pytest.mark.parametrize("options", ["   :page:\n   :no-index:", "   :page:"])
def test_the_page_of_a_code_twice(site, options):
    """Sections without an address of a code have an id, and each id is there once."""
    second = f".. mooncake-error:: JAMMED\n{options}\n"
    site.write("index.rst", f"Start\n=====\n\n.. mooncake-error:: JAMMED\n   :page:\n\n{second}")
    result = site.build(mooncake_errors_pages="")
    sections = list(result.stored().findall(nodes.section))
    assert all(section["ids"] for section in sections)
    assert ["mcerr-page" in section["classes"] for section in sections].count(True) == 2
    ids = [element["id"] for element in result.html().select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_table_with_descriptions_beside_pages_is_one_warning(site):
    """Codes that have pages and descriptions are one warning, at the table and not at the pages."""
    site.write("codes.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    (warning,) = site.build().warnings
    assert warning == (
        "codes.rst:4: WARNING: gate.JAMMED and 1 more are explained at errors/gate/jammed.rst:6 "
        "and elsewhere already; give one of the directives :no-index: [mcerr.duplicate]"
    )


def test_a_page_where_no_section_may_stand(site):
    """In a note an entry takes the place of the sections."""
    site.write(
        "index.rst", "Start\n=====\n\n.. note::\n\n   .. mooncake-error:: JAMMED\n      :page:\n"
    )
    result = site.build(mooncake_errors_pages="")
    assert not result.html().select(".admonition section")
    assert result.html().select(".admonition dl.mcerr-entry")


def test_an_entry_on_the_page_of_the_table(site):
    """An entry that stands beside the table keeps its id, which the row does not take."""
    site.write("codes.rst", f"{CODES}\n.. mooncake-error:: JAMMED\n")
    result = site.build(suppress_warnings=["mcerr.duplicate"])
    (entry,) = result.html("codes.html").select("[id=mcerr-gate-jammed-details]")
    assert entry.name == "dt"


@pytest.mark.parametrize(
    "conf", [{"exclude_patterns": ["err*"]}, {"include_patterns": ["*.rst"]}], ids=str
)
def test_pages_that_the_project_does_not_read(site, conf):
    """Pages in an excluded folder are one warning, which names the settings to look at."""
    (warning,) = site.build(**conf).warnings
    assert warning == (
        "WARNING: mooncake_errors_pages: errors/gate/jammed and 1 more are not among the documents "
        "of the project; see exclude_patterns, include_patterns and source_suffix [mcerr.config]"
    )
