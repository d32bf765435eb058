"""The argument and the options of the directive, right and wrong."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.registry.builtin import COMPONENTS
from sphinxext.mooncake_errors.registry.load import load_registry

SIZES = [len(list(component.codes())) for component in load_registry().components]

TITLES = [
    "Mooncake Transfer Engine",
    "Mooncake Store",
    "Mooncake Transfer Engine: Status",
    "Mooncake TENT: Status",
    "Mooncake PG: C++",
    "Mooncake PG: C",
    "RDMA completion statuses",
    "Transfer states",
    "Client health",
    "Mooncake PG: Proposal status",
    "Mooncake PG: Status of a sync after a failure",
]


def rows(table):
    """Return the texts of a table's cells, row by row."""
    return [[cell.astext() for cell in row] for row in table.findall(nodes.row)]


def page(*directives):
    """Return a page that consists of the `directives`."""
    return "Page\n====\n\n" + "\n\n".join(directives) + "\n"


def build(project, *directives, **conf):
    """Build a page of the `directives` in an otherwise empty project."""
    site = project()
    site.write("index.rst", page(*directives))
    return site.build("dummy", **conf)


def test_all_components_get_a_section_each(project):
    """Without an argument each component is a section: title, introduction, version, table."""
    result = project("rst").build()
    assert result.warnings == []
    sections = result.stored("codes").next_node(nodes.section).children[2:]
    assert [s["ids"][0] for s in sections] == [f"mcerr-{name}" for name in COMPONENTS]
    kinds = [[type(child) for child in section] for section in sections]
    plain = [nodes.title, nodes.paragraph, nodes.table]
    checked = [nodes.title, nodes.paragraph, nodes.paragraph, nodes.table]
    assert kinds == [plain if name == "rdma-completion" else checked for name in COMPONENTS]


def test_the_section_of_a_component_has_the_anchor_of_its_title(project):
    """Links to the heading of a page that was kept by hand lead to the component."""
    soup = project("rst").build().html("codes.html")
    anchor = soup.find(id="mooncake-store")
    assert anchor.find_next("h2").get_text().startswith("Mooncake Store")
    assert anchor.find_parent(id="mcerr-store")


def test_every_code_has_a_row_with_an_address_of_its_own(project):
    """The components show all of their codes, each below an id that no other element has."""
    soup = project("rst").build().html("codes.html")
    tables = soup.select("table.mooncake-errors")
    counts = [len(table.select("tr:not(.mcerr-group) code.mcerr-code")) for table in tables]
    assert counts == SIZES
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    targets = soup.select("table.mooncake-errors span.target[id]")
    assert len(targets) == sum(SIZES)


def test_group_rows_span_the_table(project):
    """Each group has one full-width heading row, in the order of the registry."""
    result = build(project, ".. mooncake-errors:: transfer-engine")
    headings = result.doctree().findall(
        lambda node: isinstance(node, nodes.row) and "mcerr-group" in node["classes"]
    )
    found = [(row.astext(), row[0]["morecols"]) for row in headings]
    titles = ("Success", "Invalid arguments", "Handshake", "Other")
    assert found == [(title, 2) for title in titles]


def test_sections_are_in_the_local_contents_and_the_toctree(project):
    """The sections of the directive are in the tables of contents."""
    result = project("rst").build()
    local = [a.get_text() for a in result.html("codes.html").select(".contents a.reference")]
    assert local == TITLES
    toctree = [a["href"] for a in result.html("index.html").select(".toctree-wrapper a")]
    assert "codes.html#mcerr-store" in toctree
    reference = result.html("guide.html").select("section p a.reference")[-1]
    assert (reference.get_text(), reference["href"]) == ("Mooncake Store", "codes.html#mcerr-store")


