"""Comments and docstrings in source code."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_C = re.compile(
    r"(?P<comment>//(?:[^\n\\]|\\[^\n]|\\\n)*|/\*.*?(?:\*/|\Z))"
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?(?:\)(?P=mark)"|\Z)'
    r'|"(?:[^"\\\n]|\\.)*"|`[^`]*`'
    r"|'(?:[^'\\\n]|\\[^\n]{1,10})'",
    re.DOTALL,
)
_PYTHON = re.compile(
    r"(?P<comment>#[^\n]*|^[ \t]*[rRuU]?(?P<doc>\"\"\"|''').*?(?:(?P=doc)|\Z))"
    r"|(?P<triple>\"\"\"|''').*?(?:(?P=triple)|\Z)"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'",
    re.DOTALL | re.MULTILINE,
)
_LANGUAGES = {"c": _C, "python": _PYTHON}


def in_prose(text: str, kind: str) -> Callable[[int], bool]:
    """Return a function that returns whether an offset of `text` is in prose.

    In source code, of the `kind` ``c`` or ``python``, comments and docstrings are prose.
    """
    if kind not in _LANGUAGES:
        return lambda _: True
    spans = [m.span("comment") for m in _LANGUAGES[kind].finditer(text) if m["comment"]]
    starts = [start for start, _ in spans]

    def inside(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index >= 0 and offset < spans[index][1]

    return inside
