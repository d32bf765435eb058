"""Feed every parser with input that a fuzzer makes up; any exception but the documented ends it.

Usage: ``run.py SECONDS``. Each target runs in a process of its own. What crashed it is
left in the file ``crash-…`` that is named then: keep it as a test.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ModuleNotFoundError:
    version = ".".join(map(str, sys.version_info[:2]))
    print(f"SKIPPED: there is no atheris for Python {version} here, so nothing was fuzzed.")
    sys.exit(0)

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import write_mo

with atheris.instrument_imports(include=["sphinxext.mooncake_errors"]):
    from sphinxext.mooncake_errors.catalogs.catalog import load_catalog
    from sphinxext.mooncake_errors.catalogs.files import read_messages
    from sphinxext.mooncake_errors.headers import parse_headers
    from sphinxext.mooncake_errors.logs.scan import Findings, scan
    from sphinxext.mooncake_errors.registry.builtin import BUILTIN
    from sphinxext.mooncake_errors.registry.characters import FORBIDDEN
    from sphinxext.mooncake_errors.registry.editing import Editor
    from sphinxext.mooncake_errors.registry.fields import texts
    from sphinxext.mooncake_errors.registry.files import decode
    from sphinxext.mooncake_errors.registry.load import (
        load_documents,
        load_registry,
        single_document,
    )
    from sphinxext.mooncake_errors.registry.lookup import Lookup
    from sphinxext.mooncake_errors.registry.problems import RegistryError
    from sphinxext.mooncake_errors.registry.text import TextError, spans
    from sphinxext.mooncake_errors.tables.blocks import blocks
    from sphinxext.mooncake_errors.tables.importing import drafts
    from sphinxext.mooncake_errors.tables.page import read_page
    from sphinxext.mooncake_errors.tables.rows import rows

LOOKUP = Lookup(load_registry())
FOLDER = Path(sys.argv[3] if len(sys.argv) > 3 else ".")
CATALOG = FOLDER / "locales" / "fr" / "LC_MESSAGES" / "mooncake-errors.po"
TESTS = Path(__file__).parents[1]


def text(data: bytes) -> None:
    """Texts: spans that give the text again, or a place in it."""
    words = data.decode("utf-8", "replace")
    try:
        parts = spans(words)
    except TextError as error:
        assert words[error.offset] == "`"
    else:
        assert all(part.text in words for part in parts)


def registry(data: bytes) -> None:
    """Registries: problems with places in the file, or a component whose texts are clean."""
    try:
        content = decode("a.yaml", data)
        ((document, component),) = load_documents(["a.yaml"], lambda _: content)
    except RegistryError as error:
        assert all(problem.line > 0 and problem.column > 0 for problem in error.problems)
        return
    assert not any(FORBIDDEN.search(each) for _, each in texts(component))
    editor = Editor(document)
    editor.set_key((), "title", "New")
    assert editor.edited(content)


def header(data: bytes) -> None:
    """Headers: nothing in a header raises."""
    parse_headers([("a.h", data)], enum="E", macro_prefix="ERR_")


def page(data: bytes, path: str) -> None:
    """Pages: tables whose cells are in the page and become a registry, or problems with places."""
    words = data.decode("utf-8", "replace").replace("\r", "\n")
    blocks(words, path)
    try:
        found, problems = read_page(words, path)
    except RegistryError as error:
        found, problems = [], list(error.problems)
    lines = words.count("\n") + 1
    assert all(0 < cell.line <= lines for table in found for cell in table.heads)
    assert all(0 < problem.line <= lines for problem in problems)
    for draft in drafts([(table, rows(table)[0]) for table in found], None) if found else ():
        made = draft.text(None)
        if made:
            single_document("a.yaml", made)


def markdown(data: bytes) -> None:
    """Markdown: tables, blocks and problems."""
    page(data, "a.md")


def log(data: bytes) -> None:
    """Logs: findings in lines that there are."""
    findings = Findings()
    scan([data], LOOKUP, findings)
    for finding in findings.by_code.values():
        assert 0 < finding.first <= finding.last <= findings.lines


def rst(data: bytes) -> None:
    """reStructuredText: tables and problems."""
    page(data, "a.rst")


def compiled(data: bytes) -> None:
    """Compiled catalogs: RegistryError, or messages."""
    path = CATALOG.with_suffix(".mo")
    path.write_bytes(data)
    with suppress(RegistryError):
        read_messages(path)


def catalog(data: bytes) -> None:
    """Catalogs: RegistryError or messages; no translation misleads who reads it."""
    CATALOG.write_bytes(data)
    try:
        read_messages(CATALOG)
    except RegistryError as error:
        assert error.problems[0].line > 0
    loaded = load_catalog("fr", [FOLDER / "locales"])
    assert not any(FORBIDDEN.search(each) for each in loaded.messages.values())


TARGETS = {
    function.__name__: (function, seeds)
    for function, seeds in (
        (text, ()),
        (registry, (*BUILTIN, TESTS / "roots" / "hostile" / "hostile.yaml")),
        (header, tuple((TESTS / "data" / "headers").glob("*.h"))),
        (markdown, tuple((TESTS / "data").glob("*.md"))),
        (rst, tuple((TESTS / "roots").rglob("*.rst"))),
        (compiled, ()),
        (log, ()),
        (catalog, tuple((TESTS.parent / "locales").rglob("mooncake-errors.po"))),
    )
}


def run_all(seconds: str) -> int:
    """Run every target for so long; return how many failed."""

    def run(name: str) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, seconds, name, folder]
            done = subprocess.run(command, capture_output=True, check=False)
        sys.stderr.buffer.write(done.stdout + done.stderr)  # at once: others run at the same time
        return done.returncode != 0

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [
            name for name, faulty in zip(TARGETS, pool.map(run, TARGETS), strict=True) if faulty
        ]
    print(f"failed: {', '.join(failed)}" if failed else f"no fault found in {', '.join(TARGETS)}")
    return len(failed)


def run_one(seconds: str, name: str) -> None:
    """Fuzz one target, starting from what real files of its kind look like; does not return."""
    function, seeds = TARGETS[name]
    corpus = FOLDER / name
    corpus.mkdir()
    for seed in seeds:
        (corpus / seed.name).write_bytes(seed.read_bytes()[:20_000].rpartition(b"\n\n")[0])
    if function is compiled:
        made = BabelCatalog()
        made.add("a", "b")
        with (corpus / "a.mo").open("wb") as file:
            write_mo(file, made)
    CATALOG.parent.mkdir(parents=True)
    options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0"]
    options += ["-max_len=20000", f"-artifact_prefix={tempfile.gettempdir()}/"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], function)
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run_one(sys.argv[1], sys.argv[2])
    sys.exit(run_all(sys.argv[1] if len(sys.argv) > 1 else "10"))
