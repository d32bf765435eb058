"""The table ``[tool.mooncake-errors]`` of a project's pyproject.toml."""

import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.files import place_of, read_text
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    did_you_mean,
    near_or_known,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


TABLE = "mooncake-errors"
_LIKE_TABLE = "mooncake[-_]errors?"
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
"""The integer types that the key `types` may give to a type of the headers."""

_FILE = "pyproject.toml"
_PATHS = ("paths", "registry", "also", "locale_dirs", "sources")
_EXISTS = {"registry": Path.is_file, "locale_dirs": Path.is_dir}
_FORMS = {
    **dict.fromkeys((*_PATHS, "exclude", "skip"), "a list of texts"),
    "headers": "one or more paths for each component, such as include/gate.h for gate",
    "types": f"one of {', '.join(INTEGERS)} for each type, such as int32 for NTSTATUS",
    "language": 'a text, such as "nl"',
}
"""The form of the value of each key in the table."""
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Project:
    """The configuration of a project; relative paths are relative to the working directory."""

    folder: Path = field(default_factory=Path.cwd)
    """The directory of pyproject.toml; patterns are relative to it."""
    file: Path | None = None
    """The pyproject.toml with the table; None if there is none."""
    registry: tuple[Path, ...] = ()
    headers: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    """The headers of each component, by its id."""
    also: tuple[Path, ...] = ()
    """Further headers with names that the components' headers use."""
    types: dict[str, str] = field(default_factory=dict)
    """The integer type, one of INTEGERS, of each type that the headers do not define."""
    skip: tuple[str, ...] = ()
    """Patterns of names in headers that are not codes."""
    paths: tuple[Path, ...] = ()
    """Files and directories with prose to check."""
    exclude: tuple[str, ...] = ()
    """Patterns of files and directories to leave out of `paths`."""
    locale_dirs: tuple[Path, ...] = ()
    """Directories with translations of the project."""
    language: str | None = None
    """The default language of texts."""
    sources: tuple[Path, ...] = ()
    """Directories of source code that the registry's texts are checked against."""
    text: str = field(default="", repr=False)
    """The content of `file`."""

    def registry_files(self) -> tuple[Path, ...]:
        """Return the registry files of the project, or the built-in ones if it names none.

        Raises RegistryError at the key `registry` for each path that is not a file.
        """
        self.check_exists("registry")
        return self.registry or BUILTIN

    def check_exists(self, key: str) -> None:
        """Raise RegistryError at `key` of the table for each path there that does not exist."""
        value, exists = getattr(self, key), _EXISTS.get(key, Path.exists)
        paths = [path for each in value.values() for path in each] if key == "headers" else value
        problems = [
            self.problem(key, "no-file", f"{key} names {str(path)!r}, which {_fault(path)}")
            for path in paths
            if not exists(path)
        ]
        if problems:
            raise RegistryError(problems)

    def problem(self, key: str, rule: str, message: str) -> Problem:
        """Return a problem at `key` of the table."""
        return Problem(str(self.file or _FILE), *_place(self.text, key), rule, message)


def load_project(start: Path) -> Project:
    """Return the table of the nearest pyproject.toml with one, in `start` or a directory above.

    Without a table all values are empty. Raises RegistryError with all problems of the table.
    """
    for folder in (start, *start.parents):
        path = folder / _FILE
        if path.is_file() and (project := project_in(path, read_text(path))):
            return project
    return Project(start)


def _table(path: Path, text: str) -> Any:
    """Return the value of our table; None without it. Raises RegistryError if the name is wrong."""
    if not re.search(_LIKE_TABLE, text):
        return None
    try:
        tool = tomllib.loads(text).get("tool", {})
    except (ValueError, RecursionError) as error:  # also a number with too many digits
        fault, found = _PLACE.sub("", str(error)).strip(), _PLACE.search(str(error))
        line, column = map(int, found.groups()) if found else (text.count("\n") + 1, 1)
        problem = Problem(str(path), line, column, "toml", f"bad TOML: {fault}")
        raise RegistryError([problem]) from None
    like = re.search(rf"^[ \t]*\[((?:tool\.)?{_LIKE_TABLE})[.\]]", text, re.MULTILINE)
    if TABLE not in tool and like:
        message = f"unknown table [{like[1]}]; did you mean [tool.{TABLE}]?"
        place = place_of(text, like.start(1) - 1)
        raise RegistryError([Problem(str(path), *place, "unknown-key", message)])
    return tool.get(TABLE)


def project_in(path: Path, text: str) -> Project | None:
    """Return the table in the `text` of the pyproject.toml `path`, None without; raise as above."""
    project, table = Project(path.parent, path, text=text), _table(path, text)
    if table is None:
        return None
    if not isinstance(table, dict):
        raise RegistryError([project.problem(TABLE, "type", f"{TABLE} must be a table")])
    values: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        if key not in _FORMS:
            message = f"unknown key {key}{near_or_known(key, _FORMS)}"
            problems.append(project.problem(key, "unknown-key", message))
            continue
        try:
            found = checked(key, value)
        except ValueError as error:
            problems.append(project.problem(key, "type", f"{key} {error}"))
            continue
        if key == "headers":
            found = {name: _paths(path.parent, paths) for name, paths in found.items()}
        values[key] = _paths(path.parent, found) if key in _PATHS else found
    if problems:
        raise RegistryError(problems)
    return replace(project, **values)


def checked(key: str, value: Any) -> Any:
    """Return the `value` of `key` with tuples for lists and single texts.

    Raises ValueError with the end of a message about a value of another form.
    """
    found: Any = None
    is_table = isinstance(value, dict) and _texts([*value]) is not None
    if key == "language":
        found = value if isinstance(value, str) else None
    elif key == "types":
        found = value if is_table and all(each in INTEGERS for each in value.values()) else None
    elif key == "headers":
        if is_table and all(map(_texts, value.values())):
            found = {name: _texts(paths) for name, paths in value.items()}
    else:
        found = _texts(value)
    if found is None:
        raise ValueError(f"must be {_FORMS[key]}, not {value!r}")
    return found


def _texts(value: Any) -> tuple[str, ...] | None:
    """Return the texts in `value`, a text or a list of texts; None if it is something else."""
    found = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    return found if all(isinstance(each, str) for each in found) else None


def _place(text: str, key: str) -> tuple[int, int]:
    """Return the line and the column of `key` in the table; TOML parsers do not keep places."""
    table = re.search(rf"^[ \t]*\[[ \t]*tool\.[\"']?{TABLE}\b", text, re.MULTILINE)
    start = table.start() if table else 0
    name = rf"(([\"']?){re.escape(key)}\2)[ \t]*[=.\]]"
    # First a key at the start of a line: an inline table may have a key of the same name.
    patterns = (re.compile(rf"{before}[ \t]*{name}", re.MULTILINE) for before in ("^", r"[\[.{,]"))
    found = next(filter(None, (pattern.search(text, start) for pattern in patterns)), None)
    return place_of(text, found.start(1) if found else start)


def _paths(folder: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the paths `names` in `folder`, relative to the working directory if below it."""
    here = Path.cwd()
    paths = (folder / name for name in names)
    return tuple(path.relative_to(here) if path.is_relative_to(here) else path for path in paths)


def _fault(path: Path) -> str:
    """Return the fault of a path: a directory instead of a file, a file, or nothing there."""
    if path.exists():
        return f"is a {'directory' if path.is_dir() else 'file'}"
    with suppress(OSError, ValueError):
        return f"does not exist{did_you_mean(path.name, [p.name for p in path.parent.iterdir()])}"
    return "does not exist"
