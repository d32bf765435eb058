"""The short facts about a code, in the order in which pages and the command line show them."""

from collections.abc import Callable
from typing import Literal

from sphinxext.mooncake_errors.registry.model import Code, Former
from sphinxext.mooncake_errors.registry.text import Span
from sphinxext.mooncake_errors.registry.words import RETRY, Word

Value = tuple[Span, ...]


def short_facts(code: Code, translate: Callable[[str], str]) -> dict[Word, tuple[Value, ...]]:
    """Return the labels and values of the versions and the other names of `code`.

    A name of this code is a literal, that of another one a reference. The labels are in English.
    A fact that the registry does not have has no values.
    """
    return {
        Word.SINCE: as_values("plain", code.since),
        Word.DEPRECATED_SINCE: as_values("plain", code.deprecated),
        Word.REMOVED_IN: as_values("plain", code.removed),
        Word.REPLACED_BY: as_values("reference", code.replaced_by),
        Word.ALIASES: as_values("literal", *code.aliases),
        Word.FORMER_NAMES: tuple(_former(former, translate) for former in code.former),
    }


def state_of(code: Code) -> Word | None:
    """Return the word for a code that programs should not use any more."""
    return Word.REMOVED if code.removed else Word.DEPRECATED if code.deprecated else None


def badges_of(code: Code) -> list[Word]:
    """Return the words for the state of `code` and for its retry advice, if any."""
    words = (state_of(code), RETRY[code.retry] if code.retry else None)
    return [word for word in words if word]


def as_values(
    kind: Literal["plain", "literal", "reference"], *texts: str | None
) -> tuple[Value, ...]:
    """Return a value of one span of this kind for each of `texts` that is there."""
    return tuple((Span(kind, text),) for text in texts if text)


def _former(former: Former, translate: Callable[[str], str]) -> Value:
    name = Span("literal", former.name)
    if former.until is None:
        return (name,)
    return (name, Span("plain", f" ({translate(Word.UNTIL)} {former.until})"))
