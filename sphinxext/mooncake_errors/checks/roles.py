"""Roles ``mcerr`` in Markdown and reStructuredText, and the codes that they name."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.checks.text_files import TextFile

_MARKDOWN_ROLE = re.compile(r"(?<!`)\{mcerr(?::code)?\}`([^`\n]{1,300})`(?!`)")
_RST_ROLE = re.compile(r"(?<![`\w:]):mcerr(?::code)?:`([^`]{1,300})`(?!`)")
_TITLED = re.compile(r"[^<]*<([^<>]*)>")
_MARKDOWN = MarkdownIt("commonmark")
_MARKDOWN.core.ruler.enableOnly(["block"])
_DIRECTIVE = re.compile(r"\s*\{(?!(?:code|code-block|sourcecode)\})")
_DEEPEST = 10
"""Largest number of nested directives."""
_LITERAL_BLOCK = re.compile(
    r"^(([ \t]*)(?![ \t])"
    r"(?:(?!\.\.[ ]).*::[ \t]*|\.\.[ \t]+(?:code|code-block|sourcecode|parsed-literal)::.*)\n)"
    r"((?:(?:\2[ \t]+.*|[ \t]*)(?:\n|\Z))+)",
    re.MULTILINE,
)
"""The line above a literal block, and the block."""


def roles(file: TextFile) -> Iterator[tuple[int, str]]:
    """Yield the offset and the reference of each role in `file` that makes a link."""
    if "mcerr" not in file.text:
        return
    if file.kind == "markdown":
        found = _MARKDOWN_ROLE.finditer(_without_code(file.text))
    else:
        text = _LITERAL_BLOCK.sub(lambda match: match[1] + " " * len(match[3]), file.text)
        found = _RST_ROLE.finditer(text)
    for match in found:
        titled = _TITLED.fullmatch(match[1])
        reference = " ".join((titled[1] if titled else match[1]).split())
        if not reference.startswith("!") and not match[1].startswith("!"):
            offset = match.start(1) + (titled.start(1) if titled else 0)
            yield offset, reference.lstrip("~")


def _without_code(text: str) -> str:
    """Return Markdown with blanks instead of its code blocks, so that offsets stay."""
    code = set(_code_lines(text, 0, 0))
    lines = enumerate(text.split("\n"))
    return "\n".join(" " * len(line) if number in code else line for number, line in lines)


def _code_lines(text: str, first: int, depth: int) -> Iterator[int]:
    """Yield the indexes of the lines of code blocks, also of those within directives.

    `text` begins at the line `first` and is nested in `depth` directives.
    """
    for token in _MARKDOWN.parse(f"{text}\n"):
        if token.type not in {"fence", "code_block"} or not token.map:
            continue
        start, end = token.map
        if _DIRECTIVE.match(token.info) and depth < _DEEPEST:
            yield from _code_lines(token.content, first + start + 1, depth + 1)
        else:
            yield from range(first + start, first + end)
