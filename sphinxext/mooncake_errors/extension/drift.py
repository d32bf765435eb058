"""Headers in a build: lines of codes, and warnings about differences from the registry."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.settings import find_file
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.problems import RegistryError, near_or_known
from sphinxext.mooncake_errors.registry.project import checked

if TYPE_CHECKING:  # slow
    from sphinxext.mooncake_errors.headers import Header

_OPTION = "mooncake_errors_headers"


class Headers(NamedTuple):
    """The results of comparing a registry with the headers of its components."""

    lines: dict[str, int]
    """The line of the header that defines each code, counted from 1, by qualified name."""
    warnings: list[tuple[str, str | None]]
    """Messages, each with its location ``path:line``, or None."""


def load_headers(app: Sphinx, registry: Registry) -> Headers:
    """Return lines and differences from the headers that the settings name.

    Raises ConfigError if one of the settings about headers has a wrong value.
    """
    settings: dict[str, Any] = {}
    for key in ("headers", "skip", "also", "types"):
        name = _OPTION if key == "headers" else f"{_OPTION}_{key}"
        try:
            settings[key] = checked(key, getattr(app.config, name))
        except ValueError as error:
            raise ConfigError(f"{name}: {error}") from None
    result = Headers({}, [])

    @cache  # each file once, with one warning
    def read(name: str) -> tuple[str, bytes] | None:
        path = os.path.normpath(find_file(app, name))
        try:
            return path, read_bytes(Path(path))
        except RegistryError as error:
            result.warnings.append((f"{_OPTION}: {path} {error.problems[0].message}", None))
            return None

    settings["also"] = list(filter(None, map(read, settings["also"])))
    paths = settings.pop("headers")
    if not paths:
        return result
    from sphinxext.mooncake_errors.headers import parse_headers  # noqa: PLC0415 - slow

    known = [component.component for component in registry.components]
    for name, values in paths.items():
        component = registry.component(name)
        source = component.source if component else None
        if component is None or source is None:
            unknown = f"unknown component {name!r}{near_or_known(name, known)}"
            fault = f"{name} has no source in its registry" if component else unknown
            result.warnings.append((f"{_OPTION}: {fault}", None))
            continue
        contents = list(filter(None, map(read, values)))
        if len(contents) == len(values):
            enum, prefix = source.enum, source.macro_prefix
            header = parse_headers(contents, enum=enum, macro_prefix=prefix, **settings)
            _note(result, component, header)
    return result


def _note(result: Headers, component: Component, header: Header) -> None:
    """Add the lines of the codes of `component`, and the differences between it and `header`."""
    from sphinxext.mooncake_errors.checks.drift import (  # noqa: PLC0415 - slow
        UNREADABLE,
        Comparison,
        Kind,
    )

    for problem in header.problems:
        if problem.rule in UNREADABLE | {"not-evaluated", "not-utf-8"}:
            result.warnings.append((problem.message, f"{problem.path}:{problem.line}"))
    lines = {code.name: code.place[1] for code in header.codes}
    for drift in Comparison(component, header).drifts():
        if drift.kind not in {Kind.ALIAS, Kind.ALIAS_GONE, Kind.DEPRECATED}:
            first = header.path, min(lines.values(), default=1)
            file, line = drift.theirs.place[:2] if drift.theirs else first
            result.warnings.append((f"{drift.kind.value}: {drift.message}", f"{file}:{line}"))
    for code in component.codes():
        if code.name in lines:
            result.lines[component.qualified(code)] = lines[code.name]
