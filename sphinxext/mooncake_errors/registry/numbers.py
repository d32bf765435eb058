"""Free numbers for new codes of a group."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.model import Component, Group


def free_numbers(component: Component, group: Group) -> Iterator[int]:
    """Yield the free numbers in the range of `group`, the next one first; none without a range.

    A number is free if no code of `component` has it; removed codes keep theirs. Continues after
    the group's last number, in its direction. When the range is used up, gaps are filled.
    """
    if group.range is None:
        return
    low, high = group.range
    used = {code.value for code in component.codes()}
    numbers = range(high, low - 1, -1) if _counts_down(group) else range(low, high + 1)
    last = max((numbers.index(code.value) for code in group.codes), default=-1)
    for part in (numbers[last + 1 :], numbers[: last + 1]):
        yield from (number for number in part if number not in used)


def _counts_down(group: Group) -> bool:
    """Return whether the numbers of `group` decrease; if unclear, they go away from zero."""
    steps = [1 if new > old else -1 for old, new in pairwise(code.value for code in group.codes)]
    if sum(steps):
        return sum(steps) < 0
    return bool(group.range and group.range[1] <= 0)
