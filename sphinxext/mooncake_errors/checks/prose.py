"""Whether what prose says about codes is true."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.claims import NAME_SHAPE, Mention, Reader, integer
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.tables.prose_rows import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.checks.text_files import TextFile
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.tables.prose_rows import Cell

_CELL_NAME = re.compile(r"((?:[A-Za-z_][\w-]*(?:::|\.))*)([A-Za-z_]\w*)")
_CELL_NUMBER = re.compile(r"\(?([-+\u2212]?[0-9]{1,19})\)?")
_NUMBER_HEADING = re.compile(
    r"code|value|number|numeric|errno|错误码|编号|数值|值|码", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\w|[Xx_]+|(?:NAME|CODE|FOO|BAR|SOME_\w+|YOUR_\w+|MY_\w+)")
_ALIKE, _ALIKE_SHORT, _SHORT = 0.88, 0.93, 12
"""How alike a word and a name are if the word is a misspelt name and nothing else says so.

Short words, which others use too, have to be more alike.
"""
_ALIKE_BY_SHAPE, _STEM = 0.75, 4
"""The same where the word begins as our macros do, for the rest of so many letters at least."""
_ALIKE_BY_NUMBER, _ALIKE_BY_SMALL_NUMBER, _SMALL = 0.6, 0.8, 100
"""The same where the word has the number of the name; small numbers are everybody's."""


