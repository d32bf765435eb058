"""A registry as JSON; ``data/export.schema.json`` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinxext.mooncake_errors.registry.values import all_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinxext.mooncake_errors.registry.model import Registry

VERSION = 2
"""The version of the format."""

GENERATOR = "sphinxext-mooncake-errors"
"""The name by which files made by this package are recognised."""


def to_json(
    registry: Registry, addresses: Mapping[str, str] | None = None, indent: int | None = 2
) -> str:
    """Return `registry` as JSON with `addresses`, ending in a line feed.

    With `indent` None all of it is one line.
    """
    export = {
        "generator": GENERATOR,
        "version": VERSION,
        "components": registry.components,
        "addresses": dict(addresses or {}),
    }
    return json.dumps(export, default=all_values, ensure_ascii=False, indent=indent) + "\n"
