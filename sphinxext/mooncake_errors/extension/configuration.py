"""The project's table in pyproject.toml as defaults for conf.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.project import load_project

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def read_table(app: Sphinx, config: Config) -> None:
    """Set values that conf.py leaves empty to those of [tool.mooncake-errors].

    Paths become relative to the directory of conf.py. Raises ConfigError with all faults of the
    table.
    """
    folder = Path(app.confdir)
    try:
        project = load_project(folder.resolve())
    except RegistryError as error:
        raise ConfigError(str(error)) from None
    headers = {
        name: [_from(folder, path) for path in paths] for name, paths in project.headers.items()
    }
    values = {
        "mooncake_errors_registry": [_from(folder, path) for path in project.registry],
        "mooncake_errors_headers": headers,
        "mooncake_errors_headers_skip": list(project.skip),
        "mooncake_errors_headers_also": [_from(folder, path) for path in project.also],
        "mooncake_errors_headers_types": project.types,
    }
    for name, value in values.items():
        if value and not config[name]:
            config[name] = value


def _from(folder: Path, path: Path) -> str:
    return os.path.relpath(path.resolve(), folder.resolve())
