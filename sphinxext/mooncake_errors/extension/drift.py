"""Headers in the build: a warning for each difference between the registry and its headers."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.registry.files import read_bytes
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
    """Return what the headers that `config` names say about the codes of `registry`.

    Raises ConfigError where the configuration is no mapping of components to paths, or where the
    parser of headers is not installed.
    """
    result = Headers({}, {}, [])
    paths = _paths(config.mooncake_errors_headers)
    skip = _patterns(config.mooncake_errors_headers_skip)
    parse = _parser() if paths else None
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
        elif parse is not None and (content := _read(path, absent, result)) is not None:
            source = component.source
            header = parse(
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
    from sphinxext.mooncake_errors.checks.headers import UNREADABLE, compare  # noqa: PLC0415 - slow

    first = min((code.line for code in header.codes), default=1)
    for problem in header.problems:
        if problem.rule in UNREADABLE | {"not-evaluated", "not-utf-8"}:
            yield problem.message, f"{problem.path}:{problem.line}"
    for drift in compare(component, header):
        line = drift.theirs.line if drift.theirs else first
        yield f"{drift.kind.value}: {drift.message}", f"{header.path}:{line}"


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


def _parser() -> Callable[..., Header]:
    try:
        from sphinxext.mooncake_errors.headers import parse_header  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name not in {"tree_sitter", "tree_sitter_cpp"}:
            raise
        hint = "pip install 'sphinxext-mooncake-errors[headers]'"
        raise ConfigError(
            f"{_OPTION}: headers cannot be read without tree-sitter: {hint}"
        ) from None
    return parse_header


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
