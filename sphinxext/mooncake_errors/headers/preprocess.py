"""Preprocessor directives; all branches of each ``#if`` are read."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from sphinxext.mooncake_errors.headers.model import ALWAYS, Definition, Path, Token, closing
from sphinxext.mooncake_errors.headers.unit import Unit

_OPENING = {"if", "ifdef", "ifndef"}
_CONDITIONALS = {*_OPENING, "elif", "elifdef", "elifndef", "else", "endif"}
_KNOWN: dict[tuple[str, ...], bool] = {
    **dict.fromkeys([("1",), ("true",), ()], True),  # the last one is that of #else
    **dict.fromkeys([("0",), ("false",)], False),
    **{("defined", name): False for name in ("RC_INVOKED", "__ASSEMBLER__", "__ASSEMBLY__")},
}
"""Conditions that do not depend on the compilation; other readers than compilers define names."""
_DEFINED = re.compile(r"(! )?defined (\w+)")
_MAX_NESTING = 100
"""Further conditions around a place are not distinguished."""


@dataclass(slots=True)
class _Branch:
    """The current branch of an open ``#if``, or a file."""

    path: Path
    """The branches around its lines."""
    others: Path
    """The branches around its ``#if``, and that of each condition so far that does not hold."""
    is_last: bool = False
    """True if no further branch of its ``#if`` is ever compiled."""
    is_dead: bool = False
    """True if it is never compiled, such as that of ``#if 0``."""
    condition: tuple[str, ...] = ()
    """The words of its condition, if this does not hold in it."""


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
        """The number of each condition, by its words and the number of their definitions so far."""
        self._defined: dict[str, Path] = {}
        """The branches in which each macro is certainly defined so far."""
        self._times: Counter[str] = Counter()
        """The number of definitions and ``#undef`` directives of each macro so far."""
        for start, end in pairwise(unit.bounds):
            self._open = [_Branch(ALWAYS, ALWAYS)]
            self._begin = len(self.code)  # of the file
            for words, comments, line_end in unit.lines(start, end):
                if not (words or comments):
                    self.blank.add(unit.line(line_end))
                directive = words[1].text if words[1:] and words[0].text == "#" else ""
                if directive in _CONDITIONALS:
                    self._condition(directive, words)
                elif not self._open[-1].is_dead:
                    self._line(directive, words, comments)
            self.code.append(Token("file", "", end))

    def _line(self, directive: str, words: list[Token], comments: list[Token]) -> None:
        """Store a line that is no conditional."""
        branch = self._open[-1]
        for token in [*words, *comments]:
            token.path = branch.path
        self.comments += comments
        if words and words[0].text != "#":
            self.code += words
        elif directive == "include" and words[2:]:
            named = "".join(word.text for word in words[2:])
            self.code.append(Token("include", named, words[0].start, branch.path))
        elif directive in {"define", "undef"} and words[2:] and words[2].kind == "word":
            macro = _macro(words, branch.path)
            is_first = len(self.code) == self._begin + 1  # behind the condition of the branch
            if is_first and branch.condition[1:] == (macro.name,):  # an include guard, which holds
                macro.path = branch.path = branch.path & branch.others
            elif macro.tokens is None:
                self._defined.pop(macro.name, None)
            elif not self._defined.get(macro.name, macro.path) < macro.path:
                self._defined[macro.name] = macro.path
            self.code.append(Token("macro", "", macro.start, macro.path, macro=macro))
            self._times[macro.name] += 1

    def _condition(self, directive: str, words: list[Token]) -> None:
        """Enter or leave a branch."""
        self.code.append(Token("condition", directive, words[0].start))
        if directive in _OPENING:
            around = self._open[-1]
            self._open.append(_Branch(around.path, around.path, around.is_dead))
        if len(self._open) == 1:
            return
        if directive == "endif":
            self._open.pop()
            return
        branch = self._open[-1]
        condition, holds = _normal(directive, [word.text for word in words[2:]])
        key = tuple((word, self._times[word]) for word in condition)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        known = _KNOWN.get(condition, dict(branch.others).get(number))
        match condition:
            case "defined", name if name in self._defined and self._defined[name] <= branch.others:
                known = True
        branch.condition = () if holds else condition
        branch.path = branch.others
        branch.is_dead = branch.is_last or known == (not holds)
        branch.is_last = branch.is_last or known == holds
        if known is None and len(branch.others) < _MAX_NESTING:
            branch.path = branch.others | {(number, holds)}
            branch.others |= {(number, not holds)}


def _normal(directive: str, words: list[str]) -> tuple[tuple[str, ...], bool]:
    """Return the words of a condition, and whether it holds in the branch that it begins.

    Those of ``#ifdef X`` and ``#if !defined(X)`` are ``defined X``.
    """
    if directive == "else":
        return (), True
    if directive.endswith("def"):
        return ("defined", *words[:1]), not directive.endswith("ndef")
    found = _DEFINED.fullmatch(" ".join(word for word in words if word not in {"(", ")"}))
    return ("defined", found[2]) if found else tuple(words), not (found and found[1])


def _macro(words: list[Token], path: Path) -> Definition:
    """Return the macro of the ``#define`` or ``#undef`` with the tokens `words`."""
    name, body, parameters = words[2], words[3:], None
    if words[1].text == "define" and body and body[0].start == name.end and body[0].text == "(":
        end = closing(body, 0)
        listed = "".join(word.text for word in body[1:end]).split(",")
        parameters = tuple("__VA_ARGS__" if each == "..." else each for each in listed if each)
        body = body[end + 1 :]
    for token in body:
        token.hidden = frozenset([name.text])
    tokens = None if words[1].text == "undef" else body
    return Definition(name.text, name.start, words[-1].end, path, tokens, parameters)
