"""Builds of the same sources are equal, whatever was built before."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from building import Project
from comparing import differences, files
from docutils import nodes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from projects import (
    COMPONENTS,
    LANGUAGES,
    NAMES,
    NUMBERS,
    PAGES,
    REGISTRIES,
    TEXTS,
    TRANSLATIONS,
    codes,
    myst,
    pages,
    rst,
    write_page,
    write_registry,
)

import sphinxext.mooncake_errors as package

pytestmark = pytest.mark.slow

VERSION = package.ENV_VERSION


class Editing(RuleBasedStateMachine):
    """People edit a project and build it now and then."""

    def __init__(self):
        """Start with nothing."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.project = Project(self.folder / "src")
        self.language = "en"
        self.settings = {}
        self.edits = self.builds = 0

    @initialize(content=st.lists(pages, min_size=8, max_size=8), code=codes)
    def begin(self, content, code):
        """Write a project with a code in each component and some pages."""
        self.project.src.mkdir()
        self.project.write(
            "conf.py",
            'project = "Farm"\nextensions = ["sphinxext.mooncake_errors"]\n'
            f"mooncake_errors_registry = {REGISTRIES}\n",
        )
        first = {"name": "E_ROTTEN", "value": 101, **code}
        self.registry = {
            "orchard": [("fruit", [first]), ("tools", [])],
            "cellar": [("tools", [{"name": "E_DAMP", "value": 101, "description": "Damp."}])],
        }
        write_registry(self.project, self.registry)
        for name, blocks_ in zip(PAGES, content, strict=True):
            write_page(self.project, name, blocks_)
        self._note_edit()
        self._build(f"_built-{self.language}")

    @rule(name=st.sampled_from(PAGES), content=pages)
    def edit_page(self, name, content):
        """Write a page anew, or again where it was removed."""
        write_page(self.project, name, content)

    @rule(name=st.sampled_from(PAGES))
    def remove_page(self, name):
        """Remove a page and change another: Sphinx 7 would not notice the removal alone."""
        (self.project.src / f"{name}.rst").unlink(missing_ok=True)
        self._note_edit()

    @rule(
        component=st.sampled_from(COMPONENTS),
        group=st.integers(0, 1),
        name=st.sampled_from(NAMES),
        value=st.sampled_from(NUMBERS),
        code=codes,
    )
    def set_code(self, component, group, name, value, code):
        """Add a code, or change one, unless its number is taken."""
        groups = self.registry[component]
        others = [c for _, items in groups for c in items if c["name"] != name]
        is_first = (component, name) == ("orchard", "E_ROTTEN")
        if is_first or value in {other["value"] for other in others}:
            return
        for _, items in groups:
            items[:] = [c for c in items if c["name"] != name]
        groups[min(group, len(groups) - 1)][1].append({"name": name, "value": value, **code})
        write_registry(self.project, self.registry)

    @rule(component=st.sampled_from(COMPONENTS), name=st.sampled_from(NAMES[1:]))
    def remove_code(self, component, name):
        """Remove a code, but not the first one, to which texts refer."""
        for _, items in self.registry[component]:
            items[:] = [c for c in items if c["name"] != name]
        write_registry(self.project, self.registry)

    @rule(messages=st.dictionaries(st.sampled_from(TEXTS), st.sampled_from(TRANSLATIONS)))
    def translate(self, messages):
        """Write the Chinese catalog of the project, or take it away."""
        path = self.project.src / "locales/zh_CN/LC_MESSAGES/mooncake-errors.po"
        path.with_suffix(".mo").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        if messages:
            catalog = Catalog(locale="zh_CN")
            for text, translation in messages.items():
                catalog.add(text, translation)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalog)

    @rule(name=st.sampled_from(PAGES))
    def drop_directives(self, name):
        """Take all directives from a page; others may show the same component."""
        path = self.project.src / f"{name}.rst"
        if path.exists():
            write_page(self.project, name, [("ref", "mcerr-orchard", {})])

    @rule(
        language=st.sampled_from(LANGUAGES),
        autolink=st.booleans(),
        source_url=st.sampled_from(["", "https://example.org/{path}"]),
        folder=st.sampled_from(["mcerr", "errors", ""]),
    )
    def configure(self, language, autolink, source_url, folder):
        """Build in a language, with other settings."""
        self.language = language
        self.settings = {
            "mooncake_errors_autolink": autolink,
            "mooncake_errors_source_url": source_url,
            "mooncake_errors_short_addresses": folder,
        }

    @rule()
    def upgrade(self):
        """Install a version that stores something else; the doctrees are those of the last one."""
        package.ENV_VERSION += 1

    @precondition(lambda self: self.project.src.exists())
    @rule()
    def build(self):
        """Build in place, and compare with a build from nothing and with a second build."""
        built = self._build(f"_built-{self.language}")
        # Within a process Sphinx remembers digests of files by their path.
        self.builds += 1
        clean = self._build(f"_clean{self.builds}")
        assert differences(built.out, clean.out) == []
        again = self._build(f"_built-{self.language}")
        assert (again.read, again.written) == ([], [])
        shutil.rmtree(self.project.src / f"_clean{self.builds}")

    def teardown(self):
        """Compare at the end in any case, also with a build by two processes."""
        if self.project.src.exists():
            clean = self._build("_serial")
            assert differences(self._build("_parallel", parallel=2).out, clean.out) == []
            self.build()
        shutil.rmtree(self.folder)
        package.ENV_VERSION = VERSION

    def _build(self, out, **options):
        return self.project.build(out=out, language=self.language, **self.settings, **options)

    def _note_edit(self):
        self.edits += 1
        self.project.write("index.rst", f"Farm\n====\n\nEdit {self.edits}.\n")


