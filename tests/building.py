"""Building real Sphinx projects and looking at what came out."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from jinja2 import BytecodeCache
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

# In each Chinese build jieba would load its dictionary anew, for seconds, and cut every text.
QUICK_SEARCH = {"html_search_language": "en"}


class Templates(BytecodeCache):
    """Keeps compiled templates, which each build would compile anew: a third of its time."""

    def __init__(self):
        self.compiled = {}

    def load_bytecode(self, bucket):
        """Take what the same template, of the same text, was compiled to."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket):
        """Keep what a template was compiled to."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Templates()


def keep_templates(builder):
    """Let the templates of a builder that has some share what is compiled."""
    templates = getattr(builder, "templates", None)
    if templates:
        templates.environment.bytecode_cache = TEMPLATES


def validate(book, required_tool):
    """Let a validator of e-books look for faults; its Java need not optimize for a short run."""
    java, checker = required_tool("java"), required_tool("epubcheck")
    options = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    command = [java, *options, "-jar", checker, str(book)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@dataclass
class Result:
    """The output, the warnings and the pages of one build."""

    app: Sphinx
    out: Path
    warnings: list[str]
    read: list[str]
    """The pages that were read, in order."""
    written: list[str]
    """The pages that were written, sorted."""
    status: str = ""
    """The messages that are no warnings."""

    def html(self, page: str = "index.html") -> BeautifulSoup:
        """Return the parsed page."""
        return BeautifulSoup((self.out / page).read_text(encoding="utf-8"), "html.parser")

    def doctree(self, docname: str = "index") -> nodes.document:
        """Return the doctree as the builder writes it."""
        doctree = self.app.env.get_doctree(docname)
        self.app.env.apply_post_transforms(doctree, docname)
        return doctree

    def stored(self, docname: str = "index") -> nodes.document:
        """Return the doctree as it is stored."""
        return self.app.env.get_doctree(docname)


@dataclass
class Project:
    """A Sphinx project in a directory of its own."""

    src: Path

    def write(self, name: str, text: str) -> Path:
        """Write the file `name`; its time stamp differs from that of any file before it."""
        path = self.src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(
        self, builder: str = "html", out: str = "_build", *, parallel: int = 1, **conf: object
    ) -> Result:
        """Build into `out`, with the doctrees beside it; incremental if it was built before."""
        target = self.src / out / builder
        status, warnings = StringIO(), StringIO()
        read: list[str] = []
        written: list[str] = []
        locale.translators.clear()  # Sphinx keeps those of the build before in the process
        with patch_docutils(str(self.src)), docutils_namespace():
            app = Sphinx(
                self.src,
                self.src,
                target,
                self.src / out / "doctrees",
                builder,
                # Themes append to the default list of templates, which all builds share.
                confoverrides={
                    "show_warning_types": True,
                    "templates_path": [],
                    **QUICK_SEARCH,
                    **conf,
                },
                status=status,
                warning=warnings,
                parallel=parallel,
            )
            keep_templates(app.builder)
            app.connect("source-read", lambda _app, docname, _source: read.append(docname))
            app.connect("doctree-resolved", lambda _app, _tree, docname: written.append(docname))
            app.build()
        lines = strip_colors(warnings.getvalue()).replace(str(self.src) + os.sep, "").splitlines()
        pages = sorted(set(written))
        return Result(app, target, lines, read, pages, status.getvalue())
