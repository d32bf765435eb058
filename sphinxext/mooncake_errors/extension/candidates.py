"""Names in inline code and code blocks that may be those of error codes."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

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
_CODE_BLOCKS = (nodes.literal_block, nodes.doctest_block)
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


def candidates(doctree: nodes.document) -> set[str]:
    """Return all names in `doctree` that are to be links if they turn out to be codes."""
    words = {word for _, word in inline_candidates(doctree)}
    for block in code_blocks(doctree):
        words.update(found.word for found in find_names([block.astext()]))
    return words


def inline_candidates(doctree: nodes.document) -> Iterator[tuple[nodes.literal, str]]:
    """Yield the inline code that is just a name, with the name."""
    for literal in doctree.findall(nodes.literal):
        match = _NAME.fullmatch(literal.astext())
        if match and _is_distinct(match) and _is_plain(literal) and may_link(literal):
            yield literal, match[0]


def code_blocks(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the code blocks in which names may become links."""
    blocks = doctree.findall(lambda node: isinstance(node, _CODE_BLOCKS))
    return (block for block in blocks if isinstance(block, nodes.Element) and may_link(block))


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
