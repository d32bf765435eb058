"""Texts with the markup of output formats are shown as plain text by every builder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from building import validate
from sphinx.errors import ConfigError

from sphinxext.mooncake_errors.registry.fields import texts
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.text import plain
from sphinxext.mooncake_errors.registry.words import Word

pytestmark = pytest.mark.slow

MARK = "Ü: "
"""The beginning of the translations of registry texts."""
WORD = '<script>alert("word")</script><svg onload=alert(1)> \\input{x} $_^ %# @node {} </strong>'
"""The end of the translations of the extension's own words."""


def all_texts(site):
    """Return all texts of the registry as readers see them, without markup."""
    (component,) = load_registry([site.src / "hostile.yaml"]).components
    return [text for _, text in texts(component)]


def start(project):
    """Return the scenario with a catalog in which each text is translated by itself, marked."""
    site = project("hostile")
    translations = {word.value: f"{word.value} {WORD}" for word in Word}
    translations.update((text, MARK + text) for text in all_texts(site))
    messages = "".join(
        f"msgid {json.dumps(text, ensure_ascii=False)}\n"
        f"msgstr {json.dumps(translation, ensure_ascii=False)}\n\n"
        for text, translation in translations.items()
    )
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    site.write("locales/fr/LC_MESSAGES/mooncake-errors.po", head + messages)
    return site


def build(project, builder, language, **conf):
    """Build the scenario, which must not warn, and return the result and the texts."""
    site = start(project)
    result = site.build(builder, language=language, **conf)
    assert result.warnings == []
    mark = MARK if language == "fr" else ""
    return result, [mark + plain(text) for text in all_texts(site)]


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "language"), [("alabaster", "en"), ("furo", "fr")])
def test_no_script_runs(project, chromium, theme, language):
    """In a browser no text runs a script or loads anything from another site."""
    result, shown = build(project, "html", language, html_theme=theme)
    page = chromium.new_page()
    seen = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.add_init_script("window.alert = window.confirm = message => { window.hit = message }")
    pages = sorted(result.out.glob("*.html"))
    assert {"index.html", "genindex.html", "search.html", "mcerr-codes.html"} <= {
        path.name for path in pages
    }
    for path in pages:
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        assert page.evaluate("window.hit") is None, path.name
        assert page.evaluate("[...document.links].every(a => /^(https?|file):$/.test(a.protocol))")
        assert not page.query_selector("svg[onload], img[onerror], iframe, [onclick], body style *")
    page.goto((result.out / "index.html").as_uri())
    for link in page.query_selector_all("a.reference"):
        link.dispatch_event("mouseover")
    text = re.sub(r"\s+", " ", page.evaluate("document.body.textContent"))
    for each in shown:
        assert re.sub(r"\s+", " ", each) in text
    assert page.evaluate("window.hit") is None
    assert seen == []
    page.goto((result.out / "search.html").as_uri() + "?q=script")
    page.wait_for_selector("#search-results li, .search li, #search-results p")
    assert page.evaluate("window.hit") is None
    page.close()


@pytest.mark.parametrize(
    ("builder", "language"),
    [("html", "en"), ("html", "fr"), ("dirhtml", "fr"), ("singlehtml", "fr")],
)
def test_html_has_the_texts_and_no_elements_of_theirs(project, builder, language):
    """Each text is in the page as it is, and the only elements are those of the extension."""
    result, shown = build(project, builder, language)
    soup = result.html()
    text = soup.get_text()
    for each in shown:
        assert each in text
    table = soup.select_one("table.mooncake-errors")
    allowed = {
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "p",
        "strong",
        "code",
        "span",
        "wbr",
    }
    assert {tag.name for tag in table.find_all()} <= {*allowed, "a"}
    for link in soup.find_all(href=True):
        assert re.match(r"https?://|#|[\w./-]+(#|$|\?)", link["href"]), link["href"]
        assert ":" not in link["href"].removeprefix("https:").removeprefix("http:").split("#")[0]


def test_epub_is_valid(project, required_tool):
    """A validator of e-books finds no fault, in the translated book too."""
    conf = {"version": "1", "epub_show_urls": "no", "epub_language": "fr"}
    result, shown = build(project, "epub", "fr", **conf)
    (book,) = result.out.glob("*.epub")
    validate(book, required_tool)
    with zipfile.ZipFile(book) as files:
        text = BeautifulSoup(files.read("index.xhtml").decode(), "html.parser").get_text()
    for each in shown:
        assert each in text


