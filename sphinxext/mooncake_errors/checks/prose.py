"""Names and numbers of codes in prose, compared with the registry."""

import re
from collections.abc import Collection, Container, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from operator import attrgetter

from sphinxext.mooncake_errors.checks import claims
from sphinxext.mooncake_errors.checks.claims import Mention, Number
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

Found = Iterator[tuple[int, str, str]]
"""Offset, rule and message of each problem."""

_CELL_NAME = re.compile(r"((?:[A-Za-z_][\w-]*(?:::|\.))*)([A-Za-z_]\w*)")
_SHAPES = re.compile(f"{claims.NAME_SHAPE}|{claims.HUMPS}")
_CELL_NUMBER = re.compile(rf"\(?([-+\u2212]?{claims.DIGITS})\)?")
_OTHER_NUMBERS = re.compile(
    "status ?(?:code)?|exit (?:code|status)|no|nr|id|状态码|退出码|编号|狀態碼|編號"
    "|ステータスコード|終了コード|番号"
)
"""Heads of columns that may have statuses of HTTP, exit codes or serial numbers."""
_PLACEHOLDER = re.compile(r"\w|[Xx_]+|(?:NAME|CODE|FOO|BAR|SOME_\w+|YOUR_\w+|MY_\w+)")
_SHORT, _SMALL, _STEM = 12, 100, 4
"""Shorter words and smaller numbers are common; a name needs a stem behind a prefix of macros."""
_HEAD = 20
"""A comment that exempts a whole file has to be in its first lines: their number."""
_EXEMPTION = re.compile(
    r"(?:^(?P<alone>[ \t>{]*)|(?<!`))(?P<marker>(?:<!--|\.\.|//+|/\*+|#+|%|\*)[ \t]*"
    r"mooncake-errors:[ \t]*ignore(?P<file>-file)?)(?!\w|-(?!->))"
    r"(?=(?:(?:(?!-->|\*/).)*(?:(?:-->|\*/\}?)[ \t]*)?\n[\s>]*(?P<next>))?)",
    re.MULTILINE,
)
"""A marker, whether its comment stands alone in its line, and the place of the next text below."""


