"""Source code below directories: its words, its string literals, and the code without comments."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from sphinxext.mooncake_errors.checks.text_files import TOKENS, find_files, read_file
from sphinxext.mooncake_errors.registry.problems import Names, RegistryError

_WORD = re.compile(r"[A-Za-z_]\w*")
_JOINT = re.compile(r"\s*(?:\\\n\s*|<<\s*|\+\s*)?(?:u8|[LuUfrb])?")
"""The text between two adjacent literals, which are joined."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_LONGEST = 200
"""Longer literals are not suggested as the nearest one; in characters."""


class SourceTree:
    """The code of all source files."""

    def __init__(self, files: dict[str, str], literals: Iterable[str]) -> None:
        """Keep `files` and `literals` and what is searched in them."""
        self.files = files
        """The code without comments, by the path below the directory, with forward slashes."""
        self.literals = tuple(literals)
        """All string literals; adjacent ones are joined."""
        self.code = "\n".join(files.values())
        self.words = {path: set(_WORD.findall(code)) for path, code in files.items()}
        """The identifiers of each file, including those in literals."""
        self.all_words = set[str]().union(*self.words.values())
        # Logs name the source file of a line.
        self._printed = "\n".join([*self.literals, *(path.rpartition("/")[2] for path in files)])

    def has_text(self, text: str) -> bool:
        """Return True if `text` is in a string literal, in the code, or in the name of a file."""
        forms = (text, text.replace("%", "%%"))
        return any(form in self._printed for form in forms) or text in self.code

    def has_file(self, path: str) -> bool:
        """Return True if the tree has the file `path`, which may lack leading directories."""
        return any(f"/{each}".endswith(f"/{path}") for each in self.files)

    @cached_property
    def near_words(self) -> Names:
        """The index to find the identifier most similar to a word."""
        words = sorted(self.all_words)
        return Names(word for word in words if "_" in word or not word.islower())

    @cached_property
    def near_texts(self) -> Names:
        """The index to find the string literal most similar to a text."""
        texts = (text.strip() for text in self.literals if len(text) <= _LONGEST)
        return Names(text for text in texts if " " in text)


def read_tree(folders: Iterable[Path], exclude: Sequence[str], base: Path) -> SourceTree:
    """Return the source files below `folders` without those that match `exclude`."""
    files: dict[str, str] = {}
    literals: dict[str, None] = {}
    for folder in folders:
        for path in find_files([folder], exclude, base):
            with suppress(RegistryError):  # too long, such as an amalgamation of other sources
                file = read_file(path)
                if file and file.kind in TOKENS:
                    code, found = _split(file.text, TOKENS[file.kind])
                    files[path.relative_to(folder.parent).as_posix()] = code
                    literals.update(dict.fromkeys(found))
    return SourceTree(files, literals)


def _split(text: str, tokens: re.Pattern[str]) -> tuple[str, list[str]]:
    """Return `text` without its comments, and its string literals."""

    def blank(match: re.Match[str]) -> str:
        return ("\n" * match[0].count("\n") or " ") if match["comment"] else match[0]

    code = tokens.sub(blank, text)
    literals: list[str] = []
    end = 0
    for match in tokens.finditer(code):
        content = match[match.lastindex] if match.lastindex else None
        if content is None:  # a single character
            continue
        if match.lastgroup not in {"raw", "tick"} and "\\" in content:
            content = _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), content)
        if literals and _JOINT.fullmatch(code, end, match.start()):
            content = literals.pop() + content
        literals.append(content)
        end = match.end()
    return code, literals