def test_rubrics_stand_where_sections_cannot(project):
    """Inside other content the components are headed by rubrics, and nothing is lost."""
    result = build(project, ".. note::\n\n   .. mooncake-errors::")
    note = result.doctree().next_node(nodes.note)
    titles = [rubric.astext() for rubric in note.findall(nodes.rubric)]
    assert titles == TITLES
    assert result.warnings == []


def test_groups_and_codes_choose_rows(project):
    """Groups and codes narrow the table, in the order of the registry, without introduction."""
    result = build(
        project,
        ".. mooncake-errors:: store\n   :groups: rpc, transfer",
        ".. mooncake-errors::\n   :codes: ERR_DNS, -1701 LEASE_EXPIRED\n   :no-index:",
    )
    assert result.warnings == []
    tables = [rows(table) for table in result.doctree().findall(nodes.table)]
    first, engine, store = tables
    assert [row[0] for row in first] == [
        "Name",
        "Transfer",
        "TRANSFER_FAIL",
        "CHECKSUM_MISMATCH",
        "RPC",
        "RPC_FAIL",
        "RPC_TIMEOUT",
    ]
    assert [row[0] for row in engine] == ["Name", "Handshake", "ERR_DNS"]
    assert [row[0] for row in store] == [
        "Name",
        "Object",
        "LEASE_EXPIRED",
        "Tenant",
        "TENANT_NOT_REGISTERED",
    ]


def test_columns_choose_cells(project):
    """Columns come as asked; with the group as a column there are no heading rows."""
    option = ":groups: rpc\n   :columns: value, group, name"
    result = build(project, f".. mooncake-errors:: store\n   {option}")
    assert rows(result.doctree().next_node(nodes.table)) == [
        ["Value", "Group", "Name"],
        ["-900", "RPC", "RPC_FAIL"],
        ["-901", "RPC", "RPC_TIMEOUT"],
    ]


def test_numbers_are_addresses_where_no_column_has_names(project):
    """Without a column of names the numbers of a table have the addresses and the links."""
    site = project()
    table = ".. mooncake-errors:: store\n   :groups: rpc\n   :columns: value, description"
    site.write("index.rst", page(table, ":mcerr:`RPC_FAIL`", ".. mooncake-error:: -901"))
    result = site.build()
    assert result.warnings == []
    html = result.html()
    assert html.select_one("p a.reference")["href"] == "#mcerr-store-rpc-timeout-details"
    assert html.select_one("section > p a.reference")["href"] == "#mcerr-store-rpc-fail"
    assert html.select_one("#mcerr-store-rpc-fail").get_text() == "-900"
    assert (result.out / "mcerr" / "-900.html").is_file()
    assert "-900" in result.html("genindex.html").get_text()


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("name", "BUCKET_ALREADY_EXISTS", "WRITE_FAIL"), ("value", "OK", "TENANT_NOT_EMPTY")],
)
def test_sorted_tables_are_flat(project, sort, first, last):
    """Sorting by name or value lists all codes in one sequence without group headings."""
    result = build(project, f".. mooncake-errors:: store\n   :sort: {sort}")
    names = [row[0] for row in rows(result.doctree().next_node(nodes.table))][1:]
    assert (len(names), names[0], names[-1]) == (SIZES[1], first, last)


def test_caption_name_and_class(project):
    """A captioned table is numbered and can be referred to by its name."""
    table = ".. mooncake-errors:: store\n   :caption: All *codes*\n   :name: codes\n   :class: wide"
    site = project()
    site.write("index.rst", page(table, "See :ref:`codes` and :numref:`codes`."))
    result = site.build(numfig=True)
    assert result.warnings == []
    soup = result.html()
    assert soup.select_one("table#codes.wide.mooncake-errors caption em").get_text() == "codes"
    links = [(a.get_text(), a["href"]) for a in soup.select("section > p a.reference.internal")]
    assert links == [("All codes", "#codes"), ("Table 1", "#codes")]


