"""Builds and commands that are killed, or run out of disk: the next run makes everything right."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time

import pytest
from writing import ORCHARD

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("CHAOS_SEED") or random.randrange(10**6))
SECONDS = float(os.environ.get("CHAOS_SECONDS") or 0)
"""The time for which each job is tried; once in any case, with another seed in each run."""
DISK = 16 << 20
PO = "locales/fr/LC_MESSAGES/mooncake-errors.po"
COMMAND = (sys.executable, "-c", "from sphinxext.mooncake_errors.cli import main; main()")
BUILD = (sys.executable, "-m", "sphinx", "-q", "-d", "doctrees", "-b")
JOBS = {
    "html": (*BUILD, "html", ".", "html"),
    "gettext": (*BUILD, "gettext", ".", "gettext"),
    "render": (*COMMAND, "render", "page.md"),
    "sync": (*COMMAND, "sync", "orchard.h"),
    "messages": (*COMMAND, "messages", "-o", "out.pot", "--update", PO),
    "export": (*COMMAND, "export", "--format", "json", "-o", "out.json"),
    "import": (*COMMAND, "import", "table.md", "-o", "made.yaml"),
}
OUTPUTS = ("html", "gettext", "doctrees")
FILES = {
    "conf.py": 'extensions = ["sphinxext.mooncake_errors"]\nhtml_theme = "basic"\n'
    'exclude_patterns = ["*.md"]\n',
    "index.rst": "Orchard\n=======\n\n.. toctree::\n   :glob:\n\n   p*\n\n"
    ".. mooncake-errors::\n   :details:\n",
    **{f"p{n}.rst": f"P{n}\n==\n\n:mcerr:`E_ROTTEN` and :mcerr:`100`\n" for n in range(4)},
    "orchard.yaml": ORCHARD,
    "orchard.h": "namespace orchard { enum Error { E_ROTTEN = 103, E_UNRIPE = 100 }; }\n",
    "page.md": "<!-- mooncake-errors: orchard -->\n<!-- /mooncake-errors -->\n",
    "table.md": "# Orchard\n\n| Code | Value | Description |\n|-|-|-|\n| E_DRY | 7 | Dry. |\n",
    "pyproject.toml": "[tool.mooncake-errors]\nregistry = ['orchard.yaml']\n",
    PO: 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n',
}


def run(job, folder):
    """Run a job to its end."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    return subprocess.run(
        JOBS[job], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def restore(saved, folder):
    """Make `folder` what was saved, with its time stamps."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(saved, folder, dirs_exist_ok=True)


def prepare(job, folder, saved):
    """Return the files after a clean run, and how long that takes; save the state before it."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    if job in OUTPUTS:
        assert run(job, folder).returncode == 0
        time.sleep(0.05)
        changed = ORCHARD.replace("is rotten", "is foul").replace("E_UNRIPE", "E_GREEN")
        (folder / "orchard.yaml").write_text(changed, encoding="utf-8")
    shutil.copytree(folder, saved)
    for name in OUTPUTS:
        shutil.rmtree(folder / name, ignore_errors=True)
    start = time.monotonic()
    done = run(job, folder)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    return contents(folder), time.monotonic() - start


def contents(folder):
    """Return all files; not those with which Sphinx, or an editor, goes on later."""
    drafts = ".mooncake-errors."
    files = (path for path in folder.rglob("*") if path.is_file())
    found = (path for path in files if not path.name.startswith(drafts))
    ours = ((path.relative_to(folder).as_posix(), path) for path in found)
    passing = ("doctrees/", "html/.", "html/searchindex.js", "gettext/.")
    return {name: path.read_bytes() for name, path in ours if not name.startswith(passing)}


def check_again(job, folder, clean, moment):
    """Run a job that was stopped again: without a warning, and equal to a clean run."""
    done = run(job, folder)
    # What an import has written is not replaced by another one.
    complete = job == "import" and "exists already" in done.stderr
    assert complete or (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    now = contents(folder)
    wrong = [name for name in {*clean, *now} if now.get(name) != clean.get(name)]
    # Sphinx writes its own files in place, and keeps one that was cut.
    ours = [n for n in wrong if not cut_by_sphinx(n, now.get(n), clean.get(n))]
    assert ours == [], (SEED, moment, ours)


def cut_by_sphinx(name, found, clean):
    """Return whether a file of Sphinx's, no short address, is a part of what it should be."""
    sphinx = name.startswith("html/") and not name.startswith("html/mcerr/")
    return sphinx and clean is not None and (found is None or clean.startswith(found))


@pytest.mark.parametrize("job", JOBS)
def test_killed(job, tmp_path):
    """Killed at any moment, a job leaves nothing that the next one does not mend."""
    print(f"CHAOS_SEED={SEED}")  # noqa: T201 - seen where the test fails
    rng, folder, saved = random.Random(f"{SEED} {job}"), tmp_path / "work", tmp_path / "saved"
    folder.mkdir()
    clean, duration = prepare(job, folder, saved)
    end = time.monotonic() + SECONDS
    while True:
        restore(saved, folder)
        moment = duration * rng.uniform(rng.choice((0.1, 0.7)), 1.05)
        with subprocess.Popen(JOBS[job], cwd=folder, stderr=subprocess.DEVNULL) as process:
            time.sleep(moment)
            process.kill()
        check_again(job, folder, clean, moment)
        if time.monotonic() > end:
            return


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of a few megabytes."""
    folder = tmp_path / "work"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a file system")
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a file system is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("job", JOBS)
def test_full_disk(job, small_disk, tmp_path):
    """On a disk that gets full a job fails; with room again, the next one makes it right."""
    print(f"CHAOS_SEED={SEED}")  # noqa: T201 - seen where the test fails
    rng, saved = random.Random(f"{SEED} {job}"), tmp_path / "saved"
    before = shutil.disk_usage(small_disk).free
    clean, _ = prepare(job, small_disk, saved)
    needed = before - shutil.disk_usage(small_disk).free
    end = time.monotonic() + SECONDS
    while True:
        restore(saved, small_disk)
        room = rng.choice((0, rng.randrange(max(needed // 8, 1)), rng.randrange(needed)))
        filler = small_disk / "filler"
        filler.write_bytes(bytes(max(shutil.disk_usage(small_disk).free - room, 0)))
        done = run(job, small_disk)
        if job not in OUTPUTS:
            assert "Traceback" not in done.stderr
            assert done.returncode == 0 or "No space left on device" in done.stderr
        filler.unlink()
        check_again(job, small_disk, clean, room)
        if time.monotonic() > end:
            return
