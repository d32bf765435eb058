"""Short addresses of codes in HTML, and codes.json beside them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
import sphinx
from bs4 import BeautifulSoup
from click.testing import CliRunner
from comparing import differences
from sphinx.errors import ConfigError, ExtensionError

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.extension import index, short_files
from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.model import LONGEST_ID, LONGEST_NAME

LANGUAGES = ("en", "zh_CN")
BUILDERS = ("html", "dirhtml", "singlehtml")
THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme")
OWN = ("101", "102", "103", "200", "201", "300")
PARTED = [
    *(f"orchard.{word}" for word in ("101", "102", "103", "200", "201")),
    *(f"orchard.e_{word}" for word in ("rotten", "unripe", "worm", "ladder", "rope")),
    *(f"cellar.{word}" for word in ("101", "300", "e_damp", "e_dark")),
]
ALONE = sorted({*OWN, *(each.partition(".")[2] for each in PARTED if "e_" in each)})
REGISTRY = """\
component: {id}
title: "<script>alert(1)</script> & {id}"
groups:
- id: all
  title: All
  codes:
"""


def page_of(result, address):
    """Return the file of a short address."""
    folder = result.out / "mcerr"
    if result.app.builder.name == "dirhtml":
        return folder / address / "index.html"
    return folder / f"{address}.html"


def short_pages(result):
    """Return the short addresses that there are."""
    folder = result.out / "mcerr"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    return sorted(name.removesuffix(".html").removesuffix("/index") for name in names)


def parsed(path):
    """Return the parsed page `path`."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def visit(out, path, link):
    """Return what the relative `link` on the page `path` leads to: an element, or a whole file.

    Every site is below a prefix, which no link may leave.
    """
    here = "http://h/some/prefix/" + path.relative_to(out).as_posix().removesuffix("index.html")
    there = urlsplit(urljoin(here, link))
    assert there.netloc == "h"
    assert there.path.startswith("/some/prefix/")
    target = out / unquote(there.path.removeprefix("/some/prefix/"))
    target = target / "index.html" if target.is_dir() else target
    assert target.is_file(), link
    return parsed(target).find(id=there.fragment) if there.fragment else target


def refresh(page):
    """Return where a page leads on by itself, None for one that does not."""
    meta = page.find("meta", attrs={"http-equiv": "refresh"})
    return meta and meta["content"].partition("url=")[2]


def word_of(target):
    """Return name and number that stand where a link leads to."""
    if target.name == "dt":
        return target.get_text("", strip=True).rstrip("¶")
    return target.find_parent("tr").get_text(" ", strip=True)


@pytest.fixture(params=LANGUAGES)
def language(request):
    """Return the language to build in."""
    return request.param


@pytest.mark.parametrize("builder", BUILDERS)
def test_each_address_leads_to_its_entry(project, builder, language):
    """Names and numbers, alone and with their component, lead to the entry of the code."""
    result = project("entries").build(builder, language=language, nitpicky=True)
    assert result.warnings == []
    assert short_pages(result) == sorted([*ALONE, *PARTED])
    for address in short_pages(result):
        path = page_of(result, address)
        page = parsed(path)
        assert page.html["lang"] == language.replace("_", "-")
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        if address == "101":
            continue
        link = refresh(page)
        assert page.body.a["href"] == link
        assert page.find("link", rel="canonical")["href"] == link.partition("#")[0]
        assert page.title.get_text() == page.body.get_text(strip=True)
        shown = word_of(visit(result.out, path, link)).lower()
        assert address.rpartition(".")[2] in shown
        assert visit(result.out, path, link)["id"].endswith("-details")


def test_what_has_only_a_row_leads_there(project):
    """Without entries the addresses lead to rows; a nameless code has its number alone."""
    result = project("rst").build()
    path = page_of(result, "-704")
    assert word_of(visit(result.out, path, refresh(parsed(path)))).startswith("OBJECT_NOT_FOUND")
    path = page_of(result, "transfer-engine.0")
    assert refresh(parsed(path)) == "../codes.html#mcerr-transfer-engine-0"


