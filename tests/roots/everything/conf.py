"""A project with one page of everything that documents hold besides codes."""

from docutils.parsers.rst import Directive
from sphinx import addnodes

project = "Everything"
extensions = [
    *("sphinx.ext.ifconfig", "sphinx.ext.mathjax", "sphinx.ext.todo"),
    "sphinxext.mooncake_errors",
]
exclude_patterns = ["both.rst"]
todo_include_todos = True
numfig = True
rst_prolog = ".. |product| replace:: Everything"
mooncake_errors_registry = "gate.yaml"


class Bare(Directive):
    """Describes an object of no domain, as some extensions do."""

    def run(self):
        """Return a description without content."""
        names = (addnodes.desc_name("", name) for name in ("one", "two"))
        signatures = [addnodes.desc_signature("", "", name) for name in names]
        return [addnodes.desc("", *signatures, addnodes.desc_content(), objtype="thing")]


def setup(app):
    """Add the directive."""
    app.add_directive("bare", Bare)
