"""Macro expansion, with and without parameters, by the rules of the C preprocessor."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from sphinxext.mooncake_errors.headers.integers import NotEvaluatedError
from sphinxext.mooncake_errors.headers.model import DEPTHS, Definition, Token

Lookup = Callable[[str, bool], Definition | None]
"""Returns the macro of a name; the flag says that nothing or a comma stands before it."""
_MAX_TOKENS = 500_000
"""Largest number of tokens while the macros of a header are expanded, which can multiply them."""
_MAX_NESTING = 100
_ESCAPE = re.compile(r"\\(?:([ntr])|(.))")


class Expander:
    """Expands the macros of one header, up to a number of tokens."""

    def __init__(self) -> None:
        """Begin without any tokens."""
        self.texts: dict[int, str] = {}
        """The text among the arguments of a call, by the offset of each argument."""
        self._count = 0

    def expand(self, tokens: Sequence[Token], lookup: Lookup) -> list[Token]:
        """Return `tokens` with all macros expanded; raise NotEvaluatedError if there are many."""
        result: list[Token] = []
        waiting = [*reversed(tokens)]
        self._count += len(tokens)
        while waiting:
            token = waiting.pop()
            begins = not result or result[-1].text == ","
            is_free = token.kind == "word" and token.text not in token.hidden
            macro = lookup(token.text, begins) if is_free else None
            is_call = bool(waiting) and waiting[-1].text == "("
            if macro is None or (macro.parameters is not None and not is_call):
                result.append(token)
                continue
            if self._count > _MAX_TOKENS:
                raise NotEvaluatedError("the expression is too long")
            if len(token.hidden) > _MAX_NESTING:
                raise NotEvaluatedError("macros nested too deeply")
            body = [
                Token(each.kind, each.text, each.start, token.path, each.hidden | token.hidden)
                for each in macro.tokens or ()
            ]
            if macro.parameters is not None:
                named = _arguments(macro, waiting)
                self._note_text(named.values())
                expanded = {name: self.expand(each, lookup) for name, each in named.items()}
                body = _substitute(body, named, expanded)
            self._count += len(body)
            waiting += reversed(body)
        return result

    def _note_text(self, arguments: Iterable[Sequence[Token]]) -> None:
        """Store a string argument of a call as the text of the other arguments, names of codes."""
        for tokens in arguments:
            if tokens and all(each.kind == "string" and each.text[0] == '"' for each in tokens):
                text = "".join(each.text[1:-1] for each in tokens)
                # As a program prints it, with blanks for line ends.
                text = _ESCAPE.sub(lambda match: " " if match[1] else match[2], text).strip()
                self.texts.update((each[0].start, text) for each in arguments if each)


def _arguments(macro: Definition, waiting: list[Token]) -> dict[str, list[Token]]:
    """Take the arguments of a call from the end of `waiting`; map parameters to arguments."""
    names = macro.parameters or ()
    is_open = bool(names) and names[-1].endswith(("__VA_ARGS__", "..."))
    found: list[list[Token]] = [[]]
    waiting.pop()
    depth = 0
    while waiting:
        token = waiting.pop()
        depth += DEPTHS.get(token.text, 0)
        if depth < 0:
            break
        if token.text == "," and depth == 0 and not (is_open and len(found) == len(names)):
            found.append([])
        else:
            found[-1].append(token)
    if is_open and len(found) == len(names) - 1:
        found.append([])
    if len(found) != len(names) and (names or found != [[]]):
        raise NotEvaluatedError(f"{macro.name} takes {len(names)} arguments")
    return dict(zip((name.removesuffix("...") for name in names), found, strict=False))


def _substitute(
    body: Sequence[Token], named: Mapping[str, list[Token]], expanded: Mapping[str, list[Token]]
) -> list[Token]:
    """Return `body` with parameters replaced by arguments, and ``##`` applied.

    `named` has the arguments as written, `expanded` with their macros expanded.
    """
    result: list[Token] = []
    joins = False
    for token, following in zip(body, [*body[1:], None], strict=False):
        if token.text == "##" and result:
            joins = True
            continue
        is_part = joins or (following and following.text == "##")
        tokens = (named if is_part else expanded).get(token.text, [token])
        if joins and tokens:
            left, right = result[-1], tokens[0]
            text = left.text + right.text
            kind = "word" if text.isidentifier() else left.kind
            if kind in {"word", "number"}:  # the place is that of an argument, if there is one
                result.pop()
                tokens = [Token(kind, text, right.start, left.path, left.hidden), *tokens[1:]]
        result += tokens
        joins = False
    return result
