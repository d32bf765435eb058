"""The tests on the oldest and the newest of everything that is supported, from the built wheel."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "uv|virtualenv"  # installs in a fifth of the time
nox.options.download_python = "never"

LIBRARIES = "docutils|jinja2|myst_parser|rinoh|sphinx|sphinx_book_theme|sphinxcontrib"
WARNINGS = f"filterwarnings=error\nignore:::({LIBRARIES})(\\.|$)"
"""Warnings are errors; what these libraries do to each other is theirs to mend."""
TESTS = ("-n", "auto", "--dist", "worksteal", "-p", "no:cacheprovider", "-o", WARNINGS)
# The benchmarks are run from the checkout, and of its code.
ALL = (*TESTS, "--ignore=tests/test_benchmarks.py", "-m", "not tex and not browser")
QUICK = (*TESTS, "-m", "not tex and not browser and not slow")
ENVIRONMENT = {
    "PYTHONDEVMODE": "1",
    # Checks of memory find faults in C, of which we have none, and take a fifth of the time.
    "PYTHONMALLOC": "pymalloc",
    "TMPDIR": tempfile.gettempdir(),
    "COVERAGE_CORE": "sysmon",
}
"""Python's development mode; and not nox's own directory for temporary files, which git ignores and
so does what is tested."""
COVERAGE = ("--cov", "--cov-report=term")
"""Of lines alone, and by the monitoring of newer interpreters: else tests take twice as long."""
DIST = Path(".nox/dist")
_LOWER_BOUND = re.compile(r"^\s*\"([A-Za-z0-9_.-]+)>=([0-9.]+)\",", re.MULTILINE)


@nox.session(venv_backend="none")
def wheel(session: nox.Session) -> None:
    """Build the wheel that every other session tests, not the checkout."""
    shutil.rmtree(DIST, ignore_errors=True)
    pip = (sys.executable, "-m", "pip")
    session.run(*pip, "wheel", "-q", "--no-deps", "-w", str(DIST), ".", silent=True)


@nox.session(python="3.10", requires=["wheel"])
def oldest(session: nox.Session) -> None:
    """Test with each dependency, ours and those of the tests, at its lower bound."""
    bounds = dict(_LOWER_BOUND.findall(Path("pyproject.toml").read_text(encoding="utf-8")))
    constraints = Path(session.create_tmp(), "constraints.txt")
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in bounds.items()))
    _test(session, "--constraint", str(constraints.resolve()), tests=ALL)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], requires=["wheel"])
def newest(session: nox.Session) -> None:
    """Test with the newest of everything that the interpreter gets.

    Tests marked slow run on the newest interpreter alone: rebuilds, hostile and huge input,
    projects at random, validators and archives. What they find depends on Sphinx and our own code,
    and the session of the oldest and ``make test`` run them too. The newest one also says which
    lines no test reaches.
    """
    tests = (*ALL, *COVERAGE) if session.python == "3.13" else QUICK
    _test(session, "--upgrade", tests=tests)


@nox.session(python="3.13", requires=["wheel"])
def docutils(session: nox.Session) -> None:
    """Test with the newest docutils that Sphinx allows; a theme of the other tests does not."""
    _install(session)
    session.install("--no-deps", "--upgrade", "docutils<0.24")
    tests = ("tests/tables", "tests/extension")
    session.run("pytest", *tests, *QUICK, *session.posargs, env=ENVIRONMENT)


@nox.session(python="3.12", requires=["wheel"])
def simplepdf(session: nox.Session) -> None:
    """Test PDFs made without TeX, on the newest Sphinx with which their links work."""
    _install(session, "sphinx-simplepdf", "sphinx<8.2")
    session.run("pytest", "tests/extension", "-k", "simplepdf", *TESTS, env=ENVIRONMENT)


def _test(session: nox.Session, *options: str, tests: tuple[str, ...]) -> None:
    _install(session, *options)
    # Not "python -m pytest", which would put the checkout before what is installed.
    session.run("pytest", *tests, *session.posargs, env=ENVIRONMENT)


def _install(session: nox.Session, *options: str) -> None:
    (built,) = DIST.resolve().glob("*.whl")
    session.install(f"{built}[test]", *options)
