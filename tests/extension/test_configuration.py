"""The setting that names a project's own registry, right and wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.extension.drift import load_lines
from sphinxext.mooncake_errors.extension.languages import fault
from sphinxext.mooncake_errors.extension.pages import folders_of
from sphinxext.mooncake_errors.extension.settings import (
    check_source_url,
    folder_in,
    registry_paths,
)
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.model import Component, Registry, Source

GARDEN = """\
component: garden
title: Garden
groups:
- id: tools
  title: Tools
  codes:
  - {name: E_RAKE, value: 1, description: "The rake is lost; see :mcerr:`E_LADDER`."}
"""


@pytest.fixture
def own(project):
    """A project with two registries of its own, of which one refers to the other."""
    site = project("own")
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n")
    site.write("codes/garden.yaml", GARDEN)
    return site


def components(result):
    """Return the titles of the sections that the directive made."""
    return [title.astext() for title in result.doctree().findall(nodes.title)][1:]


@pytest.mark.parametrize("value", ["", [], ()])
def test_empty_means_what_ships(project, value):
    """Without a setting, Mooncake's codes are shown."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors::\n")
    result = site.build("dummy", mooncake_errors_registry=value)
    assert components(result) == [each.title for each in load_registry().components]
    assert result.warnings == []


@pytest.mark.parametrize("container", [list, tuple])
def test_several_files(own, container):
    """Files are shown in the order in which they are named, and may refer to each other."""
    paths = container(["codes/garden.yaml", "codes/orchard.yaml"])
    result = own.build("dummy", mooncake_errors_registry=paths)
    assert components(result) == ["Garden", "Orchard"]
    assert result.warnings == []


def test_one_file(own):
    """A path is relative to conf.py, or absolute."""
    for path in ("codes/orchard.yaml", str(own.src / "codes" / "orchard.yaml")):
        result = own.build("dummy", mooncake_errors_registry=path)
        assert (components(result), result.warnings) == (["Orchard"], [])


def test_own_registry_needs_nothing_of_mooncake(project):
    """No page of a project with its own registry shows a code of Mooncake."""
    result = project("own").build()
    assert result.warnings == []
    pages = {path.name: path.read_text(encoding="utf-8") for path in result.out.rglob("*.html")}
    assert "E_ROTTEN" in pages["index.html"]
    assert "&lt;b&gt;not&lt;/b&gt; ripe &amp; *green*" in pages["index.html"]
    for text in pages.values():
        assert not any(word in text for word in ("OBJECT_NOT_FOUND", "ERR_DNS", "Mooncake Store"))
    inventory = (result.out / "searchindex.js").read_text(encoding="utf-8")
    assert "object_not_found" not in inventory.lower()


@pytest.mark.parametrize("value", ["codes/absent.yaml", ["codes/garden.yaml", "codes"]])
def test_no_such_file(own, value):
    """A path that is not a file, but a directory or nothing, is an error with what was searched."""
    missing = value if isinstance(value, str) else value[-1]
    with pytest.raises(ConfigError) as caught:
        own.build("dummy", mooncake_errors_registry=value)
    assert str(caught.value) == f"mooncake_errors_registry: no file {missing!r} in {own.src}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(5, "5"), (True, "True"), ([5], "5"), (["codes/garden.yaml", None], "None"), ({}, "{}")],
)
def test_wrong_type(own, value, shown):
    """A value that is not a path is an error."""
    with pytest.raises(ConfigError) as caught:
        own.build("dummy", mooncake_errors_registry=value)
    assert str(caught.value) == f"mooncake_errors_registry: no file {shown!r} in {own.src}"


