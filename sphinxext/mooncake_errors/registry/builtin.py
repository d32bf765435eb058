"""The registry that ships, and its compiled form, which a wheel has beside it.

Importing this does not import PyYAML: the command line is to answer at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.data import from_values, set_values
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
"""The ids of the components that ship, in the order in which they are shown."""

BUILTIN = tuple(DATA / f"{name}.yaml" for name in COMPONENTS)
"""The registry that ships with the extension, a file for each of COMPONENTS."""

COMPILED = DATA / "codes.json"
"""BUILTIN as JSON: made for the wheel, and absent from a checkout."""


def has_builtin(paths: Iterable[Path]) -> bool:
    """Return whether one of the registry files `paths` ships with the extension."""
    return any(path.resolve() in BUILTIN for path in paths)


def compiled(registry: Registry) -> str:
    """Return the compiled form of `registry`."""
    return json.dumps([set_values(component) for component in registry.components])


def read_compiled(path: Path = COMPILED) -> Registry | None:
    """Return the registry in the compiled form `path`, None where it is absent or broken."""
    try:
        components = json.loads(path.read_bytes())
        return Registry(tuple(from_values(Component, component) for component in components))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
