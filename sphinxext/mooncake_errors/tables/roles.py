"""Roles of any extension, as Sphinx shows them."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils import unescape

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


def any_role(
    name: str, rawsource: str, text: str, *_: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the nodes of `text` in the role `name`, and no messages, as docutils calls a role."""
    *domain, role = name.lower().split(":")
    match = _TITLE.fullmatch(text)
    title, target = (match["title"], match["target"]) if match else (text, "")
    if role in _CODE or domain not in ([], ["std"]):
        code = title if match else _short(title)
        return [nodes.literal(rawsource, unescape(code, restore_backslashes=True))], []
    if role in {"pep", "rfc"}:
        title = f"{role.upper()} {text}"
    elif target and role in _PAGES:
        return [nodes.reference(rawsource, unescape(title), refuri=unescape(target))], []
    return [nodes.inline(rawsource, unescape(title))], []


def _short(name: str) -> str:
    """Return `name` as Sphinx shows a reference to it: ``~a.b`` as ``b``, ``!a`` as ``a``."""
    if name.startswith("~"):
        return re.split(r"::|\.", name[1:])[-1]
    return name.removeprefix("!")
