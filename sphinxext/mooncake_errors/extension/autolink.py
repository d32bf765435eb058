"""Links from names of codes in inline code and code blocks: ``mooncake_errors_autolink``.

The names of a page are recorded when it is read; links go into the copy that is written. In code
blocks of HTML they go around names in the highlighted text, so that colours and copied text stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinxext.mooncake_errors.extension.code_names import code_with_names, find_names, may_link
from sphinxext.mooncake_errors.extension.inline import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

    from sphinxext.mooncake_errors.extension.domain import ErrorCodeDomain

_LINKS = "mcerr_links"
_MARKUP = re.compile(r'(<span class="linenos[^>]*>[^<]*</span>|<[^>]*>)')
"""Tags, and the numbers of lines, which are no part of the code."""


class mcerr_code_block(nodes.literal_block):  # noqa: N801 - as docutils names its nodes
    """A code block with links; to a writer without a visitor for it, an ordinary code block."""


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Wire automatic links into `app`, if the project asks for them."""
    if not config.mooncake_errors_autolink:
        return
    app.add_node(mcerr_code_block, html=(_visit_block, _depart_block))
    app.add_post_transform(Autolinks)
    app.connect("doctree-read", on_doctree_read)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the names on the page that may be codes; the codes are known after reading."""
    domain = cast("ErrorCodeDomain", app.env.get_domain(DOMAIN))
    words = {name for _, names in code_with_names(doctree) for name in names}
    domain.note("candidates", app.env.docname, dict.fromkeys(sorted(words)))


class Autolinks(SphinxPostTransform):
    """Makes links of names that are codes."""

    default_priority = 5
    """Before references are resolved: one that leads nowhere leaves its text without a trace."""

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Link the names in the document."""
        domain = cast("ErrorCodeDomain", self.env.get_domain(DOMAIN))
        links = self._links(domain)
        for code, names in list(code_with_names(self.document)) if links else ():
            if names.isdisjoint(links):
                continue
            if isinstance(code, nodes.literal):
                _replace(code, [_filled(links[names.pop()], code.deepcopy())])
            elif code.rawsource != code.astext():  # the test of writers for markup in the block
                _link_texts(code, links)
            elif domain.builder.format == "html":
                block = mcerr_code_block(code.rawsource, "", *code.children, **code.attributes)
                block.source, block.line, block[_LINKS] = code.source, code.line, links
                _replace(code, [block])

    def _links(self, domain: ErrorCodeDomain) -> dict[str, nodes.reference]:
        """Return links without text for the names on the pages of the document."""
        parts = (part["docname"] for part in self.document.findall(addnodes.start_of_file))
        known = domain.data["candidates"]
        outcomes = [known.get(page, {}).items() for page in (self.env.docname, *parts)]
        words = {word for items in outcomes for word, outcome in items if outcome is not None}
        found = {word: self._link(word, domain) for word in words}
        return {word: link for word, link in found.items() if link is not None}

    def _link(self, word: str, domain: ErrorCodeDomain) -> nodes.reference | None:
        entries = [entry for entry in [domain.candidate(word)] if entry]
        try:
            link = domain.link(entries, self.env.docname, domain.builder, nodes.Text(""))
        except NoUri:  # the format has no links, or the page is not in this book
            return None
        if link is not None:
            link["classes"].append("mcerr-autolink")
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


def _visit_block(writer: HTML5Translator, node: mcerr_code_block) -> None:
    before = len(writer.body)
    try:
        writer.visit_literal_block(node)
    except nodes.SkipNode:
        tags = {word: _start_tag(writer, link) for word, link in node[_LINKS].items()}
        writer.body[before:] = [_with_links("".join(writer.body[before:]), tags)]
        raise


def _depart_block(writer: HTML5Translator, node: mcerr_code_block) -> None:
    writer.depart_literal_block(node)


def _start_tag(writer: HTML5Translator, link: nodes.reference) -> str:
    href = link["refuri"] if "refuri" in link else f"#{link['refid']}"
    return writer.starttag(link, "a", "", href=href, title=link["reftitle"])


def _with_links(html: str, tags: Mapping[str, str]) -> str:
    """Return `html` with the start tag for each name in `tags` before it, and ``</a>`` after it.

    Everything else stays as it is. Within the tags of Pygments, links inherit the colour of the
    code.
    """
    parts = _MARKUP.split(html)
    texts = [_separator(part) if i % 2 else part for i, part in enumerate(parts)]
    for found in reversed(list(find_names(texts))):
        if found.word in tags:
            text = parts[found.part]
            name = f"{tags[found.word]}{text[found.start : found.stop]}</a>"
            parts[found.part] = text[: found.start] + name + text[found.stop :]
    return "".join(parts)


def _separator(markup: str) -> str:
    """Return the text that stands for `markup`: nothing for a colour, or else a line break."""
    is_colour = markup.startswith(("<span", "</span")) and "linenos" not in markup
    return "" if is_colour else "\n"
