"""Short addresses of codes in HTML, and codes.json beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
import sphinx
from bs4 import BeautifulSoup
from click.testing import CliRunner
from comparing import differences
from sphinx.errors import ConfigError, ExtensionError, SphinxError

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.registry.builtin import DATA
from sphinxext.mooncake_errors.registry.model import LONGEST_ID, LONGEST_NAME

BUILDERS = ("html", "dirhtml", "singlehtml")
ORCHARD = {"E_ROTTEN": 101, "E_UNRIPE": 102, "E_WORM": 103, "E_LADDER": 200, "E_ROPE": 201}
CELLAR = {"E_DAMP": 101, "E_DARK": 300}
WORDS = {
    component: {*map(str, codes.values()), *codes, *map(str.lower, codes)}
    for component, codes in (("orchard", ORCHARD), ("cellar", CELLAR))
}
PARTED = [f"{component}.{word}" for component, words in WORDS.items() for word in words]
ALL = sorted({"index", *PARTED, *WORDS["orchard"], *WORDS["cellar"]})
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
    if result.app.builder.name == "dirhtml" and address != "index":
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
    """Return the target of the relative `link` on the page `path`: an element, or a whole file.

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
    """Return the target of the redirect of a page, or None."""
    meta = page.find("meta", attrs={"http-equiv": "refresh"})
    return meta and meta["content"].partition("url=")[2]


def word_of(target):
    """Return name and number that stand where a link leads to."""
    if target.name == "dt":
        return target.get_text("", strip=True).rstrip("¶")
    cells = target.find_parent("tr").select("th, td")
    return " ".join(cell.get_text("", strip=True) for cell in cells)


@pytest.fixture(scope="module", params=BUILDERS)
def site(request, shared_project):
    """Build a Chinese site with entries in each way of laying out pages."""
    source = shared_project("entries")
    page = source.src / "codes.rst"
    page.write_text(page.read_text() + "\n.. mooncake-errors:: orchard\n   :no-index:\n")
    result = source.build(request.param, language="zh_CN", nitpicky=True)
    assert result.warnings == []
    return result


def test_each_address_leads_to_its_entry(site):
    """Names and numbers, alone and with their component, lead to the entry of the code."""
    result = site
    assert short_pages(result) == ALL
    for address in short_pages(result):
        path = page_of(result, address)
        page = parsed(path)
        assert page.html["lang"] == "zh-CN"
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        if address in {"101", "index"}:
            continue
        link = refresh(page)
        assert page.body.a["href"] == link
        assert page.find("link", rel="canonical")["href"] == link.partition("#")[0]
        assert page.title.get_text() == page.body.get_text(strip=True)
        shown = word_of(visit(result.out, path, link)).lower()
        assert address.rpartition(".")[2].lower() in shown
        assert visit(result.out, path, link)["id"].endswith("-details")


def test_what_has_only_a_row_leads_there(project):
    """Without entries the addresses lead to rows; a nameless code has its number alone."""
    result = project("rst").build()
    page = parsed(result.out / "mcerr" / "index.html")
    assert (page.html["lang"], page.h1.get_text()) == ("en", "Error codes")
    path = page_of(result, "-704")
    assert word_of(visit(result.out, path, refresh(parsed(path)))).startswith("OBJECT_NOT_FOUND")
    path = page_of(result, "transfer-engine.0")
    assert refresh(parsed(path)) == "../codes.html#mcerr-transfer-engine-0"


def listed(page):
    """Return heading, term and description of each code that a page lists."""
    return [
        (term.find_previous("h2").get_text(), term.get_text(), term.find_next("dd").get_text())
        for term in page.select("dl > dt")
    ]


def test_several_meanings(site):
    """The page of an ambiguous number lists its codes by component, with valid links."""
    path = page_of(site, "101")
    page = parsed(path)
    assert refresh(page) is None
    assert page.h1.get_text() == "101"
    assert "该数值或名称对应多个错误码。" in page.get_text()
    assert listed(page) == [
        ("Orchard", "E_ROTTEN (101)", "The fruit is rotten."),
        ("Cellar", "E_DAMP (101)", "The cellar is damp."),
    ]
    links = [visit(site.out, path, code.a["href"]) for code in page.select("dt")]
    assert [link["id"] for link in links] == [
        "mcerr-orchard-e-rotten-details",
        "mcerr-cellar-e-damp-details",
    ]
    assert [element.get("lang") for element in page.select("p[dir], h2, dd")] == [None] + ["en"] * 4
    assert page.find("meta", attrs={"name": "viewport"})