def sphinx_build(site, *options):
    """Run the command as a user does; return its exit code and all that it prints."""
    command = shutil.which("sphinx-build", path=Path(sys.executable).parent)
    done = subprocess.run(
        [command, "--no-color", *options, str(site.src), str(site.src / "_build")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_each_version_has_its_own_registry_and_headers(own, project):
    """Pages in the checkout of a version, with conf.py elsewhere, show the files beside them."""
    source = 'component: garden\nsource: {header: garden.h, macro_prefix: "E_"}\n'
    garden = GARDEN.replace("component: garden\n", source).replace("; see :mcerr:`E_LADDER`", "")
    own.write("codes/garden.yaml", garden)
    own.write("codes/garden.h", "#define E_RAKE 2\n")
    (own.src / "conf.py").unlink()
    new = project(name="new")
    new.write("codes/garden.yaml", garden.replace("E_RAKE", "E_SPADE"))
    new.write("codes/garden.h", "#define E_SPADE 1\n")
    conf = new.write(
        "conf.py",
        'extensions = ["sphinxext.mooncake_errors"]\n'
        'mooncake_errors_registry = "codes/garden.yaml"\n'
        'mooncake_errors_headers = {"garden": "codes/garden.h"}\n',
    )
    code, output = sphinx_build(own, "-c", str(conf.parent))
    assert code == 0, output
    page = (own.src / "_build" / "index.html").read_text(encoding="utf-8")
    assert ("E_RAKE" in page, "E_SPADE" in page) == (True, False)
    warnings = [line for line in output.splitlines() if "WARNING" in line]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{own.src / 'codes' / 'garden.h'}:1: WARNING: ")


def test_faulty_registry_stops_the_build_with_one_report(own):
    """The command fails with every problem of every file, each once on a line of its own."""
    garden = GARDEN.replace("value: 1", "value: one, sinc: x")
    own.write("codes/garden.yaml", garden)
    orchard = own.src / "codes" / "orchard.yaml"
    text = orchard.read_text(encoding="utf-8").replace("value: 101", "value: 100")
    own.write("codes/orchard.yaml", text)
    paths = ["codes/orchard.yaml", "codes/garden.yaml"]
    conf = 'extensions = ["sphinxext.mooncake_errors"]\n'
    own.write("conf.py", f"{conf}mooncake_errors_registry = {paths}\n")
    code, output = sphinx_build(own)
    folder = own.src / "codes"
    expected = [
        f"{folder}/garden.yaml:7:27: type value must be an integer",
        f"{folder}/garden.yaml:7:32: unknown-key unknown key sinc; did you mean since?",
        f"{folder}/orchard.yaml:14:12: duplicate-number duplicate number 100, first in line 11",
    ]
    assert code == 2
    assert [line.strip() for line in output.splitlines() if ".yaml:" in line] == expected
    assert "onfiguration error" in output
    assert "Traceback (most recent call last)" not in output
    assert "threw an exception" not in output


def test_wrong_setting_stops_the_build(own):
    """The command fails with the message, not with a crash of the extension."""
    own.write(
        "conf.py", 'extensions = ["sphinxext.mooncake_errors"]\nmooncake_errors_registry = 5\n'
    )
    code, output = sphinx_build(own)
    assert code == 2
    assert "mooncake_errors_registry: no file '5' in" in output
    assert "Traceback (most recent call last)" not in output
    assert "threw an exception" not in output


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mooncake_error_registry", "mooncake_errors_registry"),
        ("mooncake_errors_regstry", "mooncake_errors_registry"),
        ("mooncake_errors_autolinks", "mooncake_errors_autolink"),
        ("mooncake_err_source_url", "mooncake_errors_source_url"),
    ],
)
def test_misspelt_settings_are_reported(project, name, meant):
    """A misspelt setting in conf.py is a warning with the right name."""
    site = project("own")
    conf = (site.src / "conf.py").read_text(encoding="utf-8")
    site.write("conf.py", f'{conf}\n{name} = "x"\nmooncake_version = "1"\n')
    (warning,) = site.build("dummy").warnings
    assert warning.startswith(f"conf.py:5: WARNING: unknown setting {name}; did you mean {meant}")
    assert warning.endswith("[mcerr.config]")


KEYS = st.sampled_from(["shop", "shp", 1, None])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.binary(max_size=3)
    | st.text(max_size=5)
    | st.sampled_from(["x" * 5000, "{path}", "https://a/{path}", "../x", "/x", "mcerr", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=2)
    ),
    max_leaves=5,
)


@given(value=VALUES)
def test_any_value(tmp_path_factory, value):
    """Any value is accepted, or refused with a message that names the setting."""
    folder = tmp_path_factory.getbasetemp()
    settings = {
        "mooncake_errors_registry": lambda: registry_paths(app(folder, registry=value)),
        "mooncake_errors_short_addresses": lambda: folder_in(
            "mooncake_errors_short_addresses", value
        ),
        "mooncake_errors_pages": lambda: folders_of({"mooncake_errors_pages": value}, ["shop"]),
        "mooncake_errors_source_url": lambda: check_source_url(value),
        "mooncake_errors_headers": lambda: headers(folder, value, []),
        "mooncake_errors_headers_skip": lambda: headers(folder, {}, value),
    }
    for name, take in settings.items():
        message = refusal(take)
        assert message is None or message.startswith(f"{name}: ")
    assert isinstance(fault(value, "en"), str)


def refusal(take):
    """Return the message with which a setting is refused, or None."""
    try:
        take()
    except ConfigError as error:
        return str(error)


def headers(folder, paths, skip):
    """Take the two settings about headers as a build does."""
    values = {"headers": paths, "headers_skip": skip, "headers_also": [], "headers_types": {}}
    shop = Component("shop", "Shop", (), source=Source(("shop.h",), enum="Error"))
    return load_lines(app(folder, **values), Registry((shop,)))


def app(folder, **values):
    """Return an application with settings."""
    settings = {f"mooncake_errors_{name}": value for name, value in values.items()}
    return SimpleNamespace(config=SimpleNamespace(**settings), srcdir=folder, confdir=folder)
