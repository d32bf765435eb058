"""Entries: the descriptions of codes, after a table or alone."""

from __future__ import annotations

import shutil
import subprocess
from textwrap import dedent

import pytest
from docutils import nodes
from every_key import REGISTRY, SHOWN
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.registry.load import load_registry


def fields(soup, name):
    """Return the fields of the entry of a code: the lines of each by its name."""
    entry = soup.find(id=f"mcerr-{name}-details").find_parent("dl")
    names, found = entry.select("dl.field-list > dt"), {}
    for field in names:
        body = field.find_next_sibling("dd")
        lines = [line.get_text() for line in body.select("li")] or [body.get_text().strip()]
        found[field.get_text().rstrip(":")] = lines
    return found


def paragraphs(soup, name):
    """Return the paragraphs before the fields of an entry."""
    entry = soup.find(id=f"mcerr-{name}-details").find_parent("dl")
    return [
        paragraph.get_text() for paragraph in entry.select_one("dd").find_all("p", recursive=False)
    ]


def links(soup, name, field):
    """Return the addresses of the links in a field of an entry."""
    entry = soup.find(id=f"mcerr-{name}-details").find_parent("dl")
    for term in entry.select("dl.field-list > dt"):
        if term.get_text().rstrip(":") == field:
            return [a["href"] for a in term.find_next_sibling("dd").select("a")]
    return None


@pytest.fixture(scope="module")
def built(shared_project):
    """The project with entries, built to HTML in English."""
    result = shared_project("entries").build(nitpicky=True)
    assert result.warnings == []
    return result


def test_entry_says_all_that_the_registry_says(built):
    """Name, number, place, texts, retry, callers, history and source stand in the entry."""
    soup = built.html("codes.html")
    assert soup.find(id="mcerr-orchard-e-rotten-details").get_text(strip=True) == "E_ROTTEN(101)¶"
    assert paragraphs(soup, "orchard-e-rotten") == [
        "Orchard · Fruit Do not retry",
        "The fruit is rotten.",
        "It smells, and E_LADDER does not help.",
    ]
    assert fields(soup, "orchard-e-rotten") == {
        "The number also means": ["cellar.E_DAMP"],
        "Causes": ["It rained for days.", "Nobody called pick."],
        "What to do": ["Throw it away."],
        "Returned by": ["C pick", "HTTP GET /fruit (status 410)"],
        "See also": ["E_LADDER · cellar.E_DAMP"],
        "Since": ["1.2"],
        "Defined in": ["include/orchard codes.h"],
        "Mentioned on": ["Picking fruit"],
    }


def test_entries_show_every_key(project):
    """Each key of a code is shown in its entry."""
    site = project()
    site.write("gate.yaml", REGISTRY)
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    result = site.build(mooncake_errors_registry="gate.yaml")
    shown = " ".join(entry.get_text() for entry in result.html().select("dl.mcerr-entry"))
    assert {key for key, text in SHOWN.items() if text not in shown} == set()


@pytest.mark.parametrize(
    ("key", "word", "zh_cn"),
    [("removed", "Removed", "已移除"), ("deprecated", "Deprecated", "已弃用")],
)
def test_tables_and_links_mark_codes_that_are_not_used_any_more(project, key, word, zh_cn):
    """The description of a removed or deprecated code says so, in tables and in hints."""
    site = project()
    code = f"{{name: SHUT, value: 1, description: It is shut., {key}: '2'}}"
    head = "component: gate\ntitle: Gate\ngroups:\n- id: all\n  title: All\n"
    site.write("gate.yaml", f"{head}  codes:\n  - {code}\n")
    site.write("index.rst", "Codes\n=====\n\n:mcerr:`SHUT`\n\n.. mooncake-errors:: gate\n")
    registry = {"mooncake_errors_registry": "gate.yaml"}
    soup = site.build(**registry).html()
    assert soup.select_one("td:last-child").get_text() == f"{word} · It is shut."
    assert soup.select_one("p a")["title"] == f"SHUT (1): It is shut. · {word}"
    chinese = site.build(language="zh_CN", **registry).html()
    assert chinese.select_one("td:last-child").get_text() == f"{zh_cn} · It is shut."


