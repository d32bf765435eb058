"""Badges: a word or two that stand out, for retry advice and deprecated or removed codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxext.mooncake_errors.extension.inline import Text, fill, translated
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.catalogs.catalog import Catalog
    from sphinxext.mooncake_errors.registry.model import Code

_RETRY = {
    "never": Word.RETRY_NEVER,
    "after-fix": Word.RETRY_AFTER_FIX,
    "backoff": Word.RETRY_BACKOFF,
}


def retry_badge(code: Code, catalog: Catalog) -> Text | None:
    """Return a badge with the retry advice of `code`, None where it has none."""
    return _badge(_RETRY[code.retry], f"mcerr-retry-{code.retry}", catalog) if code.retry else None


def state_badges(code: Code, catalog: Catalog) -> Iterator[Text]:
    """Yield a badge for a removed or deprecated code."""
    if code.removed is not None:
        yield _badge(Word.REMOVED, "mcerr-removed", catalog)
    elif code.deprecated is not None:
        yield _badge(Word.DEPRECATED, "mcerr-deprecated", catalog)


def badge_node(badge: Text) -> nodes.TextElement:
    """Return the node of `badge`: strong, so that it stands out without a style sheet too."""
    return fill(nodes.strong(), badge, nodes.Text)


def _badge(word: Word, kind: str, catalog: Catalog) -> Text:
    content, is_translated, classes = translated(word, catalog)
    return content, is_translated, ("mcerr-badge", kind, *classes)
