"""The archives for PyPI: built, looked into, and installed beside Mooncake's pins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent
PACKAGE = "sphinxext/mooncake_errors/"
CONF = (
    'project = "Demo"\nextensions = ["myst_parser", "sphinxext.mooncake_errors"]\nlanguage = "en"\n'
)
INDEX = "# Codes\n\n```{mooncake-errors}\n```\n\nSee {mcerr}`OBJECT_NOT_FOUND`.\n"


def run(*command, cwd=None, code=0, **environment):
    """Run `command`, which is to end with `code`; return what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def build(source, out, **environment):
    """Build in the folder `source`, and return the sdist and the wheel, which are in `out`."""
    command = (sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel")
    run(*command, "--outdir", out, source, SOURCE_DATE_EPOCH="1700000000", **environment)
    return SimpleNamespace(sdist=next(out.glob("*.tar.gz")), wheel=next(out.glob("*.whl")))


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """Build from the checkout."""
    return build(REPOSITORY, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def unpacked(dist, tmp_path_factory):
    """Unpack the sdist: a checkout in another place, without git."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(dist.sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def environment(dist, tmp_path_factory):
    """Install the wheel beside Mooncake's pins, no extras; return the folder of its commands."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder)
    commands = folder / "bin"
    pins = ("sphinx==7.4.7", "myst-parser==3.0.1")
    run(commands / "python", "-m", "pip", "install", "-q", dist.wheel, *pins)
    return commands


def test_wheel_holds_what_a_build_needs_and_nothing_else(dist):
    """Data, schemas, styles and compiled catalogs are in it; sources of catalogs and tests not."""
    with zipfile.ZipFile(dist.wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        catalog = archive.read(f"{PACKAGE}locales/zh_CN/LC_MESSAGES/mooncake-errors.mo")
    sources = {
        file.relative_to(REPOSITORY).as_posix()
        for file in (REPOSITORY / PACKAGE).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    assert "sphinxext/__init__.py" not in names
    assert set(names) == sources | {
        f"{PACKAGE}data/codes.json",
        f"{PACKAGE}locales/zh_CN/LC_MESSAGES/mooncake-errors.mo",
    }
    assert "未找到对象。".encode() in catalog


def test_metadata_carries_licence_and_page(dist):
    """The licence is in the wheel, and the page on PyPI has no link that leads nowhere there."""
    with zipfile.ZipFile(dist.wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = archive.read(f"{folder}/METADATA").decode()
        licence = archive.read(f"{folder}/licenses/LICENSE")
    assert licence == (REPOSITORY / "LICENSE").read_bytes()
    head, _, page = metadata.partition("\n\n")
    assert "\nDescription-Content-Type: text/markdown" in head
    html = BeautifulSoup(MarkdownIt().render(page), "html.parser")
    assert [title.text for title in html("h2")][:2] == [
        "In Mooncake's documentation, in five minutes",
        "What you get",
    ]
    targets = [link.get("href") or link.get("src") for link in html(["a", "img"])]
    assert [target for target in targets if not re.match("https?:|#", target)] == []


def test_sdist_holds_what_git_tracks(dist, required_tool):
    """Whoever has the sdist can build, test and document all that the repository can."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("no git repository")
    options = ("--cached", "--others", "--exclude-standard", "--deduplicate")
    tracked = run(required_tool("git"), "ls-files", *options, cwd=REPOSITORY).split("\n")
    with tarfile.open(dist.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names == {name for name in tracked if (REPOSITORY / name).is_file()} | {"PKG-INFO"}


def test_builds_are_reproducible(dist, unpacked, tmp_path):
    """In another place, at another time, without git, the sdist gives the same bytes again."""
    again = build(unpacked, tmp_path, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="7")
    assert again.wheel.read_bytes() == dist.wheel.read_bytes()
    assert again.sdist.read_bytes() == dist.sdist.read_bytes()


def test_wheel_builds_beside_the_pins_of_mooncake(environment, tmp_path):
    """Beside Mooncake's pins alone a three-line project builds in two languages."""
    source = tmp_path / "src"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(INDEX)
    for language, text in (("en", "Object not found."), ("zh_CN", "未找到对象。")):
        out = tmp_path / language
        options = ("-n", "-W", "-q", "-D", f"language={language}")
        run(environment / "sphinx-build", *options, source, out)
        html = (out / "index.html").read_text(encoding="utf-8")
        assert text in html
        lookup = Lookup(load_registry())
        anchors = len(lookup.entries) + len(lookup.registry.components)
        assert html.count('id="mcerr-') == anchors


def test_command_without_its_extra_says_which_it_is(environment):
    """Where only the extension is installed, the command says how to install itself."""
    assert run(environment / "mooncake-errors", "explain", "-704", code=2) == (
        "mooncake-errors: click is not installed: pip install 'sphinxext-mooncake-errors[cli]'\n"
    )
