"""Names in inline code and code blocks that may be those of error codes."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME = re.compile(r"(?P<scope>(?:[A-Za-z_]\w*::)*)(?P<name>[A-Za-z_]\w*)", re.ASCII)
_NAME_IN_BLOCK = re.compile(
    # Not the end of a longer name, an option or a variable of a shell (`;` ends `&gt;` in HTML),
    r"(?<![\w$@])(?<!\$\{)(?<![\w-]-)(?<![\w>;]::)" + _NAME.pattern + r"(?!\w|::|-\w)",
    re.ASCII,
)
_CODE = (nodes.literal, nodes.literal_block, nodes.doctest_block)
_LEFT_ALONE = (
    addnodes.desc_signature,
    addnodes.download_reference,
    addnodes.pending_xref,
    nodes.reference,
    nodes.substitution_definition,
    nodes.Titular,
)
_CLASSES_LEFT_ALONE = {"mcerr-no-autolink", "mooncake-errors", "mcerr-entry", "mcerr-introduction"}
"""Passages that opted out, and those that the registry makes."""


class Found(NamedTuple):
    """A name in one of several parts of a text, with its place there."""

    word: str
    """The name as it is written, behind its scope: ``ErrorCode::NAME``."""
    part: int
    start: int
    stop: int


def code_with_names(doctree: nodes.document) -> Iterator[tuple[nodes.Element, set[str]]]:
    """Yield inline code and code blocks, each with the names in it that are links if codes."""
    for node in doctree.findall(lambda node: isinstance(node, _CODE)):
        code = cast("nodes.Element", node)
        names = _names(code)
        if names and may_link(code):
            yield code, names


def _names(code: nodes.Element) -> set[str]:
    text = code.astext()
    if not isinstance(code, nodes.literal):
        return {found.word for found in find_names([text])}
    # Roles such as :file: and :samp: say that a literal is something else.
    is_plain = "role" not in code and (not code["classes"] or "code" in code["classes"])
    match = _NAME.fullmatch(text)
    return {text} if match and is_plain and _is_distinct(match) else set()


def find_names(parts: Sequence[str]) -> Iterator[Found]:
    """Yield the names in the text that `parts` make up; each is in one part, unlike its scope."""
    ends = list(accumulate(map(len, parts)))
    for match in _NAME_IN_BLOCK.finditer("".join(parts)):
        start, stop = match.span("name")
        part = bisect_right(ends, start)
        begin = ends[part] - len(parts[part])
        if _is_distinct(match) and stop <= ends[part]:
            yield Found(match[0], part, start - begin, stop - begin)


def may_link(node: nodes.Node) -> bool:
    """Return whether `node` is outside of headings, links and the like, and has not opted out."""
    ancestor: nodes.Node | None = node
    while isinstance(ancestor, nodes.Element):
        classes = ancestor["classes"]
        if isinstance(ancestor, _LEFT_ALONE) or not _CLASSES_LEFT_ALONE.isdisjoint(classes):
            return False
        ancestor = ancestor.parent
    return True


def _is_distinct(match: re.Match[str]) -> bool:
    """Return whether a name can hardly be anything else, unlike ``OK``, ``Timeout`` or ``get``."""
    name = match["name"]
    return bool(match["scope"]) or ("_" in name.strip("_") and name != name.lower())