def test_second_table_without_index(project):
    """The same codes may stand twice in a document if one table is not indexed."""
    result = build(
        project,
        ".. mooncake-errors:: store",
        ".. mooncake-errors:: store\n   :groups: rpc\n   :no-index:",
    )
    assert result.warnings == []
    second = list(result.doctree().findall(nodes.table))[1]
    assert list(second.findall(nodes.target)) == []


def test_codes_listed_twice_are_reported_once_a_table(project):
    """Two indexed tables with the same codes give one warning, whichever way they are built."""
    site = project("rst")
    site.write("more.rst", ":orphan:\n\n" + page(".. mooncake-errors:: store\n   :groups: rpc"))
    expected = [
        "more.rst:6: WARNING: store.RPC_FAIL and 1 more are listed at codes.rst:7 already; "
        "give one of the tables :no-index: [mcerr.duplicate]"
    ]
    assert site.build().warnings == expected
    assert site.build(out="parallel", parallel=2).warnings == expected


def test_codes_listed_twice_in_one_document(project):
    """A second row in the same document has no id and is a warning."""
    rpc = ".. mooncake-errors:: store\n   :groups: rpc"
    site = project()
    site.write("index.rst", page(rpc, rpc))
    result = site.build()
    assert result.warnings == [
        "index.rst:7: WARNING: store.RPC_FAIL and 1 more are listed at index.rst:4 already; "
        "give one of the tables :no-index: [mcerr.duplicate]"
    ]
    assert len(result.html().select("#mcerr-store-rpc-fail")) == 1


def test_codes_of_a_file_that_is_included_twice(project):
    """Both listings have the same place, so the warning also names the page of the first."""
    site = project()
    site.write("part.txt", ".. mooncake-errors:: store\n   :groups: rpc\n")
    for name in ("index", "second", "third"):
        site.write(f"{name}.rst", ":orphan:\n\n" + page(".. include:: part.txt"))
    assert site.build().warnings == [
        "part.txt:1: WARNING: store.RPC_FAIL and 1 more are listed at part.txt:1 of the page index "
        "already; give one of the tables :no-index: [mcerr.duplicate]"
    ]


FAULTS = {
    ".. mooncake-errors:: stor": "unknown component 'stor'; did you mean store?",
    ".. mooncake-errors:: store\n   :groups: rpc, objct": (
        "unknown group 'objct'; did you mean object?"
    ),
    ".. mooncake-errors:: store\n   :codes: RPC_FALE": (
        "unknown code 'RPC_FALE'; did you mean RPC_FAIL?"
    ),
    ".. mooncake-errors:: store\n   :codes: ERR_DNS": (
        "transfer-engine.ERR_DNS is in group handshake, outside of the groups shown here"
    ),
    ".. mooncake-errors:: store\n   :columns: nmae, value": (
        "unknown column 'nmae'; did you mean name?"
    ),
    ".. mooncake-errors:: store\n   :sort: random": (
        "unknown sort order 'random'; known are registry, value, name"
    ),
    ".. mooncake-errors:: store\n   :colums: name": (
        "unknown option 'colums'; did you mean columns?"
    ),
    ".. mooncake-errors:: store\n   :codes: ,": "option 'codes' is empty",
    ".. mooncake-errors::\n   :caption: All": (
        "caption: only for a single table, so name one component"
    ),
    ".. mooncake-errors:: store\n   :class: 1 2": 'class: cannot make "1" into a class name',
}


@pytest.mark.parametrize(("directive", "message"), FAULTS.items())
def test_faulty_options_warn_and_the_page_still_builds(project, directive, message):
    """Each fault of a directive is one warning at its line, and the rest is shown."""
    result = build(project, directive, "The end.")
    assert result.warnings == [
        f"index.rst:4: WARNING: mooncake-errors: {message} [mcerr.directive]"
    ]
    assert result.doctree().astext().endswith("The end.")


