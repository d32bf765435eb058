"""The text files at and below given paths, and what source code has beside its comments."""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import chain
from operator import itemgetter
from pathlib import Path
from posixpath import normpath

from sphinxext.mooncake_errors.checks.git import GitError, git
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import Names, RegistryError

KINDS = {
    "markdown": (".md", ".markdown", ".mdx", ".myst"),
    "rst": (".rst",),
    "text": (".txt", ".adoc", ".asciidoc"),
    "c": (
        *(".c", ".cc", ".cpp", ".cxx", ".cu", ".h", ".hh", ".hpp", ".hxx", ".cuh", ".ipp", ".inl"),
        *(".def", ".inc", ".go", ".rs", ".java", ".kt", ".js", ".ts", ".proto"),
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
_WORD = re.compile(r"[A-Za-z_]\w*")
_JOINT = re.compile(r"\s*(?:\\\n\s*|<<\s*|\+\s*)?(?:u8|[LuUfrb])?")
"""The text between two adjacent literals, which are joined."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_LONGEST = 200
"""Longer literals are not suggested as the nearest one; in characters."""


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
    patterns = {p: p if p.startswith("**/") else f"/{normpath(p).lstrip('/')}" for p in exclude}

    def excluded(path: Path) -> bool:
        relative = Path(os.path.relpath(path, base))
        return any(
            fnmatchcase(f"/{place.as_posix()}", pattern) or fnmatchcase(place.name, name)
            for place in (relative, *relative.parents)
            for name, pattern in patterns.items()
        )

    listed = ([path] if path.is_file() else sorted(_below(path)) for path in paths)
    return [file for file in dict.fromkeys(chain.from_iterable(listed)) if not excluded(file)]


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of known kinds below `folder`: where it is in git, those not ignored."""
    try:
        listed = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        found = [folder / os.fsdecode(name) for name in listed.split(b"\0") if name]
        found = [path for path in found if not path.is_symlink()]
    except GitError:  # no repository
        found = []
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name not in _SKIPPED]
            found += (Path(place, name) for name in names)
    for path in found:
        inside = path.relative_to(folder).parts[:-1]
        is_read = _kind(path) and not _SKIPPED.intersection(inside)
        if is_read and os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises PermissionError
            yield path


def _kind(path: Path) -> str | None:
    """Return the kind of the file `path` by its suffix, as of page.md and of config.h.in."""
    return _KIND.get(Path(path.name.removesuffix(".in")).suffix.lower())


def read_file(path: Path) -> TextFile | None:
    """Return the text file `path`; None if it is binary.

    Raises RegistryError if it is too long or cannot be read.
    """
    content = read_bytes(path)
    if b"\0" in content[:8_192]:
        return None
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(str(path), text, _kind(path) or "text")


def words_of(paths: Iterable[Path]) -> set[str]:
    """Return the identifiers in the files `paths` of C or C++, outside of comments."""
    texts = (file.text for file in map(read_file, paths) if file)
    return {word for text in texts for word in _WORD.findall(_split(text, TOKENS["c"])[0])}


class SourceTree:
    """The code of all source files."""

    def __init__(self, folders: Iterable[Path], exclude: Sequence[str], base: Path) -> None:
        """Read the source files below `folders` without those that match `exclude`."""
        self.files: dict[str, str] = {}
        """The code without comments, by the path below the directory, with forward slashes."""
        literals: dict[str, None] = {}
        for folder in folders:
            for path in find_files([folder], exclude, base):
                with suppress(RegistryError):  # too long, such as an amalgamation of other sources
                    file = read_file(path)
                    if file and file.kind in TOKENS:
                        code, found = _split(file.text, TOKENS[file.kind])
                        self.files[path.relative_to(folder.parent).as_posix()] = code
                        literals.update(dict.fromkeys(found))
        self.literals = tuple(literals)
        """All string literals; adjacent ones are joined."""
        self.code = "\n".join(self.files.values())
        self.words = {path: set(_WORD.findall(code)) for path, code in self.files.items()}
        """The identifiers of each file, including those in literals."""
        self.all_words = set[str]().union(*self.words.values())
        # Logs name the source file of a line.
        names = (path.rpartition("/")[2] for path in self.files)
        self._printed = "\n".join([*self.literals, *names])

    def has_text(self, text: str) -> bool:
        """Return True if `text` is in a string literal, in the code, or in the name of a file."""
        forms = (text, text.replace("%", "%%"))
        return any(form in self._printed for form in forms) or text in self.code

    def find(self, path: str) -> list[str]:
        """Return the files called `path`, which may lack leading directories."""
        return [each for each in self.files if f"/{each}".endswith(f"/{path}")]

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


def _split(text: str, tokens: re.Pattern[str]) -> tuple[str, list[str]]:
    """Return `text` without its comments, and its string literals."""
    code: list[str] = []
    literals: list[list[str]] = []
    kept = end = 0  # the ends of the last comment and of the last token
    gap = ""  # the code since the last literal
    for match in tokens.finditer(text):
        gap += text[end : match.start()]
        end = match.end()
        content = match[match.lastindex] if match.lastindex else None
        if match["comment"]:
            blank = "\n" * match[0].count("\n") or " "
            code += [text[kept : match.start()], blank]
            gap += blank
            kept = end
        elif content is None:
            gap += match[0]  # a single character
        else:
            if match.lastgroup not in {"raw", "tick"} and "\\" in content:
                content = _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), content)
            if not (literals and _JOINT.fullmatch(gap)):
                literals.append([])
            literals[-1].append(content)
            gap = ""
    return "".join([*code, text[kept:]]), ["".join(parts) for parts in literals]
