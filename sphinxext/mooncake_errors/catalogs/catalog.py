"""Translations of the registry's texts and of the extension's own words.

Catalogs are loaded here and not by Sphinx, whose catalogs are global to the process. There the
first one loaded wins, so a project could not override a shipped translation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sphinxext.mooncake_errors.registry.fields import with_texts
from sphinxext.mooncake_errors.registry.model import LANGUAGE_PATTERN, Registry
from sphinxext.mooncake_errors.registry.problems import Problem, did_you_mean, file_problem
from sphinxext.mooncake_errors.registry.words import Word

DOMAIN = "mooncake-errors"
"""The gettext domain: the name of the ``.pot`` and ``.po`` files."""
SHIPPED = tuple(Path(__file__).parents[level] / "locales" for level in (1, 3))
"""Folders of the shipped catalogs: in an installed wheel, then in a checkout."""
_SIMPLIFIED = ("zh", "zh_hans", "zh_hans_cn", "zh_hans_sg", "zh_sg")
"""Names of simplified Chinese, served by zh_CN; zh_TW and zh_HK expect traditional script."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The translations of one language, with problems of their files and other remarks."""

    language: str
    messages: dict[str, str]
    """The translations of the registry's texts."""
    problems: list[Problem] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    """The translations of the extension's own words."""
    notes: list[str] = field(default_factory=list)
    files: tuple[Path, ...] = ()
    """The files that were found: the shipped one, then those of the project."""

    def translates(self, language: str) -> bool:
        """Return whether texts in `language` need a translation for readers of this catalog."""
        return shipped_language(language) != shipped_language(self.language)

    def get(self, text: str) -> str | None:
        """Return the translation of `text`, a text of the registry or a Word, or None."""
        return (self.words if isinstance(text, Word) else self.messages).get(text)

    def __call__(self, text: str) -> str:
        """Return the translation of `text`, or `text` itself."""
        return self.get(text) or str(text)


def shipped_language(language: str) -> str:
    """Return the language of the shipped texts for readers of `language`.

    All names of simplified Chinese give zh_CN, all kinds of English en, and other languages
    themselves with ``_`` for ``-``.
    """
    name = language.replace("-", "_")
    if name.casefold() in _SIMPLIFIED:
        return "zh_CN"
    return "en" if name.casefold().partition("_")[0] == "en" else name


def shipped_catalog(language: str) -> Path | None:
    """Return the shipped catalog for readers of `language`, if there is one."""
    return next(iter(project_catalogs(shipped_language(language), SHIPPED)), None)


def project_catalogs(language: str, locale_dirs: Iterable[Path]) -> list[Path]:
    """Return the catalogs of a project for `language`, those with precedence first.

    As gettext does, each of `locale_dirs` is searched for `language`, e.g. ``de_DE``, and then for
    the language alone, ``de``.
    """
    if not re.match(LANGUAGE_PATTERN, language):  # an unchecked option of a block
        return []
    names = dict.fromkeys((language, re.split("[-_@]", language)[0]))
    bases = (folder / name / "LC_MESSAGES" / DOMAIN for folder in locale_dirs for name in names)
    forms = ([base.with_suffix(".po"), base.with_suffix(".mo")] for base in bases)
    return [path for form in forms for path in [*filter(Path.exists, form)][:1]]


def catalog_languages(folders: Iterable[Path]) -> list[str]:
    """Return the languages that have a catalog in one of `folders`, sorted."""
    found = (folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o") for folder in folders)
    return sorted({path.parent.parent.name for paths in found for path in paths})


def no_catalog(language: str, locale_dirs: Iterable[Path]) -> Problem:
    """Return the problem of a `language` without a catalog, shipped or in `locale_dirs`."""
    folders = list(locale_dirs)
    expected = Path(*folders[:1], language, "LC_MESSAGES", f"{DOMAIN}.po")
    hint = did_you_mean(language, catalog_languages([*folders, *SHIPPED]))
    if not (hint or folders):
        hint = "; name the directory of catalogs: --locale-dir, or locale_dirs in pyproject.toml"
    return file_problem(expected, "no-catalog", f"no catalog for the language {language}{hint}")


def load_catalog(
    language: str,
    locale_dirs: Iterable[Path],
    *,
    fuzzy: bool = False,
    shipped_texts: bool = True,
) -> Catalog:
    """Return the translations for `language`: the shipped ones, overridden by those of a project.

    Each of `locale_dirs` may have ``<language>/LC_MESSAGES/mooncake-errors.po`` (or ``.mo``), see
    `project_catalogs`; the first with a translation wins. The shipped translations of registry
    texts are used only with `shipped_texts`, those of the extension's own words always. Fuzzy
    translations are used only with `fuzzy`.

    Unreadable files and faulty translations become problems of the returned catalog.
    """
    shipped = shipped_catalog(language)
    files = (*filter(None, [shipped]), *project_catalogs(language, locale_dirs)[::-1])
    catalog = Catalog(language, {}, files=files)
    for path in files:
        # Slow to import, and not needed for English texts.
        from sphinxext.mooncake_errors.catalogs.files import read_translations  # noqa: PLC0415

        found, problems = read_translations(path, fuzzy=fuzzy)
        catalog.problems.extend(problems)
        catalog.words.update(found)
        if shipped_texts or path != shipped:
            catalog.messages.update(found)
        if path.suffix == ".mo" and path != shipped:
            catalog.notes.append(f"{path}: compiled catalog without its {path.stem}.po is read")
    return catalog


def translated(registry: Registry, catalog: Catalog) -> Registry:
    """Return `registry` with its texts translated by `catalog`; other texts stay."""
    components = []
    for component in registry.components:
        foreign = catalog.translates(component.language)
        shown = with_texts(component, catalog) if catalog.messages else component
        components.append(replace(shown, language=catalog.language) if foreign else shown)
    return Registry(tuple(components))
