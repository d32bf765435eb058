"""Directives of the preprocessor, with all branches of ``#if`` read at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.conditions import CONDITIONALS, Conditions, Path
from sphinxext.mooncake_errors.headers.tokens import Token, lines

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.headers.unit import Unit

_MAX_PATHS = 16


@dataclass(frozen=True, slots=True)
class Definition:
    """A macro: ``#define``, or ``#undef`` where `body` is None."""

    name: str
    parameters: tuple[str, ...] | None
    """None for a macro without a list of parameters; the last is ``__VA_ARGS__`` for ``...``."""
    body: tuple[Token, ...] | None
    start: int
    """Offset of the name."""
    end: int
    """Offset behind the body."""
    path: Path


@dataclass(slots=True)
class Preprocessed:
    """The parts of a header."""

    code: list[Token] = field(default_factory=list)
    """The tokens for the compiler.

    A conditional is a token of the kind ``condition``, an ``#include`` one of the kind ``include``,
    and the end of a file one of the kind ``file``.
    """
    comments: list[Token] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    conditions: Conditions = field(default_factory=Conditions)
    defined: dict[str, list[Path]] = field(default_factory=dict)
    """The branches in which each macro is defined so far."""


def preprocess(unit: Unit) -> Preprocessed:
    """Take the text of `unit` apart; branches that are never compiled are left out."""
    result = Preprocessed()
    for start, end, _ in unit.files:
        for words, comments in lines(unit.text, start, end):
            if len(words) > 1 and words[0].text == "#" and words[1].text in CONDITIONALS:
                _condition(words, result)
            elif not result.conditions.dead():
                result.comments += comments
                if words and words[0].text == "#":
                    _directive(words, result)
                else:
                    result.code += words
        result.conditions.close(end)
        result.code.append(Token("file", "", end))
    return result


def _condition(words: list[Token], result: Preprocessed) -> None:
    directive, known = words[1].text, None
    if directive in {"ifdef", "ifndef"} and len(words) > 2:  # noqa: PLR2004
        here = result.conditions.current()
        if any(path <= here for path in result.defined.get(words[2].text, ())):
            known = directive == "ifdef"
    result.conditions.note(directive, words[2:], words[-1].end, known=known)
    result.code.append(Token("condition", directive, words[0].start))


def _directive(words: list[Token], result: Preprocessed) -> None:
    """Note a ``#define``, ``#undef`` or ``#include``; other directives say nothing about codes."""
    if len(words) < 3:  # noqa: PLR2004
        return
    if words[1].text == "include":
        named = "".join(word.text for word in words[2:])
        result.code.append(Token("include", named, words[0].start))
    elif words[1].text in {"define", "undef"} and words[2].kind == "word":
        definition = _definition(words, result.conditions.current())
        result.definitions.append(definition)
        paths = result.defined.get(definition.name, [])
        paths = [path for path in paths if not definition.path <= path]
        if definition.body is not None and len(paths) < _MAX_PATHS:
            paths.append(definition.path)
        result.defined[definition.name] = paths


def _definition(words: list[Token], path: Path) -> Definition:
    name, body, parameters = words[2], words[3:], None
    if words[1].text == "define" and body and body[0].start == name.end and body[0].text == "(":
        end = next((i for i, word in enumerate(body) if word.text == ")"), len(body))
        listed = "".join(word.text for word in body[1:end]).split(",")
        parameters = tuple("__VA_ARGS__" if each == "..." else each for each in listed if each)
        body = body[end + 1 :]
    tokens = None if words[1].text == "undef" else tuple(body)
    return Definition(name.text, parameters, tokens, name.start, words[-1].end, path)