@pytest.mark.parametrize(("texts", "folded"), [(5, 0), (6, 3)])
def test_many_log_texts_are_folded(project, texts, folded):
    """In HTML a cause with many log texts shows three; the reader opens the others."""
    site = project()
    printed = [f"Valve {number} is stuck" for number in range(texts)]
    cause = f"[{{cause: It jammed., log: {printed}}}]"
    site.write("gate.yaml", REGISTRY.replace("[Rust has formed.]", cause))
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    soup = site.build(mooncake_errors_registry="gate.yaml").html()
    codes = [code.get_text() for code in soup.select(".mcerr-entry code")]
    assert [text for text in codes if text in printed] == printed
    shown = [f"{folded} more", *printed[3:]] if folded else []
    assert [part.get_text() for part in soup.select("summary, details code")] == shown


@pytest.mark.parametrize(("number", "folded"), [(2, 0), (3, 2)])
def test_many_causes_are_folded(project, number, folded):
    """In HTML all but the first of many causes show only their text; the reader opens the rest."""
    site = project()
    causes = [
        f"{{cause: C{each}., log: [Valve {each} is stuck], actions: [A{each}.]}}"
        for each in range(number)
    ]
    site.write("gate.yaml", REGISTRY.replace("Rust has formed.", ", ".join(causes)))
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    soup = site.build(mooncake_errors_registry="gate.yaml").html()
    hidden = [
        f"C{each}.Log Valve {each} is stuckWhat to do A{each}."
        for each in range(number - folded, number)
    ]
    found = soup.select("li > details")
    assert ["".join(each.get_text().split("\n")) for each in found] == hidden
    assert [each.summary.get_text() for each in found] == [text[:3] for text in hidden]
    addresses = [f"mcerr-gate-jammed-details-cause-{each + 1}" for each in range(number)]
    shown = [each["id"] for each in soup.select("[id*='-cause-']")]
    assert shown == addresses
    assert [each.p["id"] for each in found] == addresses[number - folded :]


def test_a_todo_with_codes_in_a_list_of_all_todos(project):
    """Links of the copy in the list start at its page, and causes are folded once."""
    site = project()
    causes = ", ".join(f"{{cause: C{each}., log: [Valve {each} is stuck]}}" for each in range(3))
    site.write("gate.yaml", REGISTRY.replace("Rust has formed.", causes))
    todo = """
    .. todo::

       .. mooncake-errors:: gate
          :details:
          :no-index:
    """
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n")
    site.write("notes.rst", f":orphan:\n\nNotes\n=====\n{dedent(todo)}")
    for page in ("lists/before", "todos"):  # written before and after the todo
        site.write(f"{page}.rst", ":orphan:\n\nTodos\n=====\n\n.. todolist::\n")
    conf = {"extensions": ["sphinx.ext.todo", "sphinxext.mooncake_errors"]}
    built = site.build(mooncake_errors_registry="gate.yaml", todo_include_todos=True, **conf)
    found = [a["href"] for a in built.html("lists/before.html").select("a:has(code)")]
    assert {place.partition("#")[0] for place in found} == {"../index.html"}
    for page in ("lists/before", "notes", "todos"):
        soup = built.html(f"{page}.html")
        assert [each.get_text() for each in soup.select("summary")] == ["C1.", "C2."]


def test_an_entry_in_a_file_that_a_note_includes(project):
    """A directive whose place docutils does not know ends no build."""
    site = project("entries")
    site.write("part.txt", "\nIncluded:\n\n.. mooncake-error:: E_ROTTEN\n")
    note = ".. note:: Read\n\n   .. only:: html\n\n      .. include:: part.txt\n\n   Text\n"
    site.write("note.rst", f":orphan:\n\nNote\n====\n\n{note}")
    assert len(site.build().html("note.html").select(".note dl.mcerr-entry")) == 1


def test_calls_with_the_same_result_stand_together(project):
    """Calls that return the same stand in one line, in the order of the registry."""
    site = project()
    calls = """[{api: c, call: pick}, {api: c, call: drop, as: returns 7}, Any other call,
      {api: python, call: pick}, {api: c, call: peel}, {api: c, call: lift, as: returns 7}]"""
    text = REGISTRY.replace("[The program ``gatectl``]", calls)
    site.write("gate.yaml", text)
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    soup = site.build(mooncake_errors_registry="gate.yaml").html()
    assert [each.get_text().strip() for each in soup.select(".mcerr-entry li")] == [
        "pick, peel (C)",
        "drop, lift (C) · returns 7",
        "Any other call",
        "pick (Python)",
    ]


