"""The settings of the extension: registration, checks, and the files that they name."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.warnings import Subtype, warn
from sphinxext.mooncake_errors.registry.builtin import BUILTIN
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean
from sphinxext.mooncake_errors.registry.project import load_project

SHORT_ADDRESSES = "mooncake_errors_short_addresses"
PAGES = "mooncake_errors_pages"
LANGUAGES = "mooncake_errors_languages"
_FOLDERS = {SHORT_ADDRESSES: "output", PAGES: "source directory"}
"""The settings that name folders, with the directory of these folders for messages."""

STATIC = Path(__file__).parent.parent / "static"
STYLE_SHEET = "mooncake-errors.css"

_PREFIX = "mooncake_errors_"
_ASSIGNMENT = re.compile(r"(\w*mooncake\w*)\s*[:=]")
WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
"""A web address: no other scheme, such as javascript:, and no characters that browsers strip."""


def add_settings(app: Sphinx) -> None:
    """Register the settings of conf.py."""
    app.add_config_value("mooncake_errors_registry", "", "env", [str, list, tuple])
    app.add_config_value("mooncake_errors_headers", {}, "", [dict])
    app.add_config_value("mooncake_errors_headers_skip", [], "", [list, tuple])
    app.add_config_value("mooncake_errors_headers_also", [], "", [list, tuple])
    app.add_config_value("mooncake_errors_headers_types", {}, "", [dict])
    app.add_config_value("mooncake_errors_source_url", "", "env", [str])
    app.add_config_value("mooncake_errors_report_untranslated", False, "", [bool])  # noqa: FBT003
    app.add_config_value(SHORT_ADDRESSES, "mcerr", "html", [str])
    app.add_config_value(PAGES, "", "env", [str, dict])
    app.add_config_value(LANGUAGES, {}, "html", [Any])
    app.add_config_value("mooncake_errors_autolink", False, "env", [bool])  # noqa: FBT003


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set values that conf.py leaves empty from pyproject.toml, and add static files and templates.

    Paths are relative to conf.py. Scripts and style rules for browsers are left out of EPUB. Sphinx
    compares settings with those of the last build, so they are the same for all builders. Raises
    ConfigError with all problems of the table in pyproject.toml.
    """
    folder = Path(app.confdir).resolve()
    try:
        project = load_project(folder)
    except RegistryError as error:
        raise ConfigError(str(error)) from None

    def relative(paths: Iterable[Path]) -> list[str]:
        return [os.path.relpath(path.resolve(), folder) for path in paths]

    values: dict[str, Any] = {
        "registry": relative(project.registry),
        "headers": {name: relative(paths) for name, paths in project.headers.items()},
        "headers_skip": list(project.skip),
        "headers_also": relative(project.also),
        "headers_types": project.types,
    }
    for key, value in values.items():
        if value and not config[_PREFIX + key]:
            config[_PREFIX + key] = value
    config.html_static_path = [*config.html_static_path, str(STATIC)]
    config.templates_path = [*config.templates_path, str(STATIC.with_name("templates"))]
    excluded = [f"_static/{path.name}" for path in STATIC.iterdir() if path.name != STYLE_SHEET]
    config.epub_exclude_files = [*config.epub_exclude_files, *sorted(excluded)]


def places_in_conf(app: Sphinx) -> dict[str, str]:
    """Return the place in conf.py, ``path:line``, of each name that may be a setting."""
    conf = Path(app.confdir, "conf.py")
    text = conf.read_text(encoding="utf-8", errors="ignore") if conf.is_file() else ""
    names = map(_ASSIGNMENT.match, text.splitlines())
    return {found[1]: f"{conf}:{line}" for line, found in enumerate(names, 1) if found}


def check_settings(app: Sphinx) -> None:
    """Warn about unknown names in conf.py like a setting; raise ConfigError for a wrong value."""
    known = [value.name for value in app.config if value.name.startswith(_PREFIX)]
    for name, place in places_in_conf(app).items():
        close = name.startswith("mooncake_err") or get_close_matches(name, known, cutoff=0.85)
        if name not in known and close:
            warn(Subtype.CONFIG, f"unknown setting {name}{did_you_mean(name, known)}", place)
    check_source_url(app.config.mooncake_errors_source_url)
    folder_in(SHORT_ADDRESSES, app.config[SHORT_ADDRESSES])


def find_file(app: Sphinx, name: str) -> Path:
    """Return the path of the file `name` in the folder of the pages, or else in that of conf.py.

    Each of several versions may have its checkout with pages and registry, beside one conf.py.
    """
    path = Path(app.srcdir, name)
    # Of any name, however long, such as the text of a file.
    return path if os.path.isfile(path) else Path(app.confdir, name)  # noqa: PTH113


def check_source_url(value: Any) -> None:
    """Raise ConfigError if `value` is neither empty nor a web address with ``{path}``."""
    if value and not (WEB_ADDRESS.fullmatch(str(value)) and "{path}" in value):
        raise ConfigError(
            f"mooncake_errors_source_url: must be a web address with {{path}}, not {value!r}"
        )


def registry_paths(app: Sphinx) -> tuple[Path, ...]:
    """Return the registry files of the project, or the built-in ones.

    Raises ConfigError for a value that is not the path of a file.
    """
    value = app.config.mooncake_errors_registry
    if value in (None, "", [], ()):
        return BUILTIN
    names = list(map(str, value if isinstance(value, (list, tuple)) else [value]))
    paths = {name: find_file(app, name) for name in names}
    for name, path in paths.items():
        if not os.path.isfile(path):  # noqa: PTH113 - as above
            searched = " or ".join(dict.fromkeys(map(str, (app.srcdir, app.confdir))))
            raise ConfigError(f"mooncake_errors_registry: no file {name!r} in {searched}")
    return tuple(paths.values())


def folder_in(setting: str, value: Any) -> str:
    """Return the folder in the `value` of `setting` with forward slashes, or an empty string.

    Raises ConfigError for a value that is not a folder inside the directory of the setting.
    """
    if not value:
        return ""
    path = PurePosixPath(str(value))
    odd = set(str(path)) & set('\\:?#%*"<>|') or not str(path).isprintable()
    outside = path.is_absolute() or ".." in path.parts or not path.parts
    if odd or outside or not isinstance(value, str):
        raise ConfigError(f"{setting}: {value!r} is no folder inside the {_FOLDERS[setting]}")
    return str(path)
