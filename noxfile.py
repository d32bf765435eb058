"""The tests on the oldest and the newest of everything that is supported, from the built wheel."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False

TESTS = ("-n", "auto", "-p", "no:cacheprovider", "-m", "not tex and not browser")
QUICK = (*TESTS[:-1], f"{TESTS[-1]} and not slow")
ENVIRONMENT = {"TMPDIR": tempfile.gettempdir()}
"""Not nox's own directory for temporary files, which git ignores and so does what is tested."""
_LOWER_BOUND = re.compile(r"^\s*\"([A-Za-z0-9_.-]+)>=([0-9.]+)\",", re.MULTILINE)


@nox.session(python="3.10")
def oldest(session: nox.Session) -> None:
    """Test with each dependency, ours and those of the tests, at its lower bound."""
    bounds = dict(_LOWER_BOUND.findall(Path("pyproject.toml").read_text(encoding="utf-8")))
    constraints = Path(session.create_tmp(), "constraints.txt")
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in bounds.items()))
    _test(session, "--constraint", str(constraints.resolve()))


@nox.session(python=["3.11", "3.12", "3.13"])
def newest(session: nox.Session) -> None:
    """Test with the newest of everything that the interpreter gets; all of it with the newest."""
    _test(session, "--upgrade", tests=TESTS if session.python == "3.13" else QUICK)


@nox.session(python="3.12")
def simplepdf(session: nox.Session) -> None:
    """Test PDFs made without TeX, on the newest Sphinx with which their links work."""
    _install(session, "sphinx-simplepdf", "sphinx<8.2")
    session.run("pytest", "-k", "simplepdf", "-p", "no:cacheprovider", env=ENVIRONMENT)


def _test(session: nox.Session, *options: str, tests: tuple[str, ...] = TESTS) -> None:
    _install(session, *options)
    # Not "python -m pytest", which would put the checkout before what is installed.
    session.run("pytest", *tests, *session.posargs, env=ENVIRONMENT)


def _install(session: nox.Session, *options: str) -> None:
    """Install the wheel, not the checkout."""
    dist = session.create_tmp()
    session.run("python", "-m", "pip", "wheel", "-q", "--no-deps", "-w", dist, ".", silent=True)
    wheel = max(Path(dist).glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.install(f"{wheel.resolve()}[test]", *options)