@pytest.mark.parametrize(("number", "folded"), [(5, 0), (6, 3)])
def test_many_calls_are_folded(project, number, folded):
    """In HTML a code with many kinds of calls shows three; the reader opens the others."""
    site = project()
    calls = [f"{{api: c, call: turn{each}, as: returns {each}}}" for each in range(number)]
    site.write("gate.yaml", REGISTRY.replace("The program ``gatectl``", ", ".join(calls)))
    site.write("index.rst", "Codes\n=====\n\n.. mooncake-errors:: gate\n   :details:\n")
    soup = site.build(mooncake_errors_registry="gate.yaml").html()
    lines = [each.get_text().strip() for each in soup.select(".mcerr-entry li")]
    assert lines == [f"turn{each} (C) · returns {each}" for each in range(number)]
    hidden = [f"{folded} more", *lines[3:]] if folded else []
    found = soup.select("summary, details li")
    assert [part.get_text().strip() for part in found] == hidden


def test_what_is_not_known_is_not_shown(built):
    """An entry without causes and so on has no empty fields."""
    soup = built.html("codes.html")
    assert fields(soup, "orchard-e-unripe") == {"Defined in": ["include/orchard codes.h"]}
    assert fields(soup, "cellar-e-damp") == {"The number also means": ["orchard.E_ROTTEN"]}
    dark = soup.find(id="mcerr-cellar-e-dark-details").find_parent("dl")
    assert [p.get_text() for p in dark.select("p")] == ["Cellar · Air", "The cellar is dark."]
    assert dark.select("dl") == []
    assert soup.select("dd:empty, dl:empty, ul:empty") == []


def test_code_that_nothing_returns_says_so(built):
    """The entry of a reserved code says that nothing returns it."""
    soup = built.html("codes.html")
    assert paragraphs(soup, "orchard-e-worm")[-1] == "Nothing returns this code at present."
    assert "Nothing returns" not in " ".join(paragraphs(soup, "orchard-e-unripe"))


def test_history_is_visible(built):
    """Removed and deprecated codes have a badge, the version and the replacement."""
    soup = built.html("codes.html")
    assert paragraphs(soup, "orchard-e-rope")[0] == "Orchard · Tools Removed"
    shown = fields(soup, "orchard-e-rope")
    assert (shown["Removed in"], shown["Replaced by"]) == (["2.0"], ["E_LADDER"])
    assert paragraphs(soup, "orchard-e-ladder")[0] == "Orchard · Tools Deprecated Retry after a fix"
    assert fields(soup, "orchard-e-ladder")["Deprecated since"] == ["1.3"]


def test_links_of_an_entry(built):
    """Other meanings, related codes, the source and the pages that mention it are links."""
    soup = built.html("codes.html")
    name = "orchard-e-rotten"
    assert links(soup, name, "The number also means") == ["#mcerr-cellar-e-damp-details"]
    assert links(soup, name, "See also") == [
        "#mcerr-orchard-e-ladder-details",
        "#mcerr-cellar-e-damp-details",
    ]
    source = "https://example.org/blob/main/include/orchard%20codes.h"
    assert links(soup, name, "Defined in") == [source]
    assert links(soup, name, "Mentioned on") == ["guide.html"]
    assert links(soup, "orchard-e-ladder", "Mentioned on") == ["guide.html"]
    assert links(soup, "orchard-e-unripe", "Mentioned on") is None


def test_badges_differ_in_words_and_classes(built):
    """Each kind of retry has a badge with words of its own."""
    badges = {
        badge["class"][1]: badge.get_text()
        for badge in built.html("codes.html").select("dl.mcerr-entry .mcerr-badge")
    }
    assert badges == {
        "mcerr-retry-never": "Do not retry",
        "mcerr-retry-after-fix": "Retry after a fix",
        "mcerr-retry-backoff": "Wait, then retry",
        "mcerr-removed": "Removed",
        "mcerr-deprecated": "Deprecated",
    }


