"""The codes of a call: in a table, on the index page of calls, and links to documented calls."""

from __future__ import annotations

import pytest
from comparing import differences

REGISTRY = """\
component: gate
title: Gate
groups:
- id: lock
  title: Lock
  codes:
  - name: JAMMED
    value: -10
    description: The lock is jammed.
    returned_by:
    - {api: python, call: Gate.open, as: returns -10}
    - {api: python, call: Gate.open, as: returns ``None``, text: with ``quiet``}
    - {api: http, call: "POST /gates/{id}/open", as: status 409}
    - {api: c, call: gate_open}
  - name: SHUT
    value: -2
    description: The gate is shut.
    returned_by:
    - {api: python, call: Gate.open, as: raises ``Shut``}
    - {api: c++, call: "Gate::open"}
    - {api: python, call: Gate.close}
    - {call: gatectl open, as: exits with 2}
    - C ``gate_lost``
- id: none
  title: None
  codes:
  - {name: OPENED, value: 0, description: It is open., returned_by: [{api: c, call: gate_open}]}
"""
BARN = """\
component: barn
title: Barn
groups:
- id: door
  title: Door
  codes:
  - name: STUCK
    value: 7
    description: The door is stuck.
    returned_by: [{api: python, call: Barn.enter, as: returns 7}]
"""
SETTINGS = """\
extensions = ["sphinxext.mooncake_errors"]
mooncake_errors_registry = ["gate.yaml", "barn.yaml"]
nitpicky = True
nitpick_ignore_regex = [("cpp:identifier", "far.*")]
exclude_patterns = ["_*"]
"""
API = """\
API
===

.. py:method:: mooncake.gates.Gate.open()

.. cpp:function:: int far::Gate::open(int how)

.. cpp:function:: int far::Gate::open()

.. c:function:: int gate_open(int gate_lost)
"""
ORPHAN = ":orphan:\n\n"


@pytest.fixture
def site(project):
    """A project with two components, one table of all codes with entries, and an empty page."""
    site = project()
    site.write("conf.py", SETTINGS)
    site.write("gate.yaml", REGISTRY)
    site.write("barn.yaml", BARN)
    site.write("index.rst", "Start\n=====\n\n.. mooncake-errors::\n   :details:\n")
    site.write("api.rst", f"{ORPHAN}API\n===\n\nNothing.\n")
    return site


def table(site, *options, component="gate"):
    """Build a page with a table of codes, and return the result and its rows."""
    lines = [f".. mooncake-errors:: {component}", *options, ":no-index:"]
    site.write("api.rst", f"{ORPHAN}API\n===\n\n" + "\n   ".join(lines) + "\n")
    result = site.build()
    shown = result.html("api.html").select("table.mooncake-errors tr:not(.mcerr-group)")
    return result, [[cell.get_text() for cell in row.select("th, td")] for row in shown]


def test_table_of_a_call(site):
    """Only the codes of the call are shown, with what the call returns for each."""
    result, rows = table(site, ":returned-by: Gate.open")
    assert result.warnings == []
    assert rows == [
        ["Name", "Value", "Description", "Returns"],
        ["JAMMED", "-10", "The lock is jammed.", "returns -10 · returns None · with quiet"],
        ["SHUT", "-2", "The gate is shut.", "raises Shut"],
    ]
    link = result.html("api.html").select_one("table.mooncake-errors tbody a")
    assert link["href"] == "index.html#mcerr-gate-jammed-details"


def test_table_of_a_call_with_other_options(site):
    """The option narrows the selection of groups and codes; columns can be chosen."""
    options = (":returned-by: gate_open", ":groups: none", ":columns: name, returns")
    _, rows = table(site, *options)
    assert rows == [["Name", "Returns"], ["OPENED", ""]]
    options = (":returned-by: POST /gates/{id}/open", ":columns: returns, name")
    _, rows = table(site, *options, component="")
    assert rows == [["Returns", "Name"], ["status 409", "JAMMED"]]


def test_call_of_which_only_the_codes_are_known(site):
    """Without a text about what the call returns there is no column for it."""
    _, rows = table(site, ":returned-by: gate_open")
    assert rows[0] == ["Name", "Value", "Description"]
    assert [row[0] for row in rows[1:]] == ["JAMMED", "OPENED"]