def test_text_is_literal(project):
    """In plain text every word of every text is there."""
    result, shown = build(project, "text", "fr")
    page = (result.out / "index.txt").read_text(encoding="utf-8")
    words = re.sub(r"[\s|*\"]", "", page)
    for each in shown[:2]:
        assert re.sub(r"[\s|*\"]", "", each) in words


def test_man_page_is_literal(project, required_tool):
    """Requests and escapes of roff in a text are shown, not executed."""
    result, _ = build(project, "man", "fr")
    (path,) = result.out.glob("*.1")
    environment = os.environ | {"MANWIDTH": "1000", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8"}
    command = [required_tool("man"), "--encoding=UTF-8", "--warnings", str(path)]
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    page = re.sub(".\b|\x1b\\[[0-9;]*m", "", run.stdout)
    assert ".so /etc/passwd" in page
    assert "'br \\fBbold\\fR \\*[x] \\n[x] \\!x .nx x" in page
    assert ".pso touch x" in page
    assert "root:" not in page


def test_texinfo_is_literal(project, required_tool):
    """Commands of Texinfo in a text are shown, not executed."""
    result, _ = build(project, "texinfo", "fr")
    (path,) = result.out.glob("*.texi")
    command = [required_tool("makeinfo"), "--plaintext", "--no-split", path.name]
    run = subprocess.run(command, cwd=result.out, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert "@include /etc/passwd" in run.stdout
    assert "@bye @{ @} {} @@ @end table @c x" in re.sub(r"\s+", " ", run.stdout)
    assert "root:" not in run.stdout


@pytest.mark.tex
def test_tex_is_literal(project, required_tool):
    """XeTeX compiles the texts without a fault, reads no file for them and runs no program."""
    pdftotext = required_tool("pdftotext")
    result, _ = build(project, "latex", "fr", latex_engine="xelatex", latex_use_xindy=False)
    (source,) = result.out.glob("hostile.tex")
    options = ["-xelatex", "-interaction=nonstopmode", "-halt-on-error"]
    command = [required_tool("latexmk"), *options, source.name]
    run = subprocess.run(
        command, cwd=result.out, capture_output=True, text=True, errors="replace", check=False
    )
    assert run.returncode == 0, run.stdout[-3000:]
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert "/etc/passwd" not in "".join(re.findall(r"\([^()]*", log))
    shown = subprocess.run(
        [pdftotext, "-raw", source.with_suffix(".pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    squeezed = re.sub(r"\s|\N{SOFT HYPHEN}", "", shown)
    assert r"\input{/etc/passwd}\write18{touchx}" in squeezed
    assert r"\end{document}" in squeezed
    assert "root:x" not in squeezed
    assert not list(Path(result.out).glob("x"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert('{path}')",
        "JavaScript:{path}",
        " javascript:{path}",
        "java\tscript:{path}",
        "\x01javascript:{path}",
        "data:text/html,{path}",
        "vbscript:{path}",
        "file:///{path}",
        "//example.org/{path}",
        "{path}",
        "https://example.org/ {path}",
        "https://example.org/\n{path}",
        "https:{path}",
    ],
)
def test_only_web_addresses_become_links(project, address):
    """An address of another kind stops the build with the setting and the address."""
    with pytest.raises(ConfigError, match=r"^mooncake_errors_source_url: must be a web address"):
        project("hostile").build(mooncake_errors_source_url=address)


def test_a_translation_that_misleads_is_refused(project):
    """Characters that reorder text or steer terminals are a warning, and English is shown."""
    site = project("hostile")
    text = all_texts(site)[0]
    for character in ("\u202e", "\u2066", "\x1b", "\x9b", "\x07", "\x00"):
        site.write(
            "locales/fr/LC_MESSAGES/mooncake-errors.po",
            f'msgid {json.dumps(text)}\nmsgstr {json.dumps("a" + text)[:-1]}{character}"\n',
        )
        result = site.build(language="fr", out=f"_build/{ord(character)}")
        (warning,) = result.warnings
        code = f"U+{ord(character):04X}"
        assert f"mooncake-errors.po:1: WARNING: character {code} is not allowed" in warning
        assert character not in warning
        assert character not in result.html().get_text()
        assert f"a{text}" not in result.html().get_text()
