"""Codes found by name, number and qualified name, as people and programs write them."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from sphinxext.mooncake_errors.registry.fields import Location
from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry
from sphinxext.mooncake_errors.registry.problems import Names

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,20}|0x[0-9a-f]{1,16})", re.IGNORECASE)


class Entry(NamedTuple):
    """A code with its component, its group and its location in the registry file."""

    component: Component
    group: Group
    code: Code
    location: Location

    @property
    def qualified(self) -> str:
        """The name that is unique in the registry, e.g. ``store.OBJECT_NOT_FOUND``."""
        return self.component.qualified(self.code)

    @property
    def title(self) -> str:
        """Name and number, e.g. ``OBJECT_NOT_FOUND (-704)``; the number alone without a name."""
        name, value = self.code.name, self.code.value
        return str(value) if name is None else f"{name} ({value})"

    @property
    def qualified_title(self) -> str:
        """The title behind the id of the component, e.g. ``store.OBJECT_NOT_FOUND (-704)``."""
        return f"{self.component.component}.{self.title}"


def entries_of(component: Component) -> Iterator[Entry]:
    """Yield every code of `component` in the order of the file."""
    for g, group in enumerate(component.groups):
        for c, code in enumerate(group.codes):
            yield Entry(component, group, code, ("groups", g, "codes", c))


class Lookup:
    """An index of the codes of a registry by their names and numbers."""

    def __init__(self, registry: Registry) -> None:
        """Index all codes of `registry`; every result has the order of the registry."""
        self.registry = registry
        self.entries: dict[str, Entry] = {}
        """All codes by their qualified names, in the order of the registry."""
        self._by_word: dict[str, list[Entry]] = {}
        for component in registry.components:
            for entry in entries_of(component):
                self.entries.setdefault(entry.qualified, entry)
                for word in {str(entry.code.value), *entry.code.names()}:
                    self._by_word.setdefault(word, []).append(entry)

    @cached_property
    def _names(self) -> tuple[Names, Names]:
        return Names(self._by_word), Names(self.entries)

    def find(self, reference: str) -> list[Entry]:
        """Return the codes that `reference` means, in the order of the registry; empty if unknown.

        Beyond the forms of `exact`: hexadecimal numbers, and numbers printed as signed or unsigned
        with 32 or 64 bits.
        """
        scope, separator, word = _partition(reference)
        each = (self.exact(f"{scope}{separator}{form}") for form in _forms(word))
        return next(filter(None, each), [])

    def exact(self, reference: str) -> list[Entry]:
        """Return the codes with the name or the number in `reference`, written as in the registry.

        A reference is a name or a number, alone or after ``component.``, or a name after the C++
        name of its enumeration or the end of that, e.g. ``ErrorCode::OK``. Aliases are names. A
        former name counts only if no code has that name now.
        """
        scope, separator, word = _partition(reference)
        known = self._by_word.get(word, ())
        found = [entry for entry in known if _in_scope(entry, scope, separator, word)]
        current = [entry for entry in found if all(word != f.name for f in entry.code.former)]
        return current or found

    def search(self, text: str) -> list[Entry]:
        """Return the codes that `text` means, as in `find`, or else with names in any case."""
        scope, separator, word = _partition(text)
        alike = (each for each in self._by_word if each.casefold() == word.casefold())
        in_any_case = (self.exact(f"{scope}{separator}{each}") for each in alike)
        return self.find(text) or list(chain.from_iterable(in_any_case))

    def same_number(self, entry: Entry) -> list[Entry]:
        """Return the other codes with the number of `entry`, in the order of the registry."""
        return [other for other in self.find(str(entry.code.value)) if other is not entry]

    def suggestion(self, reference: str) -> str:
        """Return ``; did you mean …?`` with the nearest references, or an empty string."""
        _, separator, word = _partition(reference)
        elsewhere = Names(entry.qualified for entry in self.find(word) if separator)
        words, qualified = self._names
        return (
            elsewhere.did_you_mean(reference, cutoff=0)
            or words.did_you_mean(word)
            or qualified.did_you_mean(reference)
        )


def _partition(reference: str) -> tuple[str, str, str]:
    separator = "::" if "::" in reference else "."
    return reference.rpartition(separator)


def signed(number: int) -> int:
    """Return `number`, or the negative one that is printed so as unsigned with 32 or 64 bits."""
    for bits in (32, 64):
        if 1 << (bits - 1) <= number < 1 << bits:
            return number - (1 << bits)
    return number


def _forms(word: str) -> tuple[str, ...]:
    """Return `word`, or a number as a registry may have it: as it is, signed and unsigned."""
    if not _NUMBER.fullmatch(word):
        return (word,)
    number = int(word, 16 if "x" in word.lower() else 10)
    value = signed(number)
    unsigned = value + (1 << 32) if -(1 << 31) <= value < 0 else value
    return str(number), str(value), str(unsigned)


def _in_scope(entry: Entry, scope: str, separator: str, word: str) -> bool:
    if separator == "::":
        source = entry.component.source
        enum = source and source.enum
        return f"::{enum}".endswith(f"::{scope}") and word in entry.code.names() if enum else False
    return not separator or entry.component.component == scope
