"""The template, the catalogs and translated pages, with the usual tools."""

from __future__ import annotations

import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from docutils import nodes

from sphinxext.mooncake_errors.registry.builtin import COMPONENTS

PO = "locales/{}/LC_MESSAGES/mooncake-errors.po"


def parsed(path):
    """Return the catalog in the file `path`."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def sphinx_intl(site, *options):
    """Run the real sphinx-intl in the directory of the project."""
    command = [sys.executable, "-m", "sphinx_intl", *options]
    done = subprocess.run(command, cwd=site.src, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def translate(site, language, **messages):
    """Fill in translations by hand; ``__`` in a key stands for a space."""
    path = site.src / PO.format(language)
    text = path.read_text(encoding="utf-8")
    for message, translation in messages.items():
        entry = f'msgid "{message}"\nmsgstr "'
        assert entry + '"' in text
        text = text.replace(entry, entry + translation)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def site(project):
    """A project with a registry of its own and a page with its codes."""
    return project("own")


def test_template_has_every_text_with_place_and_meaning(site):
    """Each text is there once, with the line of every use and a comment that names the code."""
    result = site.build("gettext", out="_gettext")
    template = parsed(result.out / "mooncake-errors.pot")
    ladder = template["The ladder is too short."]
    assert ladder.auto_comments == ["orchard.E_LADDER (200): description"]
    lines = (site.src / "codes/orchard.yaml").read_text(encoding="utf-8").splitlines()
    number = lines.index("    description: The ladder is too short.") + 1
    assert ladder.locations == [("../../codes/orchard.yaml", number)]
    assert template["Tools"].auto_comments == ["orchard: title of the group tools"]
    assert "Description" in template
    assert result.warnings == []


def test_texts_are_in_no_other_template(site):
    """Titles, introductions, descriptions and headings stay out of the templates of pages."""
    out = site.build("gettext", out="_gettext").out
    own = {message.id for message in parsed(out / "mooncake-errors.pot") if message.id}
    others = {m.id for path in out.glob("*.pot") if path.stem != "mooncake-errors"
              for m in parsed(path) if m.id}  # fmt: skip
    assert own & others == {"Orchard"}  # which is the title of the page as well
    assert "The ladder is too short." in own


def test_template_does_not_change_without_need(site):
    """A second build does not change the file."""
    path = site.build("gettext", out="_gettext").out / "mooncake-errors.pot"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    site.build("gettext", out="_gettext")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_locations_can_be_left_out(site):
    """With gettext_location = False the template has no locations."""
    result = site.build("gettext", out="_gettext", gettext_location=False)
    assert "#:" not in (result.out / "mooncake-errors.pot").read_text(encoding="utf-8")


def test_shipped_registry_has_stable_places(project):
    """Built-in texts have the same location on every machine."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: store\n")
    template = parsed(site.build("gettext", out="_gettext").out / "mooncake-errors.pot")
    paths = {path for message in template for path, _ in message.locations}
    package = "sphinxext/mooncake_errors/"
    names = {f"data/{component}.yaml" for component in COMPONENTS} | {"registry/words.py"}
    assert paths == {package + name for name in names}


@pytest.mark.parametrize("page", ["mooncake-errors.rst", "mooncake-errors/guide.rst"])
def test_a_page_with_the_name_of_the_template(site, page):
    """A page whose messages would be in the template of the registry is told to be renamed."""
    site.write(page, ":orphan:\n\nGuide\n=====\n\nPick ripe fruit.\n")
    result = site.build("gettext", out="_gettext", mooncake_errors_pages="mooncake-errors/pages")
    assert result.warnings == [
        f"{page}:4: WARNING: mooncake-errors.pot has the texts of the registry, not of this page: "
        "rename the page or its folder [mcerr.catalog]"
    ]


@pytest.mark.parametrize("auto_build", [True, False])
def test_sphinx_intl_from_end_to_end(site, auto_build):
    """The usual commands make catalogs for two languages, and filling one in translates pages."""
    site.build("gettext", out="_gettext")
    sphinx_intl(
        site, "update", "-p", "_gettext/gettext", "-d", "locales", "-l", "zh_CN", "-l", "ja"
    )
    translate(site, "ja", **{"The ladder is too short.": "梯子太短", "Name": "名前"})
    result = site.build(language="ja", gettext_auto_build=auto_build)
    text = result.html().get_text()
    assert "梯子太短" in text
    assert "名前" in text
    assert "The fruit is rotten" in text
    translate(site, "zh_CN", **{"The ladder is too short.": "梯子太短了。"})
    assert "梯子太短了。" in site.build(language="zh_CN").html().get_text()


def test_single_file_build_is_translated(site):
    """Building one page by its name shows the same translation as a whole build."""
    site.build("gettext", out="_gettext")
    sphinx_intl(site, "update", "-p", "_gettext/gettext", "-d", "locales", "-l", "ja")
    translate(site, "ja", **{"The ladder is too short.": "梯子太短"})
    command = ("-m", "sphinx", "-q", "-D", "language=ja", ".", "_one", "index.rst")
    subprocess.run([sys.executable, *command], cwd=site.src, check=True)
    assert "梯子太短" in (site.src / "_one/index.html").read_text(encoding="utf-8")


def test_changed_text_is_never_shown_in_its_old_translation(site):
    """When the English changes, sphinx-intl marks the translation fuzzy, and English is shown."""
    update = ("update", "-p", "_gettext/gettext", "-d", "locales", "-l", "ja")
    site.build("gettext", out="_gettext")
    sphinx_intl(site, *update)
    translate(site, "ja", **{"The ladder is too short.": "梯子太短"})
    path = site.src / "codes/orchard.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ladder is too short", "ladder is much too short"))
    site.build("gettext", out="_gettext")
    sphinx_intl(site, *update)
    catalog = parsed(site.src / PO.format("ja"))
    assert catalog["The ladder is much too short."].fuzzy
    result = site.build(language="ja")
    assert "梯子太短" not in result.html().get_text()
    rows = {row[0].astext(): row[2].astext() for row in result.doctree().findall(nodes.row)
            if len(row) > 1}  # fmt: skip
    assert rows["E_LADDER"] == "The ladder is much too short."
