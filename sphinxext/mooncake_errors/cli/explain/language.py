"""The registry and the translations for ``explain``, loaded with few imports for speed."""

import os
import re
from collections.abc import Callable
from gettext import GNUTranslations
from pathlib import Path

import click

from sphinxext.mooncake_errors.catalogs.catalog import (
    SHIPPED,
    catalog_languages,
    load_catalog,
    project_catalogs,
    shipped_catalog,
    shipped_language,
)
from sphinxext.mooncake_errors.cli.report import render
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, has_builtin
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.data import read_compiled
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import did_you_mean
from sphinxext.mooncake_errors.registry.project import Project

Texts = Callable[[str], str]
"""Returns the translation of a text, or the text if it has none."""

_LANGUAGE = re.compile(LANGUAGE_PATTERN)


def load_lookup(paths: tuple[Path, ...]) -> Lookup:
    """Return the registry of the files `paths`; raise RegistryError."""
    registry = read_compiled() if paths == BUILTIN else None
    if registry is None:
        from sphinxext.mooncake_errors.registry.load import load_registry  # noqa: PLC0415 - slow

        registry = load_registry(paths)
    return Lookup(registry)


def load_texts(given: str | None, project: Project) -> tuple[str, Texts]:
    """Return the language `given`, or else that of the locale or of `project`, and its texts.

    The shipped translations of texts are used for the built-in registry only. Raises
    click.BadParameter if `given` is no language. Problems of catalogs, and a language without
    translation, are reported on standard error.
    """
    if given and not _LANGUAGE.fullmatch(given):
        raise click.BadParameter(f"{given!r} is not a language", param_hint="--language")
    language = given or _locale_language() or project.language or "en"
    own, shipped = project_catalogs(language, project.locale_dirs), shipped_catalog(language)
    shipped_texts = has_builtin(project.registry)
    if shipped and shipped.suffix == ".mo" and shipped_texts and not own:
        with shipped.open("rb") as file:  # without importing Babel, which takes time
            return language, GNUTranslations(file).gettext
    catalog = load_catalog(language, project.locale_dirs, shipped_texts=shipped_texts)
    for message in filter(None, (render(catalog.problems, "text"), *map(safe, catalog.notes))):
        click.echo(message, err=True)
    if given and shipped_language(given) != "en" and not (own or shipped):
        hint = did_you_mean(given, catalog_languages([*project.locale_dirs, *SHIPPED]))
        click.echo(f"mooncake-errors: no translation into {given}{hint}", err=True)
    return language, catalog


def _locale_language() -> str | None:
    """Return the language of the locale in the environment; None if none is set.

    The locales C and POSIX have the language ``en``.
    """
    names = map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = re.split("[.@]", next(filter(None, names), ""))[0]
    if not name:
        return None
    return name if _LANGUAGE.fullmatch(name) and name != "POSIX" else "en"
