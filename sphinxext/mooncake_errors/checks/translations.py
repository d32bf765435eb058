"""Comparison of translations with their originals, and checks of their typography."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.catalogs.files import is_translation
from sphinxext.mooncake_errors.checks.typography import typography_faults
from sphinxext.mooncake_errors.registry.characters import FORBIDDEN, not_allowed
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.registry.text import TextError, spans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog as BabelCatalog
    from babel.messages.catalog import Message

    from sphinxext.mooncake_errors.registry.text import Span

    Spans = tuple[Span, ...]

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w*\}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'-]*")
_NAME = re.compile(r"[A-Z0-9_-]+s?|.*(?:[a-z][A-Z]|[0-9_]).*")
"""Words that need no translation: RPC, DFS, RPCs, RdmaEndPoint, clock_gettime, 404."""
_SAME = (
    "the translation is the same as the original; where that is right, say so in a comment above "
    "it: # mooncake-errors: same"
)
_EXCUSE = re.compile(r"mooncake-errors:(.*)")

EXCUSABLE = ("same", "width", "spacing")
"""Rules that a comment such as ``# mooncake-errors: same, width`` above a translation disables."""


def translation_problems(
    catalog: BabelCatalog, path: Path, texts: Collection[str], language: str
) -> Iterator[Problem]:
    """Yield the problems of the translations of `texts` in `catalog`, the file `path`.

    They are in `language`, e.g. ``zh_CN``; fuzzy ones are left out. A ``.mo`` file has no comments
    to disable rules, so it is not checked for those that comments can disable.
    """
    lenient = EXCUSABLE if path.suffix == ".mo" else ()
    for message in catalog:
        if is_translation(message) and not message.fuzzy and message.id in texts:
            for rule, fault in _unexcused(message, language):
                if rule not in lenient:
                    yield Problem(str(path), message.lineno or 1, 1, rule, fault)


def _unexcused(message: Message, language: str) -> Iterator[tuple[str, str]]:
    """Yield rule and text of each fault of a translation that no comment above it disables.

    A comment that is not needed, or that names none of these rules, is itself a fault.
    """
    excused = set(_excuses(message.user_comments))
    needed = set()
    for rule, fault in _faults(str(message.id), str(message.string), language):
        if rule in EXCUSABLE and rule in excused:
            needed.add(rule)
        else:
            yield rule, fault
    for word in sorted(excused - needed):
        yield "excuse", _excuse_fault(word)


def _faults(original: str, text: str, language: str) -> Iterator[tuple[str, str]]:
    if bad := FORBIDDEN.search(text):
        yield "character", not_allowed(bad)
    parts = spans(original)
    try:
        translated = spans(text)
    except TextError as error:
        yield "markup", f"{error}: {text[error.offset :][:20]}"
        return
    yield from _compared(parts, translated)
    if text.strip() == original:
        if _has_words(parts):
            yield "same", _SAME
        return
    if text != text.strip():
        yield "spacing", "white space at the start or at the end"
    yield from typography_faults(translated, language)


def _compared(original: Spans, translated: Spans) -> Iterator[tuple[str, str]]:
    """Yield the literals, references and placeholders that only one has, in any order."""
    literals = _of_kind("literal", original), _of_kind("literal", translated)
    references = _of_kind("reference", original), _of_kind("reference", translated)
    placeholders = _placeholders(original), _placeholders(translated)
    for fault in _difference(*literals, "``{}``"):
        yield "literals", fault
    for fault in _difference(*references, ":mcerr:`{}`"):
        yield "references", fault
    if placeholders[0]:
        for fault in _difference(*placeholders, "{}"):
            yield "placeholders", fault


def _of_kind(kind: str, parts: Spans) -> Counter[str]:
    return Counter(span.text for span in parts if span.kind == kind)


def _placeholders(parts: Spans) -> Counter[str]:
    plain = (span.text for span in parts if span.kind == "plain")
    return Counter(found for text in plain for found in _PLACEHOLDER.findall(text))


def _difference(original: Counter[str], translated: Counter[str], form: str) -> Iterator[str]:
    lost, added = (
        ", ".join(form.replace("{}", text) for text in left.elements())
        for left in (original - translated, translated - original)
    )
    if lost and added:
        yield f"the original has {lost}, the translation has {added} instead"
    elif lost:
        yield f"the translation lacks {lost}"
    elif added:
        yield f"the original has no {added}"


def _has_words(parts: Spans) -> bool:
    """Return True if there is something to translate: a word that is no name and no acronym."""
    plain = (span.text for span in parts if span.kind == "plain")
    words = (word for text in plain for word in _WORD.findall(_PLACEHOLDER.sub(" ", text)))
    return any(not _NAME.fullmatch(word) for word in words)


def _excuses(comments: Iterable[str]) -> Iterator[str]:
    for comment in comments:
        match = _EXCUSE.match(comment)
        if match:
            yield from re.findall(r"[^\s,]+", match[1])


def _excuse_fault(word: str) -> str:
    if word in EXCUSABLE:
        return f"nothing here needs the excuse {word}: remove it from the comment"
    return f"no translation can be excused from {word}{did_you_mean(word, EXCUSABLE)}"
