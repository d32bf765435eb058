"""The tests on the oldest and the newest of everything that is supported, from the built wheel."""

from __future__ import annotations

import shutil
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
DIST = Path(".nox/dist")


@nox.session(venv_backend="none")
def wheel(session: nox.Session) -> None:
    """Build the wheel that every other session tests, not the checkout."""
    shutil.rmtree(DIST, ignore_errors=True)
    pip = (sys.executable, "-m", "pip")
    session.run(*pip, "wheel", "-q", "--no-deps", "-w", str(DIST), ".", silent=True)


@nox.session(python="3.10", requires=["wheel"])
def oldest(session: nox.Session) -> None:
    """Test with each dependency, ours and those of the tests, at its lower bound."""
    lowest = ("--resolution", "lowest-direct")
    session.install("-r", "pyproject.toml", "--extra", "cli", "--group", "test", *lowest)
    session.install("--no-deps", _built())
    _test(session, *QUICK)


@nox.session(python=["3.11", "3.12", "3.14"], requires=["wheel"])
def newest(session: nox.Session) -> None:
    """Test what depends more on the interpreter than on Sphinx, with the newest libraries."""
    _install(session)
    packages = ("catalogs", "checks", "headers", "logs", "registry", "tables")
    _test(session, *(f"tests/{each}" for each in packages), *QUICK)


@nox.session(python="3.13", requires=["wheel"])
def docutils(session: nox.Session) -> None:
    """Test with the newest docutils that Sphinx allows, even if some themes do not allow it yet."""
    _install(session)
    session.install("--no-deps", "--upgrade", "docutils<0.24")
    _test(session, *(f"tests/{each}" for each in ("checks", "extension", "tables")), *QUICK)


@nox.session(python="3.12", requires=["wheel"])
def simplepdf(session: nox.Session) -> None:
    """Test PDFs made without TeX, on the newest Sphinx with which their links work."""
    _install(session, "sphinx-simplepdf", "sphinx<8.2")
    _test(session, "tests/extension", "-k", "simplepdf", *TESTS)


def _built() -> str:
    (path,) = DIST.resolve().glob("*.whl")
    return str(path)


def _install(session: nox.Session, *options: str) -> None:
    session.install(f"{_built()}[cli]", "--group", "test", "--upgrade", *options)


def _test(session: nox.Session, *tests: str) -> None:
    # Not "python -m pytest", which would put the checkout before what is installed.
    session.run("pytest", *tests, *session.posargs, env=ENVIRONMENT)
