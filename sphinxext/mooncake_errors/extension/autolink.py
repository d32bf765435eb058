"""Names of codes in inline code and code blocks as links, where a project wants that.

Which names a page has is recorded when it is read; the links go into the copy that is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.candidates import code_with_names, find_names, may_link
from sphinxext.mooncake_errors.extension.code_blocks import (
    HTML_CODE_BLOCK,
    LINK_CLASS,
    linked_block,
    mcerr_code_block,
)
from sphinxext.mooncake_errors.extension.inline import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Wire links of names into `app`, if the project asks for them."""
    if config.mooncake_errors_autolink:
        register(app)


def register(app: Sphinx) -> None:
    """Wire links of names into `app`."""
    app.add_node(mcerr_code_block, html=HTML_CODE_BLOCK)
    app.add_post_transform(Autolinks)
    app.connect("doctree-read", on_doctree_read)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record which names on the page may be codes; which of them are is seen after reading."""
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    words = {name for _, names in code_with_names(doctree) for name in names}
    domain.note("candidates", app.env.docname, dict.fromkeys(sorted(words)))


class Autolinks(SphinxPostTransform):
    """Makes links of names that are codes."""

    default_priority = 5
    """Before references are resolved: one that leads nowhere leaves its text without a trace."""

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Link the names in the document."""
        links = self._links()
        if not links:
            return
        for code, names in list(code_with_names(self.document)):
            if names.isdisjoint(links):
                continue
            if isinstance(code, nodes.literal):
                _replace(code, [_filled(links[names.pop()], code.deepcopy())])
            elif code.rawsource != code.astext():  # how writers know that it holds markup
                _link_texts(code, links)
            elif self._domain.builder.format == "html":
                _replace(code, [linked_block(code, links)])

    @property
    def _domain(self) -> ErrorCodeDomain:
        return cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))

    def _links(self) -> dict[str, nodes.reference]:
        """Return links for the names on the pages that the document is made of, without text."""
        domain = self._domain
        parts = (part["docname"] for part in self.document.findall(addnodes.start_of_file))
        pages = (self.env.docname, *parts)
        outcomes = [
            item for page in pages for item in domain.data["candidates"].get(page, {}).items()
        ]
        words = {word for word, outcome in outcomes if outcome is not None}
        found = ((word, self._link(word)) for word in words)
        return {word: link for word, link in found if link is not None}

    def _link(self, word: str) -> nodes.reference | None:
        domain = self._domain
        entry = domain.candidate(word)
        if entry is None:
            return None
        try:
            link = domain.link([entry], self.env.docname, domain.builder, nodes.Text(""))
        except NoUri:  # the format has no links, or the page is not in this book
            return None
        if link is not None:
            link["classes"].append(LINK_CLASS)
        return link


def _link_texts(block: nodes.Element, links: Mapping[str, nodes.reference]) -> None:
    """Link the names in a code block with markup in it."""
    texts = list(block.findall(nodes.Text))
    for found in reversed(list(find_names(texts))):
        text = texts[found.part]
        in_literal = isinstance(text.parent, nodes.literal)
        if found.word in links and may_link(text.parent) and not in_literal:
            name = nodes.Text(text[found.start : found.stop])
            before, after = nodes.Text(text[: found.start]), nodes.Text(text[found.stop :])
            _replace(text, [before, _filled(links[found.word], name), after])
            texts[found.part] = before


def _filled(link: nodes.reference, content: nodes.Node) -> nodes.reference:
    result = link.copy()
    result += content
    return result


def _replace(node: nodes.Node, new: list[nodes.Node]) -> None:
    """Put `new` in the place of `node`; docutils would take an equal text for it."""
    siblings = node.parent.children
    place = [sibling is node for sibling in siblings].index(True)
    node.parent[place : place + 1] = new
