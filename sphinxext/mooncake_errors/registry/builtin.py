"""The registry that ships, and its compiled form, which is read in a few milliseconds.

Importing this imports neither pydantic-core nor PyYAML: the command line is to answer at once.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinxext.mooncake_errors.registry.collector import paused
from sphinxext.mooncake_errors.registry.model import Code, Component, Group, Registry, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parent.parent / "data"
COMPONENTS = (
    "transfer-engine",
    "store",
    "transfer-engine-status",
    "tent-status",
    "pg-cpp",
    "pg-c",
)
"""The ids of the components that ship, in the order in which they are shown."""

BUILTIN = tuple(DATA / f"{name}.yaml" for name in COMPONENTS)
"""The registry that ships with the extension, a file for each of COMPONENTS."""

COMPILED = DATA / "codes.json"
"""Made of BUILTIN by the build; absent where nothing was built."""

_DEFAULTS: dict[type[Any], list[tuple[str, Any]]] = {
    part: [(field.name, field.default) for field in fields(part)]
    for part in (Component, Group, Code, Source)
}
"""The attributes of each part of the model, with MISSING for one that is always set."""


def checksum(paths: Iterable[Path] = BUILTIN) -> int | None:
    """Return a number that changes with the content of the files `paths`, None without one."""
    result = 0
    try:
        for path in paths:
            result = zlib.crc32(path.read_bytes(), result)
    except OSError:
        return None
    return result


def compiled(registry: Registry, source: int | None) -> str:
    """Return the compiled form of `registry`; `source` is the checksum of its files.

    It was asked for before they were read: with one that changes meanwhile, this will be stale.
    """
    components = [set_values(component) for component in registry.components]
    return json.dumps({"checksum": source, "components": components})


@paused()
def read_compiled(path: Path, source: int | None) -> Registry | None:
    """Return the registry in the compiled form `path`.

    None says that there is none, or that it was made of others than the files with the checksum
    `source`.
    """
    try:
        data = json.loads(path.read_bytes())
        if source is None or data["checksum"] != source:
            return None
        return Registry(tuple(map(_component, data["components"])))
    except (OSError, ValueError, LookupError, TypeError):  # none, broken, or of another version
        return None


def set_values(item: Any) -> Any:
    """Return a part of the model as plain data with the keys of a registry file, defaults left out.

    `item` may also be what such a part holds: a tuple, a text, a number, None.
    """
    if isinstance(item, tuple):
        return [set_values(value) for value in item]
    if type(item) not in _DEFAULTS:
        return item
    values = ((name, getattr(item, name), default) for name, default in _DEFAULTS[type(item)])
    return {
        name: set_values(value)
        for name, value, default in values
        if default is MISSING or value != default
    }


def _component(data: dict[str, Any]) -> Component:
    source = Source(**_with_tuples(data.pop("source"))) if "source" in data else None
    groups = tuple(_group(**group) for group in data.pop("groups"))
    return Component(**data, groups=groups, source=source)


def _group(codes: list[dict[str, Any]], **data: Any) -> Group:
    return Group(**_with_tuples(data), codes=tuple(Code(**_with_tuples(code)) for code in codes))


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