def test_row_and_entry_have_an_address_each(built):
    """The name in a row links to the entry, whose permalink is its own; both ids are there."""
    soup = built.html("codes.html")
    row = soup.find(id="mcerr-orchard-e-rotten").find_parent("tr")
    assert row.find("a")["href"] == "#mcerr-orchard-e-rotten-details"
    entry = soup.find(id="mcerr-orchard-e-rotten-details")
    assert entry.select_one("a.headerlink")["href"] == "#mcerr-orchard-e-rotten-details"
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_references_lead_to_entries(built):
    """Roles and other references lead to the entry, and so does the general index."""
    found = [a["href"] for a in built.html("guide.html").select("section > p a.reference")]
    assert found == [
        "codes.html#mcerr-orchard-e-rotten-details",
        "codes.html#mcerr-orchard-e-ladder-details",
    ]
    index = [a["href"] for a in built.html("genindex.html").select("table.genindextable a")]
    assert "codes.html#mcerr-orchard-e-rotten-details" in index
    assert "codes.html#mcerr-orchard-e-rotten" not in index


def test_a_replacement_in_another_component(project):
    """The component of a code that replaces another one is named if it is not the same."""
    site = project("entries")
    text = (site.src / "orchard.yaml").read_text(encoding="utf-8")
    other = text.replace("replaced_by: E_LADDER", "replaced_by: cellar.E_DAMP")
    site.write("orchard.yaml", other)
    entry = site.build().html("codes.html").select_one("dl:has(#mcerr-orchard-e-rope-details)")
    assert "cellar.E_DAMP" in entry.get_text()


def test_entries_leave_the_contents_alone(built):
    """The table of contents has the components, not every code."""
    local = [a.get_text() for a in built.html("codes.html").select(".contents a.reference")]
    assert local == ["Orchard", "Cellar"]


def test_entries_without_index(project):
    """With :no-index: entries have neither ids nor permalinks, and names do not link."""
    site = project("entries")
    site.write(
        "more.rst", ":orphan:\n\nX\n=\n\n.. mooncake-errors::\n   :details:\n   :no-index:\n"
    )
    result = site.build()
    assert result.warnings == []
    soup = result.html("more.html")
    assert len(soup.select("dl.mcerr-entry")) == 7
    assert soup.select("dl.mcerr-entry > dt[id], dl.mcerr-entry > dt a, td a") == []


def test_tables_without_details_are_as_before(project):
    """Without the flag there are no entries, and names are plain."""
    soup = project("rst").build().html("codes.html")
    assert soup.select("dl.mcerr-entry, td a code.mcerr-code") == []


def test_retry_column(project):
    """The column retry shows the badges, and nothing where it is not known."""
    site = project("entries")
    site.write("codes.rst", "X\n=\n\n.. mooncake-errors:: orchard\n   :columns: name, retry\n")
    table = site.build("dummy").doctree("codes").next_node(nodes.table)
    shown = [[cell.astext() for cell in row] for row in table.findall(nodes.row) if len(row) > 1]
    assert shown == [
        ["Name", "Retry"],
        ["E_ROTTEN", "Do not retry"],
        ["E_UNRIPE", "Wait, then retry"],
        ["E_WORM", ""],
        ["E_LADDER", "Retry after a fix"],
        ["E_ROPE", ""],
    ]


def embed(project, *directives):
    """Build a page of the directives in the project with entries, without its table."""
    site = project("entries")
    site.write("codes.rst", "Codes\n=====\n\n" + "\n\n".join(directives) + "\n")
    return site.build(suppress_warnings=["mcerr.unlisted"])


def test_one_entry_anywhere(project):
    """A single entry is the target of links, without a warning."""
    note = ".. note::\n\n   .. mooncake-error:: E_ROTTEN"
    result = embed(project, note)
    assert [w for w in result.warnings if "guide" not in w] == []
    soup = result.html("codes.html")
    assert soup.select_one(".note dl.mcerr-entry > dt")["id"] == "mcerr-orchard-e-rotten-details"
    # Codes without a place of their own stay what they are, without a link.
    assert fields(soup, "orchard-e-rotten")["See also"] == ["E_LADDER · cellar.E_DAMP"]
    assert links(soup, "orchard-e-rotten", "See also") == []
    assert fields(soup, "orchard-e-rotten")["Mentioned on"] == ["Picking fruit"]
    link = result.html("guide.html").select_one("section > p a.reference")
    assert link["href"] == "codes.html#mcerr-orchard-e-rotten-details"


