"""Headers in the build: a registry that has drifted from its header is a warning."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.checks.headers import UNREADABLE, Kind, compare
from sphinxext.mooncake_errors.extension.headers import no_headers
from sphinxext.mooncake_errors.headers import parse_header
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.config import Config

    from sphinxext.mooncake_errors.extension.headers import Headers
    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Component, Registry

_OPTION = "mooncake_errors_headers"
_TOLD = UNREADABLE | {"not-evaluated", "not-utf-8"}
"""What a header's parser says that leaves codes without a comparison."""


def load_headers(config: Config, confdir: Path, registry: Registry) -> Headers:
    """Return what the headers that `config` names say about the codes of `registry`.

    Raises ConfigError where the configuration is no mapping of components to paths.
    """
    result = no_headers()
    paths = _paths(config.mooncake_errors_headers)
    skip = _patterns(config.mooncake_errors_headers_skip)
    known = [component.component for component in registry.components]
    absent: set[Path] = set()
    for name, value in paths.items():
        component = registry.component(name)
        path = Path(os.path.normpath(confdir / value))
        if component is None:
            hint = did_you_mean(name, known) or f"; known are {', '.join(known)}"
            result.warnings.append((f"{_OPTION}: unknown component {name!r}{hint}", None))
        elif component.source is None:
            message = f"{_OPTION}: {name} has no source in its registry"
            result.warnings.append((message, None))
        elif (content := _read(path, absent, result)) is not None:
            source = component.source
            header = parse_header(
                content, str(path), enum=source.enum, macro_prefix=source.macro_prefix, skip=skip
            )
            _note(result, component, header, content)
    return result


def _note(result: Headers, component: Component, header: Header, content: bytes) -> None:
    result.warnings.extend(_warnings(component, header))
    digest = blake2b(content, digest_size=16).hexdigest()
    result.digests[component.component] = digest
    lines = {code.name: code.line for code in header.codes}
    for code in component.codes():
        if code.name in lines:
            result.lines[component.qualified(code)] = lines[code.name]


def _warnings(component: Component, header: Header) -> Iterator[tuple[str, str]]:
    """Yield how `component` and `header` differ, at lines of the header."""
    first = min((code.line for code in header.codes), default=1)
    for problem in header.problems:
        if problem.rule in _TOLD:
            yield problem.message, f"{problem.path}:{problem.line}"
    drifts = (each for each in compare(component, header) if each.kind is not Kind.ALIAS)
    for drift in drifts:
        line = drift.theirs.line if drift.theirs else first
        file = drift.theirs.path if drift.theirs else header.path
        yield f"{drift.kind.value}: {drift.message}", f"{file}:{line}"


def _paths(value: Any) -> dict[str, str]:
    """Return the paths by component; raise ConfigError if `value` is something else."""
    if isinstance(value, dict) and all(
        isinstance(item, str) for pair in value.items() for item in pair
    ):
        return value
    raise ConfigError(f'{_OPTION}: must be like {{"store": "../include/types.h"}}, not {value!r}')


def _patterns(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ConfigError(f"{_OPTION}_skip: must be a list of patterns, not {value!r}")


def _read(path: Path, absent: set[Path], result: Headers) -> bytes | None:
    """Return the content of the header `path`, or None with one warning if there is none."""
    try:
        return read_bytes(path)
    except RegistryError as error:
        if path not in absent:
            message = f"{_OPTION}: {path} {error.problems[0].message}"
            result.warnings.append((message, None))
        absent.add(path)
        return None
