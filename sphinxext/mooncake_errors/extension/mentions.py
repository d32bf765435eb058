"""Links back: the pages that mention a code, listed in its description.

They are known only after all pages are read, so a description is stored with an empty field, which
is filled when the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.inline import DOMAIN, FROM_REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

_CODE, _DOCNAME = "mcerr_code", "mcerr_docname"


def mentions_of(references: list[addnodes.pending_xref]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the targets of the `references` that an author wrote, sorted.

    Each has the conditions of the ``only`` directives around it: builders drop what is in these.
    Not counted are texts of the registry, links to other projects, and substitutions, which count
    where they are used.
    """
    found = set()
    for node in references:
        around = list(_ancestors(node))
        if node.get(FROM_REGISTRY) or node.get("intersphinx"):
            continue
        if not any(isinstance(parent, nodes.substitution_definition) for parent in around):
            only = (parent for parent in around if isinstance(parent, addnodes.only))
            found.add((node["reftarget"], tuple(parent["expr"] for parent in only)))
    return sorted(found)


def _ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def mentions_field(name: nodes.Node, qualified: str, docname: str) -> nodes.field:
    """Return an empty field `name` for the pages that mention a code; `docname` is not listed."""
    field = nodes.field("", name, nodes.field_body(), classes=["mcerr-mentions"])
    field[_CODE], field[_DOCNAME] = qualified, docname
    return field


class MentionFields(SphinxPostTransform):
    """Fills the fields for the pages that mention a code, and removes those without any."""

    default_priority = 410

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the descriptions in the document."""
        self._domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        if not self._domain.may_show_codes(self.env.docname):
            return
        for field in [f for f in self.document.findall(nodes.field) if _CODE in f]:
            items = [nodes.list_item("", nodes.paragraph("", "", x)) for x in self._links(field)]
            if items:
                cast("nodes.field_body", field[-1]).append(
                    nodes.bullet_list("", *items, bullet="*")
                )
            else:
                _remove(field)

    def _links(self, field: nodes.field) -> Iterator[nodes.reference]:
        docname, builder = self.env.docname, self._domain.builder
        for page, title in self._domain.mentioned_on(field[_CODE], field[_DOCNAME]):
            try:
                yield make_refnode(builder, docname, page, "", nodes.Text(title))
            except NoUri:  # not a page of this book
                continue


def _remove(field: nodes.field) -> None:
    """Remove `field`, and the list where nothing else is in it: LaTeX wants no empty lists."""
    parent = field.parent
    parent.remove(field)
    if not len(parent):
        parent.parent.remove(parent)
