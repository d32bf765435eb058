"""Macro expansion, with and without parameters, by the rules of the C preprocessor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.headers.integers import NotEvaluatedError
from sphinxext.mooncake_errors.headers.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinxext.mooncake_errors.headers.preprocess import Macro

    Lookup = Callable[[str, bool], Macro | None]
    """Returns the macro of a name; the flag says that nothing stands before it."""
    Hidden = tuple[Token, frozenset[str]]
    """A token, with the names of the macros that it comes from: these are not expanded in it."""

_MAX_STEPS = 300_000
"""Largest number of tokens of one expression; nested macros can multiply them."""
_MAX_ALL_STEPS = 1_000_000
"""Largest number of tokens of all expressions of a header."""
_MAX_NESTING = 100
_ESCAPE = re.compile(r"\\(?:([ntr])|(.))")


class Expander:
    """Expands the macros of one header, with limits on the number of steps."""

    def __init__(self) -> None:
        """Begin without any steps."""
        self.texts: dict[int, str] = {}
        """The text among the arguments of a call, by the offset of each other argument."""
        self._steps = 0

    def expand(self, tokens: Sequence[Token], lookup: Lookup, hidden: str = "") -> list[Token]:
        """Return `tokens` with all macros expanded, except the one called `hidden`.

        Raises NotEvaluatedError if this takes too many steps.
        """
        around = frozenset([hidden])
        expanded = self._expand([(token, around) for token in tokens], lookup, 0)
        return [token for token, _ in expanded]

    def _expand(self, tokens: Sequence[Hidden], lookup: Lookup, depth: int) -> list[Hidden]:
        limit = min(self._steps + _MAX_STEPS, _MAX_ALL_STEPS)
        result: list[Hidden] = []
        waiting = list(reversed(tokens))
        while waiting:
            token, hidden = waiting.pop()
            self._steps += 1
            if self._steps + len(waiting) > limit:
                raise NotEvaluatedError("the expression is too long")
            macro = None
            if token.kind == "word" and token.text not in hidden:
                macro = lookup(token.text, not result)
            if macro is None or (macro.parameters is not None and not _is_call(waiting)):
                result.append((token, hidden))
                continue
            if len(hidden) > _MAX_NESTING:
                raise NotEvaluatedError("macros nested too deeply")
            inside = hidden | {macro.name}
            body = [(each, inside) for each in macro.body or ()]
            if macro.parameters is not None:
                named = _named(macro, waiting)
                body = self._call(body, named, lookup, depth)
            waiting += reversed(body)
        return result

    def _call(
        self, body: list[Hidden], named: Mapping[str, list[Hidden]], lookup: Lookup, depth: int
    ) -> list[Hidden]:
        """Return `body` with parameters replaced by the arguments `named`, as expanded."""
        if depth >= _MAX_NESTING:
            raise NotEvaluatedError("macros nested too deeply")
        self._note_text(named.values())
        expanded = {name: self._expand(each, lookup, depth + 1) for name, each in named.items()}
        return _substitute(body, named, expanded)

    def _note_text(self, arguments: Iterable[list[Hidden]]) -> None:
        """Store a string argument of a call as the text of the other arguments, names of codes."""
        texts = [
            _unescaped("".join(token.text[1:-1] for token, _ in tokens))
            for tokens in arguments
            if tokens and all(t.kind == "string" and t.text[0] == '"' for t, _ in tokens)
        ]
        if texts:
            self.texts.update((tokens[0][0].start, texts[-1]) for tokens in arguments if tokens)


def _unescaped(text: str) -> str:
    """Return the content of a string as a program prints it, with blanks for line ends."""
    return _ESCAPE.sub(lambda match: " " if match[1] else match[2], text).strip()


def _is_call(waiting: Sequence[Hidden]) -> bool:
    return bool(waiting) and waiting[-1][0].text == "("


def _named(macro: Macro, waiting: list[Hidden]) -> dict[str, list[Hidden]]:
    """Take the arguments of a call from the end of `waiting`; map parameters to arguments."""
    names = list(macro.parameters or ())
    is_open = bool(names) and (names[-1] == "__VA_ARGS__" or names[-1].endswith("..."))
    arguments: list[list[Hidden]] = [[]]
    waiting.pop()
    depth = 0
    while waiting:
        each = waiting.pop()
        text = each[0].text
        depth += (text in {"(", "{", "["}) - (text in {")", "}", "]"})
        if depth < 0:
            break
        if text == "," and depth == 0 and not (is_open and len(arguments) == len(names)):
            arguments.append([])
        else:
            arguments[-1].append(each)
    missing = is_open and len(arguments) == len(names) - 1
    arguments += [[]] if missing else []
    arguments = arguments if names or arguments != [[]] else []
    if len(arguments) != len(names):
        raise NotEvaluatedError(f"{macro.name} takes {len(names)} arguments")
    return dict(zip((name.removesuffix("...") for name in names), arguments, strict=True))


def _substitute(
    body: Sequence[Hidden],
    named: Mapping[str, list[Hidden]],
    expanded: Mapping[str, list[Hidden]],
) -> list[Hidden]:
    """Return `body` with parameters replaced by arguments, and ``##`` applied.

    `named` has the arguments as written, `expanded` with their macros expanded.
    """
    result: list[Hidden] = []
    index = 0
    while index < len(body):
        token, hidden = body[index]
        if _is_paste(body, index) and result:
            index += 2
            right = named.get(body[index][0].text, [body[index]]) if index < len(body) else []
            if right:
                result[-1:] = [*_pasted(result[-1], right[0]), *right[1:]]
        elif token.text in named:
            result += (named if _is_paste(body, index + 1) else expanded)[token.text]
        else:
            result.append((token, hidden))
        index += 1
    return result


def _is_paste(body: Sequence[Hidden], index: int) -> bool:
    return [each.text for each, _ in body[index : index + 2]] == ["#", "#"]


def _pasted(left: Hidden, right: Hidden) -> list[Hidden]:
    """Join two tokens; the place is that of `right` if that is an argument."""
    text = left[0].text + right[0].text
    kind = "word" if text.isidentifier() else left[0].kind
    if kind not in {"word", "number"}:
        return [left, right]
    return [(Token(kind, text, right[0].start), left[1])]