def test_the_folder_lists_all_codes(site):
    """The page of the folder lists all codes by component and number."""
    path = site.out / "mcerr" / "index.html"
    page = parsed(path)
    assert page.h1.get_text() == "错误码"
    assert [(component, code) for component, code, _ in listed(page)] == [
        *(("Orchard", f"{name} ({value})") for name, value in ORCHARD.items()),
        *(("Cellar", f"{name} ({value})") for name, value in CELLAR.items()),
    ]
    for term in page.select("dt"):
        assert term.get_text().split()[0] in word_of(visit(site.out, path, term.a["href"]))


def test_numbers_without_their_minus(project):
    """A number without its minus is an address, unless another code has that number."""
    codes = (
        "{name: BOTH, value: -1, description: x}",
        "{name: LOW, value: -7, description: x}",
        "{name: HIGH, value: 7, description: x}",
        "{name: ALONE, value: -8, description: x}",
    )
    result = hostile(project, *codes).build()
    leads = {"one.-7": "LOW", "one.7": "HIGH", "7": "HIGH", "8": "ALONE", "1": "TWO", "-1": "BOTH"}
    for address, name in leads.items():
        path = page_of(result, address)
        assert word_of(visit(result.out, path, refresh(parsed(path)))).startswith(name)


def test_aliases_and_former_names(project):
    """Other names of a code, and names that it had, have addresses too."""
    code = "{name: ONE, value: -1, aliases: [UNO], former: [{name: EIN}], description: x}"
    result = hostile(project, code).build()
    for address in ("UNO", "uno", "one.UNO", "EIN", "ein", "one.ein"):
        path = page_of(result, address)
        assert word_of(visit(result.out, path, refresh(parsed(path)))).startswith("ONE")


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
    """Texts of the registry are shown as they are, without their own markup."""
    text = "<script>alert(2)</script> \\\"'><img src=x> :mcerr:`TWO` ``<b>``"
    codes = ('{name: ONE, value: 1, description: "' + text + '"}',)
    result = hostile(project, *codes).build()
    assert result.warnings == []
    page = parsed(page_of(result, "1"))
    assert page.find(["script", "img", "b"]) is None
    assert listed(page)[0] == (
        "<script>alert(1)</script> & one",
        "ONE (1)",
        "<script>alert(2)</script> \"'><img src=x> TWO <b>",
    )
    data = json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    assert "<img src=x>" in data["components"][0]["groups"][0]["codes"][0]["description"]


@pytest.mark.parametrize("builder", BUILDERS)
def test_odd_names(project, builder):
    """Names that differ in case share an address in lower case, and INDEX is a valid name."""
    codes = (
        "{name: two, value: 4, description: a}",
        "{name: INDEX, value: 6, description: c}",
    )
    result = hostile(project, *codes, id_="odd").build(builder)
    assert [code for _, code, _ in listed(parsed(page_of(result, "two")))] == ["two (4)", "TWO (1)"]
    for address in ("TWO", "INDEX"):
        path = page_of(result, address)
        assert word_of(visit(result.out, path, refresh(parsed(path)))).startswith(address)
    page = parsed(result.out / "mcerr" / "index.html")
    assert "INDEX (6)" in [code for _, code, _ in listed(page)]
    assert json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    assert result.warnings == []


def test_file_systems_that_ignore_case(project):
    """On a file system that ignores case only addresses in lower case are made."""
    site = project("entries")
    site.write("extra/_STATIC/x", "seems to be in _static")
    result = site.build(html_extra_path=["extra"], exclude_patterns=["_[a-z]*"])
    assert result.warnings == []
    assert short_pages(result) == [address for address in ALL if address == address.lower()]


def test_pages_that_are_not_part_of_a_single_page_have_no_addresses(project):
    """Codes on an orphan are not in the single page, so they have no address."""
    site = project("entries")
    site.write("index.rst", "X\n=\n")
    site.write("codes.rst", ":orphan:\n\nC\n=\n\n.. mooncake-errors::\n")
    site.write("guide.rst", ":orphan:\n\nG\n=\n")
    assert short_pages(site.build("singlehtml")) == []
    assert short_pages(site.build("html")) == ALL


def exported(*arguments):
    """Return the JSON that the command exports."""
    done = CliRunner().invoke(commands, ["export", "--format", "json", *arguments])
    assert done.exit_code == 0
    return json.loads(done.stdout)


