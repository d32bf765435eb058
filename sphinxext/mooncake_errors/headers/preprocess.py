"""Preprocessor directives; all branches of each ``#if`` are read."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from sphinxext.mooncake_errors.headers.model import ALWAYS, Definition, Path, Token, closing
from sphinxext.mooncake_errors.headers.unit import Unit

_OPENING = {"if", "ifdef", "ifndef"}
_CONDITIONALS = {*_OPENING, "elif", "elifdef", "elifndef", "else", "endif"}
_CONSTANTS = {"0": False, "false": False, "1": True, "true": True}
_ABSENT = {"RC_INVOKED", "__ASSEMBLER__", "__ASSEMBLY__"}
"""Names that a compiler of C or C++ does not define: those of other readers of headers."""
_GUARD = re.compile(r"# (?:ifndef|if ! defined(?: \()?) (\w+)(?: \))? # define \1(?: .*)?")
"""The first words of a file with an include guard."""
_MAX_NESTING = 100
"""Further conditions around a place are not distinguished."""


@dataclass(slots=True)
class _Conditional:
    """An open ``#if``."""

    around: Path
    """The branches around it."""
    others: Path
    """The branches around it, and that of each condition so far that does not hold."""
    settled: bool
    """True if no further branch is ever compiled."""
    dead: bool
    """True if the current branch is never compiled, such as that of ``#if 0``."""


class Preprocessor:
    """The parts of a header: tokens for the compiler, comments and conditionals."""

    def __init__(self, unit: Unit) -> None:
        """Split the text of `unit`; branches that are never compiled are left out."""
        self.code: list[Token] = []
        """The tokens for the compiler, and the directives between them."""
        self.comments: list[Token] = []
        self.blank: set[int] = set()
        """The blank lines outside of comments."""
        self._numbers: dict[tuple[tuple[str, int], ...], int] = {}
        """The number of each condition, by its words; see `_branch`."""
        self._defined: dict[str, Path] = {}
        """The definitions of each macro so far."""
        self._times: Counter[str] = Counter()
        """The number of definitions and ``#undef`` directives of each macro so far."""
        for lines in unit.files():
            self._open: list[_Conditional] = []
            self._path = ALWAYS
            self._guard = _guard(words for words, _, _ in lines)
            self.blank |= {unit.line(end) for code, said, end in lines if not (code or said)}
            for words, comments, _ in lines:
                self._line(words, comments)
            self.code.append(Token("file", "", lines[-1][2]))

    def _line(self, words: list[Token], comments: list[Token]) -> None:
        is_directive = bool(words) and words[0].text == "#"
        directive = words[1].text if is_directive and words[1:] else ""
        if directive in _CONDITIONALS:
            self._condition(*_short(directive, words))
        elif not (self._open and self._open[-1].dead):
            for token in [*words, *comments]:
                token.path = self._path
            self.comments += comments
            if not is_directive:
                self.code += words
            elif directive == "include" and words[2:]:
                named = "".join(word.text for word in words[2:])
                self.code.append(Token("include", named, words[0].start, self._path))
            elif directive in {"define", "undef"} and words[2:] and words[2].kind == "word":
                self._define(_macro(words, self._path))

    def _condition(self, directive: str, words: list[Token]) -> None:
        """Enter or leave a branch."""
        is_guard = words[0].start == self._guard
        self.code.append(Token("condition", directive, words[0].start))
        if directive in _OPENING:
            dead = bool(self._open) and self._open[-1].dead
            self._open.append(_Conditional(self._path, self._path, dead, dead))
        if not self._open:
            return
        top = self._open[-1]
        if directive == "endif":
            self._path = top.around
            self._open.pop()
            return
        self._path = top.others
        # An include guard holds: the file is read.
        known = None if is_guard else self._known(directive, words)
        top.dead = top.settled or known is False
        top.settled = top.settled or known is True
        if known is None and len(self._path) < _MAX_NESTING:
            number, holds = self._branch(directive, words)
            self._path = top.others if is_guard else top.others | {(number, holds)}
            top.others |= {(number, not holds)}

    def _branch(self, directive: str, words: list[Token]) -> tuple[int, bool]:
        """Return the number of a condition, and whether it holds in the branch that follows.

        The same condition has the same number, as long as none of its words is defined anew.
        """
        key = tuple((word.text, self._times[word.text]) for word in words[2:])
        key = key if directive in {"if", "elif"} else (("defined", 0), *key[:1])
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return number, not directive.endswith("ndef")

    def _known(self, directive: str, words: list[Token]) -> bool | None:
        """Return the value of a condition; None if it depends on the compilation."""
        arguments = [word.text for word in words[2:]]
        name = arguments[0] if arguments else ""
        if directive == "else":
            return True
        if directive in {"if", "elif"} and len(arguments) == 1 and name in _CONSTANTS:
            return _CONSTANTS[name]
        is_defined = name in self._defined and self._defined[name] <= self._path
        if directive.endswith("def") and (is_defined or name in _ABSENT):
            return is_defined != directive.endswith("ndef")
        number, holds = self._branch(directive, words)
        return next((holds == each for other, each in self._path if other == number), None)

    def _define(self, macro: Definition) -> None:
        """Store a ``#define`` or ``#undef``."""
        self._times[macro.name] += 1
        self.code.append(Token("macro", "", macro.start, self._path, macro))
        if macro.tokens is None:
            self._defined.pop(macro.name, None)
        elif not self._defined.get(macro.name, macro.path) < macro.path:
            self._defined[macro.name] = macro.path


def _short(directive: str, words: list[Token]) -> tuple[str, list[Token]]:
    """Return a conditional and its words: ``#ifdef X`` for ``#if defined(X)``."""
    plain = [word for word in words[1:] if word.text not in {"(", ")"}]
    found = re.fullmatch(r"(?:el)?if (! )?defined \w+", " ".join(word.text for word in plain))
    if found:
        return f"{directive}{'ndef' if found[1] else 'def'}", [*words[:2], plain[-1]]
    return directive, words


def _guard(lines: Iterable[list[Token]]) -> int:
    """Return the offset of the ``#ifndef`` that guards a file with `lines`; -1 if none does."""
    code = (words for words in lines if words and "pragma" not in {each.text for each in words[:2]})
    first = list(islice(code, 2))
    begin = " ".join(word.text for words in first for word in words)
    return first[0][0].start if _GUARD.fullmatch(begin) else -1


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
