"""The table of what was measured: words are translated like all prose, numbers are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

MEASURED = Path(__file__).parent.parent / "contributing" / "benchmarks.json"
HEADS = ("Measured", "Result", "Compared with", "Result", "Ratio", "CPU ratio", "Target")
_WORDS = ("measured", "beside")
_WIDTHS = (26, 12, 22, 12, 8, 10, 10)


class BenchmarkTable(SphinxDirective):
    """Shows what ``make bench`` has written."""

    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Return the table, and below it what the numbers were measured on."""
        self.env.note_dependency(str(MEASURED))
        data = json.loads(MEASURED.read_text(encoding="utf-8"))
        body = nodes.tbody("", *(self._row(row) for row in data["rows"]))
        head = nodes.thead("", nodes.row("", *(self._cell(head) for head in HEADS)))
        columns = [nodes.colspec(colwidth=width) for width in _WIDTHS]
        group = nodes.tgroup("", *columns, head, body, cols=len(HEADS))
        table = nodes.table("", group, classes=["colwidths-given", "longtable"])
        return [table, self._paragraph(data["machine"], translatable=False)]

    def _row(self, row: dict[str, str]) -> nodes.row:
        cells = (self._cell(text, translatable=key in _WORDS) for key, text in row.items())
        return nodes.row("", *cells)

    def _cell(self, text: str, *, translatable: bool = True) -> nodes.entry:
        return nodes.entry("", self._paragraph(text, translatable=translatable and bool(text)))

    def _paragraph(self, text: str, *, translatable: bool) -> nodes.paragraph:
        paragraph = nodes.paragraph(text, text, translatable=translatable)
        self.set_source_info(paragraph)
        return paragraph


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("benchmark-table", BenchmarkTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