@pytest.mark.parametrize("builder", BUILDERS)
def test_codes_json_is_the_export_with_addresses(project, builder):
    """codes.json has the export of the command and the address of each shown code."""
    site = project("entries")
    site.write("locales/zh_CN/LC_MESSAGES/mooncake-errors.po", 'msgid "Fruit"\nmsgstr "水果"\n')
    site.write("codes.rst", "C\n=\n\n.. mooncake-errors:: orchard\n")
    result = site.build(builder, language="zh_CN")
    data = json.loads((result.out / "mcerr" / "codes.json").read_text(encoding="utf-8"))
    schema = json.loads((DATA / "export.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema, jsonschema.Draft202012Validator)
    addresses = data.pop("addresses")
    files = [f"--registry={site.src / name}" for name in ("orchard.yaml", "cellar.yaml")]
    export = exported("-l", "zh_CN", "--locale-dir", str(site.src / "locales"), *files)
    assert export.pop("addresses") == {}
    assert data == export
    assert data["components"][0]["groups"][0]["title"] == "水果"
    assert list(addresses) == [
        f"orchard.E_{word}" for word in ("ROTTEN", "UNRIPE", "WORM", "LADDER", "ROPE")
    ]
    for name, address in addresses.items():
        target = visit(result.out, result.out / "index.html", address)
        assert name.partition(".")[2] in word_of(target)


@pytest.mark.parametrize("builder", ["epub", "json", "text"])
def test_other_builders_have_none(project, builder):
    """Only builders of sites write short addresses."""
    out = project("entries").build(builder).out
    assert not (out / "mcerr").exists()


def test_nothing_without_listed_codes(project):
    """A project that lists no code gets no file."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n   :no-index:\n")
    out = site.build().out
    assert not (out / "mcerr").exists()


@pytest.mark.parametrize("value", ["", None])
def test_off_removes_what_was_there(project, value):
    """Without the setting nothing is written, and the files of the last build are removed."""
    site = project("entries")
    site.build()
    out = site.build(mooncake_errors_short_addresses=value).out
    assert not (out / "mcerr").exists()


def test_another_folder(project):
    """The folder is set in conf.py, and the former one is removed."""
    site = project("entries")
    site.build()
    result = site.build(mooncake_errors_short_addresses="to/codes/")
    path = result.out / "to" / "codes" / "102.html"
    assert refresh(parsed(path)) == "../../codes.html#mcerr-orchard-e-unripe-details"
    assert (result.out / "to" / "codes" / "codes.json").exists()
    assert not (result.out / "mcerr").exists()


def test_a_folder_with_two_names(project):
    """Where case is ignored, the default folder may be that of the setting: its files stay."""
    site = project("entries")
    folder = site.src / "_build" / "html"
    (folder / "MCERR").mkdir(parents=True)
    (folder / "mcerr").symlink_to("MCERR")
    result = site.build(mooncake_errors_short_addresses="MCERR")
    assert short_pages(result) == ALL
    assert short_pages(site.build(mooncake_errors_short_addresses="MCERR")) == ALL


def test_a_single_page_with_another_name(project):
    """Addresses have the name of the file with all pages, which need not be an index page."""
    result = project("rst").build("singlehtml", root_doc="codes")
    target = "codes.html#mcerr-store-object-not-found"
    assert f'"{target}"' in (result.out / "mcerr" / "codes.json").read_text(encoding="utf-8")
    assert refresh(parsed(page_of(result, "-704"))) == f"../{target}"


@pytest.mark.parametrize(
    "value",
    ["/srv", "..", "a/../..", "C:/a", "a\\b", ".", "a\nb", "a?b", 5, ["mcerr"]],
)
def test_no_folder_inside_the_output(project, value):
    """A value that is not a folder inside the output ends the build with a message."""
    with pytest.raises(ConfigError) as caught:
        project("entries").build(mooncake_errors_short_addresses=value)
    fault = f"{value!r} is no folder inside the output"
    assert str(caught.value) == f"mooncake_errors_short_addresses: {fault}"


CLASH = "is not a file of mooncake-errors{}: it stays and takes the place of a short address"


@pytest.mark.parametrize(("builder", "address"), [("html", "101"), ("dirhtml", "102")])
def test_a_page_of_the_project_wins(project, builder, address):
    """A page of the project in the place of a short address stays, with a warning in each build."""
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
    """Copied files of the project stay, too, with one warning for all of them."""
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
    """A build without changes finds a file of the project in the place of a short address."""
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


DAMAGE = (
    lambda path, _: path.unlink(),
    lambda path, content: path.write_bytes(content.replace(b"E_", b"F_")),
    *(lambda path, content, n=size: path.write_bytes(content[:n]) for size in (0, 1, 60, -9)),
)


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_is_lost_or_cut_comes_back(project, builder):
    """A build without changes restores files that were removed, changed or truncated."""
    site = project("entries")
    result = site.build(builder)
    paths = [page_of(result, name) for name in ("102", "101", "index")]
    paths.append(result.out / "mcerr" / "codes.json")
    contents = [path.read_bytes() for path in paths]
    for damage in DAMAGE:
        for path, content in zip(paths, contents, strict=True):
            damage(path, content)
        assert site.build(builder).warnings == []
        assert [path.read_bytes() for path in paths] == contents


def test_a_file_instead_of_the_folder(project):
    """A file with the name of the folder stays, and there are no short addresses."""
    site = project("entries")
    site.write("extra/mcerr", "mine")
    result = site.build(html_extra_path=["extra"], mooncake_errors_short_addresses="mcerr/short")
    more = f" (and {len(ALL) - 1} more)"
    warning = f"WARNING: mcerr/short/codes.json {CLASH.format(more)} [mcerr.address]"
    assert result.warnings == [warning]
    assert (result.out / "mcerr").read_text() == "mine"


def test_nothing_is_written_when_nothing_changed(project):
    """A second build changes no file, and a change only the files of its codes."""
    site = project("entries")
    before = stamps(site.build())
    assert stamps(site.build()) == before
    site.write("guide.rst", "Picking *fruit*\n===============\n\nOther.\n")
    assert stamps(site.build()) == before
    site.write("cellar.yaml", (site.src / "cellar.yaml").read_text().replace("damp", "wet"))
    changed = {name for name, stamp in stamps(site.build()).items() if stamp != before[name]}
    assert changed == {"101.html", "index.html", "codes.json"}


def stamps(result):
    """Return when each short address was written, and which file it is."""
    stats = {path.name: path.stat() for path in (result.out / "mcerr").iterdir()}
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in stats.items()}


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


def test_marks_elsewhere_in_the_output_are_left_alone(project):
    """The short addresses of another site inside the output stay."""
    site = project("entries")
    result = site.build()
    inner = result.out / "zh_CN" / "mcerr"
    shutil.copytree(result.out / "mcerr", inner)
    before = sorted(inner.iterdir())
    assert site.build(mooncake_errors_short_addresses="").warnings == []
    assert sorted(inner.iterdir()) == before


@pytest.mark.parametrize("done", range(4))
def test_a_build_that_is_killed_is_made_good_by_the_next(project, monkeypatch, done):
    """An interrupted build leaves complete files, and the next one adds the others."""
    site = project("entries")
    old = {path.name: path.read_bytes() for path in (site.build().out / "mcerr").iterdir()}
    site.write("cellar.yaml", (site.src / "cellar.yaml").read_text().replace("damp", "wet"))
    moved, replace = [], Path.replace

    def replace_or_end(path, target):
        if path.name.startswith(".unfinished-"):
            moved.append(target)
            if len(moved) > done:
                raise KeyboardInterrupt  # after an error Sphinx would make everything anew
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_or_end)
        if done < len(CHANGED):
            with pytest.raises(KeyboardInterrupt):
                site.build()
    clean = site.build(out="_clean").out / "mcerr"
    new = {path.name: path.read_bytes() for path in clean.iterdir()}
    folder = site.src / "_build" / "html" / "mcerr"
    for path in folder.iterdir():
        assert path.read_bytes() in {old[path.name], new[path.name]}
    result = site.build()
    assert result.warnings == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == new


CHANGED = ("codes.json", "index.html", "101.html")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("word", ["E_DARK", "damp"])
def test_a_full_disk_is_one_error(project, word):
    """On a full disk the build fails with one message and no truncated file."""
    site = project("entries")
    folder = site.build().out / "mcerr"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / f".unfinished-{os.getpid()}").symlink_to("/dev/full")
    site.write("cellar.yaml", (site.src / "cellar.yaml").read_text().replace(word, f"{word}_X"))
    error = f"cannot write short addresses to {folder}: No space left on device"
    with pytest.raises(SphinxError, match=re.escape(error)):
        site.build()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    result = site.build()
    assert result.warnings == []
    assert differences(result.out, site.build(out="_clean").out) == []


def test_a_failed_build_changes_nothing(project):
    """When the build fails, the short addresses of the last one stay."""
    site = project("entries")
    before = stamps(site.build())
    site.write("conf.py", (site.src / "conf.py").read_text() + FAILING)
    with pytest.raises(ExtensionError):
        site.build(mooncake_errors_short_addresses="")
    assert {path.name for path in (site.src / "_build/html/mcerr").iterdir()} == set(before)


FAILING = """
def fail(*_):
    raise RuntimeError

def setup(app):
    app.connect("env-updated", fail)
"""


def test_a_meaning_that_went_with_its_page(project):
    """A page of several meanings loses the one whose page was removed."""
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
    shown = listed(parsed(page_of(result, "1")))
    assert [code for _, code, _ in shown] == ["ONE (1)", "TWO (1)"]


def test_the_longest_names_have_addresses(project):
    """The longest allowed name and id make valid file names."""
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
