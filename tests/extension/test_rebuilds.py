"""Incremental builds equal clean ones, and parallel builds equal serial ones."""

from __future__ import annotations

import hashlib

import pytest
from comparing import content, differences, files
from sphinx import addnodes

import sphinxext.mooncake_errors as package
from sphinxext.mooncake_errors.extension import links
from sphinxext.mooncake_errors.extension.description import mcerr_content
from sphinxext.mooncake_errors.extension.table import mcerr_rows

pytestmark = pytest.mark.slow

PO = "locales/zh_CN/LC_MESSAGES/mooncake-errors.po"
FORM = "0223ae835ab9"
"""Fingerprint of the form of the stored data for the present ENV_VERSION."""
OVERRIDE = 'msgid "The fruit is rotten; :mcerr:`E_LADDER` does not help."\nmsgstr "水果烂了。"\n'
ORPHAN = ":orphan:\n\n"
"""Sphinx itself leaves links to the next page as they were, so the pages have no order."""

LISTING = ORPHAN + "More\n====\n\n.. mooncake-errors:: orchard\n   :groups: tools\n"


@pytest.fixture
def site(project):
    """A project with a registry of its own, a table, a page with references and one without."""
    site = project("own")
    index = (site.src / "index.rst").read_text(encoding="utf-8")
    site.write("index.rst", index + "\nThe end.\n")
    site.write("pages/cites.rst", ORPHAN + "Cites\n=====\n\n:mcerr:`E_ROTTEN`\n")
    site.write("pages/plain.rst", ORPHAN + "Plain\n=====\n\nNothing.\n")
    site.write("pages/any.rst", ORPHAN + "Any\n===\n\n:any:`E_LADDER`\n")
    return site


def edit(site, name, old, new):
    """Replace `old` by `new` in the file `name`."""
    text = (site.src / name).read_text(encoding="utf-8")
    assert old in text
    site.write(name, text.replace(old, new))


def remove(site, name):
    """Remove the page `name` and change another: Sphinx 7 would not notice the removal alone."""
    (site.src / name).unlink()
    edit(site, "index.rst", "The end.", "Removed.")


REGISTRY = "codes/orchard.yaml"
CHANGES = {
    "description": lambda s: edit(s, REGISTRY, "too short", "too long"),
    "number": lambda s: edit(s, REGISTRY, "value: 101", "value: 111"),
    "renamed": lambda s: edit(s, REGISTRY, "name: E_UNRIPE", "name: E_GREEN"),
    "group title": lambda s: edit(s, REGISTRY, "title: Tools", "title: Gear"),
    "introduction": lambda s: edit(s, REGISTRY, "What the", "All that the"),
    "code added": lambda s: edit(
        s,
        REGISTRY,
        "  - name: E_LADDER",
        "  - {name: E_SAW, value: 201, description: Blunt.}\n  - name: E_LADDER",
    ),
    "override added": lambda s: s.write(PO, OVERRIDE),
    "page with references added": lambda s: s.write(
        "pages/new.rst", ORPHAN + "N\n=\n\n:mcerr:`E_UNRIPE`\n"
    ),
    "page with references removed": lambda s: remove(s, "pages/cites.rst"),
    "plain page removed": lambda s: remove(s, "pages/plain.rst"),
    "configuration": lambda s: (
        s.write("conf.py", (s.src / "conf.py").read_text().replace("orchard.yaml", "other.yaml")),
        s.write("codes/other.yaml", (s.src / REGISTRY).read_text().replace("ripe", "sweet")),
    ),
}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_label_of_a_component_that_one_of_its_pages_drops(site, builder):
    """A reference to the section of a component leads on to the page that still shows it."""
    shown = ORPHAN + "Shown\n=====\n\n.. mooncake-errors::\n"
    site.write("a.rst", shown)
    site.write("b.rst", shown)
    site.write("c.rst", ORPHAN + "Refers\n======\n\n:ref:`mcerr-orchard`\n")
    site.build(builder)
    site.write("a.rst", ORPHAN + "Shown\n=====\n\nNo more.\n")
    incremental = site.build(builder)
    clean = site.build(builder, out="_clean")
    assert "undefined" not in "".join(incremental.warnings)
    assert differences(incremental.out, clean.out) == []


