"""Headings of descriptions below a table, for outlines and screen readers, with links to rows.

Doctrees have object descriptions instead of sections, to keep codes out of the table of contents.
Titles of pages are plain text there, since sidebars repeat them; only headings can be broken.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.description import SUMMARY
from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.inline import mcerr_html, mcerr_words
from sphinxext.mooncake_errors.extension.links import ancestors
from sphinxext.mooncake_errors.extension.table_html import for_browsers
from sphinxext.mooncake_errors.registry.addresses import row_address_of
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 6


class EntryHeadings(SphinxPostTransform):
    """Makes headings of the names of descriptions, with links to rows, and titles breakable."""

    default_priority = 560
    """After the tables are made, at 550: their rows have the addresses."""
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the descriptions in the document."""
        domain = domain_of(self.env)
        if not for_browsers(domain.builder):
            return
        label, titles, above = domain.edition.catalog(Word.BACK_TO_TABLE), self._titles(), None
        for description, row in list(self._entries()):
            level = 1 + sum(isinstance(each, nodes.section) for each in ancestors(description))
            if row in titles:
                _add_link(description, row, label)
                title = titles[row]
                if title is not None and title is not above:
                    _add_title(description, title, level)
                    above = title
                level += title is not None
            _make_heading(description, level)
        for section in self.document.findall(nodes.section):
            if SUMMARY in section:
                _make_breakable(cast("nodes.title", section[0]))

    def _titles(self) -> dict[str, nodes.Element | None]:
        """Return the title of the group of each row, by the row's address; None without groups."""
        titles: dict[str, nodes.Element | None] = {}
        title: nodes.Element | None = None
        for part in self.document.findall(lambda n: isinstance(n, (nodes.table, nodes.row))):
            row = cast("nodes.Element", part)
            if isinstance(row, nodes.table):
                title = None
            elif "mcerr-group" in row["classes"]:
                title = row.next_node(nodes.paragraph)
            else:
                targets = row.findall(nodes.target)
                titles.update({id_: title for target in targets for id_ in target["ids"]})
        return titles

    def _entries(self) -> Iterator[tuple[addnodes.desc, str]]:
        """Yield each description with an address, and the address of the row of its code."""
        for description in self.document.findall(addnodes.desc):
            ids = cast("addnodes.desc_signature", description[0])["ids"]
            if "mcerr-entry" in description["classes"] and ids:
                yield description, row_address_of(ids[0])


def _make_breakable(title: nodes.title) -> None:
    """Let the title of the page of a code break after underscores."""
    shown = title.astext()
    title[:] = [mcerr_words(shown, shown)]


def _add_link(description: addnodes.desc, row: str, label: str) -> None:
    """Add a link to the row, without text, which would be copied and indexed by the search."""
    label = escape(label)
    link = f'<a class="mcerr-back" href="#{row}" aria-label="{label}" title="{label}"></a>'
    head = cast("nodes.paragraph", cast("addnodes.desc_content", description[1])[0])
    head += mcerr_html(html=link)


def _add_title(description: addnodes.desc, title: nodes.Element, level: int) -> None:
    """Add the `title` of the group before the description and its index entries."""
    siblings = description.parent
    place = siblings.index(description)
    place -= place > 0 and isinstance(siblings[place - 1], addnodes.index)
    text = title.astext()
    rubric = nodes.rubric(text, text, classes=["mcerr-group-title"])
    rubric["heading-level"] = min(level, _DEEPEST)
    siblings.insert(place, rubric)


def _make_heading(description: addnodes.desc, level: int) -> None:
    signature = cast("addnodes.desc_signature", description[0])
    tag = f'<span role="heading" aria-level="{min(level, _DEEPEST)}">'
    signature.insert(0, mcerr_html(html=tag))
    signature += mcerr_html(html="</span>")