FAULTS = {
    ":returned-by: Gate.opne": (
        "unknown call 'Gate.opne'; did you mean Gate.open, gate_open or Gate::open?"
    ),
    ":returned-by: open()": (
        "unknown call 'open()'; did you mean Gate.open or POST /gates/{id}/open or Gate::open?"
    ),
    ":returned-by: Barn.enter": "Barn.enter returns none of the codes asked for, but codes of barn",
    ":returned-by: zzz": "unknown call 'zzz'",
    ":columns: name, returns": "the column returns needs the option returned-by",
}


@pytest.mark.parametrize(("option", "message"), FAULTS.items())
def test_faulty_call(site, option, message):
    """An unknown call is one warning at the line of the directive, with the nearest call."""
    result, _ = table(site, option)
    place = "api.rst:6: WARNING: mooncake-errors: "
    assert result.warnings == [f"{place}{message} [mcerr.directive]"]


def test_texts_of_calls_are_translated(site):
    """The texts about a call are in the language of the build, in table, entry and index."""
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    words = {"Returns": "Rend", "returns -10": "rend -10", "Error codes by call": "Par appel"}
    messages = "".join(f'msgid "{k}"\nmsgstr "{v}"\n\n' for k, v in words.items())
    site.write("locales/fr/LC_MESSAGES/mooncake-errors.po", head + messages)
    site.write("api.rst", f"{ORPHAN}API\n===\n\nSee :ref:`mcerr-calls`.\n")
    result = site.build(language="fr")
    assert result.warnings == []
    assert result.html("api.html").select_one("p a[href='mcerr-calls.html']").get_text() == (
        "Par appel"
    )
    index = result.html("mcerr-calls.html")
    assert index.h1.get_text() == "Par appel"
    assert "rend -10" in index.get_text()
    site.write("api.rst", f"{ORPHAN}A\n=\n\n.. mooncake-errors::\n   :returned-by: Gate.open\n")
    cells = site.build(language="fr", suppress_warnings=["mcerr.duplicate"]).html("api.html")
    assert cells.select("table.mooncake-errors thead th")[-1].get_text() == "Rend"
    assert "rend -10" in cells.get_text()


def lines_of_index(result):
    """Return the lines of the index page of calls: text, address, and what is returned."""
    rows = result.html("mcerr-calls.html").select("table.indextable tr:not(.pcap)")
    found = []
    for row in rows:
        texts = [" ".join(cell.get_text().split()) for cell in row.select("td")[1:]]
        found.append((*filter(None, texts), *(a["href"] for a in row.select("a"))))
    return found


def test_index_page_of_calls(site):
    """The page lists the calls of each API with their codes, which lead to their entries."""
    jammed, shut, opened, stuck = (
        f"index.html#mcerr-{name}-details"
        for name in ("gate-jammed", "gate-shut", "gate-opened", "barn-stuck")
    )
    assert lines_of_index(site.build()) == [
        ("Python",),
        ("Barn.enter",),
        ("7 (STUCK)", "returns 7", stuck),
        ("Gate.close",),
        ("-2 (SHUT)", shut),
        ("Gate.open",),
        ("-2 (SHUT)", "raises Shut", shut),
        ("-10 (JAMMED)", "returns -10", jammed),
        ("-10 (JAMMED)", "returns None · with quiet", jammed),
        ("C",),
        ("gate_open",),
        ("0 (OPENED)", opened),
        ("-10 (JAMMED)", jammed),
        ("C++",),
        ("Gate::open",),
        ("-2 (SHUT)", shut),
        ("HTTP",),
        ("POST /gates/{id}/open",),
        ("-10 (JAMMED)", "status 409", jammed),
        ("Other calls",),
        ("gatectl open",),
        ("-2 (SHUT)", "exits with 2", shut),
    ]


def test_no_index_page_without_calls(project):
    """Without calls in the registry there is no index page of calls."""
    result = project("own").build()
    assert not (result.out / "mcerr-calls.html").exists()
    assert "mcerr-calls" not in result.app.env.domains["std"].labels


def test_index_of_calls_holds_what_is_listed(site):
    """Codes that no page lists are not on the page."""
    site.write("index.rst", "Start\n=====\n\n.. mooncake-errors:: barn\n")
    found = lines_of_index(site.build())
    assert [line[0] for line in found] == ["Python", "Barn.enter", "7 (STUCK)"]