def test_doctrees_of_an_earlier_version_are_read_again(site, monkeypatch):
    """After an upgrade with another ENV_VERSION every page is read again."""
    site.build()
    assert site.build().read == []
    monkeypatch.setattr(package, "ENV_VERSION", package.ENV_VERSION + 1)
    again = site.build()
    assert sorted(again.read) == ["index", "pages/any", "pages/cites", "pages/plain"]


def test_the_form_of_what_is_stored(site):
    """A change of the form of the stored data needs a change of ENV_VERSION."""
    site.write("more.rst", f"{ORPHAN}More\n====\n\n.. mooncake-error:: 200\n\n``E_ROTTEN``\n")
    site.write("label.rst", f"{ORPHAN}Label\n=====\n\n:ref:`mcerr-orchard`\n\n{LISTING}")
    result = site.build(mooncake_errors_autolink=True)
    domain = result.app.env.get_domain("mcerr")
    form = {kind: shape(records) for kind, records in domain.data.items()}
    rows = result.stored("index").next_node(mcerr_rows)
    description = result.stored("more").next_node(mcerr_content)
    paged = site.build(mooncake_errors_pages="pages-of-codes")
    around_pages = paged.stored("index").next_node(addnodes.toctree).parent
    for node in (rows, description, around_pages):
        own = sorted(set(node.attributes) - {"backrefs"})  # which older docutils adds
        form[type(node).__name__] = {name: shape(node[name]) for name in own}
    form["below"] = [type(node).__name__ for node in around_pages]
    assert (package.ENV_VERSION, digest(form)) == (14, FORM), form


def shape(value):
    """Return the type of `value`, with the types of the members of a collection."""
    name = type(value).__name__
    if isinstance(value, dict):
        pairs = {f"{shape(key)}: {shape(item)}" for key, item in value.items()}
        return f"{name}({', '.join(sorted(pairs))})"
    if isinstance(value, (list, tuple)):
        return f"{name}({', '.join(sorted({shape(item) for item in value}))})"
    return name


def digest(form):
    """Return a short fingerprint of `form`."""
    return hashlib.sha256(repr(sorted(form.items())).encode()).hexdigest()[:12]


@pytest.mark.parametrize("change", CHANGES)
def test_incremental_build_equals_clean_build(site, change):
    """After any change the next build in place equals a clean one."""
    site.build(language="zh_CN")
    CHANGES[change](site)
    incremental = site.build(language="zh_CN")
    clean = site.build(out="_clean", language="zh_CN")
    assert differences(incremental.out, clean.out) == []


def test_override_removed_brings_the_text_back(site):
    """Taking a project's catalog away restores what was shown before."""
    before = site.build(out="_before", language="zh_CN")
    path = site.write(PO, OVERRIDE)
    assert "水果烂了" in site.build(language="zh_CN").html().get_text()
    path.unlink()
    path.with_suffix(".mo").unlink(missing_ok=True)
    after = site.build(language="zh_CN")
    assert differences(before.out, after.out) == []


@pytest.mark.parametrize(
    ("builder", "between"), [("html", "latex"), ("dirhtml", "dummy"), ("text", "latex")]
)
def test_pages_that_another_build_read(site, builder, between):
    """Pages that another builder has read after a change are written by the next build."""
    site.build(builder)
    edit(site, REGISTRY, "The ladder is too short", "The ladder is gone")
    edit(site, REGISTRY, "name: E_ROTTEN", "name: E_FOUL")
    edit(site, REGISTRY, ":mcerr:`E_ROTTEN`", ":mcerr:`E_FOUL`")
    site.build(between)
    late = site.build(builder)
    assert differences(late.out, site.build(builder, out="_clean").out) == []
    assert site.build(builder).written == []


def test_pages_that_an_e_book_read_are_not_read_again(site):
    """The next builder takes the doctrees of the builder of e-books as they are."""
    site.build("epub")
    assert site.build("html").read == []


