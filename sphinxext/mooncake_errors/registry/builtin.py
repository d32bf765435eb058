"""The built-in registry, and its compiled form in wheels.

This module does not import PyYAML, so that the command line starts fast.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.data import from_values, to_values
from sphinxext.mooncake_errors.registry.model import Component, Registry

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).resolve().parent.parent / "data"
COMPONENTS = (
    "transfer-engine",
    "store",
    "transfer-engine-status",
    "tent-status",
    "pg-cpp",
    "pg-c",
    "rdma-completion",
    "transfer-state",
    "client-health",
    "pg-proposal",
    "pg-sync",
)
"""The ids of the built-in components, in the order in which they are shown."""

BUILTIN = tuple(DATA / f"{name}.yaml" for name in COMPONENTS)
"""The registry files that ship with the extension, one for each of COMPONENTS."""

COMPILED = DATA / "codes.json"
"""BUILTIN as JSON; written when a wheel is built, absent in a checkout."""


def has_builtin(paths: Iterable[Path]) -> bool:
    """Return whether one of the registry files `paths` is a built-in one."""
    return any(path.resolve() in BUILTIN for path in paths)


def compiled(registry: Registry) -> str:
    """Return `registry` as JSON for `read_compiled`."""
    return json.dumps([to_values(component) for component in registry.components])


def read_compiled(path: Path = COMPILED) -> Registry | None:
    """Return the registry in the compiled file `path`, None if it is absent or broken."""
    try:
        components = json.loads(path.read_bytes())
        return Registry(tuple(from_values(Component, component) for component in components))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
