"""From rows of tables in another language to the translations of a registry's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sphinxext.mooncake_errors.registry.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from babel.messages.catalog import Catalog as BabelCatalog

    from sphinxext.mooncake_errors.tables.matching import Match


class Translation(NamedTuple):
    """A translation and its place."""

    text: str
    path: str
    line: int

    def problem(self, rule: str, message: str) -> Problem:
        """Return a problem of the translation."""
        return Problem(self.path, self.line, 1, rule, message)


Translations = dict[str, Translation]
"""The translations of texts of the registry."""


def translations(matches: Iterable[Match]) -> tuple[Translations, list[Problem]]:
    """Return the translations in the rows of `matches`, and those that contradict others.

    Descriptions translate descriptions, and so with the other texts of a code. A group translates
    the title of the group of its first code: pages may divide the codes in another way.
    """
    result: Translations = {}
    problems = []
    groups: set[int] = set()
    for match in matches:
        for text, found in _pairs(match, groups):
            if text is None:
                problems.append(
                    found.problem("not-translated", f"the registry has no {found.text}")
                )
                continue
            other = result.setdefault(text, found)
            if other.text != found.text:
                shown = f"{other.text!r} in line {other.line} and {found.text!r} here"
                problems.append(found.problem("two-translations", f"{text!r} is {shown}"))
    return result, problems


def fill(catalog: BabelCatalog, found: Translations) -> list[Problem]:
    """Put the translations `found` into `catalog`, whose template is in step with the registry.

    What is translated there already stays; where it differs, it is returned as a problem.
    """
    problems = []
    for text, translation in found.items():
        message = catalog[text]
        if message.string and not message.fuzzy:
            if message.string != translation.text:
                fault = f"the catalog has {message.string!r} for {text!r}, and keeps it"
                problems.append(translation.problem("translated", fault))
        else:
            message.string = translation.text
            message.flags.discard("fuzzy")
            message.previous_id = []
    return problems


def _pairs(match: Match, groups: set[int]) -> Iterator[tuple[str | None, Translation]]:
    """Yield texts of the registry with their translations in the row of `match`.

    A translation without a text is the name of what the registry does not have. `groups` are the
    ids of the cells of groups so far.
    """
    row, entry = match.row, match.entry
    if entry is None:
        return
    yield entry.code.description, Translation(row.description.text, row.path, row.line)
    if row.group is not None and id(row.group) not in groups:
        groups.add(id(row.group))
        yield entry.group.title, Translation(row.group.text, row.path, row.group.line)
    for key in ("details", "causes", "actions"):
        texts, here = _texts(getattr(entry.code, key)), _texts(row.more.get(key))
        if here and len(here) == len(texts):
            for text, shown in zip(texts, here, strict=True):
                yield text, Translation(shown, row.path, row.line)
        elif here:
            name = f"{key} of {entry.qualified} that these could translate"
            yield None, Translation(name, row.path, row.line)


def _texts(value: Any) -> list[str]:
    """Return the texts in `value`: a text, a list of texts, or a list of causes."""
    items = [value] if isinstance(value, str) else value or ()
    return [item if isinstance(item, str) else item.cause for item in items]
