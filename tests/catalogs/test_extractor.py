"""Registry files as a source of ``pybabel extract``."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from sphinxext.mooncake_errors.catalogs.extractor import registry_messages
from sphinxext.mooncake_errors.registry.builtin import BUILTIN, DATA

REGISTRY = """\
component: cache
title: Cache
groups:
- id: key
  title: Key
  codes:
  - name: CACHE_MISS
    value: -7
    description: The ``key`` is not there.
    causes: [It was evicted.]
    see_also: [disk.FULL]
"""


def pybabel(folder, *arguments):
    """Run the real ``pybabel`` in a folder."""
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path):
    """Return a folder with a registry and a mapping for ``pybabel``."""
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors" / "cache.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "babel.cfg").write_text("[mooncake_errors: **.yaml]\n", encoding="utf-8")
    return tmp_path


def run(project):
    """Extract the messages of the project."""
    return pybabel(project, "extract", "-F", "babel.cfg", "-o", "out.pot", ".")


def test_pybabel_writes_a_template(project):
    """Every text of a registry is in the template, with its line and what it is about."""
    result = run(project)
    assert result.returncode == 0, result.stderr
    with (project / "out.pot").open("rb") as file:
        catalog = read_po(file)
    assert [message.id for message in catalog if message.id] == [
        "Cache",
        "Key",
        "The ``key`` is not there.",
        "It was evicted.",
    ]
    message = catalog["The ``key`` is not there."]
    assert message.locations == [("errors/cache.yaml", 9)]
    assert message.auto_comments == ["cache.CACHE_MISS (-7): description"]
    assert catalog["Key"].auto_comments == ["cache: title of the group key"]


def test_extraction_agrees_with_the_builtin_template():
    """Lines, texts and comments are those that the command ``messages`` writes."""
    path = DATA / "store.yaml"
    with path.open("rb") as file:
        extracted = [
            (line, text, comments) for line, text, comments, _ in extract("mooncake_errors", file)
        ]
    messages = registry_messages(BUILTIN, DATA)
    expected = [(m.line, m.text, [m.comment]) for m in messages if m.component == "store"]
    assert extracted == expected
    assert len(expected) > 90


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"component: [\n", "cache.yaml:2:1: yaml bad YAML"),
        (b"component: cache\ntitle: \xff\n", "cache.yaml:2:8: not-utf-8 is not UTF-8"),
        (b"services: {}\n", "cache.yaml:1:1: unknown-key unknown key services"),
        (b"", "cache.yaml:1:1: empty the registry is empty"),
        (REGISTRY.replace("``key``", "`key`").encode(), "cache.yaml:9:18: markup a backquote here"),
    ],
)
def test_pybabel_says_what_is_wrong(project, content, error):
    """A file that is not a registry ends with a problem and its place, without a traceback."""
    (project / "errors" / "cache.yaml").write_bytes(content)
    result = run(project)
    assert result.returncode == 1
    assert error in result.stderr
    assert "Traceback" not in result.stderr


def test_a_stream_without_a_name_is_extracted():
    """Babel may pass any binary stream, not only a file."""
    found = list(extract("mooncake_errors", BytesIO(REGISTRY.encode())))
    assert found[0] == (2, "Cache", ["cache: title of the component"], None)


def test_extraction_needs_no_sphinx(project):
    """Projects that build no documentation need not load Sphinx."""
    code = (
        "import sys; from sphinxext.mooncake_errors.catalogs.extractor import extract;"
        "list(extract(open('errors/cache.yaml', 'rb'), (), (), {}));"
        "sys.exit('sphinx' in sys.modules or 'click' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=project, check=False).returncode == 0
