"""The post-transform that makes the nodes of all tables of codes on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.inline import DOMAIN
from sphinxext.mooncake_errors.extension.table import tables
from sphinxext.mooncake_errors.extension.table_forms import FilledForm, TableForm, TextForm
from sphinxext.mooncake_errors.extension.table_html import HTMLForm
from sphinxext.mooncake_errors.extension.table_latex import LaTeXForm

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

_FORMS = {
    "html": HTMLForm,
    "latex": LaTeXForm,
    "man": FilledForm,
    "texinfo": FilledForm,
    "text": TextForm,
}
"""The form of tables for each format of a builder; all others get standard nodes."""


class CodeTables(SphinxPostTransform):
    """Makes the nodes of tables of codes, after most transforms, which have nothing to do in them.

    LaTeX looks for the footnotes of tables at 600.
    """

    default_priority = 550

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the tables of the document."""
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        form = _FORMS.get(domain.builder.format, TableForm)
        for rows in tables(self.document, domain, self.env.docname):
            form(rows, domain, domain.builder).build()