EFFORT = int(os.environ.get("EQUALITIES", "3"))
"""The number of projects that are tried."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Shrinking is off: it would take minutes, since each build takes seconds."""

Editing.TestCase.settings = settings(
    max_examples=EFFORT,
    stateful_step_count=10,
    deadline=None,
    phases=PHASES,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


class TestEditing(Editing.TestCase):
    """After any edits, the next build equals a build from nothing."""


CALM = settings(
    max_examples=2 * EFFORT,
    deadline=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)


def farm(src, **conf):
    """Start a project with both components, and with `conf` in its configuration."""
    src.mkdir(parents=True)
    project = Project(src)
    extensions = ["myst_parser", "sphinxext.mooncake_errors"]
    values = {"extensions": extensions, "mooncake_errors_registry": REGISTRIES} | conf
    project.write("conf.py", "".join(f"{key} = {value!r}\n" for key, value in values.items()))
    codes = [
        {"name": name, "value": value, "description": text}
        for name, value, text in zip(NAMES, NUMBERS, [*TEXTS, "Dry."], strict=True)
    ]
    related = [{**code, "see_also": ["E_WORM"]} for code in codes[1:3]]
    orchard = [("fruit", codes[:3]), ("tools", codes[3:])]
    write_registry(project, {"orchard": orchard, "cellar": [("tools", related)]})
    return project


@CALM
@given(content=st.lists(pages, min_size=6, max_size=6), language=st.sampled_from(LANGUAGES))
def test_two_places_and_times_give_the_same_bytes(tmp_path_factory, content, language):
    """A project that is built in another folder, by two processes, gives the same files."""
    outs = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        for parallel in (1, 2):
            project = farm(tmp_path_factory.mktemp("place") / ("deeper" * parallel))
            project.write("index.rst", "Farm\n====\n")
            for name, blocks_ in zip(PAGES, content, strict=False):
                write_page(project, name, blocks_)
            outs.append(project.build(language=language, parallel=parallel).out)
    assert files(outs[0]) == files(outs[1])
    different = [
        n for n in files(outs[0]) if (outs[0] / n).read_bytes() != (outs[1] / n).read_bytes()
    ]
    assert different == []


@CALM
@given(content=pages, language=st.sampled_from(LANGUAGES))
def test_rst_and_myst_give_the_same_document(tmp_path_factory, content, language):
    """The same page in reStructuredText and in MyST gives the same nodes."""
    trees = []
    for suffix, render in (("rst", rst), ("md", myst)):
        project = farm(tmp_path_factory.mktemp(suffix) / "src")
        title = {"rst": "Farm\n====", "md": "# Farm"}[suffix]
        parts = [title, *map(render, content), ""]
        project.write(f"index.{suffix}", "\n\n".join(parts))
        result = project.build("dummy", language=language)
        trees.append((plain_tree(result.doctree()), sorted(map(without_place, result.warnings))))
    assert trees[0] == trees[1]


def plain_tree(document):
    """Return the tree without what belongs to a parser: sources, and languages of code."""
    for node in document.findall(nodes.Element):
        for key in ("source", "rawsource", "slug", "wordcount-minutes", "force", "linenos"):
            node.attributes.pop(key, None)
    return "\n".join(child.pformat() for child in document.children)


def without_place(warning):
    """Return a warning without files and lines."""
    return re.sub(r"(?<=index)\.\w+:[0-9]+", "", warning.partition(": ")[2])
