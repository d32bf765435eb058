"""A section of the registry as a table of standard docutils nodes.

Only standard nodes, so that every writer, known or not, shows a plain and correct table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.inline import Phrase, Reader, phrase, text_element
from sphinxext.mooncake_errors.extension.parts import Badge, add_to_index, retry_badge
from sphinxext.mooncake_errors.extension.rows import Cell, Heading, Name, Row, Rows, Value, fold
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.selection import Section

_WIDTHS = {"name": 42, "value": 10, "description": 48, "group": 20, "retry": 20}
_MARGIN = 6
_HEADS = {
    "name": Word.NAME,
    "value": Word.VALUE,
    "description": Word.DESCRIPTION,
    "group": Word.GROUP,
    "retry": Word.RETRY,
}


@dataclass(frozen=True, slots=True)
class TableBuilder:
    """Builds one table of a document."""

    reader: Reader
    anchor: Callable[[Entry], str | None]
    """Gives the id that a row gets, or None for a row that nothing links to."""
    entry_anchors: Mapping[str, str]
    """For codes with an entry in the document the id of that, by qualified name."""
    finish: Callable[[Phrase], Phrase]
    """Does to a text what Sphinx does to those of a page while it reads it."""
    index: addnodes.index = field(default_factory=lambda: addnodes.index(entries=[]))

    def table(self, section: Section) -> nodes.table:
        """Return the table of `section`, without caption, its rows folded."""
        group = nodes.tgroup(cols=len(section.columns))
        for column in section.columns:
            group += nodes.colspec(colwidth=_width(column, section))
        group += nodes.thead("", self._head(section.columns))
        lines = tuple(self._lines(section))
        group += fold(Rows(self.reader.docname, lines, self.index.attributes))
        classes = ["mooncake-errors", "colwidths-given", "longtable"]
        title = self.reader.catalog(section.component.title)
        return nodes.table("", group, classes=classes, mcerr_title=title)

    def _head(self, columns: tuple[str, ...]) -> nodes.row:
        heads = (text_element(nodes.paragraph(), _HEADS[c], self.reader) for c in columns)
        return nodes.row("", *(nodes.entry("", head) for head in heads))

    def _lines(self, section: Section) -> Iterator[Row | Heading]:
        makers: dict[str, Callable[[Entry], Cell]] = {
            "name": self._name,
            "value": lambda entry: Value(str(entry.code.value)),
            "description": lambda e: self._text(e.code.description, e.component.language),
            "group": lambda e: self._text(e.group.title, e.component.language),
            "retry": self._retry,
        }
        cells = [makers[column] for column in section.columns]
        for group, entries in section.by_group():
            if group is not None:
                title = self._text(group.title, section.component.language)
                yield Heading(title, len(cells))
            for entry in entries:
                yield Row(tuple(cell(entry) for cell in cells))

    def _name(self, entry: Entry) -> Name:
        anchor, home = self.anchor(entry), self.entry_anchors.get(entry.qualified)
        if anchor and home is None:
            add_to_index(self.index, entry, anchor, self.reader.catalog)
        return Name(entry.code.label, anchor, home)

    def _retry(self, entry: Entry) -> Badge | None:
        badge = retry_badge(entry.code, self.reader)
        return badge and badge._replace(words=self.finish(badge.words))

    def _text(self, text: str, language: str) -> Phrase:
        return self.finish(phrase(text, self.reader, language))


def _width(column: str, section: Section) -> int:
    """Return the width of `column` in proportion to the others: names and values are not cut."""
    words = {
        "name": [entry.code.label for entry in section.entries],
        "value": [str(entry.code.value) for entry in section.entries],
    }
    longest = max(map(len, words.get(column, [])), default=0)
    return max(_WIDTHS[column], longest + _MARGIN)