FAULTS = {
    "E_ROTEN": "unknown code 'E_ROTEN'; did you mean E_ROTTEN or E_ROPE?",
    "101": (
        "ambiguous code '101' shows all of its meanings: write cellar.E_DAMP or orchard.E_ROTTEN"
    ),
}


@pytest.mark.parametrize(("code", "message"), FAULTS.items())
def test_faulty_code_warns_with_the_nearest(project, code, message):
    """An unknown code is a warning; so is an ambiguous one, which shows every meaning."""
    result = embed(project, f".. mooncake-error:: {code}")
    expected = f"codes.rst:4: WARNING: mooncake-error: {message} [mcerr.directive]"
    assert expected in result.warnings
    entries = result.html("codes.html").select("dl.mcerr-entry")
    assert len(entries) == (2 if code == "101" else 0)


def test_entry_shown_twice_is_reported(project):
    """Two entries of a code are a warning, unless one has :no-index:."""
    once = ".. mooncake-error:: E_DAMP"
    result = embed(project, once, once, once + "\n   :no-index:")
    assert (
        "codes.rst:6: WARNING: cellar.E_DAMP is explained at codes.rst:4 already; give one of the "
        "directives :no-index: [mcerr.duplicate]" in result.warnings
    )


def test_table_with_entries_shown_twice_is_reported_once(project):
    """The warning about a duplicate table covers its entries."""
    details = ".. mooncake-errors:: cellar\n   :details:"
    duplicates = [w for w in embed(project, details, details).warnings if "duplicate" in w]
    assert duplicates == [
        "codes.rst:7: WARNING: cellar.E_DAMP and 1 more are listed at codes.rst:4 already; "
        "give one of the tables :no-index: [mcerr.duplicate]"
    ]


def test_row_and_single_entry_go_together(project):
    """A table on one page and an entry on another are no duplicates; links go to the entry."""
    site = project("entries")
    site.write("codes.rst", "X\n=\n\n.. mooncake-errors::\n")
    site.write("more.rst", ":orphan:\n\nX\n=\n\n.. mooncake-error:: E_ROTTEN\n")
    result = site.build()
    assert result.warnings == []
    link = result.html("guide.html").select_one("section > p a.reference")
    assert link["href"] == "more.html#mcerr-orchard-e-rotten-details"


def test_entries_are_made_of_standard_nodes(project):
    """The stored page has only nodes that every writer supports."""
    doctree = project("entries").build("dummy").doctree("codes")
    modules = {type(node).__module__ for node in doctree.findall(nodes.Element)}
    assert modules <= {"docutils.nodes", "sphinx.addnodes"}


def test_source_url_needs_a_place_for_the_path(project):
    """A template without the path stops the build with a clear message."""
    with pytest.raises(
        ConfigError, match=r"mooncake_errors_source_url: must be .* with \{path\}, not 'https://x'"
    ):
        project("entries").build(mooncake_errors_source_url="https://x")


def test_without_source_url_the_header_is_plain(project):
    """By default the name of the header is no link."""
    soup = project("entries").build(mooncake_errors_source_url="").html("codes.html")
    assert fields(soup, "orchard-e-rotten")["Defined in"] == ["include/orchard codes.h"]
    assert links(soup, "orchard-e-rotten", "Defined in") == []


@pytest.mark.parametrize(
    "builder", ["text", "man", "texinfo", "latex", "epub", "singlehtml", "xml"]
)
def test_every_builder_shows_entries(project, builder):
    """Other builders show the entries without a warning."""
    site = project("entries")
    result = site.build(
        builder,
        version="1",
        man_pages=[("codes", "codes", "Codes", "", 1)],
        epub_copyright="",
    )
    ours = [line for line in result.warnings if "mcerr" in line or "codes" in line]
    assert [line for line in ours if "table cell spanning" not in line] == []
    files = [
        p
        for p in result.out.rglob("*")
        if p.suffix in {".txt", ".1", ".texi", ".tex", ".xhtml", ".html", ".xml"}
    ]
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
    assert "It rained for days." in text
    assert "Mentioned on" in text


