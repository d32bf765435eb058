"""Preprocessor directives; all branches of each ``#if`` are read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.headers.tokens import ALWAYS, Path, Token, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinxext.mooncake_errors.headers.unit import Unit

NO_BRANCH = -1
"""The number of the empty branch of an ``#if`` without ``#else``."""

_OPENING = {"if", "ifdef", "ifndef"}
_CONDITIONALS = {*_OPENING, "elif", "elifdef", "elifndef", "else", "endif"}
_CONSTANTS = {"0": False, "false": False, "1": True, "true": True}
_MAX_NESTING = 100
"""The branches of conditionals nested more deeply are not distinguished."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A ``#define``, or an ``#undef`` where `body` is None."""

    name: str
    parameters: tuple[str, ...] | None
    """None without a parameter list; a last parameter ``...`` is ``__VA_ARGS__``."""
    body: tuple[Token, ...] | None
    start: int
    """Offset of the name."""
    end: int
    """Offset behind the body."""
    path: Path


class _Branch(NamedTuple):
    """An open branch of a conditional."""

    number: int
    """The number of its ``#if`` in the header."""
    branch: int
    """The number of the branch; 0 for that of ``#if``."""
    around: Path
    """The branches around the ``#if``."""
    settled: bool
    """True if no branch after this one is ever compiled."""
    dead: bool
    """True if this branch is never compiled, such as that of ``#if 0``."""


class Preprocessor:
    """The parts of a header: tokens for the compiler, comments and conditionals."""

    def __init__(self, unit: Unit) -> None:
        """Split the text of `unit`; branches that are never compiled are left out."""
        self.code: list[Token] = []
        """The tokens for the compiler.

        A ``#define`` or ``#undef`` is a token of the kind ``macro``, a conditional one of the kind
        ``condition``, an ``#include`` one of the kind ``include``, and the end of a file one of the
        kind ``file``.
        """
        self.comments: list[Token] = []
        self.blank: set[int] = set()
        """The blank lines outside of comments."""
        self.branches: dict[int, set[int]] = {}
        """The branches of each ``#if`` that can be compiled, `NO_BRANCH` included."""
        self._open: list[_Branch] = []
        self._path = ALWAYS
        self._defined: dict[str, Path] = {}
        """The definitions of each macro so far."""
        for start, end in unit.files:
            self._file(unit, start, end)
            self._open, self._path = [], ALWAYS
            self.code.append(Token("file", "", end))

    def _file(self, unit: Unit, start: int, end: int) -> None:
        found = list(lines(unit.text, start, end))
        code = [words for words, _, _ in found if words]
        guards = {first[0].start for first, second in pairwise(code) if _is_guard(first, second)}
        for words, comments, offset in found:
            if not (words or comments):
                self.blank.add(unit.line(offset))
            if len(words) > 1 and words[0].text == "#" and words[1].text in _CONDITIONALS:
                self._condition(words, is_guard=words[0].start in guards)
            elif not (self._open and self._open[-1].dead):
                self.comments += comments
                if words and words[0].text == "#":
                    self._directive(words)
                else:
                    for word in words:
                        word.path = self._path
                    self.code += words

    def _condition(self, words: list[Token], *, is_guard: bool) -> None:
        """Enter or leave a branch."""
        directive, arguments = words[1].text, words[2:]
        known = self._known(directive, arguments, is_guard=is_guard)
        if directive in _OPENING:
            number = len(self.branches) + 1
            self.branches[number] = {NO_BRANCH}
            dead = bool(self._open) and self._open[-1].dead
            self._enter(_Branch(number, NO_BRANCH, self._path, dead, dead), known)
        elif self._open:
            before = self._open.pop()
            self._path = before.around
            if directive != "endif":
                self._enter(before, known)
        self.code.append(Token("condition", directive, words[0].start))

    def _enter(self, before: _Branch, known: bool | None) -> None:  # noqa: FBT001
        """Enter the next branch after `before`; `known` is None if the condition is not known."""
        dead = before.settled or known is False
        branch, branches = before.branch + 1, self.branches[before.number]
        if not dead:
            branches.add(branch)
        if known:
            branches.discard(NO_BRANCH)
        is_only = branches == {branch}
        if not is_only and len(self._open) < _MAX_NESTING:
            self._path = before.around | {(before.number, branch)}
        settled = before.settled or known is True
        self._open.append(before._replace(branch=branch, settled=settled, dead=dead))

    def _known(self, directive: str, arguments: Sequence[Token], *, is_guard: bool) -> bool | None:
        """Return the value of a condition; None if it depends on the compilation."""
        name = arguments[0].text if arguments else ""
        if directive == "else":
            return True
        if directive in {"if", "elif"} and len(arguments) == 1:
            return _CONSTANTS.get(name)
        if directive in {"ifdef", "ifndef"} and name in self._defined:
            return directive == "ifdef" if self._defined[name] <= self._path else None
        return True if is_guard else None

    def _directive(self, words: list[Token]) -> None:
        """Store a ``#define``, ``#undef`` or ``#include``; other directives are ignored."""
        if len(words) < 3:  # noqa: PLR2004
            return
        if words[1].text == "include":
            named = "".join(word.text for word in words[2:])
            self.code.append(Token("include", named, words[0].start, self._path))
        elif words[1].text in {"define", "undef"} and words[2].kind == "word":
            macro = _macro(words, self._path)
            self.code.append(Token("macro", "", macro.start, self._path, macro))
            if macro.body is None:
                self._defined.pop(macro.name, None)
            elif not self._defined.get(macro.name, macro.path) < macro.path:
                self._defined[macro.name] = macro.path


def _is_guard(first: list[Token], second: list[Token]) -> bool:
    """Return True if two lines are an include guard: ``#ifndef X`` and ``#define X``."""
    opening, following = [[word.text for word in words] for words in (first, second)]
    return opening[:2] == ["#", "ifndef"] and (
        following in (["#", "define", *opening[2:]], ["#", "define", *opening[2:], "1"])
    )


def _macro(words: list[Token], path: Path) -> Macro:
    name, body, parameters = words[2], words[3:], None
    if words[1].text == "define" and body and body[0].start == name.end and body[0].text == "(":
        end = next((i for i, word in enumerate(body) if word.text == ")"), len(body))
        listed = "".join(word.text for word in body[1:end]).split(",")
        parameters = tuple("__VA_ARGS__" if each == "..." else each for each in listed if each)
        body = body[end + 1 :]
    tokens = None if words[1].text == "undef" else tuple(body)
    return Macro(name.text, parameters, tokens, name.start, words[-1].end, path)
