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
    source files, and the processes that its causes name. Other programs may have processes of the
    same name, such as ``master``, so these only tell components apart.
    """

    def __init__(self, component: Component) -> None:
        """Collect the clues of `component`."""
        self.literals = tuple(dict.fromkeys(filter(None, _literals(component))))
        """A line with a clue other than a process has one of them."""
        self._pattern = re.compile("|".join(_patterns(component)), re.ASCII)
        self._processes = {name: _printed(name) for name in _processes(component)}

    def are_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, other than a process."""
        return any(map(line.__contains__, self.literals)) and bool(self._pattern.search(line))

    def or_process_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, or a process."""
        return self.are_in(line) or any(
            name in line and printed.search(line) for name, printed in self._processes.items()
        )


def _literals(component: Component) -> Iterator[str]:
    yield from _words(component)
    yield from (max(file.split("*"), key=len) for file in _files(component))


def _patterns(component: Component) -> Iterator[str]:
    for word in _words(component):
        # Not within a longer word, such as pg_c in pg_ctl; but TransferEngine in TransferEngineImpl
        yield rf"(?<![A-Za-z]){re.escape(word)}(?!(?<=[A-Za-z])[a-z])"
    for file in _files(component):
        yield rf"(?<![\w.-]){re.escape(file)}(?![\w.-])".replace(r"\*", r"[\w.-]*")


def _printed(process: str) -> re.Pattern[str]:
    """Return a pattern of a process as loggers print it: mooncake_master[1234]: or [master]."""
    name = rf"(?:[\w-]{{1,60}}[_-])?{re.escape(process)}"
    return re.compile(rf"(?<![\w-]){name}(?:\[\d+\]:|\]|:\s)", re.ASCII)


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


def _processes(component: Component) -> set[str]:
    processes = {cause.process for code in component.codes() for cause in code.causes}
    return set(filter(None, processes))
