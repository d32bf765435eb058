"""The text files at and below given paths."""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from operator import itemgetter
from pathlib import Path

from sphinxext.mooncake_errors.checks.git import GitError, git
from sphinxext.mooncake_errors.registry.files import read_bytes

KINDS = {
    "markdown": (".md", ".markdown", ".mdx", ".myst"),
    "rst": (".rst",),
    "text": (".txt", ".adoc", ".asciidoc"),
    "c": (
        *(".c", ".cc", ".cpp", ".cxx", ".cu", ".h", ".hh", ".hpp", ".hxx", ".cuh", ".ipp", ".inl"),
        *(".go", ".rs", ".java", ".kt", ".js", ".ts", ".proto"),
    ),
    "python": (".py", ".pyi"),
}
"""The suffixes of the files that are read, by the kind of their text."""

_KIND = {suffix: kind for kind, suffixes in KINDS.items() for suffix in suffixes}
_STRING = r'"((?:[^"\\\n]|\\.)*)"?'
TOKENS = {
    "c": re.compile(
        r"(?P<comment>//(?:[^\n\\]|\\[^\n]|\\\n)*|/\*.*?(?:\*/|\Z))"
        r"|\b(?:u8|[LuU])?R\"(?P<mark>[^()\s\\]{0,16})\((?P<raw>.*?)(?:\)(?P=mark)\"|\Z)"
        rf"|{_STRING}|`(?P<tick>[^`]*)`|'(?:[^'\\\n]|\\[^\n][^'\n]{{0,8}})'",
        re.DOTALL,
    ),
    "python": re.compile(
        r"(?P<comment>#[^\n]*)"
        r"|(?P<doc>^[ \t]*[rRuU]?)?(?:\"\"\"(.*?)(?:\"\"\"|\Z)|\'\'\'(.*?)(?:\'\'\'|\Z))"
        rf"|{_STRING}|'((?:[^'\\\n]|\\.)*)'?",
        re.DOTALL | re.MULTILINE,
    ),
    "text": re.compile(rf"(?P<comment>#[^\n]*)|{_STRING}", re.DOTALL),
}
"""Patterns of comments and literals, by the kind of source file.

The last group of a literal is its content. A docstring has the group ``doc``.
"""
_SKIPPED = {
    *(".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".eggs", "__pycache__"),
    *("node_modules", "venv", "build", "_build", "dist", "site-packages"),
}
_SAMPLE = 8_192


@dataclass(frozen=True)
class TextFile:
    """A file that has been read."""

    path: str
    text: str
    """The content with line feeds; bytes that are not UTF-8 are replaced."""
    kind: str
    """One of KINDS."""

    def is_prose(self, offset: int) -> bool:
        """Return True if `offset` is in a page of documentation, a comment or a docstring."""
        if self.kind not in {"c", "python"}:
            return True
        index = bisect_right(self._comments, offset, key=itemgetter(0)) - 1
        return index >= 0 and offset < self._comments[index][1]

    @cached_property
    def _comments(self) -> list[tuple[int, int]]:
        """Start and end of each comment and docstring."""
        found = TOKENS[self.kind].finditer(self.text)
        return [m.span() for m in found if m["comment"] or m.groupdict().get("doc") is not None]


def find_files(paths: Iterable[Path], exclude: Sequence[str], base: Path) -> list[Path]:
    """Return the files to read at and below `paths`, each once, sorted below each path.

    A path to a file is included with any suffix. Files that git ignores, build and cache
    directories, and matches of `exclude` are left out. `exclude` are patterns with wildcards of
    names, or of paths relative to `base`.
    """
    found: dict[Path, None] = {}
    for path in paths:
        files = [path] if path.is_file() else sorted(_below(path))
        found.update((file, None) for file in files if not _excluded(file, exclude, base))
    return list(found)


def read_file(path: Path) -> TextFile | None:
    """Return the text file `path`; None if it is binary.

    Raises RegistryError if it is too long or cannot be read.
    """
    content = read_bytes(path)
    if b"\0" in content[:_SAMPLE]:
        return None
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(str(path), text, _KIND.get(path.suffix.lower(), "text"))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of known kinds below `folder`: where it is in git, those not ignored."""
    try:
        listed = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        found = [folder / os.fsdecode(name) for name in listed.split(b"\0") if name]
        found = [path for path in found if not path.is_symlink()]
    except GitError:  # no repository
        found = list(folder.rglob("*"))
    for path in found:
        inside = path.relative_to(folder).parts[:-1]
        known = path.suffix.lower() in _KIND and not _SKIPPED.intersection(inside)
        if known and path.is_file():
            yield path


def _excluded(path: Path, patterns: Sequence[str], base: Path) -> bool:
    relative = Path(os.path.relpath(path, base))
    places = [relative, *relative.parents]
    return any(
        fnmatchcase(place.as_posix(), pattern.rstrip("/")) or fnmatchcase(place.name, pattern)
        for place in places
        for pattern in patterns
    )
