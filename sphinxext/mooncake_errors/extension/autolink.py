"""Links on names of codes in inline code and code blocks: ``mooncake_errors_autolink``.

The names in a page are recorded when it is read, and linked when it is written. In code blocks of
HTML the links go around names in the highlighted text, so that colors and copied text stay.
"""

import re
from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinxext.mooncake_errors.extension.domain import domain_of
from sphinxext.mooncake_errors.extension.links import ancestors, shown_if

_LINKS = "mcerr_links"
_COLOR = re.compile(r"</?span[^>]*>")
_HTML = re.compile(
    r'<span class="linenos[^>]*>[^<]*</span>|<[^>]*>|&#?\w+;'
    rf"|(\w+(?:(?:{_COLOR.pattern})+\w+)*)",
    re.ASCII,
)
"""A word of the code, maybe with colors in it, or what is none: a line number, a tag, an escaped
character.
"""

_NAME = re.compile(r"(?P<scope>(?:[A-Za-z_]\w*::)*)(?P<name>[A-Za-z_]\w*)", re.ASCII)
_NAME_IN_BLOCK = re.compile(
    # Not part of a longer name, an option or a shell variable.
    r"(?<![\w$@])(?<!\$\{)(?<![\w-]-)(?<![\w>]::)" + _NAME.pattern + r"(?!\w|::|-\w)",
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
_CLASSES_LEFT_ALONE = {"mcerr-no-autolink", "mooncake-errors", "mcerr-introduction"}
"""Classes of passages that opted out, and of content from the registry."""


class mcerr_code_block(nodes.literal_block):  # noqa: N801 - as docutils names its nodes
    """A code block with links; writers without a visitor for it write a plain code block."""


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the names on the page that may be codes; codes on pages are known after reading."""
    if app.config.mooncake_errors_autolink:
        for code, names in code_with_names(doctree):
            domain_of(app.env).note_links("word", *names, mention=shown_if(code))


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
                codes = domain.meant("word", word)
                if link := domain.link(codes, self.env.docname, nodes.Text("")):
                    link["classes"].append("mcerr-autolink")
                    links[word] = link
        for code, names in found:
            if names.isdisjoint(links):
                continue
            if isinstance(code, nodes.literal):
                about = links[names.pop()].attributes
                code.parent.replace(code, nodes.reference("", "", code.deepcopy(), **about))
            elif code.rawsource != code.astext():  # as writers test for markup in the block
                _link_texts(code, links)
            elif domain.builder.format == "html":
                block = mcerr_code_block(code.rawsource, "", *code.children, **code.attributes)
                block.source, block.line, block[_LINKS] = code.source, code.line, links
                code.parent.replace(code, block)


def _link_texts(block: nodes.Element, links: Mapping[str, nodes.reference]) -> None:
    """Link the names in a code block with markup in it."""
    name_at, offset = _names_at(block.astext(), links), 0
    for text in list(block.findall(nodes.Text)):
        new: list[nodes.Node] = []
        for part in filter(None, _WORD.split(text.astext())):
            name, shown = name_at.get((offset, part)), nodes.Text(part)
            new.append(nodes.reference("", "", shown, **links[name].attributes) if name else shown)
            offset += len(part)
        if may_link(text.parent) and not isinstance(text.parent, nodes.literal):
            # Not by `replace`, which takes the first text that is equal.
            place = [sibling is text for sibling in text.parent].index(True)
            text.parent[place : place + 1] = new


def visit_block(writer: HTML5Translator, node: mcerr_code_block) -> None:
    """Write a code block with links inside the tags of Pygments, whose colors they inherit."""
    before = len(writer.body)
    try:
        writer.visit_literal_block(node)
    except nodes.SkipNode:
        tags = {}
        for name, link in node[_LINKS].items():
            href = link["refuri"] if "refuri" in link else f"#{link['refid']}"
            tags[name] = writer.starttag(link, "a", "", href=href, title=link["reftitle"])
        name_at = _names_at(node.astext(), tags)
        found: dict[str, deque[str | None]] = defaultdict(deque)
        for word in _WORD.finditer(node.astext()):
            found[word[0]].append(name_at.get((word.start(), word[0])))

        def linked(match: re.Match[str]) -> str:
            word = _COLOR.sub("", match[1] or "")
            name = found[word].popleft() if found[word] else None
            return f"{tags[name]}{word}</a>" if name and word == match[1] else match[0]

        writer.body[before:] = [_HTML.sub(linked, "".join(writer.body[before:]))]
        raise


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
            names = {match[0] for match in _NAME_IN_BLOCK.finditer(text) if _is_distinct(match)}
        if names and may_link(code):
            yield code, names


def _names_at(block: str, links: Container[str]) -> dict[tuple[int, str], str]:
    """Return the names in a code block that have `links`, by place and text of the linked word.

    That is the last word of a name, such as ``ErrorCode::NAME``.
    """
    matches = [match for match in _NAME_IN_BLOCK.finditer(block) if match[0] in links]
    return {(match.start("name"), match["name"]): match[0] for match in matches}


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