class Prose:
    """Compares prose with one registry."""

    def __init__(self, lookup: Lookup, defined: Container[str] = ()) -> None:
        """Compare prose with the codes of `lookup`; names that are `defined` misspell none."""
        self.lookup = lookup
        self._defined = defined
        components = lookup.registry.components
        sources = [component.source for component in components if component.source]
        self._prefixes = tuple(s.macro_prefix for s in sources if s.macro_prefix)
        self._enums = [s.enum for s in sources if s.enum]
        self._ids = {component.component for component in components}
        names = (name for entry in lookup.entries.values() for name in entry.code.names())
        self._names = dict.fromkeys(names)
        # A word such as OK is a code only with a qualifier: in prose it has other uses.
        is_distinct = re.compile(r"_|[a-z][A-Z]").search
        self._distinct = dict.fromkeys(filter(is_distinct, self._names))
        last_words = {enum.rpartition("::")[2] for enum in self._enums}
        self._name = claims.name_pattern(self._names, last_words)
        self._nearest = cache(Names(self._distinct).nearest)

    def problems(self, file: TextFile) -> list[Problem]:
        """Return the problems of `file` that no comment exempts."""
        targets = dict(claims.roles(file))
        found: list[tuple[int, str, str]] = []
        for offset, target in targets.items():
            # Docstrings in source code may explain the role with a placeholder for a code.
            if file.kind in {"markdown", "rst"} or not _PLACEHOLDER.fullmatch(target):
                fault = reference_fault(target, self.lookup)
                found += [(offset, *fault)] if fault else []
        in_text = (claims.mention_of(file.text, match) for match in self._name.finditer(file.text))
        for mention in chain(in_text, *map(self._in_row, rows(file.text))):
            found += self._faults(mention, targets)
        # A name in a cell is found twice: in the text and in its row.
        problems: dict[tuple[int, str], Problem] = {}
        for offset, rule, message in found:
            if file.is_prose(offset):
                problem = Problem(file.path, *place_of(file.text, offset), rule, message)
                problems.setdefault((problem.line, message), problem)
        markdown = problems and file.kind == "markdown"
        filled, _ = blocks(file.text, file.path) if markdown else ([], [])
        generated = {n for block in filled for n in range(block.line, block.end + 2)}
        left = [problem for problem in problems.values() if problem.line not in generated]
        return sorted(_unexempted(left, file))

    def _in_row(self, row: list[Cell]) -> Iterator[Mention]:
        """Yield the names in a table row with its numbers; nothing if several are of codes."""
        numbers = tuple(map(_number, filter(lambda cell: _CELL_NUMBER.fullmatch(cell.text), row)))
        named = [(cell, match) for cell in row if (match := _CELL_NAME.fullmatch(cell.text))]
        known = [(cell, match) for cell, match in named if match[2] in self._names]
        if len(known) > 1:
            return
        for cell, match in known or named:
            scope, name = match.groups()
            mention = Mention(name, scope, cell.offset + len(scope), numbers, literal=True)
            # What is wrong with the qualifier of a known name is found in the text.
            if self._meant(mention) if known else _SHAPES.fullmatch(name):
                yield mention

    def _faults(self, mention: Mention, targets: Container[int]) -> Found:
        """Yield the faults of a mention that is not the target of a role, at one of `targets`."""
        entries = self._meant(mention)
        if not entries:
            if entries is not None and mention.offset - len(mention.scope) not in targets:
                yield from self._unknown(mention)
            return
        name, values = mention.name, {entry.code.value for entry in entries}
        if all(entry.code.removed for entry in entries):
            code = entries[0].code
            use = f"; use {code.replaced_by}" if code.replaced_by else ""
            message = f"{entries[0].qualified} was {removed_in(code.removed)}{use}"
            yield mention.offset, "removed-code", message
        if all(name in {former.name for former in e.code.former} for e in entries):
            names = " or ".join(entry.code.label for entry in entries)
            yield mention.offset, "former-name", f"{name} is now {names}"
        numbers = mention.numbers
        if values.isdisjoint(form for n in numbers for form in (n.value, signed(n.value))):
            signs = {value < 0 for value in values}
            likely = [n for n in numbers if n.claim != "loose" or (signed(n.value) < 0) in signs]
            wrong = [number for number in likely if number.claim != "no"]
            for number in wrong[:1]:
                yield number.offset, "wrong-number", self._wrong(name, entries, number.value)

    def _meant(self, mention: Mention) -> list[Entry] | None:
        """Return the codes of a mention; None if it is not about a code of the registry."""
        found = [e for e in self.lookup.find(mention.name) if mention.name in e.code.names()]
        scope, separator = mention.scope.rstrip(":."), mention.scope[-1:]
        if not scope:
            return found if not found or mention.name in self._distinct else None
        if scope in self._ids:
            return [entry for entry in found if entry.component.component == scope]
        scope = scope.replace(".", "::")
        if not any(f"::{enum}".endswith(f"::{scope}") for enum in self._enums):
            return None
        of_enum = self.lookup.find(f"{scope}::{mention.name}")
        return of_enum if of_enum or separator == ":" else None

    def _wrong(self, name: str, entries: list[Entry], number: int) -> str:
        values = str(entries[0].code.value)
        if len({entry.code.value for entry in entries}) > 1:
            values = " or ".join(f"{e.code.value} ({e.component.component})" for e in entries)
        others = self.lookup.find(str(number))
        hint = f"; {number} is {' or '.join(e.qualified for e in others)}" if others else ""
        return f"{name} is {values}, not {number}{hint}"

    def _unknown(self, mention: Mention) -> Found:
        """Yield a problem if an unknown name can only be a misspelled code of the registry."""
        name, scope = mention.name, mention.scope
        near = "" if scope or name in self._defined else next(self._near(mention), "")
        hint = did_you_mean(name, self._names) if scope else f"; did you mean {near}?"
        if (scope or near) and not _PLACEHOLDER.fullmatch(name):
            yield mention.offset, "unknown-code", f"unknown code {scope}{name}{hint}"

    def _near(self, mention: Mention) -> Iterator[str]:
        """Yield the codes that the name of `mention` may misspell.

        The least similarity depends on what else speaks for the code: its number, a prefix of
        macros, or a literal with a name of the same style and, with inner capitals, the same first
        letter.
        """
        name = mention.name
        # Other enumerations have a code with the number 0 too, often one called OK.
        for number in filter(attrgetter("value"), mention.numbers[:1]):
            least = 0.8 if abs(number.value) < _SMALL else 0.6
            names = (entry.code.name or "" for entry in self.lookup.find(str(number.value)))
            yield from (near for near in names if _ratio(name, near) >= least)
        prefixes = (p for p in self._prefixes if name.startswith(p))
        prefix = next((p for p in prefixes if len(name) - len(p) >= _STEM), "")
        least = 0.75 if prefix else 0.88 if len(name) >= _SHORT else 0.93
        capitals = re.fullmatch(claims.NAME_SHAPE, name)
        start = prefix or ("" if capitals else name[0])
        for near in self._nearest(name) if prefix or mention.literal else ():
            alike = _ratio(name.removeprefix(start), near.removeprefix(start)) >= least
            shape = claims.NAME_SHAPE if capitals else claims.HUMPS
            if alike and near.startswith(start) and re.fullmatch(shape, near):
                yield near


def _number(cell: Cell) -> Number:
    """Return the number in `cell`; a row may also have other numbers, such as counts."""
    number, is_code = integer(cell.text.strip("()")), head_role(cell.heading) == "code"
    if number < 0 or (is_code and not _OTHER_NUMBERS.fullmatch(canonical(cell.heading))):
        return Number(number, cell.offset, "sure")
    return Number(number, cell.offset, "loose" if is_code else "no")


def _ratio(left: str, right: str) -> float:
    """Return the similarity of two words, from 0 to 1."""
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _unexempted(problems: Collection[Problem], file: TextFile) -> list[Problem]:
    """Return the `problems` of `file` that are not exempted, and one for each unused exemption."""
    exempted: dict[int, Problem] = {}
    of_file: list[Problem] = []
    left: list[Problem] = []
    markers = _EXEMPTION.finditer(file.text) if "mooncake-errors:" in file.text else ()
    for match in (match for match in markers if file.is_prose(match.start("marker"))):
        line, column = place_of(file.text, match.start("marker"))
        message = "nothing here is exempted any more: remove the marker"
        unused = Problem(file.path, line, column, "unused-exemption", message)
        if match["file"] and line <= _HEAD:
            of_file.append(unused)
        elif match["file"]:
            message = f"a file is exempted in its first {_HEAD} lines, not here"
            left.append(unused._replace(message=message))
        elif match["alone"] is not None and match["next"] is not None:
            exempted[place_of(file.text, match.start("next"))[0]] = unused
        else:
            exempted[line] = unused
    left += (problem for problem in problems if problem.line not in exempted)
    faulty = {problem.line for problem in problems}
    left += (problem for line, problem in exempted.items() if line not in faulty)
    if of_file:  # which is unused if the file has no problems
        return [] if left else of_file[:1]
    return left
