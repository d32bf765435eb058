"""Links on names of codes in inline code and code blocks: ``mooncake_errors_autolink``.

The names in a page are recorded when it is read, and linked when it is written. In code blocks of
HTML the links go around names in the highlighted text, so that colours and copied text stay.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.links import ancestors, conditions

_LINKS = "mcerr_links"
_MARKUP = re.compile(r'(<span class="linenos[^>]*>[^<]*</span>|<[^>]*>)')
"""Tags and line numbers, which are not part of the code."""

_NAME = re.compile(r"(?P<scope>(?:[A-Za-z_]\w*::)*)(?P<name>[A-Za-z_]\w*)", re.ASCII)
_NAME_IN_BLOCK = re.compile(
    # Not part of a longer name, an option or a shell variable; `;` ends `&gt;` in HTML.
    r"(?<![\w$@])(?<!\$\{)(?<![\w-]-)(?<![\w>;]::)" + _NAME.pattern + r"(?!\w|::|-\w)",
    re.ASCII,
)
_WORD = re.compile(r"(\w+)", re.ASCII)
_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_LEFT_ALONE = (
    addnodes.desc_signature,
    addnodes.download_reference,
    addnodes.pending_xref,
    nodes.reference,
    nodes.substitution_definition,
    nodes.Titular,  # but not captions of tables
)
_CLASSES_LEFT_ALONE = {"mcerr-no-autolink", "mooncake-errors", "mcerr-entry", "mcerr-introduction"}
"""Classes of passages that opted out, and of content from the registry."""


class mcerr_code_block(nodes.literal_block):  # noqa: N801 - as docutils names its nodes
    """A code block with links; writers without a visitor for it write a plain code block."""


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the names on the page that may be codes; codes on pages are known after reading."""
    if not app.config.mooncake_errors_autolink:
        return
    domain = domain_of(app.env)
    found = [(name, code) for code, names in code_with_names(doctree) for name in names]
    domain.note_links("word", *{name for name, _ in found})
    domain.note_mentions({("word", name, conditions(code)) for name, code in found})


class Autolinks(SphinxPostTransform):
    """Links the names of codes in inline code and code blocks."""

    default_priority = 5
    """Before references are resolved: then the text of an unresolved one looks like any other."""

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Link the names in the document, if the project enables automatic links."""
        if not self.config.mooncake_errors_autolink:
            return
        domain, found = domain_of(self.env), list(code_with_names(self.document))
        links = {}
        for word in {name for _, names in found for name in names}:
            with suppress(NoUri):  # the format has no links, or the page is not in this book
                link = domain.link(domain.meaning(word), self.env.docname, nodes.Text(""))
                if link is not None:
                    link["classes"].append("mcerr-autolink")
                    links[word] = link
        for code, names in found:
            if names.isdisjoint(links):
                continue
            if isinstance(code, nodes.literal):
                code.parent.replace(code, _filled(links[names.pop()], code.deepcopy()))
            elif code.rawsource != code.astext():  # as writers test for markup in the block
                _link_texts(code, links)
            elif domain.builder.format == "html":
                block = mcerr_code_block(code.rawsource, "", *code.children, **code.attributes)
                block.source, block.line, block[_LINKS] = code.source, code.line, links
                code.parent.replace(code, block)


def _link_texts(block: nodes.Element, links: Mapping[str, nodes.reference]) -> None:
    """Link the names in a code block with markup in it."""
    texts = list(block.findall(nodes.Text))
    for text, pieces in zip(texts, _pieces(texts, links), strict=True):
        if may_link(text.parent) and not isinstance(text.parent, nodes.literal):
            shown = [(word, nodes.Text(part)) for word, part in pieces if part]
            new = [_filled(links[word], part) if word else part for word, part in shown]
            siblings = text.parent.children  # not by `replace`, which takes the first equal text
            place = [sibling is text for sibling in siblings].index(True)
            text.parent[place : place + 1] = new


def _filled(link: nodes.reference, content: nodes.Node) -> nodes.reference:
    result = link.copy()
    result += content
    return result


def visit_block(writer: HTML5Translator, node: mcerr_code_block) -> None:
    """Write a code block with links around the names of codes."""
    before = len(writer.body)
    try:
        writer.visit_literal_block(node)
    except nodes.SkipNode:
        tags = {}
        for word, link in node[_LINKS].items():
            href = link["refuri"] if "refuri" in link else f"#{link['refid']}"
            tags[word] = writer.starttag(link, "a", "", href=href, title=link["reftitle"])
        writer.body[before:] = [_with_links("".join(writer.body[before:]), tags)]
        raise


def _with_links(html: str, tags: Mapping[str, str]) -> str:
    """Return `html` with links around the names in `tags`, which has the start tag of each link.

    Nothing else changes. The links are inside the tags of Pygments and inherit their colours.
    """
    parts = _MARKUP.split(html)
    texts = parts.copy()
    for i, markup in enumerate(parts[1::2]):  # colours are inside of names, all else ends them
        is_colour = markup.startswith(("<span", "</span")) and "linenos" not in markup
        texts[2 * i + 1] = "" if is_colour else "\n"
    for i, pieces in enumerate(_pieces(texts, tags)):
        if not i % 2:
            linked = (f"{tags[word]}{text}</a>" if word else text for word, text in pieces)
            parts[i] = "".join(linked)
    return "".join(parts)


def code_with_names(doctree: nodes.document) -> Iterator[tuple[nodes.Element, set[str]]]:
    """Yield inline code and code blocks, each with the names in it that may be codes."""
    for node in doctree.findall(lambda node: isinstance(node, _CODE)):
        code, text = cast("nodes.Element", node), node.astext()
        if isinstance(code, nodes.literal):
            # Literals of roles such as :file: and :samp: are not names.
            is_plain = "role" not in code and (not code["classes"] or "code" in code["classes"])
            match = _NAME.fullmatch(text)
            names = {text} if match and is_plain and _is_distinct(match) else set()
        else:
            names = {match[0] for match in _matches(text)}
        if names and may_link(code):
            yield code, names


def _pieces(texts: Sequence[str], words: Container[str]) -> Iterator[list[tuple[str, str]]]:
    """Yield the pieces of each of `texts`, the parts of a code block, cut around names in `words`.

    A piece has a word, such as ``ErrorCode::NAME``, or nothing, and its text, here ``NAME``. A name
    must be in one part, but not its scope.
    """
    names = {match.start("name"): match for match in _matches("".join(texts))}
    offset = 0
    for text in texts:
        pieces = [("", "")]
        for part in _WORD.split(text):
            name = names.get(offset)
            if name and name["name"] == part and name[0] in words:
                pieces += [(name[0], part), ("", "")]
            else:
                pieces[-1] = ("", pieces[-1][1] + part)
            offset += len(part)
        yield pieces


def _matches(block: str) -> Iterator[re.Match[str]]:
    """Yield each name in a code block that may be one of a code."""
    return filter(_is_distinct, _NAME_IN_BLOCK.finditer(block))


def may_link(node: nodes.Element) -> bool:
    """Return whether `node` is not in a heading, a link or another passage without autolinks."""
    return not any(
        (isinstance(each, _LEFT_ALONE) and not isinstance(each.parent, nodes.table))
        or not _CLASSES_LEFT_ALONE.isdisjoint(each["classes"])
        for each in (node, *ancestors(node))
    )


def _is_distinct(match: re.Match[str]) -> bool:
    """Return whether a name is unlikely to be a word, unlike ``OK``, ``Timeout`` or ``get``."""
    name = match["name"]
    return bool(match["scope"]) or ("_" in name.strip("_") and name != name.lower())
