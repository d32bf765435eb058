"""The rows of a table: first as plain data, then as standard docutils nodes.

Reading a page, Sphinx visits each of its nodes in some eighty transforms, and rows are most of the
nodes of a page that lists codes. So while the page is read they are data, folded into the body of
their table. Who loads the stored page gets nodes, and so does every writer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.inline import DOMAIN, Phrase, fill
from sphinxext.mooncake_errors.extension.parts import Badge, code_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

NAME_CLASS = "mcerr-name"
"""The class of the paragraph that holds the name of a row."""


class Name(NamedTuple):
    """The name of a code, which is where links to it lead."""

    label: str
    anchor: str | None
    """The id of the row, None for a row that nothing links to."""
    home: str | None
    """The id of the code's entry in the document, if there is one."""


class Value(NamedTuple):
    """The number of a code."""

    text: str


Cell = Name | Value | Phrase | Badge | None


class Row(NamedTuple):
    """What one code shows, in the order of the columns."""

    cells: tuple[Cell, ...]


class Heading(NamedTuple):
    """The row over the codes of a group."""

    title: Phrase
    columns: int


class Rows(NamedTuple):
    """All rows of a table in the document `docname`."""

    docname: str
    lines: tuple[Row | Heading, ...]
    in_index: dict[str, Any]
    """What they put into the index: the attributes of one node for all, in the first of them.

    Each node in a row costs time in every transform of Sphinx. Where an index tells pages, a
    post-transform gives each row its own.
    """

    def phrases(self) -> Iterator[Phrase]:
        """Yield all texts of the registry in the rows."""
        for line in self.lines:
            if isinstance(line, Heading):
                yield line.title
            else:
                yield from (cell for cell in line.cells if isinstance(cell, Phrase))
                yield from (cell.words for cell in line.cells if isinstance(cell, Badge))

    def references(self) -> list[str]:
        """Return the codes to which texts in the rows refer."""
        spans = (span for phrase in self.phrases() for span in phrase.spans)
        return [span.text for span in spans if span.kind == "reference"]


class folded_body(nodes.tbody):  # noqa: N801 - as docutils names its nodes
    """The body of a table whose rows are data.

    It holds the one node for the index, since that is looked for while the page is read.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Be stored as what a plain body with all rows is made of."""
        return unfolded, (self["rows"],), {"parent": self.parent}


def fold(rows: Rows) -> folded_body:
    """Return a body that will have the `rows`."""
    index = [addnodes.index(**rows.in_index)] if rows.in_index["entries"] else []
    return folded_body("", *index, rows=rows)


def folded(document: nodes.document, env: BuildEnvironment) -> list[folded_body]:
    """Return all bodies in `document`, the one that `env` is at, whose rows are still data."""
    tables = cast("ErrorCodeDomain", env.get_domain(DOMAIN)).tables
    # Most pages have none, and are not searched.
    return list(document.findall(folded_body)) if env.docname in tables else []


def unfolded(rows: Rows) -> nodes.tbody:
    """Return the body of a table with all `rows` as nodes."""
    body = nodes.tbody()
    for line in rows.lines:
        body += _heading(line, rows) if isinstance(line, Heading) else _row(line, rows)
    if rows.in_index["entries"]:
        first = next(target for target in body.findall(nodes.target))
        paragraph = cast("nodes.paragraph", first.parent)
        paragraph.insert(0, addnodes.index(**rows.in_index))
    return body


def _heading(heading: Heading, rows: Rows) -> nodes.row:
    title = fill(nodes.strong(), heading.title, rows.docname)
    paragraph = nodes.paragraph("", "", title, translatable=False)
    cell = nodes.entry("", paragraph)
    if heading.columns > 1:
        cell["morecols"] = heading.columns - 1
    return nodes.row("", cell, classes=["mcerr-group"])


def _row(row: Row, rows: Rows) -> nodes.row:
    return nodes.row("", *(nodes.entry("", _paragraph(cell, rows)) for cell in row.cells))


def _paragraph(cell: Cell, rows: Rows) -> nodes.TextElement:
    if isinstance(cell, Phrase):
        return fill(nodes.paragraph(), cell, rows.docname)
    if isinstance(cell, Name):
        return _name(cell)
    if isinstance(cell, Value):
        return nodes.paragraph(cell.text, cell.text, classes=["mcerr-value"], translatable=False)
    badge = [] if cell is None else [cell.node(rows.docname)]
    return nodes.paragraph("", "", *badge, translatable=False)


def _name(cell: Name) -> nodes.paragraph:
    paragraph = nodes.paragraph(classes=[NAME_CLASS], translatable=False)
    if cell.anchor:
        # Only a target before the literal is an anchor in HTML, EPUB, LaTeX and Texinfo alike.
        paragraph += nodes.target("", "", ids=[cell.anchor])
    name: nodes.Element = code_name(cell.label)
    if cell.home:
        name = nodes.reference("", "", name, internal=True, refid=cell.home)
    paragraph += name
    return paragraph


class CountRows(SphinxTransform):
    """Lets the texts of rows count in the translation progress of the page."""

    default_priority = 26
    """After Sphinx has counted what are nodes already, at 25."""

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Add to what Sphinx counted; for the builder gettext it counts nothing."""
        progress = self.document.get("translation_progress")
        for body in folded(self.document, self.env) if progress else ():
            counted = [p.translated for p in body["rows"].phrases() if p.translated is not None]
            progress["total"] += len(counted)
            progress["translated"] += sum(counted)


class UnfoldRows(SphinxPostTransform):
    """Makes nodes of rows on a page that was not stored and loaded in between."""

    default_priority = 1

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the tables of the document."""
        for body in folded(self.document, self.env):
            body.replace_self(unfolded(body["rows"]))
