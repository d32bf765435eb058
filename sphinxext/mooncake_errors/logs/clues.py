"""Clues that a line of a log is about one component."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinxext.mooncake_errors.registry.model import Component


class Clues:
    """The words, file names and processes that show that a line is about one component.

    These are its title, its id if that has several words, the first folder of its headers, its
    source files, and the processes that its causes name. Other programs may have processes of the
    same name, such as ``master``, so these only tell components apart.
    """

    def __init__(self, component: Component) -> None:
        """Collect the clues of `component`."""
        words = list(_words(component))
        files = component.source.files if component.source else ()
        stems = (max(file.split("*"), key=len) for file in files)
        self.literals = [*words, *filter(None, stems)]
        """A line with a clue other than a process has one of them."""
        self._pattern = re.compile("|".join([*map(_word, words), *map(_file, files)]), re.ASCII)
        causes = (cause for code in component.codes() for cause in code.causes)
        self._processes = {cause.process for cause in causes if cause.process}

    def are_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, other than a process."""
        return any(map(line.__contains__, self.literals)) and bool(self._pattern.search(line))

    def or_process_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, or a process."""
        processes = (name for name in self._processes if name in line)
        return self.are_in(line) or any(re.search(_process(name), line) for name in processes)


def _words(component: Component) -> Iterator[str]:
    yield component.title
    words = component.component.split("-")
    if len(words) > 1:
        yield from ("-".join(words), "_".join(words), "".join(map(str.capitalize, words)))
    for header in component.source.header if component.source else ():
        folder, slash, _ = header.partition("/")
        if slash:
            yield folder + slash


def _word(word: str) -> str:
    # Not within a longer word, such as pg_c in pg_ctl; but TransferEngine in TransferEngineImpl
    return rf"(?<![A-Za-z]){re.escape(word)}(?!(?<=[A-Za-z])[a-z])"


def _file(pattern: str) -> str:
    return rf"(?<![\w.-]){re.escape(pattern)}(?![\w.-])".replace(r"\*", r"[\w.-]*")


def _process(name: str) -> str:
    """Return a pattern of a process as loggers print it: mooncake_master[1234]: or [master]."""
    return rf"(?a)(?<![\w-])(?:[\w-]{{1,60}}[_-])?{re.escape(name)}(?:\[\d+\]:|\]|:\s)"