@pytest.mark.slow
@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("theme", THEMES)
def test_several_meanings_in_the_theme(project, builder, theme):
    """A number of two codes shows both in the theme, with links that lead somewhere."""
    site = project("entries")
    result = site.build(builder, html_theme=theme, language="zh_CN")
    assert result.warnings == []
    path = page_of(result, "101")
    page = parsed(path)
    assert refresh(page) is None
    assert page.select_one("section > h1").get_text() == "101"
    assert "该数值或名称对应多个错误码。" in page.get_text()
    codes = page.select("dl.mcerr-entry > dt")
    assert [code.get_text() for code in codes] == ["E_ROTTEN (101)", "E_DAMP (101)"]
    texts = [text.get_text() for text in page.select("dl.mcerr-entry > dd")]
    assert all(part in texts[0] for part in ("Orchard", "不要重试", "The fruit is rotten."))
    assert all(part in texts[1] for part in ("Cellar", "The cellar is damp."))
    links = [visit(result.out, path, code.a["href"]) for code in codes]
    assert [link["id"] for link in links] == [
        "mcerr-orchard-e-rotten-details",
        "mcerr-cellar-e-damp-details",
    ]
    # Sphinx's single page has no index and no search, yet its themes link to both.
    absent = ("genindex", "search") if builder == "singlehtml" else ()
    for node in page.select("link[href], a.reference.internal[href], script[src]"):
        uri = node.get("href") or node["src"]
        if "://" not in uri and not any(word in uri for word in absent):
            assert visit(result.out, path, uri.partition("?")[0]) is not None


def test_search_and_contents_do_not_know_the_pages(project):
    """Neither the search nor a table of contents nor an inventory has a short address."""
    result = project("entries").build()
    for name in ("searchindex.js", "index.html", "genindex.html"):
        assert "mcerr/" not in (result.out / name).read_text(encoding="utf-8")


def hostile(project, *codes, id_="one"):
    """Return a project with a component of codes, given as YAML, and one with the number 1."""
    site = project()
    conf = 'extensions = ["sphinxext.mooncake_errors"]\nmooncake_errors_registry = ["a.yaml", '
    site.write("conf.py", conf + '"b.yaml"]\n')
    site.write("a.yaml", REGISTRY.format(id=id_) + "".join(f"  - {code}\n" for code in codes))
    site.write("b.yaml", REGISTRY.format(id="two") + "  - {name: TWO, value: 1, description: x}\n")
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n")
    return site


def test_texts_never_become_markup(project):
    """Markup in texts of the registry is shown as it is; references in them are links."""
    text = "<script>alert(2)</script> \\\"'><img src=x> :mcerr:`TWO` ``<b>``"
    codes = ('{name: ONE, value: 1, description: "' + text + '"}',)
    result = hostile(project, *codes).build()
    assert result.warnings == []
    path = page_of(result, "1")
    page = parsed(path)
    assert not [s for s in page.find_all("script") if "alert" in s.get_text()]
    assert page.find("img", src="x") is None
    assert page.dd.find("b") is None
    assert "<script>alert(1)</script> & one" in page.dd.get_text()
    assert "<script>alert(2)</script>" in page.dd.get_text()
    assert "<img src=x> TWO <b>" in page.dd.get_text()
    assert visit(result.out, path, page.dd.a["href"])["id"] == "mcerr-two-two"
    data = json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    assert "<img src=x>" in data["components"][0]["groups"][0]["codes"][0]["description"]


def test_reference_to_what_no_page_lists_is_no_link(project):
    """On a page of several meanings, a reference to a code without a row is shown as text."""
    codes = (
        "{name: ONE, value: 1, description: ':mcerr:`GONE`'}",
        "{name: GONE, value: 3, description: x}",
    )
    site = hostile(project, *codes)
    site.write(
        "index.rst",
        "X\n=\n\n.. mooncake-errors:: one\n   :codes: ONE\n\n.. mooncake-errors:: two\n",
    )
    result = site.build()
    page = parsed(page_of(result, "1"))
    assert page.dd.a is None
    assert page.dd.code.get_text() == "GONE"
    assert "gone" not in short_pages(result)


