"""The table ``[tool.mooncake-errors]`` of a project's pyproject.toml."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.files import place_of, read_text
from sphinxext.mooncake_errors.registry.problems import (
    Problem,
    RegistryError,
    did_you_mean,
    file_problem,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "mooncake-errors"
_FILE = "pyproject.toml"
_LISTS = ("paths", "registry", "exclude", "skip", "locale_dirs")
_KEYS = (*_LISTS, "headers")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Project:
    """What a project says about itself; all paths can be opened from the working directory."""

    folder: Path = field(default_factory=Path.cwd)
    """The directory that patterns are relative to."""
    paths: tuple[Path, ...] = ()
    headers: dict[str, Path] = field(default_factory=dict)
    """The header of each component."""
    registry: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    locale_dirs: tuple[Path, ...] = ()
    """Where translations of the project are, for generated blocks."""


def load_project(start: Path) -> Project:
    """Return what the nearest pyproject.toml with our table says, from `start` upwards.

    Raises RegistryError with all that is wrong in the table.
    """
    for folder in (start, *start.parents):
        path = folder / _FILE
        if path.is_file():
            text = read_text(path)
            table = _table(path, text)
            if table is not None:
                return _project(path, text, table)
    return Project(start)


def _table(path: Path, text: str) -> Any:
    if TABLE not in text:
        return None
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        problem = file_problem(path, "toml", "bad TOML: nested too deeply")
        raise RegistryError([problem]) from None
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
        message = f"bad TOML: {_PLACE.sub('', str(error)).strip()}"
        raise RegistryError([Problem(str(path), line, column, "toml", message)]) from None
    except ValueError as error:  # a number that is too long
        raise RegistryError([file_problem(path, "toml", f"bad TOML: {error}")]) from None
    tool = data.get("tool")
    return tool.get(TABLE) if isinstance(tool, dict) else None


def _project(path: Path, text: str, table: Any) -> Project:
    faults = list(_faults(table))
    if faults:
        raise RegistryError(
            Problem(str(path), *_place(text, key), rule, message) for key, rule, message in faults
        )
    folder = path.parent
    lists = {key: _list(table.get(key, [])) for key in _LISTS}
    return Project(
        folder=folder,
        paths=tuple(_shown(folder / name) for name in lists["paths"]),
        headers={
            component: _shown(folder / name) for component, name in table.get("headers", {}).items()
        },
        registry=tuple(_shown(folder / name) for name in lists["registry"]),
        exclude=lists["exclude"],
        skip=lists["skip"],
        locale_dirs=tuple(_shown(folder / name) for name in lists["locale_dirs"]),
    )


def _faults(table: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the rule and the message of what is wrong in `table`."""
    if not isinstance(table, dict):
        yield TABLE, "type", f"{TABLE} must be a table"
        return
    for key, value in table.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"; known are {', '.join(_KEYS)}"
            yield key, "unknown-key", f"unknown key {key}{hint}"
        elif key == "headers" and not _is_header_table(value):
            yield key, "type", 'headers must be a table of paths: {store = "include/types.h"}'
        elif key != "headers" and not all(isinstance(item, str) for item in _list(value)):
            yield key, "type", f"{key} must be a list of texts"


def _is_header_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(path, str) for path in value.values())


def _list(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _place(text: str, key: str) -> tuple[int, int]:
    """Return line and column of `key` in our table; TOML's own reader tells no places."""
    word = re.escape(key)
    name = "|".join((f'"{word}"', f"'{word}'", *([word] if word else [])))
    table = re.search(rf"^[ \t]*\[[ \t]*tool\.[\"']?{TABLE}\b.*$", text, re.MULTILINE)
    below = text[table.start() :] if table else text
    # A line of its own before a place inside of others, which may have a key of the same name.
    found = re.search(rf"^[ \t]*({name})[ \t]*[=.]", below, re.MULTILINE) or re.search(
        rf"[\[.{{,][ \t]*({name})[ \t]*[=.\]]", below
    )
    offset = len(text) - len(below) + (found.start(1) if found else 0)
    return place_of(text, offset)


def _shown(path: Path) -> Path:
    """Return `path` as people would write it: from the working directory where it is below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