@pytest.mark.parametrize("builder", ["html", "latex", "texinfo"])
def test_index_of_calls_is_escaped(site, builder):
    """Titles, headings, calls and texts with special characters are shown as they are."""
    registry = REGISTRY.replace("gatectl open", "'<b>&open{x}'").replace("exits with", "<i> exits")
    site.write("gate.yaml", registry)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    words = 'msgid "Error codes by call"\nmsgstr "<a> & {b}"\n\n'
    words += 'msgid "Other calls"\nmsgstr "<c> & {d}"\n'
    site.write("locales/fr/LC_MESSAGES/mooncake-errors.po", head + words)
    result = site.build(builder, language="fr")
    assert result.warnings == []
    if builder == "html":
        found = lines_of_index(result)
        assert result.html("mcerr-calls.html").h1.get_text() == "<a> & {b}"
        assert [line[:2] for line in found[-3:]] == [
            ("<c> & {d}",),
            ("<b>&open{x}",),
            ("-2 (SHUT)", "<i> exits 2"),
        ]
    elif builder == "latex":
        (path,) = result.out.glob("*.tex")
        text = path.read_text(encoding="utf-8")
        assert r"\renewcommand{\indexname}{\textless{}a\textgreater{} \& \{b\}}" in text
        assert r"\sphinxstyleindexentry{\textless{}b\textgreater{}\&open\{x\}}" in text
    else:
        (path,) = result.out.glob("*.texi")
        text = path.read_text(encoding="utf-8")
        assert "@unnumbered <a> & @" in text
        assert "* <b>&open@{x@}: " in text


def calls(result, page="index.html"):
    """Return the calls in the entries of a page, each with the address that it leads to."""
    body = result.html(page)
    heads = [dt for dt in body.select("dt") if dt.get_text().startswith("Returned by")]
    parts = [dt.find_next_sibling("dd") for dt in heads] or body.select(
        "[id$=-details-returned-by]"
    )
    found = {}
    for part in parts:
        for code in part.select("li code, p code, div > p code"):
            link = code.find_parent("a")
            found.setdefault(code.get_text(), link and link["href"])
    return found


def test_calls_that_the_project_documents_are_links(site):
    """A call links to the method or function of that name in any module or namespace."""
    site.write("api.rst", ORPHAN + API)
    result = site.build()
    assert result.warnings == []
    found = calls(result)
    assert found["Gate.open"] == "api.html#mooncake.gates.Gate.open"
    assert found["Gate::open"].startswith("api.html#_CPPv4N3far4Gate4open")
    assert found["gate_open"] == "api.html#c.gate_open"
    assert {found[call] for call in ("Gate.close", "POST /gates/{id}/open", "gate_lost")} == {None}
    index = {line[0]: line[1:] for line in lines_of_index(result)}
    assert index["Gate.open"] == ("api.html#mooncake.gates.Gate.open",)


def test_calls_on_pages_of_codes(site):
    """A page of a code links its calls as an entry does."""
    site.write("index.rst", "Start\n=====\n\n.. mooncake-errors::\n")
    site.write("api.rst", ORPHAN + API)
    result = site.build(mooncake_errors_pages="errors")
    assert result.warnings == []
    found = calls(result, "errors/gate/jammed.html")
    assert found["Gate.open"] == "../../api.html#mooncake.gates.Gate.open"
    assert found["POST /gates/{id}/open"] is None


def test_calls_that_nothing_documents_are_plain(site):
    """Undocumented calls are literals, without a warning even in a nitpicky build."""
    result = site.build()
    assert result.warnings == []
    assert set(calls(result).values()) == {None}


def test_a_name_that_two_objects_end_with_is_plain(site):
    """An ambiguous call is not a link; a full name is unambiguous."""
    other = ".. py:method:: mooncake.walls.Gate.open()\n"
    site.write("api.rst", f"{ORPHAN}{API}\n{other}")
    assert calls(site.build())["Gate.open"] is None
    site.write("api.rst", f"{ORPHAN}{API}\n{other}\n.. py:method:: Gate.open()\n")
    assert calls(site.build())["Gate.open"] == "api.html#Gate.open"


HTTP = '''
from sphinx.domains import Domain, ObjType


class HTTPDomain(Domain):
    """Documents one endpoint; asked for another it warns, as the usual domain for HTTP does."""

    name = "http"
    object_types = {"post": ObjType("post", "post", "obj")}

    def get_objects(self):
        yield "/gates/(int:gate)/open", "", "post", "api", "post-open", 1

    def resolve_xref(self, *_):
        raise AssertionError


def setup(app):
    app.add_domain(HTTPDomain)
'''


