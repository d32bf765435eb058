"""Tables in other languages: shipped texts, aliases, a project's own, broken catalogs."""

from __future__ import annotations

import re

import pytest
from docutils import nodes

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
CJK = re.compile("[\u4e00-\u9fff]")


def catalog(**messages):
    """Return the text of a catalog with `messages`; underscores stand for spaces."""
    entries = (f'msgid "{key}"\nmsgstr "{value}"\n' for key, value in messages.items())
    return HEADER + "\n".join(entries)


def description(result, name="RPC_FAIL"):
    """Return the description of a code as the stored doctree shows it."""
    for row in result.doctree().findall(nodes.row):
        if row[0].astext() == name:
            return row[2].astext()
    return None


@pytest.fixture
def site(project):
    """A project with one page that lists the RPC codes."""
    site = project()
    site.write("index.rst", "X\n=\n\n.. mooncake-errors:: store\n   :groups: rpc\n")
    return site


@pytest.mark.translations
def test_chinese_tables_hold_no_english(project):
    """With zh_CN all cells but names, numbers, literals and acronyms are Chinese."""
    result = project("rst").build(language="zh_CN")
    assert result.warnings == []
    tables = result.html("codes.html").select("table.mooncake-errors")
    for cell in [cell for table in tables for cell in table.select("th, td")]:
        for code in cell.select("code"):
            code.decompose()
        text = cell.get_text(strip=True)
        assert not text or CJK.search(text) or text in {"RPC", "DFS"} or text.lstrip("-").isdigit()


@pytest.mark.parametrize("language", ["zh_CN", "zh", "zh_Hans", "zh_Hans_CN", "zh_SG", "zh-CN"])
def test_aliases_of_simplified_chinese(site, language):
    """Every name of simplified Chinese gets the shipped translation."""
    assert description(site.build("dummy", language=language)) == "RPC 操作失败。"


@pytest.mark.parametrize("language", ["zh_TW", "zh_HK", "ja", "en", "en_GB"])
def test_other_languages_show_english(site, language):
    """Traditional Chinese readers get English rather than simplified script."""
    assert description(site.build("dummy", language=language)) == "An RPC failed."


def test_project_overrides_a_single_text(site):
    """A catalog in locale_dirs replaces one text; the shipped ones fill the gaps."""
    own = catalog(**{"An RPC failed.": "远程调用失败了。"})
    site.write("locales/zh_CN/LC_MESSAGES/mooncake-errors.po", own)
    result = site.build("dummy", language="zh_CN")
    assert description(result) == "远程调用失败了。"
    assert description(result, "RPC_TIMEOUT") == "RPC 调用在客户端侧超时。"


def test_project_adds_a_language(site):
    """Another language needs only a catalog in locale_dirs."""
    own = catalog(**{"An RPC failed.": "RPC が失敗しました。", "Name": "名前"})
    site.write("locales/ja/LC_MESSAGES/mooncake-errors.po", own)
    result = site.build("dummy", language="ja")
    assert description(result) == "RPC が失敗しました。"
    assert result.doctree().next_node(nodes.thead).astext().split() == [
        "名前",
        "Value",
        "Description",
    ]


def test_a_territory_has_the_catalog_of_its_language(site):
    """As in the prose, de_DE shows what the catalog `de` has, and the next build its change."""
    path = "locales/de/LC_MESSAGES/mooncake-errors.po"
    for shown in ("Ventil klemmt.", "Tor klemmt."):
        site.write(path, catalog(**{"An RPC failed.": shown}))
        assert description(site.build("dummy", language="de_DE")) == shown


def test_the_former_of_two_locale_dirs_wins(site):
    """As in Sphinx itself the first of two directories with a text decides."""
    site.write("a/ja/LC_MESSAGES/mooncake-errors.po", catalog(**{"An RPC failed.": "A"}))
    site.write("b/ja/LC_MESSAGES/mooncake-errors.po", catalog(**{"An RPC failed.": "B"}))
    assert description(site.build("dummy", language="ja", locale_dirs=["a", "b"])) == "A"


@pytest.mark.parametrize(("allowed", "shown"), [(False, "An RPC failed."), (True, "だめ")])
def test_fuzzy_translations(site, allowed, shown):
    """A fuzzy translation is shown only where the project allows fuzzy ones."""
    own = HEADER + '#, fuzzy\nmsgid "An RPC failed."\nmsgstr "だめ"\n'
    site.write("locales/ja/LC_MESSAGES/mooncake-errors.po", own)
    result = site.build("dummy", language="ja", gettext_allow_fuzzy_translations=allowed)
    assert description(result) == shown


