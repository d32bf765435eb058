"""Links in code blocks of HTML: around names alone, so that colours and copied text stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.extension.candidates import find_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.writers.html5 import HTML5Translator

LINK_CLASS = "mcerr-autolink"

_LINKS = "mcerr_links"
_MARKUP = re.compile(r'(<span class="linenos[^>]*>[^<]*</span>|<[^>]*>)')
"""Tags, and the numbers of lines, which are no part of the code."""


class mcerr_code_block(nodes.literal_block):  # noqa: N801 - as docutils names its nodes
    """A code block with links; where no visitor knows it, it is a code block as any other."""


def linked_block(block: nodes.Element, links: Mapping[str, nodes.reference]) -> mcerr_code_block:
    """Return `block` with `links` for the names in it, by the names."""
    linked = mcerr_code_block(block.rawsource, "", *block.children, **block.attributes)
    linked.source, linked.line = block.source, block.line
    linked[_LINKS] = links
    return linked


def _visit(writer: HTML5Translator, node: mcerr_code_block) -> None:
    before = len(writer.body)
    try:
        writer.visit_literal_block(node)
    except nodes.SkipNode:
        tags = {word: _start_tag(writer, link) for word, link in node[_LINKS].items()}
        writer.body[before:] = [add_links("".join(writer.body[before:]), tags)]
        raise


def _depart(writer: HTML5Translator, node: mcerr_code_block) -> None:
    writer.depart_literal_block(node)


HTML_CODE_BLOCK = (_visit, _depart)


def _start_tag(writer: HTML5Translator, link: nodes.reference) -> str:
    href = link["refuri"] if "refuri" in link else f"#{link['refid']}"
    return writer.starttag(link, "a", "", href=href, title=link["reftitle"])


def add_links(html: str, tags: Mapping[str, str]) -> str:
    """Return `html` with the start tag for each name in `tags` before it, and ``</a>`` after it.

    Everything else stays as it is. Within the tags of Pygments, links inherit the colour of the
    code.
    """
    parts = _MARKUP.split(html)
    texts = [_between_names(part) if i % 2 else part for i, part in enumerate(parts)]
    for found in reversed(list(find_names(texts))):
        if found.word in tags:
            text = parts[found.part]
            name = f"{tags[found.word]}{text[found.start : found.stop]}</a>"
            parts[found.part] = text[: found.start] + name + text[found.stop :]
    return "".join(parts)


def _between_names(markup: str) -> str:
    """Return what `markup` is to a reader: nothing where it is for colour, or else a break."""
    is_colour = markup.startswith(("<span", "</span")) and "linenos" not in markup
    return "" if is_colour else "\n"
