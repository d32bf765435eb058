"""Headers in the build: a warning for each difference between the registry and its headers."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.checks.headers import UNREADABLE, Kind, compare
from sphinxext.mooncake_errors.headers import parse_headers
from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean
from sphinxext.mooncake_errors.registry.project import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.config import Config

    from sphinxext.mooncake_errors.headers import Header
    from sphinxext.mooncake_errors.registry.model import Component, Registry

_OPTION = "mooncake_errors_headers"


class Headers(NamedTuple):
    """The facts that a build takes from the headers of its components."""

    lines: dict[str, int]
    """The line that defines each code, by qualified name, counted from 1."""
    digests: dict[str, str]
    """A digest of the header of each component."""
    warnings: list[tuple[str, str | None]]
    """Messages, each with its place as Sphinx writes it."""

    def digest(self, components: Iterable[str]) -> str:
        """Return a digest of the headers of `components`."""
        return "".join(self.digests.get(component, "") for component in components)


NO_HEADERS = Headers({}, {}, [])


def load_headers(config: Config, confdir: Path, registry: Registry) -> Headers:
    """Return lines, digests and differences from the headers that `config` names.

    Raises ConfigError where the configuration is no mapping of components to paths.
    """
    result = Headers({}, {}, [])
    paths = _paths(config.mooncake_errors_headers)
    skip = _patterns(config.mooncake_errors_headers_skip, "skip")
    types = config.mooncake_errors_headers_types
    if not all(value in INTEGERS for value in types.values()):
        raise ConfigError(f"{_OPTION}_types: must be like {{'NTSTATUS': 'int32'}}, not {types!r}")
    known = [component.component for component in registry.components]
    absent: set[Path] = set()
    also = [
        (str(path), content)
        for value in _patterns(config.mooncake_errors_headers_also, "also")
        if (content := _read(path := _path(confdir, value), absent, result)) is not None
    ]
    for name, values in paths.items():
        component = registry.component(name)
        if component is None:
            hint = did_you_mean(name, known) or f"; known are {', '.join(known)}"
            result.warnings.append((f"{_OPTION}: unknown component {name!r}{hint}", None))
        elif component.source is None:
            message = f"{_OPTION}: {name} has no source in its registry"
            result.warnings.append((message, None))
        else:
            files = [_path(confdir, value) for value in values]
            read = [(str(path), _read(path, absent, result)) for path in files]
            contents = [(path, content) for path, content in read if content is not None]
            if len(contents) == len(files):
                header = parse_headers(
                    contents,
                    enum=component.source.enum,
                    macro_prefix=component.source.macro_prefix,
                    skip=skip,
                    also=also,
                    types=types,
                )
                whole = b"".join(content for _, content in (*contents, *also))
                _note(result, component, header, whole)
    return result


def _path(confdir: Path, value: str) -> Path:
    return Path(os.path.normpath(confdir / value))


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
        if problem.rule in UNREADABLE | {"not-evaluated", "not-utf-8"}:
            yield problem.message, f"{problem.path}:{problem.line}"
    drifts = (each for each in compare(component, header) if each.kind is not Kind.ALIAS)
    for drift in drifts:
        line = drift.theirs.line if drift.theirs else first
        file = drift.theirs.path if drift.theirs else header.path
        yield f"{drift.kind.value}: {drift.message}", f"{file}:{line}"


def _paths(value: Any) -> dict[str, list[str]]:
    """Return the paths by component; raise ConfigError if `value` is something else."""
    if isinstance(value, dict):
        paths = {key: [each] if isinstance(each, str) else each for key, each in value.items()}
        if all(isinstance(key, str) and _is_texts(each) for key, each in paths.items()):
            return paths
    raise ConfigError(f'{_OPTION}: must be like {{"store": "../include/types.h"}}, not {value!r}')


def _is_texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def _patterns(value: Any, option: str) -> tuple[str, ...]:
    if _is_texts(value):
        return tuple(value)
    kind = "patterns" if option == "skip" else "paths"
    raise ConfigError(f"{_OPTION}_{option}: must be a list of {kind}, not {value!r}")


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