@pytest.mark.parametrize("content", ["errors:: orchard", "error:: 100", "error:: 100\n   :page:"])
def test_a_name_that_only_a_stopped_build_read(site, monkeypatch, content):
    """After a build that stopped when pages were read, the next one reads these pages again."""
    site.write("more.rst", ORPHAN + f"More\n====\n\n.. mooncake-{content}\n")
    site.build()
    edit(site, REGISTRY, "name: E_UNRIPE", "name: E_GREEN")
    with monkeypatch.context() as patch:
        patch.setattr(links, "forget_empty_indices", stopped)
        with pytest.raises(KeyboardInterrupt):
            site.build()
    edit(site, REGISTRY, "name: E_GREEN", "name: E_UNRIPE")
    incremental = site.build()
    clean = site.build(out="_clean")
    assert differences(incremental.out, clean.out) == []
    assert site.build().read == []


def stopped(_domain):
    """End a build as a reader does who presses Ctrl+C."""
    raise KeyboardInterrupt


def test_listing_moved_to_another_page(site):
    """When a table moves, the pages that only refer to its codes follow."""
    edit(site, "index.rst", "orchard\n\n", "orchard\n   :groups: fruit\n\n")
    site.write("pages/tools.rst", LISTING)
    site.build()
    (site.src / "pages/tools.rst").rename(site.src / "pages/gear.rst")
    incremental = site.build()
    clean = site.build(out="_clean")
    assert (
        incremental.html("pages/any.html").select_one("p a")["href"]
        == "gear.html#mcerr-orchard-e-ladder"
    )
    assert differences(incremental.out, clean.out) == []


def test_description_moved_to_another_page(site):
    """When a description moves, the rows of its code lead to its new page."""
    describing = ORPHAN + "E\n=\n\n.. mooncake-error:: E_LADDER\n"
    site.write("pages/ladder.rst", describing)
    site.build()
    (site.src / "pages/ladder.rst").rename(site.src / "pages/steps.rst")
    edit(site, "pages/plain.rst", "Nothing.", "Nothing more.")
    incremental = site.build()
    assert "pages/steps.html#" in str(incremental.html("index.html").select_one("table"))
    assert differences(incremental.out, site.build(out="_clean").out) == []


def test_build_without_change_reads_and_writes_nothing(site):
    """A second build without a change reads and writes nothing, with or without a catalog."""
    site.write(PO, OVERRIDE)
    site.build(language="zh_CN")
    again = site.build(language="zh_CN")
    assert (again.read, again.written) == ([], [])


def test_only_pages_that_show_or_cite_a_code_are_touched(site):
    """A changed description reads the pages that list it and writes those that cite it."""
    edit(site, "index.rst", "orchard\n\n", "orchard\n   :groups: fruit\n\n")
    site.write("pages/tools.rst", LISTING)
    site.build()
    edit(site, REGISTRY, "The ladder is too short", "The ladder is gone")
    result = site.build()
    assert result.read == ["pages/tools"]
    # The fruit table refers to the ladder, and so does the page with a link of type any.
    assert (
        {"index", "pages/any", "pages/tools"} >= set(result.written) >= {"pages/any", "pages/tools"}
    )
    assert "pages/cites" not in result.written
    assert "pages/plain" not in result.written


def test_parallel_build_equals_serial_build(site):
    """Two processes give byte for byte what one gives, warnings included."""
    for number in range(8):
        site.write(
            f"pages/p{number}.rst",
            f"{ORPHAN}P{number}\n==\n\n:mcerr:`E_ROTTEN` :mcerr:`E_ROTTEM`\n",
        )
    serial = site.build(out="_serial", language="zh_CN")
    parallel = site.build(out="_parallel", language="zh_CN", parallel=2)
    assert differences(serial.out, parallel.out) == []
    assert sorted(serial.warnings) == sorted(parallel.warnings)
    assert len(serial.warnings) == 8


