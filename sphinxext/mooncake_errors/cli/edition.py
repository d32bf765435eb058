"""The registry and the language that a command is to show; imports only what both need."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from sphinxext.mooncake_errors.catalogs.catalog import (
    SHIPPED,
    catalog_languages,
    load_catalog,
    project_catalogs,
    shipped_catalog,
    shipped_language,
)
from sphinxext.mooncake_errors.cli.sheet import Edition
from sphinxext.mooncake_errors.registry.builtin import (
    BUILTIN,
    has_builtin,
    read_compiled,
)
from sphinxext.mooncake_errors.registry.characters import safe
from sphinxext.mooncake_errors.registry.lookup import Lookup
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN
from sphinxext.mooncake_errors.registry.problems import RegistryError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinxext.mooncake_errors.registry.model import Registry

_LANGUAGE = re.compile(LANGUAGE_PATTERN)


def load_edition(
    paths: tuple[Path, ...], language: str | None, locale_dirs: tuple[Path, ...]
) -> Edition:
    """Return the registry of the files `paths` in `language`, None for that of the locale.

    Ends the command with 1, its problems on the standard error, where the registry is faulty;
    raises BadParameter where `language` is none. Faults of catalogs are reported, no more.
    """
    if language and not _LANGUAGE.fullmatch(language):
        raise click.BadParameter(f"{language!r} is no language", param_hint="--language")
    chosen = language or locale_language()
    if language:
        _check_translated(language, locale_dirs)
    return Edition(
        Lookup(_registry(paths)),
        chosen,
        _translate(chosen, locale_dirs, shipped_texts=has_builtin(paths)),
    )


def locale_language() -> str:
    """Return the language of the locale as the environment names it; ``en`` for C and POSIX."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "").partition(".")[0].partition("@")[0]
    return name if _LANGUAGE.fullmatch(name) and name != "POSIX" else "en"


def _registry(paths: tuple[Path, ...]) -> Registry:
    registry = read_compiled() if paths == BUILTIN else None
    if registry:
        return registry
    from sphinxext.mooncake_errors.registry.load import load_registry  # noqa: PLC0415 - slow

    try:
        return load_registry(paths)
    except RegistryError as error:
        for problem in error.problems:
            click.echo(safe(str(problem)), err=True)
        raise click.exceptions.Exit(1) from None


def _translate(
    language: str, locale_dirs: tuple[Path, ...], *, shipped_texts: bool
) -> Callable[[str], str | None]:
    project = project_catalogs(language, locale_dirs)
    shipped = shipped_catalog(language)
    if not project and not shipped:
        return lambda _: None
    alone = shipped if shipped_texts and not project else None
    compiled = _compiled(alone) if alone else None
    if compiled:
        return _compiled_translations(compiled)
    catalog = load_catalog(language, locale_dirs, shipped_texts=shipped_texts)
    for problem in catalog.problems:
        click.echo(safe(str(problem)), err=True)
    return catalog.get


def _compiled(path: Path) -> Path | None:
    """Return the compiled form of the catalog `path`, None where there is none or an older one."""
    compiled = path.with_suffix(".mo")
    try:
        fresh = compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns
    except OSError:
        return None
    return compiled if fresh else None


def _compiled_translations(path: Path) -> Callable[[str], str | None]:
    """Return the translations in the ``.mo`` file `path`, read in no time."""
    from gettext import GNUTranslations  # noqa: PLC0415

    with path.open("rb") as file:
        translations = GNUTranslations(file)
    # Texts without translation come back as they are.
    return lambda text: None if (found := translations.gettext(text)) is text else found


def _check_translated(language: str, locale_dirs: tuple[Path, ...]) -> None:
    """Say so where there is no translation into `language`; English needs none."""
    if shipped_language(language) == "en" or shipped_catalog(language):
        return
    if not project_catalogs(language, locale_dirs):
        hint = did_you_mean(language, catalog_languages([*locale_dirs, *SHIPPED]))
        click.echo(f"mooncake-errors: no translation into {language}{hint}", err=True)
