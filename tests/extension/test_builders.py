"""Every builder: no warnings, and complete output."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
import sphinx
from bs4 import BeautifulSoup
from building import validate
from docutils import nodes
from docutils.utils import column_width
from pypdf import PdfReader

TABLE = "sphinxext.mooncake_errors.extension.table"
"""The module of the only node of the extension that is stored."""

MISSING = "未找到对象。"
EPUB = {"copyright": "2026", "version": "1", "epub_language": "zh-CN"}
ANCHOR = "mcerr-store-object-not-found"


def build(project, builder, root="pdf", **conf):
    """Build a scenario in Chinese as ``sphinx-build -n -W`` does: a warning is a failure."""
    result = project(root).build(builder, language="zh_CN", nitpicky=True, **conf)
    assert result.warnings == []
    return result


@pytest.fixture(scope="module")
def built(shared_project):
    """Return a function that builds the scenario with tables for PDFs, once for all tests."""

    @cache
    def make(builder):
        return build(shared_project, builder, **EPUB)

    return make


@pytest.mark.parametrize(
    "builder",
    [
        "changes",
        "devhelp",
        "dirhtml",
        "dummy",
        "epub",
        "gettext",
        "htmlhelp",
        "json",
        "latex",
        "man",
        "pickle",
        "pseudoxml",
        "qthelp",
        "singlehtml",
        "texinfo",
        "text",
        "xml",
    ],
)
def test_builders_do_not_warn_and_store_standard_nodes(built, builder):
    """With any builder, the stored doctree has only one node class of the extension."""
    result = built(builder)
    for page in ("codes", "guide"):
        modules = {type(node).__module__ for node in result.stored(page).findall()}
        assert modules <= {"docutils.nodes", "sphinx.addnodes", TABLE}


def test_linkcheck_finds_nothing_to_complain_about(built):
    """References to codes are not web links, so the link check has nothing to do."""
    result = built("linkcheck")
    assert (result.out / "output.txt").read_text() == ""


def text_tables(text):
    """Return the tables in `text`, each a list of lines."""
    return [m.splitlines() for m in re.findall(r"(?:^[+|].*[+|]$\n)+", text, re.MULTILINE)]


def test_text_tables_are_aligned(built):
    """In plain text all lines of a table have the same width, and its columns are aligned."""
    out = built("text").out
    tables = text_tables((out / "codes.txt").read_text(encoding="utf-8"))
    assert len(tables) == 6
    for lines in tables:
        assert len({column_width(line) for line in lines}) == 1
        assert len({line for line in lines if line.startswith("+-")}) == 1
    assert any(
        re.fullmatch(rf'\| "OBJECT_NOT_FOUND" +\| -704 +\| {MISSING} +\|', line)
        for line in tables[1]
    )


def test_text_wraps_chinese_without_blanks(built):
    """A wrapped Chinese text gets no blank at the line end."""
    out = built("text").out
    cells = re.findall(
        r"\| +([^|\s][^|]*?) *\|$", (out / "codes.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert "地址未注册：注销调用的地址，或传输的源地址或目标地址。" in "".join(cells)


def test_man_page_has_each_code_in_its_column(built, required_tool):
    """Rendered, name, number and text of a code stand in one row, group headings in their own."""
    out = built("man").out
    command = [required_tool("man"), "--encoding=UTF-8", str(out / "mooncake.1")]
    environment = os.environ | {"MANWIDTH": "120", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8"}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    page = re.sub(".\b|\x1b\\[[0-9;]*m", "", run.stdout)
    assert re.search(rf"│ *OBJECT_NOT_FOUND +│ *-704 *│ *{MISSING} *│", page)
    group = "数据传输"
    assert re.search(rf"│ *{group} *│ *│ *│", page)


def test_texinfo_has_each_code_in_its_column(built, required_tool):
    """Info shows name, number and text of a code in one row, and references lead to the code."""
    out = built("texinfo").out
    source = (out / "mooncake.texi").read_text(encoding="utf-8")
    rows = re.split(r"\n@(?:item|headitem)\n", source)
    assert {row.count("\n@tab\n") for row in rows if "SEGMENT_NOT_FOUND}" in row} == {2}
    assert f"@anchor{{codes {ANCHOR}}}" in source
    command = [required_tool("makeinfo"), "--plaintext", "--no-split", "mooncake.texi"]
    run = subprocess.run(command, cwd=out, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert re.search(rf"OBJECT_NOT_FOUND\W +-704 +{MISSING}", run.stdout)


@pytest.mark.slow
def test_epub_is_valid_and_its_links_work(built, required_tool):
    """A validator finds no fault, and references lead to the chapter and row of their code."""
    book = next(built("epub").out.glob("*.epub"))
    validate(book, required_tool)
    with zipfile.ZipFile(book) as files:
        chapters = {name: files.read(name).decode() for name in files.namelist() if "xhtml" in name}
    guide = BeautifulSoup(chapters["guide.xhtml"], "html.parser")
    hrefs = [a["href"] for a in guide.select("section > p a.reference.internal")]
    assert f"codes.xhtml#{ANCHOR}" in hrefs
    for href in hrefs:
        name, _, anchor = href.partition("#")
        assert f'id="{anchor}"' in chapters[name]


@pytest.mark.parametrize(
    ("builder", "page", "href"),
    [
        ("singlehtml", "index.html", f"#{ANCHOR}"),
        ("dirhtml", "guide/index.html", f"../codes/#{ANCHOR}"),
    ],
)
def test_links_in_other_layouts_of_html(built, builder, page, href):
    """In a single page and in directories the references lead to the code all the same."""
    result = built(builder)
    links = [a["href"].replace("index.html", "") for a in result.html(page).select("a.internal")]
    assert href in links
    target = page if builder == "singlehtml" else "codes/index.html"
    row = result.html(target).find(id=ANCHOR).find_parent("tr")
    assert row.select("td")[-1].get_text().strip() == MISSING


def test_json_and_xml_hold_the_codes(built):
    """The JSON and the XML of a page have the anchor, the name and the text of a code."""
    out = built("json").out
    body = json.loads((out / "codes.fjson").read_text(encoding="utf-8"))["body"]
    xml = (built("xml").out / "codes.xml").read_text(encoding="utf-8")
    for text in (body, xml):
        assert ANCHOR in text
        assert MISSING in text


def test_unknown_writers_get_a_plain_table(project):
    """A third-party Markdown writer makes one row for each code, with valid links."""
    pytest.importorskip("sphinx_markdown_builder", reason="sphinx-markdown-builder is missing")
    extensions = ["sphinx_markdown_builder", "sphinxext.mooncake_errors"]
    out = build(project, "markdown", extensions=extensions).out
    lines = (out / "codes.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    assert ["`OBJECT_NOT_FOUND`", "-704", MISSING] in rows
    assert ["**数据传输**", "", ""] in rows
    assert {len(row) for row in rows} == {3}
    assert f"[`OBJECT_NOT_FOUND`](codes.md#{ANCHOR})" in (out / "guide.md").read_text()


def test_unknown_writers_get_no_tex(project):
    """A third-party writer that prints raw content of any format prints no TeX."""
    pytest.importorskip("sphinx_markdown_builder", reason="sphinx-markdown-builder is missing")
    site = project()
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: store\n")
    extensions = ["sphinx_markdown_builder", "sphinxext.mooncake_errors"]
    out = site.build("markdown", extensions=extensions, mooncake_errors_pages="errors").out
    assert "toc" not in (out / "index.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_rinohtype_makes_a_pdf(project):
    """A third-party PDF writer shows the rows of a table."""
    pytest.importorskip("rinoh.frontend.sphinx", reason="rinohtype is missing")
    conf = {
        "extensions": ["rinoh.frontend.sphinx", "sphinxext.mooncake_errors"],
        "rinoh_documents": [{"doc": "index", "target": "mooncake"}],
    }
    site = project()
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: store\n   :groups: object\n")
    out = site.build("rinoh", **conf).out
    text = "\n".join(page.extract_text() for page in PdfReader(out / "mooncake.pdf").pages)
    for name in ("OBJECT_NOT_FOUND", "OBJECT_REPLICA_BUSY"):
        assert name in re.sub(r"\s", "", text)
    assert "Object not found." in text


def test_simplepdf_makes_a_pdf_with_links(project, monkeypatch):
    """Without TeX, WeasyPrint makes a PDF in which each reference leads to its code."""
    pytest.importorskip("sphinx_simplepdf", reason="sphinx-simplepdf is missing")
    if sphinx.version_info >= (8, 2):
        pytest.skip("sphinx-simplepdf makes dead links with Sphinx 8.2 and newer")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    extensions = ["sphinx_simplepdf", "sphinxext.mooncake_errors"]
    out = build(project, "simplepdf", extensions=extensions).out
    reader = PdfReader(next(out.glob("*.pdf")))
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    assert ANCHOR in {str(link.get("/Dest")) for link in links}
    assert ANCHOR in reader.named_destinations


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_other_extensions_work_beside_ours(project, builder):
    """Tabs, cards, toggles, redirects, diagrams, copy buttons and automatic labels: no warning."""
    for module in ("sphinx_copybutton", "sphinx_design", "sphinx_reredirects"):
        pytest.importorskip(module, reason=f"{module} is missing")
    for module in ("sphinx_togglebutton", "sphinxcontrib.mermaid"):
        pytest.importorskip(module, reason=f"{module} is missing")
    result = build(project, builder, "neighbours", **EPUB, mermaid_output_format="raw")
    tables = list(result.doctree().findall(nodes.table))
    assert len(tables) == 13
    if builder == "html":
        soup = result.html()
        card = soup.select_one(".sd-card-title a")
        assert card["href"] == "#mcerr-store-rpc-fail"
        assert len(soup.select("#mcerr-store-rpc-fail")) == 1
        assert len(soup.select(".sd-tab-content table.mooncake-errors tr.mcerr-group")) == 1


def test_each_row_is_in_the_index_of_formats_with_pages(built):
    """In formats with page numbers, index entries are in the row of their code."""
    (path,) = built("latex").out.glob("*.tex")
    latex = path.read_text(encoding="utf-8")
    for name in (r"OBJECT\_NOT\_FOUND", r"LEASE\_EXPIRED"):
        row = next(row for row in latex.split(r"\sphinxhline") if rf"spxentry{{{name}}}}}" in row)
        assert row.count(r"\index{") == 2
        assert row.count(rf"\spxentry{{{name}}}") == 2


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("STATUS_VALVE_SHUT", r"STATUS\_\allowbreak{}VALVE\_\allowbreak{}SHUT"),
        ("kValveShut", r"k\allowbreak{}Valve\allowbreak{}Shut"),
        ("IOValve2Shut", r"IOValve2\allowbreak{}Shut"),
    ],
)
def test_names_of_each_style_break_between_words_in_latex(project, name, broken):
    """A long name may break between its words, whatever the style of the registry."""
    site = project()
    site.write(
        "gate.yaml",
        f"""\
component: gate
title: Gate
groups:
- {{id: all, title: All, codes: [{{name: {name}, value: 1, description: It is shut.}}]}}
""",
    )
    site.write("index.rst", "Gate\n====\n\n.. mooncake-errors::\n")
    result = site.build("latex", mooncake_errors_registry=["gate.yaml"])
    (path,) = result.out.glob("*.tex")
    assert broken in path.read_text(encoding="utf-8")
