"""What the preprocessor sees of a header, with all branches of ``#if`` taken at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinxext.mooncake_errors.headers.conditions import CONDITIONALS, Conditions, Path
from sphinxext.mooncake_errors.headers.tokens import Token, lines


@dataclass(frozen=True, slots=True)
class Definition:
    """A macro without parameters: ``#define``, or ``#undef`` where `body` is None."""

    name: str
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
    """What is left for the compiler; a conditional is a token of the kind ``condition``."""
    comments: list[Token] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    conditions: Conditions = field(default_factory=Conditions)


def preprocess(text: str) -> Preprocessed:
    """Take `text` apart; what stands under ``#if 0`` is left out."""
    result = Preprocessed()
    for words, comments in lines(text):
        directive = bool(words) and words[0].text == "#"
        if directive and len(words) > 1 and words[1].text in CONDITIONALS:
            result.conditions.note(words[1].text, words[2:], words[-1].end)
            result.code.append(Token("condition", "#", words[0].start))
        elif not result.conditions.dead():
            result.comments += comments
            if directive:
                _define(words[1:], result)
            else:
                result.code += words
    return result


def _define(words: list[Token], result: Preprocessed) -> None:
    """Note the macro that the directive `words` defines or undefines, if it does."""
    if len(words) < 2 or words[0].text not in {"define", "undef"}:  # noqa: PLR2004
        return
    name, *body = words[1:]
    if body and body[0].text == "(" and body[0].start == name.end:
        return
    tokens = None if words[0].text == "undef" else tuple(body)
    path = result.conditions.path(name.start)
    result.definitions.append(Definition(name.text, tokens, name.start, words[-1].end, path))
