"""Catalogs: their files, the precedence of translations, and their faults."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.mofile import write_mo
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.catalogs import catalog as module
from sphinxext.mooncake_errors.catalogs.catalog import (
    load_catalog,
    project_catalogs,
    shipped_catalog,
)
from sphinxext.mooncake_errors.catalogs.files import (
    PoCatalog,
    is_translation,
    new_header,
    read_messages,
)
from sphinxext.mooncake_errors.registry.problems import RegistryError
from sphinxext.mooncake_errors.registry.words import Word

FAIL, TIMEOUT = "An RPC failed.", "An RPC timed out on the side of the client."
SHIPPED = "RPC 操作失败。"


def po(*messages, charset="utf-8"):
    """Return a catalog with pairs of text and translation, in bytes of the `charset`."""
    header = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={charset}\\n"\n'
    entries = [f'\nmsgid "{text}"\nmsgstr "{translation}"\n' for text, translation in messages]
    return (header + "".join(entries)).encode(charset)


@pytest.fixture
def locale(tmp_path):
    """Return a function that writes a catalog and returns its locale directory."""

    def locale(content, language="zh_CN", folder="locales", suffix=".po"):
        path = tmp_path / folder / language / "LC_MESSAGES" / f"mooncake-errors{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return tmp_path / folder

    return locale


def faults(catalog):
    """Return the problems of a catalog without their folders."""
    return [f"{p.line}:{p.column}: {p.message}" for p in catalog.problems]


@pytest.mark.parametrize(
    ("language", "ships"),
    [
        *dict.fromkeys(
            ["zh_CN", "zh", "zh_Hans", "zh_Hans_CN", "zh_SG", "zh-CN", "zh-hans"], True
        ).items(),
        *dict.fromkeys(["zh_TW", "zh_HK", "zh_Hant", "en", "en_GB", "ja"], False).items(),
    ],
)
def test_alias_languages(language, ships):
    """All names of simplified Chinese, and no other languages, have the shipped catalog."""
    assert (shipped_catalog(language) is not None) == ships
    catalog = load_catalog(language, [])
    assert catalog(FAIL) == (SHIPPED if ships else FAIL)
    assert (catalog.get(FAIL) is not None) == ships
    assert catalog.problems == []


@pytest.mark.parametrize(
    ("texts", "reader", "needed"),
    [
        ("en", "en", False),
        ("en", "en_GB", False),
        ("en", "zh_CN", True),
        ("zh_CN", "zh_Hans", False),
        ("zh_CN", "zh_TW", True),
        ("de", "en", True),
    ],
)
def test_translates(texts, reader, needed):
    """Texts in the language of the reader need no translation."""
    assert load_catalog(reader, []).translates(texts) is needed


def test_wheel_before_checkout(locale, monkeypatch):
    """The compiled catalog of the package is used if present, else that of the checkout."""
    packaged = BabelCatalog("zh_CN")
    packaged.add(FAIL, "包")
    folder = locale(b"", suffix=".mo")
    with (folder / "zh_CN/LC_MESSAGES/mooncake-errors.mo").open("wb") as file:
        write_mo(file, packaged)
    checkout = Path(__file__).parents[2] / "locales"
    monkeypatch.setattr(module, "SHIPPED", (folder, checkout))
    assert load_catalog("zh", [])(FAIL) == "包"
    monkeypatch.setattr(module, "SHIPPED", (folder / "absent", checkout))
    assert load_catalog("zh", [])(FAIL) == SHIPPED
    monkeypatch.setattr(module, "SHIPPED", (folder / "absent",))
    assert load_catalog("zh", [])(FAIL) == FAIL


def test_merge_order(locale):
    """The first directory of a project overrides the second, and both override the shipped one."""
    first = locale(po((FAIL, "一")), folder="a")
    second = locale(po((FAIL, "二"), (TIMEOUT, "二")), folder="b")
    catalog = load_catalog("zh_CN", [first, second, first / "absent"])
    assert [catalog(text) for text in (FAIL, TIMEOUT, "File not found.", "Mine.")] == [
        "一",
        "二",
        "文件未找到。",
        "Mine.",
    ]
    assert len(project_catalogs("zh_CN", [first, second, first / "absent"])) == 2


def test_a_language_with_territory_falls_back_to_the_language_alone(locale):
    """In each directory the catalog of the territory goes before that of the language."""
    first = locale(po((FAIL, "Ventil klemmt"), (TIMEOUT, "Tor klemmt")), "de", folder="a")
    assert load_catalog("de_AT", [first])(FAIL) == "Ventil klemmt"
    locale(po((FAIL, "Ventil steckt")), "de_AT", folder="a")
    second = locale(po((TIMEOUT, "Tor steckt")), "de_AT", folder="b")
    for language, shown in (
        ("de_AT", ["Ventil steckt", "Tor klemmt"]),
        ("de_CH@latin", ["Ventil klemmt", "Tor klemmt"]),
        ("de", ["Ventil klemmt", "Tor klemmt"]),
    ):
        catalog = load_catalog(language, [first, second])
        assert [catalog(FAIL), catalog(TIMEOUT)] == shown, language


def test_po_before_mo(locale):
    """The .po file is read if present, else the .mo file."""
    compiled = BabelCatalog("zh_CN")
    compiled.add(FAIL, "编译")
    folder = locale(po((FAIL, "源")))
    with (folder / "zh_CN/LC_MESSAGES/mooncake-errors.mo").open("wb") as file:
        write_mo(file, compiled)
    assert load_catalog("zh_CN", [folder])(FAIL) == "源"
    (folder / "zh_CN/LC_MESSAGES/mooncake-errors.po").unlink()
    assert load_catalog("zh_CN", [folder])(FAIL) == "编译"


@pytest.mark.parametrize(("fuzzy", "shown"), [(False, SHIPPED), (True, "模糊")])
def test_fuzzy(locale, fuzzy, shown):
    """A fuzzy translation is used only on request; otherwise the shipped one stays."""
    folder = locale(po((FAIL, "模糊")).replace(b'\nmsgid "An', b'\n#, fuzzy\nmsgid "An'))
    assert load_catalog("zh_CN", [folder], fuzzy=fuzzy)(FAIL) == shown


def test_messages_that_do_not_count(locale):
    """Empty translations, obsolete ones, those of a context and plurals change nothing."""
    text = f"""