@pytest.fixture
def entries_site(project):
    """A project with entries for all codes, pages that mention some, and one that does not."""
    site = project("entries")
    site.write(
        "index.rst", "Start\n=====\n\n.. mooncake-error:: E_DAMP\n   :no-index:\n\nThe end.\n"
    )
    (site.src / "guide.rst").unlink()
    codes = (site.src / "codes.rst").read_text(encoding="utf-8")
    site.write("codes.rst", ORPHAN + codes)
    site.write("pages/cites.rst", ORPHAN + "Cites\n=====\n\n:mcerr:`E_ROTTEN` :mcerr:`E_DAMP`\n")
    site.write("pages/plain.rst", ORPHAN + "Plain\n=====\n\nNothing.\n")
    return site


ORCHARD, CELLAR = "orchard.yaml", "cellar.yaml"
ENTRY_CHANGES = {
    "cause": lambda s: edit(s, ORCHARD, "It rained", "It snowed"),
    "cause becomes action": lambda s: (
        edit(s, ORCHARD, "    - Nobody called ``pick``.\n", ""),
        edit(s, ORCHARD, "[Throw it away.]", "[Nobody called ``pick``., Throw it away.]"),
    ),
    "details": lambda s: edit(s, ORCHARD, "It smells", "It reeks"),
    "retry": lambda s: edit(s, ORCHARD, "retry: backoff", "retry: never"),
    "raised": lambda s: edit(s, ORCHARD, "raised: false", "raised: true"),
    "returned by": lambda s: edit(s, ORCHARD, "C ``pick``", "C ``take``"),
    "see also": lambda s: edit(s, ORCHARD, "[E_LADDER, cellar.E_DAMP]", "[E_LADDER]"),
    "since": lambda s: edit(s, ORCHARD, '"1.2"', '"1.1"'),
    "deprecated": lambda s: edit(s, ORCHARD, '"1.3"', '"1.4"'),
    "removed": lambda s: edit(s, ORCHARD, '"2.0"', '"2.1"'),
    "replaced by": lambda s: edit(s, ORCHARD, "replaced_by: E_LADDER", "replaced_by: E_WORM"),
    "header": lambda s: edit(s, ORCHARD, "orchard codes.h", "orchard.h"),
    "the other meaning": lambda s: edit(s, CELLAR, "value: 101", "value: 111"),
    "title of the other component": lambda s: edit(s, CELLAR, "title: Cellar", "title: Vault"),
    "another language": lambda s: s.write(PO, 'msgid "It rained for days."\nmsgstr "下雨了。"\n'),
    "address of sources": lambda s: edit(s, "conf.py", "/blob/", "/tree/"),
    "mention added": lambda s: s.write(
        "pages/new.rst", ORPHAN + "New\n===\n\n:mcerr:`E_UNRIPE` :any:`E_DAMP`\n"
    ),
    "mention on a page that was there": lambda s: edit(
        s, "pages/plain.rst", "Nothing.", ":mcerr:`E_WORM`"
    ),
    "mention gone": lambda s: edit(s, "pages/cites.rst", ":mcerr:`E_ROTTEN`", "Nothing"),
    "page with mentions removed": lambda s: remove(s, "pages/cites.rst"),
    "page with mentions renamed": lambda s: edit(s, "pages/cites.rst", "Cites\n=", "Says\n="),
    "short addresses elsewhere": lambda s: edit(
        s, "conf.py", "mooncake_errors_source", 'mooncake_errors_short_addresses = "to/codes"\n_'
    ),
    "no short addresses": lambda s: edit(
        s, "conf.py", "mooncake_errors_source", 'mooncake_errors_short_addresses = ""\n_'
    ),
    "code renamed": lambda s: edit(s, CELLAR, "name: E_DARK", "name: E_BLACK"),
    "entries dropped": lambda s: edit(s, "codes.rst", "   :details:\n", ""),
}


@pytest.mark.parametrize("change", ENTRY_CHANGES)
def test_incremental_build_of_entries_equals_clean_build(entries_site, change):
    """After any change to the content of entries, the next build equals a clean one."""
    entries_site.build(language="zh_CN")
    ENTRY_CHANGES[change](entries_site)
    incremental = entries_site.build(language="zh_CN")
    clean = entries_site.build(out="_clean", language="zh_CN")
    assert differences(incremental.out, clean.out) == []
    assert short_addresses(incremental.out) == short_addresses(clean.out)


