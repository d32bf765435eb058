"""Time and memory in proportion to the size of the input, whatever it repeats."""

from __future__ import annotations

import ast
import gc
import json
import os
import random
import re
import time
import tracemalloc
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pytest
from babel.messages.pofile import normalize
from click.testing import CliRunner
from docutils.core import publish_doctree
from markdown_it import MarkdownIt
from writing import ORCHARD

from sphinxext.mooncake_errors.cli.commands import commands
from sphinxext.mooncake_errors.headers import parse_headers

pytestmark = pytest.mark.slow

SEED = int(os.environ.get("SIZES_SEED") or 1)
SECONDS = float(os.environ.get("SIZES_SECONDS") or 1)
"""The time for which each target is tried."""
TESTS = Path(__file__).parent
SMALLEST, LARGEST = 1 << 9, 1 << 17
ENOUGH = 0.3
"""Seconds after which an input is not doubled again."""
NOISE, LITTLE = 0.02, 1 << 20
"""Seconds and bytes below which growth says nothing."""
GROWTH = 2.5
"""The factor by which time and memory may grow when the size doubles."""
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
CATALOG = "locales/fr/LC_MESSAGES/mooncake-errors.po"
LANGUAGE = ("-l", "fr", "--locale-dir", "locales")


def quoted(text):
    """Return a scalar that YAML and catalogs read as `text`."""
    return json.dumps("".join(c for c in text if c.isprintable() or c in "\n\t"))


def described(text):
    """Return the orchard with `text` as a description."""
    return ORCHARD.replace("The fruit is rotten.", quoted(text))


def translated(text):
    """Return a catalog with `text` as a translation."""
    return f'{PO}msgid "The fruit is rotten."\nmsgstr {quoted(text)}\n'


def rendered(text):
    """Return a page with `text` around a block to fill."""
    return f"{text}\n\n<!-- mooncake-errors: orchard -->\n<!-- /mooncake-errors -->\n\n{text}"


JSON = ("export", "--format", "json", "--registry")
MARKDOWN = ("export", "--format", "markdown", "--registry", "orchard.yaml", *LANGUAGE)
TARGETS = {
    "registry": ("registry", "a.yaml", str, (*JSON, "a.yaml")),
    "texts": ("registry", "a.yaml", described, (*JSON, "a.yaml")),
    "template": ("registry", "a.yaml", described, ("messages", "--registry", "a.yaml", "-o", "o")),
    "catalog": ("catalogs", CATALOG, PO.__add__, ("catalogs", *LANGUAGE)),
    "difference": ("registry", "a.yaml", described, ("diff", "orchard.yaml", "a.yaml")),
    "update": ("catalogs", CATALOG, PO.__add__, ("messages", "--update", CATALOG)),
    "translation": ("catalogs", CATALOG, translated, MARKDOWN),
    "prose in Markdown": ("checks", "a.md", str, ("check", "a.md")),
    "prose in reST": ("checks", "a.rst", str, ("check", "a.rst")),
    "prose in C++": ("checks", "a.cc", str, ("check", "a.cc")),
    "tables in Markdown": ("tables", "a.md", str, ("import", "a.md", "-o", "o/")),
    "tables in reST": ("tables", "a.rst", str, ("import", "a.rst", "-o", "o/")),
    "tables in HTML": ("tables", "a.html", str, ("import", "a.html", "-o", "o/")),
    "pasted line": ("logs", None, str, ("explain",)),
    "log": ("logs", "a.log", str, ("explain", "--log", "a.log")),
    "header": ("headers", None, str, None),
    "rendered page": ("tables", "a.md", rendered, ("render", "a.md")),
}
"""Area of the tests that the input is made of, the file, how it is filled, and the command."""


@cache
def samples(area):
    """Return the texts in the tests of an area, and the characters in them that are no words."""
    files = [*sorted((TESTS / area).glob("*.py")), *sorted((TESTS / "cli").glob("*.py"))]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    found = {node.value for node in nodes if isinstance(node.value, str) and node.value}
    if area == "headers":
        found.update(path.read_text("utf-8", "replace") for path in TESTS.glob("data/headers/*.h"))
    texts = sorted(text for text in found if len(text) < 20_000)
    return texts, sorted({c for text in texts for c in text if not c.isalnum() and c != "\0"})


