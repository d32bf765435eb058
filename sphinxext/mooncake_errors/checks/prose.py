"""Names and numbers of codes in prose, compared with the registry."""

import re
from collections.abc import Container, Iterator
from difflib import SequenceMatcher
from functools import cache

from sphinxext.mooncake_errors.checks.claims import (
    DIGITS,
    HUMPS,
    NAME_SHAPE,
    Mention,
    mention_of,
    name_pattern,
)
from sphinxext.mooncake_errors.checks.exemptions import unexempted
from sphinxext.mooncake_errors.checks.roles import roles
from sphinxext.mooncake_errors.checks.text_files import TextFile
from sphinxext.mooncake_errors.registry.files import place_of
from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup, signed
from sphinxext.mooncake_errors.registry.problems import Names, Problem, did_you_mean
from sphinxext.mooncake_errors.registry.rules import reference_fault
from sphinxext.mooncake_errors.registry.versions import removed_in
from sphinxext.mooncake_errors.tables.blocks import blocks
from sphinxext.mooncake_errors.tables.codes import integer
from sphinxext.mooncake_errors.tables.heads import canonical, head_role
from sphinxext.mooncake_errors.tables.prose_rows import Cell, rows

Found = tuple[int, str, str]
"""Offset, rule and message of a problem."""

_CELL_NAME = re.compile(r"((?:[A-Za-z_][\w-]*(?:::|\.))*)([A-Za-z_]\w*)")
_SHAPES = re.compile(f"{NAME_SHAPE}|{HUMPS}")
_CELL_NUMBER = re.compile(rf"\(?([-+\u2212]?{DIGITS})\)?")
_OTHER_NUMBERS = re.compile(
    "status ?(?:code)?|exit (?:code|status)|no|nr|id|状态码|退出码|编号|狀態碼|編號"
    "|ステータスコード|終了コード|番号"
)
"""Heads of columns that may have statuses of HTTP, exit codes or serial numbers."""
_PLACEHOLDER = re.compile(r"\w|[Xx_]+|(?:NAME|CODE|FOO|BAR|SOME_\w+|YOUR_\w+|MY_\w+)")
_ALIKE, _ALIKE_SHORT, _SHORT = 0.88, 0.93, 12
"""The least similarity of a word and the name that it may misspell.

It is higher for short words, which may have other meanings.
"""
_ALIKE_BY_PREFIX, _STEM = 0.75, 4
"""The least similarity of a word with a prefix of macros; the least length of its rest."""
_ALIKE_BY_NUMBER, _ALIKE_BY_SMALL_NUMBER, _SMALL = 0.6, 0.8, 100
"""The least similarity of a word with the number of the name; small numbers are common."""