@pytest.mark.parametrize(
    ("value", "is_set"),
    {"": True, " true": True, " Yes": True, " false": False, " no": False, " 1": False}.items(),
)
def test_options_without_a_value_may_be_true_or_false(project, value, is_set):
    """An option without a value also takes true and false; another value is left out, and told."""
    rst, myst = project(name="rst"), project("myst", name="myst")
    options = f":groups: rpc\n:details:{value}"
    indented = options.replace("\n", "\n   ")
    rst.write("index.rst", page(f".. mooncake-errors:: store\n   {indented}"))
    myst.write("index.md", f"# Page\n\n```{{mooncake-errors}} store\n{options}\n```\n")
    message = "WARNING: mooncake-errors: option 'details' is true or false, not '1'"
    for site, place in ((rst, "index.rst:4"), (myst, "index.md:3")):
        result = site.build("dummy")
        expected = [f"{place}: {message} [mcerr.directive]"] if value == " 1" else []
        assert result.warnings == expected
        assert len(rows(result.doctree())) == 4
        assert bool(result.doctree().next_node(addnodes.desc)) == is_set


def test_ambiguous_code_shows_all_meanings(project):
    """A number of two components selects both rows, with a warning."""
    result = build(project, ".. mooncake-errors::\n   :codes: -200")
    assert result.warnings == [
        "index.rst:4: WARNING: mooncake-errors: ambiguous code '-200' shows all of its meanings: "
        "write store.NO_AVAILABLE_HANDLE or transfer-engine.ERR_METADATA [mcerr.directive]"
    ]
    assert len(list(result.doctree().findall(nodes.table))) == 2


def test_rst_and_myst_give_the_same_tables(project):
    """The same directive in both markups makes the same nodes."""
    options = ":groups: rpc, tenant\n:columns: name, value, description, group"
    rst, myst = project(name="rst"), project("myst", name="myst")
    indented = options.replace("\n", "\n   ")
    rst.write("index.rst", page(f".. mooncake-errors:: store\n   {indented}"))
    myst.write("index.md", f"# Page\n\n```{{mooncake-errors}} store\n{options}\n```\n")
    tables = [
        site.build("dummy").doctree().next_node(nodes.table).pformat() for site in (rst, myst)
    ]
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    "codes", ["[-900, RPC_TIMEOUT]", "['-900', \"-901\"]", "\n  - -900\n  - -901"]
)
def test_lists_of_yaml_in_myst(project, codes):
    """In Markdown a block of options may have lists as YAML writes them."""
    site = project()
    site.write("conf.py", "extensions = ['myst_parser', 'sphinxext.mooncake_errors']\n")
    options = f"---\ncodes: {codes}\ncolumns: [name]\n---\n"
    site.write("index.md", f"# Start\n\n```{{mooncake-errors}} store\n{options}```\n")
    result = site.build()
    assert result.warnings == []
    table = result.doctree().next_node(nodes.table)
    assert rows(table) == [["Name"], ["RPC"], ["RPC_FAIL"], ["RPC_TIMEOUT"]]


def test_table_is_made_of_standard_nodes(project):
    """The stored table has the shape that every writer understands."""
    result = build(project, ".. mooncake-errors:: store\n   :codes: OBJECT_NOT_FOUND")
    table = result.doctree().next_node(nodes.table)
    assert table["classes"] == ["mooncake-errors", "colwidths-given", "longtable"]
    row = table.next_node(nodes.tbody)[1]
    index, target, literal = row[0][0].children
    assert target["ids"] == ["mcerr-store-object-not-found"]
    assert isinstance(literal, nodes.literal)
    assert row[1][0]["classes"] == ["mcerr-value"]
    words = [entry[1] for entry in index["entries"]]
    assert words == ["OBJECT_NOT_FOUND", "-704; OBJECT_NOT_FOUND"]
    assert {type(node).__module__ for node in table.findall(nodes.Element)} <= {
        "docutils.nodes",
        "sphinx.addnodes",
    }
