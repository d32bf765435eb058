"""The cost of builds: a page with many codes, many references, and no change at all."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from benchmarks.measure import in_turn, sphinx
from benchmarks.projects import (
    REGISTRY,
    clean_build,
    code_pages,
    next_build,
    page,
    real,
    references,
)
from benchmarks.report import Row, compared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.sizes import Sizes

_BESIDE = {
    "markdown": "the same table in Markdown",
    "csv-table": "the same rows in csv-table",
    "floor": "bare nodes of the same table",
    "no-index": "the directive with :no-index:",
}
_LARGE = 1000


def pages(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure a page with codes beside what a user would otherwise have."""
    for count in sizes.codes:
        kinds = ("directive", *_BESIDE)
        projects = {kind: page(folder / f"{kind}-{count}", kind, count) for kind in kinds}
        made = {kind: clean_build(path) for kind, path in projects.items()}
        runs = in_turn(made, sizes.rounds if count > _LARGE else sizes.short_rounds)
        targets = {"markdown": "1.00", "floor": "1.10"} if count >= _LARGE else {}
        for kind, name in _BESIDE.items():
            measured = f"page with {count:,} codes"
            target = targets.get(kind, "")
            yield compared(measured, runs["directive"], name, runs[kind], target)
        ours, theirs = (f"{max(runs[kind].peak):.0f} MB" for kind in ("directive", "markdown"))
        measured = f"memory of a page with {count:,} codes"
        yield Row(measured, ours, _BESIDE["markdown"], theirs)


def code_per_page(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure a page for each code beside the same pages written by hand."""
    for count, theme in sizes.code_pages:
        made = {
            kind: clean_build(code_pages(folder / f"{kind}-{count}-{theme}", kind, count, theme))
            for kind in ("pages", "by hand")
        }
        runs = in_turn(made, sizes.rounds)
        measured = f"{count:,} codes with a page each, theme {theme}"
        beside = "the same pages by hand, in Markdown"
        yield compared(measured, runs["pages"], beside, runs["by hand"])


def links(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure references beside those of Sphinx."""
    made = {
        kind: clean_build(references(folder / kind, kind, sizes.pages, sizes.references))
        for kind in ("mcerr", "ref")
    }
    runs = in_turn(made, sizes.short_rounds)
    measured = f"{sizes.pages * sizes.references:,} references on {sizes.pages} pages"
    yield compared(measured, runs["mcerr"], "as many of the role ref", runs["ref"], "1.03")


def singles(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure pages of single codes: twice the codes cost about twice the time."""
    counts = {"all": sizes.singles, "half": sizes.singles // 2}
    projects = {kind: page(folder / kind, "singles", count) for kind, count in counts.items()}
    measured, beside = (
        f"{counts['all']:,} directives of a single code",
        f"{counts['half']:,} of them",
    )
    for build, make, target in (
        ("", clean_build, "2.30"),
        (", built again without a change", next_build, "2.00"),
    ):
        runs = in_turn({kind: make(path) for kind, path in projects.items()}, sizes.rounds)
        yield compared(measured + build, runs["all"], beside, runs["half"], target)


def mooncake(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure the documentation of Mooncake beside the same with its page written by hand."""
    if sizes.mooncake is None:
        return
    projects = {kind: real(folder / kind, kind, sizes.mooncake) for kind in ("ours", "theirs")}
    for build, make, target in (
        ("documentation of Mooncake", clean_build, "1.04"),
        ("the same without a change", next_build, "1.10"),
    ):
        runs = in_turn({kind: make(path) for kind, path in projects.items()}, sizes.rounds)
        yield compared(build, runs["ours"], "with its page written by hand", runs["theirs"], target)


def unchanged(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """Measure a build that finds nothing to do, and count what a change touches."""
    projects = {
        kind: references(folder / kind, kind, sizes.pages, each=10) for kind in ("mcerr", "none")
    }
    made = {kind: next_build(path) for kind, path in projects.items()}
    runs = in_turn(made, sizes.idle_rounds)
    measured = f"build of {sizes.pages} pages without a change"
    yield compared(measured, runs["mcerr"], "without the extension", runs["none"], "1.10")
    yield _touched(projects["mcerr"], sizes)


def _touched(project: Path, sizes: Sizes) -> Row:
    """Count the pages that are written after the description of a code changed.

    One shows it, two cite it, and Sphinx writes the page with the contents, too.
    """
    registry = project / REGISTRY
    for number in range(sizes.pages - 2):
        text = (project / f"page{number}.md").read_text(encoding="utf-8")
        shorter = text.replace(text[text.index("See ") : text.index("number -1.")], "")
        (project / f"page{number}.md").write_text(shorter, encoding="utf-8")
    subprocess.run(sphinx(project, project / "_build"), check=True)
    before = _times(project)
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace(": The ", ": A ", 1), encoding="utf-8")
    subprocess.run(sphinx(project, project / "_build"), check=True)
    written = sum(before[path] != time for path, time in _times(project).items())
    measured = f"pages of {sizes.pages + 2} written after a change of a code on 4 of them"
    return Row(measured, str(written), target="4")


def _times(project: Path) -> dict[str, int]:
    files = (project / "_build").glob("*.html")
    made = {"genindex", "mcerr-calls", "mcerr-codes", "search"}
    return {path.stem: path.stat().st_mtime_ns for path in files if path.stem not in made}
