"""Clues that a line of a log is about one component."""

import re

from sphinxext.mooncake_errors.registry.model import Component

CPP_SUFFIXES = ("cc", "cpp", "cxx", "cu", "h", "hpp")
_CPP_END = "|".join(rf"(?<=\.{suffix})" for suffix in CPP_SUFFIXES)


class Clues:
    """The words, file names and processes that show that a line is about one component.

    These are its title, its id if that has several words, the first folder of its headers, its
    source files, and the processes that its causes name. Other programs may have processes of the
    same name, such as ``master``, so these only tell components apart.
    """

    def __init__(self, component: Component) -> None:
        """Collect the clues of `component`."""
        source, parts = component.source, component.component.split("-")
        words = [component.title]
        if len(parts) > 1:
            words += ["-".join(parts), "_".join(parts), "".join(map(str.capitalize, parts))]
        headers = (header.partition("/") for header in (source.header if source else ()))
        words += [folder + slash for folder, slash, _ in headers if slash]
        files = source.files if source else ()
        stems = (max(file.split("*"), key=len) for file in files)
        self.literals = [*words, *filter(None, stems)]
        """A line with a clue other than a process has one of them."""
        # Not within a longer word, such as pg_c in pg_ctl; but TransferEngine in TransferEngineImpl
        patterns = [rf"(?<![A-Za-z]){re.escape(word)}(?!(?<=[A-Za-z])[a-z])" for word in words]
        for file in files:
            name = re.escape(file).replace(r"\*", r"[\w.-]*")
            # A * at the end would fit any word, such as a function of the kernel.
            end = _CPP_END if file.endswith("*") else ""
            patterns.append(rf"(?<![\w.-]){name}(?:{end})(?![\w.-])")
        self._pattern = re.compile("|".join(patterns), re.ASCII)
        causes = (cause for code in component.codes() for cause in code.causes)
        self._processes = {cause.process for cause in causes if cause.process}

    def are_in(self, line: str) -> bool:
        """Return True if `line` has one of the clues, other than a process."""
        return any(map(line.__contains__, self.literals)) and bool(self._pattern.search(line))

    def process_in(self, line: str) -> bool:
        """Return True if `line` has a process.

        Loggers print it as in ``mooncake_master[1234]:``, ``master:`` or ``[master]``.
        """
        processes = (re.escape(name) for name in self._processes if name in line)
        before, behind = r"(?a)(?<![\w-])(?:[\w-]{1,60}[_-])?", r"(?:\[\d+\]:|\]|:\s)"
        return any(re.search(before + process + behind, line) for process in processes)