def piece(rng, area):
    """Return a line of a test, or a part of one, or a special character or several."""
    texts, characters = samples(area)
    words = re.findall(r"\w+|\s+|[^\w\s]+", rng.choice(texts)[:2000]) or ["x"]
    start = rng.randrange(len(words))
    return rng.choice((
        lambda: rng.choice(rng.choice(texts).splitlines() or [""])[:200] + rng.choice(("\n", "")),
        lambda: "".join(words[start : start + rng.randint(1, 6)])[:200],
        lambda: rng.choice(characters) * rng.randint(1, 3),
        lambda: rng.choice(characters) + rng.choice(words),
        lambda: rng.choice(("E_ROTTEN", "101", "orchard.E_UNRIPE", "a", "0", "\n", " ")),
    ))()  # fmt: skip


def parsed(target, text):
    """Let only the library that reads or writes the texts of `target` have `text`, if any."""
    if TARGETS[target][1] == "a.rst":
        limits = {"report_level": 5, "halt_level": 5, "line_length_limit": LARGEST}
        publish_doctree(text, settings_overrides=limits)
    elif TARGETS[target][1] == "a.html":
        parser = HTMLParser()
        parser.feed(text)
        parser.close()
    elif TARGETS[target][1] == "a.md":
        MarkdownIt().enable("table").parse(text)
    elif TARGETS[target][0] in {"registry", "catalogs"}:  # texts may get into catalogs
        normalize(json.loads(quoted(text)), width=76)


def run(target, text):
    """Let the parser or the command have `text`; no exception but its own may come."""
    _, name, fill, arguments = TARGETS[target]
    if arguments is None:
        parse_headers([("a.h", text.encode("utf-8", "replace"))], enum="E", macro_prefix="ERR_")
        return
    if name is None:
        arguments = (*arguments, "--", text.replace("\0", ""))
    else:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(fill(text), encoding="utf-8", errors="replace")
    done = CliRunner().invoke(commands, arguments)
    assert not isinstance(done.exception, Exception), repr(done.exception)


def seconds(target, text, function=run):
    """Return the processor time of a run, without that of the system, which depends on others."""
    gc.collect()
    gc.disable()
    start = getrusage(RUSAGE_SELF).ru_utime
    function(target, text)
    end = getrusage(RUSAGE_SELF).ru_utime
    gc.enable()
    return end - start


def times(target, make, sizes, function=run):
    """Return the least time for each size, measured in turn, as the machine's speed varies."""
    rounds = [[seconds(target, make(size), function) for size in sizes] for _ in range(5)]
    return [round(min(column), 2) for column in zip(*rounds, strict=True)]


def peak(target, text):
    """Return the most bytes that were in use at once."""
    tracemalloc.start()
    run(target, text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def faults(target, make):
    """Yield a message where time or memory grows too fast with the size that `make` gets."""
    size, last, now = SMALLEST, 0.0, seconds(target, make(SMALLEST))
    while now < ENOUGH and size < LARGEST:
        size, last = size * 2, now
        now = seconds(target, make(size))
        if now > GROWTH * max(last, NOISE):
            sizes = (size // 2, size, size * 2)  # a step is none where it goes on in proportion
            seen = [times(target, make, sizes) for _ in range(3)]
            if all(b > GROWTH * max(a, NOISE) and c > GROWTH * b for a, b, c in seen):
                (of_library,) = times(target, make, sizes[2:], parsed)
                if seen[0][2] > 3 * of_library:  # libraries take the square for some texts
                    yield f"{sizes} bytes take {seen} s"
                return
    library = TARGETS[target][1] == "a.md" and version("markdown-it-py") < "4"
    if now > NOISE and not library:  # version 3 keeps as much as the square for some texts
        small, large = peak(target, make(size // 2)), peak(target, make(size))
        if large > GROWTH * max(small, LITTLE):
            yield f"{size} bytes take {large >> 10} KB, half of them {small >> 10} KB"


@pytest.mark.parametrize("target", TARGETS)
def test_growth(target, tmp_path, monkeypatch):
    """Twice the input takes at most two and a half times the time and the memory."""
    monkeypatch.chdir(tmp_path)
    Path("orchard.yaml").write_text(ORCHARD, encoding="utf-8")
    Path("pyproject.toml").write_text("[tool.mooncake-errors]\nregistry = ['orchard.yaml']\n")
    print(f"SIZES_SEED={SEED}")  # noqa: T201 - seen where the test fails
    rng = random.Random(f"{SEED} {target}")
    area, end = TARGETS[target][0], time.process_time() + SECONDS
    run(target, "warm")
    while time.process_time() < end:
        before, after = (rng.choice(("", piece(rng, area))) for _ in range(2))
        unit = "".join(piece(rng, area) for _ in range(rng.randint(1, 3))) or "x"

        def make(size, unit=unit, before=before, after=after):
            return before + unit * (size // len(unit)) + after

        assert not list(faults(target, make)), (SEED, before, unit, after)