class Prose:
    """The check of prose against one registry."""

    def __init__(self, lookup: Lookup) -> None:
        """Hold prose against the codes of `lookup`."""
        self.lookup = lookup
        self._alike: dict[str, str] = {}
        components = lookup.registry.components
        sources = [component.source for component in components if component.source]
        self._prefixes = tuple(s.macro_prefix for s in sources if s.macro_prefix)
        self._scopes = {s.enum.rpartition("::")[2] for s in sources if s.enum}
        self._ids = {component.component for component in components}
        self._names = {e.code.name: e for e in lookup.entries.values() if e.code.name}
        # A word such as OK is also said of other things: it needs more than itself to be ours.
        self._distinct = {name for name in self._names if re.search(r"_|[a-z][A-Z]", name)}

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._names, self._scopes)

    def problems(self, file: TextFile) -> list[tuple[int, Problem]]:
        """Return what `file` says wrongly, each with its offset in the text, in its order."""
        found = [item for each in self._reader.mentions(file.text) for item in self._mention(each)]
        found += [item for row in rows(file.text) for item in self._row(row)]
        problems: dict[tuple[int, str], tuple[int, Problem]] = {}
        for offset, rule, message in sorted(found):
            problem = _problem(file, offset, rule, message)
            # A name in a cell is seen twice, in its row and in the text.
            problems.setdefault((problem.line, message), (offset, problem))
        return list(problems.values())

    def _mention(self, mention: Mention) -> Iterator[tuple[int, str, str]]:
        entries = self._meant(mention)
        if entries is None:
            return
        if not entries:
            yield from self._unknown(mention)
            return
        yield from self._removed(mention, entries)
        if mention.number is not None and self._counts(mention, entries):
            yield from self._claim(entries, mention.number, mention.number_offset)

    def _meant(self, mention: Mention) -> list[Entry] | None:
        """Return the codes that a mention means; None if it means something else."""
        found = [e for e in self.lookup.find(mention.name) if e.code.name == mention.name]
        scope, separator = mention.scope.rstrip(":."), mention.scope[-1:]
        if not scope:
            return found if not found or mention.name in self._distinct else None
        if scope in self._ids:
            return [entry for entry in found if entry.component.component == scope]
        if re.split(r"::|\.", scope)[-1] not in self._scopes:
            return None
        scope = scope.replace(".", "::")
        of_enum = self.lookup.find(f"{scope}::{mention.name}")
        return of_enum if of_enum or separator == ":" else None

    def _counts(self, mention: Mention, entries: list[Entry]) -> bool:
        """Return whether a number behind a colon is meant as the code, not as a count of it."""
        number = mention.number or 0
        if not mention.loose:
            return True
        return any((entry.code.value < 0) == (number < 0) for entry in entries)

    def _removed(self, mention: Mention, entries: list[Entry]) -> Iterator[tuple[int, str, str]]:
        if all(entry.code.removed for entry in entries):
            code = entries[0].code
            use = f"; use {code.replaced_by}" if code.replaced_by else ""
            message = f"{entries[0].qualified} was removed in {code.removed}{use}"
            yield mention.offset, "removed-code", message

    def _claim(
        self, entries: list[Entry], number: int, offset: int
    ) -> Iterator[tuple[int, str, str]]:
        if any(entry.code.value == number for entry in entries):
            return
        values = " or ".join(_value(entry, len(entries) > 1) for entry in entries)
        others = self.lookup.find(str(number))
        hint = f"; {number} is {' or '.join(e.qualified for e in others)}" if others else ""
        message = f"{entries[0].code.name} is {values}, not {number}{hint}"
        yield offset, "wrong-number", message

    def _unknown(self, mention: Mention, *, cell: bool = False) -> Iterator[tuple[int, str, str]]:
        """Yield that a name is unknown, if it can only be meant as a code of ours."""
        name = mention.name
        if _PLACEHOLDER.fullmatch(name):
            return
        hint = ""
        if mention.scope:
            hint = did_you_mean(name, self._names)
        else:
            near = self._near(mention, literal=cell or mention.literal)
            hint = f"; did you mean {near}?" if near else ""
        if hint or mention.scope:
            yield mention.offset, "unknown-code", f"unknown code {mention.scope}{name}{hint}"

    def _near(self, mention: Mention, *, literal: bool) -> str:
        """Return the code that `mention` misspells; empty if it is none of ours."""
        name, number = mention.name, mention.number
        if number is not None:
            enough = _ALIKE_BY_SMALL_NUMBER if abs(number) < _SMALL else _ALIKE_BY_NUMBER
            for entry in self.lookup.find(str(number)):
                if entry.code.name and _ratio(name, entry.code.name, enough) >= enough:
                    return entry.code.name
        if not re.fullmatch(NAME_SHAPE, name):
            return ""
        prefix = next((prefix for prefix in self._prefixes if name.startswith(prefix)), "")
        if prefix and len(name) - len(prefix) >= _STEM:
            return self._nearest(name, prefix, _ALIKE_BY_SHAPE)
        enough = _ALIKE if len(name) >= _SHORT else _ALIKE_SHORT
        return self._nearest(name, "", enough) if literal else ""

    def _nearest(self, name: str, prefix: str, enough: float) -> str:
        """Return the name most like `name`, both without `prefix`, if they are alike `enough`."""
        if name not in self._alike:
            stem = name.removeprefix(prefix)
            near = (
                (_ratio(stem, known.removeprefix(prefix), enough), known)
                for known in self._distinct
                if known.startswith(prefix) and abs(len(known) - len(name)) <= len(name) // 2
            )
            ratio, nearest = max(near, default=(0.0, ""))
            self._alike[name] = nearest if ratio >= enough else ""
        return self._alike[name]

    def _row(self, row: list[Cell]) -> Iterator[tuple[int, str, str]]:
        """Yield what a row says wrongly that has one name and at least one number."""
        named = [(cell, match) for cell in row if (match := _CELL_NAME.fullmatch(cell.text))]
        numbers = [
            (cell, integer(m[1])) for cell in row if (m := _CELL_NUMBER.fullmatch(cell.text))
        ]
        known = [(cell, match) for cell, match in named if match[2] in self._names]
        if len(known) == 1:
            (cell, match) = known[0]
            entries = self._meant(_in_cell(cell, match, None))
            if entries:
                yield from self._numbers(entries, numbers)
        elif not known:
            for cell, match in named:
                if re.fullmatch(NAME_SHAPE, match[2]):
                    mention = _in_cell(cell, match, numbers[0][1] if numbers else None)
                    if self._meant(mention) == []:
                        yield from self._unknown(mention, cell=True)

    def _numbers(
        self, entries: list[Entry], numbers: list[tuple[Cell, int]]
    ) -> Iterator[tuple[int, str, str]]:
        if any(number == entry.code.value for _, number in numbers for entry in entries):
            return
        for cell, number in numbers:
            # Other numbers, such as counts, may stand in a row.
            if number < 0 or _NUMBER_HEADING.search(cell.heading):
                yield from self._claim(entries, number, cell.offset)
                return


def _in_cell(cell: Cell, match: re.Match[str], number: int | None) -> Mention:
    return Mention(match[2], match[1], cell.offset, number, cell.offset, loose=False, literal=True)


def _value(entry: Entry, several: bool) -> str:  # noqa: FBT001
    value = str(entry.code.value)
    return f"{value} ({entry.component.component})" if several else value


def _ratio(left: str, right: str, enough: float) -> float:
    """Return how alike two words are; 0 if that is less than `enough`."""
    if 2 * min(len(left), len(right)) < enough * (len(left) + len(right)):
        return 0.0
    matcher = _matcher(right)
    matcher.set_seq1(left)
    return matcher.ratio() if matcher.quick_ratio() >= enough else 0.0


@lru_cache(maxsize=10_000)
def _matcher(word: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, "", word, autojunk=False)


def _problem(file: TextFile, offset: int, rule: str, message: str) -> Problem:
    return Problem(file.path, *place_of(file.text, offset), rule, message)