@pytest.mark.parametrize("builder", BUILDERS)
def test_odd_names(project, builder):
    """Names that differ in case alone share a page, and one that is called index does no harm."""
    codes = ("{name: two, value: 4, description: a}", "{name: INDEX, value: 6, description: c}")
    site = hostile(project, *codes, id_="odd")
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: odd\n\n.. mooncake-errors:: two\n")
    result = site.build(builder)
    page = parsed(page_of(result, "two"))
    assert page.select_one("section > h1").get_text() == "two"
    assert [each.get_text() for each in page.select("dl.mcerr-entry dt")] == ["two (4)", "TWO (1)"]
    index = result.out / "mcerr" / "index.html"
    assert visit(result.out, index, refresh(parsed(index)))["id"] == "mcerr-odd-index"
    assert json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    assert result.warnings == []


def test_pages_that_are_not_part_of_a_single_page_have_no_addresses(project):
    """What an orphan lists is not in the single page, so no address leads there."""
    site = project("entries")
    site.write("index.rst", "X\n=\n")
    site.write("codes.rst", ":orphan:\n\nC\n=\n\n.. mooncake-errors::\n")
    site.write("guide.rst", ":orphan:\n\nG\n=\n")
    assert short_pages(site.build("singlehtml")) == []
    assert len(short_pages(site.build("html"))) == len([*ALONE, *PARTED])


def exported(*arguments):
    """Return what the command exports as JSON."""
    done = CliRunner().invoke(commands, ["export", "--format", "json", *arguments])
    assert done.exit_code == 0
    return json.loads(done.stdout)


