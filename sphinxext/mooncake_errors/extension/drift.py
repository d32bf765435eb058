"""Headers in a build: lines of codes, and warnings about differences from the registry."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.checks.drift import UNREADABLE, Comparison
from sphinxext.mooncake_errors.extension.settings import find_file
from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.headers import Header, parse_headers
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.model import Component, Registry
from sphinxext.mooncake_errors.registry.problems import RegistryError, near_or_known
from sphinxext.mooncake_errors.registry.project import checked

_OPTION = "mooncake_errors_headers"
_LEFT_TO_CHECK = {"missing-alias", "gone-alias", "not-deprecated"}
"""The differences that only `mooncake-errors check` reports."""


def load_lines(app: Sphinx, registry: Registry) -> dict[str, int]:
    """Return the line of the header that defines each code, from 1, by qualified name.

    Warns of differences between `registry` and the headers that the settings name. Raises
    ConfigError if one of these settings has a wrong value.
    """
    settings: dict[str, Any] = {}
    for key in ("headers", "skip", "also", "types"):
        name = _OPTION if key == "headers" else f"{_OPTION}_{key}"
        try:
            settings[key] = checked(key, getattr(app.config, name))
        except ValueError as error:
            raise ConfigError(f"{name}: {error}") from None

    @cache  # each file once, with one warning
    def read(name: str) -> tuple[str, bytes] | None:
        path = os.path.normpath(find_file(app, name))
        try:
            return path, read_bytes(Path(path))
        except RegistryError as error:
            warn(Subtype.DRIFT, f"{_OPTION}: {path} {error.problems[0].message}", None)
            return None

    settings["also"] = list(filter(None, map(read, settings["also"])))
    lines: dict[str, int] = {}
    known = {component.component: component for component in registry.components}
    for name, values in settings.pop("headers").items():
        contents = list(filter(None, map(read, values)))
        if name not in known:
            fault = f"unknown component {name!r}{near_or_known(name, known)}"
        elif not (source := known[name].source):
            fault = f"{name} has no source in its registry"
        elif len(values) < (number := len(source.header)):
            fault = f"{name} has {number} headers: give all of {', '.join(source.header)}"
        else:
            if len(contents) == len(values):
                settings |= {"enum": source.enum, "macro_prefix": source.macro_prefix}
                lines |= _compared(known[name], parse_headers(contents, **settings))
            continue
        warn(Subtype.DRIFT, f"{_OPTION}: {fault}", None)
    return lines


def _compared(component: Component, header: Header) -> dict[str, int]:
    """Return the lines of the codes of `component`, and warn where its header differs."""
    for problem in header.problems:
        if problem.rule in UNREADABLE | {"not-evaluated", "not-utf-8"}:
            warn(Subtype.DRIFT, problem.message, f"{problem.path}:{problem.line}")
    lines = {code.name: code.place[1] for code in header.codes}
    for drift in Comparison(component, header).drifts():
        if drift.kind not in _LEFT_TO_CHECK:
            first = header.path, min(lines.values(), default=1)
            file, line = drift.theirs.place[:2] if drift.theirs else first
            warn(Subtype.DRIFT, f"{drift.kind}: {drift.message}", f"{file}:{line}")
    return {component.qualified(c): lines[c.name] for c in component.codes() if c.name in lines}
