"""Print what CHANGELOG.md says of the release that a tag names.

Called in a checkout as ``python .ci/release_notes.py v1.2.3``. Where tag, version and changelog
disagree it prints what is wrong instead, and exits with 1.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

MODULE = "sphinxext/mooncake_errors/__init__.py"
VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
SECTION = re.compile(r"^## \[([^\]]+)\](.*)$", re.MULTILINE)
RELEASE = re.compile(r"\d+\.\d+\.\d+")
DATE = re.compile(r" - \d{4}-\d{2}-\d{2}")


def release_notes(tag: str, module: str, changelog: str) -> str:
    """Return the notes of the release `tag`; ValueError says what has to be put right before.

    `module` is the text of MODULE, `changelog` that of CHANGELOG.md.
    """
    found = VERSION.search(module)
    version = found[1] if found else "missing"
    if tag != f"v{version}":
        raise ValueError(f"{MODULE}: the version is {version}, the tag {tag}")
    if not RELEASE.fullmatch(version):
        raise ValueError(f"{MODULE}: the version {version} is not of the form 1.2.3")
    return _newest(version, changelog)


def _newest(version: str, changelog: str) -> str:
    """Return the text of the newest section, which has to be that of `version`."""
    _, *parts = SECTION.split(changelog)
    sections = list(zip(parts[::3], parts[1::3], map(str.strip, parts[2::3]), strict=True))
    if ("Unreleased", "", "") in sections[:1]:
        del sections[0]
    name, date, text = sections[0] if sections else ("none", "", "")
    if name != version:
        raise ValueError(f"CHANGELOG.md: the newest changes are under [{name}], not [{version}]")
    if not DATE.fullmatch(date):
        raise ValueError(f"CHANGELOG.md: write '## [{version}] - YYYY-MM-DD', with the date")
    if not text:
        raise ValueError(f"CHANGELOG.md: nothing stands under [{version}]")
    return text


def main() -> None:
    """Print the notes, or exit with what is wrong."""
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("usage: release_notes.py TAG")
    texts = (Path(name).read_text(encoding="utf-8") for name in (MODULE, "CHANGELOG.md"))
    try:
        notes = release_notes(sys.argv[1], *texts)
    except ValueError as error:
        sys.exit(str(error))
    sys.stdout.write(notes + "\n")


if __name__ == "__main__":
    main()
