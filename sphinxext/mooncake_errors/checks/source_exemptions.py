"""Comments of a registry file about names that are not in the source code.

``# not in the sources: `NAME`, `OTHER_*`: REASON`` exempts these names in the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.document import Document
    from sphinxext.mooncake_errors.registry.problems import Problem

_COMMENT = re.compile(r"^[ \t]*#[ \t]*not in the sources:(.*)$", re.MULTILINE)
_NAME = re.compile(r"`([^`\n]+)`")
_REASON = re.compile(r"\s*`.*`:\s*\w.*")


@dataclass(slots=True)
class _Exemption:
    name: str
    pattern: re.Pattern[str]
    offset: int
    used: bool = False


class Exemptions:
    """The exemptions of one registry file."""

    def __init__(self, document: Document) -> None:
        """Read the comments of `document`."""
        self._document = document
        self._comments = list(_COMMENT.finditer(document.text))
        self._all = [
            _Exemption(name[1], _pattern(name[1]), name.start(1))
            for comment in self._comments
            for name in _NAME.finditer(document.text, comment.start(1), comment.end(1))
        ]

    def cover(self, *texts: str) -> bool:
        """Return True if one of `texts` is exempted, and mark the exemption as used."""
        covering = [each for each in self._all if any(map(each.pattern.fullmatch, texts))]
        for each in covering:
            each.used = True
        return bool(covering)

    def problems(self) -> Iterator[Problem]:
        """Yield the comments without a reason, and the unused exemptions."""
        for comment in self._comments:
            if not _REASON.fullmatch(comment[1]):
                message = "an exemption is written: # not in the sources: `NAME`: REASON"
                yield self._document.at(comment.start(1), "source-exemption", message)
        for each in self._all:
            if not each.used:
                message = f"nothing needs the exemption of {each.name!r} any more: remove it"
                yield self._document.at(each.offset, "source-exemption", message)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name).replace(r"\*", ".*"))