@pytest.mark.parametrize("builder", BUILDERS)
def test_codes_json_is_the_export_with_addresses(project, builder, language):
    """codes.json says what the command exports, and where the site shows each listed code."""
    site = project("entries")
    site.write("locales/zh_CN/LC_MESSAGES/mooncake-errors.po", 'msgid "Fruit"\nmsgstr "水果"\n')
    site.write("codes.rst", "C\n=\n\n.. mooncake-errors:: orchard\n")
    result = site.build(builder, language=language)
    data = json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    schema = json.loads((DATA / "export.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema, jsonschema.Draft202012Validator)
    addresses = data.pop("addresses")
    files = [f"--registry={site.src / name}" for name in ("orchard.yaml", "cellar.yaml")]
    export = exported("-l", language, "--locale-dir", str(site.src / "locales"), *files)
    assert export.pop("addresses") == {}
    assert data == export
    assert data["components"][0]["groups"][0]["title"] == {"en": "Fruit", "zh_CN": "水果"}[language]
    assert list(addresses) == [
        f"orchard.E_{word}" for word in ("ROTTEN", "UNRIPE", "WORM", "LADDER", "ROPE")
    ]
    for name, address in addresses.items():
        target = visit(result.out, result.out / "index.html", address)
        assert name.partition(".")[2] in word_of(target)


@pytest.mark.parametrize("builder", ["epub", "json", "pickle", "htmlhelp", "latex", "text"])
def test_other_builders_have_none(project, builder):
    """Only builders of sites write short addresses."""
    out = project("entries").build(builder).out
    assert not (out / "mcerr").exists()
    assert not (out / ".mooncake-errors").exists()


def test_nothing_without_listed_codes(project):
    """A project that lists no code gets no file."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n   :no-index:\n")
    out = site.build().out
    assert not (out / "mcerr").exists()
    assert not (out / ".mooncake-errors").exists()


@pytest.mark.parametrize("value", ["", None])
def test_off_removes_what_was_there(project, value):
    """Turned off, nothing is written, and what a build before has written goes."""
    site = project("entries")
    site.build()
    out = site.build(mooncake_errors_short_addresses=value).out
    assert not (out / "mcerr").exists()
    record = json.loads((out / ".mooncake-errors").read_text())
    assert (record["folder"], record["codes"]) == ("", "")


def test_another_folder(project):
    """The folder is chosen in conf.py, and the one before goes."""
    site = project("entries")
    site.build()
    result = site.build(mooncake_errors_short_addresses="to/codes/")
    path = result.out / "to" / "codes" / "102.html"
    assert refresh(parsed(path)) == "../../codes.html#mcerr-orchard-e-unripe-details"
    assert (result.out / "to" / "codes" / "codes.json").exists()
    assert not (result.out / "mcerr").exists()


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        *(
            (value, f"{value!r} is no folder inside the output")
            for value in ("/srv", "..", "a/../..", "C:/a", "a\\b", ".", "a\nb", "a?b", "a" * 101)
        ),
        (5, "must be the name of a folder, not 5"),
        (["mcerr"], "must be the name of a folder, not ['mcerr']"),
    ],
)
def test_no_folder_inside_the_output(project, value, fault):
    """What leads out of the output, or is no folder, ends the build with a message."""
    with pytest.raises(ConfigError) as caught:
        project("entries").build(mooncake_errors_short_addresses=value)
    assert str(caught.value) == f"mooncake_errors_short_addresses: {fault}"


CLASH = "is not a file of mooncake-errors{}: it stays and takes the place of a short address"


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("address", ["101", "102"])
def test_a_page_of_the_project_wins(project, builder, address):
    """A page where a short address would be stays, with a warning, at first and later on."""
    site = project("entries")
    site.build(builder, out="_before")
    site.write(f"mcerr/{address}.rst", ":orphan:\n\nMy own page\n===========\n")
    for out in ("_before", "_build"):
        for _ in range(2):
            result = site.build(builder, out=out)
            path = page_of(result, address)
            name = path.relative_to(result.out).as_posix()
            warning = f"WARNING: {name} {CLASH.format('')} [mcerr.address]"
            assert result.warnings == [warning]
            assert "My own page" in path.read_text(encoding="utf-8")
            assert refresh(parsed(page_of(result, "103")))


def test_static_files_of_the_project_win(project):
    """So do files that are copied as they are, of any kind, and one warning is enough."""
    site = project("entries")
    site.build()
    for name in ("codes.json", "101.html", "102.html", "notes.html"):
        site.write(f"extra/mcerr/{name}", "mine")
    for _ in range(2):
        result = site.build(html_extra_path=["extra"])
        warning = f"WARNING: mcerr/codes.json {CLASH.format(' (and 2 more)')} [mcerr.address]"
        assert result.warnings == [warning]
        for name in ("codes.json", "101.html", "102.html", "notes.html"):
            assert (result.out / "mcerr" / name).read_text() == "mine"
    off = site.build(html_extra_path=["extra"], mooncake_errors_short_addresses="")
    assert {path.name for path in (off.out / "mcerr").iterdir()} == {
        "codes.json",
        "101.html",
        "102.html",
        "notes.html",
    }


@pytest.mark.skipif(sphinx.version_info < (8,), reason="Sphinx 7 copied nothing without a page")
def test_a_static_file_that_comes_later_wins(project):
    """A build that has nothing else to do sees that a file took the place of a short address."""
    site = project("entries")
    site.write("extra/notes.html", "mine")
    assert site.build(html_extra_path=["extra"]).warnings == []
    path = site.write("extra/mcerr/102.html", "mine")
    os.utime(path, (1, 1))
    for _ in range(2):
        result = site.build(html_extra_path=["extra"])
        assert result.written == []
        assert result.warnings == [f"WARNING: mcerr/102.html {CLASH.format('')} [mcerr.address]"]
        assert page_of(result, "102").read_text() == "mine"


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("name", ["102", "101", "codes.json"])
def test_what_is_lost_comes_back(project, builder, name):
    """A build that has nothing else to do writes what somebody removed or changed."""
    site = project("entries")
    result = site.build(builder)
    path = result.out / "mcerr" / name if "." in name else page_of(result, name)
    content = path.read_bytes()
    path.unlink()
    site.build(builder)
    assert path.read_bytes() == content
    path.write_bytes(content.replace(b"E_", b"F_"))
    again = site.build(builder)
    if "." in name:  # nothing in it says whose it is now
        assert again.warnings == [f"WARNING: mcerr/{name} {CLASH.format('')} [mcerr.address]"]
    else:
        assert path.read_bytes() == content


def test_a_file_instead_of_the_folder(project):
    """A file that has the name of the folder leaves no place for addresses, and stays."""
    site = project("entries")
    site.write("extra/mcerr", "mine")
    result = site.build(html_extra_path=["extra"], mooncake_errors_short_addresses="mcerr/short")
    more = f" (and {len([*ALONE, *PARTED])} more)"
    warning = f"WARNING: mcerr/short/codes.json {CLASH.format(more)} [mcerr.address]"
    assert result.warnings == [warning]
    assert (result.out / "mcerr").read_text() == "mine"


def test_nothing_is_written_when_nothing_changed(project):
    """A second build leaves every file as it was, and a change touches what it is about."""
    site = project("entries")
    first = site.build()
    before = stamps(first)
    assert stamps(site.build()) == before
    site.write("guide.rst", "Picking *fruit*\n===============\n\nOther.\n")
    record = ".mooncake-errors"  # says when the pages were last compared
    assert stamps(site.build()) == {**before, record: stamps(first)[record]}
    site.write("cellar.yaml", (site.src / "cellar.yaml").read_text().replace("damp", "wet"))
    changed = {name for name, stamp in stamps(site.build()).items() if stamp != before[name]}
    assert changed == {"mcerr/101.html", "mcerr/codes.json", ".mooncake-errors"}


def stamps(result):
    """Return when each short address and its record was written, and which file it is."""
    paths = [*(result.out / "mcerr").iterdir(), result.out / ".mooncake-errors"]
    return {
        path.relative_to(result.out).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in paths
    }


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_is_gone_is_removed(project, builder):
    """Files of codes that are renamed or no longer listed go; files of others stay."""
    site = project("entries")
    first = site.build(builder)
    (first.out / "mcerr" / "notes.html").write_text("mine")
    registry = (site.src / "cellar.yaml").read_text(encoding="utf-8").replace("E_DARK", "E_BLACK")
    site.write("cellar.yaml", registry.replace("value: 101", "value: 9"))
    result = site.build(builder)
    assert not {"e_dark", "cellar.e_dark", "cellar.101"} & set(short_pages(result))
    assert {"e_black", "cellar.e_black", "9", "101"} <= set(short_pages(result))
    assert refresh(parsed(page_of(result, "101")))
    site.write("codes.rst", "Codes\n=====\n")
    site.write("guide.rst", "Guide\n=====\n")
    result = site.build(builder)
    assert short_pages(result) == ["notes"]
    assert [path.name for path in (result.out / "mcerr").iterdir()] == ["notes.html"]
    assert not (result.out / ".mooncake-errors").exists()


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{}", '{"folder": "../../other", "codes": ""}', '{"folder": "mcerr", "codes": 5}'],
)
def test_a_broken_record_does_no_harm(project, record):
    """A record that is empty, of another kind, or leads out of the output is not followed."""
    site = project("entries")
    first = site.build()
    marked = page_of(first, "102").read_text(encoding="utf-8")
    other = site.write("other/page.html", marked)
    (first.out / ".mooncake-errors").write_text(record)
    result = site.build()
    assert result.warnings == []
    assert other.exists()
    assert json.loads((result.out / ".mooncake-errors").read_text())["folder"] == "mcerr"


@pytest.mark.parametrize("later", ["wet", "dry"])
@pytest.mark.parametrize("done", range(5))
def test_a_build_that_is_ended_leaves_nothing_foreign(project, monkeypatch, done, later):
    """Whatever was `done` of the writing, a later build knows the files, and completes them."""
    site = project("entries")
    site.build()
    cellar = (site.src / "cellar.yaml").read_text()
    written = []

    def ending(write):
        def write_or_end(*arguments):
            if len(written) == done:
                raise KeyboardInterrupt  # after an error Sphinx would make everything anew
            written.append(write(*arguments))

        return write_or_end

    site.write("cellar.yaml", cellar.replace("damp", "wet"))
    with monkeypatch.context() as patch:
        for module, name in WRITING:
            patch.setattr(module, name, ending(getattr(module, name)))
        with pytest.raises(KeyboardInterrupt):
            site.build()
    site.write("cellar.yaml", cellar.replace("damp", later))
    result = site.build()
    assert result.warnings == []
    # Sphinx itself does not make up for an index of the search that it did not come to write;
    # before 8 it writes no index at all where it writes no page.
    lost, unlisted = {Path("searchindex.js")}, sphinx.version_info < (8,) and not done
    if unlisted:
        lost |= {Path("mcerr-codes.html"), Path(".mooncake-errors")}
    clean = site.build(out="_clean")
    assert {*differences(result.out, clean.out)} <= lost
    assert contents(result, listed=not unlisted) == contents(clean, listed=not unlisted)


def contents(result, *, listed):
    """Return what each short address and its record says; `listed` is about the index page."""
    record = json.loads((result.out / ".mooncake-errors").read_text())
    kept = {key: value for key, value in record.items() if listed or key != "listed"}
    return kept, {path.name: path.read_bytes() for path in (result.out / "mcerr").iterdir()}


WRITING = ((index, "write_record"), (short_files, "write_record"), (short_files, "_save"))


def test_a_failed_build_changes_nothing(project):
    """When the build fails, the short addresses of the last one stay."""
    site = project("entries")
    before = stamps(site.build())

    site.write("conf.py", (site.src / "conf.py").read_text() + FAILING)
    with pytest.raises(ExtensionError):
        site.build(mooncake_errors_short_addresses="")
    out = site.src / "_build" / "html"
    assert {name for name in before if (out / name).exists()} == set(before)


FAILING = """
def fail(*_):
    raise RuntimeError

def setup(app):
    app.connect("env-updated", fail)
"""


def test_pages_of_several_meanings_are_made_only_where_a_page_is_new(project, made):
    """A theme is not asked again for what it made, until a page of the site is written."""
    site = project("entries")
    counts = []
    for text in ("", "", "\nMore.\n", ""):
        if text:
            guide = (site.src / "guide.rst").read_text(encoding="utf-8")
            site.write("guide.rst", guide + text)
        made.clear()
        site.build()
        counts.append(sum(name.startswith("mcerr/") for name in made))
    assert counts[0] > 0
    assert counts == [counts[0], 0, counts[0], 0]


def test_a_meaning_that_went_with_its_page(project):
    """A page of several meanings loses the one whose page was removed, though no other changed."""
    site = hostile(project, "{name: ONE, value: 1, description: x}")
    site.write("c.yaml", REGISTRY.format(id="three") + "  - {name: T, value: 1, description: x}\n")
    listing = "X\n=\n\n.. mooncake-errors:: {}\n"
    conf = {"mooncake_errors_registry": ["a.yaml", "b.yaml", "c.yaml"]}
    site.write("index.rst", listing.format("one") + "\n.. mooncake-errors:: two\n")
    page = site.write("other.rst", f":orphan:\n\n{listing.format('three')}")
    site.build(**conf)
    page.unlink()
    result = site.build(**conf)
    assert result.warnings == []
    shown = parsed(page_of(result, "1")).select("dl.mcerr-entry > dt")
    assert [code.get_text() for code in shown] == ["ONE (1)", "TWO (1)"]


def test_the_longest_names_have_addresses(project):
    """A name and an id that are as long as they may be make files that a file system takes."""
    site = project("own")
    long = ("o" * LONGEST_ID, "E" * LONGEST_NAME)
    for number, (component, name) in enumerate((long, ("other", "E_OTHER"))):
        code = f"{{name: {name}, value: {number}, description: Bad.}}"
        group = f"groups:\n- {{id: all, title: All, codes: [{code}]}}\n"
        text = f"component: {component}\ntitle: {component}\n{group}"
        site.write(f"codes/{number}.yaml", text)
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n")
    result = site.build(mooncake_errors_registry=["codes/0.yaml", "codes/1.yaml"])
    assert result.warnings == []
    assert (result.out / "mcerr" / f"{long[0]}.{long[1].lower()}.html").exists()