BROKEN = {
    'msgid "a"\nmsgstr "b\n': (2, 'bad catalog: neither keyword, string nor comment: msgstr "b'),
    "rubbish\n": (1, "bad catalog: neither keyword, string nor comment: rubbish"),
    'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n': (None, "bad catalog"),
    HEADER + 'msgid "An RPC failed."\nmsgstr "`x"\n': (4, "a backquote here"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_broken_catalog_warns_and_english_is_shown(site, text):
    """A catalog that does not parse is one warning with file and line, and the page is built."""
    line, message = BROKEN[text]
    site.write("locales/ja/LC_MESSAGES/mooncake-errors.po", text)
    result = site.build("dummy", language="ja", gettext_auto_build=False)
    place = "locales/ja/LC_MESSAGES/mooncake-errors.po"
    (warning,) = result.warnings
    assert re.match(re.escape(place) + (f":{line}: " if line else r":\d+: "), warning)
    assert message in warning
    assert warning.endswith("[mcerr.catalog]")
    assert description(result) == "An RPC failed."


def test_texts_stay_out_of_the_catalogs_of_pages(site):
    """Registry texts have a template of their own."""
    pot = site.build("gettext", out="_gettext").out / "index.pot"
    assert "RPC failed" not in pot.read_text(encoding="utf-8")


def test_untranslated_text_is_marked(site):
    """A text without translation is English for browsers and screen readers, and has a class."""
    own = catalog(**{"An RPC failed.": "RPC が失敗しました。"})
    site.write("locales/ja/LC_MESSAGES/mooncake-errors.po", own)
    soup = site.build(language="ja").html()
    done, missing = soup.select("table.mooncake-errors td:nth-child(3) > p")
    assert done.select("[lang]") == []
    assert missing.span["lang"] == "en"
    assert "mcerr-untranslated" in missing.span["class"]
    assert soup.select_one("tr.mcerr-group strong > span")["lang"] == "en"


def test_english_is_not_marked(site):
    """In an English build, and in a complete translation, nothing is marked."""
    for language in ("en", "en_GB", "zh_CN"):
        soup = site.build(out=f"_{language}", language=language).html()
        assert soup.select(".mcerr-untranslated, table [lang]") == []


def test_registry_in_another_language(project):
    """Texts of a registry in another language are marked with that language."""
    site = project("own")
    path = site.src / "codes/orchard.yaml"
    path.write_text("language: fr_CA\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    soup = site.build(language="de").html()
    assert {p["lang"] for p in soup.select("td:nth-child(3) > p > span")} == {"fr-CA"}
    assert {p["lang"] for p in soup.select("thead th > p > span")} == {"en"}
    soup = site.build(language="fr_CA").html()
    assert soup.select("tbody [lang]") == []


@pytest.mark.parametrize("language", ["en", "de", "vi"])
def test_texts_are_shown_as_they_are_written(project, language):
    """Quotes, dashes and dots of the registry are not replaced, whatever the language."""
    site = project()
    registry = (
        f"component: own\ntitle: Own\nlanguage: {language}\ngroups:\n- id: all\n  title: All\n"
    )
    code = "{name: ONE, value: 1, description: 'It''s a \"b\" -- c...'}"
    site.write("own.yaml", f"{registry}  codes:\n  - {code}\n")
    site.write("index.rst", "Own\n===\n\n.. mooncake-errors::\n   :details:\n")
    result = site.build(mooncake_errors_registry="own.yaml")
    assert result.warnings == []
    assert result.html().get_text().count('It\'s a "b" -- c...') == 2


def test_missing_translations_are_counted_on_request(site):
    """One warning a build says how many texts of which component have no translation."""
    own = catalog(**{"An RPC failed.": "RPC が失敗しました。"})
    site.write("locales/ja/LC_MESSAGES/mooncake-errors.po", own)
    assert site.build("dummy", language="ja").warnings == []
    result = site.build("dummy", language="ja", mooncake_errors_report_untranslated=True)
    (warning,) = result.warnings
    assert warning.startswith("WARNING: texts without ja translation: ")
    counts = re.findall(r"(\d+) of (\d+) of ([^,\[]*[^,\[ ])", warning)
    missing = {name: int(total) - int(count) for count, total, name in counts}
    assert missing.pop("store") == 1
    assert set(missing.values()) == {0}
    assert {"transfer-engine", "pg-c", "the extension's own words"} <= set(missing)


@pytest.mark.translations
def test_nothing_is_missing_in_chinese(site):
    """All built-in texts are translated."""
    complete = site.build("dummy", language="zh_CN", mooncake_errors_report_untranslated=True)
    assert complete.warnings == []


def test_a_compiled_override_without_its_source_is_noted(site):
    """Sphinx compiles an override; when its source is removed, each build says what it reads."""
    folder = "locales/zh_CN/LC_MESSAGES"
    source = site.write(f"{folder}/mooncake-errors.po", catalog(**{"An RPC failed.": "没有回应。"}))
    options = {"language": "zh_CN", "locale_dirs": ["locales"]}
    result = site.build(**options)
    assert description(result) == "没有回应。"
    assert "without" not in result.status
    source.unlink()
    note = f"{folder}/mooncake-errors.mo: compiled catalog without its mooncake-errors.po is read"
    for _ in range(2):
        result = site.build(**options)
        assert (note in result.status, result.warnings) == (True, [])
        assert description(result) == "没有回应。"
    source.with_suffix(".mo").unlink()
    result = site.build(**options)
    assert description(result) == "RPC 操作失败。"
    assert "without" not in result.status
