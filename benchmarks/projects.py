"""The Sphinx projects that are built."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks import codes
from benchmarks.measure import Command, sphinx

EXTENSION = ("sphinxext.mooncake_errors",)
REGISTRY = "codes.yaml"
_ROOT = Path(__file__).parent.parent
_DIRECTIVE = "```{mooncake-errors} bench\n```\n"
_SINGLE = "```{{mooncake-error}} {}\n```\n\n"
_MOONCAKE = "docs/source"
_MOONCAKE_PAGE = "troubleshooting/error-code.md"


def project(folder: Path, extensions: tuple[str, ...], files: dict[str, str]) -> Path:
    """Write a project of MyST into `folder` and return that."""
    folder.mkdir(parents=True)
    configuration = [
        f"import sys\nsys.path.insert(0, {str(_ROOT)!r})",
        f"extensions = {['myst_parser', *extensions]}",
    ]
    if REGISTRY in files:
        configuration.append(f"mooncake_errors_registry = {REGISTRY!r}")
    for name, text in {"conf.py": "\n".join(configuration), **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def page(folder: Path, kind: str, count: int) -> Path:
    """Write a project with one page of `count` codes, shown in the way `kind`."""
    directive, registry = "# Codes\n\n" + _DIRECTIVE, {REGISTRY: codes.registry(count)}
    singles = "# Codes\n\n" + "".join(_SINGLE.format(-1 - number) for number in range(count))
    kinds = {
        "singles": (EXTENSION, singles, registry),
        "directive": (EXTENSION, directive, registry),
        "no-index": (EXTENSION, directive.replace("\n```\n", "\n:no-index:\n```\n"), registry),
        "markdown": ((), "# Codes\n\n" + codes.markdown_table(count), {}),
        "csv-table": ((), "# Codes\n\n" + codes.csv_table(count), {}),
        "floor": (
            ("benchmarks.floor",),
            "# Codes\n\n```{rows}\n```\n",
            {"rows.json": codes.rows(count)},
        ),
    }
    extensions, text, files = kinds[kind]
    return project(folder, extensions, {"index.md": text, **files})


def code_pages(folder: Path, kind: str, count: int, theme: str) -> Path:
    """Write a project with a page for each of `count` codes: of the extension, or by hand.

    Both have the same text, and links from the table to the pages.
    """
    settings = f'html_theme = "{theme}"\n'
    if kind == "pages":
        files = {"index.md": "# Codes\n\n" + _DIRECTIVE, REGISTRY: codes.registry(count)}
        made = project(folder, EXTENSION, files)
        settings += 'mooncake_errors_pages = "errors"\n'
    else:
        files = {
            f"errors/{code.name}.md": f"# {code.name} ({code.value})\n\n"
            f"Benchmark · {title}\n\n{code.description}\n"
            for title, some in codes.groups(count)
            for code in some
        }
        toctree = "\n".join(["", "```{toctree}", ":hidden:", "", *files, "```", ""])
        table = codes.markdown_table(count, "[`{0}`](errors/{0}.md)")
        files["index.md"] = "# Codes\n\n" + table + toctree
        made = project(folder, (), files)
    with (made / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\n{settings}")
    return made


def references(folder: Path, kind: str, pages: int, each: int) -> Path:
    """Write a project of `pages` pages with `each` references of a role: mcerr, ref or none."""
    listed = [code for _, some in codes.groups(each) for code in some]
    if kind == "mcerr":
        shown, form = _DIRECTIVE, "{{mcerr}}`{}`"
    else:
        sections = (f"({code.name})=\n## {code.name}\n\n{code.description}\n" for code in listed)
        shown, form = "\n".join(sections), "{{ref}}`{}`" if kind == "ref" else "`{}`"
    names = [f"page{number}" for number in range(pages)]
    body = "".join(f"See {form.format(code.name)} number {code.value}.\n\n" for code in listed)
    files = {f"{name}.md": f"# {name}\n\n{body}" for name in names}
    files["codes.md"] = f"# Codes\n\n{shown}"
    files["index.md"] = "\n".join(["# Index", "", "```{toctree}", "codes", *names, "```", ""])
    if kind == "mcerr":
        files[REGISTRY] = codes.registry(each)
    return project(folder, EXTENSION if kind == "mcerr" else (), files)


def real(folder: Path, kind: str, checkout: Path) -> Path:
    """Copy the documentation of Mooncake; as ``ours`` its page of codes is the directive."""
    shutil.copytree(checkout / _MOONCAKE, folder)
    settings = "\nintersphinx_mapping = {}\n"  # measures no network
    if kind == "ours":
        settings += f'sys.path.insert(0, {str(_ROOT)!r})\nextensions.append("{EXTENSION[0]}")\n'
        text = "# Error Code Explanation\n\n```{mooncake-errors}\n```\n"
        (folder / _MOONCAKE_PAGE).write_text(text, encoding="utf-8")
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(settings)
    return folder


def clean_build(folder: Path) -> Command:
    """Return the command that builds the project in `folder` from nothing."""
    out = folder / "_build"
    return Command(sphinx(folder, out), lambda: shutil.rmtree(out, ignore_errors=True))


def next_build(folder: Path) -> Command:
    """Return the command that builds it again where it was built."""
    return Command(sphinx(folder, folder / "_build"))
