"""What a build knows from headers; how it gets to know it is slow to import, and in `drift`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.lookup import Entry


class Headers(NamedTuple):
    """What a build knows from the headers of its components."""

    lines: dict[str, int]
    """The line of each code, by its qualified name."""
    digests: dict[str, str]
    """A digest of the header of each component."""
    warnings: list[tuple[str, str | None]]
    """Messages, each with its place as Sphinx writes it."""

    def header_line(self, entry: Entry) -> int | None:
        """Return the line of the header where `entry` is defined, counted from 1, if known."""
        return self.lines.get(entry.qualified)

    def digest(self, component: str) -> str:
        """Return a digest of the header of `component`, of all headers if it is empty."""
        parts = [component] if component else sorted(self.digests)
        return "".join(self.digests.get(part, "") for part in parts)


def no_headers() -> Headers:
    """Return what a build knows that reads no headers."""
    return Headers({}, {}, [])
