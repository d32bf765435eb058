"""The display width of text, in columns of a terminal or an editor."""

from __future__ import annotations


def display_width(text: str) -> int:
    """Return how many columns `text` takes: two for a Chinese character."""
    if text.isascii():
        return len(text)
    from wcwidth import wcwidth  # noqa: PLC0415 - takes long to import, and few texts need it

    return sum(max(wcwidth(character), 0) for character in text)