msgid "{FAIL}"
msgstr ""

msgctxt "menu"
msgid "{TIMEOUT}"
msgstr "x"

msgid "File not found."
msgid_plural "Files not found."
msgstr[0] "x"

#~ msgid "Invalid key."
#~ msgstr "x"
"""
    catalog = load_catalog("zh_CN", [locale(po() + text.encode())])
    known = (FAIL, TIMEOUT, "File not found.", "Invalid key.")
    assert [catalog(text) for text in known] == [
        SHIPPED,
        "RPC 调用在客户端侧超时。",
        "文件未找到。",
        "无效的键。",
    ]
    assert catalog.problems == []


@pytest.mark.parametrize(
    ("charset", "text"),
    [("GBK", "远程调用失败，原因不明"), ("GBK", "誠"), ("Big5", "功能"), ("GB18030", "𠀀"),
     ("ISO-8859-1", "échoué"), ("utf-8-sig", "失败")],
)  # fmt: skip
def test_declared_charsets(locale, charset, text):
    """A catalog is read in the charset of its header, also where bytes look like a backslash."""
    catalog = load_catalog("ja", [locale(po((FAIL, text), charset=charset), language="ja")])
    assert (faults(catalog), catalog(FAIL)) == ([], text)


BROKEN = {
    b"rubbish\n": "1:1: bad catalog: neither keyword, string nor comment: rubbish",
    b'msgid "a"\r\nmsgstr "b\r\n': (
        '2:1: bad catalog: neither keyword, string nor comment: msgstr "b'
    ),
    b'# x\n\nmsgid "a"\n\nmsgid "b"\nmsgstr "c"\n': (
        "3:1: bad catalog: missing msgstr for msgid 'a'"
    ),
    b'msgid "a "\n"b"\nmsgstr "c"\n\nmsgctxt "x"\nmsgid "a b"\nmsgstr "d"\n\n'
    b'msgid "a b"\nmsgstr "e"\n': ("9:1: bad catalog: duplicate of the message in line 1"),
    po((FAIL, "x")) + b"\n" + po(): "7:1: bad catalog: duplicate of the message in line 1",
    b'# x\n"a"\n': (
        '2:1: bad catalog: Got line starting with " but not in msgid, msgstr or msgctxt'
    ),
    po((FAIL, "x")) + b'\nmsgid "b"\nmsgstr "\xff"\n': "8:1: bad catalog: byte 0xff is not UTF-8",
    po((FAIL, "失败"), charset="gbk").replace(b"gbk", b"utf-8"): (
        "5:1: bad catalog: byte 0xb0 is not UTF-8"
    ),
    po().replace(b"utf-8", b"CHARSET"): "2:1: bad catalog: unknown charset CHARSET",
    po().replace(b"utf-8", b"utf-8 x"): "2:1: bad catalog: unknown charset utf-8 x",
    po((FAIL, "x")).decode().encode("utf-16"): "1:1: bad catalog: byte 0xff is not UTF-8",
    b'msgid ""\nmsgstr "PO-Revision-Date: soon\\n"\n\nmsgid "a"\nmsgstr "b"\n': (
        "1:1: bad catalog: time data 'soon' does not match format '%Y-%m-%d %H:%M'"
    ),
}


@pytest.mark.parametrize("content", BROKEN)
def test_broken_catalogs(locale, content):
    """A broken file is one problem at its line; the shipped and the other catalogs are used."""
    other = locale(po((TIMEOUT, "别的")), folder="other")
    catalog = load_catalog("zh_CN", [locale(content), other])
    assert faults(catalog) == [BROKEN[content]]
    assert [catalog(FAIL), catalog(TIMEOUT)] == [SHIPPED, "别的"]


def test_codecs_of_no_text(locale):
    """A charset that Python knows, but not as one of texts, is one problem as well."""
    for name in ("idna", "rot13", "hex", "undefined"):
        content = po((FAIL, "失败")).replace(b"utf-8", name.encode())
        catalog = load_catalog("ja", [locale(content, language="ja", folder=name)])
        assert len(faults(catalog)) == 1


def test_broken_markup(locale):
    """A translation with a stray backquote is a problem at its line; the others count."""
    folder = locale(po((TIMEOUT, "好"), (FAIL, "``坏`")))
    catalog = load_catalog("zh_CN", [folder])
    message = "a backquote here is neither ``literal`` nor :mcerr:`CODE`: ``坏`"
    assert faults(catalog) == [f"7:1: {message}"]
    assert [catalog(FAIL), catalog(TIMEOUT)] == [SHIPPED, "好"]


def mo(messages, charset="utf-8", order="<"):
    """Return a compiled catalog as the format says, in bytes of the `charset`."""
    head = f"Content-Type: text/plain; charset={charset}\n"
    pairs = [(b"", head.encode()), *((k.encode(charset), v.encode(charset)) for k, v in messages)]
    texts = [each for column in zip(*sorted(pairs), strict=True) for each in column]
    start = 28 + 8 * len(texts)
    places = [
        (len(each), start + sum(len(x) + 1 for x in texts[:n])) for n, each in enumerate(texts)
    ]
    numbers = [0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0]
    numbers += [number for place in places for number in place]
    return struct.pack(f"{order}{len(numbers)}I", *numbers) + b"".join(x + b"\0" for x in texts)


@pytest.mark.parametrize(
    ("charset", "order", "text"),
    [("utf-8", ">", "失败"), ("GBK", "<", "誠"), ("Big5", "<", "功能")],
)
def test_compiled_catalogs(locale, charset, order, text):
    """A compiled catalog is read in its charset and in either byte order."""
    folder = locale(mo([(FAIL, text)], charset, order), language="ja", suffix=".mo")
    catalog = load_catalog("ja", [folder])
    assert (faults(catalog), catalog(FAIL)) == ([], text)


WHOLE = mo([(FAIL, "失败")])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "unpack requires"),
        (b"rubbish", "Bad magic number"),
        (WHOLE[:18], "unpack requires"),
        (WHOLE[:40], "unpack requires"),
        (WHOLE[:-3], "File is corrupt"),
        (WHOLE[:8] + b"\xff" * 4 + WHOLE[12:], "File is corrupt"),
        (WHOLE[:40] + b"\xff" * 4 + WHOLE[44:], "File is corrupt"),
        (WHOLE.replace(b"utf-8", b"utf-9"), "unknown encoding: utf-9"),
        (WHOLE.replace(b"utf-8", b"ascii"), "'ascii' codec can't decode byte 0xe5"),
        (WHOLE.replace(b"=utf-8", b"=8 utf"), "unknown encoding: 8 utf"),
        (WHOLE.replace(b"=utf-8", b"=idna\n"), ""),
        (WHOLE.replace("失".encode(), b"\xff\xfe."), "'utf-8' codec can't decode byte 0xff"),
    ],
)
def test_broken_compiled_catalog(locale, content, message):
    """A compiled catalog that is damaged is one problem of the whole file, and English is shown."""
    catalog = load_catalog("ja", [locale(content, language="ja", suffix=".mo")])
    assert catalog(FAIL) == FAIL
    (fault,) = faults(catalog)
    assert fault.startswith(f"1:1: bad compiled catalog: {message}")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(deadline=None)
@example({"\x040": "0"}, [], 0)  # a context that is empty is one all the same
@given(
    texts=st.dictionaries(TEXTS, TEXTS, max_size=4),
    edits=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4),
    cut=st.integers(0, 40) | st.just(0),
)
def test_mutated_compiled_catalogs(tmp_path_factory, texts, edits, cut):
    """A damaged compiled catalog gives one problem, or texts that are in the file."""
    plain = {k: v for k, v in texts.items() if not set("\x04\0") & set(k)}
    content = bytearray(mo(texts.items()))
    path = tmp_path_factory.getbasetemp() / "any.mo"
    path.write_bytes(content)
    assert {m.id: m.string for m in read_messages(path) if is_translation(m)} == plain
    for place, byte in edits:
        content[place % len(content)] = byte
    path.write_bytes(content[: len(content) - cut])
    found, fault = {}, ""
    try:
        found = {m.id: m.string for m in read_messages(path) if is_translation(m)}
    except RegistryError as error:
        fault = str(error)
    assert fault == "" or fault.startswith(f"{path}:1:1: catalog bad compiled catalog: ")
    if b"charset=utf-8" in content:
        assert all(m.encode() in content for pair in found.items() for m in pair)


@given(texts=st.dictionaries(TEXTS, TEXTS, max_size=4))
def test_catalogs_round_trip(tmp_path_factory, texts):
    """A catalog that is written as a .po file is read back unchanged."""
    catalog = PoCatalog()
    catalog.header = new_header("x", "nl")
    for original, translation in texts.items():
        catalog.add(original, translation)
    path = tmp_path_factory.getbasetemp() / "round.po"
    path.write_bytes(catalog.content())
    assert {m.id: m.string for m in read_messages(path) if m.id} == texts


def test_other_charsets_are_written_as_utf_8(locale):
    """An update of a catalog in another charset loses no text, and its header says UTF-8."""
    content = po((FAIL, "échoué"), charset="ISO-8859-1").replace(b"=ISO", b"= ISO")
    folder = locale(content, language="fr")
    path = folder / "fr/LC_MESSAGES/mooncake-errors.po"
    source, catalog = PoCatalog(), read_messages(path)
    for text in (FAIL, "湿度", "échec"):
        source.add(text)
    catalog.follow(source)
    content = catalog.content()
    path.write_bytes(content)
    assert b"charset=utf-8" in content
    assert "ISO" not in content.decode()
    assert {m.id: m.string for m in read_messages(path) if m.id} == {
        FAIL: "échoué",
        "湿度": "",
        "échec": "",
    }


def test_many_previous_texts_are_written_in_little_time():
    """Writing previous texts takes linear time, and each is above its message."""
    catalog = PoCatalog()
    for number in range(5_000):
        catalog.add(f"Text {number}", "x", previous_id=[f"Old {number}"], flags=["fuzzy"])
    start = time.process_time()
    content = catalog.content().decode()
    assert time.process_time() - start < 5
    assert content.count('\n#| msgid "Old ') == 5_000
    assert '#| msgid "Old 4711"\nmsgid "Text 4711"\n' in content


def test_shipped_texts_are_for_the_shipped_registry(locale):
    """A foreign registry gets the shipped words, whatever its texts, and its own translations."""
    folder = locale(po((TIMEOUT, "别的")))
    catalog = load_catalog("zh_CN", [folder], shipped_texts=False)
    assert [catalog(FAIL), catalog(TIMEOUT), catalog("Name")] == [FAIL, "别的", "Name"]
    assert [catalog(Word.NAME), load_catalog("zh_CN", [])(Word.NAME)] == ["名称"] * 2
    assert catalog.get(FAIL) is None
    assert not catalog.problems


def test_a_compiled_catalog_without_its_source_is_named(locale):
    """A compiled catalog whose source was removed is read, with a note."""
    catalog = load_catalog("zh_CN", [locale(mo([(FAIL, "编译")]), suffix=".mo")])
    (note,) = catalog.notes
    assert note.endswith(
        "zh_CN/LC_MESSAGES/mooncake-errors.mo: compiled catalog without its mooncake-errors.po "
        "is read"
    )
    assert (catalog(FAIL), catalog.problems) == ("编译", [])
    assert load_catalog("zh_CN", [locale(po((FAIL, "源")), folder="b")]).notes == []


def test_unreadable_catalog(tmp_path):
    """A file that cannot be opened is reported once, with the reason."""
    with pytest.raises(RegistryError) as caught:
        read_messages(tmp_path)
    path = f"{tmp_path}:1:1"
    assert str(caught.value) == f"{path}: unreadable cannot be read: Is a directory"


TOKENS = ["msgid ", "msgstr ", "msgctxt ", "msgid_plural ", "msgstr[3] ", '"a"', '"b\\n"', '""']
TOKENS += ["\n", "\n\n", "#~ ", "#, fuzzy\n", "#: a:1\n", "\\", '"', "错", "charset="]
TOKENS += ['"Plural-Forms: nplurals=x;\\n"', '"PO-Revision-Date: a\\n b\\n"', '"Language: !!\\n"']


@given(st.lists(st.sampled_from(TOKENS)).map(lambda tokens: "".join(tokens).encode()) | st.binary())
def test_any_content(tmp_path_factory, content):
    """No file raises anything but RegistryError, with a line that is in the file."""
    for suffix in (".po", ".mo"):
        path = tmp_path_factory.getbasetemp() / f"any{suffix}"
        path.write_bytes(content if suffix == ".po" else b"\xde\x12\x04\x95" + content)
        line = 1
        try:
            list(read_messages(path))
        except RegistryError as error:
            line = error.problems[0].line
        assert 1 <= line <= content.count(b"\n") + 1
