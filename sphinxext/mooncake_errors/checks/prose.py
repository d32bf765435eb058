"""Names and numbers of codes in prose, compared with the registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.checks.claims import DIGITS, NAME_SHAPE, Mention, Reader
from sphinxext.mooncake_errors.checks.exemptions import unexempted
from sphinxext.mooncake_errors.checks.roles import roles
from sphinxext.mooncake_errors.checks.spelling import Spelling
from sphinxext.mooncake_errors.registry.lookup import signed
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean
from sphinxext.mooncake_errors.tables.codes import integer
from sphinxext.mooncake_errors.tables.heads import head_role
from sphinxext.mooncake_errors.tables.prose_rows import rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sphinxext.mooncake_errors.checks.text_files import TextFile
    from sphinxext.mooncake_errors.registry.lookup import Entry, Lookup
    from sphinxext.mooncake_errors.tables.prose_rows import Cell

    Found = tuple[int, str, str]
    """Offset, rule and message of a problem."""

_CELL_NAME = re.compile(r"((?:[A-Za-z_][\w-]*(?:::|\.))*)([A-Za-z_]\w*)")
_CELL_NUMBER = re.compile(rf"\(?([-+\u2212]?{DIGITS})\)?")
_PLACEHOLDER = re.compile(r"\w|[Xx_]+|(?:NAME|CODE|FOO|BAR|SOME_\w+|YOUR_\w+|MY_\w+)")


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
        self._reader = Reader(self._names, self._scopes)
        self._spelling = Spelling(lookup, self._distinct, self._prefixes)

    def problems(self, file: TextFile) -> list[Problem]:
        """Return the problems of `file` that no comment exempts."""
        problems = [problem for offset, problem in self._found(file) if file.is_prose(offset)]
        return sorted(unexempted(problems, file))

    def _found(self, file: TextFile) -> list[tuple[int, Problem]]:
        """Return the problems of `file`, each with its offset in the text, in order."""
        targets = dict(roles(file))
        found: list[Found] = []
        for offset, target in targets.items():
            # Docstrings in source code may explain the role with a placeholder for a code.
            if file.kind in {"markdown", "rst"} or not _PLACEHOLDER.fullmatch(target):
                found += self._role(offset, target)
        for mention in self._reader.mentions(file.text):
            found += self._mention(mention, targets)
        found += [item for row in rows(file.text) for item in self._row(row)]
        problems: dict[tuple[int, str], tuple[int, Problem]] = {}
        for offset, rule, message in sorted(found):
            problem = Problem(file.path, *file.place(offset), rule, message)
            # A name in a cell is found twice: in its row and in the text.
            problems.setdefault((problem.line, message), (offset, problem))
        return list(problems.values())

    def _role(self, offset: int, target: str) -> Iterator[Found]:
        """Yield a problem for a reference that is unknown or ambiguous, as Sphinx would report."""
        entries = self.lookup.find(target)
        if not entries:
            message = f"unknown code {target}{self.lookup.suggestion(target)}"
            yield offset, "unknown-code", message
        elif len(entries) > 1:
            names = " or ".join(entry.qualified for entry in entries)
            yield offset, "ambiguous-code", f"ambiguous code {target}: write {names}"

    def _mention(self, mention: Mention, targets: Container[int]) -> Iterator[Found]:
        entries = self._meant(mention)
        if entries is None:
            return
        if not entries:
            if mention.offset - len(mention.scope) not in targets:
                yield from self._unknown(mention)
            return
        yield from _removed(mention, entries)
        yield from _renamed(mention, entries)
        if mention.number is not None and _counts(mention, entries):
            yield from self._claim(mention.name, entries, mention.number, mention.number_offset)

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
        values = " or ".join(_value(entry, several=len(entries) > 1) for entry in entries)
        others = self.lookup.find(str(number))
        hint = f"; {number} is {' or '.join(e.qualified for e in others)}" if others else ""
        yield offset, "wrong-number", f"{name} is {values}, not {number}{hint}"

    def _unknown(self, mention: Mention, *, cell: bool = False) -> Iterator[Found]:
        """Yield a problem if an unknown name can only be a misspelt code of the registry."""
        name = mention.name
        if _PLACEHOLDER.fullmatch(name):
            return
        if mention.scope:
            hint = did_you_mean(name, self._names)
        else:
            near = "" if mention.number is None else self._spelling.by_number(name, mention.number)
            near = near or self._spelling.by_form(name, literal=cell or mention.literal)
            hint = f"; did you mean {near}?" if near else ""
        if hint or mention.scope:
            yield mention.offset, "unknown-code", f"unknown code {mention.scope}{name}{hint}"

    def _row(self, row: list[Cell]) -> Iterator[Found]:
        """Yield the problems of a table row with one name and at least one number."""
        named = [(cell, match) for cell in row if (match := _CELL_NAME.fullmatch(cell.text))]
        numbers = [
            (cell, integer(m[1])) for cell in row if (m := _CELL_NUMBER.fullmatch(cell.text))
        ]
        known = [(cell, match) for cell, match in named if match[2] in self._names]
        if len(known) == 1:
            (cell, match) = known[0]
            entries = self._meant(_in_cell(cell, match, None))
            if entries:
                yield from self._numbers(match[2], entries, numbers)
        elif not known:
            for cell, match in named:
                if re.fullmatch(NAME_SHAPE, match[2]):
                    mention = _in_cell(cell, match, numbers[0][1] if numbers else None)
                    if self._meant(mention) == []:
                        yield from self._unknown(mention, cell=True)

    def _numbers(
        self, name: str, entries: list[Entry], numbers: list[tuple[Cell, int]]
    ) -> Iterator[Found]:
        if any(entry.code.value in {n, signed(n)} for _, n in numbers for entry in entries):
            return
        for cell, number in numbers:
            # A row may also have other numbers, such as counts.
            if number < 0 or head_role(cell.heading) == "code":
                yield from self._claim(name, entries, number, cell.offset)
                return


def _removed(mention: Mention, entries: list[Entry]) -> Iterator[Found]:
    if all(entry.code.removed for entry in entries):
        code = entries[0].code
        use = f"; use {code.replaced_by}" if code.replaced_by else ""
        message = f"{entries[0].qualified} was removed in {code.removed}{use}"
        yield mention.offset, "removed-code", message


def _renamed(mention: Mention, entries: list[Entry]) -> Iterator[Found]:
    if all(mention.name in {former.name for former in e.code.former} for e in entries):
        names = " or ".join(entry.code.label for entry in entries)
        yield mention.offset, "former-name", f"{mention.name} is now {names}"


def _counts(mention: Mention, entries: list[Entry]) -> bool:
    """Return True if the number of a mention is meant as that of the code, not as a count."""
    number = mention.number or 0
    return not mention.loose or any((entry.code.value < 0) == (number < 0) for entry in entries)


def _in_cell(cell: Cell, match: re.Match[str], number: int | None) -> Mention:
    return Mention(match[2], match[1], cell.offset, number, cell.offset, loose=False, literal=True)


def _value(entry: Entry, *, several: bool) -> str:
    value = str(entry.code.value)
    return f"{value} ({entry.component.component})" if several else value
