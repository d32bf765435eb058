"""All that is known of a code, in the language of its reader, ready for any form of output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.text import Span, spans
from sphinxext.mooncake_errors.registry.texts import with_texts
from sphinxext.mooncake_errors.registry.values import set_values
from sphinxext.mooncake_errors.registry.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinxext.mooncake_errors.logs.reader import Finding
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Code

Text = tuple[Span, ...]

_RETRY = {
    "never": Word.RETRY_NEVER,
    "after-fix": Word.RETRY_AFTER_FIX,
    "backoff": Word.RETRY_BACKOFF,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A code with its texts, split into spans."""

    title: str
    """Name and number."""
    facts: tuple[tuple[str, Text], ...]
    """What a line says, each with its label."""
    paragraphs: tuple[Text, ...]
    lists: tuple[tuple[str, tuple[Text, ...]], ...]
    """What has several items, each with its heading."""
    links: tuple[tuple[str, Text], ...]
    """What leads elsewhere, and the history of the code; each with its label."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The codes in one language."""

    lookup: Lookup
    language: str
    translate: Callable[[str], str | None]
    """Returns the translation of an English text, None where it has none."""

    def sheet(self, entry: Entry, finding: Finding | None = None) -> Sheet:
        """Return all that is known of `entry`, and of its lines in a log, the `finding`."""
        found = tuple(self._found(finding)) if finding else ()
        uncertain = finding is not None and len(finding.codes) > 1
        return Sheet(
            title(entry),
            (*found, *self._facts(entry)),
            (*([self._spans(Word.UNCERTAIN)] if uncertain else []), *self._paragraphs(entry.code)),
            tuple(self._lists(entry.code)),
            tuple(self._links(entry)),
        )

    def data(self, entry: Entry, finding: Finding | None = None) -> dict[str, Any]:
        """Return as plain data what `sheet` returns: the keys of the registry that are set.

        Before them are ``qualified``, ``component``, ``group`` and ``language``, behind them
        ``log`` where there is a `finding`.
        """
        code = set_values(with_texts(entry.code, self.text))
        translated = self.translate(entry.code.description) is not None
        values: dict[str, Any] = {
            "qualified": entry.qualified,
            "component": entry.component.component,
            "group": entry.group.id,
            "language": self.language if translated else entry.component.language,
        }
        values.update(code)
        if finding:
            values["log"] = {
                "lines": finding.count,
                "first": finding.first,
                "last": finding.last,
                "meanings": list(finding.codes),
            }
        return values

    def text(self, text: str) -> str:
        """Return `text` in the language of the edition, as far as it is translated."""
        # Only catalogs may hold line feeds: a registry folds white space.
        return (self.translate(text) or text).replace("\n", " ")

    def _spans(self, text: str) -> Text:
        return spans(self.text(text))

    def _found(self, finding: Finding) -> Iterator[tuple[str, Text]]:
        yield self.text(Word.LOG_LINES), (Span("plain", str(finding.count)),)
        yield self.text(Word.FIRST_LINE), (Span("plain", str(finding.first)),)
        yield self.text(Word.LAST_LINE), (Span("plain", str(finding.last)),)

    def _facts(self, entry: Entry) -> Iterator[tuple[str, Text]]:
        component, group = entry.component, entry.group
        yield self.text(Word.COMPONENT), self._named(component.title, component.component)
        yield self.text(Word.GROUP), self._named(group.title, group.id)
        if entry.code.retry:
            yield self.text(Word.RETRY), self._spans(_RETRY[entry.code.retry])

    def _named(self, text: str, identifier: str) -> Text:
        return (*self._spans(text), Span("plain", f" ({identifier})"))

    def _paragraphs(self, code: Code) -> Iterator[Text]:
        yield self._spans(code.description)
        if code.details:
            yield self._spans(code.details)
        if not code.raised:
            yield self._spans(Word.NOT_RAISED)

    def _lists(self, code: Code) -> Iterator[tuple[str, tuple[Text, ...]]]:
        lists = {
            Word.CAUSES: tuple(cause.cause for cause in code.causes),
            Word.ACTIONS: code.actions,
            Word.RETURNED_BY: tuple(call.text or f"``{call.call}``" for call in code.returned_by),
        }
        for word, texts in lists.items():
            if texts:
                yield self.text(word), tuple(map(self._spans, texts))

    def _links(self, entry: Entry) -> Iterator[tuple[str, Text]]:
        code = entry.code
        others = self.lookup.same_number(entry)
        replacement = (code.replaced_by,) if code.replaced_by else ()
        for word, references in (
            (Word.SAME_NUMBER, tuple(other.qualified for other in others)),
            (Word.SEE_ALSO, code.see_also),
            (Word.REPLACED_BY, replacement),
        ):
            if references:
                yield self.text(word), _joined(references)
        versions = {
            Word.SINCE: code.since,
            Word.DEPRECATED_SINCE: code.deprecated,
            Word.REMOVED_IN: code.removed,
        }
        for word, version in versions.items():
            if version:
                yield self.text(word), (Span("plain", version),)
        if entry.component.source:
            yield self.text(Word.DEFINED_IN), _literals(entry.component.source.header)


def title(entry: Entry) -> str:
    """Return name and number of `entry`, or the number alone where it has no name."""
    code = entry.code
    return code.label if code.name is None else f"{code.name} ({code.value})"


def _literals(texts: tuple[str, ...]) -> Text:
    result: list[Span] = []
    for text in texts:
        result += [Span("plain", ", "), Span("literal", text)]
    return tuple(result[1:])


def _joined(references: tuple[str, ...]) -> Text:
    result: list[Span] = []
    for reference in references:
        result += [Span("plain", ", "), Span("reference", reference)]
    return tuple(result[1:])
