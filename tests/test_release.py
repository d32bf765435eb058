"""The checks between a tag and a release."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
MODULE = "sphinxext/mooncake_errors/__init__.py"
SCRIPT = REPOSITORY / ".ci/release_notes.py"
CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-03-01

### Added

- A gate.

## [1.1.0] - 2026-01-01

- A fence.
"""


@pytest.fixture
def release_notes(tmp_path):
    """Return a function that runs the script in a project with that version and changelog."""

    def call(tag, version, changelog=CHANGELOG):
        path = tmp_path / MODULE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'__version__ = "{version}"\n')
        (tmp_path / "CHANGELOG.md").write_text(changelog)
        return subprocess.run(
            [sys.executable, SCRIPT, tag],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return call


def test_notes_are_the_section_of_the_release(release_notes):
    """Where tag, version and changelog agree, the section of the release is printed."""
    done = release_notes("v1.2.0", "1.2.0")
    assert (done.returncode, done.stdout) == (0, "### Added\n\n- A gate.\n")


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "message"),
    [
        ("v1.2.1", "1.2.0", CHANGELOG, f"{MODULE}: the version is 1.2.0, the tag v1.2.1"),
        ("1.2.0", "1.2.0", CHANGELOG, f"{MODULE}: the version is 1.2.0, the tag 1.2.0"),
        (
            "v1.2.0.dev0", "1.2.0.dev0", CHANGELOG,
            f"{MODULE}: the version 1.2.0.dev0 is not of the form 1.2.3",
        ),
        (
            "v1.1.0", "1.1.0", CHANGELOG,
            "CHANGELOG.md: the newest changes are under [1.2.0], not [1.1.0]",
        ),
        (
            "v1.2.0", "1.2.0", CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- A hedge.\n"),
            "CHANGELOG.md: the newest changes are under [Unreleased], not [1.2.0]",
        ),
        (
            "v1.2.0", "1.2.0", CHANGELOG.replace(" - 2026-03-01", ""),
            "CHANGELOG.md: write '## [1.2.0] - YYYY-MM-DD', with the date",
        ),
        (
            "v1.2.0", "1.2.0", CHANGELOG.replace("### Added\n\n- A gate.\n", ""),
            "CHANGELOG.md: nothing stands under [1.2.0]",
        ),
        (
            "v1.2.0", "1.2.0", "# Changelog\n",
            "CHANGELOG.md: the newest changes are under [none], not [1.2.0]",
        ),
    ],
)  # fmt: skip
def test_disagreement_stops_a_release(release_notes, tag, version, changelog, message):
    """Where they disagree the script says what has to be put right, and fails."""
    done = release_notes(tag, version, changelog)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message + "\n")


def test_version_and_changelog_agree():
    """The version at hand has its section in the changelog, or waits under Unreleased."""
    module = (REPOSITORY / MODULE).read_text(encoding="utf-8")
    (version,) = re.findall(r'^__version__ = "([^"]+)"$', module, re.MULTILINE)
    newest = re.search(
        r"^## \[([^\]]+)\]", (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )[1]
    if version.endswith(".dev0"):
        assert newest == "Unreleased"
    else:
        run = [sys.executable, SCRIPT, f"v{version}"]
        assert subprocess.run(run, cwd=REPOSITORY, check=False).returncode == 0
