"""The content shown for a code, in the reader's language, independent of the form of output."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxext.mooncake_errors.registry.data import to_values
from sphinxext.mooncake_errors.registry.facts import Value, as_values, short_facts
from sphinxext.mooncake_errors.registry.fields import with_texts
from sphinxext.mooncake_errors.registry.text import Span, spans
from sphinxext.mooncake_errors.registry.words import APIS, RETRY, Word

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.logs.scan import Finding
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.registry.model import Call, Cause, Code

Texts = Callable[[str], str]
"""Returns the translation of a text, or the text if it has none."""
Line = tuple[str, Value]
"""A label with a value; or an item or a paragraph, without a label."""
Part = tuple[str, list[Line]]
"""Items and their values with a heading; or a paragraph or values without one."""
Sheet = tuple[str, list[Part]]
"""The content for a code: its title, and parts in order."""


class Explained(NamedTuple):
    """A code to explain."""

    entry: Entry
    finding: Finding | None = None
    """The lines of a log with the code."""
    causes: tuple[int, ...] = ()
    """The indexes of the causes that were recognized by a printed text."""


def sheet(lookup: Lookup, texts: Texts, explained: Explained) -> Sheet:
    """Return the content for a code: its registry entry, and its lines in a log."""
    entry, finding, recognized = explained
    code = with_texts(entry.code, texts)
    paragraphs = [
        texts(Word.UNCERTAIN) if finding and len(finding.codes) > 1 else None,
        *(code.description, code.details, code.effect),
        None if code.raised else texts(Word.NOT_RAISED),
    ]
    causes = [_cause(cause, texts) for cause in code.causes]
    others = [cause for index, cause in enumerate(causes) if index not in recognized]
    lists: dict[Word, list[list[Line]]] = {
        Word.RECOGNIZED: [causes[index] for index in recognized],
        Word.OTHER_CAUSES if recognized else Word.CAUSES: others,
        Word.ACTIONS: [[("", spans(action))] for action in code.actions],
        Word.RETURNED_BY: [[("", _call(call))] for call in code.returned_by],
    }
    parts: list[Part] = [
        ("", _first(entry, finding, texts)),
        *(("", [("", spans(text))]) for text in paragraphs if text),
        *((texts(word), [*chain(*items)]) for word, items in lists.items()),
        ("", _more(lookup, entry, code, texts)),
    ]
    return entry.title, [part for part in parts if part[1]]


def data(texts: Texts, language: str, explained: Explained) -> dict[str, Any]:
    """Return the keys of a code's registry entry, with texts in `language`, as plain data.

    They are preceded by ``qualified``, ``component``, ``group`` and ``language``, and followed by
    ``recognized`` if causes were recognized, and by ``log`` for a finding.
    """
    entry, finding, recognized = explained
    code = with_texts(entry.code, texts)
    translated = code.description != entry.code.description
    values: dict[str, Any] = {
        "qualified": entry.qualified,
        "component": entry.component.component,
        "group": entry.group.id,
        "language": language if translated else entry.component.language,
        **to_values(code),
    }
    if recognized:
        values["recognized"] = list(recognized)
    if finding:
        values["log"] = {
            "lines": finding.count,
            "first": finding.first,
            "last": finding.last,
            "meanings": list(finding.codes),
        }
    return values


def _first(entry: Entry, finding: Finding | None, texts: Texts) -> list[Line]:
    component, group = entry.component, entry.group
    words = Word.LOG_LINES, Word.FIRST_LINE, Word.LAST_LINE
    numbers = (finding.count, finding.first, finding.last) if finding else ()
    values = {word: as_values("plain", str(n)) for word, n in zip(words, numbers, strict=False)}
    values[Word.COMPONENT] = (spans(f"{texts(component.title)} ({component.component})"),)
    values[Word.GROUP] = (spans(f"{texts(group.title)} ({group.id})"),)
    return _labelled(texts, values)


def _cause(cause: Cause, texts: Texts) -> list[Line]:
    process = (spans(f"({cause.process})"),) if cause.process and cause.log else ()
    values = {
        Word.LOG: (*process, *as_values("literal", *cause.log)),
        Word.ACTIONS: tuple(map(spans, cause.actions)),
        Word.SINCE: as_values("plain", cause.since),
        Word.UNTIL: as_values("plain", cause.until),
        Word.ISSUES: as_values("plain", *cause.issues),
    }
    return [("", spans(cause.cause)), *_labelled(texts, values)]


def _call(call: Call) -> Value:
    result = list(spans(call.text)) if call.text else []
    if call.call:
        result += [Span("plain", f"{APIS[call.api]} ")] if call.api else []
        result.append(Span("literal", call.call))
    if call.as_:
        result += [Span("plain", " ("), *spans(call.as_), Span("plain", ")")]
    return tuple(result)


def _more(lookup: Lookup, entry: Entry, code: Code, texts: Texts) -> list[Line]:
    source = entry.component.source
    checked = source.checked if source else None
    same_number = (other.qualified for other in lookup.same_number(entry))
    values = {
        Word.RETRY: (spans(texts(RETRY[code.retry])),) if code.retry else (),
        Word.SAME_NUMBER: as_values("reference", *same_number),
        Word.SEE_ALSO: as_values("reference", *code.see_also),
        **short_facts(code, texts),
        Word.DEFINED_IN: as_values("literal", *(source.header if source else ())),
        Word.CHECKED: as_values("plain", *((checked.version, checked.revision) if checked else ())),
    }
    return [(texts(word), _joined(each)) for word, each in values.items() if each]


def _labelled(texts: Texts, facts: dict[Word, tuple[Value, ...]]) -> list[Line]:
    """Return the values of `facts`, each with its translated label."""
    return [(texts(word), value) for word, values in facts.items() for value in values]


def _joined(values: Iterable[Value]) -> Value:
    """Return `values` as one, with commas between them."""
    spans = [span for value in values for span in (Span("plain", ", "), *value)]
    return tuple(spans[1:])
