"""What a cell says, collected piece by piece, in the form of registry texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinxext.mooncake_errors.registry.text import TextError, spans
from sphinxext.mooncake_errors.tables.model import Cell

_FAULT = "the registry cannot hold these backquotes"


@dataclass(slots=True)
class CellText:
    """Collects the parts of a cell: whether each is code, and what it says."""

    parts: list[tuple[bool, str]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    fault: str = ""
    """Why what was collected is not all that the cell says."""

    def add(self, text: str, *, code: bool = False) -> None:
        """Add `text`."""
        if text:
            self.plain.append(text)
            self._part(text, code=code)

    def target(self, target: str) -> None:
        """Add where a link leads, unless that is its page or stands there already."""
        if target and not target.startswith("#") and not self._shows(target):
            self._part(f" ({target})", code=False)

    def cell(self, line: int, column: int, *, bold: bool = False) -> Cell:
        """Return the cell, which stands at `line` and `column`."""
        text = _folded("".join(f"``{part}``" if code else part for code, part in self.parts))
        fault = self.fault or ("" if _is_faithful(text, self.parts) else _FAULT)
        return Cell(text, _folded("".join(self.plain)), line, column, bold, fault)

    def _part(self, text: str, *, code: bool) -> None:
        if self.parts and self.parts[-1][0] == code:
            text = self.parts.pop()[1] + text
        self.parts.append((code, text))

    def _shows(self, target: str) -> bool:
        return bool(self.plain) and self.plain[-1] in (target, target.removeprefix("mailto:"))


def _folded(text: str) -> str:
    return " ".join(text.split())


def _is_faithful(text: str, parts: list[tuple[bool, str]]) -> bool:
    """Return whether `text` in the form of the registry says what `parts` say."""
    try:
        found = [(str(span.kind), span.text) for span in spans(text)]
    except TextError:
        return False
    meant = [("literal" if code else "plain", part) for code, part in parts]
    return _compact(found) == _compact(meant)


def _compact(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    squeezed = ((kind, "".join(text.split())) for kind, text in parts)
    return [part for part in squeezed if part[1]]