def test_endpoints_of_http(site):
    """A call of HTTP leads to the endpoint with its method and path, whatever the parameters."""
    site.write("conf.py", f"{SETTINGS}\n{HTTP}")
    result = site.build()
    assert result.warnings == []
    assert calls(result)["POST /gates/{id}/open"] == "api.html#post-open"


def test_calls_that_another_project_documents(site, project):
    """Through intersphinx a call leads to the object with exactly its name."""
    other = project(name="other")
    objects = ".. py:method:: Gate.open()\n\n.. cpp:function:: int Gate::open()\n"
    other.write("index.rst", f"API\n===\n\n{objects}\n.. c:function:: int gate_open()\n")
    inventory = other.build().out / "objects.inv"
    base = "https://api.example/"
    result = site.build(
        extensions=["sphinx.ext.intersphinx", "sphinxext.mooncake_errors"],
        intersphinx_mapping={"api": (base, str(inventory))},
    )
    assert result.warnings == []
    found = calls(result)
    assert found["Gate.open"] == f"{base}index.html#Gate.open"
    assert found["Gate::open"].startswith(f"{base}index.html#_CPPv4")
    assert found["gate_open"] == f"{base}index.html#c.gate_open"
    assert found["Gate.close"] is None


@pytest.mark.parametrize("builder", ["latex", "text", "singlehtml", "epub", "gettext"])
def test_other_formats(site, builder):
    """Every format has the calls and their table, as links or not, without a warning."""
    call = ".. mooncake-errors:: gate\n   :returned-by: Gate.open\n   :no-index:\n"
    site.write("index.rst", "Start\n=====\n\n.. mooncake-errors::\n   :details:\n\n" + call)
    site.write("api.rst", ORPHAN + API)
    result = site.build(builder, epub_copyright="nobody", version="1")
    assert [line for line in result.warnings if "api" not in line] == []
    if builder == "text":
        assert 'raises "Shut"' in (result.out / "index.txt").read_text(encoding="utf-8")
    if builder == "latex":
        (path,) = result.out.glob("*.tex")
        text = path.read_text(encoding="utf-8")
        assert text.count(r"\sphinxstyleindexentry{Gate.open}") == 1
        assert "Returns" in text


CHANGES = {
    "documented": lambda s: s.write("api.rst", ORPHAN + API),
    "documented elsewhere": lambda s: s.write("other.rst", ORPHAN + API),
    "documented twice": lambda s: s.write(
        "other.rst", f"{ORPHAN}Other\n=====\n\n.. py:method:: walls.Gate.close()\n"
    ),
    "not documented any more": lambda s: s.write("closing.rst", f"{ORPHAN}Closing\n=======\n"),
    "call renamed": lambda s: s.write("gate.yaml", REGISTRY.replace("Gate.close", "Gate.shut")),
    "what it returns": lambda s: s.write("gate.yaml", REGISTRY.replace("raises ", "throws ")),
    "no call any more": lambda s: s.write("gate.yaml", REGISTRY.replace("Gate.open", "Gate.up")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_incremental_build_equals_clean_build(site, change):
    """After any change to calls or their documentation, the next build equals a clean one."""
    closing = f"{ORPHAN}Closing\n=======\n\n.. py:method:: gates.Gate.close()\n"
    site.write("closing.rst", closing)
    call = ".. mooncake-errors:: gate\n   :returned-by: Gate.open\n   :no-index:\n"
    site.write("of_a_call.rst", f"{ORPHAN}Open\n====\n\n{call}")
    first = site.build()
    assert calls(first)["Gate.close"] == "closing.html#gates.Gate.close"
    CHANGES[change](site)
    incremental = site.build()
    clean = site.build(out="_clean")
    assert differences(incremental.out, clean.out) == []
    assert incremental.warnings == clean.warnings
    assert site.build().written == []


def test_parallel_build_equals_serial_build(site):
    """Objects and entries that several processes read are linked."""
    site.write("api.rst", ORPHAN + API)
    for number in range(8):
        entry = ".. mooncake-error:: JAMMED\n   :no-index:\n"
        site.write(f"p{number}.rst", f"{ORPHAN}P{number}\n==\n\n{entry}")
    serial, parallel = site.build(out="_serial"), site.build(out="_parallel", parallel=2)
    assert differences(serial.out, parallel.out) == []
    assert calls(parallel, "p3.html")["Gate.open"] == "api.html#mooncake.gates.Gate.open"
