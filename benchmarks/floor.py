"""A Sphinx extension: the least that a directive can do to show the rows with their anchors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_HEADS = ("Name", "Value", "Description")


class Rows(SphinxDirective):
    """Shows the codes in ``rows.json``, and tells nobody."""

    def run(self) -> list[nodes.Node]:
        """Return the bare table."""
        body = nodes.tbody()
        for title, codes in json.loads(Path(self.env.srcdir, "rows.json").read_bytes()):
            heading = nodes.paragraph("", "", nodes.strong("", title))
            body += nodes.row("", nodes.entry("", heading, morecols=2))
            body += [_row(*code) for code in codes]
        head = nodes.thead("", nodes.row("", *(_cell(nodes.Text(head)) for head in _HEADS)))
        columns = [nodes.colspec(colwidth=width) for width in (42, 10, 48)]
        return [nodes.table("", nodes.tgroup("", *columns, head, body, cols=3))]


def _row(name: str, value: int, description: str) -> nodes.row:
    anchor = nodes.target("", "", ids=[f"row-{-value}"])
    shown = nodes.literal("", name)
    cells = ([anchor, shown], [nodes.Text(str(value))], [nodes.Text(description)])
    return nodes.row("", *(_cell(*cell) for cell in cells))


def _cell(*content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("rows", Rows)
    return {"parallel_read_safe": True}
