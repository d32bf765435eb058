"""Clues that a line of a log is about one component."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxext.mooncake_errors.registry.model import Component


class Clues:
    """The words, file names and processes that show that a line is about one component.

    These are its title, its id if that has several words, the first folder of its headers, its
    source files, and the processes that its causes name.
    """

    def __init__(self, component: Component) -> None:
        """Collect the clues of `component`."""
        self.literals = tuple(dict.fromkeys(filter(None, _literals(component))))
        """A line with a clue has one of them. There are many, so that few other lines do."""
        self._pattern = re.compile("|".join(_patterns(component)), re.ASCII)

    def are_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues."""
        return any(map(line.__contains__, self.literals)) and bool(self._pattern.search(line))


def _literals(component: Component) -> Iterator[str]:
    yield from _words(component)
    yield from (max(file.split("*"), key=len) for file in _files(component))
    for process in _processes(component):
        yield from (f"{process}]", f"{process}:", *(f"{process}[{digit}" for digit in range(10)))


def _patterns(component: Component) -> Iterator[str]:
    yield from map(re.escape, _words(component))
    for file in _files(component):
        yield rf"(?<![\w.-]){re.escape(file)}(?![\w.-])".replace(r"\*", r"[\w.-]*")
    for process in _processes(component):
        # The process as loggers print it: mooncake_master[1234]: or [master]
        yield rf"(?<![\w-])(?:[\w-]{{1,60}}[_-])?{re.escape(process)}(?:\[\d+\]:|\]|:\s)"


def _words(component: Component) -> Iterator[str]:
    yield component.title
    words = component.component.split("-")
    if len(words) > 1:
        yield from ("-".join(words), "_".join(words), "".join(map(str.capitalize, words)))
    for header in component.source.header if component.source else ():
        folder, slash, _ = header.partition("/")
        if slash:
            yield folder + slash


def _files(component: Component) -> tuple[str, ...]:
    return component.source.files if component.source else ()


def _processes(component: Component) -> list[str]:
    processes = {cause.process for code in component.codes() for cause in code.causes}
    return sorted(filter(None, processes))
