"""The tests on the oldest and the newest of everything that is supported, from the built wheel."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "uv"  # pip has no lowest versions, and takes five times as long
nox.options.download_python = "never"

TESTS = ("-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider")
QUICK = (*TESTS, "-m", "not tex and not browser and not slow and not translations")
# Tests marked slow are left to "make test": rebuilds, hostile and huge input, projects at random,
# validators and archives. Their results depend on Sphinx and our own code, not on the interpreter.
ENVIRONMENT = {
    "PYTHONDEVMODE": "1",
    # Checks of memory find faults in C, of which we have none, and take a fifth of the time.
    "PYTHONMALLOC": "pymalloc",
    "TMPDIR": tempfile.gettempdir(),
}
"""Python's development mode; and not nox's own directory for temporary files, which git ignores and
so does what is tested."""


@nox.session(python="3.10")
def oldest(session: nox.Session) -> None:
    """Test with each dependency, ours and those of the tests, at its lower bound.

    Links in PDFs of sphinx-simplepdf work before Sphinx 8.2 only, so they are tested here.
    """
    lowest = ("--resolution", "lowest-direct")
    ours = ("-r", "pyproject.toml", "--extra", "cli", "--group", "test")
    session.install(*ours, "sphinx-simplepdf>=1.7", *lowest)
    session.install("--no-deps", _built())
    _test(session, *QUICK)


RUNNING = f"3.{sys.version_info.minor}"
OTHERS = [version for version in ("3.11", "3.12", "3.14") if version != RUNNING]


@nox.session(python=OTHERS)
def newest(session: nox.Session) -> None:
    """Test what the interpreter can change: our readers of files, the command and builds.

    Between the oldest Python, and that of "make test", the others differ in little.
    """
    _install(session)
    parts = ("catalogs", "headers", "registry", "cli/test_check.py", "extension/test_directive.py")
    _test(session, *(f"tests/{each}" for each in parts), *QUICK)


@nox.session(python="3.13")
def docutils(session: nox.Session) -> None:
    """Test our use of docutils on the newest that Sphinx allows, even if some themes do not yet."""
    _install(session)
    session.install("--no-deps", "--upgrade", "docutils<0.24")
    builds = ("builders", "details", "directive", "places", "rows", "table_html")
    parts = ("checks/test_prose.py", "tables", *(f"extension/test_{each}.py" for each in builds))
    _test(session, *(f"tests/{each}" for each in parts), *QUICK)


def _built() -> str:
    """Return the wheel that "make dist" has built; it is tested, not the checkout."""
    (path,) = Path("dist").resolve().glob("*.whl")
    return str(path)


def _install(session: nox.Session) -> None:
    session.install(f"{_built()}[cli]", "--group", "test", "--upgrade")


def _test(session: nox.Session, *tests: str) -> None:
    # Not "python -m pytest", which would put the checkout before what is installed.
    session.run("pytest", *tests, *session.posargs, env=ENVIRONMENT)