def short_addresses(out):
    """Return all files of short addresses, whatever their folder."""
    marked = [
        path for path in files(out) if b"sphinxext-mooncake-errors" in (out / path).read_bytes()
    ]
    return [*marked, *(path for path in files(out) if path.name == "codes.json")]


def test_only_pages_with_the_entry_of_a_mentioned_code_are_written(entries_site):
    """A new mention writes the pages with entries of that code, and reads none of them."""
    entries_site.build()
    again = entries_site.build()
    assert (again.read, again.written) == ([], [])
    edit(entries_site, "pages/plain.rst", "Nothing.", ":mcerr:`E_WORM`")
    result = entries_site.build()
    assert result.read == ["pages/plain"]
    # Sphinx 7 writes the page with the contents again too.
    assert set(result.written) - {"index"} == {"codes", "pages/plain"}
    edit(entries_site, "pages/plain.rst", "`E_WORM`", "`E_DAMP`")
    assert entries_site.build().written == ["codes", "index", "pages/plain"]


def test_parallel_build_of_entries_equals_serial_build(entries_site):
    """Mentions that several processes read are all there."""
    for number in range(8):
        text = f"{ORPHAN}P{number}\n==\n\n:mcerr:`E_ROTTEN`\n"
        entries_site.write(f"pages/p{number}.rst", text)
    serial = entries_site.build(out="_serial")
    parallel = entries_site.build(out="_parallel", parallel=2)
    assert differences(serial.out, parallel.out) == []
    mentions = parallel.html("codes.html").select("dd:last-child a[href^='pages/p']")
    assert [a.get_text() for a in mentions] == [f"P{number}" for number in range(8)]


@pytest.fixture
def autolink_site(project):
    """A project with automatic links on pages of every kind, and with entries."""
    site = project("autolink")
    for name in ("prose.rst", "words.md", "blocks.rst"):
        (site.src / name).unlink()
    site.write("index.md", "# Start\n\nThe end.\n")
    codes = (site.src / "codes.md").read_text(encoding="utf-8")
    site.write("codes.md", f"---\norphan: true\n---\n\n{codes}")
    site.write(
        "pages/prose.rst",
        ORPHAN + "Prose\n=====\n\n``SHELF_FULL`` ``Error::SHELF_BARE`` ``Error::OK``\n",
    )
    block = ".. code-block:: cpp\n\n   {SHELF_FULL, SHELF_BARE, DOOR_SHUT}\n"
    site.write("pages/block.rst", f"{ORPHAN}Block\n=====\n\n{block}")
    site.write("pages/plain.rst", ORPHAN + "Plain\n=====\n\nNothing.\n")
    return site


SHOP = "shop.yaml"
SHELF_BARE = "  - {name: SHELF_BARE, value: -20, description: Nothing there.}\n"
AUTOLINK_CHANGES = {
    "code added": lambda s: edit(s, SHOP, "  codes:\n", "  codes:\n" + SHELF_BARE),
    "code renamed": lambda s: edit(s, SHOP, "name: SHELF_FULL", "name: SHELF_BARE"),
    "description": lambda s: edit(s, SHOP, "& more", "& less"),
    "number": lambda s: edit(s, SHOP, "value: -10", "value: -30"),
    "translation": lambda s: s.write(
        PO, 'msgid "The <b>shelf</b> is \\"full\\" & more."\nmsgstr "满了。"\n'
    ),
    "enumeration": lambda s: edit(s, SHOP, "demo::Error", "demo::Fault"),
    "component listed": lambda s: s.write(
        "more.rst", ORPHAN + "More\n====\n\n.. mooncake-errors:: vault\n"
    ),
    "name becomes ambiguous": lambda s: edit(s, "bank.yaml", "NO_CREDIT", "SHELF_FULL"),
    "table moved": lambda s: (s.src / "codes.md").rename(s.src / "list.md"),
    "entries dropped": lambda s: edit(s, "codes.md", ":details:\n", ""),
    "table dropped": lambda s: edit(s, "codes.md", "{mooncake-errors} shop", "{note}"),
    "mention added": lambda s: edit(s, "pages/plain.rst", "Nothing.", "``OLD_COIN``"),
    "mention gone": lambda s: edit(s, "pages/prose.rst", "``SHELF_FULL``", "Nothing"),
    "page with mention removed": lambda s: (
        (s.src / "pages/prose.rst").unlink(),
        edit(s, "index.md", "The end.", "Removed."),
    ),
    "opted out": lambda s: edit(
        s, "pages/block.rst", ":: cpp\n", ":: cpp\n   :class: mcerr-no-autolink\n"
    ),
    "option off": lambda s: edit(s, "conf.py", "autolink = True", "autolink = False"),
}


