"""A registry as JSON; ``data/export.schema.json`` says what is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxext.mooncake_errors.registry.model import Registry

VERSION = 1
"""The version of the format."""

GENERATOR = "sphinxext-mooncake-errors"
"""The name by which files made by this package are recognised."""


def to_json(
    registry: Registry, addresses: Mapping[str, str] | None = None, indent: int | None = 2
) -> str:
    """Return `registry` as JSON, with `addresses` if given, and a line end at the end.

    With no `indent` all of it is one line.
    """
    export = {
        "generator": GENERATOR,
        "version": VERSION,
        "components": registry.components,
        "addresses": dict(addresses or {}),
    }
    return json.dumps(export, default=_plain, ensure_ascii=False, indent=indent) + "\n"


def _plain(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}
