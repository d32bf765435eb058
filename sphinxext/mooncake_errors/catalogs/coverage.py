"""Coverage of translations: the texts of each component with and without a translation."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from babel.messages.catalog import Catalog as BabelCatalog

from sphinxext.mooncake_errors.catalogs.catalog import shipped_language
from sphinxext.mooncake_errors.catalogs.files import is_translation
from sphinxext.mooncake_errors.catalogs.messages import Message
from sphinxext.mooncake_errors.registry.problems import Problem

_UNKNOWN = "(unknown)"
"""Stands for the component's id of obsolete translations without a known component."""

_FAULTS = {
    "missing": ("untranslated", "not translated"),
    "fuzzy": ("fuzzy", "changed since it was translated"),
}
"""Rule and message of a problem about a text in each state."""

Coverage = dict[str, Counter[str]]
"""The number of texts that are translated, fuzzy and missing, and of obsolete translations.

By the component's id, ``(extension)`` or ``(unknown)``.
"""


def to_translate(messages: Iterable[Message], language: str) -> list[Message]:
    """Return the `messages` that need a translation for readers of `language`."""
    target = shipped_language(language)
    return [message for message in messages if shipped_language(message.language) != target]


def coverage(
    messages: Collection[Message],
    language: str,
    catalogs: Iterable[BabelCatalog],
    judged: Iterable[BabelCatalog],
) -> tuple[Coverage, list[Problem]]:
    """Return the coverage in `language`, and a problem for each text that is missing or fuzzy.

    A text counts once in each component. It is fuzzy if all its translations in `catalogs` are.
    Obsolete translations are counted in the catalogs `judged`.
    """
    is_fuzzy: dict[str, bool] = {}
    for found in filter(is_translation, chain.from_iterable(catalogs)):
        text = str(found.id)
        is_fuzzy[text] = found.fuzzy and is_fuzzy.get(text, True)
    counts: Coverage = {message.component: Counter() for message in messages}
    uses: dict[tuple[str, str], Message] = {}
    for message in to_translate(messages, language):
        uses.setdefault((message.component, message.text), message)
    problems = []
    for (component, text), m in uses.items():
        state = "translated"
        if is_fuzzy.get(text, True):
            state = "fuzzy" if text in is_fuzzy else "missing"
            rule, fault = _FAULTS[state]
            shown = f"{m.comment}: {fault}: {text}"
            problems.append(Problem(m.path, max(m.line, 1), 1, rule, shown))
        counts[component][state] += 1
    for component in _obsolete(messages, judged):
        counts.setdefault(component, Counter())["obsolete"] += 1
    return counts, problems


def _obsolete(messages: Iterable[Message], judged: Iterable[BabelCatalog]) -> Iterator[str]:
    """Yield the component of each obsolete translation."""
    texts = {message.text for message in messages}
    owners = {message.path: message.component for message in messages}
    for catalog in judged:
        unused = [m for m in catalog if m.id and m.string and m.id not in texts]
        for message in (*catalog.obsolete.values(), *unused):
            places = (owners.get(path, _UNKNOWN) for path, _ in message.locations)
            yield next(places, _UNKNOWN)
