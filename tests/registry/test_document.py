"""YAML with places: the values that are read, and the places of faults."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinxext.mooncake_errors.registry import document as nodes
from sphinxext.mooncake_errors.registry.characters import folded
from sphinxext.mooncake_errors.registry.document import Document
from sphinxext.mooncake_errors.registry.files import read_text
from sphinxext.mooncake_errors.registry.problems import RegistryError

LOADERS = {"c": yaml.CBaseLoader, "python": yaml.BaseLoader}


@pytest.fixture(params=LOADERS)
def parse(request, monkeypatch):
    """Return the class Document with the parser in C and with the one in Python."""
    monkeypatch.setattr(nodes, "_LOADER", LOADERS[request.param])
    return Document


def data(node):
    """Return a node as plain data, with white space folded."""
    value = node and node.value
    if isinstance(value, dict):
        return {key: data(each) for key, each in value.items()}
    if isinstance(value, list):
        return [data(item) for item in value]
    return folded(value) if isinstance(value, str) else value


def problems(parse, text):
    """Return all problems of the YAML in `text`, as places and messages."""
    try:
        found = parse("a.yaml", text).problems
    except RegistryError as error:
        found = error.problems
    return [(p.line, p.column, p.message) for p in sorted(found)]


def test_the_parser_in_c_is_used():
    """The tests below run with both parsers; the faster one is the default."""
    assert nodes._LOADER is yaml.CBaseLoader


VALUES = {
    "~": None,
    "null": None,
    "": None,
    "Null": "Null",
    "true": True,
    "false": False,
    "True": "True",
    "NO": "NO",
    "on": "on",
    "y": "y",
    "0": 0,
    "-0": 0,
    "+12": 12,
    "-704": -704,
    "0x1F": 31,
    "-0x1F": -31,
    "007": "007",
    "0o17": "0o17",
    "1_000": "1_000",
    "1.0": "1.0",
    "1e3": "1e3",
    ".inf": ".inf",
    "12:30:45": "12:30:45",
    "2026-01-01": "2026-01-01",
    "9223372036854775807": 2**63 - 1,
    "0x7FFFFFFFFFFFFFFF": 2**63 - 1,
    "18446744073709551615": 2**64 - 1,
    "100000000000000000000": "100000000000000000000",
    "'704'": "704",
    '"null"': "null",
    "<<": "<<",
    "a  b": "a b",
    "' a '": "a",
    '"a\\n\\tb"': "a b",
    "|\n  a\n   b\n": "a b",
    ">\n  a\n\n  b\n": "a b",
    "[a, 1]": ["a", 1],
    "{a: {b: 1}}": {"a": {"b": 1}},
    "'错误码 🌙'": "错误码 🌙",
}


@pytest.mark.parametrize("text", VALUES)
def test_values(parse, text):
    """Only null, true, false and integers are special; white space in texts is folded."""
    document = parse("a.yaml", f"key: {text}")
    found = data(document.root)
    assert (found, document.problems) == ({"key": VALUES[text]}, [])
    assert type(found["key"]) is type(VALUES[text])


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "null\n"])
def test_nothing(parse, text):
    """A text without a value is one problem."""
    with pytest.raises(RegistryError, match=r"^a.yaml:1:1: empty the registry is empty$"):
        parse("a.yaml", text)


FAULTS = {
    "a: 1\nb: 2\na: 3\n": [(3, 1, "duplicate key a")],
    "? [a]\n: 1\n": [(1, 3, "a key must be a word")],
    '"\\0": 1\n': [(1, 1, "character U+0000 is not allowed")],
    "a: !x b\n": [(1, 4, "YAML tag !x is not supported")],
    "!x a: b\n": [(1, 1, "YAML tag !x is not supported")],
    "a: !x [b]\n": [(1, 4, "YAML tag !x is not supported")],
    "a: !x {b: c}\n": [(1, 4, "YAML tag !x is not supported")],
    "a: !!str 1\n": [(1, 4, "YAML tag tag:yaml.org,2002:str is not supported")],
    "a: !!float 1\n": [(1, 4, "YAML tag tag:yaml.org,2002:float is not supported")],
    "a: !!python/name:os.system ''\n": [
        (1, 4, "YAML tag tag:yaml.org,2002:python/name:os.system is not supported")
    ],
    "a: &x b\nc: *x\n": [(2, 4, "YAML aliases are not supported: repeat the value")],
    "a: &x [b]\nc: [*x, *x]\n": [
        (2, 5, "YAML aliases are not supported: repeat the value"),
        (2, 9, "YAML aliases are not supported: repeat the value"),
    ],
    "a: &x\n  b: *x\n": [(2, 6, "YAML aliases are not supported: repeat the value")],
    "&x a: 1\n*x : 2\n": [
        (2, 1, "YAML aliases are not supported: repeat the value"),
    ],
    "a: b\nc: *x\n": [(2, 4, "YAML aliases are not supported: repeat the value")],
    "a: *b c\n": [(1, 4, "YAML aliases are not supported: repeat the value"), (..., ..., ...)],
    "a: {b: 1, b: 2}\nc: [\n": [(1, 11, "duplicate key b"), (..., ..., ...)],
    "a: b\n---\na: c\n": [(2, 1, "bad YAML: found another document")],
    'a: "b\\0c"\n': [(1, 4, "character U+0000 is not allowed")],
    "a: b\nc: d\0\n": [(2, 5, "bad YAML: character U+0000 is not allowed")],
    "a: 中文\u0007": [(1, 6, "bad YAML: character U+0007 is not allowed")],
    "a: [\n中, \u2028 {b\n]": [(3, 1, ...)],
    "a: 中\u2028\n!x b: 1": [(2, 1, "YAML tag !x is not supported")],
    "a:\n\tb: 1\n": [(2, 1, ...)],
    "\ta: 1\n": [(1, 1, ...)],
    "a: 1\nb: 'c\nd: 2\n": [
        (2, 4, "bad YAML: found unexpected end of stream while scanning a quoted scalar")
    ],
    "a:\n- [b,\n  c\n": [(2, 3, ...)],
    "a: 1\nb:2\nc: 3\n": [
        (2, 1, "bad YAML: could not find expected ':' while scanning a simple key")
    ],
    "a: b: c\n": [(1, 5, ...)],
    "a: @b\n": [(1, 4, ...)],
    'a: "\\uD800"\n': [(1, ..., ...)],
    'a: "\\U00110000"\n': [(1, ..., ...)],
    "\ufeffa: 1\n": [(1, 1, "bad YAML: character U+FEFF is not allowed")],
    "%YAML 3.0\n---\na: 1\n": [(1, 1, ...)],
    "[" * 990 + "]" * 990: [(1, 1, "bad YAML: nested too deeply")],
    "中: " + "[" * 100_000: [(1, ..., ...)],
    "{a: " * 100_000: [(1, ..., ...)],
    "\n".join(" " * depth + "a:" for depth in range(2_000)): [(..., ..., ...)],
}
"""Three dots stand for words and places that differ between the two parsers."""


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text[:20])
def test_faults_of_the_form(parse, text):
    """Each fault has its line, its column and its message."""
    found = problems(parse, text)
    assert len(found) == len(FAULTS[text])
    for actual, expected in zip(found, FAULTS[text], strict=True):
        pairs = list(zip(actual, expected, strict=True))
        assert all(wanted in (..., value) for value, wanted in pairs), found


def test_billion_laughs(parse):
    """Aliases of aliases are reported and not expanded."""
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    with pytest.raises(RegistryError) as caught:
        parse("a.yaml", "\n".join(lines))
    assert len(caught.value.problems) == 19 * 9
    assert {problem.rule for problem in caught.value.problems} == {"alias"}


def test_the_first_of_two_keys_counts(parse):
    """Of two values for one key, data and places refer to the same one."""
    document = parse("a.yaml", "a: 1\nb: x\na: y\n")
    assert data(document.root) == {"a": 1, "b": "x"}
    assert document.line(("a",)) == 1


def test_places(parse):
    """A value has its place, and a missing one has the place of its nearest parent."""
    document = parse("a.yaml", "# 注释\n一: {二: [x,  y]}\n")
    places = {
        (): (2, 1),
        ("一",): (2, 4),
        ("一", "二", 0): (2, 9),
        ("一", "二", 1): (2, 13),
        ("一", "二", 2): (2, 8),
        ("一", "三"): (2, 4),
        ("四", 1): (2, 1),
    }
    for location, place in places.items():
        problem = document.problem(location, "rule", "message")
        assert (problem.line, problem.column) == place
        assert document.line(location) == place[0]


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@,? \n\t\\0中\u2028\x85\x07\ufeff"), max_size=40))
def test_any_text(text):
    """Any text raises at most RegistryError, and every place is in the text."""
    for each in LOADERS.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(nodes, "_LOADER", each)
            try:
                found = Document("a.yaml", text).problems
            except RegistryError as error:
                found = error.problems
        lines = text.split("\n")
        for problem in found:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


ENCODINGS = {
    b"a: 1\n\xff": "2:1: not-utf-8 is not UTF-8: byte 0xff",
    "a: 中".encode() + b"\xfe": "1:5: not-utf-8 is not UTF-8: byte 0xfe",
    b"\xef\xbb\xbfa: \xff": "1:4: not-utf-8 is not UTF-8: byte 0xff",
    b"a: 1\r\nb: \x80": "2:4: not-utf-8 is not UTF-8: byte 0x80",
    b"a: 1\rb: \x80": "2:4: not-utf-8 is not UTF-8: byte 0x80",
    "a: 1".encode("utf-16"): "1:1: not-utf-8 is not UTF-8: byte 0xff",
    "中".encode()[:2]: "1:1: not-utf-8 is not UTF-8: byte 0xe4",
    "描述".encode("gbk"): "1:1: not-utf-8 is not UTF-8: byte 0xc3",
}


@pytest.mark.parametrize("content", ENCODINGS)
def test_other_encodings(write, content):
    """A file that is not UTF-8 is reported at the first wrong byte, counted in characters."""
    path = write(content)
    with pytest.raises(RegistryError) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}:{ENCODINGS[content]}"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(write, newline, mark):
    """Line ends of any kind and a byte order mark do not change the result."""
    path = write(mark + "a: 1\nb: 2\n".replace("\n", newline))
    document = Document(str(path), read_text(path))
    assert (data(document.root), document.problems) == ({"a": 1, "b": 2}, [])
    assert document.line(("b",)) == 2


def test_unreadable_files(tmp_path):
    """A missing file and a directory are reported with the reason."""
    for name, reason in (("absent.yaml", "No such file or directory"), ("", "Is a directory")):
        path = tmp_path / name
        with pytest.raises(RegistryError) as caught:
            read_text(path)
        assert str(caught.value) == f"{path}:1:1: unreadable cannot be read: {reason}"
