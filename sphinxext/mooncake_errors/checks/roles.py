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
        role, text = _MARKDOWN_ROLE, _without_code(file.text)
    else:
        role = _RST_ROLE
        text = _LITERAL_BLOCK.sub(lambda match: match[1] + " " * len(match[3]), file.text)
    for match in role.finditer(text):
        target = _TITLED.fullmatch(text, *match.span(1)) or match
        reference = " ".join(target[1].split())
        if not reference.startswith("!") and not match[1].startswith("!"):
            yield target.start(1), reference.lstrip("~")


def _without_code(text: str) -> str:
    """Return Markdown with blanks instead of its code blocks, so that offsets stay."""
    lines = text.split("\n")
    parts = [(0, text)]
    while parts:
        first, part = parts.pop()
        for token in _MARKDOWN.parse(f"{part}\n"):
            if token.type in {"fence", "code_block"} and token.map:
                start, end = (first + number for number in token.map)
                if _DIRECTIVE.match(token.info):
                    parts.append((start + 1, token.content))
                else:
                    lines[start:end] = [" " * len(line) for line in lines[start:end]]
    return "\n".join(lines)
