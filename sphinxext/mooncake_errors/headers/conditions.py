"""Which of the branches of ``#if`` a place in a header lies in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from sphinxext.mooncake_errors.headers.tokens import Token

Path = frozenset[tuple[int, int]]
"""The branches that a place lies in: the number of each ``#if`` and that of its branch."""

ALWAYS: Path = frozenset()

OPENING = {"if", "ifdef", "ifndef"}
MIDDLE = {"elif", "elifdef", "elifndef", "else"}
CONDITIONALS = OPENING | MIDDLE | {"endif"}

_MAX_NESTING = 100
"""Conditionals inside more than that are not told apart."""


def compatible(left: Path, right: Path) -> bool:
    """Return whether one compilation can see both places."""
    if left <= right:
        return True
    both = left | right
    return len({number for number, _ in both}) == len(both)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch that has been entered and not left."""

    number: int
    """The number of its ``#if`` in the header."""
    index: int
    """0 behind ``#if``."""
    settled: bool
    """Whether the branches behind it are never compiled."""
    dead: bool
    """Whether it is never compiled itself, as behind ``#if 0``."""


class Conditions:
    """Every conditional of a header, noted directive by directive in the order of the file."""

    def __init__(self) -> None:
        """Begin at the top of a header."""
        self._open: list[_Branch] = []
        self._count = 0
        self._offsets = [0]
        self._nestings: list[tuple[tuple[int, int], ...]] = [()]
        self._paths = [ALWAYS]
        self._live: dict[int, set[tuple[int, int]]] = {}
        self._complete: set[int] = set()

    def current(self) -> Path:
        """Return the branches around the next token."""
        return self._paths[-1]

    def note(
        self, directive: str, arguments: Sequence[Token], offset: int, *, known: bool | None = None
    ) -> None:
        """Enter or leave a branch behind the conditional `directive` that ends at `offset`.

        `known` is the value of its condition where a macro of the header decides it.
        """
        number, index, settled = self._count + 1, 0, False
        if directive in OPENING:
            self._count = number
        elif self._open:
            before = self._open.pop()
            number, index, settled = before.number, before.index + 1, before.settled
        else:
            return
        if directive != "endif":
            taken = True if directive == "else" else known
            taken = _constant(directive, arguments) if taken is None else taken
            dead = self.dead() or settled or taken is False
            self._open.append(_Branch(number, index, settled or taken is True, dead))
            self._live.setdefault(number, set()).update([] if dead else [(number, index)])
            self._complete.update([number] if taken else [])
        self._offsets.append(offset)
        nesting = tuple((branch.number, branch.index) for branch in self._open[:_MAX_NESTING])
        same = nesting == self._nestings[-1]  # deep inside: no copies
        self._nestings.append(self._nestings[-1] if same else nesting)
        self._paths.append(self._paths[-1] if same else frozenset(nesting))

    def close(self, offset: int) -> None:
        """Leave every branch at `offset`, where a file ends."""
        while self._open:
            self.note("endif", (), offset)

    def dead(self) -> bool:
        """Return whether what comes next is never compiled."""
        return bool(self._open) and self._open[-1].dead

    def can_miss(self, number: int, branches: AbstractSet[tuple[int, int]]) -> bool:
        """Return whether a compilation that sees conditional `number` can take no such branch."""
        return number not in self._complete or not self._live[number] <= branches

    def nesting(self, offset: int) -> tuple[tuple[int, int], ...]:
        """Return the branches around `offset`, the innermost last."""
        return self._nestings[bisect_right(self._offsets, offset) - 1]

    def path(self, offset: int) -> Path:
        """Return the branches around `offset`."""
        return self._paths[bisect_right(self._offsets, offset) - 1]


def _constant(directive: str, arguments: Sequence[Token]) -> bool | None:
    """Return what a condition is that is only ``0`` or ``1``; None if the compiler decides."""
    if directive in {"if", "elif"} and len(arguments) == 1:
        return {"0": False, "false": False, "1": True, "true": True}.get(arguments[0].text)
    return None
