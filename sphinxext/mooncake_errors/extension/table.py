"""A section of the registry as a table of standard docutils nodes.

Only standard nodes, so that every writer, known or not, shows a plain and correct table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinxext.mooncake_errors.extension.inline import Reader, text_element
from sphinxext.mooncake_errors.extension.parts import add_to_index, code_name, retry_badge
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinxext.mooncake_errors.registry.lookup import Entry
    from sphinxext.mooncake_errors.registry.model import Group
    from sphinxext.mooncake_errors.registry.selection import Section

_WIDTHS = {"name": 42, "value": 10, "description": 48, "group": 20, "retry": 20}
_MARGIN = 6
NAME_CLASS = "mcerr-name"
"""The class of the paragraph that holds the name of a row."""
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
    entry_anchors: Mapping[str, str] = field(default_factory=dict)
    """For codes with an entry in the document the id of that, by qualified name."""
    index: addnodes.index = field(default_factory=lambda: addnodes.index(entries=[]))
    """What the rows put into the index: one node for all, in the first of them.

    Each node in a row costs time in every transform of Sphinx. Where an index tells pages, a
    post-transform gives each row its own.
    """

    def table(self, section: Section) -> nodes.table:
        """Return the table of `section`, without caption."""
        group = nodes.tgroup(cols=len(section.columns))
        for column in section.columns:
            group += nodes.colspec(colwidth=_width(column, section))
        group += nodes.thead("", self._head(section.columns))
        group += nodes.tbody("", *self._rows(section))
        classes = ["mooncake-errors", "colwidths-given", "longtable"]
        title = self.reader.catalog(section.component.title)
        return nodes.table("", group, classes=classes, mcerr_title=title)

    def _head(self, columns: tuple[str, ...]) -> nodes.row:
        cells = (nodes.entry("", self._text(_HEADS[column].value)) for column in columns)
        return nodes.row("", *cells)

    def _rows(self, section: Section) -> Iterator[nodes.row]:
        makers = {
            "name": self._name,
            "value": self._value,
            "description": self._description,
            "group": self._group,
            "retry": self._retry,
        }
        cells = [makers[column] for column in section.columns]
        for group, entries in section.by_group():
            if group is not None:
                yield self._group_row(group, section.component.language, len(cells))
            for entry in entries:
                yield nodes.row("", *(nodes.entry("", cell(entry)) for cell in cells))

    def _group_row(self, group: Group, language: str, columns: int) -> nodes.row:
        heading = nodes.strong()
        text_element(heading, group.title, self.reader, language)
        paragraph = nodes.paragraph("", "", heading, translatable=False)
        cell = nodes.entry("", paragraph)
        if columns > 1:
            cell["morecols"] = columns - 1
        return nodes.row("", cell, classes=["mcerr-group"])

    def _name(self, entry: Entry) -> nodes.paragraph:
        paragraph = nodes.paragraph(classes=[NAME_CLASS], translatable=False)
        anchor, home = self.anchor(entry), self.entry_anchors.get(entry.qualified)
        if anchor:
            if home is None:
                self._add_to_index(entry, anchor, paragraph)
            # Only a target before the literal is an anchor in HTML, EPUB, LaTeX and Texinfo alike.
            target = nodes.target("", "", ids=[anchor])
            target.referenced = 1  # otherwise docutils makes a message that nobody refers to it
            paragraph += target
        name: nodes.Element = code_name(entry)
        if home:
            name = nodes.reference("", "", name, internal=True, refid=home)
        paragraph += name
        return paragraph

    def _add_to_index(self, entry: Entry, anchor: str, paragraph: nodes.paragraph) -> None:
        if not self.index["entries"]:
            paragraph += self.index
        add_to_index(self.index, entry, anchor, self.reader.catalog)

    def _value(self, entry: Entry) -> nodes.paragraph:
        value = str(entry.code.value)
        return nodes.paragraph(value, value, classes=["mcerr-value"], translatable=False)

    def _description(self, entry: Entry) -> nodes.TextElement:
        return self._text(entry.code.description, entry.component.language)

    def _group(self, entry: Entry) -> nodes.TextElement:
        return self._text(entry.group.title, entry.component.language)

    def _retry(self, entry: Entry) -> nodes.paragraph:
        badge = retry_badge(entry.code, self.reader)
        return nodes.paragraph("", "", *([badge] if badge else []), translatable=False)

    def _text(self, text: str, language: str = "en") -> nodes.TextElement:
        return text_element(nodes.paragraph(), text, self.reader, language)


def _width(column: str, section: Section) -> int:
    """Return the width of `column` in proportion to the others: names and values are not cut."""
    words = {
        "name": [entry.code.label for entry in section.entries],
        "value": [str(entry.code.value) for entry in section.entries],
    }
    longest = max(map(len, words.get(column, [])), default=0)
    return max(_WIDTHS[column], longest + _MARGIN)
