"""Links back: which pages mention a code, shown in the entry of the code.

They are known only after all pages are read, so an entry is stored with an empty field, which is
filled when the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.post_transforms import outside_tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

_CODE, _DOCNAME = "mcerr_code", "mcerr_docname"


def mentions_field(name: nodes.Node, qualified: str, docname: str) -> nodes.field:
    """Return an empty field `name` for the pages that mention a code; `docname` is not listed."""
    field = nodes.field("", name, nodes.field_body(), classes=["mcerr-mentions"])
    field[_CODE], field[_DOCNAME] = qualified, docname
    return field


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill the fields for the pages that mention a code, and take out those without any."""
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    fields = [node for node in outside_tables(doctree) if isinstance(node, nodes.field)]
    for field in fields:
        if _CODE not in field:
            continue
        links = _links(app, domain, field, docname)
        if links:
            items = (nodes.list_item("", nodes.paragraph("", "", link)) for link in links)
            body = cast("nodes.field_body", field[-1])
            body += nodes.bullet_list("", *items, bullet="*")
        else:
            _remove(field)


def _links(
    app: Sphinx, domain: ErrorCodeDomain, field: nodes.field, docname: str
) -> list[nodes.reference]:
    links = []
    for page, title in domain.mentions_of(field[_CODE], field[_DOCNAME]):
        try:
            links.append(make_refnode(app.builder, docname, page, "", nodes.Text(title)))
        except NoUri:  # not a page of this book
            continue
    return links


def _remove(field: nodes.field) -> None:
    """Remove `field`, and the list where nothing else is in it: LaTeX wants no empty lists."""
    parent = field.parent
    parent.remove(field)
    if not len(parent):
        parent.parent.remove(parent)
