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

OPT_OUT = "mcerr-no-autolink"
"""The class of passages in which nothing is linked."""

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
_CLASSES_LEFT_ALONE = {OPT_OUT, "mooncake-errors", "mcerr-entry", "mcerr-introduction"}
"""Besides passages that do not want links, what the registry itself shows."""


class Found(NamedTuple):
    """A name in one of several parts of a text."""

    word: str
    """The name as it is written, with what qualifies it: ``ErrorCode::NAME``."""
    part: int
    start: int
    """Where the name begins in its part; what qualifies it may be in the parts before."""
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
    match = _NAME.fullmatch(text)
    return {text} if match and _is_distinct(match) and _is_plain(code) else set()


def find_names(parts: Sequence[str]) -> Iterator[Found]:
    """Yield the names in the text that `parts` make up, of which each is in one part."""
    ends = list(accumulate(map(len, parts)))
    for match in _NAME_IN_BLOCK.finditer("".join(parts)):
        start, stop = match.span("name")
        part = bisect_right(ends, start)
        begin = ends[part] - len(parts[part])
        if _is_distinct(match) and stop <= ends[part]:
            yield Found(match[0], part, start - begin, stop - begin)


def may_link(node: nodes.Node) -> bool:
    """Return whether `node` is neither in a heading, a link and the like nor in what opted out."""
    ancestor: nodes.Node | None = node
    while isinstance(ancestor, nodes.Element):
        if isinstance(ancestor, _LEFT_ALONE):
            return False
        if not _CLASSES_LEFT_ALONE.isdisjoint(ancestor["classes"]):
            return False
        ancestor = ancestor.parent
    return True


def _is_distinct(match: re.Match[str]) -> bool:
    """Return whether a name can hardly be anything else, unlike ``OK``, ``Timeout`` or ``get``."""
    name = match["name"]
    return bool(match["scope"]) or ("_" in name.strip("_") and name != name.lower())


def _is_plain(literal: nodes.literal) -> bool:
    """Return whether no role such as ``:file:`` or ``:samp:`` says that it is something else."""
    classes = literal["classes"]
    return "role" not in literal and (not classes or "code" in classes)
