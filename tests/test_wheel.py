"""The wheel as users get it: built, looked into, installed beside Mooncake's pins."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
CONF = (
    'project = "Demo"\nextensions = ["myst_parser", "sphinxext.mooncake_errors"]\nlanguage = "en"\n'
)
INDEX = "# Codes\n\n```{mooncake-errors}\n```\n\nSee {mcerr}`OBJECT_NOT_FOUND`.\n"


def run(*command, cwd=None):
    """Run `command`; show what it printed where it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from the checkout."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, REPOSITORY)
    return next(out.glob("*.whl"))


def test_wheel_holds_what_a_build_needs_and_nothing_else(wheel):
    """Data, schema, styles and compiled catalogs are in it; sources of catalogs and tests not."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    assert {name.split("/")[0] for name in names} == {"sphinxext"}
    assert "sphinxext/__init__.py" not in names
    package = "sphinxext/mooncake_errors/"
    for name in (
        "data/store.yaml",
        "data/transfer-engine.yaml",
        "data/registry.schema.json",
        "data/codes.json",
        "data/export.schema.json",
        "locales/zh_CN/LC_MESSAGES/mooncake-errors.mo",
        "py.typed",
        "static/mooncake-errors.css",
    ):
        assert package + name in names
    assert {Path(name).suffix for name in names} <= {
        ".py", ".yaml", ".json", ".mo", ".css", ".js", ".typed", ""
    }  # fmt: skip


def test_wheel_builds_beside_the_pins_of_mooncake(wheel, tmp_path):
    """Beside Mooncake's pins alone a three-line project builds in two languages."""
    environment = tmp_path / "env"
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", wheel, "sphinx==7.4.7", "myst-parser==3.0.1")
    source = tmp_path / "src"
    source.mkdir()
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(INDEX)
    for language, text in (("en", "Object not found."), ("zh_CN", "未找到对象。")):
        out = tmp_path / language
        options = ("-n", "-W", "-q", "-D", f"language={language}")
        run(python, "-m", "sphinx", *options, source, out)
        html = (out / "index.html").read_text(encoding="utf-8")
        assert text in html
        assert html.count('id="mcerr-') == 151  # 145 codes and six components
