"""Coverage of translations: the translated and other texts of each component."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from babel.messages.catalog import Catalog as BabelCatalog

from sphinxext.mooncake_errors.catalogs.catalog import shipped_language
from sphinxext.mooncake_errors.catalogs.files import is_translation
from sphinxext.mooncake_errors.catalogs.messages import Message
from sphinxext.mooncake_errors.registry.problems import Problem
from sphinxext.mooncake_errors.registry.words import Word

UNKNOWN = "(unknown)"
"""Stands for the component's id of obsolete translations without a known component."""


@dataclass(slots=True)
class Coverage:
    """The translated and other texts of one component; each text counts once."""

    component: str
    """The component's id, ``(extension)`` or ``(unknown)``."""
    translated: int = 0
    fuzzy: list[Message] = field(default_factory=list)
    """Texts that changed since they were translated; readers see them untranslated."""
    missing: list[Message] = field(default_factory=list)
    obsolete: int = 0
    """The number of translations of texts that are no longer there."""

    @property
    def total(self) -> int:
        """The number of texts."""
        return self.translated + len(self.fuzzy) + len(self.missing)


def words_only(catalog: BabelCatalog) -> BabelCatalog:
    """Return a catalog with the messages of `catalog` that are words of the extension."""
    words = {word.value for word in Word}
    result = BabelCatalog(locale=catalog.locale)
    for message in catalog:
        if message.id in words:
            result[message.id] = message
    return result


def to_translate(messages: Iterable[Message], language: str) -> list[Message]:
    """Return the `messages` that need a translation for readers of `language`."""
    target = shipped_language(language)
    return [message for message in messages if shipped_language(message.language) != target]


def coverage(
    messages: Collection[Message],
    language: str,
    catalogs: Iterable[BabelCatalog],
    judged: Iterable[BabelCatalog] = (),
) -> list[Coverage]:
    """Return the coverage in `language` of each component in `messages`, in their order.

    A text is fuzzy if all its translations in `catalogs` are. Obsolete translations are counted in
    the catalogs `judged`; those without a known component come last, under UNKNOWN.
    """
    is_fuzzy: dict[str, bool] = {}
    for found in filter(is_translation, chain.from_iterable(catalogs)):
        text = str(found.id)
        is_fuzzy[text] = found.fuzzy and is_fuzzy.get(text, True)
    parts = {message.component: Coverage(message.component) for message in messages}
    uses: dict[tuple[str, str], Message] = {}
    for message in to_translate(messages, language):
        uses.setdefault((message.component, message.text), message)
    for message in uses.values():
        part = parts[message.component]
        if message.text not in is_fuzzy:
            part.missing.append(message)
        elif is_fuzzy[message.text]:
            part.fuzzy.append(message)
        else:
            part.translated += 1
    for component in _obsolete(messages, judged):
        parts.setdefault(component, Coverage(component)).obsolete += 1
    return list(parts.values())


def percent(parts: Collection[Coverage]) -> float:
    """Return the percentage of translated texts in `parts`; 100 if there are no texts."""
    total = sum(part.total for part in parts)
    return 100 * sum(part.translated for part in parts) / total if total else 100.0


def untranslated(parts: Iterable[Coverage]) -> list[Problem]:
    """Return a problem for each missing or fuzzy text of `parts`, at its place in the registry."""
    return [
        Problem(m.path, max(m.line, 1), 1, rule, f"{m.comment}: {state}: {m.text}")
        for part in parts
        for rule, state, texts in (
            ("untranslated", "not translated", part.missing),
            ("fuzzy", "changed since it was translated", part.fuzzy),
        )
        for m in texts
    ]


def _obsolete(messages: Iterable[Message], judged: Iterable[BabelCatalog]) -> list[str]:
    """Return the component of each obsolete translation."""
    texts = {message.text for message in messages}
    owners = {message.path: message.component for message in messages}
    result = []
    for catalog in judged:
        unused = [m for m in catalog if m.id and m.string and m.id not in texts]
        for message in (*catalog.obsolete.values(), *unused):
            places = (owners.get(path, UNKNOWN) for path, _ in message.locations)
            result.append(next(places, UNKNOWN))
    return result