@pytest.mark.parametrize("change", AUTOLINK_CHANGES)
def test_incremental_build_of_autolinks_equals_clean_build(autolink_site, change):
    """After any change to the targets of names, the next build equals a clean one."""
    built = autolink_site.build(language="zh_CN")
    pages = [path for path in files(built.out) if path.suffix == ".html" and path.stem != "index"]
    before = {path: content(built.out / path) for path in pages}
    AUTOLINK_CHANGES[change](autolink_site)
    incremental = autolink_site.build(language="zh_CN")
    clean = autolink_site.build(out="_clean", language="zh_CN")
    assert differences(incremental.out, clean.out) == []
    after = [path for path in pages if (clean.out / path).exists()]
    assert any(content(clean.out / path) != before[path] for path in after)


def test_autolinks_switched_on(autolink_site):
    """A project that turns the option on gets the links in the next build."""
    edit(autolink_site, "conf.py", "autolink = True", "autolink = False")
    autolink_site.build()
    edit(autolink_site, "conf.py", "autolink = False", "autolink = True")
    incremental, clean = autolink_site.build(), autolink_site.build(out="_clean")
    assert differences(incremental.out, clean.out) == []
    assert len(incremental.html("pages/block.html").select("pre a")) == 1


def test_only_pages_with_a_changed_link_are_written(autolink_site):
    """Without change nothing is read or written; a new code writes the pages with its name."""
    autolink_site.build()
    again = autolink_site.build()
    assert (again.read, again.written) == ([], [])
    AUTOLINK_CHANGES["code added"](autolink_site)
    result = autolink_site.build()
    assert result.read == ["codes"]
    assert set(result.written) - {"index"} == {"codes", "pages/block", "pages/prose"}
    assert len(result.html("pages/block.html").select("pre a")) == 2


def test_parallel_build_of_autolinks_equals_serial_build(autolink_site):
    """Names that several processes read are all there."""
    for number in range(8):
        text = f"{ORPHAN}P{number}\n==\n\n``SHELF_FULL``\n\n::\n\n   OLD_COIN\n"
        autolink_site.write(f"pages/p{number}.rst", text)
    serial = autolink_site.build(out="_serial")
    parallel = autolink_site.build(out="_parallel", parallel=2)
    assert differences(serial.out, parallel.out) == []
    assert len(parallel.html("pages/p7.html").select("a.mcerr-autolink")) == 2
    assert len(parallel.html("codes.html").select("dd a[href^='pages/p']")) == 18


def test_label_of_a_component_on_several_pages(site):
    """A label leads to the first page by name, whichever page is read last."""
    for number in range(8):
        site.write(f"pages/p{number}.rst", f"{ORPHAN}P{number}\n==\n\n.. mooncake-errors::\n")
    site.write("pages/refers.rst", ORPHAN + "Refers\n======\n\n:ref:`mcerr-orchard`\n")
    serial = site.build(out="_serial")
    parallel = site.build(out="_parallel", parallel=2)
    assert differences(serial.out, parallel.out) == []
    assert serial.html("pages/refers.html").select_one("p a")["href"] == "p0.html#mcerr-orchard"
    edit(site, "pages/p3.rst", "P3", "Q3")
    incremental = site.build(out="_serial")
    assert differences(incremental.out, site.build(out="_clean").out) == []
