"""Fixtures of all tests: projects to build, and programs that some tests need."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import docutils
import pytest
import sphinx
from building import Project
from hypothesis import settings
from writing import orchard, report, write

from sphinxext.mooncake_errors.checks.rules import RULES
from sphinxext.mooncake_errors.registry.problems import Problem

__all__ = ["orchard", "report", "write"]


# In CI the examples are the same in each run, so that no change fails by chance; half as many do.
settings.register_profile("ci", derandomize=True, max_examples=50)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_report_header():
    """Name the versions of what most is built on."""
    return f"Sphinx {sphinx.__display_version__}, docutils {docutils.__version__}"


def pytest_configure():
    """Fail each test in which a problem has a rule that `mooncake-errors rule` does not explain."""
    make = Problem.__new__

    def explained(cls, *values, **named):
        problem = make(cls, *values, **named)
        if sys._getframe(1).f_globals["__name__"].startswith("sphinxext."):
            assert problem.rule in {"", "rule", *RULES}, f"{problem.rule} is not in checks/rules.py"
        return problem

    Problem.__new__ = explained


ROOTS = Path(__file__).parent / "roots"


@pytest.fixture
def project(tmp_path):
    """Return a function that copies a scenario of tests/roots, or starts an empty one."""

    def make(root: str | None = None, name: str = "src") -> Project:
        return _start(tmp_path / name, root)

    return make


@pytest.fixture(scope="session")
def shared_project(tmp_path_factory):
    """Return a function like `project`, for what is built once and looked at by many tests."""
    return lambda root=None: _start(tmp_path_factory.mktemp("shared") / "src", root)


def _start(src: Path, root: str | None) -> Project:
    if root is None:
        src.mkdir()
        (src / "conf.py").write_text('extensions = ["sphinxext.mooncake_errors"]\n')
    else:
        shutil.copytree(ROOTS / root, src)
    return Project(src)


@pytest.fixture(scope="session")
def required_tool():
    """Return a function that finds a program; without it a test is skipped, and fails in CI."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find
