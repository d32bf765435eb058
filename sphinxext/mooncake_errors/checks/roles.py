"""Roles ``mcerr`` in Markdown and reStructuredText, and the codes that they name."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.checks.text_files import TextFile

_ROLE = {
    "markdown": re.compile(r"(?<!`)\{mcerr(?::code)?\}`([^`\n]{1,300})`(?!`)"),
    "rst": re.compile(r"(?<![`\w:]):mcerr(?::code)?:`([^`]{1,300})`(?!`)"),
}
_TITLED = re.compile(r"[^<]*<([^<>]*)>")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*(\{(?:code|code-block|sourcecode)\}|[^`{]*$)?")
_CODE = re.compile(r"\.\.[ \t]+(?:code|code-block|sourcecode|parsed-literal)::")


def roles(file: TextFile) -> Iterator[tuple[int, str]]:
    """Yield the offset and the reference of each role in `file` that makes a link."""
    kind = "markdown" if file.kind == "markdown" else "rst"
    if "mcerr" not in file.text:
        return
    code = list(_fences(file.text) if kind == "markdown" else _literal_blocks(file.text))
    starts = [start for start, _ in code]
    for match in _ROLE[kind].finditer(file.text):
        index = bisect_right(starts, match.start()) - 1
        if index >= 0 and match.start() < code[index][1]:
            continue
        titled = _TITLED.fullmatch(match[1])
        reference = " ".join((titled[1] if titled else match[1]).split())
        if not reference.startswith("!") and not match[1].startswith("!"):
            offset = match.start(1) + (titled.start(1) if titled else 0)
            yield offset, reference.lstrip("~")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1


def _fences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the fenced code blocks of Markdown, without directives."""
    start, fence = 0, ""
    for offset, line in _lines(text):
        if fence:
            stripped = line.strip(" \t>")
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                yield start, offset
                fence = ""
        elif (match := _FENCE.match(line)) and match[2] is not None:
            start, fence = offset, match[1]
    if fence:
        yield start, len(text)


def _literal_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the literal blocks of reStructuredText."""
    start, indent = 0, -1
    for offset, line in _lines(text):
        stripped = line.lstrip(" \t")
        if not stripped:
            continue
        if indent >= 0 and len(line) - len(stripped) <= indent:
            yield start, offset
            indent = -1
        paragraph = stripped.rstrip().endswith("::") and not stripped.startswith(".. ")
        if indent < 0 and (paragraph or _CODE.match(stripped)):
            start, indent = offset + len(line), len(line) - len(stripped)
    if indent >= 0:
        yield start, len(text)
