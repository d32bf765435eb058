"""Roles of any extension, and the inline markup of reStructuredText."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from docutils import nodes
from docutils.parsers.rst import states
from docutils.utils import unescape

_LONGEST = 4_000
"""Longest paragraph that docutils parses, whose time is quadratic in the length."""

_CODE = frozenset(
    (
        *("code", "literal", "samp", "kbd", "file", "command", "option", "envvar", "mcerr"),
        *("any", "func", "class", "meth", "mod", "data", "const", "exc", "attr", "obj"),
        *("macro", "enum", "enumerator", "member", "var", "type", "struct", "expr", "texpr"),
    )
)
"""Roles that Sphinx shows as code, besides the roles of domains such as ``c:macro``."""
_PAGES = frozenset(("doc", "download"))
"""Roles whose target is a file."""
_TITLE = re.compile(r"(?P<title>.+?)\s*(?<!\x00)<(?P<target>[^<>]+)>", re.DOTALL)


def inliner() -> states.Inliner:
    """Return a parser of inline markup that accepts any role."""
    result = states.Inliner()
    result.parse = partial(_parse, result.parse)  # type: ignore[method-assign]
    # Not a subclass, since docutils takes its patterns from the class itself.
    result.interpreted = _interpreted  # type: ignore[method-assign]
    # Bare addresses stay text: searching long words for them is slow.
    result.implicit_inline = _text  # type: ignore[method-assign]
    return result


def _parse(parse: Any, text: str, lineno: int, memo: Any, parent: Any) -> Any:
    """Return the nodes of `text` and messages, as `parse` does; long texts are not parsed."""
    if len(text) <= _LONGEST:
        return parse(text, lineno, memo, parent)
    message = f"a paragraph is longer than {_LONGEST} characters"
    return [nodes.Text(unescape(text))], [memo.reporter.error(message, line=lineno)]


def _text(text: str, lineno: int) -> list[nodes.Text]:  # noqa: ARG001 - as docutils calls it
    return [nodes.Text(text)] if text else []


def _interpreted(
    rawsource: str,
    text: str,
    role: str,
    lineno: int,  # noqa: ARG001 - as docutils calls it
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the nodes of `text` in the `role`, and no messages."""
    tag, title, target = shown(role, text)
    if tag == "code":
        return [nodes.literal(rawsource, unescape(title, restore_backslashes=True))], []
    if tag == "a":
        return [nodes.reference(rawsource, unescape(title), refuri=unescape(target))], []
    return [nodes.inline(rawsource, unescape(title))], []


def shown(role: str, text: str) -> tuple[str, str, str]:
    """Return the tag, the text and the target that `text` in the `role` has in HTML.

    The tag is empty for plain text, and the target for all but a link.
    """
    *domain, name = role.lower().split(":")
    match = _TITLE.fullmatch(text)
    title, target = (match["title"], match["target"]) if match else (text, "")
    if name in _CODE or domain not in ([], ["std"]):
        return "code", title if match else _short(title), ""
    if name in {"pep", "rfc"}:
        return "", f"{name.upper()} {text}", ""
    if target and name in _PAGES:
        return "a", title, target
    return "", title, ""


def _short(name: str) -> str:
    """Return `name` as Sphinx shows a reference to it: ``~a.b`` as ``b``, ``!a`` as ``a``."""
    if name.startswith("~"):
        return re.split(r"::|\.", name[1:])[-1]
    return name.removeprefix("!")