def test_pages_that_are_not_in_a_book_are_not_linked(project):
    """A PDF of some pages leaves out the mentions on others."""
    site = project("entries")
    site.write("index.rst", "Start\n=====\n\n.. toctree::\n\n   codes\n")
    guide = (site.src / "guide.rst").read_text(encoding="utf-8")
    site.write("guide.rst", f":orphan:\n\n{guide}")
    site.write("more.rst", ":orphan:\n\nMore\n====\n\n:mcerr:`E_WORM`\n")
    result = site.build("latex", latex_documents=[("index", "codes.tex", "Codes", "X", "manual")])
    text = (result.out / "codes.tex").read_text(encoding="utf-8")
    assert result.warnings == []
    assert "It rained for days." in text
    assert "Mentioned on" not in text


@pytest.mark.parametrize("builder", ["latex", "texinfo"])
def test_codes_that_are_in_another_book_are_not_linked(project, builder):
    """A table in a book of its own shows codes without the links that it has in HTML."""
    site = project("entries")
    table = ".. mooncake-errors:: cellar\n   :no-index:\n"
    site.write("more.rst", f":orphan:\n\nMore\n====\n\n{table}")
    books = [(page, f"{page}.tex", "Codes", "X", "manual") for page in ("index", "more")]
    infos = [(page, page, "Codes", "X", page, "Codes.", "C") for page in ("index", "more")]
    result = site.build(builder, latex_documents=books, texinfo_documents=infos)
    (book,) = result.out.glob("more.tex*")
    assert result.warnings == []
    assert "The cellar is dark." in book.read_text(encoding="utf-8")


def test_entries_are_headings_below_their_groups(built):
    """Screen readers and outlines find the groups and the entries; a link leads back to the row."""
    soup = built.html("codes.html")
    found = soup.select("h3.mcerr-group-title, dl.mcerr-entry [role=heading]")
    shown = [(each.get("aria-level", "group"), each.get_text()) for each in found]
    assert shown[:3] == [("group", "Fruit"), ("4", "E_ROTTEN (101)"), ("4", "E_UNRIPE (102)")]
    assert [level for level, _ in shown].count("group") == len(soup.select("tr.mcerr-group"))
    back = soup.select_one("#mcerr-orchard-e-rotten-details").find_next(class_="mcerr-back")
    assert (back["href"], back["aria-label"]) == ("#mcerr-orchard-e-rotten", "Back to the table")
    assert soup.find(id="mcerr-orchard-e-rotten")


def test_entries_without_a_table_are_headings(project):
    """A single entry is a heading below that of its section, without a link to a row."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-error:: store.LEASE_EXPIRED\n")
    soup = site.build().html()
    assert soup.select_one("dl.mcerr-entry [role=heading]")["aria-level"] == "2"
    assert soup.select(".mcerr-back, .mcerr-group-title") == []


def test_entries_in_chinese(project):
    """With zh_CN the built-in entries and their labels are in Chinese."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: store\n   :details:\n")
    result = site.build(language="zh_CN")
    assert result.warnings == []
    soup = result.html()
    store = load_registry().component("store")
    assert len(soup.select("dl.mcerr-entry")) == len(list(store.codes()))
    shown = fields(soup, "store-object-not-found")
    assert list(shown) == [
        "影响",
        "引入版本",
        "原因",
        "处理方法",
        "返回该错误码的接口",
        "另请参阅",
        "定义于",
    ]


def test_shipped_entries_hold_together():
    """A built-in code has causes unless it is reserved, success, or said to reach no caller.

    A reserved code may have those of earlier versions.
    """
    states = {"transfer-state", "client-health", "pg-proposal", "pg-sync"}
    for component in load_registry().components:
        for code in component.codes() if component.component not in states else ():
            unmet = (code.details or "").startswith("No call ")
            reserved = not code.raised or (unmet and not code.causes)
            now = [cause for cause in code.causes if not cause.until]
            assert not (reserved and (code.returned_by or code.retry or now)), code.label
            assert reserved or code.causes or code.value == 0, code.label


@pytest.mark.tex
def test_pdf(project, required_tool):
    """The PDF has the entries, and its links have targets."""
    required_tool("xelatex")
    required_tool("latexmk")
    result = project("entries").build("latex", latex_engine="xelatex", latex_use_xindy=False)
    make = shutil.which("make")
    subprocess.run([make, "-s"], cwd=result.out, check=True, capture_output=True)
    log = next(result.out.glob("*.log")).read_text(encoding="utf-8", errors="replace")
    assert "undefined references" not in log
