"""Preprocessor directives; all branches of each ``#if`` are read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sphinxext.mooncake_errors.headers.tokens import ALWAYS, Definition, Path, Token, closing, lines

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.unit import Unit

_OPENING = {"if", "ifdef", "ifndef"}
_CONDITIONALS = {*_OPENING, "elif", "elifdef", "elifndef", "else", "endif"}
_CONSTANTS = {"0": False, "false": False, "1": True, "true": True}
_MAX_NESTING = 100
"""The branches of conditionals nested more deeply are not distinguished."""
_NO_BRANCH = -1
"""The number of the empty branch of an ``#if`` without ``#else``."""


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
        """The tokens for the compiler, and the directives between them."""
        self.comments: list[Token] = []
        self.blank: set[int] = set()
        """The blank lines outside of comments."""
        self.branches: dict[int, set[int]] = {}
        """The branches of each ``#if`` that can be compiled, also the empty one."""
        self._open: list[_Branch] = []
        self._path = ALWAYS
        self._defined: dict[str, Path] = {}
        """The definitions of each macro so far."""
        for start, end in unit.files:
            found = list(lines(unit.text, start, end))
            self.blank |= {unit.line(at) for words, said, at in found if not (words or said)}
            code = [words for words, _, _ in found if words]
            self._guards = {a[0].start for a, b in pairwise(code) if _is_guard(a, b)}
            for words, comments, _ in found:
                self._line(words, comments)
            self._open, self._path = [], ALWAYS
            self.code.append(Token("file", "", end))

    def _line(self, words: list[Token], comments: list[Token]) -> None:
        is_directive = bool(words) and words[0].text == "#"
        directive = words[1].text if is_directive and words[1:] else ""
        if directive in _CONDITIONALS:
            self._condition(words)
        elif not (self._open and self._open[-1].dead):
            self.comments += comments
            if not is_directive:
                for word in words:
                    word.path = self._path
                self.code += words
            elif words[2:]:
                self._directive(directive, words)

    def _condition(self, words: list[Token]) -> None:
        """Enter or leave a branch."""
        directive, known = words[1].text, self._known(words)
        if directive in _OPENING:
            number = len(self.branches) + 1
            self.branches[number] = {_NO_BRANCH}
            dead = bool(self._open) and self._open[-1].dead
            self._enter(_Branch(number, _NO_BRANCH, self._path, dead, dead), known)
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
            branches.discard(_NO_BRANCH)
        if branches != {branch} and len(self._open) < _MAX_NESTING:
            self._path = before.around | {(before.number, branch)}
        settled = before.settled or known is True
        self._open.append(before._replace(branch=branch, settled=settled, dead=dead))

    def _known(self, words: list[Token]) -> bool | None:
        """Return the value of a condition; None if it depends on the compilation."""
        directive, *arguments = (word.text for word in words[1:])
        name = arguments[0] if arguments else ""
        if directive == "else":
            return True
        if directive in {"if", "elif"}:
            return _CONSTANTS.get(name) if len(arguments) == 1 else None
        if directive in {"ifdef", "ifndef"} and name in self._defined:
            return directive == "ifdef" if self._defined[name] <= self._path else None
        return True if words[0].start in self._guards else None

    def _directive(self, directive: str, words: list[Token]) -> None:
        """Store a ``#define``, ``#undef`` or ``#include``; other directives are ignored."""
        if directive == "include":
            named = "".join(word.text for word in words[2:])
            self.code.append(Token("include", named, words[0].start, self._path))
        elif directive in {"define", "undef"} and words[2].kind == "word":
            macro = _macro(words, self._path)
            self.code.append(Token("macro", "", macro.start, self._path, macro))
            if macro.tokens is None:
                self._defined.pop(macro.name, None)
            elif not self._defined.get(macro.name, macro.path) < macro.path:
                self._defined[macro.name] = macro.path


def _is_guard(first: list[Token], second: list[Token]) -> bool:
    """Return True if two lines are an include guard: ``#ifndef X`` and ``#define X``."""
    opening, following = [[word.text for word in words] for words in (first, second)]
    name = opening[2:]
    return opening[:2] == ["#", "ifndef"] and (
        following in (["#", "define", *name], ["#", "define", *name, "1"])
    )


def _macro(words: list[Token], path: Path) -> Definition:
    """Return the macro of the ``#define`` or ``#undef`` with the tokens `words`."""
    name, body, parameters = words[2], words[3:], None
    if words[1].text == "define" and body and body[0].start == name.end and body[0].text == "(":
        end = closing(body, 0)
        listed = "".join(word.text for word in body[1:end]).split(",")
        parameters = tuple("__VA_ARGS__" if each == "..." else each for each in listed if each)
        body = body[end + 1 :]
    hidden = frozenset([name.text])
    for token in body:
        token.hidden = hidden
    tokens = None if words[1].text == "undef" else body
    return Definition(name.text, name.start, words[-1].end, path, tokens, parameters)
