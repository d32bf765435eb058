"""The files of the built-in registry."""

from collections.abc import Iterable
from pathlib import Path

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


def has_builtin(paths: Iterable[Path]) -> bool:
    """Return whether one of the registry files `paths` is a built-in one."""
    return any(path.resolve() in BUILTIN for path in paths)
