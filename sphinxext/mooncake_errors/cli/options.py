"""The class of all commands, and the options that several of them share."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from sphinxext.mooncake_errors.cli.report import finish
from sphinxext.mooncake_errors.registry.problems import RegistryError, near_or_known
from sphinxext.mooncake_errors.registry.project import Project, load_project

Function = TypeVar("Function", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
FORMATS = ("text", "json", "github", "sarif")
"""The forms in which problems are printed; `report.render` makes them."""


class TableOption(click.Option):
    """An option in the place of a key in the project's table, named like the field of `Project`."""


class Command(click.Command):
    """A command of a project: `ctx.obj` is its `Project`, with the values of each `TableOption`."""

    def __init__(self, *args: Any, err: bool = False, **attributes: Any) -> None:
        """Take the arguments of `click.Command`; `err` prints problems to standard error."""
        super().__init__(*args, **attributes)
        self.err = err

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print the problems of a RegistryError, and end with 1."""
        try:
            ctx.obj = self._project(ctx.params)
            return super().invoke(ctx)
        except RegistryError as error:
            finish(error.problems, ctx.params.get("style", FORMATS[0]), err=self.err)

    def _project(self, params: dict[str, Any]) -> Project:
        """Return the project with the values of options, which are taken out of `params`."""
        project = load_project(Path.cwd())
        names = [str(param.name) for param in self.params if isinstance(param, TableOption)]
        values = {name: params.pop(name) for name in names}
        for name in ("locale_dirs", "headers", "sources"):  # click checks the paths of options
            if name in values and not values[name]:
                project.check_exists(name)
        if "registry" in values:
            values["registry"] = values["registry"] or project.registry_files()
        return replace(project, **{name: value for name, value in values.items() if value})


def check_known(what: str, word: str, known: Collection[str], hint: str) -> None:
    """Raise click.BadParameter, about the option `hint`, if `word` is not one of `known`."""
    if word not in known:
        message = f"unknown {what} {word!r}{near_or_known(word, known)}"
        raise click.BadParameter(message, param_hint=hint)


def pairs(
    values: Collection[str], form: str, fits: Callable[[str, str], object]
) -> list[tuple[str, str]]:
    """Return each of `values`, such as ``NAME=VALUE``, as the two texts around its ``=``.

    Raises click.BadParameter with the right `form` if these two do not fit.
    """
    found = [value.partition("=")[::2] for value in values]
    for value, pair in zip(values, found, strict=True):
        if not fits(*pair):
            raise click.BadParameter(f"{value!r} must be {form}")
    return found


def several(*options: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Return a decorator that adds all `options` to a command, in this order."""
    return lambda command: reduce(lambda made, option: option(made), options[::-1], command)


def table_option(*names: str, text: str, **attributes: Any) -> Callable[[Function], Function]:
    """Return a `TableOption` that can be repeated; the last of `names` is that of the key.

    `text` begins its help; `attributes` are those of `click.Option`.
    """
    key = names[-1].removeprefix("--")
    text = f"{text}; repeat for more.  [default: {key} in pyproject.toml]"
    return click.option(*names, cls=TableOption, multiple=True, help=text, **attributes)


def formats(
    *styles: str, name: str = "style", text: str = "Output format."
) -> Callable[[Function], Function]:
    """Return the option ``--format`` for the parameter `name`; the first style is the default."""
    type_ = click.Choice(styles)
    return click.option(
        "--format", name, type=type_, default=styles[0], show_default=True, help=text
    )


registry_option = click.option(
    "--registry",
    cls=TableOption,
    multiple=True,
    type=FILE,
    help="Registry file; repeat for each component.  "
    "[default: registry in pyproject.toml, else the built-in registry]",
)
locale_dir_option = table_option(
    "--locale-dir",
    "locale_dirs",
    type=DIRECTORY,
    text="Directory with translations of the project, searched before the built-in ones",
)
language_option = click.option(
    "-l",
    "--language",
    cls=TableOption,
    metavar="LANGUAGE",
    help="Language of the texts, such as zh_CN.  [default: language in pyproject.toml]",
)
format_option = formats(*FORMATS)
check_option = click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if a file would change."
)
files_argument = click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