class Prose:
    """Compares prose with one registry."""

    def __init__(self, lookup: Lookup) -> None:
        """Compare prose with the codes of `lookup`."""
        self.lookup = lookup
        components = lookup.registry.components
        sources = [component.source for component in components if component.source]
        self._prefixes = tuple(s.macro_prefix for s in sources if s.macro_prefix)
        self._scopes = {s.enum.rpartition("::")[2] for s in sources if s.enum}
        self._ids = {component.component for component in components}
        self._names = {name for e in lookup.entries.values() for name in e.code.names()}
        # A word such as OK is a code only with a qualifier: in prose it has other uses.
        self._distinct = {name for name in self._names if re.search(r"_|[a-z][A-Z]", name)}
        self._name = name_pattern(self._names, self._scopes)
        self._nearest = cache(Names(self._distinct).nearest)

    def problems(self, file: TextFile) -> list[Problem]:
        """Return the problems of `file` that no comment exempts."""
        targets = dict(roles(file))
        found: list[Found] = []
        for offset, target in targets.items():
            # Docstrings in source code may explain the role with a placeholder for a code.
            if file.kind in {"markdown", "rst"} or not _PLACEHOLDER.fullmatch(target):
                fault = reference_fault(target, self.lookup)
                found += [(offset, *fault)] if fault else []
        for match in self._name.finditer(file.text):
            found += self._mention(mention_of(file.text, match), targets)
        for row in rows(file.text):
            found += self._row(row)
        # A name in a cell is found twice: in its row and in the text.
        problems: dict[tuple[int, str], Problem] = {}
        for offset, rule, message in sorted(each for each in found if file.is_prose(each[0])):
            problem = Problem(file.path, *place_of(file.text, offset), rule, message)
            problems.setdefault((problem.line, message), problem)
        generated = _generated(file) if problems else set()
        left = [problem for problem in problems.values() if problem.line not in generated]
        return sorted(unexempted(left, file))

    def _mention(self, mention: Mention, targets: Container[int]) -> Iterator[Found]:
        entries = self._meant(mention)
        if entries is None:
            return
        if not entries:
            if mention.offset - len(mention.scope) not in targets:
                yield from self._unknown(mention)
            return
        yield from _outdated(mention, entries)
        number = mention.number
        if number is None:
            return
        if not mention.loose or any((e.code.value < 0) == (signed(number) < 0) for e in entries):
            yield from self._claim(mention.name, entries, number, mention.number_offset)

    def _meant(self, mention: Mention) -> list[Entry] | None:
        """Return the codes of a mention; None if it is not about a code of the registry."""
        found = [e for e in self.lookup.find(mention.name) if mention.name in e.code.names()]
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

    def _claim(self, name: str, entries: list[Entry], number: int, offset: int) -> Iterator[Found]:
        if any(entry.code.value in {number, signed(number)} for entry in entries):
            return
        values = str(entries[0].code.value)
        if len({entry.code.value for entry in entries}) > 1:
            values = " or ".join(f"{e.code.value} ({e.component.component})" for e in entries)
        others = self.lookup.find(str(number))
        hint = f"; {number} is {' or '.join(e.qualified for e in others)}" if others else ""
        yield offset, "wrong-number", f"{name} is {values}, not {number}{hint}"

    def _unknown(self, mention: Mention) -> Iterator[Found]:
        """Yield a problem if an unknown name can only be a misspelt code of the registry."""
        name = mention.name
        if _PLACEHOLDER.fullmatch(name):
            return
        if mention.scope:
            hint = did_you_mean(name, self._names)
        else:
            near = self._near_by_number(mention) or self._near_by_form(mention)
            hint = f"; did you mean {near}?" if near else ""
        if hint or mention.scope:
            yield mention.offset, "unknown-code", f"unknown code {mention.scope}{name}{hint}"

    def _near_by_number(self, mention: Mention) -> str:
        """Return the code with the number of `mention` that its name misspells, or ""."""
        small = abs(mention.number or 0) < _SMALL
        for entry in self.lookup.find("" if mention.number is None else str(mention.number)):
            name = entry.code.name or ""
            if _ratio(mention.name, name) >= (
                _ALIKE_BY_SMALL_NUMBER if small else _ALIKE_BY_NUMBER
            ):
                return name
        return ""

    def _near_by_form(self, mention: Mention) -> str:
        """Return the code that the name of `mention` misspells, or "".

        A name outside of literals has to begin with a prefix of macros, and a name with inner
        capitals with the first letter of the code.
        """
        name = mention.name
        prefix = next((each for each in self._prefixes if name.startswith(each)), "")
        enough = _ALIKE if len(name) >= _SHORT else _ALIKE_SHORT
        if prefix and len(name) - len(prefix) >= _STEM:
            enough = _ALIKE_BY_PREFIX
        elif mention.literal:
            prefix = ""
        else:
            return ""
        shape = NAME_SHAPE if re.fullmatch(NAME_SHAPE, name) else HUMPS
        prefix = prefix or ("" if shape == NAME_SHAPE else name[0])
        for near in self._nearest(name) if re.fullmatch(shape, name) else ():
            alike = _ratio(name.removeprefix(prefix), near.removeprefix(prefix))
            if near.startswith(prefix) and re.fullmatch(shape, near) and alike >= enough:
                return near
        return ""

    def _row(self, row: list[Cell]) -> Iterator[Found]:
        """Yield the problems of a table row with one name and at least one number."""
        named = [(cell, match) for cell in row if (match := _CELL_NAME.fullmatch(cell.text))]
        numbers = [
            (cell, integer(m[1])) for cell in row if (m := _CELL_NUMBER.fullmatch(cell.text))
        ]
        known = [(cell, match) for cell, match in named if match[2] in self._names]
        if len(known) > 1:
            return
        for cell, match in known or named:
            number = numbers[0][1] if numbers else None
            place = cell.offset
            mention = Mention(match[2], match[1], place, number, place, loose=False, literal=True)
            entries = self._meant(mention)
            if entries:
                yield from self._numbers(mention.name, entries, numbers)
            elif entries == [] and not known and _SHAPES.fullmatch(mention.name):
                yield from self._unknown(mention)

    def _numbers(
        self, name: str, entries: list[Entry], numbers: list[tuple[Cell, int]]
    ) -> Iterator[Found]:
        """Yield a problem if none of the numbers beside `name` is that of one of `entries`."""
        values = {entry.code.value for entry in entries}
        if values.isdisjoint(each for _, number in numbers for each in (number, signed(number))):
            for cell, number in numbers:
                # A row may also have other numbers, such as counts.
                other = max(values) < 0 and _OTHER_NUMBERS.fullmatch(canonical(cell.heading))
                if number < 0 or (head_role(cell.heading) == "code" and not other):
                    yield from self._claim(name, entries, number, cell.offset)
                    return


def _outdated(mention: Mention, entries: list[Entry]) -> Iterator[Found]:
    """Yield a problem if all of `entries` are removed, or have another name now."""
    if all(entry.code.removed for entry in entries):
        code = entries[0].code
        use = f"; use {code.replaced_by}" if code.replaced_by else ""
        message = f"{entries[0].qualified} was {removed_in(code.removed)}{use}"
        yield mention.offset, "removed-code", message
    if all(mention.name in {former.name for former in e.code.former} for e in entries):
        names = " or ".join(entry.code.label for entry in entries)
        yield mention.offset, "former-name", f"{mention.name} is now {names}"


def _generated(file: TextFile) -> set[int]:
    """Return the lines of `file`, counted from 1, that are in blocks which ``render`` fills."""
    found, _ = blocks(file.text, file.path) if file.kind == "markdown" else ([], [])
    return {line for block in found for line in range(block.first.line, block.end + 2)}


def _ratio(left: str, right: str) -> float:
    """Return the similarity of two words, from 0 to 1."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
